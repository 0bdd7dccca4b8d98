/* The books: a double-entry ledger under everything that money does, chained so that nothing can be
 * changed, left out or put in afterwards.
 *
 * Each fact is one entry with postings that add up to zero per currency; debits are positive. Entry
 * n holds hash(n) = SHA-256(hash(n-1), its canonical text, the hash of the document that it is
 * about). Persons appear nowhere in it: an address stands by its salted digest inside the document.
 */
#ifndef DOMAIN_BOOKS_BOOK_H
#define DOMAIN_BOOKS_BOOK_H

#include "base/ctx.h"
#include "base/field.h"

enum account {
    ACCOUNT_NONE,
    ACCOUNT_RECEIVABLE, /* what customers owe */
    ACCOUNT_REVENUE,
    ACCOUNT_TAX,    /* VAT owed to the state */
    ACCOUNT_BANK,   /* money received, other than cash */
    ACCOUNT_CASH,   /* notes and coins */
    ACCOUNT_CREDIT, /* what customers paid beyond their invoices */
};
extern const char *const account_names[];

struct posting {
    int account; /* enum account */
    int64_t id_customer, amount;
    const char *currency;
};

struct entry {
    int64_t seq;
    struct instant at;
    const char *kind;   /* "InvoiceIssued", "CreditIssued", "PaymentReceived" */
    int64_t id_subject; /* the id of the invoice or the payment */
    struct bytes content_hash, hash;
};
extern const struct field entry_fields[];

/* One row of the ledger as it is stored and read. */
struct posting_row {
    int64_t seq, position;
    int account;
    int64_t id_customer, amount;
    const char *currency;
};
extern const struct field posting_row_fields[];

/* A place in the chain from which entries are added; held until the end of the transaction. */
struct book {
    int64_t next_seq;
    uint8_t last_hash[32];
};

/* Locks the business's book; after customers and series, last of all locks. */
MUST_CHECK enum err book_open(struct ctx *ctx, struct book *out);
/* Adds one entry. Postings that do not add up to zero are a bug and stop the program. */
MUST_CHECK enum err book_enter(struct ctx *ctx, struct book *book, const char *kind,
                               int64_t id_subject, const uint8_t content_hash[32],
                               const struct posting *postings, size_t count);
MUST_CHECK enum err book_close(struct ctx *ctx, const struct book *book);

/* The hash that an entry must have after `previous`: for book_enter and for verifying. */
void entry_hash(struct arena *arena, const uint8_t previous[32], const struct entry *entry,
                const struct posting *postings, size_t count, uint8_t out[32]);

#endif
