#include "app/reference/openapi.h"

#include <string.h>

#include "base/json.h"

struct writer {
    struct text *out;
    const struct reference *reference;
    const struct openapi_options *options;
};

/* JSON --------------------------------------------------------------------------------------------
 */

/* Before a member or an element: a comma unless it is the first. */
static void next(struct text *out)
{
    if (out->size && !strchr("{[:", out->at[out->size - 1]))
        text_append_char(out, ',');
}

static void name(struct text *out, const char *key)
{
    next(out);
    json_write_string(out, key);
    text_append_char(out, ':');
}

static void open_object(struct text *out, const char *key)
{
    if (key)
        name(out, key);
    else
        next(out);
    text_append_char(out, '{');
}

static void close_object(struct text *out)
{
    text_append_char(out, '}');
}

static void open_array(struct text *out, const char *key)
{
    name(out, key);
    text_append_char(out, '[');
}

static void close_array(struct text *out)
{
    text_append_char(out, ']');
}

static void string(struct text *out, const char *key, const char *value)
{
    name(out, key);
    json_write_string(out, value);
}

/* What is JSON already: a number, a truth, an example. */
static void raw(struct text *out, const char *key, const char *value)
{
    name(out, key);
    text_append(out, value);
}

static void reference_to(struct text *out, const char *where, const char *what)
{
    string(out, "$ref", arena_printf(out->arena, "#/components/%s/%s", where, what));
}

static const char *text_of(struct arena *arena, const struct list *paragraphs)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < paragraphs->count; i++)
        text_appendf(&text, "%s%s", i ? "\n\n" : "",
                     LIST_AT(*paragraphs, struct reference_paragraph, i)->text);
    return text_done(&text);
}

/* schemas -----------------------------------------------------------------------------------------
 */

/* Where a field stands: for its description, and what may be said of it. */
struct place {
    const char *scope, *around; /* `Subscription`, `Features.` */
    bool is_input;
};

static void write_object(const struct writer *writer, const struct field *table,
                         const struct place *place);

static void write_table(const struct writer *writer, const struct field *table,
                        const struct place *place)
{
    const struct reference_object *object = reference_object_of(writer->reference, table);

    if (object && !place->is_input)
        reference_to(writer->out, "schemas", object->name);
    else
        write_object(writer, table, place);
}

static void write_choices(struct text *out, const struct field *field)
{
    string(out, "type", "string");
    open_array(out, "enum");
    for (size_t i = 1; field->choices[i]; i++) {
        next(out);
        json_write_string(out, field->choices[i]);
    }
    close_array(out);
}

static void write_text_type(const struct field *field, const struct place *place, struct text *out)
{
    string(out, "type", "string");
    if (place->is_input) {
        name(out, "maxLength");
        text_append_integer(out, (int64_t)(field->size ? field->size : FIELD_TEXT_MAX));
    }
}

/* The members of the form, without its braces. */
static void write_form(const struct writer *writer, const char *field_name)
{
    for (size_t i = 0; i < writer->options->form_count; i++) {
        const struct openapi_form *form = &writer->options->forms[i];

        if (strcmp(form->name, field_name) == 0) {
            next(writer->out);
            text_append_bytes(writer->out, form->schema + 1, strlen(form->schema) - 2);
        }
    }
}

static void write_inside(const struct writer *writer, const struct field *field,
                         const struct place *place, const char *pascal)
{
    struct place inside = *place;

    inside.around = arena_printf(writer->out->arena, "%s%s.", place->around, pascal);
    if (field->kind == FIELD_RECORD) {
        write_table(writer, field->element, &inside);
        return;
    }
    string(writer->out, "type", "array");
    open_object(writer->out, "items");
    write_table(writer, field->element, &inside);
    close_object(writer->out);
}

