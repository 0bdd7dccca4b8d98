#include <string.h>

#include "base/text.h"
#include "domain/look/look_html.h"
#include "unit/cases.h"

/* What the objection has in it, or NULL for none. */
static void parts_of_pages_stay_in_their_place(void **state)
{
    static const struct {
        const char *when, *html, *has;
    } cases[] = {
        {"nothing",                  "",                                                              NULL                                     },
        {"a text",                   "Prices without tax & more; 3 > 2",                              NULL                                     },
        {"a paragraph",              "<p class=\"soft small\">Prix <strong>HT</strong>.</p>",         NULL                                     },
        {"single quotes",            "<p class='soft'>x</p>",                                         NULL                                     },
        {"capitals",                 "<P Class=\"soft\">x</P>",                                       NULL                                     },
        {"links",
         "<a href=\"https://a.example/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener\">x</a>"
         "<a href=\"mailto:a@b.example\">m</a><a href=\"tel:+33100000000\">t</a>",                    NULL                                     },
        {"a table",
         "<table><tbody><tr><th scope=\"row\">a</th><td colspan=\"2\">b</td></tr></tbody>"
         "</table>",                                                                                  NULL                                     },
        {"void elements",            "a<br>b<br/>c<hr />",                                            NULL                                     },
        {"the logo",                 "<img src=\"/portal/logo/0a1b.png\" alt=\"Shop\" width=\"20\">", NULL                                     },
        {"several lines",            "<ul>\n<li>é</li>\n<li>\xf0\x9f\x98\x80</li>\n</ul>\n",         NULL                                     },

        {"a script",                 "<p>x</p>\n <script>alert(1)</script>",                          "line 2, column 2: <script> may not"     },
        {"in capitals",              "<SCRIPT SRC=//x.example>",                                      "<script> may not"                       },
        {"svg",                      "<svg onload=alert(1)>",                                         "<svg> may not"                          },
        {"a frame",                  "<iframe src=\"https://a.example\"></iframe>",                   "<iframe> may not"                       },
        {"a form",                   "<form action=\"https://a.example\"></form>",                    "<form> may not"                         },
        {"a base",                   "<base href=\"https://a.example\">",                             "<base> may not"                         },
        {"a style",                  "<style>p{}</style>",                                            "<style> may not"                        },
        {"a link to a sheet",        "<link rel=\"stylesheet\">",                                     "<link> may not"                         },
        {"a refresh",                "<meta http-equiv=\"refresh\">",                                 "<meta> may not"                         },
        {"a title of the page",      "<h1>x</h1>",                                                    "<h1> may not"                           },
        {"an event",                 "<p onclick=\"x()\">x</p>",                                      "onclick would run a script"             },
        {"an event in capitals",     "<p ONCLICK=\"x()\">x</p>",                                      "onclick would run a script"             },
        {"a style of its own",       "<p style=\"color:red\">x</p>",                                  "give the element a class"               },
        {"an id",                    "<p id=\"main\">x</p>",                                          "may not have \"id\""                    },
        {"a slash between",          "<p/onclick=\"x()\">x</p>",                                      "is not written as"                      },
        {"without a space",          "<p class=\"a\"onclick=\"x()\">x</p>",                           "a space is missing"                     },
        {"without quotes",           "<p class=a>x</p>",                                              "has no value in quotes"                 },
        {"without a value",          "<p class>x</p>",                                                "has no value in quotes"                 },
        {"open quotes",              "<p class=\"a>x</p>",                                            "quotes of class are not closed"         },
        {"a sign in a value",        "<p title=\"<script>\">x</p>",                                   "write &lt;"                             },
        {"javascript",               "<a href=\"javascript:alert(1)\">x</a>",                         "leads elsewhere"                        },
        {"javascript in pieces",     "<a href=\"java\nscript:alert(1)\">x</a>",                       "leads elsewhere"                        },
        {"javascript by entities",   "<a href=\"&#106;avascript:alert(1)\">x</a>",                    "leads elsewhere"                        },
        {"javascript after a space", "<a href=\" javascript:alert(1)\">x</a>",                        "leads elsewhere"                        },
        {"data",                     "<a href=\"data:text/html,x\">x</a>",                            "leads elsewhere"                        },
        {"without encryption",       "<a href=\"http://a.example\">x</a>",                            "leads elsewhere"                        },
        {"of no scheme",             "<a href=\"//a.example\">x</a>",                                 "leads elsewhere"                        },
        {"a space in a link",        "<a href=\"https://a.example/a b\">x</a>",                       "write %20"                              },
        {"a picture elsewhere",      "<img src=\"https://a.example/p.gif\">",
         "no picture of this server"                                                                                                           },
        {"a picture with a way out", "<img src=\"/portal/logo/../x\">",
         "no picture of this server"                                                                                                           },
        {"a picture of data",        "<img src=\"data:image/png;base64,AA\">",
         "no picture of this server"                                                                                                           },
        {"more sources",             "<img srcset=\"https://a.example/p.gif\">",                      "may not have \"srcset\""                },
        {"a large number",           "<td colspan=\"99999\">x</td>",                                  "at most four digits"                    },
        {"a comment",                "<!-- x -->",                                                    "a comment or an instruction"            },
        {"an instruction",           "<?php ?>",                                                      "a comment or an instruction"            },
        {"never closed",             "<div>\n<p>x</p>",                                               "line 1, column 1: <div> is never closed"},
        {"closes what is around it", "x</div></main>",                                                "</div> closes nothing"                  },
        {"out of order",             "<b><i>x</b></i>",                                               "</b> stands where </i> must come first" },
        {"a void one is not closed", "<br></br>",                                                     "closes nothing"                         },
        {"half a tag",               "<p",                                                            "is not written as"                      },
        {"half an end",              "<p>x</p",                                                       "is not closed"                          },
        {"a sign",                   "3 < 4",                                                         "write &lt;"                             },
        {"a column of characters",   "éé<u>é<x>",                                                  "line 1, column 7: <x>"                  },
        {"a control character",      "a\x01",                                                         "control character"                      },
        {"a name without end",
         "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa>",                   "aaaa> may not"                          },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const char *objection = look_html_objection(arena, one->html);

        if (!one->has)
            EXPECT_TEXT(one->when, NULL, objection);
        else
            EXPECT_TRUE(one->when, objection && strstr(objection, one->has));
    }
    arena_free(arena);
}

static void depth_has_an_end(void **state)
{
    struct arena *arena = arena_new();
    struct text html = {.arena = arena};

    (void)state;
    for (int i = 0; i < 10000; i++)
        text_append(&html, "<div>");
    EXPECT_TRUE("deep", strstr(look_html_objection(arena, text_done(&html)), "more than 64 deep"));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_pages_stay_in_their_place),
        cmocka_unit_test(depth_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
