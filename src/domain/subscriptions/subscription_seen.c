#include "domain/subscriptions/subscription_seen.h"

#include <inttypes.h>

#include "domain/customers/customer_capping.h"

static enum state_subscription state_of(const struct seen *seen)
{
    return (enum state_subscription)seen->parts.subscription.state_subscription;
}

/* loading -----------------------------------------------------------------------------------------
 */

bool seen_may_see(const struct visitor *visitor, const struct subscription *subscription)
{
    enum status_subscription status =
        status_of((enum state_subscription)subscription->state_subscription);
    int64_t id = visitor->customer.id;

    if (status == STATUS_DELETED)
        return false;
    return subscription->id_customer == id ||
           (subscription->id_customer_buyer == id && status != STATUS_DRAFT);
}

static enum err load_payer(struct ctx *ctx, struct seen *seen)
{
    const struct visitor *visitor = ctx->visitor;
    int64_t id_buyer = seen->parts.subscription.id_customer_buyer;

    if (id_buyer == visitor->customer.id)
        seen->buyer = visitor->customer;
    else
        TRY(customer_get(ctx, id_buyer, &seen->buyer));
    seen->pays_himself = id_buyer == visitor->customer.id && seen->buyer.id_customer_payer == NONE;
    TRY(payer_load(ctx, &seen->buyer, &seen->payer));
    seen->payer.language = visitor->language;
    return OK;
}

enum err seen_load(struct ctx *ctx, const struct request *request, struct seen *out)
{
    const struct visitor *visitor = ctx->visitor;
    struct subscription_filter filter = {NONE, NONE, NONE, NONE};
    struct page first = {1, 1};
    const struct subscription_shown *shown;
    struct list found;
    int64_t total;

    *out = (struct seen){.is_holder = false};
    TRY(path_id(ctx, request, "id", "Error.Portal.NotFound", &filter.id));
    TRY(subscription_list(ctx, &filter, visitor->language, &first, &found, &total));
    shown = LIST_AT(found, struct subscription_shown, 0);
    if (!found.count || !seen_may_see(visitor, &shown->parts.subscription))
        return portal_refuse(ctx);
    out->parts = shown->parts;
    out->around = shown->around;
    out->is_holder = shown->parts.subscription.id_customer == visitor->customer.id;
    out->path = arena_printf(ctx->arena, "/portal/subscriptions/%" PRId64, filter.id);
    TRY(subscription_load_discounts(ctx, &out->parts));
    return load_payer(ctx, out);
}

enum err seen_lock(struct ctx *ctx, struct seen *seen)
{
    struct customer buyer;

    TRY(customer_lock(ctx, seen->parts.subscription.id_customer_buyer, &buyer));
    seen->buyer = buyer;
    return subscription_load(ctx, seen->parts.subscription.id, ctx->visitor->language,
                             &seen->parts);
}

/* what he may do ----------------------------------------------------------------------------------
 */

bool seen_is_active(const struct seen *seen)
{
    return status_of(state_of(seen)) == STATUS_ACTIVE;
}

bool seen_can_change(const struct seen *seen)
{
    return seen->is_holder &&
           (state_of(seen) == STATE_ACTIVE_RUNNING ||
            state_of(seen) == STATE_ACTIVE_DELAYED_UPGRADE) &&
           !subscription_is_engaged(&seen->parts.subscription);
}

bool seen_can_terminate(const struct seen *seen)
{
    return seen->is_holder && seen_is_active(seen) &&
           state_of(seen) != STATE_ACTIVE_DELAYED_TERMINATION &&
           !subscription_is_engaged(&seen->parts.subscription);
}

bool seen_is_option(const struct subscription_feature *feature)
{
    return feature->is_visible && feature->parameters.is_updatable_after_subscription &&
           feature->type_feature != FEATURE_CONSUMPTION &&
           !(feature->type_feature == FEATURE_ON_OFF && feature->parameters.is_included == 1);
}

