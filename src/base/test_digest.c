#include "base/digest.h"

#include <stdlib.h>

#include "unit/cases.h"

static uint64_t of_texts(const char *const *texts, size_t count)
{
    struct digest digest = {0};

    for (size_t i = 0; i < count; i++)
        digest_mix_text(&digest, texts[i]);
    return digest.state;
}

static const struct {
    const char *when;
    const char *a[3], *b[3];
} different[] = {
    {"another letter",      {"Ada", "b", "c"},       {"Adb", "b", "c"}      },
    {"another cut",         {"ab", "c", ""},         {"a", "bc", ""}        },
    {"another order",       {"a", "b", "c"},         {"b", "a", "c"}        },
    {"nothing, or empty",   {"a", NULL, "c"},        {"a", "", "c"}         },
    {"a longer text",       {"abcdefgh", "", ""},    {"abcdefghi", "", ""}  },
    {"the ninth letter",    {"abcdefghi", "", ""},   {"abcdefghj", "", ""}  },
    {"a letter, then more", {"a", "bbbbbbbb", NULL}, {"abbbbbbbb", "", NULL}},
};

static void what_differs_has_another_digest(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, different) {
        EXPECT_TRUE(one->when, of_texts(one->a, 3) != of_texts(one->b, 3));
        EXPECT_TRUE(one->when, of_texts(one->a, 3) == of_texts(one->a, 3));
    }
}

/* Neighbouring numbers, as ids, amounts and versions are, in both of two places. */
static void small_numbers_do_not_meet(void **state)
{
    enum { SIDE = 300 };
    const size_t mask = (1 << 19) - 1;
    uint64_t *table = calloc(mask + 1, sizeof *table);

    (void)state;
    assert_non_null(table);
    for (int i = 0; i < SIDE * SIDE; i++) {
        struct digest digest = {0};
        size_t at;

        digest_mix(&digest, i / SIDE - SIDE / 2);
        digest_mix(&digest, i % SIDE - SIDE / 2);
        for (at = digest.state & mask; table[at]; at = (at + 1) & mask)
            assert_true(table[at] != digest.state);
        table[at] = digest.state;
    }
    free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_differs_has_another_digest),
        cmocka_unit_test(small_numbers_do_not_meet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
