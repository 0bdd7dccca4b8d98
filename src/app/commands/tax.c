/* tacite tax: rates, mentions and what KeyCharges stand for; and what is owed by the one-stop shop.
 */
#include "domain/taxes/tax.h"

#include <string.h>

#include "app/command.h"
#include "app/commands/csv.h"
#include "base/count.h"
#include "base/json.h"
#include "domain/taxes/tax_live.h"
#include "platform/work/work.h"

/* What can be listed, and added to; the fields that are typed come in the order of the table. */
struct table {
    const char *name;
    const struct field *shown;
    size_t size;
    enum err (*list)(struct ctx *ctx, struct list *out);
    const struct field *typed;
    enum err (*save)(struct ctx *ctx, const void *row);
    const char *usage;
};

static enum err list_rates(struct ctx *ctx, struct list *out)
{
    return tax_rate_list(ctx, NULL, out);
}

static enum err list_mentions(struct ctx *ctx, struct list *out)
{
    return tax_mention_list(ctx, NULL, out);
}

static enum err save_rate(struct ctx *ctx, const void *row)
{
    return tax_rate_save(ctx, row);
}

static enum err save_mention(struct ctx *ctx, const void *row)
{
    return tax_mention_save(ctx, row);
}

static enum err save_key_charge(struct ctx *ctx, const void *row)
{
    return key_charge_save(ctx, row);
}

static const struct field mention_typed[] = {
    FIELD(vat_mention, key_mention),        FIELD(vat_mention, language),
    FIELD_LIMITED(vat_mention, text, 2000), FIELD(vat_mention, date_from),
    FIELD(vat_mention, date_until),         FIELDS_END,
};

static const struct table tables[] = {
    {"rates",    tax_live_rate_fields,    sizeof(struct tax_rate),    list_rates,      tax_live_rate_input_fields,
     save_rate,       "TERRITORY KIND RATE FROM [UNTIL]"         },
    {"mentions", tax_live_mention_fields, sizeof(struct tax_mention), list_mentions,   mention_typed,
     save_mention,    "KEY LANGUAGE TEXT [FROM [UNTIL]]"         },
    {"natures",  key_charge_fields,       sizeof(struct key_charge),  key_charge_list, key_charge_fields,
     save_key_charge, "KEYCHARGE NATURE [KIND [VATEX [MENTION]]]"},
};

/* Any row of these tables. */
union row {
    struct vat_rate rate;
    struct vat_mention mention;
    struct key_charge key_charge;
};

struct work {
    const struct table *table;
    const struct job *job;
    struct list rows;
};

static enum err list_rows(struct ctx *ctx, void *data)
{
    struct work *work = data;

    return work->table->list(ctx, &work->rows);
}

/* A rate is typed as people say it: 5.5 is 550. */
static enum err read_rate(struct ctx *ctx, const char *text, int64_t *out)
{
    struct decimal percent;

    if (!decimal_parse(text, &percent) || percent.micros % 10000)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "RateTax",
                    "RateTax: \"%.40s\" is not a rate in per cent with two decimals at most.",
                    text);
    *out = percent.micros / 10000;
    return OK;
}

static enum err read_row(struct ctx *ctx, const struct work *work, union row *row)
{
    const struct field *field = work->table->typed;

    fields_clear(field, row);
    for (size_t i = 2; field->kind != FIELD_END; i++, field++) {
        const char *typed = console_argument(work->job->console, i);

        if (!typed)
            return OK;
        if (strcmp(typed, "-") == 0)
            continue;
        if (strcmp(field->name, "rate_tax") == 0)
            TRY(read_rate(ctx, typed, field_at(field, row)));
        else
            TRY(field_read_text(ctx, field, typed, row));
    }
    return OK;
}

static enum err add_row(struct ctx *ctx, void *data)
{
    const struct work *work = data;
    union row row;

    TRY(read_row(ctx, work, &row));
    return work->table->save(ctx, &row);
}

static int list_or_add(struct job *job, const struct table *table)
{
    const char *what = console_argument(job->console, 1);
    struct work work = {.table = table, .job = job};
    enum err err;

    if (!what) {
        err = app_read(job->app, &job->ctx, list_rows, &work);
        if (err == OK)
            console_list(job->console, table->shown, table->size, &work.rows);
        return console_failures(job->console, &job->ctx, err);
    }
    if (strcmp(what, "add") != 0) {
        console_error(job->console, "tacite: say what to add: tacite tax %s add %s\n", table->name,
                      table->usage);
        return EXIT_USAGE;
    }
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, add_row, &work));
}

/* the one-stop shop -------------------------------------------------------------------------------
 */

static enum err list_oss(struct ctx *ctx, void *data)
{
    struct work *work = data;

    return tax_oss_list(ctx, work->job->console->options.quarter, &work->rows);
}

static int oss(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, list_oss, &work);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (job->console->options.json)
        console_list(job->console, oss_line_fields, sizeof(struct oss_line), &work.rows);
    else
        csv_print(job->console, oss_line_fields, sizeof(struct oss_line), &work.rows);
    return EXIT_FINE;
}

int command_tax(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    for (size_t i = 0; what && i < COUNT_OF(tables); i++)
        if (strcmp(tables[i].name, what) == 0)
            return list_or_add(job, &tables[i]);
    if (what && strcmp(what, "oss") == 0)
        return oss(job);
    console_error(job->console, "tacite: say what: tacite tax %s\n",
                  command_named("tax")->arguments);
    return EXIT_USAGE;
}
