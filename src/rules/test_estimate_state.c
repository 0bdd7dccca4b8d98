#include "rules/estimate_state.h"

#include "unit/cases.h"

/* Every cell: rows are states in their order, columns verbs in theirs. A dot is a refusal, the
 * letter the state that follows: Draft, Sent, Approved, Declined (X), Expired, Converted (I, an
 * invoice), Cancelled. */
static const char *const cells[STATE_ESTIMATE_COUNT] = {
    /*           edit send approve decline convert cancel */
    [ESTIMATE_NONE] = "......",      [ESTIMATE_DRAFT] = "DS....",     [ESTIMATE_SENT] = ".SAX.C",
    [ESTIMATE_APPROVED] = "....IC",  [ESTIMATE_DECLINED] = "......",  [ESTIMATE_EXPIRED] = ".....C",
    [ESTIMATE_CONVERTED] = "......", [ESTIMATE_CANCELLED] = "......",
};

static void every_verb_in_every_state(void **state)
{
    static const char letters[] = {'.', 'D', 'S', 'A', 'X', 'E', 'I', 'C'};

    (void)state;
    for (int i = 0; i < STATE_ESTIMATE_COUNT; i++)
        for (int j = 0; j < ESTIMATE_VERB_COUNT; j++)
            EXPECT_INTEGER(
                i ? state_estimate_names[i] : "none", cells[i][j],
                letters[estimate_state_after((enum state_estimate)i, (enum estimate_verb)j)]);
}

static void what_was_sent_expires(void **state)
{
    static const struct {
        const char *when;
        enum state_estimate state;
        int64_t expires_at, now;
        enum state_estimate then;
    } cases[] = {
        {"before its day is over", ESTIMATE_SENT,      100, 99,  ESTIMATE_SENT     },
        {"as soon as it is over",  ESTIMATE_SENT,      100, 100, ESTIMATE_EXPIRED  },
        {"long after",             ESTIMATE_SENT,      100, 900, ESTIMATE_EXPIRED  },
        {"a draft does not",       ESTIMATE_DRAFT,     0,   900, ESTIMATE_DRAFT    },
        {"nor what was approved",  ESTIMATE_APPROVED,  100, 900, ESTIMATE_APPROVED },
        {"nor what was declined",  ESTIMATE_DECLINED,  100, 900, ESTIMATE_DECLINED },
        {"nor what is an invoice", ESTIMATE_CONVERTED, 100, 900, ESTIMATE_CONVERTED},
        {"nor what was cancelled", ESTIMATE_CANCELLED, 100, 900, ESTIMATE_CANCELLED},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->then,
                       estimate_state_at(one->state, (struct instant){one->expires_at},
                                         (struct instant){one->now}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_in_every_state),
        cmocka_unit_test(what_was_sent_expires),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
