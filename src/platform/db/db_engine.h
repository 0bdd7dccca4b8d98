/* What the two engines have to offer to db.c, and what the two of them share. Nobody else includes
 * it. */
#ifndef PLATFORM_DB_DB_ENGINE_H
#define PLATFORM_DB_DB_ENGINE_H

#include <pthread.h>

#include "base/field.h"
#include "platform/db/database.h"
#include "platform/db/db.h"

enum { VALUES_MAX = 64, COLUMNS_MAX = 64, ID_KINDS = 2 };

enum value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_kind kind;
    int64_t integer;
    const char *text;
    struct bytes bytes;
};

/* The columns of a prepared statement, matched with a field table once. */
struct columns {
    const struct field *fields;
    int count;
    const struct field *at[COLUMNS_MAX];
};

/* The parameters of a statement, matched with a field table once; NULL: a circumstance. */
struct parameters {
    const struct field *fields;
    const struct field *at[VALUES_MAX];
};

struct engine {
    const char *begin_writer, *begin_reader;
    /* What people may read: the target without its password. To be freed. */
    char *(*name)(const char *target);
    /* Before the first connection; or NULL. */
    void (*start)(void);
    enum err (*open)(struct db *db);
    void (*close)(struct db *db);
    /* Plain text without parameters or rows. */
    enum err (*command)(struct db *db, const char *text);
    /* A write. `changed` NULL: it may be queued. */
    enum err (*execute)(struct db *db, const struct sql *sql, const struct value *values,
                        int64_t *changed);
    /* Begins a read; then `step` until it says false, then `finish`. */
    enum err (*query)(struct db *db, const struct sql *sql, const struct value *values);
    enum err (*step)(struct db *db, bool *has_row);
    void (*finish)(struct db *db);
    int (*column_count)(struct db *db);
    const char *(*column_name)(struct db *db, int column);
    void (*column_value)(struct db *db, int column, enum field_kind kind, struct arena *arena,
                         struct value *out);
    /* Waits for what was queued. */
    enum err (*flush)(struct db *db);
    enum err (*prepare)(struct db *db, const struct sql *sql);
    bool (*is_broken)(const struct db *db);
};

extern const struct engine engine_sqlite, engine_postgres;

struct id_block {
    int64_t next, end;
};

struct database {
    const struct engine *engine;
    char *target, *name;
    int lock_file; /* SQLite: holds the lock; -1 otherwise */
    pthread_mutex_t ids_mutex;
    struct id_block ids[ID_KINDS];
    int id_takers; /* transactions under way that may take ids */
};

struct db {
    const struct engine *engine;
    struct database *database;
    bool is_reader, is_lost, is_id_taker;
    char message[512];
    struct columns **columns; /* by statement number, as are the next */
    struct parameters **parameters;
    void *handle; /* the engine's own */
};

enum err db_error(struct db *db, enum err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
