#include "app/switchboard.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/count.h"
#include "domain/accounts/clock.h"
#include "domain/customers/customer_vat.h"
#include "domain/gateways/transaction.h"
#include "domain/lane.h"
#include "domain/mails/mail.h"
#include "platform/db/database.h"
#include "platform/log/log.h"
#include "platform/post/post.h"
#include "platform/work/work.h"

enum {
    IDLE_MS = 200,  /* how long a question may lie before anybody looks */
    GATHER_MS = 10, /* answers of so long are looked at together */
    CALLS_MAX = 32, /* under way at once */
};

static const struct lane *const lanes[] = {&transaction_lane, &permission_lane, &vies_lane,
                                           &mail_event_lane, &mail_reminder_lane, &mail_lane};

/* A question on its way. */
struct exchange {
    struct asking asking;
    const struct lane *lane;
    struct lane_due due;
    struct arena *arena; /* of all that the post points to */
    struct exchange *next;
};

struct switchboard {
    struct app *app;
    struct poster *poster;
    struct db *reader;
    struct arena *arena; /* of one round */
    pthread_t thread;
    bool is_stopping;
    struct exchange exchanges[CALLS_MAX];
    struct exchange *free;
};

static struct ctx ctx_of(const struct switchboard *switchboard, const struct lane_due *due,
                         struct arena *arena)
{
    struct ctx ctx = app_ctx(switchboard->app, arena, NULL);

    if (due) {
        ctx.id_business = due->id_business;
        ctx.is_live = due->is_live;
    }
    ctx.actor = (struct actor){.kind = ACTOR_CLOCK};
    return ctx;
}

static void log_failure(const char *what, const struct exchange *exchange, const struct ctx *ctx,
                        enum err err)
{
    if (err != OK)
        log_write(LOG_ERROR, NULL, "the switchboard could not %s number %lld of %s: %s", what,
                  (long long)exchange->due.id, exchange->lane->name,
                  ctx->failures ? ctx->failures->message : "see above");
}

static void put_back(struct switchboard *switchboard, struct exchange *exchange)
{
    arena_reset(exchange->arena);
    exchange->next = switchboard->free;
    switchboard->free = exchange;
}

static enum err conclude(struct ctx *ctx, void *data)
{
    const struct exchange *exchange = data;

    TRY(clock_read(ctx));
    return exchange->lane->conclude(ctx, &exchange->asking);
}

/* If it cannot be written, the lease runs out and somebody asks what became of it. */
static void write_answer(struct switchboard *switchboard, struct exchange *exchange)
{
    struct ctx ctx = ctx_of(switchboard, &exchange->due, switchboard->arena);

    log_failure("write the answer to", exchange, &ctx,
                work_do(switchboard->app->work, &ctx, conclude, exchange));
    put_back(switchboard, exchange);
}

/* asking ------------------------------------------------------------------------------------------
 */

static enum err prepare(struct ctx *ctx, void *data)
{
    struct exchange *exchange = data;

    exchange->asking = (struct asking){0};
    TRY(clock_read(ctx));
    return exchange->lane->prepare(ctx, exchange->due.id, &exchange->asking);
}

static enum err fill_in(struct ctx *ctx, void *data)
{
    struct exchange *exchange = data;

    TRY(clock_read(ctx));
    return exchange->lane->fill(ctx, &exchange->asking);
}

/* False, with the reason where an error of the post stands: there is nothing to send after all. */
static bool fill(struct switchboard *switchboard, struct exchange *exchange)
{
    struct ctx ctx = ctx_of(switchboard, &exchange->due, exchange->arena);

    if (work_read(switchboard->reader, &ctx, fill_in, exchange) == OK)
        return true;
    exchange->asking.post.error =
        ctx.failures ? ctx.failures->message : "It could not be made ready; see the log.";
    return false;
}

