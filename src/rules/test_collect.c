#include "rules/collect.h"

#include "unit/cases.h"

/* Each cell: a letter for the state that follows, in the order of the columns of enum told, and a
 * sign for money: `+` it came in, `-` it went back, `=` both, ` ` nothing moved. */
/* clang-format off */
static const struct {
    const char *when;
    enum state_transaction state;
    const char *cells;
} rows[] = {
    /*                                                           never unknown process pending authenticate success fail cancel dispute won lost */
    {"nobody was asked",        TRANSACTION_TO_SEND,         "T  U  P  W  A  S+ F  C  D= S+ R="},
    {"nobody understood",       TRANSACTION_UNKNOWN,         "T  U  P  W  A  S+ F  C  D= S+ R="},
    {"waits for the file",      TRANSACTION_TO_PROCESS,      "P  P  P  W  P  S+ F  C  D= S+ R="},
    {"is on its way",           TRANSACTION_PENDING,         "W  W  P  W  W  S+ F  C  D= S+ R="},
    {"waits for the customer",  TRANSACTION_TO_AUTHENTICATE, "A  A  P  W  A  S+ F  C  D= S+ R="},
    {"had succeeded",           TRANSACTION_SUCCEEDED,       "S  S  S  S  S  S  R- R- D- S  R-"},
    {"had failed",              TRANSACTION_FAILED,          "F  F  F  W  F  S+ F  F  D= S+ R="},
    {"was called off",          TRANSACTION_CANCELLED,       "C  C  C  C  C  S+ C  C  D= S+ R="},
    {"is disputed",             TRANSACTION_DISPUTED,        "D  D  D  D  D  D  R  D  D  S+ R "},
    {"went back",               TRANSACTION_RETURNED,        "R  R  R  R  R  R  R  R  R  S+ R "},
};
/* clang-format on */

static const char letters[TRANSACTION_COUNT] = {
    [TRANSACTION_TO_SEND] = 'T',         [TRANSACTION_UNKNOWN] = 'U',
    [TRANSACTION_TO_PROCESS] = 'P',      [TRANSACTION_PENDING] = 'W',
    [TRANSACTION_TO_AUTHENTICATE] = 'A', [TRANSACTION_SUCCEEDED] = 'S',
    [TRANSACTION_FAILED] = 'F',          [TRANSACTION_CANCELLED] = 'C',
    [TRANSACTION_DISPUTED] = 'D',        [TRANSACTION_RETURNED] = 'R',
};

static void every_state_takes_everything_that_is_told(void **state)
{
    static const char signs[] = {[MOVES_NOTHING] = ' ', [MOVES_IN] = '+', [MOVES_BACK] = '-',
                                 [MOVES_THROUGH] = '='};

    (void)state;
    FOR_EACH_CASE(one, rows) {
        for (int told = 0; told < TOLD_COUNT; told++) {
            struct transition after = transaction_after(one->state, (enum told)told);

            EXPECT_INTEGER(one->when, one->cells[told * 3], letters[after.state]);
            EXPECT_INTEGER(one->when, one->cells[told * 3 + 1], signs[after.movement]);
        }
    }
}

/* Whatever is told, in whatever order, the money that came in and did not go back is all or none.
 */
static void money_is_never_moved_twice(void **state)
{
    (void)state;
    for (unsigned walk = 0; walk < 20000; walk++) {
        enum state_transaction now = TRANSACTION_TO_SEND;
        unsigned dice = walk * 2654435761u;
        int balance = 0;

        for (int step = 0; step < 8; step++) {
            struct transition after = transaction_after(now, (enum told)((dice >> 8) % TOLD_COUNT));

            balance += after.movement == MOVES_IN ? 1 : after.movement == MOVES_BACK ? -1 : 0;
            now = after.state;
            dice = dice * 1664525u + 1013904223u;
            EXPECT_INTEGER("money", now == TRANSACTION_SUCCEEDED, balance);
        }
    }
}