/* The members of one field's schema. */
static void write_field(const struct writer *writer, const struct field *field,
                        const struct place *place, const char *pascal)
{
    struct text *out = writer->out;

    switch (field->kind) {
    case FIELD_TEXT:
        write_text_type(field, place, out);
        break;
    case FIELD_INTEGER:
        string(out, "type", "integer");
        string(out, "format", "int64");
        break;
    case FIELD_BOOLEAN:
    case FIELD_FLAG:
        string(out, "type", "boolean");
        break;
    case FIELD_DECIMAL:
        string(out, "type", "string");
        string(out, "pattern", "^-?[0-9]+([.][0-9]{1,6})?$");
        break;
    case FIELD_QUANTITY:
        string(out, "type", "number");
        break;
    case FIELD_INSTANT:
        string(out, "type", "string");
        string(out, "format", "date-time");
        break;
    case FIELD_CHOICE:
        write_choices(out, field);
        break;
    case FIELD_RECORD:
    case FIELD_LIST:
        write_inside(writer, field, place, pascal);
        break;
    default:
        write_form(writer, field->name);
    }
}

static void write_described(const struct writer *writer, const struct field *field,
                            const struct place *place, const char *pascal)
{
    const char *path = arena_printf(writer->out->arena, "%s%s", place->around, pascal);
    const char *description = reference_describe(writer->reference, place->scope, path);

    if (description)
        string(writer->out, "description", description);
    write_field(writer, field, place, pascal);
}

static void write_properties(const struct writer *writer, const struct field *table,
                             const struct place *place)
{
    for (const struct field *field = table; field->kind != FIELD_END; field++) {
        const char *pascal = reference_name(writer->out->arena, field->name);

        open_object(writer->out, pascal);
        write_described(writer, field, place, pascal);
        close_object(writer->out);
    }
}

static void write_object(const struct writer *writer, const struct field *table,
                         const struct place *place)
{
    string(writer->out, "type", "object");
    open_object(writer->out, "properties");
    write_properties(writer, table, place);
    close_object(writer->out);
}

/* parameters --------------------------------------------------------------------------------------
 */

static bool is_scalar(const struct field *field)
{
    return field->kind != FIELD_LIST && field->kind != FIELD_RECORD && field->kind != FIELD_JSON;
}

static void write_path_parameters(const struct writer *writer,
                                  const struct reference_operation *operation, const char *path)
{
    struct text *out = writer->out;

    for (const char *brace = strchr(path, '{'); brace; brace = strchr(brace + 1, '{')) {
        const char *part = arena_copy_bytes(out->arena, brace + 1, strcspn(brace + 1, "}"));
        const char *description = reference_describe(writer->reference, operation->id, part);

        open_object(out, NULL);
        string(out, "name", part);
        string(out, "in", "path");
        raw(out, "required", "true");
        if (description)
            string(out, "description", description);
        raw(out, "schema", "{\"type\":\"integer\",\"format\":\"int64\"}");
        close_object(out);
    }
}

/* Needed in the query of a GET; with a body it may stand there as well. */
static void write_query_parameter(const struct writer *writer,
                                  const struct reference_operation *operation,
                                  const struct field *field, bool is_get)
{
    struct place place = {operation->id, "", true};
    struct text *out = writer->out;
    const char *pascal = reference_name(out->arena, field->name);
    const char *description = reference_describe(writer->reference, operation->id, pascal);
    bool is_needed = reference_has(&operation->needs, pascal);

    open_object(out, NULL);
    string(out, "name", pascal);
    string(out, "in", "query");
    if (is_needed && is_get)
        raw(out, "required", "true");
    if (description)
        string(out, "description",
               arena_printf(out->arena, "%s%s", description,
                            is_needed && !is_get ? " Needed, here or in the body." : ""));
    open_object(out, "schema");
    write_field(writer, field, &place, pascal);
    close_object(out);
    close_object(out);
}

static void write_query(const struct writer *writer, const struct reference_operation *operation,
                        const struct route *route)
{
    const struct field *const tables[] = {operation->whose, route->takes};
    bool is_get = route->method == GET;

    for (size_t i = 0; i < 2; i++) {
        for (const struct field *field = tables[i]; field && field->kind != FIELD_END; field++) {
            const char *pascal = reference_name(writer->out->arena, field->name);

            if (is_get ? is_scalar(field)
                       : i == 0 || field->kind == FIELD_FLAG ||
                             reference_has(&operation->queries, pascal))
                write_query_parameter(writer, operation, field, is_get);
        }
    }
}

