/* The portal as a customer sees it, for the merchant's own people: a link that is theirs. It lives
 * for an hour, every page says whose account it is, what is done there is written down as the
 * agent's, and what only the customer himself may say, such as approving an estimate, is not
 * possible. Who opened it, whose, and why leaves an audit row. */
#ifndef DOMAIN_PORTAL_STAFF_LIVE_H
#define DOMAIN_PORTAL_STAFF_LIVE_H

#include "platform/http/route.h"

extern const struct field staff_live_fields[], staff_live_link_fields[];
/* Whose authenticator (credential.h) is taken away, who has lost it. */
extern const struct field staff_live_authenticator_fields[], staff_live_removed_fields[];

handler staff_live_open;                 /* POST /Distribution/Customers/{id}/Portal */
handler staff_live_remove_authenticator; /* DELETE /Distribution/Customers/{id}/Authenticator */

#endif
