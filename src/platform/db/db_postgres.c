/* PostgreSQL through libpq in pipeline mode: writes are sent without waiting for their answers, and
 * a read or a commit collects them. Everything goes as text but bytes, which go in binary. */
#include <inttypes.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "platform/db/db_engine.h"
#include "sql.h"

/* More unanswered statements than this could fill both sides' buffers and stop them for good. */
enum { QUEUE_MAX = 200, COMMAND = -1, COMMIT = -2 };

struct pending {
    int number; /* of the statement, or COMMAND or COMMIT */
    bool is_prepare;
};

struct postgres {
    PGconn *connection;
    bool *is_prepared; /* by number */
    struct pending pending[QUEUE_MAX + 4];
    int pending_count;
    PGresult *result; /* the rows of the read under way */
    int row;
    int64_t changed; /* by the last statement collected */
};

static struct postgres *postgres_of(const struct db *db)
{
    return db->handle;
}

static enum err lost(struct db *db)
{
    db->is_lost = true;
    return db_error(db, ERR_UNAVAILABLE, "%s", PQerrorMessage(postgres_of(db)->connection));
}

static enum err postgres_failed(struct db *db, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

    if (!state || PQstatus(postgres_of(db)->connection) == CONNECTION_BAD)
        return lost(db);
    db_error(db, ERR_FAILED, "%s (%s)", message, state);
    /* Serialization failure, deadlock, lock not available, a unique key taken meanwhile. */
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0 || strcmp(state, "55P03") == 0 ||
        strcmp(state, "23505") == 0)
        return ERR_RETRY;
    if (strncmp(state, "53", 2) == 0) /* insufficient resources, a full disk among them */
        return strcmp(state, "53100") == 0 ? ERR_FULL : ERR_UNAVAILABLE;
    if (strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0) {
        db->is_lost = true;
        return ERR_UNAVAILABLE;
    }
    return ERR_FAILED;
}

/* A password may stand in several places of a target, so libpq takes it apart. */
static char *postgres_name(const char *target)
{
    PQconninfoOption *options = PQconninfoParse(target, NULL);
    char *name = NULL;
    size_t size;
    FILE *out = open_memstream(&name, &size);

    if (!out)
        abort();
    for (const PQconninfoOption *option = options; option && option->keyword; option++)
        if (option->val && !strchr(option->dispchar, '*')) /* a star marks secrets */
            fprintf(out, "%s%s=%s", ftell(out) ? " " : "", option->keyword, option->val);
    if (!ftell(out))
        fputs("PostgreSQL", out);
    fclose(out);
    PQconninfoFree(options);
    return name;
}

static enum err postgres_open(struct db *db)
{
    /* Every statement is written to go from index to index, as SQLite does. Statements are prepared
     * when the tables are small, and a plan that reads a small table whole would be kept when it
     * has grown. What reads a table all the same is thought so dear that it would be compiled
     * first, which costs a hundred milliseconds. */
    static const char settings[] = "SET client_min_messages = error; SET timezone = 'UTC';"
                                   "SET enable_seqscan = off; SET enable_hashjoin = off;"
                                   "SET enable_mergejoin = off; SET jit = off";
    struct postgres *postgres = calloc(1, sizeof *postgres);

    if (!postgres)
        abort();
    db->handle = postgres;
    postgres->is_prepared = calloc((size_t)sql_count, sizeof *postgres->is_prepared);
    if (!postgres->is_prepared)
        abort();
    postgres->connection = PQconnectdb(db->database->target);
    if (PQstatus(postgres->connection) != CONNECTION_OK)
        return lost(db);
    PQclear(PQexec(postgres->connection, settings));
    return PQenterPipelineMode(postgres->connection) ? OK : lost(db);
}

static void postgres_close(struct db *db)
{
    struct postgres *postgres = postgres_of(db);

    if (!postgres)
        return;
    PQclear(postgres->result);
    PQfinish(postgres->connection);
    free(postgres->is_prepared);
    free(postgres);
}

