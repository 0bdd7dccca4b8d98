#include "app/control.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/json.h"
#include "platform/log/log.h"

enum { FRAME_MAX = 64 * 1024 * 1024 };

/* What the client sends. */
struct order {
    const char *command, *folder, *input;
    struct options options;
};

static const struct field order_fields[] = {
    FIELD(order, command),
    FIELD_LIMITED(order, folder, 4096),
    FIELD_LIMITED(order, input, 1000000),
    FIELD_RECORD_OF(order, options, options_fields),
    FIELDS_END,
};

/* frames ------------------------------------------------------------------------------------------
 */

static bool send_all(int handle, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size) {
        ssize_t sent = send(handle, at, size, MSG_NOSIGNAL);

        if (sent <= 0 && errno != EINTR)
            return false;
        if (sent > 0) {
            at += sent;
            size -= (size_t)sent;
        }
    }
    return true;
}

static bool receive_all(int handle, void *bytes, size_t size)
{
    char *at = bytes;

    while (size) {
        ssize_t got = recv(handle, at, size, 0);

        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        if (got > 0) {
            at += got;
            size -= (size_t)got;
        }
    }
    return true;
}

static bool send_frame(int handle, char kind, const char *bytes, size_t size)
{
    char head[5] = {kind};
    uint32_t length = htonl((uint32_t)size);

    memcpy(head + 1, &length, sizeof length);
    return send_all(handle, head, sizeof head) && send_all(handle, bytes, size);
}

static bool receive_frame(int handle, struct arena *arena, char *kind, char **bytes, size_t *size)
{
    char head[5];
    uint32_t length;

    if (!receive_all(handle, head, sizeof head))
        return false;
    *kind = head[0];
    memcpy(&length, head + 1, sizeof length);
    *size = ntohl(length);
    if (*size > FRAME_MAX)
        return false;
    *bytes = arena_alloc(arena, *size + 1);
    return receive_all(handle, *bytes, *size);
}

/* the server's side -------------------------------------------------------------------------------
 */

struct control {
    struct app *app;
    char *path;
    int listener;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t idle;
    int running; /* commands under way */
};

struct visit {
    struct control *control;
    int handle;
};

static void write_frame(struct console *console, char kind, const char *bytes, size_t size)
{
    (void)send_frame(console->handle, kind, bytes, size); /* a client that left misses its output */
}

static void serve_order(struct app *app, int handle, struct arena *arena)
{
    struct ctx ctx = {.arena = arena};
    const struct command *command;
    const struct json *json;
    struct order order;
    char kind, *bytes, code;
    size_t size;

    if (!receive_frame(handle, arena, &kind, &bytes, &size) ||
        json_parse(&ctx, bytes, size, &json) != OK || json_read(&ctx, json, order_fields, &order))
        return;
    command = command_named(order.command ? order.command : "");
    if (!command || command->needs == NEEDS_NOTHING)
        return;
    code = (char)command_run(command,
                             &(struct console){
                                 .options = order.options,
                                 .folder = order.folder,
                                 .input = order.input,
                                 .arena = arena,
                                 .write = write_frame,
                                 .handle = handle,
                             },
                             app);
    (void)send_frame(handle, CONSOLE_EXIT, &code, 1);
}

static void *serve_visit(void *data)
{
    struct visit *visit = data;
    struct control *control = visit->control;
    struct arena *arena = arena_new();

    serve_order(control->app, visit->handle, arena);
    close(visit->handle);
    arena_free(arena);
    free(visit);
    pthread_mutex_lock(&control->mutex);
    control->running--;
    pthread_cond_signal(&control->idle);
    pthread_mutex_unlock(&control->mutex);
    return NULL;
}

/* The mode of the socket keeps others out; this holds where a file system ignores it. */
static bool is_owner(int handle)
{
    struct ucred peer;
    socklen_t size = sizeof peer;

    return getsockopt(handle, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == geteuid() || peer.uid == 0);
}

