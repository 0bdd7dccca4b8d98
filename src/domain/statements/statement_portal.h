/* The portal's page of a customer's account: a statement, which can be downloaded. */
#ifndef DOMAIN_STATEMENTS_STATEMENT_PORTAL_H
#define DOMAIN_STATEMENTS_STATEMENT_PORTAL_H

#include "domain/html.h"

handler statement_portal_show, statement_portal_csv, statement_portal_pdf;

/* For the test of templates. */
extern const struct html_page statement_portal_page;

#endif
