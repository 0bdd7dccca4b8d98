/* Where mails lead to. */
#include <string.h>

#include "domain/accounts/business.h"
#include "domain/accounts/secret.h"
#include "domain/customers/contact.h"
#include "domain/links/link_writer.h"
#include "domain/mails/mail_write.h"

#define HIDDEN "••••••"

static enum link_page mail_page_linked(enum mail_type type)
{
    static const enum link_page pages[MAIL_TYPE_COUNT] = {
        [MAIL_INVOICE] = LINK_RELATED_INVOICE,
        [MAIL_INVOICE_AUTO] = LINK_RELATED_INVOICE,
        [MAIL_INVOICE_OFFLINE] = LINK_CHARGE,
        [MAIL_INVOICE_PAID] = LINK_RELATED_INVOICE,
        [MAIL_INVOICE_PAYMENT_FAILED] = LINK_CHARGE,
        [MAIL_INVOICE_AUTHENTICATION] = LINK_CHARGE,
        [MAIL_INVOICE_REMINDER] = LINK_CHARGE,
        [MAIL_INVOICE_OVERDUE] = LINK_CHARGE,
        [MAIL_INVOICE_DISPUTED] = LINK_RELATED_INVOICE,
        [MAIL_CREDIT_NOTE] = LINK_RELATED_INVOICE,
        [MAIL_RECURRING_INVOICE] = LINK_RELATED_INVOICE,
        [MAIL_RECEIPT] = LINK_PAYMENTS,
        [MAIL_ESTIMATE] = LINK_ESTIMATE,
        [MAIL_ESTIMATE_REMINDER] = LINK_ESTIMATE,
        [MAIL_ESTIMATE_EXPIRED] = LINK_ESTIMATE,
        [MAIL_ESTIMATE_APPROVED] = LINK_ESTIMATE,
        [MAIL_SUBSCRIPTION_NO_METHOD] = LINK_REGISTER,
        [MAIL_SUBSCRIPTION_UNPAID] = LINK_COLLECTION_INVOICE,
        [MAIL_SUBSCRIPTION_ENDING] = LINK_RELATED_SUBSCRIPTION,
        [MAIL_SUBSCRIPTION_TERMINATED] = LINK_RELATED_SUBSCRIPTION,
        [MAIL_SUBSCRIPTION_OVER] = LINK_RELATED_SUBSCRIPTION,
        [MAIL_SUBSCRIPTION_KEPT] = LINK_RELATED_SUBSCRIPTION,
        [MAIL_SUBSCRIPTION_CHANGED] = LINK_RELATED_SUBSCRIPTION,
        [MAIL_SUBSCRIPTION_RENEWAL] = LINK_RELATED_SUBSCRIPTION,
        [MAIL_METHOD_EXPIRING] = LINK_REGISTER,
        [MAIL_METHOD_EXPIRED] = LINK_REGISTER,
        [MAIL_METHOD_DEFECTIVE] = LINK_REGISTER,
        [MAIL_METHOD_ADDED] = LINK_REGISTER,
        [MAIL_METHOD_REMOVED] = LINK_REGISTER,
        [MAIL_METHOD_DEFAULT] = LINK_REGISTER,
        [MAIL_STAFF_ACTED] = LINK_HOME,
    };

    return pages[type];
}

/* The object that the page is about: a page of all things, or of registering, has none. */
static int64_t object_of(const struct mail *mail, enum link_page page)
{
    bool is_of_object = page == LINK_CHARGE || page == LINK_RELATED_INVOICE ||
                        page == LINK_RELATED_SUBSCRIPTION || page == LINK_ESTIMATE;

    return is_of_object && mail->id_object != NONE ? mail->id_object : 0;
}

static enum err find_secret(struct ctx *ctx, const struct mail *mail, const char *column,
                            const char **out)
{
    enum err err = secret_get(ctx, "mails", mail->id, column, out);

    if (err == ERR_NOT_FOUND)
        *out = NULL;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err mail_has_secrets(struct ctx *ctx, const struct mail *mail, bool *has_link, bool *has_code)
{
    const char *path, *code;

    TRY(find_secret(ctx, mail, "path", &path));
    TRY(find_secret(ctx, mail, "code", &code));
    *has_code = code != NULL;
    *has_link = path || (mail->id_customer != NONE &&
                         mail_page_linked((enum mail_type)mail->type_mail) != LINK_NONE);
    return OK;
}

/* A personal one, for this reader and this thing. */
static enum err seal_link(struct ctx *ctx, const struct mail *mail, const struct settings *settings,
                          const char **out)
{
    int64_t days = setting_number(settings, SETTING_MAIL_LINK_DAYS, mail->id_segment);
    struct instant end = instant_plus(ctx->machine_now, DAYS(days) + HOURS(1));
    struct contact contact = {0};
    struct customer customer;
    struct link link;

    TRY(customer_get(ctx, mail->id_customer, &customer));
    if (mail->id_contact != NONE)
        TRY(contact_get(ctx, mail->id_contact, &contact));
    link = (struct link){
        .page = mail_page_linked((enum mail_type)mail->type_mail),
        .id_segment = customer.id_segment,
        .id_customer = customer.id,
        .id_contact = contact.id,
        .is_mailed = true,
        .link_epoch = customer.link_epoch + contact.link_epoch,
        .date_expiry = {end.micros - end.micros % HOURS(1)},
    };
    link.id_object = object_of(mail, link.page);
    *out = link_seal(ctx, &link);
    return OK;
}

const char *mail_server_url(struct ctx *ctx, const struct settings *settings, int64_t id_segment)
{
    const char *url = setting_text(settings, SETTING_PUBLIC_URL, id_segment);
    size_t size = url ? strlen(url) : 0;

    while (size && url[size - 1] == '/')
        size--;
    return arena_copy_bytes(ctx->arena, url ? url : "", size);
}

/* `sealed` stands behind it; the document's page is asked for, not its file. */
static const char *place_of(struct ctx *ctx, const struct settings *settings,
                            const struct segment *segment, const struct mail *mail,
                            const char *sealed)
{
    const char *server = setting_text(settings, SETTING_PUBLIC_URL, mail->id_segment);
    enum link_page page = mail_page_linked((enum mail_type)mail->type_mail);
    const char *url =
        arena_printf(ctx->arena, "%s%s%s", link_hosted(ctx, server, segment->reference_segment),
                     sealed, page == LINK_RELATED_INVOICE ? "?format=html" : "");

    return link_around(ctx, settings, mail->id_segment, page, url);
}

enum err mail_secrets(struct ctx *ctx, const struct mail *mail, bool is_told,
                      struct mail_secrets *out)
{
    const char *path, *sealed = HIDDEN;
    struct settings settings;
    struct segment segment;

    TRY(settings_load(ctx, &settings));
    TRY(segment_get(ctx, mail->id_segment, &segment));
    TRY(find_secret(ctx, mail, "code", &out->code));
    TRY(find_secret(ctx, mail, "path", &path));
    if (!is_told || !out->code)
        out->code = HIDDEN;
    if (is_told && !path && mail->id_customer != NONE)
        TRY(seal_link(ctx, mail, &settings, &sealed));
    if (is_told && path)
        out->link = arena_printf(ctx->arena, "%s%s",
                                 mail_server_url(ctx, &settings, mail->id_segment), path);
    else
        out->link = place_of(ctx, &settings, &segment, mail, sealed);
    return OK;
}
