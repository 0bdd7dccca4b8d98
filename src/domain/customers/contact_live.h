/* Contacts of a customer, for staff. */
#ifndef DOMAIN_CUSTOMERS_CONTACT_LIVE_H
#define DOMAIN_CUSTOMERS_CONTACT_LIVE_H

#include "platform/http/route.h"

extern const struct field contact_live_fields[], contact_live_deleted_fields[];

handler contact_live_list;   /* GET /Distribution/Customers/{id}/Contacts */
handler contact_live_post;   /* POST the same */
handler contact_live_change; /* POST /Distribution/Customers/{id}/Contacts/{contact} */
handler contact_live_delete; /* DELETE the same */

#endif
