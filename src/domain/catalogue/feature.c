#include "domain/catalogue/feature.h"

#include <string.h>

#include "base/json.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field feature_fields[] = {
    FIELD(feature, id),
    FIELD(feature, reference_feature),
    FIELD(feature, name),
    FIELD_CHOICE_OF(feature, type_feature, type_feature_names),
    FIELD(feature, is_visible),
    FIELD(feature, position),
    FIELD_JSON_OF(feature, metadata),
    FIELD(feature, title_localized),
    FIELD(feature, description_localized),
    TRACE_FIELDS(feature),
    FIELDS_END,
};

const struct field step_fields[] = {
    FIELD(step, quantity_max),         FIELD(step, increment),
    FIELD(step, amount_per_increment), FIELD(step, amount_per_increment_exact),
    FIELD(step, amount_ceiling),       FIELD(step, amount_flat),
    FIELD(step, percentage),           FIELDS_END,
};

static bool recall(const struct steps_memo *memo, const char *json, struct steps *out)
{
    for (size_t i = 0; memo && i < memo->count && i < STEPS_MEMO_MAX; i++) {
        if (strcmp(memo->at[i].json, json) == 0) {
            *out = memo->at[i].steps;
            return true;
        }
    }
    return false;
}

static void remember(struct steps_memo *memo, const char *json, struct steps steps)
{
    size_t i = memo->count++ % STEPS_MEMO_MAX;

    memo->at[i].json = json;
    memo->at[i].steps = steps;
}

enum err steps_read(struct ctx *ctx, struct steps_memo *memo, const char *json, struct steps *out)
{
    const struct json *parsed;
    struct list list;

    *out = (struct steps){0};
    if (!json || recall(memo, json, out))
        return OK;
    TRY(json_parse(ctx, json, strlen(json), &parsed));
    TRY(json_read_list(ctx, parsed, step_fields, sizeof(struct step), 1000, &list));
    *out = (struct steps){list.items, list.count};
    if (memo)
        remember(memo, json, *out);
    return OK;
}

static void complain_step(struct ctx *ctx, size_t index, const char *of, const char *problem)
{
    complain(ctx, NULL, arena_printf(ctx->arena, "Steps[%zu]", index), "Steps[%zu]%s%s: %s.", index,
             of ? " of " : "", of ? of : "", problem);
}

void steps_check(struct ctx *ctx, const struct list *steps, const char *currency, const char *of)
{
    size_t index;
    const char *problem = steps_problem((struct steps){steps->items, steps->count}, &index);

    if (problem) {
        complain_step(ctx, index, of, problem);
        return;
    }
    for (size_t i = 0; i < steps->count; i++)
        if (!step_settle_percentage(LIST_AT(*steps, struct step, i), currency_exponent(currency)))
            complain_step(ctx, i, of, "Percentage has too many decimals for the currency");
}

struct list steps_shown(struct ctx *ctx, struct steps steps)
{
    struct list list = {NULL, steps.count};

    if (!steps.count)
        return list;
    list.items = arena_copy_bytes(ctx->arena, steps.at, steps.count * sizeof *steps.at);
    for (size_t i = 0; i < list.count; i++) {
        struct step *step = LIST_AT(list, struct step, i);

        if (step->percentage.micros != NONE)
            step->amount_per_increment_exact.micros = NONE;
        step->amount_per_increment = step_rounded_price(step);
    }
    return list;
}

