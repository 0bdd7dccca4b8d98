#include <string.h>

#include "platform/view/view.h"
#include "unit/cases.h"

static const char *const colours[] = {NULL, "Red", "Green", NULL};

struct part {
    const char *name;
    int64_t count;
};

static const struct field part_fields[] = {
    FIELD(part, name),
    FIELD(part, count),
    FIELDS_END,
};

struct thing {
    const char *name, *blank, *nothing;
    int64_t amount, none, yes, no;
    bool is_on, is_off;
    struct decimal price;
    struct quantity quantity;
    struct instant date, never;
    int colour, no_colour;
    struct part inside;
    struct list parts, empty;
};

static const struct field thing_fields[] = {
    FIELD(thing, name),
    FIELD(thing, blank),
    FIELD(thing, nothing),
    FIELD(thing, amount),
    FIELD(thing, none),
    FIELD_FLAG_OF(thing, yes),
    FIELD_FLAG_OF(thing, no),
    FIELD(thing, is_on),
    FIELD(thing, is_off),
    FIELD(thing, price),
    FIELD(thing, quantity),
    FIELD(thing, date),
    FIELD(thing, never),
    FIELD_CHOICE_OF(thing, colour, colours),
    FIELD_CHOICE_OF(thing, no_colour, colours),
    FIELD_RECORD_OF(thing, inside, part_fields),
    FIELD_LIST_OF(thing, parts, part_fields, part),
    FIELD_LIST_OF(thing, empty, part_fields, part),
    FIELDS_END,
};

static struct part parts[] = {
    {"a",   1   },
    {NULL,  2   },
    {"<c>", NONE}
};

static struct thing full_thing(void)
{
    struct thing thing = {.name = "it", .blank = "", .none = NONE, .yes = 1, .is_on = true};

    thing.price.micros = 1500000;
    thing.quantity.micros = 3000000;
    thing.date.micros = DAYS(1);
    thing.colour = 2;
    thing.inside.name = "within";
    thing.inside.count = 7;
    thing.parts.items = thing.empty.items = parts;
    thing.parts.count = COUNT_OF(parts);
    return thing;
}

static const char *partial_named(const struct view_style *style, const char *name)
{
    (void)style;
    if (strcmp(name, "name") == 0)
        return "<{{name}}>\n";
    if (strcmp(name, "broken") == 0)
        return "\n{{#name}}";
    if (strcmp(name, "raw") == 0)
        return "{{{name}}}";
    return strcmp(name, "endless") == 0 ? "{{> endless}}" : NULL;
}

/* What comes out, or what was noted. */
static const char *rendered(struct arena *arena, const char *text, bool may_be_raw,
                            const struct view_style *style)
{
    struct ctx ctx = {.arena = arena};
    const struct thing thing = full_thing();
    const struct template from = {"page.html", text, may_be_raw};
    const struct view_scope scope = {.value = view_of(thing_fields, &thing)};
    struct text out = {.arena = arena};

    if (view_render(&ctx, &from, style, &scope, &out) != OK)
        return ctx.failures->message;
    return text_done(&out);
}

static const struct view_style plain = {.partial = partial_named};

static void structs_show_themselves(void **state)
{
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"{{name}}",                                          "it"                     },
        {"[{{nothing}}{{none}}{{never}}{{no_colour}}]",       "[]"                     },
        {"{{amount}}",                                        "0"                      },
        {"{{is_on}} {{is_off}} {{yes}} {{no}}",               "true false true false"  },
        {"{{price}} {{quantity}}",                            "1.5 3"                  },
        {"{{date}}",                                          "1970-01-02T00:00:00.00Z"},
        {"{{colour}}",                                        "Green"                  },
        {"{{inside.name}} {{#inside}}{{count}}{{/inside}}",   "within 7"               },
        {"{{#parts}}({{name}}){{/parts}}",                    "(a)()(&lt;c&gt;)"       },
        {"{{#parts}}{{amount}}{{/parts}}",                    "000"                    },
        {"{{#parts}}[{{count}}]{{/parts}}",                   "[1][2][]"               },
        {"[{{parts}}{{inside}}]",                             "[]"                     },
        {"[{{who}}{{inside.who}}{{who.name}}{{name.first}}]", "[]"                     },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->text, one->expected, rendered(arena, one->text, false, &plain));
    arena_free(arena);
}

static void sections_ask_for_the_truth(void **state)
{
    static const struct {
        const char *name;
        bool is_true;
    } cases[] = {
        {"name",         true },
        {"blank",        false},
        {"nothing",      false},
        {"amount",       true },
        {"none",         false},
        {"yes",          true },
        {"no",           false},
        {"is_on",        true },
        {"is_off",       false},
        {"date",         true },
        {"never",        false},
        {"colour",       true },
        {"no_colour",    false},
        {"inside",       true },
        {"empty",        false},
        {"who",          false},
        {"inside.count", true },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const char *text = arena_printf(arena, "{{#%s}}yes{{/%s}}{{^%s}}no{{/%s}}", one->name,
                                        one->name, one->name, one->name);

        EXPECT_TEXT(one->name, one->is_true ? "yes" : "no", rendered(arena, text, false, &plain));
    }
    arena_free(arena);
}

