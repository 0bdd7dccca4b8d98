/* tacite mail: what customers are told by e-mail. */
#include "domain/mails/mail.h"

#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"
#include "base/count.h"
#include "base/text.h"
#include "domain/customers/customer.h"
#include "domain/mails/mail_text.h"
#include "platform/work/work.h"

static const struct field shown_fields[] = {
    FIELD(mail, id),
    FIELD(mail, date_creation),
    FIELD_CHOICE_OF(mail, type_mail, mail_type_names),
    FIELD_CHOICE_OF(mail, state_mail, state_mail_names),
    FIELD(mail, reference_customer),
    FIELD(mail, email),
    FIELD(mail, subject),
    FIELD(mail, attempts),
    FIELD(mail, last_error),
    FIELDS_END,
};

static const struct field whole_fields[] = {
    FIELD(mail, id),
    FIELD(mail, date_creation),
    FIELD_CHOICE_OF(mail, type_mail, mail_type_names),
    FIELD_CHOICE_OF(mail, state_mail, state_mail_names),
    FIELD(mail, reference_customer),
    FIELD(mail, id_contact),
    FIELD(mail, email),
    FIELD(mail, language),
    FIELD(mail, attempts),
    FIELD(mail, attempted_at),
    FIELD(mail, done_at),
    FIELD(mail, status),
    FIELD(mail, last_error),
    FIELD(mail, subject),
    FIELD(mail, content_text),
    FIELD(mail, content_html),
    FIELDS_END,
};

static int usage(struct job *job)
{
    console_error(job->console, "tacite: say what to do: tacite mail %s\n",
                  command_named("mail")->arguments);
    return EXIT_USAGE;
}

/* mails -------------------------------------------------------------------------------------------
 */

struct look {
    const struct options *options;
    struct list found;
};

static enum err read_filter(struct ctx *ctx, const struct options *options, struct mail_filter *out)
{
    struct customer customer;

    *out = (struct mail_filter){
        .id_customer = NONE,
        .state_mail = options->state ? choice_named(state_mail_names, options->state) : 0,
        .type_mail = options->type ? choice_named(mail_type_names, options->type) : 0,
    };
    if (options->state && !out->state_mail)
        complain(ctx, NULL, NULL, "--state: there is no state \"%.60s\" of a mail.",
                 options->state);
    if (options->type && !out->type_mail)
        complain(ctx, NULL, NULL, "--type: there is no kind of mail \"%.60s\".", options->type);
    TRY(complaints(ctx));
    if (!options->customer)
        return OK;
    TRY(customer_access(ctx, options->customer, options->segment, &customer));
    out->id_customer = customer.id;
    return OK;
}

static enum err look_back(struct ctx *ctx, void *data)
{
    const struct page page = {1, SIZE_PAGE_MAX};
    struct mail_filter filter;
    struct look *look = data;
    int64_t total;

    TRY(read_filter(ctx, look->options, &filter));
    return mail_list(ctx, &filter, &page, &look->found, &total);
}

static int command_list(struct job *job)
{
    struct look look = {.options = &job->console->options};
    enum err err = app_read(job->app, &job->ctx, look_back, &look);

    if (err == OK)
        console_list(job->console, shown_fields, sizeof(struct mail), &look.found);
    return console_failures(job->console, &job->ctx, err);
}

struct choice {
    int64_t id;
    const char *type_mail, *language, *email;
    struct mail mail;
};

static enum err get_one(struct ctx *ctx, void *data)
{
    struct choice *choice = data;

    return mail_get(ctx, choice->id, &choice->mail);
}

static enum err repeat(struct ctx *ctx, void *data)
{
    struct choice *choice = data;

    return mail_repeat(ctx, choice->id, &choice->mail);
}

static enum err try_one(struct ctx *ctx, void *data)
{
    struct choice *choice = data;

    return mail_try(ctx, choice->type_mail, choice->language, choice->email, &choice->mail);
}

static bool read_id(const struct job *job, int64_t *out)
{
    const char *text = console_argument(job->console, 1);

    return text && integer_parse(text, INT64_MAX, out) && *out > 0;
}

