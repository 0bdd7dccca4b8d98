/* tacite key: who may call. */
#include <string.h>

#include "app/command.h"
#include "domain/accounts/agent.h"
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

int command_key(struct job *job)
{
    static const struct {
        const char *name;
        int (*run)(struct job *job);
    } verbs[] = {
        {"create", key_command_create},
        {"list",   key_command_list  },
        {"revoke", key_command_revoke},
    };
    const char *verb = console_argument(job->console, 0);

    for (size_t i = 0; verb && i < sizeof verbs / sizeof *verbs; i++)
        if (strcmp(verbs[i].name, verb) == 0)
            return verbs[i].run(job);
    console_error(job->console, "tacite: say what to do: tacite key %s\n",
                  command_named("key")->arguments);
    return EXIT_USAGE;
}
