#include "platform/db/migrate.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "platform/db/db.h"
#include "platform/log/log.h"
#include "sql.h"
#include "unit/scratch.h"

/* Migrations of these tests, beside the program's own. The second one begins well and fails. */
static const struct migration small[] = {
    {1, "0001_first.sql",
     "CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, next BIGINT NOT NULL);"
     "INSERT INTO counters (name, next) VALUES ('public', 1), ('row', 1);"                 },
    {2, "0002_second.sql", "CREATE TABLE second (id BIGINT NOT NULL PRIMARY KEY);"         },
    {3, "0003_third.sql",  "CREATE TABLE third (id BIGINT); INSERT INTO third VALUES (33);"},
};
static const struct migration changed[] = {
    {1, "0001_first.sql", "CREATE TABLE other (id BIGINT);"},
};
static const struct migration failing[] = {
    {1, "0001_first.sql",
     "CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, next BIGINT NOT NULL);"
     "INSERT INTO counters (name, next) VALUES ('public', 1), ('row', 1);"                  },
    {2, "0002_failing.sql", "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);"},
};

static enum err run(struct scratch *scratch, const struct migration *list, int count, bool is_dry,
                    struct migration_report *report, const char **why)
{
    *why = "";
    return migrate(scratch->db, list, count, is_dry, scratch->arena, report, why);
}

static bool has_table(struct scratch *scratch, const char *name)
{
    struct arena *arena = scratch->arena;

    return db_script(scratch->db, arena_printf(arena, "SELECT * FROM %s;", name)) == OK;
}

static void a_fresh_database_gets_every_step_once(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct migration_report report;
    const char *why;

    EXPECT_INTEGER("fresh", OK, run(scratch, small, 2, false, &report, &why));
    EXPECT_INTEGER("from", 0, report.before);
    EXPECT_INTEGER("to", 2, report.after);
    EXPECT_TRUE("nothing to copy", !report.copy);
    EXPECT_TRUE("made", has_table(scratch, "second"));
    EXPECT_INTEGER("again", OK, run(scratch, small, 2, false, &report, &why));
    EXPECT_INTEGER("from", 2, report.before);
    EXPECT_INTEGER("to", 2, report.after);
    EXPECT_TRUE("nothing to copy", !report.copy);
}

