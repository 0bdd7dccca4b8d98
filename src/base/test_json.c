#include "base/json.h"

#include <string.h>

#include "unit/cases.h"

static const char *const colours[] = {NULL, "Red", "Green", NULL};

struct inside {
    const char *note;
    int64_t count;
};

static const struct field inside_fields[] = {
    FIELD(inside, note),
    FIELD(inside, count),
    FIELDS_END,
};

struct thing {
    const char *name, *reference_thing, *metadata;
    int64_t amount_total, flag;
    bool is_on;
    struct decimal price;
    struct quantity quantity;
    struct instant date_start;
    struct bytes hash;
    int colour;
    struct inside inside;
    struct list parts;
};

static const struct field thing_fields[] = {
    FIELD(thing, name),
    FIELD_LIMITED(thing, reference_thing, 5),
    FIELD_JSON_OF(thing, metadata),
    FIELD(thing, amount_total),
    FIELD_FLAG_OF(thing, flag),
    FIELD(thing, is_on),
    FIELD(thing, price),
    FIELD(thing, quantity),
    FIELD(thing, date_start),
    FIELD(thing, hash),
    FIELD_CHOICE_OF(thing, colour, colours),
    FIELD_RECORD_OF(thing, inside, inside_fields),
    FIELD_LIST_OF(thing, parts, inside_fields, inside),
    FIELDS_END,
};

static struct ctx new_ctx(void)
{
    return (struct ctx){.arena = arena_new()};
}

static const struct json *parsed(struct ctx *ctx, const char *text)
{
    const struct json *json = NULL;

    EXPECT_INTEGER(text, OK, json_parse(ctx, text, strlen(text), &json));
    return json;
}

static const char *written(struct ctx *ctx, const struct thing *thing)
{
    struct text out = {.arena = ctx->arena};

    json_write(&out, thing_fields, thing);
    return text_done(&out);
}

/* What stands for an empty body, and what each accepted member adds to it. */
#define NOTHING       "{\"IsOn\":false,\"Inside\":{}}"
#define FIRST(member) "{" member ",\"IsOn\":false,\"Inside\":{}}"
#define LATER(member) "{\"IsOn\":false," member ",\"Inside\":{}}"

