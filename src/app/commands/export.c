/* tacite export: lists of one business, as CSV or JSON. */
#include <string.h>

#include "app/command.h"
#include "base/count.h"
#include "base/json.h"
#include "domain/export.h"

/* A field between commas: quoted where it must be, and never a formula for a spreadsheet. */
static void append_csv(struct text *out, const char *value)
{
    bool is_formula = *value && strchr("=+-@\t\r", *value) &&
                      !(*value == '-' && strspn(value + 1, "0123456789.") == strlen(value + 1));

    if (!is_formula && !strpbrk(value, ",\"\r\n;")) {
        text_append(out, value);
        return;
    }
    text_append_char(out, '"');
    if (is_formula)
        text_append_char(out, '\'');
    for (; *value; value++) {
        if (*value == '"')
            text_append_char(out, '"');
        text_append_char(out, *value);
    }
    text_append_char(out, '"');
}

static void append_value(struct arena *arena, struct text *out, const struct field *field,
                         const void *row)
{
    struct text json = {.arena = arena};

    if (field_is_absent(field, row))
        return;
    if (field->kind == FIELD_TEXT) {
        append_csv(out, *(const char *const *)field_in(field, row));
        return;
    }
    json_write_value(&json, field, row);
    if (*json.at == '"')
        text_append_bytes(out, json.at + 1, json.size - 2);
    else
        append_csv(out, json.at);
}

static void append_rows(struct arena *arena, struct text *out, const struct export_list *what,
                        const struct list *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        for (const struct field *field = what->fields; field->kind != FIELD_END; field++) {
            if (field != what->fields)
                text_append_char(out, ',');
            append_value(arena, out, field, (const char *)rows->items + i * what->size);
        }
        text_append_char(out, '\n');
    }
}

static void append_heading(struct text *out, const struct field *fields)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        struct text name = {.arena = out->arena};

        json_write_name(&name, field->name);
        if (field != fields)
            text_append_char(out, ',');
        text_append_bytes(out, name.at + 1, name.size - 2);
    }
    text_append_char(out, '\n');
}

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

static enum err write_pages(struct ctx *ctx, void *data)
{
    struct page *page = data;
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
            append_rows(arena, &out, page->what, &rows);
        page->job->console->write(page->job->console, CONSOLE_OUT, text_done(&out), out.size);
        arena_reset(arena);
    } while (err == OK && rows.count);
    arena_free(arena);
    return err;
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
    append_heading(&heading, page.what->fields);
    console_print(job->console, "%s", is_json ? "[" : text_done(&heading));
    err = app_read(job->app, &job->ctx, write_pages, &page);
    if (is_json)
        console_print(job->console, "]\n");
    return console_failures(job->console, &job->ctx, err);
}
