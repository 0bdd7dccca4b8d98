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
    PERIOD_WAIVED,    /* somebody chose not to charge it */
};

/* One subscription as it will be, and what becomes due on the way. */
struct subscription_step {
    struct subscription_parts parts;
    bool is_new; /* it has neither ids nor rows yet */
    enum period_charge begins;
    bool is_start; /* with the first period that begins */
    struct charge *charges;
    size_t charge_count;
    size_t closing_count; /* the first of them: for the period before the one that begins */
    bool is_settled; /* what of the running period is settled has changed, feature by feature */
    enum event_type event;                /* EVENT_NONE: nothing to tell */
    const struct subscription_edit *edit; /* that comes with it, or NULL */
    const struct subscription *unedited;  /* as it was before that */
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
MUST_CHECK enum err subscription_plan_start(struct ctx *ctx, int64_t id,
                                            const struct start_input *input, enum intent intent,
                                            struct subscription_plan *out);
MUST_CHECK enum err subscription_plan_upgrade(struct ctx *ctx, int64_t id,
                                              const struct upgrade_input *input, enum intent intent,
                                              struct subscription_plan *out);

/* Writes every step: the row, the period that begins, its lines and its event. */
MUST_CHECK enum err subscription_plan_write(struct ctx *ctx, struct subscription_plan *plan);

/* All but the row itself, for the clock, which writes its rows in its own way. */
MUST_CHECK enum err subscription_step_write(struct ctx *ctx, const struct payer *payer,
                                            struct subscription_step *step);

/* What falls due at the end of the running period if nothing changes, besides what was consumed and
 * what is missing to a minimum, which nobody knows: what is in arrears. `out` holds twice
 * CHARGES_OF_PERIOD(features). */
size_t subscription_term_charges(struct ctx *ctx, const struct subscription_parts *parts,
                                 struct charge *out);
/* What the next period costs in advance if nothing but what is waiting for it changes, and which it
 * is. `count` is NONE if none follows. What will be consumed nobody knows. */
MUST_CHECK enum err subscription_next_charges(struct ctx *ctx,
                                              const struct subscription_parts *parts,
                                              struct charge **out, int64_t *count,
                                              struct period *period);

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
/* The next period begins at `at`, and the periods after it are counted from there. */
void subscription_begin_anew(struct subscription *subscription, struct instant at);
/* The running period stays as it is, and those after it are counted from `at`, its end. */
void subscription_count_from_end(struct subscription *subscription, struct instant at);
/* The running period ends at `at`, and the periods after it are counted from there. */
void subscription_move_term(struct subscription *subscription, struct instant at);
/* When the clock has to look at a running one: at the end of its period or at its term. */
void subscription_wait_for_term(struct subscription *subscription);

/* An upgrade that begins now, in the middle of the old one's period: the rest of that period if the
 * rhythm stays, of the trial what the old one has not used. */
void subscription_place_upgrade(struct subscription *subscription, const struct subscription *old,
                                struct instant now);
/* One that waits for the old one's term is counted on as that was, if the rhythm stays. */
void subscription_follow(struct subscription *subscription, const struct subscription *old);

/* An upgrade takes over: its stocks hold what the replaced one's did and switches that were paid
 * for stay on. `before` is of struct subscription_feature, also of others. */
void subscription_keep_stocks(const struct list *before, struct subscription_parts *parts);

/* The consumptions that are weighted by time, if the period is the span: of one that is broken off
 * or moved the mean is another. */
void subscription_weigh(struct subscription_parts *parts, struct span span);
/* The same of the period as it is now, written. */
MUST_CHECK enum err subscription_write_weighed(struct ctx *ctx, struct subscription_parts *parts);
/* The period that is there now has begun: consumptions begin anew, or where they were left. */
void subscription_carry_over(struct subscription_parts *parts);
/* What they begin with, written. */
MUST_CHECK enum err subscription_write_carried(struct ctx *ctx,
                                               const struct subscription_parts *parts);

/* Adds to the step: the fees of the period that begins, and marks it as beginning. */
void step_begin_period(struct ctx *ctx, struct subscription_step *step, bool is_start,
                       enum period_charge begins);
/* What is charged when the period is over at `at`, its end or earlier: what was consumed and what
 * is in arrears. */
void step_close_period(struct ctx *ctx, struct subscription_step *step, struct instant at);
/* What is then missing to the minimum of the period. */
void step_add_minimum(struct ctx *ctx, struct subscription_step *step, struct instant at);
/* What is in arrears is not used from now on until it goes on; the period goes on. */
void step_pause(struct ctx *ctx, struct subscription_step *step);
void step_resume(struct ctx *ctx, struct subscription_step *step);
/* What was paid in advance for the rest of it. */
void step_refund_rest(struct ctx *ctx, struct subscription_step *step, struct instant at);
/* A suspended one goes on: a period that is still running was paid for; else a new one begins. */
MUST_CHECK enum err step_restart(struct ctx *ctx, struct subscription_step *step,
                                 enum period_charge begins);
/* The subscription is over, with its fee for that if it has one. */
void step_end(struct ctx *ctx, struct subscription_step *step, struct instant at,
              enum state_subscription state, enum event_type event);

struct payer payer_of(const struct customer *buyer, const struct segment *segment);
/* The same of one who may owe too much, and whose segment has to be read. */
MUST_CHECK enum err payer_load(struct ctx *ctx, const struct customer *buyer, struct payer *out);
bool payer_can_pay(const struct payer *payer);
/* ERR_FORBIDDEN, in the words of the contract, if he cannot. */
MUST_CHECK enum err payer_check(struct ctx *ctx, const struct payer *payer);
/* The buyer, locked if something is going to be written. */
MUST_CHECK enum err buyer_take(struct ctx *ctx, int64_t id, enum intent intent,
                               struct customer *out);

/* The promotion code that the holder gave, or NULL, for the origin, which has all else. */
MUST_CHECK enum err subscription_take_promotion(struct ctx *ctx, const char *code,
                                                enum intent intent,
                                                struct subscription_origin *origin);
/* A copy of the offer as the caller wants it, without ids; complains about what makes no sense. */
MUST_CHECK enum err subscription_copy_offer(struct ctx *ctx,
                                            const struct subscription_origin *origin,
                                            const struct subscription_input *input,
                                            struct subscription_parts *out);
/* ERR_INVALID if the segment of the holder has no such offer. */
MUST_CHECK enum err subscription_find_offer(struct ctx *ctx, const char *reference_offer,
                                            const struct customer *holder, const char *language,
                                            struct offer *out);

/* Complains about quantities of a list of struct feature_override that make no sense. */
void subscription_check_features(struct ctx *ctx, const struct list *features);
extern const struct field feature_override_fields[], discount_choice_fields[];
/* Overrides features and adds those that are missing: `parts` must have room for them. Of one that
 * `is_running`, a stock and a switch keep what was paid for, if nothing else is said of them. */
MUST_CHECK enum err subscription_override(struct ctx *ctx, const struct list *overrides,
                                          bool is_running, struct subscription_parts *parts);
MUST_CHECK enum err subscription_choose_discounts(struct ctx *ctx, const struct list *choices,
                                                  struct subscription_parts *parts);

/* The plan's first step: the subscription as it stands, its buyer taken before it. */
MUST_CHECK enum err subscription_plan_open(struct ctx *ctx, int64_t id, enum intent intent,
                                           struct subscription_plan *out);
/* ERR_FORBIDDEN: it cannot be so and so in its state. */
MUST_CHECK enum err subscription_refuse_state(struct ctx *ctx,
                                              const struct subscription *subscription,
                                              const char *verb);

/* An edit that waited for the renewal comes with this step. */
MUST_CHECK enum err step_take_pending(struct ctx *ctx, struct subscription_step *step);
/* What the edit of a step changes beside the subscription's states and dates. */
MUST_CHECK enum err subscription_edit_write(struct ctx *ctx, struct subscription_step *step);
/* Changes the prices, now or at the next renewal, of a step that holds the subscription as it is;
 * charges are added to it. */
MUST_CHECK enum err subscription_change_prices(struct ctx *ctx,
                                               const struct subscription_edit *edit, bool is_now,
                                               struct subscription_step *step);

/* What is charged in the middle of the present period counts towards its minimum. */
MUST_CHECK enum err subscription_add_to_period(struct ctx *ctx,
                                               const struct subscription *subscription,
                                               int64_t amount);
/* What of a feature is settled before the end of the running period: written behind it. */
void subscription_feature_accrue(struct subscription_feature *feature, int64_t period_no,
                                 struct accrual accrued);
MUST_CHECK enum err subscription_feature_settle(struct ctx *ctx,
                                                const struct subscription_feature *feature);

/* The discounts as the rules want them, as many. */
struct discount_terms *subscription_discount_terms(struct ctx *ctx,
                                                   const struct subscription_parts *parts);

bool subscription_is_priced(const struct subscription_parts *parts);
struct about subscription_about(const struct subscription *subscription);

/* Suspends one that runs and costs something, because its buyer does not pay. */
MUST_CHECK enum err subscription_stop_unpaid(struct ctx *ctx, int64_t id);

#endif
