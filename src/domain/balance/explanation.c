#include "domain/balance/explanation.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "platform/db/db.h"
#include "sql.h"

static const struct field step_fields[] = {
    FIELD(explained_step, quantity_from),
    FIELD(explained_step, quantity_until),
    FIELD(explained_step, quantity),
    FIELD(explained_step, increment),
    FIELD(explained_step, lots),
    FIELD(explained_step, amount_per_increment),
    FIELD(explained_step, amount_per_increment_exact),
    FIELD(explained_step, percentage),
    FIELD(explained_step, amount_flat),
    FIELD(explained_step, amount_ceiling),
    FIELD(explained_step, amount),
    FIELDS_END,
};

static const struct field price_fields[] = {
    FIELD(explained_price, sign),
    FIELD_CHOICE_OF(explained_price, mode_pricing, mode_pricing_names),
    FIELD(explained_price, quantity),
    FIELD(explained_price, quantity_included),
    FIELD_LIST_OF(explained_price, steps, step_fields, explained_step),
    FIELD(explained_price, amount_steps),
    FIELD(explained_price, amount_min),
    FIELD(explained_price, amount_max),
    FIELD(explained_price, amount),
    FIELDS_END,
};

const struct field explanation_fields[] = {
    FIELD_CHOICE_OF(explanation, formula, type_formula_names),
    FIELD_LIST_OF(explanation, prices, price_fields, explained_price),
    FIELD(explanation, amount_whole),
    FIELD(explanation, units),
    FIELD(explanation, of_units),
    FIELD_CHOICE_OF(explanation, unit, proration_unit_names),
    FIELD_CHOICE_OF(explanation, rounding, proration_rounding_names),
    FIELD(explanation, amount_accrued),
    FIELD_CHOICE_OF(explanation, type_off, type_off_names),
    FIELD(explanation, value_off),
    FIELD(explanation, amount_fee),
    FIELD(explanation, amount_before),
    FIELD(explanation, amount_used),
    FIELD(explanation, amount),
    FIELDS_END,
};

/* from a charge -----------------------------------------------------------------------------------
 */

const char *exact_amount_text(struct ctx *ctx, int128 micros)
{
    int128 magnitude = micros < 0 ? -micros : micros;
    char decimals[DECIMAL_TEXT_SIZE];

    decimal_format((struct decimal){(int64_t)(magnitude % MICROS_PER_UNIT)}, decimals);
    return arena_printf(ctx->arena, "%s%" PRId64 "%s", micros < 0 ? "-" : "",
                        (int64_t)(magnitude / MICROS_PER_UNIT), decimals + 1);
}

static struct explained_step explain_row(struct ctx *ctx, const struct price_row *row)
{
    struct decimal exact = row->step->amount_per_increment_exact;

    return (struct explained_step){
        .quantity_from = row->from,
        .quantity_until = row->until,
        .quantity.micros = row->until.micros - row->from.micros,
        .increment.micros = row->lots == NONE ? NONE : row->step->increment.micros,
        .lots = row->lots,
        .amount_per_increment = exact.micros == NONE ? row->step->amount_per_increment : NONE,
        .amount_per_increment_exact = exact,
        .percentage = row->step->percentage,
        .amount_flat = row->flat,
        .amount_ceiling = row->is_capped ? row->step->amount_ceiling : NONE,
        .amount = exact_amount_text(ctx, row->micros),
    };
}

static struct list explain_rows(struct ctx *ctx, const struct priced *priced)
{
    size_t most = priced->steps.count + 1;
    struct price_row *rows = ARENA_ARRAY(ctx->arena, struct price_row, most);
    struct list steps = {ARENA_ARRAY(ctx->arena, struct explained_step, most), 0};

    steps.count = price_rows(priced->steps, priced->mode, priced->included, priced->quantity, rows);
    for (size_t i = 0; i < steps.count; i++)
        *LIST_AT(steps, struct explained_step, i) = explain_row(ctx, &rows[i]);
    return steps;
}

