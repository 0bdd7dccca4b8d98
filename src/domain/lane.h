/* Lanes: what is asked of other people's servers, outside any transaction. A room that needs an
 * answer has a lane; the switchboard (app) goes round all of them, leases what is due, sends it and
 * lets the room write down what came of it.
 *
 * A lease runs out, so that a crash leaves nothing undone; its token keeps whoever comes too late
 * from writing. What must not happen twice is therefore asked about before it is tried again. */
#ifndef DOMAIN_LANE_H
#define DOMAIN_LANE_H

#include "base/ctx.h"
#include "base/field.h"
#include "platform/post/post.h"

/* Something that is due, of a business. */
struct lane_due {
    int64_t id, id_business;
    bool is_live;
};
extern const struct field lane_due_fields[];

/* One question on its way. */
struct asking {
    int64_t id, lease;
    int what;         /* the room's own */
    struct post post; /* a url that is NULL: there is nothing to send */
    void *own;        /* the room's own, from preparing to concluding */
};

struct lane {
    const char *name;
    /* Of all businesses, the longest due first: of struct lane_due. In a reading transaction. */
    enum err (*list)(struct ctx *ctx, int64_t most, struct list *out);
    /* Leases it and says what to send, in a writing transaction of its business. What is not due
     * any more is nothing to send. */
    enum err (*prepare)(struct ctx *ctx, int64_t id, struct asking *out);
    /* What came of it, in one of its own. NULL: there is never anything to send. */
    enum err (*conclude)(struct ctx *ctx, const struct asking *asking);
    /* Makes what takes long to make, after preparing, in a reading transaction. Why it cannot is
     * concluded like an error of the post. NULL: nothing does. */
    enum err (*fill)(struct ctx *ctx, struct asking *asking);
};

#endif
