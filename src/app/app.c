#include "app/app.h"

#include <stdlib.h>

#include "domain/accounts/caller.h"
#include "domain/accounts/secret.h"
#include "domain/look/look_cache.h"
#include "platform/crypto/keyring.h"
#include "platform/db/database.h"
#include "platform/db/migrate.h"
#include "platform/log/log.h"
#include "platform/work/work.h"

static bool bring_up_to_date(struct database *database, bool may_migrate, struct arena *arena,
                             const char **why)
{
    struct migration_report report;
    struct db *db = db_open(database, false);
    enum err err;

    if (!db) {
        *why = arena_printf(arena, "%s cannot be opened", database_name(database));
        return false;
    }
    err = migrate(db, migrations, migration_count, !may_migrate, arena, &report, why);
    if (err == OK && report.after < migration_count) {
        *why =
            arena_printf(arena, "%s has schema %d and this program wants %d: run `tacite migrate`",
                         database_name(database), report.after, migration_count);
        err = ERR_CONFLICT;
    }
    if (err == OK && report.copy)
        log_write(LOG_WARNING, NULL, "schema %d became %d; a copy of before is in %s",
                  report.before, report.after, report.copy);
    db_close(db);
    return err == OK;
}

struct key_file {
    const char *path;
    bool may_create;
};

static enum err open_keyring(struct ctx *ctx, void *data)
{
    const struct key_file *file = data;

    return secret_open_keyring(ctx, file->path, file->may_create);
}

static const char *key_path(const struct app_options *options, struct arena *arena)
{
    if (options->key_file)
        return options->key_file;
    return target_is_postgres(options->database) ? "tacite.key"
                                                 : arena_printf(arena, "%s.key", options->database);
}

/* The keyring lives in the app's arena, like the ctx that reads it here. */
static enum err read_keyring(struct app *app, struct ctx *ctx, struct key_file *file)
{
    struct ctx inner = app_ctx(app, app->arena, NULL);
    enum err err = app_read(app, &inner, open_keyring, file);

    if (err == OK)
        __atomic_store_n(&app->base.keyring, inner.keyring, __ATOMIC_RELEASE);
    ctx->failures = inner.failures;
    ctx->keyring = app->base.keyring;
    return err;
}

enum err app_reload_keyring(struct app *app, struct ctx *ctx)
{
    struct key_file file = {.path = app->base.keyring->path};

    return read_keyring(app, ctx, &file);
}

static bool has_keyring(struct app *app, const struct app_options *options, const char **why)
{
    struct key_file file = {key_path(options, app->arena), !options->must_exist};
    struct ctx ctx = {0};

    if (read_keyring(app, &ctx, &file) == OK)
        return true;
    *why = ctx.failures ? ctx.failures->message : "the key file cannot be read";
    return false;
}

struct app *app_open(const struct app_options *options, struct arena *arena, const char **why)
{
    struct app *app = calloc(1, sizeof *app);

    if (!app)
        abort();
    app->arena = arena;
    app->base.callers = callers_new();
    app->base.looks = looks_new();
    app->database = database_open(options->database, options->must_exist, arena, why);
    if (app->database && bring_up_to_date(app->database, options->may_migrate, arena, why)) {
        app->work = work_start(app->database);
        if (app->work && has_keyring(app, options, why))
            return app;
        if (!app->work)
            *why = arena_printf(arena, "%s cannot be opened", database_name(app->database));
    }
    app_close(app);
    return NULL;
}

void app_close(struct app *app)
{
    if (!app)
        return;
    work_stop(app->work);
    database_close(app->database);
    callers_free(app->base.callers);
    looks_free(app->base.looks);
    free(app);
}

struct ctx app_ctx(const struct app *app, struct arena *arena, const struct business *business)
{
    struct ctx ctx = app->base;

    ctx.arena = arena;
    ctx.actor = (struct actor){.kind = ACTOR_CONSOLE, .permissions = UINT32_MAX};
    ctx.machine_now = machine_now();
    ctx.now = ctx.machine_now;
    if (business) {
        ctx.id_business = business->id;
        ctx.is_live = business->is_live;
    }
    return ctx;
}

enum err app_read(const struct app *app, struct ctx *ctx,
                  enum err (*run)(struct ctx *ctx, void *data), void *data)
{
    struct db *reader = db_open(app->database, true);
    enum err err;

    if (!reader)
        return fail(ctx, ERR_UNAVAILABLE, "Error.Api.Unavailable", NULL,
                    "The database cannot be opened.");
    err = work_read(reader, ctx, run, data);
    db_close(reader);
    return err;
}

struct choice {
    int64_t id;
    struct business *out;
};

static enum err choose_business(struct ctx *ctx, void *data)
{
    const struct choice *choice = data;
    const struct business *found = NULL;
    struct list list;

    TRY(business_list(ctx, &list));
    if (!list.count)
        return fail(ctx, ERR_NOT_FOUND, "Error.Business.None", NULL,
                    "The database holds no business yet; `tacite init` makes one.");
    if (!choice->id && list.count > 1)
        return fail(ctx, ERR_CONFLICT, "Error.Business.Several", NULL,
                    "The database holds %zu businesses: say which with --business ID.", list.count);
    for (size_t i = 0; i < list.count; i++)
        if (!choice->id || LIST_AT(list, struct business, i)->id == choice->id)
            found = LIST_AT(list, struct business, i);
    if (!found)
        return fail(ctx, ERR_NOT_FOUND, "Error.Business.Unknown", NULL,
                    "There is no business %lld.", (long long)choice->id);
    *choice->out = *found;
    return OK;
}

enum err app_business(const struct app *app, struct ctx *ctx, int64_t id, struct business *out)
{
    struct choice choice = {id, out};

    return app_read(app, ctx, choose_business, &choice);
}
