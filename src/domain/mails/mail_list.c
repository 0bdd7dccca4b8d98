/* Mails for people: which kinds go out, and what became of each mail. */
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/check.h"
#include "domain/mails/mail_write.h"
#include "platform/db/db.h"
#include "sql.h"

/* switches ----------------------------------------------------------------------------------------
 */

static const char *const cause_names[] = {NULL, "Event", "Verb", "Wish", NULL};

const struct field mail_switch_fields[] = {
    FIELD_CHOICE_OF(mail_switch, type_mail, mail_type_names),
    FIELD_CHOICE_OF(mail_switch, cause, cause_names),
    FIELD_CHOICE_OF(mail_switch, type_trigger, event_type_names),
    FIELD(mail_switch, has_paper),
    FIELD_FLAG_OF(mail_switch, is_on),
    FIELDS_END,
};

/* A row of `mail_types`. */
struct switch_row {
    int type_mail;
    bool is_on;
};

static const struct field switch_row_fields[] = {
    FIELD_CHOICE_OF(switch_row, type_mail, mail_type_names),
    FIELD(switch_row, is_on),
    FIELDS_END,
};

static struct mail_switch switch_of(const struct list *rows, enum mail_type type)
{
    const struct mail_kind *kind = &mail_kinds[type];
    struct mail_switch out = {
        .type_mail = (int)type,
        .cause = (int)kind->cause + 1,
        .type_trigger = (int)kind->trigger,
        .has_paper = kind->has_paper,
        .is_on = kind->cause == MAIL_BY_WISH ? NONE : 0,
    };

    for (size_t i = 0; i < rows->count; i++) {
        const struct switch_row *row = LIST_AT(*rows, struct switch_row, i);

        if (row->type_mail == (int)type && out.is_on != NONE)
            out.is_on = row->is_on;
    }
    return out;
}

enum err mail_switch_list(struct ctx *ctx, struct list *out)
{
    struct list rows;

    TRY(db_list(ctx, &sql_mail_type_list, NO_ARGS, switch_row_fields, sizeof(struct switch_row),
                &rows));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct mail_switch, MAIL_TYPE_COUNT),
                         MAIL_TYPE_COUNT - 1};
    for (enum mail_type type = MAIL_NONE + 1; type < MAIL_TYPE_COUNT; type++)
        *LIST_AT(*out, struct mail_switch, type - 1) = switch_of(&rows, type);
    return OK;
}

enum err mail_switch_set(struct ctx *ctx, const char *type_mail, bool is_on,
                         struct mail_switch *out)
{
    enum mail_type type;
    struct list all;

    TRY(mail_type_choose(ctx, type_mail, &type));
    if (!type)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "TypeMail", "TypeMail: is missing.");
    if (mail_kinds[type].cause == MAIL_BY_WISH)
        return fail(ctx, ERR_CONFLICT, "Error.Mail.AlwaysOn", "TypeMail",
                    "%s goes out when somebody asks for it; there is nothing to switch.",
                    mail_type_names[type]);
    TRY(db_run(ctx, &sql_mail_type_save,
               ARGS(ARG_AS(type_mail, mail_type_names[type]),
                    ARG_AS(type_trigger, event_type_names[mail_kinds[type].trigger]), ARG(is_on),
                    ARG_AS(id_user_update, ctx->actor.id))));
    TRY(audit_record(ctx, is_on ? "MailType.SwitchOn" : "MailType.SwitchOff", "mails",
                     ctx->id_business, NULL,
                     arena_printf(ctx->arena, "{\"TypeMail\":\"%s\"}", mail_type_names[type])));
    TRY(mail_switch_list(ctx, &all));
    *out = *LIST_AT(all, struct mail_switch, type - 1);
    return OK;
}

/* the list ----------------------------------------------------------------------------------------
 */

/* What was kept has marks where links and codes stand. */
static enum err show_contents(struct ctx *ctx, struct mail *mail)
{
    struct written_mail written = {mail->subject, mail->content_text, mail->content_html};
    bool is_told = !ctx->is_live && mail->state_mail == MAIL_KEPT;
    struct mail_secrets secrets;

