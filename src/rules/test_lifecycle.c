/* The state machine of a subscription: every state with everything that may happen to it. */
#include "rules/lifecycle.h"

#include <stdio.h>
#include <string.h>

#include "unit/cases.h"

#define STATE_COUNT (STATE_DELETED + 1)

static enum state_subscription named(const char *name)
{
    for (int state = STATE_DRAFT_CUSTOMER; state < STATE_COUNT; state++)
        if (strcmp(state_subscription_names[state], name) == 0)
            return (enum state_subscription)state;
    FAIL_BECAUSE("%s is no state\n", name);
    return STATE_NONE;
}

static void states_add_up_to_statuses(void **state)
{
    static const struct {
        const char *state, *status;
    } cases[] = {
        {"DraftCustomer",            "Draft"    },
        {"DraftAgent",               "Draft"    },
        {"DraftDelayedStart",        "Draft"    },
        {"DraftDelayedUpgrade",      "Draft"    },
        {"ActiveRunning",            "Active"   },
        {"ActiveDelayedUpgrade",     "Active"   },
        {"ActiveDelayedTermination", "Active"   },
        {"ActiveDelayedSuspension",  "Active"   },
        {"SuspendedAgent",           "Suspended"},
        {"SuspendedNoPaymentInfo",   "Suspended"},
        {"SuspendedPaymentDue",      "Suspended"},
        {"EndedComplete",            "Ended"    },
        {"EndedUpgrade",             "Ended"    },
        {"EndedTerminated",          "Ended"    },
        {"Deleted",                  "Deleted"  },
    };

    (void)state;
    EXPECT_INTEGER("every state", STATE_COUNT - 1, (int64_t)COUNT_OF(cases));
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->state, one->status,
                    status_subscription_names[status_of(named(one->state))]);
}

static const char *arrow(const char *from, const char *to)
{
    static char text[80];

    snprintf(text, sizeof text, "%s to %s", from, to);
    return text;
}

/* From each state to every other: `1` may follow. The columns are in the order of the enum:
 * the drafts (customer, agent, delayed start, delayed upgrade), the active ones (running, upgrade,
 * termination, suspension delayed), the suspended ones (agent, no payment info, payment due), the
 * ended ones (complete, upgrade, terminated), deleted. */
static void every_state_has_its_successors(void **state)
{
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"DraftCustomer",            "1110 1000 000 000 1"},
        {"DraftAgent",               "0110 1000 000 000 1"},
        {"DraftDelayedStart",        "0110 1000 000 000 1"},
        {"DraftDelayedUpgrade",      "0111 1000 000 000 1"},
        {"ActiveRunning",            "0000 1111 111 111 0"},
        {"ActiveDelayedUpgrade",     "0000 1111 111 111 0"},
        {"ActiveDelayedTermination", "0000 1111 111 111 0"},
        {"ActiveDelayedSuspension",  "0000 1111 111 111 0"},
        {"SuspendedAgent",           "0000 1000 100 111 0"},
        {"SuspendedNoPaymentInfo",   "0000 1000 010 111 0"},
        {"SuspendedPaymentDue",      "0000 1000 001 111 0"},
        {"EndedComplete",            "0000 0000 000 100 0"},
        {"EndedUpgrade",             "0000 0000 000 010 0"},
        {"EndedTerminated",          "0000 0000 000 001 0"},
        {"Deleted",                  "0000 0000 000 000 1"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        for (int to = STATE_DRAFT_CUSTOMER, at = 0; to < STATE_COUNT; to++, at++) {
            at += one->to[at] == ' ';
            EXPECT_INTEGER(arrow(one->from, state_subscription_names[to]), one->to[at] == '1',
                           state_may_follow(named(one->from), (enum state_subscription)to));
        }
}

static void what_is_scheduled_comes_at_the_term(void **state)
{
    static const struct {
        const char *from, *after, *after_last;
    } cases[] = {
        {"ActiveRunning",            "ActiveRunning",   "EndedComplete"  },
        {"ActiveDelayedUpgrade",     "EndedUpgrade",    "EndedUpgrade"   },
        {"ActiveDelayedTermination", "EndedTerminated", "EndedTerminated"},
        {"ActiveDelayedSuspension",  "SuspendedAgent",  "SuspendedAgent" },
        {"DraftAgent",               NULL,              NULL             },
        {"DraftDelayedStart",        NULL,              NULL             },
        {"SuspendedAgent",           NULL,              NULL             },
        {"EndedComplete",            NULL,              NULL             },
        {"Deleted",                  NULL,              NULL             },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        EXPECT_TEXT(one->from, one->after,
                    state_subscription_names[state_after_term(named(one->from), false)]);
        EXPECT_TEXT(one->from, one->after_last,
                    state_subscription_names[state_after_term(named(one->from), true)]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_add_up_to_statuses),
        cmocka_unit_test(every_state_has_its_successors),
        cmocka_unit_test(what_is_scheduled_comes_at_the_term),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