void pricing_check(struct ctx *ctx, const struct pricing_input *input, int type_feature,
                   const char *prefix)
{
    const char *of_min = arena_printf(ctx->arena, "%sAmountMin", prefix);
    const char *of_max = arena_printf(ctx->arena, "%sAmountMax", prefix);
    bool is_bounded = input->amount_min != NONE || input->amount_max != NONE;

    check_range(ctx, of_min, input->amount_min, 0, AMOUNT_MAX);
    check_range(ctx, of_max, input->amount_max, 1, AMOUNT_MAX);
    if (input->amount_max != NONE && input->amount_min > input->amount_max)
        complain(ctx, NULL, of_min, "%s: is above AmountMax.", of_min);
    if (type_feature == FEATURE_ON_OFF && is_bounded)
        complain(ctx, NULL, of_min, "%s: a switch has one price, which needs no bounds.", of_min);
    if (type_feature == FEATURE_CONSUMPTION && input->timing == TIMING_ADVANCE)
        complain(ctx, NULL, "Timing", "%sTiming: a consumption is always charged in arrears.",
                 prefix);
}

const char *steps_write(struct ctx *ctx, const struct list *steps)
{
    struct text json = {.arena = ctx->arena};

    if (!steps->count)
        return NULL;
    json_write_list(&json, step_fields, sizeof(struct step), steps);
    return text_done(&json);
}

struct quantity stock_at_first(int type_feature, struct quantity included, struct quantity current)
{
    return type_feature == FEATURE_LIMITATION && current.micros == NONE ? included : current;
}

void feature_parameters_keep(int type_feature, const struct feature_parameters *before,
                             struct feature_parameters *after)
{
    bool was_paid = before->is_enabled == 1 && before->is_included == 0;

    if (type_feature == FEATURE_ON_OFF && was_paid && after->is_included == 0)
        after->is_enabled = 1;
    if (type_feature == FEATURE_LIMITATION && after->quantity_current.micros != NONE &&
        before->quantity_current.micros > after->quantity_current.micros)
        after->quantity_current = before->quantity_current;
}

enum err feature_terms_of(struct ctx *ctx, struct steps_memo *memo, int64_t id_feature,
                          int type_feature, const struct feature_parameters *parameters,
                          struct feature_terms *out)
{
    *out = (struct feature_terms){
        .id_feature = id_feature,
        .type = (enum type_feature)type_feature,
        .is_included = parameters->is_included == 1,
        .is_enabled = parameters->is_enabled == 1,
        .included = parameters->quantity_included,
        .current = parameters->quantity_current,
        .is_update_at_full_price = parameters->is_update_at_full_price,
        .is_free_in_trial = parameters->is_free_in_trial,
        .mode = (enum mode_pricing)parameters->mode_pricing,
        .timing = (enum timing)parameters->timing,
        .amount_min = parameters->amount_min,
        .amount_max = parameters->amount_max,
    };
    return steps_read(ctx, memo, parameters->steps, &out->steps);
}

enum err feature_list(struct ctx *ctx, const struct feature_filter *filter, const char *language,
                      const struct page *page, struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(reference_feature, filter->reference_feature), ARG_AS(id, filter->id),
             ARG_AS(is_visible, filter->is_visible), ARG(language),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_feature_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_feature_list, args, feature_fields, sizeof(struct feature), out);
}

enum err feature_find(struct ctx *ctx, const char *reference_feature, struct feature *out)
{
    return db_get(ctx, &sql_feature_find, ARGS(ARG(reference_feature)), feature_fields, out);
}

enum err feature_save(struct ctx *ctx, const struct feature *feature)
{
    return db_save(ctx, &sql_feature_save, feature_fields, feature);
}

enum err texts_save(struct ctx *ctx, const char *subject, int64_t id_subject, const char *field,
                    const char *texts)
{
    const struct json *json;

    if (!texts)
        return OK;
    TRY(json_parse(ctx, texts, strlen(texts), &json));
    TRY(db_run(ctx, &sql_texts_clear, ARGS(ARG(subject), ARG(id_subject), ARG(field))));
    for (size_t i = 0; i < json_count(json); i++) {
        const char *language = json_member_name(json, i), *content = json_text(json_at(json, i));

        if (content)
            TRY(db_run(
                ctx, &sql_text_save,
                ARGS(ARG(subject), ARG(id_subject), ARG(field), ARG(language), ARG(content))));
    }
    return OK;
}
