#include "platform/http/bucket.h"

#include "unit/cases.h"

/* One bucket of three a minute, asked again and again. */
static const struct {
    const char *when;
    int64_t after; /* micros since the case before */
    int64_t seconds;
} requests[] = {
    {"the first",                      0,               0 },
    {"the second at once",             0,               0 },
    {"the third a little later",       SECONDS(1),      0 },
    {"the fourth",                     0,               19},
    {"again: refusals cost nothing",   0,               19},
    {"just before it is time",         SECONDS(19) - 1, 1 },
    {"in time",                        1,               0 },
    {"but only one",                   0,               20},
    {"after a minute there are three", MINUTES(1),      0 },
    {"the second of them",             0,               0 },
    {"the third of them",              0,               0 },
    {"and no more",                    0,               20},
    {"however long it was silent",     DAYS(30),        0 },
    {"the second of three",            0,               0 },
    {"the third of three",             0,               0 },
    {"the fourth of three",            0,               20},
    {"the clock was set back",         -DAYS(1),        20},
    {"it fills from there",            SECONDS(20),     0 },
};

static void a_minutes_worth_fits_in(void **state)
{
    struct bucket bucket = {0};
    struct instant now = {DAYS(20000)};

    (void)state;
    FOR_EACH_CASE(one, requests) {
        now.micros += one->after;
        EXPECT_INTEGER(one->when, one->seconds, bucket_wait(&bucket, 3, now));
        EXPECT_INTEGER(one->when, one->seconds, bucket_take(&bucket, 3, now));
    }
}

static void a_higher_limit_counts_at_once(void **state)
{
    struct bucket bucket = {0};
    struct instant now = {DAYS(20000)};

    (void)state;
    EXPECT_INTEGER("the only one", 0, bucket_take(&bucket, 1, now));
    EXPECT_INTEGER("one more", 60, bucket_take(&bucket, 1, now));
    EXPECT_INTEGER("with a higher limit", 1, bucket_take(&bucket, 6000, now));
    now.micros += SECONDS(1);
    for (int i = 0; i < 100; i++)
        EXPECT_INTEGER("a hundred a second", 0, bucket_take(&bucket, 6000, now));
    EXPECT_INTEGER("and no more", 1, bucket_take(&bucket, 6000, now));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_minutes_worth_fits_in),
        cmocka_unit_test(a_higher_limit_counts_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
