#include "domain/portal/home_portal.h"

#include <inttypes.h>

#include "domain/balance/balance_credit.h"
#include "domain/estimates/estimate.h"
#include "domain/gateways/permission.h"
#include "domain/portal/dues.h"
#include "domain/portal/portal.h"
#include "domain/quotes/preview.h"

enum {
    DOCUMENTS_SHOWN = 5,
    ESTIMATES_SHOWN = 3,
    METHODS_READ = 20,
    CREDITS_READ = 100,
    SUBSCRIPTIONS_READ = 20, /* of so many the next invoice is worked out */
};

/* Before a card ends its owner is asked for another one. */
#define EXPIRY_NOTICE DAYS(30)

struct estimate_row {
    const char *full_number, *path, *currency, *valid_on;
    int64_t amount_total;
};

static const struct field estimate_row_fields[] = {
    FIELD(estimate_row, full_number),  FIELD(estimate_row, path),
    FIELD(estimate_row, currency),     FIELD(estimate_row, valid_on),
    FIELD(estimate_row, amount_total), FIELDS_END,
};

struct document_row {
    const char *full_number, *path, *currency, *tone;
    int state_invoice;
    bool is_credit_note;
    struct instant date_issue;
    int64_t amount_total;
};

static const struct field document_row_fields[] = {
    FIELD(document_row, full_number),
    FIELD(document_row, path),
    FIELD(document_row, currency),
    FIELD(document_row, tone),
    FIELD_CHOICE_OF(document_row, state_invoice, state_invoice_names),
    FIELD(document_row, is_credit_note),
    FIELD(document_row, date_issue),
    FIELD(document_row, amount_total),
    FIELDS_END,
};

struct home_view {
    const char *name, *reference, *currency;
    bool may_pay, has_todo;
    /* to be done */
    bool is_due, is_late, is_failed;
    int64_t count_due, amount_due;
    struct instant date_late;
    bool is_method_expiring, is_method_expired, is_method_broken, lacks_method, lacks_address;
    const char *method;
    struct instant date_expiration;
    struct list estimates; /* of struct estimate_row */
    /* figures */
    bool has_next, is_next_known, has_credit;
    int64_t amount_next, amount_credit;
    struct instant date_next;
    struct list documents; /* of struct document_row */
};

static const struct field home_view_fields[] = {
    FIELD(home_view, name),
    FIELD(home_view, reference),
    FIELD(home_view, currency),
    FIELD(home_view, may_pay),
    FIELD(home_view, has_todo),
    FIELD(home_view, is_due),
    FIELD(home_view, is_late),
    FIELD(home_view, is_failed),
    FIELD(home_view, count_due),
    FIELD(home_view, amount_due),
    FIELD(home_view, date_late),
    FIELD(home_view, is_method_expiring),
    FIELD(home_view, is_method_expired),
    FIELD(home_view, is_method_broken),
    FIELD(home_view, lacks_method),
    FIELD(home_view, lacks_address),
    FIELD(home_view, method),
    FIELD(home_view, date_expiration),
    FIELD_LIST_OF(home_view, estimates, estimate_row_fields, estimate_row),
    FIELD(home_view, has_next),
    FIELD(home_view, is_next_known),
    FIELD(home_view, has_credit),
    FIELD(home_view, amount_next),
    FIELD(home_view, amount_credit),
    FIELD(home_view, date_next),
    FIELD_LIST_OF(home_view, documents, document_row_fields, document_row),
    FIELDS_END,
};

const struct html_page home_portal_page = {"home_portal_show.html", "home", home_view_fields};

/* to be done --------------------------------------------------------------------------------------
 */

/* What is late is among what is to be paid; what will be debited by itself is not. */
static enum err add_dues(struct ctx *ctx, struct home_view *view)
{
    struct dues dues;

    TRY(dues_load(ctx, ctx->visitor->customer.id, &dues));
    view->is_due = dues.count > 0;
    view->count_due = dues.count;
    view->amount_due = dues.amount;
    view->is_late = dues.count_late > 0;
    view->date_late = dues.date_late;
    view->is_failed = dues.count_failed > 0;
    view->has_next = dues.count_scheduled > 0;
    view->is_next_known = view->has_next;
    view->date_next = dues.date_scheduled;
    view->amount_next = dues.amount_scheduled;
    return OK;
}

static void add_method(struct ctx *ctx, const struct gateway_permission *method,
                       struct home_view *view)
{
    view->method = method->name_display ? method->name_display : method->brand;
    view->date_expiration = method->date_expiration;
    view->is_method_expired = method->state_permission == PERMISSION_EXPIRED;
    view->is_method_broken = method->state_permission == PERMISSION_DEFECTIVE;
    view->is_method_expiring = method->state_permission == PERMISSION_OK &&
                               instant_is_set(method->date_expiration) &&
                               method->date_expiration.micros < ctx->now.micros + EXPIRY_NOTICE;
}

/* The one that he is charged with. */
static enum err add_methods(struct ctx *ctx, struct home_view *view)
{
    struct page first = {1, METHODS_READ};
    struct list methods;
    int64_t total;

    TRY(permission_list(ctx, ctx->visitor->customer.id, &first, &methods, &total));
    for (size_t i = 0; i < methods.count; i++) {
        const struct gateway_permission *method = LIST_AT(methods, struct gateway_permission, i);

        if (method->is_default && method->state_permission != PERMISSION_PENDING)
            add_method(ctx, method, view);
    }
    return OK;
}

static enum err add_estimates(struct ctx *ctx, struct home_view *view)
{
    const struct estimate_filter filter = {.id_customer = ctx->visitor->customer.id,
                                           .id_segment = NONE,
                                           .state_estimate = ESTIMATE_SENT,
                                           .is_sent = true};
    struct page first = {1, ESTIMATES_SHOWN};
    struct list found;
    int64_t total;

