#include "domain/recurring/recurring_words.h"

#include "base/money.h"
#include "platform/zone/zone.h"
#include "unit/cases.h"

static struct instant at(const char *text)
{
    struct instant instant = {0};

    assert_true(instant_parse(text, &instant));
    return instant;
}

/* The third of an invoice that comes each month from the midnight in Paris that begins 31 January:
 * that of 31 March 2026, a few days after the clocks were put forward. */
static struct schedule schedule_of(struct rhythm rhythm)
{
    return (struct schedule){
        .rhythm = rhythm,
        .anchor = at("2026-01-30T23:00:00Z"),
        .day = NONE,
        .clocks = {"Europe/Paris", zone_local, zone_universal},
    };
}

static void words_become_those_of_the_date(void **state)
{
    static const struct {
        const char *when, *text, *english, *french;
    } cases[] = {
        {"none",                 "Hosting",              "Hosting",                           "Hosting"        },
        {"nothing",              NULL,                   NULL,                                NULL             },
        {"the date",             "{DATE}",               "31 March 2026",                     "31 mars 2026"   },
        {"a day later",          "{DATE+1}",             "1 April 2026",                      "1er avril 2026" },
        {"the day",              "the {DAY}.",           "the 31.",                           "the 31."        },
        {"the month",            "{MONTH} {YEAR}",       "March 2026",                        "mars 2026"      },
        {"the one before",       "{MONTH-1}",            "February",                          "février"       },
        {"over the new year",    "{MONTH-3} {YEAR-1}",   "December 2025",                     "décembre 2025" },
        {"the next but one",     "{MONTH+2}",            "May",                               "mai"            },
        {"the quarter",          "{QUARTER}",            "Q1",                                "T1"             },
        {"the one before that",  "{QUARTER-1}",          "Q4",                                "T4"             },
        {"the period",           "{PERIOD}",             "31 March 2026 to 29 April 2026",
         "du 31 mars 2026 au 29 avril 2026"                                                                    },
        {"the last period",      "{PERIOD-1}",           "28 February 2026 to 30 March 2026",
         "du 28 février 2026 au 30 mars 2026"                                                                 },
        {"the cycle",            "{CYCLE}/{CYCLES}",     "3/12",                              "3/12"           },
        {"words that are none",  "{x} {} { {MONTH} }",   "{x} {} { March }",                  "{x} {} { mars }"},
        {"a brace that is open", "{MONTH {YEAR} {MONTH", "{MONTH 2026 {MONTH",
         "{MONTH 2026 {MONTH"                                                                                  },
    };
    const struct schedule schedule = schedule_of((struct rhythm){1, UNIT_MONTH});

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = {.arena = arena_new()};
        struct recurring_moment moment = {&schedule, 2, 3, 12, "en"};

        EXPECT_TEXT(one->when, one->english, recurring_words_fill(&ctx, &moment, one->text));
        moment.language = "fr";
        EXPECT_TEXT(one->when, one->french, recurring_words_fill(&ctx, &moment, one->text));
        arena_free(ctx.arena);
    }
}

static void a_period_of_a_day_is_that_day(void **state)
{
    const struct schedule schedule = schedule_of((struct rhythm){1, UNIT_DAY});
    const struct recurring_moment moment = {&schedule, 0, 1, NONE, "en"};
    struct ctx ctx = {.arena = arena_new()};

    (void)state;
    EXPECT_TEXT("daily", "31 January 2026 to 31 January 2026",
                recurring_words_fill(&ctx, &moment, "{PERIOD}"));
    EXPECT_TEXT("without end", "1/", recurring_words_fill(&ctx, &moment, "{CYCLE}/{CYCLES}"));
    arena_free(ctx.arena);
}

static void words_that_nobody_knows_are_refused(void **state)
{
    static const struct {
        const char *when, *text;
        bool is_fine;
    } cases[] = {
        {"nothing",                NULL,                                                              true },
        {"none",                   "Hosting",                                                         true },
        {"all of them",            "{DATE} {DAY} {MONTH} {QUARTER} {YEAR} {PERIOD} {CYCLE} {CYCLES}", true },
        {"moved",                  "{MONTH-12} {PERIOD+999}",                                         true },
        {"in small letters",       "{month} {customer.name}",                                         true },
        {"misspelt",               "{MONHT}",                                                         false},
        {"the second is misspelt", "{MONTH} {YAER}",                                                  false},
        {"moved by nothing",       "{MONTH+}",                                                        false},
        {"moved too far",          "{MONTH+1000}",                                                    false},
        {"a cycle moved",          "{CYCLE+1}",                                                       false},
        {"moved by a word",        "{MONTH-ONE}",                                                     false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = {.arena = arena_new()};

        recurring_words_check(&ctx, "Label", one->text);
        EXPECT_INTEGER(one->when, one->is_fine, complaints(&ctx) == OK);
        arena_free(ctx.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_become_those_of_the_date),
        cmocka_unit_test(a_period_of_a_day_is_that_day),
        cmocka_unit_test(words_that_nobody_knows_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
