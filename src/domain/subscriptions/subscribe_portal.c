#include "domain/subscriptions/subscribe_portal.h"

#include <inttypes.h>

#include "base/text.h"
#include "domain/catalogue/offer_card.h"
#include "domain/catalogue/payment_link.h"
#include "domain/look/look_url.h"
#include "domain/portal/dues.h"
#include "domain/portal/permit.h"
#include "domain/portal/portal.h"
#include "domain/quotes/preview.h"
#include "domain/subscriptions/option_form.h"
#include "platform/http/uri.h"

/* How long a visit of anybody lasts. */
#define ANYBODY_LIFETIME HOURS(24)

struct option_row {
    const char *name, *title, *description; /* name: of its field in the form */
    bool is_switch, is_on;
    const char *value; /* of a quantity, as it is typed */
};

static const struct field option_row_fields[] = {
    FIELD(option_row, name),
    FIELD(option_row, title),
    FIELD(option_row, description),
    FIELD(option_row, is_switch),
    FIELD(option_row, is_on),
    FIELD(option_row, value),
    FIELDS_END,
};

/* What is chosen, of the query or of the form that goes on with it. */
struct choice {
    struct offer offer;
    struct list features;  /* the offer's: of struct offer_feature */
    struct list overrides; /* of struct feature_override: what the visitor sets */
    struct list options;   /* of struct option_row: the same, to be shown */
    const char *promotion_code;
    int64_t id_payment_link; /* 0: none */
    struct payment_link link;
};

struct subscribe_view {
    const char *title, *path, *currency, *promotion_code, *link;
    struct offer_card card;
    struct list options; /* of struct option_row */
    bool is_nobody; /* who is not known says who he is next */
    bool is_shown, is_unpaid;
    struct preview preview;
};

static const struct field subscribe_view_fields[] = {
    FIELD(subscribe_view, title),
    FIELD(subscribe_view, path),
    FIELD(subscribe_view, currency),
    FIELD(subscribe_view, promotion_code),
    FIELD(subscribe_view, link),
    FIELD_RECORD_OF(subscribe_view, card, offer_card_fields),
    FIELD_LIST_OF(subscribe_view, options, option_row_fields, option_row),
    FIELD(subscribe_view, is_nobody),
    FIELD(subscribe_view, is_shown),
    FIELD(subscribe_view, is_unpaid),
    FIELD_RECORD_OF(subscribe_view, preview, preview_fields),
    FIELDS_END,
};

const struct html_page subscribe_portal_page = {"subscribe_portal.html", "portal_subscribe",
                                                subscribe_view_fields};

/* the choice --------------------------------------------------------------------------------------
 */

static const char *given(const struct request *request, const char *name)
{
    return request->method == GET ? query_value(request, name) : form_value(request, name);
}

/* Included ones are there anyway, and consumptions come by using them. */
static bool is_option(const struct offer_feature *feature)
{
    return feature->is_visible && feature->parameters.is_updatable_before_subscription &&
           feature->type_feature != FEATURE_CONSUMPTION &&
           !(feature->type_feature == FEATURE_ON_OFF && feature->parameters.is_included == 1);
}

/* What the payment link begins with, else what the offer does. */
static struct quantity quantity_first(const struct choice *choice,
                                      const struct offer_feature *feature)
{
    const struct payment_link *link = &choice->link;

    if (choice->id_payment_link && link->quantity.micros != NONE &&
        text_equal(link->reference_feature, feature->reference_feature))
        return link->quantity;
    return feature->parameters.quantity_current.micros != NONE
               ? feature->parameters.quantity_current
               : feature->parameters.quantity_included;
}

static void check_most(struct ctx *ctx, const struct choice *choice,
                       const struct offer_feature *feature, struct quantity quantity)
{
    const struct payment_link *link = &choice->link;

    if (choice->id_payment_link && link->quantity_max.micros != NONE &&
        text_equal(link->reference_feature, feature->reference_feature) &&
        quantity.micros > link->quantity_max.micros)
        complain(ctx, "Error.Portal.QuantityMax", "Quantity", "Quantity: is more than may be had.");
}

