#include "domain/mails/mail_live.h"

#include "domain/customers/customer.h"
#include "domain/live.h"
#include "domain/mails/mail.h"
#include "domain/mails/mail_text.h"

/* All of a list that is never long. */
static enum err respond_all(struct ctx *ctx, const struct request *request,
                            struct response *response, const struct list *items,
                            const struct field *fields, size_t size)
{
    const struct live_list list = {
        .page = {1, SIZE_PAGE_MAX},
        .total = (int64_t)items->count,
        .items = *items,
        .fields = fields,
        .size = size,
    };

    return live_respond_list(ctx, request, response, &list);
}

/* mails -------------------------------------------------------------------------------------------
 */

struct mail_view {
    int64_t id;
    int type_mail, state_mail;
    int64_t id_customer, id_contact, id_object;
    const char *reference_customer;
    int topic;
    const char *email, *language, *subject, *content_text, *content_html;
    struct instant date_creation, date_last_attempt, date_next_attempt, date_end;
    int64_t count_attempts, status_answer;
    const char *error;
    bool is_erased;
};

const struct field mail_live_fields[] = {
    FIELD(mail_view, id),
    FIELD_CHOICE_OF(mail_view, type_mail, mail_type_names),
    FIELD_CHOICE_OF(mail_view, state_mail, state_mail_names),
    FIELD(mail_view, id_customer),
    FIELD(mail_view, reference_customer),
    FIELD(mail_view, id_contact),
    FIELD_CHOICE_OF(mail_view, topic, mail_topic_names),
    FIELD(mail_view, id_object),
    FIELD(mail_view, email),
    FIELD(mail_view, language),
    FIELD(mail_view, subject),
    FIELD(mail_view, content_text),
    FIELD(mail_view, content_html),
    FIELD(mail_view, date_creation),
    FIELD(mail_view, date_last_attempt),
    FIELD(mail_view, date_next_attempt),
    FIELD(mail_view, date_end),
    FIELD(mail_view, count_attempts),
    FIELD(mail_view, status_answer),
    FIELD(mail_view, error),
    FIELD(mail_view, is_erased),
    FIELDS_END,
};

static struct mail_view view_of(const struct mail *mail)
{
    bool waits = mail->state_mail == MAIL_RETRYING;

    return (struct mail_view){
        .id = mail->id,
        .type_mail = mail->type_mail,
        .state_mail = mail->state_mail,
        .id_customer = mail->id_customer,
        .id_contact = mail->id_contact,
        .id_object = mail->id_object,
        .reference_customer = mail->reference_customer,
        .topic = mail->topic,
        .email = mail->email,
        .language = mail->language,
        .subject = mail->subject,
        .content_text = mail->content_text,
        .content_html = mail->content_html,
        .date_creation = mail->date_creation,
        .date_last_attempt = mail->attempted_at,
        .date_next_attempt = waits ? mail->due_at : (struct instant){0},
        .date_end = mail->attempts ? mail->done_at : (struct instant){0},
        .count_attempts = mail->attempts,
        .status_answer = mail->status,
        .error = mail->last_error,
        .is_erased = mail->is_erased,
    };
}

static enum err respond_mail(struct ctx *ctx, struct response *response, int status,
                             const struct mail *mail)
{
    struct mail_view view = view_of(mail);

    return respond_json(ctx, response, status, mail_live_fields, &view);
}

struct mail_query {
    int64_t id_customer;
    const char *reference_customer, *reference_segment;
    int state_mail, type_mail;
    struct page page;
};

const struct field mail_live_list_fields[] = {
    FIELD(mail_query, id_customer),
    FIELD(mail_query, reference_customer),
    FIELD(mail_query, reference_segment),
    FIELD_CHOICE_OF(mail_query, state_mail, state_mail_names),
    FIELD_CHOICE_OF(mail_query, type_mail, mail_type_names),
    PAGE_FIELDS(mail_query),
    FIELDS_END,
};

