/* What a customer's next invoices say of him: his billing address and VAT number. Invoices that
 * were issued stay as they are. */
#ifndef DOMAIN_CUSTOMERS_BILLING_PORTAL_H
#define DOMAIN_CUSTOMERS_BILLING_PORTAL_H

#include "domain/html.h"

extern const struct html_page billing_portal_page, billing_portal_edit_page;

handler billing_portal_show;                      /* GET /portal/billing */
handler billing_portal_edit, billing_portal_save; /* GET and POST /portal/billing/edit */

#endif
