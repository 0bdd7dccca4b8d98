#include "platform/http/router.h"

#include "base/text.h"
#include "platform/http/uri.h"
#include "unit/cases.h"

static const struct route live_routes[] = {
    {.method = GET,    .path = "/v1/Customer",                              .summary = "list"     },
    {.method = POST,   .path = "/v1/Customer",                              .summary = "create"   },
    {.method = GET,    .path = "/v1/Customer/{id}",                         .summary = "show"     },
    {.method = DELETE, .path = "/v1/Customer/{id}",                         .summary = "delete"   },
    {.method = POST,   .path = "/v1/Customer/Anonymization",                .summary = "anonymize"},
    {.method = POST,   .path = "/v1/Subscription/{id_subscription}/Start",  .summary = "start"    },
    {.method = GET,    .path = "/v1/Subscription/{id}/Feature/{reference}", .summary = "feature"  },
    {.method = GET,    .path = "/v1/{kind}/Last",                           .summary = "last"     },
};

static const struct route other_routes[] = {
    {.method = GET, .path = "/",            .summary = "root"   },
    {.method = PUT, .path = "/v1/Customer", .summary = "replace"},
    {.method = GET, .path = "/v1/Customer", .summary = "hidden" },
    {.method = GET, .path = "/health",      .summary = "health" },
};

static const struct face live = {
    .name = "live", .routes = live_routes, .count = COUNT_OF(live_routes)};
static const struct face other = {
    .name = "other", .routes = other_routes, .count = COUNT_OF(other_routes)};

static const struct {
    const char *when;
    enum method method;
    const char *path, *face, *summary, *parts;
} found[] = {
    {"a word",                     GET,    "/v1/Customer",                     "live",  "list",      ""                  },
    {"another verb",               POST,   "/v1/Customer",                     "live",  "create",    ""                  },
    {"the second face",            PUT,    "/v1/Customer",                     "other", "replace",   ""                  },
    {"small letters",              GET,    "/v1/customer",                     "live",  "list",      ""                  },
    {"large letters",              GET,    "/V1/CUSTOMER",                     "live",  "list",      ""                  },
    {"a slash at the end",         GET,    "/v1/Customer/",                    "live",  "list",      ""                  },
    {"a part by name",             GET,    "/v1/Customer/12",                  "live",  "show",      "id=12 "            },
    {"the same with another verb", DELETE, "/v1/Customer/12/",                 "live",  "delete",    "id=12 "            },
    {"a word before a name",       POST,   "/v1/customer/anonymization",       "live",  "anonymize", ""                  },
    {"a word after a name",        POST,   "/v1/Subscription/7/start",         "live",  "start",
     "id_subscription=7 "                                                                                                },
    {"two names",                  GET,    "/v1/Subscription/7/Feature/a%2FB", "live",  "feature",
     "id=7 reference=a/B "                                                                                               },
    {"a name where words are",     GET,    "/v1/Subscription/Last",            "live",  "last",      "kind=Subscription "},
    {"the root",                   GET,    "/",                                "other", "root",      ""                  },
    {"one part",                   GET,    "/health",                          "other", "health",    ""                  },
};

static enum err find(const struct router *router, struct arena *arena, const enum method *method,
                     const char *path, struct router_match *match)
{
    struct uri uri;

    assert_true(uri_read(arena, path, &uri));
    return router_find(router, arena, method, uri.parts, uri.part_count, match);
}

static const char *shown_parts(struct arena *arena, const struct list *parts)
{
    struct text out = {.arena = arena};

    for (size_t i = 0; i < parts->count; i++) {
        const struct pair *part = LIST_AT(*parts, struct pair, i);

        text_appendf(&out, "%s=%s ", part->name, part->value);
    }
    return text_done(&out);
}

static const struct router *both(struct arena *arena)
{
    const struct face *faces[] = {&live, &other};

    return router_new(faces, COUNT_OF(faces), arena);
}

static void paths_lead_to_routes(void **state)
{
    struct arena *arena = arena_new();
    const struct router *router = both(arena);

    (void)state;
    FOR_EACH_CASE(one, found) {
        struct router_match match;

        EXPECT_INTEGER(one->when, OK, find(router, arena, &one->method, one->path, &match));
        EXPECT_TEXT(one->when, one->face, match.face->name);
        EXPECT_TEXT(one->when, one->summary, match.route->summary);
        EXPECT_TEXT(one->when, one->parts, shown_parts(arena, &match.path_parts));
    }
    arena_free(arena);
}

static const struct {
    const char *when;
    enum method method;
    const char *path;
    enum err err;
    const char *allow;
} missed[] = {
    {"no such word",            GET,    "/v1/Offer",                                     ERR_NOT_FOUND,  NULL                  },
    {"too short",               GET,    "/v1",                                           ERR_NOT_FOUND,  NULL                  },
    {"too long",                GET,    "/v1/Customer/1/2",                              ERR_NOT_FOUND,  NULL                  },
    {"a slash too many",        GET,    "//v1/Customer",                                 ERR_NOT_FOUND,  NULL                  },
    {"an empty part",           GET,    "/v1//Last",                                     ERR_NOT_FOUND,  NULL                  },
    {"an empty name",           POST,   "/v1/Subscription//Start",                       ERR_NOT_FOUND,  NULL                  },
    {"a slash in a word",       GET,    "/v1%2FCustomer",                                ERR_NOT_FOUND,  NULL                  },
    {"a prefix",                GET,    "/v1/Custom",                                    ERR_NOT_FOUND,  NULL                  },
    {"deeper than any",         GET,    "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18", ERR_NOT_FOUND,  NULL                  },
    {"the verbs of both faces", DELETE, "/v1/Customer",                                  ERR_WRONG_VERB, "GET, HEAD, POST, PUT"},
    {"the verbs of a name",     PUT,    "/v1/Customer/1",                                ERR_WRONG_VERB, "GET, HEAD, DELETE"   },
    {"a word hides a name",     GET,    "/v1/Customer/Anonymization",                    ERR_WRONG_VERB, "POST"                },
};

static void other_paths_do_not(void **state)
{
    struct arena *arena = arena_new();
    const struct router *router = both(arena);
    struct router_match match;

    (void)state;
    FOR_EACH_CASE(one, missed) {
        EXPECT_INTEGER(one->when, one->err, find(router, arena, &one->method, one->path, &match));
        EXPECT_TEXT(one->when, one->allow, match.allow);
    }
    EXPECT_INTEGER("an unknown verb", ERR_WRONG_VERB,
                   find(router, arena, NULL, "/v1/Customer", &match));
    EXPECT_INTEGER("an unknown verb and path", ERR_NOT_FOUND,
                   find(router, arena, NULL, "/none", &match));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_lead_to_routes),
        cmocka_unit_test(other_paths_do_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
