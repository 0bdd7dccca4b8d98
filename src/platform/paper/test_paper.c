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

static void each_page_knows_how_many_there_are(void **state)
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
    assert_int_equal(1, one.begun); /* one page is drawn once */
    assert_int_equal(2, two.counted);
    assert_int_equal(25, many.counted);
    assert_int_equal(50, many.begun);
    arena_free(ctx.arena);
}

/* What is drawn behind some lines: a block, which should not be parted. */
struct block {
    int before, count;
    int page; /* on which its first and last line came to stand */
    int last_page;
};

static void draw_block(struct paper *paper, void *data)
{
    const struct paper_place place = {50, 0, 200, PAPER_LEFT, 0};
    struct block *block = data;

    block->page = paper_page(paper);
    for (int i = 0; i < block->count; i++) {
        paper_flow(paper, &font, &place, "block");
        if (i + 1 < block->count)
            block->last_page = paper_page(paper);
    }
}

static void begin_nothing(struct paper *paper, void *data)
{
    (void)paper;
    (void)data;
}

static void draw_lines_and_block(struct paper *paper, void *data)
{
    const struct paper_place place = {50, 0, 200, PAPER_LEFT, 0};
    struct block *block = data;

    for (int i = 0; i < block->before; i++)
        paper_flow(paper, &font, &place, "line");
    paper_together(paper, draw_block, block);
}

/* 56 lines have a place on a page. */
static void what_belongs_together_stays_together(void **state)
{
    static const struct {
        const char *when;
        int before, count, page, last_page;
    } cases[] = {
        {"there is a place",     40, 10, 1, 1},
        {"there is none",        50, 10, 2, 2},
        {"on a page of its own", 1,  55, 2, 2},
        {"longer than any page", 30, 80, 1, 2},
    };
    struct ctx ctx = {.arena = arena_new()};

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct block block = {.before = one->before, .count = one->count};
        const struct paper_job job = {
            .title = "",
            .author = "",
            .subject = "",
            .made_on = "2026-06-01",
            .language = "en",
            .top = 60,
            .bottom = 780,
            .draw = draw_lines_and_block,
            .begin = begin_nothing,
            .data = &block,
        };
        struct bytes file;

        assert_int_equal(OK, paper_print(&ctx, &job, &file));
        EXPECT_INTEGER(one->when, one->page, block.page);
        EXPECT_INTEGER(one->when, one->last_page, block.last_page);
    }
    arena_free(ctx.arena);
}

/* Pictures and codes, and what is none. */
struct figure {
    const char *when;
    struct bytes picture;
    bool is_picture;
    size_t code_size; /* of a text of so many letters */
    bool is_code;
};

static void draw_figure(struct paper *paper, void *data)
{
    const struct figure *figure = data;
    char text[5000] = "";

    memset(text, 'a', figure->code_size);
    EXPECT_TRUE(figure->when,
                paper_picture(paper, 0, 0, 100, 50, &figure->picture) == figure->is_picture);
    EXPECT_TRUE(figure->when, paper_qr(paper, 0, 0, 100, text) == figure->is_code);
}

static void what_is_no_picture_is_not_drawn(void **state)
{
    /* A red point. */
    static const unsigned char png[] = {
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
        0x44, 0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00,
        0x00, 0x90, 0x77, 0x53, 0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78,
        0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0x00, 0x00, 0x03, 0x01, 0x01, 0x00, 0xc9, 0xfe, 0x92,
        0xef, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
    /* As much of a JPEG as says how large it is. */
    static const unsigned char jpeg[] = {0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 1};
    static const unsigned char endless[] = {0xff, 0xd8, 0xff, 0xc0, 0, 11, 8,
                                            0xff, 0xff, 0xff, 0xff, 1, 1,  1};
    static const struct figure figures[] = {
        {"a PNG",           {png, sizeof png},         true,  10,   true },
        {"a part of one",   {png, 40},                 false, 1000, true },
        {"a JPEG",          {jpeg, sizeof jpeg},       true,  2331, true },
        {"one without end", {endless, sizeof endless}, false, 2332, false},
        {"the beginning",   {jpeg, 4},                 false, 4999, false},
        {"a text",          {"<svg/>", 6},             false, 1,    true },
        {"nothing",         {"", 0},                   false, 1,    true },
    };
    struct ctx ctx = {.arena = arena_new()};

    (void)state;
    FOR_EACH_CASE(one, figures) {
        struct figure figure = *one;
        const struct paper_job job = {
            .title = "",
            .author = "",
            .subject = "",
            .made_on = "2026-06-01",
            .language = "en",
            .top = 60,
            .bottom = 780,
            .draw = draw_figure,
            .begin = begin_nothing,
            .data = &figure,
        };
        struct bytes file;

        assert_int_equal(OK, paper_print(&ctx, &job, &file));
    }
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
        cmocka_unit_test(each_page_knows_how_many_there_are),
        cmocka_unit_test(what_belongs_together_stays_together),
        cmocka_unit_test(what_is_no_picture_is_not_drawn),
        cmocka_unit_test(the_same_drawing_is_the_same_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
