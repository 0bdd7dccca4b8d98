#include "domain/quotes/preview.h"

#include <string.h>

#include "domain/balance/balance.h"
#include "domain/html.h"
#include "domain/links/numbers.h"
#include "platform/crypto/crypto.h"

static const struct field preview_line_fields[] = {
    FIELD(preview_line, label),
    FIELD(preview_line, amount_subtotal),
    FIELD(preview_line, date_period_start),
    FIELD(preview_line, date_last),
    FIELDS_END,
};

static const struct field preview_tax_fields[] = {
    FIELD(preview_tax, label_tax),
    FIELD(preview_tax, rate_tax),
    FIELD(preview_tax, amount_tax),
    FIELDS_END,
};

const struct field preview_fields[] = {
    FIELD(preview, currency),
    FIELD_LIST_OF(preview, lines, preview_line_fields, preview_line),
    FIELD_LIST_OF(preview, taxes, preview_tax_fields, preview_tax),
    FIELD(preview, amount_subtotal),
    FIELD(preview, amount_total),
    FIELD(preview, amount_money),
    FIELD(preview, amount_due),
    FIELD(preview, amount_credit),
    FIELD(preview, is_due),
    FIELD(preview, is_money),
    FIELD(preview, is_credit),
    FIELDS_END,
};

/* lines -------------------------------------------------------------------------------------------
 */

struct list preview_charges(struct ctx *ctx, const struct payer *payer,
                            const struct subscription_parts *parts, const struct charge *charges,
                            size_t count)
{
    struct billed_to to = subscription_billed_to(payer, parts);

    /* One that is not written yet has no id, and its offer says how it is taxed. */
    if (!to.id_subscription)
        to.id_subscription = NONE;
    return balance_lines_of(ctx, &to, charges, count);
}

struct list preview_join(struct ctx *ctx, const struct list *a, const struct list *b)
{
    struct list both = {ARENA_ARRAY(ctx->arena, struct balance_line, a->count + b->count + 1),
                        a->count + b->count};

    for (size_t i = 0; i < both.count; i++)
        *LIST_AT(both, struct balance_line, i) =
            i < a->count ? *LIST_AT(*a, struct balance_line, i)
                         : *LIST_AT(*b, struct balance_line, i - a->count);
    return both;
}

struct list preview_plan_lines(struct ctx *ctx, const struct subscription_plan *plan)
{
    struct list all = {0};

    for (size_t i = 0; i < plan->step_count; i++) {
        const struct subscription_step *step = &plan->steps[i];
        struct list lines =
            preview_charges(ctx, &plan->payer, &step->parts, step->charges, step->charge_count);

        all = preview_join(ctx, &all, &lines);
    }
    return all;
}

static bool is_active(const struct subscription *subscription)
{
    return status_of((enum state_subscription)subscription->state_subscription) == STATUS_ACTIVE;
}

enum err preview_term_lines(struct ctx *ctx, const struct payer *payer,
                            const struct subscription_parts *parts, struct list *out)
{
    struct subscription_step step = {.parts = *parts};
    const struct subscription *subscription = &parts->subscription;
    struct instant at = subscription->next_at;
    struct list ending, following;
    struct charge *charges;
    struct period period;
    int64_t count;

    *out = (struct list){0};
    if (!is_active(subscription))
        return OK;
    TRY(subscription_next_charges(ctx, parts, &charges, &count, &period));
    following = count == NONE ? (struct list){0}
                              : preview_charges(ctx, payer, parts, charges, (size_t)count);
    step_close_period(ctx, &step, at);
    step_add_minimum(ctx, &step, at);
    if (subscription->state_subscription == STATE_ACTIVE_DELAYED_TERMINATION)
        step_end(ctx, &step, at, STATE_ENDED_TERMINATED, EVENT_NONE);
    ending = preview_charges(ctx, payer, parts, step.charges, step.charge_count);
    *out = preview_join(ctx, &ending, &following);
    return OK;
}

/* the whole ---------------------------------------------------------------------------------------
 */

static struct list lines_shown(struct ctx *ctx, const struct list *lines)
{
    struct list shown = {ARENA_ARRAY(ctx->arena, struct preview_line, lines->count + 1),
                         lines->count};

    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        *LIST_AT(shown, struct preview_line, i) = (struct preview_line){
            .label = line->label,
            .amount_subtotal = line->amount_subtotal,
            .date_period_start = line->date_period_start,
            .date_last = html_last_day(line->date_period_start, line->date_period_end),
        };
    }
    return shown;
}

