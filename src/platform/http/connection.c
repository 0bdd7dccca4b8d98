#include "platform/http/connection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/db/database.h"
#include "platform/http/framing.h"
#include "platform/http/router.h"
#include "platform/log/log.h"

/* A body that is too large is still swallowed up to here, so that the client reads the refusal
 * instead of an error on sending. */
enum { SWALLOW_LIMIT = 8 * BODY_LIMIT };

static const char body_too_large[] =
    "The body is larger than 1 MiB, or 4 MiB where thousands of things may come at once.";

enum stage {
    STAGE_HEAD,    /* nothing, or a part of a head, has come */
    STAGE_BODY,    /* the head is good */
    STAGE_WORKERS, /* asleep until the workers are done */
    STAGE_ANSWERED
};

struct connection {
    struct exchange exchange; /* first, so that a task leads here */
    struct server *server;
    struct thread *thread;
    struct MHD_Connection *mhd;
    struct arena *arena; /* for one request after the other */
    int socket;
    _Atomic int64_t deadline; /* by steady_now; 0: we are busy, not the client */
    struct connection *previous, *next;

    enum stage stage;
    const char *method;
    const char *target;    /* a copy: libmicrohttpd cuts its own up */
    const char *target_at; /* where its own stands */
    int64_t started;
    struct text body;
    size_t received;
    int64_t body_limit;
    bool is_too_large;
};

int64_t steady_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * MICROS_PER_SECOND + now.tv_nsec / 1000;
}

static struct thread *this_thread(struct server *server)
{
    struct thread *thread = pthread_getspecific(server->thread_key);

    if (thread)
        return thread;
    thread = calloc(1, sizeof *thread);
    if (!thread || pthread_setspecific(server->thread_key, thread) != 0)
        abort();
    pthread_mutex_lock(&server->mutex);
    thread->metrics.next = server->threads ? &server->threads->metrics : NULL;
    thread->next = server->threads;
    server->threads = thread;
    pthread_mutex_unlock(&server->mutex);
    return thread;
}

/* opening and closing -----------------------------------------------------------------------------
 */

static void enlist(struct server *server, struct connection *connection)
{
    pthread_mutex_lock(&server->mutex);
    connection->next = server->connections;
    if (connection->next)
        connection->next->previous = connection;
    server->connections = connection;
    server->connection_count++;
    pthread_mutex_unlock(&server->mutex);
}

static void strike(struct server *server, struct connection *connection)
{
    pthread_mutex_lock(&server->mutex);
    if (connection->next)
        connection->next->previous = connection->previous;
    if (connection->previous)
        connection->previous->next = connection->next;
    else
        server->connections = connection->next;
    server->connection_count--;
    pthread_mutex_unlock(&server->mutex);
}

static struct connection *connection_new(struct server *server, struct MHD_Connection *mhd)
{
    struct connection *connection = calloc(1, sizeof *connection);

    if (!connection)
        abort();
    connection->server = server;
    connection->thread = this_thread(server);
    connection->mhd = mhd;
    connection->arena = arena_new();
    connection->socket =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    connection->deadline = steady_now() + server->patience;
    return connection;
}

void connection_notice(void *data, struct MHD_Connection *mhd, void **context,
                       enum MHD_ConnectionNotificationCode what)
{
    struct server *server = data;
    struct connection *connection = *context;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = connection_new(server, mhd);
        enlist(server, *context);
        return;
    }
    strike(server, connection); /* before the socket's number can mean another one */
    arena_free(connection->arena);
    free(connection);
}

void connections_cut_overdue(struct server *server)
{
    int64_t now = steady_now();

    for (struct connection *at = server->connections; at; at = at->next) {
        int64_t deadline = at->deadline;

        if (deadline && deadline < now)
            shutdown(at->socket, SHUT_RDWR); /* its own thread sees the end and closes it */
    }
}

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    return MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

/* answering ---------------------------------------------------------------------------------------
 */

