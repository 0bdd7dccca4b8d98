#include "rules/collect.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const char *const state_transaction_names[] = {
    NULL,        "ToSend", "Unknown",   "ToProcess", "Pending",  "ToAuthenticate",
    "Succeeded", "Failed", "Cancelled", "Disputed",  "Returned", NULL,
};

const char *const decline_names[] = {NULL, "Funds", "Soft", "Hard", "Authentication", NULL};

/* Short, so that the table can be read as one: what it becomes, and what moves. Empty is: nothing
 * changes. */
/* clang-format off */
#define UNKNOWN {TRANSACTION_UNKNOWN, MOVES_NOTHING}
#define PROCESS {TRANSACTION_TO_PROCESS, MOVES_NOTHING}
#define PENDING {TRANSACTION_PENDING, MOVES_NOTHING}
#define AUTHENT {TRANSACTION_TO_AUTHENTICATE, MOVES_NOTHING}
#define SUCCESS {TRANSACTION_SUCCEEDED, MOVES_IN}
#define FAILURE {TRANSACTION_FAILED, MOVES_NOTHING}
#define CANCEL  {TRANSACTION_CANCELLED, MOVES_NOTHING}
#define RETURN  {TRANSACTION_RETURNED, MOVES_BACK}
#define DISPUTE {TRANSACTION_DISPUTED, MOVES_BACK}
#define AGAIN   {TRANSACTION_TO_SEND, MOVES_NOTHING}
#define LOST    {TRANSACTION_RETURNED, MOVES_NOTHING}
#define THROUGH {TRANSACTION_DISPUTED, MOVES_THROUGH}
#define GONE    {TRANSACTION_RETURNED, MOVES_THROUGH}
#define STAYS   {TRANSACTION_NONE, MOVES_NOTHING}

static const struct transition table[TRANSACTION_COUNT][TOLD_COUNT] = {
    /*                               never    unknown  process  pending  authent. success  failed   cancel   dispute  won      lost */
    [TRANSACTION_TO_SEND] =         {STAYS,   UNKNOWN, PROCESS, PENDING, AUTHENT, SUCCESS, FAILURE, CANCEL,  THROUGH, SUCCESS, GONE},
    [TRANSACTION_UNKNOWN] =         {AGAIN,   STAYS,   PROCESS, PENDING, AUTHENT, SUCCESS, FAILURE, CANCEL,  THROUGH, SUCCESS, GONE},
    [TRANSACTION_TO_PROCESS] =      {STAYS,   STAYS,   STAYS,   PENDING, STAYS,   SUCCESS, FAILURE, CANCEL,  THROUGH, SUCCESS, GONE},
    [TRANSACTION_PENDING] =         {STAYS,   STAYS,   PROCESS, STAYS,   STAYS,   SUCCESS, FAILURE, CANCEL,  THROUGH, SUCCESS, GONE},
    [TRANSACTION_TO_AUTHENTICATE] = {STAYS,   STAYS,   PROCESS, PENDING, STAYS,   SUCCESS, FAILURE, CANCEL,  THROUGH, SUCCESS, GONE},
    [TRANSACTION_SUCCEEDED] =       {STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   RETURN,  RETURN,  DISPUTE, STAYS,   RETURN},
    [TRANSACTION_FAILED] =          {STAYS,   STAYS,   STAYS,   PENDING, STAYS,   SUCCESS, STAYS,   STAYS,   THROUGH, SUCCESS, GONE},
    [TRANSACTION_CANCELLED] =       {STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   SUCCESS, STAYS,   STAYS,   THROUGH, SUCCESS, GONE},
    [TRANSACTION_DISPUTED] =        {STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   LOST,    STAYS,   STAYS,   SUCCESS, LOST},
    [TRANSACTION_RETURNED] =        {STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   STAYS,   SUCCESS, STAYS},
};
/* clang-format on */

struct transition transaction_after(enum state_transaction state, enum told told)
{
    struct transition transition = table[state][told];

    if (!transition.state)
        transition.state = state;
    return transition;
}

enum told told_by_state(enum state_transaction state)
{
    static const enum told told[TRANSACTION_COUNT] = {
        [TRANSACTION_NONE] = TOLD_UNKNOWN,
        [TRANSACTION_TO_SEND] = TOLD_NEVER_SEEN,
        [TRANSACTION_UNKNOWN] = TOLD_UNKNOWN,
        [TRANSACTION_TO_PROCESS] = TOLD_TO_PROCESS,
        [TRANSACTION_PENDING] = TOLD_PENDING,
        [TRANSACTION_TO_AUTHENTICATE] = TOLD_TO_AUTHENTICATE,
        [TRANSACTION_SUCCEEDED] = TOLD_SUCCEEDED,
        [TRANSACTION_FAILED] = TOLD_FAILED,
        [TRANSACTION_CANCELLED] = TOLD_CANCELLED,
        [TRANSACTION_DISPUTED] = TOLD_DISPUTED,
        [TRANSACTION_RETURNED] = TOLD_FAILED,
    };

    return told[state];
}

bool transaction_is_open(enum state_transaction state)
{
    return state >= TRANSACTION_TO_SEND && state <= TRANSACTION_TO_AUTHENTICATE;
}

/* plans -------------------------------------------------------------------------------------------
 */

bool plan_parse(const char *text, int least, struct plan *out)
{
    *out = (struct plan){0};
    if (strcmp(text, "none") == 0)
        return true;
    for (;;) {
        char *end;
        long days = strtol(text, &end, 10);

        if (end == text || days < least || days > PLAN_DAYS_MAX || out->count == PLAN_MAX)
            return false;
        out->days[out->count++] = (int)days;
        if (!*end)
            return true;
        if (*end != ',')
            return false;
        text = end + 1;
    }
}

struct next_attempt attempt_after(const struct plan *plan, int failures, enum decline decline,
                                  struct instant now)
{
    if (decline == DECLINE_HARD || failures < 1 || failures > plan->count)
        return (struct next_attempt){FOLLOW_GIVE_UP, {0}};
    return (struct next_attempt){
        decline == DECLINE_AUTHENTICATION ? FOLLOW_WAIT : FOLLOW_RETRY,
        instant_plus(now, DAYS(plan->days[failures - 1])),
    };
}

enum trust trust_after(int failures, int most, enum decline decline)
{
    if (decline == DECLINE_HARD || failures >= most)
        return TRUST_LOST;
    return failures == most - 1 ? TRUST_WARNED : TRUST_GOOD;
}

struct instant reminder_after(const struct plan *plan, struct instant limit, struct instant now)
{
    struct instant first = {0};

    for (int i = 0; i < plan->count; i++) {
        struct instant at = instant_plus(limit, DAYS(plan->days[i]));

        if (at.micros > now.micros)
            first = instant_earlier(first, at);
    }
    return first;
}

/* expiry ------------------------------------------------------------------------------------------
 */

struct expiry expiry_at(struct instant expiration, int noticed, struct instant now)
{
    static const int notices[] = {30, 7, 1, NOTICE_EXPIRED};
    struct expiry expiry = {NOTICE_NONE, {0}};

    for (size_t i = 0; i < sizeof notices / sizeof *notices; i++) {
        struct instant at = instant_plus(expiration, -DAYS(notices[i]));

        if (at.micros > now.micros) {
            expiry.next_at = at;
            break;
        }
        if (noticed == NOTICE_NONE || notices[i] < noticed)
            expiry.notice = notices[i];
    }
    return expiry;
}
