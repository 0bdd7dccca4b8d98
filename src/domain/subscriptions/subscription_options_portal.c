#include "domain/subscriptions/subscription_options_portal.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/portal/dues.h"
#include "domain/subscriptions/option_form.h"
#include "domain/subscriptions/subscription_seen.h"
#include "domain/usage/usage.h"

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

struct options_view {
    const char *title, *path, *page, *currency, *rhythm, *pledge;
    struct list options; /* of struct option_row */
    bool is_shown, is_unpaid;
    struct preview preview;
    int64_t amount_price; /* of a period from then on */
};

static const struct field options_view_fields[] = {
    FIELD(options_view, title),
    FIELD(options_view, path),
    FIELD(options_view, page),
    FIELD(options_view, currency),
    FIELD(options_view, rhythm),
    FIELD(options_view, pledge),
    FIELD_LIST_OF(options_view, options, option_row_fields, option_row),
    FIELD(options_view, is_shown),
    FIELD(options_view, is_unpaid),
    FIELD_RECORD_OF(options_view, preview, preview_fields),
    FIELD(options_view, amount_price),
    FIELDS_END,
};

const struct html_page subscription_portal_options_page = {"subscription_portal_options.html",
                                                           "change_options", options_view_fields};

/* One that is to be changed, and to what. */
struct wish {
    const char *reference_feature;
    size_t index; /* among the features */
    int64_t is_enabled;
    struct quantity quantity_current;
};

/* what was typed ----------------------------------------------------------------------------------
 */

typedef const char *value_of(const struct request *request, const char *name);

/* Notes what is no quantity. A switch that is off is not sent by a browser. */
static bool read_wish(struct ctx *ctx, const struct request *request, value_of *value,
                      const struct subscription_feature *feature, struct wish *out)
{
    const struct feature_parameters *parameters = &feature->parameters;
    const char *typed = value(request, option_name(ctx, feature->id_feature));

    out->reference_feature = feature->reference_feature;
    out->is_enabled = NONE;
    out->quantity_current.micros = NONE;
    if (feature->type_feature == FEATURE_ON_OFF) {
        out->is_enabled = typed != NULL;
        return out->is_enabled != (parameters->is_enabled == 1);
    }
    if (!typed || (!typed[0] && parameters->quantity_current.micros == NONE))
        return false;
    if (!option_read_quantity(ctx, typed, &out->quantity_current)) {
        complain(ctx, "Error.Portal.Quantity", "Quantity", "Quantity: is no number.");
        return false;
    }
    return out->quantity_current.micros != parameters->quantity_current.micros;
}

/* Only what differs: of struct wish. */
static struct list read_wishes(struct ctx *ctx, const struct request *request, value_of *value,
                               const struct seen *seen)
{
    const struct list *features = &seen->parts.features;
    struct list wishes = {ARENA_ARRAY(ctx->arena, struct wish, features->count + 1), 0};

    for (size_t i = 0; i < features->count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(*features, struct subscription_feature, i);
        struct wish *wish = LIST_AT(wishes, struct wish, wishes.count);

        wish->index = i;
        if (seen_is_option(feature) && read_wish(ctx, request, value, feature, wish))
            wishes.count++;
    }
    return wishes;
}

static int64_t choice_of(struct ctx *ctx, const struct list *wishes)
{
    struct text words = {.arena = ctx->arena};

    text_append(&words, "options");
    for (size_t i = 0; i < wishes->count; i++) {
        const struct wish *wish = LIST_AT(*wishes, struct wish, i);

        text_append(&words,
                    arena_printf(ctx->arena, "\n%s %" PRId64 " %" PRId64, wish->reference_feature,
                                 wish->is_enabled, wish->quantity_current.micros));
    }
    return pledge_choice(text_done(&words));
}

/* what it costs -----------------------------------------------------------------------------------
 */

static struct usage_input input_of(const struct seen *seen, const struct wish *wish)
{
    struct usage_input input;

    fields_clear(usage_input_fields, &input);
    input.id_subscription = seen->parts.subscription.id;
    input.reference_feature = wish->reference_feature;
    input.is_enabled = wish->is_enabled;
    input.quantity_current = wish->quantity_current;
    return input;
}

static enum err lines_of(struct ctx *ctx, struct seen *seen, void *data, struct list *lines,
                         int64_t *id_offer)
{
    const struct list *wishes = data;

    *lines = (struct list){0};
    *id_offer = 0;
    for (size_t i = 0; i < wishes->count; i++) {
        struct usage_input input = input_of(seen, LIST_AT(*wishes, struct wish, i));
        struct usage_cost cost;
        struct list more;

        TRY(usage_quote(ctx, &input, &cost));
        cost.payer.language = ctx->visitor->language;
        more = preview_charges(ctx, &cost.payer, &cost.parts, cost.charges, cost.charge_count);
        *lines = preview_join(ctx, lines, &more);
    }
    return OK;
}

static enum err write(struct ctx *ctx, struct seen *seen, void *data)
{
    const struct list *wishes = data;

    if (seen->pays_himself)
        TRY(dues_refuse(ctx, seen->buyer.id));
    for (size_t i = 0; i < wishes->count; i++) {
        struct usage_input input = input_of(seen, LIST_AT(*wishes, struct wish, i));
        struct usage usage;

        TRY(usage_write(ctx, &input, &usage));
    }
    return OK;
}

