/* A password and an authenticator (credential.h): where a visitor sets them up, and where they are
 * asked for. Only who has signed in may change them, which neither staff nor a merchant's server
 * can do in his stead. */
#ifndef DOMAIN_PORTAL_CREDENTIAL_PORTAL_H
#define DOMAIN_PORTAL_CREDENTIAL_PORTAL_H

#include "domain/html.h"

extern const struct html_page credential_portal_page, credential_portal_password_page,
    credential_portal_code_page;

handler credential_portal_sign_in; /* GET /portal/password/{business} */
handler credential_portal_try;     /* POST the same */
handler credential_portal_ask;     /* GET /portal/authenticator/{entrant} */
handler credential_portal_answer;  /* POST the same */

handler credential_portal_show;    /* GET /portal/account/security */
handler credential_portal_set;     /* POST /portal/account/password */
handler credential_portal_remove;  /* POST /portal/account/password/remove */
handler credential_portal_start;   /* POST /portal/account/authenticator */
handler credential_portal_confirm; /* POST /portal/account/authenticator/confirm */
handler credential_portal_drop;    /* POST /portal/account/authenticator/remove */

#endif
