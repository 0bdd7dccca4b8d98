#include "base/field.h"

#include "base/count.h"
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
    const char *name, *metadata;
    int64_t amount, flag;
    bool is_on;
    struct decimal price;
    struct quantity quantity;
    struct instant date;
    struct bytes hash;
    int colour;
    struct inside inside;
    struct list parts;
};

static const struct field thing_fields[] = {
    FIELD_LIMITED(thing, name, 20),
    FIELD_JSON_OF(thing, metadata),
    FIELD(thing, amount),
    FIELD_FLAG_OF(thing, flag),
    FIELD(thing, is_on),
    FIELD(thing, price),
    FIELD(thing, quantity),
    FIELD(thing, date),
    FIELD(thing, hash),
    FIELD_CHOICE_OF(thing, colour, colours),
    FIELD_RECORD_OF(thing, inside, inside_fields),
    FIELD_LIST_OF(thing, parts, inside_fields, inside),
    FIELDS_END,
};

/* Nothing is absent, though much of it is zero. */
static struct thing full_thing(void)
{
    static struct inside part = {"part", 1};
    struct thing thing = {.name = "name", .metadata = "{}", .is_on = true, .colour = 2};

    thing.date = (struct instant){5};
    thing.hash = (struct bytes){"ab", 2};
    thing.inside = (struct inside){"note", 3};
    thing.parts = (struct list){&part, 1};
    return thing;
}

static void the_kind_follows_the_member(void **state)
{
    static const struct {
        const char *name;
        enum field_kind kind;
    } cases[] = {
        {"name",     FIELD_TEXT    },
        {"metadata", FIELD_JSON    },
        {"amount",   FIELD_INTEGER },
        {"flag",     FIELD_FLAG    },
        {"is_on",    FIELD_BOOLEAN },
        {"price",    FIELD_DECIMAL },
        {"quantity", FIELD_QUANTITY},
        {"date",     FIELD_INSTANT },
        {"hash",     FIELD_BYTES   },
        {"colour",   FIELD_CHOICE  },
        {"inside",   FIELD_RECORD  },
        {"parts",    FIELD_LIST    },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->name, one->kind, field_named(thing_fields, one->name)->kind);
    assert_null(field_named(thing_fields, "Name"));
    EXPECT_INTEGER("a limit", 20, (int64_t)field_named(thing_fields, "name")->size);
}

static void cleared_fields_are_absent_but_for_truths_and_records(void **state)
{
    struct thing thing = full_thing();

    (void)state;
    for (const struct field *field = thing_fields; field->kind != FIELD_END; field++)
        EXPECT_TRUE(field->name, !field_is_absent(field, &thing));
    fields_clear(thing_fields, &thing);
    for (const struct field *field = thing_fields; field->kind != FIELD_END; field++)
        EXPECT_INTEGER(field->name, field->kind != FIELD_BOOLEAN && field->kind != FIELD_RECORD,
                       field_is_absent(field, &thing));
    EXPECT_TRUE("a truth is false", !thing.is_on);
    EXPECT_TRUE("a record is cleared inside", !thing.inside.note);
    EXPECT_INTEGER("a record is cleared inside", NONE, thing.inside.count);
}

static void merging_takes_only_what_is_present(void **state)
{
    struct thing into = full_thing(), from, before = full_thing();

    (void)state;
    fields_clear(thing_fields, &from);
    from.is_on = true; /* a truth is never absent */
    fields_merge(thing_fields, &into, &from);
    EXPECT_TRUE("nothing was given", fields_equal(thing_fields, &into, &before));
    from.name = "new";
    from.amount = 12;
    from.colour = 1;
    from.date = (struct instant){9};
    from.inside.count = 4;
    fields_merge(thing_fields, &into, &from);
    EXPECT_TEXT("given", "new", into.name);
    EXPECT_INTEGER("given", 12, into.amount);
    EXPECT_INTEGER("given", 1, into.colour);
    EXPECT_INTEGER("given", 9, into.date.micros);
    EXPECT_TEXT("not given, inside", "note", into.inside.note);
    EXPECT_INTEGER("given, inside", 4, into.inside.count);
    EXPECT_TEXT("not given", "{}", into.metadata);
    EXPECT_INTEGER("not given", 2, (int64_t)into.hash.size);
}

static void equal_means_every_field(void **state)
{
    struct thing a = full_thing(), b = full_thing();
    char name[] = "name", hash[] = "ab";

    (void)state;
    b.name = name; /* the same text in another place */
    b.hash.at = hash;
    EXPECT_TRUE("copies", fields_equal(thing_fields, &a, &b));
    b.name = NULL;
    EXPECT_TRUE("one text is absent", !fields_equal(thing_fields, &a, &b));
    b = a;
    b.hash = (struct bytes){"ac", 2};
    EXPECT_TRUE("other bytes", !fields_equal(thing_fields, &a, &b));
    b = a;
    b.price.micros = NONE;
    EXPECT_TRUE("zero is not absent", !fields_equal(thing_fields, &a, &b));
    b = a;
    b.is_on = false;
    EXPECT_TRUE("another truth", !fields_equal(thing_fields, &a, &b));
    b = a;
    b.inside.count = 99;
    b.parts.count = 0;
    EXPECT_TRUE("records and lists are not compared", fields_equal(thing_fields, &a, &b));
}

static void choices_are_found_by_their_exact_name(void **state)
{
    static const struct {
        const char *name;
        int index;
    } cases[] = {
        {"Red",   1},
        {"Green", 2},
        {"green", 0},
        {"Blue",  0},
        {"",      0},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->name, one->index, choice_named(colours, one->name));
}

static void items_are_found_by_id(void **state)
{
    static struct {
        int64_t id;
        const char *name;
    } things[] = {
        {3,  "three" },
        {5,  "five"  },
        {12, "twelve"},
    };
    const struct list list = {things, COUNT_OF(things)}, none = {0};

    (void)state;
    for (size_t i = 0; i < COUNT_OF(things); i++)
        EXPECT_TRUE(things[i].name, list_find(&list, sizeof *things, things[i].id) == &things[i]);
    EXPECT_TRUE("between", !list_find(&list, sizeof *things, 4));
    EXPECT_TRUE("behind", !list_find(&list, sizeof *things, 13));
    EXPECT_TRUE("in none", !list_find(&none, sizeof *things, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_follows_the_member),
        cmocka_unit_test(cleared_fields_are_absent_but_for_truths_and_records),
        cmocka_unit_test(merging_takes_only_what_is_present),
        cmocka_unit_test(equal_means_every_field),
        cmocka_unit_test(choices_are_found_by_their_exact_name),
        cmocka_unit_test(items_are_found_by_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
