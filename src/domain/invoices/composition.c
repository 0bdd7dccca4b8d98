#include "domain/invoices/composition.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/balance/explanation.h"
#include "domain/check.h"
#include "domain/invoices/invoice_tax.h"
#include "domain/wording.h"
#include "rules/composition.h"
#include "rules/tax.h"

enum { LINES_MAX = 500, DESCRIPTION_MAX = 2000, ORDER_MAX = 100, LIMIT_DAYS_MAX = 365 };
enum { RATE_UNIT = 10000 };

const struct field composed_line_fields[] = {
    FIELD(composed_line, label),
    FIELD_LIMITED(composed_line, description, DESCRIPTION_MAX),
    FIELD(composed_line, quantity),
    FIELD(composed_line, amount_unit),
    FIELD(composed_line, amount_unit_exact),
    FIELD_CHOICE_OF(composed_line, type_off, type_off_names),
    FIELD(composed_line, value_off),
    FIELD(composed_line, key_charge),
    FIELD(composed_line, date_period_start),
    FIELD(composed_line, date_period_end),
    FIELDS_END,
};

const struct field composition_fields[] = {
    FIELD_LIST_OF(composition, lines, composed_line_fields, composed_line),
    FIELD_CHOICE_OF(composition, type_off, type_off_names),
    FIELD(composition, value_off),
    FIELD_CHOICE_OF(composition, type_deposit, type_off_names),
    FIELD(composition, value_deposit),
    FIELD_LIMITED(composition, reference_order, ORDER_MAX),
    FIELD(composition, payment_limit_days),
    FIELD(composition, payment_limit_day),
    FIELDS_END,
};

/* amounts -----------------------------------------------------------------------------------------
 */

static bool has_same_key(const struct composed_line *a, const struct composed_line *b)
{
    return text_equal(a->key_charge, b->key_charge);
}

/* The number of the first line of the same KeyCharge: that is how they are taxed. */
static size_t group_of(const struct list *lines, size_t index)
{
    const struct composed_line *line = LIST_AT(*lines, struct composed_line, index);
    size_t first = 0;

    while (!has_same_key(LIST_AT(*lines, struct composed_line, first), line))
        first++;
    return first;
}

static struct quantity quantity_of(const struct composed_line *line)
{
    return line->quantity.micros == NONE ? (struct quantity){MICROS_PER_UNIT} : line->quantity;
}

static struct typed_line typed(const struct list *lines, size_t index)
{
    const struct composed_line *line = LIST_AT(*lines, struct composed_line, index);

    return (struct typed_line){
        .quantity = quantity_of(line),
        .amount_unit = line->amount_unit,
        .amount_unit_exact = line->amount_unit_exact,
        .type_off = (enum type_off)line->type_off,
        .value_off = line->value_off,
        .group = group_of(lines, index),
    };
}

/* checking ----------------------------------------------------------------------------------------
 */

static void check_off(struct ctx *ctx, const char *type_name, const char *value_name, int type,
                      int64_t value)
{
    if (!type && value != NONE && value != 0)
        complain(ctx, NULL, type_name, "%s: is missing beside %s.", type_name, value_name);
    if (type && value == NONE)
        complain(ctx, NULL, value_name, "%s: is missing beside %s.", value_name, type_name);
    else if (type)
        check_range(ctx, value_name, value, 0, type == OFF_FLAT ? AMOUNT_MAX : RATE_UNIT);
}

static void check_price(struct ctx *ctx, const struct composed_line *line)
{
    bool has_amount = line->amount_unit != NONE, has_exact = line->amount_unit_exact.micros != NONE;

    if (!has_amount && !has_exact)
        complain(ctx, NULL, "AmountUnit",
                 "AmountUnit: is missing; AmountUnitExact has decimals of a minor unit.");
    if (has_amount && has_exact)
        complain(ctx, NULL, "AmountUnitExact", "AmountUnit and AmountUnitExact: give only one.");
    if (has_amount && (line->amount_unit < 0 || line->amount_unit > AMOUNT_MAX))
        complain(ctx, NULL, "AmountUnit",
                 "AmountUnit: must not be negative; what is taken off is a discount, TypeOff and "
                 "ValueOff.");
    if (has_exact && line->amount_unit_exact.micros < 0)
        complain(ctx, NULL, "AmountUnitExact", "AmountUnitExact: must not be negative.");
}

