/* Mandates in the API of the back office. */
#ifndef DOMAIN_SEPA_MANDATE_LIVE_H
#define DOMAIN_SEPA_MANDATE_LIVE_H

#include "platform/http/route.h"

extern const struct field mandate_live_fields[], mandate_live_list_fields[];
extern const struct field mandate_live_amend_fields[], mandate_live_revoke_fields[];

handler mandate_live_list, mandate_live_post, mandate_live_get, mandate_live_amend;
handler mandate_live_revoke;

#endif
