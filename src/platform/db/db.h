/* Statements, rows and transactions, the same on SQLite and PostgreSQL.
 *
 * The seam between the two is the statement: a room writes one SQL text (its .sql file) and never
 * learns which engine runs it. A `struct database` is opened once by the program; a `struct db` is
 * one connection of it, used by one thread at a time. Every function below works inside the
 * transaction that the connection's owner began (platform/work); none of them begins or ends one.
 *
 * Parameters are named. `business_id`-like circumstances need not be passed: `id_business`, `now`
 * and `machine_now` are taken from the ctx unless an argument has that name.
 *
 * If the ctx has a digest, every value that is read is mixed into it, so that no handler can forget
 * what its answer rests on.
 *
 * Errors: ERR_NOT_FOUND for no row where one was asked for (not noted: the caller knows what was
 * looked for), ERR_RETRY for a lost race, ERR_FULL for a full disk, ERR_UNAVAILABLE for a database
 * that went away, ERR_FAILED for anything else, which is a bug and stands in the log. */
#ifndef PLATFORM_DB_DB_H
#define PLATFORM_DB_DB_H

#include "base/ctx.h"
#include "base/field.h"

struct sql {
    const char *name;
    int number; /* its place in the connection's cache of prepared statements */
    const char *sqlite, *pg;
    const char *const *params;
    int param_count;
};

/* A named value of a call. */
struct arg {
    const char *name;
    enum field_kind kind;
    union {
        int64_t integer;
        const char *text;
        struct bytes bytes;
    };
};

struct args {
    const struct arg *at;
    size_t count;
};

static inline struct arg arg_integer(const char *name, int64_t value)
{
    return (struct arg){.name = name, .kind = FIELD_INTEGER, .integer = value};
}

static inline struct arg arg_bool(const char *name, bool value)
{
    return arg_integer(name, value);
}

static inline struct arg arg_instant(const char *name, struct instant value)
{
    return (struct arg){.name = name, .kind = FIELD_INSTANT, .integer = value.micros};
}

static inline struct arg arg_text(const char *name, const char *value)
{
    return (struct arg){.name = name, .kind = FIELD_TEXT, .text = value};
}

static inline struct arg arg_bytes(const char *name, struct bytes value)
{
    return (struct arg){.name = name, .kind = FIELD_BYTES, .bytes = value};
}

/* ARG(id_customer) passes the variable under its own name, ARG_AS(id, customer->id) another. */
#define ARG_AS(name, value)                                                                        \
    _Generic((value), const char *                                                                 \
             : arg_text, char *                                                                    \
             : arg_text, struct instant                                                            \
             : arg_instant, struct bytes                                                           \
             : arg_bytes, bool                                                                     \
             : arg_bool, int64_t                                                                   \
             : arg_integer, int                                                                    \
             : arg_integer)(#name, value)
#define ARG(name) ARG_AS(name, name)
#define ARGS(...)                                                                                  \
    ((struct args){(const struct arg[]){__VA_ARGS__},                                              \
                   sizeof((const struct arg[]){__VA_ARGS__}) / sizeof(struct arg)})
#define NO_ARGS ((struct args){NULL, 0})

/* Exactly one row into `row`, or ERR_NOT_FOUND. Columns meet fields by name; a column without a
 * field is a bug, a field without a column is left absent. */
MUST_CHECK enum err db_get(struct ctx *ctx, const struct sql *sql, struct args args,
                           const struct field *fields, void *row);

/* All rows, each `size` bytes, in the arena. */
MUST_CHECK enum err db_list(struct ctx *ctx, const struct sql *sql, struct args args,
                            const struct field *fields, size_t size, struct list *rows);

/* The first column of the only row, an integer; NONE where it is NULL. */
MUST_CHECK enum err db_number(struct ctx *ctx, const struct sql *sql, struct args args,
                              int64_t *out);

/* A write whose outcome only an error could tell. On PostgreSQL it is queued and leaves with the
 * next read or the commit, so its error may show there. */
MUST_CHECK enum err db_run(struct ctx *ctx, const struct sql *sql, struct args args);

/* The same with the fields of `row` as parameters, by name. */
MUST_CHECK enum err db_save(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                            const void *row);

/* Many rows of `size` bytes each, in order. */
MUST_CHECK enum err db_save_list(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                                 size_t size, const struct list *rows);

/* A write that is executed now, and how many rows it changed. */
MUST_CHECK enum err db_change(struct ctx *ctx, const struct sql *sql, struct args args,
                              int64_t *changed);

/* `db_save` for a row with a version: no row changed means that somebody else was faster. */
MUST_CHECK enum err db_update(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                              const void *row);

/* Is this a connection that only reads? What a transaction that writes has seen may never be. */
bool db_only_reads(const struct db *db);

/* A new id. Public ones number what clients see, row ones the rest; both are positive, ascending
 * and unique in the whole installation, with harmless gaps. */
enum id_kind { ID_PUBLIC, ID_ROW };
int64_t db_new_id(struct ctx *ctx, enum id_kind kind);

/* Inside a transaction, a part that can be undone alone. Nested ones are not needed. */
MUST_CHECK enum err db_savepoint(struct ctx *ctx);
MUST_CHECK enum err db_savepoint_release(struct ctx *ctx);
MUST_CHECK enum err db_savepoint_undo(struct ctx *ctx);

#endif
