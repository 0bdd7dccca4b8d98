/* What a customer sees of his invoices and credit notes. Drafts do not exist for him. */
#ifndef DOMAIN_INVOICES_INVOICE_PORTAL_H
#define DOMAIN_INVOICES_INVOICE_PORTAL_H

#include "domain/html.h"

extern const struct html_page invoice_portal_list_page, invoice_portal_show_page;

/* GET /portal/invoices: `filter` is all, due, overdue or paid, `q` a part of a number or an amount,
 * `page` begins at 1 */
handler invoice_portal_list;
handler invoice_portal_show; /* GET /portal/invoices/{id} */
handler invoice_portal_pdf;  /* GET /portal/invoices/{id}/pdf */

#endif
