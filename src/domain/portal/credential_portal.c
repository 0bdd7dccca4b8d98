#include "domain/portal/credential_portal.h"

#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/check.h"
#include "domain/links/numbers.h"
#include "domain/portal/credential.h"
#include "domain/portal/entry.h"
#include "platform/http/uri.h"
#include "platform/view/qr_path.h"

#define PATH "/portal/account/security"

/* Notes why a secret was not taken, and keeps the transaction, since what was tried counts. */
static void refuse(struct ctx *ctx, enum secret_answer answer, const char *code, const char *target)
{
    if (answer == SECRET_TOO_OFTEN)
        complain(ctx, "Error.Portal.TooManyTries", target, "Too many attempts failed.");
    else
        complain(ctx, code, target, "%s: is not the right one.", target);
}

static const char *typed_code(struct ctx *ctx, const struct request *request)
{
    return code_digits(ctx->arena, form_value(request, "Code"));
}

/* with a password ---------------------------------------------------------------------------------
 */

struct password_view {
    int64_t business;
    const char *email;
};

static const struct field password_view_fields[] = {
    FIELD(password_view, business),
    FIELD(password_view, email),
    FIELDS_END,
};

const struct html_page credential_portal_password_page = {"credential_portal_password.html",
                                                          "portal_password", password_view_fields};

static enum err enter_business(struct ctx *ctx, const struct request *request)
{
    TRY(path_id(ctx, request, "business", "Error.Portal.NotFound", &ctx->id_business));
    return entry_anybody(ctx, request, 0);
}

static enum err respond_sign_in(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    const struct password_view view = {ctx->id_business, form_value(request, "Email")};

    return portal_respond(ctx, request, response, &credential_portal_password_page, NULL, &view);
}

enum err credential_portal_sign_in(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    TRY(enter_business(ctx, request));
    return respond_sign_in(ctx, request, response);
}

enum err credential_portal_try(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    const char *email = form_value(request, "Email"), *password = form_value(request, "Password");
    enum secret_answer answer;
    struct entrant entrant;

    TRY(enter_business(ctx, request));
    entry_check_email(ctx, email);
    if (complaints(ctx) != OK)
        return respond_sign_in(ctx, request, response);
    TRY(password_try(ctx, email, password ? password : "", &answer, &entrant));
    if (answer == SECRET_RIGHT)
        return entry_let_in(ctx, request, response, &entrant, email, "/portal");
    refuse(ctx, answer, "Error.Portal.WrongPassword", "Password");
    return respond_sign_in(ctx, request, response);
}

/* and then with an authenticator ------------------------------------------------------------------
 */

/* What the seal says of its purpose. */
#define PLACE "portal authenticator"

#define ASKED_LIFETIME MINUTES(10)

enum { NUMBER_COUNT = 5 };

static const char *seal_entrant(struct ctx *ctx, const struct entrant *entrant)
{
    const struct instant end = instant_plus(ctx->machine_now, ASKED_LIFETIME);
    const int64_t numbers[NUMBER_COUNT] = {ctx->id_business, entrant->id_customer,
                                           entrant->id_contact, entrant->link_epoch,
                                           end.micros / SECONDS(1)};

    return numbers_seal(ctx, PLACE, numbers, NUMBER_COUNT);
}

static enum err give_session(struct ctx *ctx, const struct request *request,
                             struct response *response, const struct entrant *entrant,
                             const char *email, const char *next)
{
    struct session session;

    TRY(session_prove(ctx, request, entrant, email, &session));
    session_give(ctx, response, session);
    return portal_go(ctx, response, next);
}

enum err entry_let_in(struct ctx *ctx, const struct request *request, struct response *response,
                      const struct entrant *entrant, const char *email, const char *next)
{
    struct text path = {.arena = ctx->arena};
    struct credential credential;

    TRY(credential_find(ctx, entrant->id_customer, entrant->id_contact, &credential));
    if (!credential.has_totp)
        return give_session(ctx, request, response, entrant, email, next);
    text_append(&path, "/portal/authenticator/");
    text_append(&path, seal_entrant(ctx, entrant));
    text_append(&path, "?next=");
    uri_encode(&path, next);
    return portal_go(ctx, response, text_done(&path));
}

struct code_view {
    const char *path, *next;
};

