/* The ledger: entries that balance, invoices that were entered as they are, the chain, and the
 * heads that were written down before. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/books/book.h"
#include "domain/books/head.h"
#include "domain/books/verify_parts.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

/* An entry and, where it issues one, its invoice. */
struct entry_row {
    int64_t seq, id_subject;
    struct instant at;
    const char *kind;
    struct bytes content_hash, hash;
    int64_t id_invoice, id_customer, amount_total; /* NONE: there is no such invoice */
    const char *currency;
    struct bytes invoice_hash;
};

static const struct field entry_row_fields[] = {
    FIELD(entry_row, seq),        FIELD(entry_row, id_subject),   FIELD(entry_row, at),
    FIELD(entry_row, kind),       FIELD(entry_row, content_hash), FIELD(entry_row, hash),
    FIELD(entry_row, id_invoice), FIELD(entry_row, id_customer),  FIELD(entry_row, amount_total),
    FIELD(entry_row, currency),   FIELD(entry_row, invoice_hash), FIELDS_END,
};

/* The account as text: a wrong word is a finding and not an error. */
struct ledger_row {
    int64_t seq, id_customer, amount;
    const char *account, *currency;
};

static const struct field ledger_row_fields[] = {
    FIELD(ledger_row, seq),     FIELD(ledger_row, id_customer), FIELD(ledger_row, amount),
    FIELD(ledger_row, account), FIELD(ledger_row, currency),    FIELDS_END,
};

struct book_row {
    int64_t next_seq;
    struct bytes last_hash;
};

static const struct field book_row_fields[] = {
    FIELD(book_row, next_seq),
    FIELD(book_row, last_hash),
    FIELDS_END,
};

/* A head of this business, as one file has it. */
struct known_head {
    const char *name, *date, *hash;
    int64_t seq;
};

/* How far the chain was followed. */
struct chain {
    int64_t seq; /* of the last entry */
    uint8_t hash[SHA256_SIZE];
    struct known_head *heads; /* by seq */
    size_t head_count, head_at;
};

/* heads -------------------------------------------------------------------------------------------
 */

/* False if what it says is worth nothing. */
static bool is_worth_comparing(struct verifier *verifier, const char *name,
                               const struct head_file *file)
{
    switch (head_prove(verifier->ctx, file)) {
    case HEAD_GENUINE:
        return true;
    case HEAD_KEY_MISSING:
        found(verifier, "head.key", name,
              "It was signed with the key %s, which is not in the key file, so nobody can tell "
              "whether it is genuine.",
              file->id_key);
        return true;
    case HEAD_FORGED:
        break;
    }
    found(verifier, "head.forged", name, "Its signature is wrong: it was changed, or is not ours.");
    return false;
}

static void read_source(struct verifier *verifier, const struct head_source *source,
                        struct chain *chain)
{
    struct ctx ctx = *verifier->ctx;
    struct head_file file;

    ctx.failures = NULL;
    if (head_read(&ctx, source->json, &file) != OK) {
        found(verifier, "head.unreadable", source->name, "It is not a head file.");
        return;
    }
    if (!is_worth_comparing(verifier, source->name, &file))
        return;
    for (size_t i = 0; i < file.heads.count; i++) {
        const struct head *head = LIST_AT(file.heads, struct head, i);

        if (head->id_business == ctx.id_business)
            chain->heads[chain->head_count++] =
                (struct known_head){source->name, file.date, head->hash, head->seq};
    }
}

static int by_seq(const void *a, const void *b)
{
    const struct known_head *one = a, *other = b;

    return (one->seq > other->seq) - (one->seq < other->seq);
}

static void read_heads(struct verifier *verifier, struct chain *chain)
{
    const struct list *sources = &verifier->options->heads;

    chain->heads = ARENA_ARRAY(verifier->ctx->arena, struct known_head, sources->count);
    for (size_t i = 0; i < sources->count; i++)
        read_source(verifier, LIST_AT(*sources, struct head_source, i), chain);
    qsort(chain->heads, chain->head_count, sizeof *chain->heads, by_seq);
}

/* Those that were the head when the chain was as long as it was followed by now. */
static void compare_heads(struct verifier *verifier, struct chain *chain)
{
    const char *hash = hex(verifier->page.arena, chain->hash, sizeof chain->hash);

    for (; chain->head_at < chain->head_count && chain->heads[chain->head_at].seq <= chain->seq;
         chain->head_at++) {
        const struct known_head *head = &chain->heads[chain->head_at];

        if (head->seq < chain->seq || strcmp(head->hash, hash) != 0)
            found(verifier, "chain.rewritten", head->name,
                  "On %s entry %" PRId64 " had another hash than now.", head->date, head->seq);
    }
}

