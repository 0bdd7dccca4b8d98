/* A database for one test, thrown away after it.
 *
 *     static void customers_are_found(void **state)
 *     {
 *         struct scratch *scratch = scratch_of(state);
 *         ...
 *     }
 *     const struct CMUnitTest tests[] = {ON_BOTH_ENGINES(customers_are_found)};
 *
 * On SQLite it is a file in a folder of its own; on PostgreSQL a database on the server that the
 * environment variable TACITE_TEST_POSTGRES names (a libpq target). Without the variable the test
 * is skipped by name. */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include "unit/cases.h"

#include "base/ctx.h"
#include "platform/db/database.h"

struct scratch {
    struct arena *arena;
    struct database *database;
    struct db *db;  /* a writer */
    struct ctx ctx; /* with the arena and the writer, business 1, a fixed moment, sealing keys */
    const char *target;
    const char *folder; /* for files of the test; removed with everything in it */
    const char *server; /* PostgreSQL: the target that makes and drops databases, else NULL */
};

#define ON_SQLITE(test)                                                                            \
    {                                                                                              \
#test " (sqlite)", test, scratch_sqlite, scratch_remove, NULL                              \
    }
#define ON_POSTGRES(test)                                                                          \
    {                                                                                              \
#test " (postgres)", test, scratch_postgres, scratch_remove, NULL                          \
    }
#define ON_BOTH_ENGINES(test) ON_SQLITE(test), ON_POSTGRES(test)

/* cmocka's fixtures: an empty database, open, but without any schema. */
int scratch_sqlite(void **state);
int scratch_postgres(void **state);
int scratch_remove(void **state);

/* What the fixture made; skips the test if there was no server to make it on. */
struct scratch *scratch_of(void **state);

/* Brings it to the program's schema, adds the tables of the statements in test_*.sql, and opens it
 * anew. */
void scratch_migrate(struct scratch *scratch);
/* Closes the database, and opens it again as another start of the program would. */
void scratch_reopen(struct scratch *scratch);
/* Runs statements outside any transaction of the test; fails the test if they fail. */
void scratch_script(struct scratch *scratch, const char *text);

/* Runs a program, found by its name, with these arguments and a NULL; its exit code. */
int run_program(const char *const arguments[]);

#endif