static const struct field code_view_fields[] = {
    FIELD(code_view, path),
    FIELD(code_view, next),
    FIELDS_END,
};

const struct html_page credential_portal_code_page = {"credential_portal_code.html",
                                                      "portal_authenticator", code_view_fields};

static enum err respond_code(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    const char *posted = form_value(request, "Next");
    const struct code_view view = {request->path, posted ? posted : query_value(request, "next")};

    return portal_respond(ctx, request, response, &credential_portal_code_page, NULL, &view);
}

/* Whom the sealed text is of, with the e-mail that he has now. */
static enum err find_holder(struct ctx *ctx, const int64_t numbers[NUMBERS_MAX], struct holder *out)
{
    struct customer customer;
    struct contact contact = {.id = 0};

    TRY(customer_get(ctx, numbers[1], &customer));
    if (numbers[2])
        TRY(contact_get(ctx, numbers[2], &contact));
    *out =
        (struct holder){customer.id, contact.id, contact.id ? contact.email : customer.email, NULL};
    return out->email ? OK : ERR_NOT_FOUND;
}

/* ERR_NOT_FOUND, not noted, if he may not enter any more. */
static enum err find_entrant(struct ctx *ctx, const struct holder *holder, int64_t link_epoch,
                             struct entrant *out)
{
    struct list entrants;

    TRY(entrant_list(ctx, holder->email, &entrants));
    for (size_t i = 0; i < entrants.count; i++) {
        *out = *LIST_AT(entrants, struct entrant, i);
        if (out->id_customer == holder->id_customer && out->id_contact == holder->id_contact &&
            out->link_epoch == link_epoch)
            return OK;
    }
    return ERR_NOT_FOUND;
}

/* Who has just shown the first of the two. */
static enum err enter_asked(struct ctx *ctx, const struct request *request, struct holder *holder,
                            struct entrant *entrant)
{
    int64_t numbers[NUMBERS_MAX];
    enum err err;

    if (numbers_unseal(ctx, PLACE, path_text(request, "entrant"), numbers) != NUMBER_COUNT ||
        numbers[4] * SECONDS(1) <= ctx->machine_now.micros)
        return portal_refuse(ctx);
    ctx->id_business = numbers[0];
    err = find_holder(ctx, numbers, holder);
    if (err == OK)
        err = find_entrant(ctx, holder, numbers[3], entrant);
    if (err == ERR_NOT_FOUND)
        return portal_refuse(ctx);
    TRY(err);
    return entry_anybody(ctx, request, entrant->id_segment);
}

enum err credential_portal_ask(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct entrant entrant;
    struct holder holder;

    TRY(enter_asked(ctx, request, &holder, &entrant));
    return respond_code(ctx, request, response);
}

enum err credential_portal_answer(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    const char *next = portal_path(form_value(request, "Next"), "/portal");
    enum secret_answer answer;
    struct entrant entrant;
    struct holder holder;

    TRY(enter_asked(ctx, request, &holder, &entrant));
    TRY(totp_try(ctx, &holder, typed_code(ctx, request), &answer));
    if (answer == SECRET_RIGHT)
        return give_session(ctx, request, response, &entrant, holder.email, next);
    refuse(ctx, answer, "Error.Portal.WrongCode", "Code");
    return respond_code(ctx, request, response);
}

/* setting them up ---------------------------------------------------------------------------------
 */

struct credential_view {
    bool may_change, has_password, has_totp, is_waiting;
    const char *email, *secret, *qr; /* the latter as qr_path.h has it */
    int64_t qr_side;
};

static const struct field credential_view_fields[] = {
    FIELD(credential_view, may_change),
    FIELD(credential_view, has_password),
    FIELD(credential_view, has_totp),
    FIELD(credential_view, is_waiting),
    FIELD(credential_view, email),
    FIELD(credential_view, secret),
    FIELD(credential_view, qr),
    FIELD(credential_view, qr_side),
    FIELDS_END,
};

const struct html_page credential_portal_page = {"credential_portal_show.html", "security",
                                                 credential_view_fields};

static struct holder holder_of(const struct visitor *visitor)
{
    return (struct holder){visitor->customer.id, visitor->contact.id, visitor->email,
                           visitor->name};
}

/* What authenticators read: whose key it is, and the key. */
static enum err key_uri(struct ctx *ctx, const char *secret, const char **out)
{
    struct text uri = {.arena = ctx->arena};
    struct business business;

