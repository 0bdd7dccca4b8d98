#include "rules/recurring_state.h"

#include "unit/cases.h"

/* Every cell, in the order of states and verbs. A dot is a refusal, the letter the state that
 * follows: Draft, pEnding, Active, pauSed, Completed. */
static const char *const begun[STATE_RECURRING_COUNT] = {
    /*            edit delete start pause skip run end */
    [RECURRING_NONE] = ".......",    [RECURRING_DRAFT] = "DCA....",
    [RECURRING_PENDING] = "A..SAAC", [RECURRING_ACTIVE] = "A..SAAC",
    [RECURRING_PAUSED] = "S.A...C",  [RECURRING_COMPLETED] = "A......",
};

static char letter_of(enum state_recurring state)
{
    static const char letters[] = {'.', 'D', 'E', 'A', 'S', 'C'};

    return letters[state];
}

static void every_verb_in_every_state(void **state)
{
    const struct recurring_way way = {.has_more = true, .has_begun = true};

    (void)state;
    for (int i = 0; i < STATE_RECURRING_COUNT; i++)
        for (int j = 0; j < RECURRING_VERB_COUNT; j++)
            EXPECT_INTEGER(i ? state_recurring_names[i] : "none", begun[i][j],
                           letter_of(recurring_state_after((enum state_recurring)i,
                                                           (enum recurring_verb)j, way)));
}

static void what_is_left_decides(void **state)
{
    static const struct {
        const char *when;
        enum state_recurring from;
        enum recurring_verb verb;
        struct recurring_way way;
        enum state_recurring to;
    } cases[] = {
        {"started, ahead",                      RECURRING_DRAFT,   RECURRING_START, {true, false},  RECURRING_PENDING  },
        {"started, all behind",
         RECURRING_DRAFT,                                          RECURRING_START,
         {false, true},
         RECURRING_COMPLETED                                                                                           },
        {"skipped, ahead",                      RECURRING_PENDING, RECURRING_SKIP,  {true, false},  RECURRING_PENDING  },
        {"the last is skipped",
         RECURRING_ACTIVE,                                         RECURRING_SKIP,
         {false, true},
         RECURRING_COMPLETED                                                                                           },
        {"the last is made",                    RECURRING_ACTIVE,  RECURRING_RUN,   {false, true},  RECURRING_COMPLETED},
        {"fewer cycles",                        RECURRING_ACTIVE,  RECURRING_EDIT,  {false, true},  RECURRING_COMPLETED},
        {"fewer while paused",
         RECURRING_PAUSED,                                         RECURRING_EDIT,
         {false, true},
         RECURRING_COMPLETED                                                                                           },
        {"still none is left",
         RECURRING_COMPLETED,                                      RECURRING_EDIT,
         {false, true},
         RECURRING_COMPLETED                                                                                           },
        {"ended before it began, and taken up",
         RECURRING_COMPLETED,                                      RECURRING_EDIT,
         {true, false},
         RECURRING_PENDING                                                                                             },
        {"a draft stays one",                   RECURRING_DRAFT,   RECURRING_EDIT,  {false, false}, RECURRING_DRAFT    },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->to, recurring_state_after(one->from, one->verb, one->way));
}

static void two_states_go_on_by_themselves(void **state)
{
    (void)state;
    EXPECT_TRUE("pending", recurring_is_running(RECURRING_PENDING));
    EXPECT_TRUE("active", recurring_is_running(RECURRING_ACTIVE));
    EXPECT_TRUE("draft", !recurring_is_running(RECURRING_DRAFT));
    EXPECT_TRUE("paused", !recurring_is_running(RECURRING_PAUSED));
    EXPECT_TRUE("completed", !recurring_is_running(RECURRING_COMPLETED));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verb_in_every_state),
        cmocka_unit_test(what_is_left_decides),
        cmocka_unit_test(two_states_go_on_by_themselves),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
