#include "app/courier.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/count.h"
#include "domain/customers/customer_vat.h"
#include "domain/webhooks/delivery.h"
#include "platform/db/database.h"
#include "platform/log/log.h"
#include "platform/post/post.h"
#include "platform/work/work.h"

enum {
    IDLE_MS = 200,  /* how long an event may lie before anybody looks */
    GATHER_MS = 10, /* outcomes of so long are written together */
    DISPATCH_MAX = 500,
    SHARE_FIRST = 4,
    SHARE_MAX = 32,
    RECEIVERS_MAX = 4096, /* of a lane, whose shares are remembered */
    PRUNE_MAX = 1000,
};
#define PRUNE_INTERVAL HOURS(1)

/* What is taken out of the house. */
static const struct lane *const lanes[] = {&webhook_lane, &vies_lane};

enum { LANE_COUNT = COUNT_OF(lanes) };

/* What is remembered of a receiver from round to round. */
struct share {
    int64_t id_receiver; /* 0: nobody's */
    int most, under_way;
    bool is_mute; /* its errands cannot be made ready, and the log knows */
};

/* An errand on its way. */
struct delivery {
    const struct lane *lane;
    struct errand errand; /* with its post */
    struct outcome outcome;
    struct share *share;
    struct arena *arena; /* of all that the post points to */
    struct delivery *next;
};

struct courier {
    struct app *app;
    struct poster *poster;
    struct db *reader;
    struct arena *arena; /* of one round */
    pthread_t thread;
    bool is_stopping;
    struct share shares[LANE_COUNT][RECEIVERS_MAX];
    struct delivery deliveries[POSTS_MAX];
    struct delivery *free, *over; /* over: their outcomes are to be written */
    size_t turn; /* who is looked at first changes, so that the last is not always left out */
    struct instant next_prune;
};

static struct ctx ctx_of(const struct courier *courier, int64_t id_business, bool is_live)
{
    struct ctx ctx = app_ctx(courier->app, courier->arena, NULL);

    ctx.id_business = id_business;
    ctx.is_live = is_live;
    ctx.actor = (struct actor){.kind = ACTOR_CLOCK};
    return ctx;
}

static void log_failure(const char *what, const struct ctx *ctx, enum err err)
{
    if (err != OK)
        log_write(LOG_ERROR, NULL, "the courier could not %s: %s", what,
                  ctx->failures ? ctx->failures->message : "see above");
}

/* A reading transaction of its own. */
static enum err read_now(struct courier *courier, struct ctx *ctx,
                         enum err (*run)(struct ctx *ctx, void *data), void *data)
{
    if (!courier->reader || db_is_lost(courier->reader)) {
        db_close(courier->reader);
        courier->reader = db_open(courier->app->database, true);
    }
    return courier->reader ? work_read(courier->reader, ctx, run, data) : ERR_UNAVAILABLE;
}

/* from the outbox to errands ----------------------------------------------------------------------
 */

static enum err list_outboxes(struct ctx *ctx, void *data)
{
    return delivery_outboxes(ctx, data);
}

static enum err dispatch(struct ctx *ctx, void *data)
{
    return delivery_dispatch(ctx, DISPATCH_MAX, data);
}

/* A share of every business's; true if there was anything. */
static bool dispatch_all(struct courier *courier)
{
    struct ctx ctx = ctx_of(courier, 0, false);
    struct list outboxes;
    bool has_done = false;

    if (read_now(courier, &ctx, list_outboxes, &outboxes) != OK)
        return false;
    for (size_t i = 0; i < outboxes.count; i++) {
        const struct outbox *outbox = LIST_AT(outboxes, struct outbox, i);
        struct ctx own = ctx_of(courier, outbox->id, outbox->is_live);
        int64_t count = 0;
        enum err err = work_do(courier->app->work, &own, dispatch, &count);

        log_failure("empty an outbox", &own, err);
        has_done = has_done || (err == OK && count);
    }
    return has_done;
}

/* shares ------------------------------------------------------------------------------------------
 */

/* Its place in the table, or a free one: nobody's, or that of one that has nothing under way. */
static struct share *share_of(struct share *shares, int64_t id_receiver)
{
    struct share *free = NULL;

    for (size_t i = 0; i < RECEIVERS_MAX; i++) {
        struct share *share = &shares[(size_t)(id_receiver + (int64_t)i) % RECEIVERS_MAX];

        if (share->id_receiver == id_receiver)
            return share;
        if (!share->id_receiver) {
            free = share;
            break;
        }
        if (!free && !share->under_way)
            free = share;
    }
    if (free)
        *free = (struct share){.id_receiver = id_receiver, .most = SHARE_FIRST};
    return free;
}

