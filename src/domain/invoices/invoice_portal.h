/* What a customer sees of his invoices and credit notes. Drafts do not exist for him. */
#ifndef DOMAIN_INVOICES_INVOICE_PORTAL_H
#define DOMAIN_INVOICES_INVOICE_PORTAL_H

#include "domain/html.h"
#include "domain/invoices/invoice.h"

extern const struct html_page invoice_portal_list_page, invoice_portal_show_page;

/* GET /portal/invoices: `filter` is all, due, overdue or paid, `q` a part of a number or an amount,
 * `page` begins at 1 */
handler invoice_portal_list;
handler invoice_portal_show; /* GET /portal/invoices/{id} */
handler invoice_portal_pdf;  /* GET /portal/invoices/{id}/pdf */

/* Where its button leads the visitor: to paying it, 0 for all that are due; elsewhere, or NULL for
 * nowhere, if that is what the merchant wants or the visitor may not pay. */
const char *invoice_portal_pay_path(const struct ctx *ctx, int64_t id);
/* An amount as people type it, `1 234,56 €`, `1,234.56` or `75`, in minor units; NONE: it is none. */
int64_t invoice_portal_amount(const char *text, const char *currency);
/* May a customer pay it? Not what is on its way or disputed. */
bool invoice_portal_is_payable(enum state_invoice state);

#endif
