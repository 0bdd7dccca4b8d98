#include "domain/balance/balance.h"

#include <inttypes.h>

#include "base/json.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/balance/explanation.h"
#include "domain/check.h"
#include "domain/customers/customer_capping.h"
#include "domain/wording.h"
#include "platform/db/db.h"
#include "rules/tax.h"
#include "sql.h"

const char *const state_move_names[] = {
    NULL, "Due", "Adjustment", "Billed", "Credited", "Unpaid", "Cancelled", "Deleted", NULL,
};

const struct field balance_line_fields[] = {
    FIELD(balance_line, id),
    FIELD(balance_line, id_customer),
    FIELD(balance_line, id_subscription),
    FIELD(balance_line, id_feature),
    FIELD_CHOICE_OF(balance_line, type_line, type_line_names),
    FIELD(balance_line, key_charge),
    FIELD(balance_line, label),
    FIELD(balance_line, quantity_reported),
    FIELD(balance_line, quantity_billed),
    FIELD(balance_line, amount_subtotal),
    FIELD(balance_line, amount_total),
    FIELD(balance_line, rate_tax),
    FIELD(balance_line, category_tax),
    FIELD(balance_line, country_tax),
    FIELD(balance_line, date_move),
    FIELD(balance_line, date_period_start),
    FIELD(balance_line, date_period_end),
    FIELD(balance_line, billable_at),
    FIELD_CHOICE_OF(balance_line, state_move, state_move_names),
    FIELD(balance_line, charge_key),
    FIELD_JSON_OF(balance_line, explanation),
    FIELD(balance_line, id_invoice),
    FIELD(balance_line, position),
    FIELD(balance_line, id_draft),
    FIELD(balance_line, date_expiry),
    FIELD(balance_line, id_credit),
    FIELD(balance_line, date_creation),
    FIELD(balance_line, id_user_creation),
    FIELDS_END,
};

const struct field manual_line_fields[] = {
    FIELD(manual_line, reference_customer),
    FIELD(manual_line, amount),
    FIELD(manual_line, label),
    FIELD(manual_line, key_charge),
    FIELD(manual_line, quantity),
    FIELD_CHOICE_OF(manual_line, type_line, type_line_names),
    FIELD(manual_line, id_subscription),
    FIELD(manual_line, date),
    FIELD(manual_line, date_period_start),
    FIELD(manual_line, date_period_end),
    FIELD_FLAG_OF(manual_line, ensure_billable),
    FIELD(manual_line, date_expiry),
    FIELDS_END,
};

static bool is_discount(const struct charge *charge)
{
    return charge->type >= LINE_DISCOUNT_RECURRENCE_FLAT &&
           charge->type <= LINE_DISCOUNT_FEATURE_PERCENT;
}

static bool is_up_front(const struct charge *charge)
{
    return charge->type == LINE_UP_FRONT || charge->type == LINE_DISCOUNT_UP_FRONT_FLAT ||
           charge->type == LINE_DISCOUNT_UP_FRONT_PERCENT;
}

/* What a charge is for, once and for all; a change of usage or price may recur and has none, and so
 * may what is consumed of a period that was rated. What is charged of a consumption before its
 * period is over is told apart by how often that was done before. */
static const char *charge_key(struct ctx *ctx, const struct billed_to *to,
                              const struct charge *charge)
{
    const char *fee = is_up_front(charge)                ? "upfront"
                      : charge->type == LINE_TERMINATION ? "termination"
                      : charge->type == LINE_MINIMUM     ? "minimum"
                                                         : "flat";

    if (charge->is_difference || charge->is_change ||
        (charge->type == LINE_FEATURE_PRORATA && !charge->is_refund))
        return NULL;
    if (charge->id_feature)
        fee = arena_printf(ctx->arena, "f%" PRId64, charge->id_feature);
    if (charge->is_early)
        fee = arena_printf(ctx->arena, "%s:%" PRId64, fee, charge->count_before + 1);
    return arena_printf(ctx->arena, "%" PRId64 ":%" PRId64 ":%s%s%s", to->id_subscription,
                        to->period_no, charge->is_refund ? "refund:" : "",
                        is_discount(charge) ? "discount:" : "", fee);
}

