#include "app/reference/reference.h"

#include <ctype.h>
#include <string.h>

#include "app/reference/reference_words.h"
#include "base/count.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/agent.h"

/* Deeper than this no field table goes. */
enum { DEPTH_MAX = 6 };

/* lists and names ---------------------------------------------------------------------------------
 */

/* Grows by doubling whenever the count is a power of two. */
void *list_add(struct arena *arena, struct list *list, size_t size)
{
    if ((list->count & (list->count - 1)) == 0) {
        void *items = arena_alloc(arena, size * (list->count ? list->count * 2 : 1));

        if (list->count)
            memcpy(items, list->items, list->count * size);
        list->items = items;
    }
    return (char *)list->items + size * list->count++;
}

bool reference_has(const struct list *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (text_equal(*LIST_AT(*names, const char *, i), name))
            return true;
    return false;
}

const char *reference_name(struct arena *arena, const char *name)
{
    struct text quoted = {.arena = arena};

    json_write_name(&quoted, name);
    return arena_copy_bytes(arena, quoted.at + 1, quoted.size - 2);
}

static const char *method_name(enum method method)
{
    static const char *const names[] = {"GET", "POST", "PUT", "DELETE"};

    return names[method];
}

/* `get` and the parts of the path but for its version; `{id}` is `ById`. */
const char *reference_operation_id(struct arena *arena, const struct route *route, bool is_alias)
{
    struct text id = {.arena = arena};
    bool is_start = false;

    for (const char *c = method_name(route->method); *c; c++)
        text_append_char(&id, (char)tolower(*c));
    for (const char *c = strncmp(route->path, "/v1/", 4) == 0 ? route->path + 3 : route->path; *c;
         c++) {
        if (*c == '/' && is_alias)
            text_append_char(&id, '_');
        if (*c == '{')
            text_append(&id, "By");
        if (isalnum((unsigned char)*c))
            text_append_char(&id, is_start ? (char)toupper(*c) : *c);
        is_start = !isalnum((unsigned char)*c);
    }
    return text_done(&id);
}

/* words -------------------------------------------------------------------------------------------
 */

static const char *word_of(const struct reference *reference, const char *scope, const char *name)
{
    size_t size = scope ? strlen(scope) : 0;

    for (size_t i = 0; i < reference->words.count; i++) {
        const struct pair *pair = LIST_AT(reference->words, struct pair, i);
        const char *rest = pair->name;

        if (scope && (strncmp(rest, scope, size) != 0 || rest[size] != '.'))
            continue;
        if (strcmp(scope ? rest + size + 1 : rest, name) == 0)
            return pair->value;
    }
    return NULL;
}

const char *reference_describe(const struct reference *reference, const char *scope,
                               const char *name)
{
    const char *word = word_of(reference, scope, name);

    for (; !word && name; name = strchr(name, '.') ? strchr(name, '.') + 1 : NULL)
        word = word_of(reference, NULL, name);
    return word;
}

/* fields ------------------------------------------------------------------------------------------
 */

static const char *type_of(struct arena *arena, const struct field *field)
{
    static const char *const types[] = {
        [FIELD_TEXT] = "text",       [FIELD_INTEGER] = "whole number",
        [FIELD_BOOLEAN] = "truth",   [FIELD_FLAG] = "truth",
        [FIELD_DECIMAL] = "decimal", [FIELD_QUANTITY] = "quantity",
        [FIELD_INSTANT] = "moment",  [FIELD_BYTES] = "bytes",
        [FIELD_JSON] = "JSON",       [FIELD_RECORD] = "object",
        [FIELD_LIST] = "list",
    };
    struct text choices = {.arena = arena};

    if (field->kind == FIELD_INTEGER && strncmp(field->name, "amount", 6) == 0)
        return "amount";
    if (field->kind != FIELD_CHOICE)
        return types[field->kind];
    for (size_t i = 1; field->choices[i]; i++)
        text_appendf(&choices, "%s%s", i > 1 ? ", " : "", field->choices[i]);
    return text_done(&choices);
}

/* Adds the table's fields, and those inside them, named with what is around them. */
static void add_fields(struct arena *arena, const struct reference *reference, const char *scope,
                       const char *around, const struct field *table, int depth, struct list *out)
{
    for (const struct field *field = table; field->kind != FIELD_END; field++) {
        struct reference_field *added = LIST_ADD(arena, out, struct reference_field);
        const char *name = arena_printf(arena, "%s%s", around, reference_name(arena, field->name));

        added->name = name;
        added->type = type_of(arena, field);
        added->description = reference_describe(reference, scope, name);
        if (field->element && depth < DEPTH_MAX && !reference_object_of(reference, field->element))
            add_fields(arena, reference, scope, arena_printf(arena, "%s.", name), field->element,
                       depth + 1, out);
    }
}