static void bodies_are_read_as_leniently_as_the_contract_asks(void **state)
{
    static const struct {
        const char *body, *meaning;
    } cases[] = {
        {"{}",                                                    NOTHING                                           },
        {"{\"Name\":\"Ada\"}",                                    FIRST("\"Name\":\"Ada\"")                         },
        {"{\"NAME\":\"Ada\"}",                                    FIRST("\"Name\":\"Ada\"")                         },
        {"{\"referencething\":\"a\"}",                            FIRST("\"ReferenceThing\":\"a\"")                 },
        {"{\"reference_thing\":\"a\"}",                           NOTHING                                           },
        {"{\"Unknown\":[1,{\"a\":null}]}",                        NOTHING                                           },
        {"{\"Name\":null}",                                       NOTHING                                           },
        {"{\"Name\":\"\"}",                                       NOTHING                                           },
        {"{\"Name\":7}",                                          FIRST("\"Name\":\"7\"")                           },
        {"{\"AmountTotal\":12}",                                  FIRST("\"AmountTotal\":12")                       },
        {"{\"AmountTotal\":\"-12\"}",                             FIRST("\"AmountTotal\":-12")                      },
        {"{\"AmountTotal\":\"\"}",                                NOTHING                                           },
        {"{\"AmountTotal\":10000000000000}",                      FIRST("\"AmountTotal\":10000000000000")           },
        {"{\"Flag\":false}",                                      FIRST("\"Flag\":false")                           },
        {"{\"Flag\":\"True\"}",                                   FIRST("\"Flag\":true")                            },
        {"{\"Flag\":1}",                                          FIRST("\"Flag\":true")                            },
        {"{\"Flag\":null}",                                       NOTHING                                           },
        {"{\"IsOn\":\"true\"}",                                   "{\"IsOn\":true,\"Inside\":{}}"                   },
        {"{\"Price\":0.1}",                                       LATER("\"Price\":\"0.1\"")                        },
        {"{\"Price\":\"0.000125\"}",                              LATER("\"Price\":\"0.000125\"")                   },
        {"{\"Price\":12.50}",                                     LATER("\"Price\":\"12.5\"")                       },
        {"{\"Quantity\":3}",                                      LATER("\"Quantity\":3")                           },
        {"{\"Quantity\":\"1.5\"}",                                LATER("\"Quantity\":1.5")                         },
        {"{\"DateStart\":\"2026-01-31\"}",                        LATER("\"DateStart\":\"2026-01-31T00:00:00.00Z\"")},
        {"{\"DateStart\":false}",                                 NOTHING                                           },
        {"{\"DateStart\":\"\"}",                                  NOTHING                                           },
        {"{\"Colour\":\"Red\"}",                                  LATER("\"Colour\":\"Red\"")                       },
        {"{\"Colour\":\"\"}",                                     NOTHING                                           },
        {"{\"Metadata\":{\"a\":1.50,\"b\":[true,null,\"\\n\"]}}",
         FIRST("\"Metadata\":{\"a\":1.50,\"b\":[true,null,\"\\n\"]}")                                               },
        {"{\"Inside\":{\"note\":\"n\",\"COUNT\":\"2\"}}",
         "{\"IsOn\":false,\"Inside\":{\"Note\":\"n\",\"Count\":2}}"                                                 },
        {"{\"Parts\":[]}",                                        "{\"IsOn\":false,\"Inside\":{},\"Parts\":[]}"     },
        {"{\"Parts\":[{\"Count\":1},{}]}",
         "{\"IsOn\":false,\"Inside\":{},\"Parts\":[{\"Count\":1},{}]}"                                              },
        {"{\"Name\":\"\\ud83d\\ude00 caf\xc3\xa9\"}",
         FIRST("\"Name\":\"\xf0\x9f\x98\x80 caf\xc3\xa9\"")                                                         },
        {" \t\r\n{ \"AmountTotal\" : 1 }\n ",                     FIRST("\"AmountTotal\":1")                        },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = new_ctx();
        struct thing thing;

        EXPECT_INTEGER(one->body, OK,
                       json_read(&ctx, parsed(&ctx, one->body), thing_fields, &thing));
        EXPECT_TEXT(one->body, one->meaning, written(&ctx, &thing));
        arena_free(ctx.arena);
    }
}

static void what_does_not_fit_is_complained_about_by_name(void **state)
{
    static const struct {
        const char *body, *target;
    } cases[] = {
        {"{\"AmountTotal\":\"12 euros\"}",   "AmountTotal"   },
        {"{\"AmountTotal\":1.5}",            "AmountTotal"   },
        {"{\"AmountTotal\":1e2}",            "AmountTotal"   },
        {"{\"AmountTotal\":true}",           "AmountTotal"   },
        {"{\"AmountTotal\":10000000000001}", "AmountTotal"   },
        {"{\"AmountTotal\":[1]}",            "AmountTotal"   },
        {"{\"Price\":\"1,5\"}",              "Price"         },
        {"{\"Price\":0.1234567}",            "Price"         },
        {"{\"Quantity\":false}",             "Quantity"      },
        {"{\"Flag\":\"yes\"}",               "Flag"          },
        {"{\"IsOn\":2}",                     "IsOn"          },
        {"{\"DateStart\":\"2026-02-30\"}",   "DateStart"     },
        {"{\"DateStart\":true}",             "DateStart"     },
        {"{\"DateStart\":20260131}",         "DateStart"     },
        {"{\"Colour\":\"red\"}",             "Colour"        },
        {"{\"ReferenceThing\":\"abcdef\"}",  "ReferenceThing"},
        {"{\"Name\":{}}",                    "Name"          },
        {"{\"Name\":\"a\\u0000b\"}",         "Name"          },
        {"{\"Parts\":{}}",                   "Parts"         },
        {"{\"Parts\":[{\"Count\":\"x\"}]}",  "Parts[0].Count"},
        {"{\"Inside\":{\"Count\":\"x\"}}",   "Count"         },
        {"{\"Inside\":7}",                   NULL            },
        {"{\"Hash\":\"00\"}",                "Hash"          },
        {"[]",                               NULL            },
        {"\"text\"",                         NULL            },
        {"null",                             NULL            },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = new_ctx();
        struct thing thing;

        EXPECT_INTEGER(one->body, ERR_INVALID,
                       json_read(&ctx, parsed(&ctx, one->body), thing_fields, &thing));
        assert_non_null(ctx.failures);
        EXPECT_TEXT(one->body, one->target, ctx.failures->target);
        EXPECT_TEXT(one->body, "Error.Api.Validation", ctx.failures->code);
        arena_free(ctx.arena);
    }
}

