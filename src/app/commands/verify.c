/* tacite verify: are the books sound? */
#include "domain/books/verify.h"

#include <inttypes.h>
#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"

enum { HEADS_MAX = 16 * 1024 * 1024 };

struct checking {
    struct verify_options options;
    struct verification verification;
};

static enum err check(struct ctx *ctx, void *data)
{
    struct checking *checking = data;

    return verify(ctx, &checking->options, &checking->verification);
}

static void show_progress(void *data, const char *what, int64_t done)
{
    struct job *job = data;

    console_progress(job->console, what, done, 0);
}

/* The files that --heads names, between commas. */
static bool read_heads(struct job *job, struct list *heads)
{
    struct arena *arena = job->console->arena;
    const char *at = job->console->options.heads;

    heads->items = ARENA_ARRAY(arena, struct head_source, at ? strlen(at) + 1 : 1);
    while (at && *at) {
        size_t length = strcspn(at, ","), size;
        struct head_source *head = LIST_AT(*heads, struct head_source, heads->count++);

        head->name = arena_copy_bytes(arena, at, length);
        head->json = file_read(job->console, head->name, HEADS_MAX, &size);
        if (!head->json)
            return false;
        at += length + (at[length] == ',');
    }
    return true;
}

/* The words that scripts and people look for. */
static void say_sound(struct job *job, const struct verification *found)
{
    console_print(job->console,
                  "The books are in order: %" PRId64 " invoices, %" PRId64 " entries, %" PRId64
                  " subscriptions.\n",
                  found->invoices, found->entries, found->subscriptions);
}

int command_verify(struct job *job)
{
    struct checking checking = {
        .options = {.progress = show_progress, .data = job}
    };
    const struct verification *found = &checking.verification;
    enum err err;

    if (!read_heads(job, &checking.options.heads))
        return EXIT_USAGE;
    err = app_read(job->app, &job->ctx, check, &checking);
    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (job->console->options.json)
        console_object(job->console, verification_fields, found);
    else if (found->finding_count)
        console_list(job->console, finding_fields, sizeof(struct finding), &found->findings);
    else
        say_sound(job, found);
    if (found->finding_count)
        console_error(job->console, "tacite: %" PRId64 " findings\n", found->finding_count);
    return found->finding_count ? EXIT_PROBLEMS : EXIT_FINE;
}
