/* Receipts: what was paid or given back, when, how, and for which invoices, on paper. It says what
 * is so today: what went back of the payment since, and what is left of it as credit. */
#ifndef DOMAIN_STATEMENTS_RECEIPT_PAPER_H
#define DOMAIN_STATEMENTS_RECEIPT_PAPER_H

#include "domain/sheets/letterhead.h"
#include "domain/statements/history.h"
#include "platform/http/http.h"

struct receipt_document {
    struct paid paid;
    struct customer customer;
    struct parties parties;
    struct letterhead letterhead;
    const char *paid_on; /* where the customer lives */
    const char *currency;
};
extern const struct field receipt_document_fields[];

/* Of a payment or refund by its id. ERR_NOT_FOUND, not noted; ERR_CONFLICT, noted, of what moved no
 * money, or not yet. */
MUST_CHECK enum err receipt_document_load(struct ctx *ctx, int64_t id,
                                          struct receipt_document *out);

/* The language is the customer's. */
MUST_CHECK enum err receipt_paper_print(struct ctx *ctx, const struct receipt_document *document,
                                        struct bytes *out);
/* What the file is called. */
const char *receipt_file_name(struct arena *arena, const struct receipt_document *document);

#endif
