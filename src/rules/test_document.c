/* The small rules of a document: its tax and its number; and of a subscription's life. */
#include <string.h>

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

static void formats_are_looked_at_first(void **state)
{
    static const struct {
        const char *format, *objection; /* how it begins; NULL: none */
    } cases[] = {
        {NUMBER_FORMAT,                                   NULL                     },
        {"{PREFIX}-{YEAR}-{NUMBER:8}",                    NULL                     },
        {"{PREFIX}-{YEAR}-{MONTH}/{NUMBER}",              NULL                     },
        {"{NUMBER:4}-{PREFIX}",                           NULL                     },
        {"FAC+{PREFIX}_{NUMBER:12}",                      NULL                     },
        {"{NUMBER:4}{PREFIX}",                            NULL                     },
        {"",                                              "must have {NUMBER} once"},
        {"{PREFIX}",                                      "must have {NUMBER} once"},
        {"{PREFIX}-{NUMBER}-{NUMBER}",                    "must have {NUMBER} once"},
        {"INV-{NUMBER:8}",                                "must have {PREFIX} once"},
        {"{PREFIX}-{PREFIX}-{NUMBER}",                    "must have {PREFIX} once"},
        {"{PREFIX}-{MONTH}-{NUMBER}",                     "must have {YEAR}"       },
        {"{PREFIX}{NUMBER:8}",                            "must have something"    },
        {"{PREFIX}-{YEAR}{NUMBER:8}",                     "must have something"    },
        {"{PREFIX}-{NUMBER:8}{YEAR}",                     "must have something"    },
        {"{PREFIX}{YEAR}-{NUMBER:8}",                     "must have something"    },
        {"{PREFIX}-0{NUMBER:8}",                          "must have something"    },
        {"{PREFIX}-{NUMBER:8}7",                          "must have something"    },
        {"{PREFIX}.{NUMBER:8}",                           "may have letters"       },
        {"{PREFIX} {NUMBER:8}",                           "may have letters"       },
        {"{PREFIX}-{DAY}-{NUMBER:8}",                     "may have letters"       },
        {"{PREFIX}#{NUMBER:8}",                           "may have letters"       },
        {"{PREFIX}-{NUMBER:0}",                           "has a {NUMBER}"         },
        {"{PREFIX}-{NUMBER:13}",                          "has a {NUMBER}"         },
        {"{PREFIX}-{NUMBER:}",                            "has a {NUMBER}"         },
        {"{PREFIX}-{NUMBER:8",                            "has a {NUMBER}"         },
        {"{PREFIX}-a-quite-long-{NUMBER:8}",              NULL                     },
        {"{PREFIX}-something-much-longer-still-{NUMBER}", "may become longer"      },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const char *objection = number_format_objection(one->format);

        EXPECT_TRUE(one->format, !objection == !one->objection);
        if (objection && one->objection)
            EXPECT_TRUE(one->format,
                        strncmp(objection, one->objection, strlen(one->objection)) == 0);
    }
}

static void numbers_are_written_as_their_format_says(void **state)
{
    static const struct {
        struct series_of series;
        int64_t number;
        const char *format, *stem, *full;
    } cases[] = {
        {{false, SERIES_INVOICES, SCOPE_SEGMENT, 3},   33,        NUMBER_FORMAT,                     "S3-#",   "S3-00000033"     },
        {{true, SERIES_INVOICES, SCOPE_SEGMENT, 3},    33,        NUMBER_FORMAT,                     "F3-#",   "F3-00000033"     },
        {{false, SERIES_CREDIT_NOTES, SCOPE_SEGMENT, 3},    1,         NUMBER_FORMAT,                     "SA3-#",  "SA3-00000001"    },
        {{true, SERIES_CREDIT_NOTES, SCOPE_SEGMENT, 42},    99999999,  NUMBER_FORMAT,                     "FA42-#", "FA42-99999999"   },
        {{true, SERIES_INVOICES, SCOPE_SEGMENT, 42},   123456789, NUMBER_FORMAT,                     "F42-#",  "F42-123456789"   },
        {{false, SERIES_ESTIMATES, SCOPE_SEGMENT, 3},    1,         NUMBER_FORMAT,                     "SD3-#",  "SD3-00000001"    },
        {{true, SERIES_ESTIMATES, SCOPE_CUSTOMER, 7},    1,         NUMBER_FORMAT,                     "FDC7-#",  "FDC7-00000001"    },
        {{true, SERIES_INVOICES, SCOPE_SELLER, 2},
         1,                                             "{PREFIX}-{YEAR}-{NUMBER:4}",
         "FV2-2026-#",                                                                               "FV2-2026-0001"   },
        {{true, SERIES_CREDIT_NOTES, SCOPE_CUSTOMER, 1017},
         7,                                             "{PREFIX}/{YEAR}{MONTH}/{NUMBER}",
         "FAC1017/202611/#",                                                                         "FAC1017/202611/7"},
        {{true, SERIES_INVOICES, SCOPE_SEGMENT, 1},    12,        "{NUMBER:6}-{PREFIX}",             "#-F1",   "000012-F1"       },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        char stem[FULL_NUMBER_SIZE], full[FULL_NUMBER_SIZE];

        EXPECT_TRUE(one->full, number_stem(one->format, &one->series, "2026-11-22", stem));
        EXPECT_TEXT(one->full, one->stem, stem);
        EXPECT_TRUE(one->full, full_number(stem, number_digits(one->format), one->number, full));
        EXPECT_TEXT(one->full, one->full, full);
        EXPECT_TRUE(one->full, full_number_fits(stem, one->number, full));
    }
}

static void a_number_is_known_by_its_series(void **state)
{
    static const struct {
        const char *stem;
        int64_t number;
        const char *full;
        bool fits;
    } cases[] = {
        {"S1-#",      7, "S1-00000007", true },
        {"S1-#",      7, "S1-7",        true },
        {"S1-#",      7, "S1-8",        false},
        {"S1-#",      7, "S2-7",        false},
        {"S1-#",      7, "S1-",         false},
        {"S1-#",      7, "S1--7",       false},
        {"S1-#",      7, "S1-7a",       false},
        {"S1-2026-#", 7, "S1-2025-7",   false},
        {"#-S1",      7, "07-S1",       true },
        {"#-S1",      7, "-S1",         false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TRUE(one->full, full_number_fits(one->stem, one->number, one->full) == one->fits);
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
        cmocka_unit_test(formats_are_looked_at_first),
        cmocka_unit_test(numbers_are_written_as_their_format_says),
        cmocka_unit_test(a_number_is_known_by_its_series),
        cmocka_unit_test(states_add_up_to_statuses),
        cmocka_unit_test(the_term_says_what_comes_next),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
