/* Settings for the merchant's staff: /Organization/Settings. */
#ifndef DOMAIN_ACCOUNTS_SETTING_LIVE_H
#define DOMAIN_ACCOUNTS_SETTING_LIVE_H

#include "platform/http/route.h"

extern const struct field setting_live_fields[], setting_live_query_fields[];
extern const struct field setting_live_input_fields[];
handler setting_live_list, setting_live_post;

#endif
