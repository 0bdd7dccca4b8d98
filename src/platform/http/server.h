/* The server: libmicrohttpd around route tables.
 *
 * A reading route runs on the connection's thread with a reader of its own. A writing one is
 * checked (framing, size, credentials, JSON) there, then handed to the workers while its connection
 * sleeps, and answered after the commit. TLS and HTTP/2 belong to a reverse proxy in front.
 *
 * What could be understood in two ways is refused with 400 and the connection closed (framing.h). A
 * few refusals come from libmicrohttpd itself, before any face is asked, and have no JSON body: a
 * request line or Content-Length that it cannot read (400), no Host (400), a header beyond its
 * buffer of 32 KiB (431, 414; a query of several hundred parameters is cut off without a word), a
 * malformed chunk (400).
 *
 * A connection on which nothing moves is closed after `idle_seconds`. One that drips is closed when
 * the head of its request, and then its body, takes longer than REQUEST_SECONDS. A client that
 * takes its answer slowly is only bound by `idle_seconds` between two packets. */
#ifndef PLATFORM_HTTP_SERVER_H
#define PLATFORM_HTTP_SERVER_H

#include "platform/http/route.h"

struct ctx;
struct database;
struct work;
struct server;

struct server_options {
    const char *address; /* "127.0.0.1" */
    int port;            /* 0: any free one */
    struct database *database;
    struct work *work;
    const struct face *const *faces; /* searched in order */
    size_t face_count;
    const struct ctx *ctx; /* what every request's ctx begins with, or NULL */
    /* Told after the commit of a request that left work for others (ctx->leaves_work), on a
     * worker's thread: must not block. Or NULL. */
    void (*tell)(void *data);
    void *data;
    int connection_limit; /* 0: 1000 */
    int idle_seconds;     /* a silent connection is closed after this; 0: 15 */
};

/* In bytes: beyond them 431 and 413. */
enum { HEADER_LIMIT = 16 * 1024, BODY_LIMIT = 1024 * 1024, MANY_LIMIT = 4 * BODY_LIMIT };
enum { REQUEST_SECONDS = 30, STOP_SECONDS = 30 };

/* NULL and a sentence in `why` if it cannot listen. What the options point to must outlive the
 * server. */
struct server *server_start(const struct server_options *options, struct arena *arena,
                            const char **why);
int server_port(const struct server *server);
/* Takes no new connection, waits for the requests under way, then closes. It waits STOP_SECONDS at
 * most for what clients are still sending or receiving, but always for what the workers have. Must
 * be called before `work_stop`. */
void server_stop(struct server *server);

/* Numbers in Prometheus' text format, appended to `out`: requests by face and status, a histogram
 * of seconds, connections. */
struct text;
void server_metrics(struct server *server, struct text *out);

#endif
