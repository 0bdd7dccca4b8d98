#include "rules/recurring_state.h"

#include <stddef.h>

const char *const state_recurring_names[] = {
    NULL, "Draft", "Pending", "Active", "Paused", "Completed", NULL,
};

/* What no state is: running if a date is left, else completed; and what is paused, likewise. */
enum { AS_RUNNING = STATE_RECURRING_COUNT, AS_PAUSED };

/* It would line up what does not belong together. */
/* clang-format off */
static const int after[STATE_RECURRING_COUNT][RECURRING_VERB_COUNT] = {
    [RECURRING_DRAFT] = {
        [RECURRING_EDIT] = RECURRING_DRAFT,
        [RECURRING_DELETE] = RECURRING_COMPLETED,
        [RECURRING_START] = AS_RUNNING},
    [RECURRING_PENDING] = {
        [RECURRING_EDIT] = AS_RUNNING,
        [RECURRING_PAUSE] = RECURRING_PAUSED,
        [RECURRING_SKIP] = AS_RUNNING,
        [RECURRING_RUN] = AS_RUNNING,
        [RECURRING_END] = RECURRING_COMPLETED},
    [RECURRING_ACTIVE] = {
        [RECURRING_EDIT] = AS_RUNNING,
        [RECURRING_PAUSE] = RECURRING_PAUSED,
        [RECURRING_SKIP] = AS_RUNNING,
        [RECURRING_RUN] = AS_RUNNING,
        [RECURRING_END] = RECURRING_COMPLETED},
    [RECURRING_PAUSED] = {
        [RECURRING_EDIT] = AS_PAUSED,
        [RECURRING_START] = AS_RUNNING,
        [RECURRING_END] = RECURRING_COMPLETED},
    [RECURRING_COMPLETED] = {
        [RECURRING_EDIT] = AS_RUNNING},
};
/* clang-format on */

enum state_recurring recurring_state_after(enum state_recurring state, enum recurring_verb verb,
                                           struct recurring_way way)
{
    int cell = after[state][verb];

    if (cell < AS_RUNNING)
        return (enum state_recurring)cell;
    if (!way.has_more)
        return RECURRING_COMPLETED;
    if (cell == AS_PAUSED)
        return RECURRING_PAUSED;
    return way.has_begun ? RECURRING_ACTIVE : RECURRING_PENDING;
}

bool recurring_is_running(enum state_recurring state)
{
    return state == RECURRING_PENDING || state == RECURRING_ACTIVE;
}
