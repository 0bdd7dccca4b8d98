/* A server with a handful of routes that do nothing useful, for tests/http_abuse.py and for
 * measuring: `http_probe [port [database]]`. It prints `port N` when it listens, and on SIGTERM its
 * metrics while it stops. Without a database it makes an SQLite file of its own and removes it.
 *
 * Everybody who knows test:test may do everything but administer. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/count.h"
#include "base/json.h"
#include "platform/crypto/crypto.h"
#include "platform/db/database.h"
#include "platform/db/migrate.h"
#include "platform/http/server.h"
#include "platform/log/log.h"
#include "platform/work/work.h"
#include "sql.h"

/* Statements of the program come from .sql files; these two take the places of two that only
 * `migrate` uses, on a connection of its own. */
static struct sql sql_probe_get = {
    .name = "probe_get",
    .sqlite = "SELECT id_subject, code, message, attempts, failed_at FROM failures"
              " WHERE id_business = ?1 AND sweep = 'probe' AND id_subject = ?2",
    .pg = "SELECT id_subject, code, message, attempts, failed_at FROM failures"
          " WHERE id_business = $1 AND sweep = 'probe' AND id_subject = $2",
    .params = (const char *const[]){"id_business", "id_subject", NULL},
    .param_count = 2,
};
static struct sql sql_probe_add = {
    .name = "probe_add",
    .sqlite = "INSERT INTO failures (id_business, sweep, id_subject, code, message, attempts,"
              " failed_at, next_at) VALUES (?1, 'probe', ?2, ?3, ?4, 0, ?5, ?5)",
    .pg = "INSERT INTO failures (id_business, sweep, id_subject, code, message, attempts,"
          " failed_at, next_at) VALUES ($1, 'probe', $2, $3, $4, 0, $5, $5)",
    .params = (const char *const[]){"id_business", "id_subject", "code", "message", "now", NULL},
    .param_count = 5,
};

struct probe {
    int64_t id_subject;
    const char *code, *message;
    int64_t attempts;
    struct instant failed_at;
};

static const struct field probe_fields[] = {
    FIELD(probe, id_subject), FIELD(probe, code),      FIELD(probe, message),
    FIELD(probe, attempts),   FIELD(probe, failed_at), FIELDS_END,
};

struct said {
    const char *reference_customer;
    int64_t size_page;
    int64_t ensure_billable;
    struct instant date_term;
};

static const struct field said_fields[] = {
    FIELD(said, reference_customer),
    FIELD(said, size_page),
    FIELD_FLAG_OF(said, ensure_billable),
    FIELD(said, date_term),
    FIELDS_END,
};

static enum err probe_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct probe probe;
    int64_t id_subject;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Probe.NotFound", &id_subject));
    err = db_get(ctx, &sql_probe_get, ARGS(ARG(id_subject)), probe_fields, &probe);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Probe.NotFound", "id", "There is none.");
    TRY(err);
    return respond_json(ctx, response, 200, probe_fields, &probe);
}

static enum err add_one(struct ctx *ctx, struct probe *probe)
{
    probe->id_subject = db_new_id(ctx, ID_ROW);
    probe->failed_at = ctx->now;
    if (!probe->code)
        probe->code = "none";
    if (!probe->message)
        probe->message = "nothing";
    return db_run(ctx, &sql_probe_add,
                  ARGS(ARG_AS(id_subject, probe->id_subject), ARG_AS(code, probe->code),
                       ARG_AS(message, probe->message)));
}

static enum err probe_add(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct probe probe;

    TRY(request_read(ctx, request, probe_fields, &probe));
    TRY(add_one(ctx, &probe));
    return respond_json(ctx, response, 201, probe_fields, &probe);
}

static enum err probe_add_and_fail(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    TRY(probe_add(ctx, request, response));
    return fail(ctx, ERR_CONFLICT, "Error.Probe.Conflict", NULL, "As asked for.");
}

static enum err probe_echo(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct said said;

    TRY(request_read(ctx, request, said_fields, &said));
    return respond_json(ctx, response, 200, said_fields, &said);
}

static enum err probe_part(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct said said = {.reference_customer = LIST_AT(request->path_parts, struct pair, 0)->value,
                        .size_page = NONE,
                        .ensure_billable = NONE};

    return respond_json(ctx, response, 200, said_fields, &said);
}

static enum err probe_sleep(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    (void)ctx;
    (void)request;
    usleep(500 * 1000);
    return respond_nothing(response);
}

static enum err probe_nothing(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    (void)ctx;
    (void)request;
    return respond_nothing(response);
}

static enum err probe_forget(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    (void)ctx;
    (void)request;
    (void)response;
    return OK;
}

static const struct route routes[] = {
    {GET,    "/v1/Probe/{id}",            MAY_READ_CUSTOMERS,  READS,  probe_get,          "", 0, 0},
    {DELETE, "/v1/Probe/{id}",            MAY_WRITE_CUSTOMERS, WRITES, probe_nothing,      "", 0, 0},
    {POST,   "/v1/Probe",                 MAY_WRITE_CUSTOMERS, WRITES, probe_add,          "", 0, 0},
    {POST,   "/v1/Probe/Conflict",        MAY_WRITE_CUSTOMERS, WRITES, probe_add_and_fail, "", 0, 0},
    {POST,   "/v1/Probe/Sleep",           MAY_WRITE_CUSTOMERS, WRITES, probe_sleep,        "", 0, 0},
    {GET,    "/v1/Probe/Forbidden",       MAY_ADMINISTER,      READS,  probe_nothing,      "", 0, 0},
    {GET,    "/v1/Probe/Forgotten",       MAY_ANYONE,          READS,  probe_forget,       "", 0, 0},
    {GET,    "/v1/Open",                  MAY_ANYONE,          READS,  probe_nothing,      "", 0, 0},
    {POST,   "/v1/Open",                  MAY_ANYONE,          WRITES, probe_add,          "", 0, 0},
    {GET,    "/v1/Echo",                  MAY_ANYONE,          READS,  probe_echo,         "", 0, 0},
    {POST,   "/v1/Echo",                  MAY_ANYONE,          READS,  probe_echo,         "", 0, 0},
    {GET,    "/v1/Echo/{reference}/Part", MAY_ANYONE,          READS,  probe_part,         "", 0, 0},
};