static void write_parameters(const struct writer *writer,
                             const struct reference_operation *operation, const struct route *route)
{
    struct text *out = writer->out;

    open_array(out, "parameters");
    write_path_parameters(writer, operation, route->path);
    if (operation->shape != GIVES_ARRAY)
        write_query(writer, operation, route);
    if (route->kind != READS || route->method == GET) {
        open_object(out, NULL);
        reference_to(out, "parameters", route->kind != READS ? "IdempotencyKey" : "IfNoneMatch");
        close_object(out);
    }
    close_array(out);
}

/* bodies ------------------------------------------------------------------------------------------
 */

/* What must be in the body: what is needed and does not go into the query. */
static void write_required(const struct writer *writer, const struct reference_operation *operation,
                           const struct field *table)
{
    struct text *out = writer->out;
    bool is_begun = false;

    for (const struct field *field = table; field->kind != FIELD_END; field++) {
        const char *pascal = reference_name(out->arena, field->name);

        if (!reference_has(&operation->needs, pascal) || reference_has(&operation->queries, pascal))
            continue;
        if (!is_begun)
            open_array(out, "required");
        is_begun = true;
        next(out);
        json_write_string(out, pascal);
    }
    if (is_begun)
        close_array(out);
}

static void write_body_schema(const struct writer *writer,
                              const struct reference_operation *operation,
                              const struct route *route)
{
    struct place place = {operation->id, "", true};
    struct text *out = writer->out;
    bool is_array = operation->shape == GIVES_ARRAY || route->kind == WRITES_MANY;

    if (is_array) {
        string(out, "type", "array");
        open_object(out, "items");
    }
    string(out, "type", "object");
    write_required(writer, operation, route->takes);
    open_object(out, "properties");
    if (operation->whose)
        write_properties(writer, operation->whose, &place);
    write_properties(writer, route->takes, &place);
    close_object(out);
    if (is_array)
        close_object(out);
}

static void write_body(const struct writer *writer, const struct reference_operation *operation,
                       const struct route *route, bool has_example)
{
    struct text *out = writer->out;

    open_object(out, "requestBody");
    open_object(out, "content");
    open_object(out, "application/json");
    open_object(out, "schema");
    write_body_schema(writer, operation, route);
    close_object(out);
    if (has_example && operation->sent_body)
        raw(out, "example", operation->sent_body);
    close_object(out);
    close_object(out);
    close_object(out);
}

/* answers -----------------------------------------------------------------------------------------
 */

static void write_success_schema(struct text *out, const char *object, enum reference_shape shape)
{
    if (shape == GIVES_ARRAY) {
        string(out, "type", "array");
        open_object(out, "items");
        reference_to(out, "schemas", object);
        close_object(out);
    } else if (shape == GIVES_PAGE || shape == GIVES_ANY_PAGE) {
        text_append(out, "\"allOf\":[{\"$ref\":\"#/components/schemas/Page\"},{\"type\":\"object\","
                         "\"properties\":{\"Items\":{\"description\":\"What is on the page.\","
                         "\"type\":\"array\",\"items\":{");
        reference_to(out, "schemas", object);
        text_append(out, "}}}}]");
    } else {
        reference_to(out, "schemas", object);
    }
}

static void write_success(const struct writer *writer, const struct reference_operation *operation,
                          int status, const char *example)
{
    struct text *out = writer->out;

    open_object(out, arena_printf(out->arena, "%d", status));
    string(out, "description",
           arena_printf(out->arena, "%s: %s", operation->gives, operation->outcome));
    open_object(out, "content");
    open_object(out, "application/json");
    open_object(out, "schema");
    write_success_schema(out, operation->gives, operation->shape);
    close_object(out);
    if (example)
        raw(out, "example", example);
    close_object(out);
    close_object(out);
    close_object(out);
}

