/* tacite seller: what the law wants to know of whoever sells. */
#include "domain/taxes/seller.h"

#include <string.h>

#include "app/command.h"
#include "base/json.h"
#include "platform/work/work.h"

static enum err load_facts(struct ctx *ctx, void *data)
{
    struct job *job = ((void **)data)[0];

    return seller_facts_get(ctx, job->console->options.segment, ((void **)data)[1]);
}

static int show(struct job *job)
{
    struct seller_facts facts;
    enum err err = app_read(job->app, &job->ctx, load_facts, (void *[]){job, &facts});

    if (err == OK)
        console_object(job->console, seller_facts_fields, &facts);
    return console_failures(job->console, &job->ctx, err);
}

/* `NAME VALUE` after the word `set`, as often as there are. */
static enum err read_input(struct ctx *ctx, const struct console *console,
                           struct seller_facts *input)
{
    const char *name, *value;

    fields_clear(seller_input_fields, input);
    for (size_t i = 1; (name = console_argument(console, i)); i += 2) {
        const struct field *field = field_named(seller_input_fields, name);

        value = console_argument(console, i + 1);
        if (!field)
            return fail(ctx, ERR_INVALID, "Error.Api.Validation", name,
                        "A seller has no \"%.40s\": see tacite seller.", name);
        if (!value)
            return fail(ctx, ERR_INVALID, "Error.Api.Validation", name, "%s: is missing.", name);
        TRY(field_read_text(ctx, field, value, input));
    }
    return OK;
}

static enum err set_facts(struct ctx *ctx, void *data)
{
    struct job *job = data;
    struct seller_facts input, facts;

    TRY(read_input(ctx, job->console, &input));
    return seller_facts_set(ctx, job->console->options.segment, &input, &facts);
}

int command_seller(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    if (!what || strcmp(what, "show") == 0)
        return show(job);
    if (strcmp(what, "set") != 0 || !console_argument(job->console, 1)) {
        console_error(job->console, "tacite: say what to write: tacite seller set NAME VALUE...\n");
        return EXIT_USAGE;
    }
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, set_facts, job));
}