static void check_period(struct ctx *ctx, const struct composed_line *line)
{
    bool has_start = instant_is_set(line->date_period_start);

    if (has_start != instant_is_set(line->date_period_end))
        complain(ctx, NULL, "DatePeriodEnd", "DatePeriodStart and DatePeriodEnd go together.");
    else if (has_start && line->date_period_end.micros <= line->date_period_start.micros)
        complain(ctx, NULL, "DatePeriodEnd", "DatePeriodEnd: is not after DatePeriodStart.");
}

static void check_line(struct ctx *ctx, const struct composed_line *line)
{
    if (text_is_blank(line->label))
        complain(ctx, NULL, "Label", "Label: is missing.");
    if (quantity_of(line).micros <= 0)
        complain(ctx, NULL, "Quantity",
                 "Quantity: must be above 0; what is taken off is a discount, TypeOff and "
                 "ValueOff.");
    check_price(ctx, line);
    check_off(ctx, "TypeOff", "ValueOff", line->type_off, line->value_off);
    check_period(ctx, line);
}

/* Does a merchant who taxes by place know what it is? Elsewhere it is a word for his books. */
static bool is_known(const struct list *key_charges, const char *key_charge)
{
    for (size_t i = 0; i < key_charges->count; i++)
        if (text_equal(LIST_AT(*key_charges, struct key_charge, i)->key_charge, key_charge))
            return true;
    return !key_charge;
}

/* What all checks need. */
struct checking {
    struct settings settings;
    int64_t id_segment;
    bool is_by_place, needs_line;
    struct list key_charges;
};

static enum err begin_checking(struct ctx *ctx, int64_t id_segment, struct checking *out)
{
    out->id_segment = id_segment;
    TRY(settings_load(ctx, &out->settings));
    out->is_by_place = tax_is_by_place(&out->settings, id_segment);
    return out->is_by_place ? key_charge_list(ctx, &out->key_charges) : OK;
}

static void check_key(struct ctx *ctx, const struct checking *checking,
                      const struct composed_line *line)
{
    if (checking->is_by_place && !is_known(&checking->key_charges, line->key_charge))
        complain(ctx, NULL, "KeyCharge",
                 "KeyCharge: \"%.60s\" is none of yours; say how it is taxed first "
                 "(POST /Organization/KeyCharges).",
                 line->key_charge);
}

static void check_lines(struct ctx *ctx, const struct checking *checking, const struct list *lines)
{
    if (checking->needs_line && !lines->count)
        complain(ctx, NULL, "Lines", "Lines: at least one is needed.");
    if (lines->count > LINES_MAX)
        complain(ctx, NULL, "Lines", "Lines: more than %d.", LINES_MAX);
    for (size_t i = 0; i < lines->count && lines->count <= LINES_MAX; i++) {
        const struct composed_line *line = LIST_AT(*lines, struct composed_line, i);

        ctx->place = arena_printf(ctx->arena, "Composition.Lines[%zu].", i);
        check_line(ctx, line);
        check_key(ctx, checking, line);
    }
    ctx->place = "Composition.";
}

