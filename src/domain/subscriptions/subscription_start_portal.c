#include "domain/subscriptions/subscription_start_portal.h"

#include "base/text.h"
#include "domain/gateways/permission.h"
#include "domain/portal/dues.h"
#include "domain/subscriptions/subscription_seen.h"
#include "platform/http/uri.h"

struct start_view {
    const char *title, *path, *page, *currency, *pledge;
    const char *address_path, *method_path; /* what comes first; NULL: nothing */
    bool is_restart, is_shown, is_unpaid, is_free;
    struct preview preview;
    struct instant date_period_end; /* a period that was paid for goes on until then */
};

static const struct field start_view_fields[] = {
    FIELD(start_view, title),
    FIELD(start_view, path),
    FIELD(start_view, page),
    FIELD(start_view, currency),
    FIELD(start_view, pledge),
    FIELD(start_view, address_path),
    FIELD(start_view, method_path),
    FIELD(start_view, is_restart),
    FIELD(start_view, is_shown),
    FIELD(start_view, is_unpaid),
    FIELD(start_view, is_free),
    FIELD_RECORD_OF(start_view, preview, preview_fields),
    FIELD(start_view, date_period_end),
    FIELDS_END,
};

const struct html_page subscription_portal_start_page = {"subscription_portal_start.html",
                                                         "start_subscription", start_view_fields};

static struct start_input input_of(void)
{
    struct start_input input;

    fields_clear(start_input_fields, &input);
    return input;
}

static enum err lines_of(struct ctx *ctx, struct seen *seen, void *data, struct list *lines,
                         int64_t *id_offer)
{
    struct start_input input = input_of();
    struct subscription_plan plan;

    (void)data;
    TRY(subscription_plan_start(ctx, seen->parts.subscription.id, &input, TO_QUOTE, &plan));
    plan.payer.language = ctx->visitor->language;
    *lines = preview_plan_lines(ctx, &plan);
    *id_offer = 0;
    return OK;
}

static enum err write(struct ctx *ctx, struct seen *seen, void *data)
{
    const struct request *const *request = data;
    struct start_input input = input_of();
    struct subscription started;

    if (ctx->visitor->look.terms_url && !form_value(*request, "IsAccepted"))
        return fail(ctx, ERR_INVALID, "Error.Portal.Terms", "IsAccepted",
                    "IsAccepted: the terms of sale are to be accepted.");
    if (seen->pays_himself)
        TRY(dues_refuse(ctx, seen->buyer.id));
    return subscription_start(ctx, seen->parts.subscription.id, &input, &started);
}

static int64_t choice(void)
{
    return pledge_choice("start");
}

static enum err load_preview(struct ctx *ctx, struct seen *seen, struct start_view *view)
{
    struct instant now = ctx->now;
    struct offered offered;
    struct list lines;
    int64_t id_offer;
    enum err err;

    ctx->now = instant_whole_second(now);
    err = lines_of(ctx, seen, NULL, &lines, &id_offer);
    if (err == OK)
        err = seen_offer(ctx, seen, &lines, id_offer, choice(), &offered);
    ctx->now = now;
    TRY(err);
    view->preview = offered.preview;
    view->pledge = offered.pledge;
    view->is_free = !lines.count;
    view->is_shown = true;
    return OK;
}

/* A gateway of his segment can keep a method, and he has none that is good. */
static enum err lacks_method(struct ctx *ctx, const struct customer *buyer, bool *out)
{
    struct gateway_permission permission;
    struct gateway gateway;
    enum err err = gateway_choose(ctx, buyer->id_segment, PAYMENT_NONE, &gateway);

    *out = false;
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    if (buyer->type_payment != PAYMENT_NONE && buyer->type_payment != PAYMENT_CARD &&
        buyer->type_payment != PAYMENT_DIRECT_DEBIT)
        return OK;
    err = permission_usable(ctx, buyer->id, &permission);
    *out = err == ERR_NOT_FOUND;
    return *out ? OK : err;
}