static struct list taxes_shown(struct ctx *ctx, const struct list *taxes)
{
    struct list shown = {ARENA_ARRAY(ctx->arena, struct preview_tax, taxes->count + 1), 0};

    for (size_t i = 0; i < taxes->count; i++) {
        const struct invoice_tax *tax = LIST_AT(*taxes, struct invoice_tax, i);

        *LIST_AT(shown, struct preview_tax, shown.count++) =
            (struct preview_tax){tax->label_tax, tax->rate_tax, tax->amount_tax};
    }
    return shown;
}

enum err preview_show(struct ctx *ctx, const struct customer *customer, const struct list *lines,
                      int64_t id_offer, struct instant until, struct preview *out)
{
    struct foreseen foreseen;
    struct list waiting = {0};

    if (instant_is_set(until))
        TRY(balance_due_lines(ctx, customer->id, until, &waiting));
    TRY(invoice_foresee(ctx, customer, &waiting, lines, id_offer, &foreseen));
    *out = (struct preview){
        .currency = customer->currency,
        .lines = lines_shown(ctx, &foreseen.lines),
        .taxes = taxes_shown(ctx, &foreseen.taxes),
        .amount_subtotal = foreseen.amount_subtotal,
        .amount_total = foreseen.amount_total,
        .amount_money = foreseen.is_issued ? foreseen.amount_money : 0,
    };
    if (foreseen.is_issued)
        out->amount_due = out->amount_total - out->amount_money;
    out->amount_credit = foreseen.is_issued ? foreseen.amount_rest : -out->amount_total;
    out->is_due = out->amount_due > 0;
    out->is_money = out->amount_money > 0;
    out->is_credit = out->amount_credit > 0;
    return OK;
}

/* pledges -----------------------------------------------------------------------------------------
 */

/* What the seal says of its purpose. */
#define PLACE "portal pledge"

enum { NUMBER_COUNT = 9 };

int64_t pledge_choice(const char *words)
{
    uint8_t hash[SHA256_SIZE];
    int64_t number;

    sha256(words, strlen(words), hash);
    memcpy(&number, hash, sizeof number);
    return number & INT64_MAX;
}

const char *pledge_seal(struct ctx *ctx, const struct pledge *pledge)
{
    int64_t amount = pledge->amount_total;
    const int64_t numbers[NUMBER_COUNT] = {
        ctx->id_business,
        pledge->id_subscription,
        pledge->version,
        pledge->choice,
        amount < 0 ? -amount : amount,
        amount < 0,
        pledge->date.micros / SECONDS(1),
        (ctx->machine_now.micros + MINUTES(PLEDGE_MINUTES)) / SECONDS(1),
        ctx->actor.id,
    };

    return numbers_seal(ctx, PLACE, numbers, NUMBER_COUNT);
}

enum err pledge_refuse(struct ctx *ctx)
{
    return fail(ctx, ERR_CONFLICT, "Error.Portal.Changed", NULL,
                "What was shown does not hold any more; look at it anew.");
}

enum err pledge_open(struct ctx *ctx, const char *text, const struct subscription *subscription,
                     int64_t choice, struct pledge *out)
{
    int64_t numbers[NUMBERS_MAX];

    if (!text || numbers_unseal(ctx, PLACE, text, numbers) != NUMBER_COUNT)
        return pledge_refuse(ctx);
    *out = (struct pledge){
        .id_subscription = numbers[1],
        .version = numbers[2],
        .choice = numbers[3],
        .amount_total = numbers[5] ? -numbers[4] : numbers[4],
        .date = {numbers[6] * SECONDS(1)},
    };
    if (numbers[0] != ctx->id_business || out->id_subscription != subscription->id ||
        out->version != subscription->trace.version || out->choice != choice ||
        numbers[7] * SECONDS(1) < ctx->machine_now.micros || out->date.micros > ctx->now.micros ||
        out->date.micros < subscription->date_period_start.micros)
        return pledge_refuse(ctx);
    return OK;
}

enum err pledge_check(struct ctx *ctx, const struct pledge *pledge, int64_t amount_total)
{
    return pledge->amount_total == amount_total ? OK : pledge_refuse(ctx);
}
