#include "rules/estimate_state.h"

#include <stddef.h>

const char *const state_estimate_names[] = {
    NULL, "Draft", "Sent", "Approved", "Declined", "Expired", "Converted", "Cancelled", NULL,
};

/* It would line up what does not belong together. */
/* clang-format off */
static const enum state_estimate after[STATE_ESTIMATE_COUNT][ESTIMATE_VERB_COUNT] = {
    [ESTIMATE_DRAFT] = {
        [ESTIMATE_EDIT] = ESTIMATE_DRAFT,
        [ESTIMATE_SEND] = ESTIMATE_SENT},
    [ESTIMATE_SENT] = {
        [ESTIMATE_SEND] = ESTIMATE_SENT,
        [ESTIMATE_APPROVE] = ESTIMATE_APPROVED,
        [ESTIMATE_DECLINE] = ESTIMATE_DECLINED,
        [ESTIMATE_CANCEL] = ESTIMATE_CANCELLED},
    [ESTIMATE_APPROVED] = {
        [ESTIMATE_CONVERT] = ESTIMATE_CONVERTED,
        [ESTIMATE_CANCEL] = ESTIMATE_CANCELLED},
    [ESTIMATE_EXPIRED] = {
        [ESTIMATE_CANCEL] = ESTIMATE_CANCELLED},
};
/* clang-format on */

enum state_estimate estimate_state_after(enum state_estimate state, enum estimate_verb verb)
{
    return after[state][verb];
}

enum state_estimate estimate_state_at(enum state_estimate state, struct instant expires_at,
                                      struct instant now)
{
    bool is_over = instant_is_set(expires_at) && expires_at.micros <= now.micros;

    return state == ESTIMATE_SENT && is_over ? ESTIMATE_EXPIRED : state;
}
