/* What a subscription costs and when: the one place where a start, a renewal, a change of usage and
 * every quote of them get their lines from. Pure.
 *
 * The recurring fee and the fees of OnOff and Limitation features are for the period that begins
 * (in advance) or for the one that is over (in arrears), as each says; a Consumption is always
 * rated when its period is over. Amounts are without tax, in minor units; a credit is negative.
 * What costs nothing makes no charge.
 *
 * A fee in arrears is for the time that it was used: what changes inside a period, or is suspended,
 * leaves behind what it came to so far (`struct accrual`), and the end of the period adds the rest.
 * The parts of a period that are charged so add up to the whole. */
#ifndef RULES_CHARGE_H
#define RULES_CHARGE_H

#include "rules/formula.h"
#include "rules/period.h"
#include "rules/price.h"
#include "rules/proration.h"

enum type_feature { FEATURE_NONE, FEATURE_ON_OFF, FEATURE_LIMITATION, FEATURE_CONSUMPTION };
extern const char *const type_feature_names[];

/* The contract's TypeLine (section 2), in its order. */
enum type_line {
    LINE_NONE,
    LINE_BILLING_REPORT,
    LINE_BILLING_NO_REPAYMENT,
    LINE_REFUND_PARTIAL,
    LINE_RECURRENCE,
    LINE_RECURRENCE_PRORATA,
    LINE_UP_FRONT,
    LINE_TRIAL,
    LINE_TRIAL_PRORATA,
    LINE_TERMINATION,
    LINE_FEATURE_NOT_PRORATABLE,
    LINE_FEATURE_PRORATABLE,
    LINE_FEATURE_PRORATA,
    LINE_DISCOUNT_RECURRENCE_FLAT,
    LINE_DISCOUNT_RECURRENCE_PERCENT,
    LINE_DISCOUNT_UP_FRONT_FLAT,
    LINE_DISCOUNT_UP_FRONT_PERCENT,
    LINE_DISCOUNT_FEATURE_FLAT,
    LINE_DISCOUNT_FEATURE_PERCENT,
    LINE_MANUAL,
    LINE_MANUAL_DISCOUNT,
    LINE_MANUAL_MERGEABLE,
    LINE_CUSTOMER_REFERRAL,
    LINE_CREDIT_REFUND,
    LINE_CREDIT_PROMOTION,
    LINE_MINIMUM, /* beyond the contract: what is missing to the minimum of a period */
};
extern const char *const type_line_names[];

enum timing { TIMING_NONE /* as in advance */, TIMING_ADVANCE, TIMING_ARREARS };
extern const char *const timing_names[];

/* What a fee in arrears came to in the running period before `from`; not set: the period's start.
 */
struct accrual {
    int64_t amount;
    struct instant from;
};

/* The flat fees of a subscription; NONE where there is none. */
struct flat_fees {
    int64_t amount_up_front, amount_trial, amount_recurrence;
    enum timing timing_recurrence; /* of the recurring fee; a trial is paid in advance */
    struct accrual accrued;
    int64_t amount_minimum; /* what the fees of a period come to at least; none if not above 0 */
};

/* What of a consumption was charged while its period still runs. */
struct charged {
    int64_t amount;
    struct quantity quantity;
    int64_t count; /* how often */
};

/* A feature inside a subscription, as far as money goes. */
struct feature_terms {
    int64_t id_feature;
    enum type_feature type;
    bool is_included, is_enabled;      /* OnOff: part of the price; switched on */
    struct quantity included, current; /* counted: free units; present or consumed ones; a
                                          `current` of NONE is unlimited and free */
    bool is_update_at_full_price;      /* a change in mid-period costs the whole period */
    bool is_free_in_trial;
    enum mode_pricing mode;
    struct steps steps;
    enum timing timing;             /* of a stock or a switch */
    int64_t amount_min, amount_max; /* of a stock or a consumption: what a period costs at least and
                                       at most; none if not above 0 */
    struct accrual accrued;         /* of a consumption only `from`: charged up to there */
    struct charged charged;
};

