/* What a process holds while it works with a database: the database itself, its workers, the
 * sealing keys, and a reader. The server has one for its life, a command for its run. */
#ifndef APP_APP_H
#define APP_APP_H

#include "base/ctx.h"
#include "domain/accounts/business.h"

struct database;
struct work;

struct app {
    struct database *database;
    struct work *work;
    struct ctx base;     /* what every ctx begins with: the sealing keys, the callers */
    struct arena *arena; /* as long as the app */
};

struct app_options {
    const char *database; /* a path or a libpq target */
    const char *key_file; /* NULL: beside an SQLite file, else tacite.key in the folder */
    bool must_exist;      /* else an SQLite file and a key file are made */
    bool may_migrate;     /* else an older schema is refused */
};

/* NULL and a sentence in `why` if the database cannot be used. `why` must live in `arena`. */
struct app *app_open(const struct app_options *options, struct arena *arena, const char **why);
/* Reads the key file anew, after a rotation. What was read before stays valid for who has it. */
MUST_CHECK enum err app_reload_keyring(struct app *app, struct ctx *ctx);
/* Finishes what is queued. */
void app_close(struct app *app);

/* A ctx for the command line's work on one business, or on none yet if it is NULL. */
struct ctx app_ctx(const struct app *app, struct arena *arena, const struct business *business);

/* `run` in a reading transaction of a connection of its own. */
MUST_CHECK enum err app_read(const struct app *app, struct ctx *ctx,
                             enum err (*run)(struct ctx *ctx, void *data), void *data);

/* The business of that id, or the only one if the id is 0. ERR_NOT_FOUND or ERR_CONFLICT, noted. */
MUST_CHECK enum err app_business(const struct app *app, struct ctx *ctx, int64_t id,
                                 struct business *out);

#endif
