#include "domain/accounts/secret.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "domain/accounts/business.h"
#include "platform/db/db.h"
#include "platform/log/log.h"
#include "sql.h"
#include "unit/scratch.h"

#define IBAN "FR7630006000011234567890189"

/* A business of its own, in a transaction that is still open. */
static struct scratch *scratch_with_business(void **state, struct business *business)
{
    struct scratch *scratch = scratch_of(state);

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    assert_int_equal(
        OK, business_create(&scratch->ctx,
                            &(struct new_business){.name = "Telescopes Martin", .rate_tax = NONE},
                            business));
    return scratch;
}

static const char *last_failure(const struct ctx *ctx)
{
    const struct failure *failure = ctx->failures;

    while (failure && failure->next)
        failure = failure->next;
    return failure ? failure->message : "";
}

static int64_t audit_rows(struct ctx *ctx, const char *action, const char *pattern)
{
    int64_t count = -1;

    assert_int_equal(OK,
                     db_number(ctx, &sql_test_audit_like, ARGS(ARG(action), ARG(pattern)), &count));
    return count;
}

static void a_value_comes_back_and_goes(void **state)
{
    struct business business;
    struct ctx *ctx = &scratch_with_business(state, &business)->ctx;
    const char *value;

    EXPECT_INTEGER("never set", ERR_NOT_FOUND,
                   secret_get(ctx, "businesses", business.id, "smtp_password", &value));
    EXPECT_INTEGER("put", OK, secret_put(ctx, "businesses", business.id, "smtp_password", "first"));
    EXPECT_INTEGER("put again", OK,
                   secret_put(ctx, "businesses", business.id, "smtp_password", "s\xc3\xa9same"));
    EXPECT_INTEGER("get", OK, secret_get(ctx, "businesses", business.id, "smtp_password", &value));
    EXPECT_TEXT("the last one", "s\xc3\xa9same", value);
    EXPECT_INTEGER("delete", OK, secret_delete(ctx, "businesses", business.id, "smtp_password"));
    EXPECT_INTEGER("gone", ERR_NOT_FOUND,
                   secret_get(ctx, "businesses", business.id, "smtp_password", &value));
    EXPECT_INTEGER("delete again", ERR_NOT_FOUND,
                   secret_delete(ctx, "businesses", business.id, "smtp_password"));
    EXPECT_INTEGER("each put is in the audit", 2, audit_rows(ctx, "Secret.Put", "%smtp_password%"));
    EXPECT_INTEGER("and the deletion", 1, audit_rows(ctx, "Secret.Delete", "%smtp_password%"));
    EXPECT_INTEGER("but no value", 0, audit_rows(ctx, "Secret.Put", "%first%"));
}

static void a_business_begins_with_two(void **state)
{
    struct business business;
    struct ctx *ctx = &scratch_with_business(state, &business)->ctx;
    const char *portal, *webhook;
    struct segment segment;

    assert_int_equal(OK, segment_choose(ctx, NULL, &segment));
    EXPECT_INTEGER("portal", OK, secret_get(ctx, "segments", segment.id, "portal_secret", &portal));
    EXPECT_INTEGER("webhook", OK,
                   secret_get(ctx, "businesses", business.id, "webhook_secret", &webhook));
    EXPECT_INTEGER("long enough", 64, (int64_t)strlen(portal));
    EXPECT_INTEGER("long enough", 64, (int64_t)strlen(webhook));
    EXPECT_TRUE("not the same", strcmp(portal, webhook) != 0);
}

