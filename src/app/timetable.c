#include "app/timetable.h"

#include <assert.h>
#include <string.h>

#include "domain/accounts/clock.h"
#include "domain/accounts/setting.h"
#include "domain/balance/balance.h"
#include "domain/estimates/estimate.h"
#include "domain/gateways/collect.h"
#include "domain/invoices/invoice.h"
#include "domain/recurring/recurring.h"
#include "domain/subscriptions/subscription.h"
#include "platform/db/db.h"
#include "platform/log/log.h"
#include "platform/work/work.h"
#include "sql.h"

/* How much one transaction takes on: enough that its commit costs little, not so much that a
 * request would wait for long. */
enum { CHUNK = 200 };

const struct field timetable_counts_fields[] = {
    FIELD(timetable_counts, now),
    FIELD(timetable_counts, target),
    FIELD(timetable_counts, subscriptions),
    FIELD(timetable_counts, customers),
    FIELD(timetable_counts, invoices),
    FIELD(timetable_counts, overdue),
    FIELD(timetable_counts, failures),
    FIELDS_END,
};

/* The kinds of work, in the order in which they are done at one moment. */
enum sweep {
    SWEEP_NONE,
    SWEEP_TRANSACTIONS,
    SWEEP_PERMISSIONS,
    SWEEP_SUBSCRIPTIONS,
    SWEEP_THRESHOLDS,
    SWEEP_CREDITS,
    SWEEP_BILLING,
    SWEEP_RECURRING,
    SWEEP_DRAFTS,
    SWEEP_CHARGING,
    SWEEP_OVERDUE,
    SWEEP_REMINDERS,
    SWEEP_ESTIMATES,
    SWEEP_COUNT,
};

/* clang-format off */
static const struct {
    const char *name;
    const struct sql *range, *postpone;
    /* What it does with a range at one moment; NULL: see work_range. */
    enum err (*run)(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                    int64_t *count);
} sweeps[SWEEP_COUNT] = {
    [SWEEP_TRANSACTIONS] = {"transactions", &sql_timetable_due_transactions,
                            &sql_timetable_postpone_transaction, transaction_turn},
    [SWEEP_PERMISSIONS] = {"methods", &sql_timetable_due_permissions,
                           &sql_timetable_postpone_permission, permission_expire},
    [SWEEP_SUBSCRIPTIONS] = {"subscriptions", &sql_timetable_due_subscriptions,
                             &sql_timetable_postpone_subscription, NULL},
    [SWEEP_THRESHOLDS] = {"thresholds", &sql_timetable_due_thresholds,
                          &sql_timetable_postpone_threshold, subscription_charge_thresholds},
    [SWEEP_BILLING] = {"billing", &sql_timetable_due_customers,
                       &sql_timetable_postpone_customer, NULL},
    [SWEEP_CREDITS] = {"credits", &sql_timetable_due_credits, &sql_timetable_postpone_credit,
                       balance_lapse},
    [SWEEP_RECURRING] = {"recurring", &sql_timetable_due_recurring,
                         &sql_timetable_postpone_recurring, recurring_run},
    [SWEEP_DRAFTS] = {"drafts", &sql_timetable_due_drafts, &sql_timetable_postpone_draft, NULL},
    [SWEEP_CHARGING] = {"charging", &sql_timetable_due_charges,
                        &sql_timetable_postpone_invoice, collect_charge_due},
    [SWEEP_OVERDUE] = {"overdue", &sql_timetable_due_invoices,
                       &sql_timetable_postpone_invoice, NULL},
    [SWEEP_REMINDERS] = {"reminders", &sql_timetable_due_reminders,
                         &sql_timetable_postpone_reminder, collect_remind},
    [SWEEP_ESTIMATES] = {"estimates", &sql_timetable_due_estimates,
                         &sql_timetable_postpone_estimate, estimate_lapse},
};
/* clang-format on */

/* One transaction's share of a run. */
struct chunk {
    int64_t most; /* items; 1 when a failure is being cornered */
    int64_t done;
    bool has_test_clock, is_over;
    struct instant until;
    struct settings settings;
    struct timetable_counts counts;
    /* The item that was under way: what failed, if it fails alone. */
    enum sweep sweep;
    int64_t first, last;
    struct instant at;
};

struct moments {
    struct instant subscriptions, thresholds, customers, invoices, credits, drafts, reminders,
        transactions;
    struct instant permissions, recurring, estimates;
};

static const struct field moments_fields[] = {
    FIELD(moments, subscriptions), FIELD(moments, thresholds),
    FIELD(moments, customers),     FIELD(moments, invoices),
    FIELD(moments, reminders),     FIELD(moments, transactions),
    FIELD(moments, permissions),   FIELD(moments, credits),
    FIELD(moments, drafts),        FIELD(moments, recurring),
    FIELD(moments, estimates),
    FIELDS_END,
};

