/* What a verb is going to do to subscriptions, and what that costs: worked out first, without
 * writing anything, and written by subscription_plan_write. A quote stops before the writing, so
 * that it cannot differ from what it quotes. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PLAN_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PLAN_H

#include "domain/event.h"
#include "domain/subscriptions/subscription.h"

/* Rows are locked only by those who are going to write. */
enum intent { TO_WRITE, TO_QUOTE };

/* Who pays, and in which language and at which rate. */
struct payer {
    int64_t id_customer, id_segment;
    const char *language;
    int64_t rate_tax;
    bool has_method; /* payment settings */
    bool is_capped;  /* owes too much already (customer_capping.h) */
};

/* How a period that begins is charged: written beside it. */
enum period_charge {
    PERIOD_NONE, /* none begins */
    PERIOD_CHARGED,
    PERIOD_MIGRATION, /* paid elsewhere, before the customer came to us */
};

/* One subscription as it will be, and what becomes due on the way. */
struct subscription_step {
    struct subscription_parts parts;
    bool is_new; /* it has neither ids nor rows yet */
    enum period_charge begins;
    bool is_start; /* with the first period that begins */
    struct charge *charges;
    size_t charge_count;
    size_t closing_count;  /* the first of them: for the period before the one that begins */
    enum event_type event; /* EVENT_NONE: nothing to tell */
};

/* An upgrade has two steps: the old one ends, then the new one begins. */
struct subscription_plan {
    struct payer payer;
    struct subscription_step steps[2];
    size_t step_count;
    bool had_successor; /* a draft was waiting for its term to replace it */
};

/* The plans behind the verbs of subscription.h, with the same errors. */
MUST_CHECK enum err subscription_plan_create(struct ctx *ctx,
                                             const struct subscription_input *input,
                                             enum intent intent, struct subscription_plan *out);
MUST_CHECK enum err subscription_plan_start(struct ctx *ctx, int64_t id, bool ensure_billable,
                                            enum intent intent, struct subscription_plan *out);
MUST_CHECK enum err subscription_plan_upgrade(struct ctx *ctx, int64_t id,
                                              const struct upgrade_input *input, enum intent intent,
                                              struct subscription_plan *out);

/* Writes every step: the row, the period that begins, its lines and its event. */
MUST_CHECK enum err subscription_plan_write(struct ctx *ctx, struct subscription_plan *plan);

/* All but the row itself, for the clock, which writes its rows in its own way. */
MUST_CHECK enum err subscription_step_write(struct ctx *ctx, const struct payer *payer,
                                            const struct subscription_step *step);

/* What the next period costs if nothing changes, and which it is; `out` holds twice
 * CHARGES_OF_PERIOD(features), since each fee may have its discount. False if none follows. What
 * will be consumed nobody knows. */
bool subscription_next_charges(struct ctx *ctx, const struct subscription_parts *parts,
                               struct charge *out, size_t *count, struct period *period);

/* What the discounts take off the charges of a period: written behind them, where there must be
 * room for as many again. */
size_t subscription_take_off(struct ctx *ctx, const struct subscription_parts *parts,
                             int64_t period_no, struct charge *charges, size_t count);

/* Where the lines of a step go: for balance.h. */
struct billed_to subscription_billed_to(const struct payer *payer,
                                        const struct subscription_parts *parts);

/* inside the room ---------------------------------------------------------------------------------
 */

/* Changes the state; a step that rules/lifecycle.h does not know is a bug and stops the program. */
void subscription_enter(struct subscription *subscription, enum state_subscription state);

/* Sets anchor, start and period of a subscription that starts at `at`, rolled on to the period that
 * `now` lies in. Periods begin at whole seconds (contract section 3). A term that was set before
 * the start ends the first period, which costs its part of a whole one at most. */
void subscription_place(struct subscription *subscription, struct instant at, struct instant now);
/* The same of one that waited for this moment, alone or for another's term. */
void subscription_place_delayed(struct subscription *subscription);
/* The next period of the rhythm, cut where the subscription is to end inside it. */
void subscription_move_on(struct subscription *subscription);
/* The running period ends at `at`, and the periods after it are counted from there. */
void subscription_move_term(struct subscription *subscription, struct instant at);
/* When the clock has to look at a running one: at the end of its period or at its term. */
void subscription_wait_for_term(struct subscription *subscription);

/* An upgrade takes over: its stocks hold what the replaced one's did and switches that were paid
 * for stay on. `before` is of struct subscription_feature, also of others. */
void subscription_keep_stocks(const struct list *before, struct subscription_parts *parts);

/* Adds to the step: the fees of the period that begins, and marks it as beginning. */
void step_begin_period(struct ctx *ctx, struct subscription_step *step, bool is_start,
                       enum period_charge begins);
/* What was consumed in the period that is over or breaks off now. */
void step_close_period(struct ctx *ctx, struct subscription_step *step);
/* What was paid in advance for the rest of it. */
void step_refund_rest(struct ctx *ctx, struct subscription_step *step);
/* The subscription is over, with its fee for that if it has one. */
void step_end(struct ctx *ctx, struct subscription_step *step, enum state_subscription state,
              enum event_type event);

struct payer payer_of(const struct customer *buyer, const struct segment *segment);
/* The same of one who may owe too much, and whose segment has to be read. */
MUST_CHECK enum err payer_load(struct ctx *ctx, const struct customer *buyer, struct payer *out);
bool payer_can_pay(const struct payer *payer);
/* ERR_FORBIDDEN, in the words of the contract, if he cannot. */
MUST_CHECK enum err payer_check(struct ctx *ctx, const struct payer *payer);
/* The buyer, locked if something is going to be written. */
MUST_CHECK enum err buyer_take(struct ctx *ctx, int64_t id, enum intent intent,
                               struct customer *out);

/* A copy of the offer as the caller wants it, without ids; complains about what makes no sense. */
MUST_CHECK enum err subscription_copy_offer(struct ctx *ctx,
                                            const struct subscription_origin *origin,
                                            const struct subscription_input *input,
                                            struct subscription_parts *out);
/* ERR_INVALID if the segment of the holder has no such offer. */
MUST_CHECK enum err subscription_find_offer(struct ctx *ctx, const char *reference_offer,
                                            const struct customer *holder, const char *language,
                                            struct offer *out);

/* The discounts as the rules want them, as many. */
struct discount_terms *subscription_discount_terms(struct ctx *ctx,
                                                   const struct subscription_parts *parts);

bool subscription_is_priced(const struct subscription_parts *parts);
struct about subscription_about(const struct subscription *subscription);

/* Suspends one that runs and costs something, because its buyer does not pay. */
MUST_CHECK enum err subscription_stop_unpaid(struct ctx *ctx, int64_t id);

#endif
