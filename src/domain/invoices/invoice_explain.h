/* Why an invoice comes to what it does: every line by its formula (domain/balance/explanation.h),
 * and every tax by what it is taken of, its rate and its rounding. */
#ifndef DOMAIN_INVOICES_INVOICE_EXPLAIN_H
#define DOMAIN_INVOICES_INVOICE_EXPLAIN_H

#include "domain/balance/explanation.h"
#include "domain/invoices/invoice.h"

/* The tax is the base by the rate, exact, then rounded half up. A credit note gives back a share of
 * the invoice's tax, so that its parts add up to it: where that is not the product, there is none.
 */
struct explained_tax {
    const char *category_tax, *country_tax, *label_tax;
    int64_t rate_tax, amount_subtotal;
    const char *amount_exact;
    int rounding; /* enum proration_rounding */
    int64_t amount_tax;
    const char *sentence_localized;
};

struct explained_invoice {
    int64_t id;
    const char *full_number, *type_credit, *currency, *language;
    struct list lines, taxes; /* of struct explained_line, explained_tax */
    int64_t amount_subtotal, amount_tax, amount_total;
};
extern const struct field explained_invoice_fields[];

/* Without a language in the invoice's. ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err explained_invoice_get(struct ctx *ctx, int64_t id, const char *language,
                                          struct explained_invoice *out);

#endif
