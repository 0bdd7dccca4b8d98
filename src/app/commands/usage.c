/* tacite usage: putting right what was reported. */
#include <string.h>

#include "app/command.h"
#include "domain/usage/usage.h"
#include "platform/work/work.h"

struct correction {
    struct usage_correction input;
    struct usage_event event;
};

static enum err correct(struct ctx *ctx, void *data)
{
    struct correction *correction = data;

    return usage_correct(ctx, &correction->input, &correction->event);
}

int command_usage(struct job *job)
{
    const struct options *options = &job->console->options;
    const char *what = console_argument(job->console, 0);
    const char *event_id = console_argument(job->console, 1);
    struct correction correction = {
        .input = {.reference_feature = options->feature,
                  .reference_customer = options->customer,
                  .event_id = event_id,
                  .id_customer = NONE,
                  .id_subscription = NONE,
                  .increment = options->add,
                  .quantity_current = options->set,
                  .is_withdrawn = options->withdrawn ? 1 : NONE},
    };
    enum err err;

    if (!what || strcmp(what, "correct") != 0 || !event_id) {
        console_error(job->console,
                      "tacite: say which: tacite usage correct EVENT-ID --customer REFERENCE "
                      "--feature REFERENCE\n");
        return EXIT_USAGE;
    }
    err = work_do(job->app->work, &job->ctx, correct, &correction);
    if (err == OK)
        console_object(job->console, usage_event_fields, &correction.event);
    return console_failures(job->console, &job->ctx, err);
}
