#include "base/csv.h"

#include "unit/cases.h"

static const struct {
    const char *value, *cell;
} cells[] = {
    {"",                         ""                                 },
    {"Kerbrat",                  "Kerbrat"                          },
    {"12.50",                    "12.50"                            },
    {"-12.50",                   "-12.50"                           },
    {"-12,50",                   "\"-12,50\""                       },
    {"a, b",                     "\"a, b\""                         },
    {"a; b",                     "\"a; b\""                         },
    {"say \"hello\"",            "\"say \"\"hello\"\"\""            },
    {"two\r\nlines",             "\"two\r\nlines\""                 },
    {"=1+1",                     "\"'=1+1\""                        },
    {"+33 1 23",                 "\"'+33 1 23\""                    },
    {"-1+1",                     "\"'-1+1\""                        },
    {"@SUM(A1)",                 "\"'@SUM(A1)\""                    },
    {"\t=1+1",                   "\"'\t=1+1\""                      },
    {"\n=1+1",                   "\"'\n=1+1\""                      },
    {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
    {"<script>\u202e",           "<script>\u202e"                   },
};

static void cells_are_no_formulas(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, cells) {
        struct arena *arena = arena_new();
        struct text out = {.arena = arena};

        csv_append_cell(&out, one->value);
        EXPECT_TEXT(one->value, one->cell, text_done(&out));
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_no_formulas),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