static const char *label_of(struct ctx *ctx, const struct billed_to *to,
                            const struct charge *charge)
{
    const char *title = charge->id_feature ? to->title_of(to->titles, charge->id_feature) : NULL;

    if (charge->label)
        return charge->label;
    if (charge->is_difference)
        return label_of_later_usage(ctx, to->language, title);
    return label_of_line(ctx, to->language, charge->type, charge->is_refund, title);
}

static struct balance_line line_of_charge(struct ctx *ctx, const struct billed_to *to,
                                          const struct charge *charge)
{
    bool is_moment = charge->period.start.micros == charge->period.end.micros;

    return (struct balance_line){
        .id_customer = to->id_customer,
        .id_subscription = to->id_subscription,
        .id_feature = charge->id_feature ? charge->id_feature : NONE,
        .type_line = (int)charge->type,
        .label = label_of(ctx, to, charge),
        .quantity_reported = charge->reported,
        .quantity_billed = charge->billed,
        .amount_subtotal = charge->amount,
        .amount_total = charge->amount + tax_of_line(charge->amount, to->rate_tax),
        .rate_tax = to->rate_tax,
        .date_move = is_moment ? charge->period.start : (struct instant){0},
        .date_period_start = is_moment ? (struct instant){0} : charge->period.start,
        .date_period_end = is_moment ? (struct instant){0} : charge->period.end,
        .billable_at = ctx->now,
        .state_move = MOVE_DUE,
        .charge_key = charge_key(ctx, to, charge),
        .explanation = explanation_write(ctx, charge),
        .id_invoice = NONE,
        .position = NONE,
        .id_draft = NONE,
        .id_credit = NONE,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
    };
}

struct list balance_lines_of(struct ctx *ctx, const struct billed_to *to,
                             const struct charge *charges, size_t count)
{
    struct list lines = {ARENA_ARRAY(ctx->arena, struct balance_line, count + 1), count};

    for (size_t i = 0; i < count; i++)
        *LIST_AT(lines, struct balance_line, i) = line_of_charge(ctx, to, &charges[i]);
    return lines;
}

enum err balance_add_charges(struct ctx *ctx, const struct billed_to *to,
                             const struct charge *charges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct balance_line line = line_of_charge(ctx, to, &charges[i]);

        line.id = db_new_id(ctx, ID_ROW);
        TRY(db_save(ctx, &sql_balance_line_add, balance_line_fields, &line));
    }
    return OK;
}

/* manual lines ------------------------------------------------------------------------------------
 */

static bool is_manual(int type_line)
{
    return type_line >= LINE_MANUAL && type_line <= LINE_CREDIT_PROMOTION;
}

static void check_manual(struct ctx *ctx, const struct manual_line *input)
{
    if (input->amount == NONE)
        complain(ctx, NULL, "Amount", "Amount: is missing.");
    if (input->type_line && !is_manual(input->type_line))
        complain(ctx, NULL, "TypeLine", "TypeLine: %s is written by the program only.",
                 type_line_names[input->type_line]);
    if (instant_is_set(input->date_expiry) && input->amount >= 0)
        complain(ctx, NULL, "DateExpiry", "DateExpiry: goes with a credit alone.");
    if (instant_is_set(input->date_expiry) && input->date_expiry.micros <= ctx->now.micros)
        complain(ctx, NULL, "DateExpiry", "DateExpiry: is not in the future.");
    if (instant_is_set(input->date_period_start) != instant_is_set(input->date_period_end))
        complain(ctx, NULL, "DatePeriodEnd", "DatePeriodStart and DatePeriodEnd go together.");
    else if (instant_is_set(input->date_period_start) &&
             input->date_period_end.micros <= input->date_period_start.micros)
        complain(ctx, NULL, "DatePeriodEnd", "DatePeriodEnd: is not after DatePeriodStart.");
}

static int64_t magnitude(int64_t amount)
{
    return amount < 0 ? -amount : amount;
}

enum err balance_check_line_limit(struct ctx *ctx, const struct settings *settings, int64_t amount,
                                  int64_t id_segment)
{
    int64_t most = setting_number(settings, SETTING_MANUAL_LINE_AMOUNT_MAX, id_segment);

    if (magnitude(amount) <= most)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.BalanceLine.LimitReached", "Amount",
                "Amount: a manual line may be %" PRId64 " at most (setting %s).", most,
                setting_descriptions[SETTING_MANUAL_LINE_AMOUNT_MAX].key);
}

