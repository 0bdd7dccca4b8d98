/* Estimates for the customer: the list, one, and his answer. */
#ifndef DOMAIN_ESTIMATES_ESTIMATE_PORTAL_H
#define DOMAIN_ESTIMATES_ESTIMATE_PORTAL_H

#include "domain/html.h"

handler estimate_portal_list, estimate_portal_show, estimate_portal_pdf;
handler estimate_portal_approve, estimate_portal_decline;

/* For the test of templates. */
extern const struct html_page estimate_portal_list_page, estimate_portal_show_page;

#endif
