/* The database as a whole, for those who own connections: the program's start, the workers of
 * platform/work, the backup. A room includes db.h instead. */
#ifndef PLATFORM_DB_DATABASE_H
#define PLATFORM_DB_DATABASE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct database;
struct db;

/* Opens what `target` names: `postgresql://...` or `host=... dbname=...` is PostgreSQL, anything
 * else the path of an SQLite file, which is created unless `must_exist`. An SQLite file is locked
 * against every other process for as long as it is open.
 *
 * On failure returns NULL and a sentence in `why`, which names the target without its password. */
struct database *database_open(const char *target, bool must_exist, struct arena *arena,
                               const char **why);
/* All connections must be closed. Unused ids are given back. */
void database_close(struct database *database);

bool database_is_postgres(const struct database *database);
bool target_is_postgres(const char *target);
/* Without a password: for people. */
const char *database_name(const struct database *database);

/* A connection. `is_reader` ones refuse to write. NULL if it cannot be made; the reason is logged.
 */
struct db *db_open(struct database *database, bool is_reader);
void db_close(struct db *db);
/* Is the connection gone, so that only a new one helps? */
bool db_is_lost(const struct db *db);

MUST_CHECK enum err db_begin(struct db *db);
/* ERR_RETRY or ERR_FULL as in db.h; anything but OK means that nothing was kept. */
MUST_CHECK enum err db_commit(struct db *db);
void db_rollback(struct db *db);
/* May another task still work in this transaction, or could it run out of ids? A fresh transaction
 * has enough for any one. */
bool db_has_ids(const struct db *db);
/* Did an error undo the whole transaction, not only a statement? */
bool db_is_broken(const struct db *db);

/* The engine's own words for the last error, for the log. */
const char *db_message(const struct db *db);

/* Runs a text of several statements. `/\*sqlite … *\/` and `/\*pg … *\/` count for their engine. */
MUST_CHECK enum err db_script(struct db *db, const char *text);

/* Prepares every statement of the program; the first that does not prepare is named in `why`. */
MUST_CHECK enum err db_check_statements(struct db *db, struct arena *arena, const char **why);

/* SQLite: moves the log's pages into the file if there are many; called by the one writer only.
 * PostgreSQL: nothing. */
void db_checkpoint(struct db *db);

/* A consistent copy into a new file: SQLite by its own copier, PostgreSQL through pg_dump. */
MUST_CHECK enum err db_copy(struct db *db, const char *path, struct arena *arena, const char **why);

#endif