enum err balance_check_day_limit(struct ctx *ctx, const struct settings *settings, int64_t amount,
                                 int64_t id_segment)
{
    int64_t most = setting_number(settings, SETTING_MANUAL_LINES_PER_DAY_AMOUNT_MAX, id_segment);
    struct instant since = instant_plus(ctx->now, -DAYS(1));
    int64_t already;

    if (most == AMOUNT_MAX)
        return OK;
    TRY(db_number(ctx, &sql_balance_manual_sum, ARGS(ARG(since)), &already));
    if (already + magnitude(amount) <= most)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.BalanceLine.LimitReached", "Amount",
                "Amount: the manual lines of 24 hours may add up to %" PRId64
                " at most (setting %s); %" PRId64 " are used.",
                most, setting_descriptions[SETTING_MANUAL_LINES_PER_DAY_AMOUNT_MAX].key, already);
}

/* The line may name a subscription that the customer holds or pays for. */
static enum err check_subscription(struct ctx *ctx, int64_t id, int64_t id_customer)
{
    int64_t found;
    enum err err;

    if (id == NONE)
        return OK;
    err = db_number(ctx, &sql_balance_subscription_of, ARGS(ARG(id), ARG(id_customer)), &found);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "IdSubscription",
                    "IdSubscription: the customer has no such subscription.");
    return err;
}

/* A line without a date counts now; the start of a period is its date. */
static struct instant moment_of(const struct ctx *ctx, const struct manual_line *input)
{
    if (instant_is_set(input->date))
        return input->date;
    return instant_is_set(input->date_period_start) ? input->date_period_start : ctx->now;
}

static enum err audit_line(struct ctx *ctx, const struct balance_line *line)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, balance_line_fields, line);
    return audit_record(ctx, "BalanceLine.Add", "balance_lines", line->id, NULL, text_done(&json));
}

/* Complains, and works the line out, but for its id. */
static enum err line_of_manual(struct ctx *ctx, const struct manual_line *input,
                               const struct customer *customer, struct balance_line *out)
{
    bool is_period = instant_is_set(input->date_period_start);
    struct instant moment = moment_of(ctx, input);
    struct settings settings;
    struct segment segment;

    TRY(settings_load(ctx, &settings));
    if (input->ensure_billable == 1)
        TRY(customer_check_billable(ctx, &settings, customer));
    TRY(check_subscription(ctx, input->id_subscription, customer->id));
    TRY(segment_get(ctx, customer->id_segment, &segment));
    TRY(balance_check_line_limit(ctx, &settings, input->amount, segment.id));
    TRY(balance_check_day_limit(ctx, &settings, input->amount, segment.id));
    *out = (struct balance_line){
        .id_customer = customer->id,
        .id_subscription = input->id_subscription,
        .id_feature = NONE,
        .type_line = input->type_line ? input->type_line : LINE_MANUAL,
        .key_charge = input->key_charge,
        .label = input->label ? input->label
                              : label_of_line(ctx, customer->language, LINE_MANUAL, false, NULL),
        .quantity_reported = input->quantity,
        .quantity_billed = input->quantity,
        .amount_subtotal = input->amount,
        .amount_total = input->amount + tax_of_line(input->amount, segment.rate_tax),
        .rate_tax = segment.rate_tax,
        .date_move = is_period ? (struct instant){0} : moment,
        .date_period_start = input->date_period_start,
        .date_period_end = input->date_period_end,
        .date_expiry = input->date_expiry,
        .billable_at = instant_later(moment, ctx->now),
        .state_move = MOVE_DUE,
        .id_invoice = NONE,
        .position = NONE,
        .id_draft = NONE,
        .id_credit = NONE,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
    };
    return OK;
}

enum err balance_quote_manual(struct ctx *ctx, const struct manual_line *input,
                              const struct customer *customer, struct balance_line *out)
{
    check_manual(ctx, input);
    TRY(complaints(ctx));
    return line_of_manual(ctx, input, customer, out);
}

enum err balance_add_manual(struct ctx *ctx, const struct manual_line *input,
                            struct customer *customer, struct balance_line *out)
{
    struct instant moment = moment_of(ctx, input);