/* A whole period with what was chosen. */
static int64_t price_with(struct ctx *ctx, const struct seen *seen, const struct list *wishes)
{
    const struct subscription_parts *parts = &seen->parts;
    size_t count = parts->features.count;
    struct feature_terms *terms = ARENA_ARRAY(ctx->arena, struct feature_terms, count + 1);

    for (size_t i = 0; i < count; i++)
        terms[i] = parts->terms[i];
    for (size_t i = 0; i < wishes->count; i++) {
        const struct wish *wish = LIST_AT(*wishes, struct wish, i);

        if (wish->is_enabled != NONE)
            terms[wish->index].is_enabled = wish->is_enabled == 1;
        else
            terms[wish->index].current = wish->quantity_current;
    }
    return price_of_period(&parts->fees, terms, count);
}

static enum err load_preview(struct ctx *ctx, struct seen *seen, struct list *wishes,
                             struct options_view *view)
{
    struct instant now = ctx->now;
    struct offered offered;
    struct list lines;
    int64_t id_offer;
    enum err err;

    ctx->now = instant_whole_second(now);
    err = lines_of(ctx, seen, wishes, &lines, &id_offer);
    if (err == OK)
        err = seen_offer(ctx, seen, &lines, id_offer, choice_of(ctx, wishes), &offered);
    ctx->now = now;
    TRY(err);
    view->preview = offered.preview;
    view->pledge = offered.pledge;
    view->amount_price = price_with(ctx, seen, wishes);
    view->is_shown = true;
    return OK;
}

/* the page ----------------------------------------------------------------------------------------
 */

static struct option_row option_row(struct ctx *ctx, const struct subscription_feature *feature,
                                    const struct request *request, value_of *value)
{
    const char *name = option_name(ctx, feature->id_feature);
    const char *title = feature->title_localized, *typed = value ? value(request, name) : NULL;
    bool is_switch = feature->type_feature == FEATURE_ON_OFF;

    return (struct option_row){
        .name = name,
        .title = title ? title : feature->reference_feature,
        .description = feature->description_localized,
        .is_switch = is_switch,
        .is_on = is_switch && (value ? typed != NULL : feature->parameters.is_enabled == 1),
        .value = typed ? typed : option_quantity_text(ctx, feature->parameters.quantity_current),
    };
}

static struct list option_rows(struct ctx *ctx, const struct seen *seen,
                               const struct request *request, value_of *value)
{
    const struct list *features = &seen->parts.features;
    struct list rows = {ARENA_ARRAY(ctx->arena, struct option_row, features->count + 1), 0};

    for (size_t i = 0; i < features->count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(*features, struct subscription_feature, i);

        if (seen_is_option(feature))
            *LIST_AT(rows, struct option_row, rows.count++) =
                option_row(ctx, feature, request, value);
    }
    return rows;
}

/* `value` NULL: nothing was typed yet. */
static enum err respond(struct ctx *ctx, const struct request *request, struct response *response,
                        struct seen *seen, value_of *value, struct list *wishes)
{
    const struct subscription *subscription = &seen->parts.subscription;
    struct options_view view = {
        .title = seen->around.title_localized,
        .path = arena_printf(ctx->arena, "%s/options", seen->path),
        .page = seen->path,
        .currency = seen->around.currency,
        .rhythm = look_rhythm(ctx->arena, &ctx->visitor->look, subscription->duration_recurrence,
                              subscription->unit_recurrence),
        .options = option_rows(ctx, seen, request, value),
    };
    struct failure *noted;
    struct dues dues;

    TRY(dues_load(ctx, seen->buyer.id, &dues));
    view.is_unpaid = seen->pays_himself && (dues.count_late || dues.count_failed);
    if (wishes->count && !view.is_unpaid) {
        noted = portal_set_aside(ctx);
        TRY(portal_put_back(ctx, noted, load_preview(ctx, seen, wishes, &view)));
    }
    return portal_respond(ctx, request, response, &subscription_portal_options_page, view.title,
                          &view);
}

static enum err load(struct ctx *ctx, const struct request *request, struct seen *seen)
{
    TRY(seen_load(ctx, request, seen));
    TRY(seen_check_button(ctx, seen, BUTTON_CHANGE_OPTIONS));
    return seen_can_change_options(seen) ? OK : portal_refuse(ctx);
}

enum err subscription_portal_options(struct ctx *ctx, const struct request *request,
                                     struct response *response)
{
    value_of *value = query_value(request, "Shown") ? query_value : NULL;
    struct list wishes = {0};
    struct seen seen;

    TRY(load(ctx, request, &seen));
    if (value)
        wishes = read_wishes(ctx, request, value, &seen);
    return respond(ctx, request, response, &seen, value, &wishes);
}

enum err subscription_portal_confirm_options(struct ctx *ctx, const struct request *request,
                                             struct response *response)
{
    struct confirmation confirmation = {
        .pledge = form_value(request, "Pledge"), .lines = lines_of, .write = write};
    struct list wishes;
    struct seen seen;
    bool is_refused;

    TRY(load(ctx, request, &seen));
    wishes = read_wishes(ctx, request, form_value, &seen);
    if (!wishes.count) /* asked twice */
        return seen_go(ctx, response, &seen, FROM_OPTIONS, NULL, seen.path, "options");
    confirmation.seen = &seen;
    confirmation.choice = choice_of(ctx, &wishes);
    confirmation.data = &wishes;
    TRY(portal_try(ctx, seen_confirm, &confirmation, &is_refused));
    if (is_refused)
        return respond(ctx, request, response, &seen, form_value, &wishes);
    return seen_go(ctx, response, &seen, FROM_OPTIONS, &confirmation.invoice, seen.path, "options");
}
