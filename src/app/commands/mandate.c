/* tacite mandate: what customers signed for their accounts to be debited. */
#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"
#include "base/count.h"
#include "domain/sepa/mandate.h"
#include "domain/sepa/mandate_import.h"
#include "platform/work/work.h"

/* Half a million rows. */
enum { IMPORT_MAX = 1 << 26 };

static const struct field shown_fields[] = {
    FIELD(mandate, id),
    FIELD(mandate, reference_customer),
    FIELD(mandate, reference_mandate),
    FIELD_CHOICE_OF(mandate, state_permission, state_permission_names),
    FIELD_CHOICE_OF(mandate, scheme_mandate, scheme_mandate_names),
    FIELD_CHOICE_OF(mandate, type_mandate, sequence_sepa_names),
    FIELD(mandate, name_debtor),
    FIELD(mandate, iban_masked),
    FIELD(mandate, date_signature),
    FIELD(mandate, date_collection),
    FIELD(mandate, date_expiration),
    FIELDS_END,
};

/* What is to be done with which one. */
struct change {
    const struct options *options;
    const char *reference; /* the RUM */
    struct mandate mandate;
};

/* A choice or a moment that an option gave; complains by the option's name. */
static void read_options(struct ctx *ctx, const struct options *options,
                         struct mandate_input *input)
{
    input->scheme_mandate =
        options->scheme ? choice_named(scheme_mandate_names, options->scheme) : SCHEME_NONE;
    input->type_mandate =
        options->type ? choice_named(sequence_sepa_names, options->type) : SEQUENCE_NONE;
    if (options->scheme && !input->scheme_mandate)
        complain(ctx, NULL, "Scheme", "--scheme: is Core or B2b.");
    if (options->type && !input->type_mandate)
        complain(ctx, NULL, "Type", "--type: is Recurrent or OneOff.");
    if (options->date && !instant_parse(options->date, &input->date_signature))
        complain(ctx, NULL, "Date", "--date: \"%s\" is not a day.", options->date);
}

static enum err add(struct ctx *ctx, void *data)
{
    struct change *change = data;
    const struct options *options = change->options;
    struct mandate_input input = {
        .reference_customer = options->customer,
        .reference_segment = options->segment,
        .id_gateway = options->gateway,
        .reference_mandate = options->reference,
        .name_debtor = options->name,
        .iban = options->iban,
        .bic = options->bic,
    };
    bool is_new;

    read_options(ctx, options, &input);
    TRY(complaints(ctx));
    return mandate_add(ctx, &input, &change->mandate, &is_new);
}

static enum err show(struct ctx *ctx, void *data)
{
    struct change *change = data;

    return mandate_find(ctx, change->reference, &change->mandate);
}

static enum err amend(struct ctx *ctx, void *data)
{
    struct change *change = data;
    struct mandate_amendment amendment = {change->options->iban, change->options->bic,
                                          change->options->name};

    TRY(show(ctx, data));
    return mandate_amend(ctx, change->mandate.id, &amendment, &change->mandate);
}

static enum err revoke(struct ctx *ctx, void *data)
{
    struct change *change = data;

    TRY(show(ctx, data));
    return mandate_revoke(ctx, change->mandate.id, change->options->reason, &change->mandate);
}

static int show_one(struct job *job, const struct change *change, enum err err)
{
    bool is_json = job->console->options.json;

    if (err == OK)
        console_object(job->console, is_json ? mandate_fields : shown_fields, &change->mandate);
    return console_failures(job->console, &job->ctx, err);
}

/* list and import ---------------------------------------------------------------------------------
 */

static enum err load(struct ctx *ctx, void *data)
{
    const struct job *job = ((void **)data)[0];
    const struct options *options = &job->console->options;
    struct customer customer = {.id = NONE};
    struct page page = {1, SIZE_PAGE_MAX};
    int64_t total;

    if (options->customer)
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
    return mandate_list(ctx, customer.id, &page, ((void **)data)[1], &total);
}

static int list(struct job *job)
{
    bool is_json = job->console->options.json;
    struct list mandates;
    enum err err = app_read(job->app, &job->ctx, load, (void *[]){job, &mandates});

    if (err == OK)
        console_list(job->console, is_json ? mandate_fields : shown_fields, sizeof(struct mandate),
                     &mandates);
    return console_failures(job->console, &job->ctx, err);
}

struct source {
    const char *bytes, *segment;
    size_t size;
    struct mandate_import import;
};

static enum err import(struct ctx *ctx, void *data)
{
    struct source *source = data;

    return mandate_import(ctx, source->bytes, source->size, source->segment, &source->import);
}

static int import_file(struct job *job, const char *path)
{
    struct source source = {.segment = job->console->options.segment};
    enum err err;

    source.bytes = file_read(job->console, path, IMPORT_MAX, &source.size);
    if (!source.bytes)
        return EXIT_USAGE;
    err = work_do(job->app->work, &job->ctx, import, &source);
    if (err == OK)
        console_object(job->console, mandate_import_fields, &source.import);
    else
        console_error(job->console, "Nothing was written.\n");
    return console_failures(job->console, &job->ctx, err);
}

int command_mandate(struct job *job)
{
    static const struct {
        const char *name;
        enum err (*run)(struct ctx *ctx, void *data);
        bool reads, wants_reference;
    } verbs[] = {
        {"add",    add,    false, false},
        {"show",   show,   true,  true },
        {"amend",  amend,  false, true },
        {"revoke", revoke, false, true },
    };
    const char *verb = console_argument(job->console, 0), *what = console_argument(job->console, 1);
    struct change change = {.options = &job->console->options, .reference = what};

    if (verb && strcmp(verb, "list") == 0)
        return list(job);
    if (verb && what && strcmp(verb, "import") == 0)
        return import_file(job, what);
    for (size_t i = 0; verb && i < COUNT_OF(verbs); i++) {
        if (strcmp(verbs[i].name, verb) != 0 || (verbs[i].wants_reference && !what))
            continue;
        return show_one(job, &change,
                        verbs[i].reads ? app_read(job->app, &job->ctx, verbs[i].run, &change)
                                       : work_do(job->app->work, &job->ctx, verbs[i].run, &change));
    }
    console_error(job->console, "tacite: say what to do: tacite mandate %s\n",
                  command_named("mandate")->arguments);
    return EXIT_USAGE;
}