static void write_file(struct text *out, const char *content_type)
{
    open_object(out, "200");
    string(out, "description", "The file.");
    open_object(out, "content");
    open_object(out, content_type);
    raw(out, "schema", "{\"type\":\"string\",\"format\":\"binary\"}");
    close_object(out);
    close_object(out);
    close_object(out);
}

static void write_nothing(struct text *out, const char *status, const char *why)
{
    open_object(out, status);
    string(out, "description", why);
    close_object(out);
}

static void write_successes(const struct writer *writer,
                            const struct reference_operation *operation, const struct route *route,
                            bool has_example)
{
    enum reference_shape shape = operation->shape;
    const char *example = has_example ? operation->answer : NULL;
    int status = shape == GIVES_NEW || shape == GIVES_NEW_OR_OLD ? 201 : 200;

    if (operation->file) {
        write_file(writer->out, operation->file);
        write_nothing(writer->out, "304", "What If-None-Match names is still so; no body.");
        return;
    }
    if (!route->gives) {
        write_nothing(writer->out, "204", "Done.");
        return;
    }
    write_success(writer, operation, status, operation->status == status ? example : NULL);
    if (shape == GIVES_NEW_OR_OLD)
        write_success(writer, operation, 200, NULL);
    if (shape == GIVES_PAGE || shape == GIVES_ONE_OR_NONE)
        write_nothing(writer->out, "204", "There is nothing to show; no body.");
    if (route->method == GET && route->kind == READS)
        write_nothing(writer->out, "304", "What If-None-Match names is still so; no body.");
}

/* May any operation like this one answer so? */
static bool may_answer(const struct reference_operation *operation, const struct route *route,
                       int64_t status)
{
    if (status == 404)
        return false; /* said by the operation itself, with what it looked for */
    if (status == 422)
        return route->takes || operation->whose;
    if (status == 409 || status == 413 || status == 507)
        return route->kind != READS;
    return true;
}

static void write_refusals_schema(struct text *out, int64_t status)
{
    open_object(out, "content");
    open_object(out, "application/json");
    if (status == 422)
        raw(out, "schema",
            "{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Error\"}}");
    else
        raw(out, "schema", "{\"$ref\":\"#/components/schemas/Error\"}");
    close_object(out);
    close_object(out);
}

static void append_refusals(struct arena *arena, const struct list *refusals, int64_t status,
                            struct text *reasons, struct list *codes)
{
    for (size_t i = 0; i < refusals->count; i++) {
        const struct reference_refusal *refusal = LIST_AT(*refusals, struct reference_refusal, i);

        if (refusal->status != status)
            continue;
        text_appendf(reasons, "%s%s: %s", reasons->size ? "\n\n" : "", refusal->code,
                     refusal->reason);
        *LIST_ADD(arena, codes, const char *) = refusal->code;
    }
}

/* All that may stand behind one status: what the operation says, then what any says. */
static void write_refused(const struct writer *writer, const char *key, const struct list *own,
                          int64_t status)
{
    struct text *out = writer->out;
    struct text reasons = {.arena = out->arena};
    struct list codes = {0};

    append_refusals(out->arena, own, status, &reasons, &codes);
    append_refusals(out->arena, &writer->reference->refusals, status, &reasons, &codes);
    open_object(out, key);
    string(out, "description", text_done(&reasons));
    write_refusals_schema(out, status);
    open_array(out, "x-codes");
    for (size_t i = 0; i < codes.count; i++) {
        next(out);
        json_write_string(out, *LIST_AT(codes, const char *, i));
    }
    close_array(out);
    close_object(out);
}

static bool says(const struct list *refusals, int64_t status, size_t before)
{
    for (size_t i = 0; i < refusals->count && i < before; i++)
        if (LIST_AT(*refusals, struct reference_refusal, i)->status == status)
            return true;
    return false;
}

