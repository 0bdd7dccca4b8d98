/* Customers for the merchant's staff: /Distribution/Customers. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_ACCOUNT_LIVE_H
#define DOMAIN_CUSTOMERS_CUSTOMER_ACCOUNT_LIVE_H

#include "platform/http/route.h"

extern const struct field account_live_list_fields[];
extern const struct field account_live_settings_fields[];
handler account_live_list, account_live_get, account_live_set;

#endif