static void all_mistakes_are_told_at_once(void **state)
{
    static const char body[] = "{\"DateStart\":\"x\",\"Name\":\"kept\",\"AmountTotal\":\"y\"}";
    struct ctx ctx = new_ctx();
    struct thing thing;

    (void)state;
    EXPECT_INTEGER(body, ERR_INVALID, json_read(&ctx, parsed(&ctx, body), thing_fields, &thing));
    EXPECT_TEXT("in the order of the table", "AmountTotal", ctx.failures->target);
    EXPECT_TEXT("the second", "DateStart", ctx.failures->next->target);
    EXPECT_TRUE("no third", !ctx.failures->next->next);
    EXPECT_TEXT("what did fit was read", "kept", thing.name);
    EXPECT_INTEGER("complaints add up to an error", ERR_INVALID, complaints(&ctx));
    arena_free(ctx.arena);
}

static void limits_count_characters(void **state)
{
    struct ctx ctx = new_ctx();
    struct thing thing;

    (void)state;
    EXPECT_INTEGER("five characters in ten bytes", OK,
                   json_read(&ctx,
                             parsed(&ctx, "{\"ReferenceThing\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9"
                                          "\xc3\xa9\"}"),
                             thing_fields, &thing));
    arena_free(ctx.arena);
}

static void what_is_not_json_is_malformed(void **state)
{
    static const char *const cases[] = {
        "",
        " ",
        "{",
        "[",
        "{\"a\":1",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "{a:1}",
        "{'a':1}",
        "nul",
        "True",
        "NaN",
        "[Infinity]",
        "[-Infinity]",
        "[-]",
        "[1.]",
        "[.5]",
        "[01]",
        "[+1]",
        "[1e]",
        "[0x10]",
        "[1.5.5]",
        "[99999999999999999999]",
        "[9223372036854775808]",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "{} {}",
        "{}]",
        "/* */ {}",
        "\xef\xbb\xbf{}",
        "\"\xff\"",
        "\"\xc0\xaf\"",
        "\"\xed\xa0\x80\"",
        "\"caf\xe9\"",
    };

    (void)state;
    FOR_EACH_CASE(text, cases) {
        struct ctx ctx = new_ctx();
        const struct json *json = NULL;

        EXPECT_INTEGER(*text, ERR_MALFORMED, json_parse(&ctx, *text, strlen(*text), &json));
        assert_non_null(ctx.failures);
        EXPECT_TEXT(*text, "Error.Api.Malformed", ctx.failures->code);
        EXPECT_TRUE(*text, !json);
        arena_free(ctx.arena);
    }
}

static void the_size_counts_not_the_end(void **state)
{
    struct ctx ctx = new_ctx();
    const struct json *json;

    (void)state;
    EXPECT_INTEGER("what stands behind", OK, json_parse(&ctx, "12]]", 2, &json));
    EXPECT_INTEGER("a NUL inside", ERR_MALFORMED, json_parse(&ctx, "{}\0", 3, &json));
    EXPECT_INTEGER("nothing at all", ERR_MALFORMED, json_parse(&ctx, "", 0, &json));
    arena_free(ctx.arena);
}