static struct quantity read_quantity(struct ctx *ctx, const struct choice *choice,
                                     const struct offer_feature *feature, const char *typed)
{
    struct quantity quantity = quantity_first(choice, feature);

    if (typed && *typed && !option_read_quantity(ctx, typed, &quantity))
        complain(ctx, "Error.Portal.Quantity", "Quantity", "Quantity: is no number.");
    check_most(ctx, choice, feature, quantity);
    return quantity;
}

/* A switch that is off is not sent by a browser: only a form that was sent says so. */
static void read_option(struct ctx *ctx, const struct request *request, bool is_sent,
                        const struct offer_feature *feature, struct choice *choice)
{
    struct feature_override *override =
        LIST_AT(choice->overrides, struct feature_override, choice->overrides.count++);
    struct option_row *row = LIST_AT(choice->options, struct option_row, choice->options.count++);
    const char *typed;

    *row = (struct option_row){
        .name = option_name(ctx, feature->id_feature),
        .title = feature->title_localized ? feature->title_localized : feature->reference_feature,
        .description = feature->description_localized,
        .is_switch = feature->type_feature == FEATURE_ON_OFF,
    };
    typed = given(request, row->name);
    fields_clear(feature_override_fields, override);
    override->reference_feature = feature->reference_feature;
    if (row->is_switch) {
        row->is_on = is_sent ? typed != NULL : feature->parameters.is_enabled == 1;
        override->is_enabled = row->is_on;
        return;
    }
    override->quantity_current = read_quantity(ctx, choice, feature, typed);
    row->value = typed ? typed : option_quantity_text(ctx, override->quantity_current);
}

static enum err read_link(struct ctx *ctx, const struct request *request, struct choice *choice)
{
    const char *link = given(request, "Link");
    enum err err;

    if (!link || !integer_parse(link, INT64_MAX, &choice->id_payment_link))
        return OK;
    err = payment_link_living(ctx, choice->id_payment_link, &choice->link);
    if (err == ERR_NOT_FOUND || (err == OK && choice->link.id_offer != choice->offer.id))
        return portal_refuse(ctx);
    return err;
}

/* The offer of the path, or portal_refuse; what is wrong with the rest is noted. */
static enum err read_choice(struct ctx *ctx, const struct request *request, struct choice *out)
{
    const char *code = given(request, "PromotionCode");
    bool is_sent = given(request, "Shown") != NULL;
    int64_t id;
    enum err err = path_id(ctx, request, "id", "Error.Portal.NotFound", &id);

    if (err != OK)
        return err;
    *out = (struct choice){.promotion_code = code && *code ? code : NULL};
    err = offer_get(ctx, id, ctx->visitor->language, &out->offer);
    if (err == ERR_NOT_FOUND || (err == OK && out->offer.id_segment != ctx->visitor->segment.id))
        return portal_refuse(ctx);
    TRY(err);
    TRY(read_link(ctx, request, out));
    if (!code && out->id_payment_link)
        out->promotion_code = out->link.promotion_code;
    TRY(offer_feature_list(ctx, id, ctx->visitor->language, &out->features));
    out->overrides.items =
        ARENA_ARRAY(ctx->arena, struct feature_override, out->features.count + 1);
    out->options.items = ARENA_ARRAY(ctx->arena, struct option_row, out->features.count + 1);
    for (size_t i = 0; i < out->features.count; i++)
        if (is_option(LIST_AT(out->features, struct offer_feature, i)))
            read_option(ctx, request, is_sent, LIST_AT(out->features, struct offer_feature, i),
                        out);
    return OK;
}

static struct subscription_input input_of(struct ctx *ctx, const struct choice *choice)
{
    struct subscription_input input;

    fields_clear(subscription_input_fields, &input);
    input.id_customer = ctx->visitor->customer.id;
    input.reference_offer = choice->offer.reference_offer;
    input.features = choice->overrides;
    input.promotion_code = choice->promotion_code;
    return input;
}

