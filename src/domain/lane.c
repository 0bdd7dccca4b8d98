#include "domain/lane.h"

#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "rules/retry.h"
#include "sql.h"

const char *const state_job_names[] = {NULL, "ToDeliver", "Retrying", "Delivered", "GivenUp", NULL};

/* What errand_close writes. */
struct closing {
    int64_t id, attempts, failures, status;
    int state_job;
    struct instant done_at, due_at, failing_since;
    const char *answer, *last_error;
};

static const struct field closing_fields[] = {
    FIELD(closing, id),
    FIELD(closing, attempts),
    FIELD(closing, failures),
    FIELD(closing, status),
    FIELD_CHOICE_OF(closing, state_job, state_job_names),
    FIELD(closing, done_at),
    FIELD(closing, due_at),
    FIELD(closing, failing_since),
    FIELD(closing, answer),
    FIELD(closing, last_error),
    FIELDS_END,
};

static void put_off(struct ctx *ctx, const struct errand *errand, struct closing *closing)
{
    uint32_t dice;

    random_bytes(&dice, sizeof dice);
    closing->failures = errand->failures + 1;
    closing->failing_since =
        instant_is_set(errand->failing_since) ? errand->failing_since : ctx->machine_now;
    closing->due_at = retry_at(closing->failing_since, closing->failures, ctx->machine_now, dice);
    closing->state_job = instant_is_set(closing->due_at) ? JOB_RETRYING : JOB_GIVEN_UP;
    if (closing->state_job == JOB_GIVEN_UP)
        closing->done_at = ctx->machine_now;
}

enum err errand_close(struct ctx *ctx, const struct errand *errand, const struct outcome *outcome,
                      const char *failure)
{
    struct closing closing = {
        .id = errand->id,
        .attempts = errand->attempts,
        .status = outcome->status ? outcome->status : NONE,
        .answer = outcome->answer,
        .last_error = failure,
    };

    if (failure) {
        put_off(ctx, errand, &closing);
    } else {
        closing.state_job = JOB_DELIVERED;
        closing.done_at = ctx->machine_now;
    }
    return db_save(ctx, &sql_errand_close, closing_fields, &closing);
}

enum err errand_is_ours(struct ctx *ctx, const struct errand *errand, bool *out)
{
    int64_t count;

    TRY(db_number(ctx, &sql_errand_is_ours,
                  ARGS(ARG_AS(id, errand->id), ARG_AS(attempts, errand->attempts)), &count));
    *out = count == 1;
    return OK;
}

enum err errand_release(struct ctx *ctx, const struct errand *errand)
{
    return db_run(ctx, &sql_errand_release,
                  ARGS(ARG_AS(id, errand->id), ARG_AS(attempts, errand->attempts)));
}
