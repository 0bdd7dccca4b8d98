/* Inside the room: how a period begins and what it costs, shared by starts and by the clock. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_CHARGE_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_CHARGE_H

#include "domain/subscriptions/subscription.h"

/* Who pays, and in which language and at which rate. */
struct payer {
    int64_t id_customer;
    const char *language;
    int64_t rate_tax;
    bool can_pay;
};

/* Why a period is not charged, if it is not: written beside it. */
enum period_charge { PERIOD_CHARGED, PERIOD_MIGRATION };

/* Changes the state; a step that rules/lifecycle.h does not know is a bug and stops the program. */
void subscription_enter(struct subscription *subscription, enum state_subscription state);

/* Sets anchor, start and period of a subscription that starts at `at`, rolled on to the period that
 * `now` lies in. Periods begin at whole seconds (contract section 3). */
void subscription_place(struct subscription *subscription, struct instant at, struct instant now);

/* Writes the period's row and adds its fees to the payer's balance. */
MUST_CHECK enum err subscription_begin_period(struct ctx *ctx,
                                              const struct subscription_parts *parts,
                                              const struct payer *payer, bool is_start,
                                              enum period_charge charge);

/* Adds what was consumed in the period that is over. */
MUST_CHECK enum err subscription_close_period(struct ctx *ctx,
                                              const struct subscription_parts *parts,
                                              const struct payer *payer);

bool subscription_is_priced(const struct subscription_parts *parts);
struct about subscription_about(const struct subscription *subscription);

#endif
