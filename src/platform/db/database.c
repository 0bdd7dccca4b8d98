#include "platform/db/database.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "platform/db/db_engine.h"
#include "platform/log/log.h"
#include "sql.h"

/* How many ids a task may take. */
static const struct {
    const char *name;
    int64_t reserve;
} id_series[ID_KINDS] = {
    [ID_PUBLIC] = {"public", 4096 },
    [ID_ROW] = {"row",    65536},
};

bool target_is_postgres(const char *target)
{
    return strncmp(target, "postgres", 8) == 0 ? strstr(target, "://") != NULL
                                               : strchr(target, '=') != NULL;
}

bool database_is_postgres(const struct database *database)
{
    return database->engine == &engine_postgres;
}

const char *database_name(const struct database *database)
{
    return database->name;
}

/* The file beside the database whose lock says who works with it. */
static int lock_database_file(const char *path, struct arena *arena, const char **why)
{
    const char *lock_path = arena_printf(arena, "%s.lock", path);
    int file = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    char owner[16] = "";
    ssize_t size;

    if (file < 0) {
        *why = arena_printf(arena, "%s cannot be opened: %s", lock_path, strerror(errno));
        return -1;
    }
    if (flock(file, LOCK_EX | LOCK_NB) != 0) {
        size = read(file, owner, sizeof owner - 1);
        *why = arena_printf(arena,
                            "%s is in use by process %s; only one process may open an SQLite "
                            "file. Stop that process, or work through it",
                            path, size > 0 ? owner : "(unknown)");
        close(file);
        return -1;
    }
    size = snprintf(owner, sizeof owner, "%d", (int)getpid());
    if (ftruncate(file, 0) != 0 || write(file, owner, (size_t)size) != size)
        log_write(LOG_WARNING, NULL, "%s cannot be written: %s", lock_path, strerror(errno));
    return file;
}

struct database *database_open(const char *target, bool must_exist, struct arena *arena,
                               const char **why)
{
    struct database *database = calloc(1, sizeof *database);
    bool is_postgres = target_is_postgres(target);

    if (!database)
        abort();
    database->lock_file = -1;
    database->engine = is_postgres ? &engine_postgres : &engine_sqlite;
    database->target = strdup(target);
    database->name = database->engine->name(target);
    pthread_mutex_init(&database->ids_mutex, NULL);
    if (database->engine->start)
        database->engine->start();
    if (!is_postgres) {
        if (must_exist && access(target, F_OK) != 0)
            *why = arena_printf(arena, "%s does not exist; `tacite init` makes a database", target);
        else
            database->lock_file = lock_database_file(target, arena, why);
        if (database->lock_file < 0) {
            database_close(database);
            return NULL;
        }
    }
    return database;
}

/* Gives the rest of a block back, if nobody took a later one. */
static void return_ids(struct database *database)
{
    struct db *db = db_open(database, false);

    for (int kind = 0; db && kind < ID_KINDS; kind++) {
        struct id_block *block = &database->ids[kind];
        char text[128];

        snprintf(text, sizeof text,
                 "UPDATE counters SET next = %lld WHERE name = '%s' AND next = %lld",
                 (long long)block->next, id_series[kind].name, (long long)block->end);
        if (block->next < block->end && db->engine->command(db, text) == OK)
            (void)!db->engine->flush(db);
    }
    db_close(db);
}

void database_close(struct database *database)
{
    if (!database)
        return;
    if (database->ids[ID_PUBLIC].end)
        return_ids(database);
    if (database->lock_file >= 0)
        close(database->lock_file);
    pthread_mutex_destroy(&database->ids_mutex);
    free(database->target);
    free(database->name);
    free(database);
}

/* Fetches ids in a transaction of its own, so that undoing the caller's never gives the same ids
 * out again. */
static enum err fetch_ids(struct db *db, int kind, int64_t count)
{
    struct id_block *block = &db->database->ids[kind];
    struct value values[2] = {
        {.kind = VALUE_INTEGER, .integer = count            },
        {.kind = VALUE_TEXT,    .text = id_series[kind].name},
    };
    struct value first = {0};
    bool has_row = false;
    enum err err = db->engine->query(db, &sql_counter_take, values);

    if (err == OK) {
        err = db->engine->step(db, &has_row);
        if (err == OK && has_row)
            db->engine->column_value(db, 0, FIELD_INTEGER, NULL, &first);
        db->engine->finish(db);
    }
    if (err != OK || !has_row)
        return err != OK ? err : db_error(db, ERR_FAILED, "no counter %s", id_series[kind].name);
    /* What continues the last block is joined to it; else the rest of that one is a gap. */
    if (block->end != first.integer)
        block->next = first.integer;
    block->end = first.integer + count;
    return OK;
}

/* Are there enough for so many of the largest tasks? */
static bool has_ids(const struct database *database, int kind, int takers)
{
    const struct id_block *block = &database->ids[kind];

    return block->end - block->next >= id_series[kind].reserve * takers;
}

bool db_has_ids(const struct db *db)
{
    struct database *database = db->database;
    bool has_enough = true;

    pthread_mutex_lock(&database->ids_mutex);
    for (int kind = 0; kind < ID_KINDS; kind++)
        has_enough = has_enough && has_ids(database, kind, database->id_takers);
    pthread_mutex_unlock(&database->ids_mutex);
    return has_enough;
}

/* Leaves enough for this transaction and for the others under way. What is fetched is twice of it,
 * so that most transactions need not fetch. */
static enum err reserve_ids(struct db *db)
{
    struct database *database = db->database;
    enum err err = OK;

