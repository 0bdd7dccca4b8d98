/* SQLite: write-ahead log, every commit synced, one writer that alone checkpoints (two
 * checkpointing connections could corrupt the log in versions before 3.51.3), readers that cannot
 * write. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "platform/db/db_engine.h"
#include "sql.h"

/* The log is moved into the file when it has this many pages of 4 KiB. */
enum { CHECKPOINT_PAGES = 2000 };

/* What transactions say again and again: it stays prepared, too. */
static const char *const words[] = {
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT part",
    "RELEASE SAVEPOINT part",
    "ROLLBACK TO SAVEPOINT part",
};

struct sqlite {
    sqlite3 *connection;
    sqlite3_stmt **statements; /* by number */
    sqlite3_stmt *words[COUNT_OF(words)];
    sqlite3_stmt *current; /* the read under way */
    int log_pages;
};

static struct sqlite *sqlite_of(const struct db *db)
{
    return db->handle;
}

static enum err sqlite_failed(struct db *db, int code)
{
    const char *message = sqlite3_errmsg(sqlite_of(db)->connection);

    switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return db_error(db, ERR_RETRY, "%s", message);
    case SQLITE_CONSTRAINT:
        /* A unique key was taken meanwhile; a check or a trigger that refuses is a bug. */
        if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
            code == SQLITE_CONSTRAINT_ROWID)
            return db_error(db, ERR_RETRY, "%s", message);
        return db_error(db, ERR_FAILED, "%s", message);
    case SQLITE_FULL:
        return db_error(db, ERR_FULL, "%s", message);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return db_error(db, ERR_UNAVAILABLE, "%s (%d)", message, code);
    default:
        return db_error(db, ERR_FAILED, "%s (%d)", message, code);
    }
}

static enum err prepare_text(struct db *db, const char *text, sqlite3_stmt **statement)
{
    int code = SQLITE_OK;

    if (!*statement)
        code = sqlite3_prepare_v3(sqlite_of(db)->connection, text, -1, SQLITE_PREPARE_PERSISTENT,
                                  statement, NULL);
    return code == SQLITE_OK ? OK : sqlite_failed(db, code);
}

/* To its end, whatever rows it gives. */
static enum err step_through(struct db *db, sqlite3_stmt *statement)
{
    enum err err = OK;
    int code;

    do
        code = sqlite3_step(statement);
    while (code == SQLITE_ROW);
    if (code != SQLITE_DONE)
        err = sqlite_failed(db, code);
    sqlite3_reset(statement);
    return err;
}

static enum err sqlite_command(struct db *db, const char *text)
{
    struct sqlite *sqlite = sqlite_of(db);

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (strcmp(text, words[i]) == 0) {
            TRY(prepare_text(db, text, &sqlite->words[i]));
            return step_through(db, sqlite->words[i]);
        }
    }
    if (sqlite3_exec(sqlite->connection, text, NULL, NULL, NULL) == SQLITE_OK)
        return OK;
    return sqlite_failed(db, sqlite3_extended_errcode(sqlite->connection));
}

static char *sqlite_name(const char *target)
{
    return strdup(target);
}

/* SQLite counts what it allocates, under one lock for all threads, and nobody asks for the count. A
 * process that opens a second database is told that it is too late, and goes on as it did. */
