#include "platform/http/exchange.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/json.h"
#include "base/text.h"
#include "platform/http/router.h"
#include "platform/http/uri.h"
#include "platform/log/log.h"

enum { REQUEST_ID_MAX = 64, IDEMPOTENCY_KEY_MAX = 255 };

static bool method_named(const char *name, enum method *out)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {
        {"GET",    GET   },
        {"HEAD",   GET   },
        {"POST",   POST  },
        {"PUT",    PUT   },
        {"DELETE", DELETE},
    };

    for (size_t i = 0; i < COUNT_OF(methods); i++) {
        if (strcmp(methods[i].name, name) == 0) {
            *out = methods[i].method;
            return true;
        }
    }
    return false;
}

/* It goes into the log and back to the client, so it must be harmless. */
static bool is_request_id(const char *id)
{
    size_t size = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    return size >= 1 && size <= REQUEST_ID_MAX && !id[size];
}

void exchange_open(struct exchange *exchange, const struct face *face, const char *method,
                   struct list headers, const char *fresh_id)
{
    struct request *request = &exchange->request;
    const char *id;

    exchange->face = face;
    exchange->has_method = method_named(method, &request->method);
    request->headers = headers;
    request->authorization = header_value(request, "Authorization");
    id = header_value(request, "X-Request-Id");
    exchange->task.ctx.request_id = id && is_request_id(id) ? id : fresh_id;
}

enum err exchange_route(struct exchange *exchange, const struct router *router, const char *target)
{
    struct ctx *ctx = &exchange->task.ctx;
    struct request *request = &exchange->request;
    struct router_match match;
    struct uri uri;
    enum err err;

    if (!uri_read(ctx->arena, target, &uri))
        return fail(ctx, ERR_MALFORMED, "Error.Api.Malformed", NULL,
                    "The path or the query is not valid UTF-8 text.");
    request->path = uri.path;
    request->query = uri.query;
    err = router_find(router, ctx->arena, exchange->has_method ? &request->method : NULL, uri.parts,
                      uri.part_count, &match);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.NotFound", NULL, "There is nothing at this path.");
    if (err != OK) {
        exchange->allow = match.allow;
        return fail(ctx, err, "Error.Api.WrongVerb", NULL, "This path takes %s.", match.allow);
    }
    exchange->face = match.face;
    exchange->route = match.route;
    request->path_parts = match.path_parts;
    return OK;
}

bool exchange_takes_many(const struct exchange *exchange, const struct router *router,
                         const char *target)
{
    struct arena *arena = exchange->task.ctx.arena;
    struct router_match match;
    struct uri uri;

    return uri_read(arena, target, &uri) &&
           router_find(router, arena, exchange->has_method ? &exchange->request.method : NULL,
                       uri.parts, uri.part_count, &match) == OK &&
           match.route->kind == WRITES_MANY;
}

bool exchange_reads(const struct exchange *exchange)
{
    return exchange->route->permission != MAY_ANYONE || exchange->route->kind == READS;
}

static enum err check_caller(struct ctx *ctx, const struct exchange *exchange)
{
    if (exchange->route->permission == MAY_ANYONE)
        return OK;
    TRY(exchange->face->authenticate(ctx, &exchange->request));
    if (exchange->route->permission & ~ctx->actor.permissions)
        return fail(ctx, ERR_FORBIDDEN, "Error.Api.Forbidden", NULL,
                    "These credentials do not allow this operation.");
    return OK;
}

/* reading -----------------------------------------------------------------------------------------
 */

/* What an answer rests on beside the rows that will be read. */
static void begin_digest(struct ctx *ctx, struct exchange *exchange)
{
    const struct request *request = &exchange->request;
    struct digest *digest = &exchange->digest;

    *digest = (struct digest){0};
    digest_mix_text(digest, exchange->face->version);
    digest_mix_text(digest, request->path);
    for (size_t i = 0; i < request->query.count; i++) {
        digest_mix_text(digest, LIST_AT(request->query, struct pair, i)->name);
        digest_mix_text(digest, LIST_AT(request->query, struct pair, i)->value);
    }
    digest_mix(digest, ctx->id_business);
    digest_mix(digest, ctx->actor.permissions);
    ctx->digest = digest;
}

/* `*`, or a list of tags. Ours is compared without its W/, and nothing but a whole tag stands
 * between two quotation marks. */
static bool is_listed(const char *list, const char *opaque)
{
    return list && (strcmp(list, "*") == 0 || strstr(list, opaque));
}

enum { TAG_DIGITS = 16 };

static void tag(struct ctx *ctx, struct exchange *exchange)
{
    struct response *response = &exchange->response;
    char weak[] = "W/\"0123456789abcdef\"", *digits = weak + strlen("W/\"");

    for (int i = 0; i < TAG_DIGITS; i++)
        digits[i] = "0123456789abcdef"[exchange->digest.state >> (60 - 4 * i) & 15];
    /* The size stays that of the whole answer, as it must; libmicrohttpd sends none of its bytes.
     */
    if (is_listed(header_value(&exchange->request, "If-None-Match"), weak + strlen("W/")))
        response->status = 304;
    respond_header(ctx, response, "ETag", weak);
    respond_header(ctx, response, "Cache-Control", "private, no-cache");
}

