/* tacite serve: the server, the threads of the clock, the courier and the switchboard, and the
 * socket, until a signal. */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "app/backoffice_routes.h"
#include "app/command.h"
#include "app/control.h"
#include "app/courier.h"
#include "app/gateway_routes.h"
#include "app/live_routes.h"
#include "app/page_routes.h"
#include "app/portal_routes.h"
#include "app/switchboard.h"
#include "app/system_routes.h"
#include "app/timetable.h"
#include "app/version.h"
#include "base/count.h"
#include "domain/answer.h"
#include "platform/db/database.h"
#include "platform/http/server.h"
#include "platform/log/log.h"
#include "platform/work/work.h"

/* How often the clock's thread looks for work. */
enum { CLOCK_SECONDS = 1, DEFAULT_PORT = 8080 };

struct serving {
    struct app *app;
    struct server *server;
    struct control *control;
    struct courier *courier;
    struct switchboard *switchboard;
    pthread_t clock;
    pthread_mutex_t mutex;
    pthread_cond_t changed; /* of one of these */
    bool is_stopping;
    bool is_wanted; /* somebody left work for the clock */
};

/* the clock ---------------------------------------------------------------------------------------
 */

static enum err list_businesses(struct ctx *ctx, void *data)
{
    return business_list(ctx, data);
}

static enum err is_due(struct ctx *ctx, void *data)
{
    return timetable_is_due(ctx, data);
}

static void run_business(struct serving *serving, struct db *reader,
                         const struct business *business, struct arena *arena)
{
    struct ctx ctx = app_ctx(serving->app, arena, business);
    bool has_work = false;
    struct timetable timetable = {
        .work = serving->app->work,
        .id_business = business->id,
        .is_live = business->is_live,
        .keyring = serving->app->base.keyring,
    };
    struct timetable_counts counts;

    if (work_read(reader, &ctx, is_due, &has_work) != OK || !has_work)
        return;
    if (timetable_run(&timetable, &ctx, &counts) != OK)
        log_write(LOG_ERROR, NULL, "the timetable of business %lld stopped: %s",
                  (long long)business->id, ctx.failures ? ctx.failures->message : "see above");
}

static enum err has_old_answers(struct ctx *ctx, void *data)
{
    return answers_are_old(ctx, data);
}

static enum err forget_answers(struct ctx *ctx, void *data)
{
    return answers_forget(ctx, data);
}

/* A write only if there is something to forget, and never a long one. */
static void keep_house(struct serving *serving, struct db *reader, struct arena *arena)
{
    struct ctx ctx = app_ctx(serving->app, arena, NULL);
    bool has_more = false;

    if (work_read(reader, &ctx, has_old_answers, &has_more) != OK)
        return;
    while (has_more)
        if (work_do(serving->app->work, &ctx, forget_answers, &has_more) != OK)
            return;
}

static bool wait_for_next(struct serving *serving)
{
    struct timespec until;
    bool is_stopping;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += CLOCK_SECONDS;
    pthread_mutex_lock(&serving->mutex);
    while (!serving->is_stopping && !serving->is_wanted &&
           pthread_cond_timedwait(&serving->changed, &serving->mutex, &until) != ETIMEDOUT)
        ;
    serving->is_wanted = false;
    is_stopping = serving->is_stopping;
    pthread_mutex_unlock(&serving->mutex);
    return !is_stopping;
}

static void want_clock(void *data)
{
    struct serving *serving = data;

    pthread_mutex_lock(&serving->mutex);
    serving->is_wanted = true;
    pthread_cond_signal(&serving->changed);
    pthread_mutex_unlock(&serving->mutex);
}

/* Every business in turn, each second or when somebody moves a test clock; what was interrupted
 * goes on at once. */
