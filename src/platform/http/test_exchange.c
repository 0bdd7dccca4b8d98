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
    if (strcmp(request->authorization, "hasty") == 0) {
        ctx->wait_seconds = 7;
        return fail(ctx, ERR_TOO_MANY, "Slow", NULL, "Not so fast.");
    }
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

/* The key says what is known of it. */
static enum err recall(struct ctx *ctx, const struct idempotency *key, struct response *response)
{
    text_append(trace_of(ctx), "recall ");
    if (strcmp(key->key, "answered") == 0)
        return respond_text(response, 201, "text/plain", "before", 6);
    if (strcmp(key->key, "taken") == 0)
        return fail(ctx, ERR_CONFLICT, "Taken", NULL, "Another request.");
    return ERR_NOT_FOUND;
}

static enum err remember(struct ctx *ctx, const struct idempotency *key,
                         const struct response *response)
{
    assert_string_equal("new", key->key);
    assert_int_equal(200, response->status);
    text_append(trace_of(ctx), "remember ");
    return OK;
}

static void respond_error(struct ctx *ctx, const struct request *request, enum err err,
                          struct response *response)
{
    static const int statuses[] = {
        [ERR_MALFORMED] = 400, [ERR_UNAUTHENTICATED] = 401, [ERR_FORBIDDEN] = 403,
        [ERR_NOT_FOUND] = 404, [ERR_WRONG_VERB] = 405,      [ERR_CONFLICT] = 409,
        [ERR_TOO_MANY] = 429,  [ERR_FAILED] = 500,
    };