static int command_show(struct job *job)
{
    struct choice choice = {0};
    enum err err;

    if (!read_id(job, &choice.id))
        return usage(job);
    err = app_read(job->app, &job->ctx, get_one, &choice);
    if (err == OK)
        console_object(job->console, whole_fields, &choice.mail);
    return console_failures(job->console, &job->ctx, err);
}

static int show_queued(struct job *job, enum err (*run)(struct ctx *ctx, void *data),
                       struct choice *choice)
{
    enum err err = work_do(job->app->work, &job->ctx, run, choice);

    if (err == OK)
        console_object(job->console, shown_fields, &choice->mail);
    return console_failures(job->console, &job->ctx, err);
}

static int command_resend(struct job *job)
{
    struct choice choice = {0};

    return read_id(job, &choice.id) ? show_queued(job, repeat, &choice) : usage(job);
}

static int command_test(struct job *job)
{
    struct choice choice = {
        .email = console_argument(job->console, 1),
        .type_mail = console_argument(job->console, 2),
        .language = job->console->options.language,
    };

    return choice.email ? show_queued(job, try_one, &choice) : usage(job);
}

/* kinds -------------------------------------------------------------------------------------------
 */

static enum err list_switches(struct ctx *ctx, void *data)
{
    return mail_switch_list(ctx, data);
}

static int command_types(struct job *job)
{
    struct list switches;
    enum err err = app_read(job->app, &job->ctx, list_switches, &switches);

    if (err == OK)
        console_list(job->console, mail_switch_fields, sizeof(struct mail_switch), &switches);
    return console_failures(job->console, &job->ctx, err);
}

struct switching {
    const struct list *arguments;
    bool is_on;
    struct list switched; /* of struct mail_switch */
};

/* Those that are named behind the verb, all or none. */
static enum err switch_all(struct ctx *ctx, void *data)
{
    struct switching *switching = data;
    size_t count = switching->arguments->count;

    switching->switched = (struct list){ARENA_ARRAY(ctx->arena, struct mail_switch, count), 0};
    for (size_t i = 1; i < count; i++)
        TRY(mail_switch_set(
            ctx, LIST_AT(*switching->arguments, struct argument, i)->value, switching->is_on,
            LIST_AT(switching->switched, struct mail_switch, switching->switched.count++)));
    return OK;
}

static int switch_them(struct job *job, bool is_on)
{
    struct switching switching = {&job->console->options.arguments, is_on, {0}};
    enum err err;

    if (switching.arguments->count < 2)
        return usage(job);
    err = work_do(job->app->work, &job->ctx, switch_all, &switching);
    if (err == OK)
        console_list(job->console, mail_switch_fields, sizeof(struct mail_switch),
                     &switching.switched);
    return console_failures(job->console, &job->ctx, err);
}

static int command_on(struct job *job)
{
    return switch_them(job, true);
}

static int command_off(struct job *job)
{
    return switch_them(job, false);
}

/* what they say -----------------------------------------------------------------------------------
 */

static enum err preview(struct ctx *ctx, void *data)
{
    return mail_preview(ctx, data);
}

/* The text on the screen; with --output the HTML into a file. */
static int show_preview(struct job *job, const struct mail_preview *shown)
{
    const char *output = job->console->options.output;

    if (job->console->options.json)
        console_object(job->console, mail_preview_fields, shown);
    else
        console_print(job->console, "Subject: %s\n\n%s", shown->subject, shown->content_text);
    if (!output || file_write(console_path(job->console, output), shown->content_html,
                              strlen(shown->content_html)))
        return EXIT_FINE;
    console_error(job->console, "tacite: %s cannot be written\n", output);
    return EXIT_PROBLEMS;
}

static int command_preview(struct job *job)
{
    struct mail_preview shown = {
        .type_mail = console_argument(job->console, 1),
        .language = job->console->options.language,
    };
    enum err err = app_read(job->app, &job->ctx, preview, &shown);

    return err == OK ? show_preview(job, &shown) : console_failures(job->console, &job->ctx, err);
}