    TRY(estimate_list(ctx, &filter, &first, &found, &total));
    view->estimates =
        (struct list){ARENA_ARRAY(ctx->arena, struct estimate_row, found.count + 1), found.count};
    for (size_t i = 0; i < found.count; i++) {
        const struct estimate *estimate = LIST_AT(found, struct estimate, i);

        *LIST_AT(view->estimates, struct estimate_row, i) = (struct estimate_row){
            .full_number = estimate->full_number,
            .path = arena_printf(ctx->arena, "/portal/estimates/%" PRId64, estimate->id),
            .currency = estimate->currency,
            .valid_on = estimate->valid_until,
            .amount_total = estimate->amount_total,
        };
    }
    return OK;
}

/* figures -----------------------------------------------------------------------------------------
 */

static enum err add_credits(struct ctx *ctx, struct home_view *view)
{
    struct page first = {1, CREDITS_READ};
    struct list credits;
    int64_t total;

    TRY(credit_list(ctx, ctx->visitor->customer.id, &first, &credits, &total));
    for (size_t i = 0; i < credits.count; i++)
        view->amount_credit += LIST_AT(credits, struct credit_line, i)->amount;
    view->has_credit = view->amount_credit > 0;
    return OK;
}

/* What the terms until then bring. */
static enum err next_lines(struct ctx *ctx, const struct payer *payer, const struct list *shown,
                           struct instant until, struct list *out)
{
    *out = (struct list){0};
    for (size_t i = 0; i < shown->count; i++) {
        struct subscription_parts parts = LIST_AT(*shown, struct subscription_shown, i)->parts;
        struct list more;

        if (!instant_is_set(parts.subscription.next_at) ||
            parts.subscription.next_at.micros > until.micros)
            continue;
        TRY(subscription_load_discounts(ctx, &parts));
        TRY(preview_term_lines(ctx, payer, &parts, &more));
        *out = preview_join(ctx, out, &more);
    }
    return OK;
}

/* Of few subscriptions the invoice to come is worked out, of many only its day is said. */
static enum err add_next(struct ctx *ctx, struct home_view *view, bool *has_subscriptions)
{
    const struct customer *customer = &ctx->visitor->customer;
    const struct subscription_filter filter = {NONE, NONE, customer->id, NONE};
    struct page first = {1, SUBSCRIPTIONS_READ};
    struct instant until = customer->date_next_billing;
    struct preview preview;
    struct list shown, lines;
    struct payer payer;
    int64_t total;

    TRY(subscription_list(ctx, &filter, ctx->visitor->language, &first, &shown, &total));
    *has_subscriptions = total > 0;
    if (view->has_next || !instant_is_set(until) || customer->id_customer_payer != NONE)
        return OK;
    view->has_next = true;
    view->date_next = until;
    if (total > SUBSCRIPTIONS_READ)
        return OK;
    payer = payer_of(customer, &ctx->visitor->segment);
    TRY(next_lines(ctx, &payer, &shown, until, &lines));
    TRY(preview_show(ctx, customer, &lines, 0, until, &preview));
    view->is_next_known = true;
    view->amount_next = preview.amount_due;
    return OK;
}

static enum err add_documents(struct ctx *ctx, struct home_view *view)
{
    const struct invoice_filter his = {ctx->visitor->customer.id, NONE, NONE};
    struct page first = {1, DOCUMENTS_SHOWN};
    struct list shown;
    int64_t total;

    TRY(invoice_list(ctx, &his, &first, &shown, &total));
    view->documents =
        (struct list){ARENA_ARRAY(ctx->arena, struct document_row, shown.count + 1), shown.count};
    for (size_t i = 0; i < shown.count; i++) {
        const struct invoice_shown *invoice = LIST_AT(shown, struct invoice_shown, i);

        *LIST_AT(view->documents, struct document_row, i) = (struct document_row){
            .full_number = invoice->full_number,
            .path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, invoice->id),
            .currency = invoice->currency,
            .tone = html_tone(state_invoice_names[invoice->state_invoice]),
            .state_invoice = invoice->state_invoice,
            .is_credit_note = invoice->type_credit != NULL,
            .date_issue = invoice->date_issue,
            .amount_total = invoice->amount_total,
        };
    }
    return OK;
}

enum err home_portal_show(struct ctx *ctx, const struct request *request, struct response *response)
{
    const struct visitor *visitor = ctx->visitor;
    struct home_view view = {
        .name = visitor->name,
        .reference = visitor->customer.reference_customer,
        .currency = visitor->customer.currency,
        .may_pay = ctx->actor.permissions & MAY_PAY,
    };
    bool has_subscriptions;

    TRY(add_dues(ctx, &view));
    TRY(add_methods(ctx, &view));
    if (visitor_may_see(visitor, "/portal/estimates"))
        TRY(add_estimates(ctx, &view));
    TRY(add_credits(ctx, &view));
    TRY(add_next(ctx, &view, &has_subscriptions));
    TRY(add_documents(ctx, &view));
    view.lacks_method = has_subscriptions && !customer_can_pay(&visitor->customer) &&
                        visitor_may_see(visitor, "/portal/methods");
    view.lacks_address = (has_subscriptions || view.is_due) &&
                         visitor->customer.id_address_billing == NONE &&
                         visitor_may_see(visitor, "/portal/billing");
    view.has_todo = view.is_due || view.is_method_expiring || view.is_method_expired ||
                    view.is_method_broken || view.estimates.count || view.lacks_method ||
                    view.lacks_address;
    return portal_respond(ctx, request, response, &home_portal_page, NULL, &view);
}
