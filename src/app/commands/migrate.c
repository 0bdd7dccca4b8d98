/* tacite migrate: from an older schema to this program's. */
#include "platform/db/migrate.h"

#include "app/command.h"
#include "platform/db/database.h"

int command_migrate(struct job *job)
{
    const struct options *options = &job->console->options;
    struct arena *arena = job->console->arena;
    struct migration_report report = {0};
    const char *why = NULL;
    struct database *database = database_open(options->database, true, arena, &why);
    struct db *db = database ? db_open(database, false) : NULL;
    enum err err = ERR_UNAVAILABLE;

    if (db)
        err = migrate(db, migrations, migration_count, options->dry_run, arena, &report, &why);
    /* A schema that was tampered with shows here rather than in the middle of a night's run. */
    if (err == OK && report.after == migration_count)
        err = db_check_statements(db, arena, &why);
    db_close(db);
    database_close(database);
    if (err != OK) {
        console_error(job->console, "tacite: %s\n", why ? why : "the database cannot be opened");
        return EXIT_DATABASE;
    }
    if (report.copy)
        console_print(job->console, "A copy of before is in %s\n", report.copy);
    if (options->dry_run)
        console_print(job->console, "The schema is %d of %d.\n", report.before, migration_count);
    else
        console_print(job->console, "The schema was %d and is %d.\n", report.before, report.after);
    return EXIT_FINE;
}
