#include "platform/paper/paper.h"

#include <pthread.h>
#include <string.h>

#include "unit/cases.h"

static const struct paper_font font = {9, 13, 400, 0};

/* What is drawn: the same text a number of times, one below the other. */
struct drawing {
    const char *text;
    double width;
    int most, count;
    double height;      /* of one, as it was measured */
    int begun, counted; /* pages, in both runs; those that were promised */
};

static void begin(struct paper *paper, void *data)
{
    struct drawing *drawing = data;

    drawing->begun++;
    if (paper_pages(paper))
        drawing->counted = paper_pages(paper);
}

static void draw(struct paper *paper, void *data)
{
    struct drawing *drawing = data;
    const struct paper_place place = {50, 0, drawing->width, false, drawing->most};

    drawing->height = paper_measure(paper, &font, &place, drawing->text);
    for (int i = 0; i < drawing->count; i++)
        paper_flow(paper, &font, &place, drawing->text);
}

static struct bytes print(struct ctx *ctx, struct drawing *drawing)
{
    const struct paper_job job = {
        .title = "A title",
        .author = "An author",
        .subject = "A subject",
        .made_on = "2026-06-01",
        .language = "en",
        .top = 60,
        .bottom = 780,
        .draw = draw,
        .begin = begin,
        .data = drawing,
    };
    struct bytes file;

    assert_int_equal(OK, paper_print(ctx, &job, &file));
    assert_memory_equal("%PDF-", file.at, 5);
    return file;
}

static void texts_break_over_lines(void **state)
{
    static const struct {
        const char *when, *text;
        double width;
        int most, lines;
    } cases[] = {
        {"a word",               "word",                           200, 0, 1},
        {"nothing",              "",                               200, 0, 1},
        {"two lines",            "one\ntwo",                       200, 0, 2},
        {"a word that is wide",  "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 100, 0, 3},
        {"no more than allowed", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", 100, 2, 2},
        {"control characters",   "one\x07\x1b\ttwo",               200, 0, 1},
        {"those of Latin-1",
         "one\xc2\x85"
         "two",                                                    200, 0, 1},
        {"from the right",       "\u0634\u0631\u0643\u0629",       200, 0, 1},
    };
    struct ctx ctx = {.arena = arena_new()};

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct drawing drawing = {
            .text = one->text, .width = one->width, .most = one->most, .count = 1};

        print(&ctx, &drawing);
        EXPECT_INTEGER(one->when, one->lines, (int64_t)(drawing.height / font.leading) + 1);
    }
    arena_free(ctx.arena);
}

static void pages_are_counted_before_they_are_drawn(void **state)
{
    struct ctx ctx = {.arena = arena_new()};
    struct drawing one = {.text = "line", .width = 200, .count = 56};
    struct drawing two = {.text = "line", .width = 200, .count = 57};
    struct drawing many = {.text = "a\nb\nc\nd\ne\nf\ng", .width = 200, .count = 200};

    (void)state;
    print(&ctx, &one);
    print(&ctx, &two);
    print(&ctx, &many);
    assert_int_equal(1, one.counted);
    assert_int_equal(2, one.begun);
    assert_int_equal(2, two.counted);
    assert_int_equal(25, many.counted);
    assert_int_equal(50, many.begun);
    arena_free(ctx.arena);
}

struct printing {
    struct arena *arena;
    struct bytes file;
};

static void *print_again(void *data)
{
    struct printing *printing = data;
    struct ctx ctx = {.arena = printing->arena};
    struct drawing drawing = {.text = "Ada, 20\u00a0% \u00b7 \u682a", .width = 99, .count = 300};

    printing->file = print(&ctx, &drawing);
    return NULL;
}

/* Each thread has its own fonts. */
static void the_same_drawing_is_the_same_file(void **state)
{
    struct printing printings[4];
    pthread_t threads[4];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        printings[i].arena = arena_new();
        assert_int_equal(0, pthread_create(&threads[i], NULL, print_again, &printings[i]));
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        assert_int_equal(0, pthread_join(threads[i], NULL));
    for (size_t i = 0; i < COUNT_OF(threads); i++) {
        assert_int_equal(printings[0].file.size, printings[i].file.size);
        assert_memory_equal(printings[0].file.at, printings[i].file.at, printings[0].file.size);
    }
    for (size_t i = 0; i < COUNT_OF(threads); i++)
        arena_free(printings[i].arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_break_over_lines),
        cmocka_unit_test(pages_are_counted_before_they_are_drawn),
        cmocka_unit_test(the_same_drawing_is_the_same_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
