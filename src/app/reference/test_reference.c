/* The reference from small tables and words, and that the program's own says all that it can. */
#include "app/reference/openapi.h"
#include "app/reference/reference_page.h"
#include "unit/cases.h"

#include <string.h>

struct seat {
    const char *label;
    int64_t amount, is_free;
    int unit;
    struct instant date_sold;
};

static const char *const units[] = {NULL, "Row", "Box", NULL};

static const struct field seat_fields[] = {
    FIELD_LIMITED(seat, label, 20),     FIELD(seat, amount),    FIELD_FLAG_OF(seat, is_free),
    FIELD_CHOICE_OF(seat, unit, units), FIELD(seat, date_sold), FIELDS_END,
};

struct hall {
    struct list seats;
    const char *links;
};

static const struct field hall_fields[] = {
    FIELD_LIST_OF(hall, seats, seat_fields, seat),
    FIELD_JSON_OF(hall, links),
    FIELDS_END,
};

static const struct field error_fields[] = {FIELD(failure, code), FIELDS_END};
static const struct field page_fields[] = {FIELD_JSON_OF(hall, links), FIELDS_END};

static const struct route routes[] = {
    {GET,  "/v1/Hall/{id}", MAY_READ_CATALOGUE, READS,  NULL, "Read a hall",   NULL,        hall_fields},
    {GET,  "/v1/Halls",     MAY_READ_CATALOGUE, READS,  NULL, "List halls",    seat_fields, hall_fields},
    {POST, "/v1/Hall",      MAY_BILL,           WRITES, NULL, "Make a hall",   seat_fields, hall_fields},
    {POST, "/v1/Room",      MAY_BILL,           WRITES, NULL, "The same",      seat_fields, hall_fields},
    {GET,  "/v1/Nothing",   MAY_READ_USAGE,     READS,  NULL, "Without words", NULL,        NULL       },
};
static const struct face face = {.name = "test", .routes = routes, .count = COUNT_OF(routes)};
static const struct face *const faces[] = {&face};

static const char operations[] = "# A comment.\n"
                                 "== every operation\n"
                                 "422 Error.Bad It is bad.\n"
                                 "= Halls and rooms\n"
                                 "Where people\n"
                                 "sit.\n"
                                 "\n"
                                 "== POST /v1/Hall\n"
                                 "gives new Hall\n"
                                 "needs Label\n"
                                 "query Amount\n"
                                 "whose ReferenceOwner\n"
                                 "also POST /v1/Room\n"
                                 "First.\n"
                                 "\n"
                                 "Second.\n"
                                 "409 Error.Full No room.\n"
                                 ". POST /v1/Nobody {}\n"
                                 "> POST /v1/Hall\n"
                                 "> {\"Label\": \"A\",\n"
                                 ">  \"Amount\": 1}\n"
                                 "< 201\n"
                                 "< {\"Seats\": []}\n"
                                 "\n"
                                 "== GET /v1/Hall/{id}\n"
                                 "gives perhaps Hall\n"
                                 "\n"
                                 "== GET /v1/Halls\n"
                                 "gives page of Hall\n"
                                 "\n"
                                 "== DELETE /v1/Gone\n"
                                 "No route has it.\n"
                                 "= Empty\n"
                                 "== GET /v1/Gone\n";

static const char words[] = "# A comment.\n"
                            "Label: What it\n"
                            " is called.\n"
                            "Hall.Seats.Label: Painted on it: A1.\n"
                            "postHall.Amount: What it costs.\n";

static struct reference *small_reference(struct arena *arena)
{
    const struct reference_source source = {faces, 1, operations, words};

    return reference_new(arena, &source);
}

static const struct reference_operation *operation_at(const struct reference *reference,
                                                      size_t group, size_t index)
{
    return *LIST_AT(LIST_AT(reference->groups, struct reference_group, group)->operations,
                    struct reference_operation *, index);
}

static void blocks_meet_their_routes(void **state)
{
    struct arena *arena = arena_new();
    const struct reference *reference = small_reference(arena);
    const struct reference_group *group = LIST_AT(reference->groups, struct reference_group, 0);
    const struct reference_operation *post = operation_at(reference, 0, 0);

    (void)state;
    EXPECT_INTEGER("the empty group is gone, one is made for what has no block", 2,
                   (int64_t)reference->groups.count);
    EXPECT_TEXT("its id", "halls-and-rooms", group->id);
    EXPECT_TEXT("its words", "Where people sit.",
                LIST_AT(group->paragraphs, struct reference_paragraph, 0)->text);
    EXPECT_INTEGER("a block without a route is left out", 3, (int64_t)group->operations.count);
    EXPECT_TEXT("the order of the blocks", "postHall", post->id);
    EXPECT_TEXT("a path's part", "getHallById", operation_at(reference, 0, 1)->id);
    EXPECT_TEXT("no block", "getNothing", operation_at(reference, 1, 0)->id);
    EXPECT_TEXT("the permission", "billing:write", post->permission);
    EXPECT_INTEGER("paragraphs", 2, (int64_t)post->paragraphs.count);
    EXPECT_INTEGER("refusals", 1, (int64_t)post->refusals.count);
    EXPECT_INTEGER("refusals of all", 1, (int64_t)reference->refusals.count);
    EXPECT_TRUE("an older name", LIST_AT(reference->rows, struct reference_row, 3)->is_alias);
    EXPECT_TEXT("the command",
                "curl -su $KEYS \"$TACITE/v1/Hall\" \\\n  -d '{\"Label\": \"A\",\n \"Amount\": 1}'",
                post->curl);
    EXPECT_INTEGER("the status", 201, post->status);
    EXPECT_TEXT("the answer", "{\"Seats\": []}", post->answer);
    arena_free(arena);
}

