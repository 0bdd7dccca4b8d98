#include "platform/http/http.h"

#include <string.h>

#include "base/json.h"
#include "platform/http/uri.h"
#include "unit/cases.h"

struct order {
    const char *reference_customer;
    int64_t size_page, try_start;
    struct instant date_term;
    struct decimal price;
};

static const struct field order_fields[] = {
    FIELD(order, reference_customer), FIELD(order, size_page), FIELD_FLAG_OF(order, try_start),
    FIELD(order, date_term),          FIELD(order, price),     FIELDS_END,
};

static const struct {
    const char *when, *query, *body, *read;
} orders[] = {
    {"nothing",                        "",                                            NULL,                                                                "{}"                 },
    {"the query alone",                "?ReferenceCustomer=a&SizePage=5",             NULL,
     "{\"ReferenceCustomer\":\"a\",\"SizePage\":5}"                                                                                                                             },
    {"the body alone",                 "",                                            "{\"ReferenceCustomer\":\"a\",\"TryStart\":\"True\"}",
     "{\"ReferenceCustomer\":\"a\",\"TryStart\":true}"                                                                                                                          },
    {"the query wins",                 "?sizePage=5",                                 "{\"SizePage\":6,\"TryStart\":false}",
     "{\"SizePage\":5,\"TryStart\":false}"                                                                                                                                      },
    {"an empty query value gives way", "?sizePage=",                                  "{\"SizePage\":6}",                                                  "{\"SizePage\":6}"   },
    {"the first of two",               "?sizePage=5&SizePage=6",                      NULL,                                                                "{\"SizePage\":5}"   },
    {"any case of letters",            "?REFERENCEcustomer=a&trystart=1",             NULL,
     "{\"ReferenceCustomer\":\"a\",\"TryStart\":true}"                                                                                                                          },
    {"an underscore is another name",  "?size_page=5",                                NULL,                                                                "{}"                 },
    {"a shorter name",                 "?Size=5&SizePag=6",                           NULL,                                                                "{}"                 },
    {"a longer name",                  "?SizePages=5",                                NULL,                                                                "{}"                 },
    {"null and empty",                 "",                                            "{\"ReferenceCustomer\":null,\"SizePage\":\"\",\"DateTerm\":false}",
     "{}"                                                                                                                                                                       },
    {"a moment encoded twice",         "?dateTerm=2027-01-02%2b03%253a04%253a05Z",    NULL,
     "{\"DateTerm\":\"2027-01-02T03:04:05.00Z\"}"                                                                                                                               },
    {"a moment encoded once",          "?dateTerm=2027-01-02T03%3a04%3a05%2B01%3A00", NULL,
     "{\"DateTerm\":\"2027-01-02T02:04:05.00Z\"}"                                                                                                                               },
    {"a moment not encoded",           "?dateTerm=2027-01-02T03:04:05+0100",          NULL,
     "{\"DateTerm\":\"2027-01-02T02:04:05.00Z\"}"                                                                                                                               },
    {"a text is decoded once",         "?ReferenceCustomer=a%2541",                   NULL,
     "{\"ReferenceCustomer\":\"a%41\"}"                                                                                                                                         },
    {"a decimal",                      "?price=1.50",                                 NULL,                                                                "{\"Price\":\"1.5\"}"},
};

static struct request request_of(struct ctx *ctx, const char *target, const char *body)
{
    struct request request = {0};
    struct uri uri;

    assert_true(uri_read(ctx->arena, target, &uri));
    request.query = uri.query;
    if (body)
        EXPECT_INTEGER(body, OK, json_parse(ctx, body, strlen(body), &request.json));
    return request;
}

static const char *written(struct ctx *ctx, const struct order *order)
{
    struct text out = {.arena = ctx->arena};

    json_write(&out, order_fields, order);
    return text_done(&out);
}

static void query_and_body_become_one(void **state)
{
    struct ctx ctx = {.arena = arena_new()};

    (void)state;
    FOR_EACH_CASE(one, orders) {
        struct request request =
            request_of(&ctx, arena_printf(ctx.arena, "/v1/x%s", one->query), one->body);
        struct order order;

        EXPECT_INTEGER(one->when, OK, request_read(&ctx, &request, order_fields, &order));
        EXPECT_TEXT(one->when, one->read, written(&ctx, &order));
    }
    arena_free(ctx.arena);
}