static void the_place_of_a_mistake_is_told(void **state)
{
    static const struct {
        const char *text, *place;
    } cases[] = {
        {"{\n  \"a\": 1,\n  \"b\": x\n}", "at byte 20 (line 3)"},
        {"[1,\n2",                        "at byte 6 (line 2)" },
        {"[1]\n\n7",                      "at byte 6 (line 3)" },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = new_ctx();
        const struct json *json;

        EXPECT_INTEGER(one->text, ERR_MALFORMED,
                       json_parse(&ctx, one->text, strlen(one->text), &json));
        if (!strstr(ctx.failures->message, one->place))
            EXPECT_TEXT(one->text, one->place, ctx.failures->message);
        arena_free(ctx.arena);
    }
}

static enum err parse_nested(size_t depth)
{
    struct ctx ctx = new_ctx();
    char *text = arena_alloc(ctx.arena, depth * 2);
    const struct json *json;
    enum err err;

    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    err = json_parse(&ctx, text, depth * 2, &json);
    arena_free(ctx.arena);
    return err;
}

static void nesting_has_an_end(void **state)
{
    (void)state;
    EXPECT_INTEGER("an ordinary depth", OK, parse_nested(20));
    EXPECT_INTEGER("one too many", ERR_MALFORMED, parse_nested(33));
    EXPECT_INTEGER("an attack", ERR_MALFORMED, parse_nested(10000));
    EXPECT_INTEGER("a large one", ERR_MALFORMED, parse_nested(5000000));
}

/* Ten megabytes of small objects: slow machines should still be below a second or two. */
static void a_large_body_is_read(void **state)
{
    static const char element[] = "{\"Note\":\"\xe2\x82\xac\",\"Count\":123}";
    struct ctx ctx = new_ctx();
    struct text text = {.arena = ctx.arena};
    const struct json *json;
    struct list list;
    size_t count = 0;

    (void)state;
    text_append_char(&text, '[');
    for (; text.size < 10 * 1024 * 1024; count++) {
        text_append(&text, count ? "," : "");
        text_append(&text, element);
    }
    text_append_char(&text, ']');
    EXPECT_INTEGER("parsed", OK, json_parse(&ctx, text.at, text.size, &json));
    EXPECT_INTEGER("read", OK,
                   json_read_list(&ctx, json, inside_fields, sizeof(struct inside), count, &list));
    EXPECT_INTEGER("the last one", 123, LIST_AT(list, struct inside, count - 1)->count);
    EXPECT_INTEGER(
        "one more than allowed", ERR_INVALID,
        json_read_list(&ctx, json, inside_fields, sizeof(struct inside), count - 1, &list));
    arena_free(ctx.arena);
}

static void members_are_found_whatever_their_case(void **state)
{
    struct ctx ctx = new_ctx();
    const struct json *json = parsed(&ctx, "{\"Name\":\"x\",\"List\":[1,\"two\"]}");

    (void)state;
    EXPECT_TEXT("a text", "x", json_text(json_member(json, "NAME")));
    EXPECT_TRUE("no such member", !json_member(json, "Other"));
    EXPECT_TRUE("of nothing", !json_member(NULL, "Name"));
    EXPECT_TEXT("its second", "two", json_text(json_at(json_member(json, "list"), 1)));
    EXPECT_TRUE("a number is no text", !json_text(json_at(json_member(json, "list"), 0)));
    EXPECT_TRUE("an array has no members", !json_member(json_member(json, "list"), "Name"));
    arena_free(ctx.arena);
}

