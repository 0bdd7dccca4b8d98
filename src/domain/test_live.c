#include "domain/live.h"

#include "unit/cases.h"

static void an_error_has_the_form_of_its_status(void **state)
{
    static const struct {
        const char *when;
        enum err err;
        int status, notes; /* how many reasons were noted */
        const char *body;
    } cases[] = {
        {"a refusal",             ERR_FORBIDDEN, 403, 1,
         "{\"Code\":\"A\",\"Message\":\"one\",\"Target\":\"X\"}"                        },
        {"a mistake",             ERR_INVALID,   422, 1,
         "[{\"Code\":\"A\",\"Message\":\"one\",\"Target\":\"X\"}]"                      },
        {"two mistakes",          ERR_INVALID,   422, 2,
         "[{\"Code\":\"A\",\"Message\":\"one\",\"Target\":\"X\"},"
         "{\"Code\":\"B\",\"Message\":\"two\"}]"                                        },
        {"one reason of several", ERR_NOT_FOUND, 404, 2,
         "{\"Code\":\"A\",\"Message\":\"one\",\"Target\":\"X\"}"                        },
        {"nobody said why",       ERR_NOT_FOUND, 404, 0,
         "{\"Code\":\"Error.Api.NotFound\",\"Message\":\"There is no such thing.\"}"    },
        {"nobody said what",      ERR_INVALID,   422, 0,
         "[{\"Code\":\"Error.Api.Validation\",\"Message\":\"A value makes no sense.\"}]"},
        {"a race that was lost",  ERR_RETRY,     409, 0,
         "{\"Code\":\"Error.Api.Conflict\","
         "\"Message\":\"Somebody else changed the same thing; try again.\"}"            },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = {.arena = arena_new()};
        struct response response = {0};

        if (one->notes > 0)
            complain(&ctx, "A", "X", "one");
        if (one->notes > 1)
            complain(&ctx, "B", NULL, "two");
        live_face_error(&ctx, NULL, one->err, &response);
        EXPECT_INTEGER(one->when, one->status, response.status);
        EXPECT_TEXT(one->when, one->body, response.body);
        arena_free(ctx.arena);
    }
}

struct item {
    int64_t id;
};

static const struct field item_fields[] = {
    FIELD(item, id),
    FIELDS_END,
};

static void a_list_says_where_it_goes_on(void **state)
{
    static const struct {
        const char *when;
        struct page page;
        int64_t total;
        size_t count;
        const char *body; /* NULL: none */
    } cases[] = {
        {"nothing matches",   {1, 2}, 0, 0, NULL                                               },
        {"past the end",      {3, 2}, 3, 0, NULL                                               },
        {"nothing to count",  {1, 0}, 0, 0, NULL                                               },
        {"only the number",
         {1, 0},
         3,                              0,
         "{\"Page\":1,\"SizePage\":0,\"Count\":0,\"TotalItems\":3,"
         "\"DateGenerated\":\"2026-01-31T09:00:00.00Z\",\"Items\":[]}"                         },
        {"a page of several",
         {1, 2},
         3,                              2,
         "{\"Page\":1,\"SizePage\":2,\"Count\":2,\"TotalItems\":3,"
         "\"DateGenerated\":\"2026-01-31T09:00:00.00Z\",\"Items\":[{\"Id\":1},{\"Id\":2}],"
         "\"Links\":[{\"rel\":\"next\",\"href\":\"/v1/Things?Name=a%26b&SizePage=2&Page=2\"}]}"},
        {"the last page",
         {2, 2},
         3,                              1,
         "{\"Page\":2,\"SizePage\":2,\"Count\":1,\"TotalItems\":3,"
         "\"DateGenerated\":\"2026-01-31T09:00:00.00Z\",\"Items\":[{\"Id\":1}]}"               },
    };
    struct pair query[] = {
        {"Name",     "a&b"},
        {"page",     "1"  },
        {"SizePage", "2"  }
    };
    const struct request request = {
        .path = "/v1/Things", .query = {query, COUNT_OF(query)}
    };
    struct item items[] = {{1}, {2}};

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = {.arena = arena_new(), .now = {SECONDS(INT64_C(1769850000))}};
        struct response response = {0};
        struct live_list list = {
            .page = one->page,
            .total = one->total,
            .items = {items, one->count},
            .fields = item_fields,
            .size = sizeof *items,
        };

        EXPECT_INTEGER(one->when, OK, live_respond_list(&ctx, &request, &response, &list));
        EXPECT_INTEGER(one->when, one->body ? 200 : 204, response.status);
        EXPECT_TEXT(one->when, one->body, response.body);
        arena_free(ctx.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_has_the_form_of_its_status),
        cmocka_unit_test(a_list_says_where_it_goes_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
