#include "app/commands/csv.h"

#include "base/csv.h"
#include "base/json.h"

static void append_value(struct text *out, const struct field *field, const void *row)
{
    struct text json = {.arena = out->arena};

    if (field_is_absent(field, row))
        return;
    if (field->kind == FIELD_TEXT) {
        csv_append_cell(out, *(const char *const *)field_in(field, row));
        return;
    }
    json_write_value(&json, field, row);
    if (*json.at == '"')
        text_append_bytes(out, json.at + 1, json.size - 2);
    else
        csv_append_cell(out, json.at);
}

void csv_append_heading(struct text *out, const struct field *fields)
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

void csv_append_rows(struct text *out, const struct field *fields, size_t size,
                     const struct list *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        for (const struct field *field = fields; field->kind != FIELD_END; field++) {
            if (field != fields)
                text_append_char(out, ',');
            append_value(out, field, (const char *)rows->items + i * size);
        }
        text_append_char(out, '\n');
    }
}

void csv_print(struct console *console, const struct field *fields, size_t size,
               const struct list *rows)
{
    struct text out = {.arena = console->arena};

    csv_append_heading(&out, fields);
    csv_append_rows(&out, fields, size, rows);
    console->write(console, CONSOLE_OUT, text_done(&out), out.size);
}
