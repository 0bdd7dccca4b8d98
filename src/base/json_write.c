#include <string.h>

#include "base/json.h"

void json_write_name(struct text *out, const char *name)
{
    char pascal[64];
    size_t size = 0;
    bool is_start = true;

    pascal[size++] = '"';
    for (; *name && size < sizeof pascal - 2; name++) {
        if (*name != '_')
            pascal[size++] = is_start && *name >= 'a' ? (char)(*name - 'a' + 'A') : *name;
        is_start = *name == '_';
    }
    pascal[size++] = '"';
    text_append_bytes(out, pascal, size);
}

static void write_escape(struct text *out, unsigned char c)
{
    static const char named[] = "\b\t\n\f\r\"\\", letters[] = "btnfr\"\\";
    const char *at = strchr(named, c);

    if (at && c) {
        text_append_char(out, '\\');
        text_append_char(out, letters[at - named]);
    } else {
        text_appendf(out, "\\u%04x", c);
    }
}

void json_write_string(struct text *out, const char *value)
{
    const char *start = value;

    text_append_char(out, '"');
    for (; *value; value++) {
        unsigned char c = (unsigned char)*value;

        if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
            continue;
        text_append_bytes(out, start, (size_t)(value - start));
        write_escape(out, c);
        start = value + 1;
    }
    text_append_bytes(out, start, (size_t)(value - start));
    text_append_char(out, '"');
}

void json_write_ids(struct text *out, const int64_t *ids, size_t count)
{
    text_append_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_append_char(out, ',');
        text_append_integer(out, ids[i]);
    }
    text_append_char(out, ']');
}

/* As a number: a quantity is nearly always whole, and the contract's clients read an integer. */
static void write_decimal(struct text *out, int64_t micros)
{
    char text[DECIMAL_TEXT_SIZE];

    if (micros % MICROS_PER_UNIT == 0) {
        text_append_integer(out, micros / MICROS_PER_UNIT);
        return;
    }
    decimal_format((struct decimal){micros}, text);
    text_append(out, text);
}

static void write_instant(struct text *out, struct instant at)
{
    char quoted[INSTANT_TEXT_SIZE + 2] = "\"";

    instant_format(at, quoted + 1);
    text_append(out, quoted);
    text_append_char(out, '"');
}

void json_write_value(struct text *out, const struct field *field, const void *row)
{
    const void *at = field_in(field, row);

    switch (field->kind) {
    case FIELD_TEXT:
        json_write_string(out, *(const char *const *)at);
        break;
    case FIELD_JSON:
        text_append(out, *(const char *const *)at);
        break;
    case FIELD_INTEGER:
        text_append_integer(out, *(const int64_t *)at);
        break;
    case FIELD_FLAG:
        text_append(out, *(const int64_t *)at ? "true" : "false");
        break;
    case FIELD_BOOLEAN:
        text_append(out, *(const bool *)at ? "true" : "false");
        break;
    case FIELD_DECIMAL:
        text_append_char(out, '"');
        write_decimal(out, *(const int64_t *)at);
        text_append_char(out, '"');
        break;
    case FIELD_QUANTITY:
        write_decimal(out, *(const int64_t *)at);
        break;
    case FIELD_INSTANT:
        write_instant(out, *(const struct instant *)at);
        break;
    case FIELD_CHOICE:
        json_write_string(out, field->choices[*(const int *)at]);
        break;
    case FIELD_RECORD:
        json_write(out, field->element, at);
        break;
    case FIELD_LIST:
        json_write_list(out, field->element, field->size, at);
        break;
    case FIELD_BYTES:
    case FIELD_END:
        text_append(out, "null"); /* bytes have no public form */
        break;
    }
}

void json_write_members(struct text *out, const struct field *fields, const void *row,
                        bool *is_first)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (field_is_absent(field, row))
            continue;
        if (!*is_first)
            text_append_char(out, ',');
        *is_first = false;
        json_write_name(out, field->name);
        text_append_char(out, ':');
        json_write_value(out, field, row);
    }
}

void json_write(struct text *out, const struct field *fields, const void *row)
{
    bool is_first = true;

    text_append_char(out, '{');
    json_write_members(out, fields, row, &is_first);
    text_append_char(out, '}');
}

void json_write_list(struct text *out, const struct field *fields, size_t size,
                     const struct list *list)
{
    text_append_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            text_append_char(out, ',');
        json_write(out, fields, (const char *)list->items + i * size);
    }
    text_append_char(out, ']');
}
