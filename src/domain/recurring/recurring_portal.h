/* What comes again and again, as the customer sees it: recurring invoices that were started, with
 * the invoices that they made, and the renewals of his subscriptions, which have pages of their
 * own. */
#ifndef DOMAIN_RECURRING_RECURRING_PORTAL_H
#define DOMAIN_RECURRING_RECURRING_PORTAL_H

#include "domain/html.h"

extern const struct html_page recurring_portal_list_page, recurring_portal_show_page;

handler recurring_portal_list, recurring_portal_show;

#endif
