/* What may be done with a recurring invoice in which state, and what it is then. Pure.
 *
 * One table (recurring_state.c) has a cell for every state and verb; a verb that finds no state
 * there is refused. */
#ifndef RULES_RECURRING_STATE_H
#define RULES_RECURRING_STATE_H

#include <stdbool.h>

enum state_recurring {
    RECURRING_NONE,
    RECURRING_DRAFT,   /* sends nothing, and no customer sees it */
    RECURRING_PENDING, /* started, and its first date lies ahead */
    RECURRING_ACTIVE,
    RECURRING_PAUSED,    /* sends nothing until it is started again */
    RECURRING_COMPLETED, /* its cycles are used up, its end is behind us, or somebody ended it */
};
enum { STATE_RECURRING_COUNT = RECURRING_COMPLETED + 1 };
extern const char *const state_recurring_names[];

enum recurring_verb {
    RECURRING_EDIT,
    RECURRING_DELETE, /* Completed says that it may be: nothing is left of it */
    RECURRING_START,
    RECURRING_PAUSE,
    RECURRING_SKIP, /* pass the next date by */
    RECURRING_RUN,  /* make the invoice of the next date */
    RECURRING_END,
};
enum { RECURRING_VERB_COUNT = RECURRING_END + 1 };

/* How it stands once the verb is done. */
struct recurring_way {
    bool has_more;  /* a date is left for it: cycles, and none after the end */
    bool has_begun; /* it made an invoice, or its next date has come */
};

/* RECURRING_NONE: refused. */
enum state_recurring recurring_state_after(enum state_recurring state, enum recurring_verb verb,
                                           struct recurring_way way);

/* Does it go on by itself? */
bool recurring_is_running(enum state_recurring state);

#endif
