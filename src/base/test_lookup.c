#include "base/lookup.h"

#include "unit/cases.h"

static void what_was_added_is_found(void **state)
{
    struct arena *arena = arena_new();
    struct lookup lookup = {.arena = arena};

    (void)state;
    EXPECT_TRUE("empty", lookup_find(&lookup, "a") == LOOKUP_NONE);
    EXPECT_INTEGER("added", 7, (int64_t)lookup_add(&lookup, "a", 7));
    EXPECT_INTEGER("the first number stays", 7, (int64_t)lookup_add(&lookup, "a", 8));
    EXPECT_INTEGER("found", 7, (int64_t)lookup_find(&lookup, "a"));
    EXPECT_TRUE("another", lookup_find(&lookup, "b") == LOOKUP_NONE);
    arena_free(arena);
}

static void nothing_is_lost_while_it_grows(void **state)
{
    struct arena *arena = arena_new();
    struct lookup lookup = {.arena = arena};

    (void)state;
    for (size_t i = 0; i < 10000; i++)
        lookup_add(&lookup, arena_printf(arena, "text %zu", i), i);
    EXPECT_INTEGER("all are counted", 10000, (int64_t)lookup.count);
    for (size_t i = 0; i < 10000; i++)
        EXPECT_INTEGER("each has its number", (int64_t)i,
                       (int64_t)lookup_find(&lookup, arena_printf(arena, "text %zu", i)));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_found),
        cmocka_unit_test(nothing_is_lost_while_it_grows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
