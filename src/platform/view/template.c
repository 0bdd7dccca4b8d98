#include "platform/view/template.h"

#include <string.h>

struct reader {
    struct ctx *ctx;
    const struct template *from;
    const char *at;           /* what was not read yet */
    const char *open, *close; /* the delimiters */
    int depth;
};

struct tag {
    char sigil; /* the character after the delimiter, or 0 for a variable */
    const char *at;
    const char *name;
    const char *start, *end; /* with the rest of its line, if it has that for itself */
    const char *indent;
};

enum err template_refuse(struct ctx *ctx, const struct template *from, const char *at,
                         const char *format, ...)
{
    va_list arguments;
    const char *what;
    int line = 1;

    for (const char *c = from->text; c < at; c++)
        line += *c == '\n';
    va_start(arguments, format);
    what = arena_vprintf(ctx->arena, format, arguments);
    va_end(arguments);
    return fail(ctx, ERR_INVALID, "Error.View.Template", from->name, "%s, line %d: %s.", from->name,
                line, what);
}

/* tags --------------------------------------------------------------------------------------------
 */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* What stands between two places, without the spaces around it. */
static const char *trimmed(struct arena *arena, const char *from, const char *until)
{
    while (from < until && is_space(*from))
        from++;
    while (until > from && is_space(until[-1]))
        until--;
    return arena_copy_bytes(arena, from, (size_t)(until - from));
}

/* A section, a comment, a partial or a change of delimiters that has a line for itself takes the
 * whole line away, so that it leaves no empty one. */
static void take_line(const struct reader *reader, struct tag *tag)
{
    const char *start = tag->start, *end = tag->end;

    if (!tag->sigil || strchr("&{", tag->sigil))
        return;
    while (start > reader->from->text && (start[-1] == ' ' || start[-1] == '\t'))
        start--;
    while (*end == ' ' || *end == '\t')
        end++;
    if (start > reader->from->text && start[-1] != '\n')
        return;
    if (*end == '\r' && end[1] == '\n')
        end++;
    if (*end && *end != '\n')
        return;
    tag->indent = arena_copy_bytes(reader->ctx->arena, start, (size_t)(tag->start - start));
    tag->start = start;
    tag->end = *end ? end + 1 : end;
}

/* What a tag with this sigil ends with: `}}}` and `=}}` belong to their beginnings. */
static const char *end_of(const struct reader *reader, char sigil)
{
    if (sigil == '{')
        return arena_printf(reader->ctx->arena, "}%s", reader->close);
    if (sigil == '=')
        return arena_printf(reader->ctx->arena, "=%s", reader->close);
    return reader->close;
}

/* The next tag; at the end of the text one whose `at` is NULL. */
static enum err next_tag(struct reader *reader, struct tag *tag)
{
    const char *inside, *end, *closing;

    *tag = (struct tag){.at = strstr(reader->at, reader->open), .indent = ""};
    if (!tag->at) {
        tag->start = tag->end = reader->at + strlen(reader->at);
        return OK;
    }
    inside = tag->at + strlen(reader->open);
    if (*inside && strchr("#^/!>&{=", *inside))
        tag->sigil = *inside++;
    closing = end_of(reader, tag->sigil);
    end = strstr(inside, closing);
    if (!end)
        return template_refuse(reader->ctx, reader->from, tag->at, "a tag is never closed");
    tag->name = trimmed(reader->ctx->arena, inside, end);
    tag->start = tag->at;
    tag->end = end + strlen(closing);
    take_line(reader, tag);
    return OK;
}

static enum err check_name(const struct reader *reader, const struct tag *tag)
{
    if (!*tag->name)
        return template_refuse(reader->ctx, reader->from, tag->at, "a tag has no name");
    if (strpbrk(tag->name, " \t\r\n"))
        return template_refuse(reader->ctx, reader->from, tag->at, "\"%.40s\" is no name",
                               tag->name);
    return OK;
}