struct charge {
    enum type_line type;
    int64_t id_feature; /* 0: a flat fee */
    int64_t amount;
    struct quantity reported, billed; /* the present one, and what of it is priced: by volume all of
                                         it; of a change the difference; NONE for a flat fee */
    struct period period;             /* what it is for; start = end: a moment */
    struct part part;                 /* of the period's price */
    struct formula formula;           /* what the amount was made of */
    int64_t amount_before;            /* of a consumption: what was charged of it before this */
    int64_t count_before;             /* and how often; is_early: its period still runs */
    bool is_early;
    bool is_refund;     /* gives back what was paid in advance */
    bool is_difference; /* to what was charged of a consumption when it was rated */
    bool is_change;     /* of a price inside its period: may recur there */
    const char *label;  /* of its own, or NULL: the type says it */
};

/* A start adds at most the fees of two flat lines and one per feature; `out` must hold
 * CHARGES_OF_PERIOD(features). Each returns how many it wrote. */
#define CHARGES_OF_PERIOD(feature_count) ((feature_count) + 2)

/* The fees of a period that begins, as far as they are in advance, and of a part of a period its
 * part. `is_start` adds the up-front fee, `is_trial` takes the trial's amount instead of the
 * recurring one and spares what is free in a trial. A feature that is updated at full price is
 * never prorated. */
size_t charges_in_advance(const struct flat_fees *fees, const struct feature_terms *features,
                          size_t feature_count, struct span span, bool is_start, bool is_trial,
                          struct charge *out);

/* What was paid in advance for the rest of a period, given back: what is prorated when it is
 * charged (TypeLine AutoFeatureProratable), at the present quantities. */
size_t charges_of_refund(const struct flat_fees *fees, const struct feature_terms *features,
                         size_t feature_count, struct span left, bool is_trial, struct charge *out);

/* The same at other prices, to be paid for that rest. */
size_t charges_of_rest(const struct flat_fees *fees, const struct feature_terms *features,
                       size_t feature_count, struct span left, bool is_trial, struct charge *out);
/* Of what is given back and what is to be paid instead, discounts among them, drops what cancels
 * out, and marks what is left as a change. Returns how many are left. */
size_t charges_of_difference(struct charge *charges, size_t count);

/* The fee for being terminated, at the moment of the end. What ran out or is replaced costs none.
 */
size_t charges_of_termination(int64_t amount_termination, struct instant at, struct charge *out);

/* What a period costs when it is over at `at`, its end or earlier: the consumptions, less what was
 * charged of them before, and what is in arrears, for the time that it was used. The bounds of a
 * consumption are those of the part of the period. */
size_t charges_in_arrears(const struct flat_fees *fees, const struct feature_terms *features,
                          size_t feature_count, struct span span, struct instant at, bool is_trial,
                          struct charge *out);

/* Of these, what is known before: all but the consumptions. */
size_t charges_at_term(const struct flat_fees *fees, const struct feature_terms *features,
                       size_t feature_count, struct span span, bool is_trial, struct charge *out);

/* What the consumptions of a period that still runs have come to at `at`, less what was charged of
 * them before. No minimum holds before the period is over. */
size_t charges_so_far(const struct feature_terms *features, size_t feature_count, struct span span,
                      struct instant at, bool is_trial, struct charge *out);

/* What is missing to the minimum of a period that is over at `at`, if its fees came to `amount`: of
 * a part of a period its part. False if nothing is. */
bool charge_of_minimum(const struct flat_fees *fees, struct span span, struct instant at,
                       int64_t amount, struct charge *out);

/* What a fee in arrears has come to at `at`, before it changes or pauses. */
struct accrual accrue_flat_fee(const struct flat_fees *fees, struct span span, struct instant at);
struct accrual accrue_feature(const struct feature_terms *feature, struct span span,
                              struct instant at);

/* A stock or a switch that changes at `at`: the difference of the two prices for the rest of the
 * period (or all of it at full price, when it rises; then a fall gives nothing back). False if it
 * costs nothing now, as what is in arrears. */
bool charge_of_change(const struct feature_terms *before, const struct feature_terms *after,
                      struct span span, struct instant at, bool is_trial, struct charge *out);

/* Of several, in all. */
int64_t charges_sum(const struct charge *charges, size_t count);

/* What one whole period costs as things stand: the recurring fee and every feature at its present
 * quantity, or the minimum. */
int64_t price_of_period(const struct flat_fees *fees, const struct feature_terms *features,
                        size_t feature_count);

/* Can it ever cost anything? */
bool terms_are_priced(const struct flat_fees *fees, const struct feature_terms *features,
                      size_t feature_count);

#endif
