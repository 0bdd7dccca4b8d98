/* Agents and their keys: who may call, and for what.
 *
 * An application presents a pair by HTTP Basic: the agent key is its public name, the API key its
 * secret, shown once when it is made; only its SHA-256 is kept, since 256 random bits need no slow
 * hash. A key can be revoked at once and may expire. How often a pair may ask is a setting,
 * requests_per_minute_max. */
#ifndef DOMAIN_ACCOUNTS_AGENT_H
#define DOMAIN_ACCOUNTS_AGENT_H

#include "domain/trace.h"

struct request;

struct api_key {
    int64_t id, id_agent;
    const char *agent_key;
    const char *name; /* the agent's */
    const char *permissions;
    struct instant date_expiry, date_revoked, date_creation;
};
extern const struct field api_key_fields[];

struct key_pair {
    int64_t id_business;
    const char *agent_key, *api_key; /* the secret leaves the program only here */
};
extern const struct field key_pair_fields[];

/* Makes an agent with a pair. `permissions` are words of `permission_names`, separated by spaces,
 * or "all". Leaves an audit row. */
MUST_CHECK enum err key_create(struct ctx *ctx, const char *name, const char *permissions,
                               struct instant date_expiry, struct key_pair *out);
/* The word for one permission (platform/http/route.h), or NULL. */
const char *permission_word(uint32_t permission);
/* ERR_NOT_FOUND, noted, if there is no such key. */
MUST_CHECK enum err key_revoke(struct ctx *ctx, const char *agent_key);
/* Of `struct api_key`, oldest first. */
MUST_CHECK enum err key_list(struct ctx *ctx, struct list *out);

/* Fills ctx->actor, id_business, is_live and now from the Authorization header, and remembers the
 * caller on ctx->callers. ERR_UNAUTHENTICATED, always with the same words, for a missing,
 * malformed, unknown, wrong, revoked or expired pair; ERR_TOO_MANY for a good one that asks too
 * often. */
MUST_CHECK enum err agent_authenticate(struct ctx *ctx, const struct request *request);

#endif