static void what_is_told_twice_counts_once(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, rows) {
        for (int told = TOLD_UNKNOWN; told < TOLD_COUNT; told++) {
            struct transition once = transaction_after(one->state, (enum told)told);
            struct transition twice = transaction_after(once.state, (enum told)told);

            EXPECT_INTEGER(one->when, MOVES_NOTHING, twice.movement);
            EXPECT_INTEGER(one->when, once.state, twice.state);
        }
    }
}

static void open_are_those_that_may_still_move_money(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, rows)
        EXPECT_INTEGER(one->when, one->state <= TRANSACTION_TO_AUTHENTICATE,
                       transaction_is_open(one->state));
}

/* plans -------------------------------------------------------------------------------------------
 */

static const struct {
    const char *when, *text;
    int least;
    bool is_good;
    int count, first, last;
} plans[] = {
    {"three",             "3,5,7",                     1,   true,  3,  3,  7 },
    {"one",               "14",                        1,   true,  1,  14, 14},
    {"none",              "none",                      1,   true,  0,  0,  0 },
    {"not in order",      "7,3",                       1,   true,  2,  7,  3 },
    {"before and after",  "-3,1",                      -90, true,  2,  -3, 1 },
    {"on the day",        "0",                         -90, true,  1,  0,  0 },
    {"the same day",      "0",                         1,   false, 0,  0,  0 },
    {"too far",           "91",                        1,   false, 0,  0,  0 },
    {"too early",         "-91",                       -90, false, 0,  0,  0 },
    {"no number",         "a",                         1,   false, 0,  0,  0 },
    {"nothing",           "",                          1,   false, 0,  0,  0 },
    {"a comma too much",  "3,",                        1,   false, 0,  0,  0 },
    {"another separator", "3;5",                       1,   false, 0,  0,  0 },
    {"twelve",            "1,1,1,1,1,1,1,1,1,1,1,2",   1,   true,  12, 1,  2 },
    {"too many",          "1,1,1,1,1,1,1,1,1,1,1,1,1", 1,   false, 0,  0,  0 },
};

static void plans_are_lists_of_days(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, plans) {
        struct plan plan;

        EXPECT_INTEGER(one->when, one->is_good, plan_parse(one->text, one->least, &plan));
        if (!one->is_good || !one->count)
            continue;
        EXPECT_INTEGER(one->when, one->count, plan.count);
        EXPECT_INTEGER(one->when, one->first, plan.days[0]);
        EXPECT_INTEGER(one->when, one->last, plan.days[plan.count - 1]);
    }
}

static const struct {
    const char *when, *plan;
    int failures;
    enum decline decline;
    enum follow follow;
    int days;
} attempts[] = {
    {"the first of three",        "3,5,7", 1, DECLINE_FUNDS,          FOLLOW_RETRY,   3},
    {"the second",                "3,5,7", 2, DECLINE_SOFT,           FOLLOW_RETRY,   5},
    {"the third",                 "3,5,7", 3, DECLINE_FUNDS,          FOLLOW_RETRY,   7},
    {"the last",                  "3,5,7", 4, DECLINE_FUNDS,          FOLLOW_GIVE_UP, 0},
    {"more than were planned",    "3",     9, DECLINE_SOFT,           FOLLOW_GIVE_UP, 0},
    {"for no reason told",        "3,5,7", 1, DECLINE_NONE,           FOLLOW_RETRY,   3},
    {"hard",                      "3,5,7", 1, DECLINE_HARD,           FOLLOW_GIVE_UP, 0},
    {"authentication",            "3,5,7", 1, DECLINE_AUTHENTICATION, FOLLOW_WAIT,    3},
    {"authentication at the end", "3",     2, DECLINE_AUTHENTICATION, FOLLOW_GIVE_UP, 0},
    {"without a plan",            "none",  1, DECLINE_FUNDS,          FOLLOW_GIVE_UP, 0},
};

static void what_follows_a_failure(void **state)
{
    const struct instant now = {DAYS(20000)};

    (void)state;
    FOR_EACH_CASE(one, attempts) {
        struct next_attempt next;
        struct plan plan;

        assert_true(plan_parse(one->plan, 1, &plan));
        next = attempt_after(&plan, one->failures, one->decline, now);
        EXPECT_INTEGER(one->when, one->follow, next.follow);
        EXPECT_INTEGER(one->when, one->days ? now.micros + DAYS(one->days) : 0, next.at.micros);
    }
}

