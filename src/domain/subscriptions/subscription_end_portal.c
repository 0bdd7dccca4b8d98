#include "domain/subscriptions/subscription_end_portal.h"

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/mails/mail.h"
#include "domain/payments/payment_unused.h"
#include "domain/subscriptions/subscription_seen.h"

struct cancel_view {
    const char *title, *path, *page, *currency, *reason;
    bool may_now, has_last, has_fee;
    struct instant date_last_day, date_term, date_engaged;
    struct preview last; /* the last invoice, as far as it is known */
    int64_t amount_termination;
};

static const struct field cancel_view_fields[] = {
    FIELD(cancel_view, title),
    FIELD(cancel_view, path),
    FIELD(cancel_view, page),
    FIELD(cancel_view, currency),
    FIELD(cancel_view, reason),
    FIELD(cancel_view, may_now),
    FIELD(cancel_view, has_last),
    FIELD(cancel_view, has_fee),
    FIELD(cancel_view, date_last_day),
    FIELD(cancel_view, date_term),
    FIELD(cancel_view, date_engaged),
    FIELD_RECORD_OF(cancel_view, last, preview_fields),
    FIELD(cancel_view, amount_termination),
    FIELDS_END,
};

const struct html_page subscription_portal_cancel_page = {
    "subscription_portal_cancel.html", "cancel_subscription", cancel_view_fields};

/* As it is typed. */
struct cancellation {
    const char *when, *reason;
};

static const struct field cancellation_fields[] = {
    FIELD(cancellation, when),
    FIELD_LIMITED(cancellation, reason, 1000),
    FIELDS_END,
};

/* What the term brings if this is the last one. */
static enum err load_last(struct ctx *ctx, const struct seen *seen, struct cancel_view *view)
{
    struct subscription_parts ending = seen->parts;
    struct list lines;

    ending.subscription.state_subscription = STATE_ACTIVE_DELAYED_TERMINATION;
    TRY(preview_term_lines(ctx, &seen->payer, &ending, &lines));
    view->has_last = lines.count != 0;
    return view->has_last
               ? preview_show(ctx, &seen->buyer, &lines, 0, (struct instant){0}, &view->last)
               : OK;
}

static enum err may_now(struct ctx *ctx, const struct seen *seen, bool *out)
{
    struct settings settings;

    TRY(settings_load(ctx, &settings));
    *out =
        setting_number(&settings, SETTING_PORTAL_CANCEL_NOW, seen->parts.subscription.id_segment);
    return OK;
}

static enum err respond(struct ctx *ctx, const struct request *request, struct response *response,
                        const struct seen *seen, const char *reason)
{
    const struct subscription *subscription = &seen->parts.subscription;
    struct instant engaged = seen_engaged_until(seen);
    struct cancel_view view = {
        .title = seen->around.title_localized,
        .path = arena_printf(ctx->arena, "%s/cancel", seen->path),
        .page = seen->path,
        .currency = seen->around.currency,
        .reason = reason,
        .date_term = subscription->date_period_end,
        .date_last_day =
            html_last_day(subscription->date_period_start, subscription->date_period_end),
        .amount_termination = subscription->amount_termination,
        .has_fee = subscription->amount_termination != NONE && subscription->amount_termination,
    };

    if (instant_is_set(engaged))
        view.date_engaged = html_last_day(subscription->date_period_start, engaged);
    TRY(may_now(ctx, seen, &view.may_now));
    TRY(load_last(ctx, seen, &view));
    return portal_respond(ctx, request, response, &subscription_portal_cancel_page, view.title,
                          &view);
}

/* One that ends already has nothing more to ask: back to its page, which says so. */
static enum err load(struct ctx *ctx, const struct request *request, struct response *response,
                     struct seen *seen, bool *is_done)
{
    TRY(seen_load(ctx, request, seen));
    TRY(seen_check_button(ctx, seen, BUTTON_TERMINATE));
    *is_done = seen->parts.subscription.state_subscription == STATE_ACTIVE_DELAYED_TERMINATION ||
               seen_has_ended(seen);
    if (*is_done)
        return portal_go(ctx, response, seen->path);
    return seen_is_active(seen) ? OK : portal_refuse(ctx);
}

