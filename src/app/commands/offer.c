/* tacite offer: a change of the catalogue for the subscriptions that run. */
#include <string.h>

#include "app/command.h"
#include "app/commands/csv.h"
#include "base/json.h"
#include "domain/accounts/clock.h"
#include "domain/subscriptions/subscription_apply.h"
#include "platform/work/work.h"

/* One page; the sums go on. */
struct sheet {
    struct application input;
    struct applied applied;
};

static enum err apply(struct ctx *ctx, void *data)
{
    struct sheet *page = data;

    TRY(clock_read(ctx));
    return subscription_apply_offer(ctx, &page->input, &page->applied);
}

static void add_up(const struct applied *page, struct applied *sums)
{
    sums->count += page->count;
    sums->count_changed += page->count_changed;
    sums->count_own += page->count_own;
    sums->amount_before += page->amount_before;
    sums->amount_after += page->amount_after;
}

static void print_rows(struct job *job, const struct applied *page, struct arena *arena,
                       bool *is_first)
{
    struct text out = {.arena = arena};

    for (size_t i = 0; job->console->options.json && i < page->rows.count; i++) {
        text_append(&out, *is_first ? "[" : ",\n");
        *is_first = false;
        json_write(&out, applied_row_fields, LIST_AT(page->rows, struct applied_row, i));
    }
    if (!job->console->options.json) {
        if (*is_first)
            csv_append_heading(&out, applied_row_fields);
        *is_first = false;
        csv_append_rows(&out, applied_row_fields, sizeof(struct applied_row), &page->rows);
    }
    job->console->write(job->console, CONSOLE_OUT, text_done(&out), out.size);
}

/* Page by page, each a transaction of its own with memory of its own. */
static enum err apply_pages(struct job *job, struct sheet *page, struct applied *sums)
{
    bool is_first = true;
    enum err err;

    do {
        struct arena *arena = arena_new();
        struct ctx ctx = job->ctx;

        ctx.arena = arena;
        err = page->input.is_preview ? app_read(job->app, &ctx, apply, page)
                                     : work_do(job->app->work, &ctx, apply, page);
        if (err == OK) {
            add_up(&page->applied, sums);
            if (page->input.is_preview)
                print_rows(job, &page->applied, arena, &is_first);
            else
                console_progress(job->console, "Applying", sums->count, 0);
        } else {
            console_failures(job->console, &ctx, err);
        }
        page->input.after = page->applied.id_next;
        arena_free(arena);
    } while (err == OK && page->input.after != NONE);
    if (err == OK && page->input.is_preview && job->console->options.json)
        console_print(job->console, "%s]\n", is_first ? "[" : "");
    return err;
}

static const struct field sums_fields[] = {
    FIELD(applied, count),         FIELD(applied, count_changed), FIELD(applied, count_own),
    FIELD(applied, amount_before), FIELD(applied, amount_after),  FIELDS_END,
};

int command_offer(struct job *job)
{
    const struct options *options = &job->console->options;
    const char *what = console_argument(job->console, 0);
    struct sheet page = {
        .input = {.reference_offer = console_argument(job->console, 1),
                  .reference_segment = options->segment,
                  .is_preview = options->preview,
                  .is_now = options->now,
                  .size_page = APPLICATION_SIZE_PAGE}
    };
    struct applied sums = {.id_next = NONE};
    enum err err;

    if (!what || strcmp(what, "apply") != 0 || !page.input.reference_offer) {
        console_error(job->console, "tacite: say which offer: tacite offer apply REFERENCE\n");
        return EXIT_USAGE;
    }
    err = apply_pages(job, &page, &sums);
    if (err == OK && page.input.is_preview)
        console_error(job->console,
                      "%lld subscriptions, %lld change, %lld have prices of their "
                      "own; a period of all costs %lld, then %lld\n",
                      (long long)sums.count, (long long)sums.count_changed,
                      (long long)sums.count_own, (long long)sums.amount_before,
                      (long long)sums.amount_after);
    else if (err == OK)
        console_object(job->console, sums_fields, &sums);
    return console_failures(job->console, &job->ctx, err);
}
