/* Answers that are kept for clients who repeat themselves: what a request with an Idempotency-Key
 * was answered (platform/http/exchange.h says when and why). A key belongs to the agent who sent it
 * and is kept for seven days by the machine's clock; after that it is a new one.
 *
 * What is kept is the answer as it was sent, so an answer must never hold what the database does
 * not hold anyway, such as an API key that is shown once. */
#ifndef DOMAIN_ANSWER_H
#define DOMAIN_ANSWER_H

#include "platform/http/route.h"

/* For `struct face`. ERR_CONFLICT `Error.Api.Idempotency.KeyReused` for another request. */
MUST_CHECK enum err answer_recall(struct ctx *ctx, const struct idempotency *key,
                                  struct response *response);
MUST_CHECK enum err answer_remember(struct ctx *ctx, const struct idempotency *key,
                                    const struct response *response);

/* Of all businesses: is any older than it needs to be? */
MUST_CHECK enum err answers_are_old(struct ctx *ctx, bool *out);
/* Forgets some hundred of those; `more` says whether there may be others. */
MUST_CHECK enum err answers_forget(struct ctx *ctx, bool *more);

#endif