/* How a person says that ours counts again. */
static const char *content_of(const char *typed)
{
    return text_equal(typed, "none") ? NULL : typed;
}

struct wording {
    const char *type_mail, *language;
    struct mail_text text;
    struct mail_template template;
    struct list list;
};

static enum err list_texts(struct ctx *ctx, void *data)
{
    struct wording *wording = data;

    return mail_text_list(ctx, wording->type_mail, wording->language, &wording->list);
}

static enum err write_text(struct ctx *ctx, void *data)
{
    struct wording *wording = data;
    const struct mail_text text = wording->text;

    return mail_text_write(ctx, &text, &wording->text);
}

static int command_text(struct job *job)
{
    const char *part = console_argument(job->console, 2);
    const char *content = console_argument(job->console, 3);
    struct wording wording = {
        .type_mail = console_argument(job->console, 1),
        .language = job->console->options.language,
    };
    enum err err;

    if (part && !content)
        return usage(job);
    if (part) {
        wording.text = (struct mail_text){
            .type_mail = wording.type_mail,
            .language = wording.language,
            .part = choice_named(mail_part_names, part),
            .content = content_of(content),
        };
        err = work_do(job->app->work, &job->ctx, write_text, &wording);
        if (err == OK)
            console_object(job->console, mail_text_fields, &wording.text);
        return console_failures(job->console, &job->ctx, err);
    }
    err = app_read(job->app, &job->ctx, list_texts, &wording);
    if (err == OK)
        console_list(job->console, mail_text_fields, sizeof(struct mail_text), &wording.list);
    return console_failures(job->console, &job->ctx, err);
}

static enum err list_templates(struct ctx *ctx, void *data)
{
    struct wording *wording = data;

    return mail_template_list(ctx, wording->type_mail, &wording->list);
}

static enum err write_template(struct ctx *ctx, void *data)
{
    struct wording *wording = data;
    const struct mail_template template = wording->template;

    return mail_template_write(ctx, &template, &wording->template);
}

static int change_template(struct job *job, struct wording *wording, const char *file)
{
    enum err err;
    size_t size;

    if (strcmp(file, "none") != 0) {
        wording->template.content = file_read(job->console, file, MAIL_TEMPLATE_MAX, &size);
        if (!wording->template.content)
            return EXIT_USAGE;
    }
    err = work_do(job->app->work, &job->ctx, write_template, wording);
    if (err == OK && wording->template.warning)
        console_error(job->console, "tacite: %s\n", wording->template.warning);
    return console_failures(job->console, &job->ctx, err);
}

/* Prints one, or reads it from a file. */
static int command_template(struct job *job)
{
    const char *form = console_argument(job->console, 2);
    const char *file = console_argument(job->console, 3);
    struct wording wording = {.type_mail = console_argument(job->console, 1)};
    enum err err;

    wording.template.type_mail = wording.type_mail;
    wording.template.form = form ? choice_named(mail_form_names, form) : 0;
    if (!wording.template.form)
        return usage(job);
    if (file)
        return change_template(job, &wording, file);
    err = app_read(job->app, &job->ctx, list_templates, &wording);
    if (err == OK)
        console_print(
            job->console, "%s",
            LIST_AT(wording.list, struct mail_template, wording.template.form - 1)->content);
    return console_failures(job->console, &job->ctx, err);
}

int command_mail(struct job *job)
{
    static const struct {
        const char *name;
        int (*run)(struct job *job);
    } verbs[] = {
        {"list",     command_list    },
        {"show",     command_show    },
        {"resend",   command_resend  },
        {"test",     command_test    },
        {"types",    command_types   },
        {"on",       command_on      },
        {"off",      command_off     },
        {"preview",  command_preview },
        {"text",     command_text    },
        {"template", command_template},
    };
    const char *verb = console_argument(job->console, 0);

    for (size_t i = 0; verb && i < COUNT_OF(verbs); i++)
        if (strcmp(verbs[i].name, verb) == 0)
            return verbs[i].run(job);
    return usage(job);
}
