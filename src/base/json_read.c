#include <json-c/json.h>
#include <string.h>

#include "base/json.h"

enum { DEPTH_MAX = 32 };

/* json-c's tree is copied into the arena, so that its lifetime is the request's and no error path
 * can forget it. */
struct json {
    json_type type;
    const char *text; /* of a string; of a number or a truth, as it was written */
    size_t count;     /* of an array or an object */
    const struct json *items;
    const char *const *names; /* of an object */
};

static void copy_tree(struct arena *arena, struct json_object *from, struct json *into)
{
    into->type = json_object_get_type(from);
    if (into->type == json_type_array) {
        struct json *items = ARENA_ARRAY(arena, struct json, json_object_array_length(from));

        into->count = json_object_array_length(from);
        for (size_t i = 0; i < into->count; i++)
            copy_tree(arena, json_object_array_get_idx(from, i), &items[i]);
        into->items = items;
    } else if (into->type == json_type_object) {
        size_t count = (size_t)json_object_object_length(from);
        struct json *items = ARENA_ARRAY(arena, struct json, count);
        const char **names = ARENA_ARRAY(arena, const char *, count);
        struct json_object_iter member;

        json_object_object_foreachC(from, member)
        {
            names[into->count] = arena_copy(arena, member.key);
            copy_tree(arena, member.val, &items[into->count++]);
        }
        into->items = items;
        into->names = names;
    } else if (into->type == json_type_string) {
        into->text = arena_copy_bytes(arena, json_object_get_string(from),
                                      (size_t)json_object_get_string_len(from));
        if (strlen(into->text) != (size_t)json_object_get_string_len(from))
            into->text = NULL; /* a NUL inside: no field accepts it */
    } else if (into->type != json_type_null) {
        into->text =
            arena_copy(arena, json_object_to_json_string_ext(from, JSON_C_TO_STRING_PLAIN));
    }
}

/* 1-based line of a place in the text. */
static int line_of(const char *bytes, size_t at)
{
    int line = 1;

    for (size_t i = 0; i < at; i++)
        line += bytes[i] == '\n';
    return line;
}

static enum err malformed(struct ctx *ctx, const char *bytes, size_t at, const char *why)
{
    return fail(ctx, ERR_MALFORMED, "Error.Api.Malformed", NULL,
                "The body is not JSON: %s, at byte %zu (line %d).", why, at + 1,
                line_of(bytes, at));
}

static size_t skip_digits(const char *bytes, size_t size, size_t at)
{
    while (at < size && bytes[at] >= '0' && bytes[at] <= '9')
        at++;
    return at;
}

/* Of the number at `bytes` without its exponent; 0 if it is not one of JSON's, or a whole part that
 * 64 bits do not hold. */
static size_t number_length(const char *bytes, size_t size)
{
    static const char largest[] = "9223372036854775807";
    size_t start = bytes[0] == '-', digits = sizeof largest - 1, point;
    size_t at = skip_digits(bytes, size, start);

    if (at == start || at - start > digits ||
        (at - start == digits && memcmp(bytes + start, largest, digits) > 0))
        return 0;
    if (at == size || bytes[at] != '.')
        return at;
    point = at + 1;
    at = skip_digits(bytes, size, point);
    return at == point ? 0 : at;
}

/* json-c takes `NaN`, `Infinity` and `1.` for numbers and quotes of one stroke around names, and it
 * cuts a whole number at 64 bits without a word. Where the first of these stands; `size` if there
 * is none. */
static size_t first_leniency(const char *bytes, size_t size)
{
    bool is_string = false;

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '"') {
            is_string = !is_string;
        } else if (is_string) {
            i += bytes[i] == '\\';
        } else if (bytes[i] == 'N' || bytes[i] == 'I' || bytes[i] == '\'') {
            return i;
        } else if (bytes[i] == '-' || (bytes[i] >= '0' && bytes[i] <= '9')) {
            size_t length = number_length(bytes + i, size - i);

            if (!length)
                return i;
            i += length - 1;
        }
    }
    return size;
}

enum err json_parse(struct ctx *ctx, const char *bytes, size_t size, const struct json **out)
{
    struct json_tokener *tokener;
    struct json_object *root;
    enum json_tokener_error why;
    size_t end = first_leniency(bytes, size);