static void accept_visit(struct control *control, int handle)
{
    struct visit *visit = malloc(sizeof *visit);
    pthread_t thread;

    if (!visit)
        abort();
    *visit = (struct visit){control, handle};
    pthread_mutex_lock(&control->mutex);
    control->running++;
    pthread_mutex_unlock(&control->mutex);
    if (pthread_create(&thread, NULL, serve_visit, visit) != 0)
        abort();
    pthread_detach(thread);
}

static void *listen_for_visits(void *data)
{
    struct control *control = data;
    int handle;

    while ((handle = accept4(control->listener, NULL, NULL, SOCK_CLOEXEC)) >= 0 || errno == EINTR ||
           errno == ECONNABORTED) {
        if (handle < 0)
            continue;
        if (is_owner(handle))
            accept_visit(control, handle);
        else
            close(handle);
    }
    return NULL;
}

const char *control_path(struct arena *arena, const char *database)
{
    return arena_printf(arena, "%s.sock", database);
}

static bool address_of(const char *path, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address->sun_path)
        return false;
    memcpy(address->sun_path, path, strlen(path) + 1);
    return true;
}

/* The lock on the database says that no other server lives, so a socket that is there is a dead
 * one's. */
static int listen_at(const char *path)
{
    struct sockaddr_un address;
    int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mode_t before;
    int result = -1;

    if (handle < 0 || !address_of(path, &address))
        return -1;
    unlink(path);
    before = umask(0177);
    if (bind(handle, (struct sockaddr *)&address, sizeof address) == 0)
        result = listen(handle, 16);
    umask(before);
    if (result == 0)
        return handle;
    close(handle);
    return -1;
}

struct control *control_start(struct app *app, const char *path, struct arena *arena,
                              const char **why)
{
    struct control *control = calloc(1, sizeof *control);

    if (!control)
        abort();
    control->app = app;
    control->path = strdup(path);
    control->listener = listen_at(path);
    if (control->listener < 0) {
        *why = arena_printf(arena, "%s cannot be made: %s", path,
                            strlen(path) > 100 ? "the path is too long" : strerror(errno));
        free(control->path);
        free(control);
        return NULL;
    }
    pthread_mutex_init(&control->mutex, NULL);
    pthread_cond_init(&control->idle, NULL);
    if (pthread_create(&control->thread, NULL, listen_for_visits, control) != 0)
        abort();
    return control;
}

void control_stop(struct control *control)
{
    if (!control)
        return;
    shutdown(control->listener, SHUT_RDWR);
    pthread_join(control->thread, NULL);
    close(control->listener);
    unlink(control->path);
    pthread_mutex_lock(&control->mutex);
    while (control->running)
        pthread_cond_wait(&control->idle, &control->mutex);
    pthread_mutex_unlock(&control->mutex);
    free(control->path);
    free(control);
}

/* the client's side -------------------------------------------------------------------------------
 */

static int call(const char *path)
{
    struct sockaddr_un address;
    int handle = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (handle >= 0 && address_of(path, &address) &&
        connect(handle, (struct sockaddr *)&address, sizeof address) == 0)
        return handle;
    if (handle >= 0)
        close(handle);
    return -1;
}

/* Passes the output on as it comes; the last frame is the exit code. */
static int listen_to_answer(int handle, struct console *console)
{
    struct arena *arena = arena_new();
    int exit_code = EXIT_DATABASE;
    char kind, *bytes;
    size_t size;

    for (;;) {
        arena_reset(arena);
        if (!receive_frame(handle, arena, &kind, &bytes, &size)) {
            console_error(console, "tacite: the server went away before the command was done\n");
            break;
        }
        if (kind == CONSOLE_EXIT) {
            exit_code = bytes[0];
            break;
        }
        console->write(console, kind, bytes, size);
    }
    arena_free(arena);
    return exit_code;
}

bool control_ask(const struct command *command, struct console *console, const char *path,
                 int *exit_code)
{
    struct order order = {
        .command = command->name,
        .folder = console->folder,
        .input = console->input,
        .options = console->options,
    };
    struct text json = {.arena = console->arena};
    int handle = call(path);

    if (handle < 0)
        return false;
    json_write(&json, order_fields, &order);
    if (send_frame(handle, CONSOLE_OUT, json.at, json.size))
        *exit_code = listen_to_answer(handle, console);
    close(handle);
    return true;
}
