#include <string.h>

#include "domain/look/look_css.h"
#include "unit/cases.h"

/* What the objection has in it, or NULL for none. */
static void a_style_asks_nobody_for_anything(void **state)
{
    static const struct {
        const char *when, *css, *has;
    } cases[] = {
        {"nothing",                       "",                                                                        NULL                                 },
        {"tokens",                        ":root{--brand:#b4470f;--head:Georgia,\"Times New Roman\",serif}",         NULL                                 },
        {"the menu away",                 ".menu { display: none }",                                                 NULL                                 },
        {"a medium",
         "@media (width < 40rem) and (min-height:1px) { .a > .b + c ~ d::after { content: "
         "\"\\2014 it's; }\" } }",                                                                                   NULL                                 },
        {"movement",                      "@keyframes a { from { opacity: 0 } to { opacity: 1 } }",                  NULL                                 },
        {"a comment",                     "/* { ( ' */ a[href^=\"https://\"]{color:red!important}",                  NULL                                 },
        {"our own picture",               ".top{background:url(/portal/logo/ab.png) no-repeat}",                     NULL                                 },
        {"in quotes",                     ".top{background:url( '/portal/logo/ab.png' )}",                           NULL                                 },
        {"functions",                     "a{width:calc(1px + (2 * var(--pad)));color:color-mix(in srgb,red,blue)}",
         NULL                                                                                                                                             },

        {"another sheet",                 "@import \"https://a.example/x.css\";",                                    "line 1, column 1: @import"          },
        {"in capitals",                   "a{}\n@IMPORT url(x.css);",                                                "line 2, column 1: @IMPORT"          },
        {"by an escape",                  "@\\69mport 'x'",                                                          "@ may not"                          },
        {"a font",                        "@font-face{font-family:x;src:url(/x)}",                                   "@font-face"                         },
        {"a set of characters",           "@charset \"utf-8\";",                                                     "@charset"                           },
        {"a picture elsewhere",           "a{background:url(https://a.example/p.gif)}",                              "url() may only"                     },
        {"in quotes elsewhere",           "a{background:url(\"//a.example/p.gif\")}",                                "url() may only"                     },
        {"with a backslash",              "a{background:url(/\\a.example/p.gif)}",                                   "url() may only"                     },
        {"hidden in it",                  "a{background:url(/x\\29)}",                                               "a backslash"                        },
        {"in capitals elsewhere",         "a{background:URL(data:image/png;base64,AA)}",                             "url() may only"                     },
        {"a relative path",               "a{background:url(x.png)}",                                                "url() may only"                     },
        {"empty",                         "a{background:url()}",                                                     "url() may only"                     },
        {"not closed",                    "a{background:url(/x",                                                     "url( is not closed"                 },
        {"by an escape elsewhere",        "a{background:u\\72l(https://a.example)}",
         "a backslash may only"                                                                                                                           },
        {"sets of pictures",              "a{background:image-set(\"https://a.example/x\" 1x)}",                     "image-set()"                        },
        {"of others",                     "a{background:-webkit-image-set(url(/x) 1x)}",                             "-webkit-image-set()"                },
        {"the end of a style",            "a{}</style><script>",                                                     "< begins HTML"                      },
        {"a comment of HTML",             "<!-- a{} -->",                                                            "< begins HTML"                      },
        {"one bracket too many",          "a{}}",                                                                    "} closes no {"                      },
        {"crossed brackets",              "a{b:(c}d)}",                                                              "} closes no {"                      },
        {"one too few",                   "a{\n b{}",                                                                "line 1, column 2: { is never closed"},
        {"a text without end",            "a{content:\"x\n}",                                                        "does not end on its line"           },
        {"a text without end at the end", "a{content:'x\\",                                                          "does not end on its line"           },
        {"a comment without end",         "a{}/* x",                                                                 "never ends"                         },
        {"a control character",           "a{\x02}",                                                                 "control character"                  },
        {"scripts of old",                "a{width:expression(alert(1))}",                                           "expression()"                       },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const char *objection = look_css_objection(arena, one->css);

        if (!one->has)
            EXPECT_TEXT(one->when, NULL, objection);
        else
            EXPECT_TRUE(one->when, objection && strstr(objection, one->has));
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_style_asks_nobody_for_anything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
