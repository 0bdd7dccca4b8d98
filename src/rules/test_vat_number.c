#include "rules/vat_number.h"

#include <stdio.h>
#include <string.h>

#include "unit/cases.h"

/* `kept` NULL: as it is written. */
static const struct {
    const char *when, *text, *country, *kept;
} good[] = {
    {"Austria",                           "ATU13585627",       "AT", NULL           },
    {"Belgium",                           "BE0428759497",      "BE", NULL           },
    {"Belgium, of nine digits",           "BE 428.759.497",    "BE", "BE0428759497" },
    {"Bulgaria, a company",               "BG175074752",       "BG", NULL           },
    {"Bulgaria, a person",                "BG7523169263",      "BG", NULL           },
    {"Bulgaria, a foreigner",             "BG7111042925",      "BG", NULL           },
    {"Cyprus",                            "CY10259033P",       "CY", NULL           },
    {"Czechia, a company",                "CZ25123891",        "CZ", NULL           },
    {"Czechia, a person",                 "CZ7103192745",      "CZ", NULL           },
    {"Czechia, another person",           "CZ640903926",       "CZ", NULL           },
    {"Germany",                           "DE136695976",       "DE", NULL           },
    {"Denmark",                           "DK13585628",        "DK", NULL           },
    {"Estonia",                           "EE100931558",       "EE", NULL           },
    {"Greece, whose prefix is EL",        "EL094259216",       "GR", NULL           },
    {"Greece, as its country is written", "GR 094259216",      "GR", "EL094259216"  },
    {"Greece, without",                   "094259216",         "GR", "EL094259216"  },
    {"Spain, a company",                  "ESB58378431",       "ES", NULL           },
    {"Spain, a person",                   "ES54362315K",       "ES", NULL           },
    {"Spain, a foreigner",                "ESX2482300W",       "ES", NULL           },
    {"Spain, a company with a letter",    "ESJ99216582",       "ES", NULL           },
    {"Finland",                           "FI20774740",        "FI", NULL           },
    {"France",                            "FR40303265045",     "FR", NULL           },
    {"France, as people write it",        "fr 23 334 175 221", "FR", "FR23334175221"},
    {"France, with letters in the key",   "FRK7399859412",     "FR", NULL           },
    {"Monaco, whose numbers are French",  "FR41000004601",     "MC", NULL           },
    {"Croatia",                           "HR33392005961",     "HR", NULL           },
    {"Hungary",                           "HU12892312",        "HU", NULL           },
    {"Ireland",                           "IE6433435F",        "IE", NULL           },
    {"Ireland, with a second letter",     "IE6433435OA",       "IE", NULL           },
    {"Ireland, of old",                   "IE8D79739I",        "IE", NULL           },
    {"Italy",                             "IT00743110157",     "IT", NULL           },
    {"Lithuania",                         "LT119511515",       "LT", NULL           },
    {"Lithuania, for a while",            "LT100001919017",    "LT", NULL           },
    {"Luxembourg",                        "LU15027442",        "LU", NULL           },
    {"Latvia, a company",                 "LV40003521600",     "LV", NULL           },
    {"Latvia, a person",                  "LV16117519997",     "LV", NULL           },
    {"Malta",                             "MT11679112",        "MT", NULL           },
    {"the Netherlands",                   "NL004495445B01",    "NL", NULL           },
    {"the Netherlands, since 2020",       "NL123456789B13",    "NL", NULL           },
    {"Poland",                            "PL8567346215",      "PL", NULL           },
    {"Portugal",                          "PT501964843",       "PT", NULL           },
    {"Romania",                           "RO18547290",        "RO", NULL           },
    {"Sweden",                            "SE123456789701",    "SE", NULL           },
    {"Slovenia",                          "SI50223054",        "SI", NULL           },
    {"Slovakia",                          "SK2022749619",      "SK", NULL           },
    {"Northern Ireland",                  "XI980780684",       "GB", NULL           },
    {"an office of Northern Ireland",     "XIGD001",           NULL, NULL           },
    {"without a country",                 "DE136695976",       NULL, NULL           },
    {"of another country than his own",   "DE136695976",       "FR", NULL           },
    {"without its prefix",                "136 695 976",       "DE", "DE136695976"  },
};