    (void)request;
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

#define OF_255                                                                                     \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789"   \
    "abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123"   \
    "456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde"

static const struct {
    const char *when, *method, *target, *key;
    int status;
    const char *trace;
    bool is_replayed;
} repeated[] = {
    {"a new key",            "POST", "/write", "new",      200, "authenticate set_time recall handle remember ",
     false                                                                                                            },
    {"an answered one",      "POST", "/write", "answered", 201, "authenticate set_time recall ",                 true },
    {"one of another",       "POST", "/write", "taken",    409, "authenticate set_time recall ",                 false},
    {"work that fails",      "POST", "/late",  "new",      409, "authenticate set_time recall handle ",          false},
    {"none",                 "POST", "/write", NULL,       200, "authenticate set_time handle ",                 false},
    {"an empty one",         "POST", "/write", "",         400, "authenticate ",                                 false},
    {"a space in it",        "POST", "/write", "a b",      400, "authenticate ",                                 false},
    {"beyond ASCII",         "POST", "/write", "\xc3\xa9", 400, "authenticate ",                                 false},
    {"255 characters",       "POST", "/late",  OF_255,     409, "authenticate set_time recall handle ",          false},
    {"256 characters",       "POST", "/late",  OF_255 "f", 400, "authenticate ",                                 false},
    {"a read",               "GET",  "/read",  "taken",    200, "authenticate handle ",                          false},
    {"nobody in particular", "POST", "/hook",  "taken",    200, "set_time handle ",                              false},
};

/* A face that knows how to answer again and what its answers rest on. */
static const struct face lasting_face = {
    .name = "lasting",
    .routes = routes,
    .count = COUNT_OF(routes),
    .authenticate = authenticate,
    .version = "1",
    .set_time = set_time,
    .recall = recall,
    .remember = remember,
    .respond_error = respond_error,
};

static const char *header_of(const struct exchange *exchange, const char *name)
{
    const struct request sent = {.headers = exchange->response.headers};

    return header_value(&sent, name);
}

static void what_is_repeated_is_done_once(void **state)
{
    const struct face *faces[] = {&lasting_face};
    struct arena *arena = arena_new();
    const struct router *router = router_new(faces, 1, arena);

    (void)state;
    FOR_EACH_CASE(one, repeated) {
        struct text trace = {.arena = arena};
        struct pair sent[] = {
            {"Authorization",   "test"  },
            {"idempotency-key", one->key}
        };
        struct exchange exchange = {.task.ctx = {.arena = arena}};

        exchange.task.ctx.id_business = (int64_t)(uintptr_t)&trace;
        exchange_open(&exchange, &lasting_face, one->method, (struct list){sent, one->key ? 2 : 1},
                      "id");
        exchange_close(&exchange, run(&exchange, router, one->target));
        EXPECT_INTEGER(one->when, one->status, exchange.response.status);
        EXPECT_TEXT(one->when, one->trace, text_done(&trace));
        EXPECT_TEXT(one->when, one->is_replayed ? "true" : NULL,
                    header_of(&exchange, "Idempotency-Replayed"));
    }
    arena_free(arena);
}

/* The hash of a request with a key. */
static void hash_of(const char *method, const char *target, const char *body, uint8_t *out)
{
    const struct face *faces[] = {&lasting_face};
    struct arena *arena = arena_new();
    struct text trace = {.arena = arena};
    struct pair sent[] = {
        {"Authorization",   "test"},
        {"Idempotency-Key", "new" }
    };
    struct exchange exchange = {.task.ctx = {.arena = arena}};

    exchange.task.ctx.id_business = (int64_t)(uintptr_t)&trace;
    exchange_open(&exchange, &lasting_face, method, (struct list){sent, 2}, "id");
    exchange.request.body = body;
    exchange.request.body_size = strlen(body);
    assert_int_equal(OK, run(&exchange, router_new(faces, 1, arena), target));
    memcpy(out, exchange.idempotency.request_hash, SHA256_SIZE);
    arena_free(arena);
}

static void requests_that_differ_have_another_hash(void **state)
{
    static const struct {
        const char *when, *target, *body;
    } cases[] = {
        {"another body",   "/write?a=b",     "{ }"},
        {"another query",  "/write?a=c",     "{}" },
        {"no query",       "/write",         "{}" },
        {"a longer query", "/write?a=b&c=d", "{}" },
        {"another cut",    "/write?ab=",     "{}" },
        {"another path",   "/WRITE?a=b",     "{}" },
    };
    uint8_t first[SHA256_SIZE], again[SHA256_SIZE];

    (void)state;
    hash_of("POST", "/write?a=b", "{}", first);
    hash_of("POST", "/write?a=b", "{}", again);
    assert_memory_equal(first, again, sizeof first);
    FOR_EACH_CASE(one, cases) {
        hash_of("POST", one->target, one->body, again);
        EXPECT_TRUE(one->when, memcmp(first, again, sizeof first) != 0);
    }
}

static const struct {
    const char *when, *method, *target, *known; /* If-None-Match; @ stands for the right tag */
    int status;
    bool has_tag;
} tagged[] = {
    {"nothing known",          "GET",  "/read",     NULL,                200, true },
    {"the tag",                "GET",  "/read",     "W/@",               304, true },
    {"the tag, called strong", "GET",  "/read",     "@",                 304, true },
    {"one of several",         "GET",  "/read",     "\"a\", W/@, \"b\"", 304, true },
    {"any",                    "GET",  "/read",     "*",                 304, true },
    {"the head alone",         "HEAD", "/read",     "W/@",               304, true },
    {"another tag",            "GET",  "/read",     "W/\"0\"",           200, true },
    {"half a tag",             "GET",  "/read",     "\"",                200, true },
    {"another question",       "GET",  "/read?a=b", "W/@",               200, true },
    {"a quote",                "POST", "/quote",    "*",                 200, false},
    {"a write",                "POST", "/write",    "*",                 200, false},
    {"an error",               "GET",  "/none",     "*",                 404, false},
};

/* What the tag of /read is, in quotation marks. */
static const char *tag_of_read(struct arena *arena, const struct router *router, struct text *trace)
{
    struct pair sent = {"Authorization", "test"};
    struct exchange exchange = {.task.ctx = {.arena = arena}};

    exchange.task.ctx.id_business = (int64_t)(uintptr_t)trace;
    exchange_open(&exchange, &lasting_face, "GET", (struct list){&sent, 1}, "id");
    exchange_close(&exchange, run(&exchange, router, "/read"));
    return header_of(&exchange, "ETag") + 2;
}

static void who_has_the_answer_is_told_so(void **state)
{
    const struct face *faces[] = {&lasting_face};
    struct arena *arena = arena_new();
    const struct router *router = router_new(faces, 1, arena);
    struct text trace = {.arena = arena};
    const char *tag = tag_of_read(arena, router, &trace);

    (void)state;
    FOR_EACH_CASE(one, tagged) {
        size_t before = one->known ? strcspn(one->known, "@") : 0;
        bool has_place = one->known && one->known[before];
        struct pair sent[] = {
            {"Authorization", "test"                                 },
            { "If-None-Match", has_place ? arena_printf(arena, "%.*s%s%s", (int)before, one->known,
             tag, one->known + before + 1)
                                        : one->known},
        };
        struct exchange exchange = {.task.ctx = {.arena = arena}};

        exchange.task.ctx.id_business = (int64_t)(uintptr_t)&trace;
        exchange_open(&exchange, &lasting_face, one->method,
                      (struct list){sent, one->known ? 2 : 1}, "id");
        exchange_close(&exchange, run(&exchange, router, one->target));
        EXPECT_INTEGER(one->when, one->status, exchange.response.status);
        EXPECT_TRUE(one->when, (header_of(&exchange, "ETag") != NULL) == one->has_tag);
    }
    arena_free(arena);
}

static void who_is_hasty_is_told_how_long_to_wait(void **state)
{
    const struct face *faces[] = {&face};
    struct arena *arena = arena_new();
    struct text trace = {.arena = arena};
    struct pair sent = {"Authorization", "hasty"};
    struct exchange exchange = {.task.ctx = {.arena = arena}};

    (void)state;
    exchange.task.ctx.id_business = (int64_t)(uintptr_t)&trace;
    exchange_open(&exchange, &face, "GET", (struct list){&sent, 1}, "id");
    exchange_close(&exchange, run(&exchange, router_new(faces, 1, arena), "/read"));
    EXPECT_INTEGER("hasty", 429, exchange.response.status);
    EXPECT_TEXT("hasty", "7", header_of(&exchange, "Retry-After"));
    EXPECT_TEXT("hasty", "authenticate ", text_done(&trace));
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
        cmocka_unit_test(what_is_repeated_is_done_once),
        cmocka_unit_test(requests_that_differ_have_another_hash),
        cmocka_unit_test(who_has_the_answer_is_told_so),
        cmocka_unit_test(who_is_hasty_is_told_how_long_to_wait),
        cmocka_unit_test(request_ids_are_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