static struct explained_price explain_price(struct ctx *ctx, const struct priced *priced)
{
    return (struct explained_price){
        .sign = priced->sign,
        .mode_pricing = (int)priced->mode,
        .quantity = priced->quantity,
        .quantity_included = priced->included,
        .steps = explain_rows(ctx, priced),
        .amount_steps = price_of(priced->steps, priced->mode, priced->included, priced->quantity),
        .amount_min = priced->amount_min,
        .amount_max = priced->amount_max,
        .amount = priced_amount(priced),
    };
}

static struct list explain_prices(struct ctx *ctx, const struct formula *formula)
{
    struct list prices = {NULL, formula->price_count};

    if (prices.count)
        prices.items = ARENA_ARRAY(ctx->arena, struct explained_price, prices.count);
    for (size_t i = 0; i < prices.count; i++)
        *LIST_AT(prices, struct explained_price, i) = explain_price(ctx, &formula->prices[i]);
    return prices;
}

static int64_t unless_zero(int64_t amount)
{
    return amount ? amount : NONE;
}

static bool is_partial(const struct part *part)
{
    return part->units != part->of_units;
}

static struct explanation explain(struct ctx *ctx, const struct formula *formula, int64_t amount)
{
    const struct part *part = &formula->part;
    bool is_discount = formula->type == FORMULA_DISCOUNT;
    bool has_part = is_partial(part) && formula->type_off != OFF_PER_TEN_THOUSAND;
    int unit = part->unit ? (int)part->unit : PRORATION_HOUR;
    int rounding = part->rounding ? (int)part->rounding : ROUNDING_TRUNCATED;

    return (struct explanation){
        .formula = (int)formula->type,
        .prices = explain_prices(ctx, formula),
        .amount_whole = is_discount ? NONE : formula_whole(formula),
        .units = has_part ? part->units : NONE,
        .of_units = has_part ? part->of_units : NONE,
        .unit = has_part ? unit : PRORATION_NONE,
        .rounding = has_part ? rounding : ROUNDING_NONE,
        .amount_accrued = unless_zero(formula->amount_accrued),
        .amount_before = unless_zero(formula->amount_before),
        .type_off = (int)formula->type_off,
        .value_off = is_discount ? formula->value_off : NONE,
        .amount_fee = is_discount ? formula->amount_fee : NONE,
        .amount_used = NONE,
        .amount = amount,
    };
}

/* A fee that is all there is to it. */
static bool is_plain(const struct formula *formula)
{
    return formula->type == FORMULA_FEE && !is_partial(&formula->part) &&
           !formula->amount_accrued && !formula->amount_before;
}

const char *explanation_write(struct ctx *ctx, const struct charge *charge)
{
    struct text json = {.arena = ctx->arena};
    struct explanation explanation;

    if (is_plain(&charge->formula))
        return NULL;
    explanation = explain(ctx, &charge->formula, charge->amount);
    json_write(&json, explanation_fields, &explanation);
    return text_done(&json);
}

/* from a line -------------------------------------------------------------------------------------
 */

static enum type_formula formula_of_line(const struct balance_line *line)
{
    if (line->state_move == MOVE_CREDITED)
        return FORMULA_CORRECTION;
    if (line->id_credit != NONE)
        return FORMULA_CREDIT;
    if (line->type_line == LINE_BILLING_REPORT || line->type_line == LINE_BILLING_NO_REPAYMENT ||
        line->type_line == LINE_REFUND_PARTIAL)
        return FORMULA_CREDIT;
    return line->type_line >= LINE_MANUAL && line->type_line <= LINE_CREDIT_PROMOTION
               ? FORMULA_MANUAL
               : FORMULA_FEE;
}

/* As versions before 0.4 kept it: the unit is in the names. */
struct prorated {
    int64_t amount, hours, of_hours, days, of_days, seconds, of_seconds;
    const char *rounding;
};

static const struct field prorated_fields[] = {
    FIELD(prorated, amount),     FIELD(prorated, hours),    FIELD(prorated, of_hours),
    FIELD(prorated, days),       FIELD(prorated, of_days),  FIELD(prorated, seconds),
    FIELD(prorated, of_seconds), FIELD(prorated, rounding), FIELDS_END,
};

static enum err read_prorated(struct ctx *ctx, const struct json *json, struct explanation *out)
{
    struct prorated prorated;

