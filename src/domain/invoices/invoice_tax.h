/* Taxes by place, applied to lines: of an invoice that is drafted, and of what is only quoted, so
 * that the quote shows the tax that the invoice would have. */
#ifndef DOMAIN_INVOICES_INVOICE_TAX_H
#define DOMAIN_INVOICES_INVOICE_TAX_H

#include "domain/invoices/invoice_content.h"

/* Where the draft's segment taxes by place, its lines get the rate, category and country of today;
 * elsewhere nothing happens. To be called before draft_add_up. Only reads. */
MUST_CHECK enum err draft_tax(struct ctx *ctx, struct tax_terms *terms, struct draft *draft);

/* For quotes: who sells to whom, read once. */
struct line_taxer {
    bool is_by_place;
    struct settings settings;
    struct tax_terms terms;
    struct segment segment;
    struct tax_buyer buyer;
    struct list subscriptions; /* of struct keyed */
};
MUST_CHECK enum err line_taxer_begin(struct ctx *ctx, int64_t id_customer, int64_t id_segment,
                                     struct line_taxer *out);
/* Writes rate and total of `struct balance_line`, as one invoice would have them. `id_offer`: what
 * they are charged by; NONE: several or none. */
void line_taxer_apply(struct ctx *ctx, struct line_taxer *taxer, int64_t id_offer,
                      const struct list *lines);

#endif