static void add_parameters(struct arena *arena, struct reference *reference,
                           struct reference_operation *operation)
{
    const struct route *route = operation->route;
    const char *brace = strchr(route->path, '{');
    struct list *out = &operation->parameters;

    for (; brace; brace = strchr(brace + 1, '{')) {
        struct reference_field *added = LIST_ADD(arena, out, struct reference_field);

        added->name = arena_copy_bytes(arena, brace + 1, strcspn(brace + 1, "}"));
        added->type = "in the path";
        added->description = reference_describe(reference, operation->id, added->name);
        added->is_needed = true;
    }
    if (operation->whose)
        add_fields(arena, reference, operation->id, "", operation->whose, 0, out);
    if (route->takes)
        add_fields(arena, reference, operation->id, "", route->takes, 0, out);
    for (size_t i = 0; i < out->count; i++) {
        struct reference_field *field = LIST_AT(*out, struct reference_field, i);

        field->is_needed |= reference_has(&operation->needs, field->name);
    }
}

/* objects -----------------------------------------------------------------------------------------
 */

const struct reference_object *reference_object_of(const struct reference *reference,
                                                   const struct field *table)
{
    for (size_t i = 0; i < reference->objects.count; i++)
        if (LIST_AT(reference->objects, struct reference_object, i)->table == table)
            return LIST_AT(reference->objects, struct reference_object, i);
    return NULL;
}

void reference_add_object(struct arena *arena, struct reference *reference, const char *name,
                          const struct field *table)
{
    struct reference_object *object = LIST_ADD(arena, &reference->objects, struct reference_object);
    struct list fields = {0};

    object->name = name;
    object->table = table;
    add_fields(arena, reference, name, "", table, 0, &fields);
    object->fields = fields;
}

/* The first operation that gives an object names it for all. */
static void name_object(struct arena *arena, struct reference *reference,
                        struct reference_operation *operation)
{
    const struct field *table = operation->route->gives;
    const struct reference_object *object = table ? reference_object_of(reference, table) : NULL;

    if (table && !object) {
        const char *name = operation->gives ? operation->gives : operation->id;

        reference_add_object(arena, reference, name, table);
        object = reference_object_of(reference, table);
    }
    operation->gives = object ? object->name : NULL;
}

/* joining -----------------------------------------------------------------------------------------
 */

static bool is_named(const struct route *route, const char *method, const char *path)
{
    return strcmp(method_name(route->method), method) == 0 && strcmp(route->path, path) == 0;
}

static bool has_alias(const struct reference_operation *operation, const struct route *route)
{
    for (size_t i = 0; i < operation->aliases.count; i++) {
        const struct reference_alias *alias =
            LIST_AT(operation->aliases, struct reference_alias, i);

        if (is_named(route, alias->method, alias->path))
            return true;
    }
    return false;
}

/* The operation whose block names the route; NULL if none does. */
static struct reference_operation *find_block(const struct reference *reference,
                                              const struct route *route, bool *is_alias)
{
    for (size_t i = 0; i < reference->groups.count; i++) {
        struct reference_group *group = LIST_AT(reference->groups, struct reference_group, i);

        for (size_t j = 0; j < group->operations.count; j++) {
            struct reference_operation *operation =
                *LIST_AT(group->operations, struct reference_operation *, j);

            *is_alias = !is_named(route, operation->method, operation->path);
            if (!*is_alias || has_alias(operation, route))
                return operation;
        }
    }
    return NULL;
}

/* Those that have no block stand in a group of their own at the end. */
static struct reference_operation *new_block(struct arena *arena, struct reference *reference,
                                             const struct route *route)
{
    static const char name[] = "Other operations";
    struct list *groups = &reference->groups;
    struct reference_group *last =
        groups->count ? LIST_AT(*groups, struct reference_group, groups->count - 1) : NULL;
    struct reference_operation *operation = ARENA_NEW(arena, struct reference_operation);

    if (!last || strcmp(last->name, name) != 0) {
        last = LIST_ADD(arena, groups, struct reference_group);
        last->name = name;
        last->id = "other-operations";
    }
    operation->method = method_name(route->method);
    operation->path = route->path;
    *LIST_ADD(arena, &last->operations, struct reference_operation *) = operation;
    return operation;
}