/* What cannot be prepared stays due, and is logged each time that somebody tries. */
static void ask(struct switchboard *switchboard, const struct lane *lane,
                const struct lane_due *due)
{
    struct exchange *exchange = switchboard->free;
    struct ctx ctx = ctx_of(switchboard, due, exchange->arena);
    enum err err;

    switchboard->free = exchange->next;
    exchange->lane = lane;
    exchange->due = *due;
    err = work_do(switchboard->app->work, &ctx, prepare, exchange);
    log_failure("ask", exchange, &ctx, err);
    if (err != OK || !exchange->asking.post.url) {
        put_back(switchboard, exchange);
        return;
    }
    if (lane->fill && !fill(switchboard, exchange)) {
        write_answer(switchboard, exchange);
        return;
    }
    exchange->asking.post.data = exchange;
    poster_send(switchboard->poster, &exchange->asking.post);
}

struct listing {
    const struct lane *lane;
    struct list due;
};

static enum err list_due(struct ctx *ctx, void *data)
{
    struct listing *listing = data;

    return listing->lane->list(ctx, CALLS_MAX, &listing->due);
}

static void ask_lane(struct switchboard *switchboard, const struct lane *lane)
{
    struct ctx ctx = ctx_of(switchboard, NULL, switchboard->arena);
    struct listing listing = {.lane = lane};

    if (!switchboard->reader || db_is_lost(switchboard->reader)) {
        db_close(switchboard->reader);
        switchboard->reader = db_open(switchboard->app->database, true);
    }
    if (!switchboard->reader || work_read(switchboard->reader, &ctx, list_due, &listing) != OK)
        return;
    for (size_t i = 0; i < listing.due.count && switchboard->free; i++)
        ask(switchboard, lane, LIST_AT(listing.due, struct lane_due, i));
}

/* answers -----------------------------------------------------------------------------------------
 */

static void collect(struct switchboard *switchboard)
{
    struct post *post;

    while ((post = poster_take(switchboard->poster, switchboard->arena)))
        write_answer(switchboard, post->data);
}

/* the thread --------------------------------------------------------------------------------------
 */

static void *run_switchboard(void *data)
{
    struct switchboard *switchboard = data;

    while (!__atomic_load_n(&switchboard->is_stopping, __ATOMIC_ACQUIRE)) {
        for (size_t i = 0; i < COUNT_OF(lanes); i++)
            ask_lane(switchboard, lanes[i]);
        poster_run(switchboard->poster, IDLE_MS, GATHER_MS);
        collect(switchboard);
        arena_reset(switchboard->arena);
    }
    while (poster_break_off(switchboard->poster))
        ;
    db_close(switchboard->reader);
    return NULL;
}

struct switchboard *switchboard_start(struct app *app)
{
    struct switchboard *switchboard = calloc(1, sizeof *switchboard);

    if (!switchboard)
        abort();
    switchboard->app = app;
    switchboard->poster = poster_new();
    if (!switchboard->poster) {
        free(switchboard);
        return NULL;
    }
    switchboard->arena = arena_new();
    for (size_t i = 0; i < CALLS_MAX; i++) {
        switchboard->exchanges[i].arena = arena_new();
        switchboard->exchanges[i].next = switchboard->free;
        switchboard->free = &switchboard->exchanges[i];
    }
    if (pthread_create(&switchboard->thread, NULL, run_switchboard, switchboard) != 0)
        abort();
    return switchboard;
}

void switchboard_stop(struct switchboard *switchboard)
{
    if (!switchboard)
        return;
    __atomic_store_n(&switchboard->is_stopping, true, __ATOMIC_RELEASE);
    poster_wake(switchboard->poster);
    pthread_join(switchboard->thread, NULL);
    poster_free(switchboard->poster);
    for (size_t i = 0; i < CALLS_MAX; i++)
        arena_free(switchboard->exchanges[i].arena);
    arena_free(switchboard->arena);
    free(switchboard);
}
