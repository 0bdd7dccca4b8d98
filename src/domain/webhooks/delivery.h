/* How webhooks are told: at least once, in no promised order, never holding up what happened.
 *
 * An event lies in the outbox from the transaction of its cause on (domain/event.h). The courier
 * (app/courier.h) first makes of each an errand per webhook that listens, with the body as it will
 * be sent, then leases errands, posts them outside any transaction, and says what came of them. A
 * lease has a token: who comes back after it ran out is not listened to, unless with good news.
 * Retries are the machine's time, whatever the test clock of a sandbox says. What was delivered or
 * given up stays to be looked at for HISTORY_DAYS. */
#ifndef DOMAIN_WEBHOOKS_DELIVERY_H
#define DOMAIN_WEBHOOKS_DELIVERY_H

#include "base/ctx.h"
#include "base/field.h"
#include "domain/page.h"

enum { HISTORY_DAYS = 60 };

/* for the courier ---------------------------------------------------------------------------------
 */

/* A business in whose outbox something lies. */
struct outbox {
    int64_t id;
    bool is_live;
};
/* Of `struct outbox`, of the whole installation. */
MUST_CHECK enum err delivery_outboxes(struct ctx *ctx, struct list *out);
/* Empties the outbox of the caller's business by at most so many events; `count` says how many
 * there were. */
MUST_CHECK enum err delivery_dispatch(struct ctx *ctx, int64_t most, int64_t *count);

/* A webhook for which something is due. */
struct listener {
    int64_t id, id_business;
    bool is_live;
    const char *url, *webhook_key;
    int state_webhook;
};
/* Of `struct listener`, of the whole installation. */
MUST_CHECK enum err delivery_listeners(struct ctx *ctx, struct list *out);

/* One thing to be told once. */
struct errand {
    int64_t id, attempts; /* attempts: the token of the lease */
    int64_t id_event;     /* NONE: the body is a code */
    int64_t failures;
    struct instant failing_since;
    const char *body;
};
/* Leases at most so many errands of the listener, for a minute: of `struct errand`. */
MUST_CHECK enum err delivery_lease(struct ctx *ctx, const struct listener *listener, int64_t most,
                                   struct list *out);

/* The headers of an attempt: of `struct post_header`. `secret` is the business's. */
struct list delivery_headers(struct ctx *ctx, const struct listener *listener,
                             const struct errand *errand, const char *secret);
/* The business's Webhook Security Key, and whether its webhooks may call private addresses. */
MUST_CHECK enum err delivery_terms(struct ctx *ctx, const char **secret, bool *may_be_private);

/* What came of an attempt. */
struct outcome {
    int64_t status; /* of the answer; 0: there was none */
    const char *answer, *error;
};
bool outcome_is_good(const struct outcome *outcome);
/* Delivered, to be tried again later, or given up. */
MUST_CHECK enum err delivery_close(struct ctx *ctx, const struct errand *errand,
                                   const struct outcome *outcome);
/* It was not attempted after all: due as before. */
MUST_CHECK enum err delivery_release(struct ctx *ctx, const struct errand *errand);
/* Forgets at most so many of the caller's business that are too old. */
MUST_CHECK enum err delivery_prune(struct ctx *ctx, int64_t most, int64_t *count);

/* for people --------------------------------------------------------------------------------------
 */

/* Has a code sent that validates the webhook. */
MUST_CHECK enum err delivery_add_code(struct ctx *ctx, int64_t id_webhook, const char *code);

enum state_job { JOB_NONE, JOB_TO_DELIVER, JOB_RETRYING, JOB_DELIVERED, JOB_GIVEN_UP };
extern const char *const state_job_names[];

/* What somebody was told, or will be. */
struct notification {
    int64_t id, id_webhook, id_event;
    int type_trigger; /* enum event_type */
    int state_job;    /* enum state_job */
    int64_t attempts;
    struct instant created_at, due_at, attempted_at;
    int64_t status;                /* of the last answer; NONE: there was none */
    const char *answer;            /* how it began */
    const char *last_error, *body; /* body: only of one that was asked for by its id */
};

/* NONE or 0 where it does not matter. */
struct notification_filter {
    int64_t id_webhook;
    int state_job, type_trigger;
};
/* A page of `struct notification`, newest first; `total` counts all that match. */
MUST_CHECK enum err notification_list(struct ctx *ctx, const struct notification_filter *filter,
                                      const struct page *page, struct list *out, int64_t *total);
/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err notification_get(struct ctx *ctx, int64_t id, struct notification *out);
/* Deliver again, at once and, if need be, for three days. ERR_CONFLICT if its webhook is not
 * active. */
MUST_CHECK enum err notification_repeat(struct ctx *ctx, int64_t id, struct notification *out);

/* The payloads of a type's latest events, newest first, whoever was told: of `const char *`. */
MUST_CHECK enum err notification_rewind(struct ctx *ctx, int type_trigger, const struct page *page,
                                        struct list *out, int64_t *total);

#endif
