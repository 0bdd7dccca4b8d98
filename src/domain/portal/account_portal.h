/* A visitor's own account, and who else may enter for the customer: his name and e-mail, where he
 * is signed in, and the contacts. A new e-mail is proved by a code that is sent there before it
 * counts; with it all links and visits of the old one end. */
#ifndef DOMAIN_PORTAL_ACCOUNT_PORTAL_H
#define DOMAIN_PORTAL_ACCOUNT_PORTAL_H

#include "domain/html.h"

extern const struct html_page account_portal_page, account_portal_email_page;

handler account_portal_show;           /* GET /portal/account */
handler account_portal_set;            /* POST the same: name and language */
handler account_portal_send;           /* POST /portal/account/email: a code to the new one */
handler account_portal_email;          /* GET /portal/account/email/{sent}: where it is typed */
handler account_portal_confirm_email;  /* POST the same */
handler account_portal_end;            /* POST /portal/account/sessions: one that is signed in */
handler account_portal_add_contact;    /* POST /portal/account/contacts */
handler account_portal_change_contact; /* POST /portal/account/contacts/{id} */
handler account_portal_remove_contact; /* POST /portal/account/contacts/{id}/remove */

#endif