static const struct {
    const char *when;
    int failures, most;
    enum decline decline;
    enum trust trust;
} trusts[] = {
    {"the first",            1, 5, DECLINE_FUNDS, TRUST_GOOD  },
    {"the last but two",     3, 5, DECLINE_SOFT,  TRUST_GOOD  },
    {"the last but one",     4, 5, DECLINE_FUNDS, TRUST_WARNED},
    {"the last",             5, 5, DECLINE_FUNDS, TRUST_LOST  },
    {"after the limit fell", 9, 5, DECLINE_FUNDS, TRUST_LOST  },
    {"hard, the first",      1, 5, DECLINE_HARD,  TRUST_LOST  },
    {"of two the first",     1, 2, DECLINE_FUNDS, TRUST_WARNED},
};

static void methods_lose_trust(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, trusts)
        EXPECT_INTEGER(one->when, one->trust, trust_after(one->failures, one->most, one->decline));
}

/* expiry ------------------------------------------------------------------------------------------
 */

/* Days before the expiration; -1: it is over since a day. */
static const struct {
    const char *when;
    int noticed, now, notice, next; /* next: days before; -100: never */
} expiries[] = {
    {"long before",                 NOTICE_NONE, 40, NOTICE_NONE,    30  },
    {"on the first day",            NOTICE_NONE, 30, 30,             7   },
    {"told already",                30,          30, NOTICE_NONE,    7   },
    {"between",                     30,          10, NOTICE_NONE,    7   },
    {"the second",                  30,          7,  7,              1   },
    {"the third",                   7,           1,  1,              0   },
    {"it is over",                  1,           0,  NOTICE_EXPIRED, -100},
    {"late, two at once are one",   NOTICE_NONE, 5,  7,              1   },
    {"over when it was registered", NOTICE_NONE, -1, NOTICE_EXPIRED, -100},
};

static void expiry_is_told_three_times(void **state)
{
    const struct instant expiration = {DAYS(20000)};

    (void)state;
    FOR_EACH_CASE(one, expiries) {
        struct expiry expiry =
            expiry_at(expiration, one->noticed, instant_plus(expiration, -DAYS(one->now)));

        EXPECT_INTEGER(one->when, one->notice, expiry.notice);
        EXPECT_INTEGER(one->when, one->next == -100 ? 0 : expiration.micros - DAYS(one->next),
                       expiry.next_at.micros);
    }
}

static const struct {
    const char *when, *plan;
    int now, next; /* days after the limit; next 100: none */
} reminders[] = {
    {"before all",      "-3,1,7", -20, -3 },
    {"on the first",    "-3,1,7", -3,  1  },
    {"in any order",    "7,-3,1", -20, -3 },
    {"after the limit", "-3,1,7", 1,   7  },
    {"after all",       "-3,1,7", 7,   100},
    {"without a plan",  "none",   -20, 100},
};

static void reminders_come_in_order(void **state)
{
    const struct instant limit = {DAYS(20000)};

    (void)state;
    FOR_EACH_CASE(one, reminders) {
        struct instant next;
        struct plan plan;

        assert_true(plan_parse(one->plan, -PLAN_DAYS_MAX, &plan));
        next = reminder_after(&plan, limit, instant_plus(limit, DAYS(one->now)));
        EXPECT_INTEGER(one->when, one->next == 100 ? 0 : limit.micros + DAYS(one->next),
                       next.micros);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_takes_everything_that_is_told),
        cmocka_unit_test(money_is_never_moved_twice),
        cmocka_unit_test(what_is_told_twice_counts_once),
        cmocka_unit_test(open_are_those_that_may_still_move_money),
        cmocka_unit_test(plans_are_lists_of_days),
        cmocka_unit_test(what_follows_a_failure),
        cmocka_unit_test(methods_lose_trust),
        cmocka_unit_test(expiry_is_told_three_times),
        cmocka_unit_test(reminders_come_in_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
