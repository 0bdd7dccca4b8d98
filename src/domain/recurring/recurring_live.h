/* Recurring invoices for the merchant's applications: /Finance/RecurringInvoices. */
#ifndef DOMAIN_RECURRING_RECURRING_LIVE_H
#define DOMAIN_RECURRING_RECURRING_LIVE_H

#include "platform/http/route.h"

extern const struct field recurring_live_fields[], recurring_live_list_fields[];
extern const struct field recurring_live_start_fields[], recurring_live_deleted_fields[];
extern const struct field recurring_live_cycle_fields[], recurring_live_cycle_list_fields[];

handler recurring_live_list, recurring_live_post, recurring_live_get, recurring_live_change;
handler recurring_live_delete, recurring_live_duplicate;
handler recurring_live_start, recurring_live_pause, recurring_live_skip, recurring_live_end;
handler recurring_live_cycles; /* the invoices that it made */

#endif
