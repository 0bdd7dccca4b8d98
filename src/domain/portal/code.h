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

/* A code on its way: which, and in which segment its reader may become a customer if nobody is
 * known by the e-mail; 0: in none. */
struct sent_code {
    int64_t id, id_segment;
};

/* Makes one and has it mailed to whoever is known, or may become so; `id_segment` and `language`
 * are for the latter. ERR_TOO_MANY and ERR_CONFLICT (this business sends no mails), both noted. */
MUST_CHECK enum err code_send(struct ctx *ctx, const char *email, int64_t id_segment,
                              const char *language, struct sent_code *out);

/* The same as a text for an address. False, with nothing else changed, for one that is not ours;
 * true sets ctx->id_business. */
const char *code_seal(struct ctx *ctx, const struct sent_code *sent);
bool code_unseal(struct ctx *ctx, const char *text, struct sent_code *out);

enum code_answer {
    CODE_RIGHT,
    CODE_WRONG,
    CODE_OVER, /* too late, tried too often, or used */
};

/* Is it that one? A wrong one counts as a try, a right one can be used once: the transaction must
 * be kept either way. `email` is whose it was; NULL unless it is right. */
MUST_CHECK enum err code_try(struct ctx *ctx, int64_t id, const char *code,
                             enum code_answer *answer, const char **email);

/* Whose e-mail was proved with it within the last hour; ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err code_proved(struct ctx *ctx, int64_t id, const char **email);

/* What was typed, without the spaces that people put between digits. */
const char *code_digits(struct arena *arena, const char *typed);

#endif