static enum err authenticate(struct ctx *ctx, const struct request *request)
{
    if (!text_equal(request->authorization, "Basic dGVzdDp0ZXN0"))
        return fail(ctx, ERR_UNAUTHENTICATED, "Error.Probe.Unknown", NULL, "Who is it?");
    ctx->id_business = 1;
    ctx->actor = (struct actor){ACTOR_API_KEY, 1, ~(uint32_t)MAY_ADMINISTER};
    return OK;
}

static enum err set_time(struct ctx *ctx)
{
    ctx->now = ctx->machine_now;
    return OK;
}

static int status_of(enum err err)
{
    static const int statuses[] = {
        [OK] = 200,
        [ERR_MALFORMED] = 400,
        [ERR_UNAUTHENTICATED] = 401,
        [ERR_FORBIDDEN] = 403,
        [ERR_NOT_FOUND] = 404,
        [ERR_WRONG_VERB] = 405,
        [ERR_CONFLICT] = 409,
        [ERR_TOO_LARGE] = 413,
        [ERR_INVALID] = 422,
        [ERR_RETRY] = 503,
        [ERR_FAILED] = 500,
        [ERR_UNAVAILABLE] = 503,
        [ERR_FULL] = 507,
    };

    return statuses[err];
}

static void respond_error(struct ctx *ctx, const struct request *request, enum err err,
                          struct response *response)
{
    struct text text = {.arena = ctx->arena};

    (void)request;
    text_append_char(&text, '[');
    for (const struct failure *at = ctx->failures; at; at = at->next) {
        text_append(&text, at == ctx->failures ? "{\"Code\":" : ",{\"Code\":");
        json_write_string(&text, at->code);
        text_append(&text, ",\"Message\":");
        json_write_string(&text, at->message);
        text_append_char(&text, '}');
    }
    text_append_char(&text, ']');
    (void)!respond_text(response, status_of(err), "application/json", text_done(&text), text.size);
}

static const struct face face = {
    .name = "probe",
    .routes = routes,
    .count = COUNT_OF(routes),
    .authenticate = authenticate,
    .set_time = set_time,
    .respond_error = respond_error,
};

static enum err add_first(struct ctx *ctx, void *data)
{
    struct probe probe = {.code = "first"};

    (void)data;
    ctx->id_business = 1;
    TRY(add_one(ctx, &probe));
    printf("id %lld\n", (long long)probe.id_subject);
    return OK;
}

static void stop_with(const char *why)
{
    fprintf(stderr, "http_probe: %s\n", why);
    exit(1);
}

static struct database *open_database(const char *target, struct arena *arena)
{
    struct migration_report report;
    const char *why = "";
    struct database *database = database_open(target, false, arena, &why);
    struct db *db = database ? db_open(database, false) : NULL;

    if (!db || migrate(db, migrations, migration_count, false, arena, &report, &why) != OK)
        stop_with(why);
    db_close(db);
    return database;
}

static void serve(struct database *database, int port, struct arena *arena, const sigset_t *signals)
{
    const struct face *faces[] = {&face};
    struct work *work = work_start(database);
    struct server_options options = {
        .address = "127.0.0.1",
        .port = port,
        .database = database,
        .work = work,
        .faces = faces,
        .face_count = COUNT_OF(faces),
    };
    struct ctx ctx = {.arena = arena, .now = machine_now(), .machine_now = machine_now()};
    struct text metrics = {.arena = arena};
    const char *why = "no worker";
    struct server *server = work ? server_start(&options, arena, &why) : NULL;
    int received;

    if (!server || work_do(work, &ctx, add_first, NULL) != OK)
        stop_with(why);
    printf("port %d\n", server_port(server));
    fflush(stdout);
    sigwait(signals, &received);
    server_metrics(server, &metrics);
    server_stop(server);
    work_stop(work);
    fputs(text_done(&metrics), stdout);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    char folder[] = "/tmp/http_probe.XXXXXX";
    const char *target = argc > 2 ? argv[2] : NULL;
    struct database *database;
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);
    crypto_start();
    log_set_level(getenv("PROBE_LOG") ? LOG_DEBUG : LOG_WARNING);
    sql_probe_get.number = sql_migrations_list.number;
    sql_probe_add.number = sql_migration_add.number;
    if (!target) {
        if (!mkdtemp(folder))
            stop_with("no temporary folder");
        target = arena_printf(arena, "%s/probe.db", folder);
    }
    database = open_database(target, arena);
    serve(database, argc > 1 ? atoi(argv[1]) : 0, arena, &signals);
    database_close(database);
    if (argc <= 2 && chdir(folder) == 0) {
        unlink("probe.db");
        unlink("probe.db-wal");
        unlink("probe.db-shm");
        unlink("probe.db.lock");
        rmdir(folder);
    }
    arena_free(arena);
    return 0;
}
