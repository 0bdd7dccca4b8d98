/* One request on its way to its answer, as far as neither sockets nor threads matter: the steps
 * that server.c takes, in their order.
 *
 * A GET of a face with a version has a weak ETag: a digest of every value that its handler read
 * from the database, of what it says that its answer depends on beside (depends_on: what the clock
 * makes of a row, how old a link may become), and of who asks for what. It is not made of the
 * bytes: those change with every DateGenerated and every sealed link. Whoever sends it back in
 * If-None-Match is told 304 while nothing has changed; the handler runs all the same, which makes
 * it certain.
 *
 * A writing request may have an Idempotency-Key, 1 to 255 visible ASCII characters. Its answer is
 * kept in the transaction that did its work, so that a crash leaves both or neither. The same
 * request with the same key is given that answer, marked `Idempotency-Replayed: true`; another
 * request with it is refused. Only answers of work that was kept are kept: whatever failed has
 * changed nothing, so it may be tried again with the same key, and succeed once its cause is gone.
 */
#ifndef PLATFORM_HTTP_EXCHANGE_H
#define PLATFORM_HTTP_EXCHANGE_H

#include "base/digest.h"
#include "platform/http/route.h"
#include "platform/work/work.h"

struct router;

struct exchange {
    struct task task; /* its ctx serves the whole exchange, not only the writing */
    struct request request;
    struct response response;
    const struct face *face;   /* until the route is known, the one that answers for the server */
    const struct route *route; /* NULL until it is known */
    const char *allow;         /* for a 405 */
    struct idempotency idempotency;
    struct digest digest; /* what a GET was answered from */
    bool has_method;      /* is the verb one that a route can have? */
};

/* The verb, the headers and the request id; `fresh_id` is taken if the client sent no good one. The
 * ctx must have its arena and its time. */
void exchange_open(struct exchange *exchange, const struct face *face, const char *method,
                   struct list headers, const char *fresh_id);

/* Finds the route. ERR_MALFORMED for a target that is none, ERR_NOT_FOUND, ERR_WRONG_VERB. */
MUST_CHECK enum err exchange_route(struct exchange *exchange, const struct router *router,
                                   const char *target);

/* Will the route that the target has take a large body? Notes nothing. */
bool exchange_takes_many(const struct exchange *exchange, const struct router *router,
                         const char *target);

/* Does the first step need a transaction? Only a writing route that anyone may call does not. */
bool exchange_reads(const struct exchange *exchange);

/* Who calls, what they may, whether the body is JSON; a reading route is answered as well. May run
 * twice. `data` is the exchange, and its ctx the one given. */
MUST_CHECK enum err exchange_read(struct ctx *ctx, void *data);

/* A writing route, inside the writer's transaction. May run more than once. */
MUST_CHECK enum err exchange_write(struct ctx *ctx, void *data);

/* Whatever happened becomes the answer: `response` is complete. */
void exchange_close(struct exchange *exchange, enum err err);

#endif
