#include "domain/look/look_url.h"

#include "unit/cases.h"

static void customers_come_back_with_what_happened(void **state)
{
    static const struct {
        const char *when, *url;
        struct look_return back;
        const char *expected;
    } cases[] = {
        {"all of it",
         "https://shop.example/done",                                          {FROM_SUBSCRIBE, OUTCOME_PAID, 12, "gold", 34},
         "https://shop.example/done?from=subscribe&outcome=paid&idc=12&refo=gold&idsub=34"},
        {"a button",
         "https://shop.example",                                               {FROM_PORTAL, OUTCOME_NOTHING, 12, NULL, 0},
         "https://shop.example?from=portal&idc=12"                                        },
        {"nobody is known",
         "https://a.example/x",                                                {FROM_SUBSCRIBE, OUTCOME_NOTHING, 0, "gold", 0},
         "https://a.example/x?from=subscribe&refo=gold"                                   },
        {"its own query stays",
         "https://a.example/x?page=3&b",                                       {FROM_INVOICE, OUTCOME_PENDING, 1, NULL, 0},
         "https://a.example/x?page=3&b&from=invoice&outcome=pending&idc=1"                },
        {"an empty query",
         "https://a.example/x?",                                               {FROM_UPGRADE, OUTCOME_DUE, 1, NULL, 2},
         "https://a.example/x?from=upgrade&outcome=due&idc=1&idsub=2"                     },
        {"before the fragment",
         "https://a.example/#/account?tab=2",                                  {FROM_RESTART, OUTCOME_NO_CHARGE, 1, NULL, 2},
         "https://a.example/?from=restart&outcome=nocharge&idc=1&idsub=2#/account?tab=2"  },
        {"query and fragment",
         "https://a.example/?q=1#top",                                         {FROM_PERMISSION, OUTCOME_REGISTERED, 1, NULL, 0},
         "https://a.example/?q=1&from=permission&outcome=registered&idc=1#top"            },
        {"ours take the place of its own",
         "https://a.example/?from=mail&outcome=paid&idc=99&x=idc=5&fromage=1", {FROM_TERMINATE, OUTCOME_NOTHING, 7, NULL, 8},
         "https://a.example/?outcome=paid&x=idc=5&fromage=1&from=terminate&idc=7&idsub=8" },
        {"a reference of any letters",
         "https://a.example/",                                                 {FROM_OPTIONS, OUTCOME_PAID, 1, "or & argent+é#/", 0},
         "https://a.example/"
         "?from=options&outcome=paid&idc=1&refo=or%20%26%20argent%2B%C3%A9%23%2F"         },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->expected, look_return_url(arena, one->url, &one->back));
    arena_free(arena);
}

static void a_page_is_passed_on_whole(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    EXPECT_TEXT("crylk",
                "https://shop.example/account?lang=fr&crylk="
                "https%3A%2F%2Fbilling.example%2Fportal%2Ffr%2Fabc%3Fx%3D1%26y%3D2",
                look_url_with(arena, "https://shop.example/account?crylk=old&lang=fr", "crylk",
                              "https://billing.example/portal/fr/abc?x=1&y=2"));
    EXPECT_TEXT("alone", "https://shop.example/?pa_query=a-b_c",
                look_url_with(arena, "https://shop.example/", "pa_query", "a-b_c"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(customers_come_back_with_what_happened),
        cmocka_unit_test(a_page_is_passed_on_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
