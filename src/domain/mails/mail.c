#include "domain/mails/mail.h"

#include <string.h>

#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/accounts/secret.h"
#include "domain/accounts/setting.h"
#include "domain/check.h"
#include "domain/mails/mail_parts.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

#define MAIL_KIND(constant, its_name, its_cause, its_trigger, its_topic, its_readers, paper)       \
    [MAIL_##constant] = {                                                                          \
        .name = #its_name,                                                                         \
        .cause = MAIL_BY_##its_cause,                                                              \
        .trigger = EVENT_##its_trigger,                                                            \
        .topic = MAIL_ABOUT_##its_topic,                                                           \
        .readers = MAIL_TO_##its_readers,                                                          \
        .has_paper = paper,                                                                        \
    },
#define MAIL_NAME(constant, name, ...) #name,

const struct mail_kind mail_kinds[MAIL_TYPE_COUNT] = {MAIL_TYPES(MAIL_KIND)};
const char *const mail_type_names[] = {NULL, MAIL_TYPES(MAIL_NAME) NULL};
const char *const mail_topic_names[] = {
    NULL, "Invoice", "Estimate", "Payment", "Subscription", "Method", NULL,
};
const char *const state_mail_names[] = {
    NULL, "Queued", "Retrying", "Sent", "Kept", "Refused", "GivenUp", NULL,
};

const struct field mail_fields[] = {
    FIELD(mail, id),
    FIELD_CHOICE_OF(mail, type_mail, mail_type_names),
    FIELD_CHOICE_OF(mail, state_mail, state_mail_names),
    FIELD(mail, id_segment),
    FIELD(mail, id_customer),
    FIELD(mail, reference_customer),
    FIELD(mail, id_contact),
    FIELD(mail, email),
    FIELD_CHOICE_OF(mail, topic, mail_topic_names),
    FIELD(mail, id_object),
    FIELD(mail, id_event),
    FIELD(mail, language),
    FIELD(mail, message),
    FIELD(mail, subject),
    FIELD(mail, content_text),
    FIELD(mail, content_html),
    FIELD(mail, message_key),
    FIELD(mail, date_creation),
    FIELD(mail, id_user_creation),
    FIELD(mail, created_at),
    FIELD(mail, due_at),
    FIELD(mail, attempts),
    FIELD(mail, failures),
    FIELD(mail, failing_since),
    FIELD(mail, attempted_at),
    FIELD(mail, done_at),
    FIELD(mail, status),
    FIELD(mail, last_error),
    FIELD(mail, is_erased),
    FIELDS_END,
};

/* readers -----------------------------------------------------------------------------------------
 */

struct reader {
    int64_t id_customer, id_contact, id_segment;
    const char *email, *language;
};

static const struct field reader_fields[] = {
    FIELD(reader, id_customer), FIELD(reader, id_contact), FIELD(reader, id_segment),
    FIELD(reader, email),       FIELD(reader, language),   FIELDS_END,
};

static const char *role_of(enum mail_readers readers)
{
    if (readers == MAIL_TO_PAYERS)
        return "Payer";
    return readers == MAIL_TO_APPROVERS ? "Approver" : "Owner";
}

/* The customer himself, and whom else the kind is for: of struct reader. */
static enum err list_readers(struct ctx *ctx, enum mail_type type, int64_t id_customer,
                             struct list *out)
{
    return db_list(ctx, &sql_mail_readers,
                   ARGS(ARG(id_customer), ARG_AS(role_contact, role_of(mail_kinds[type].readers))),
                   reader_fields, sizeof(struct reader), out);
}

static enum err find_contact(struct ctx *ctx, const struct mail_about *about, struct reader *out)
{
    enum err err =
        db_get(ctx, &sql_mail_reader,
               ARGS(ARG_AS(id_customer, about->id_customer), ARG_AS(id_contact, about->id_contact)),
               reader_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Contact.NotFound", NULL,
                    "The customer has no such contact.");
    return err;
}

