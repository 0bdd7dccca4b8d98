/* The published Mustache specification, if it is there: files of tests with data in JSON, which is
 * another source of values here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "platform/view/view.h"
#include "unit/cases.h"

/* JSON as the data of a view: `at` is the struct json. */
static const struct view_source json_source;

static struct view_value value_of(const struct json *json)
{
    return (struct view_value){.source = &json_source, .at = json};
}

static const char *written(struct arena *arena, const struct json *json)
{
    struct text text = {.arena = arena};

    json_write_again(&text, json);
    return text_done(&text);
}

static bool find_member(const struct view_value *value, const char *name, struct view_value *out)
{
    *out = value_of(json_member(value->at, name));
    return out->at != NULL;
}

static bool begins_with(const struct json *json, const char *letters)
{
    struct arena *arena = arena_new();
    bool begins = strchr(letters, *written(arena, json)) != NULL;

    arena_free(arena);
    return begins;
}

static size_t count_elements(const struct view_value *value)
{
    if (begins_with(value->at, "["))
        return json_count(value->at);
    return !begins_with(value->at, "fn"); /* false and null */
}

static struct view_value element_at(const struct view_value *value, size_t index)
{
    return begins_with(value->at, "[") ? value_of(json_at(value->at, index)) : *value;
}

static void write_json(const struct view_value *value, const struct view_style *style,
                       const struct view_scope *scope, struct text *out)
{
    const char *text = json_text(value->at);

    (void)style;
    (void)scope;
    if (!text)
        text = written(out->arena, value->at);
    if (strcmp(text, "null") != 0)
        text_append(out, text);
}

static const struct view_source json_source = {
    .member = find_member,
    .count = count_elements,
    .element = element_at,
    .write = write_json,
};

/* The partials of a test: an object of texts. */
struct partials {
    struct view_style style;
    const struct json *texts;
};

static const char *partial_named(const struct view_style *style, const char *name)
{
    return json_text(json_member(((const struct partials *)style)->texts, name));
}

static void play(struct ctx *ctx, const struct json *test)
{
    const char *name = json_text(json_member(test, "name"));
    struct template from = {
        .name = name,
        .text = json_text(json_member(test, "template")),
        .may_be_raw = true,
    };
    struct partials partials = {{.partial = partial_named}, json_member(test, "partials")};
    struct view_scope scope = {.value = value_of(json_member(test, "data"))};
    struct text out = {.arena = ctx->arena};

    EXPECT_INTEGER(name, OK, view_render(ctx, &from, &partials.style, &scope, &out));
    EXPECT_TEXT(name, json_text(json_member(test, "expected")), text_done(&out));
}

static char *read_file(struct arena *arena, const char *module, size_t *size)
{
    const char *folder = getenv("TACITE_MUSTACHE_SPEC");
    const char *path = arena_printf(arena, "%s/%s.json",
                                    folder ? folder : "../shared/contract/mustache-spec", module);
    FILE *file = fopen(path, "rb");
    char *text = arena_alloc(arena, 1 << 20);

    if (!file)
        return NULL;
    *size = fread(text, 1, (1 << 20) - 1, file);
    fclose(file);
    return text;
}

static void play_module(const char *module, size_t least)
{
    struct ctx ctx = {.arena = arena_new()};
    const struct json *json, *tests;
    size_t size = 0;
    char *text = read_file(ctx.arena, module, &size);

    if (!text) {
        arena_free(ctx.arena);
        skip();
    }
    EXPECT_INTEGER(module, OK, json_parse(&ctx, text, size, &json));
    tests = json_member(json, "tests");
    EXPECT_TRUE(module, json_count(tests) >= least);
    for (size_t i = 0; i < json_count(tests); i++)
        play(&ctx, json_at(tests, i));
    arena_free(ctx.arena);
}

static void the_specification_of_comments(void **state)
{
    (void)state;
    play_module("comments", 10);
}

static void the_specification_of_delimiters(void **state)
{
    (void)state;
    play_module("delimiters", 10);
}

static void the_specification_of_interpolation(void **state)
{
    (void)state;
    play_module("interpolation", 30);
}

static void the_specification_of_inverted_sections(void **state)
{
    (void)state;
    play_module("inverted", 20);
}

static void the_specification_of_partials(void **state)
{
    (void)state;
    play_module("partials", 10);
}

static void the_specification_of_sections(void **state)
{
    (void)state;
    play_module("sections", 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_specification_of_comments),
        cmocka_unit_test(the_specification_of_delimiters),
        cmocka_unit_test(the_specification_of_interpolation),
        cmocka_unit_test(the_specification_of_inverted_sections),
        cmocka_unit_test(the_specification_of_partials),
        cmocka_unit_test(the_specification_of_sections),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