static enum err read_filter(struct ctx *ctx, const struct mail_query *query,
                            struct mail_filter *out)
{
    struct customer customer;

    *out = (struct mail_filter){query->id_customer, query->state_mail, query->type_mail};
    if (!query->reference_customer)
        return OK;
    TRY(customer_access(ctx, query->reference_customer, query->reference_segment, &customer));
    out->id_customer = customer.id;
    return OK;
}

enum err mail_live_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {.fields = mail_live_fields, .size = sizeof(struct mail_view)};
    struct mail_filter filter;
    struct mail_query query = {0};
    struct list mails;

    TRY(request_read_query(ctx, request, mail_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(read_filter(ctx, &query, &filter));
    TRY(mail_list(ctx, &filter, &query.page, &mails, &list.total));
    list.page = query.page;
    list.items = (struct list){ARENA_ARRAY(ctx->arena, struct mail_view, mails.count), mails.count};
    for (size_t i = 0; i < mails.count; i++)
        *LIST_AT(list.items, struct mail_view, i) = view_of(LIST_AT(mails, struct mail, i));
    return live_respond_list(ctx, request, response, &list);
}

enum err mail_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct mail mail;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Mail.NotFound", &id));
    TRY(mail_get(ctx, id, &mail));
    return respond_mail(ctx, response, 200, &mail);
}

enum err mail_live_repeat(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct mail mail;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Mail.NotFound", &id));
    TRY(mail_repeat(ctx, id, &mail));
    return respond_mail(ctx, response, 201, &mail);
}

struct trial {
    const char *type_mail, *language, *email;
};

const struct field mail_live_trial_fields[] = {
    FIELD(trial, type_mail),
    FIELD(trial, language),
    FIELD(trial, email),
    FIELDS_END,
};

enum err mail_live_try(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct trial trial;
    struct mail mail;

    TRY(request_read(ctx, request, mail_live_trial_fields, &trial));
    if (!trial.email)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Email", "Email: is missing.");
    TRY(mail_try(ctx, trial.type_mail, trial.language, trial.email, &mail));
    return respond_mail(ctx, response, 201, &mail);
}

/* switches ----------------------------------------------------------------------------------------
 */

struct switch_view {
    const char *type_mail, *type_trigger;
    bool has_paper, is_switchable;
    int64_t is_on;
};

const struct field mail_live_switch_fields[] = {
    FIELD(switch_view, type_mail),     FIELD(switch_view, type_trigger),
    FIELD(switch_view, has_paper),     FIELD(switch_view, is_switchable),
    FIELD_FLAG_OF(switch_view, is_on), FIELDS_END,
};

static struct switch_view switch_view_of(const struct mail_switch *from)
{
    return (struct switch_view){
        .type_mail = mail_type_names[from->type_mail],
        .type_trigger = event_type_names[from->type_trigger],
        .has_paper = from->has_paper,
        .is_switchable = from->is_on != NONE,
        .is_on = from->is_on,
    };
}

struct switch_query {
    struct page page;
};

const struct field mail_live_switch_query_fields[] = {PAGE_FIELDS(switch_query), FIELDS_END};

enum err mail_live_list_switches(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct live_list list = {.fields = mail_live_switch_fields, .size = sizeof(struct switch_view)};
    struct switch_query query = {0};
    struct list switches;

    TRY(request_read_query(ctx, request, mail_live_switch_query_fields, &query));
    if (query.page.size_page == NONE)
        query.page.size_page = SIZE_PAGE_MAX;
    TRY(page_check(ctx, &query.page));
    TRY(mail_switch_list(ctx, &switches));
    list.page = query.page;
    list.total = (int64_t)switches.count;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct switch_view, switches.count), switches.count};
    for (size_t i = 0; i < switches.count; i++)
        *LIST_AT(list.items, struct switch_view, i) =
            switch_view_of(LIST_AT(switches, struct mail_switch, i));
    page_cut(&query.page, &list.items, sizeof(struct switch_view));
    return live_respond_list(ctx, request, response, &list);
}