static void broken_templates_are_refused_with_line_and_reason(void **state)
{
    static const struct {
        const char *text, *expected; /* after `page.html, line ` */
    } cases[] = {
        {"a\nb {{name\n",              "2: a tag is never closed."                          },
        {"{{{name}}",                  "1: a tag is never closed."                          },
        {"\n\n{{#parts}}\n",           "3: the section \"parts\" is never closed."          },
        {"{{#a}}\n{{#b}}{{/a}}{{/b}}", "2: \"a\" is closed here but not open."              },
        {"{{/a}}",                     "1: \"a\" is closed here but not open."              },
        {"{{}}",                       "1: a tag has no name."                              },
        {"{{# }}{{/}}",                "1: a tag has no name."                              },
        {"\n{{two words}}",            "2: \"two words\" is no name."                       },
        {"{{=<%=}}",                   "1: delimiters are two words without an equals sign."},
        {"\n{{{name}}}",               "2: \"name\" would be written unescaped."            },
        {"{{& name}}",                 "1: \"name\" would be written unescaped."            },
    };
    struct arena *arena = arena_new();
    struct text deep = {.arena = arena};

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->text, arena_printf(arena, "page.html, line %s", one->expected),
                    rendered(arena, one->text, false, &plain));
    for (int i = 0; i < 1000; i++)
        text_append(&deep, "{{#name}}");
    EXPECT_TEXT("sections without end", "page.html, line 1: sections are nested deeper than 32.",
                rendered(arena, deep.at, false, &plain));
    arena_free(arena);
}

static void a_broken_partial_is_named(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    EXPECT_TEXT("raw", "raw, line 1: \"name\" would be written unescaped.",
                rendered(arena, "{{> raw}}", false, &plain));
    EXPECT_TEXT("not closed", "broken, line 2: the section \"name\" is never closed.",
                rendered(arena, "{{> broken}}", false, &plain));
    EXPECT_TEXT("itself", "endless, line 1: \"endless\" includes itself without end.",
                rendered(arena, "{{> endless}}", false, &plain));
    arena_free(arena);
}

static void hostile_texts_are_escaped(void **state)
{
    static const char hostile[] = "<script>alert('1')</script>\" onload=\"x\" & {{name}}";
    struct arena *arena = arena_new();
    struct ctx ctx = {.arena = arena};
    const struct template from = {"page.html", "<b title=\"{{name}}\">{{> name}}</b>", false};
    struct part part = {hostile, 0};
    const struct view_scope scope = {.value = view_of(part_fields, &part)};
    struct text out = {.arena = arena};
    char *longest = arena_alloc(arena, 10001);

    (void)state;
    EXPECT_INTEGER("rendered", OK, view_render(&ctx, &from, &plain, &scope, &out));
    EXPECT_TRUE("no element", !strstr(out.at, "<script"));
    EXPECT_TRUE("no way out of the attribute", !strstr(out.at, "\" onload"));
    EXPECT_TRUE("nothing is read twice", strstr(out.at, "{{name}}"));
    memset(longest, '<', 10000);
    part.name = longest;
    out = (struct text){.arena = arena};
    EXPECT_INTEGER("long", OK, view_render(&ctx, &from, &plain, &scope, &out));
    EXPECT_INTEGER("each one escaped", 2 * 4 * 10000 + 19, (int64_t)out.size);
    arena_free(arena);
}

static void raw_is_for_those_who_may(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    EXPECT_TEXT("three braces", "a it", rendered(arena, "a {{{name}}}", true, &plain));
    EXPECT_TEXT("an ampersand", "it", rendered(arena, "{{& name}}", true, &plain));
    EXPECT_TEXT("a partial", "it", rendered(arena, "{{> raw}}", true, &plain));
    EXPECT_TEXT("a missing partial", "[]", rendered(arena, "[{{> who}}]", false, &plain));
    arena_free(arena);
}

static bool write_loudly(const struct view_style *style, const struct view_value *value,
                         const struct view_scope *scope, struct text *out)
{
    const struct field *field = value->part;
    struct view_value name;

    (void)style;
    if (strcmp(field->name, "amount") != 0)
        return false;
    if (view_find(out->arena, scope, "inside.name", &name))
        name.source->write(&name, &plain, scope, out);
    text_append(out, " & <loud>");
    return true;
}

static void the_caller_may_write_values_his_way(void **state)
{
    static const struct view_style loud = {.write = write_loudly, .partial = partial_named};
    struct arena *arena = arena_new();

    (void)state;
    EXPECT_TEXT("his, escaped, with what is around", "within &amp; &lt;loud&gt; it",
                rendered(arena, "{{amount}} {{name}}", false, &loud));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(structs_show_themselves),
        cmocka_unit_test(sections_ask_for_the_truth),
        cmocka_unit_test(broken_templates_are_refused_with_line_and_reason),
        cmocka_unit_test(a_broken_partial_is_named),
        cmocka_unit_test(hostile_texts_are_escaped),
        cmocka_unit_test(raw_is_for_those_who_may),
        cmocka_unit_test(the_caller_may_write_values_his_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
