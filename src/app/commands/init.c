/* tacite init: a business with its first key pair. */
#include <stdlib.h>

#include "app/command.h"
#include "base/text.h"
#include "domain/accounts/agent.h"
#include "platform/work/work.h"

struct beginning {
    struct new_business from;
    struct business business;
    struct key_pair pair;
};

static enum err begin(struct ctx *ctx, void *data)
{
    struct beginning *beginning = data;

    TRY(business_create(ctx, &beginning->from, &beginning->business));
    return key_create(ctx, "first key", "all", (struct instant){0}, &beginning->pair);
}

/* `20` or `5.5` percent, in 1/10000. */
static bool read_rate(const char *text, int64_t *out)
{
    struct decimal percent;

    *out = NONE;
    if (!text)
        return true;
    if (!decimal_parse(text, &percent) || percent.micros % 10000 != 0)
        return false;
    *out = percent.micros / 10000;
    return *out >= 0 && *out <= 10000;
}

int command_init(struct job *job)
{
    const struct options *options = &job->console->options;
    struct beginning beginning = {
        .from =
            {
                   .name = options->name,
                   .is_live = options->live,
                   .language = options->language,
                   .currency = options->currency,
                   .time_zone = options->time_zone,
                   .reference_segment = options->segment,
                   },
    };
    enum err err;

    if (!options->name) {
        console_error(job->console, "tacite: a business needs a name: --name 'My company'\n");
        return EXIT_USAGE;
    }
    if (!read_rate(options->tax_rate, &beginning.from.rate_tax)) {
        console_error(job->console,
                      "tacite: --tax-rate: \"%s\" is not a percentage like 20 or "
                      "5.5\n",
                      options->tax_rate);
        return EXIT_USAGE;
    }
    err = work_do(job->app->work, &job->ctx, begin, &beginning);
    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    console_object(job->console, key_pair_fields, &beginning.pair);
    if (!options->json)
        console_print(job->console,
                      "\nThe API key is shown only this once. Next:\n"
                      "  tacite catalogue FILE.json   load what you sell\n"
                      "  tacite serve                 answer on http://127.0.0.1:8080/\n");
    return EXIT_FINE;
}
