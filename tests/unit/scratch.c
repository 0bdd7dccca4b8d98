#include "unit/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "platform/crypto/keyring.h"
#include "platform/db/migrate.h"

/* 2026-01-31 09:00 UTC. */
#define A_MOMENT ((struct instant){SECONDS(INT64_C(1769850000))})

/* What the statements of all test_*.sql are about. */
static const char test_tables[] =
    "CREATE TABLE things (id BIGINT NOT NULL PRIMARY KEY, id_business BIGINT NOT NULL, name TEXT,"
    " metadata TEXT, amount BIGINT CHECK (amount <> 13), flag BIGINT, is_on BIGINT NOT NULL,"
    " price BIGINT, quantity BIGINT, date_start BIGINT, hash BYTEA, colour TEXT,"
    " version BIGINT NOT NULL);"
    "CREATE TABLE tallies (id BIGINT NOT NULL PRIMARY KEY, number BIGINT NOT NULL,"
    " version BIGINT NOT NULL);";

/* Keys of its own, made at the first opening. */
static const struct keyring *open_keyring(struct scratch *scratch)
{
    const char *path = arena_printf(scratch->arena, "%s/keys", scratch->folder), *why = "";
    const struct keyring *keyring = NULL;

    if (access(path, F_OK) != 0 && keyring_create(path, A_MOMENT, scratch->arena, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
    if (keyring_read(path, scratch->arena, &keyring, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
    return keyring;
}

static void open_database(struct scratch *scratch)
{
    const char *why = NULL;

    scratch->database = database_open(scratch->target, false, scratch->arena, &why);
    if (!scratch->database)
        FAIL_BECAUSE("%s cannot be opened: %s\n", scratch->target, why);
    scratch->db = db_open(scratch->database, false);
    assert_non_null(scratch->db);
    scratch->ctx = (struct ctx){
        .arena = scratch->arena,
        .db = scratch->db,
        .id_business = 1,
        .now = A_MOMENT,
        .machine_now = A_MOMENT,
        .keyring = open_keyring(scratch),
        .request_id = "test",
    };
}

static struct scratch *scratch_new(void)
{
    struct arena *arena = arena_new();
    struct scratch *scratch = ARENA_NEW(arena, struct scratch);
    const char *temporary = getenv("TMPDIR");
    char *folder =
        arena_printf(arena, "%s/tacite-unit-XXXXXX", temporary && *temporary ? temporary : "/tmp");

    crypto_start();
    scratch->arena = arena;
    scratch->folder = mkdtemp(folder);
    assert_non_null(scratch->folder);
    return scratch;
}

int scratch_sqlite(void **state)
{
    struct scratch *scratch = scratch_new();

    scratch->target = arena_printf(scratch->arena, "%s/tacite.db", scratch->folder);
    open_database(scratch);
    *state = scratch;
    return 0;
}

/* The target of another database on the same server. */
static const char *with_database(struct arena *arena, const char *server, const char *name)
{
    PQconninfoOption *options = PQconninfoParse(server, NULL);
    struct text target = {.arena = arena};

    assert_non_null(options);
    for (const PQconninfoOption *option = options; option->keyword; option++)
        if (option->val && strcmp(option->keyword, "dbname") != 0)
            text_appendf(&target, "%s='%s' ", option->keyword, option->val);
    PQconninfoFree(options);
    text_appendf(&target, "dbname=%s", name);
    return text_done(&target);
}

static void tell_server(const char *server, const char *command)
{
    PGconn *connection = PQconnectdb(server);
    PGresult *result = PQexec(connection, command);
    bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;

    if (!is_done)
        print_error("%s: %s", command, PQerrorMessage(connection));
    PQclear(result);
    PQfinish(connection);
    assert_true(is_done);
}

int scratch_postgres(void **state)
{
    const char *server = getenv("TACITE_TEST_POSTGRES");
    struct scratch *scratch;
    const char *name;

    *state = NULL;
    if (!server || !*server)
        return 0;
    scratch = scratch_new();
    name = arena_printf(scratch->arena, "unit_%s", random_hex(scratch->arena, 6));
    tell_server(server, arena_printf(scratch->arena, "CREATE DATABASE %s", name));
    scratch->server = server;
    scratch->target = with_database(scratch->arena, server, name);
    open_database(scratch);
    *state = scratch;
    return 0;
}

struct scratch *scratch_of(void **state)
{
    if (!*state)
        skip();
    return *state;
}

static void close_database(struct scratch *scratch)
{
    db_close(scratch->db);
    database_close(scratch->database);
    scratch->db = NULL;
    scratch->database = NULL;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

int scratch_remove(void **state)
{
    struct scratch *scratch = *state;

    if (!scratch)
        return 0;
    close_database(scratch);
    if (scratch->server)
        tell_server(scratch->server,
                    arena_printf(scratch->arena, "DROP DATABASE %s WITH (FORCE)",
                                 strstr(scratch->target, "dbname=") + strlen("dbname=")));
    nftw(scratch->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(scratch->arena);
    return 0;
}

void scratch_reopen(struct scratch *scratch)
{
    close_database(scratch);
    open_database(scratch);
}

void scratch_migrate(struct scratch *scratch)
{
    struct migration_report report;
    const char *why = "";

    if (migrate(scratch->db, migrations, migration_count, false, scratch->arena, &report, &why) !=
        OK)
        FAIL_BECAUSE("%s\n", why);
    scratch_script(scratch, test_tables);
    scratch_reopen(scratch);
}

void scratch_script(struct scratch *scratch, const char *text)
{
    if (db_script(scratch->db, text) != OK)
        FAIL_BECAUSE("%s: %s\n", text, db_message(scratch->db));
}

int run_program(const char *const arguments[])
{
    pid_t child;
    int status = -1;

    /* posix_spawnp changes none of them, whatever its prototype says. */
    if (posix_spawnp(&child, arguments[0], NULL, NULL, (char *const *)(uintptr_t)arguments,
                     environ) != 0)
        return -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
