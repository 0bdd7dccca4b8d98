/* tacite sepa: files for the bank, and what the bank tells. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"
#include "base/count.h"
#include "domain/sepa/sepa_file.h"
#include "domain/sepa/sepa_statement.h"
#include "domain/wording.h"
#include "platform/work/work.h"
#include "platform/xml/xml.h"

static const struct field file_fields[] = {
    FIELD(sepa_file, id),
    FIELD_CHOICE_OF(sepa_file, kind_file, kind_file_names),
    FIELD_CHOICE_OF(sepa_file, state_file, state_file_names),
    FIELD(sepa_file, message_id),
    FIELD(sepa_file, count_orders),
    FIELD(sepa_file, amount_total),
    FIELD(sepa_file, code),
    FIELD(sepa_file, explanation),
    FIELDS_END,
};

static const struct field made_fields[] = {
    FIELD(sepa_file_made, count_failed),
    FIELD(sepa_file_made, count_waiting),
    FIELDS_END,
};

/* An entry as a row of a table; with --json it is told whole. */
struct row {
    int64_t id;
    const char *kind;
    struct instant date_booking;
    const char *amount, *name, *outcome;
    int state_entry;
    const char *read;
};

static const struct field row_fields[] = {
    FIELD(row, id),      FIELD(row, kind), FIELD(row, date_booking),
    FIELD(row, amount),  FIELD(row, name), FIELD_CHOICE_OF(row, state_entry, state_entry_names),
    FIELD(row, outcome), FIELD(row, read), FIELDS_END,
};

/* writing -----------------------------------------------------------------------------------------
 */

static int write_content(struct job *job, const char *content)
{
    return file_give(job->console, &(struct bytes){content, strlen(content)});
}

struct making {
    struct sepa_file_input input;
    struct sepa_file_made made;
    const char *content;
};

static enum err make(struct ctx *ctx, void *data)
{
    struct making *making = data;

    TRY(sepa_file_make(ctx, &making->input, &making->made));
    return making->made.file.id == NONE
               ? OK
               : sepa_file_content(ctx, &making->made.file, &making->content);
}

static enum err read_input(struct ctx *ctx, const struct options *options,
                           struct sepa_file_input *out)
{
    *out = (struct sepa_file_input){
        .id_gateway = options->gateway,
        .reference_segment = options->segment,
        .kind_file = options->type ? choice_named(kind_file_names, options->type) : KIND_FILE_NONE,
    };
    if (options->type && !out->kind_file)
        complain(ctx, NULL, "Type", "--type: is Debits or Transfers.");
    if (options->date && !instant_parse(options->date, &out->date))
        complain(ctx, NULL, "Date", "--date: \"%s\" is not a day.", options->date);
    return complaints(ctx);
}

static int command_file(struct job *job)
{
    struct making making = {0};
    enum err err = read_input(&job->ctx, &job->console->options, &making.input);

    if (err == OK)
        err = work_do(job->app->work, &job->ctx, make, &making);
    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (making.made.file.id == NONE) {
        console_error(job->console,
                      "There is nothing to write: %" PRId64 " wait for a later file, %" PRId64
                      " failed for want of a mandate.\n",
                      making.made.count_waiting, making.made.count_failed);
        return EXIT_FINE;
    }
    if (!job->console->options.output)
        return write_content(job, making.content);
    console_object(job->console, file_fields, &making.made.file);
    console_object(job->console, made_fields, &making.made);
    return write_content(job, making.content);
}

static enum err load_files(struct ctx *ctx, void *data)
{
    struct page page = {1, SIZE_PAGE_MAX};
    int64_t total;

    return sepa_file_list(ctx, &page, data, &total);
}

static int command_files(struct job *job)
{
    struct list files;
    enum err err = app_read(job->app, &job->ctx, load_files, &files);

    if (err == OK)
        console_list(job->console, file_fields, sizeof(struct sepa_file), &files);
    return console_failures(job->console, &job->ctx, err);
}

struct looked_up {
    int64_t id;
    struct sepa_file file;
    const char *content;
};

static bool read_id(struct job *job, int64_t *out)
{
    const char *text = console_argument(job->console, 1);

    if (text && integer_parse(text, INT64_MAX, out) && *out > 0)
        return true;
    console_error(job->console,
                  "tacite: say which file, by its id; tacite sepa files lists them\n");
    return false;
}

static enum err load_content(struct ctx *ctx, void *data)
{
    struct looked_up *looked = data;

    TRY(sepa_file_get(ctx, looked->id, &looked->file));
    return sepa_file_content(ctx, &looked->file, &looked->content);
}

static int command_content(struct job *job)
{
    struct looked_up looked;
    enum err err;

    if (!read_id(job, &looked.id))
        return EXIT_USAGE;
    err = app_read(job->app, &job->ctx, load_content, &looked);
    return err == OK ? write_content(job, looked.content)
                     : console_failures(job->console, &job->ctx, err);
}

