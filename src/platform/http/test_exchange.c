#include "platform/http/exchange.h"

#include <string.h>

#include "base/text.h"
#include "platform/http/router.h"
#include "unit/cases.h"

/* What was called in which order. The arena's text serves as the database would: handlers of these
 * tests have nothing else to leave traces in. */
static struct text *trace_of(struct ctx *ctx)
{
    return (struct text *)(uintptr_t)ctx->id_business;
}

static enum err authenticate(struct ctx *ctx, const struct request *request)
{
    text_append(trace_of(ctx), "authenticate ");
    if (!request->authorization)
        return fail(ctx, ERR_UNAUTHENTICATED, "Who", NULL, "Who is it?");
    ctx->actor.permissions = MAY_READ_CUSTOMERS | MAY_WRITE_CUSTOMERS;
    return OK;
}

static enum err set_time(struct ctx *ctx)
{
    text_append(trace_of(ctx), "set_time ");
    return OK;
}

static enum err answer(struct ctx *ctx, const struct request *request, struct response *response)
{
    text_append(trace_of(ctx), request->json ? "handle+json " : "handle ");
    return respond_text(response, 200, "text/plain", "yes", 3);
}

static enum err forget(struct ctx *ctx, const struct request *request, struct response *response)
{
    (void)ctx;
    (void)request;
    (void)response;
    return OK;
}

static enum err fail_late(struct ctx *ctx, const struct request *request, struct response *response)
{
    TRY(answer(ctx, request, response));
    return fail(ctx, ERR_CONFLICT, "Late", NULL, "Too late.");
}

static void respond_error(struct ctx *ctx, enum err err, struct response *response)
{
    static const int statuses[] = {
        [ERR_MALFORMED] = 400, [ERR_UNAUTHENTICATED] = 401, [ERR_FORBIDDEN] = 403,
        [ERR_NOT_FOUND] = 404, [ERR_WRONG_VERB] = 405,      [ERR_CONFLICT] = 409,
        [ERR_FAILED] = 500,
    };

    assert_null(ctx->db);
    (void)!respond_text(response, statuses[err], "text/plain", ctx->failures->code, 1);
}

static const struct route routes[] = {
    {GET,    "/read",   MAY_READ_CUSTOMERS,             READS,  answer,    "", 0, 0},
    {POST,   "/quote",  MAY_READ_CUSTOMERS,             READS,  answer,    "", 0, 0},
    {POST,   "/write",  MAY_WRITE_CUSTOMERS,            WRITES, answer,    "", 0, 0},
    {POST,   "/late",   MAY_WRITE_CUSTOMERS,            WRITES, fail_late, "", 0, 0},
    {POST,   "/bill",   MAY_WRITE_CUSTOMERS | MAY_BILL, WRITES, answer,    "", 0, 0},
    {GET,    "/open",   MAY_ANYONE,                     READS,  answer,    "", 0, 0},
    {POST,   "/hook",   MAY_ANYONE,                     WRITES, answer,    "", 0, 0},
    {DELETE, "/forget", MAY_ANYONE,                     READS,  forget,    "", 0, 0},
};

static const struct face face = {
    .name = "test",
    .routes = routes,
    .count = COUNT_OF(routes),
    .authenticate = authenticate,
    .set_time = set_time,
    .respond_error = respond_error,
};