    TRY(business_get(ctx, &business));
    text_append(&uri, "otpauth://totp/");
    uri_encode(&uri, business.name);
    text_append_char(&uri, ':');
    uri_encode(&uri, ctx->visitor->email);
    text_append(&uri, "?secret=");
    text_append(&uri, secret);
    text_append(&uri, "&issuer=");
    uri_encode(&uri, business.name);
    *out = text_done(&uri);
    return OK;
}

static enum err respond(struct ctx *ctx, const struct request *request, struct response *response)
{
    const struct visitor *visitor = ctx->visitor;
    struct credential_view view = {.may_change = visitor->session.id != 0, .email = visitor->email};
    struct credential credential;
    const char *uri;

    TRY(credential_find(ctx, visitor->customer.id, visitor->contact.id, &credential));
    view.has_password = credential.password_hash != NULL;
    view.has_totp = credential.has_totp;
    if (view.may_change)
        TRY(totp_waiting(ctx, &credential, &view.secret));
    view.is_waiting = view.secret != NULL;
    if (view.is_waiting) {
        TRY(key_uri(ctx, view.secret, &uri));
        view.qr = qr_path(ctx->arena, uri, &view.qr_side);
    }
    return portal_respond(ctx, request, response, &credential_portal_page, NULL, &view);
}

enum err credential_portal_show(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    return respond(ctx, request, response);
}

static enum err set_deed(struct ctx *ctx, void *data)
{
    const struct holder holder = holder_of(ctx->visitor);

    return password_set(ctx, &holder, *(const char **)data);
}

static enum err remove_deed(struct ctx *ctx, void *data)
{
    const struct holder holder = holder_of(ctx->visitor);

    (void)data;
    return password_remove(ctx, &holder);
}

static enum err start_deed(struct ctx *ctx, void *data)
{
    const struct holder holder = holder_of(ctx->visitor);

    (void)data;
    return totp_start(ctx, &holder);
}

static enum err go_back(struct ctx *ctx, struct response *response, const char *done)
{
    return portal_go(ctx, response, arena_printf(ctx->arena, PATH "?done=%s", done));
}

/* Only who has signed in himself. */
static enum err change(struct ctx *ctx, const struct request *request, struct response *response,
                       portal_deed *deed, void *data, const char *done)
{
    bool is_refused;

    if (!ctx->visitor->session.id)
        return portal_refuse(ctx);
    TRY(portal_try(ctx, deed, data, &is_refused));
    return is_refused ? respond(ctx, request, response) : go_back(ctx, response, done);
}

enum err credential_portal_set(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    const char *password = form_value(request, "Password");

    return change(ctx, request, response, set_deed, &password, "password");
}

enum err credential_portal_remove(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    return change(ctx, request, response, remove_deed, NULL, "password_removed");
}

enum err credential_portal_start(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    return change(ctx, request, response, start_deed, NULL, "totp_started");
}

/* True if a code of his authenticator was typed; else the page says why not. */
static enum err read_code(struct ctx *ctx, const struct request *request, struct response *response,
                          bool *is_right)
{
    const struct holder holder = holder_of(ctx->visitor);
    enum secret_answer answer;

    *is_right = false;
    if (!ctx->visitor->session.id)
        return portal_refuse(ctx);
    TRY(totp_try(ctx, &holder, typed_code(ctx, request), &answer));
    *is_right = answer == SECRET_RIGHT;
    if (*is_right)
        return OK;
    refuse(ctx, answer, "Error.Portal.WrongCode", "Code");
    return respond(ctx, request, response);
}

enum err credential_portal_confirm(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    const struct holder holder = holder_of(ctx->visitor);
    bool is_right;

    TRY(read_code(ctx, request, response, &is_right));
    if (!is_right)
        return OK;
    TRY(totp_confirm(ctx, &holder));
    return go_back(ctx, response, "totp");
}

enum err credential_portal_drop(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    const struct holder holder = holder_of(ctx->visitor);
    bool is_right;

    TRY(read_code(ctx, request, response, &is_right));
    if (!is_right)
        return OK;
    TRY(totp_remove(ctx, holder.id_customer, holder.id_contact));
    return go_back(ctx, response, "totp_removed");
}
