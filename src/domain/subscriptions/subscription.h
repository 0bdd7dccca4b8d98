/* Subscriptions: a copy of an offer, held by one customer and paid by him or another, that renews
 * itself.
 *
 * It is copied when it is created and independent of the catalogue from then on. Once started it
 * goes from period to period: period `period_no` is counted from `date_anchor` (rules/period.h), a
 * trial is period 0 and the first paid one is 1. `next_at` is the next moment at which the clock
 * has something to do with it: its start, or the end of its period. Fees go to the buyer's balance.
 *
 * A verb that charges locks the buyer first, then the subscription. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_H

#include "domain/accounts/business.h"
#include "domain/accounts/setting.h"
#include "domain/catalogue/offer.h"
#include "domain/catalogue/promotion.h"
#include "domain/customers/customer.h"
#include "rules/lifecycle.h"

struct subscription {
    int64_t id, id_segment, id_offer, id_customer, id_customer_buyer;
    int64_t id_subscription_before;  /* the one that this replaces, or NONE */
    int state_subscription;          /* enum state_subscription */
    const char *external_key;        /* how an import knows it again; unique in the segment */
    const char *title, *description; /* NULL: the offer's */
    int64_t amount_up_front, amount_trial, duration_trial;
    int unit_trial;
    int64_t amount_recurrence, duration_recurrence;
    int unit_recurrence;
    int64_t count_recurrences, count_min_recurrences, amount_termination;
    int timing_recurrence; /* enum timing */
    int64_t amount_minimum, amount_threshold;
    /* Of one with a minimum: what the fees of the present period came to so far, less discounts;
     * NONE: no minimum holds in it. */
    int64_t amount_period;
    /* What a recurring fee in arrears came to in the present period before that date. */
    int64_t amount_accrued;
    struct instant date_accrued;
    struct instant date_anchor;
    int64_t period_anchor, period_no;
    struct instant date_start, date_period_start, date_period_end;
    /* The whole period that the prices are for, where the present one was begun or cut in its
     * middle; else not set. */
    struct instant date_reference_start, date_reference_end;
    struct instant date_term, date_end;
    bool is_migration;   /* started without billing the period that ran */
    int anchor;          /* what its periods are counted from; 0: its start */
    int64_t billing_day; /* of ANCHOR_DAY */
    int first_period;
    const char *time_zone; /* of its days; NULL: UTC, or they do not matter */
    int proration_unit, proration_rounding, month_length;
    bool is_period_free;         /* the present period is charged nothing and gives nothing back */
    int unused_part;             /* of a termination that is scheduled */
    struct instant date_restart; /* of a suspended one */
    const char *edit_pending;    /* JSON of an edit that is for the next renewal; NULL: none */
    struct instant next_at;
    const char *metadata;
    struct trace trace;
};
extern const struct field subscription_fields[];

struct subscription_feature {
    int64_t id, id_subscription, id_feature;
    const char *reference_feature, *title_localized, *description_localized, *metadata;
    int type_feature;
    bool is_visible;  /* the feature's */
    int64_t consumed; /* micros counted in the present period, for a Consumption; else NONE */
    /* Where its level is, as a struct tally_row has it. */
    int64_t level, mean, rest;
    struct instant counted_at;
    struct feature_parameters parameters;
    /* Of the period `period_open`, and of no other: what a fee in arrears came to before that date,
     * and what of a consumption was charged up to it, for how much, in how many lines. */
    int64_t period_open, amount_accrued, amount_charged, count_charged;
    struct quantity quantity_charged;
    struct instant date_accrued;
};
extern const struct field subscription_feature_fields[];

/* What reduces it: a copy of a discount. */
struct subscription_discount {
    int64_t id_subscription, id_discount;
    int64_t id_feature; /* 0: not aimed at one */
    const char *name;
    int type_off;
    int64_t value_off;
    int target_fee;
    int64_t count_periods;
    int64_t period_from; /* the first period that it acts on; NONE until it started */
};
extern const struct field subscription_discount_fields[];

/* A discount as a caller chooses it. */
struct discount_choice {
    const char *reference_discount, *reference_feature;
};

/* A feature as a caller overrides or adds it. */
struct feature_override {
    const char *reference_feature;
    int64_t is_included, is_enabled;
    struct quantity quantity_included, quantity_current;
    int mode_quantity;
    int64_t is_carried_over; /* a flag */
    int mode_pricing;
    struct list steps;
    struct pricing_input pricing;
};
extern const struct field feature_override_fields[];

