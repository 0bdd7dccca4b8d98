/* The portal inside a page of the merchant's (docs/integration.md): his script (portal.js) posts
 * who visits, and what he wants, into a frame.
 *
 * Whoever is named must be proved by a hash (look/portal_hash.h); a sandbox does without one, but a
 * wrong one is wrong there, too. A customer whom nobody knows yet is created; name, language and
 * metadata are written each time, an e-mail never. Without a customer anybody sees what is on
 * offer. Only pages of the origins that the merchant allows may do so. */
#ifndef DOMAIN_PORTAL_INSITE_PORTAL_H
#define DOMAIN_PORTAL_INSITE_PORTAL_H

#include "domain/html.h"

extern const struct html_page insite_page;

handler insite_portal_open; /* POST /portal/insite */

#endif
