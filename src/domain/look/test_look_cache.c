#include "domain/look/look_cache.h"

#include <string.h>

#include "unit/cases.h"

static struct look look_of(struct arena *arena, const char *top)
{
    struct html_own *own = ARENA_ARRAY(arena, struct html_own, 1);
    struct look look = {.language = "fr", .top = top};

    *own = (struct html_own){arena_copy(arena, "invoices"), arena_copy(arena, "Bills")};
    look.own = (struct list){own, 1};
    look.buttons[BUTTON_PAY] =
        (struct button_look){BEHAVIOUR_REDIRECT, arena_copy(arena, "https://a.example")};
    return look;
}

static void what_is_kept_is_a_copy_of_its_epoch(void **state)
{
    struct looks *looks = looks_new();
    struct arena *first = arena_new(), *second = arena_new();
    struct look_key key = {1, 2, 5, "fr"}, other = {1, 3, 5, "fr"}, later = {1, 2, 6, "fr"};
    struct look look = look_of(first, arena_copy(first, "<p>one</p>")), found;

    (void)state;
    EXPECT_TRUE("nothing yet", !looks_find(looks, &key, second, &found));
    looks_keep(looks, &key, &look);
    arena_free(first);
    EXPECT_TRUE("kept", looks_find(looks, &key, second, &found));
    EXPECT_TEXT("a part", "<p>one</p>", found.top);
    EXPECT_TEXT("a text", "Bills", look_text(&found, "invoices"));
    EXPECT_TEXT("a button", "https://a.example", button_of(&found, BUTTON_PAY).url);
    EXPECT_TRUE("another segment", !looks_find(looks, &other, second, &found));
    EXPECT_TRUE("after a change", !looks_find(looks, &later, second, &found));

    look = look_of(second, "<p>two</p>");
    looks_keep(looks, &later, &look);
    EXPECT_TRUE("in its place", looks_find(looks, &later, second, &found));
    EXPECT_TEXT("the new one", "<p>two</p>", found.top);
    EXPECT_TRUE("the old one is gone", !looks_find(looks, &key, second, &found));
    arena_free(second);
    looks_free(looks);
}

static void not_all_are_kept(void **state)
{
    struct looks *looks = looks_new();
    struct arena *arena = arena_new();
    struct look look = look_of(arena, "<p>x</p>"), found;
    struct look_key key = {1, 0, 1, "en"};
    int kept = 0;

    (void)state;
    for (key.id_segment = 1; key.id_segment <= 1000; key.id_segment++)
        looks_keep(looks, &key, &look);
    for (key.id_segment = 1; key.id_segment <= 1000; key.id_segment++)
        kept += looks_find(looks, &key, arena, &found);
    EXPECT_INTEGER("as many as there is room for", 256, kept);
    arena_free(arena);
    looks_free(looks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept_is_a_copy_of_its_epoch),
        cmocka_unit_test(not_all_are_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