/* What a caller gives to create one; absent values are the offer's. */
struct subscription_input {
    const char *reference_customer, *reference_customer_buyer, *reference_offer;
    const char *reference_segment;
    int64_t id_customer;
    struct instant date_start;
    const char *title_localized, *description_localized;
    int64_t amount_up_front, amount_trial, duration_trial;
    int unit_trial;
    int64_t amount_recurrence, duration_recurrence;
    int unit_recurrence;
    int64_t count_recurrences, count_min_recurrences, amount_termination;
    int anchor, first_period;
    int64_t billing_day;
    int timing_recurrence;
    int64_t amount_minimum, amount_threshold;
    struct list features;  /* of struct feature_override */
    struct list discounts; /* of struct discount_choice: instead of the offer's */
    const char *metadata;
    int64_t try_start, ensure_billable, bill_now, migration; /* flags, NONE if not given */
    const char *external_key; /* how the caller knows it again; unique in the business */
    const char *promotion_code;
};
extern const struct field subscription_input_fields[];

/* Creates it and, as the flags and the date say, starts it:
 *   date_start in the future   DraftDelayedStart, started by the clock
 *   date_start in the past     started then; the period that runs now is the first that is charged
 *   try_start                  started; refused if it costs and the buyer cannot pay
 *   nothing said               started if it is free or the buyer can pay, else DraftAgent
 *   migration                  started without charging the period that runs; as after a billing,
 *                              the buyer's next one follows its end
 * ERR_FORBIDDEN for an unknown customer or one who cannot pay, ERR_INVALID for anything that makes
 * no sense; then nothing was created. */
MUST_CHECK enum err subscription_create(struct ctx *ctx, const struct subscription_input *input,
                                        struct subscription *out);

/* The parts of subscription_create, for whoever creates many (domain/imports): complaining first,
 * writing later, with what he has loaded himself. */

/* Complains about what makes no sense, and, if `offer` is not NULL, about what makes none with it.
 */
void subscription_check(struct ctx *ctx, const struct subscription_input *input,
                        const struct offer *offer);

/* Everybody and everything that a creation involves. */
struct subscription_origin {
    const struct customer *holder, *buyer; /* the buyer's row is locked */
    const struct segment *segment;         /* the holder's */
    const struct offer *offer;             /* of that segment */
    const struct settings *settings;
    struct list features;              /* the offer's: of struct offer_feature, with titles in the
                                          buyer's language */
    struct list discounts;             /* the offer's: of struct offer_discount */
    const struct promotion *promotion; /* whose discounts come to them, or NULL; locked by whoever
                                          is going to write */
    struct steps_memo *memo;           /* of a batch of creations, or NULL */
};
/* As subscription_create, of input that was checked; references in it are not looked at. */
MUST_CHECK enum err subscription_create_from(struct ctx *ctx,
                                             const struct subscription_origin *origin,
                                             const struct subscription_input *input,
                                             struct subscription *out);

struct start_input {
    int64_t ensure_billable, bill_now; /* flags */
    int64_t waive_charge;              /* a flag: the period that begins costs nothing */
    struct instant date_start;         /* not set: now */
};
extern const struct field start_input_fields[];

/* Starts a draft or restarts a suspended one: inside its period nothing is charged again, after it
 * a new one begins now. Cancels what is scheduled of an active one: its end, its suspension, its
 * upgrade. An ended one is refused, and one whose last period is over.
 *
 * At a date in the future a draft waits as DraftDelayedStart, and a suspended one stays so until
 * then, unless suspending it once more takes that back; a draft may have started in the past. A
 * period whose charge is waived costs nothing and gives nothing back. */
MUST_CHECK enum err subscription_start(struct ctx *ctx, int64_t id, const struct start_input *input,
                                       struct subscription *out);

struct upgrade_input {
    const char *reference_offer; /* of the holder's segment */
    int64_t immediate;           /* flags; absent: yes */
    int64_t bill_now, ignore_engagement, ensure_billable;
    const char *promotion_code;
    struct instant date_upgrade; /* in the future: then, whatever `immediate` says */
};
extern const struct field upgrade_input_fields[];

/* Replaces an active subscription by one on another offer, dearer or cheaper. What was consumed is
 * settled. Immediately: the unused part of what was paid in advance is credited, also where that
 * was paid elsewhere (a migration), and the new one is charged for the rest of the same period if
 * the rhythm stays, else from now on; days of trial that were used are deducted. Else at the term:
 * `out` is a DraftDelayedUpgrade then, and the old one goes on until that; a trial is over with it.
 * At a date in the future both wait for it; what happens then is what would happen to an immediate
 * one. The new one keeps the old one's calendar, unless its offer says another.
 * Stocks keep what they hold when it happens, if that is more than the new offer gives, and
 * switches that were paid for stay on, if the new offer has them. ERR_FORBIDDEN for one that does
 * not run, that is engaged, or if something is due and nobody can pay. */
