/* Who called lately. A process remembers what it read about each key pair, so that a request costs
 * one look at its business's row instead of a join over four tables.
 *
 * That row has an epoch, which rises with everything that is remembered here: a key, a permission,
 * a limit. It is read in the request's own transaction together with the test clock, so that what
 * was remembered is never believed longer than what it was read from: a revoked key is refused from
 * the commit on, in this process and in every other. */
#ifndef DOMAIN_ACCOUNTS_CALLER_H
#define DOMAIN_ACCOUNTS_CALLER_H

#include "base/ctx.h"
#include "platform/crypto/crypto.h"
#include "platform/http/bucket.h"

struct callers;

struct caller {
    int64_t id_business, id_agent;
    uint8_t key_hash[SHA256_SIZE];
    struct instant date_expiry;
    uint32_t permissions;
    bool is_live;
    int64_t requests_per_minute; /* 0: no limit */
    int64_t epoch;               /* of the business when all this was read */
    struct instant checked_at;   /* by the machine: when the epoch was last compared */
    struct bucket bucket;        /* what is left of the minute; kept here only */
};

/* One per process, on its ctx (ctx->callers). Several threads may use it. */
struct callers *callers_new(void);
void callers_free(struct callers *callers);

/* A copy of what is remembered; false if it is nothing. It may be out of date. */
bool callers_find(struct callers *callers, const char *agent_key, struct caller *out);
/* Remembers it from now on; what was used of the minute stays used. Only for key pairs that exist,
 * or a stranger could fill the memory. */
void callers_keep(struct callers *callers, const char *agent_key, const struct caller *caller);
/* Counts one request against the limit that the database says: whole seconds to wait, 0 if it may
 * go on. Each process counts for itself. */
int64_t callers_count(struct callers *callers, const char *agent_key, int64_t per_minute,
                      struct instant now);

/* Whoever changes a key, a permission or a limit says so in the same transaction. */
MUST_CHECK enum err callers_changed(struct ctx *ctx);

#endif