static enum err withdraw(struct ctx *ctx, void *data)
{
    struct looked_up *looked = data;

    return sepa_file_withdraw(ctx, looked->id, &looked->file);
}

static int command_withdraw(struct job *job)
{
    struct looked_up looked;
    enum err err;

    if (!read_id(job, &looked.id))
        return EXIT_USAGE;
    err = work_do(job->app->work, &job->ctx, withdraw, &looked);
    if (err == OK)
        console_object(job->console, file_fields, &looked.file);
    return console_failures(job->console, &job->ctx, err);
}

/* reading -----------------------------------------------------------------------------------------
 */

static void show_entries(struct job *job, const struct list *entries, bool is_old_said)
{
    struct ctx *ctx = &job->ctx;
    struct list rows = {ARENA_ARRAY(ctx->arena, struct row, entries->count + 1), entries->count};

    if (job->console->options.json) {
        console_list(job->console, sepa_entry_fields, sizeof(struct sepa_entry), entries);
        return;
    }
    for (size_t i = 0; i < entries->count; i++) {
        const struct sepa_entry *entry = LIST_AT(*entries, struct sepa_entry, i);

        *LIST_AT(rows, struct row, i) = (struct row){
            .id = entry->id,
            .kind = entry->kind_statement,
            .date_booking = entry->date_booking,
            .amount = entry->amount == NONE
                          ? NULL
                          : amount_in_words(ctx, "en", entry->currency, entry->amount),
            .name = entry->name,
            .state_entry = entry->state_entry,
            .outcome = entry->outcome,
            .read = is_old_said && !entry->is_new ? "before" : NULL,
        };
    }
    console_list(job->console, row_fields, sizeof(struct row), &rows);
}

struct reading {
    const char *bytes;
    size_t size;
    struct sepa_outcome outcome;
};

static enum err apply(struct ctx *ctx, void *data)
{
    struct reading *reading = data;

    return sepa_statement_apply(ctx, reading->bytes, reading->size, &reading->outcome);
}

/* Each file is a transaction of its own: one that cannot be read holds back no other. */
static int read_one(struct job *job, const char *path)
{
    struct reading reading = {0};
    enum err err;

    reading.bytes = file_read(job->console, path, XML_SIZE_MAX, &reading.size);
    if (!reading.bytes)
        return EXIT_USAGE;
    err = work_do(job->app->work, &job->ctx, apply, &reading);
    if (err == OK)
        show_entries(job, &reading.outcome.entries, true);
    else
        console_error(job->console, "%s: nothing of it was used.\n", path);
    return console_failures(job->console, &job->ctx, err);
}

static int command_read(struct job *job)
{
    const struct list *arguments = &job->console->options.arguments;
    int worst = EXIT_FINE;

    if (arguments->count < 2) {
        console_error(job->console, "tacite: name the bank's files: tacite sepa read FILE...\n");
        return EXIT_USAGE;
    }
    for (size_t i = 1; i < arguments->count; i++) {
        int code = read_one(job, console_argument(job->console, i));

        worst = code > worst ? code : worst;
        job->ctx.failures = NULL;
    }
    return worst;
}

struct listing {
    int state_entry;
    struct list entries;
};

static enum err load_entries(struct ctx *ctx, void *data)
{
    struct listing *listing = data;
    struct page page = {1, SIZE_PAGE_MAX};
    int64_t total;

    return sepa_entry_list(ctx, listing->state_entry, &page, &listing->entries, &total);
}

static int command_entries(struct job *job)
{
    const char *state = job->console->options.state;
    struct listing listing = {.state_entry = state ? choice_named(state_entry_names, state) : 0};
    enum err err;

    if (state && !listing.state_entry) {
        console_error(job->console,
                      "tacite: --state: is Applied, Known, Noted, Suggested or Unmatched\n");
        return EXIT_USAGE;
    }
    err = app_read(job->app, &job->ctx, load_entries, &listing);
    if (err == OK)
        show_entries(job, &listing.entries, false);
    return console_failures(job->console, &job->ctx, err);
}

int command_sepa(struct job *job)
{
    static const struct {
        const char *name;
        int (*run)(struct job *job);
    } verbs[] = {
        {"file",     command_file    },
        {"files",    command_files   },
        {"content",  command_content },
        {"withdraw", command_withdraw},
        {"read",     command_read    },
        {"entries",  command_entries },
    };
    const char *verb = console_argument(job->console, 0);

    for (size_t i = 0; verb && i < COUNT_OF(verbs); i++)
        if (strcmp(verbs[i].name, verb) == 0)
            return verbs[i].run(job);
    console_error(job->console, "tacite: say what to do: tacite sepa %s\n",
                  command_named("sepa")->arguments);
    return EXIT_USAGE;
}