static void a_person_names_them(void **state)
{
    struct business business;
    struct ctx *ctx = &scratch_with_business(state, &business)->ctx;
    struct list sellers, entries;
    const char *value;

    EXPECT_INTEGER("the default seller's", OK, secret_set(ctx, "seller.iban", NULL, IBAN));
    EXPECT_INTEGER("the same by name", OK,
                   secret_set(ctx, "seller.iban", "Telescopes Martin", IBAN));
    EXPECT_INTEGER("a segment's", OK, secret_set(ctx, "segment.portal", "default", "portal"));
    EXPECT_INTEGER("nobody's", ERR_NOT_FOUND, secret_set(ctx, "seller.iban", "Nobody", IBAN));
    EXPECT_INTEGER("of no such name", ERR_INVALID, secret_set(ctx, "seller.pin", NULL, "1234"));
    EXPECT_TRUE("which there are", strstr(last_failure(ctx), "seller.iban, segment.portal"));
    EXPECT_INTEGER("empty", ERR_INVALID, secret_set(ctx, "seller.iban", NULL, " "));
    assert_int_equal(OK, seller_list(ctx, &sellers));
    EXPECT_INTEGER(
        "get", OK,
        secret_get(ctx, "sellers", LIST_AT(sellers, struct seller, 0)->id, "iban", &value));
    EXPECT_TEXT("iban", IBAN, value);
    assert_int_equal(OK, secret_list(ctx, &entries));
    EXPECT_INTEGER("listed", 3, (int64_t)entries.count);
    EXPECT_TEXT("name", "business.webhook", LIST_AT(entries, struct secret_entry, 0)->name);
    EXPECT_TEXT("whose", "Telescopes Martin", LIST_AT(entries, struct secret_entry, 0)->of);
    EXPECT_TEXT("name", "segment.portal", LIST_AT(entries, struct secret_entry, 1)->name);
    EXPECT_TEXT("whose", "default", LIST_AT(entries, struct secret_entry, 1)->of);
    EXPECT_TEXT("name", "seller.iban", LIST_AT(entries, struct secret_entry, 2)->name);
    EXPECT_INTEGER("unset", OK, secret_unset(ctx, "seller.iban", NULL));
    EXPECT_INTEGER("unset again", ERR_NOT_FOUND, secret_unset(ctx, "seller.iban", NULL));
}

/* The sealed webhook secret, carried to another place or damaged, and then asked for there. */
static void a_moved_or_changed_row_does_not_open(void **state)
{
    static const struct {
        const char *when, *change;
        int64_t business_offset, row_offset;
        const char *column;
    } cases[] = {
        {"another column",                "column_name = 'smtp_password'",                  0, 0, "smtp_password" },
        {"another row",                   "row_id = row_id + 1",                            0, 1, "webhook_secret"},
        {"another business",              "id_business = id_business + 1",                  1, 0, "webhook_secret"},
        {"cut to nothing",                "sealed = /*sqlite x'00' */ /*pg '\\x00' */",     0, 0, "webhook_secret"},
        {"one that was sealed elsewhere",
         "sealed = (SELECT o.sealed FROM secrets o WHERE o.column_name = 'portal_secret')", 0, 0,
         "webhook_secret"                                                                                         },
    };
    struct business business;
    struct scratch *scratch = scratch_with_business(state, &business);

    FOR_EACH_CASE(one, cases) {
        struct ctx ctx = scratch->ctx;
        const char *value;

        assert_int_equal(OK, db_savepoint(&ctx));
        scratch_script(scratch, arena_printf(scratch->arena,
                                             "UPDATE secrets SET %s"
                                             " WHERE column_name = 'webhook_secret'",
                                             one->change));
        ctx.id_business += one->business_offset;
        EXPECT_INTEGER(
            one->when, ERR_FAILED,
            secret_get(&ctx, "businesses", business.id + one->row_offset, one->column, &value));
        EXPECT_TRUE(one->when, strstr(last_failure(&ctx), "moved here"));
        assert_int_equal(OK, db_savepoint_undo(&ctx));
        assert_int_equal(OK, db_savepoint_release(&ctx));
    }
}

/* keys --------------------------------------------------------------------------------------------
 */

