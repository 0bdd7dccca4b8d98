/* The portal's pages of payments: what came in, what went back, what is on its way, with receipts. */
#ifndef DOMAIN_STATEMENTS_PAYMENT_PORTAL_H
#define DOMAIN_STATEMENTS_PAYMENT_PORTAL_H

#include "domain/html.h"

handler payment_portal_list, payment_portal_show, payment_portal_receipt;

/* For the test of templates. */
extern const struct html_page payment_portal_list_page, payment_portal_show_page;

#endif