static void add_headers(struct MHD_Response *answer, const struct exchange *exchange)
{
    const struct response *response = &exchange->response;

    if (response->content_type)
        MHD_add_response_header(answer, "Content-Type", response->content_type);
    for (size_t i = 0; i < response->headers.count; i++) {
        const struct pair *header = LIST_AT(response->headers, struct pair, i);

        MHD_add_response_header(answer, header->name, header->value);
    }
    MHD_add_response_header(answer, "X-Request-Id", exchange->task.ctx.request_id);
    MHD_add_response_header(answer, "X-Content-Type-Options", "nosniff");
    if (!MHD_get_response_header(answer, "Cache-Control"))
        MHD_add_response_header(answer, "Cache-Control", "no-store");
}

static const char *path_to_log(const struct exchange *exchange)
{
    if (exchange->route && exchange->face->has_secret_paths)
        return exchange->route->path;
    return exchange->request.path ? exchange->request.path : "-";
}

static void record(struct connection *connection)
{
    const struct exchange *exchange = &connection->exchange;
    const struct server_options *options = &connection->server->options;
    int64_t micros = steady_now() - connection->started;
    int status = exchange->response.status;
    enum log_level level = status >= 500 ? LOG_ERROR : LOG_INFO;
    size_t face = 0;

    while (options->faces[face] != exchange->face)
        face++;
    metrics_count(&connection->thread->metrics, face,
                  exchange->has_method ? &exchange->request.method : NULL, status, micros);
    if (log_is_on(level))
        log_write(level, exchange->task.ctx.request_id, "%s %s %d %.1f ms %s", connection->method,
                  path_to_log(exchange), status, (double)micros / 1000, exchange->face->name);
}

/* Sends the response of the exchange. Its bytes are only read, and stay until the arena is reset in
 * connection_finish. */
static enum MHD_Result send_response(struct connection *connection)
{
    const struct exchange *exchange = &connection->exchange;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        exchange->response.size, (void *)(uintptr_t)exchange->response.body,
        MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result;

    if (!response)
        return MHD_NO;
    add_headers(response, exchange);
    if (connection->server->is_stopping)
        MHD_add_response_header(response, "Connection", "close");
    connection->stage = STAGE_ANSWERED;
    connection->deadline = 0;
    result = MHD_queue_response(connection->mhd, (unsigned)exchange->response.status, response);
    MHD_destroy_response(response);
    record(connection);
    return result;
}

static enum MHD_Result answer(struct connection *connection, enum err err)
{
    exchange_close(&connection->exchange, err);
    return send_response(connection);
}

/* Answering before the body was asked for makes libmicrohttpd close the connection afterwards. */
static enum MHD_Result refuse(struct connection *connection, int status, const char *why)
{
    struct exchange *exchange = &connection->exchange;

    exchange_close(
        exchange, fail(&exchange->task.ctx, ERR_MALFORMED, "Error.Api.Malformed", NULL, "%s", why));
    exchange->response.status = status; /* there are more of them than errors that faces know */
    return send_response(connection);
}

/* receiving ---------------------------------------------------------------------------------------
 */

void *connection_target(void *data, const char *target, struct MHD_Connection *mhd)
{
    struct connection *connection = connection_of(mhd);

    (void)data;
    connection->target = arena_copy(connection->arena, target);
    connection->target_at = target;
    return NULL;
}

static enum MHD_Result take_header(void *data, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    struct list *headers = data;

    (void)kind;
    *LIST_AT(*headers, struct pair, headers->count++) = (struct pair){name, value ? value : ""};
    return MHD_YES;
}

static struct list headers_of(struct connection *connection)
{
    int count = MHD_get_connection_values(connection->mhd, MHD_HEADER_KIND, NULL, NULL);
    struct list headers = {0};

    headers.items = ARENA_ARRAY(connection->arena, struct pair, (size_t)count + 1);
    MHD_get_connection_values(connection->mhd, MHD_HEADER_KIND, take_header, &headers);
    return headers;
}

