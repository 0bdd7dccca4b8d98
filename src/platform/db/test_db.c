#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "platform/db/database.h"
#include "platform/db/db.h"
#include "platform/log/log.h"
#include "sql.h"
#include "unit/scratch.h"

static const char *const colours[] = {NULL, "Red", "Green", NULL};

struct thing {
    int64_t id;
    const char *name, *metadata;
    int64_t amount, flag;
    bool is_on;
    struct decimal price;
    struct quantity quantity;
    struct instant date_start;
    struct bytes hash;
    int colour;
    int64_t version;
};

static const struct field thing_fields[] = {
    FIELD(thing, id),
    FIELD(thing, name),
    FIELD_JSON_OF(thing, metadata),
    FIELD(thing, amount),
    FIELD_FLAG_OF(thing, flag),
    FIELD(thing, is_on),
    FIELD(thing, price),
    FIELD(thing, quantity),
    FIELD(thing, date_start),
    FIELD(thing, hash),
    FIELD_CHOICE_OF(thing, colour, colours),
    FIELD(thing, version),
    FIELDS_END,
};

static struct scratch *prepared(void **state)
{
    struct scratch *scratch = scratch_of(state);

    log_set_level(LOG_NOTHING); /* most tests here provoke errors */
    scratch_migrate(scratch);
    return scratch;
}

static struct thing plain_thing(int64_t id)
{
    struct thing thing;

    fields_clear(thing_fields, &thing);
    thing.id = id;
    thing.version = 1;
    return thing;
}

static enum err add(struct ctx *ctx, int64_t id)
{
    struct thing thing = plain_thing(id);

    return db_save(ctx, &sql_thing_add, thing_fields, &thing);
}

static enum err get(struct ctx *ctx, int64_t id, struct thing *out)
{
    return db_get(ctx, &sql_thing_get, ARGS(ARG(id)), thing_fields, out);
}

static int64_t count(struct ctx *ctx)
{
    int64_t number = -1;

    EXPECT_INTEGER("counted", OK, db_number(ctx, &sql_thing_count, NO_ARGS, &number));
    return number;
}

/* In a transaction of its own. */
static int64_t count_kept(struct scratch *scratch)
{
    int64_t number;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    number = count(&scratch->ctx);
    db_rollback(scratch->db);
    return number;
}

static void a_row_comes_back_as_it_was_saved(void **state)
{
    struct scratch *scratch = prepared(state);
    struct ctx *ctx = &scratch->ctx;
    struct thing thing = plain_thing(7), again;

    thing.name =
        "\xc3\x89lo\xc3\xafse \xe2\x82\xac \xf0\x9f\x98\x80 'quoted' \"twice\" \\ $1 ?1 :id";
    thing.metadata = "{\"a\":[1,null]}";
    thing.amount = INT64_MAX;
    thing.flag = 0;
    thing.is_on = true;
    thing.price.micros = -1;
    thing.quantity.micros = 1500000;
    thing.date_start.micros = -62135596800000000;
    thing.hash = (struct bytes){"\0\1\377\\x'\"\0", 8};
    thing.colour = 2;
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, db_save(ctx, &sql_thing_add, thing_fields, &thing));
    EXPECT_INTEGER("read in the same transaction", OK, get(ctx, 7, &again));
    EXPECT_TRUE("the same", fields_equal(thing_fields, &thing, &again));
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    scratch_reopen(scratch);
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("read by the next start", OK, get(ctx, 7, &again));
    EXPECT_TRUE("the same", fields_equal(thing_fields, &thing, &again));
    db_rollback(scratch->db);
}

static void absent_values_come_back_absent(void **state)
{
    struct scratch *scratch = prepared(state);
    struct thing again;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    EXPECT_INTEGER("read", OK, get(&scratch->ctx, 1, &again));
    for (const struct field *field = thing_fields; field->kind != FIELD_END; field++)
        EXPECT_INTEGER(field->name,
                       strcmp(field->name, "id") != 0 && strcmp(field->name, "is_on") != 0 &&
                           strcmp(field->name, "version") != 0,
                       field_is_absent(field, &again));
    db_rollback(scratch->db);
}