    if (!utf8_is_valid(bytes, size))
        return fail(ctx, ERR_MALFORMED, "Error.Api.Malformed", NULL,
                    "The body is not valid UTF-8 text.");
    if (end < size)
        return malformed(ctx, bytes, end, "unexpected character, or a number beyond 64 bits");
    tokener = json_tokener_new_ex(DEPTH_MAX);
    if (!tokener)
        return ERR_FAILED;
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    root = json_tokener_parse_ex(tokener, bytes, (int)size);
    why = json_tokener_get_error(tokener);
    end = json_tokener_get_parse_end(tokener);
    if (why == json_tokener_continue) { /* a bare number ends only with the text */
        root = json_tokener_parse_ex(tokener, "", 1);
        why = json_tokener_get_error(tokener);
        if (why == json_tokener_success)
            end = size;
    }
    json_tokener_free(tokener);
    while (end < size && strchr(" \t\r\n", bytes[end]))
        end++;
    if (why == json_tokener_success && end == size) {
        struct json *json = ARENA_NEW(ctx->arena, struct json);

        copy_tree(ctx->arena, root, json);
        json_object_put(root);
        *out = json;
        return OK;
    }
    json_object_put(root);
    if (why == json_tokener_error_depth)
        return fail(ctx, ERR_MALFORMED, "Error.Api.Malformed", NULL,
                    "The body is nested deeper than %d levels.", DEPTH_MAX);
    if (why == json_tokener_success)
        return malformed(ctx, bytes, end, "something follows the end");
    return malformed(ctx, bytes, end, end >= size ? "it ends too early" : "unexpected character");
}

const struct json *json_member(const struct json *json, const char *name)
{
    if (!json || json->type != json_type_object)
        return NULL;
    for (size_t i = 0; i < json->count; i++)
        if (text_equal_fold(json->names[i], name))
            return &json->items[i];
    return NULL;
}

const char *json_text(const struct json *json)
{
    return json && json->type == json_type_string ? json->text : NULL;
}

const char *json_scalar(const struct json *json)
{
    return json ? json->text : NULL;
}

const struct json *json_at(const struct json *json, size_t index)
{
    return &json->items[index];
}

bool json_is_array(const struct json *json)
{
    return json->type == json_type_array;
}

size_t json_count(const struct json *json)
{
    return json ? json->count : 0;
}

const char *json_member_name(const struct json *json, size_t index)
{
    return json->names[index];
}

bool json_is_plain_object(const struct json *json, size_t most, size_t length)
{
    if (json->type != json_type_object || json->count > most)
        return false;
    for (size_t i = 0; i < json->count; i++) {
        const struct json *value = &json->items[i];

        if (value->type == json_type_object || value->type == json_type_array)
            return false;
        if (value->text && utf8_length(value->text) > length)
            return false;
    }
    return true;
}

void json_write_again(struct text *out, const struct json *json)
{
    bool is_object = json->type == json_type_object;

    if (json->type == json_type_string) {
        json_write_string(out, json->text ? json->text : "");
    } else if (json->type == json_type_null) {
        text_append(out, "null");
    } else if (!is_object && json->type != json_type_array) {
        text_append(out, json->text);
    } else {
        text_append_char(out, is_object ? '{' : '[');
        for (size_t i = 0; i < json->count; i++) {
            if (i)
                text_append_char(out, ',');
            if (is_object) {
                json_write_string(out, json->names[i]);
                text_append_char(out, ':');
            }
            json_write_again(out, &json->items[i]);
        }
        text_append_char(out, is_object ? '}' : ']');
    }
}

/* The JSON name of a field, for a complaint. */
static const char *public_name(struct ctx *ctx, const struct field *field)
{
    struct text name = {.arena = ctx->arena};

    json_write_name(&name, field->name);
    return arena_copy_bytes(ctx->arena, name.at + 1, name.size - 2);
}

static enum err does_not_fit(struct ctx *ctx, const struct field *field, const char *text,
                             const char *expected)
{
    complain(ctx, NULL, public_name(ctx, field), "%s: \"%.40s\" is not %s.",
             public_name(ctx, field), text ? text : "", expected);
    return ERR_INVALID;
}

/* The names that a choice may take, for a complaint. */
static const char *choice_list(struct ctx *ctx, const struct field *field)
{
    struct text names = {.arena = ctx->arena};

    text_append(&names, "one of");
    for (int i = 1; field->choices[i]; i++)
        text_appendf(&names, "%s %s", i == 1 ? "" : ",", field->choices[i]);
    return text_done(&names);
}

static enum err read_truth(struct ctx *ctx, const struct field *field, const char *text, bool *out)
{
    if (text_equal_fold(text, "true") || strcmp(text, "1") == 0)
        *out = true;
    else if (text_equal_fold(text, "false") || strcmp(text, "0") == 0)
        *out = false;
    else
        return does_not_fit(ctx, field, text, "true or false");
    return OK;
}

static enum err read_string(struct ctx *ctx, const struct field *field, const char *text,
                            const char **out)
{
    size_t most = field->size ? field->size : FIELD_TEXT_MAX;

    if (!utf8_is_valid(text, strlen(text)))
        return does_not_fit(ctx, field, "...", "valid UTF-8 text");
    if (utf8_length(text) > most) {
        complain(ctx, NULL, public_name(ctx, field), "%s: longer than %zu characters.",
                 public_name(ctx, field), most);
        return ERR_INVALID;
    }
    *out = arena_copy(ctx->arena, text);
    return OK;
}

