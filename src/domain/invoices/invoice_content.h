/* An invoice while it is computed, and its canonical content: what is hashed when it is issued and
 * compared when the books are verified. */
#ifndef DOMAIN_INVOICES_INVOICE_CONTENT_H
#define DOMAIN_INVOICES_INVOICE_CONTENT_H

#include "domain/accounts/business.h"
#include "domain/balance/balance.h"
#include "domain/books/book.h"
#include "domain/invoices/composition.h"
#include "domain/invoices/invoice.h"
#include "domain/taxes/tax.h"

/* A customer whose billing is due. */
struct debtor {
    int64_t id, id_segment;
    const char *language;
    int type_payment, mode_billing;
    const char *note_invoice;
    int64_t id_address_billing;
    struct bytes digest;    /* of that address */
    int64_t member_count;   /* of the customers for whom he pays */
    int64_t id_draft;       /* the draft that is issued; NONE: his balance is billed */
    const char *note_draft; /* of that invoice alone */
    const char *composition; /* what a person typed of it (composition.h), or NULL */
    int type_mail;           /* which is sent once that is issued, or 0 */
    struct tax_buyer buyer;
};
extern const struct field debtor_fields[];

/* A credit that was larger than what is charged: what is left of it waits. */
struct credit_rest {
    int64_t id, amount_subtotal, amount_total; /* of the line */
};

/* What an invoice is paid with of money that had come in before. */
struct credit_use {
    int64_t id_line, id_invoice, amount;
    struct instant date_use;
};
extern const struct field credit_use_fields[];

struct draft {
    const struct debtor *debtor;
    const struct segment *segment;
    const struct seller *seller;
    struct list lines; /* of struct balance_line */
    /* How each line is taxed; NULL: at its segment's rate. */
    const struct vat_treatment *treatments;
    const char *proof_vat; /* what VIES calls what it said of the buyer's number, or NULL */
    struct list taxes; /* of struct invoice_tax */
    struct list rests; /* of struct credit_rest */
    struct list uses;  /* of struct credit_use */
    struct invoice invoice;
    const char *corrects; /* the number of the invoice that a credit note corrects */
    const struct composition *composition; /* what was typed of it, or NULL */
    bool is_foreseen; /* only worked out: nothing of it gets an id */
    int64_t id_offer; /* that lines without a subscription are charged by; 0: none */
};

/* The document as it is hashed. The order of the field tables is the canonical order and never
 * changes; a new field goes to the end and is absent from older documents. No name and no street:
 * an address stands by its digest. */
struct content_line {
    int64_t position;
    int type_line;
    const char *key_charge, *label;
    struct quantity quantity_reported, quantity_billed;
    int64_t amount_subtotal, rate_tax;
    struct instant date_move, date_period_start, date_period_end;
    const char *category_tax, *country_tax;
    int64_t id_customer; /* of a group: whose it is, if not the payer's */
};
extern const struct field content_line_fields[];

struct content {
    const char *full_number, *issued_on;
    struct instant date_issue, date_payment_limit;
    const char *seller, *vat_number;
    int64_t id_customer;
    const char *address_customer; /* digest, in hexadecimal */
    int type_payment;
    const char *currency, *language, *note;
    struct list lines, taxes; /* of struct content_line and struct invoice_tax */
    int64_t amount_subtotal, amount_total;
    const char *type_credit, *corrects, *reason; /* of a credit note */
    const char *reference_order;
};
extern const struct field content_fields[];
extern const struct field content_tax_fields[];

/* What the canonical JSON of an issued invoice says. Its moments have hundredths of a second. */
MUST_CHECK enum err content_read(struct ctx *ctx, const char *json, struct content *out);

/* Fills taxes and amounts from the lines. */
void draft_add_up(struct ctx *ctx, struct draft *draft);

/* What the books hold of it. A line AutoBillingReport is no revenue: the customer pays with what he
 * had paid before. */
enum { INVOICE_POSTINGS = 4 };
size_t draft_postings(const struct draft *draft, struct posting out[INVOICE_POSTINGS]);

/* Lines as a canonical content has them: of struct content_line, from struct balance_line; whose
 * each is, where it is not the customer's. */
struct list content_lines_of(struct ctx *ctx, const struct list *lines, int64_t id_customer);

/* Writes the canonical JSON into the invoice, and its hash. The numbers and dates must be there. */
void draft_freeze(struct ctx *ctx, struct draft *draft);

#endif
