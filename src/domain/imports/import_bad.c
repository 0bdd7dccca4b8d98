/* The bad rows, with their reasons, as a file that can be mended and imported. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "domain/imports/import_plan.h"

static void put_cell(struct text *out, const char *value)
{
    text_append_char(out, '"');
    for (const char *at = value ? value : ""; *at; at++) {
        if (*at == '"')
            text_append_char(out, '"');
        text_append_char(out, *at);
    }
    text_append_char(out, '"');
}

/* Simple cells stay without quotation marks. */
static void put_value(struct text *out, const char *value)
{
    if (!value)
        return;
    if (strpbrk(value, "\",;\r\n\t") || *value == ' ' || value[strlen(value) - 1] == ' ')
        put_cell(out, value);
    else
        text_append(out, value);
}

/* All that is wrong with the row, of the errors that begin at `*next` and are sorted by line. */
static const char *reasons_of(struct arena *arena, const struct import *import,
                              const struct row *row, size_t *next)
{
    struct text reasons = {.arena = arena};

    for (; *next < import->errors.count; ++*next) {
        const struct import_error *error = LIST_AT(import->errors, struct import_error, *next);

        if (error->line > row->record->line)
            break;
        if (error->line == row->record->line)
            text_appendf(&reasons, "%s%s%s%s", reasons.size ? " " : "",
                         error->column ? error->column : "", error->column ? ": " : "",
                         error->reason);
    }
    return text_done(&reasons);
}

/* What a row needs beside its cells to be known again: it is not the first of those alike, and
 * would be in a file of its own. */
static bool needs_key(const struct row *row)
{
    return row->is_bad && row->rank > 0;
}

static bool any_needs_key(const struct import_plan *plan)
{
    for (size_t i = 0; i < plan->row_count; i++)
        if (needs_key(&plan->rows[i]))
            return true;
    return false;
}

struct layout {
    const struct import_plan *plan;
    bool has_key_column; /* in the file that was read */
    bool adds_key;       /* as a column more */
};

static void put_header(struct text *out, const struct layout *layout)
{
    const struct import_plan *plan = layout->plan;

    if (plan->file.has_mark || plan->file.line_foreign)
        text_append(out, "\xef\xbb\xbf");
    for (size_t i = 0; i < plan->column_count; i++) {
        if (plan->columns[i].part == PART_IGNORED)
            continue;
        put_value(out, plan->columns[i].name);
        text_append_char(out, plan->file.separator);
    }
    if (layout->adds_key)
        text_appendf(out, "ExternalKey%c", plan->file.separator);
    text_append(out, "Error\r\n");
}

static void put_cells(struct text *out, const struct import_plan *plan, const struct row *row)
{
    for (size_t i = 0; i < plan->column_count; i++) {
        bool is_key = strcmp(plan->columns[i].name, "ExternalKey") == 0;

        if (plan->columns[i].part == PART_IGNORED)
            continue;
        put_value(out, is_key && needs_key(row) ? row->external_key : row_cell(row, i));
        text_append_char(out, plan->file.separator);
    }
}

static void put_row(struct text *out, const struct layout *layout, const struct row *row,
                    const char *reasons)
{
    char separator = layout->plan->file.separator;

    if (row->record->raw) {
        text_append_bytes(out, row->record->raw, row->record->raw_size);
        text_append_char(out, separator);
    } else {
        put_cells(out, layout->plan, row);
    }
    if (layout->adds_key) {
        put_value(out, needs_key(row) ? row->external_key : NULL);
        text_append_char(out, separator);
    }
    put_cell(out, reasons);
    text_append(out, "\r\n");
}

static const char *bad_rows(struct arena *arena, const struct import *import, size_t *size)
{
    const struct import_plan *plan = import->plan;
    struct layout layout = {.plan = plan};
    struct text out = {.arena = arena};
    size_t next = 0;

    for (size_t i = 0; i < plan->column_count; i++)
        if (strcmp(plan->columns[i].name, "ExternalKey") == 0)
            layout.has_key_column = true;
    layout.adds_key = !layout.has_key_column && any_needs_key(plan);
    put_header(&out, &layout);
    for (size_t i = 0; i < plan->row_count; i++)
        if (plan->rows[i].is_bad)
            put_row(&out, &layout, &plan->rows[i],
                    reasons_of(arena, import, &plan->rows[i], &next));
    *size = out.size;
    return text_done(&out);
}

static bool write_whole(const char *path, const char *bytes, size_t size)
{
    /* Customers' data: nobody else's to read. */
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t done = 0;
    bool is_closed;

    while (file >= 0 && done < size) {
        ssize_t more = write(file, bytes + done, size - done);

        if (more < 0 && errno != EINTR)
            break;
        done += more > 0 ? (size_t)more : 0;
    }
    is_closed = file >= 0 && close(file) == 0;
    return is_closed && done == size;
}

enum err import_write_bad(struct ctx *ctx, const struct import *import, const char *path)
{
    const char *new_path = arena_printf(ctx->arena, "%s.new", path);
    struct arena *arena = arena_new();
    size_t size;
    const char *bytes = bad_rows(arena, import, &size);
    bool is_written = write_whole(new_path, bytes, size) && rename(new_path, path) == 0;

    arena_free(arena);
    if (is_written)
        return OK;
    return fail(ctx, ERR_FAILED, "Error.Import.NotWritten", NULL, "%s cannot be written: %s.",
                new_path, strerror(errno));
}