static void fields_find_their_words(void **state)
{
    struct arena *arena = arena_new();
    const struct reference *reference = small_reference(arena);
    const struct reference_operation *post = operation_at(reference, 0, 0);
    const struct reference_object *hall = LIST_AT(reference->objects, struct reference_object, 0);
    const struct reference_field *parameters = post->parameters.items;

    (void)state;
    EXPECT_TEXT("whom it is about comes first", "ReferenceOwner", parameters[0].name);
    EXPECT_TEXT("for all", "What it is called.", parameters[1].description);
    EXPECT_TRUE("needed", parameters[1].is_needed);
    EXPECT_TEXT("for one operation", "What it costs.", parameters[2].description);
    EXPECT_TEXT("an amount", "amount", parameters[2].type);
    EXPECT_TEXT("choices", "Row, Box", parameters[4].type);
    EXPECT_TEXT("nobody wrote it", NULL, parameters[4].description);
    EXPECT_TEXT("one object", "Hall", hall->name);
    EXPECT_INTEGER("named once", 1, (int64_t)reference->objects.count);
    EXPECT_TEXT("inside", "Seats.Label", LIST_AT(hall->fields, struct reference_field, 1)->name);
    EXPECT_TEXT("for one object", "Painted on it: A1.",
                LIST_AT(hall->fields, struct reference_field, 1)->description);
    arena_free(arena);
}

static void the_document_says_what_the_tables_say(void **state)
{
    static const struct openapi_form forms[] = {
        {"links", "{\"type\":\"array\"}"}
    };
    static const struct openapi_options options = {
        .title = "Halls",
        .version = "1",
        .description = "D",
        .error = error_fields,
        .page = page_fields,
        .forms = forms,
        .form_count = COUNT_OF(forms),
    };
    static const char *const parts[] = {
        "{\"openapi\":\"3.1.0\",",
        "\"Label\":{\"description\":\"What it is called.\",\"type\":\"string\",\"maxLength\":20}",
        "\"Label\":{\"description\":\"Painted on it: A1.\",\"type\":\"string\"}",
        "\"Unit\":{\"type\":\"string\",\"enum\":[\"Row\",\"Box\"]}",
        "\"DateSold\":{\"type\":\"string\",\"format\":\"date-time\"}",
        "\"Links\":{\"type\":\"array\"}",
        "\"required\":[\"Label\"]",
        "{\"name\":\"Amount\",\"in\":\"query\",\"description\":\"What it costs.\"",
        "{\"name\":\"id\",\"in\":\"path\",\"required\":true,",
        "\"409\":{\"description\":\"Error.Full: No room.\"",
        "\"x-codes\":[\"Error.Full\"]",
        "\"422\":{\"$ref\":\"#/components/responses/422\"}",
        "\"example\":{\"Label\": \"A\",",
        "\"deprecated\":true",
        "\"x-permission\":\"billing:write\"",
        "\"Items\":{\"description\":\"What is on the page.\",\"type\":\"array\",",
    };
    struct arena *arena = arena_new();
    struct text text = {.arena = arena};

    (void)state;
    openapi_write(&text, small_reference(arena), &options);
    FOR_EACH_CASE(part, parts)
        EXPECT_TRUE(*part, strstr(text_done(&text), *part) != NULL);
    EXPECT_TRUE("no example of an older name",
                !strstr(strstr(text.at, "\"deprecated\""), "\"example\""));
    arena_free(arena);
}

/* The program's own words: a route without a block, or a field without a line, is named here. */
static void nothing_of_the_program_is_without_words(void **state)
{
    struct arena *arena = arena_new();
    const struct reference *reference = reference_of_program(arena);

    (void)state;
    for (size_t i = 0; i < reference->groups.count; i++) {
        const struct reference_group *group = LIST_AT(reference->groups, struct reference_group, i);

        EXPECT_TRUE(group->name, strcmp(group->name, "Other operations") != 0);
        for (size_t j = 0; j < group->operations.count; j++) {
            const struct reference_operation *operation = operation_at(reference, i, j);

            for (size_t k = 0; k < operation->parameters.count; k++) {
                const struct reference_field *field =
                    LIST_AT(operation->parameters, struct reference_field, k);

                EXPECT_TRUE(arena_printf(arena, "%s of %s", field->name, operation->id),
                            field->description != NULL);
            }
            EXPECT_TRUE(operation->id, operation->sent_method != NULL);
        }
    }
    for (size_t i = 0; i < reference->objects.count; i++) {
        const struct reference_object *object =
            LIST_AT(reference->objects, struct reference_object, i);

        for (size_t j = 0; j < object->fields.count; j++) {
            const struct reference_field *field =
                LIST_AT(object->fields, struct reference_field, j);

            EXPECT_TRUE(arena_printf(arena, "%s.%s", object->name, field->name),
                        field->description != NULL);
        }
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_meet_their_routes),
        cmocka_unit_test(fields_find_their_words),
        cmocka_unit_test(the_document_says_what_the_tables_say),
        cmocka_unit_test(nothing_of_the_program_is_without_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
