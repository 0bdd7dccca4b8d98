/* tacite export: lists of one business, as CSV or JSON. */
#include <string.h>

#include "app/command.h"
#include "app/commands/csv.h"
#include "base/count.h"
#include "base/json.h"
#include "domain/accounts/clock.h"
#include "domain/export.h"

static void append_objects(struct text *out, const struct export_list *what,
                           const struct list *rows, bool *is_first)
{
    for (size_t i = 0; i < rows->count; i++) {
        text_append(out, *is_first ? "" : ",\n");
        *is_first = false;
        json_write(out, what->fields, (const char *)rows->items + i * what->size);
    }
}

/* One page of the list at a time, so that a million rows take the memory of a thousand. */
struct page {
    const struct export_list *what;
    struct job *job;
    bool is_first;
};

static enum err write_pages(struct ctx *ctx, struct page *page)
{
    struct arena *arena = arena_new();
    struct ctx inner = *ctx;
    int64_t after = 0;
    enum err err;
    struct list rows;

    inner.arena = arena;
    do {
        struct text out = {.arena = arena};

        err = export_page(&inner, page->what, &after, &rows);
        if (err == OK && page->job->console->options.json)
            append_objects(&out, page->what, &rows, &page->is_first);
        else if (err == OK)
            csv_append_rows(&out, page->what->fields, page->what->size, &rows);
        page->job->console->write(page->job->console, CONSOLE_OUT, text_done(&out), out.size);
        arena_reset(arena);
    } while (err == OK && rows.count);
    arena_free(arena);
    return err;
}

/* Whether an estimate has expired depends on the clock. */
static enum err write_all(struct ctx *ctx, void *data)
{
    TRY(clock_read(ctx));
    return write_pages(ctx, data);
}

int command_export(struct job *job)
{
    const char *name = console_argument(job->console, 0);
    struct page page = {.what = export_named(name ? name : ""), .job = job, .is_first = true};
    struct text heading = {.arena = job->console->arena};
    bool is_json = job->console->options.json;
    enum err err;

    if (!page.what) {
        console_error(job->console, "tacite: say what to export: %s\n",
                      command_named("export")->arguments);
        return EXIT_USAGE;
    }
    csv_append_heading(&heading, page.what->fields);
    console_print(job->console, "%s", is_json ? "[" : text_done(&heading));
    err = app_read(job->app, &job->ctx, write_all, &page);
    if (is_json)
        console_print(job->console, "]\n");
    return console_failures(job->console, &job->ctx, err);
}