static void strings_are_escaped(void **state)
{
    static const struct {
        const char *text, *json;
    } cases[] = {
        {"",                         "\"\""                        },
        {"plain",                    "\"plain\""                   },
        {"\"\\/",                    "\"\\\"\\\\/\""               },
        {"\b\f\n\r\t",               "\"\\b\\f\\n\\r\\t\""         },
        {"\x01\x1f\x7f",             "\"\\u0001\\u001f\\u007f\""   },
        {"caf\xc3\xa9 \xe2\x82\xac", "\"caf\xc3\xa9 \xe2\x82\xac\""},
        {"</script>",                "\"</script>\""               },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = new_ctx();
        struct text out = {.arena = ctx.arena};

        json_write_string(&out, one->text);
        EXPECT_TEXT(one->text, one->json, text_done(&out));
        EXPECT_TEXT("and read again", one->text, json_text(parsed(&ctx, text_done(&out))));
        arena_free(ctx.arena);
    }
}

static void names_become_those_of_the_contract(void **state)
{
    static const struct {
        const char *column, *json;
    } cases[] = {
        {"id",                 "\"Id\""               },
        {"reference_customer", "\"ReferenceCustomer\""},
        {"address_line1",      "\"AddressLine1\""     },
        {"is_on",              "\"IsOn\""             },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = new_ctx();
        struct text out = {.arena = ctx.arena};

        json_write_name(&out, one->column);
        EXPECT_TEXT(one->column, one->json, text_done(&out));
        arena_free(ctx.arena);
    }
}

static void everything_is_written_in_the_order_of_the_table(void **state)
{
    struct inside parts[] = {
        {"a", 1},
        {"b", 2},
    };
    struct thing thing = {
        .name = "n",
        .metadata = "{\"k\":1}",
        .amount_total = -5,
        .flag = 1,
        .is_on = true,
        .colour = 2,
    };
    struct ctx ctx = new_ctx();

    (void)state;
    thing.price = (struct decimal){2500000};
    thing.quantity = (struct quantity){3000000};
    thing.date_start = (struct instant){DAYS(20484)};
    thing.inside = (struct inside){"i", NONE};
    thing.parts = (struct list){parts, 2};
    EXPECT_TEXT("a full one",
                "{\"Name\":\"n\",\"Metadata\":{\"k\":1},\"AmountTotal\":-5,\"Flag\":true,"
                "\"IsOn\":true,\"Price\":\"2.5\",\"Quantity\":3,"
                "\"DateStart\":\"2026-01-31T00:00:00.00Z\",\"Colour\":\"Green\","
                "\"Inside\":{\"Note\":\"i\"},"
                "\"Parts\":[{\"Note\":\"a\",\"Count\":1},{\"Note\":\"b\",\"Count\":2}]}",
                written(&ctx, &thing));
    arena_free(ctx.arena);
}

static void members_follow_what_stands_before(void **state)
{
    struct ctx ctx = new_ctx();
    struct text out = {.arena = ctx.arena};
    struct inside inside = {"n", NONE};
    bool is_first = false;

    (void)state;
    text_append(&out, "{\"Id\":1");
    json_write_members(&out, inside_fields, &inside, &is_first);
    EXPECT_TEXT("after another", "{\"Id\":1,\"Note\":\"n\"", text_done(&out));
    arena_free(ctx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_are_read_as_leniently_as_the_contract_asks),
        cmocka_unit_test(what_does_not_fit_is_complained_about_by_name),
        cmocka_unit_test(all_mistakes_are_told_at_once),
        cmocka_unit_test(limits_count_characters),
        cmocka_unit_test(what_is_not_json_is_malformed),
        cmocka_unit_test(the_size_counts_not_the_end),
        cmocka_unit_test(the_place_of_a_mistake_is_told),
        cmocka_unit_test(nesting_has_an_end),
        cmocka_unit_test(a_large_body_is_read),
        cmocka_unit_test(members_are_found_whatever_their_case),
        cmocka_unit_test(strings_are_escaped),
        cmocka_unit_test(names_become_those_of_the_contract),
        cmocka_unit_test(everything_is_written_in_the_order_of_the_table),
        cmocka_unit_test(members_follow_what_stands_before),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