/* How large it may be is the merchant's to say for what is written by hand, and ours. */
static enum err check_amounts(struct ctx *ctx, const struct checking *checking,
                              const struct list *lines)
{
    int64_t sum = 0, amount = 0;

    for (size_t i = 0; i < lines->count; i++) {
        struct typed_line line = typed(lines, i);

        ctx->place = arena_printf(ctx->arena, "Composition.Lines[%zu].", i);
        if (!typed_line_amount(&line, &amount))
            return fail(ctx, ERR_INVALID, "Error.Api.Validation", "AmountUnit",
                        "AmountUnit: the line would come to more than an amount may be.");
        TRY(balance_check_line_limit(ctx, &checking->settings, amount, checking->id_segment));
        sum += amount;
        ctx->place = "Composition.";
        if (sum > AMOUNT_MAX)
            return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Lines",
                        "Lines: they would come to more than an amount may be.");
    }
    return balance_check_day_limit(ctx, &checking->settings, sum, checking->id_segment);
}

static enum err check_all(struct ctx *ctx, const struct composition *composition,
                          const struct customer *customer, bool needs_line)
{
    struct checking checking = {.needs_line = needs_line};

    TRY(begin_checking(ctx, customer->id_segment, &checking));
    check_lines(ctx, &checking, &composition->lines);
    check_off(ctx, "TypeOff", "ValueOff", composition->type_off, composition->value_off);
    check_off(ctx, "TypeDeposit", "ValueDeposit", composition->type_deposit,
              composition->value_deposit);
    check_range(ctx, "PaymentLimitDays", composition->payment_limit_days, 0, LIMIT_DAYS_MAX);
    check_range(ctx, "PaymentLimitDay", composition->payment_limit_day, 1, 31);
    TRY(complaints(ctx));
    return check_amounts(ctx, &checking, &composition->lines);
}

enum err composition_check(struct ctx *ctx, const struct composition *composition,
                           const struct customer *customer, bool needs_line)
{
    const char *place = ctx->place;
    enum err err;

    ctx->place = "Composition.";
    err = check_all(ctx, composition, customer, needs_line);
    ctx->place = place;
    return err;
}

/* keeping -----------------------------------------------------------------------------------------
 */

static void remove_nothing(int *type, int64_t *value)
{
    if (*value)
        return;
    *type = OFF_NONE;
    *value = NONE;
}

void composition_change(struct composition *composition, const struct composition *change)
{
    if (change->payment_limit_days != NONE || change->payment_limit_day != NONE)
        composition->payment_limit_days = composition->payment_limit_day = NONE;
    fields_merge(composition_fields, composition, change);
    if (text_is_blank(composition->reference_order))
        composition->reference_order = NULL;
    remove_nothing(&composition->type_off, &composition->value_off);
    remove_nothing(&composition->type_deposit, &composition->value_deposit);
}

const char *composition_write(struct ctx *ctx, const struct composition *composition)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, composition_fields, composition);
    return text_done(&json);
}

bool composition_is_empty(struct ctx *ctx, const struct composition *composition)
{
    return strcmp(composition_write(ctx, composition), "{}") == 0;
}

enum err composition_read(struct ctx *ctx, const char *json, struct composition *out)
{
    const struct json *root;

    fields_clear(composition_fields, out);
    if (!json)
        return OK;
    TRY(json_parse(ctx, json, strlen(json), &root));
    return json_read(ctx, root, composition_fields, out);
}

/* lines -------------------------------------------------------------------------------------------
 */

static const char *label_of(struct ctx *ctx, const struct composed_for *to,
                            const struct composition *composition,
                            const struct composed_charge *charge, const struct composed_line *line)
{
    if (charge->part == COMPOSED_LINE)
        return text_is_blank(line->description)
                   ? line->label
                   : arena_printf(ctx->arena, "%s\n%s", line->label, line->description);
    if (charge->part == COMPOSED_LINE_DISCOUNT)
        return label_of_discount(ctx, to->language, line->type_off, line->value_off, false);
    return label_of_discount(ctx, to->language, composition->type_off, composition->value_off,
                             true);
}

/* What a share of an amount off the whole is made of is told by no formula. */
static const char *explain(struct ctx *ctx, const struct composed_charge *charge)
{
    const struct charge formula = {.amount = charge->amount, .formula = composed_formula(charge)};

    return charge->formula.type ? explanation_write(ctx, &formula) : NULL;
}

