/* The portal's pages of credits: what is left of each, and what it was used for. */
#ifndef DOMAIN_STATEMENTS_CREDIT_PORTAL_H
#define DOMAIN_STATEMENTS_CREDIT_PORTAL_H

#include "domain/html.h"

handler credit_portal_list, credit_portal_show;

/* For the test of templates. */
extern const struct html_page credit_portal_list_page, credit_portal_show_page;

#endif