    TRY(json_read(ctx, json, prorated_fields, &prorated));
    out->amount_whole = prorated.amount;
    out->unit = prorated.hours != NONE  ? PRORATION_HOUR
                : prorated.days != NONE ? PRORATION_DAY
                                        : PRORATION_SECOND;
    out->units = prorated.hours != NONE  ? prorated.hours
                 : prorated.days != NONE ? prorated.days
                                         : prorated.seconds;
    out->of_units = prorated.of_hours != NONE  ? prorated.of_hours
                    : prorated.of_days != NONE ? prorated.of_days
                                               : prorated.of_seconds;
    out->rounding = text_equal(prorated.rounding, "HalfUp") ? ROUNDING_HALF_UP : ROUNDING_TRUNCATED;
    return OK;
}

/* What is left of a credit is less than what its formula makes. */
static void note_used(struct explanation *explanation, int64_t amount)
{
    if (explanation->amount == amount)
        return;
    explanation->amount_used = explanation->amount - amount;
    explanation->amount = amount;
}

static enum err read_kept(struct ctx *ctx, const struct balance_line *line, struct explanation *out)
{
    const struct json *json;

    TRY(json_parse(ctx, line->explanation, strlen(line->explanation), &json));
    if (!json_member(json, "Formula"))
        return read_prorated(ctx, json, out);
    TRY(json_read(ctx, json, explanation_fields, out));
    note_used(out, line->amount_subtotal);
    return OK;
}

enum err explanation_read(struct ctx *ctx, const struct balance_line *line, struct explanation *out)
{
    fields_clear(explanation_fields, out);
    if (line->explanation)
        TRY(read_kept(ctx, line, out));
    if (out->formula)
        return OK;
    out->formula = (int)formula_of_line(line);
    out->amount = line->amount_subtotal;
    if (out->formula == FORMULA_FEE && out->amount_whole == NONE)
        out->amount_whole = line->amount_subtotal;
    return OK;
}

/* for whoever asks --------------------------------------------------------------------------------
 */

const struct field explained_line_fields[] = {
    FIELD(explained_line, id),
    FIELD(explained_line, position),
    FIELD(explained_line, label_localized),
    FIELD_CHOICE_OF(explained_line, type_line, type_line_names),
    FIELD(explained_line, currency),
    FIELD(explained_line, amount_subtotal),
    FIELD_RECORD_OF(explained_line, explanation, explanation_fields),
    FIELD(explained_line, sentence_localized),
    FIELDS_END,
};

enum err explained_line_of(struct ctx *ctx, const char *language, const char *currency,
                           const struct balance_line *line, struct explained_line *out)
{
    *out = (struct explained_line){
        .id = line->id,
        .position = line->position,
        .label_localized = line->label,
        .type_line = line->type_line,
        .currency = currency,
        .amount_subtotal = line->amount_subtotal,
    };
    TRY(explanation_read(ctx, line, &out->explanation));
    out->sentence_localized = explanation_in_words(ctx, language, currency, &out->explanation);
    return OK;
}

struct found_line {
    struct balance_line line;
    const char *currency, *language;
};

#define OF_LINE(member)                                                                            \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct balance_line *)0)->member),                   \
        .offset = offsetof(struct found_line, line.member)                                         \
    }
#define OF_LINE_AS(member, kind_of_it, ...)                                                        \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it), .offset = offsetof(struct found_line, line.member), \
        __VA_ARGS__                                                                                \
    }

static const struct field found_line_fields[] = {
    OF_LINE(id),
    OF_LINE(position),
    OF_LINE(label),
    OF_LINE_AS(type_line, FIELD_CHOICE, .choices = type_line_names),
    OF_LINE_AS(state_move, FIELD_CHOICE, .choices = state_move_names),
    OF_LINE(amount_subtotal),
    OF_LINE(id_credit),
    OF_LINE_AS(explanation, FIELD_JSON, ),
    FIELD(found_line, currency),
    FIELD(found_line, language),
    FIELDS_END,
};

enum err explained_line_get(struct ctx *ctx, int64_t id, const char *language,
                            struct explained_line *out)
{
    struct found_line found;

    TRY(db_get(ctx, &sql_balance_line_explained, ARGS(ARG(id)), found_line_fields, &found));
    return explained_line_of(ctx, language ? language : found.language, found.currency, &found.line,
                             out);
}
