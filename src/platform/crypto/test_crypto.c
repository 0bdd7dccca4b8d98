#include "platform/crypto/crypto.h"

#include <string.h>

#include "unit/cases.h"

static int start(void **state)
{
    (void)state;
    crypto_start();
    return 0;
}

/* The examples of FIPS 180-2, and of the empty text. */
static void digests_are_those_of_the_standard(void **state)
{
    static const struct {
        const char *text, *hash;
    } cases[] = {
        {"",                                                         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc",                                                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"                                                            },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct arena *arena = arena_new();
        uint8_t hash[SHA256_SIZE];

        sha256(one->text, strlen(one->text), hash);
        EXPECT_TEXT(one->text, one->hash, hex(arena, hash, sizeof hash));
        arena_free(arena);
    }
}

static void pieces_are_hashed_as_if_they_were_one(void **state)
{
    static const struct bytes pieces[] = {
        {"a",  1},
        {"",   0},
        {"bc", 2},
    };
    uint8_t whole[SHA256_SIZE], hash[SHA256_SIZE];

    (void)state;
    sha256("abc", 3, whole);
    sha256_pieces(pieces, COUNT_OF(pieces), hash);
    assert_memory_equal(whole, hash, sizeof hash);
}

static void random_text_is_long_and_new_each_time(void **state)
{
    struct arena *arena = arena_new();
    const char *first = random_hex(arena, 16), *second = random_hex(arena, 16);

    (void)state;
    EXPECT_INTEGER("its length", 32, (int64_t)strlen(first));
    EXPECT_INTEGER("hexadecimal only", 32, (int64_t)strspn(first, "0123456789abcdef"));
    EXPECT_TRUE("never the same", strcmp(first, second) != 0);
    arena_free(arena);
}

static void comparison_sees_every_byte(void **state)
{
    (void)state;
    EXPECT_TRUE("the same", equal_in_constant_time("abc", "abc", 3));
    EXPECT_TRUE("nothing", equal_in_constant_time("a", "b", 0));
    EXPECT_TRUE("the first byte", !equal_in_constant_time("abc", "xbc", 3));
    EXPECT_TRUE("the last byte", !equal_in_constant_time("abc", "abx", 3));
}

static const uint8_t key[SEAL_KEY_SIZE] = "0123456789abcdef0123456789abcde";

static void what_was_sealed_opens_in_its_place(void **state)
{
    static const char *const texts[] = {"", "a", "IBAN FR76 3000 6000 0112 3456 7890 189"};

    (void)state;
    FOR_EACH_CASE(text, texts) {
        struct arena *arena = arena_new();
        struct bytes sealed =
            seal(arena, key, "1/customers/7", (struct bytes){*text, strlen(*text)});
        struct bytes open;

        EXPECT_TRUE(*text, unseal(arena, key, "1/customers/7", sealed, &open));
        EXPECT_INTEGER(*text, (int64_t)strlen(*text), (int64_t)open.size);
        EXPECT_INTEGER(*text, 0, memcmp(*text, open.at, open.size));
        arena_free(arena);
    }
}

static void the_same_text_is_sealed_differently_each_time(void **state)
{
    struct arena *arena = arena_new();
    struct bytes first = seal(arena, key, "place", (struct bytes){"secret", 6});
    struct bytes second = seal(arena, key, "place", (struct bytes){"secret", 6});

    (void)state;
    EXPECT_INTEGER("the same size", (int64_t)first.size, (int64_t)second.size);
    EXPECT_TRUE("other bytes", memcmp(first.at, second.at, first.size) != 0);
    arena_free(arena);
}

static void nothing_opens_elsewhere_or_changed(void **state)
{
    struct arena *arena = arena_new();
    struct bytes sealed = seal(arena, key, "1/customers/7", (struct bytes){"secret", 6}), open;
    uint8_t other_key[SEAL_KEY_SIZE];

    (void)state;
    memcpy(other_key, key, sizeof key);
    other_key[31] ^= 1;
    EXPECT_TRUE("another place", !unseal(arena, key, "1/customers/8", sealed, &open));
    EXPECT_TRUE("another key", !unseal(arena, other_key, "1/customers/7", sealed, &open));
    for (size_t size = 0; size < sealed.size; size++)
        EXPECT_TRUE("cut short",
                    !unseal(arena, key, "1/customers/7", (struct bytes){sealed.at, size}, &open));
    for (size_t bit = 0; bit < sealed.size * 8; bit++) {
        uint8_t *changed = (uint8_t *)arena_copy_bytes(arena, sealed.at, sealed.size);

        changed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        EXPECT_TRUE("one bit", !unseal(arena, key, "1/customers/7",
                                       (struct bytes){changed, sealed.size}, &open));
    }
    arena_free(arena);
}

static void passwords_are_kept_as_something_else(void **state)
{
    struct arena *arena = arena_new();
    const char *hash = password_hash(arena, "correct horse");

    (void)state;
    EXPECT_TRUE("how", strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31) == 0);
    EXPECT_TRUE("the right one", password_is(hash, "correct horse"));
    EXPECT_TRUE("another", !password_is(hash, "Correct horse"));
    EXPECT_TRUE("there is none", !password_is(NULL, "correct horse"));
    EXPECT_TRUE("a salt of its own", strcmp(hash, password_hash(arena, "correct horse")) != 0);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_standard),
        cmocka_unit_test(pieces_are_hashed_as_if_they_were_one),
        cmocka_unit_test(random_text_is_long_and_new_each_time),
        cmocka_unit_test(comparison_sees_every_byte),
        cmocka_unit_test(what_was_sealed_opens_in_its_place),
        cmocka_unit_test(the_same_text_is_sealed_differently_each_time),
        cmocka_unit_test(nothing_opens_elsewhere_or_changed),
        cmocka_unit_test(passwords_are_kept_as_something_else),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
