#include "domain/portal/entry_portal.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/check.h"
#include "domain/invoices/invoice_paper.h"
#include "domain/look/look_part.h"
#include "domain/portal/entry.h"
#include "platform/http/uri.h"

/* links -------------------------------------------------------------------------------------------
 */

/* `related-invoice` is the paper itself, since clients keep what they find there as a PDF. */
static bool wants_paper(const struct request *request, const struct link *link)
{
    return link->page == LINK_RELATED_INVOICE &&
           !text_equal(query_value(request, "format"), "html");
}

static enum err respond_paper(struct ctx *ctx, struct response *response, const struct visit *visit)
{
    struct invoice_document document;
    enum err err = invoice_document_load(ctx, visit->link.id_object, &document);

    if (err == ERR_NOT_FOUND ||
        (err == OK && (!visit->is_known || document.invoice.id_customer != visit->customer.id)))
        return link_refuse(ctx);
    TRY(err);
    return invoice_paper_respond(ctx, response, true, &document);
}

enum err entry_portal_open(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct visit visit;
    bool is_blocked;

    TRY(link_open(ctx, path_text(request, "query"), &visit));
    if (!text_equal(path_text(request, "segment"), visit.segment.reference_segment))
        return link_refuse(ctx);
    TRY(portal_is_blocked(ctx, visit.link.id_customer, &is_blocked));
    if (is_blocked && !visit.link.id_agent)
        return link_refuse(ctx);
    if (wants_paper(request, &visit.link))
        return respond_paper(ctx, response, &visit);
    session_give(ctx, response, session_of_link(request, &visit, ctx));
    html_keep_language(ctx, request, response);
    return portal_go(ctx, response, portal_path_of(ctx, &visit.link));
}

/* signing in --------------------------------------------------------------------------------------
 */

/* Where he comes in who has no session: the first segment's pages, as anybody sees them. */
enum err entry_anybody(struct ctx *ctx, const struct request *request, int64_t id_segment)
{
    struct visitor *visitor = ARENA_NEW(ctx->arena, struct visitor);
    struct business business;
    enum err err = business_get(ctx, &business);

    *visitor = (struct visitor){.form_token = ""};
    if (err == OK)
        err = id_segment ? segment_get(ctx, id_segment, &visitor->segment)
                         : segment_choose(ctx, NULL, &visitor->segment);
    if (err == ERR_NOT_FOUND)
        return portal_refuse(ctx);
    TRY(err);
    visitor->zone = visitor->segment.time_zone;
    visitor->language = html_language_for(request, NULL);
    TRY(look_load(ctx, visitor->segment.id, visitor->language, &visitor->look));
    ctx->is_live = business.is_live;
    ctx->now = ctx->machine_now;
    ctx->actor = (struct actor){.kind = ACTOR_NOBODY};
    ctx->visitor = visitor;
    return OK;
}

struct sign_in_view {
    int64_t business;
    const char *email, *next;
};

static const struct field sign_in_view_fields[] = {
    FIELD(sign_in_view, business),
    FIELD(sign_in_view, email),
    FIELD(sign_in_view, next),
    FIELDS_END,
};

const struct html_page entry_sign_in_page = {"entry_portal_sign_in.html", "portal_sign_in",
                                             sign_in_view_fields};

static enum err enter_business(struct ctx *ctx, const struct request *request)
{
    TRY(path_id(ctx, request, "business", "Error.Portal.NotFound", &ctx->id_business));
    return entry_anybody(ctx, request, 0);
}

static enum err respond_sign_in(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    const struct sign_in_view view = {ctx->id_business, form_value(request, "Email"),
                                      portal_next(request)};

    return portal_respond(ctx, request, response, &entry_sign_in_page, NULL, &view);
}

enum err entry_portal_sign_in(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    TRY(enter_business(ctx, request));
    return respond_sign_in(ctx, request, response);
}

void entry_check_email(struct ctx *ctx, const char *email)
{
    if (!email || !email_is_address(email))
        complain(ctx, "Error.Portal.NoEmail", "Email", "Email: is no e-mail.");
}

