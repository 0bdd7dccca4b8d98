/* The life of a subscription: its states, the five statuses that they add up to, and which state
 * may follow which (contract sections 2 and 5). Pure. */
#ifndef RULES_LIFECYCLE_H
#define RULES_LIFECYCLE_H

#include <stdbool.h>

enum state_subscription {
    STATE_NONE,
    STATE_DRAFT_CUSTOMER,
    STATE_DRAFT_AGENT,
    STATE_DRAFT_DELAYED_START,
    STATE_DRAFT_DELAYED_UPGRADE,
    STATE_ACTIVE_RUNNING,
    STATE_ACTIVE_DELAYED_UPGRADE,
    STATE_ACTIVE_DELAYED_TERMINATION,
    STATE_ACTIVE_DELAYED_SUSPENSION,
    STATE_SUSPENDED_AGENT,
    STATE_SUSPENDED_NO_PAYMENT_INFO,
    STATE_SUSPENDED_PAYMENT_DUE,
    STATE_ENDED_COMPLETE,
    STATE_ENDED_UPGRADE,
    STATE_ENDED_TERMINATED,
    STATE_DELETED,
};
extern const char *const state_subscription_names[];

enum status_subscription {
    STATUS_NONE,
    STATUS_DRAFT,
    STATUS_ACTIVE,
    STATUS_SUSPENDED,
    STATUS_ENDED,
    STATUS_DELETED,
};
extern const char *const status_subscription_names[];

enum status_subscription status_of(enum state_subscription state);

/* What becomes of the paid part of a period after a termination inside it: a credit lowers the next
 * invoice, a refund gives the money of the invoice back. The default of a merchant cannot be the
 * last, which wants somebody who does it. */
enum unused_part { UNUSED_NONE, UNUSED_NOTHING, UNUSED_CREDIT, UNUSED_REFUND };
extern const char *const unused_part_names[];
extern const char *const unused_part_default_names[];

/* What a period costs that begins inside the one of the calendar. */
enum first_period { FIRST_NONE, FIRST_PRORATED, FIRST_FREE, FIRST_WHOLE };
extern const char *const first_period_names[];

/* May a subscription go from one state to the other? */
bool state_may_follow(enum state_subscription from, enum state_subscription to);

/* What will be at the term if nothing happens: a running one renews. STATE_NONE where there is no
 * term. `is_last_period` says that CountRecurrences is reached. */
enum state_subscription state_after_term(enum state_subscription state, bool is_last_period);

#endif
