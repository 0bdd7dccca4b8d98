/* tacite empty: a sandbox begins anew. */
#include "app/command.h"
#include "platform/work/work.h"

static enum err empty(struct ctx *ctx, void *data)
{
    (void)data;
    return business_empty(ctx);
}

int command_empty(struct job *job)
{
    if (!job->console->options.yes) {
        console_error(
            job->console,
            "tacite: this deletes every customer, subscription and invoice of \"%s\"; say "
            "--yes if you mean it\n",
            job->business.name);
        return EXIT_USAGE;
    }
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, empty, NULL));
}