    check_manual(ctx, input);
    TRY(complaints(ctx));
    TRY(customer_lock(ctx, customer->id, customer));
    TRY(line_of_manual(ctx, input, customer, out));
    out->id = db_new_id(ctx, ID_ROW);
    TRY(db_save(ctx, &sql_balance_line_add, balance_line_fields, out));
    TRY(audit_line(ctx, out));
    return customer_draw_billing(ctx, customer->id,
                                 instant_plus(instant_later(moment, ctx->now), BILLING_DELAY));
}

enum err balance_add_lines(struct ctx *ctx, const struct list *lines)
{
    return db_save_list(ctx, &sql_balance_line_add, balance_line_fields,
                        sizeof(struct balance_line), lines);
}

/* credits of payments -----------------------------------------------------------------------------
 */

enum err balance_add_credit(struct ctx *ctx, const struct customer *customer, int64_t amount,
                            struct instant date, const char *charge_key, int64_t *id)
{
    const struct balance_line line = {
        .id = db_new_id(ctx, ID_ROW),
        .id_customer = customer->id,
        .id_subscription = NONE,
        .id_feature = NONE,
        .type_line = LINE_BILLING_REPORT,
        .label = label_of_line(ctx, customer->language, LINE_BILLING_REPORT, false, NULL),
        .quantity_reported = {NONE},
        .quantity_billed = {NONE},
        .amount_subtotal = -amount,
        .amount_total = -amount,
        .date_move = date,
        .billable_at = ctx->now,
        .state_move = MOVE_DUE,
        .charge_key = charge_key,
        .id_invoice = NONE,
        .position = NONE,
        .id_draft = NONE,
        .id_credit = NONE,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
    };

    if (id)
        *id = line.id;
    return db_save(ctx, &sql_balance_line_add, balance_line_fields, &line);
}

enum err balance_lapse(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                       int64_t *count)
{
    return db_change(ctx, &sql_balance_lapse, ARGS(ARG(at), ARG(first), ARG(last)), count);
}

/* what is open ------------------------------------------------------------------------------------
 */

static const struct field open_line_fields[] = {
    FIELD(open_line, id_customer),
    FIELD(open_line, id_segment),
    FIELD(open_line, id_subscription),
    FIELD(open_line, id_feature),
    FIELD(open_line, reference_customer),
    FIELD(open_line, reference_segment),
    FIELD(open_line, reference_feature),
    FIELD(open_line, label_localized),
    FIELD(open_line, key_charge),
    FIELD(open_line, amount_subtotal),
    FIELD(open_line, amount_total),
    FIELD(open_line, currency),
    FIELD(open_line, date_move),
    FIELD(open_line, date_period_start),
    FIELD(open_line, date_period_end),
    FIELD_CHOICE_OF(open_line, state_move, state_move_names),
    FIELD_CHOICE_OF(open_line, type_line, type_line_names),
    FIELD(open_line, quantity_reported),
    FIELD(open_line, quantity_billed),
    FIELD(open_line, language),
    FIELDS_END,
};

const struct field open_sums_fields[] = {
    FIELD(open_sums, count),
    FIELD(open_sums, amount_subtotal),
    FIELD(open_sums, amount_total),
    FIELDS_END,
};

enum err balance_list(struct ctx *ctx, const struct open_filter *filter, const struct page *page,
                      struct list *out, struct open_sums *sums)
{
    bool is_one = filter->id_customer != NONE;
    struct args args =
        ARGS(ARG_AS(id, filter->id), ARG_AS(first, is_one ? filter->id_customer : INT64_C(0)),
             ARG_AS(last, is_one ? filter->id_customer : INT64_MAX),
             ARG_AS(id_subscription, filter->id_subscription),
             ARG_AS(reference_feature, filter->reference_feature),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_get(ctx, &sql_balance_open_sums, args, open_sums_fields, sums));
    if (!page_has_items(page, sums->count))
        return OK;
    return db_list(ctx, &sql_balance_open, args, open_line_fields, sizeof(struct open_line), out);
}

enum err balance_due_lines(struct ctx *ctx, int64_t id_customer, struct instant until,
                           struct list *out)
{
    return db_list(ctx, &sql_balance_due_lines, ARGS(ARG(id_customer), ARG(until)),
                   balance_line_fields, sizeof(struct balance_line), out);
}