static void empty_is_not_absent(void **state)
{
    struct scratch *scratch = prepared(state);
    struct thing thing = plain_thing(1), again;

    thing.name = "";
    thing.hash = (struct bytes){"", 0};
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, db_save(&scratch->ctx, &sql_thing_add, thing_fields, &thing));
    EXPECT_INTEGER("read", OK, get(&scratch->ctx, 1, &again));
    EXPECT_TEXT("an empty text", "", again.name);
    EXPECT_TRUE("no bytes", again.hash.at && again.hash.size == 0);
    db_rollback(scratch->db);
}

static void large_values_come_back_whole(void **state)
{
    enum { SIZE = 5 * 1024 * 1024 };
    struct scratch *scratch = prepared(state);
    struct thing thing = plain_thing(1), again;
    char *bytes = arena_alloc(scratch->arena, SIZE), *text = arena_alloc(scratch->arena, SIZE + 1);

    for (int i = 0; i < SIZE; i++) {
        bytes[i] = (char)(i * 7);
        text[i] = (char)('a' + i % 26);
    }
    thing.name = text;
    thing.hash = (struct bytes){bytes, SIZE};
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, db_save(&scratch->ctx, &sql_thing_add, thing_fields, &thing));
    EXPECT_INTEGER("read", OK, get(&scratch->ctx, 1, &again));
    EXPECT_TRUE("the same", fields_equal(thing_fields, &thing, &again));
    db_rollback(scratch->db);
}

/* More than a pipeline holds, and more than a list's first room. */
static void many_rows_are_saved_and_listed_in_order(void **state)
{
    enum { MANY = 1000 };
    struct scratch *scratch = prepared(state);
    struct thing *things = ARENA_ARRAY(scratch->arena, struct thing, MANY);
    struct list list = {things, MANY}, again;

    for (int i = 0; i < MANY; i++) {
        things[i] = plain_thing(MANY - i);
        things[i].name = arena_printf(scratch->arena, "thing %d", MANY - i);
    }
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("none yet", OK,
                   db_list(&scratch->ctx, &sql_thing_list, NO_ARGS, thing_fields,
                           sizeof(struct thing), &again));
    EXPECT_INTEGER("none yet", 0, (int64_t)again.count);
    EXPECT_INTEGER(
        "saved", OK,
        db_save_list(&scratch->ctx, &sql_thing_add, thing_fields, sizeof(struct thing), &list));
    EXPECT_INTEGER("listed", OK,
                   db_list(&scratch->ctx, &sql_thing_list, NO_ARGS, thing_fields,
                           sizeof(struct thing), &again));
    EXPECT_INTEGER("all of them", MANY, (int64_t)again.count);
    for (int i = 0; i < MANY; i++) {
        const struct thing *thing = LIST_AT(again, struct thing, i);

        EXPECT_INTEGER("by id", i + 1, thing->id);
        EXPECT_TEXT("its name", arena_printf(scratch->arena, "thing %d", i + 1), thing->name);
        EXPECT_INTEGER("not asked for: absent", NONE, thing->amount);
    }
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    EXPECT_INTEGER("all of them", MANY, count_kept(scratch));
}

static void no_row_is_not_found_and_not_noted(void **state)
{
    struct scratch *scratch = prepared(state);
    struct thing thing;
    int64_t id = 404, amount;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("a row", ERR_NOT_FOUND, get(&scratch->ctx, id, &thing));
    EXPECT_INTEGER("a number", ERR_NOT_FOUND,
                   db_number(&scratch->ctx, &sql_thing_amount, ARGS(ARG(id)), &amount));
    EXPECT_TRUE("the caller knows better", !scratch->ctx.failures);
    db_rollback(scratch->db);
}

