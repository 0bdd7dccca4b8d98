/* tacite backup: a consistent copy, while everything goes on. */
#include "app/command.h"
#include "platform/db/database.h"

int command_backup(struct job *job)
{
    const char *path = console_argument(job->console, 0), *why = NULL;
    struct db *db;
    enum err err = ERR_UNAVAILABLE;

    if (!path) {
        console_error(job->console, "tacite: name the copy: tacite backup FILE\n");
        return EXIT_USAGE;
    }
    db = db_open(job->app->database, true);
    if (db)
        err = db_copy(db, console_path(job->console, path), job->console->arena, &why);
    db_close(db);
    if (err != OK) {
        console_error(job->console, "tacite: %s\n", why ? why : "the database cannot be opened");
        return EXIT_PROBLEMS;
    }
    console_print(job->console, "%s\n", path);
    return EXIT_FINE;
}
