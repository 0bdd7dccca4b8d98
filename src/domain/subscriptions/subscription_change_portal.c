#include "domain/subscriptions/subscription_change_portal.h"

#include <inttypes.h>

#include "base/text.h"
#include "domain/portal/dues.h"
#include "domain/subscriptions/subscription_seen.h"

/* How many plans a page offers. */
enum { PART_SIZE = 50 };

struct plan_row {
    const char *reference_offer, *title, *description, *currency, *rhythm;
    int64_t amount_recurrence;
    bool is_chosen;
};

static const struct field plan_row_fields[] = {
    FIELD(plan_row, reference_offer), FIELD(plan_row, title),
    FIELD(plan_row, description),     FIELD(plan_row, currency),
    FIELD(plan_row, rhythm),          FIELD(plan_row, amount_recurrence),
    FIELD(plan_row, is_chosen),       FIELDS_END,
};

struct change_view {
    const char *title, *path, *currency;
    struct list plans; /* of struct plan_row */
    bool is_at_term, is_shown, is_unpaid;
    struct instant date_term, date_last_day, date_engaged;
    const char *reference_offer, *pledge;
    struct preview preview;
    bool has_following;
    struct preview following; /* what the first renewal then costs */
    struct instant date_following;
    const char *page; /* for the way back */
};

static const struct field change_view_fields[] = {
    FIELD(change_view, title),
    FIELD(change_view, path),
    FIELD(change_view, currency),
    FIELD_LIST_OF(change_view, plans, plan_row_fields, plan_row),
    FIELD(change_view, is_at_term),
    FIELD(change_view, is_shown),
    FIELD(change_view, is_unpaid),
    FIELD(change_view, date_term),
    FIELD(change_view, date_last_day),
    FIELD(change_view, date_engaged),
    FIELD(change_view, reference_offer),
    FIELD(change_view, pledge),
    FIELD_RECORD_OF(change_view, preview, preview_fields),
    FIELD(change_view, has_following),
    FIELD_RECORD_OF(change_view, following, preview_fields),
    FIELD(change_view, date_following),
    FIELD(change_view, page),
    FIELDS_END,
};

const struct html_page subscription_portal_change_page = {"subscription_portal_change.html",
                                                          "change_plan", change_view_fields};

/* What was chosen: of the query, or of the form that confirms. */
struct wish {
    const char *reference_offer;
    bool is_at_term;
};

/* which there are ---------------------------------------------------------------------------------
 */

static enum err load_plans(struct ctx *ctx, struct list *out)
{
    const struct visitor *visitor = ctx->visitor;
    const struct offer_filter filter = {
        .id_segment = visitor->segment.id,
        .is_visible = 1,
        .id_customer_upgrade = visitor->customer.id,
    };
    struct page first = {1, PART_SIZE};
    int64_t total;

    return offer_list(ctx, &filter, visitor->language, &first, out, &total);
}

/* One of those that are offered to him, or nothing. */
static const struct offer *find_plan(const struct list *offers, const char *reference_offer)
{
    for (size_t i = 0; reference_offer && i < offers->count; i++)
        if (text_equal(LIST_AT(*offers, struct offer, i)->reference_offer, reference_offer))
            return LIST_AT(*offers, struct offer, i);
    return NULL;
}

static struct list plan_rows(struct ctx *ctx, const struct list *offers, const struct wish *wish)
{
    struct list rows = {ARENA_ARRAY(ctx->arena, struct plan_row, offers->count + 1), offers->count};

    for (size_t i = 0; i < offers->count; i++) {
        const struct offer *offer = LIST_AT(*offers, struct offer, i);

        *LIST_AT(rows, struct plan_row, i) = (struct plan_row){
            .reference_offer = offer->reference_offer,
            .title = offer->title_localized ? offer->title_localized : offer->name,
            .description = offer->description_localized,
            .currency = offer->currency,
            .rhythm = look_rhythm(ctx->arena, &ctx->visitor->look, offer->duration_recurrence,
                                  offer->unit_recurrence),
            .amount_recurrence = offer->amount_recurrence == NONE ? 0 : offer->amount_recurrence,
            .is_chosen = text_equal(offer->reference_offer, wish->reference_offer),
        };
    }
    return rows;
}

/* what it costs -----------------------------------------------------------------------------------
 */

static struct upgrade_input input_of(const struct wish *wish)
{
    struct upgrade_input input;

    fields_clear(upgrade_input_fields, &input);
    input.reference_offer = wish->reference_offer;
    input.immediate = !wish->is_at_term;
    return input;
}

static int64_t choice_of(struct ctx *ctx, const struct wish *wish)
{
    return pledge_choice(arena_printf(ctx->arena, "change %d %s", wish->is_at_term,
                                      wish->reference_offer ? wish->reference_offer : ""));
}

static enum err plan_of(struct ctx *ctx, struct seen *seen, const struct wish *wish,
                        struct subscription_plan *out)
{
    struct upgrade_input input = input_of(wish);

    return subscription_plan_upgrade(ctx, seen->parts.subscription.id, &input, TO_QUOTE, out);
}

/* What is to be paid at once; at the term nothing is. */
static enum err lines_of(struct ctx *ctx, struct seen *seen, void *data, struct list *lines,
                         int64_t *id_offer)
{
    struct subscription_plan plan;

    TRY(plan_of(ctx, seen, data, &plan));
    *lines = preview_plan_lines(ctx, &plan);
    *id_offer = plan.steps[1].parts.subscription.id_offer;
    return OK;
}

static enum err write(struct ctx *ctx, struct seen *seen, void *data)
{
    struct upgrade_input input = input_of(data);
    struct subscription changed;

