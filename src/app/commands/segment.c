/* tacite segment: the sales channels, and where their pages are installed. */
#include <string.h>

#include "app/command.h"
#include "platform/work/work.h"

static const struct field shown_fields[] = {
    FIELD(segment, id),          FIELD(segment, reference_segment),
    FIELD(segment, name),        FIELD(segment, currency),
    FIELD(segment, language),    FIELD(segment, rate_tax),
    FIELD(segment, install_url), FIELDS_END,
};

static enum err list_segments(struct ctx *ctx, void *data)
{
    return segment_list(ctx, data);
}

static int show(struct job *job)
{
    struct list segments;
    enum err err = app_read(job->app, &job->ctx, list_segments, &segments);

    if (err == OK)
        console_list(job->console, shown_fields, sizeof(struct segment), &segments);
    return console_failures(job->console, &job->ctx, err);
}

struct installation {
    const char *reference_segment, *url;
};

static enum err install(struct ctx *ctx, void *data)
{
    const struct installation *installation = data;
    struct segment segment;

    TRY(segment_choose(ctx, installation->reference_segment, &segment));
    return segment_set_install_url(ctx, &segment, installation->url);
}

int command_segment(struct job *job)
{
    const char *what = console_argument(job->console, 0), *url = console_argument(job->console, 1);
    struct installation installation = {.reference_segment = job->console->options.segment};

    if (!what)
        return show(job);
    if (strcmp(what, "install-url") != 0 || !url) {
        console_error(job->console, "tacite: say where: tacite segment install-url URL|none\n");
        return EXIT_USAGE;
    }
    installation.url = strcmp(url, "none") == 0 ? NULL : url;
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, install, &installation));
}
