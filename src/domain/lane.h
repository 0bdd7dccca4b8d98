/* A lane of the courier (app/courier.h): one kind of errand that has to be taken out of the house.
 *
 * An errand is a row of `jobs`. It is leased in one transaction, posted outside any, and what came
 * of it is written in another. A lease has a token: who comes back after it ran out is not listened
 * to. Retries are the machine's time. */
#ifndef DOMAIN_LANE_H
#define DOMAIN_LANE_H

#include "base/ctx.h"
#include "base/field.h"
#include "platform/post/post.h"

/* Longer than any attempt takes: whoever leased it is gone. */
#define LANE_LEASE SECONDS(POST_SECONDS + 20)

/* Somebody for whom something is due. One that answers badly gets less at once than others. */
struct receiver {
    int64_t id; /* unique in its lane */
    int64_t id_business;
    bool is_live;
    const void *own; /* the lane's */
};

/* What came of an attempt. */
struct outcome {
    int64_t status; /* of the answer; 0: there was none */
    const char *answer, *error;
};

/* One errand, and all that is needed to run it. */
struct errand {
    int64_t id, attempts; /* attempts: the token of the lease */
    int64_t id_business, id_customer;
    bool is_live;
    int64_t id_event; /* of a webhook; NONE: the body is a code */
    int64_t failures;
    struct instant failing_since;
    const char *body;
    struct post post;
};

enum state_job { JOB_NONE, JOB_TO_DELIVER, JOB_RETRYING, JOB_DELIVERED, JOB_GIVEN_UP };
extern const char *const state_job_names[];

/* Says what came of it: `failure` is why it is to be tried again, or given up after three days
 * (rules/retry.h), NULL if it was good. Nothing if the lease ran out, unless the news are good. */
MUST_CHECK enum err errand_close(struct ctx *ctx, const struct errand *errand,
                                 const struct outcome *outcome, const char *failure);
/* Is the errand still wanted, and leased by whoever asks? */
MUST_CHECK enum err errand_is_ours(struct ctx *ctx, const struct errand *errand, bool *out);
/* It was not attempted after all: due as before. */
MUST_CHECK enum err errand_release(struct ctx *ctx, const struct errand *errand);

struct lane {
    const char *name;
    /* Of `struct receiver`, of the whole installation. */
    enum err (*list_receivers)(struct ctx *ctx, struct list *out);
    /* Leases at most so many of his errands, of `struct errand`, with their posts. ctx is the
     * receiver's business's. */
    enum err (*lease)(struct ctx *ctx, const struct receiver *receiver, int64_t most,
                      struct list *out);
    /* Done, to be tried again later, or given up. ctx has no business: an errand's is its own. */
    enum err (*close)(struct ctx *ctx, const struct errand *errand, const struct outcome *outcome);
    enum err (*release)(struct ctx *ctx, const struct errand *errand);
};

#endif