static void write_refusals(const struct writer *writer, const struct reference_operation *operation,
                           const struct route *route)
{
    const struct list *own = &operation->refusals, *general = &writer->reference->refusals;
    struct text *out = writer->out;

    for (size_t i = 0; i < own->count; i++) {
        int64_t status = LIST_AT(*own, struct reference_refusal, i)->status;

        if (!says(own, status, i))
            write_refused(writer, arena_printf(out->arena, "%lld", (long long)status), own, status);
    }
    for (size_t i = 0; i < general->count; i++) {
        int64_t status = LIST_AT(*general, struct reference_refusal, i)->status;
        const char *key = arena_printf(out->arena, "%lld", (long long)status);

        if (says(own, status, own->count) || says(general, status, i) ||
            !may_answer(operation, route, status))
            continue;
        open_object(out, key);
        reference_to(out, "responses", key);
        close_object(out);
    }
}

/* operations --------------------------------------------------------------------------------------
 */

static const struct reference_group *group_of(const struct reference *reference,
                                              const struct reference_operation *operation)
{
    for (size_t i = 0; i < reference->groups.count; i++) {
        const struct reference_group *group = LIST_AT(reference->groups, struct reference_group, i);

        for (size_t j = 0; j < group->operations.count; j++)
            if (*LIST_AT(group->operations, struct reference_operation *, j) == operation)
                return group;
    }
    return NULL;
}

static void write_permission(struct text *out, const struct route *route, const char *permission)
{
    if (!route->permission)
        raw(out, "security", "[]");
    else if (permission)
        string(out, "x-permission", permission);
}

static void write_head(const struct writer *writer, const struct reference_row *row)
{
    const struct reference_operation *operation = row->operation;
    struct text *out = writer->out;

    string(out, "operationId", reference_operation_id(out->arena, row->route, row->is_alias));
    open_array(out, "tags");
    next(out);
    json_write_string(out, group_of(writer->reference, operation)->name);
    close_array(out);
    string(out, "summary", row->route->summary);
    string(out, "description", text_of(out->arena, &operation->paragraphs));
    if (row->is_alias)
        raw(out, "deprecated", "true");
    write_permission(out, row->route, operation->permission);
}

static void write_operation(const struct writer *writer, const struct reference_row *row)
{
    struct text *out = writer->out;
    const struct route *route = row->route;

    open_object(out, route->method == GET      ? "get"
                     : route->method == POST   ? "post"
                     : route->method == DELETE ? "delete"
                                               : "put");
    write_head(writer, row);
    write_parameters(writer, row->operation, route);
    if (route->method != GET && route->takes)
        write_body(writer, row->operation, route, !row->is_alias);
    open_object(out, "responses");
    write_successes(writer, row->operation, route, !row->is_alias);
    write_refusals(writer, row->operation, route);
    close_object(out);
    close_object(out);
}

static bool is_first_of_path(const struct list *rows, size_t index)
{
    const char *path = LIST_AT(*rows, struct reference_row, index)->route->path;

    for (size_t i = 0; i < index; i++)
        if (strcmp(LIST_AT(*rows, struct reference_row, i)->route->path, path) == 0)
            return false;
    return true;
}

static void write_paths(const struct writer *writer)
{
    const struct list *rows = &writer->reference->rows;

    open_object(writer->out, "paths");
    for (size_t i = 0; i < rows->count; i++) {
        const char *path = LIST_AT(*rows, struct reference_row, i)->route->path;

        if (!is_first_of_path(rows, i))
            continue;
        open_object(writer->out, path);
        for (size_t j = i; j < rows->count; j++)
            if (strcmp(LIST_AT(*rows, struct reference_row, j)->route->path, path) == 0)
                write_operation(writer, LIST_AT(*rows, struct reference_row, j));
        close_object(writer->out);
    }
    close_object(writer->out);
}

/* the document ------------------------------------------------------------------------------------
 */

