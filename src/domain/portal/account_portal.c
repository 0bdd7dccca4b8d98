#include "domain/portal/account_portal.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/check.h"
#include "domain/customers/customer_privacy.h"
#include "domain/links/numbers.h"
#include "domain/mails/mail.h"
#include "domain/portal/code.h"
#include "domain/portal/credential.h"
#include "domain/portal/portal.h"

#define PATH "/portal/account"

/* the page ----------------------------------------------------------------------------------------
 */

struct contact_row {
    int64_t id;
    const char *name, *email;
    int role_contact;
    bool is_owner, is_approver, is_payer, is_viewer; /* of the four to choose from */
};

static const struct field contact_row_fields[] = {
    FIELD(contact_row, id),
    FIELD(contact_row, name),
    FIELD(contact_row, email),
    FIELD_CHOICE_OF(contact_row, role_contact, role_contact_names),
    FIELD(contact_row, is_owner),
    FIELD(contact_row, is_approver),
    FIELD(contact_row, is_payer),
    FIELD(contact_row, is_viewer),
    FIELDS_END,
};

struct session_row {
    int64_t id;
    const char *device;
    bool is_current;
    struct instant since_at;
};

static const struct field session_row_fields[] = {
    FIELD(session_row, id),
    FIELD(session_row, device),
    FIELD(session_row, is_current),
    FIELD(session_row, since_at),
    FIELDS_END,
};

struct account_view {
    const char *name, *email, *new_email;
    int role_contact;
    bool is_contact, is_french, is_english, may_manage;
    struct list contacts;                     /* of struct contact_row */
    struct list sessions;                     /* of struct session_row */
    const char *contact_name, *contact_email; /* of a new one, as it was typed */
};

static const struct field account_view_fields[] = {
    FIELD(account_view, name),
    FIELD(account_view, email),
    FIELD(account_view, new_email),
    FIELD_CHOICE_OF(account_view, role_contact, role_contact_names),
    FIELD(account_view, is_contact),
    FIELD(account_view, is_french),
    FIELD(account_view, is_english),
    FIELD(account_view, may_manage),
    FIELD_LIST_OF(account_view, contacts, contact_row_fields, contact_row),
    FIELD_LIST_OF(account_view, sessions, session_row_fields, session_row),
    FIELD(account_view, contact_name),
    FIELD(account_view, contact_email),
    FIELDS_END,
};

const struct html_page account_portal_page = {"account_portal_show.html", "account",
                                              account_view_fields};

static enum err load_contacts(struct ctx *ctx, struct list *out)
{
    struct list contacts;

    TRY(contact_list(ctx, ctx->visitor->customer.id, &contacts));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct contact_row, contacts.count + 1),
                         contacts.count};
    for (size_t i = 0; i < contacts.count; i++) {
        const struct contact *contact = LIST_AT(contacts, struct contact, i);

        *LIST_AT(*out, struct contact_row, i) = (struct contact_row){
            .id = contact->id,
            .name = contact->name,
            .email = contact->email,
            .role_contact = contact->role_contact,
            .is_owner = contact->role_contact == ROLE_OWNER,
            .is_approver = contact->role_contact == ROLE_APPROVER,
            .is_payer = contact->role_contact == ROLE_PAYER,
            .is_viewer = contact->role_contact == ROLE_VIEWER,
        };
    }
    return OK;
}

static enum err load_sessions(struct ctx *ctx, struct list *out)
{
    const struct session *session = &ctx->visitor->session;
    struct list proofs;

    TRY(proof_list(ctx, session->id_customer, session->id_contact, &proofs));
    *out =
        (struct list){ARENA_ARRAY(ctx->arena, struct session_row, proofs.count + 1), proofs.count};
    for (size_t i = 0; i < proofs.count; i++) {
        const struct proof *proof = LIST_AT(proofs, struct proof, i);

        *LIST_AT(*out, struct session_row, i) = (struct session_row){
            .id = proof->id,
            .device = proof->device,
            .is_current = proof->id == session->id,
            .since_at = proof->date_creation,
        };
    }
    return OK;
}

