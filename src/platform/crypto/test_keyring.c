#include "platform/crypto/keyring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/cases.h"

/* 2026-01-31 and a year later. */
#define A_DAY      ((struct instant){SECONDS(INT64_C(1769850000))})
#define A_DAY_LATE ((struct instant){SECONDS(INT64_C(1801386000))})

struct place {
    struct arena *arena;
    const char *folder, *path;
};

static int place_make(void **state)
{
    struct arena *arena = arena_new();
    struct place *place = ARENA_NEW(arena, struct place);

    crypto_start();
    place->arena = arena;
    place->folder = mkdtemp(arena_copy(arena, "/tmp/tacite-keyring-XXXXXX"));
    assert_non_null(place->folder);
    place->path = arena_printf(arena, "%s/keys", place->folder);
    *state = place;
    return 0;
}

static int place_remove(void **state)
{
    struct place *place = *state;

    unlink(place->path);
    EXPECT_INTEGER("no other file was left", 0, rmdir(place->folder));
    arena_free(place->arena);
    return 0;
}

static const struct keyring *read_it(struct place *place)
{
    const struct keyring *keyring = NULL;
    const char *why = "";

    if (keyring_read(place->path, place->arena, &keyring, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
    return keyring;
}

static void write_it(struct place *place, const char *text)
{
    FILE *file = fopen(place->path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    assert_int_equal(0, chmod(place->path, 0600));
}

static const char *text_of_file(struct place *place)
{
    char *text = arena_alloc(place->arena, 4096);
    FILE *file = fopen(place->path, "r");

    assert_non_null(file);
    assert_true(fread(text, 1, 4095, file) > 0);
    fclose(file);
    return text;
}

static void make_it(struct place *place)
{
    const char *why = "";

    if (keyring_create(place->path, A_DAY, place->arena, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
}

static void a_new_file_holds_one_key_for_its_owner(void **state)
{
    struct place *place = *state;
    const struct keyring *keyring;
    struct stat status;
    const char *why;

    make_it(place);
    assert_int_equal(0, stat(place->path, &status));
    EXPECT_INTEGER("mode", 0600, status.st_mode & 07777);
    keyring = read_it(place);
    EXPECT_INTEGER("keys", 1, (int64_t)keyring->count);
    EXPECT_TEXT("date", "2026-01-31", keyring_current(keyring)->date);
    EXPECT_TRUE("found by id", keyring_find(keyring, keyring_current(keyring)->id));
    EXPECT_TRUE("no other", !keyring_find(keyring, "0000000000000000"));
    EXPECT_INTEGER("a second time", ERR_CONFLICT,
                   keyring_create(place->path, A_DAY, place->arena, &why));
    EXPECT_TEXT("the first key is still there", keyring_current(keyring)->id,
                keyring_current(read_it(place))->id);
}

static void keys_are_added_and_dropped(void **state)
{
    struct place *place = *state;
    const struct keyring *before, *after;
    const char *why;

    make_it(place);
    before = read_it(place);
    EXPECT_INTEGER("add", OK, keyring_add(before, A_DAY_LATE, place->arena, &why));
    after = read_it(place);
    EXPECT_INTEGER("both", 2, (int64_t)after->count);
    EXPECT_TRUE("the old one opens", keyring_find(after, keyring_current(before)->id));
    EXPECT_TRUE("the new one is current",
                strcmp(keyring_current(after)->id, keyring_current(before)->id) != 0);
    EXPECT_TEXT("date", "2027-01-31", keyring_current(after)->date);
    EXPECT_INTEGER("with what was read before", ERR_CONFLICT,
                   keyring_drop_old(before, place->arena, &why));
    EXPECT_INTEGER("drop", OK, keyring_drop_old(after, place->arena, &why));
    EXPECT_INTEGER("one", 1, (int64_t)read_it(place)->count);
    EXPECT_TEXT("the new one", keyring_current(after)->id, keyring_current(read_it(place))->id);
}

static void open_files_are_refused(void **state)
{
    static const struct {
        const char *when;
        mode_t mode;
        enum err expected;
    } cases[] = {
        {"its owner's",           0600, OK           },
        {"read only",             0400, OK           },
        {"the group may read",    0640, ERR_FORBIDDEN},
        {"others may read",       0604, ERR_FORBIDDEN},
        {"everybody may write",   0622, ERR_FORBIDDEN},
        {"the group may execute", 0610, ERR_FORBIDDEN},
    };
    struct place *place = *state;

    make_it(place);
    FOR_EACH_CASE(one, cases) {
        const struct keyring *keyring;
        const char *why = "chmod 600";

        assert_int_equal(0, chmod(place->path, one->mode));
        EXPECT_INTEGER(one->when, one->expected,
                       keyring_read(place->path, place->arena, &keyring, &why));
        EXPECT_TRUE(one->when, strstr(why, "chmod 600"));
    }
}

static void a_missing_file_is_said(void **state)
{
    struct place *place = *state;
    const struct keyring *keyring;
    const char *why = "";

    EXPECT_INTEGER("missing", ERR_NOT_FOUND,
                   keyring_read(place->path, place->arena, &keyring, &why));
    EXPECT_TRUE("by name", strstr(why, place->path) && strstr(why, "missing"));
}

static void damaged_files_are_refused(void **state)
{
    struct place *place = *state;
    const char *good, *id, *digits;

    make_it(place);
    good = text_of_file(place);
    id = arena_copy_bytes(place->arena, good, 16);
    digits = arena_copy_bytes(place->arena, good + 17, 64);
    {
        const struct {
            const char *when, *text;
        } cases[] = {
            {"empty",                    ""                                  },
            {                                                            "an empty line",                                                                "\n"                                              },
            {                                             "something else",                                                                 "PRIVATE KEY\n"             },
            {                                                                       "no date",                                                                                                                                              arena_printf(place->arena, "%s %s\n", id, digits)},
            { "not a date",                                                                            arena_printf(place->arena,                                        "%s %s 2026-02-30\n", id, digits)},
            {                                                                                                     "the id of another key",
             arena_printf(place->arena,                                              "0123456789abcdef %s 2026-01-31\n", digits)},
            {                                                              "a key cut short", arena_printf(place->arena,                                                       "%s %.62s 2026-01-31\n", id, digits)},
            {                                                                                          "a key that is no number",
             arena_printf(place->arena,                                                     "%s %.62szz 2026-01-31\n", id, digits)},
            {                                                                                                                "something behind it",
             arena_printf(place->arena,                                   "%s %s 2026-01-31 more\n", id, digits)},
            {                                                     "a second line that is none",                                                                                                                                   arena_printf(place->arena,                           "%smore\n", good)},
        };

        FOR_EACH_CASE(one, cases) {
            const struct keyring *keyring;
            const char *why = "";

            write_it(place, one->text);
            EXPECT_INTEGER(one->when, ERR_MALFORMED,
                           keyring_read(place->path, place->arena, &keyring, &why));
            EXPECT_TRUE(one->when, strstr(why, "damaged"));
            EXPECT_TRUE("nothing of a key is said",
                        !strstr(why, arena_copy_bytes(place->arena, digits, 16)));
        }
    }
    write_it(place, arena_copy_bytes(place->arena, good, strlen(good) - 1));
    EXPECT_INTEGER("without the last end of line", 1, (int64_t)read_it(place)->count);
}

static void signatures_are_for_one_purpose(void **state)
{
    struct place *place = *state;
    const struct sealing_key *key;
    uint8_t a[SHA256_SIZE], b[SHA256_SIZE];

    make_it(place);
    key = keyring_current(read_it(place));
    keyring_sign(key, "one", "text", 4, a);
    keyring_sign(key, "one", "text", 4, b);
    EXPECT_TRUE("the same again", equal_in_constant_time(a, b, sizeof a));
    keyring_sign(key, "other", "text", 4, b);
    EXPECT_TRUE("another purpose", !equal_in_constant_time(a, b, sizeof a));
    keyring_sign(key, "one", "texT", 4, b);
    EXPECT_TRUE("another text", !equal_in_constant_time(a, b, sizeof a));
}

int main(void)
{
#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        WITH_PLACE(a_new_file_holds_one_key_for_its_owner),
        WITH_PLACE(keys_are_added_and_dropped),
        WITH_PLACE(open_files_are_refused),
        WITH_PLACE(a_missing_file_is_said),
        WITH_PLACE(damaged_files_are_refused),
        WITH_PLACE(signatures_are_for_one_purpose),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