static void a_get_reads_no_body(void **state)
{
    struct ctx ctx = {.arena = arena_new()};
    struct request request =
        request_of(&ctx, "/?TryStart=0", "{\"SizePage\":5,\"DateTerm\":\"nonsense\"}");
    struct order order;

    (void)state;
    EXPECT_INTEGER("the query alone", OK, request_read_query(&ctx, &request, order_fields, &order));
    EXPECT_TEXT("the query alone", "{\"TryStart\":false}", written(&ctx, &order));
    arena_free(ctx.arena);
}

static void every_mistake_is_noted(void **state)
{
    struct ctx ctx = {.arena = arena_new()};
    struct request request = request_of(&ctx, "/?SizePage=x&DateTerm=2027-02-30",
                                        "{\"TryStart\":\"perhaps\",\"Price\":\"much\"}");
    struct order order;
    int count = 0;

    (void)state;
    EXPECT_INTEGER("four mistakes", ERR_INVALID,
                   request_read(&ctx, &request, order_fields, &order));
    for (const struct failure *at = ctx.failures; at; at = at->next)
        count++;
    EXPECT_INTEGER("four mistakes", 4, count);
    arena_free(ctx.arena);
}

static const struct {
    const char *when, *text;
    enum err err;
    int64_t id;
} ids[] = {
    {"an id",        "12",                  OK,            12       },
    {"the largest",  "9223372036854775807", OK,            INT64_MAX},
    {"one more",     "9223372036854775808", ERR_NOT_FOUND, 0        },
    {"zero",         "0",                   ERR_NOT_FOUND, 0        },
    {"a minus sign", "-1",                  ERR_NOT_FOUND, 0        },
    {"a word",       "abc",                 ERR_NOT_FOUND, 0        },
    {"a space",      "1 ",                  ERR_NOT_FOUND, 0        },
};

static void ids_are_positive(void **state)
{
    struct ctx ctx = {.arena = arena_new()};

    (void)state;
    FOR_EACH_CASE(one, ids) {
        struct pair parts[] = {
            {"other", "1"      },
            {"id",    one->text}
        };
        struct request request = {
            .path_parts = {parts, COUNT_OF(parts)}
        };
        int64_t id = 0;

        ctx.failures = NULL;
        EXPECT_INTEGER(one->when, one->err, path_id(&ctx, &request, "id", "Error.X", &id));
        if (one->err == OK)
            EXPECT_INTEGER(one->when, one->id, id);
        else
            EXPECT_TEXT(one->when, "Error.X", ctx.failures->code);
    }
    arena_free(ctx.arena);
}

static void answers_are_put_together(void **state)
{
    struct ctx ctx = {.arena = arena_new()};
    struct order order = {.size_page = 5, .try_start = NONE, .price = {NONE}};
    struct response response = {0};

    (void)state;
    EXPECT_INTEGER("JSON", OK, respond_json(&ctx, &response, 201, order_fields, &order));
    EXPECT_INTEGER("JSON", 201, response.status);
    EXPECT_TEXT("JSON", "{\"SizePage\":5}", response.body);
    EXPECT_INTEGER("JSON", 14, (int64_t)response.size);
    EXPECT_TEXT("JSON", "application/json; charset=utf-8", response.content_type);
    respond_header(&ctx, &response, "Location", "/a");
    respond_header(&ctx, &response, "Link", "/b");
    EXPECT_INTEGER("headers", 2, (int64_t)response.headers.count);
    EXPECT_TEXT("headers", "/a", LIST_AT(response.headers, struct pair, 0)->value);
    EXPECT_TEXT("headers", "Link", LIST_AT(response.headers, struct pair, 1)->name);
    EXPECT_INTEGER("nothing", OK, respond_nothing(&response));
    EXPECT_INTEGER("nothing", 204, response.status);
    EXPECT_INTEGER("nothing", 0, (int64_t)response.size);
    arena_free(ctx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(query_and_body_become_one), cmocka_unit_test(a_get_reads_no_body),
        cmocka_unit_test(every_mistake_is_noted),    cmocka_unit_test(ids_are_positive),
        cmocka_unit_test(answers_are_put_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
