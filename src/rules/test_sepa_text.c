#include "rules/sepa_text.h"

#include "unit/cases.h"

static const struct {
    const char *when, *text;
    size_t most;
    const char *written;
} cases[] = {
    {"as it is",                "Ada Lovelace",                 70, "Ada Lovelace"          },
    {"every sign that passes",  "a/b-c?d:e(f)g.h,i'j+k",        70, "a/b-c?d:e(f)g.h,i'j+k" },
    {"French accents",          "Société Générale d'Été", 70, "Societe Generale d'Ete"},
    {"ligatures",               "Cœur & Œuvre, Ægir",        70, "Coeur + OEuvre, AEgir" },
    {"German",                  "Müller Straße",              70, "Muller Strasse"        },
    {"Polish and Czech",        "Łukasz Dvořák Żółć",    70, "Lukasz Dvorak Zolc"    },
    {"Romanian below",          "Ștefan Țepeș",              70, "Stefan Tepes"          },
    {"Greek",                   "Γιώργος Θεός",      70, "Giorgos THeos"         },
    {"Bulgarian",               "Щастие Жоро",        70, "SHTastie ZHoro"        },
    {"curly quotes and dashes", "l’eau “vive” – fin",   70, "l'eau 'vive' - fin"    },
    {"an accent of its own",    "e\xcc\x81t\xcc\x81",           70, "et"                    },
    {"what nobody can write",   "山田 太郎",                70, ".. .."                 },
    {"an emoji",                "ok 😀!",                     70, "ok .."                 },
    {"lines and many spaces",   " one\n\n two\t three ",        70, "one two three"         },
    {"the euro",                "5 €",                        70, "5 E"                   },
    {"cut",                     "abcdefghij",                   5,  "abcde"                 },
    {"cut at a space",          "abcd efgh",                    5,  "abcd"                  },
    {"cut inside of two",       "aaaß",                        4,  "aaas"                  },
    {"nothing",                 "",                             70, NULL                    },
    {"only spaces",             "   ",                          70, NULL                    },
    {"not given",               NULL,                           70, NULL                    },
};

static void texts_are_written_for_banks(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->written, sepa_text(arena, one->text, one->most));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_written_for_banks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
