/* A field table describes a struct once; rows, JSON, pages and the API's documentation all walk the
 * same table. The kind is inferred from the member's type, so that the two cannot disagree.
 *
 * Absent values have one form per kind: NULL for a text, NONE for an integer, a decimal or a flag,
 * 0 for an instant and for a choice. In a row they are NULL, in JSON the field is left out. */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/instant.h"
#include "base/money.h"

enum field_kind {
    FIELD_END,
    FIELD_TEXT,     /* const char * */
    FIELD_INTEGER,  /* int64_t, may be NONE */
    FIELD_BOOLEAN,  /* bool, never absent */
    FIELD_FLAG,     /* int64_t 0 or 1, may be NONE: a truth that may not have been given */
    FIELD_DECIMAL,  /* struct decimal: micros in a row, a decimal string in JSON */
    FIELD_QUANTITY, /* struct quantity: micros in a row, a number in JSON */
    FIELD_INSTANT,  /* struct instant */
    FIELD_BYTES,    /* struct bytes: never in JSON */
    FIELD_CHOICE,   /* int: an index into `choices`, whose name 0 is NULL for "absent" */
    FIELD_JSON,     /* const char *: a JSON text that is passed through as it is */
    FIELD_RECORD,   /* a struct inside */
    FIELD_LIST,     /* struct list */
};

struct field {
    const char *name; /* snake_case: the column's name; in JSON reference_offer is ReferenceOffer */
    enum field_kind kind;
    size_t offset;
    const char *const *choices;  /* FIELD_CHOICE: the names, ended by a NULL after the last */
    const struct field *element; /* FIELD_RECORD, FIELD_LIST: the table of what is inside */
    size_t size;                 /* FIELD_LIST: of one element; FIELD_TEXT: characters at most, 0
                                    for the default of FIELD_TEXT_MAX */
};

enum { FIELD_TEXT_MAX = 500 };

struct bytes {
    const void *at;
    size_t size;
};

struct list {
    void *items;
    size_t count;
};

#define FIELD_KIND(member)                                                                         \
    _Generic((member), const char *                                                                \
             : FIELD_TEXT, int64_t                                                                 \
             : FIELD_INTEGER, bool                                                                 \
             : FIELD_BOOLEAN, struct decimal                                                       \
             : FIELD_DECIMAL, struct quantity                                                       \
             : FIELD_QUANTITY, struct instant                                                       \
             : FIELD_INSTANT, struct bytes                                                         \
             : FIELD_BYTES)
#define FIELD_AS(type, member, kind_of_it, ...)                                                    \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it), .offset = offsetof(struct type, member),            \
        __VA_ARGS__                                                                                \
    }
#define FIELD(type, member) FIELD_AS(type, member, FIELD_KIND(((struct type *)0)->member), )
#define FIELD_LIMITED(type, member, most)                                                          \
    FIELD_AS(type, member, FIELD_KIND(((struct type *)0)->member), .size = (most))
#define FIELD_FLAG_OF(type, member) FIELD_AS(type, member, FIELD_FLAG, )
#define FIELD_CHOICE_OF(type, member, names)                                                       \
    FIELD_AS(type, member, FIELD_CHOICE, .choices = (names))
#define FIELD_JSON_OF(type, member) FIELD_AS(type, member, FIELD_JSON, )
#define FIELD_RECORD_OF(type, member, table)                                                       \
    FIELD_AS(type, member, FIELD_RECORD, .element = (table))
#define FIELD_LIST_OF(type, member, table, element_type)                                           \
    FIELD_AS(type, member, FIELD_LIST, .element = (table), .size = sizeof(struct element_type))
#define FIELDS_END                                                                                 \
    {                                                                                              \
        .kind = FIELD_END                                                                          \
    }

/* The member of `row` that the field describes. */
static inline void *field_at(const struct field *field, void *row)
{
    return (char *)row + field->offset;
}

static inline const void *field_in(const struct field *field, const void *row)
{
    return (const char *)row + field->offset;
}

/* Typed element access: LIST_AT(list, struct invoice, i). */
#define LIST_AT(list, type, index) (&((type *)(list).items)[index])

/* In a list by id, of structs of that size that begin with it: the one whose id it is, or NULL. */
const void *list_find(const struct list *list, size_t size, int64_t id);

bool field_is_absent(const struct field *field, const void *row);
/* Makes every field of the table absent (a boolean false). */
void fields_clear(const struct field *fields, void *row);
/* Copies the fields that are present in `from`. Both are structs of the table. */
void fields_merge(const struct field *fields, void *into, const void *from);
/* Are all the fields of the table the same in both? Lists and records are not compared. */
bool fields_equal(const struct field *fields, const void *a, const void *b);
const struct field *field_named(const struct field *fields, const char *name);

/* The index of a choice by its exact name, or 0 if there is none of that name. */
int choice_named(const char *const *choices, const char *name);

#endif
