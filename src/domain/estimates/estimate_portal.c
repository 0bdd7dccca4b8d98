#include "domain/estimates/estimate_portal.h"

#include <inttypes.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/setting.h"
#include "domain/estimates/estimate_paper.h"
#include "domain/invoices/invoice.h"
#include "domain/look/look_url.h"
#include "domain/portal/portal.h"
#include "domain/sheets/sheet.h"

/* What a page shows of a list. */
enum { PART_SIZE = 100, AGENT_MAX = 500 };

static const char *path_of(struct ctx *ctx, int64_t id, const char *deed)
{
    return arena_printf(ctx->arena, "/portal/estimates/%" PRId64 "%s", id, deed);
}

/* Is the button there? The merchant may have hidden it. */
static bool may_answer(const struct ctx *ctx, const struct estimate *estimate, enum button button)
{
    return estimate->state_estimate == ESTIMATE_SENT && ctx->actor.permissions & MAY_APPROVE &&
           button_of(&ctx->visitor->look, button).behaviour != BEHAVIOUR_HIDE;
}

/* the list ----------------------------------------------------------------------------------------
 */

struct estimate_row {
    const char *full_number, *currency, *tone, *path, *approve_path;
    int state_estimate;
    bool can_approve;
    const char *issued_on, *valid_on;
    int64_t amount_total, amount_deposit;
};

static const struct field estimate_row_fields[] = {
    FIELD(estimate_row, full_number),
    FIELD(estimate_row, currency),
    FIELD(estimate_row, tone),
    FIELD(estimate_row, path),
    FIELD(estimate_row, approve_path),
    FIELD_CHOICE_OF(estimate_row, state_estimate, estimate_word_names),
    FIELD(estimate_row, can_approve),
    FIELD(estimate_row, issued_on),
    FIELD(estimate_row, valid_on),
    FIELD(estimate_row, amount_total),
    FIELD(estimate_row, amount_deposit),
    FIELDS_END,
};

static struct estimate_row estimate_row(struct ctx *ctx, const struct estimate *estimate)
{
    return (struct estimate_row){
        .full_number = estimate->full_number,
        .currency = estimate->currency,
        .tone = html_tone(state_estimate_names[estimate->state_estimate]),
        .path = path_of(ctx, estimate->id, ""),
        .approve_path = path_of(ctx, estimate->id, "/approve"),
        .state_estimate = estimate->state_estimate,
        .can_approve = may_answer(ctx, estimate, BUTTON_APPROVE_ESTIMATE),
        .issued_on = estimate->issued_on,
        .valid_on = estimate->valid_until,
        .amount_total = estimate->amount_total,
        .amount_deposit = estimate->amount_deposit,
    };
}

/* What may be asked for: `?state=pending`. */
static const struct {
    const char *name;
    enum state_estimate states[2];
} filters[] = {
    {NULL,       {ESTIMATE_NONE, ESTIMATE_NONE}         },
    {"pending",  {ESTIMATE_SENT, ESTIMATE_NONE}         },
    {"approved", {ESTIMATE_APPROVED, ESTIMATE_CONVERTED}},
    {"expired",  {ESTIMATE_EXPIRED, ESTIMATE_NONE}      },
    {"declined", {ESTIMATE_DECLINED, ESTIMATE_NONE}     },
};

struct list_view {
    bool is_all, is_pending, is_approved, is_expired, is_declined;
    struct list estimates; /* of struct estimate_row */
    bool has_more;
};

static const struct field list_view_fields[] = {
    FIELD(list_view, is_all),
    FIELD(list_view, is_pending),
    FIELD(list_view, is_approved),
    FIELD(list_view, is_expired),
    FIELD(list_view, is_declined),
    FIELD_LIST_OF(list_view, estimates, estimate_row_fields, estimate_row),
    FIELD(list_view, has_more),
    FIELDS_END,
};

const struct html_page estimate_portal_list_page = {"estimate_portal_list.html", "estimates",
                                                    list_view_fields};

static size_t filter_asked(const struct request *request)
{
    const char *state = query_value(request, "state");
    size_t found = 0;

    for (size_t i = 1; state && i < COUNT_OF(filters); i++)
        if (text_equal(state, filters[i].name))
            found = i;
    return found;
}

/* Those of one state or two behind those that are in the view already. */
static enum err add_estimates(struct ctx *ctx, enum state_estimate state, struct list_view *view)
{
    const struct estimate_filter his = {.id_customer = ctx->visitor->customer.id,
                                        .id_segment = NONE,
                                        .state_estimate = (int)state,
                                        .is_sent = true};
    struct page first = {1, PART_SIZE};
    struct list found;
    int64_t total;

