#include "base/arena.h"

#include <string.h>

#include "unit/cases.h"

static bool is_zeroed(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i])
            return false;
    return true;
}

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
    static const size_t sizes[] = {0, 1, 15, 16, 17, 1000, 16384, 16385, 100000, 3};
    struct arena *arena = arena_new();
    unsigned char *pieces[COUNT_OF(sizes)];

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            pieces[i] = arena_alloc(arena, sizes[i]);
            assert_non_null(pieces[i]);
            EXPECT_INTEGER("alignment", 0, (int64_t)((uintptr_t)pieces[i] % 16));
            EXPECT_TRUE("fresh", is_zeroed(pieces[i], sizes[i]));
            memset(pieces[i], (int)i + 1, sizes[i]);
        }
        for (size_t i = 0; i < COUNT_OF(sizes); i++)
            for (size_t j = 0; j < sizes[i]; j++)
                EXPECT_INTEGER("nobody else wrote here", (int64_t)i + 1, pieces[i][j]);
        arena_reset(arena); /* the next round gets the same memory, zeroed again */
    }
    arena_free(arena);
}

static void many_pieces_fit(void **state)
{
    struct arena *arena = arena_new();
    int64_t **pieces = ARENA_ARRAY(arena, int64_t *, 100000);

    (void)state;
    for (int64_t i = 0; i < 100000; i++)
        *(pieces[i] = ARENA_NEW(arena, int64_t)) = i;
    for (int64_t i = 0; i < 100000; i++)
        EXPECT_INTEGER("a piece", i, *pieces[i]);
    arena_free(arena);
}

static void copies_end_with_a_nul(void **state)
{
    struct arena *arena = arena_new();
    const char bytes[] = {'a', '\0', 'b'};
    const char *copy = arena_copy_bytes(arena, bytes, sizeof bytes);

    (void)state;
    EXPECT_INTEGER("the bytes", 0, memcmp(copy, bytes, sizeof bytes));
    EXPECT_INTEGER("the end", '\0', copy[sizeof bytes]);
    EXPECT_TEXT("nothing at all", "", arena_copy_bytes(arena, NULL, 0));
    EXPECT_TEXT("a text", "caf\xc3\xa9", arena_copy(arena, "caf\xc3\xa9"));
    arena_free(arena);
}

static void printed_text_may_be_long(void **state)
{
    struct arena *arena = arena_new();
    const char *text = arena_printf(arena, "%s %050000d", "number", 7);

    (void)state;
    EXPECT_INTEGER("its length", 50007, (int64_t)strlen(text));
    EXPECT_TEXT("short", "1 a", arena_printf(arena, "%d %c", 1, 'a'));
    EXPECT_TEXT("empty", "", arena_printf(arena, "%s", ""));
    arena_free(arena);
}

static void freeing_nothing_is_allowed(void **state)
{
    (void)state;
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(many_pieces_fit),
        cmocka_unit_test(copies_end_with_a_nul),
        cmocka_unit_test(printed_text_may_be_long),
        cmocka_unit_test(freeing_nothing_is_allowed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