static enum err read_and_tag(struct ctx *ctx, struct exchange *exchange)
{
    enum err err;

    begin_digest(ctx, exchange);
    err = exchange->route->handle(ctx, &exchange->request, &exchange->response);
    ctx->digest = NULL;
    if (err == OK && exchange->response.status == 200)
        tag(ctx, exchange);
    return err;
}

/* writing -----------------------------------------------------------------------------------------
 */

static bool is_visible(const char *text)
{
    while (*text > ' ' && *text <= '~')
        text++;
    return !*text;
}

static void hash_request(struct ctx *ctx, const struct request *request, uint8_t *hash)
{
    static const char *const verbs[] = {
        [GET] = "GET", [POST] = "POST", [PUT] = "PUT", [DELETE] = "DELETE"};
    struct text head = {.arena = ctx->arena};
    struct bytes pieces[2];

    /* A NUL after each part: none can hold one. */
    text_append_bytes(&head, verbs[request->method], strlen(verbs[request->method]) + 1);
    text_append_bytes(&head, request->path, strlen(request->path) + 1);
    for (size_t i = 0; i < request->query.count; i++) {
        const struct pair *pair = LIST_AT(request->query, struct pair, i);

        text_append_bytes(&head, pair->name, strlen(pair->name) + 1);
        text_append_bytes(&head, pair->value, strlen(pair->value) + 1);
    }
    pieces[0] = (struct bytes){head.at, head.size};
    pieces[1] = (struct bytes){request->body ? request->body : "", request->body_size};
    sha256_pieces(pieces, COUNT_OF(pieces), hash);
}

static enum err read_idempotency(struct ctx *ctx, struct exchange *exchange)
{
    const char *key = header_value(&exchange->request, "Idempotency-Key");

    exchange->idempotency.key = NULL;
    if (!key || !exchange->face->recall || exchange->route->permission == MAY_ANYONE)
        return OK;
    if (!*key || strlen(key) > IDEMPOTENCY_KEY_MAX || !is_visible(key))
        return fail(ctx, ERR_MALFORMED, "Error.Api.Idempotency.KeyInvalid", NULL,
                    "The Idempotency-Key must have 1 to %d visible ASCII characters.",
                    IDEMPOTENCY_KEY_MAX);
    exchange->idempotency.key = key;
    hash_request(ctx, &exchange->request, exchange->idempotency.request_hash);
    return OK;
}

static enum err read_form(struct ctx *ctx, struct request *request)
{
    if (strlen(request->body) == request->body_size &&
        uri_read_pairs(ctx->arena, request->body, &request->form))
        return OK;
    return fail(ctx, ERR_MALFORMED, "Error.Api.Malformed", NULL,
                "The body is no form, or no valid UTF-8 text.");
}

enum err exchange_read(struct ctx *ctx, void *data)
{
    struct exchange *exchange = data;
    struct request *request = &exchange->request;

    exchange->response = (struct response){0};
    /* A form has the token that tells who really sent it. */
    if (request->body_size && exchange->face->takes == BODY_FORM)
        TRY(read_form(ctx, request));
    TRY(check_caller(ctx, exchange));
    if (request->body_size && exchange->face->takes == BODY_JSON)
        TRY(json_parse(ctx, request->body, request->body_size, &request->json));
    if (exchange->route->kind != READS)
        return read_idempotency(ctx, exchange);
    if (exchange->face->version && request->method == GET)
        return read_and_tag(ctx, exchange);
    return exchange->route->handle(ctx, request, &exchange->response);
}

/* Once per key. */
static enum err write_once(struct ctx *ctx, struct exchange *exchange)
{
    const struct face *face = exchange->face;
    struct response *response = &exchange->response;
    enum err err = face->recall(ctx, &exchange->idempotency, response);

    if (err == OK)
        respond_header(ctx, response, "Idempotency-Replayed", "true");
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(exchange->route->handle(ctx, &exchange->request, response));
    return face->remember(ctx, &exchange->idempotency, response);
}

enum err exchange_write(struct ctx *ctx, void *data)
{
    struct exchange *exchange = data;

    exchange->response = (struct response){0};
    TRY(exchange->face->set_time(ctx));
    if (exchange->idempotency.key)
        return write_once(ctx, exchange);
    return exchange->route->handle(ctx, &exchange->request, &exchange->response);
}

void exchange_close(struct exchange *exchange, enum err err)
{
    struct ctx *ctx = &exchange->task.ctx;
    struct response *response = &exchange->response;

    ctx->db = NULL;
    if (err == OK && response->status == 0) {
        log_write(LOG_ERROR, ctx->request_id, "the handler of %s gave no answer",
                  exchange->route->path);
        err = fail(ctx, ERR_FAILED, "Error.Api.Internal", NULL, "An internal error.");
    }
    if (err != OK) {
        *response = (struct response){0};
        exchange->face->respond_error(ctx, &exchange->request, err, response);
    }
    if (response->status == 401)
        respond_header(ctx, response, "WWW-Authenticate", "Basic realm=\"tacite\"");
    if (response->status == 429)
        respond_header(ctx, response, "Retry-After",
                       arena_printf(ctx->arena, "%" PRId64, ctx->wait_seconds));
    if (exchange->allow)
        respond_header(ctx, response, "Allow", exchange->allow);
    if (response->status == 204)
        response->size = 0;
}
