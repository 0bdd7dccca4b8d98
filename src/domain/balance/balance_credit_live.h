/* Credits for the merchant's staff: /Finance/Credits. */
#ifndef DOMAIN_BALANCE_BALANCE_CREDIT_LIVE_H
#define DOMAIN_BALANCE_BALANCE_CREDIT_LIVE_H

#include "platform/http/route.h"

extern const struct field credit_live_fields[], credit_live_list_fields[];
extern const struct field credit_live_input_fields[], credit_live_deleted_fields[];
handler credit_live_list, credit_live_post, credit_live_delete;

#endif
