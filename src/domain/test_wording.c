#include "domain/wording.h"

#include "unit/cases.h"

static void amounts_read_as_people_write_them(void **state)
{
    static const struct {
        const char *when, *language, *currency;
        int64_t amount;
        const char *words;
    } cases[] = {
        {"English",                "en",    "EUR", 26775, "€267.75"},
        {"French",                 "fr",    "EUR", 4971,  "49,71 €"},
        {"a locale",               "fr-CA", "USD", 5,     "0,05 $"   },
        {"nobody's language",      NULL,    "GBP", 100,   "£1.00"   },
        {"a credit",               "en",    "EUR", -600,  "-€6.00" },
        {"a credit in French",     "fr",    "EUR", -5,    "-0,05 €"},
        {"without a smaller unit", "en",    "JPY", 1500,  "¥1500"   },
        {"without a sign of ours", "fr",    "CHF", 120,   "1,20 CHF" },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = {.arena = arena_new()};

        EXPECT_TEXT(one->when, one->words,
                    amount_in_words(&ctx, one->language, one->currency, one->amount));
        arena_free(ctx.arena);
    }
}

#define NO_QUANTITY                                                                                \
    {                                                                                              \
        NONE                                                                                       \
    }

static void more_of_a_feature_has_its_price(void **state)
{
    static const struct {
        const char *when, *language;
        enum type_feature type;
        bool is_included;
        struct step steps[3];
        size_t count;
        const char *words;
    } cases[] = {
        {"one price",
         "en", FEATURE_LIMITATION,
         false, {{NO_QUANTITY, NO_QUANTITY, 700, {NONE}, NONE, NONE, {NONE}}},
         1, "+€7.00/extra unit"             },
        {"in French",
         "fr", FEATURE_LIMITATION,
         false, {{NO_QUANTITY, NO_QUANTITY, 700, {NONE}, NONE, NONE, {NONE}}},
         1, "+7,00 €/unité supplémentaire"},
        {"finer than a cent",
         "en", FEATURE_CONSUMPTION,
         false, {{NO_QUANTITY, NO_QUANTITY, NONE, {250500}, NONE, NONE, {NONE}}},
         1, "+€0.002505/extra unit"         },
        {"by the lot",
         "en", FEATURE_CONSUMPTION,
         false, {{NO_QUANTITY, {100 * MICROS_PER_UNIT}, 500, {NONE}, NONE, NONE, {NONE}}},
         1, "+€5.00/100 extra units"        },
        {"the cheapest of several",
         "en", FEATURE_CONSUMPTION,
         false, {{{100 * MICROS_PER_UNIT}, NO_QUANTITY, 30, {NONE}, NONE, NONE, {NONE}},
          {NO_QUANTITY, {10 * MICROS_PER_UNIT}, 200, {NONE}, NONE, NONE, {NONE}}},
         2, "from €2.00/10 extra units"     },
        {"free ones do not count",
         "en", FEATURE_CONSUMPTION,
         false, {{{100 * MICROS_PER_UNIT}, NO_QUANTITY, 0, {NONE}, NONE, NONE, {NONE}},
          {NO_QUANTITY, NO_QUANTITY, 20, {NONE}, NONE, NONE, {NONE}}},
         2, "+€0.20/extra unit"             },
        {"a part of what is counted",
         "en", FEATURE_CONSUMPTION,
         false, {{NO_QUANTITY, NO_QUANTITY, NONE, {2900000}, NONE, 30, {2900000}}},
         1, "+2.9%"                           },
        {"a part in French",
         "fr", FEATURE_CONSUMPTION,
         false, {{NO_QUANTITY, NO_QUANTITY, NONE, {250000}, NONE, NONE, {250000}}},
         1, "+0,25 %"                         },
        {"flat",
         "en", FEATURE_LIMITATION,
         false, {{NO_QUANTITY, NO_QUANTITY, NONE, {NONE}, 9900, NONE, {NONE}}},
         1, "+€99.00"                       },
        {"nothing",
         "en", FEATURE_LIMITATION,
         false, {{NO_QUANTITY, NO_QUANTITY, 0, {NONE}, NONE, NONE, {NONE}}},
         0, NULL                              },
        {"a switch",
         "en", FEATURE_ON_OFF,
         false, {{NO_QUANTITY, NO_QUANTITY, NONE, {NONE}, 1000, NONE, {NONE}}},
         1, "optional +€10.00"              },
        {"a switch in French",
         "fr", FEATURE_ON_OFF,
         false, {{NO_QUANTITY, NO_QUANTITY, 1000, {NONE}, NONE, NONE, {NONE}}},
         1, "en option +10,00 €"            },
        {"a switch that is included",
         "en", FEATURE_ON_OFF,
         true,  {{NO_QUANTITY, NO_QUANTITY, 1000, {NONE}, NONE, NONE, {NONE}}},
         1, NULL                              },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = {.arena = arena_new()};
        struct feature_terms terms = {
            .type = one->type,
            .is_included = one->is_included,
            .mode = PRICING_TIERED,
            .steps = {one->steps, one->count},
        };

        EXPECT_TEXT(one->when, one->words, extra_in_words(&ctx, one->language, "EUR", &terms));
        arena_free(ctx.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_read_as_people_write_them),
        cmocka_unit_test(more_of_a_feature_has_its_price),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
