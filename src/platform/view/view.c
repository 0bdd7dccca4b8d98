#include "platform/view/view.h"

#include <string.h>

struct rendering {
    struct ctx *ctx;
    const struct template *from;
    const struct view_style *style;
    struct text *out;
    int depth; /* of partials */
};

/* The part of a name before its first point. */
static const char *first_part(struct arena *arena, const char *name, const char **rest)
{
    size_t size = strcspn(name, ".");

    *rest = name[size] ? name + size + 1 : NULL;
    return *rest ? arena_copy_bytes(arena, name, size) : name;
}

bool view_find(struct arena *arena, const struct view_scope *scope, const char *name,
               struct view_value *out)
{
    const char *rest, *part;
    bool is_there = false;

    if (strcmp(name, ".") == 0) {
        *out = scope->value;
        return true;
    }
    part = first_part(arena, name, &rest);
    for (; scope && !is_there; scope = scope->outer)
        is_there = scope->value.source->member(&scope->value, part, out);
    while (is_there && rest) {
        struct view_value whole = *out;

        part = first_part(arena, rest, &rest);
        is_there = whole.source->member(&whole, part, out);
    }
    return is_there;
}

static void append_escaped(struct text *out, const char *value)
{
    static const char special[] = "&<>\"'";
    static const char *const entities[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

    for (;;) {
        size_t size = strcspn(value, special);

        text_append_bytes(out, value, size);
        value += size;
        if (!*value)
            return;
        text_append(out, entities[strchr(special, *value++) - special]);
    }
}

static void render_value(struct rendering *rendering, const struct view_node *node,
                         const struct view_scope *scope)
{
    struct text plain = {.arena = rendering->ctx->arena};
    struct view_value value;

    if (!view_find(rendering->ctx->arena, scope, node->name, &value))
        return;
    value.source->write(&value, rendering->style, scope, &plain);
    if (node->kind == NODE_RAW || rendering->style->is_plain)
        text_append_bytes(rendering->out, text_done(&plain), plain.size);
    else
        append_escaped(rendering->out, text_done(&plain));
}

static enum err render(struct rendering *rendering, const struct view_node *nodes,
                       const struct view_scope *scope);

static enum err render_section(struct rendering *rendering, const struct view_node *node,
                               const struct view_scope *scope)
{
    struct view_value value;
    size_t count = 0;

    if (view_find(rendering->ctx->arena, scope, node->name, &value))
        count = value.source->count(&value);
    if (node->kind == NODE_INVERTED)
        return count ? OK : render(rendering, node->inside, scope);
    for (size_t i = 0; i < count; i++) {
        struct view_scope inner = {value.source->element(&value, i), scope};

        TRY(render(rendering, node->inside, &inner));
    }
    return OK;
}

/* The partial's text with the indent before each of its lines. */
static const char *indented(struct arena *arena, const char *text, const char *indent)
{
    struct text out = {.arena = arena};

    if (!*indent)
        return text;
    while (*text) {
        size_t size = strcspn(text, "\n");

        size += text[size] == '\n';
        text_append(&out, indent);
        text_append_bytes(&out, text, size);
        text += size;
    }
    return text_done(&out);
}

static enum err render_partial(struct rendering *rendering, const struct view_node *node,
                               const struct view_scope *scope)
{
    const char *text = rendering->style->partial(rendering->style, node->name);
    struct template from = {.name = node->name, .may_be_raw = rendering->from->may_be_raw};
    struct rendering inner = *rendering;
    struct view_node *nodes;

    if (!text)
        return OK;
    if (++inner.depth > TEMPLATE_DEPTH_MAX)
        return template_refuse(rendering->ctx, rendering->from, node->at,
                               "\"%.40s\" includes itself without end", node->name);
    from.text = indented(rendering->ctx->arena, text, node->indent);
    inner.from = &from;
    TRY(template_read(rendering->ctx, &from, &nodes));
    return render(&inner, nodes, scope);
}

static enum err render(struct rendering *rendering, const struct view_node *nodes,
                       const struct view_scope *scope)
{
    for (const struct view_node *node = nodes; node; node = node->next) {
        switch (node->kind) {
        case NODE_TEXT:
            text_append_bytes(rendering->out, node->at, node->size);
            break;
        case NODE_VARIABLE:
        case NODE_RAW:
            render_value(rendering, node, scope);
            break;
        case NODE_SECTION:
        case NODE_INVERTED:
            TRY(render_section(rendering, node, scope));
            break;
        case NODE_PARTIAL:
            TRY(render_partial(rendering, node, scope));
            break;
        }
    }
    return OK;
}

enum err view_render(struct ctx *ctx, const struct template *from, const struct view_style *style,
                     const struct view_scope *scope, struct text *out)
{
    struct rendering rendering = {.ctx = ctx, .from = from, .style = style, .out = out};
    struct view_node *nodes;

    TRY(template_read(ctx, from, &nodes));
    return render(&rendering, nodes, scope);
}
