/* How mails come about and leave: the two lanes. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/accounts/secret.h"
#include "domain/estimates/estimate_paper.h"
#include "domain/invoices/invoice_paper.h"
#include "domain/mails/mail_write.h"
#include "domain/statements/receipt_paper.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/post/letter.h"
#include "rules/retry.h"
#include "sql.h"

/* Longer than any attempt takes: whoever leased it is gone. */
#define LEASE SECONDS(POST_SECONDS + 20)

enum {
    EVENTS_MAX = 100,   /* in one transaction */
    OF_EACH_MAX = 4,    /* mails of one business on their way at once */
    UNDER_WAY_MAX = 16, /* of all: others wait for the same connections */
};

/* events ------------------------------------------------------------------------------------------
 */

struct occasion {
    int64_t id, id_customer, id_invoice, id_subscription, id_permission;
    int type_trigger; /* enum event_type */
};

static const struct field occasion_fields[] = {
    FIELD(occasion, id),
    FIELD_CHOICE_OF(occasion, type_trigger, event_type_names),
    FIELD(occasion, id_customer),
    FIELD(occasion, id_invoice),
    FIELD(occasion, id_subscription),
    FIELD(occasion, id_permission),
    FIELDS_END,
};

static enum err list_event_businesses(struct ctx *ctx, int64_t most, struct list *out)
{
    return db_list(ctx, &sql_mail_event_businesses, ARGS(ARG(most)), lane_due_fields,
                   sizeof(struct lane_due), out);
}

static int64_t object_of(const struct occasion *occasion, enum mail_topic topic)
{
    if (topic == MAIL_ABOUT_INVOICE)
        return occasion->id_invoice;
    return topic == MAIL_ABOUT_METHOD ? occasion->id_permission : occasion->id_subscription;
}

static enum err tell(struct ctx *ctx, const struct occasion *occasion)
{
    struct mail_about about = {.id_customer = occasion->id_customer};

    for (enum mail_type type = MAIL_NONE + 1; type < MAIL_TYPE_COUNT; type++) {
        bool is_on;

        if ((int)mail_kinds[type].trigger != occasion->type_trigger)
            continue;
        TRY(mail_is_on(ctx, type, &is_on));
        about.id_object = object_of(occasion, mail_kinds[type].topic);
        if (is_on && about.id_customer != NONE)
            TRY(mail_tell_of(ctx, type, &about, (struct mail_source){.id_event = occasion->id}));
    }
    return db_run(ctx, &sql_mail_event_told, ARGS(ARG_AS(id, occasion->id)));
}

static enum err take_events(struct ctx *ctx, int64_t id, struct asking *out)
{
    struct list occasions;

    (void)id;
    (void)out;
    TRY(db_list(ctx, &sql_mail_event_list, ARGS(ARG_AS(most, EVENTS_MAX)), occasion_fields,
                sizeof(struct occasion), &occasions));
    for (size_t i = 0; i < occasions.count; i++)
        TRY(tell(ctx, LIST_AT(occasions, struct occasion, i)));
    return OK;
}

const struct lane mail_event_lane = {
    .name = "mails of events",
    .list = list_event_businesses,
    .prepare = take_events,
};

/* closing -----------------------------------------------------------------------------------------
 */

/* What mail_close writes. */
static const struct field closing_fields[] = {
    FIELD(mail, id),
    FIELD(mail, attempts),
    FIELD_CHOICE_OF(mail, state_mail, state_mail_names),
    FIELD(mail, done_at),
    FIELD(mail, due_at),
    FIELD(mail, failures),
    FIELD(mail, failing_since),
    FIELD(mail, status),
    FIELD(mail, last_error),
    FIELDS_END,
};

static void put_off(struct ctx *ctx, struct mail *mail)
{
    uint32_t dice;

    random_bytes(&dice, sizeof dice);
    mail->failures++;
    if (!instant_is_set(mail->failing_since))
        mail->failing_since = ctx->machine_now;
    mail->due_at = retry_at(mail->failing_since, mail->failures, ctx->machine_now, dice);
    mail->state_mail = instant_is_set(mail->due_at) ? MAIL_RETRYING : MAIL_GIVEN_UP;
}

static bool is_over(int state_mail)
{
    return state_mail != MAIL_QUEUED && state_mail != MAIL_RETRYING;
}

/* What lets somebody in is forgotten with it, but for those that a sandbox keeps to be looked at.
 */
static enum err forget_secrets(struct ctx *ctx, const struct mail *mail)
{
    static const char *const columns[] = {"code", "path"};

    if (mail->state_mail == MAIL_KEPT && !ctx->is_live)
        return OK;
    for (size_t i = 0; i < 2; i++) {
        enum err err = secret_delete(ctx, "mails", mail->id, columns[i]);

        if (err != OK && err != ERR_NOT_FOUND)
            return err;
    }
    return OK;
}