MUST_CHECK enum err subscription_upgrade(struct ctx *ctx, int64_t id,
                                         const struct upgrade_input *input,
                                         struct subscription *out);

struct termination_input {
    int64_t immediate; /* a flag; wins over the date */
    struct instant date_termination;
    int unused_part; /* enum unused_part; 0: as the merchant has set it */
};
extern const struct field termination_input_fields[];

/* What a termination gives back as money: how much with its tax, of which invoice, and why in the
 * buyer's language. All 0: nothing. */
struct unused {
    int64_t id_invoice, amount_total;
    const char *reason;
};

/* Ends a subscription: at its term, now, or on a date; the period that the date lies in is charged
 * up to it if it has not begun yet. A date in the past must lie in the present period: what ended
 * before was charged and used. What was consumed and the termination fee become lines at the end.
 * A draft is deleted, a suspended one ends at once, an ended one is refused.
 *
 * Of what was paid for the rest of the period nothing comes back, or it becomes credit lines; for a
 * refund `unused` says what the caller has to give back (payment_refund_unused), and no line is
 * written, unless the period was not invoiced yet: then there is nothing to give back, and credit
 * lines lower its invoice. A refund is made now or never: with a date in the future it is
 * ERR_INVALID. */
MUST_CHECK enum err subscription_terminate(struct ctx *ctx, int64_t id,
                                           const struct termination_input *input,
                                           struct subscription *out, struct unused *unused);

struct suspension_input {
    bool is_at_term;
    struct instant date_suspension; /* in the future: then, whatever the flag says */
};

/* Suspends an active one, now, at its term or on a date; whatever else was scheduled is off. One
 * that is suspended stays so: a restart that was scheduled is off. */
MUST_CHECK enum err subscription_suspend(struct ctx *ctx, int64_t id,
                                         const struct suspension_input *input,
                                         struct subscription *out);

/* Suspends what a buyer has that costs something: he does not pay. */
MUST_CHECK enum err subscription_suspend_unpaid(struct ctx *ctx, int64_t id_customer_buyer);
/* What was suspended for want of a method or of a payment goes on: all of the buyer's that are in
 * that state and may be started again. */
MUST_CHECK enum err subscription_resume(struct ctx *ctx, int64_t id_customer_buyer,
                                        enum state_subscription state);

/* Moves the end of the running period, in the future; the periods after it are counted from there.
 * Costs nothing and gives nothing back: what was paid for a whole period is for it as it is now.
 * Only of what runs. Of a draft it says where its first period will end, so that it can be laid on
 * a calendar: if that is shorter than the rhythm, its part of the price is charged. */
MUST_CHECK enum err subscription_set_term(struct ctx *ctx, int64_t id, struct instant date_term,
                                          struct subscription *out);

/* What somebody changes of a subscription; absent values stay. */
struct subscription_edit {
    const char *reference_customer_buyer, *title_localized, *description_localized, *metadata;
    int64_t count_recurrences, count_min_recurrences, amount_termination;
    int64_t immediate; /* a flag: prices change now */
    /* The prices: */
    int64_t amount_recurrence, amount_minimum, amount_threshold, duration_recurrence;
    int unit_recurrence;
    int64_t remove_discounts; /* a flag */
    struct list discounts;    /* of struct discount_choice: instead of those that it has */
    struct list features;     /* of struct feature_override: by reference, or added */
};
extern const struct field subscription_edit_fields[];

/* Edits a subscription that is not over. Texts, metadata, commitment, termination fee and buyer
 * change now; who buys from now on pays what becomes due from now on. Prices, rhythm, features and
 * discounts of a draft change now; of one that runs at its next renewal (`edit_pending`), where a
 * later edit adds to an earlier one; or now, with `immediate`: then what the rest of the period
 * cost is given back and charged anew, as far as the two differ, and what waited for the renewal
 * comes with it. A new rhythm is never for a period that runs, and refused then. A change of prices
 * leaves an audit row. ERR_INVALID for what makes no sense, ERR_FORBIDDEN for one that is over. */
MUST_CHECK enum err subscription_edit(struct ctx *ctx, int64_t id,
                                      const struct subscription_edit *edit,
                                      struct subscription *out);