static enum err find_customer(struct ctx *ctx, int64_t id_customer, struct reader *out)
{
    struct list readers;

    TRY(list_readers(ctx, MAIL_STAFF_ACTED, id_customer, &readers));
    if (!readers.count || LIST_AT(readers, struct reader, 0)->id_contact != NONE)
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.Customer.NotFound", NULL,
                    "There is no such customer.");
    *out = *LIST_AT(readers, struct reader, 0);
    return OK;
}

/* The one that `about` names, with its address. */
static enum err find_reader(struct ctx *ctx, const struct mail_about *about, struct reader *out)
{
    *out = (struct reader){NONE, NONE, about->id_segment, NULL, NULL};
    if (about->id_contact)
        TRY(find_contact(ctx, about, out));
    else if (about->id_customer)
        TRY(find_customer(ctx, about->id_customer, out));
    if (about->email)
        out->email = about->email;
    if (about->language)
        out->language = about->language;
    return OK;
}

/* queueing ----------------------------------------------------------------------------------------
 */

static const struct field new_mail_fields[] = {
    FIELD(mail, id),
    FIELD(mail, id_segment),
    FIELD(mail, id_customer),
    FIELD(mail, id_contact),
    FIELD_CHOICE_OF(mail, type_mail, mail_type_names),
    FIELD_CHOICE_OF(mail, topic, mail_topic_names),
    FIELD(mail, id_object),
    FIELD(mail, id_event),
    FIELD(mail, occasion),
    FIELD(mail, email),
    FIELD(mail, language),
    FIELD(mail, message),
    FIELD_CHOICE_OF(mail, state_mail, state_mail_names),
    FIELD(mail, message_key),
    FIELD(mail, id_user_creation),
    FIELD(mail, done_at),
    FIELD(mail, last_error),
    FIELDS_END,
};

static const char *new_message_key(struct ctx *ctx)
{
    uint8_t bytes[12];

    random_bytes(bytes, sizeof bytes);
    return base64_url(ctx->arena, (struct bytes){bytes, sizeof bytes});
}

/* Whoever has no address is told nothing, which the list of mails shows. */
static void refuse_unreachable(struct ctx *ctx, struct mail *mail)
{
    if (mail->email)
        return;
    mail->state_mail = MAIL_REFUSED;
    mail->done_at = ctx->machine_now;
    mail->last_error = "There is no e-mail address to send it to.";
}

enum err mail_add(struct ctx *ctx, struct mail *mail)
{
    struct segment segment;

    if (!mail->language) {
        TRY(segment_get(ctx, mail->id_segment, &segment));
        mail->language = segment.language;
    }
    mail->id = db_new_id(ctx, ID_ROW);
    mail->topic = (int)mail_kinds[mail->type_mail].topic;
    mail->state_mail = MAIL_QUEUED;
    mail->message_key = new_message_key(ctx);
    mail->id_user_creation = ctx->actor.id;
    refuse_unreachable(ctx, mail);
    ctx->leaves_work = true;
    return db_save(ctx, &sql_mail_add, new_mail_fields, mail);
}

static const struct field written_fields[] = {
    FIELD(mail, id),           FIELD(mail, subject), FIELD(mail, content_text),
    FIELD(mail, content_html), FIELDS_END,
};

enum err mail_save_written(struct ctx *ctx, struct mail *mail, const char *subject,
                           const char *content_text, const char *content_html)
{
    mail->subject = subject;
    mail->content_text = content_text;
    mail->content_html = content_html;
    return db_save(ctx, &sql_mail_save_written, written_fields, mail);
}

