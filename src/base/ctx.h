/* The circumstances of one request or one job: who asks, when, and where its memory and writes go.
 * A function that takes a ctx has effects; a function that does not is pure. */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/instant.h"

struct callers;
struct db;
struct digest;
struct keyring;
struct looks;
struct visitor;

enum actor_kind {
    ACTOR_NOBODY,  /* not known */
    ACTOR_CLOCK,   /* the timetable */
    ACTOR_API_KEY, /* an application of the merchant */
    ACTOR_CONSOLE, /* a person at the command line of the machine */
    ACTOR_CUSTOMER, /* a visitor of the portal */
};

/* Who acts. `id` is the agent's for a key, 0 for everybody else. */
struct actor {
    enum actor_kind kind;
    int64_t id;
    uint32_t permissions; /* bits of enum permission (platform/http/route.h) */
};

/* One reason, as a face shows it: `code` is part of the public API, `message` a sentence, `target`
 * the field or the place it is about, or NULL. */
struct failure {
    const char *code, *message, *target;
    struct failure *next;
};

struct ctx {
    struct arena *arena; /* released in one go when the request or job ends */
    struct db *db;       /* inside a transaction, always */
    int64_t id_business; /* the business of the actor: every statement is bound to it */
    bool is_live;        /* is it a live business, or a sandbox? */
    struct actor actor;
    struct instant now;            /* the business's moment: read once, tests choose it */
    struct instant machine_now;    /* the machine's: leases, sessions, what was recorded when */
    const struct keyring *keyring; /* opens sealed columns; see platform/crypto/keyring.h */
    struct callers *callers;       /* who called lately; see domain/accounts/caller.h */
    struct looks *looks;           /* how pages looked lately; see domain/look/look_cache.h */
    struct digest *digest;         /* of every value that is read from the database; or NULL */
    struct visitor *visitor;       /* who visits the portal; see domain/portal/visitor.h; or NULL */
    const char *request_id;
    int64_t wait_seconds; /* after which a refused caller may try again; 0: not said */
    bool leaves_work; /* for the threads beside the requests: they look at once, after the commit */
    struct failure *failures; /* first noted, first listed */
    const char *place; /* where inside a larger input, `Offers[2].`: stands before what is noted */
};

/* Says that the answer depends on a value that no row holds, such as the days left until a date:
 * whatever makes something of `now` for an answer says so. A client that has an answer of the same
 * rows and values is told that it has it still. */
void depends_on(const struct ctx *ctx, int64_t value);

/* Notes why and returns `err`. */
enum err fail(struct ctx *ctx, enum err err, const char *code, const char *target,
              const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Notes one of several mistakes and lets the caller look for more; `complaints` tells in the end.
 * The code is `Error.Api.Validation` unless one is given. */
void complain(struct ctx *ctx, const char *code, const char *target, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* ERR_INVALID if anything was noted. */
MUST_CHECK enum err complaints(const struct ctx *ctx);

#endif