static void report_cut(struct verifier *verifier, const struct chain *chain)
{
    for (size_t i = chain->head_at; i < chain->head_count; i++)
        found(verifier, "chain.cut", chain->heads[i].name,
              "On %s the chain reached entry %" PRId64 ", and now it ends at %" PRId64 ".",
              chain->heads[i].date, chain->heads[i].seq, chain->seq);
}

/* entries -----------------------------------------------------------------------------------------
 */

static bool same_hash(struct bytes bytes, const uint8_t hash[SHA256_SIZE])
{
    return bytes.size == SHA256_SIZE && memcmp(bytes.at, hash, SHA256_SIZE) == 0;
}

static void check_balance(struct verifier *verifier, const char *subject,
                          const struct ledger_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t sum = 0;
        bool is_first = true;

        for (size_t j = 0; j < i; j++)
            is_first = is_first && strcmp(rows[j].currency, rows[i].currency) != 0;
        for (size_t j = i; is_first && j < count; j++)
            if (strcmp(rows[j].currency, rows[i].currency) == 0)
                sum += rows[j].amount;
        if (sum)
            found(verifier, "entry.balance", subject,
                  "Its postings in %s add up to %" PRId64 " and not to zero.", rows[i].currency,
                  sum);
    }
}

static void check_receivable(struct verifier *verifier, const char *subject,
                             const struct entry_row *entry, const struct ledger_row *rows,
                             size_t count)
{
    int64_t receivable = 0;

    for (size_t i = 0; i < count; i++) {
        if (!text_equal(rows[i].currency, entry->currency) ||
            rows[i].id_customer != entry->id_customer)
            found(verifier, "entry.invoice", subject,
                  "A posting has another customer or currency than its invoice.");
        if (strcmp(rows[i].account, account_names[ACCOUNT_RECEIVABLE]) == 0)
            receivable += rows[i].amount;
    }
    if (receivable != entry->amount_total)
        found(verifier, "entry.invoice", subject,
              "Its receivable is %" PRId64 " and the total of its invoice %" PRId64 ".", receivable,
              entry->amount_total);
}

static void check_invoice(struct verifier *verifier, const char *subject,
                          const struct entry_row *entry, const struct ledger_row *rows,
                          size_t count)
{
    if (strcmp(entry->kind, "InvoiceIssued") != 0 && strcmp(entry->kind, "CreditIssued") != 0)
        return;
    if (entry->id_invoice == NONE) {
        found(verifier, "entry.invoice", subject, "Its invoice %" PRId64 " does not exist.",
              entry->id_subject);
        return;
    }
    if (entry->invoice_hash.size != SHA256_SIZE ||
        !same_hash(entry->content_hash, entry->invoice_hash.at))
        found(verifier, "entry.invoice", subject,
              "Its invoice %" PRId64 " has another hash than the one that was entered.",
              entry->id_subject);
    check_receivable(verifier, subject, entry, rows, count);
}

/* The hash that the entry must have after the one before it; false if it cannot be computed. */
static bool compute_hash(struct verifier *verifier, const struct chain *chain,
                         const struct entry_row *row, const struct ledger_row *rows, size_t count,
                         uint8_t hash[SHA256_SIZE])
{
    struct arena *arena = verifier->page.arena;
    struct posting *postings = ARENA_ARRAY(arena, struct posting, count);
    struct entry entry = {
        .seq = row->seq,
        .at = row->at,
        .kind = row->kind,
        .content_hash = row->content_hash,
    };

    for (size_t i = 0; i < count; i++) {
        postings[i] = (struct posting){
            .account = choice_named(account_names, rows[i].account),
            .id_customer = rows[i].id_customer,
            .amount = rows[i].amount,
            .currency = rows[i].currency,
        };
        if (!postings[i].account)
            return false;
    }
    entry_hash(arena, chain->hash, &entry, postings, count, hash);
    return true;
}