struct range {
    int64_t first, last;
};

static const struct field range_fields[] = {
    FIELD(range, first),
    FIELD(range, last),
    FIELDS_END,
};

static enum err read_clock(struct ctx *ctx, struct chunk *chunk)
{
    struct test_clock clock;
    enum err err = ctx->is_live ? ERR_NOT_FOUND : clock_lock(ctx, &clock);

    chunk->has_test_clock = err == OK;
    if (err == OK) {
        ctx->now = clock.now_at;
        chunk->until = clock.target_at;
        return OK;
    }
    ctx->now = chunk->until = ctx->machine_now;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* The next moment at which something is due, no later than the end of the run. */
static enum err next_moment(struct ctx *ctx, const struct chunk *chunk, struct instant *out)
{
    struct moments moments;

    TRY(db_get(ctx, &sql_timetable_moments, ARGS(ARG_AS(until, chunk->until)), moments_fields,
               &moments));
    *out = instant_earlier(moments.subscriptions, moments.thresholds);
    *out = instant_earlier(*out, moments.customers);
    *out = instant_earlier(*out, instant_earlier(moments.invoices, moments.reminders));
    *out = instant_earlier(*out, instant_earlier(moments.transactions, moments.permissions));
    *out = instant_earlier(*out, instant_earlier(moments.credits, moments.drafts));
    *out = instant_earlier(*out, moments.estimates);
    *out = instant_earlier(*out, moments.recurring);
    return OK;
}

/* What was put off or dated back is done now, and never sets the clock back. */
static enum err step_to(struct ctx *ctx, const struct chunk *chunk, struct instant at)
{
    if (!chunk->has_test_clock || at.micros <= ctx->now.micros)
        return OK;
    return clock_step(ctx, at);
}

static enum err bill_range(struct ctx *ctx, struct chunk *chunk, int64_t *count)
{
    struct billing billing = {
        .at = chunk->at,
        .first = chunk->first,
        .last = chunk->last,
        .settings = &chunk->settings,
        .is_of_drafts = chunk->sweep == SWEEP_DRAFTS,
    };
    struct list issued;

    TRY(invoice_bill(ctx, &billing, &issued, count));
    if (!billing.is_of_drafts)
        chunk->counts.customers += *count;
    chunk->counts.invoices += (int64_t)issued.count;
    return OK;
}

static enum err work_range(struct ctx *ctx, struct chunk *chunk, int64_t *count)
{
    assert(chunk->sweep != SWEEP_NONE);
    if (sweeps[chunk->sweep].run)
        return sweeps[chunk->sweep].run(ctx, chunk->at, chunk->first, chunk->last, count);
    if (chunk->sweep == SWEEP_BILLING || chunk->sweep == SWEEP_DRAFTS)
        return bill_range(ctx, chunk, count);
    if (chunk->sweep == SWEEP_OVERDUE) {
        TRY(invoice_lapse(ctx, chunk->at, chunk->first, chunk->last, count));
        chunk->counts.overdue += *count;
        return OK;
    }
    TRY(subscription_turn(ctx, chunk->at, chunk->first, chunk->last, &chunk->settings, count));
    chunk->counts.subscriptions += *count;
    return OK;
}

/* All of one kind that is due at the moment, as far as the chunk goes. */
static enum err run_sweep(struct ctx *ctx, struct chunk *chunk, enum sweep sweep)
{
    chunk->sweep = sweep;
    while (chunk->done < chunk->most) {
        struct range range;
        int64_t count;

        TRY(db_get(ctx, sweeps[sweep].range,
                   ARGS(ARG_AS(at, chunk->at), ARG_AS(most, chunk->most - chunk->done)),
                   range_fields, &range));
        if (range.first == NONE)
            break;
        chunk->first = range.first;
        chunk->last = range.last;
        TRY(work_range(ctx, chunk, &count));
        chunk->done += count ? count : 1;
    }
    return OK;
}

static enum err run_chunk(struct ctx *ctx, void *data)
{
    struct chunk *chunk = data;

