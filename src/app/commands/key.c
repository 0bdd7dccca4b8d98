/* tacite key: who may call, and what is sealed. */
#include <string.h>

#include "app/command.h"
#include "domain/accounts/agent.h"
#include "domain/accounts/secret.h"
#include "platform/work/work.h"

struct new_key {
    const char *name, *permissions;
    struct instant date_expiry;
    struct key_pair pair;
};

static enum err create(struct ctx *ctx, void *data)
{
    struct new_key *key = data;

    return key_create(ctx, key->name, key->permissions, key->date_expiry, &key->pair);
}

static int key_command_create(struct job *job)
{
    const struct options *options = &job->console->options;
    struct new_key key = {
        .name = options->name ? options->name : "application",
        .permissions = options->permissions ? options->permissions : "all",
    };
    enum err err;

    if (options->expires && !instant_parse(options->expires, &key.date_expiry)) {
        console_error(job->console, "tacite: --expires: \"%s\" is not a moment\n",
                      options->expires);
        return EXIT_USAGE;
    }
    err = work_do(job->app->work, &job->ctx, create, &key);
    if (err == OK)
        console_object(job->console, key_pair_fields, &key.pair);
    return console_failures(job->console, &job->ctx, err);
}

static enum err list_keys(struct ctx *ctx, void *data)
{
    return key_list(ctx, data);
}

static int key_command_list(struct job *job)
{
    struct list keys;
    enum err err = app_read(job->app, &job->ctx, list_keys, &keys);

    if (err == OK)
        console_list(job->console, api_key_fields, sizeof(struct api_key), &keys);
    return console_failures(job->console, &job->ctx, err);
}

static enum err revoke(struct ctx *ctx, void *data)
{
    return key_revoke(ctx, data);
}

static int key_command_revoke(struct job *job)
{
    const char *agent_key = console_argument(job->console, 1);

    if (!agent_key) {
        console_error(job->console, "tacite: name the agent key: tacite key revoke AGENTKEY\n");
        return EXIT_USAGE;
    }
    return console_failures(
        job->console, &job->ctx,
        work_do(job->app->work, &job->ctx, revoke, arena_copy(job->console->arena, agent_key)));
}

/* the sealing key ---------------------------------------------------------------------------------
 */

static enum err rotate_batch(struct ctx *ctx, void *data)
{
    return secret_rotate_batch(ctx, data);
}

static enum err count_old(struct ctx *ctx, void *data)
{
    return secret_count_old(ctx, data);
}

static enum err list_businesses(struct ctx *ctx, void *data)
{
    return business_list(ctx, data);
}

/* Every business's, in small transactions. */
static enum err seal_anew(struct job *job)
{
    struct list businesses;
    int64_t count, done = 0;

    TRY(app_read(job->app, &job->ctx, list_businesses, &businesses));
    for (size_t i = 0; i < businesses.count; i++) {
        struct ctx ctx =
            app_ctx(job->app, job->console->arena, LIST_AT(businesses, struct business, i));
        do {
            enum err err = work_do(job->app->work, &ctx, rotate_batch, &count);

            job->ctx.failures = ctx.failures;
            TRY(err);
            done += count;
            console_progress(job->console, "Sealing", done, 0);
        } while (count);
    }
    return OK;
}

/* A new key, everything sealed with it, and only then the old ones leave the file: a run that was
 * interrupted anywhere is simply begun again. */
static int key_command_rotate(struct job *job)
{
    struct arena *arena = job->console->arena;
    const char *why = NULL;
    int64_t old = 0;
    enum err err = keyring_add(job->app->base.keyring, job->ctx.machine_now, arena, &why);

    if (err == OK)
        err = app_reload_keyring(job->app, &job->ctx);
    if (err == OK)
        err = seal_anew(job);
    if (err == OK)
        err = app_read(job->app, &job->ctx, count_old, &old);
    if (err == OK && old == 0)
        err = keyring_drop_old(job->app->base.keyring, arena, &why);
    if (err == OK)
        err = app_reload_keyring(job->app, &job->ctx);
    if (why)
        console_error(job->console, "tacite: %s\n", why);
    if (err == OK)
        console_print(job->console, "Sealed anew with key %s\n",
                      keyring_current(job->app->base.keyring)->id);
    return why ? EXIT_PROBLEMS : console_failures(job->console, &job->ctx, err);
}

/* secrets -----------------------------------------------------------------------------------------
 */

struct secret_change {
    const char *name, *of, *value; /* value NULL: take it away */
};

static enum err change_secret(struct ctx *ctx, void *data)
{
    const struct secret_change *change = data;

    return change->value ? secret_set(ctx, change->name, change->of, change->value)
                         : secret_unset(ctx, change->name, change->of);
}

struct secret_look {
    const char *name, *of, *value;
};

static enum err look_at_secret(struct ctx *ctx, void *data)
{
    struct secret_look *look = data;

    return secret_show(ctx, look->name, look->of, &look->value);
}

/* Written nowhere but here, to the person who asked. */
static int show_secret(struct job *job, const char *name)
{
    struct secret_look look = {.name = name, .of = job->console->options.of};
    enum err err = work_do(job->app->work, &job->ctx, look_at_secret, &look);

    if (err == OK)
        console_print(job->console, "%s\n", look.value);
    return console_failures(job->console, &job->ctx, err);
}

static enum err list_secrets(struct ctx *ctx, void *data)
{
    return secret_list(ctx, data);
}

static int show_secrets(struct job *job)
{
    struct list secrets;
    enum err err = app_read(job->app, &job->ctx, list_secrets, &secrets);

    if (err == OK)
        console_list(job->console, secret_entry_fields, sizeof(struct secret_entry), &secrets);
    return console_failures(job->console, &job->ctx, err);
}

static int key_command_secret(struct job *job)
{
    const char *verb = console_argument(job->console, 1);
    struct secret_change change = {
        .name = console_argument(job->console, 2),
        .of = job->console->options.of,
    };

    if (verb && strcmp(verb, "list") == 0)
        return show_secrets(job);
    if (change.name && strcmp(verb, "show") == 0)
        return show_secret(job, change.name);
    if (!change.name || (strcmp(verb, "set") != 0 && strcmp(verb, "unset") != 0)) {
        console_error(job->console,
                      "tacite: tacite key secret set|show|unset NAME, or list; names:\n");
        for (size_t i = 0; i < secret_kind_count && secret_kinds[i].name; i++)
            console_error(job->console, "  %-22s %s\n", secret_kinds[i].name, secret_kinds[i].help);
        return EXIT_USAGE;
    }
    if (strcmp(verb, "set") == 0)
        change.value = job->console->input ? job->console->input : "";
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, change_secret, &change));
}

int command_key(struct job *job)
{
    static const struct {
        const char *name;
        int (*run)(struct job *job);
    } verbs[] = {
        {"create", key_command_create},
        {"list",   key_command_list  },
        {"revoke", key_command_revoke},
        {"rotate", key_command_rotate},
        {"secret", key_command_secret},
    };
    const char *verb = console_argument(job->console, 0);

    for (size_t i = 0; verb && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, verb) == 0)
            return verbs[i].run(job);
    console_error(job->console, "tacite: say what to do: tacite key %s\n",
                  command_named("key")->arguments);
    return EXIT_USAGE;
}
