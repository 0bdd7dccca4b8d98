#include "rules/retry.h"

#include "unit/cases.h"

static const struct instant since = {DAYS(20000)};

/* Without dice, from the moment of the failure. */
static const struct {
    const char *when;
    int64_t failures, after_first, wait; /* wait 0: given up */
} cases[] = {
    {"the first",           1,    0,           SECONDS(10)   },
    {"the second",          2,    SECONDS(10), SECONDS(20)   },
    {"the third",           3,    SECONDS(30), SECONDS(40)   },
    {"the tenth",           10,   HOURS(1),    SECONDS(5120) },
    {"the twelfth",         12,   HOURS(4),    SECONDS(20480)},
    {"the thirteenth",      13,   HOURS(12),   HOURS(8)      },
    {"many",                1000, HOURS(48),   HOURS(8)      },
    {"the last is on time", 18,   HOURS(70),   HOURS(2)      },
    {"just before the end", 19,   DAYS(3) - 1, 1             },
    {"three days are over", 20,   DAYS(3),     0             },
    {"long over",           2,    DAYS(30),    0             },
};

static void the_wait_grows_until_three_days_are_over(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct instant now = instant_plus(since, one->after_first);
        struct instant at = retry_at(since, one->failures, now, 0);

        EXPECT_INTEGER(one->when, one->wait ? now.micros + one->wait : 0, at.micros);
    }
}

static void dice_take_off_a_fifth_at_most(void **state)
{
    int64_t least = INT64_MAX, most = 0;

    (void)state;
    for (uint32_t dice = 0; dice < 5000; dice++) {
        int64_t wait = retry_at(since, 5, since, dice).micros - since.micros;

        least = wait < least ? wait : least;
        most = wait > most ? wait : most;
    }
    EXPECT_INTEGER("the longest", SECONDS(160), most);
    EXPECT_TRUE("the shortest", least >= SECONDS(128) && least < SECONDS(129));
}

static void all_of_it_is_about_twenty_attempts(void **state)
{
    struct instant now = since;
    int64_t attempts = 1;

    (void)state;
    for (struct instant next; instant_is_set(next = retry_at(since, attempts, now, 500));
         attempts++)
        now = next;
    EXPECT_INTEGER("the last attempt", since.micros + RETRY_HORIZON, now.micros);
    EXPECT_TRUE("not too many", attempts >= 18 && attempts <= 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wait_grows_until_three_days_are_over),
        cmocka_unit_test(dice_take_off_a_fifth_at_most),
        cmocka_unit_test(all_of_it_is_about_twenty_attempts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