    if (seen->pays_himself)
        TRY(dues_refuse(ctx, seen->buyer.id));
    TRY(subscription_upgrade(ctx, seen->parts.subscription.id, &input, &changed));
    seen->path = arena_printf(ctx->arena, "/portal/subscriptions/%" PRId64,
                              input.immediate ? changed.id : seen->parts.subscription.id);
    return OK;
}

/* The period after the one that is changed. */
static enum err load_following(struct ctx *ctx, const struct seen *seen,
                               const struct subscription_plan *plan, struct change_view *view)
{
    const struct subscription_parts *parts = &plan->steps[1].parts;
    struct charge *charges;
    struct period period;
    struct list lines;
    int64_t count;

    TRY(subscription_next_charges(ctx, parts, &charges, &count, &period));
    view->has_following = count != NONE;
    if (count == NONE)
        return OK;
    lines = preview_charges(ctx, &plan->payer, parts, charges, (size_t)count);
    view->date_following = period.start;
    return preview_show(ctx, &seen->buyer, &lines, parts->subscription.id_offer,
                        (struct instant){0}, &view->following);
}

static enum err load_preview(struct ctx *ctx, struct seen *seen, const struct wish *wish,
                             struct change_view *view)
{
    struct instant now = ctx->now;
    struct subscription_plan plan;
    struct offered offered;
    struct list lines;
    enum err err;

    ctx->now = instant_whole_second(now);
    err = plan_of(ctx, seen, wish, &plan);
    if (err == OK) {
        plan.payer.language = ctx->visitor->language;
        lines = preview_plan_lines(ctx, &plan);
        err = seen_offer(ctx, seen, &lines, plan.steps[1].parts.subscription.id_offer,
                         choice_of(ctx, wish), &offered);
    }
    ctx->now = now;
    TRY(err);
    view->preview = offered.preview;
    view->pledge = offered.pledge;
    view->reference_offer = wish->reference_offer;
    view->is_shown = true;
    return load_following(ctx, seen, &plan, view);
}

/* the page ----------------------------------------------------------------------------------------
 */

static enum err respond(struct ctx *ctx, const struct request *request, struct response *response,
                        struct seen *seen, const struct list *offers, const struct wish *wish)
{
    const struct subscription *subscription = &seen->parts.subscription;
    struct instant engaged = seen_engaged_until(seen);
    struct change_view view = {
        .title = seen->around.title_localized,
        .path = arena_printf(ctx->arena, "%s/change", seen->path),
        .page = seen->path,
        .currency = seen->around.currency,
        .plans = plan_rows(ctx, offers, wish),
        .is_at_term = wish->is_at_term,
        .date_term = subscription->date_period_end,
        .date_last_day =
            html_last_day(subscription->date_period_start, subscription->date_period_end),
    };
    struct failure *noted;
    struct dues dues;

    if (instant_is_set(engaged))
        view.date_engaged = html_last_day(subscription->date_period_start, engaged);
    TRY(dues_load(ctx, seen->buyer.id, &dues));
    view.is_unpaid = seen->pays_himself && (dues.count_late || dues.count_failed);
    if (find_plan(offers, wish->reference_offer) && seen_can_change(seen) && !view.is_unpaid) {
        noted = portal_set_aside(ctx);
        TRY(portal_put_back(ctx, noted, load_preview(ctx, seen, wish, &view)));
    }
    return portal_respond(ctx, request, response, &subscription_portal_change_page, view.title,
                          &view);
}

/* One that does not run has a page that says why: so has one that was changed a moment ago. */
static enum err load(struct ctx *ctx, const struct request *request, struct response *response,
                     struct seen *seen, struct list *offers)
{
    TRY(seen_load(ctx, request, seen));
    TRY(seen_check_button(ctx, seen, BUTTON_CHANGE_PLAN));
    if (!seen_is_active(seen))
        return portal_go(ctx, response, seen->path);
    return load_plans(ctx, offers);
}

enum err subscription_portal_change(struct ctx *ctx, const struct request *request,
                                    struct response *response)
{
    const struct wish wish = {
        .reference_offer = query_value(request, "ReferenceOffer"),
        .is_at_term = text_equal(query_value(request, "When"), "term"),
    };
    struct list offers;
    struct seen seen;

    TRY(load(ctx, request, response, &seen, &offers));
    if (!seen_is_active(&seen))
        return OK;
    return respond(ctx, request, response, &seen, &offers, &wish);
}

enum err subscription_portal_confirm_change(struct ctx *ctx, const struct request *request,
                                            struct response *response)
{
    struct wish wish = {
        .reference_offer = form_value(request, "ReferenceOffer"),
        .is_at_term = text_equal(form_value(request, "When"), "term"),
    };
    struct seen seen;
    struct confirmation confirmation = {.seen = &seen,
                                        .pledge = form_value(request, "Pledge"),
                                        .choice = choice_of(ctx, &wish),
                                        .lines = lines_of,
                                        .write = write,
                                        .data = &wish};
    struct list offers;
    bool is_refused;

    TRY(load(ctx, request, response, &seen, &offers));
    if (!seen_is_active(&seen))
        return OK;
    if (!find_plan(&offers, wish.reference_offer))
        return portal_refuse(ctx);
    TRY(portal_try(ctx, seen_confirm, &confirmation, &is_refused));
    if (is_refused)
        return respond(ctx, request, response, &seen, &offers, &wish);
    return seen_go(ctx, response, &seen, FROM_UPGRADE, &confirmation.invoice, seen.path,
                   wish.is_at_term ? "planned" : "changed");
}
