/* An estimate as a person reads it: what the customer's page shows and what the paper says. */
#ifndef DOMAIN_ESTIMATES_ESTIMATE_DOCUMENT_H
#define DOMAIN_ESTIMATES_ESTIMATE_DOCUMENT_H

#include "domain/accounts/business.h"
#include "domain/estimates/estimate.h"
#include "domain/sheets/letterhead.h"

/* A line, with the names that those of an invoice have (invoices/invoice_document.h). */
struct estimate_line {
    const char *label, *description; /* the latter stands below it, or NULL */
    struct quantity quantity_billed;
    struct decimal amount_unit; /* what one costs, where that is exact */
    int64_t amount_subtotal, rate_tax;
    struct instant date_period_start, date_period_end, date_last;
};

/* One of a draft is what it would be now; its number is NULL. */
struct estimate_document {
    struct estimate estimate;
    struct customer customer;
    struct seller seller;
    struct address address_customer, address_seller;
    bool has_address_customer, has_address_seller;
    const char *name; /* the customer's, or his reference */
    const char *currency, *language, *tone;
    const char *valid_on;    /* its last day, like 2026-04-01, or NULL */
    const char *fingerprint; /* of the content, in hexadecimal; NULL: a draft */
    const char *reference_order;
    bool is_pending, is_draft;
    const char *comment;   /* the customer's, with his answer, or NULL */
    const char *terms_url; /* the merchant's terms of sale, or NULL */
    int64_t amount_tax;    /* all of it */
    struct letterhead letterhead;
    struct list lines; /* of struct estimate_line */
    struct list taxes; /* of struct invoice_tax */
};
extern const struct field estimate_document_fields[];

/* Of one that was shown (estimate_show, estimate_show_sent). */
MUST_CHECK enum err estimate_document_load(struct ctx *ctx, const struct estimate *estimate,
                                           struct estimate_document *out);

/* What a page shows of its state, as words: EstimatePending, EstimateApproved... */
extern const char *const estimate_word_names[];

#endif
