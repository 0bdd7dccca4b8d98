/* Inside the room: an invoice while it is computed, and its canonical content. */
#ifndef DOMAIN_INVOICES_INVOICE_CONTENT_H
#define DOMAIN_INVOICES_INVOICE_CONTENT_H

#include "domain/accounts/business.h"
#include "domain/balance/balance.h"
#include "domain/invoices/invoice.h"

/* A customer whose billing is due. */
struct debtor {
    int64_t id, id_segment;
    const char *language;
    int type_payment, mode_billing;
    const char *note_invoice;
    int64_t id_address_billing;
    struct bytes digest; /* of that address */
};
extern const struct field debtor_fields[];

struct draft {
    const struct debtor *debtor;
    const struct segment *segment;
    const struct seller *seller;
    struct list lines; /* of struct balance_line */
    struct list taxes; /* of struct invoice_tax */
    struct invoice invoice;
};

/* Fills taxes and amounts from the lines. */
void draft_add_up(struct ctx *ctx, struct draft *draft);

/* Writes the canonical JSON into the invoice, and its hash. The numbers and dates must be there. */
void draft_freeze(struct ctx *ctx, struct draft *draft);

#endif