/* `<% %>`: two words without `=`. */
static enum err set_delimiters(struct reader *reader, const struct tag *tag)
{
    size_t size = strcspn(tag->name, " \t\r\n");
    const char *close = trimmed(reader->ctx->arena, tag->name + size, strchr(tag->name, '\0'));

    if (!size || !*close || strpbrk(close, " \t\r\n=") || strchr(tag->name, '='))
        return template_refuse(reader->ctx, reader->from, tag->at,
                               "delimiters are two words without an equals sign");
    reader->open = arena_copy_bytes(reader->ctx->arena, tag->name, size);
    reader->close = close;
    return OK;
}

/* the tree ----------------------------------------------------------------------------------------
 */

static struct view_node *add_node(struct reader *reader, struct view_node ***last,
                                  enum view_node_kind kind, const struct tag *tag)
{
    struct view_node *node = ARENA_NEW(reader->ctx->arena, struct view_node);

    node->kind = kind;
    node->at = tag->at;
    node->name = tag->name;
    node->indent = tag->indent;
    **last = node;
    *last = &node->next;
    return node;
}

static void add_text(struct reader *reader, struct view_node ***last, const struct tag *until)
{
    if (until->start > reader->at) {
        struct tag text = {.at = reader->at};

        add_node(reader, last, NODE_TEXT, &text)->size = (size_t)(until->start - reader->at);
    }
    reader->at = until->end;
}

static enum err read_block(struct reader *reader, const struct tag *section,
                           struct view_node **out);

static enum err add_section(struct reader *reader, struct view_node ***last, const struct tag *tag)
{
    enum view_node_kind kind = tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED;
    struct view_node *node = add_node(reader, last, kind, tag);

    if (++reader->depth > TEMPLATE_DEPTH_MAX)
        return template_refuse(reader->ctx, reader->from, tag->at,
                               "sections are nested deeper than %d", TEMPLATE_DEPTH_MAX);
    TRY(read_block(reader, tag, &node->inside));
    reader->depth--;
    return OK;
}

static enum err add_tag(struct reader *reader, struct view_node ***last, const struct tag *tag)
{
    bool is_raw = tag->sigil == '{' || tag->sigil == '&';

    if (tag->sigil == '!')
        return OK;
    if (tag->sigil == '=')
        return set_delimiters(reader, tag);
    TRY(check_name(reader, tag));
    if (tag->sigil == '#' || tag->sigil == '^')
        return add_section(reader, last, tag);
    if (is_raw && !reader->from->may_be_raw)
        return template_refuse(reader->ctx, reader->from, tag->at,
                               "\"%.40s\" would be written unescaped", tag->name);
    add_node(reader, last,
             is_raw              ? NODE_RAW
             : tag->sigil == '>' ? NODE_PARTIAL
                                 : NODE_VARIABLE,
             tag);
    return OK;
}

/* Up to the closing tag of the section, or to the end if it is NULL. */
static enum err read_block(struct reader *reader, const struct tag *section, struct view_node **out)
{
    struct view_node **last = out;
    struct tag tag;

    for (*out = NULL;;) {
        TRY(next_tag(reader, &tag));
        add_text(reader, &last, &tag);
        if (!tag.at && section)
            return template_refuse(reader->ctx, reader->from, section->at,
                                   "the section \"%.40s\" is never closed", section->name);
        if (!tag.at)
            return OK;
        if (tag.sigil != '/') {
            TRY(add_tag(reader, &last, &tag));
            continue;
        }
        if (section && strcmp(section->name, tag.name) == 0)
            return OK;
        return template_refuse(reader->ctx, reader->from, tag.at,
                               "\"%.40s\" is closed here but not open", tag.name);
    }
}

enum err template_read(struct ctx *ctx, const struct template *from, struct view_node **out)
{
    struct reader reader = {
        .ctx = ctx,
        .from = from,
        .at = from->text,
        .open = "{{",
        .close = "}}",
    };

    return read_block(&reader, NULL, out);
}