    pthread_mutex_lock(&database->ids_mutex);
    for (int kind = 0; err == OK && kind < ID_KINDS; kind++)
        if (!has_ids(database, kind, database->id_takers + 1))
            err = fetch_ids(db, kind, id_series[kind].reserve * (database->id_takers + 1) * 2);
    if (err == OK) {
        database->id_takers++;
        db->is_id_taker = true;
    }
    pthread_mutex_unlock(&database->ids_mutex);
    return err;
}

/* The transaction is over: it takes no ids any more. */
static void release_ids(struct db *db)
{
    if (!db->is_id_taker)
        return;
    pthread_mutex_lock(&db->database->ids_mutex);
    db->database->id_takers--;
    pthread_mutex_unlock(&db->database->ids_mutex);
    db->is_id_taker = false;
}

struct db *db_open(struct database *database, bool is_reader)
{
    struct db *db = calloc(1, sizeof *db);

    if (!db)
        abort();
    db->engine = database->engine;
    db->database = database;
    db->is_reader = is_reader;
    db->columns = calloc((size_t)sql_count, sizeof *db->columns);
    db->parameters = calloc((size_t)sql_count, sizeof *db->parameters);
    if (!db->columns || !db->parameters)
        abort();
    if (db->engine->open(db) != OK) {
        log_write(LOG_ERROR, NULL, "database %s: %s", database->name, db->message);
        db_close(db);
        return NULL;
    }
    return db;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    release_ids(db);
    db->engine->close(db);
    for (int i = 0; i < sql_count; i++) {
        free(db->columns[i]);
        free(db->parameters[i]);
    }
    free(db->columns);
    free(db->parameters);
    free(db);
}

bool db_is_lost(const struct db *db)
{
    return db->is_lost;
}

bool db_is_broken(const struct db *db)
{
    return db->engine->is_broken(db);
}

const char *db_message(const struct db *db)
{
    return db->message;
}

enum err db_begin(struct db *db)
{
    db->message[0] = '\0';
    release_ids(db);
    if (!db->is_reader)
        TRY(reserve_ids(db));
    return db->engine->command(db,
                               db->is_reader ? db->engine->begin_reader : db->engine->begin_writer);
}

enum err db_commit(struct db *db)
{
    enum err err = db->engine->command(db, "COMMIT");

    release_ids(db);
    return err == OK ? db->engine->flush(db) : err;
}

void db_rollback(struct db *db)
{
    char message[sizeof db->message];

    release_ids(db);
    /* What went wrong before is what the log should tell. */
    memcpy(message, db->message, sizeof message);
    (void)!db->engine->flush(db);
    if (db->engine->command(db, "ROLLBACK") == OK)
        (void)!db->engine->flush(db);
    memcpy(db->message, message, sizeof message);
}

/* Opens the comments of one engine; the other's are comments to this one anyway. */
static void unwrap(char *text, const char *engine)
{
    size_t size = strlen(engine);
    char *at = text;

    while ((at = strstr(at, "/*"))) {
        char *end = strstr(at, "*/");

        if (!end)
            return;
        if (strncmp(at + 2, engine, size) == 0 && strchr(" \n", at[2 + size])) {
            memset(at, ' ', 2 + size);
            memset(end, ' ', 2);
        }
        at = end + 2;
    }
}

enum err db_script(struct db *db, const char *text)
{
    char *own = strdup(text);
    enum err err;

    if (!own)
        abort();
    unwrap(own, database_is_postgres(db->database) ? "pg" : "sqlite");
    err = db->engine->command(db, own);
    free(own);
    return err == OK ? db->engine->flush(db) : err;
}

enum err db_check_statements(struct db *db, struct arena *arena, const char **why)
{
    for (int i = 0; i < sql_count; i++) {
        enum err err = db->engine->prepare(db, sql_all[i]);

        if (err != OK) {
            *why = arena_printf(arena, "statement %s does not prepare: %s", sql_all[i]->name,
                                db->message);
            return err;
        }
    }
    return OK;
}

static enum err dump_postgres(struct database *database, const char *path, struct arena *arena,
                              const char **why)
{
    char *arguments[] = {
        arena_copy(arena, "pg_dump"),
        arena_copy(arena, "--format=custom"),
        arena_copy(arena, "--file"),
        arena_copy(arena, path),
        database->target,
        NULL,
    };
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        execvp(arguments[0], arguments);
        _exit(127);
    }
    if (child > 0)
        waitpid(child, &status, 0);
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return OK;
    *why = arena_printf(arena, "pg_dump failed (is postgresql-client installed?)");
    return ERR_FAILED;
}

enum err db_copy(struct db *db, const char *path, struct arena *arena, const char **why)
{
    struct text command = {.arena = arena};
    enum err err;

    if (access(path, F_OK) == 0) {
        *why = arena_printf(arena, "%s exists already", path);
        return ERR_CONFLICT;
    }
    if (database_is_postgres(db->database))
        return dump_postgres(db->database, path, arena, why);
    text_append(&command, "VACUUM INTO '");
    for (const char *at = path; *at; at++)
        text_append_bytes(&command, *at == '\'' ? "''" : at, *at == '\'' ? 2 : 1);
    text_append(&command, "'");
    /* A reader refuses to write, even into a file of its own. */
    err = db->engine->command(db, "PRAGMA query_only = OFF");
    if (err == OK)
        err = db->engine->command(db, text_done(&command));
    if (db->is_reader && db->engine->command(db, "PRAGMA query_only = ON") != OK)
        db->is_lost = true;
    if (err == OK)
        return OK;
    *why = arena_printf(arena, "%s: %s", path, db->message);
    unlink(path);
    return ERR_FAILED;
}
