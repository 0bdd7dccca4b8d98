#include "platform/http/server.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/count.h"
#include "platform/db/database.h"
#include "platform/http/connection.h"
#include "platform/http/router.h"
#include "platform/log/log.h"

enum {
    CONNECTIONS_DEFAULT = 1000,
    IDLE_DEFAULT = 15,
    THREADS_POSTGRES = 8,    /* a read waits for the other machine meanwhile */
    BUFFER_SIZE = 32 * 1024, /* of a connection: room for twice HEADER_LIMIT */
    BACKLOG = 1024,
    OTHER_FILES = 256, /* that the rest of the program may have open */
};

/* listening ---------------------------------------------------------------------------------------
 */

static int bind_to(const struct addrinfo *place)
{
    int listener = socket(place->ai_family, place->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;

    if (listener < 0)
        return -1;
    if (setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(listener, place->ai_addr, place->ai_addrlen) == 0 && listen(listener, BACKLOG) == 0)
        return listener;
    close(listener);
    return -1;
}

static int listen_on(const struct server_options *options, struct arena *arena, const char **why)
{
    struct addrinfo hints = {
        .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
        .ai_socktype = SOCK_STREAM,
    };
    struct addrinfo *place = NULL;
    int code =
        getaddrinfo(options->address, arena_printf(arena, "%d", options->port), &hints, &place);
    int listener;

    if (code != 0) {
        *why = arena_printf(arena, "%s is not an address to listen on: %s", options->address,
                            gai_strerror(code));
        return -1;
    }
    listener = bind_to(place);
    if (listener < 0)
        *why = arena_printf(arena, "cannot listen on %s port %d: %s", options->address,
                            options->port, strerror(errno));
    freeaddrinfo(place);
    return listener;
}

static int port_of(int listener)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;

    if (getsockname(listener, (struct sockaddr *)&address, &size) != 0)
        return 0;
    return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&address)->sin6_port
                                               : ((struct sockaddr_in *)&address)->sin_port);
}

/* libmicrohttpd -----------------------------------------------------------------------------------
 */

/* What it has to say is nearly always about a client. */
__attribute__((format(printf, 2, 0))) static void log_daemon(void *data, const char *format,
                                                             va_list arguments)
{
    char line[512];

    (void)data;
    if (!log_is_on(LOG_DEBUG))
        return;
    vsnprintf(line, sizeof line, format, arguments);
    log_write(LOG_DEBUG, NULL, "%s", line);
}

/* The path and the query are decoded in uri.c, which knows what to refuse. */
static size_t leave_encoded(void *data, struct MHD_Connection *mhd, char *text)
{
    (void)data;
    (void)mhd;
    return strlen(text);
}

/* Who comes while the server stops is turned away. MHD_quiesce_daemon is not for us: now and then
 * it ends the program, when one of the threads forgets the listening socket at the same moment. */
static enum MHD_Result may_come(void *data, const struct sockaddr *address, socklen_t size)
{
    const struct server *server = data;

    (void)address;
    (void)size;
    return server->is_stopping ? MHD_NO : MHD_YES;
}

static unsigned thread_count(const struct database *database)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (database_is_postgres(database))
        return THREADS_POSTGRES;
    return cores > 1 ? (unsigned)cores : 1;
}

static struct MHD_Daemon *start_daemon(struct server *server, int listener)
{
    const struct server_options *options = &server->options;
    unsigned threads = thread_count(options->database);
    unsigned limit = (unsigned)options->connection_limit;

    return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                                MHD_USE_ERROR_LOG,
                            0, may_come, server, connection_step, server,                   //
                            MHD_OPTION_EXTERNAL_LOGGER, log_daemon, NULL,                   //
                            MHD_OPTION_LISTEN_SOCKET, listener,                             //
                            MHD_OPTION_THREAD_POOL_SIZE, threads,                           //
                            MHD_OPTION_CONNECTION_LIMIT, limit > threads ? limit : threads, //
                            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)options->idle_seconds, //
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)BUFFER_SIZE,        //
                            MHD_OPTION_STRICT_FOR_CLIENT, 1,                                //
                            MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,              //
                            MHD_OPTION_URI_LOG_CALLBACK, connection_target, server,         //
                            MHD_OPTION_NOTIFY_CONNECTION, connection_notice, server,        //
                            MHD_OPTION_NOTIFY_COMPLETED, connection_finish, server,         //
                            MHD_OPTION_END);
}

/* starting ----------------------------------------------------------------------------------------
 */