static const char *with_next(struct ctx *ctx, const char *path, const char *next)
{
    struct text text = {.arena = ctx->arena};

    text_append(&text, path);
    text_append(&text, "?next=");
    uri_encode(&text, next);
    return text_done(&text);
}

/* What he has to say before, if it costs something or the merchant always asks. */
static enum err load_missing(struct ctx *ctx, const struct seen *seen, struct start_view *view)
{
    bool is_paid = view->preview.is_due, is_lacking;

    if (!seen->pays_himself)
        return OK;
    if (is_paid && seen->buyer.id_address_billing == NONE)
        view->address_path = with_next(ctx, "/portal/billing", view->path);
    TRY(lacks_method(ctx, &seen->buyer, &is_lacking));
    if (is_lacking && (is_paid || ctx->visitor->look.always_asks_method))
        view->method_path = with_next(ctx, "/portal/methods/new", view->path);
    return OK;
}

static enum err respond(struct ctx *ctx, const struct request *request, struct response *response,
                        struct seen *seen, bool is_restart)
{
    struct start_view view = {
        .title = seen->around.title_localized,
        .path = arena_printf(ctx->arena, "%s/%s", seen->path, is_restart ? "restart" : "start"),
        .page = seen->path,
        .currency = seen->around.currency,
        .is_restart = is_restart,
    };
    struct failure *noted;
    struct dues dues;

    if (seen->parts.subscription.date_period_end.micros > ctx->now.micros)
        view.date_period_end = seen->parts.subscription.date_period_end;
    TRY(dues_load(ctx, seen->buyer.id, &dues));
    view.is_unpaid = seen->pays_himself && (dues.count_late || dues.count_failed);
    if (!view.is_unpaid) {
        noted = portal_set_aside(ctx);
        TRY(portal_put_back(ctx, noted, load_preview(ctx, seen, &view)));
        TRY(load_missing(ctx, seen, &view));
    }
    return portal_respond(ctx, request, response, &subscription_portal_start_page, view.title,
                          &view);
}

static enum err load(struct ctx *ctx, const struct request *request, bool is_restart,
                     struct seen *seen)
{
    TRY(seen_load(ctx, request, seen));
    if (!is_restart)
        return seen_can_start(seen) ? OK : portal_refuse(ctx);
    TRY(seen_check_button(ctx, seen, BUTTON_RESTART));
    return seen_can_restart(seen) ? OK : portal_refuse(ctx);
}

static enum err show(struct ctx *ctx, const struct request *request, struct response *response,
                     bool is_restart)
{
    struct seen seen;

    TRY(load(ctx, request, is_restart, &seen));
    return respond(ctx, request, response, &seen, is_restart);
}

/* Asked twice, the second time finds that it runs. */
static enum err confirm(struct ctx *ctx, const struct request *request, struct response *response,
                        bool is_restart)
{
    struct seen seen;
    struct confirmation confirmation = {.seen = &seen,
                                        .pledge = form_value(request, "Pledge"),
                                        .choice = choice(),
                                        .lines = lines_of,
                                        .write = write,
                                        .data = &request};
    bool is_refused;

    TRY(seen_load(ctx, request, &seen));
    if (seen.is_holder && seen_is_active(&seen))
        return portal_go(ctx, response, seen.path);
    TRY(load(ctx, request, is_restart, &seen));
    TRY(portal_try(ctx, seen_confirm, &confirmation, &is_refused));
    if (is_refused)
        return respond(ctx, request, response, &seen, is_restart);
    return seen_go(ctx, response, &seen, is_restart ? FROM_RESTART : FROM_SUBSCRIBE,
                   &confirmation.invoice, seen.path, "started");
}

enum err subscription_portal_start(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    return show(ctx, request, response, false);
}

enum err subscription_portal_confirm_start(struct ctx *ctx, const struct request *request,
                                           struct response *response)
{
    return confirm(ctx, request, response, false);
}

enum err subscription_portal_restart(struct ctx *ctx, const struct request *request,
                                     struct response *response)
{
    return show(ctx, request, response, true);
}

enum err subscription_portal_confirm_restart(struct ctx *ctx, const struct request *request,
                                             struct response *response)
{
    return confirm(ctx, request, response, true);
}
