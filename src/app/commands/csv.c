#include "app/commands/csv.h"

#include <string.h>

#include "base/json.h"

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

static void append_value(struct text *out, const struct field *field, const void *row)
{
    struct text json = {.arena = out->arena};

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
