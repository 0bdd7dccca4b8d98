#include "domain/answer.h"

#include <string.h>

#include "platform/db/db.h"
#include "sql.h"

enum { FORGOTTEN_AT_ONCE = 500 };

struct kept_answer {
    struct bytes request_hash;
    int64_t status;
    const char *content_type, *body;
};

static const struct field kept_answer_fields[] = {
    FIELD(kept_answer, request_hash),
    FIELD(kept_answer, status),
    FIELD(kept_answer, content_type),
    FIELD(kept_answer, body),
    FIELDS_END,
};

/* The row is written before the work. Who comes second on PostgreSQL waits for it, and then finds
 * either the whole answer or nothing. */
static enum err claim(struct ctx *ctx, const struct idempotency *key, int64_t *claimed)
{
    const struct bytes hash = {key->request_hash, sizeof key->request_hash};

    return db_change(ctx, &sql_answer_claim,
                     ARGS(ARG_AS(id_agent, ctx->actor.id), ARG_AS(idempotency_key, key->key),
                          ARG_AS(request_hash, hash)),
                     claimed);
}

enum err answer_recall(struct ctx *ctx, const struct idempotency *key, struct response *response)
{
    struct kept_answer kept;
    int64_t claimed;
    enum err err;

    TRY(claim(ctx, key, &claimed));
    if (claimed)
        return ERR_NOT_FOUND;
    err = db_get(ctx, &sql_answer_get,
                 ARGS(ARG_AS(id_agent, ctx->actor.id), ARG_AS(idempotency_key, key->key)),
                 kept_answer_fields, &kept);
    if (err == ERR_NOT_FOUND)
        return ERR_RETRY; /* forgotten this very moment */
    TRY(err);
    if (kept.request_hash.size != sizeof key->request_hash ||
        memcmp(kept.request_hash.at, key->request_hash, sizeof key->request_hash) != 0)
        return fail(ctx, ERR_CONFLICT, "Error.Api.Idempotency.KeyReused", "Idempotency-Key",
                    "This Idempotency-Key was sent before with another request, which was done. "
                    "Send a new key for a new request, or the same request again.");
    return respond_text(response, (int)kept.status, kept.content_type, kept.body,
                        strlen(kept.body));
}

enum err answer_remember(struct ctx *ctx, const struct idempotency *key,
                         const struct response *response)
{
    return db_run(ctx, &sql_answer_keep,
                  ARGS(ARG_AS(id_agent, ctx->actor.id), ARG_AS(idempotency_key, key->key),
                       ARG_AS(status, response->status),
                       ARG_AS(content_type, response->content_type),
                       ARG_AS(body, response->body ? response->body : "")));
}

/* By the machine's clock: a test clock says nothing about a client's patience. */
static struct instant oldest(const struct ctx *ctx)
{
    return instant_plus(ctx->machine_now, -DAYS(7));
}

enum err answers_are_old(struct ctx *ctx, bool *out)
{
    int64_t count;

    TRY(db_number(ctx, &sql_answers_are_old, ARGS(ARG_AS(before, oldest(ctx))), &count));
    *out = count > 0;
    return OK;
}

enum err answers_forget(struct ctx *ctx, bool *more)
{
    const int64_t most = FORGOTTEN_AT_ONCE;
    int64_t changed;

    TRY(db_change(ctx, &sql_answers_forget, ARGS(ARG_AS(before, oldest(ctx)), ARG(most)),
                  &changed));
    *more = changed == most;
    return OK;
}
