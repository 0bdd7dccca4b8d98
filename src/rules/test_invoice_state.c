#include "rules/invoice_state.h"

#include "unit/cases.h"

/* Every cell: rows are states in their order, columns verbs in theirs. A dot is a refusal, the
 * letter the state that follows: Draft, due Automatically, due Offline, Paid, Refunded, Failed
 * (ProblemAuto), Late (ProblemOverdue), Contested, Void, Uncollectible. Where the way of payment
 * decides, it is paid offline and late. */
static const char *const cells[STATE_INVOICE_COUNT] = {
    /*           edit issue settle lapse cancel refresh part whole dispute win lose off reopen */
    [INVOICE_NONE] = ".............",
    [INVOICE_DRAFT] = "DL...........",
    [INVOICE_DRAFT_CHARGING] = ".L...........",
    [INVOICE_DUE_AUTO] = "..P.VV..C..U.",
    [INVOICE_DUE_OFFLINE] = "..PLVV..C..U.",
    [INVOICE_DUE_TO_PROCESS] = "..P.V...C..U.",
    [INVOICE_DUE_PENDING] = "..P.V...C..U.",
    [INVOICE_PAID] = "......PRC....",
    [INVOICE_PAID_REFUNDED] = ".............",
    [INVOICE_PROBLEM_AUTO] = "..P.VV..C..U.",
    [INVOICE_PROBLEM_OVERDUE] = "..P.VV..C..U.",
    [INVOICE_PROBLEM_DISPUTED] = "..P.V....LLU.",
    [INVOICE_VOID] = ".............",
    [INVOICE_UNCOLLECTIBLE] = "............L",
};

static char letter_of(enum state_invoice state)
{
    static const char letters[] = {'.', 'D', 'd', 'A', 'O', 't', 'p',
                                   'P', 'R', 'F', 'L', 'C', 'V', 'U'};

    return letters[state];
}

static void every_verb_in_every_state(void **state)
{
    const struct invoice_way late = {.is_automatic = false, .is_late = true};

    (void)state;
    for (int i = 0; i < STATE_INVOICE_COUNT; i++)
        for (int j = 0; j < INVOICE_VERB_COUNT; j++)
            EXPECT_INTEGER(
                i ? state_invoice_names[i] : "none", cells[i][j],
                letter_of(invoice_state_after((enum state_invoice)i, (enum invoice_verb)j, late)));
}

static void the_way_of_payment_decides(void **state)
{
    static const struct {
        const char *when;
        enum state_invoice from;
        enum invoice_verb verb;
        struct invoice_way way;
        enum state_invoice to;
    } cases[] = {
        {"issued, automatic",   INVOICE_DRAFT,            INVOICE_ISSUE,  {true, false},  INVOICE_DUE_AUTO   },
        {"issued, offline",     INVOICE_DRAFT,            INVOICE_ISSUE,  {false, false}, INVOICE_DUE_OFFLINE},
        {"won, automatic",      INVOICE_PROBLEM_DISPUTED, INVOICE_WIN,    {true, true},   INVOICE_DUE_AUTO   },
        {"won, offline",
         INVOICE_PROBLEM_DISPUTED,                        INVOICE_WIN,
         {false, false},
         INVOICE_DUE_OFFLINE                                                                                 },
        {"won, offline, late",
         INVOICE_PROBLEM_DISPUTED,                        INVOICE_WIN,
         {false, true},
         INVOICE_PROBLEM_OVERDUE                                                                             },
        {"lost, automatic",
         INVOICE_PROBLEM_DISPUTED,                        INVOICE_LOSE,
         {true, false},
         INVOICE_PROBLEM_AUTO                                                                                },
        {"lost, offline",
         INVOICE_PROBLEM_DISPUTED,                        INVOICE_LOSE,
         {false, false},
         INVOICE_PROBLEM_OVERDUE                                                                             },
        {"reopened, automatic",
         INVOICE_UNCOLLECTIBLE,                           INVOICE_REOPEN,
         {true, true},
         INVOICE_DUE_AUTO                                                                                    },
        {"reopened, in time",
         INVOICE_UNCOLLECTIBLE,                           INVOICE_REOPEN,
         {false, false},
         INVOICE_DUE_OFFLINE                                                                                 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->to, invoice_state_after(one->from, one->verb, one->way));
}

static void unpaid_is_what_can_be_settled(void **state)
{
    const struct invoice_way way = {false, false};

    (void)state;
    for (int i = 0; i < STATE_INVOICE_COUNT; i++)
        EXPECT_TRUE(
            i ? state_invoice_names[i] : "none",
            invoice_is_unpaid((enum state_invoice)i) ==
                (invoice_state_after((enum state_invoice)i, INVOICE_SETTLE, way) == INVOICE_PAID));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_in_every_state),
        cmocka_unit_test(the_way_of_payment_decides),
        cmocka_unit_test(unpaid_is_what_can_be_settled),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
