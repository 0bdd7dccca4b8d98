#include "platform/http/http.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <sys/socket.h>

#include "base/json.h"
#include "platform/http/uri.h"

const char *path_text(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->path_parts.count; i++) {
        const struct pair *part = LIST_AT(request->path_parts, struct pair, i);

        if (strcmp(part->name, name) == 0)
            return part->value;
    }
    return "";
}

enum err path_id(struct ctx *ctx, const struct request *request, const char *name, const char *code,
                 int64_t *out)
{
    const char *text = path_text(request, name);

    if (integer_parse(text, INT64_MAX, out) && *out > 0)
        return OK;
    return fail(ctx, ERR_NOT_FOUND, code, name, "\"%.40s\" is no id.", text);
}

static const char *value_named(const struct list *pairs, const char *name)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *pair = LIST_AT(*pairs, struct pair, i);

        if (text_equal_fold(pair->name, name))
            return pair->value;
    }
    return NULL;
}

const char *query_value(const struct request *request, const char *name)
{
    return value_named(&request->query, name);
}

const char *header_value(const struct request *request, const char *name)
{
    return value_named(&request->headers, name);
}

static const char *peer_address(struct arena *arena, const struct sockaddr *peer)
{
    char *text = arena_alloc(arena, INET6_ADDRSTRLEN);

    if (peer && peer->sa_family == AF_INET)
        return inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)peer)->sin_addr, text,
                         INET6_ADDRSTRLEN);
    if (peer && peer->sa_family == AF_INET6)
        return inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)peer)->sin6_addr,
                         text, INET6_ADDRSTRLEN);
    return NULL;
}

static bool is_this_machine(const char *address)
{
    return address && (strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0);
}

const char *client_address(struct arena *arena, const struct request *request)
{
    const char *address = peer_address(arena, request->peer);
    const char *forwarded = header_value(request, "X-Forwarded-For"), *last;

    if (!forwarded || !is_this_machine(address))
        return address;
    last = strrchr(forwarded, ',');
    last = last ? last + 1 : forwarded;
    return arena_copy(arena, last + strspn(last, " "));
}

const char *form_value(const struct request *request, const char *name)
{
    return value_named(&request->form, name);
}

struct list form_values(struct arena *arena, const struct request *request, const char *name)
{
    struct list values = {ARENA_ARRAY(arena, const char *, request->form.count + 1), 0};

    for (size_t i = 0; i < request->form.count; i++) {
        const struct pair *pair = LIST_AT(request->form, struct pair, i);

        if (text_equal_fold(pair->name, name))
            *LIST_AT(values, const char *, values.count++) = pair->value;
    }
    return values;
}

/* Is `given` the public name of the field, `ReferenceOffer` for `reference_offer`, whatever the
 * case of its letters? */
static bool is_name_of(const char *given, const struct field *field)
{
    const char *name = field->name;

    for (; *given; given++, name++) {
        name += *name == '_';
        if (tolower((unsigned char)*given) != *name)
            return false;
    }
    return !*name;
}

static const char *value_of(const struct list *pairs, const struct field *field)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct pair *pair = LIST_AT(*pairs, struct pair, i);

        if (is_name_of(pair->name, field))
            return pair->value;
    }
    return NULL;
}

/* A moment of the query. One client encodes it twice; another not at all, so that the `+` before
 * its zone came as a space, and a `+` does well wherever a space may stand. */
static const char *moment_text(struct arena *arena, const char *value)
{
    char *text = arena_copy(arena, uri_decode_again(arena, value));

    for (char *at = text; *at; at++)
        if (*at == ' ')
            *at = '+';
    return text;
}

static enum err read_pairs(struct ctx *ctx, const struct list *pairs, const struct field *fields,
                           void *into)
{
    enum err result = OK;

    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        const char *value = value_of(pairs, field);

        if (value && field->kind == FIELD_INSTANT)
            value = moment_text(ctx->arena, value);
        if (value && field_read_text(ctx, field, value, into) != OK)
            result = ERR_INVALID;
    }
    return result;
}

enum err request_read_query(struct ctx *ctx, const struct request *request,
                            const struct field *fields, void *into)
{
    fields_clear(fields, into);
    return read_pairs(ctx, &request->query, fields, into);
}

enum err request_read(struct ctx *ctx, const struct request *request, const struct field *fields,
                      void *into)
{
    enum err body = OK, query;

    fields_clear(fields, into);
    if (request->json)
        body = json_read(ctx, request->json, fields, into);
    else if (request->form.count)
        body = read_pairs(ctx, &request->form, fields, into);
    query = read_pairs(ctx, &request->query, fields, into);
    return body != OK ? body : query;
}

enum err respond_json(struct ctx *ctx, struct response *response, int status,
                      const struct field *fields, const void *value)
{
    struct text text = {.arena = ctx->arena};

    json_write(&text, fields, value);
    return respond_text(response, status, "application/json; charset=utf-8", text_done(&text),
                        text.size);
}

enum err respond_text(struct response *response, int status, const char *content_type,
                      const char *text, size_t size)
{
    response->status = status;
    response->content_type = content_type;
    response->body = text;
    response->size = size;
    return OK;
}

enum err respond_nothing(struct response *response)
{
    return respond_text(response, 204, NULL, NULL, 0);
}

void respond_header(struct ctx *ctx, struct response *response, const char *name, const char *value)
{
    size_t count = response->headers.count;
    struct pair *longer = ARENA_ARRAY(ctx->arena, struct pair, count + 1);

    if (count)
        memcpy(longer, response->headers.items, count * sizeof *longer);
    longer[count] = (struct pair){name, arena_copy(ctx->arena, value)};
    response->headers = (struct list){longer, count + 1};
}
