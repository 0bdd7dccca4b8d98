#include "domain/accounts/setting_words.h"

#include "unit/cases.h"

static void texts_of_settings_have_forms(void **state)
{
    static const struct {
        const char *when;
        const char *(*objection)(const char *value);
        const char *value;
        bool is_fine;
    } cases[] = {
        {"a colour",                              color_objection,     "#2c4a9e",                              true },
        {"in capitals",                           color_objection,     "#2C4A9E",                              true },
        {"short",                                 color_objection,     "#fff",                                 false},
        {"a name",                                color_objection,     "red",                                  false},
        {"more than a colour",                    color_objection,     "#2c4a9e;}",                            false},
        {"not hexadecimal",                       color_objection,     "#2c4a9g",                              false},
        {"empty",                                 color_objection,     "",                                     false},

        {"an origin",                             origins_objection,   "https://www.example.com",              true },
        {"with a port",                           origins_objection,   "http://127.0.0.1:8000",                true },
        {"two",                                   origins_objection,   "https://a.example  https://b.example", true },
        {"a path",                                origins_objection,   "https://a.example/",                   false},
        {"a wildcard",                            origins_objection,   "https://*.example",                    false},
        {"everybody",                             origins_objection,   "*",                                    false},
        {"capitals, which browsers do not write", origins_objection,   "https://A.example",                    false},
        {"a scheme alone",                        origins_objection,   "https://",                             false},
        {"another scheme",                        origins_objection,   "ftp://a.example",                      false},
        {"words of a policy",                     origins_objection,   "https://a.example; script-src *",      false},
        {"a user",                                origins_objection,   "https://u@a.example",                  false},
        {"no port",                               origins_objection,   "https://a.example:",                   false},
        {"a port that is none",                   origins_objection,   "https://a.example:80a",                false},
        {"quotes",                                origins_objection,   "https://a.example\"",                  false},
        {"a line",                                origins_objection,   "https://a.example\nhttps://b.example", false},
        {"nothing",                               origins_objection,   "",                                     false},
        {"a space",                               origins_objection,   " ",                                    false},

        {"modules",                               modules_objection,   "Estimates,Credits",                    true },
        {"one",                                   modules_objection,   "Account",                              true },
        {"with spaces",                           modules_objection,   " Estimates, Credits ",                 true },
        {"none",                                  modules_objection,   "",                                     true },
        {"unknown",                               modules_objection,   "Estimates,Everything",                 false},
        {"half a word",                           modules_objection,   "Estimate",                             false},

        {"default",                               behaviour_objection, "Default",                              true },
        {"hidden",                                behaviour_objection, "Hide",                                 true },
        {"a page",                                behaviour_objection, "https://a.example/x?y=%20z#t",         true },
        {"small letters",                         behaviour_objection, "hide",                                 false},
        {"a script",                              behaviour_objection, "javascript:alert(1)",                  false},
        {"a script behind a scheme",              behaviour_objection, "https://\"onclick=x",                  false},
        {"a user",                                behaviour_objection, "https://a.example@evil.example/",      false},
        {"no host",                               behaviour_objection, "https:///x",                           false},
        {"a path",                                behaviour_objection, "/x",                                   false},
        {"a space",                               behaviour_objection, "https://a.example/a b",                false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TRUE(one->when, (one->objection(one->value) == NULL) == one->is_fine);
}

static void origins_are_compared_whole(void **state)
{
    static const char origins[] = "https://a.example https://b.example:8443";

    (void)state;
    EXPECT_TRUE("the first", origins_have(origins, "https://a.example"));
    EXPECT_TRUE("the last", origins_have(origins, "https://b.example:8443"));
    EXPECT_TRUE("without its port", !origins_have(origins, "https://b.example"));
    EXPECT_TRUE("its beginning", !origins_have(origins, "https://a.exampl"));
    EXPECT_TRUE("more of it", !origins_have(origins, "https://a.example.evil.example"));
    EXPECT_TRUE("without encryption", !origins_have(origins, "http://a.example"));
    EXPECT_TRUE("nothing", !origins_have(origins, ""));
    EXPECT_TRUE("null", !origins_have(origins, "null"));
    EXPECT_TRUE("nobody's", !origins_have(NULL, "https://a.example"));
}

static void modules_are_bits(void **state)
{
    (void)state;
    EXPECT_INTEGER("none", 0, modules_read(NULL));
    EXPECT_INTEGER("two", (1 << 2) | (1 << 5), modules_read("Estimates, Invoices"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_of_settings_have_forms),
        cmocka_unit_test(origins_are_compared_whole),
        cmocka_unit_test(modules_are_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