enum err field_read_text(struct ctx *ctx, const struct field *field, const char *text, void *into)
{
    void *at = field_at(field, into);
    bool truth = false;

    if (!*text)
        return OK;
    switch (field->kind) {
    case FIELD_TEXT:
        return read_string(ctx, field, text, at);
    case FIELD_INTEGER:
        return integer_parse(text, AMOUNT_MAX, at)
                   ? OK
                   : does_not_fit(ctx, field, text, "a whole number");
    case FIELD_DECIMAL:
    case FIELD_QUANTITY:
        return decimal_parse(text, at) ? OK : does_not_fit(ctx, field, text, "a decimal number");
    case FIELD_INSTANT:
        return instant_parse(text, at)
                   ? OK
                   : does_not_fit(ctx, field, text,
                                  "a date that exists, like 2026-01-31T09:00:00Z");
    case FIELD_BOOLEAN:
        return read_truth(ctx, field, text, at);
    case FIELD_FLAG:
        TRY(read_truth(ctx, field, text, &truth));
        *(int64_t *)at = truth;
        return OK;
    case FIELD_CHOICE:
        *(int *)at = choice_named(field->choices, text);
        return *(int *)at ? OK : does_not_fit(ctx, field, text, choice_list(ctx, field));
    default:
        return does_not_fit(ctx, field, text, "of this type");
    }
}

enum { LIST_MAX = 10000 };

/* What is noted about an element says where it stands: `Offers[2].Name`. */
static enum err read_elements(struct ctx *ctx, const struct json *json, const char *name,
                              const struct field *fields, size_t size, struct list *out)
{
    const char *outer = ctx->place;
    enum err result = OK;

    out->items = arena_alloc(ctx->arena, size * (json->count ? json->count : 1));
    out->count = json->count;
    for (size_t i = 0; i < json->count; i++) {
        ctx->place = arena_printf(ctx->arena, "%s%s[%zu].", outer ? outer : "", name, i);
        if (json_read(ctx, &json->items[i], fields, (char *)out->items + i * size) != OK)
            result = ERR_INVALID;
    }
    ctx->place = outer;
    return result;
}

static enum err read_member_list(struct ctx *ctx, const struct json *json,
                                 const struct field *field, void *into)
{
    if (json->count > LIST_MAX)
        return does_not_fit(ctx, field, "...", "an array of at most 10000 elements");
    return read_elements(ctx, json, public_name(ctx, field), field->element, field->size,
                         field_at(field, into));
}

/* Of every kind: some clients send what was left blank as "". */
static bool is_not_given(const struct json *json)
{
    return json->type == json_type_null ||
           (json->type == json_type_string && json->text && !*json->text);
}

static enum err read_value(struct ctx *ctx, const struct json *json, const struct field *field,
                           void *into)
{
    if (is_not_given(json))
        return OK;
    if (field->kind == FIELD_JSON) {
        struct text copy = {.arena = ctx->arena};

        json_write_again(&copy, json);
        *(const char **)field_at(field, into) = text_done(&copy);
        return OK;
    }
    if (field->kind == FIELD_LIST) {
        if (json->type != json_type_array)
            return does_not_fit(ctx, field, json->text, "an array");
        return read_member_list(ctx, json, field, into);
    }
    if (field->kind == FIELD_RECORD)
        return json_read(ctx, json, field->element, field_at(field, into));
    if (json->type == json_type_array || json->type == json_type_object)
        return does_not_fit(ctx, field, "...", "a single value");
    if (json->type == json_type_boolean && field->kind == FIELD_INSTANT &&
        strcmp(json->text, "false") == 0)
        return OK;
    if (json->type == json_type_boolean &&
        (field->kind == FIELD_INTEGER || field->kind == FIELD_DECIMAL ||
         field->kind == FIELD_QUANTITY))
        return does_not_fit(ctx, field, json->text, "a number");
    if (!json->text)
        return does_not_fit(ctx, field, "...", "text without a NUL character");
    return field_read_text(ctx, field, json->text, into);
}

enum err json_read(struct ctx *ctx, const struct json *json, const struct field *fields, void *into)
{
    enum err result = OK;

    fields_clear(fields, into);
    if (json->type != json_type_object)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL, "A JSON object is expected.");
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        const char *name = public_name(ctx, field);
        const struct json *member = json_member(json, name);

        if (member && read_value(ctx, member, field, into) != OK)
            result = ERR_INVALID;
    }
    return result;
}

enum err json_read_list(struct ctx *ctx, const struct json *json, const struct field *fields,
                        size_t size, size_t most, struct list *out)
{
    if (json->type != json_type_array)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL, "A JSON array is expected.");
    if (json->count > most)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL,
                    "%zu elements; at most %zu are taken at once.", json->count, most);
    return read_elements(ctx, json, "", fields, size, out);
}
