/* An issued invoice as a person reads it: what the office's page and the customer's have in common
 * (invoice_document.html), and what the paper says, too (invoice_paper.h). */
#ifndef DOMAIN_INVOICES_INVOICE_DOCUMENT_H
#define DOMAIN_INVOICES_INVOICE_DOCUMENT_H

#include "domain/accounts/business.h"
#include "domain/invoices/invoice.h"
#include "domain/sheets/letterhead.h"

/* What a debtor must know of a SEPA direct debit before his account is debited. */
struct invoice_collection {
    const char *collected_on; /* the day; NULL: none is planned any more */
    const char *account;      /* masked */
    const char *reference_mandate, *creditor_id;
};

/* What a customer needs who pays by transfer. */
struct invoice_transfer {
    const char *iban; /* in groups of four */
    int64_t amount;   /* what is left to pay */
    const char *code; /* what a QR code of it says (rules/sepa_qr.h), or NULL */
};

struct invoice_document {
    struct invoice invoice;
    struct customer customer;
    struct seller seller;
    struct address address_customer, address_seller;
    bool has_address_customer, has_address_seller;
    const char *name; /* the customer's, or his reference */
    const char *currency, *tone, *fingerprint;
    const char *corrects; /* the number of the invoice that a credit note is about, or NULL */
    const char *terms;    /* what French law has every company say of late payment, or NULL */
    bool is_overdue;
    int64_t amount_tax;       /* all of it */
    int64_t amount_remaining; /* NONE: nothing was paid yet */
    bool has_collection;
    struct invoice_collection collection;
    bool has_transfer; /* is it to be paid so, and does anybody know whereto? */
    struct invoice_transfer transfer;
    struct letterhead letterhead;
    struct list lines, taxes;
};
extern const struct field invoice_document_fields[];

/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err invoice_document_load(struct ctx *ctx, int64_t id,
                                          struct invoice_document *out);

#endif
