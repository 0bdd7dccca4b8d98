/* The portal's pages of a customer's account: statement, payments with their receipts, credits. */
#ifndef DOMAIN_STATEMENTS_STATEMENT_PORTAL_H
#define DOMAIN_STATEMENTS_STATEMENT_PORTAL_H

#include "domain/html.h"

extern const struct html_page statement_portal_page;
handler statement_portal_show, statement_portal_csv, statement_portal_pdf;

extern const struct html_page payment_portal_list_page, payment_portal_show_page;
handler payment_portal_list, payment_portal_show, payment_portal_receipt;

extern const struct html_page credit_portal_list_page, credit_portal_show_page;
handler credit_portal_list, credit_portal_show;

#endif