struct sending {
    const char *email;
    struct sent_code sent;
};

static enum err send_deed(struct ctx *ctx, void *data)
{
    struct sending *sending = data;

    entry_check_email(ctx, sending->email);
    TRY(complaints(ctx));
    return code_send(ctx, sending->email, 0, NULL, &sending->sent);
}

enum err entry_go_to_code(struct ctx *ctx, struct response *response, const struct sent_code *sent,
                          const char *next)
{
    const char *path = arena_printf(ctx->arena, "/portal/code/%s", code_seal(ctx, sent));

    return portal_go(ctx, response, portal_with_next(ctx, path, next));
}

enum err entry_portal_send(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct sending sending = {.email = form_value(request, "Email")};
    bool is_refused;

    TRY(enter_business(ctx, request));
    TRY(portal_try(ctx, send_deed, &sending, &is_refused));
    return is_refused ? respond_sign_in(ctx, request, response)
                      : entry_go_to_code(ctx, response, &sending.sent, portal_next(request));
}

/* the code ----------------------------------------------------------------------------------------
 */

struct code_view {
    const char *path, *next;
};

static const struct field code_view_fields[] = {
    FIELD(code_view, path),
    FIELD(code_view, next),
    FIELDS_END,
};

const struct html_page entry_code_page = {"entry_portal_code.html", "portal_code",
                                          code_view_fields};

static enum err respond_code(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    const char *posted = form_value(request, "Next");
    const struct code_view view = {request->path, posted ? posted : query_value(request, "next")};

    return portal_respond(ctx, request, response, &entry_code_page, NULL, &view);
}

/* Its business, and which code it is about. */
static enum err enter_sent(struct ctx *ctx, const struct request *request, struct sent_code *sent)
{
    return code_unseal(ctx, path_text(request, "sent"), sent)
               ? entry_anybody(ctx, request, sent->id_segment)
               : portal_refuse(ctx);
}

enum err entry_portal_code(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct sent_code sent;

    TRY(enter_sent(ctx, request, &sent));
    return respond_code(ctx, request, response);
}

/* Nobody is known by the e-mail: he says who he is. */
static enum err go_to_details(struct ctx *ctx, struct response *response,
                              const struct sent_code *sent, const char *next)
{
    struct text path = {.arena = ctx->arena};

    text_append(&path, "/portal/register/");
    text_append(&path, code_seal(ctx, sent));
    text_append(&path, "/details?next=");
    uri_encode(&path, next);
    return portal_go(ctx, response, text_done(&path));
}

/* A session for the first whom the e-mail is known of. */
static enum err let_in(struct ctx *ctx, const struct request *request, struct response *response,
                       const struct sent_code *sent, const char *email, const char *next)
{
    struct list entrants;

    TRY(entrant_list(ctx, email, &entrants));
    if (!entrants.count)
        return sent->id_segment ? go_to_details(ctx, response, sent, next) : portal_refuse(ctx);
    return entry_let_in(ctx, request, response, LIST_AT(entrants, struct entrant, 0), email, next);
}

enum err entry_portal_try(struct ctx *ctx, const struct request *request, struct response *response)
{
    const char *code = code_digits(ctx->arena, form_value(request, "Code"));
    const char *next = portal_path(form_value(request, "Next"), "/portal");
    enum code_answer answer;
    const char *email;
    struct sent_code sent;

    TRY(enter_sent(ctx, request, &sent));
    TRY(code_try(ctx, sent.id, code, &answer, &email));
    if (answer == CODE_RIGHT)
        return let_in(ctx, request, response, &sent, email, next);
    complain(ctx, answer == CODE_WRONG ? "Error.Portal.WrongCode" : "Error.Portal.OldCode", "Code",
             "This code is not, or no longer, the right one.");
    return respond_code(ctx, request, response);
}

/* proving -----------------------------------------------------------------------------------------
 */

struct proof_view {
    const char *email, *next;
};

static const struct field proof_view_fields[] = {
    FIELD(proof_view, email),
    FIELD(proof_view, next),
    FIELDS_END,
};