/* The answer of one queued statement. Keeps the rows of the last one. */
static enum err collect_one(struct db *db, const struct pending *pending)
{
    struct postgres *postgres = postgres_of(db);
    PGresult *result = PQgetResult(postgres->connection);
    enum err err = OK;

    if (!result)
        return lost(db);
    switch (PQresultStatus(result)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
        if (pending->is_prepare)
            postgres->is_prepared[pending->number] = true;
        postgres->changed = strtoll(PQcmdTuples(result), NULL, 10);
        /* The COMMIT of a transaction that had failed undoes it, and calls that a success. */
        if (pending->number == COMMIT && strcmp(PQcmdStatus(result), "COMMIT") != 0)
            err = db_error(db, ERR_FAILED, "an error before had undone the transaction");
        break;
    case PGRES_PIPELINE_ABORTED:
        err = ERR_FAILED; /* something before it failed, and told why */
        break;
    default:
        err = postgres_failed(db, result);
    }
    PQclear(postgres->result);
    postgres->result = result;
    PQclear(PQgetResult(postgres->connection)); /* the NULL that ends a statement's answers */
    return err;
}

static enum err postgres_flush(struct db *db)
{
    struct postgres *postgres = postgres_of(db);
    enum err first = OK;
    PGresult *sync;

    if (!postgres->pending_count)
        return OK;
    if (!PQpipelineSync(postgres->connection))
        first = lost(db);
    for (int i = 0; i < postgres->pending_count && !db->is_lost; i++) {
        enum err err = collect_one(db, &postgres->pending[i]);

        first = first == OK ? err : first;
    }
    postgres->pending_count = 0;
    if (db->is_lost)
        return first == OK ? ERR_UNAVAILABLE : first;
    sync = PQgetResult(postgres->connection);
    if (PQresultStatus(sync) != PGRES_PIPELINE_SYNC)
        first = lost(db);
    PQclear(sync);
    return first;
}

static enum err enqueue(struct db *db, int number, bool is_prepare, int was_sent)
{
    struct postgres *postgres = postgres_of(db);

    if (!was_sent)
        return lost(db);
    postgres->pending[postgres->pending_count++] = (struct pending){number, is_prepare};
    return OK;
}

static enum err make_room(struct db *db)
{
    return postgres_of(db)->pending_count >= QUEUE_MAX ? postgres_flush(db) : OK;
}

/* One statement goes along with the next read; several, which the extended protocol refuses, go one
 * by one. */
static enum err postgres_command(struct db *db, const char *text)
{
    PGconn *connection = postgres_of(db)->connection;
    PGresult *result;
    enum err err = OK;

    if (db->is_lost)
        return ERR_UNAVAILABLE;
    if (!strchr(text, ';')) {
        TRY(make_room(db));
        return enqueue(db, strcmp(text, "COMMIT") == 0 ? COMMIT : COMMAND, false,
                       PQsendQueryParams(connection, text, 0, NULL, NULL, NULL, NULL, 0));
    }
    TRY(postgres_flush(db));
    if (!PQexitPipelineMode(connection))
        return lost(db);
    result = PQexec(connection, text);
    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK &&
        PQresultStatus(result) != PGRES_EMPTY_QUERY) /* nothing but words for the other engine */
        err = postgres_failed(db, result);
    PQclear(result);
    return PQenterPipelineMode(connection) ? err : lost(db);
}

static enum err send_prepare(struct db *db, const struct sql *sql)
{
    struct postgres *postgres = postgres_of(db);

    if (postgres->is_prepared[sql->number])
        return OK;
    for (int i = 0; i < postgres->pending_count; i++)
        if (postgres->pending[i].is_prepare && postgres->pending[i].number == sql->number)
            return OK;
    return enqueue(db, sql->number, true,
                   PQsendPrepare(postgres->connection, sql->name, sql->pg, 0, NULL));
}

static enum err send_statement(struct db *db, const struct sql *sql, const struct value *values)
{
    const char *texts[VALUES_MAX];
    int sizes[VALUES_MAX], formats[VALUES_MAX];
    char digits[VALUES_MAX][24];