static const char *fresh_id(struct connection *connection)
{
    struct thread *thread = connection->thread;

    if (thread->fresh_ids_left == 0) {
        random_bytes(thread->fresh_ids, sizeof thread->fresh_ids);
        thread->fresh_ids_left = FRESH_IDS;
    }
    return hex(connection->arena, thread->fresh_ids[--thread->fresh_ids_left], FRESH_ID_SIZE);
}

/* The caller's circumstances, as far as they are known before anybody asked who calls. */
static void begin_exchange(struct connection *connection, struct list headers)
{
    struct exchange *exchange = &connection->exchange;
    const struct server_options *options = &connection->server->options;
    struct ctx *ctx = &exchange->task.ctx;

    if (options->ctx)
        *ctx = *options->ctx;
    ctx->arena = connection->arena;
    ctx->now = ctx->machine_now = machine_now();
    connection->body.arena = connection->arena;
    exchange_open(exchange, options->faces[0], connection->method, headers, fresh_id(connection));
    exchange->request.peer =
        MHD_get_connection_info(connection->mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
}

static const char *head_objection(const struct head *head)
{
    const char *why = framing_gap(head);

    return why ? why : framing_objection(head);
}

static enum MHD_Result receive_head(struct connection *connection, const char *version)
{
    struct list headers = headers_of(connection);
    struct head head = {
        .method = connection->method,
        .version = version,
        .target = connection->target_at,
        .target_size = strlen(connection->target),
        .headers = headers.items,
        .count = headers.count,
        .size = MHD_get_connection_info(connection->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)
                    ->header_size,
    };
    const char *why = head_objection(&head);
    int64_t announced;

    begin_exchange(connection, headers);
    if (why)
        return refuse(connection, 400, why);
    if (head.size > HEADER_LIMIT)
        return refuse(connection, 431, "The head of the request is larger than 16 KiB.");
    announced = framing_announced(&head);
    connection->body_limit =
        announced > BODY_LIMIT &&
                exchange_takes_many(&connection->exchange, connection->server->router,
                                    connection->target)
            ? MANY_LIMIT
            : BODY_LIMIT;
    connection->is_too_large = announced > connection->body_limit;
    if (announced > SWALLOW_LIMIT ||
        (connection->is_too_large && header_value(&connection->exchange.request, "Expect")))
        return refuse(connection, 413, body_too_large);
    return MHD_YES;
}

static enum MHD_Result receive_body(struct connection *connection, const char *bytes, size_t *size)
{
    enum method method = connection->exchange.request.method;

    connection->received += *size;
    if (connection->received > SWALLOW_LIMIT)
        return MHD_NO;
    if ((int64_t)connection->received > connection->body_limit)
        connection->is_too_large = true;
    else if (!connection->is_too_large && (method == POST || method == PUT))
        text_append_bytes(&connection->body, bytes, *size);
    *size = 0;
    return MHD_YES;
}

/* working -----------------------------------------------------------------------------------------
 */

static enum err unavailable(struct ctx *ctx, const char *why)
{
    return fail(ctx, ERR_UNAVAILABLE, "Error.Api.Unavailable", NULL, "%s Try again in a moment.",
                why);
}

static struct db *reader_of(struct connection *connection)
{
    struct thread *thread = connection->thread;

    if (thread->reader && db_is_lost(thread->reader)) {
        db_close(thread->reader);
        thread->reader = NULL;
    }
    if (!thread->reader)
        thread->reader = db_open(connection->server->options.database, true);
    return thread->reader;
}

/* A second attempt, with a new reader if need be, hides a restart of the database and a lost race
 * alike. */
static enum err read_in_transaction(struct connection *connection)
{
    struct exchange *exchange = &connection->exchange;
    struct ctx *ctx = &exchange->task.ctx;
    enum err err = ERR_RETRY;

    for (int attempt = 0; attempt < 2; attempt++) {
        struct db *reader = reader_of(connection);

        ctx->failures = NULL;
        if (!reader)
            return unavailable(ctx, "The database does not answer.");
        err = work_read(reader, ctx, exchange_read, exchange);
        if (err == OK || (err != ERR_RETRY && !db_is_lost(reader)))
            break;
    }
    if (err == ERR_RETRY || (err == ERR_UNAVAILABLE && !ctx->failures))
        return unavailable(ctx, "The database could not be read.");
    return err;
}

/* On a worker's thread. */
static void wake(struct task *task)
{
    struct connection *connection = (struct connection *)task;
    const struct server_options *options = &connection->server->options;

    if (task->result == OK && task->ctx.leaves_work && options->tell)
        options->tell(options->data);
    MHD_resume_connection(connection->mhd);
}

/* The order of counting and looking is what `server_stop` relies on. */
static enum MHD_Result hand_to_workers(struct connection *connection)
{
    struct exchange *exchange = &connection->exchange;

    connection->thread->at_workers++;
    if (connection->server->is_closed) {
        connection->thread->at_workers--;
        return answer(connection, unavailable(&exchange->task.ctx, "The server is stopping."));
    }
    connection->stage = STAGE_WORKERS;
    exchange->task.run = exchange_write;
    exchange->task.done = wake;
    exchange->task.data = exchange;
    MHD_suspend_connection(connection->mhd);
    work_submit(connection->server->options.work, &exchange->task);
    return MHD_YES;
}

static enum MHD_Result perform(struct connection *connection)
{
    struct exchange *exchange = &connection->exchange;
    struct ctx *ctx = &exchange->task.ctx;
    enum err err;

    connection->deadline = 0;
    if (connection->is_too_large)
        return answer(connection,
                      fail(ctx, ERR_TOO_LARGE, "Error.Api.TooLarge", NULL, "%s", body_too_large));
    exchange->request.body = connection->body.at;
    exchange->request.body_size = connection->body.size;
    err = exchange_route(exchange, connection->server->router, connection->target);
    if (err == OK)
        err = exchange_reads(exchange) ? read_in_transaction(connection)
                                       : exchange_read(ctx, exchange);
    if (err == OK && exchange->route->kind != READS)
        return hand_to_workers(connection);
    return answer(connection, err);
}

enum MHD_Result connection_step(void *data, struct MHD_Connection *mhd, const char *target,
                                const char *method, const char *version, const char *bytes,
                                size_t *size, void **state)
{
    struct connection *connection = connection_of(mhd);

    (void)data;
    (void)target;
    (void)state;
    switch (connection->stage) {
    case STAGE_HEAD: /* never answered here, or libmicrohttpd closes the connection */
        connection->stage = STAGE_BODY;
        connection->method = method;
        connection->started = steady_now();
        connection->deadline = connection->started + SECONDS(REQUEST_SECONDS);
        connection->thread->under_way++;
        return receive_head(connection, version);
    case STAGE_BODY:
        return *size ? receive_body(connection, bytes, size) : perform(connection);
    case STAGE_WORKERS:
        connection->thread->at_workers--;
        return answer(connection, connection->exchange.task.result);
    default:
        return MHD_NO;
    }
}

void connection_finish(void *data, struct MHD_Connection *mhd, void **state,
                       enum MHD_RequestTerminationCode how)
{
    struct server *server = data;
    struct connection *connection = connection_of(mhd);

    (void)state;
    (void)how;
    if (connection->stage != STAGE_HEAD)
        connection->thread->under_way--;
    if (connection->stage == STAGE_WORKERS) /* they are done, but the client is gone */
        connection->thread->at_workers--;
    arena_reset(connection->arena);
    connection->exchange = (struct exchange){0};
    connection->body = (struct text){0};
    connection->received = 0;
    connection->is_too_large = false;
    connection->stage = STAGE_HEAD;
    connection->deadline = steady_now() + server->patience;
}