/* Looks every second for requests that take too long. libmicrohttpd knows only silence. */
static void *watch(void *data)
{
    struct server *server = data;
    struct timespec next;

    clock_gettime(CLOCK_MONOTONIC, &next);
    pthread_mutex_lock(&server->mutex);
    while (!server->is_over) {
        next.tv_sec++;
        while (!server->is_over &&
               pthread_cond_timedwait(&server->over, &server->mutex, &next) != ETIMEDOUT)
            ;
        connections_cut_overdue(server);
    }
    pthread_mutex_unlock(&server->mutex);
    return NULL;
}

static void free_server(struct server *server)
{
    for (struct thread *thread = server->threads; thread;) {
        struct thread *next = thread->next;

        db_close(thread->reader);
        free(thread);
        thread = next;
    }
    pthread_key_delete(server->thread_key);
    pthread_cond_destroy(&server->over);
    pthread_mutex_destroy(&server->mutex);
    arena_free(server->arena);
    free(server);
}

static struct server *new_server(const struct server_options *options)
{
    struct server *server = calloc(1, sizeof *server);
    pthread_condattr_t steady;

    if (!server || pthread_key_create(&server->thread_key, NULL) != 0)
        abort();
    server->options = *options;
    if (options->connection_limit == 0)
        server->options.connection_limit = CONNECTIONS_DEFAULT;
    if (options->idle_seconds == 0)
        server->options.idle_seconds = IDLE_DEFAULT;
    server->patience =
        SECONDS(server->options.idle_seconds > REQUEST_SECONDS ? server->options.idle_seconds
                                                               : REQUEST_SECONDS);
    server->arena = arena_new();
    server->router = router_new(options->faces, options->face_count, server->arena);
    pthread_mutex_init(&server->mutex, NULL);
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_cond_init(&server->over, &steady);
    pthread_condattr_destroy(&steady);
    return server;
}

/* Many systems allow 1024 open files unless asked for more. */
static void allow_files(int connection_limit)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connection_limit + OTHER_FILES;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        log_write(LOG_WARNING, NULL, "only %llu files may be open; %d connections need more",
                  (unsigned long long)limit.rlim_cur, connection_limit);
}

struct server *server_start(const struct server_options *options, struct arena *arena,
                            const char **why)
{
    int listener = listen_on(options, arena, why);
    struct server *server;

    assert(options->face_count >= 1 && options->face_count <= METRICS_FACES_MAX);
    if (listener < 0)
        return NULL;
    server = new_server(options);
    allow_files(server->options.connection_limit);
    server->port = port_of(listener);
    server->daemon = start_daemon(server, listener);
    if (!server->daemon) {
        *why = "the HTTP library does not start; the log at level debug has its words";
        close(listener);
        free_server(server);
        return NULL;
    }
    if (pthread_create(&server->watch, NULL, watch, server) != 0)
        abort();
    return server;
}

int server_port(const struct server *server)
{
    return server->port;
}

/* stopping ----------------------------------------------------------------------------------------
 */

struct load {
    int under_way, at_workers;
};

static struct load load_of(struct server *server)
{
    struct load load = {0};

    pthread_mutex_lock(&server->mutex);
    for (const struct thread *thread = server->threads; thread; thread = thread->next) {
        load.under_way += thread->under_way;
        load.at_workers += thread->at_workers;
    }
    pthread_mutex_unlock(&server->mutex);
    return load;
}

/* A connection that sleeps while the workers have its task cannot be closed. Counting it before
 * looking at `is_closed` there, and setting `is_closed` before looking at the counts here, leaves
 * no moment for one to slip through. */
static void wait_until_quiet(struct server *server)
{
    int64_t latest = steady_now() + SECONDS(STOP_SECONDS);
    struct load load;

    while (load = load_of(server), load.under_way > 0 && steady_now() < latest)
        usleep(5000);
    server->is_closed = true;
    while (load = load_of(server),
           load.at_workers > 0 || (load.under_way > 0 && steady_now() < latest))
        usleep(5000);
}

static void end_watch(struct server *server)
{
    pthread_mutex_lock(&server->mutex);
    server->is_over = true;
    pthread_cond_signal(&server->over);
    pthread_mutex_unlock(&server->mutex);
    pthread_join(server->watch, NULL);
}

void server_stop(struct server *server)
{
    if (!server)
        return;
    server->is_stopping = true;
    wait_until_quiet(server);
    MHD_stop_daemon(server->daemon); /* which closes the listening socket */
    end_watch(server);
    free_server(server);
}

void server_metrics(struct server *server, struct text *out)
{
    int connections;

    pthread_mutex_lock(&server->mutex);
    metrics_write(server->threads ? &server->threads->metrics : NULL, server->options.faces,
                  server->options.face_count, out);
    connections = server->connection_count;
    pthread_mutex_unlock(&server->mutex);
    text_appendf(out,
                 "# HELP tacite_http_connections Open connections.\n"
                 "# TYPE tacite_http_connections gauge\n"
                 "tacite_http_connections %d\n",
                 connections);
}
