#include "rules/iban.h"

#include "unit/cases.h"

/* objection NULL: it is right. */
static const struct {
    const char *when, *iban, *objection;
} ibans[] = {
    {"France",                               "FR7630006000011234567890189",      NULL                                               },
    {"France with a letter",                 "FR1420041010050500013M02606",      NULL                                               },
    {"Monaco",                               "MC5811222000010123456789030",      NULL                                               },
    {"Germany",                              "DE89370400440532013000",           NULL                                               },
    {"Norway, the shortest",                 "NO9386011117947",                  NULL                                               },
    {"Malta",                                "MT84MALT011000012345MTLCAST001S",  NULL                                               },
    {"Saint Lucia",                          "LC55HEMM000100010012001200023015", NULL                                               },
    {"nothing",                              "",                                 "is too short for an IBAN"                         },
    {"no country of IBANs",                  "US7630006000011234567890189",
     "does not begin with a country that has IBANs"                                                                                 },
    {"small letters",                        "fr7630006000011234567890189",
     "does not begin with a country that has IBANs"                                                                                 },
    {"one too few",                          "FR763000600001123456789018",
     "is too short for FR: 26 characters instead of 27"                                                                             },
    {"one too many",                         "DE893704004405320130000",          "is too long for DE: 23 characters instead of 22"  },
    {"a letter among digits",                "DE8937040044053201300A",
     "has a letter, a digit or a sign where DE has none"                                                                            },
    {"a sign",                               "FR76300060000112345678901-9",      "has a letter, a digit or a sign where FR has none"},
    {"letters to check with",                "FRAB30006000011234567890189",
     "has a letter, a digit or a sign where FR has none"                                                                            },
    {"one digit wrong",                      "DE89370400440532013001",
     "has a mistake in it: its check digits do not fit"                                                                             },
    {"two digits swapped",                   "FR7630006000011234567980189",
     "has a mistake in it: its check digits do not fit"                                                                             },
    {"check digits made to fit a wrong RIB", "FR0630006000011234567890188",
     "has a mistake in it: the key of the RIB does not fit"                                                                         },
};

static void ibans_are_checked(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, ibans)
        EXPECT_TEXT(one->when, one->objection, iban_objection(arena, one->iban));
    arena_free(arena);
}

static void ibans_are_shown(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    EXPECT_TEXT("compact", "FR7630006000011234567890189",
                iban_compact(arena, " fr76 3000 6000 0112\t3456 7890 189 "));
    EXPECT_TEXT("masked", "FR76 **** 0189", iban_masked(arena, "FR7630006000011234567890189"));
    EXPECT_TEXT("too short to show", "****", iban_masked(arena, "FR76300"));
    EXPECT_TRUE("France", iban_is_sepa("FR7630006000011234567890189"));
    EXPECT_TRUE("Switzerland", iban_is_sepa("CH9300762011623852957"));
    EXPECT_TRUE("Turkey", !iban_is_sepa("TR330006100519786457841326"));
    arena_free(arena);
}

static const struct {
    const char *when, *bic;
    bool is_right;
} bics[] = {
    {"of a bank",            "BNPAFRPP",     true },
    {"of a branch",          "AGRIFRPP882",  true },
    {"digits in the code",   "3SAAFRPP",     true },
    {"of nine",              "BNPAFRPPX",    false},
    {"a digit as a country", "BNPA1RPP",     false},
    {"small letters",        "bnpafrpp",     false},
    {"nothing",              "",             false},
    {"of twelve",            "AGRIFRPP8821", false},
};

static const struct {
    const char *when, *ics;
    bool is_right;
} creditors[] = {
    {"French",                   "FR72ZZZ123456",                        true },
    {"French, another business", "FR72ABC123456",                        true },
    {"German",                   "DE98ZZZ09999999999",                   true },
    {"Dutch",                    "NL69ZZZ123456780000",                  true },
    {"Belgian",                  "BE69ZZZ050D000000008",                 true },
    {"a wrong digit",            "FR72ZZZ123457",                        false},
    {"check digits of another",  "FR73ZZZ123456",                        false},
    {"too short for French",     "FR72ZZZ12345",                         false},
    {"a space in it",            "FR72 ZZZ123456",                       false},
    {"nothing",                  "",                                     false},
    {"endless",                  "DE98ZZZ0999999999909999999999099999A", false},
};

static const struct {
    const char *when, *rum;
    bool is_right;
} references[] = {
    {"ours",               "TACITE-1042-7",                        true },
    {"all signs",          "A+b?c/d-e:f(g)h.i,j'k",                true },
    {"a space inside",     "RUM 1",                                true },
    {"35 characters",      "12345678901234567890123456789012345",  true },
    {"36 characters",      "123456789012345678901234567890123456", false},
    {"nothing",            "",                                     false},
    {"an accent",
     "R\xc3\xa9"
     "f",                                                          false},
    {"an underscore",      "RUM_1",                                false},
    {"an ampersand",       "A&B",                                  false},
    {"a slash in front",   "/RUM",                                 false},
    {"a slash at the end", "RUM/",                                 false},
    {"two slashes",        "R//M",                                 false},
    {"a space in front",   " RUM",                                 false},
    {"a line's end",       "RUM\n",                                false},
};

static void other_identifiers_are_checked(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, bics)
        EXPECT_TRUE(one->when, one->is_right == !bic_objection(one->bic));
    FOR_EACH_CASE(one, creditors)
        EXPECT_TRUE(one->when, one->is_right == !ics_objection(arena, one->ics));
    FOR_EACH_CASE(one, references)
        EXPECT_TRUE(one->when, one->is_right == !rum_objection(arena, one->rum));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ibans_are_checked),
        cmocka_unit_test(ibans_are_shown),
        cmocka_unit_test(other_identifiers_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