static enum err close_mail(struct ctx *ctx, struct mail *mail, enum state_mail state,
                           int64_t status, const char *why)
{
    mail->state_mail = (int)state;
    mail->status = status ? status : NONE;
    mail->last_error = why;
    mail->due_at = (struct instant){0};
    if (state == MAIL_RETRYING)
        put_off(ctx, mail);
    mail->done_at = is_over(mail->state_mail) ? ctx->machine_now : (struct instant){0};
    TRY(db_save(ctx, &sql_mail_close, closing_fields, mail));
    return is_over(mail->state_mail) ? forget_secrets(ctx, mail) : OK;
}

/* writing -----------------------------------------------------------------------------------------
 */

static enum err list_due(struct ctx *ctx, int64_t most, struct list *out)
{
    return db_list(ctx, &sql_mail_due,
                   ARGS(ARG_AS(most, most < UNDER_WAY_MAX ? most : UNDER_WAY_MAX),
                        ARG_AS(most_of_each, OF_EACH_MAX)),
                   lane_due_fields, sizeof(struct lane_due), out);
}

/* Writes it once: what is tried again says the same. */
static enum err ensure_written(struct ctx *ctx, struct mail *mail)
{
    struct written_mail written;

    if (mail->content_text)
        return OK;
    TRY(mail_write(ctx, mail, &written));
    return mail_save_written(ctx, mail, written.subject, written.content_text,
                             written.content_html);
}

/* What cannot be written now never can. */
static bool is_hopeless(enum err err)
{
    return err == ERR_INVALID || err == ERR_NOT_FOUND;
}

static const char *reason(struct ctx *ctx)
{
    const char *message = ctx->failures ? ctx->failures->message : "It cannot be written.";

    ctx->failures = NULL;
    return message;
}

/* sending -----------------------------------------------------------------------------------------
 */

/* A mail on its way. */
struct sending {
    struct mail mail;
    struct letter letter;
};

static const char *text_or(const struct settings *settings, enum setting setting,
                           int64_t id_segment, const char *otherwise)
{
    const char *text = setting_text(settings, setting, id_segment);

    return text ? text : otherwise;
}

static enum letter_protection protection_of(const struct settings *settings)
{
    int word = setting_word(settings, SETTING_SMTP_SECURITY, 0);

    if (word == SMTP_TLS)
        return LETTER_TLS;
    return word == SMTP_UNPROTECTED ? LETTER_UNPROTECTED : LETTER_STARTTLS;
}

/* The same at each attempt, under the sender's own domain. */
static const char *message_id(struct ctx *ctx, const struct mail *mail, const char *sender)
{
    const char *address = sender ? letter_address(ctx->arena, sender) : NULL;
    const char *at = address ? strchr(address, '@') : NULL;

    return arena_printf(ctx->arena, "<%s.%" PRId64 "@%s>", mail->message_key, mail->id,
                        at ? at + 1 : "localhost");
}

/* Staff has written to somebody: an answer from his side is welcome. */
static bool is_automatic(const struct mail *mail)
{
    return mail->type_mail != MAIL_INVOICE && mail->type_mail != MAIL_ESTIMATE;
}

/* Who sends it to whom by what server; what it says comes later. */
static enum err address_letter(struct ctx *ctx, const struct settings *settings,
                               const struct mail *mail, struct letter *out)
{
    const char *sender = setting_text(settings, SETTING_MAIL_SENDER, mail->id_segment);
    const char *all_to = ctx->is_live ? NULL : setting_text(settings, SETTING_MAIL_ALL_TO, 0);
    struct business business;

    TRY(business_get(ctx, &business));
    *out = (struct letter){
        .host = setting_text(settings, SETTING_SMTP_HOST, 0),
        .port = (int)setting_number(settings, SETTING_SMTP_PORT, 0),
        .protection = protection_of(settings),
        .user = setting_text(settings, SETTING_SMTP_USER, 0),
        .authority = setting_text(settings, SETTING_SMTP_AUTHORITY, 0),
        .from = sender,
        .from_name = text_or(settings, SETTING_MAIL_SENDER_NAME, mail->id_segment, business.name),
        .to = all_to ? all_to : mail->email,
        .reply_to = setting_text(settings, SETTING_MAIL_REPLY_TO, mail->id_segment),
        .message_id = message_id(ctx, mail, sender),
        .language = mail->language,
        .date = ctx->machine_now,
        .is_automatic = is_automatic(mail),
        .arena = ctx->arena,
    };
    return OK;
}

static enum err begin_sending(struct ctx *ctx, const struct settings *settings,
                              struct sending *sending, struct asking *out)
{
    struct letter *letter = &sending->letter;
    const char *why;

    TRY(address_letter(ctx, settings, &sending->mail, letter));
    if (!letter->host || !letter->from)
        return close_mail(ctx, &sending->mail, MAIL_RETRYING, 0,
                          "The business has no mail server: set smtp_host and mail_sender.");
    why = letter_objection(ctx->arena, letter);
    if (why)
        return close_mail(ctx, &sending->mail, MAIL_REFUSED, 0, why);
    out->own = sending;
    out->post = (struct post){
        .url = letter_url(ctx->arena, letter), .may_be_private = true, .letter = letter};
    return OK;
}

