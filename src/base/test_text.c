#include "base/text.h"

#include <string.h>

#include "unit/cases.h"

static void text_grows_by_every_kind_of_append(void **state)
{
    struct arena *arena = arena_new();
    struct text text = {.arena = arena};

    (void)state;
    EXPECT_TEXT("nothing appended yet", "", text_done(&text));
    text_append(&text, "a");
    text_append_char(&text, 'b');
    text_append_bytes(&text, "cde", 2);
    text_append(&text, "");
    text_appendf(&text, "-%s-%d", "f", 7);
    text_append_integer(&text, -12);
    EXPECT_TEXT("all of them", "abcd-f-7-12", text_done(&text));
    EXPECT_INTEGER("its size", 11, (int64_t)text.size);
    arena_free(arena);
}

static void integers_are_written_to_the_last_digit(void **state)
{
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {
        {0,         "0"                   },
        {7,         "7"                   },
        {-7,        "-7"                  },
        {10,        "10"                  },
        {INT64_MAX, "9223372036854775807" },
        {INT64_MIN, "-9223372036854775808"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct arena *arena = arena_new();
        struct text text = {.arena = arena};

        text_append_integer(&text, one->value);
        EXPECT_TEXT(one->text, one->text, text_done(&text));
        arena_free(arena);
    }
}

/* Across every size at which the room is doubled. */
static void growing_loses_nothing(void **state)
{
    struct arena *arena = arena_new();
    struct text text = {.arena = arena};

    (void)state;
    for (int i = 0; i < 100000; i++)
        text_append_char(&text, (char)('a' + i % 26));
    text_appendf(&text, "%05000d", 5);
    EXPECT_INTEGER("the size", 105000, (int64_t)text.size);
    EXPECT_INTEGER("the length", 105000, (int64_t)strlen(text.at));
    for (int i = 0; i < 100000; i++)
        EXPECT_INTEGER("a letter", 'a' + i % 26, text.at[i]);
    arena_free(arena);
}

#define UTF8(when, bytes, is_valid)                                                                \
    {                                                                                              \
        when, bytes, sizeof(bytes) - 1, is_valid                                                   \
    }

static void utf8_is_checked_to_the_letter(void **state)
{
    static const struct {
        const char *when, *bytes;
        size_t size;
        bool is_valid;
    } cases[] = {
        UTF8("nothing", "", true),
        UTF8("ASCII", "az\x7f", true),
        UTF8("two bytes", "\xc3\xa9\xc2\x80\xdf\xbf", true),
        UTF8("three bytes", "\xe2\x82\xac\xe0\xa0\x80\xef\xbf\xbf", true),
        UTF8("before the surrogates", "\xed\x9f\xbf", true),
        UTF8("after the surrogates", "\xee\x80\x80", true),
        UTF8("four bytes", "\xf0\x9f\x98\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", true),
        UTF8("a NUL inside", "a\0b", false),
        UTF8("a lone continuation", "\x80", false),
        UTF8("an overlong slash", "\xc0\xaf", false),
        UTF8("an overlong letter", "\xc1\x81", false),
        UTF8("three bytes overlong", "\xe0\x9f\xbf", false),
        UTF8("four bytes overlong", "\xf0\x8f\xbf\xbf", false),
        UTF8("a surrogate", "\xed\xa0\x80", false),
        UTF8("beyond Unicode", "\xf4\x90\x80\x80", false),
        UTF8("five bytes", "\xf8\x88\x80\x80\x80", false),
        UTF8("0xff", "\xff", false),
        UTF8("two bytes cut short", "\xc3", false),
        UTF8("three bytes cut short", "\xe2\x82", false),
        UTF8("four bytes cut short", "a\xf0\x9f\x98", false),
        UTF8("Latin-1", "caf\xe9 au", false),
        UTF8("a third byte that is none", "\xe2\x82\x41", false),
        UTF8("a fourth byte that is none", "\xf0\x9f\x98\x41", false),
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->is_valid, utf8_is_valid(one->bytes, one->size));
}

static void characters_are_counted_not_bytes(void **state)
{
    static const struct {
        const char *text;
        int64_t length;
    } cases[] = {
        {"",                 0               },
        {"abc",              3               },
        {"caf\xc3\xa9",      4               },
        {"\xe2\x82\xac",     1               },
        {"\xf0\x9f\x98\x80", 1               },
        {"e\xcc\x81",        /* combined */ 2},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->text, one->length, (int64_t)utf8_length(one->text));
}

static void texts_are_compared_whole(void **state)
{
    static const struct {
        const char *a, *b;
        bool is_equal;
    } cases[] = {
        {"a",  "a",  true },
        {"a",  "A",  false},
        {"a",  "ab", false},
        {"",   "",   true },
        {"",   NULL, false},
        {NULL, "",   false},
        {NULL, NULL, true },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->a ? one->a : "NULL", one->is_equal, text_equal(one->a, one->b));
}

static void folding_is_for_ascii_letters_only(void **state)
{
    static const struct {
        const char *a, *b;
        bool is_equal;
    } cases[] = {
        {"ReferenceCustomer", "referencecustomer", true },
        {"/v1/Customer",      "/V1/CUSTOMER",      true },
        {"a",                 "b",                 false},
        {"a",                 "aa",                false},
        {"\xc3\xa9",          "\xc3\x89",          false}, /* small and capital e acute */
        {"[",                 "{",                 false},
        {"@",                 "`",                 false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->a, one->is_equal, text_equal_fold(one->a, one->b));
}

static void blank_is_nothing_but_spaces(void **state)
{
    static const struct {
        const char *text;
        bool is_blank;
    } cases[] = {
        {NULL,       true },
        {"",         true },
        {" \t\r\n ", true },
        {" a ",      false},
        {"0",        false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->text ? one->text : "NULL", one->is_blank, text_is_blank(one->text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_grows_by_every_kind_of_append),
        cmocka_unit_test(integers_are_written_to_the_last_digit),
        cmocka_unit_test(growing_loses_nothing),
        cmocka_unit_test(utf8_is_checked_to_the_letter),
        cmocka_unit_test(characters_are_counted_not_bytes),
        cmocka_unit_test(texts_are_compared_whole),
        cmocka_unit_test(folding_is_for_ascii_letters_only),
        cmocka_unit_test(blank_is_nothing_but_spaces),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
