#include "platform/http/exchange.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/json.h"
#include "platform/http/router.h"
#include "platform/http/uri.h"
#include "platform/log/log.h"

enum { REQUEST_ID_MAX = 64 };

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

enum err exchange_read(struct ctx *ctx, void *data)
{
    struct exchange *exchange = data;
    struct request *request = &exchange->request;

    exchange->response = (struct response){0};
    TRY(check_caller(ctx, exchange));
    if (request->body_size)
        TRY(json_parse(ctx, request->body, request->body_size, &request->json));
    if (exchange->route->kind == WRITES)
        return OK;
    return exchange->route->handle(ctx, request, &exchange->response);
}

enum err exchange_write(struct ctx *ctx, void *data)
{
    struct exchange *exchange = data;

    exchange->response = (struct response){0};
    TRY(exchange->face->set_time(ctx));
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
        exchange->face->respond_error(ctx, err, response);
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