/* A subscription with what is needed to compute its money. */
struct subscription_parts {
    struct subscription subscription;
    struct list features;        /* of struct subscription_feature */
    struct feature_terms *terms; /* as many */
    struct list discounts;       /* of struct subscription_discount */
    struct flat_fees fees;
    const struct promotion *promotion; /* of one that is not written yet: what it uses, or NULL */
    struct steps_memo *memo;           /* of the batch it belongs to, or NULL */
    const char *currency;              /* of its segment, or NULL while nobody needed it */
};
/* Titles of features are in `language`. */
MUST_CHECK enum err subscription_load(struct ctx *ctx, int64_t id, const char *language,
                                      struct subscription_parts *out);
/* Its discounts, where only they are missing: after subscription_list. */
MUST_CHECK enum err subscription_load_discounts(struct ctx *ctx, struct subscription_parts *parts);
/* Terms and fees of a subscription whose row and features are there. */
MUST_CHECK enum err subscription_terms(struct ctx *ctx, struct subscription_parts *parts);
/* A tally as a counter's row has it, and how it is read: a level that is the quantity is not kept
 * apart from it. NONE and not set where nothing was counted. */
struct tally_row {
    int64_t quantity, level, mean, rest;
    struct instant counted_at;
};
struct tally tally_of_row(enum mode_quantity mode, const struct tally_row *row,
                          struct instant start);
/* Where the level of a consumption is in a period that begins at `start`, by its row. */
struct tally subscription_tally(const struct subscription_feature *feature, struct instant start);
/* The paid period that its number says, by the rhythm. */
struct period subscription_period(const struct subscription *subscription);
struct calendar subscription_calendar(const struct subscription *subscription);
struct measure subscription_measure(const struct subscription *subscription);
/* The one that runs, with the whole one that its prices are for. */
struct span subscription_span(const struct subscription *subscription);
bool subscription_is_trial(const struct subscription *subscription);
/* Is CountRecurrences reached? */
bool subscription_is_last_period(const struct subscription *subscription);
/* Do the periods that the customer committed himself to still run? A trial counts as before them.
 */
bool subscription_is_engaged(const struct subscription *subscription);
/* The title of a feature among a `struct list` of them: for balance.h. */
const char *subscription_feature_title(const void *features, int64_t id_feature);

/* What falls due at `at`, of the ids from `first` to `last`: delayed starts, renewals, ends. All in
 * a few statements, whatever their number; `count` says how many there were. */
MUST_CHECK enum err subscription_turn(struct ctx *ctx, struct instant at, int64_t first,
                                      int64_t last, const struct settings *settings,
                                      int64_t *count);

/* Usage of one with a threshold has changed: the clock is to look at it. */
MUST_CHECK enum err subscription_mark_threshold(struct ctx *ctx, int64_t id);
/* Those marked for `at`, of the ids from `first` to `last`: where what was consumed and not charged
 * yet has reached the threshold, it is charged up to now, and the buyer is billed at once. The
 * period's end charges the rest. */
MUST_CHECK enum err subscription_charge_thresholds(struct ctx *ctx, struct instant at,
                                                   int64_t first, int64_t last, int64_t *count);

/* A subscription with what stands around it, for those who show it. Texts are its own, else the
 * offer's. */
struct surroundings {
    const char *reference_segment, *currency;
    int64_t rate_tax;
    const char *reference_offer, *reference_customer, *reference_customer_buyer;
    int type_payment;                 /* the buyer's */
    struct instant date_next_billing; /* the buyer's */
    const char *language;             /* of the texts */
    const char *title_localized, *description_localized;
};
struct subscription_shown {
    struct subscription_parts parts;
    struct surroundings around;
};

/* One of these at least; NONE where it does not matter. */
struct subscription_filter {
    int64_t id, id_customer, id_customer_buyer, id_segment;
};
/* A page of `struct subscription_shown`, by id; `total` counts all that match. Texts are in
 * `language`, or the holder's if it is NULL. */
MUST_CHECK enum err subscription_list(struct ctx *ctx, const struct subscription_filter *filter,
                                      const char *language, const struct page *page,
                                      struct list *out, int64_t *total);
/* The id of the one to show if only one is asked for: a running one before any other, the newest of
 * equals. ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err subscription_find(struct ctx *ctx, int64_t id_customer,
                                      const char *reference_offer, int64_t *id);

MUST_CHECK enum err subscription_get(struct ctx *ctx, int64_t id, struct subscription *out);
MUST_CHECK enum err subscription_save(struct ctx *ctx, struct subscription *subscription);
/* Which of the keys in a JSON array the segment's subscriptions have: of `const char *`. */
MUST_CHECK enum err subscription_known_keys(struct ctx *ctx, int64_t id_segment,
                                            const char *external_keys, struct list *out);

#endif
