/* How visitors come in, prove who they are, and leave. */
#ifndef DOMAIN_PORTAL_ENTRY_PORTAL_H
#define DOMAIN_PORTAL_ENTRY_PORTAL_H

#include "domain/html.h"

extern const struct html_page entry_sign_in_page, entry_code_page, entry_proof_page,
    entry_accounts_page;

handler entry_portal_open; /* GET /portal/open/{segment}/{query}: a link */

handler entry_portal_sign_in;  /* GET /portal/sign-in/{business} */
handler entry_portal_send;     /* POST the same: a code is sent */
handler entry_portal_code;     /* GET /portal/code/{sent}: where it is typed */
handler entry_portal_try;      /* POST the same */
handler entry_portal_proof;    /* GET /portal/proof: who has come by a link proves who he is */
handler entry_portal_prove;    /* POST the same: a code is sent */
handler entry_portal_accounts; /* GET /portal/accounts: others of the same e-mail */
handler entry_portal_change;   /* POST the same */
handler entry_portal_sign_out; /* POST /portal/sign-out */

#endif