static const struct {
    const char *when, *text, *country;
    enum vat_flaw flaw;
} bad[] = {
    {"nothing",                         NULL,                      "FR", VAT_FLAW_MISSING},
    {"spaces",                          "  ",                      "FR", VAT_FLAW_MISSING},
    {"no prefix and no country",        "136695976",               NULL, VAT_FLAW_PREFIX },
    {"a country outside the union",     "CHE123456788",            "CH", VAT_FLAW_PREFIX },
    {"Great Britain left",              "GB980780684",             "GB", VAT_FLAW_PREFIX },
    {"a prefix alone",                  "FR",                      "FR", VAT_FLAW_FORM   },
    {"a text",                          "ask my office",           "FR", VAT_FLAW_FORM   },
    {"longer than any",                 "FR403032650450303265045", "FR", VAT_FLAW_FORM   },
    {"Austria without its U",           "AT135856270",             "AT", VAT_FLAW_FORM   },
    {"Austria",                         "ATU13585626",             "AT", VAT_FLAW_KEY    },
    {"Belgium",                         "BE0428759498",            "BE", VAT_FLAW_KEY    },
    {"Belgium begins with 0 or 1",      "BE2428759497",            "BE", VAT_FLAW_FORM   },
    {"Bulgaria",                        "BG175074751",             "BG", VAT_FLAW_KEY    },
    {"Cyprus",                          "CY10259033Z",             "CY", VAT_FLAW_KEY    },
    {"Czechia",                         "CZ25123890",              "CZ", VAT_FLAW_KEY    },
    {"Germany",                         "DE136695978",             "DE", VAT_FLAW_KEY    },
    {"Germany does not begin with 0",   "DE036695976",             "DE", VAT_FLAW_FORM   },
    {"Germany, too short",              "DE13669597",              "DE", VAT_FLAW_FORM   },
    {"Denmark",                         "DK13585627",              "DK", VAT_FLAW_KEY    },
    {"Estonia",                         "EE100594103",             "EE", VAT_FLAW_KEY    },
    {"Greece",                          "EL123456781",             "GR", VAT_FLAW_KEY    },
    {"Spain, a company",                "ESB58378432",             "ES", VAT_FLAW_KEY    },
    {"Spain, a person",                 "ES54362315Z",             "ES", VAT_FLAW_KEY    },
    {"Spain, a kind that is none",      "ESI58378431",             "ES", VAT_FLAW_FORM   },
    {"Finland",                         "FI20774741",              "FI", VAT_FLAW_KEY    },
    {"France, the key",                 "FR84323140391",           "FR", VAT_FLAW_KEY    },
    {"France, the SIREN",               "FR40303265046",           "FR", VAT_FLAW_KEY    },
    {"France has no I in its key",      "FRI7399859412",           "FR", VAT_FLAW_FORM   },
    {"France, a SIREN alone",           "303265045",               "FR", VAT_FLAW_FORM   },
    {"Croatia",                         "HR33392005962",           "HR", VAT_FLAW_KEY    },
    {"Hungary",                         "HU12892313",              "HU", VAT_FLAW_KEY    },
    {"Ireland",                         "IE6433435E",              "IE", VAT_FLAW_KEY    },
    {"Italy",                           "IT00743110158",           "IT", VAT_FLAW_KEY    },
    {"Italy has no such office",        "IT00743112157",           "IT", VAT_FLAW_FORM   },
    {"Lithuania",                       "LT119511516",             "LT", VAT_FLAW_KEY    },
    {"Luxembourg",                      "LU15027443",              "LU", VAT_FLAW_KEY    },
    {"Latvia",                          "LV40003521601",           "LV", VAT_FLAW_KEY    },
    {"Malta",                           "MT11679113",              "MT", VAT_FLAW_KEY    },
    {"the Netherlands",                 "NL123456789B90",          "NL", VAT_FLAW_KEY    },
    {"the Netherlands without their B", "NL004495445001",          "NL", VAT_FLAW_FORM   },
    {"Poland",                          "PL8567346216",            "PL", VAT_FLAW_KEY    },
    {"Portugal",                        "PT501964842",             "PT", VAT_FLAW_KEY    },
    {"Romania",                         "RO18547291",              "RO", VAT_FLAW_KEY    },
    {"Sweden",                          "SE123456789101",          "SE", VAT_FLAW_KEY    },
    {"Slovenia",                        "SI50223055",              "SI", VAT_FLAW_KEY    },
    {"Slovakia",                        "SK2022749618",            "SK", VAT_FLAW_KEY    },
    {"Northern Ireland",                "XI802311781",             "GB", VAT_FLAW_KEY    },
    {"letters where digits belong",     "FI2077474A",              "FI", VAT_FLAW_FORM   },
};

