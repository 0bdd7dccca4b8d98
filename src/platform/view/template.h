/* Templates in Mustache syntax, read into a tree: {{name}}, {{#section}}, {{^inverted}},
 * {{/end}}, {{! comment }}, {{> partial}} and {{=<% %>=}}. Names may have points, and a point alone
 * is the value that a section is about. Without lambdas and inheritance.
 *
 * What {{name}} writes is escaped for HTML. {{{name}}} and {{& name}} write it raw; that is refused
 * in a template that may not: only the layout may, since it takes what was rendered already. */
#ifndef PLATFORM_VIEW_TEMPLATE_H
#define PLATFORM_VIEW_TEMPLATE_H

#include "base/ctx.h"

struct template
{
    const char *name; /* for complaints: the file */
    const char *text;
    bool may_be_raw;
};

enum view_node_kind {
    NODE_TEXT,
    NODE_VARIABLE,
    NODE_RAW,
    NODE_SECTION,
    NODE_INVERTED,
    NODE_PARTIAL,
};

struct view_node {
    enum view_node_kind kind;
    const char *at;     /* its place in the template's text */
    size_t size;        /* NODE_TEXT: in bytes; such a node ends only where its text does */
    const char *name;   /* of any other */
    const char *indent; /* NODE_PARTIAL: what every line of it begins with */
    struct view_node *inside, *next;
};

/* How deep sections may stand in each other, and partials in partials. */
enum { TEMPLATE_DEPTH_MAX = 32 };

/* ERR_INVALID, noted with the file, the line and the reason, for a template that is broken. The
 * tree points into the text. */
MUST_CHECK enum err template_read(struct ctx *ctx, const struct template *from,
                                  struct view_node **out);

/* Notes what is wrong at a place of the template's text; returns ERR_INVALID. */
enum err template_refuse(struct ctx *ctx, const struct template *from, const char *at,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
