#include "platform/http/uri.h"

#include "base/text.h"
#include "platform/http/http.h"
#include "unit/cases.h"

/* `/a|b` for the parts, `?name=value&` for the pairs, so that a case is one line. */
static const char *shown(struct arena *arena, const char *target)
{
    struct text out = {.arena = arena};
    struct uri uri;

    if (!uri_read(arena, target, &uri))
        return NULL;
    text_append(&out, uri.path);
    for (size_t i = 0; i < uri.part_count && i < PATH_PARTS_MAX; i++)
        text_appendf(&out, " [%s]", uri.parts[i]);
    for (size_t i = 0; i < uri.query.count; i++) {
        const struct pair *pair = LIST_AT(uri.query, struct pair, i);

        text_appendf(&out, " %s:%s", pair->name, pair->value);
    }
    return text_done(&out);
}

static const struct {
    const char *when, *target, *shown;
} targets[] = {
    {"a path",                     "/v1/Customer",         "/v1/Customer [v1] [Customer]" },
    {"a slash at the end",         "/v1/Customer/",        "/v1/Customer/ [v1] [Customer]"},
    {"the root",                   "/",                    "/"                            },
    {"two slashes",                "/v1//x",               "/v1//x [v1] [] [x]"           },
    {"two slashes at the end",     "/v1//",                "/v1// [v1] []"                },
    {"a slash inside a part",      "/a%2Fb/c",             "/a%2Fb/c [a/b] [c]"           },
    {"a plus in a path",           "/a+b",                 "/a+b [a+b]"                   },
    {"an encoded question mark",   "/a%3Fb",               "/a%3Fb [a?b]"                 },
    {"letters beyond ASCII",       "/%C3%A9",              "/%C3%A9 [\xc3\xa9]"           },
    {"a percent sign alone",       "/50%/x%4",             "/50%/x%4 [50%] [x%4]"         },
    {"no second decoding",         "/%2541",               "/%2541 [%41]"                 },
    {"a query",                    "/a?b=c&d=e",           "/a [a] b:c d:e"               },
    {"an empty query",             "/a?",                  "/a [a]"                       },
    {"a name alone",               "/a?b",                 "/a [a] b:"                    },
    {"a value without a name",     "/a?=c&&d=",            "/a [a] d:"                    },
    {"an equals sign in a value",  "/a?b=c=d",             "/a [a] b:c=d"                 },
    {"a question mark in a value", "/a?b=c?d",             "/a [a] b:c?d"                 },
    {"a plus is a space",          "/a?b+c=d+e",           "/a [a] b c:d e"               },
    {"an encoded plus is a plus",  "/a?b=1%2B2",           "/a [a] b:1+2"                 },
    {"encoded separators",         "/a?b=1%262%3D3",       "/a [a] b:1&2=3"               },
    {"the same name twice",        "/a?b=1&b=2",           "/a [a] b:1 b:2"               },
    {"raw letters beyond ASCII",   "/a?b=\xc3\xa9",        "/a [a] b:\xc3\xa9"            },
    {"the host first",             "http://host:80/a?b=c", "/a [a] b:c"                   },
    {"the host first, large",      "HTTP://HOST/a",        "/a [a]"                       },
    {"the host alone",             "http://host",          NULL                           },
    {"the host and a query",       "http://host?a=b",      NULL                           },
    {"a star",                     "*",                    NULL                           },
    {"nothing",                    "",                     NULL                           },
    {"no slash in front",          "v1/Customer",          NULL                           },
    {"NUL in the path",            "/a%00b",               NULL                           },
    {"NUL in a value",             "/a?b=%00",             NULL                           },
    {"NUL in a name",              "/a?%00=b",             NULL                           },
    {"half a letter",              "/%C3",                 NULL                           },
    {"half a letter in a value",   "/a?b=%e2%82",          NULL                           },
    {"half a letter, not encoded", "/a?b=\xc3",            NULL                           },
    {"an overlong slash",          "/%c0%af",              NULL                           },
    {"a surrogate",                "/a?b=%ed%a0%80",       NULL                           },
};

static void targets_are_taken_apart(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, targets)
        EXPECT_TEXT(one->when, one->shown, shown(arena, one->target));
    arena_free(arena);
}

static void deep_paths_are_counted_to_a_limit(void **state)
{
    struct arena *arena = arena_new();
    struct text target = {.arena = arena};
    struct uri uri;

    (void)state;
    for (int i = 0; i < PATH_PARTS_MAX; i++)
        text_append(&target, "/a");
    EXPECT_TRUE("16 parts", uri_read(arena, text_done(&target), &uri));
    EXPECT_INTEGER("16 parts", PATH_PARTS_MAX, (int64_t)uri.part_count);
    for (int i = 0; i < 100; i++)
        text_append(&target, "/a");
    EXPECT_TRUE("116 parts", uri_read(arena, text_done(&target), &uri));
    EXPECT_INTEGER("116 parts", PATH_PARTS_MAX + 1, (int64_t)uri.part_count);
    arena_free(arena);
}

static const struct {
    const char *when, *text, *decoded;
} twice[] = {
    {"nothing to decode",      "2027-01-02+03:04",   "2027-01-02+03:04"},
    {"colons",                 "2027-01-02+03%3a04", "2027-01-02+03:04"},
    {"a plus stays",           "03:04+02%3A00",      "03:04+02:00"     },
    {"a sign that is no code", "50%",                "50%"             },
    {"what is not text",       "%ff",                "%ff"             },
    {"a NUL",                  "a%00",               "a%00"            },
};

static void a_second_decoding_is_harmless(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, twice)
        EXPECT_TEXT(one->when, one->decoded, uri_decode_again(arena, one->text));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_taken_apart),
        cmocka_unit_test(deep_paths_are_counted_to_a_limit),
        cmocka_unit_test(a_second_decoding_is_harmless),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
