#include "rules/lifecycle.h"

#include <stddef.h>

const char *const state_subscription_names[] = {
    NULL,
    "DraftCustomer",
    "DraftAgent",
    "DraftDelayedStart",
    "DraftDelayedUpgrade",
    "ActiveRunning",
    "ActiveDelayedUpgrade",
    "ActiveDelayedTermination",
    "ActiveDelayedSuspension",
    "SuspendedAgent",
    "SuspendedNoPaymentInfo",
    "SuspendedPaymentDue",
    "EndedComplete",
    "EndedUpgrade",
    "EndedTerminated",
    "Deleted",
    NULL,
};

const char *const status_subscription_names[] = {
    NULL, "Draft", "Active", "Suspended", "Ended", "Deleted", NULL,
};

const char *const unused_part_names[] = {NULL, "Nothing", "Credit", "Refund", NULL};
const char *const unused_part_default_names[] = {NULL, "Nothing", "Credit", NULL};
const char *const first_period_names[] = {NULL, "Prorated", "Free", "Whole", NULL};

enum status_subscription status_of(enum state_subscription state)
{
    if (state == STATE_NONE)
        return STATUS_NONE;
    if (state <= STATE_DRAFT_DELAYED_UPGRADE)
        return STATUS_DRAFT;
    if (state <= STATE_ACTIVE_DELAYED_SUSPENSION)
        return STATUS_ACTIVE;
    if (state <= STATE_SUSPENDED_PAYMENT_DUE)
        return STATUS_SUSPENDED;
    return state == STATE_DELETED ? STATUS_DELETED : STATUS_ENDED;
}

/* A running or delayed one may be scheduled otherwise, suspended or ended. */
static bool may_follow_active(enum state_subscription to)
{
    return status_of(to) == STATUS_ACTIVE || status_of(to) == STATUS_SUSPENDED ||
           status_of(to) == STATUS_ENDED;
}

bool state_may_follow(enum state_subscription from, enum state_subscription to)
{
    if (from == to)
        return true;
    switch (status_of(from)) {
    case STATUS_DRAFT:
        return to == STATE_ACTIVE_RUNNING || to == STATE_DRAFT_AGENT ||
               to == STATE_DRAFT_DELAYED_START || to == STATE_DELETED;
    case STATUS_ACTIVE:
        return may_follow_active(to);
    case STATUS_SUSPENDED:
        return to == STATE_ACTIVE_RUNNING || status_of(to) == STATUS_ENDED;
    case STATUS_NONE:
        return status_of(to) == STATUS_DRAFT || to == STATE_ACTIVE_RUNNING;
    case STATUS_ENDED:
    case STATUS_DELETED:
        return false;
    }
    return false;
}

enum state_subscription state_after_term(enum state_subscription state, bool is_last_period)
{
    switch (state) {
    case STATE_ACTIVE_RUNNING:
        return is_last_period ? STATE_ENDED_COMPLETE : STATE_ACTIVE_RUNNING;
    case STATE_ACTIVE_DELAYED_UPGRADE:
        return STATE_ENDED_UPGRADE;
    case STATE_ACTIVE_DELAYED_TERMINATION:
        return STATE_ENDED_TERMINATED;
    case STATE_ACTIVE_DELAYED_SUSPENSION:
        return STATE_SUSPENDED_AGENT;
    default:
        return STATE_NONE;
    }
}
