/* tacite catalogue: what is sold, from a file. */
#include "domain/catalogue/catalogue.h"

#include <inttypes.h>

#include "app/command.h"
#include "app/commands/file.h"
#include "platform/work/work.h"

enum { CATALOGUE_MAX = 64 * 1024 * 1024 };

struct load {
    const char *json;
    size_t size;
    struct catalogue_counts counts;
};

static enum err load(struct ctx *ctx, void *data)
{
    struct load *what = data;

    return catalogue_load(ctx, what->json, what->size, &what->counts);
}

int command_catalogue(struct job *job)
{
    const char *path = console_argument(job->console, 0);
    struct load what = {0};
    enum err err;

    if (!path) {
        console_error(job->console, "tacite: name the file: tacite catalogue FILE.json\n");
        return EXIT_USAGE;
    }
    what.json = file_read(job->console, path, CATALOGUE_MAX, &what.size);
    if (!what.json)
        return EXIT_USAGE;
    err = work_do(job->app->work, &job->ctx, load, &what);
    if (err == OK)
        console_object(job->console, catalogue_counts_fields, &what.counts);
    return console_failures(job->console, &job->ctx, err);
}
