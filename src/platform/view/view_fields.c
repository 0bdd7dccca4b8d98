/* Structs with field tables as the data of a view. */
#include <string.h>

#include "platform/view/view.h"

static const struct view_source fields_source;

struct view_value view_of(const struct field *fields, const void *row)
{
    return (struct view_value){.source = &fields_source, .type = fields, .at = row};
}

/* A record is looked into at once, so that a value with a part is never one. */
static struct view_value value_in(const struct view_value *whole, const struct field *field)
{
    struct view_value value = *whole;

    if (field->kind == FIELD_RECORD)
        return view_of(field->element, field_in(field, whole->at));
    value.part = field;
    return value;
}

static bool find_member(const struct view_value *value, const char *name, struct view_value *out)
{
    const struct field *field = value->part ? NULL : field_named(value->type, name);

    if (field)
        *out = value_in(value, field);
    return field != NULL;
}

static size_t count_elements(const struct view_value *value)
{
    const struct field *field = value->part;
    const void *at;

    if (!field)
        return 1;
    if (field_is_absent(field, value->at))
        return 0;
    at = field_in(field, value->at);
    switch (field->kind) {
    case FIELD_LIST:
        return ((const struct list *)at)->count;
    case FIELD_BOOLEAN:
        return *(const bool *)at;
    case FIELD_FLAG:
        return *(const int64_t *)at != 0;
    case FIELD_TEXT:
        return **(const char *const *)at != '\0';
    default:
        return 1;
    }
}

static struct view_value element_at(const struct view_value *value, size_t index)
{
    const struct field *field = value->part;

    if (field && field->kind == FIELD_LIST) {
        const struct list *list = field_in(field, value->at);

        return view_of(field->element, (const char *)list->items + index * field->size);
    }
    return *value;
}

static void write_decimal(struct text *out, int64_t micros)
{
    char digits[DECIMAL_TEXT_SIZE];

    decimal_format((struct decimal){micros}, digits);
    text_append(out, digits);
}

static void write_instant(struct text *out, struct instant at)
{
    char moment[INSTANT_TEXT_SIZE];

    instant_format(at, moment);
    text_append(out, moment);
}

static void write_plain(const struct field *field, const void *row, struct text *out)
{
    const void *at = field_in(field, row);

    switch (field->kind) {
    case FIELD_TEXT:
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
    case FIELD_QUANTITY:
        write_decimal(out, *(const int64_t *)at);
        break;
    case FIELD_INSTANT:
        write_instant(out, *(const struct instant *)at);
        break;
    case FIELD_CHOICE:
        text_append(out, field->choices[*(const int *)at]);
        break;
    default:
        break; /* bytes, lists and records have no text */
    }
}

static void write_value(const struct view_value *value, const struct view_style *style,
                        const struct view_scope *scope, struct text *out)
{
    if (!value->part || field_is_absent(value->part, value->at))
        return;
    if (!style->write || !style->write(style, value, scope, out))
        write_plain(value->part, value->at, out);
}

static const struct view_source fields_source = {
    .member = find_member,
    .count = count_elements,
    .element = element_at,
    .write = write_value,
};