static void a_business_sees_its_own_rows_only(void **state)
{
    struct scratch *scratch = prepared(state);
    struct thing thing;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    scratch->ctx.id_business = 2;
    EXPECT_INTEGER("another business", ERR_NOT_FOUND, get(&scratch->ctx, 1, &thing));
    EXPECT_INTEGER("another business", 0, count(&scratch->ctx));
    db_rollback(scratch->db);
}

static void the_circumstances_are_bound_by_name(void **state)
{
    struct scratch *scratch = prepared(state);
    struct instant now = {1000};
    int64_t difference;

    scratch->ctx.now = (struct instant){70};
    scratch->ctx.machine_now = (struct instant){30};
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("both moments", OK,
                   db_number(&scratch->ctx, &sql_thing_moments, NO_ARGS, &difference));
    EXPECT_INTEGER("both moments", 40, difference);
    EXPECT_INTEGER("an argument wins", OK,
                   db_number(&scratch->ctx, &sql_thing_moments, ARGS(ARG(now)), &difference));
    EXPECT_INTEGER("an argument wins", 970, difference);
    db_rollback(scratch->db);
}

static void numbers_may_be_absent(void **state)
{
    struct scratch *scratch = prepared(state);
    int64_t id = 1, amount = 0, changed;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, id));
    EXPECT_INTEGER("read", OK, db_number(&scratch->ctx, &sql_thing_amount, ARGS(ARG(id)), &amount));
    EXPECT_INTEGER("NULL", NONE, amount);
    amount = -5;
    EXPECT_INTEGER(
        "changed", OK,
        db_change(&scratch->ctx, &sql_thing_set_amount, ARGS(ARG(id), ARG(amount)), &changed));
    amount = 0;
    EXPECT_INTEGER("read", OK, db_number(&scratch->ctx, &sql_thing_amount, ARGS(ARG(id)), &amount));
    EXPECT_INTEGER("a number", -5, amount);
    amount = NONE;
    EXPECT_INTEGER(
        "changed", OK,
        db_change(&scratch->ctx, &sql_thing_set_amount, ARGS(ARG(id), ARG(amount)), &changed));
    EXPECT_INTEGER("read", OK, db_number(&scratch->ctx, &sql_thing_amount, ARGS(ARG(id)), &amount));
    EXPECT_INTEGER("NULL again", NONE, amount);
    db_rollback(scratch->db);
}

static void a_change_counts_its_rows(void **state)
{
    struct scratch *scratch = prepared(state);
    const char *name = "all";
    int64_t changed = -1;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("none", OK,
                   db_change(&scratch->ctx, &sql_thing_rename_all, ARGS(ARG(name)), &changed));
    EXPECT_INTEGER("none", 0, changed);
    for (int64_t id = 1; id <= 3; id++)
        EXPECT_INTEGER("saved", OK, add(&scratch->ctx, id));
    EXPECT_INTEGER("three", OK,
                   db_change(&scratch->ctx, &sql_thing_rename_all, ARGS(ARG(name)), &changed));
    EXPECT_INTEGER("three", 3, changed);
    db_rollback(scratch->db);
}

static void an_update_of_an_old_version_has_lost_a_race(void **state)
{
    struct scratch *scratch = prepared(state);
    struct thing thing = plain_thing(1), again;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    thing.name = "first";
    EXPECT_INTEGER("the version it read", OK,
                   db_update(&scratch->ctx, &sql_thing_update, thing_fields, &thing));
    thing.name = "second";
    EXPECT_INTEGER("an old one", ERR_RETRY,
                   db_update(&scratch->ctx, &sql_thing_update, thing_fields, &thing));
    EXPECT_INTEGER("read", OK, get(&scratch->ctx, 1, &again));
    EXPECT_TEXT("the winner's", "first", again.name);
    EXPECT_INTEGER("one step", 2, again.version);
    db_rollback(scratch->db);
}

static void undone_means_that_nothing_was_kept(void **state)
{
    struct scratch *scratch = prepared(state);

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    db_rollback(scratch->db);
    EXPECT_INTEGER("nothing", 0, count_kept(scratch));
}