/* The same choice as an address, for whoever comes back to it. */
static const char *path_of(struct ctx *ctx, const struct choice *choice)
{
    struct text path = {.arena = ctx->arena};

    text_appendf(&path, "/portal/subscribe/%" PRId64 "?Shown=1", choice->offer.id);
    for (size_t i = 0; i < choice->options.count; i++) {
        const struct option_row *row = LIST_AT(choice->options, struct option_row, i);

        if (row->is_switch && !row->is_on)
            continue;
        text_appendf(&path, "&%s=", row->name);
        uri_encode(&path, row->is_switch ? "1" : row->value);
    }
    if (choice->promotion_code) {
        text_append(&path, "&PromotionCode=");
        uri_encode(&path, choice->promotion_code);
    }
    if (choice->id_payment_link)
        text_appendf(&path, "&Link=%" PRId64, choice->id_payment_link);
    return text_done(&path);
}

/* the page ----------------------------------------------------------------------------------------
 */

/* Where somebody unknown says who he is. */
static const char *identify_path(struct ctx *ctx, const struct choice *choice)
{
    const struct look *look = &ctx->visitor->look;

    if (look->registration_url && !choice->id_payment_link)
        return look_url_with(ctx->arena, look->registration_url, "refo",
                             choice->offer.reference_offer);
    if (look->may_register || look->may_subscribe_anonymously || choice->id_payment_link)
        return permit_path(ctx, ctx->visitor->segment.id, path_of(ctx, choice));
    return portal_with_next(ctx,
                            arena_printf(ctx->arena, "/portal/sign-in/%" PRId64, ctx->id_business),
                            path_of(ctx, choice));
}

static enum err load_preview(struct ctx *ctx, const struct choice *choice,
                             struct subscribe_view *view)
{
    struct subscription_input input = input_of(ctx, choice);
    struct subscription_plan plan;
    struct list lines;

    TRY(subscription_plan_create(ctx, &input, TO_QUOTE, &plan));
    plan.payer.language = ctx->visitor->language;
    lines = preview_plan_lines(ctx, &plan);
    TRY(preview_show(ctx, &ctx->visitor->customer, &lines, choice->offer.id, (struct instant){0},
                     &view->preview));
    view->is_shown = true;
    return OK;
}

static enum err load_known(struct ctx *ctx, const struct choice *choice,
                           struct subscribe_view *view)
{
    struct failure *noted;
    struct dues dues;

    TRY(dues_load(ctx, ctx->visitor->customer.id, &dues));
    view->is_unpaid = dues.count_late || dues.count_failed;
    /* What cannot be has no price. */
    if (view->is_unpaid || ctx->failures)
        return OK;
    noted = portal_set_aside(ctx);
    return portal_put_back(ctx, noted, load_preview(ctx, choice, view));
}

static enum err respond(struct ctx *ctx, const struct request *request, struct response *response,
                        const struct choice *choice)
{
    struct subscribe_view view = {
        .title = choice->offer.title_localized ? choice->offer.title_localized : choice->offer.name,
        .path = arena_printf(ctx->arena, "/portal/subscribe/%" PRId64, choice->offer.id),
        .currency = choice->offer.currency,
        .promotion_code = choice->promotion_code,
        .options = choice->options,
    };

    if (choice->id_payment_link)
        view.link = arena_printf(ctx->arena, "%" PRId64, choice->id_payment_link);
    TRY(offer_card_show(ctx, &choice->offer, ctx->visitor->language, &view.card));
    view.is_nobody = !ctx->visitor->is_known;
    if (ctx->visitor->is_known)
        TRY(load_known(ctx, choice, &view));
    return portal_respond(ctx, request, response, &subscribe_portal_page, view.title, &view);
}

/* To the change of what runs, if the link was for that and something does. */
static enum err find_change(struct ctx *ctx, const struct request *request,
                            const struct choice *choice, const char **path)
{
    struct text text = {.arena = ctx->arena};
    struct subscription running;
    int64_t id;
    enum err err;

    *path = NULL;
    if (!ctx->visitor->is_known || !query_value(request, "upgrade"))
        return OK;
    err = subscription_find(ctx, ctx->visitor->customer.id, NULL, &id);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(subscription_get(ctx, id, &running));
    if (status_of((enum state_subscription)running.state_subscription) != STATUS_ACTIVE)
        return OK;
    text_appendf(&text, "/portal/subscriptions/%" PRId64 "/change?When=now&ReferenceOffer=", id);
    uri_encode(&text, choice->offer.reference_offer);
    *path = text_done(&text);
    return OK;
}