    if (!mail->subject)
        return OK;
    TRY(mail_secrets(ctx, mail, is_told, &secrets));
    written = mail_fill_in(ctx, &written, &secrets);
    mail->subject = written.subject;
    mail->content_text = written.content_text;
    mail->content_html = written.content_html;
    return OK;
}

enum err mail_list(struct ctx *ctx, const struct mail_filter *filter, const struct page *page,
                   struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_customer, filter->id_customer),
             ARG_AS(state_mail, state_mail_names[filter->state_mail]),
             ARG_AS(type_mail, mail_type_names[filter->type_mail]),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_mail_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_mail_list, args, mail_fields, sizeof(struct mail), out));
    for (size_t i = 0; i < out->count; i++)
        TRY(show_contents(ctx, LIST_AT(*out, struct mail, i)));
    return OK;
}

enum err mail_get(struct ctx *ctx, int64_t id, struct mail *out)
{
    enum err err = db_get(ctx, &sql_mail_get, ARGS(ARG(id)), mail_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Mail.NotFound", NULL, "There is no such mail.");
    TRY(err);
    return show_contents(ctx, out);
}

/* again -------------------------------------------------------------------------------------------
 */

static enum err check_repeatable(struct ctx *ctx, const struct mail *mail)
{
    if (mail->is_erased)
        return fail(ctx, ERR_CONFLICT, "Error.Mail.Erased", NULL,
                    "What the mail said is not kept any more.");
    if (mail_kinds[mail->type_mail].readers == MAIL_TO_READER || mail->id_customer == NONE)
        return fail(ctx, ERR_CONFLICT, "Error.Mail.NotRepeatable", NULL,
                    "%s is not sent again: its reader asks for another one.",
                    mail_type_names[mail->type_mail]);
    return OK;
}

enum err mail_repeat(struct ctx *ctx, int64_t id, struct mail *out)
{
    struct mail_about about;
    struct mail before;

    TRY(mail_get(ctx, id, &before));
    TRY(check_repeatable(ctx, &before));
    about = (struct mail_about){
        .id_customer = before.id_customer,
        .id_contact = before.id_contact == NONE ? 0 : before.id_contact,
        .id_object = before.id_object == NONE ? 0 : before.id_object,
        .message = before.message,
    };
    TRY(mail_send(ctx, (enum mail_type)before.type_mail, &about, &id));
    TRY(audit_record(ctx, "Mail.Repeat", "mails", before.id, NULL, NULL));
    return mail_get(ctx, id, out);
}

enum err mail_try(struct ctx *ctx, const char *type_mail, const char *language, const char *email,
                  struct mail *out)
{
    struct mail_about about = {.email = email, .language = language};
    struct written_mail written;
    struct list segments;
    enum mail_type type;

    TRY(mail_type_choose(ctx, type_mail, &type));
    check_language(ctx, "Language", language);
    check_email(ctx, "Email", email);
    TRY(complaints(ctx));
    TRY(segment_list(ctx, &segments));
    about.id_segment = LIST_AT(segments, struct segment, 0)->id;
    if (!language)
        about.language = LIST_AT(segments, struct segment, 0)->language;
    TRY(mail_send(ctx, type ? type : MAIL_INVOICE, &about, &out->id));
    TRY(mail_write_sample(ctx, type ? type : MAIL_INVOICE, about.language, NULL, &written));
    TRY(mail_save_written(ctx, out, written.subject, written.content_text, written.content_html));
    return mail_get(ctx, out->id, out);
}

/* forgetting --------------------------------------------------------------------------------------
 */

enum err mail_erase_old(struct ctx *ctx, int64_t most, int64_t *count)
{
    struct settings settings;
    struct instant before;

    TRY(settings_load(ctx, &settings));
    before =
        instant_plus(ctx->machine_now, -DAYS(setting_number(&settings, SETTING_MAIL_KEPT_DAYS, 0)));
    TRY(db_change(ctx, &sql_mail_erase_old, ARGS(ARG(before), ARG(most)), count));
    return *count ? db_run(ctx, &sql_mail_forget_old_secrets, NO_ARGS) : OK;
}