static void a_key_taken_already_is_a_lost_race(void **state)
{
    struct scratch *scratch = prepared(state);
    enum err err;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("another", OK, add(&scratch->ctx, 2));
    err = add(&scratch->ctx, 1);
    if (err == OK) /* it was only queued */
        err = db_commit(scratch->db);
    EXPECT_INTEGER("the same key", ERR_RETRY, err);
    db_rollback(scratch->db);
    EXPECT_INTEGER("nothing of the second transaction", 1, count_kept(scratch));
}

static void a_refused_value_is_a_bug(void **state)
{
    struct scratch *scratch = prepared(state);
    int64_t id = 1, amount = 13, changed;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    EXPECT_INTEGER(
        "a value that the table refuses", ERR_FAILED,
        db_change(&scratch->ctx, &sql_thing_set_amount, ARGS(ARG(id), ARG(amount)), &changed));
    EXPECT_TEXT("noted for the client", "Error.Api.Internal", scratch->ctx.failures->code);
    db_rollback(scratch->db);
}

/* PostgreSQL answers a COMMIT of a failed transaction with success, and undoes it. */
static void a_failed_transaction_is_never_reported_as_kept(void **state)
{
    struct scratch *scratch = prepared(state);
    int64_t id = 1, amount = 13, changed;
    enum err err;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    EXPECT_INTEGER(
        "refused", ERR_FAILED,
        db_change(&scratch->ctx, &sql_thing_set_amount, ARGS(ARG(id), ARG(amount)), &changed));
    err = db_commit(scratch->db);
    if (err != OK)
        db_rollback(scratch->db);
    EXPECT_INTEGER("what was said is what was done", err == OK, count_kept(scratch));
}

static void an_error_in_the_queue_shows_at_the_commit(void **state)
{
    struct scratch *scratch = prepared(state);
    struct thing thing = plain_thing(1);
    enum err err;

    thing.amount = 13;
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("a good one", OK, add(&scratch->ctx, 2));
    err = db_save(&scratch->ctx, &sql_thing_add, thing_fields, &thing);
    if (err == OK && add(&scratch->ctx, 3) == OK)
        err = db_commit(scratch->db);
    EXPECT_INTEGER("the bad one", ERR_FAILED, err);
    db_rollback(scratch->db);
    EXPECT_INTEGER("nothing", 0, count_kept(scratch));
}

static void a_part_can_be_undone_alone(void **state)
{
    struct scratch *scratch = prepared(state);
    struct ctx *ctx = &scratch->ctx;
    struct thing thing;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("before", OK, add(ctx, 1));
    EXPECT_INTEGER("a part", OK, db_savepoint(ctx));
    EXPECT_INTEGER("inside", OK, add(ctx, 2));
    EXPECT_INTEGER("undone", OK, db_savepoint_undo(ctx));
    EXPECT_INTEGER("released", OK, db_savepoint_release(ctx));
    EXPECT_INTEGER("after", OK, add(ctx, 3));
    EXPECT_INTEGER("what was inside", ERR_NOT_FOUND, get(ctx, 2, &thing));
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    EXPECT_INTEGER("the rest", 2, count_kept(scratch));
}

static void a_part_that_failed_leaves_the_rest_usable(void **state)
{
    struct scratch *scratch = prepared(state);
    struct ctx *ctx = &scratch->ctx;
    int64_t id = 1, amount = 13, changed;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("before", OK, add(ctx, 1));
    EXPECT_INTEGER("a part", OK, db_savepoint(ctx));
    EXPECT_INTEGER("inside", OK, add(ctx, 2));
    EXPECT_INTEGER("refused", ERR_FAILED,
                   db_change(ctx, &sql_thing_set_amount, ARGS(ARG(id), ARG(amount)), &changed));
    EXPECT_INTEGER("undone", OK, db_savepoint_undo(ctx));
    EXPECT_INTEGER("released", OK, db_savepoint_release(ctx));
    EXPECT_INTEGER("after", OK, add(ctx, 3));
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    EXPECT_INTEGER("before and after", 2, count_kept(scratch));
}

