/* One connection between libmicrohttpd and the exchanges: which step is next, on which thread, with
 * which reader. Only server.c includes it. */
#ifndef PLATFORM_HTTP_CONNECTION_H
#define PLATFORM_HTTP_CONNECTION_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "platform/http/exchange.h"
#include "platform/http/metrics.h"
#include "platform/http/server.h"

enum { FRESH_IDS = 64, FRESH_ID_SIZE = 8 };

/* What one of libmicrohttpd's threads has for itself. Lives as long as the server. */
struct thread {
    struct metrics metrics;
    struct db *reader; /* made when it is first needed, and again when it was lost */
    uint8_t fresh_ids[FRESH_IDS][FRESH_ID_SIZE];
    int fresh_ids_left;
    _Atomic int under_way;  /* requests between head and answer */
    _Atomic int at_workers; /* connections that sleep meanwhile */
    struct thread *next;
};

struct server {
    struct server_options options;
    struct arena *arena;
    const struct router *router;
    struct MHD_Daemon *daemon;
    int port;
    int64_t patience; /* micros from an answer to the next head */
    pthread_key_t thread_key;
    _Atomic bool is_stopping; /* nobody is let in, answers end their connection */
    _Atomic bool is_closed;   /* nothing is handed to the workers any more */

    pthread_mutex_t mutex; /* for all below */
    struct thread *threads;
    struct connection *connections;
    int connection_count;
    bool is_over; /* the watch ends */
    pthread_cond_t over;
    pthread_t watch;
};

/* Micros on a clock that never jumps. */
int64_t steady_now(void);

/* libmicrohttpd's callbacks; `server` is the struct server. */
void connection_notice(void *server, struct MHD_Connection *mhd, void **context,
                       enum MHD_ConnectionNotificationCode what);
void *connection_target(void *server, const char *target, struct MHD_Connection *mhd);
enum MHD_Result connection_step(void *server, struct MHD_Connection *mhd, const char *target,
                                const char *method, const char *version, const char *bytes,
                                size_t *size, void **state);
void connection_finish(void *server, struct MHD_Connection *mhd, void **state,
                       enum MHD_RequestTerminationCode how);

/* Closes the connections whose request is overdue. The mutex must be held. */
void connections_cut_overdue(struct server *server);

#endif