struct switch_input {
    const char *type_mail;
    int64_t is_on;
};

const struct field mail_live_switch_input_fields[] = {
    FIELD(switch_input, type_mail),
    FIELD_FLAG_OF(switch_input, is_on),
    FIELDS_END,
};

enum err mail_live_post_switch(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct switch_input input;
    struct mail_switch changed;
    struct switch_view view;

    TRY(request_read(ctx, request, mail_live_switch_input_fields, &input));
    if (input.is_on == NONE)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "IsOn", "IsOn: is missing.");
    TRY(mail_switch_set(ctx, input.type_mail, input.is_on == 1, &changed));
    view = switch_view_of(&changed);
    return respond_json(ctx, response, 200, mail_live_switch_fields, &view);
}

/* texts and templates -----------------------------------------------------------------------------
 */

struct text_query {
    const char *type_mail, *language;
};

const struct field mail_live_text_query_fields[] = {
    FIELD(text_query, type_mail),
    FIELD(text_query, language),
    FIELDS_END,
};

const struct field mail_live_template_query_fields[] = {
    FIELD(text_query, type_mail),
    FIELDS_END,
};

enum err mail_live_list_texts(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct text_query query;
    struct list texts;

    TRY(request_read_query(ctx, request, mail_live_text_query_fields, &query));
    TRY(mail_text_list(ctx, query.type_mail, query.language, &texts));
    return respond_all(ctx, request, response, &texts, mail_text_fields, sizeof(struct mail_text));
}

const struct field mail_live_text_input_fields[] = {
    FIELD(mail_text, type_mail),
    FIELD(mail_text, language),
    FIELD_CHOICE_OF(mail_text, part, mail_part_names),
    FIELD_LIMITED(mail_text, content, MAIL_TEXT_MAX),
    FIELDS_END,
};

enum err mail_live_post_text(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct mail_text input, written;

    TRY(request_read(ctx, request, mail_live_text_input_fields, &input));
    TRY(mail_text_write(ctx, &input, &written));
    return respond_json(ctx, response, 200, mail_text_fields, &written);
}

enum err mail_live_list_templates(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct text_query query = {0};
    struct list templates;

    TRY(request_read_query(ctx, request, mail_live_template_query_fields, &query));
    TRY(mail_template_list(ctx, query.type_mail, &templates));
    return respond_all(ctx, request, response, &templates, mail_template_fields,
                       sizeof(struct mail_template));
}

const struct field mail_live_template_input_fields[] = {
    FIELD(mail_template, type_mail),
    FIELD_CHOICE_OF(mail_template, form, mail_form_names),
    FIELD_LIMITED(mail_template, content, MAIL_TEMPLATE_MAX),
    FIELDS_END,
};

enum err mail_live_post_template(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct mail_template input, written;

    TRY(request_read(ctx, request, mail_live_template_input_fields, &input));
    TRY(mail_template_write(ctx, &input, &written));
    return respond_json(ctx, response, 200, mail_template_fields, &written);
}

const struct field mail_live_preview_input_fields[] = {
    FIELD(mail_preview, type_mail),
    FIELD(mail_preview, language),
    FIELD_CHOICE_OF(mail_preview, part, mail_part_names),
    FIELD_CHOICE_OF(mail_preview, form, mail_form_names),
    FIELD_LIMITED(mail_preview, content, MAIL_TEMPLATE_MAX),
    FIELDS_END,
};

enum err mail_live_preview(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct mail_preview preview = {0};

    TRY(request_read(ctx, request, mail_live_preview_input_fields, &preview));
    TRY(mail_preview(ctx, &preview));
    return respond_json(ctx, response, 200, mail_preview_fields, &preview);
}