static void the_programs_own_apply(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct migration_report report;
    const char *why;

    if (run(scratch, migrations, migration_count, false, &report, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
    EXPECT_INTEGER("all of them", migration_count, report.after);
    EXPECT_INTEGER("again", OK, run(scratch, migrations, migration_count, false, &report, &why));
    EXPECT_INTEGER("nothing more", migration_count, report.before);
    for (int i = 0; i < migration_count; i++)
        EXPECT_INTEGER(migrations[i].name, i + 1, migrations[i].number);
}

static void a_dry_run_only_looks(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct migration_report report;
    const char *why;

    EXPECT_INTEGER("dry", OK, run(scratch, small, 2, true, &report, &why));
    EXPECT_INTEGER("from", 0, report.before);
    EXPECT_TRUE("nothing was made", !has_table(scratch, "second"));
}

static void a_changed_migration_is_refused(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct migration_report report;
    const char *why;

    EXPECT_INTEGER("fresh", OK, run(scratch, small, 1, false, &report, &why));
    EXPECT_INTEGER("changed", ERR_CONFLICT, run(scratch, changed, 1, false, &report, &why));
    assert_non_null(strstr(why, "0001_first.sql"));
    assert_non_null(strstr(why, "another build"));
}

static void a_newer_schema_is_refused(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct migration_report report;
    const char *why;

    EXPECT_INTEGER("newer program", OK, run(scratch, small, 3, false, &report, &why));
    EXPECT_INTEGER("older program", ERR_CONFLICT, run(scratch, small, 2, false, &report, &why));
    assert_non_null(strstr(why, "schema 3"));
    assert_non_null(strstr(why, "newer version"));
}

static void a_failing_step_leaves_nothing(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct migration_report report;
    const char *why;

    log_set_level(LOG_NOTHING);
    EXPECT_INTEGER("the first step", OK, run(scratch, failing, 1, false, &report, &why));
    EXPECT_TRUE("the second", run(scratch, failing, 2, false, &report, &why) != OK);
    assert_non_null(strstr(why, "0002_failing.sql"));
    assert_non_null(strstr(why, "nowhere"));
    EXPECT_INTEGER("the first is kept", 1, report.after);
    EXPECT_TRUE("nothing of the second", !has_table(scratch, "half"));
    EXPECT_INTEGER("mended, it goes on", OK, run(scratch, small, 3, false, &report, &why));
    EXPECT_INTEGER("from", 1, report.before);
    EXPECT_TRUE("to the end", has_table(scratch, "third"));
}

static void a_filled_file_is_copied_before_the_first_step(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct scratch copy = {.arena = scratch->arena};
    struct migration_report report;
    const char *why;

    EXPECT_INTEGER("an older program", OK, run(scratch, small, 1, false, &report, &why));
    EXPECT_INTEGER("a newer one", OK, run(scratch, small, 3, false, &report, &why));
    assert_non_null(report.copy);
    EXPECT_TEXT("its name", arena_printf(scratch->arena, "%s.before-0002", scratch->target),
                report.copy);
    copy.database = database_open(report.copy, true, scratch->arena, &why);
    assert_non_null(copy.database);
    copy.db = db_open(copy.database, false);
    EXPECT_INTEGER("as it was", OK, run(&copy, small, 3, true, &report, &why));
    EXPECT_INTEGER("as it was", 1, report.before);
    EXPECT_TRUE("as it was", !has_table(&copy, "second"));
    db_close(copy.db);
    database_close(copy.database);
}

static void a_second_attempt_makes_a_copy_of_its_own(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct migration_report report;
    const char *why;

    log_set_level(LOG_NOTHING);
    EXPECT_INTEGER("an older program", OK, run(scratch, small, 1, false, &report, &why));
    EXPECT_TRUE("it fails", run(scratch, failing, 2, false, &report, &why) != OK);
    if (run(scratch, small, 2, false, &report, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
    EXPECT_INTEGER("then it works", 2, report.after);
    EXPECT_TEXT("its name", arena_printf(scratch->arena, "%s.before-0002.2", scratch->target),
                report.copy);
}

struct node {
    const char *target;
    enum err err;
    const char *why;
    struct arena *arena;
};

static void *start_node(void *data)
{
    struct node *node = data;
    struct migration_report report;
    struct database *database;
    struct db *db;

    node->why = "";
    database = database_open(node->target, false, node->arena, &node->why);
    db = db_open(database, false);
    node->err =
        db ? migrate(db, migrations, migration_count, false, node->arena, &report, &node->why)
           : ERR_UNAVAILABLE;
    db_close(db);
    database_close(database);
    return NULL;
}

static void nodes_that_start_at_once_migrate_once(void **state)
{
    enum { NODES = 4 };
    struct scratch *scratch = scratch_of(state);
    struct node nodes[NODES];
    pthread_t threads[NODES];
    struct migration_report report;
    const char *why;

    for (int i = 0; i < NODES; i++) {
        nodes[i] = (struct node){.target = scratch->target, .arena = arena_new()};
        assert_int_equal(0, pthread_create(&threads[i], NULL, start_node, &nodes[i]));
    }
    for (int i = 0; i < NODES; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < NODES; i++) {
        EXPECT_INTEGER(nodes[i].why, OK, nodes[i].err);
        arena_free(nodes[i].arena);
    }
    EXPECT_INTEGER("the schema", OK,
                   run(scratch, migrations, migration_count, true, &report, &why));
    EXPECT_INTEGER("the schema", migration_count, report.before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(a_fresh_database_gets_every_step_once),
        ON_BOTH_ENGINES(the_programs_own_apply),
        ON_BOTH_ENGINES(a_dry_run_only_looks),
        ON_BOTH_ENGINES(a_changed_migration_is_refused),
        ON_BOTH_ENGINES(a_newer_schema_is_refused),
        ON_BOTH_ENGINES(a_failing_step_leaves_nothing),
        ON_SQLITE(a_filled_file_is_copied_before_the_first_step),
        ON_SQLITE(a_second_attempt_makes_a_copy_of_its_own),
        ON_POSTGRES(nodes_that_start_at_once_migrate_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
