#include "platform/crypto/totp.h"

#include <string.h>

#include "platform/crypto/crypto.h"
#include "unit/cases.h"

/* RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
#define SECRET "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

static int start(void **state)
{
    (void)state;
    crypto_start();
    return 0;
}

static void codes_are_those_of_the_standard(void **state)
{
    static const struct {
        const char *name;
        int64_t seconds;
        const char *code;
        bool is_right;
        int64_t step;
    } cases[] = {
        {"1970",               59,          "287082",  true,  1        },
        {"2005",               1111111109,  "081804",  true,  37037036 },
        {"a step later",       1111111111,  "050471",  true,  37037037 },
        {"2009",               1234567890,  "005924",  true,  41152263 },
        {"2033",               2000000000,  "279037",  true,  66666666 },
        {"2603",               20000000000, "353130",  true,  666666666},
        {"of the step before", 2000000030,  "279037",  true,  66666666 },
        {"of the step after",  1999999970,  "279037",  true,  66666666 },
        {"two steps late",     2000000070,  "279037",  false, 0        },
        {"two steps early",    1999999939,  "279037",  false, 0        },
        {"another",            2000000000,  "279038",  false, 0        },
        {"too short",          2000000000,  "27903",   false, 0        },
        {"too long",           2000000000,  "2790370", false, 0        },
        {"nothing",            2000000000,  "",        false, 0        },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        int64_t step = 0;

        EXPECT_INTEGER(one->name, one->is_right, totp_is(SECRET, one->seconds, one->code, &step));
        if (one->is_right)
            EXPECT_INTEGER(one->name, one->step, step);
    }
}

static void secrets_are_new_each_time(void **state)
{
    struct arena *arena = arena_new();
    const char *first = totp_secret(arena);

    (void)state;
    EXPECT_INTEGER("its length", 32, (int64_t)strlen(first));
    EXPECT_INTEGER("Base32 only", 32, (int64_t)strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"));
    EXPECT_TRUE("never the same", strcmp(first, totp_secret(arena)) != 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_those_of_the_standard),
        cmocka_unit_test(secrets_are_new_each_time),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
