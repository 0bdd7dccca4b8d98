#include "rules/sepa_reason.h"

#include "unit/cases.h"

static const struct {
    const char *when, *code;
    enum decline decline;
    bool is_dispute, is_mandate_over;
} cases[] = {
    {"no funds: once more later",              "AM04", DECLINE_FUNDS, false, false},
    {"a wrong account: a new one is wanted",   "AC01", DECLINE_HARD,  false, true },
    {"a closed account",                       "AC04", DECLINE_HARD,  false, true },
    {"a blocked account may be opened again",  "AC06", DECLINE_HARD,  false, false},
    {"no mandate: never again",                "MD01", DECLINE_HARD,  true,  true },
    {"the debtor wants it back",               "MD06", DECLINE_HARD,  true,  false},
    {"the debtor has died",                    "MD07", DECLINE_HARD,  false, true },
    {"no reason by the debtor",                "MS02", DECLINE_SOFT,  false, false},
    {"no reason by the bank",                  "MS03", DECLINE_SOFT,  false, false},
    {"blocked by the debtor",                  "SL01", DECLINE_HARD,  false, false},
    {"our own identifier",                     "BE05", DECLINE_SOFT,  false, false},
    {"our own file",                           "FF01", DECLINE_SOFT,  false, false},
    {"a bank outside the scheme",              "DNOR", DECLINE_HARD,  false, false},
    {"by law",                                 "RR04", DECLINE_HARD,  false, false},
    {"a code of tomorrow",                     "ZZ99", DECLINE_SOFT,  false, false},
    {"no code",                                NULL,   DECLINE_SOFT,  false, false},
    {"a code in small letters is another one", "md01", DECLINE_SOFT,  false, false},
};

static void each_reason_has_its_consequence(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct sepa_reason reason = sepa_reason_of(one->code);

        EXPECT_TEXT(one->when, one->code, reason.code);
        EXPECT_INTEGER(one->when, one->decline, reason.decline);
        EXPECT_TRUE(one->when, one->is_dispute == reason.is_dispute);
        EXPECT_TRUE(one->when, one->is_mandate_over == reason.is_mandate_over);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_reason_has_its_consequence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