/* Adds a key to the file and reads it as the next start of the program would. */
static void add_key(struct scratch *scratch)
{
    const char *why = "";

    if (keyring_add(scratch->ctx.keyring, scratch->ctx.machine_now, scratch->arena, &why) != OK ||
        keyring_read(scratch->ctx.keyring->path, scratch->arena, &scratch->ctx.keyring, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
}

static void rotation_seals_everything_anew(void **state)
{
    struct business business;
    struct scratch *scratch = scratch_with_business(state, &business);
    struct ctx *ctx = &scratch->ctx;
    const struct keyring *before = ctx->keyring;
    const char *value, *why = "";
    int64_t count = -1;

    EXPECT_INTEGER("put", OK, secret_set(ctx, "seller.iban", NULL, IBAN));
    EXPECT_INTEGER("nothing to do", OK, secret_rotate_batch(ctx, &count));
    EXPECT_INTEGER("nothing to do", 0, count);
    add_key(scratch);
    EXPECT_INTEGER("with the old key", OK, secret_count_old(ctx, &count));
    EXPECT_INTEGER("all three", 3, count);
    EXPECT_INTEGER("still opens", OK,
                   secret_get(ctx, "businesses", business.id, "webhook_secret", &value));
    EXPECT_INTEGER("rotate", OK, secret_rotate_batch(ctx, &count));
    EXPECT_INTEGER("all three", 3, count);
    EXPECT_INTEGER("rotate again", OK, secret_rotate_batch(ctx, &count));
    EXPECT_INTEGER("none left", 0, count);
    EXPECT_INTEGER("with the old key", OK, secret_count_old(ctx, &count));
    EXPECT_INTEGER("none left", 0, count);
    EXPECT_INTEGER("in the audit", 1, audit_rows(ctx, "Secret.Rotate", "%\"Count\":3%"));
    EXPECT_INTEGER("drop the old key", OK, keyring_drop_old(ctx->keyring, scratch->arena, &why));
    EXPECT_INTEGER("read", OK, keyring_read(before->path, scratch->arena, &ctx->keyring, &why));
    EXPECT_INTEGER("opens", OK,
                   secret_get(ctx, "businesses", business.id, "webhook_secret", &value));
    ctx->keyring = before;
    EXPECT_INTEGER("but not with the old key", ERR_FAILED,
                   secret_get(ctx, "businesses", business.id, "webhook_secret", &value));
    EXPECT_TRUE("why", strstr(last_failure(ctx), "not in the key file"));
}

static void a_key_file_must_fit_the_database(void **state)
{
    struct business business;
    struct scratch *scratch = scratch_with_business(state, &business);
    struct ctx *ctx = &scratch->ctx;
    const char *path = ctx->keyring->path, *value, *why;
    const char *other = arena_printf(scratch->arena, "%s/other", scratch->folder);

    EXPECT_INTEGER("the right one", OK, secret_open_keyring(ctx, path, false));
    EXPECT_INTEGER("missing", ERR_CONFLICT, secret_open_keyring(ctx, other, true));
    EXPECT_TRUE("why", strstr(last_failure(ctx), "restore that file"));
    EXPECT_INTEGER("none was made", -1, access(other, F_OK));
    EXPECT_INTEGER("another", OK, keyring_create(other, ctx->machine_now, scratch->arena, &why));
    EXPECT_INTEGER("another", ERR_CONFLICT, secret_open_keyring(ctx, other, false));
    assert_int_equal(0, chmod(path, 0640));
    EXPECT_INTEGER("open to the group", ERR_FORBIDDEN, secret_open_keyring(ctx, path, false));
    EXPECT_TRUE("why", strstr(last_failure(ctx), "chmod 600"));
    assert_int_equal(0, chmod(path, 0600));
    ctx->keyring = NULL;
    EXPECT_INTEGER("no keyring", ERR_FAILED,
                   secret_get(ctx, "businesses", business.id, "webhook_secret", &value));
    EXPECT_INTEGER("no keyring", ERR_FAILED, secret_set(ctx, "seller.iban", NULL, IBAN));
}

static void a_new_database_gets_a_key_file(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct ctx *ctx = &scratch->ctx;
    const char *path = arena_printf(scratch->arena, "%s/new", scratch->folder);

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    ctx->keyring = NULL;
    EXPECT_INTEGER("not asked for", ERR_NOT_FOUND, secret_open_keyring(ctx, path, false));
    EXPECT_INTEGER("made", OK, secret_open_keyring(ctx, path, true));
    EXPECT_TEXT("and read", path, ctx->keyring->path);
}

/* nothing readable --------------------------------------------------------------------------------
 */

static struct bytes bytes_of_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct text text = {.arena = arena};
    char piece[65536];
    size_t size;

    if (!file)
        FAIL_BECAUSE("%s cannot be read\n", path);
    while ((size = fread(piece, 1, sizeof piece, file)))
        text_append_bytes(&text, piece, size);
    fclose(file);
    return (struct bytes){text.at, text.size};
}

static bool holds(struct bytes bytes, const char *text)
{
    return memmem(bytes.at, bytes.size, text, strlen(text)) != NULL;
}

/* The text itself, and as a dump writes bytes. */
static void expect_without(struct arena *arena, const char *where, struct bytes bytes,
                           const char *secret)
{
    EXPECT_TRUE(where, !holds(bytes, secret));
    EXPECT_TRUE(where, !holds(bytes, hex(arena, (const uint8_t *)secret, strlen(secret))));
}

/* Runs what touches the secrets with the log, as talkative as it can be, in a file. */
static const char *work_with_log(struct scratch *scratch, const struct business *business,
                                 const char *secrets[3])
{
    const char *path = arena_printf(scratch->arena, "%s/log", scratch->folder);
    int log = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600), before = dup(STDERR_FILENO);
    struct ctx *ctx = &scratch->ctx;
    struct segment segment;
    const char *value;
    int64_t count;

    assert_true(log >= 0 && before >= 0);
    assert_true(dup2(log, STDERR_FILENO) >= 0);
    log_set_level(LOG_DEBUG);
    assert_int_equal(OK, segment_choose(ctx, NULL, &segment));
    assert_int_equal(OK, secret_set(ctx, "seller.iban", NULL, IBAN));
    assert_int_equal(ERR_INVALID, secret_set(ctx, "seller.iba", NULL, IBAN));
    assert_int_equal(OK, secret_get(ctx, "segments", segment.id, "portal_secret", &secrets[0]));
    assert_int_equal(OK,
                     secret_get(ctx, "businesses", business->id, "webhook_secret", &secrets[1]));
    secrets[2] = IBAN;
    add_key(scratch);
    assert_int_equal(OK, secret_rotate_batch(ctx, &count));
    assert_int_equal(OK, db_commit(scratch->db));
    scratch_script(scratch, "UPDATE secrets SET row_id = 1 WHERE column_name = 'iban'");
    assert_int_equal(OK, db_begin(scratch->db));
    assert_int_equal(ERR_FAILED, secret_get(ctx, "sellers", 1, "iban", &value));
    for (const struct failure *failure = ctx->failures; failure; failure = failure->next)
        log_write(LOG_ERROR, "test", "%s", failure->message);
    assert_int_equal(OK, db_commit(scratch->db));
    log_set_level(LOG_WARNING);
    assert_true(dup2(before, STDERR_FILENO) >= 0);
    close(log);
    close(before);
    return path;
}