    TRY(estimate_list(ctx, &his, &first, &found, &total));
    view->has_more |= total > PART_SIZE;
    for (size_t i = 0; i < found.count; i++)
        *LIST_AT(view->estimates, struct estimate_row, view->estimates.count++) =
            estimate_row(ctx, LIST_AT(found, struct estimate, i));
    return OK;
}

enum err estimate_portal_list(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    size_t filter = filter_asked(request);
    struct list_view view = {.is_all = filter == 0,
                             .is_pending = filter == 1,
                             .is_approved = filter == 2,
                             .is_expired = filter == 3,
                             .is_declined = filter == 4};

    view.estimates.items = ARENA_ARRAY(ctx->arena, struct estimate_row, 2 * PART_SIZE);
    TRY(add_estimates(ctx, filters[filter].states[0], &view));
    if (filters[filter].states[1])
        TRY(add_estimates(ctx, filters[filter].states[1], &view));
    return portal_respond(ctx, request, response, &estimate_portal_list_page, NULL, &view);
}

/* one ---------------------------------------------------------------------------------------------
 */

struct show_view {
    struct estimate_document document;
    const char *approve_path, *decline_path, *invoice_path, *pdf_path;
    bool can_approve, can_decline;
    bool has_deposit, is_converting; /* what approving leads to */
};

static const struct field show_view_fields[] = {
    FIELD_RECORD_OF(show_view, document, estimate_document_fields),
    FIELD(show_view, approve_path),
    FIELD(show_view, decline_path),
    FIELD(show_view, invoice_path),
    FIELD(show_view, pdf_path),
    FIELD(show_view, can_approve),
    FIELD(show_view, can_decline),
    FIELD(show_view, has_deposit),
    FIELD(show_view, is_converting),
    FIELDS_END,
};

const struct html_page estimate_portal_show_page = {"estimate_portal_show.html", "estimate",
                                                    show_view_fields};

/* The visitor's, or nothing. */
static enum err load(struct ctx *ctx, const struct request *request, struct estimate *out)
{
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Portal.NotFound", &id));
    err = estimate_show_sent(ctx, ctx->visitor->customer.id, id, out);
    return err == ERR_NOT_FOUND ? portal_refuse(ctx) : err;
}

static enum err respond_estimate(struct ctx *ctx, const struct request *request,
                                 struct response *response, const struct estimate *estimate)
{
    struct settings settings;
    struct show_view view = {
        .approve_path = path_of(ctx, estimate->id, "/approve"),
        .decline_path = path_of(ctx, estimate->id, "/decline"),
        .pdf_path = path_of(ctx, estimate->id, "/pdf"),
        .can_approve = may_answer(ctx, estimate, BUTTON_APPROVE_ESTIMATE),
        .can_decline = may_answer(ctx, estimate, BUTTON_DECLINE_ESTIMATE),
        .has_deposit = estimate->amount_deposit != NONE,
    };

    TRY(settings_load(ctx, &settings));
    TRY(estimate_document_load(ctx, estimate, &view.document));
    view.is_converting = setting_number(&settings, SETTING_ESTIMATE_CONVERTS, estimate->id_segment);
    if (estimate->id_invoice != NONE)
        view.invoice_path =
            arena_printf(ctx->arena, "/portal/invoices/%" PRId64, estimate->id_invoice);
    return portal_respond(ctx, request, response, &estimate_portal_show_page, estimate->full_number,
                          &view);
}

/* That he looks at it is an event, but not that staff does. */
enum err estimate_portal_show(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct estimate estimate;

    TRY(load(ctx, request, &estimate));
    if (ctx->actor.kind == ACTOR_CUSTOMER)
        TRY(estimate_view(ctx, &estimate));
    return respond_estimate(ctx, request, response, &estimate);
}

enum err estimate_portal_pdf(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct estimate_document document;
    struct estimate estimate;
    struct bytes file;

    TRY(load(ctx, request, &estimate));
    TRY(estimate_document_load(ctx, &estimate, &document));
    TRY(estimate_paper_print(ctx, &document, &file));
    return portal_respond_file(ctx, response, SHEET_TYPE, estimate_file_name(ctx->arena, &document),
                               &file);
}

/* the answer --------------------------------------------------------------------------------------
 */

struct answering {
    enum err (*verb)(struct ctx *ctx, int64_t id, const struct estimate_given *given,
                     struct estimate *out);
    struct estimate_given given;
    struct estimate estimate;
};