static void *run_clock(void *data)
{
    struct serving *serving = data;
    struct arena *arena = arena_new();
    struct db *reader = NULL;

    do {
        struct ctx ctx = app_ctx(serving->app, arena, NULL);
        struct list businesses;

        if (!reader || db_is_lost(reader)) {
            db_close(reader);
            reader = db_open(serving->app->database, true);
        }
        if (reader && work_read(reader, &ctx, list_businesses, &businesses) == OK)
            for (size_t i = 0; i < businesses.count; i++)
                run_business(serving, reader, LIST_AT(businesses, struct business, i), arena);
        if (reader)
            keep_house(serving, reader, arena);
        arena_reset(arena);
    } while (wait_for_next(serving));
    db_close(reader);
    arena_free(arena);
    return NULL;
}

/* start and stop ----------------------------------------------------------------------------------
 */

static bool start_server(struct serving *serving, struct job *job, const char **why)
{
    static const struct face *const faces[] = {&live_face,    &backoffice_face, &gateway_face,
                                               &sandbox_face, &page_face,       &portal_face,
                                               &system_face};
    const struct options *options = &job->console->options;
    struct server_options server_options = {
        .address = options->address ? options->address : "127.0.0.1",
        .port = options->port == NONE ? DEFAULT_PORT : (int)options->port,
        .database = serving->app->database,
        .work = serving->app->work,
        .faces = faces,
        .face_count = COUNT_OF(faces),
        .ctx = &serving->app->base,
        .tell = want_clock,
        .data = serving,
    };

    serving->server = server_start(&server_options, job->console->arena, why);
    if (!serving->server)
        return false;
    system_routes_use(serving->server, serving->app->work);
    console_print(job->console, "tacite %s serves %s on http://%s:%d/\n", TACITE_VERSION,
                  database_name(serving->app->database), server_options.address,
                  server_port(serving->server));
    return true;
}

static bool start(struct serving *serving, struct job *job, const char **why)
{
    struct app_options options = {
        .database = job->console->options.database,
        .key_file = job->console->options.key_file,
        .must_exist = true,
    };
    struct arena *arena = job->console->arena;

    serving->app = app_open(&options, arena, why);
    if (!serving->app)
        return false;
    if (!database_is_postgres(serving->app->database)) {
        serving->control =
            control_start(serving->app, control_path(arena, options.database), arena, why);
        if (!serving->control)
            return false;
    }
    serving->courier = courier_start(serving->app);
    serving->switchboard = switchboard_start(serving->app);
    if (!serving->courier || !serving->switchboard) {
        *why = "libcurl cannot start";
        return false;
    }
    if (!start_server(serving, job, why))
        return false;
    if (pthread_create(&serving->clock, NULL, run_clock, serving) != 0)
        abort();
    return true;
}

/* First nobody new, then the work that was accepted, then the database. */
static void stop(struct serving *serving)
{
    bool has_clock = serving->server != NULL;

    if (has_clock) {
        system_routes_use(NULL, NULL);
        server_stop(serving->server);
        pthread_mutex_lock(&serving->mutex);
        serving->is_stopping = true;
        pthread_cond_signal(&serving->changed);
        pthread_mutex_unlock(&serving->mutex);
        pthread_join(serving->clock, NULL);
    }
    switchboard_stop(serving->switchboard);
    courier_stop(serving->courier);
    control_stop(serving->control);
    app_close(serving->app);
}

static enum log_level log_level_named(const char *name)
{
    static const char *const names[] = {"debug", "info", "warning", "error"};

    for (int i = 0; i < (int)COUNT_OF(names); i++)
        if (name && strcmp(names[i], name) == 0)
            return (enum log_level)i;
    return LOG_INFO;
}

int command_serve(struct job *job)
{
    struct serving serving = {
        .mutex = PTHREAD_MUTEX_INITIALIZER,
        .changed = PTHREAD_COND_INITIALIZER,
    };
    const char *why = NULL;
    sigset_t signals;
    int signal_number;

    log_set_level(log_level_named(job->console->options.log));
    /* Blocked before any thread is made, so that only sigwait below receives them. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    if (!start(&serving, job, &why)) {
        console_error(job->console, "tacite: %s\n", why);
        stop(&serving);
        return EXIT_DATABASE;
    }
    sigwait(&signals, &signal_number);
    console_print(job->console, "Stopping: what was accepted is finished first.\n");
    stop(&serving);
    return EXIT_FINE;
}