static enum err add_for(struct ctx *ctx, enum mail_type type, const struct mail_about *about,
                        const struct reader *reader, struct mail_source source, int64_t *id)
{
    struct mail mail = {
        .id_segment = reader->id_segment,
        .id_customer = reader->id_customer,
        .id_contact = reader->id_contact,
        .type_mail = (int)type,
        .id_object = about->id_object ? about->id_object : NONE,
        .id_event = source.id_event ? source.id_event : NONE,
        .occasion = source.occasion,
        .email = reader->email,
        .language = reader->language,
        .message = about->message,
    };

    TRY(mail_add(ctx, &mail));
    *id = mail.id;
    if (about->code)
        TRY(secret_put(ctx, "mails", mail.id, "code", about->code));
    if (about->path)
        TRY(secret_put(ctx, "mails", mail.id, "path", about->path));
    return OK;
}

enum err mail_is_possible(struct ctx *ctx, bool *out)
{
    struct settings settings;

    TRY(settings_load(ctx, &settings));
    *out = !mail_mode_sends(ctx, &settings) || (setting_text(&settings, SETTING_SMTP_HOST, 0) &&
                                                setting_text(&settings, SETTING_MAIL_SENDER, 0) &&
                                                setting_text(&settings, SETTING_PUBLIC_URL, 0));
    return OK;
}

enum err mail_send(struct ctx *ctx, enum mail_type type, const struct mail_about *about,
                   int64_t *id)
{
    struct reader reader;
    bool is_possible;

    TRY(mail_is_possible(ctx, &is_possible));
    if (!is_possible)
        return fail(ctx, ERR_CONFLICT, "Error.Mail.NoServer", NULL,
                    "The business sends no mails: set smtp_host, mail_sender and public_url.");
    TRY(find_reader(ctx, about, &reader));
    if (!reader.email || !email_is_address(reader.email))
        return fail(ctx, ERR_INVALID, "Error.Mail.NoAddress", "Email",
                    "There is no e-mail address to send it to.");
    return add_for(ctx, type, about, &reader, (struct mail_source){0}, id);
}

enum err mail_queue(struct ctx *ctx, enum mail_type type, const struct mail_about *about)
{
    int64_t id;

    return mail_send(ctx, type, about, &id);
}

enum err mail_tell_of(struct ctx *ctx, enum mail_type type, const struct mail_about *about,
                      struct mail_source source)
{
    struct list readers;
    int64_t id;

    TRY(list_readers(ctx, type, about->id_customer, &readers));
    for (size_t i = 0; i < readers.count; i++)
        TRY(add_for(ctx, type, about, LIST_AT(readers, struct reader, i), source, &id));
    return OK;
}

enum err mail_tell(struct ctx *ctx, enum mail_type type, const struct mail_about *about)
{
    return mail_tell_of(ctx, type, about, (struct mail_source){0});
}

enum err mail_is_on(struct ctx *ctx, enum mail_type type, bool *out)
{
    int64_t count;

    TRY(db_number(ctx, &sql_mail_type_is_on, ARGS(ARG_AS(type_mail, mail_type_names[type])),
                  &count));
    *out = count > 0;
    return OK;
}

enum err mail_follows(struct ctx *ctx, enum event_type trigger, bool *out)
{
    *out = false;
    for (int type = 1; type < MAIL_TYPE_COUNT && !*out; type++)
        if (mail_kinds[type].cause == MAIL_BY_EVENT && mail_kinds[type].trigger == trigger)
            TRY(mail_is_on(ctx, (enum mail_type)type, out));
    return OK;
}

enum err mail_offer(struct ctx *ctx, enum mail_type type, const struct mail_about *about)
{
    struct reader reader;
    int64_t id;
    bool is_on;

    TRY(mail_is_on(ctx, type, &is_on));
    if (!is_on)
        return OK;
    if (!about->id_contact && !about->email)
        return mail_tell(ctx, type, about);
    TRY(find_reader(ctx, about, &reader));
    return add_for(ctx, type, about, &reader, (struct mail_source){0}, &id);
}

/* settings ----------------------------------------------------------------------------------------
 */

bool mail_mode_sends(const struct ctx *ctx, const struct settings *settings)
{
    int mode = setting_word(settings, SETTING_MAIL_MODE, 0);

    return mode == MAIL_MODE_SEND || (mode == MAIL_MODE_AUTO && ctx->is_live);
}
