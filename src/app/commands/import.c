/* tacite import: customers and subscriptions from a file. */
#include "domain/imports/import.h"

#include <inttypes.h>
#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"

/* A million rows are some two hundred megabytes. */
enum { IMPORT_MAX = 1 << 30, ERRORS_SHOWN = 100 };

struct reading {
    struct import_source source;
    struct import *import;
};

static enum err read_source(struct ctx *ctx, void *data)
{
    struct reading *reading = data;

    return import_read(ctx, &reading->source, &reading->import);
}

static void show_progress(void *data, int64_t done, int64_t total)
{
    struct job *job = data;

    console_progress(job->console, "Importing", done, total);
}

/* A person sees the first hundred, a script all of them. */
static void show_errors(struct job *job, const struct import *import)
{
    size_t count = import->errors.count;

    if (job->console->options.json) {
        console_list(job->console, import_error_fields, sizeof(struct import_error),
                     &import->errors);
        return;
    }
    for (size_t i = 0; i < count && i < ERRORS_SHOWN; i++)
        console_error(job->console, "%s\n",
                      import_error_text(job->console->arena,
                                        LIST_AT(import->errors, struct import_error, i)));
    if (count > ERRORS_SHOWN)
        console_error(job->console, "... and %zu more; --json lists them all\n",
                      count - ERRORS_SHOWN);
}

static int write_import(struct job *job, struct import *import)
{
    struct import_options options = {
        .keep_going = job->console->options.keep_going,
        .progress = show_progress,
        .data = job,
    };
    struct import_outcome outcome;
    enum err err = import_run(job->app->work, &job->ctx, import, &options, &outcome);

    if (err == OK)
        console_object(job->console, import_outcome_fields, &outcome);
    if (err == OK && outcome.rows_bad)
        return EXIT_PROBLEMS;
    return console_failures(job->console, &job->ctx, err);
}

static int import_file(struct job *job, const char *path)
{
    const struct options *options = &job->console->options;
    struct reading reading = {
        .source = {.path = console_path(job->console, path), .reference_segment = options->segment},
    };
    struct import *import;
    enum err err;

    reading.source.bytes = file_read(job->console, path, IMPORT_MAX, &reading.source.size);
    if (!reading.source.bytes)
        return EXIT_USAGE;
    err = app_read(job->app, &job->ctx, read_source, &reading);
    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    import = reading.import;
    if (import->note)
        console_error(job->console, "%s\n", import->note);
    if (import->errors.count)
        show_errors(job, import);
    if (options->dry_run) {
        if (!import->errors.count || !options->json)
            console_object(job->console, import_fields, import);
        return import->errors.count ? EXIT_PROBLEMS : EXIT_FINE;
    }
    if (import->errors.count && !(options->keep_going && import->is_readable)) {
        console_error(job->console, "Nothing was written%s.\n",
                      import->is_readable
                          ? "; --keep-going writes the good rows and puts the bad ones into a file"
                          : "");
        return EXIT_PROBLEMS;
    }
    return write_import(job, import);
}

static int write_template(struct job *job, const char *path)
{
    const char *full = console_path(job->console, path), *end = strrchr(path, '.');
    bool is_xlsx = end && strcmp(end, ".xlsx") == 0;
    enum err err =
        is_xlsx ? import_template_xlsx(&job->ctx, full) : import_template_csv(&job->ctx, full);

    if (err == OK)
        console_print(job->console, "%s\n", path);
    return console_failures(job->console, &job->ctx, err);
}

int command_import(struct job *job)
{
    const char *path = console_argument(job->console, 0);

    if (job->console->options.template_file)
        return write_template(job, job->console->options.template_file);
    if (path)
        return import_file(job, path);
    console_error(job->console, "tacite: name the file: tacite import FILE.csv\n");
    return EXIT_USAGE;
}