static enum err respond(struct ctx *ctx, const struct request *request, struct response *response,
                        struct account_view *view)
{
    const struct visitor *visitor = ctx->visitor;
    const char *language = visitor->customer.language;

    view->name = visitor->name;
    view->email = visitor->email;
    view->is_contact = visitor->contact.id != 0;
    view->role_contact = view->is_contact ? visitor->contact.role_contact : ROLE_OWNER;
    view->is_french = language && strncmp(language, "fr", 2) == 0;
    view->is_english = language && strncmp(language, "en", 2) == 0;
    view->may_manage = ctx->actor.permissions & MAY_MANAGE;
    TRY(load_sessions(ctx, &view->sessions));
    if (view->may_manage)
        TRY(load_contacts(ctx, &view->contacts));
    return portal_respond(ctx, request, response, &account_portal_page, NULL, view);
}

enum err account_portal_show(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct account_view view = {.name = NULL};

    return respond(ctx, request, response, &view);
}

/* Back to the page with what was done, or to the page as it was typed with why not. */
static enum err finish(struct ctx *ctx, const struct request *request, struct response *response,
                       bool is_refused, struct account_view *typed, const char *done)
{
    if (is_refused)
        return respond(ctx, request, response, typed);
    TRY(portal_tell(ctx, done));
    return portal_go(ctx, response, arena_printf(ctx->arena, PATH "?done=%s", done));
}

/* name and language -------------------------------------------------------------------------------
 */

struct person_input {
    const char *name, *language;
};

static const struct field person_input_fields[] = {
    FIELD_LIMITED(person_input, name, 200),
    FIELD(person_input, language),
    FIELDS_END,
};

static enum err set_contact(struct ctx *ctx, const struct contact_input *input)
{
    const struct visitor *visitor = ctx->visitor;
    struct contact contact;

    return contact_change(ctx, visitor->customer.id, visitor->contact.id, input, &contact);
}

static enum err set_customer(struct ctx *ctx, const struct customer_input *input)
{
    struct customer customer;
    bool is_changed;

    customer_check(ctx, input);
    TRY(complaints(ctx));
    TRY(customer_lock(ctx, ctx->visitor->customer.id, &customer));
    return customer_update(ctx, &customer, input, &is_changed);
}

static enum err set_deed(struct ctx *ctx, void *data)
{
    const struct person_input *typed = data;
    struct contact_input contact = {.name = typed->name};
    struct customer_input customer;

    if (!typed->name || !typed->name[strspn(typed->name, " ")])
        return fail(ctx, ERR_INVALID, "Error.Portal.NoName", "Name", "Name: is missing.");
    if (ctx->visitor->contact.id)
        return set_contact(ctx, &contact);
    fields_clear(customer_input_fields, &customer);
    customer.name = typed->name;
    customer.language = typed->language;
    return set_customer(ctx, &customer);
}

enum err account_portal_set(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct account_view typed = {.name = NULL};
    struct person_input input;
    bool is_refused;

    TRY(request_read(ctx, request, person_input_fields, &input));
    TRY(portal_try(ctx, set_deed, &input, &is_refused));
    return finish(ctx, request, response, is_refused, &typed, "account");
}

/* another e-mail ----------------------------------------------------------------------------------
 */

/* What the seal of a code's place says of its purpose. */
#define SENT_PLACE "portal new e-mail"

enum { SENT_COUNT = 4 };

struct sending {
    const char *email;
    int64_t id_code;
};

static const char *seal_sent(struct ctx *ctx, int64_t id_code)
{
    const struct session *session = &ctx->visitor->session;
    const int64_t numbers[SENT_COUNT] = {ctx->id_business, id_code, session->id_customer,
                                         session->id_contact};

    return numbers_seal(ctx, SENT_PLACE, numbers, SENT_COUNT);
}