static void adjust(struct share *share, bool is_good)
{
    share->under_way--;
    if (!is_good)
        share->most = 1;
    else if (share->most < SHARE_MAX)
        share->most++;
}

/* leasing and sending -----------------------------------------------------------------------------
 */

/* What one receiver is given in a round. */
struct lease {
    const struct receiver *receiver;
    struct share *share;
    int64_t most;
    struct list errands;
};

struct leases {
    const struct lane *lane;
    struct lease *at;
    size_t count;
};

/* The receivers of one lane. */
struct waiting {
    const struct lane *lane;
    struct list receivers;
};

static enum err list_receivers(struct ctx *ctx, void *data)
{
    struct waiting *waiting = data;

    return waiting->lane->list_receivers(ctx, &waiting->receivers);
}

/* What cannot be made ready stays due until it can, and is told once. */
static enum err lease_one(struct ctx *ctx, const struct lane *lane, struct lease *lease)
{
    enum err err;

    lease->errands = (struct list){0};
    ctx->id_business = lease->receiver->id_business;
    ctx->is_live = lease->receiver->is_live;
    err = lane->lease(ctx, lease->receiver, lease->most, &lease->errands);
    if (err == ERR_FAILED && !lease->share->is_mute)
        log_failure("make errands of a business ready", ctx, err);
    lease->share->is_mute = err == ERR_FAILED;
    return err == ERR_FAILED ? OK : err;
}

/* For all of them in one transaction. */
static enum err lease_all(struct ctx *ctx, void *data)
{
    const struct leases *leases = data;

    for (size_t i = 0; i < leases->count; i++)
        TRY(lease_one(ctx, leases->lane, &leases->at[i]));
    return OK;
}

static const char *copy_of(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text) : NULL;
}

static struct list copy_of_headers(struct arena *arena, const struct list *headers)
{
    struct list copy = {ARENA_ARRAY(arena, struct post_header, headers->count + 1), headers->count};

    for (size_t i = 0; i < headers->count; i++) {
        const struct post_header *header = LIST_AT(*headers, struct post_header, i);

        *LIST_AT(copy, struct post_header, i) =
            (struct post_header){copy_of(arena, header->name), copy_of(arena, header->value)};
    }
    return copy;
}

/* Copies all that is needed into the delivery's own arena, which outlives the round. */
static void send(struct courier *courier, const struct lane *lane, struct share *share,
                 const struct errand *errand)
{
    struct delivery *delivery = courier->free;
    struct arena *arena = delivery->arena;
    struct post *post = &delivery->errand.post;

    courier->free = delivery->next;
    delivery->lane = lane;
    delivery->share = share;
    delivery->errand = *errand;
    delivery->errand.body = copy_of(arena, errand->body);
    post->verb = copy_of(arena, errand->post.verb);
    post->url = copy_of(arena, errand->post.url);
    post->content_type = copy_of(arena, errand->post.content_type);
    post->headers = copy_of_headers(arena, &errand->post.headers);
    post->body = copy_of(arena, errand->post.body);
    post->data = delivery;
    share->under_way++;
    poster_send(courier->poster, post);
}

/* Who may have more under way, as long as there are connections. */
static struct leases choose(struct courier *courier, size_t lane, const struct list *receivers)
{
    int left = POSTS_MAX - poster_under_way(courier->poster);
    struct leases leases = {lanes[lane],
                            ARENA_ARRAY(courier->arena, struct lease, receivers->count), 0};

    courier->turn++;
    for (size_t i = 0; i < receivers->count && left > 0; i++) {
        const struct receiver *receiver =
            LIST_AT(*receivers, struct receiver, (i + courier->turn) % receivers->count);
        struct share *share = share_of(courier->shares[lane], receiver->id);
        int most = share ? share->most - share->under_way : 0;

        if (most <= 0)
            continue;
        most = most < left ? most : left;
        left -= most;
        leases.at[leases.count++] =
            (struct lease){.receiver = receiver, .share = share, .most = most};
    }
    return leases;
}

static void lease_and_send_of(struct courier *courier, size_t lane)
{
    struct ctx ctx = ctx_of(courier, 0, false);
    struct waiting waiting = {.lane = lanes[lane]};
    struct leases leases;
    enum err err;

    if (poster_under_way(courier->poster) == POSTS_MAX ||
        read_now(courier, &ctx, list_receivers, &waiting) != OK)
        return;
    leases = choose(courier, lane, &waiting.receivers);
    if (!leases.count)
        return;
    err = work_do(courier->app->work, &ctx, lease_all, &leases);
    log_failure("lease errands", &ctx, err);
    for (size_t i = 0; err == OK && i < leases.count; i++)
        for (size_t j = 0; j < leases.at[i].errands.count; j++)
            send(courier, lanes[lane], leases.at[i].share,
                 LIST_AT(leases.at[i].errands, struct errand, j));
}