    if (db->is_lost)
        return ERR_UNAVAILABLE;
    TRY(make_room(db));
    TRY(send_prepare(db, sql));
    for (int i = 0; i < sql->param_count; i++) {
        texts[i] = NULL;
        formats[i] = values[i].kind == VALUE_BYTES;
        if (values[i].kind == VALUE_INTEGER) {
            snprintf(digits[i], sizeof digits[i], "%" PRId64, values[i].integer);
            texts[i] = digits[i];
        } else if (values[i].kind == VALUE_TEXT) {
            texts[i] = values[i].text;
        } else if (values[i].kind == VALUE_BYTES) {
            texts[i] = values[i].bytes.at;
            sizes[i] = (int)values[i].bytes.size;
        }
    }
    return enqueue(db, sql->number, false,
                   PQsendQueryPrepared(postgres_of(db)->connection, sql->name, sql->param_count,
                                       texts, sizes, formats, 0));
}

static enum err postgres_execute(struct db *db, const struct sql *sql, const struct value *values,
                                 int64_t *changed)
{
    TRY(send_statement(db, sql, values));
    if (!changed)
        return OK;
    TRY(postgres_flush(db));
    *changed = postgres_of(db)->changed;
    return OK;
}

static enum err postgres_query(struct db *db, const struct sql *sql, const struct value *values)
{
    TRY(send_statement(db, sql, values));
    TRY(postgres_flush(db));
    postgres_of(db)->row = -1;
    return OK;
}

static enum err postgres_step(struct db *db, bool *has_row)
{
    struct postgres *postgres = postgres_of(db);

    *has_row = ++postgres->row < PQntuples(postgres->result);
    return OK;
}

static void postgres_finish(struct db *db)
{
    PQclear(postgres_of(db)->result);
    postgres_of(db)->result = NULL;
}

static int postgres_column_count(struct db *db)
{
    return PQnfields(postgres_of(db)->result);
}

static const char *postgres_column_name(struct db *db, int column)
{
    return PQfname(postgres_of(db)->result, column);
}

static void postgres_column_value(struct db *db, int column, enum field_kind kind,
                                  struct arena *arena, struct value *out)
{
    const PGresult *result = postgres_of(db)->result;
    int row = postgres_of(db)->row;
    const char *text = PQgetvalue(result, row, column);

    if (PQgetisnull(result, row, column)) {
        out->kind = VALUE_NULL;
    } else if (kind == FIELD_BYTES) {
        unsigned char *bytes;

        out->kind = VALUE_BYTES;
        bytes = PQunescapeBytea((const unsigned char *)text, &out->bytes.size);
        if (!bytes)
            abort();
        out->bytes.at = arena_copy_bytes(arena, bytes, out->bytes.size);
        PQfreemem(bytes);
    } else if (kind == FIELD_TEXT || kind == FIELD_JSON || kind == FIELD_CHOICE) {
        out->kind = VALUE_TEXT;
        out->text = arena_copy_bytes(arena, text, (size_t)PQgetlength(result, row, column));
    } else {
        *out = (struct value){.kind = VALUE_INTEGER, .integer = strtoll(text, NULL, 10)};
    }
}

static enum err postgres_prepare(struct db *db, const struct sql *sql)
{
    TRY(send_prepare(db, sql));
    return postgres_flush(db);
}

static bool postgres_is_broken(const struct db *db)
{
    return db->is_lost;
}

const struct engine engine_postgres = {
    .begin_writer = "BEGIN",
    .begin_reader = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .name = postgres_name,
    .open = postgres_open,
    .close = postgres_close,
    .command = postgres_command,
    .execute = postgres_execute,
    .query = postgres_query,
    .step = postgres_step,
    .finish = postgres_finish,
    .column_count = postgres_column_count,
    .column_name = postgres_column_name,
    .column_value = postgres_column_value,
    .flush = postgres_flush,
    .prepare = postgres_prepare,
    .is_broken = postgres_is_broken,
};