bool seen_can_change_options(const struct seen *seen)
{
    bool has_option = false;

    for (size_t i = 0; i < seen->parts.features.count; i++)
        has_option |= seen_is_option(LIST_AT(seen->parts.features, struct subscription_feature, i));
    return seen->is_holder && seen_is_active(seen) && has_option;
}

bool seen_can_keep(const struct seen *seen)
{
    return seen->is_holder && (state_of(seen) == STATE_ACTIVE_DELAYED_TERMINATION ||
                               state_of(seen) == STATE_ACTIVE_DELAYED_UPGRADE);
}

bool seen_can_restart(const struct seen *seen)
{
    return seen->is_holder && status_of(state_of(seen)) == STATUS_SUSPENDED;
}

bool seen_can_start(const struct seen *seen)
{
    return seen->is_holder &&
           (state_of(seen) == STATE_DRAFT_CUSTOMER || state_of(seen) == STATE_DRAFT_AGENT);
}

bool seen_has_ended(const struct seen *seen)
{
    return seen->is_holder && status_of(state_of(seen)) == STATUS_ENDED;
}

struct instant seen_engaged_until(const struct seen *seen)
{
    struct subscription last = seen->parts.subscription;

    if (!seen_is_active(seen) || !subscription_is_engaged(&last))
        return (struct instant){0};
    last.period_no = last.count_min_recurrences;
    return subscription_period(&last).end;
}

/* buttons -----------------------------------------------------------------------------------------
 */

static struct look_return way_back(const struct seen *seen, enum return_from from,
                                   enum return_outcome outcome)
{
    return (struct look_return){
        .from = from,
        .outcome = outcome,
        .id_customer = seen->parts.subscription.id_customer,
        .reference_offer = seen->around.reference_offer,
        .id_subscription = seen->parts.subscription.id,
    };
}

const char *seen_button(struct ctx *ctx, const struct seen *seen, enum button button,
                        bool is_offered, const char *path)
{
    struct button_look look = button_of(&ctx->visitor->look, button);
    struct look_return back = way_back(seen, FROM_PORTAL, OUTCOME_NOTHING);

    if (!is_offered || look.behaviour == BEHAVIOUR_HIDE)
        return NULL;
    if (look.behaviour == BEHAVIOUR_REDIRECT)
        return look_return_url(ctx->arena, look.url, &back);
    return path[0] == '/' ? path : arena_printf(ctx->arena, "%s/%s", seen->path, path);
}

enum err seen_check_button(struct ctx *ctx, const struct seen *seen, enum button button)
{
    bool is_ours = button_of(&ctx->visitor->look, button).behaviour == BEHAVIOUR_DEFAULT;

    return seen->is_holder && is_ours ? OK : portal_refuse(ctx);
}

/* what it costs -----------------------------------------------------------------------------------
 */

static enum err preview_of(struct ctx *ctx, const struct seen *seen, const struct list *lines,
                           int64_t id_offer, struct preview *out)
{
    struct instant until = seen->pays_himself && lines->count ? ctx->now : (struct instant){0};

    return preview_show(ctx, &seen->buyer, lines, id_offer, until, out);
}

enum err seen_offer(struct ctx *ctx, const struct seen *seen, const struct list *lines,
                    int64_t id_offer, int64_t choice, struct offered *out)
{
    struct pledge pledge = {
        .id_subscription = seen->parts.subscription.id,
        .version = seen->parts.subscription.trace.version,
        .choice = choice,
        .date = instant_whole_second(ctx->now),
    };

    TRY(preview_of(ctx, seen, lines, id_offer, &out->preview));
    pledge.amount_total = out->preview.amount_total;
    out->pledge = pledge_seal(ctx, &pledge);
    out->date = pledge.date;
    return OK;
}

/* What was counted since cannot be part of what was shown. */
static bool was_counted_since(const struct seen *seen, struct instant date)
{
    for (size_t i = 0; i < seen->parts.features.count; i++)
        if (LIST_AT(seen->parts.features, struct subscription_feature, i)->counted_at.micros >
            date.micros)
            return true;
    return false;
}