const struct html_page entry_proof_page = {"entry_portal_proof.html", "portal_proof",
                                           proof_view_fields};

static enum err respond_proof(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    const char *posted = form_value(request, "Next");
    const struct proof_view view = {ctx->visitor->email,
                                    posted ? posted : query_value(request, "next")};

    return portal_respond(ctx, request, response, &entry_proof_page, NULL, &view);
}

enum err entry_portal_proof(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    if (ctx->visitor->is_proven)
        return portal_go(ctx, response, portal_path(query_value(request, "next"), "/portal"));
    return respond_proof(ctx, request, response);
}

enum err entry_portal_prove(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct sending sending = {.email = ctx->visitor->email};
    bool is_refused;

    TRY(portal_try(ctx, send_deed, &sending, &is_refused));
    return is_refused ? respond_proof(ctx, request, response)
                      : entry_go_to_code(ctx, response, &sending.sent, form_value(request, "Next"));
}

/* other accounts ----------------------------------------------------------------------------------
 */

struct account_row {
    const char *name;
    int64_t id_customer, id_contact;
    bool is_current;
};

static const struct field account_row_fields[] = {
    FIELD(account_row, name),
    FIELD(account_row, id_customer),
    FIELD(account_row, id_contact),
    FIELD(account_row, is_current),
    FIELDS_END,
};

struct accounts_view {
    struct list accounts; /* of struct account_row */
};

static const struct field accounts_view_fields[] = {
    FIELD_LIST_OF(accounts_view, accounts, account_row_fields, account_row),
    FIELDS_END,
};

const struct html_page entry_accounts_page = {"entry_portal_accounts.html", "portal_accounts",
                                              accounts_view_fields};

static bool is_visitor(const struct visitor *visitor, const struct entrant *entrant)
{
    return entrant->id_customer == visitor->customer.id &&
           entrant->id_contact == visitor->contact.id;
}

enum err entry_portal_accounts(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct accounts_view view = {0};
    struct list entrants = {0};

    if (ctx->visitor->email)
        TRY(entrant_list(ctx, ctx->visitor->email, &entrants));
    view.accounts.items = ARENA_ARRAY(ctx->arena, struct account_row, entrants.count + 1);
    view.accounts.count = entrants.count;
    for (size_t i = 0; i < entrants.count; i++) {
        const struct entrant *one = LIST_AT(entrants, struct entrant, i);

        *LIST_AT(view.accounts, struct account_row, i) = (struct account_row){
            .name = one->name_customer,
            .id_customer = one->id_customer,
            .id_contact = one->id_contact,
            .is_current = is_visitor(ctx->visitor, one),
        };
    }
    return portal_respond(ctx, request, response, &entry_accounts_page, NULL, &view);
}

struct choice {
    int64_t id_customer, id_contact;
};

static const struct field choice_fields[] = {
    FIELD(choice, id_customer),
    FIELD(choice, id_contact),
    FIELDS_END,
};

enum err entry_portal_change(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct choice choice;
    struct list entrants;

    TRY(request_read(ctx, request, choice_fields, &choice));
    if (!ctx->visitor->session.id)
        return portal_refuse(ctx);
    TRY(entrant_list(ctx, ctx->visitor->email, &entrants));
    for (size_t i = 0; i < entrants.count; i++) {
        const struct entrant *one = LIST_AT(entrants, struct entrant, i);

        if (one->id_customer != choice.id_customer || one->id_contact != choice.id_contact)
            continue;
        return entry_let_in(ctx, request, response, one, ctx->visitor->email, "/portal");
    }
    return portal_refuse(ctx);
}

/* leaving -----------------------------------------------------------------------------------------
 */

enum err entry_portal_sign_out(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    const struct session *session = &ctx->visitor->session;

    (void)request;
    if (session->id)
        TRY(proof_end(ctx, session->id_customer, session->id_contact, session->id));
    session_take(ctx, response);
    return portal_go(ctx, response,
                     arena_printf(ctx->arena, "/portal/sign-in/%" PRId64, ctx->id_business));
}
