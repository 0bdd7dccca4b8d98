/* Balances in API Live: what a customer owes and was not invoiced yet (contract section 4, 27 and
 * 28). */
#ifndef DOMAIN_BALANCE_BALANCE_LIVE_H
#define DOMAIN_BALANCE_BALANCE_LIVE_H

#include "domain/balance/balance.h"
#include "platform/http/route.h"

extern const struct field balance_live_fields[], balance_live_list_fields[];

handler balance_live_post; /* adds a line */
handler balance_live_list;

#endif
