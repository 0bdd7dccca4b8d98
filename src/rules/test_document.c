/* The small rules of a document: its tax and its number; and of a subscription's life. */
#include "rules/lifecycle.h"
#include "rules/numbering.h"
#include "rules/tax.h"
#include "unit/cases.h"

static void tax_is_rounded_on_the_document_and_truncated_on_a_line(void **state)
{
    static const struct {
        const char *when;
        int64_t subtotal, rate, of_document, of_line;
    } cases[] = {
        {"exact",                     10000,                  2000, 2000,                   2000},
        {"half a cent goes up",       25,                     200,  1,                      0   },
        {"below half goes down",      24,                     200,  0,                      0   },
        {"a credit, away from zero",  -25,                    200,  -1,                     0   },
        {"the published line",        19900,                  2750, 5473,                   5472},
        {"the second published line", 3952,                   2750, 1087,                   1086},
        {"no tax",                    12345,                  0,    0,                      0   },
        {"5.5 %",                     999,                    550,  55,                     54  },
        {"a large sum stays exact",   INT64_C(9999999999999), 2000, INT64_C(2000000000000),
         INT64_C(1999999999999)                                                                 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        EXPECT_INTEGER(one->when, one->of_document, tax_of_document(one->subtotal, one->rate));
        EXPECT_INTEGER(one->when, one->of_line, tax_of_line(one->subtotal, one->rate));
    }
}

static void numbers_have_eight_digits_and_a_prefix_of_their_series(void **state)
{
    static const struct {
        bool is_live, is_credit;
        int64_t segment, number;
        const char *full;
    } cases[] = {
        {false, false, 3,  33,        "S3-00000033"  },
        {true,  false, 3,  33,        "F3-00000033"  },
        {false, true,  3,  1,         "SA3-00000001" },
        {true,  true,  42, 99999999,  "FA42-99999999"},
        {true,  false, 42, 123456789, "F42-123456789"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        char prefix[FULL_NUMBER_SIZE], full[FULL_NUMBER_SIZE];

        series_prefix(one->is_live, one->is_credit, one->segment, prefix);
        full_number(prefix, one->number, full);
        EXPECT_TEXT(one->full, one->full, full);
    }
}

static void states_add_up_to_statuses(void **state)
{
    static const struct {
        enum state_subscription state;
        enum status_subscription status;
    } cases[] = {
        {STATE_DRAFT_CUSTOMER,            STATUS_DRAFT    },
        {STATE_DRAFT_DELAYED_UPGRADE,     STATUS_DRAFT    },
        {STATE_ACTIVE_RUNNING,            STATUS_ACTIVE   },
        {STATE_ACTIVE_DELAYED_SUSPENSION, STATUS_ACTIVE   },
        {STATE_SUSPENDED_AGENT,           STATUS_SUSPENDED},
        {STATE_SUSPENDED_PAYMENT_DUE,     STATUS_SUSPENDED},
        {STATE_ENDED_COMPLETE,            STATUS_ENDED    },
        {STATE_ENDED_TERMINATED,          STATUS_ENDED    },
        {STATE_DELETED,                   STATUS_DELETED  },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(state_subscription_names[one->state], one->status, status_of(one->state));
}

static void the_term_says_what_comes_next(void **state)
{
    (void)state;
    EXPECT_INTEGER("it renews", STATE_ACTIVE_RUNNING,
                   state_after_term(STATE_ACTIVE_RUNNING, false));
    EXPECT_INTEGER("or it was the last period", STATE_ENDED_COMPLETE,
                   state_after_term(STATE_ACTIVE_RUNNING, true));
    EXPECT_INTEGER("or it ends", STATE_ENDED_TERMINATED,
                   state_after_term(STATE_ACTIVE_DELAYED_TERMINATION, false));
    EXPECT_INTEGER("a draft has no term", STATE_NONE, state_after_term(STATE_DRAFT_AGENT, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tax_is_rounded_on_the_document_and_truncated_on_a_line),
        cmocka_unit_test(numbers_have_eight_digits_and_a_prefix_of_their_series),
        cmocka_unit_test(states_add_up_to_statuses),
        cmocka_unit_test(the_term_says_what_comes_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