    chunk->done = 0;
    chunk->is_over = false;
    memset(&chunk->counts, 0, sizeof chunk->counts);
    TRY(read_clock(ctx, chunk));
    TRY(settings_load(ctx, &chunk->settings));
    while (chunk->done < chunk->most) {
        TRY(next_moment(ctx, chunk, &chunk->at));
        if (!instant_is_set(chunk->at)) {
            chunk->is_over = true;
            TRY(step_to(ctx, chunk, chunk->until));
            break;
        }
        TRY(step_to(ctx, chunk, chunk->at));
        for (enum sweep sweep = SWEEP_NONE + 1; sweep < SWEEP_COUNT; sweep++)
            TRY(run_sweep(ctx, chunk, sweep));
    }
    chunk->counts.now = ctx->now;
    chunk->counts.target = chunk->until;
    return OK;
}

/* Notes why the item under way failed and puts it off by a day. */
struct postponement {
    const struct chunk *chunk;
    const char *code, *message;
};

static enum err postpone(struct ctx *ctx, void *data)
{
    const struct postponement *postponement = data;
    const struct chunk *chunk = postponement->chunk;
    struct chunk clock = {0};
    struct instant next_at;

    TRY(read_clock(ctx, &clock));
    next_at = instant_plus(ctx->now.micros > chunk->at.micros ? ctx->now : chunk->at, DAYS(1));
    TRY(db_run(ctx, &sql_timetable_failure,
               ARGS(ARG_AS(sweep, sweeps[chunk->sweep].name), ARG_AS(id_subject, chunk->first),
                    ARG_AS(code, postponement->code), ARG_AS(message, postponement->message),
                    ARG(next_at))));
    return db_run(ctx, sweeps[chunk->sweep].postpone, ARGS(ARG_AS(id, chunk->first), ARG(next_at)));
}

static enum err put_off(const struct timetable *timetable, struct ctx *ctx,
                        const struct chunk *chunk)
{
    struct postponement postponement = {
        .chunk = chunk,
        .code = ctx->failures ? ctx->failures->code : "Error.Api.Internal",
        .message = ctx->failures ? ctx->failures->message : "",
    };

    log_write(LOG_WARNING, NULL, "%s of %lld is put off: %s", sweeps[chunk->sweep].name,
              (long long)chunk->first, postponement.code);
    return work_do(timetable->work, ctx, postpone, &postponement);
}

static struct ctx clock_ctx(const struct timetable *timetable, struct arena *arena)
{
    return (struct ctx){
        .arena = arena,
        .id_business = timetable->id_business,
        .is_live = timetable->is_live,
        .actor = {.kind = ACTOR_CLOCK},
        .machine_now = machine_now(),
        .keyring = timetable->keyring,
    };
}

enum err timetable_is_due(struct ctx *ctx, bool *out)
{
    struct chunk chunk = {0};
    struct test_clock clock;
    struct instant moment;
    enum err err = ctx->is_live ? ERR_NOT_FOUND : clock_find(ctx, &clock);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    chunk.until = err == OK ? clock.target_at : ctx->machine_now;
    *out = err == OK && clock.target_at.micros > clock.now_at.micros;
    if (*out)
        return OK;
    TRY(next_moment(ctx, &chunk, &moment));
    *out = instant_is_set(moment);
    return OK;
}

static void add_counts(struct timetable_counts *sum, const struct timetable_counts *more)
{
    sum->now = more->now;
    sum->target = more->target;
    sum->subscriptions += more->subscriptions;
    sum->customers += more->customers;
    sum->invoices += more->invoices;
    sum->overdue += more->overdue;
}

/* A chunk that fails is tried again one item at a time, until the culprit is alone. */
static enum err run_one_chunk(const struct timetable *timetable, struct ctx *ctx,
                              struct chunk *chunk, struct timetable_counts *counts)
{
    enum err err = work_do(timetable->work, ctx, run_chunk, chunk);

    if (err == OK) {
        add_counts(counts, &chunk->counts);
        if (chunk->most < CHUNK)
            chunk->most *= 2;
        return OK;
    }
    if (err == ERR_UNAVAILABLE || err == ERR_FULL || chunk->sweep == SWEEP_NONE)
        return err;
    if (chunk->most > 1) {
        chunk->most = 1;
        return OK;
    }
    counts->failures++;
    return put_off(timetable, ctx, chunk);
}

enum err timetable_run(const struct timetable *timetable, struct ctx *ctx,
                       struct timetable_counts *out)
{
    struct chunk chunk = {.most = CHUNK};
    struct arena *arena = arena_new();
    enum err err = OK;

    *out = (struct timetable_counts){0};
    while (err == OK && !chunk.is_over) {
        struct ctx inner = clock_ctx(timetable, arena);

        chunk.sweep = SWEEP_NONE;
        err = run_one_chunk(timetable, &inner, &chunk, out);
        if (err != OK && inner.failures)
            fail(ctx, err, inner.failures->code, NULL, "%s", inner.failures->message);
        if (timetable->progress)
            timetable->progress(timetable->data, out);
        arena_reset(arena);
    }
    arena_free(arena);
    return err;
}
