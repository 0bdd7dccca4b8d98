/* Webhooks: addresses of the merchant's own programs that are told what happens.
 *
 * One has a url and a choice of triggers. It begins as ToValidate and tells nothing until the code
 * that was sent to its url has come back, so that nobody has events sent to a stranger; a new url
 * must be validated again. What happens while it is not Active is never told. */
#ifndef DOMAIN_WEBHOOKS_WEBHOOK_H
#define DOMAIN_WEBHOOKS_WEBHOOK_H

#include "domain/page.h"
#include "domain/trace.h"

enum state_webhook { WEBHOOK_NONE, WEBHOOK_TO_VALIDATE, WEBHOOK_ACTIVE, WEBHOOK_INACTIVE };
extern const char *const state_webhook_names[];

struct webhook {
    int64_t id;
    const char *url;
    const char *triggers;    /* JSON: names of events */
    const char *webhook_key; /* the value of x-proabono-key */
    int state_webhook;       /* enum state_webhook */
    struct bytes code_hash;
    struct instant date_code_expiry;
    struct trace trace;
};
extern const struct field webhook_fields[];

/* Names of events, also former ones; what is not given stays. */
struct webhook_input {
    const char *url;
    const struct list *triggers; /* of const char *, or NULL */
};

/* ERR_INVALID with every mistake noted; ERR_CONFLICT if there are too many already. Leaves an audit
 * row, like all that follow. */
MUST_CHECK enum err webhook_create(struct ctx *ctx, const struct webhook_input *input,
                                   struct webhook *out);
/* The rest say ERR_NOT_FOUND, noted, if there is no such webhook. */
MUST_CHECK enum err webhook_change(struct ctx *ctx, int64_t id, const struct webhook_input *input,
                                   struct webhook *out);
MUST_CHECK enum err webhook_get(struct ctx *ctx, int64_t id, struct webhook *out);
/* By id: of `struct webhook`. There are few. */
MUST_CHECK enum err webhook_list(struct ctx *ctx, struct list *out);

/* Has a new code sent to the url; one that was sent before is worth nothing any more. */
MUST_CHECK enum err webhook_send_code(struct ctx *ctx, int64_t id, struct webhook *out);
/* Active from now on. ERR_INVALID for a code that is wrong or too old. */
MUST_CHECK enum err webhook_verify(struct ctx *ctx, int64_t id, const char *code,
                                   struct webhook *out);
/* ERR_CONFLICT for one that was never validated; otherwise it does not matter what it was. */
MUST_CHECK enum err webhook_activate(struct ctx *ctx, int64_t id, struct webhook *out);
MUST_CHECK enum err webhook_deactivate(struct ctx *ctx, int64_t id, struct webhook *out);
/* Its history stays. */
MUST_CHECK enum err webhook_delete(struct ctx *ctx, int64_t id);

/* May this business's webhooks go to private addresses? Live ones never, sandboxes by setting. */
MUST_CHECK enum err webhook_may_be_private(struct ctx *ctx, bool *out);

/* The event of a name, also of a former one; EVENT_NONE for any other. */
int webhook_trigger_named(const char *name);

#endif