static void lease_and_send(struct courier *courier)
{
    for (size_t i = 0; i < LANE_COUNT; i++)
        lease_and_send_of(courier, i);
}

/* outcomes ----------------------------------------------------------------------------------------
 */

static void collect(struct courier *courier)
{
    struct post *post;

    while ((post = poster_take(courier->poster, courier->arena))) {
        struct delivery *delivery = post->data;

        delivery->outcome = (struct outcome){
            .status = post->status,
            .answer = post->answer,
            .error = post->error,
        };
        adjust(delivery->share, outcome_is_good(&delivery->outcome));
        delivery->next = courier->over;
        courier->over = delivery;
    }
}

static enum err close_all(struct ctx *ctx, void *data)
{
    for (const struct delivery *one = data; one; one = one->next)
        TRY(one->lane->close(ctx, &one->errand, &one->outcome));
    return OK;
}

static enum err release_all(struct ctx *ctx, void *data)
{
    for (const struct delivery *one = data; one; one = one->next)
        TRY(one->lane->release(ctx, &one->errand));
    return OK;
}

/* If it cannot be written, the leases run out and all is told once more. */
static void write_over(struct courier *courier, enum err (*run)(struct ctx *ctx, void *data))
{
    struct ctx ctx = ctx_of(courier, 0, false);

    if (!courier->over)
        return;
    log_failure("write what came of errands", &ctx,
                work_do(courier->app->work, &ctx, run, courier->over));
    while (courier->over) {
        struct delivery *one = courier->over;

        courier->over = one->next;
        arena_reset(one->arena);
        one->next = courier->free;
        courier->free = one;
    }
}

/* history -----------------------------------------------------------------------------------------
 */

static enum err list_businesses(struct ctx *ctx, void *data)
{
    return business_list(ctx, data);
}

static enum err prune(struct ctx *ctx, void *data)
{
    return delivery_prune(ctx, PRUNE_MAX, data);
}

static void prune_all(struct courier *courier)
{
    struct ctx ctx = ctx_of(courier, 0, false);
    struct list businesses;

    if (ctx.machine_now.micros < courier->next_prune.micros)
        return;
    courier->next_prune = instant_plus(ctx.machine_now, PRUNE_INTERVAL);
    if (read_now(courier, &ctx, list_businesses, &businesses) != OK)
        return;
    for (size_t i = 0; i < businesses.count; i++) {
        const struct business *business = LIST_AT(businesses, struct business, i);
        struct ctx own = ctx_of(courier, business->id, business->is_live);
        int64_t count = PRUNE_MAX;

        while (count == PRUNE_MAX)
            if (work_do(courier->app->work, &own, prune, &count) != OK)
                break;
    }
}

/* the thread --------------------------------------------------------------------------------------
 */

static bool is_stopping(const struct courier *courier)
{
    return __atomic_load_n(&courier->is_stopping, __ATOMIC_ACQUIRE);
}

static void break_off(struct courier *courier)
{
    struct post *post;

    while ((post = poster_break_off(courier->poster))) {
        struct delivery *delivery = post->data;

        delivery->next = courier->over;
        courier->over = delivery;
    }
    write_over(courier, release_all);
}

static void *run_courier(void *data)
{
    struct courier *courier = data;

    while (!is_stopping(courier)) {
        bool has_more = dispatch_all(courier);

        lease_and_send(courier);
        if (poster_under_way(courier->poster) || !has_more)
            poster_run(courier->poster, IDLE_MS, GATHER_MS);
        collect(courier);
        write_over(courier, close_all);
        prune_all(courier);
        arena_reset(courier->arena);
    }
    break_off(courier);
    db_close(courier->reader);
    return NULL;
}

struct courier *courier_start(struct app *app)
{
    struct courier *courier = calloc(1, sizeof *courier);

    if (!courier)
        abort();
    courier->app = app;
    courier->poster = poster_new();
    if (!courier->poster) {
        free(courier);
        return NULL;
    }
    courier->arena = arena_new();
    for (size_t i = 0; i < POSTS_MAX; i++) {
        courier->deliveries[i].arena = arena_new();
        courier->deliveries[i].next = courier->free;
        courier->free = &courier->deliveries[i];
    }
    if (pthread_create(&courier->thread, NULL, run_courier, courier) != 0)
        abort();
    return courier;
}

void courier_stop(struct courier *courier)
{
    if (!courier)
        return;
    __atomic_store_n(&courier->is_stopping, true, __ATOMIC_RELEASE);
    poster_wake(courier->poster);
    pthread_join(courier->thread, NULL);
    poster_free(courier->poster);
    for (size_t i = 0; i < POSTS_MAX; i++)
        arena_free(courier->deliveries[i].arena);
    arena_free(courier->arena);
    free(courier);
}
