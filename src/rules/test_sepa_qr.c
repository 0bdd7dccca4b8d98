#include "rules/sepa_qr.h"

#include "unit/cases.h"

#define IBAN "FR1420041010050500013M02606"

static const struct {
    const char *when;
    struct sepa_transfer transfer;
    const char *text;
} cases[] = {
    {"as in an invoice",
     {"Logiciels Mirabelle", IBAN, NULL, 15626, "F42-00000349"},
     "BCD\n002\n1\nSCT\n\nLogiciels Mirabelle\n" IBAN "\nEUR156.26\n\n\nF42-00000349"                  },
    {"with a BIC, of a cent",
     {"A", IBAN, "PSSTFRPPXXX", 1, "1"},
     "BCD\n002\n1\nSCT\nPSSTFRPPXXX\nA\n" IBAN "\nEUR0.01\n\n\n1"                                      },
    {"in the characters that banks pass on",
     {"Café & <script>", IBAN, NULL, 100, "Ω\n2"},
     "BCD\n002\n1\nSCT\n\nCafe + .script.\n" IBAN "\nEUR1.00\n\n\nO 2"                                 },
    {"nothing to pay",                       {"A", IBAN, NULL, 0, "1"},                            NULL},
    {"too much",                             {"A", IBAN, NULL, 100000000000, "1"},                 NULL},
    {"the most",
     {"A", IBAN, NULL, 99999999999, "1"},
     "BCD\n002\n1\nSCT\n\nA\n" IBAN "\nEUR999999999.99\n\n\n1"                                         },
    {"no account",                           {"A", NULL, NULL, 100, "1"},                          NULL},
    {"a wrong account",                      {"A", "FR1420041010050500013M02607", NULL, 100, "1"}, NULL},
    {"an account elsewhere",                 {"A", "TR330006100519786457841326", NULL, 100, "1"},  NULL},
    {"no name",                              {NULL, IBAN, NULL, 100, "1"},                         NULL},
};

static void a_code_says_who_where_how_much_and_why(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct arena *arena = arena_new();

        EXPECT_TEXT(one->when, one->text, sepa_qr_text(arena, &one->transfer));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_says_who_where_how_much_and_why),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
