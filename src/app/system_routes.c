#include "app/system_routes.h"

#include <inttypes.h>
#include <pthread.h>

#include "app/live_routes.h"
#include "app/reference/reference_page.h"
#include "app/version.h"
#include "base/count.h"
#include "base/text.h"
#include "platform/db/db.h"
#include "platform/http/server.h"
#include "platform/work/work.h"
#include "sql.h"

/* The one server of this process. Set before the first request that could ask and after the last.
 */
static struct {
    pthread_mutex_t mutex;
    struct server *server;
    struct work *work;
} used = {.mutex = PTHREAD_MUTEX_INITIALIZER};

void system_routes_use(struct server *server, struct work *work)
{
    pthread_mutex_lock(&used.mutex);
    used.server = server;
    used.work = work;
    pthread_mutex_unlock(&used.mutex);
}

/* Well means that the database answers. */
static enum err health(struct ctx *ctx, const struct request *request, struct response *response)
{
    static const char well[] = "{\"Status\":\"ok\",\"Version\":\"" TACITE_VERSION "\"}";
    int64_t one;

    (void)request;
    TRY(db_number(ctx, &sql_system_ping, NO_ARGS, &one));
    return respond_text(response, 200, "application/json; charset=utf-8", well, sizeof well - 1);
}

static enum err metrics(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct text text = {.arena = ctx->arena};
    struct work_counts counts;

    (void)request;
    pthread_mutex_lock(&used.mutex);
    if (used.server) {
        server_metrics(used.server, &text);
        counts = work_counts(used.work);
        text_appendf(&text,
                     "# TYPE tacite_work_queued gauge\ntacite_work_queued %" PRId64 "\n"
                     "# TYPE tacite_work_tasks_total counter\ntacite_work_tasks_total %" PRId64 "\n"
                     "# TYPE tacite_work_commits_total counter\n"
                     "tacite_work_commits_total %" PRId64 "\n"
                     "# TYPE tacite_work_retries_total counter\n"
                     "tacite_work_retries_total %" PRId64 "\n"
                     "# TYPE tacite_work_failed_total counter\n"
                     "tacite_work_failed_total %" PRId64 "\n",
                     counts.queued, counts.tasks, counts.commits, counts.retries, counts.failed);
    }
    pthread_mutex_unlock(&used.mutex);
    return respond_text(response, 200, "text/plain; version=0.0.4; charset=utf-8", text_done(&text),
                        text.size);
}

static const struct route routes[] = {
    {GET, "/health",       MAY_ANYONE, READS, health,       "Is the server well?",    NULL, NULL},
    {GET, "/metrics",      MAY_ANYONE, READS, metrics,      "Numbers for Prometheus", NULL, NULL},
    {GET, "/openapi.json", MAY_ANYONE, READS, openapi_show, "The API, for programs",  NULL, NULL},
};

const struct face system_face = {
    .name = "system",
    .routes = routes,
    .count = COUNT_OF(routes),
};