static void good_numbers_are_kept_in_one_form(void **state)
{
    char kept[VAT_NUMBER_SIZE];

    (void)state;
    FOR_EACH_CASE(one, good) {
        EXPECT_INTEGER(one->when, VAT_FLAW_NONE, vat_number_read(one->text, one->country, kept));
        EXPECT_TEXT(one->when, one->kept ? one->kept : one->text, kept);
    }
}

static void bad_numbers_are_refused_for_a_reason(void **state)
{
    char kept[VAT_NUMBER_SIZE];

    (void)state;
    FOR_EACH_CASE(one, bad) {
        EXPECT_INTEGER(one->when, one->flaw, vat_number_read(one->text, one->country, kept));
        EXPECT_TEXT(one->when, "", kept);
    }
}

/* A number that differs in one digit is bad: a key that does not see that is no key. */
static void a_wrong_digit_is_seen(void **state)
{
    char text[VAT_NUMBER_SIZE], kept[VAT_NUMBER_SIZE], when[64];

    (void)state;
    FOR_EACH_CASE(one, good) {
        int missed = 0;

        if (one->kept || strchr(one->text, 'G') || strncmp(one->text, "CZ640", 5) == 0)
            continue;
        for (size_t i = 2; one->text[i]; i++) {
            if (one->text[i] < '0' || one->text[i] > '9')
                continue;
            snprintf(text, sizeof text, "%s", one->text);
            text[i] = text[i] == '9' ? '0' : (char)(text[i] + 1);
            missed += vat_number_read(text, one->country, kept) == VAT_FLAW_NONE;
        }
        snprintf(when, sizeof when, "%s: %s", one->when, one->text);
        EXPECT_TRUE(when, missed <= 2); /* a sum taken modulo 11 and then 10 misses a few */
    }
}

static void companies_have_luhn_numbers(void **state)
{
    static const struct {
        const char *when, *number;
        bool siren, company;
    } cases[] = {
        {"a company",                  "303265045",      true,  true },
        {"another",                    "732829320",      true,  true },
        {"a wrong digit",              "732829321",      false, false},
        {"too short",                  "73282932",       false, false},
        {"with a letter",              "73282932A",      false, false},
        {"as people write it",         "732 829 320",    false, true },
        {"its establishment",          "73282932000074", false, true },
        {"a wrong establishment",      "73282932000075", false, false},
        {"a branch of La Poste",       "35600000049837", false, true },
        {"another branch of La Poste", "35600000049838", false, false},
        {"nothing",                    "",               false, false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        EXPECT_INTEGER(one->when, one->siren, siren_is_good(one->number));
        EXPECT_INTEGER(one->when, one->company, is_french_company(one->number));
    }
}

static void countries_have_the_prefix_of_vies(void **state)
{
    static const struct {
        const char *when, *country, *prefix;
    } cases[] = {
        {"France",        "FR", "FR"},
        {"Greece",        "GR", "EL"},
        {"Monaco",        "MC", "FR"},
        {"Switzerland",   "CH", NULL},
        {"Great Britain", "GB", NULL},
        {"nowhere",       NULL, NULL},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->prefix, vat_prefix(one->country));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_numbers_are_kept_in_one_form),
        cmocka_unit_test(bad_numbers_are_refused_for_a_reason),
        cmocka_unit_test(a_wrong_digit_is_seen),
        cmocka_unit_test(companies_have_luhn_numbers),
        cmocka_unit_test(countries_have_the_prefix_of_vies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
