#include "base/field.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static size_t size_of_kind(enum field_kind kind)
{
    switch (kind) {
    case FIELD_TEXT:
    case FIELD_JSON:
        return sizeof(const char *);
    case FIELD_BOOLEAN:
        return sizeof(bool);
    case FIELD_CHOICE:
        return sizeof(int);
    case FIELD_BYTES:
        return sizeof(struct bytes);
    case FIELD_LIST:
        return sizeof(struct list);
    default:
        return sizeof(int64_t); /* integer, flag, decimal, quantity, instant */
    }
}

bool field_is_absent(const struct field *field, const void *row)
{
    const void *at = field_in(field, row);

    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_JSON:
        return *(const char *const *)at == NULL;
    case FIELD_INTEGER:
    case FIELD_FLAG:
    case FIELD_DECIMAL:
    case FIELD_QUANTITY:
        return *(const int64_t *)at == NONE;
    case FIELD_INSTANT:
        return *(const int64_t *)at == 0;
    case FIELD_CHOICE:
        return *(const int *)at == 0;
    case FIELD_BYTES:
        return ((const struct bytes *)at)->at == NULL;
    case FIELD_LIST:
        return ((const struct list *)at)->items == NULL;
    default:
        return false;
    }
}

void fields_clear(const struct field *fields, void *row)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        void *at = field_at(field, row);

        if (field->kind == FIELD_RECORD)
            fields_clear(field->element, at);
        else
            memset(at, 0, size_of_kind(field->kind));
        if (field->kind == FIELD_INTEGER || field->kind == FIELD_FLAG ||
            field->kind == FIELD_DECIMAL || field->kind == FIELD_QUANTITY)
            *(int64_t *)at = NONE;
    }
}

void fields_merge(const struct field *fields, void *into, const void *from)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        if (field->kind == FIELD_RECORD)
            fields_merge(field->element, field_at(field, into), field_in(field, from));
        else if (!field_is_absent(field, from))
            memcpy(field_at(field, into), field_in(field, from), size_of_kind(field->kind));
    }
}

static bool field_equal(const struct field *field, const void *a, const void *b)
{
    const void *left = field_in(field, a), *right = field_in(field, b);

    switch (field->kind) {
    case FIELD_RECORD:
    case FIELD_LIST:
        return true;
    case FIELD_TEXT:
    case FIELD_JSON:
        return text_equal(*(const char *const *)left, *(const char *const *)right);
    case FIELD_BYTES: {
        const struct bytes *x = left, *y = right;

        return x->size == y->size && (!x->size || memcmp(x->at, y->at, x->size) == 0);
    }
    default:
        return memcmp(left, right, size_of_kind(field->kind)) == 0;
    }
}

bool fields_equal(const struct field *fields, const void *a, const void *b)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++)
        if (!field_equal(field, a, b))
            return false;
    return true;
}

const struct field *field_named(const struct field *fields, const char *name)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++)
        if (strcmp(field->name, name) == 0)
            return field;
    return NULL;
}

int choice_named(const char *const *choices, const char *name)
{
    for (int i = 1; choices[i]; i++)
        if (strcmp(choices[i], name) == 0)
            return i;
    return 0;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

const void *list_find(const struct list *list, size_t size, int64_t id)
{
    return list->count ? bsearch(&id, list->items, list->count, size, compare_ids) : NULL;
}
