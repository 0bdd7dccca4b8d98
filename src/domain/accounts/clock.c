#include "domain/accounts/clock.h"

#include "platform/db/db.h"
#include "sql.h"

const struct field test_clock_fields[] = {
    FIELD(test_clock, now_at),
    FIELD(test_clock, target_at),
    FIELDS_END,
};

enum err clock_find(struct ctx *ctx, struct test_clock *out)
{
    return db_get(ctx, &sql_clock_get, NO_ARGS, test_clock_fields, out);
}

enum err clock_read(struct ctx *ctx)
{
    struct test_clock clock = {0};
    enum err err = ctx->is_live ? ERR_NOT_FOUND : clock_find(ctx, &clock);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    ctx->now = err == OK ? clock.now_at : ctx->machine_now;
    return OK;
}

enum err clock_lock(struct ctx *ctx, struct test_clock *out)
{
    return db_get(ctx, &sql_clock_lock, NO_ARGS, test_clock_fields, out);
}

static enum err refuse_target(struct ctx *ctx, const char *why)
{
    return fail(ctx, ERR_FORBIDDEN, "Error.Clock.Refused", "DateTarget", "%s", why);
}

/* What a sandbox has that has none yet. */
static enum err or_machine(struct ctx *ctx, enum err err, struct test_clock *clock)
{
    if (err == ERR_NOT_FOUND)
        *clock = (struct test_clock){ctx->machine_now, ctx->machine_now};
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err check_sandbox(struct ctx *ctx)
{
    if (ctx->is_live)
        return refuse_target(ctx, "A live business lives at the present time; only a sandbox has a "
                                  "test clock.");
    return OK;
}

enum err clock_show(struct ctx *ctx, struct test_clock *out)
{
    TRY(check_sandbox(ctx));
    return or_machine(ctx, clock_find(ctx, out), out);
}

enum err clock_aim(struct ctx *ctx, struct instant target)
{
    struct test_clock clock;
    int64_t has_documents;

    TRY(check_sandbox(ctx));
    /* Locked, or a step that is made meanwhile would be undone. */
    TRY(or_machine(ctx, clock_lock(ctx, &clock), &clock));
    ctx->now = clock.now_at;
    TRY(db_number(ctx, &sql_clock_has_documents, NO_ARGS, &has_documents));
    if (target.micros < ctx->now.micros) {
        if (has_documents)
            return refuse_target(ctx, "Documents were issued already, so the test clock can only "
                                      "be moved forward.");
        return db_run(ctx, &sql_clock_set, ARGS(ARG_AS(now_at, target), ARG(target)));
    }
    if (target.micros - ctx->now.micros > DAYS(366 * 50))
        return refuse_target(ctx, "The test clock can be moved 50 years at most.");
    return db_run(ctx, &sql_clock_set, ARGS(ARG_AS(now_at, ctx->now), ARG(target)));
}

enum err clock_advance(struct ctx *ctx, struct rhythm by)
{
    struct test_clock clock;

    TRY(check_sandbox(ctx));
    TRY(or_machine(ctx, clock_lock(ctx, &clock), &clock));
    return clock_aim(ctx, period_boundary(clock.target_at, by, 1));
}

enum err clock_step(struct ctx *ctx, struct instant at)
{
    ctx->now = at;
    return db_run(ctx, &sql_clock_step, ARGS(ARG(at)));
}