static void a_reader_sees_one_moment_and_cannot_write(void **state)
{
    struct scratch *scratch = prepared(state);
    struct db *reader = db_open(scratch->database, true);
    struct ctx ctx = scratch->ctx;
    const char *name = "x";
    int64_t changed;

    assert_non_null(reader);
    ctx.db = reader;
    EXPECT_INTEGER("begun", OK, db_begin(reader));
    EXPECT_INTEGER("nothing yet", 0, count(&ctx));
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    EXPECT_INTEGER("the same moment", 0, count(&ctx));
    db_rollback(reader);
    EXPECT_INTEGER("begun", OK, db_begin(reader));
    EXPECT_INTEGER("a later moment", 1, count(&ctx));
    EXPECT_TRUE("a write is refused",
                db_change(&ctx, &sql_thing_rename_all, ARGS(ARG(name)), &changed) != OK);
    db_rollback(reader);
    db_close(reader);
}

static void an_unknown_word_is_a_bug_not_a_value(void **state)
{
    struct scratch *scratch = prepared(state);
    const char *word = "Blue";
    struct thing thing;
    int64_t id = 1;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, id));
    EXPECT_INTEGER("painted", OK,
                   db_run(&scratch->ctx, &sql_thing_paint, ARGS(ARG(id), ARG(word))));
    EXPECT_INTEGER("read", ERR_FAILED, get(&scratch->ctx, id, &thing));
    db_rollback(scratch->db);
}

static void ids_ascend_and_never_repeat(void **state)
{
    struct scratch *scratch = prepared(state);
    int64_t last[2] = {0, 0};

    for (int transaction = 0; transaction < 20; transaction++) {
        EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
        for (int i = 0; i < 4000; i++)
            for (enum id_kind kind = ID_PUBLIC; kind <= ID_ROW; kind++) {
                int64_t id = db_new_id(&scratch->ctx, kind);

                EXPECT_TRUE("larger than the last", id > last[kind]);
                last[kind] = id;
            }
        if (transaction % 3 == 0)
            db_rollback(scratch->db); /* its ids are a gap */
        else
            EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
        if (transaction % 5 == 4)
            scratch_reopen(scratch);
    }
}

/* Together they take far more than one transaction may. */
enum { ID_THREADS = 8, ID_ROUNDS = 10, ID_EACH = 3000 };

struct id_taker {
    struct scratch *scratch;
    int64_t ids[ID_ROUNDS * ID_EACH];
    bool is_done;
};

static void *take_ids(void *data)
{
    struct id_taker *taker = data;
    struct db *db = db_open(taker->scratch->database, false);
    struct ctx ctx = {.db = db};

    taker->is_done = db != NULL;
    for (int round = 0; taker->is_done && round < ID_ROUNDS; round++) {
        if (db_begin(db) != OK) {
            taker->is_done = false;
            break;
        }
        for (int i = 0; i < ID_EACH; i++)
            taker->ids[round * ID_EACH + i] = db_new_id(&ctx, ID_PUBLIC);
        taker->is_done = db_commit(db) == OK;
    }
    db_close(db);
    return NULL;
}

static int compare_ids(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return left < right ? -1 : left > right;
}

static void threads_never_get_the_same_id(void **state)
{
    enum { ALL = ID_THREADS * ID_ROUNDS * ID_EACH };
    struct scratch *scratch = prepared(state);
    struct id_taker *takers = ARENA_ARRAY(scratch->arena, struct id_taker, ID_THREADS);
    int64_t *all = ARENA_ARRAY(scratch->arena, int64_t, ALL);
    pthread_t threads[ID_THREADS];

    for (int i = 0; i < ID_THREADS; i++) {
        takers[i].scratch = scratch;
        assert_int_equal(0, pthread_create(&threads[i], NULL, take_ids, &takers[i]));
    }
    for (int i = 0; i < ID_THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < ID_THREADS; i++) {
        EXPECT_TRUE("all its transactions", takers[i].is_done);
        memcpy(all + i * ID_ROUNDS * ID_EACH, takers[i].ids, sizeof takers[i].ids);
    }
    qsort(all, ALL, sizeof *all, compare_ids);
    for (int i = 1; i < ALL; i++)
        EXPECT_TRUE("different from its neighbour", all[i - 1] < all[i]);
}

