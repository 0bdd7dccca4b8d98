/* The server: libmicrohttpd around route tables.
 *
 * A reading route runs on the connection's thread with a reader of its own. A writing one is checked
 * (framing, size, credentials, JSON) there, then handed to the workers while its connection sleeps,
 * and answered after the commit. TLS and HTTP/2 belong to a reverse proxy in front. */
#ifndef PLATFORM_HTTP_SERVER_H
#define PLATFORM_HTTP_SERVER_H

#include "platform/http/route.h"

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
    int connection_limit; /* 0: 1000 */
    int idle_seconds;     /* a silent connection is closed after this; 0: 15 */
};

enum { HEADER_LIMIT = 16 * 1024, BODY_LIMIT = 1024 * 1024 };

/* NULL and a sentence in `why` if it cannot listen. */
struct server *server_start(const struct server_options *options, struct arena *arena,
                            const char **why);
int server_port(const struct server *server);
/* Takes no new request, finishes those under way, then closes. */
void server_stop(struct server *server);

/* Numbers in Prometheus' text format, appended to `out`: requests by face and status, a histogram of
 * seconds, connections. */
struct text;
void server_metrics(struct server *server, struct text *out);

#endif