static struct balance_line line_of(struct ctx *ctx, const struct composed_for *to,
                                   const struct composition *composition,
                                   const struct composed_charge *charge)
{
    const struct composed_line *line =
        LIST_AT(composition->lines, struct composed_line, charge->line);
    bool is_line = charge->part == COMPOSED_LINE, is_whole = charge->part == COMPOSED_DISCOUNT;
    bool has_period = !is_whole && instant_is_set(line->date_period_start);
    struct quantity quantity = is_line ? quantity_of(line) : (struct quantity){NONE};

    return (struct balance_line){
        .id = NONE,
        .id_customer = to->id_customer,
        .id_subscription = NONE,
        .id_feature = NONE,
        .type_line = is_line ? LINE_MANUAL : LINE_MANUAL_DISCOUNT,
        .key_charge = line->key_charge,
        .label = label_of(ctx, to, composition, charge, line),
        .quantity_reported = quantity,
        .quantity_billed = quantity,
        .amount_subtotal = charge->amount,
        .amount_total = charge->amount + tax_of_line(charge->amount, to->rate_tax),
        .rate_tax = to->rate_tax,
        .date_move = has_period ? (struct instant){0} : ctx->now,
        .date_period_start = has_period ? line->date_period_start : (struct instant){0},
        .date_period_end = has_period ? line->date_period_end : (struct instant){0},
        .billable_at = ctx->now,
        .state_move = MOVE_BILLED,
        .explanation = explain(ctx, charge),
        .id_invoice = NONE,
        .position = NONE,
        .id_draft = NONE,
        .id_credit = NONE,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
    };
}

struct list composition_lines(struct ctx *ctx, const struct composition *composition,
                              const struct composed_for *to)
{
    size_t count = composition->lines.count;
    struct typed_line *lines = ARENA_ARRAY(ctx->arena, struct typed_line, count + 1);
    struct composed_charge *charges =
        ARENA_ARRAY(ctx->arena, struct composed_charge, COMPOSED_CHARGES(count) + 1);
    struct list out = {ARENA_ARRAY(ctx->arena, struct balance_line, COMPOSED_CHARGES(count) + 1),
                       0};

    for (size_t i = 0; i < count; i++)
        lines[i] = typed(&composition->lines, i);
    out.count = composition_charges(lines, count, (enum type_off)composition->type_off,
                                    composition->value_off, charges);
    for (size_t i = 0; i < out.count; i++)
        *LIST_AT(out, struct balance_line, i) = line_of(ctx, to, composition, &charges[i]);
    return out;
}

bool line_is_composed(const struct balance_line *line)
{
    return line->state_move == MOVE_BILLED && line->id_credit == NONE;
}

enum err composition_work_out(struct ctx *ctx, const struct composition *composition,
                              const struct customer *customer, struct worked_out *out)
{
    struct debtor debtor = {.id = customer->id, .language = customer->language};
    struct composed_for to = {customer->id, customer->language, customer->currency, 0};
    struct draft draft = {.debtor = &debtor};
    struct tax_terms terms;
    struct settings settings;
    struct segment segment;

    TRY(settings_load(ctx, &settings));
    TRY(segment_get(ctx, customer->id_segment, &segment));
    TRY(tax_terms_load(ctx, &settings, &terms));
    TRY(tax_buyer_get(ctx, customer->id, &debtor.buyer));
    to.rate_tax = segment.rate_tax;
    draft.segment = &segment;
    draft.lines = composition_lines(ctx, composition, &to);
    TRY(draft_tax(ctx, &terms, &draft));
    draft_add_up(ctx, &draft);
    *out = (struct worked_out){
        .lines = draft.lines,
        .taxes = draft.taxes,
        .amount_subtotal = draft.invoice.amount_subtotal,
        .amount_total = draft.invoice.amount_total,
        .amount_deposit =
            composition_deposit((enum type_off)composition->type_deposit,
                                composition->value_deposit, draft.invoice.amount_total),
    };
    return OK;
}
