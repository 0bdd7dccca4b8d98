#include <string.h>

#include "domain/html.h"
#include "platform/view/embedded.h"
#include "rules/period.h"
#include "unit/cases.h"

struct row {
    const char *currency, *issued_on, *name_on;
    int64_t id, id_customer, count, amount_total, rate_tax;
    struct decimal amount_exact;
    struct quantity quantity;
    struct instant date_issue, now_at;
    bool is_on;
    int unit;
};

static const struct field row_fields[] = {
    FIELD(row, currency),
    FIELD(row, issued_on),
    FIELD(row, name_on),
    FIELD(row, id),
    FIELD(row, id_customer),
    FIELD(row, count),
    FIELD(row, amount_total),
    FIELD(row, rate_tax),
    FIELD(row, amount_exact),
    FIELD(row, quantity),
    FIELD(row, date_issue),
    FIELD(row, now_at),
    FIELD(row, is_on),
    FIELD_CHOICE_OF(row, unit, unit_names),
    FIELDS_END,
};

static const char *shown(struct arena *arena, const char *language, const struct row *row,
                         const char *name)
{
    struct ctx ctx = {.arena = arena};
    const struct html_style style = html_style_for(language, "Europe/Paris");
    const struct template from = {"test", arena_printf(arena, "{{{%s}}}", name), true};
    const struct view_scope scope = {.value = view_of(row_fields, row)};
    struct text out = {.arena = arena};

    EXPECT_INTEGER(name, OK, view_render(&ctx, &from, &style.style, &scope, &out));
    return text_done(&out);
}

static void values_show_by_kind_name_and_language(void **state)
{
    static const struct row row = {
        .currency = "EUR",
        .issued_on = "2026-08-01",
        .name_on = "not a day",
        .id = 1234567,
        .id_customer = 1234567,
        .count = 1234567,
        .amount_total = -123456789,
        .rate_tax = 550,
        .amount_exact = {12500},
        .quantity = {1500500000},
        .date_issue = {INT64_C(1798757999) * MICROS_PER_SECOND}, /* 2026-12-31 22:59:59 UTC */
        .now_at = {INT64_C(1798758000) * MICROS_PER_SECOND},
        .is_on = true,
        .unit = UNIT_MONTH,
    };
    static const struct {
        const char *name, *french, *english;
    } cases[] = {
        {"id",           "1234567",                                    "1234567"                   },
        {"id_customer",  "1234567",                                    "1234567"                   },
        {"count",        "1\u202f234\u202f567",                        "1,234,567"                 },
        {"amount_total", "\u22121\u202f234\u202f567,89\u00a0€",      "\u2212€1,234,567.89"     },
        {"rate_tax",     "5,5\u00a0%",                                 "5.5%"                      },
        {"amount_exact", "0,000125\u00a0€",                          "€0.000125"               },
        {"quantity",     "1\u202f500,5",                               "1,500.5"                   },
        {"issued_on",    "1er\u00a0août\u00a02026",                   "1\u00a0Aug\u00a02026"      },
        {"name_on",      "not a day",                                  "not a day"                 },
        {"date_issue",   "31\u00a0déc.\u00a02026",                    "31\u00a0Dec\u00a02026"     },
        {"now_at",       "1er\u00a0janv.\u00a02027, 0\u00a0h\u00a000", "1\u00a0Jan\u00a02027, 0:00"},
        {"is_on",        "oui",                                        "yes"                       },
        {"unit",         "mois",                                       "month"                     },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases) {
        EXPECT_TEXT(one->name, one->french, shown(arena, "fr", &row, one->name));
        EXPECT_TEXT(one->name, one->english, shown(arena, "en", &row, one->name));
    }
    arena_free(arena);
}

