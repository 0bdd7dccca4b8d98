/* Routes: one table per face, one row per operation. The row says everything that is decided before
 * the handler runs: who may call it, and whether its transaction may write. Publishing an operation
 * is adding a row. */
#ifndef PLATFORM_HTTP_ROUTE_H
#define PLATFORM_HTTP_ROUTE_H

#include "platform/crypto/crypto.h"
#include "platform/http/http.h"

/* What an agent may be allowed. The words are in accounts/permission.c. */
enum permission {
    MAY_ANYONE = 0, /* no credentials asked */
    MAY_READ_CATALOGUE = 1 << 0,
    MAY_READ_CUSTOMERS = 1 << 1,
    MAY_WRITE_CUSTOMERS = 1 << 2,
    MAY_READ_SUBSCRIPTIONS = 1 << 3,
    MAY_WRITE_SUBSCRIPTIONS = 1 << 4,
    MAY_READ_USAGE = 1 << 5,
    MAY_WRITE_USAGE = 1 << 6,
    MAY_READ_INVOICES = 1 << 7,
    MAY_BILL = 1 << 8,
    MAY_ADMINISTER = 1 << 9,
    MAY_READ_WEBHOOKS = 1 << 10, /* and what they were told: customers' names and amounts */
    MAY_WRITE_WEBHOOKS = 1 << 11,
    /* What a visitor of the portal may do (domain/portal/visitor.h). */
    MAY_LOOK = 1 << 12,  /* anybody with a session: at what is offered */
    MAY_VISIT = 1 << 13, /* a customer's: at what is his */
    MAY_PAY = 1 << 14,
    MAY_APPROVE = 1 << 15,      /* estimates */
    MAY_MANAGE = 1 << 16,       /* subscriptions, methods, addresses, contacts */
    MAY_VISIT_PROVEN = 1 << 17, /* has proved who he is: for what is sensitive */
};

/* What the transaction may do. A quote reads, whatever its verb. Of thousands of things at once the
 * body may be larger (server.h). */
enum route_kind { READS, WRITES, WRITES_MANY };

typedef enum err handler(struct ctx *ctx, const struct request *request, struct response *response);

struct route {
    enum method method;
    const char *path; /* `/v1/Subscription/{id}/Start`; matched whatever the case, with or without a
                         slash at the end */
    uint32_t permission;
    enum route_kind kind;
    handler *handle;
    const char *summary;       /* one line, for the reference */
    const struct field *takes; /* body and query, or NULL */
    const struct field *gives; /* the object of a 200, or NULL */
};

/* A client's name for one attempt to change something, and the SHA-256 of verb, path, query and
 * body that it stands for. */
struct idempotency {
    const char *key; /* NULL: none was sent */
    uint8_t request_hash[SHA256_SIZE];
};

/* What the body of a request is read as before a handler sees it. */
enum body_kind { BODY_JSON, BODY_FORM, BODY_ANY };

/* A set of routes that share how a caller is known and how an error looks. */
struct face {
    const char *name; /* for the log and the metrics */
    const struct route *routes;
    size_t count;
    bool has_secret_paths; /* who knows a path may go there: the log names its route instead */
    enum body_kind takes;  /* what a body must be */
    /* Finds who calls and fills ctx->id_business, is_live, actor and now; ERR_UNAUTHENTICATED if
     * nobody is known by these credentials. Runs in the reader's transaction. */
    enum err (*authenticate)(struct ctx *ctx, const struct request *request);
    /* Of the program: with it every read of this face has an ETag (exchange.h); or NULL. */
    const char *version;
    /* Sets ctx->now again, inside the writer's transaction. */
    enum err (*set_time)(struct ctx *ctx);
    /* What a request with an Idempotency-Key was answered before, inside the writer's transaction.
     * ERR_NOT_FOUND: nothing, and from now on it is ours to answer; whoever comes with the same key
     * meanwhile waits for our end. ERR_CONFLICT, noted: the key was used for another request. NULL:
     * this face takes no such keys. */
    enum err (*recall)(struct ctx *ctx, const struct idempotency *key, struct response *response);
    /* Keeps the answer, in the same transaction. */
    enum err (*remember)(struct ctx *ctx, const struct idempotency *key,
                         const struct response *response);
    /* Turns the notes of the ctx into an answer. Called without a transaction. */
    void (*respond_error)(struct ctx *ctx, const struct request *request, enum err err,
                          struct response *response);
};

#endif