enum err subscribe_portal_show(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct choice choice;
    const char *path;

    TRY(read_choice(ctx, request, &choice));
    TRY(find_change(ctx, request, &choice, &path));
    if (!path && !ctx->visitor->is_known && query_value(request, "Go") && !ctx->failures)
        path = identify_path(ctx, &choice);
    if (path)
        return portal_go(ctx, response, path);
    return respond(ctx, request, response, &choice);
}

/* the draft ---------------------------------------------------------------------------------------
 */

struct drafting {
    const struct choice *choice;
    struct subscription subscription;
};

/* What he began before and did not start. */
static enum err drop_drafts(struct ctx *ctx, int64_t id_offer)
{
    const struct subscription_filter his = {NONE, ctx->visitor->customer.id, NONE, NONE};
    struct page first = {1, SIZE_PAGE_MAX};
    struct termination_input input;
    struct subscription ended;
    struct unused unused;
    struct list shown;
    int64_t total;

    fields_clear(termination_input_fields, &input);
    TRY(subscription_list(ctx, &his, NULL, &first, &shown, &total));
    for (size_t i = 0; i < shown.count; i++) {
        const struct subscription *one =
            &LIST_AT(shown, struct subscription_shown, i)->parts.subscription;

        if (one->id_offer == id_offer && one->state_subscription == STATE_DRAFT_CUSTOMER)
            TRY(subscription_terminate(ctx, one->id, &input, &ended, &unused));
    }
    return OK;
}

static enum err draft(struct ctx *ctx, void *data)
{
    struct drafting *drafting = data;
    const struct choice *choice = drafting->choice;
    struct subscription_input input = input_of(ctx, choice);
    struct customer locked;

    TRY(complaints(ctx));
    TRY(customer_lock(ctx, ctx->visitor->customer.id, &locked));
    TRY(dues_refuse(ctx, locked.id));
    TRY(drop_drafts(ctx, choice->offer.id));
    input.try_start = 0;
    TRY(subscription_create(ctx, &input, &drafting->subscription));
    return choice->id_payment_link
               ? payment_link_use(ctx, choice->id_payment_link, drafting->subscription.id)
               : OK;
}

enum err subscribe_portal_choose(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct choice choice;
    struct drafting drafting = {.choice = &choice};
    bool is_refused;

    TRY(read_choice(ctx, request, &choice));
    TRY(portal_try(ctx, draft, &drafting, &is_refused));
    if (is_refused)
        return respond(ctx, request, response, &choice);
    return portal_go(ctx, response,
                     arena_printf(ctx->arena, "/portal/subscriptions/%" PRId64 "/start",
                                  drafting.subscription.id));
}

/* payment links -----------------------------------------------------------------------------------
 */

/* A customer of that segment who is here already stays who he is. */
static bool is_here(const struct ctx *ctx, const struct payment_link *link, int64_t id_business)
{
    return ctx->visitor && ctx->visitor->is_known && ctx->id_business == id_business &&
           ctx->visitor->segment.id == link->id_segment;
}

enum err subscribe_portal_by_link(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct payment_link link;
    int64_t id_business;
    enum err err = visitor_authenticate(ctx, request);

    id_business = ctx->id_business;
    if (err != OK && err != ERR_UNAUTHENTICATED)
        return err;
    ctx->failures = NULL;
    err = payment_link_open(ctx, path_text(request, "key"), &link);
    if (err == ERR_NOT_FOUND)
        return portal_refuse(ctx);
    TRY(err);
    if (!is_here(ctx, &link, id_business))
        session_give(ctx, response,
                     (struct session){
                         .id_business = ctx->id_business,
                         .id_segment = link.id_segment,
                         .is_framed = request_is_framed(request),
                         .date_expiry = instant_plus(ctx->machine_now, ANYBODY_LIFETIME),
                     });
    html_keep_language(ctx, request, response);
    return portal_go(ctx, response,
                     arena_printf(ctx->arena, "/portal/subscribe/%" PRId64 "?Link=%" PRId64,
                                  link.id_offer, link.id));
}