static void join_route(struct arena *arena, struct reference *reference, const struct route *route)
{
    struct reference_row *row = LIST_ADD(arena, &reference->rows, struct reference_row);

    row->route = route;
    row->operation = find_block(reference, route, &row->is_alias);
    if (!row->operation) {
        row->operation = new_block(arena, reference, route);
        row->is_alias = false;
    }
    if (!row->is_alias)
        row->operation->route = route;
}

static const char *outcome_of(struct arena *arena, const struct reference_operation *operation)
{
    static const char *const outcomes[] = {
        [GIVES_ONE] = "200 with one",
        [GIVES_ONE_OR_NONE] = "200 with one, 204 without a body if there is none",
        [GIVES_NEW] = "201 with the new one",
        [GIVES_NEW_OR_OLD] = "201 with the new one, 200 with the one that was there",
        [GIVES_PAGE] = "200 with a page of them, 204 without a body if there are none",
        [GIVES_ANY_PAGE] = "200 with a page of them, an empty one too",
        [GIVES_ARRAY] = "200 with an array of them",
    };

    if (operation->file)
        return arena_printf(arena, "200 with a file, %s", operation->file);
    return operation->gives ? outcomes[operation->shape] : "204 without a body";
}

/* For a shell whose $TACITE is the server's address and whose $KEYS are a pair. */
static const char *curl_of(struct arena *arena, const struct reference_operation *operation)
{
    struct text curl = {.arena = arena};
    bool is_get;

    if (!operation->sent_method)
        return NULL;
    is_get = strcmp(operation->sent_method, "GET") == 0;
    text_append(&curl, "curl -su $KEYS");
    if (!is_get && (strcmp(operation->sent_method, "POST") != 0 || !operation->sent_body))
        text_appendf(&curl, " -X %s", operation->sent_method);
    text_appendf(&curl, " \"$TACITE%s\"", operation->sent_target);
    if (operation->sent_body)
        text_appendf(&curl, " \\\n  -d '%s'", operation->sent_body);
    return text_done(&curl);
}

static void complete(struct arena *arena, struct reference *reference,
                     struct reference_operation *operation)
{
    operation->id = reference_operation_id(arena, operation->route, false);
    operation->summary = operation->route->summary;
    operation->permission = permission_word(operation->route->permission);
    name_object(arena, reference, operation);
    operation->outcome = outcome_of(arena, operation);
    operation->curl = curl_of(arena, operation);
}

/* Leaves out the blocks that have no route, and groups that are empty then. */
static void drop_unserved(struct arena *arena, struct reference *reference)
{
    struct list groups = {0};

    for (size_t i = 0; i < reference->groups.count; i++) {
        struct reference_group *group = LIST_AT(reference->groups, struct reference_group, i);
        struct list served = {0};

        for (size_t j = 0; j < group->operations.count; j++) {
            struct reference_operation *operation =
                *LIST_AT(group->operations, struct reference_operation *, j);

            if (operation->route)
                *LIST_ADD(arena, &served, struct reference_operation *) = operation;
        }
        group->operations = served;
        if (served.count)
            *LIST_ADD(arena, &groups, struct reference_group) = *group;
    }
    reference->groups = groups;
}

/* `step` with every operation, in the order of the blocks. */
static void for_each_operation(struct arena *arena, struct reference *reference,
                               void (*step)(struct arena *arena, struct reference *reference,
                                            struct reference_operation *operation))
{
    for (size_t i = 0; i < reference->groups.count; i++) {
        const struct reference_group *group = LIST_AT(reference->groups, struct reference_group, i);

        for (size_t j = 0; j < group->operations.count; j++)
            step(arena, reference, *LIST_AT(group->operations, struct reference_operation *, j));
    }
}

struct reference *reference_new(struct arena *arena, const struct reference_source *source)
{
    struct reference *reference = ARENA_NEW(arena, struct reference);

    reference_read_operations(arena, source->operations, reference);
    reference_read_fields(arena, source->fields, reference);
    for (size_t i = 0; i < source->face_count; i++)
        for (size_t j = 0; j < source->faces[i]->count; j++)
            join_route(arena, reference, &source->faces[i]->routes[j]);
    drop_unserved(arena, reference);
    for_each_operation(arena, reference, complete);
    for_each_operation(arena, reference, add_parameters);
    return reference;
}