static void unused_ids_are_given_back(void **state)
{
    struct scratch *scratch = prepared(state);
    int64_t id;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    id = db_new_id(&scratch->ctx, ID_PUBLIC);
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    scratch_reopen(scratch);
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("the next start goes on", id + 1, db_new_id(&scratch->ctx, ID_PUBLIC));
    db_rollback(scratch->db);
}

static void every_statement_prepares(void **state)
{
    struct scratch *scratch = prepared(state);
    const char *why = "";

    if (db_check_statements(scratch->db, scratch->arena, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
}

static void a_copy_holds_everything(void **state)
{
    struct scratch *scratch = prepared(state);
    const char *path = arena_printf(scratch->arena, "%s/it's a copy", scratch->folder), *why = "";
    struct scratch copy = {.arena = scratch->arena, .ctx = scratch->ctx};

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    EXPECT_INTEGER("kept", OK, db_commit(scratch->db));
    EXPECT_INTEGER("copied", OK, db_copy(scratch->db, path, scratch->arena, &why));
    EXPECT_INTEGER("never over something", ERR_CONFLICT,
                   db_copy(scratch->db, path, scratch->arena, &why));
    if (scratch->server) {
        EXPECT_INTEGER("a dump", 0, access(path, R_OK));
        return;
    }
    copy.database = database_open(path, true, scratch->arena, &why);
    assert_non_null(copy.database);
    copy.db = copy.ctx.db = db_open(copy.database, false);
    EXPECT_INTEGER("its row", 1, count_kept(&copy));
    db_close(copy.db);
    database_close(copy.database);
}

static void a_copy_that_cannot_be_made_says_why(void **state)
{
    struct scratch *scratch = prepared(state);
    const char *path = arena_printf(scratch->arena, "%s/no/such/folder", scratch->folder);
    const char *why = NULL;

    EXPECT_TRUE("refused", db_copy(scratch->db, path, scratch->arena, &why) != OK);
    EXPECT_TRUE("with a reason", why && *why);
}

static void a_file_belongs_to_one_process(void **state)
{
    struct scratch *scratch = scratch_of(state);
    const char *why = NULL;

    EXPECT_TRUE("a second opening", !database_open(scratch->target, false, scratch->arena, &why));
    assert_non_null(strstr(why, arena_printf(scratch->arena, "process %d", (int)getpid())));
    scratch_reopen(scratch); /* once closed it is free */
}

static void a_file_may_have_to_exist(void **state)
{
    struct scratch *scratch = scratch_of(state);
    const char *path = arena_printf(scratch->arena, "%s/none.db", scratch->folder), *why = NULL;

    EXPECT_TRUE("no such file", !database_open(path, true, scratch->arena, &why));
    assert_non_null(strstr(why, "does not exist"));
    EXPECT_TRUE("and none was made", access(path, F_OK) != 0);
}

/* As when the server is restarted. */
static void a_lost_connection_is_unavailable_and_known_as_lost(void **state)
{
    struct scratch *scratch = prepared(state);
    struct db *other = db_open(scratch->database, false);

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("saved", OK, add(&scratch->ctx, 1));
    EXPECT_INTEGER("still alive", 1, count(&scratch->ctx));
    EXPECT_INTEGER("cut", OK,
                   db_script(other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    " WHERE datname = current_database()"
                                    " AND pid <> pg_backend_pid();"));
    db_close(other);
    EXPECT_INTEGER("the commit", ERR_UNAVAILABLE, db_commit(scratch->db));
    EXPECT_TRUE("lost", db_is_lost(scratch->db));
    db_rollback(scratch->db);
    EXPECT_INTEGER("and so it stays", ERR_UNAVAILABLE, db_begin(scratch->db));
    scratch_reopen(scratch);
    EXPECT_INTEGER("nothing was kept", 0, count_kept(scratch));
}

static void targets_tell_their_engine(void **state)
{
    static const struct {
        const char *target;
        bool is_postgres;
    } cases[] = {
        {"tacite.db",                   false},
        {"/var/lib/tacite/tacite.db",   false},
        {"postgres.db",                 false},
        {"postgresql://localhost/x",    true },
        {"postgres://user:pw@host/x",   true },
        {"host=/run/postgresql user=x", true },
        {"dbname=x",                    true },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->target, one->is_postgres, target_is_postgres(one->target));
}

static void a_name_never_holds_the_password(void **state)
{
    static const struct {
        const char *target, *name;
    } cases[] = {
        {"postgresql://ada:secret@h:5433/x",     "user=ada dbname=x host=h port=5433"},
        {"postgresql://ada:s%40cr%3At@h/x",      "user=ada dbname=x host=h"          },
        {"postgresql://h:5433/x",                "dbname=x host=h port=5433"         },
        {"postgresql://h/x?password=secret",     "dbname=x host=h"                   },
        {"host=h password=secret dbname=x",      "dbname=x host=h"                   },
        {"host=h password='two words' dbname=x", "dbname=x host=h"                   },
        {"dbname=x password = secret",           "dbname=x"                          },
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const char *why = NULL;
        struct database *database = database_open(one->target, true, arena, &why);

        EXPECT_TEXT(one->target, one->name, database_name(database));
        database_close(database);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(a_row_comes_back_as_it_was_saved),
        ON_BOTH_ENGINES(absent_values_come_back_absent),
        ON_BOTH_ENGINES(empty_is_not_absent),
        ON_BOTH_ENGINES(large_values_come_back_whole),
        ON_BOTH_ENGINES(many_rows_are_saved_and_listed_in_order),
        ON_BOTH_ENGINES(no_row_is_not_found_and_not_noted),
        ON_BOTH_ENGINES(a_business_sees_its_own_rows_only),
        ON_BOTH_ENGINES(the_circumstances_are_bound_by_name),
        ON_BOTH_ENGINES(numbers_may_be_absent),
        ON_BOTH_ENGINES(a_change_counts_its_rows),
        ON_BOTH_ENGINES(an_update_of_an_old_version_has_lost_a_race),
        ON_BOTH_ENGINES(undone_means_that_nothing_was_kept),
        ON_BOTH_ENGINES(a_key_taken_already_is_a_lost_race),
        ON_BOTH_ENGINES(a_refused_value_is_a_bug),
        ON_BOTH_ENGINES(a_failed_transaction_is_never_reported_as_kept),
        ON_BOTH_ENGINES(an_error_in_the_queue_shows_at_the_commit),
        ON_BOTH_ENGINES(a_part_can_be_undone_alone),
        ON_BOTH_ENGINES(a_part_that_failed_leaves_the_rest_usable),
        ON_BOTH_ENGINES(a_reader_sees_one_moment_and_cannot_write),
        ON_BOTH_ENGINES(an_unknown_word_is_a_bug_not_a_value),
        ON_BOTH_ENGINES(ids_ascend_and_never_repeat),
        ON_POSTGRES(threads_never_get_the_same_id),
        ON_BOTH_ENGINES(unused_ids_are_given_back),
        ON_BOTH_ENGINES(every_statement_prepares),
        ON_BOTH_ENGINES(a_copy_holds_everything),
        ON_BOTH_ENGINES(a_copy_that_cannot_be_made_says_why),
        ON_SQLITE(a_file_belongs_to_one_process),
        ON_SQLITE(a_file_may_have_to_exist),
        ON_POSTGRES(a_lost_connection_is_unavailable_and_known_as_lost),
        cmocka_unit_test(targets_tell_their_engine),
        cmocka_unit_test(a_name_never_holds_the_password),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