static const struct {
    const char *when, *method, *target;
    bool is_known;
    const char *body;
    int status;
    const char *trace;
} exchanges[] = {
    {"a read",                     "GET",    "/read",     true,  NULL, 200, "authenticate handle "              },
    {"its head",                   "HEAD",   "/read",     true,  NULL, 200, "authenticate handle "              },
    {"a quote",                    "POST",   "/quote",    true,  "{}", 200, "authenticate handle+json "         },
    {"a write",                    "POST",   "/write",    true,  "{}", 200, "authenticate set_time handle+json "},
    {"a write without a body",     "POST",   "/write",    true,  NULL, 200, "authenticate set_time handle "     },
    {"a write that fails at last", "POST",   "/late",     true,  NULL, 409,
     "authenticate set_time handle "                                                                            },
    {"an open read",               "GET",    "/open",     false, NULL, 200, "handle "                           },
    {"an open write",              "POST",   "/hook",     false, "{}", 200, "set_time handle+json "             },
    {"nobody",                     "GET",    "/read",     false, NULL, 401, "authenticate "                     },
    {"nobody, and broken JSON",    "POST",   "/write",    false, "{",  401, "authenticate "                     },
    {"not allowed, broken JSON",   "POST",   "/bill",     true,  "{",  403, "authenticate "                     },
    {"broken JSON",                "POST",   "/write",    true,  "{",  400, "authenticate "                     },
    {"one of two permissions",     "POST",   "/bill",     true,  "{}", 403, "authenticate "                     },
    {"no such path",               "GET",    "/none",     true,  NULL, 404, ""                                  },
    {"another verb",               "PUT",    "/read",     true,  NULL, 405, ""                                  },
    {"a verb that nobody has",     "BREW",   "/read",     true,  NULL, 405, ""                                  },
    {"not text",                   "GET",    "/read?%ff", true,  NULL, 400, ""                                  },
    {"a handler without answer",   "DELETE", "/forget",   false, NULL, 500, ""                                  },
};

/* What server.c does, on one thread and without a database. */
static enum err run(struct exchange *exchange, const struct router *router, const char *target)
{
    struct ctx *ctx = &exchange->task.ctx;

    TRY(exchange_route(exchange, router, target));
    TRY(exchange_read(ctx, exchange));
    return exchange->route->kind == WRITES ? exchange_write(ctx, exchange) : OK;
}

static void the_steps_are_in_order(void **state)
{
    const struct face *faces[] = {&face};
    struct arena *arena = arena_new();
    const struct router *router = router_new(faces, 1, arena);

    (void)state;
    FOR_EACH_CASE(one, exchanges) {
        struct text trace = {.arena = arena};
        struct pair known = {"AUTHORIZATION", "test"};
        struct exchange exchange = {.task.ctx = {.arena = arena}};

        exchange.task.ctx.id_business = (int64_t)(uintptr_t)&trace;
        exchange_open(&exchange, &face, one->method, (struct list){&known, one->is_known}, "id");
        exchange.request.body = one->body;
        exchange.request.body_size = one->body ? strlen(one->body) : 0;
        exchange_close(&exchange, run(&exchange, router, one->target));
        EXPECT_INTEGER(one->when, one->status, exchange.response.status);
        EXPECT_TEXT(one->when, one->trace, text_done(&trace));
        EXPECT_INTEGER(one->when, one->status == 401 || one->status == 405,
                       (int64_t)exchange.response.headers.count);
    }
    arena_free(arena);
}

static const struct {
    const char *when, *sent, *taken;
} request_ids[] = {
    {"none",           NULL,                                                                "fresh"      },
    {"a good one",     "abc.DEF-1_2",                                                       "abc.DEF-1_2"},
    {"an empty one",   "",                                                                  "fresh"      },
    {"a space",        "a b",                                                               "fresh"      },
    {"another letter", "\xc3\xa9",                                                          "fresh"      },
    {"64 characters",  "0123456789012345678901234567890123456789012345678901234567890123",
     "0123456789012345678901234567890123456789012345678901234567890123"                                  },
    {"65 characters",  "01234567890123456789012345678901234567890123456789012345678901234", "fresh"      },
};

static void request_ids_are_harmless(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, request_ids) {
        struct pair sent = {"x-request-id", one->sent};
        struct exchange exchange = {0};

        exchange_open(&exchange, &face, "GET", (struct list){&sent, one->sent != NULL}, "fresh");
        EXPECT_TEXT(one->when, one->taken, exchange.task.ctx.request_id);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_steps_are_in_order),
        cmocka_unit_test(request_ids_are_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