/* Only his who asked for it. */
static enum err unseal_sent(struct ctx *ctx, const struct request *request, int64_t *id_code)
{
    const struct session *session = &ctx->visitor->session;
    int64_t numbers[NUMBERS_MAX];

    if (numbers_unseal(ctx, SENT_PLACE, path_text(request, "sent"), numbers) != SENT_COUNT ||
        numbers[0] != ctx->id_business || numbers[2] != session->id_customer ||
        numbers[3] != session->id_contact)
        return portal_refuse(ctx);
    *id_code = numbers[1];
    return OK;
}

static enum err send_deed(struct ctx *ctx, void *data)
{
    const struct visitor *visitor = ctx->visitor;
    struct sending *sending = data;
    const char *code;

    if (!sending->email || !email_is_address(sending->email) || strlen(sending->email) > 254)
        return fail(ctx, ERR_INVALID, "Error.Portal.NoEmail", "Email", "Email: is no e-mail.");
    TRY(code_make(ctx, sending->email, &sending->id_code, &code));
    return mail_queue(ctx, MAIL_EMAIL_CHANGE,
                      &(struct mail_about){.id_customer = visitor->customer.id,
                                           .id_contact = visitor->contact.id,
                                           .email = sending->email,
                                           .code = code});
}

enum err account_portal_send(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct sending sending = {.email = form_value(request, "Email")};
    struct account_view typed = {.new_email = sending.email};
    bool is_refused;

    TRY(portal_try(ctx, send_deed, &sending, &is_refused));
    return is_refused ? respond(ctx, request, response, &typed)
                      : portal_go(ctx, response,
                                  arena_printf(ctx->arena, PATH "/email/%s",
                                               seal_sent(ctx, sending.id_code)));
}

struct email_view {
    const char *path;
};

static const struct field email_view_fields[] = {
    FIELD(email_view, path),
    FIELDS_END,
};

const struct html_page account_portal_email_page = {"account_portal_email.html", "account_email",
                                                    email_view_fields};

static enum err respond_email(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    const struct email_view view = {request->path};

    return portal_respond(ctx, request, response, &account_portal_email_page, NULL, &view);
}

enum err account_portal_email(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    int64_t id_code;

    TRY(unseal_sent(ctx, request, &id_code));
    return respond_email(ctx, request, response);
}

/* With another e-mail the links of the old one die. */
static enum err take_email(struct ctx *ctx, void *data)
{
    const char *email = *(const char **)data;
    struct contact_input contact = {.email = email};
    struct customer_input input;
    struct customer customer;

    if (ctx->visitor->contact.id)
        return set_contact(ctx, &contact);
    TRY(contact_check_email(ctx, ctx->visitor->customer.id, email));
    fields_clear(customer_input_fields, &input);
    input.email = email;
    TRY(set_customer(ctx, &input));
    TRY(customer_lock(ctx, ctx->visitor->customer.id, &customer));
    return customer_revoke_links(ctx, &customer);
}

/* The visit goes on under the new one. */
static enum err enter_again(struct ctx *ctx, const struct request *request,
                            struct response *response, const char *email)
{
    const struct visitor *visitor = ctx->visitor;
    struct session session;
    struct list entrants;

    TRY(entrant_list(ctx, email, &entrants));
    for (size_t i = 0; i < entrants.count; i++) {
        const struct entrant *one = LIST_AT(entrants, struct entrant, i);

        if (one->id_customer != visitor->customer.id || one->id_contact != visitor->contact.id)
            continue;
        TRY(contact_end_visits(ctx, one->id_customer, one->id_contact));
        TRY(credential_move(ctx, one->id_customer, one->id_contact, email));
        TRY(session_prove(ctx, request, one, email, &session));
        session_give(ctx, response, session);
    }
    return OK;
}

enum err account_portal_confirm_email(struct ctx *ctx, const struct request *request,
                                      struct response *response)
{
    enum code_answer answer;
    const char *email;
    int64_t id_code;
    bool is_refused;