static void write_tags(const struct writer *writer)
{
    struct text *out = writer->out;

    open_array(out, "tags");
    for (size_t i = 0; i < writer->reference->groups.count; i++) {
        const struct reference_group *group =
            LIST_AT(writer->reference->groups, struct reference_group, i);

        open_object(out, NULL);
        string(out, "name", group->name);
        string(out, "description", text_of(out->arena, &group->paragraphs));
        close_object(out);
    }
    close_array(out);
}

static void write_schema(const struct writer *writer, const char *key, const struct field *table,
                         const char *more)
{
    struct place place = {key, "", false};
    struct text *out = writer->out;

    open_object(out, key);
    string(out, "type", "object");
    open_object(out, "properties");
    write_properties(writer, table, &place);
    if (more) {
        next(out);
        text_append(out, more);
    }
    close_object(out);
    close_object(out);
}

static void write_schemas(const struct writer *writer)
{
    struct text *out = writer->out;

    open_object(out, "schemas");
    write_schema(writer, "Error", writer->options->error, NULL);
    write_schema(writer, "Page", writer->options->page,
                 "\"Links\":{\"description\":\"The next page, if there is one.\","
                 "\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/Link\"}}");
    raw(out, "Link",
        "{\"type\":\"object\",\"properties\":{\"rel\":{\"description\":\"What it leads to.\","
        "\"type\":\"string\"},\"href\":{\"description\":\"Where that is.\",\"type\":\"string\"},"
        "\"query\":{\"description\":\"The same, sealed, for a page of your own.\","
        "\"type\":\"string\"},\"type\":{\"description\":\"The media type behind it.\","
        "\"type\":\"string\"}},\"required\":[\"rel\"]}");
    for (size_t i = 0; i < writer->reference->objects.count; i++) {
        const struct reference_object *object =
            LIST_AT(writer->reference->objects, struct reference_object, i);

        if (object->table != writer->options->error && object->table != writer->options->page)
            write_schema(writer, object->name, object->table, NULL);
    }
    close_object(out);
}

static void write_general_refusals(const struct writer *writer)
{
    const struct list none = {0}, *general = &writer->reference->refusals;
    struct text *out = writer->out;

    open_object(out, "responses");
    for (size_t i = 0; i < general->count; i++) {
        int64_t status = LIST_AT(*general, struct reference_refusal, i)->status;

        if (!says(general, status, i))
            write_refused(writer, arena_printf(out->arena, "%lld", (long long)status), &none,
                          status);
    }
    close_object(out);
}

static void write_header_parameters(struct text *out)
{
    raw(out, "parameters",
        "{\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":"
        "\"A name of the caller's own for this request, in visible ASCII: sent again with the "
        "same name, it is answered as the first time and done only "
        "once.\",\"schema\":{\"type\":\"string\","
        "\"maxLength\":255}},"
        "\"IfNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"description\":"
        "\"The ETag of an earlier answer: while that is still so, 304 comes without a body.\","
        "\"schema\":{\"type\":\"string\"}}}");
}

static void write_components(const struct writer *writer)
{
    struct text *out = writer->out;

    open_object(out, "components");
    raw(out, "securitySchemes",
        "{\"basic\":{\"type\":\"http\",\"scheme\":\"basic\",\"description\":"
        "\"The agent key is the user, the API key the password.\"}}");
    write_header_parameters(out);
    write_general_refusals(writer);
    write_schemas(writer);
    close_object(out);
}

void openapi_write(struct text *out, const struct reference *reference,
                   const struct openapi_options *options)
{
    const struct writer writer = {out, reference, options};

    open_object(out, NULL);
    string(out, "openapi", "3.1.0");
    open_object(out, "info");
    string(out, "title", options->title);
    string(out, "version", options->version);
    string(out, "description", options->description);
    raw(out, "license", "{\"name\":\"Apache 2.0\",\"identifier\":\"Apache-2.0\"}");
    close_object(out);
    raw(out, "servers", "[{\"url\":\"/\"}]");
    raw(out, "security", "[{\"basic\":[]}]");
    write_tags(&writer);
    write_paths(&writer);
    write_components(&writer);
    close_object(out);
}
