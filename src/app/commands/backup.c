/* tacite backup: a consistent copy, while everything goes on, and the heads of the chains beside
 * it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "domain/books/head.h"
#include "platform/db/database.h"

static enum err take_head(struct ctx *ctx, void *data)
{
    return head_write(ctx, data);
}

static bool write_file(struct job *job, const char *path, const char *text)
{
    FILE *file = fopen(path, "wx");
    bool is_written = file && fputs(text, file) >= 0;

    if (file && fclose(file) != 0)
        is_written = false;
    if (!is_written)
        console_error(job->console, "tacite: %s cannot be written: %s\n", path, strerror(errno));
    return is_written;
}

/* The heads come first: the copy may have more entries than they say, never fewer. */
int command_backup(struct job *job)
{
    const char *path = console_argument(job->console, 0), *why = NULL, *full, *heads;
    struct db *db;
    enum err err;

    if (!path) {
        console_error(job->console, "tacite: name the copy: tacite backup FILE\n");
        return EXIT_USAGE;
    }
    full = console_path(job->console, path);
    err = app_read(job->app, &job->ctx, take_head, &heads);
    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    db = db_open(job->app->database, true);
    err = db ? db_copy(db, full, job->console->arena, &why) : ERR_UNAVAILABLE;
    db_close(db);
    if (err != OK) {
        console_error(job->console, "tacite: %s\n", why ? why : "the database cannot be opened");
        return EXIT_PROBLEMS;
    }
    if (!write_file(job, arena_printf(job->console->arena, "%s.head.json", full), heads))
        return EXIT_PROBLEMS;
    console_print(job->console, "%s\n%s.head.json\n", path, path);
    return EXIT_FINE;
}