enum err subscription_portal_cancel(struct ctx *ctx, const struct request *request,
                                    struct response *response)
{
    struct seen seen;
    bool is_done;

    TRY(load(ctx, request, response, &seen, &is_done));
    return is_done ? OK : respond(ctx, request, response, &seen, NULL);
}

struct ending {
    const struct seen *seen;
    struct cancellation cancellation;
    bool is_now;
};

/* Why he leaves is for the merchant to read; it changes nothing. */
static enum err keep_reason(struct ctx *ctx, const struct ending *ending)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, cancellation_fields, &ending->cancellation);
    return audit_record(ctx, "Subscription.Cancel", "subscriptions",
                        ending->seen->parts.subscription.id, NULL, text_done(&json));
}

static enum err end_deed(struct ctx *ctx, void *data)
{
    struct ending *ending = data;
    const struct subscription *before = &ending->seen->parts.subscription;
    struct termination_input input;
    struct subscription ended;
    struct unused unused;
    bool is_allowed;

    TRY(may_now(ctx, ending->seen, &is_allowed));
    if (subscription_is_engaged(before))
        return fail(ctx, ERR_FORBIDDEN, "Error.Subscription.Engaged", NULL,
                    "The customer is engaged.");
    if (ending->is_now && !is_allowed)
        return fail(ctx, ERR_FORBIDDEN, "Error.Portal.NotNow", "When",
                    "When: the merchant lets it end at its term only.");
    fields_clear(termination_input_fields, &input);
    input.immediate = ending->is_now;
    TRY(subscription_terminate(ctx, before->id, &input, &ended, &unused));
    TRY(payment_refund_unused(ctx, &unused));
    return keep_reason(ctx, ending);
}

enum err subscription_portal_confirm_cancel(struct ctx *ctx, const struct request *request,
                                            struct response *response)
{
    struct seen seen;
    struct ending ending = {.seen = &seen};
    bool is_done, is_refused;

    TRY(load(ctx, request, response, &seen, &is_done));
    if (is_done)
        return OK;
    TRY(request_read(ctx, request, cancellation_fields, &ending.cancellation));
    ending.is_now = text_equal(ending.cancellation.when, "now");
    TRY(portal_try(ctx, end_deed, &ending, &is_refused));
    if (is_refused)
        return respond(ctx, request, response, &seen, ending.cancellation.reason);
    return seen_go(ctx, response, &seen, FROM_TERMINATE, NULL, seen.path,
                   ending.is_now ? "ended" : "ending");
}

/* the way back ------------------------------------------------------------------------------------
 */

static enum err keep_deed(struct ctx *ctx, void *data)
{
    const struct seen *seen = data;
    const struct mail_about about = {.id_customer = seen->parts.subscription.id_customer,
                                     .id_object = seen->parts.subscription.id};
    struct start_input input;
    struct subscription kept;

    fields_clear(start_input_fields, &input);
    TRY(subscription_start(ctx, seen->parts.subscription.id, &input, &kept));
    TRY(audit_record(ctx, "Subscription.Keep", "subscriptions", kept.id, NULL, NULL));
    return mail_offer(ctx, MAIL_SUBSCRIPTION_KEPT, &about);
}

enum err subscription_portal_keep(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct seen seen;
    bool is_refused;

    TRY(seen_load(ctx, request, &seen));
    if (!seen.is_holder)
        return portal_refuse(ctx);
    if (!seen_can_keep(&seen)) /* asked twice, or too late: its page says which */
        return portal_go(ctx, response, seen.path);
    TRY(portal_try(ctx, keep_deed, &seen, &is_refused));
    if (!is_refused)
        TRY(portal_tell(ctx, "kept"));
    return portal_go(ctx, response,
                     arena_printf(ctx->arena, is_refused ? "%s" : "%s?done=kept", seen.path));
}