/* After something wrong the chain is followed from what is written, so that it is told once. */
static void follow(struct verifier *verifier, struct chain *chain, const char *subject,
                   const struct entry_row *row, const struct ledger_row *rows, size_t count)
{
    uint8_t hash[SHA256_SIZE];

    if (row->seq != chain->seq + 1)
        found(verifier, "chain.gap", subject,
              "The entries from %" PRId64 " to %" PRId64 " are missing before it.", chain->seq + 1,
              row->seq - 1);
    else if (!compute_hash(verifier, chain, row, rows, count, hash))
        found(verifier, "chain.hash", subject, "One of its accounts is not on the list.");
    else if (!same_hash(row->hash, hash))
        found(verifier, "chain.hash", subject,
              "Its hash does not follow from it and from the entry before.");
    chain->seq = row->seq;
    if (row->hash.size == SHA256_SIZE)
        memcpy(chain->hash, row->hash.at, SHA256_SIZE);
    compare_heads(verifier, chain);
}

static void check_entries(struct verifier *verifier, struct chain *chain,
                          const struct list *entries, const struct list *postings)
{
    size_t at = 0;

    for (size_t i = 0; i < entries->count; i++) {
        const struct entry_row *row = LIST_AT(*entries, struct entry_row, i);
        const char *subject = numbered(verifier, "entry", row->seq);
        const struct ledger_row *rows;
        size_t count = 0;

        while (at < postings->count && LIST_AT(*postings, struct ledger_row, at)->seq < row->seq)
            at++; /* of an entry that is missing: found among the orphans */
        rows = LIST_AT(*postings, struct ledger_row, at);
        for (; at < postings->count && LIST_AT(*postings, struct ledger_row, at)->seq == row->seq;
             at++)
            count++;
        follow(verifier, chain, subject, row, rows, count);
        check_balance(verifier, subject, rows, count);
        check_invoice(verifier, subject, row, rows, count);
    }
}

static enum err walk(struct verifier *verifier, struct chain *chain)
{
    struct list entries, postings;

    do {
        int64_t after = chain->seq, last = after;

        page_begin(verifier, "entries", verifier->out->entries);
        TRY(db_list(&verifier->page, &sql_verify_entries, ARGS(ARG(after)), entry_row_fields,
                    sizeof(struct entry_row), &entries));
        if (entries.count)
            last = LIST_AT(entries, struct entry_row, entries.count - 1)->seq;
        TRY(db_list(&verifier->page, &sql_verify_postings, ARGS(ARG(after), ARG(last)),
                    ledger_row_fields, sizeof(struct ledger_row), &postings));
        check_entries(verifier, chain, &entries, &postings);
        verifier->out->entries += (int64_t)entries.count;
    } while (entries.count);
    return OK;
}

static enum err check_book(struct verifier *verifier, const struct chain *chain)
{
    struct book_row book;
    enum err err = db_get(&verifier->page, &sql_verify_book, NO_ARGS, book_row_fields, &book);

    if (err == ERR_NOT_FOUND) {
        found(verifier, "chain.head", "books", "The head of the chain is missing.");
        return OK;
    }
    TRY(err);
    if (book.next_seq != chain->seq + 1)
        found(verifier, "chain.head", "books",
              "The book goes on at entry %" PRId64 ", but the last one is %" PRId64 ".",
              book.next_seq, chain->seq);
    if (!same_hash(book.last_hash, chain->hash))
        found(verifier, "chain.head", "books", "The head is not the hash of the last entry.");
    return OK;
}

/* invoices that were not entered, or twice --------------------------------------------------------
 */

struct entered_row {
    const char *full_number;
    int64_t count;
};

static const struct field entered_row_fields[] = {
    FIELD(entered_row, full_number),
    FIELD(entered_row, count),
    FIELDS_END,
};

static enum err check_entered(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "entered invoices", 0);
    TRY(db_list(&verifier->page, &sql_verify_entered, NO_ARGS, entered_row_fields,
                sizeof(struct entered_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct entered_row *row = LIST_AT(rows, struct entered_row, i);

        found(verifier, "invoice.entry", row->full_number,
              "It was entered into the books %" PRId64 " times instead of once.", row->count);
    }
    return OK;
}

enum err verify_chain(struct verifier *verifier)
{
    struct chain chain = {0};

    sha256("", 0, chain.hash);
    page_begin(verifier, "entries", 0);
    read_heads(verifier, &chain);
    compare_heads(verifier, &chain);
    TRY(walk(verifier, &chain));
    report_cut(verifier, &chain);
    TRY(check_book(verifier, &chain));
    return check_entered(verifier);
}
