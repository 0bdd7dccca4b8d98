#include "app/courier.h"

#include <pthread.h>
#include <stdlib.h>

#include "domain/mails/mail.h"
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
    LISTENERS_MAX = 4096, /* whose shares are remembered */
    PRUNE_MAX = 1000,
};
#define PRUNE_INTERVAL HOURS(1)

/* What is remembered of a webhook from round to round. */
struct share {
    int64_t id_webhook; /* 0: nobody's */
    int most, under_way;
    bool is_mute; /* its business has no secret, and the log knows */
};

/* An errand on its way. */
struct delivery {
    struct post post;
    struct errand errand;
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
    struct share shares[LISTENERS_MAX];
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
static struct share *share_of(struct courier *courier, int64_t id_webhook)
{
    struct share *free = NULL;

    for (size_t i = 0; i < LISTENERS_MAX; i++) {
        struct share *share = &courier->shares[(size_t)(id_webhook + (int64_t)i) % LISTENERS_MAX];

        if (share->id_webhook == id_webhook)
            return share;
        if (!share->id_webhook) {
            free = share;
            break;
        }
        if (!free && !share->under_way)
            free = share;
    }
    if (free)
        *free = (struct share){.id_webhook = id_webhook, .most = SHARE_FIRST};
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

/* What one listener is given in a round. */
struct lease {
    const struct listener *listener;
    struct share *share;
    int64_t most;
    const char *secret;
    bool may_be_private;
    struct list errands;
};

struct leases {
    struct lease *at;
    size_t count;
};

static enum err list_listeners(struct ctx *ctx, void *data)
{
    return delivery_listeners(ctx, data);
}

/* Nothing is signed without a secret: its errands stay due until there is one. */
static enum err lease_one(struct ctx *ctx, struct lease *lease)
{
    enum err err;

    lease->errands = (struct list){0};
    ctx->id_business = lease->listener->id_business;
    ctx->is_live = lease->listener->is_live;
    err = delivery_terms(ctx, &lease->secret, &lease->may_be_private);
    if (err == ERR_FAILED && !lease->share->is_mute)
        log_failure("sign for a business", ctx, err);
    lease->share->is_mute = err == ERR_FAILED;
    if (err == ERR_FAILED)
        return OK;
    TRY(err);
    return delivery_lease(ctx, lease->listener, lease->most, &lease->errands);
}

/* For all of them in one transaction. */
static enum err lease_all(struct ctx *ctx, void *data)
{
    const struct leases *leases = data;

    for (size_t i = 0; i < leases->count; i++)
        TRY(lease_one(ctx, &leases->at[i]));
    return OK;
}

/* Copies all that is needed into the delivery's own arena, which outlives the round. */
static void send(struct courier *courier, const struct lease *lease, const struct errand *errand)
{
    struct delivery *delivery = courier->free;
    struct ctx ctx = ctx_of(courier, lease->listener->id_business, lease->listener->is_live);
    struct list headers;

    courier->free = delivery->next;
    ctx.arena = delivery->arena;
    headers = delivery_headers(&ctx, lease->listener, errand, lease->secret);
    delivery->errand = *errand;
    delivery->errand.body = NULL;
    delivery->share = lease->share;
    delivery->post = (struct post){
        .url = arena_copy(delivery->arena, lease->listener->url),
        .headers = headers,
        .body = arena_copy(delivery->arena, errand->body),
        .may_be_private = lease->may_be_private,
        .data = delivery,
    };
    lease->share->under_way++;
    poster_send(courier->poster, &delivery->post);
}

/* Who may have more under way, as long as there are connections. */
static struct leases choose(struct courier *courier, const struct list *listeners)
{
    int left = POSTS_MAX - poster_under_way(courier->poster);
    struct leases leases = {ARENA_ARRAY(courier->arena, struct lease, listeners->count), 0};

    courier->turn++;
    for (size_t i = 0; i < listeners->count && left > 0; i++) {
        const struct listener *listener =
            LIST_AT(*listeners, struct listener, (i + courier->turn) % listeners->count);
        struct share *share = share_of(courier, listener->id);
        int most = share ? share->most - share->under_way : 0;

        if (most <= 0)
            continue;
        most = most < left ? most : left;
        left -= most;
        leases.at[leases.count++] =
            (struct lease){.listener = listener, .share = share, .most = most};
    }
    return leases;
}

static void lease_and_send(struct courier *courier)
{
    struct ctx ctx = ctx_of(courier, 0, false);
    struct list listeners;
    struct leases leases;
    enum err err;

    if (poster_under_way(courier->poster) == POSTS_MAX ||
        read_now(courier, &ctx, list_listeners, &listeners) != OK)
        return;
    leases = choose(courier, &listeners);
    if (!leases.count)
        return;
    err = work_do(courier->app->work, &ctx, lease_all, &leases);
    log_failure("lease errands", &ctx, err);
    for (size_t i = 0; err == OK && i < leases.count; i++)
        for (size_t j = 0; j < leases.at[i].errands.count; j++)
            send(courier, &leases.at[i], LIST_AT(leases.at[i].errands, struct errand, j));
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
        TRY(delivery_close(ctx, &one->errand, &one->outcome));
    return OK;
}

static enum err release_all(struct ctx *ctx, void *data)
{
    for (const struct delivery *one = data; one; one = one->next)
        TRY(delivery_release(ctx, &one->errand));
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

/* So many of each. */
static enum err prune(struct ctx *ctx, void *data)
{
    int64_t mails, *count = data;

    TRY(delivery_prune(ctx, PRUNE_MAX, count));
    TRY(mail_erase_old(ctx, PRUNE_MAX, &mails));
    *count = mails > *count ? mails : *count;
    return OK;
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
