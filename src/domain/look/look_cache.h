/* How pages looked lately. A process remembers what it put together for a segment and a language
 * with the epoch of its business (accounts/caller.h), and believes it as long as that is the same.
 */
#ifndef DOMAIN_LOOK_LOOK_CACHE_H
#define DOMAIN_LOOK_LOOK_CACHE_H

#include "domain/look/look.h"

struct looks;

/* One per process, on its ctx (ctx->looks). Several threads may use it. */
struct looks *looks_new(void);
void looks_free(struct looks *looks);

struct look_key {
    int64_t id_business, id_segment, epoch;
    const char *language; /* one that we speak */
};

/* A copy in the arena of what is remembered of that epoch; false if it is nothing. */
bool looks_find(struct looks *looks, const struct look_key *key, struct arena *arena,
                struct look *out);
/* Remembers a copy of it. */
void looks_keep(struct looks *looks, const struct look_key *key, const struct look *look);

#endif