/* All that was shown, on one invoice of now. Who cannot pay gets it with his next one. */
static enum err bill(struct ctx *ctx, struct confirmation *confirmation, int64_t amount_total)
{
    struct seen *seen = confirmation->seen;
    struct billing how = {0};
    struct settings settings;
    struct customer buyer;
    bool is_issued, is_capped;

    if (!seen->pays_himself)
        return OK;
    TRY(customer_get(ctx, seen->buyer.id, &buyer));
    TRY(settings_load(ctx, &settings));
    TRY(customer_is_capped(ctx, &settings, &buyer, &is_capped));
    if (is_capped || !customer_can_pay(&buyer))
        return OK;
    TRY(invoice_bill_customer(ctx, &buyer, &how, &confirmation->invoice, &is_issued));
    if (!is_issued)
        confirmation->invoice.id = 0;
    else if (confirmation->invoice.amount_total != amount_total)
        return pledge_refuse(ctx);
    return OK;
}

static enum err confirm_at(struct ctx *ctx, struct confirmation *confirmation,
                           const struct pledge *pledge, bool *has_lines)
{
    struct seen *seen = confirmation->seen;
    struct preview preview;
    struct list lines;
    int64_t id_offer;

    TRY(confirmation->lines(ctx, seen, confirmation->data, &lines, &id_offer));
    TRY(preview_of(ctx, seen, &lines, id_offer, &preview));
    TRY(pledge_check(ctx, pledge, preview.amount_total));
    *has_lines = lines.count != 0;
    return confirmation->write(ctx, seen, confirmation->data);
}

static enum err check_terms(struct ctx *ctx, const struct request *request)
{
    if (!ctx->visitor->look.terms_url || form_value(request, "IsAccepted"))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Portal.Terms", "IsAccepted",
                "IsAccepted: the terms of sale are to be accepted.");
}

enum err seen_confirm(struct ctx *ctx, void *data)
{
    struct confirmation *confirmation = data;
    struct seen *seen = confirmation->seen;
    struct instant now = ctx->now;
    struct pledge pledge;
    bool has_lines = false;
    enum err err;

    confirmation->invoice = (struct invoice){0};
    TRY(check_terms(ctx, confirmation->request));
    TRY(seen_lock(ctx, seen));
    TRY(pledge_open(ctx, form_value(confirmation->request, "Pledge"), &seen->parts.subscription,
                    confirmation->choice, &pledge));
    if (was_counted_since(seen, pledge.date))
        return pledge_refuse(ctx);
    ctx->now = pledge.date;
    err = confirm_at(ctx, confirmation, &pledge, &has_lines);
    ctx->now = now;
    TRY(err);
    return has_lines ? bill(ctx, confirmation, pledge.amount_total) : OK;
}

/* where he goes then ------------------------------------------------------------------------------
 */

static enum return_outcome outcome_of(const struct invoice *invoice)
{
    if (!invoice || !invoice->id || invoice->amount_total == 0)
        return OUTCOME_NO_CHARGE;
    if (invoice->state_invoice == INVOICE_PAID)
        return OUTCOME_PAID;
    return invoice->state_invoice == INVOICE_DUE_OFFLINE ? OUTCOME_DUE : OUTCOME_PENDING;
}

enum err seen_go(struct ctx *ctx, struct response *response, const struct seen *seen,
                 enum return_from from, const struct invoice *invoice, const char *path,
                 const char *done)
{
    enum return_outcome outcome = outcome_of(invoice);
    struct look_return back = way_back(seen, from, outcome);

    TRY(portal_tell(ctx, done));
    if (ctx->visitor->look.after_workflow_url)
        return portal_go(ctx, response,
                         look_return_url(ctx->arena, ctx->visitor->look.after_workflow_url, &back));
    if (outcome == OUTCOME_DUE)
        path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, invoice->id);
    return portal_go(ctx, response, arena_printf(ctx->arena, "%s?done=%s", path, done));
}
