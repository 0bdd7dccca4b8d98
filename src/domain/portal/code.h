/* Codes of six digits that prove an e-mail: sent to it, good for ten minutes and five tries.
 *
 * Whether anybody is known by the e-mail shows in nothing but the mail: an unknown one has a code
 * too, which is sent nowhere. Of one e-mail five codes an hour are made, and of a business a
 * hundred a minute. Kept as a keyed hash, since so few digits could be tried out by whoever reads
 * the database. */
#ifndef DOMAIN_PORTAL_CODE_H
#define DOMAIN_PORTAL_CODE_H

#include "domain/customers/contact.h"

enum { CODE_DIGITS = 6, CODE_TRIES = 5 };

/* Makes one, which the caller has mailed to that e-mail; `id` names it afterwards. ERR_TOO_MANY and
 * ERR_CONFLICT (this business sends no mails), both noted. */
MUST_CHECK enum err code_make(struct ctx *ctx, const char *email, int64_t *id, const char **code);
/* Makes one and has it mailed to whoever is known. `id` names it afterwards. ERR_TOO_MANY and
 * ERR_CONFLICT (this business sends no mails), both noted. */
MUST_CHECK enum err code_send(struct ctx *ctx, const char *email, int64_t *id);

enum code_answer {
    CODE_RIGHT,
    CODE_WRONG,
    CODE_OVER, /* too late, tried too often, or used */
};

/* Is it that one? A wrong one counts as a try, a right one can be used once: the transaction must
 * be kept either way. `email` is whose it was; NULL unless it is right. */
MUST_CHECK enum err code_try(struct ctx *ctx, int64_t id, const char *code,
                             enum code_answer *answer, const char **email);

/* What was typed, without the spaces that people put between digits. */
const char *code_digits(struct arena *arena, const char *typed);

#endif