static void sqlite_start(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int count_log_pages(void *context, sqlite3 *connection, const char *name, int pages)
{
    struct sqlite *sqlite = context;

    (void)connection;
    (void)name;
    sqlite->log_pages = pages;
    return SQLITE_OK;
}

static enum err sqlite_open(struct db *db)
{
    /* secure_delete off: Debian builds it in, and what must be unreadable is sealed or emptied. */
    static const char writer[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                 "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -24576;"
                                 "PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY;";
    /* Readers look at the system's own copy of the pages instead of copying each: a tenth of what a
     * read costs. The system takes such memory back whenever it wants it. */
    static const char reader[] = "PRAGMA query_only = ON; PRAGMA cache_size = -6144;"
                                 "PRAGMA mmap_size = 1073741824;"
                                 "PRAGMA wal_autocheckpoint = 0; PRAGMA temp_store = MEMORY;";
    struct sqlite *sqlite = calloc(1, sizeof *sqlite);
    int code;

    if (!sqlite)
        abort();
    db->handle = sqlite;
    sqlite->statements = calloc((size_t)sql_count, sizeof *sqlite->statements);
    if (!sqlite->statements)
        abort();
    code = sqlite3_open_v2(db->database->target, &sqlite->connection,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return sqlite_failed(db, code);
    sqlite3_extended_result_codes(sqlite->connection, 1);
    sqlite3_busy_timeout(sqlite->connection, 5000);
    sqlite3_db_config(sqlite->connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, (int)db->is_reader,
                      NULL);
    sqlite3_db_config(sqlite->connection, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_wal_hook(sqlite->connection, count_log_pages, sqlite);
    return sqlite_command(db, db->is_reader ? reader : writer);
}

static void sqlite_close(struct db *db)
{
    struct sqlite *sqlite = sqlite_of(db);

    if (!sqlite)
        return;
    for (int i = 0; i < sql_count; i++)
        sqlite3_finalize(sqlite->statements[i]);
    for (size_t i = 0; i < COUNT_OF(words); i++)
        sqlite3_finalize(sqlite->words[i]);
    sqlite3_close(sqlite->connection);
    free(sqlite->statements);
    free(sqlite);
}

static enum err sqlite_prepare(struct db *db, const struct sql *sql)
{
    return prepare_text(db, sql->sqlite, &sqlite_of(db)->statements[sql->number]);
}

/* The values belong to the caller's arena and outlive the step, so nothing is copied. */
static enum err sqlite_bind(struct db *db, const struct sql *sql, const struct value *values,
                            sqlite3_stmt **out)
{
    sqlite3_stmt *statement;
    int code = SQLITE_OK;

    TRY(sqlite_prepare(db, sql));
    statement = sqlite_of(db)->statements[sql->number];
    for (int i = 0; i < sql->param_count && code == SQLITE_OK; i++) {
        const struct value *value = &values[i];

        if (value->kind == VALUE_INTEGER)
            code = sqlite3_bind_int64(statement, i + 1, value->integer);
        else if (value->kind == VALUE_TEXT)
            code = sqlite3_bind_text(statement, i + 1, value->text, -1, SQLITE_STATIC);
        else if (value->kind == VALUE_BYTES)
            code = sqlite3_bind_blob64(statement, i + 1, value->bytes.at, value->bytes.size,
                                       SQLITE_STATIC);
        else
            code = sqlite3_bind_null(statement, i + 1);
    }
    *out = statement;
    return code == SQLITE_OK ? OK : sqlite_failed(db, code);
}

static enum err sqlite_execute(struct db *db, const struct sql *sql, const struct value *values,
                               int64_t *changed)
{
    sqlite3_stmt *statement;

    TRY(sqlite_bind(db, sql, values, &statement));
    TRY(step_through(db, statement));
    if (changed)
        *changed = sqlite3_changes64(sqlite_of(db)->connection);
    return OK;
}

static enum err sqlite_query(struct db *db, const struct sql *sql, const struct value *values)
{
    return sqlite_bind(db, sql, values, &sqlite_of(db)->current);
}

static enum err sqlite_step(struct db *db, bool *has_row)
{
    int code = sqlite3_step(sqlite_of(db)->current);

    *has_row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE ? OK : sqlite_failed(db, code);
}

static void sqlite_finish(struct db *db)
{
    sqlite3_reset(sqlite_of(db)->current);
    sqlite_of(db)->current = NULL;
}

static int sqlite_column_count(struct db *db)
{
    return sqlite3_column_count(sqlite_of(db)->current);
}

static const char *sqlite_column_name(struct db *db, int column)
{
    return sqlite3_column_name(sqlite_of(db)->current, column);
}

static void sqlite_column_value(struct db *db, int column, enum field_kind kind,
                                struct arena *arena, struct value *out)
{
    sqlite3_stmt *statement = sqlite_of(db)->current;

    (void)kind;
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        *out = (struct value){.kind = VALUE_INTEGER,
                              .integer = sqlite3_column_int64(statement, column)};
        return;
    case SQLITE_TEXT:
        out->kind = VALUE_TEXT;
        out->text = (const char *)sqlite3_column_text(statement, column);
        out->text =
            arena_copy_bytes(arena, out->text, (size_t)sqlite3_column_bytes(statement, column));
        return;
    case SQLITE_BLOB:
        out->kind = VALUE_BYTES;
        out->bytes.size = (size_t)sqlite3_column_bytes(statement, column);
        out->bytes.at =
            arena_copy_bytes(arena, sqlite3_column_blob(statement, column), out->bytes.size);
        return;
    default:
        out->kind = VALUE_NULL;
    }
}

static enum err sqlite_flush(struct db *db)
{
    (void)db;
    return OK; /* nothing is ever queued */
}

/* After a full disk or an i/o error SQLite has rolled everything back by itself. */
static bool sqlite_is_broken(const struct db *db)
{
    return sqlite3_get_autocommit(sqlite_of(db)->connection) != 0;
}

void db_checkpoint(struct db *db)
{
    struct sqlite *sqlite = sqlite_of(db);

    if (db->engine != &engine_sqlite || sqlite->log_pages < CHECKPOINT_PAGES)
        return;
    sqlite3_wal_checkpoint_v2(sqlite->connection, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    sqlite->log_pages = 0;
}

const struct engine engine_sqlite = {
    .begin_writer = "BEGIN IMMEDIATE",
    .begin_reader = "BEGIN",
    .name = sqlite_name,
    .start = sqlite_start,
    .open = sqlite_open,
    .close = sqlite_close,
    .command = sqlite_command,
    .execute = sqlite_execute,
    .query = sqlite_query,
    .step = sqlite_step,
    .finish = sqlite_finish,
    .column_count = sqlite_column_count,
    .column_name = sqlite_column_name,
    .column_value = sqlite_column_value,
    .flush = sqlite_flush,
    .prepare = sqlite_prepare,
    .is_broken = sqlite_is_broken,
};