    TRY(unseal_sent(ctx, request, &id_code));
    TRY(code_try(ctx, id_code, code_digits(ctx->arena, form_value(request, "Code")), &answer,
                 &email));
    if (answer != CODE_RIGHT) {
        complain(ctx, answer == CODE_WRONG ? "Error.Portal.WrongCode" : "Error.Portal.OldCode",
                 "Code", "This code is not, or no longer, the right one.");
        return respond_email(ctx, request, response);
    }
    TRY(portal_try(ctx, take_email, &email, &is_refused));
    if (is_refused)
        return respond_email(ctx, request, response);
    if (!ctx->visitor->session.id_agent)
        TRY(enter_again(ctx, request, response, email));
    return portal_go(ctx, response, PATH "?done=email");
}

/* where he is signed in ---------------------------------------------------------------------------
 */

struct choice {
    int64_t id;
};

static const struct field choice_fields[] = {
    FIELD(choice, id),
    FIELDS_END,
};

enum err account_portal_end(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    const struct session *session = &ctx->visitor->session;
    struct choice choice;
    enum err err;

    TRY(request_read(ctx, request, choice_fields, &choice));
    err = proof_end(ctx, session->id_customer, session->id_contact, choice.id);
    if (err != OK)
        return err == ERR_NOT_FOUND ? portal_refuse(ctx) : err;
    if (choice.id != session->id)
        return portal_go(ctx, response, PATH "?done=session");
    session_take(ctx, response);
    return portal_go(ctx, response,
                     arena_printf(ctx->arena, "/portal/sign-in/%" PRId64, ctx->id_business));
}

/* contacts ----------------------------------------------------------------------------------------
 */

struct change {
    int64_t id; /* 0: a new one */
    bool is_removal;
    struct contact_input input;
};

static enum err contact_deed(struct ctx *ctx, void *data)
{
    const struct change *change = data;
    int64_t id_customer = ctx->visitor->customer.id;
    struct contact contact;

    if (!change->id)
        return contact_add(ctx, id_customer, &change->input, &contact);
    return change->is_removal
               ? contact_remove(ctx, id_customer, change->id)
               : contact_change(ctx, id_customer, change->id, &change->input, &contact);
}

enum err account_portal_add_contact(struct ctx *ctx, const struct request *request,
                                    struct response *response)
{
    struct change change = {.id = 0};
    struct account_view typed = {.name = NULL};
    bool is_refused;

    TRY(request_read(ctx, request, contact_input_fields, &change.input));
    typed.contact_name = change.input.name;
    typed.contact_email = change.input.email;
    TRY(portal_try(ctx, contact_deed, &change, &is_refused));
    return finish(ctx, request, response, is_refused, &typed, "contact_added");
}

/* He himself is changed by the form above, so that nobody locks himself out unawares. */
static enum err read_contact(struct ctx *ctx, const struct request *request, int64_t *id)
{
    TRY(path_id(ctx, request, "id", "Error.Portal.NotFound", id));
    return *id == ctx->visitor->contact.id ? portal_refuse(ctx) : OK;
}

static enum err change_contact(struct ctx *ctx, const struct request *request,
                               struct response *response, struct change *change, const char *done)
{
    struct account_view typed = {.name = NULL};
    bool is_refused;
    enum err err = portal_try(ctx, contact_deed, change, &is_refused);

    if (err == ERR_NOT_FOUND)
        return portal_refuse(ctx);
    TRY(err);
    return finish(ctx, request, response, is_refused, &typed, done);
}

enum err account_portal_change_contact(struct ctx *ctx, const struct request *request,
                                       struct response *response)
{
    struct change change = {.is_removal = false};

    TRY(read_contact(ctx, request, &change.id));
    TRY(request_read(ctx, request, contact_input_fields, &change.input));
    return change_contact(ctx, request, response, &change, "contact_changed");
}

enum err account_portal_remove_contact(struct ctx *ctx, const struct request *request,
                                       struct response *response)
{
    struct change change = {.is_removal = true};

    TRY(read_contact(ctx, request, &change.id));
    return change_contact(ctx, request, response, &change, "contact_removed");
}
