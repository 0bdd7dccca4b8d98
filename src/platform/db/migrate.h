/* Migrations: how a database gets from an older schema to this program's.
 *
 * Forward only, each in one transaction, each remembered with the checksum of its text. A database
 * that a newer program has migrated is refused, and so is one whose migrations are not the ones
 * that this program knows. On SQLite a copy of a database in use is made before the first step; on
 * PostgreSQL an advisory lock lets one node migrate while the others wait. */
#ifndef PLATFORM_DB_MIGRATE_H
#define PLATFORM_DB_MIGRATE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

struct db;

struct migration {
    int number; /* 1, 2, 3 ... without a gap */
    const char *name, *text;
};

/* Those of this program. */
extern const struct migration migrations[];
extern const int migration_count;

struct migration_report {
    int before, after; /* the schema's number; 0 for an empty database */
    const char *copy;  /* the copy that was made, or NULL */
};

/* Applies what is missing. On failure nothing of the failing step is kept and `why` is a sentence:
 * ERR_CONFLICT for a newer or foreign schema, else what the database said. With `is_dry` it only
 * looks. */
MUST_CHECK enum err migrate(struct db *db, const struct migration *list, int count, bool is_dry,
                            struct arena *arena, struct migration_report *report, const char **why);

#endif
