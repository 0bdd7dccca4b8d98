/* What may be done with an estimate in which state, and what it is then. Pure.
 *
 * One table (estimate_state.c) has a cell for every state and verb; a verb that finds no state
 * there is refused. Nobody writes down that an estimate has expired: one that was sent has, as soon
 * as its day is over. */
#ifndef RULES_ESTIMATE_STATE_H
#define RULES_ESTIMATE_STATE_H

#include <stdbool.h>

#include "base/instant.h"

enum state_estimate {
    ESTIMATE_NONE,
    ESTIMATE_DRAFT,
    ESTIMATE_SENT, /* waits for an answer */
    ESTIMATE_APPROVED,
    ESTIMATE_DECLINED,
    ESTIMATE_EXPIRED,   /* was sent and never answered; in no row */
    ESTIMATE_CONVERTED, /* into an invoice */
    ESTIMATE_CANCELLED, /* by staff */
};
enum { STATE_ESTIMATE_COUNT = ESTIMATE_CANCELLED + 1 };
extern const char *const state_estimate_names[];

enum estimate_verb {
    ESTIMATE_EDIT, /* or delete it */
    ESTIMATE_SEND,
    ESTIMATE_APPROVE,
    ESTIMATE_DECLINE,
    ESTIMATE_CONVERT,
    ESTIMATE_CANCEL,
};
enum { ESTIMATE_VERB_COUNT = ESTIMATE_CANCEL + 1 };

/* ESTIMATE_NONE: refused. */
enum state_estimate estimate_state_after(enum state_estimate state, enum estimate_verb verb);

/* What a row's state is by now. `expires_at` is the end of the last day on which it can be
 * approved, not set for a draft. */
enum state_estimate estimate_state_at(enum state_estimate state, struct instant expires_at,
                                      struct instant now);

#endif