static enum err prepare(struct ctx *ctx, int64_t id, struct asking *out)
{
    struct sending *sending = ARENA_NEW(ctx->arena, struct sending);
    struct mail *mail = &sending->mail;
    struct settings settings;
    enum err err =
        db_get(ctx, &sql_mail_lease,
               ARGS(ARG(id), ARG_AS(leased_until, instant_plus(ctx->machine_now, LEASE))),
               mail_fields, mail);

    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err; /* somebody else was faster */
    TRY(settings_load(ctx, &settings));
    err = ensure_written(ctx, mail);
    if (is_hopeless(err))
        return close_mail(ctx, mail, MAIL_REFUSED, 0, reason(ctx));
    TRY(err);
    if (!mail_mode_sends(ctx, &settings))
        return close_mail(ctx, mail, MAIL_KEPT, 0, NULL);
    return begin_sending(ctx, &settings, sending, out);
}

/* what is in it -----------------------------------------------------------------------------------
 */

static enum err read_password(struct ctx *ctx, struct letter *letter)
{
    enum err err = OK;

    if (letter->user)
        err = secret_get(ctx, "businesses", ctx->id_business, "smtp_password", &letter->password);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_FAILED, "Error.Secret.NotSet", NULL,
                    "smtp_user has no password: tacite key secret set business.smtp_password.");
    return err;
}

static enum err attach(struct ctx *ctx, struct letter *letter, const char *name,
                       struct bytes content)
{
    struct letter_file *file = ARENA_NEW(ctx->arena, struct letter_file);

    file->name = name;
    file->type = INVOICE_PAPER_TYPE;
    file->content = content;
    letter->files = (struct list){file, 1};
    return OK;
}

static enum err attach_invoice(struct ctx *ctx, const struct mail *mail, struct letter *letter)
{
    struct invoice_document document;
    struct bytes paper;

    TRY(invoice_document_load(ctx, mail->id_object, &document));
    TRY(invoice_paper_print(ctx, &document, &paper));
    return attach(ctx, letter, arena_printf(ctx->arena, "%s.pdf", document.invoice.full_number),
                  paper);
}

static enum err attach_receipt(struct ctx *ctx, const struct mail *mail, struct letter *letter)
{
    struct receipt_document document;
    struct bytes paper;

    TRY(receipt_document_load(ctx, mail->id_object, &document));
    TRY(receipt_paper_print(ctx, &document, &paper));
    return attach(ctx, letter, receipt_file_name(ctx->arena, &document), paper);
}

static enum err attach_estimate(struct ctx *ctx, const struct mail *mail, struct letter *letter)
{
    struct estimate_document document;
    struct estimate estimate;
    struct bytes paper;

    TRY(estimate_show(ctx, mail->id_object, &estimate));
    TRY(estimate_document_load(ctx, &estimate, &document));
    TRY(estimate_paper_print(ctx, &document, &paper));
    return attach(ctx, letter, estimate_file_name(ctx->arena, &document), paper);
}

/* Drawn when it is sent, and kept nowhere. */
static enum err attach_paper(struct ctx *ctx, const struct mail *mail, struct letter *letter)
{
    static enum err (*const papers[])(struct ctx * ctx, const struct mail *mail,
                                      struct letter *letter) = {
        [MAIL_ABOUT_INVOICE] = attach_invoice,
        [MAIL_ABOUT_ESTIMATE] = attach_estimate,
        [MAIL_ABOUT_PAYMENT] = attach_receipt,
    };

    if (!mail_kinds[mail->type_mail].has_paper || mail->id_object == NONE)
        return OK;
    return papers[mail->topic](ctx, mail, letter);
}

static enum err fill(struct ctx *ctx, struct asking *asking)
{
    struct sending *sending = asking->own;
    const struct mail *mail = &sending->mail;
    const struct written_mail written = {mail->subject, mail->content_text, mail->content_html};
    struct letter *letter = &sending->letter;
    struct mail_secrets secrets;
    struct written_mail filled;

    TRY(read_password(ctx, letter));
    TRY(mail_secrets(ctx, mail, true, &secrets));
    filled = mail_fill_in(ctx, &written, &secrets);
    letter->subject = filled.subject;
    letter->text = filled.content_text;
    letter->html = filled.content_html;
    return attach_paper(ctx, mail, letter);
}

static enum err conclude(struct ctx *ctx, const struct asking *asking)
{
    struct sending *sending = asking->own;
    const struct post *post = &asking->post;

    if (!post->error)
        return close_mail(ctx, &sending->mail, MAIL_SENT, post->status, NULL);
    return close_mail(ctx, &sending->mail,
                      letter_is_refused(post->status) ? MAIL_REFUSED : MAIL_RETRYING, post->status,
                      post->error);
}

const struct lane mail_lane = {
    .name = "mails",
    .list = list_due,
    .prepare = prepare,
    .conclude = conclude,
    .fill = fill,
};
