#include "platform/http/router.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "platform/http/uri.h"

enum { METHOD_COUNT = DELETE + 1 };

/* A place in the tree: what its path offers, and where it hangs. */
struct node {
    const struct node *parent;
    const char *word;  /* NULL: stands for any part */
    struct node *any;  /* the child that stands for any part */
    struct node *next; /* in the same bucket */
    bool is_end;       /* a route ends here */
    struct {
        const struct face *face;
        const struct route *route;
        const char *const *names; /* by part: of a `{name}`, or NULL */
        size_t name_count;
    } offers[METHOD_COUNT];
};

struct router {
    struct node root;
    size_t bucket_count; /* a power of two */
    struct node **buckets;
};

static size_t hash(const struct node *parent, const char *word)
{
    uint64_t value = (uint64_t)(uintptr_t)parent ^ UINT64_C(0xcbf29ce484222325);

    for (; *word; word++)
        value = (value ^ (uint64_t)tolower((unsigned char)*word)) * UINT64_C(0x100000001b3);
    return (size_t)(value ^ value >> 32);
}

static struct node **bucket_of(const struct router *router, const struct node *parent,
                               const char *word)
{
    return &router->buckets[hash(parent, word) & (router->bucket_count - 1)];
}

static struct node *child_named(const struct router *router, const struct node *parent,
                                const char *word)
{
    struct node *node = *bucket_of(router, parent, word);

    while (node && (node->parent != parent || strcasecmp(node->word, word) != 0))
        node = node->next;
    return node;
}

static struct node *add_child(struct router *router, struct node *parent, const char *word,
                              struct arena *arena)
{
    struct node *node = ARENA_NEW(arena, struct node);
    struct node **bucket = bucket_of(router, parent, word);

    node->parent = parent;
    node->word = word;
    node->next = *bucket;
    *bucket = node;
    return node;
}

static struct node *any_child(struct node *parent, struct arena *arena)
{
    if (!parent->any) {
        parent->any = ARENA_NEW(arena, struct node);
        parent->any->parent = parent;
    }
    return parent->any;
}

static void add_route(struct router *router, const struct face *face, const struct route *route,
                      struct arena *arena)
{
    const char **names = ARENA_ARRAY(arena, const char *, PATH_PARTS_MAX);
    char *part, *rest = arena_copy(arena, route->path + 1);
    struct node *node = &router->root;
    size_t count = 0, name_count = 0;

    while ((part = strsep(&rest, "/")) && *part && count < PATH_PARTS_MAX) {
        if (*part == '{') {
            names[count] = arena_copy_bytes(arena, part + 1, strlen(part) - 2);
            name_count++;
            node = any_child(node, arena);
        } else {
            struct node *child = child_named(router, node, part);

            node = child ? child : add_child(router, node, part, arena);
        }
        count++;
    }
    node->is_end = true;
    if (node->offers[route->method].route)
        return;
    node->offers[route->method].face = face;
    node->offers[route->method].route = route;
    node->offers[route->method].names = names;
    node->offers[route->method].name_count = name_count;
}

static size_t count_parts(const struct face *const *faces, size_t count)
{
    size_t parts = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < faces[i]->count; j++)
            for (const char *at = faces[i]->routes[j].path; *at; at++)
                parts += *at == '/';
    return parts;
}

const struct router *router_new(const struct face *const *faces, size_t count, struct arena *arena)
{
    struct router *router = ARENA_NEW(arena, struct router);

    for (router->bucket_count = 64; router->bucket_count < 2 * count_parts(faces, count);)
        router->bucket_count *= 2;
    router->buckets = ARENA_ARRAY(arena, struct node *, router->bucket_count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < faces[i]->count; j++)
            add_route(router, faces[i], &faces[i]->routes[j], arena);
    return router;
}

static const struct node *walk(const struct router *router, const struct node *node,
                               const char *const *parts, size_t count)
{
    const struct node *child, *end = NULL;

    if (count == 0)
        return node->is_end ? node : NULL;
    child = child_named(router, node, *parts);
    if (child)
        end = walk(router, child, parts + 1, count - 1);
    if (!end && node->any && **parts)
        end = walk(router, node->any, parts + 1, count - 1);
    return end;
}

static const char *verbs_of(const struct node *node, struct arena *arena)
{
    static const char *const names[METHOD_COUNT] = {"GET, HEAD", "POST", "PUT", "DELETE"};
    struct text verbs = {.arena = arena};

    for (int i = 0; i < METHOD_COUNT; i++) {
        if (!node->offers[i].route)
            continue;
        text_append(&verbs, verbs.size ? ", " : "");
        text_append(&verbs, names[i]);
    }
    return text_done(&verbs);
}

static struct list name_parts(const char *const *names, size_t name_count, const char *const *parts,
                              size_t count, struct arena *arena)
{
    struct list list = {0};

    if (name_count == 0)
        return list;
    list.items = ARENA_ARRAY(arena, struct pair, name_count);
    for (size_t i = 0; i < count; i++)
        if (names[i])
            *LIST_AT(list, struct pair, list.count++) = (struct pair){names[i], parts[i]};
    return list;
}

enum err router_find(const struct router *router, struct arena *arena, const enum method *method,
                     const char *const *parts, size_t count, struct router_match *out)
{
    const struct node *node =
        count <= PATH_PARTS_MAX ? walk(router, &router->root, parts, count) : NULL;

    *out = (struct router_match){0};
    if (!node)
        return ERR_NOT_FOUND;
    if (!method || !node->offers[*method].route) {
        out->allow = verbs_of(node, arena);
        return ERR_WRONG_VERB;
    }
    out->face = node->offers[*method].face;
    out->route = node->offers[*method].route;
    out->path_parts = name_parts(node->offers[*method].names, node->offers[*method].name_count,
                                 parts, count, arena);
    return OK;
}
