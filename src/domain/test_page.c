#include "domain/page.h"

#include "unit/cases.h"

static void a_page_is_completed_or_refused(void **state)
{
    static const struct {
        const char *when;
        struct page given, becomes;
        enum err err;
    } cases[] = {
        {"nothing was given",     {NONE, NONE}, {1, 10},   OK         },
        {"a page was given",      {3, NONE},    {3, 10},   OK         },
        {"only the number",       {NONE, 0},    {1, 0},    OK         },
        {"the largest page",      {1, 1000},    {1, 1000}, OK         },
        {"one more than that",    {1, 1001},    {1, 1001}, ERR_INVALID},
        {"less than nothing",     {1, -1},      {1, -1},   ERR_INVALID},
        {"before the first page", {0, 10},      {0, 10},   ERR_INVALID},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = {.arena = arena_new()};
        struct page page = one->given;

        EXPECT_INTEGER(one->when, one->err, page_check(&ctx, &page));
        EXPECT_INTEGER(one->when, one->becomes.page, page.page);
        EXPECT_INTEGER(one->when, one->becomes.size_page, page.size_page);
        arena_free(ctx.arena);
    }
}

static void a_whole_list_is_cut(void **state)
{
    static const struct {
        const char *when;
        struct page page;
        size_t total, count;
        int64_t first;
    } cases[] = {
        {"the first page",    {1, 2},  5, 2, 10},
        {"the last one",      {3, 2},  5, 1, 14},
        {"a full last one",   {2, 2},  4, 2, 12},
        {"past the end",      {3, 2},  4, 0, 0 },
        {"only the number",   {1, 0},  4, 0, 0 },
        {"all on one",        {1, 10}, 5, 5, 10},
        {"nothing to be cut", {1, 10}, 0, 0, 0 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        int64_t items[] = {10, 11, 12, 13, 14};
        struct list list = {items, one->total};

        page_cut(&one->page, &list, sizeof *items);
        EXPECT_INTEGER(one->when, (int64_t)one->count, (int64_t)list.count);
        if (list.count)
            EXPECT_INTEGER(one->when, one->first, *LIST_AT(list, int64_t, 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_completed_or_refused),
        cmocka_unit_test(a_whole_list_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
