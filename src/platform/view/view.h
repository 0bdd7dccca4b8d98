/* Filling a template in. The data stay where they are: a value knows by its source how to be looked
 * into, and the engine needs no more. Structs with field tables are one source (`view_of`), the
 * texts of a language another (domain/page.c).
 *
 * A section over a list is written once per element, over anything else once if it is true. False
 * are: what is absent, a boolean or flag that says so, an empty text and an empty list. A name is
 * looked for in the element, then in what is around it; one that nobody has is empty and false. */
#ifndef PLATFORM_VIEW_VIEW_H
#define PLATFORM_VIEW_VIEW_H

#include "base/field.h"
#include "base/text.h"
#include "platform/view/template.h"

struct view_scope;
struct view_style;

/* A value somewhere in the data. For a struct: its table, the row, and the field inside it, or NULL
 * for the struct as a whole. What another source keeps there is its own affair. */
struct view_value {
    const struct view_source *source;
    const void *type, *at, *part;
};

struct view_source {
    /* False if the value has no member of that name. */
    bool (*member)(const struct view_value *value, const char *name, struct view_value *out);
    /* How many elements a list has; of anything else 1 if it is true and 0 if not. */
    size_t (*count)(const struct view_value *value);
    /* One of a list; the value itself if it is none. */
    struct view_value (*element)(const struct view_value *value, size_t index);
    /* Appends it, not escaped. */
    void (*write)(const struct view_value *value, const struct view_style *style,
                  const struct view_scope *scope, struct text *out);
};

/* What a name is looked for in, from the innermost outwards. */
struct view_scope {
    struct view_value value;
    const struct view_scope *outer;
};

/* What the engine leaves to its caller, who keeps his own data around it. */
struct view_style {
    /* Writes a field of a struct as people read it; false: its plain form will do. May be NULL. */
    bool (*write)(const struct view_style *style, const struct view_value *value,
                  const struct view_scope *scope, struct text *out);
    /* The text of the partial of that name, or NULL if there is none: then it is empty. */
    const char *(*partial)(const struct view_style *style, const char *name);
    bool is_plain; /* what comes out is no HTML: nothing is escaped */
};

struct view_value view_of(const struct field *fields, const void *row);

/* What a name stands for, with its points: `address.city`. */
bool view_find(struct arena *arena, const struct view_scope *scope, const char *name,
               struct view_value *out);

/* Appends what comes out. ERR_INVALID, noted, for a broken template or partial, or one that
 * includes itself without end. */
MUST_CHECK enum err view_render(struct ctx *ctx, const struct template *from,
                                const struct view_style *style, const struct view_scope *scope,
                                struct text *out);

#endif