static enum err answer_deed(struct ctx *ctx, void *data)
{
    struct answering *answering = data;

    return answering->verb(ctx, answering->estimate.id, &answering->given, &answering->estimate);
}

static enum err begin(struct ctx *ctx, const struct request *request, struct answering *out)
{
    const struct visitor *visitor = ctx->visitor;
    const char *agent = header_value(request, "User-Agent");
    struct settings settings;

    TRY(load(ctx, request, &out->estimate));
    TRY(settings_load(ctx, &settings));
    out->given = (struct estimate_given){
        .name = visitor->name ? visitor->name : customer_name(&visitor->customer),
        .email = visitor->email,
        .ip = client_address(ctx->arena, request),
        .user_agent = agent ? arena_printf(ctx->arena, "%.*s", AGENT_MAX, agent) : NULL,
        .terms_url = setting_text(&settings, SETTING_TERMS_URL, out->estimate.id_segment),
        .comment = form_value(request, "Comment"),
    };
    return OK;
}

/* Where approving leads: to what is to be paid, if there is anything and he may. */
static enum err find_path_behind(struct ctx *ctx, const struct estimate *estimate, const char **out)
{
    struct invoice_shown invoice;
    bool may_pay = ctx->actor.permissions & MAY_PAY;

    *out = path_of(ctx, estimate->id, "?done=estimate_approved");
    if (estimate->id_invoice == NONE)
        return OK;
    TRY(invoice_show(ctx, estimate->id_invoice, &invoice));
    *out = arena_printf(ctx->arena,
                        may_pay && invoice.amount_paid < invoice.amount_total
                            ? "/portal/pay?invoice=%" PRId64 "&done=estimate_approved"
                            : "/portal/invoices/%" PRId64 "?done=estimate_approved",
                        invoice.id);
    return OK;
}

/* Another page of the merchant's in place of what a button would do; NULL: ours does it. */
static enum err find_elsewhere(struct ctx *ctx, enum button button, const char **out)
{
    const struct visitor *visitor = ctx->visitor;
    const struct button_look look = button_of(&visitor->look, button);
    const struct look_return back = {.from = FROM_PORTAL, .id_customer = visitor->customer.id};

    *out = NULL;
    if (look.behaviour == BEHAVIOUR_HIDE)
        return portal_refuse(ctx);
    if (look.behaviour == BEHAVIOUR_REDIRECT)
        *out = look_return_url(ctx->arena, look.url, &back);
    return OK;
}

/* What costs much is approved by whoever proved who he is, a link is not enough. */
static bool needs_proof(const struct visitor *visitor, const struct estimate *estimate)
{
    int64_t least = visitor->look.estimate_proof_amount;

    return least && estimate->amount_total >= least && !visitor->is_proven;
}

static enum err answer(struct ctx *ctx, const struct request *request, struct response *response,
                       struct answering *answering, bool *is_refused)
{
    TRY(portal_try(ctx, answer_deed, answering, is_refused));
    if (!*is_refused)
        return OK;
    TRY(load(ctx, request, &answering->estimate));
    return respond_estimate(ctx, request, response, &answering->estimate);
}

enum err estimate_portal_approve(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct answering answering = {.verb = estimate_approve};
    const char *elsewhere, *behind;
    bool is_refused;

    TRY(begin(ctx, request, &answering));
    answering.given.comment = NULL;
    TRY(find_elsewhere(ctx, BUTTON_APPROVE_ESTIMATE, &elsewhere));
    if (elsewhere)
        return portal_go(ctx, response, elsewhere);
    if (needs_proof(ctx->visitor, &answering.estimate))
        return portal_go(ctx, response,
                         arena_printf(ctx->arena, "/portal/proof?next=%s",
                                      path_of(ctx, answering.estimate.id, "")));
    TRY(answer(ctx, request, response, &answering, &is_refused));
    if (is_refused)
        return OK;
    TRY(find_path_behind(ctx, &answering.estimate, &behind));
    return portal_go(ctx, response, behind);
}

enum err estimate_portal_decline(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct answering answering = {.verb = estimate_decline};
    const char *elsewhere;
    bool is_refused;

    TRY(begin(ctx, request, &answering));
    TRY(find_elsewhere(ctx, BUTTON_DECLINE_ESTIMATE, &elsewhere));
    if (elsewhere)
        return portal_go(ctx, response, elsewhere);
    TRY(answer(ctx, request, response, &answering, &is_refused));
    return is_refused ? OK
                      : portal_go(ctx, response,
                                  path_of(ctx, answering.estimate.id, "?done=estimate_declined"));
}
