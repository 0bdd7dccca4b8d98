/* Payment links for the office. Beyond the contract. */
#ifndef DOMAIN_CATALOGUE_PAYMENT_LINK_LIVE_H
#define DOMAIN_CATALOGUE_PAYMENT_LINK_LIVE_H

#include "domain/catalogue/payment_link.h"
#include "platform/http/route.h"

extern const struct field payment_link_live_query_fields[], payment_link_live_fields[];

handler payment_link_live_list, payment_link_live_get;
handler payment_link_live_add, payment_link_live_change;

#endif
