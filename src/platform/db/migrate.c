#include "platform/db/migrate.h"

#include <string.h>
#include <unistd.h>

#include "base/field.h"
#include "base/instant.h"
#include "platform/crypto/crypto.h"
#include "platform/db/database.h"
#include "platform/db/db.h"
#include "platform/db/db_engine.h"
#include "platform/log/log.h"
#include "sql.h"

struct applied {
    int64_t number;
    const char *name, *sha256;
};

static const struct field applied_fields[] = {
    FIELD(applied, number),
    FIELD(applied, name),
    FIELD(applied, sha256),
    FIELDS_END,
};

/* One node at a time, from the first look to the last step: any number will do that nobody else
 * uses. */
static const char lock[] = "/*pg SELECT pg_advisory_lock(7421337); */";
static const char unlock[] = "/*pg SELECT pg_advisory_unlock(7421337); */";

static const char table[] =
    "CREATE TABLE IF NOT EXISTS migrations (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL,"
    " sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL);";

/* What SQLite's planner should know of the indexes. Left alone it supposes that the first column of
 * an index leaves ten rows; here that is the business, which leaves them all, and it would walk
 * through whole tables. Counting the rows of today would mislead it tomorrow, so it is told the
 * worst. */
static const char statistics[] =
    "/*sqlite "
    "ANALYZE sqlite_schema;"
    "DELETE FROM sqlite_stat1;"
    "INSERT INTO sqlite_stat1 (tbl, idx, stat)"
    " SELECT t.name, CASE WHEN t.wr AND i.origin = 'pk' THEN t.name ELSE i.name END,"
    "        (SELECT '1000000 ' ||"
    "                group_concat(CASE WHEN i.\"unique\" AND c.seqno = ends.seqno THEN 1"
    "                                  WHEN c.name = 'id_business' THEN 1000000 ELSE 10 END, ' ')"
    "           FROM pragma_index_info(i.name) c,"
    "                (SELECT max(seqno) AS seqno FROM pragma_index_info(i.name)) ends)"
    "   FROM pragma_table_list t JOIN pragma_index_list(t.name) i"
    "  WHERE t.schema = 'main' AND t.type = 'table'; */";

static const char *checksum(struct arena *arena, const struct migration *migration)
{
    uint8_t hash[SHA256_SIZE];

    sha256(migration->text, strlen(migration->text), hash);
    return hex(arena, hash, sizeof hash);
}

static enum err check_applied(const struct list *applied, const struct migration *list, int count,
                              struct arena *arena, const char **why)
{
    for (size_t i = 0; i < applied->count; i++) {
        const struct applied *one = LIST_AT(*applied, struct applied, i);

        if (i >= (size_t)count || one->number > list[count - 1].number) {
            *why = arena_printf(arena,
                                "the database has schema %d (%s) and this program knows only %d: "
                                "it was used by a newer version of tacite, so use that one",
                                (int)one->number, one->name, count);
            return ERR_CONFLICT;
        }
        if (one->number != list[i].number || strcmp(one->sha256, checksum(arena, &list[i])) != 0) {
            *why = arena_printf(arena,
                                "migration %s of the database is not the one that this program "
                                "contains: it was made by another build",
                                one->name);
            return ERR_CONFLICT;
        }
    }
    return OK;
}

/* Without a transaction: db_begin would look for counters that the first migration has yet to make.
 */
static enum err read_applied(struct db *db, struct arena *arena, struct list *applied,
                             const char **why)
{
    struct ctx ctx = {.arena = arena, .db = db, .machine_now = machine_now()};
    enum err err = db_list(&ctx, &sql_migrations_list, NO_ARGS, applied_fields,
                           sizeof(struct applied), applied);

    if (err != OK)
        *why = arena_printf(arena, "the list of migrations cannot be read: %s", db_message(db));
    return err;
}

/* Without db_begin, for the same reason. */
static enum err apply_in_transaction(struct ctx *ctx, const struct migration *migration)
{
    TRY(db_script(ctx->db, "/*pg BEGIN; */ /*sqlite BEGIN IMMEDIATE; */"));
    TRY(db_script(ctx->db, migration->text));
    TRY(db_run(ctx, &sql_migration_add,
               ARGS(ARG_AS(number, migration->number), ARG_AS(name, migration->name),
                    ARG_AS(sha256, checksum(ctx->arena, migration)))));
    return db_commit(ctx->db);
}

static enum err apply(struct db *db, const struct migration *migration, struct arena *arena,
                      const char **why)
{
    struct ctx ctx = {.arena = arena, .db = db, .machine_now = machine_now()};
    enum err err = apply_in_transaction(&ctx, migration);

    if (err == OK)
        return OK;
    *why = arena_printf(arena, "migration %s: %s; nothing of it was kept", migration->name,
                        db_message(db));
    db_rollback(db);
    return err;
}

/* A name that is free: an attempt that failed has left its copy. */
static const char *copy_name(struct arena *arena, const char *file, int number)
{
    const char *name = arena_printf(arena, "%s.before-%04d", file, number);

    for (int attempt = 2; access(name, F_OK) == 0; attempt++)
        name = arena_printf(arena, "%s.before-%04d.%d", file, number, attempt);
    return name;
}

static enum err migrate_locked(struct db *db, const struct migration *list, int count, bool is_dry,
                               struct arena *arena, struct migration_report *report,
                               const char **why)
{
    struct list applied;

    if (db_script(db, table) != OK) {
        *why = arena_printf(arena, "the database cannot be used: %s", db_message(db));
        return ERR_UNAVAILABLE;
    }
    TRY(read_applied(db, arena, &applied, why));
    TRY(check_applied(&applied, list, count, arena, why));
    report->before = report->after = (int)applied.count;
    if (is_dry || report->before == count)
        return OK;
    if (report->before > 0 && !database_is_postgres(db->database)) {
        report->copy = copy_name(arena, db->database->target, list[report->before].number);
        TRY(db_copy(db, report->copy, arena, why));
    }
    for (int i = report->before; i < count; i++) {
        TRY(apply(db, &list[i], arena, why));
        report->after = list[i].number;
    }
    if (db_script(db, statistics) != OK) {
        *why = arena_printf(arena, "the planner cannot be told: %s", db_message(db));
        return ERR_UNAVAILABLE;
    }
    return OK;
}

enum err migrate(struct db *db, const struct migration *list, int count, bool is_dry,
                 struct arena *arena, struct migration_report *report, const char **why)
{
    enum err err;

    *report = (struct migration_report){0};
    if (db_script(db, lock) != OK) {
        *why = arena_printf(arena, "the database cannot be used: %s", db_message(db));
        return ERR_UNAVAILABLE;
    }
    err = migrate_locked(db, list, count, is_dry, arena, report, why);
    if (db_script(db, unlock) != OK) /* a lost connection, whose lock is gone with it */
        log_write(LOG_WARNING, NULL, "migrations: %s", db_message(db));
    return err;
}
