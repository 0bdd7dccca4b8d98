/* Collecting: what an attempt to move money may become, when the next one is made, and when
 * somebody is told before a method expires. Pure.
 *
 * An attempt is a transaction. What a provider tells of it, by an answer, a notification or a file,
 * may come late, twice and out of order: the table below says for every state and everything that
 * can be told what it becomes, and whether money has moved. What makes no sense changes nothing. */
#ifndef RULES_COLLECT_H
#define RULES_COLLECT_H

#include <stdbool.h>

#include "base/instant.h"

enum state_transaction {
    TRANSACTION_NONE,
    TRANSACTION_TO_SEND,         /* nobody has been asked yet */
    TRANSACTION_UNKNOWN,         /* somebody was, and did not answer so that one understands */
    TRANSACTION_TO_PROCESS,      /* waits for the next file to the bank */
    TRANSACTION_PENDING,         /* on its way: a direct debit for some days */
    TRANSACTION_TO_AUTHENTICATE, /* the customer must do something on a page of the provider's */
    TRANSACTION_SUCCEEDED,
    TRANSACTION_FAILED,
    TRANSACTION_CANCELLED,
    TRANSACTION_DISPUTED, /* had succeeded; the customer or his bank takes it back */
    TRANSACTION_RETURNED, /* had succeeded; the money went back for good */
    TRANSACTION_COUNT,
};
extern const char *const state_transaction_names[];

/* Why a charge failed, as far as it matters for trying again. */
enum decline {
    DECLINE_NONE,
    DECLINE_FUNDS,          /* too little money now: try again on another day */
    DECLINE_SOFT,           /* for now, for another reason: the bank does not answer, a limit */
    DECLINE_HARD,           /* this method will never work: lost, closed, revoked, expired */
    DECLINE_AUTHENTICATION, /* only with the customer present */
};
extern const char *const decline_names[];

/* What can be told of a transaction. */
enum told {
    TOLD_NEVER_SEEN, /* the provider knows nothing of it: it may be sent again */
    TOLD_UNKNOWN,
    TOLD_TO_PROCESS, /* also of one whose file was withdrawn */
    TOLD_PENDING,
    TOLD_TO_AUTHENTICATE,
    TOLD_SUCCEEDED,
    TOLD_FAILED, /* also after it had succeeded: a direct debit that comes back */
    TOLD_CANCELLED,
    TOLD_DISPUTED,
    TOLD_WON, /* the dispute: the money is ours again */
    TOLD_LOST,
    TOLD_COUNT,
};

enum movement {
    MOVES_NOTHING,
    MOVES_IN,
    MOVES_BACK,
    MOVES_THROUGH, /* in, which nobody had told before, and back again: what is disputed was paid */
};

struct transition {
    enum state_transaction state;
    enum movement movement;
};
struct transition transaction_after(enum state_transaction state, enum told told);

/* What an answer or a question about it tells, by the state that the provider gives it. */
enum told told_by_state(enum state_transaction state);

/* Is money on its way, or may it be? Then nothing else may be tried for the same invoices. */
bool transaction_is_open(enum state_transaction state);

/* A plan of days, written `3,5,7`: so many after each failure, ascending or not, at most
 * PLAN_MAX. */
enum { PLAN_MAX = 12, PLAN_DAYS_MAX = 90 };
struct plan {
    int count;
    int days[PLAN_MAX];
};
/* False if it is not written so; `least` is the smallest day allowed. `none` is an empty plan. */
bool plan_parse(const char *text, int least, struct plan *out);

/* What follows a charge that failed. */
enum follow {
    FOLLOW_RETRY,   /* once more, at a moment */
    FOLLOW_WAIT,    /* for the customer, who must authenticate, until a moment */
    FOLLOW_GIVE_UP, /* it is the customer's problem now */
};
struct next_attempt {
    enum follow follow;
    struct instant at;
};
/* `failures` of its invoices so far, this one included. */
struct next_attempt attempt_after(const struct plan *plan, int failures, enum decline decline,
                                  struct instant now);

/* Charges of a method that failed in a row: the last but one of `most` is a warning, with the last
 * it is not usable any more. A hard decline is the end at once. */
enum trust { TRUST_GOOD, TRUST_WARNED, TRUST_LOST };
enum trust trust_after(int failures, int most, enum decline decline);

/* Before a method expires somebody is told so many days ahead: 30, 7 and 1. Of `now` it says which
 * notice is the last that is due, and when the next one is: NOTICE_NONE, NOTICE_EXPIRED. `noticed`
 * is the last that was given, NOTICE_NONE at first. */
enum { NOTICE_NONE = -1, NOTICE_EXPIRED = 0 };
struct expiry {
    int notice; /* what is to be told now; NOTICE_NONE: nothing */
    struct instant next_at;
};
struct expiry expiry_at(struct instant expiration, int noticed, struct instant now);

/* The first reminder of a plan (days before the limit negative, after it positive) that is later
 * than `now`; not set: there is none. */
struct instant reminder_after(const struct plan *plan, struct instant limit, struct instant now);

#endif