static void amounts_follow_their_currency(void **state)
{
    static const struct {
        const char *currency;
        int64_t amount;
        const char *french, *english;
    } cases[] = {
        {"EUR", 0,       "0,00\u00a0€",              "€0.00"        },
        {"EUR", 5,       "0,05\u00a0€",              "€0.05"        },
        {"JPY", 12345,   "12\u202f345\u00a0¥",        "¥12,345"       },
        {"CHF", 12345,   "123,45\u00a0CHF",            "123.45\u00a0CHF"},
        {"USD", -100000, "\u22121\u202f000,00\u00a0$", "\u2212$1,000.00"},
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct row row = {.currency = one->currency, .amount_total = one->amount};

        EXPECT_TEXT(one->currency, one->french, shown(arena, "fr", &row, "amount_total"));
        EXPECT_TEXT(one->currency, one->english, shown(arena, "en", &row, "amount_total"));
    }
    arena_free(arena);
}

static void the_language_is_the_readers(void **state)
{
    static const struct {
        const char *asked, *header, *expected;
    } cases[] = {
        {NULL, NULL,                                  "en"},
        {NULL, "fr",                                  "fr"},
        {NULL, "fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7", "fr"},
        {NULL, "en-GB, fr;q=0.9",                     "en"},
        {NULL, "fr;q=0.3, en;q=0.8",                  "en"},
        {NULL, "de, it;q=0.5",                        "en"},
        {NULL, "de, fr;q=0.1",                        "fr"},
        {NULL, "fr;q=0",                              "en"},
        {NULL, ";;q=,,fr;q=x",                        "en"},
        {"fr", "en",                                  "fr"},
        {"en", "fr",                                  "en"},
        {"de", "fr",                                  "fr"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct pair header = {"Accept-Language", one->header}, asked = {"lang", one->asked};
        const struct request request = {
            .headers = {&header, one->header ? 1 : 0},
            .query = {&asked,  one->asked ? 1 : 0 },
        };

        EXPECT_TEXT(one->header ? one->header : "no header", one->expected,
                    html_language(&request));
    }
}

static void periods_are_said_in_words(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    EXPECT_TEXT("one", "par mois", html_rhythm(arena, "fr", 1, UNIT_MONTH));
    EXPECT_TEXT("three", "tous les 3 mois", html_rhythm(arena, "fr", 3, UNIT_MONTH));
    EXPECT_TEXT("weeks", "every 2 weeks", html_rhythm(arena, "en", 2, UNIT_WEEK));
    EXPECT_TEXT("a year", "1 an", html_duration(arena, "fr", 1, UNIT_YEAR));
    EXPECT_TEXT("days", "14 days", html_duration(arena, "en", 14, UNIT_DAY));
    arena_free(arena);
}

/* French and English are whole; any other may lack texts, and has none that English lacks. */
static void languages_have_the_texts(void **state)
{
    const struct embedded_language *english = embedded_language("en", 2);
    const struct embedded_language *french = embedded_language("fr", 2);

    (void)state;
    for (int i = 0; i < embedded_language_count; i++)
        for (int j = 0; j < embedded_languages[i].count; j++)
            EXPECT_TRUE(embedded_languages[i].words[j].key,
                        embedded_word(english, embedded_languages[i].words[j].key));
    for (int j = 0; j < english->count; j++)
        EXPECT_TRUE(english->words[j].key, embedded_word(french, english->words[j].key));
}

static void a_merchants_text_comes_before_ours(void **state)
{
    static struct html_own written[] = {{"invoices", "Bills"}, {"word.Paid", "Thank you"}};
    const struct list own = {written, 2};

    (void)state;
    EXPECT_TEXT("his", "Bills", html_own_text("en", &own, "invoices"));
    EXPECT_TEXT("ours", "Offers", html_own_text("en", &own, "offers"));
    EXPECT_TEXT("nobody's language", "Offers", html_own_text("de", NULL, "offers"));
    EXPECT_TEXT("no such text", NULL, html_own_text("fr", &own, "offer"));
    EXPECT_TEXT("a locale", "fr", html_spoken("fr-CA"));
    EXPECT_TEXT("not ours", "en", html_spoken("de"));
    EXPECT_TEXT("none", "en", html_spoken(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_show_by_kind_name_and_language),
        cmocka_unit_test(amounts_follow_their_currency),
        cmocka_unit_test(the_language_is_the_readers),
        cmocka_unit_test(periods_are_said_in_words),
        cmocka_unit_test(languages_have_the_texts),
        cmocka_unit_test(a_merchants_text_comes_before_ours),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
