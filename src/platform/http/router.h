/* From a path to its route. All paths of all faces become one tree of parts, walked by one hash
 * look-up per part, so that a request costs the same with ten routes and with a thousand. */
#ifndef PLATFORM_HTTP_ROUTER_H
#define PLATFORM_HTTP_ROUTER_H

#include "platform/http/route.h"

struct router;

struct router_match {
    const struct face *face;
    const struct route *route;
    struct list path_parts; /* of struct pair: `{name}` and what stands there */
    const char *allow;      /* the verbs of the path, if only the verb is wrong */
};

/* In the arena, with pointers to the faces. Paths in tables are plain: `/`, words and `{name}`. */
const struct router *router_new(const struct face *const *faces, size_t count, struct arena *arena);

/* Letters' case does not matter. A word wins over a `{name}` in its place; where two rows say the
 * same, the first face and its first row win. `method` NULL: a verb that no route has.
 * ERR_NOT_FOUND, or ERR_WRONG_VERB with `allow` filled. */
MUST_CHECK enum err router_find(const struct router *router, struct arena *arena,
                                const enum method *method, const char *const *parts, size_t count,
                                struct router_match *out);

#endif
