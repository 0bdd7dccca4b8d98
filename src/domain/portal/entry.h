/* What pages share that somebody opens who has no session yet. */
#ifndef DOMAIN_PORTAL_ENTRY_H
#define DOMAIN_PORTAL_ENTRY_H

#include "domain/portal/code.h"
#include "domain/portal/portal.h"

/* ctx->visitor is anybody in a segment of ctx->id_business, the first if that is 0. Refuses in the
 * portal's words if there is none. */
MUST_CHECK enum err entry_anybody(struct ctx *ctx, const struct request *request,
                                  int64_t id_segment);
/* To the page where the code is typed, and from there to `next`; NULL: home. */
MUST_CHECK enum err entry_go_to_code(struct ctx *ctx, struct response *response,
                                     const struct sent_code *sent, const char *next);
/* He has proved that the e-mail is his, or has its password: a session, and on to `next`, unless
 * his authenticator is asked first. */
MUST_CHECK enum err entry_let_in(struct ctx *ctx, const struct request *request,
                                 struct response *response, const struct entrant *entrant,
                                 const char *email, const char *next);
/* Complains unless it can be an e-mail. */
void entry_check_email(struct ctx *ctx, const char *email);

#endif