/* All tables as text. */
static const char *dump(struct scratch *scratch)
{
    const char *path = arena_printf(scratch->arena, "%s/dump.sql", scratch->folder);
    const char *const arguments[] = {"pg_dump", "--file", path, scratch->target, NULL};

    assert_int_equal(0, run_program(arguments));
    return path;
}

static void no_secret_can_be_read_anywhere(void **state)
{
    struct business business;
    struct scratch *scratch = scratch_with_business(state, &business);
    struct arena *arena = scratch->arena;
    const char *copy = arena_printf(arena, "%s/copy", scratch->folder), *why = "";
    const char *secrets[3], *log = work_with_log(scratch, &business, secrets);
    bool is_postgres = database_is_postgres(scratch->database);
    const char *files[4] = {log, copy};
    struct bytes keys = bytes_of_file(arena, scratch->ctx.keyring->path);

    if (db_copy(scratch->db, copy, arena, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
    files[2] = is_postgres ? dump(scratch) : scratch->target;
    files[3] = is_postgres ? NULL : arena_printf(arena, "%s-wal", scratch->target);
    EXPECT_TRUE("the log has something to say",
                holds(bytes_of_file(arena, log), "cannot be opened"));
    EXPECT_TRUE("names can be found",
                holds(bytes_of_file(arena, files[is_postgres ? 2 : 1]), "Telescopes Martin"));
    EXPECT_TRUE("names can be found",
                is_postgres || holds(bytes_of_file(arena, files[3]), "Telescopes Martin"));
    for (int i = 0; i < 4 && files[i]; i++) {
        struct bytes bytes = bytes_of_file(arena, files[i]);

        for (int j = 0; j < 3; j++)
            expect_without(arena, files[i], bytes, secrets[j]);
        for (size_t j = 0; j < scratch->ctx.keyring->count; j++)
            EXPECT_TRUE(
                "no key either",
                !memmem(bytes.at, bytes.size, scratch->ctx.keyring->keys[j].key, SEAL_KEY_SIZE) &&
                    !holds(bytes,
                           arena_copy_bytes(arena, (const char *)keys.at + j * 93 + 17, 64)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(a_value_comes_back_and_goes),
        ON_BOTH_ENGINES(a_business_begins_with_two),
        ON_BOTH_ENGINES(a_person_names_them),
        ON_BOTH_ENGINES(a_moved_or_changed_row_does_not_open),
        ON_BOTH_ENGINES(rotation_seals_everything_anew),
        ON_BOTH_ENGINES(a_key_file_must_fit_the_database),
        ON_BOTH_ENGINES(a_new_database_gets_a_key_file),
        ON_BOTH_ENGINES(no_secret_can_be_read_anywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
