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
    struct instant date_anchor;
    int64_t period_anchor, period_no;
    struct instant date_start, date_period_start, date_period_end;
    /* The whole period that the prices are for, where the present one was begun or cut in its
     * middle; else not set. */
    struct instant date_reference_start, date_reference_end;
    struct instant date_term, date_end;
    bool is_migration; /* started without billing the period that ran */
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
    struct feature_parameters parameters;
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
    int mode_pricing;
    struct list steps;
};

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
    struct list features;  /* of struct feature_override */
    struct list discounts; /* of struct discount_choice: instead of the offer's */
    const char *metadata;
    int64_t try_start, ensure_billable, bill_now, migration; /* flags, NONE if not given */
    const char *external_key; /* how the caller knows it again; unique in the business */
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
    struct list features;    /* the offer's: of struct offer_feature, with titles in the
                                buyer's language */
    struct list discounts;   /* the offer's: of struct offer_discount */
    struct steps_memo *memo; /* of a batch of creations, or NULL */
};
/* As subscription_create, of input that was checked; references in it are not looked at. */
MUST_CHECK enum err subscription_create_from(struct ctx *ctx,
                                             const struct subscription_origin *origin,
                                             const struct subscription_input *input,
                                             struct subscription *out);

/* Starts a draft or restarts a suspended one: inside its period nothing is charged again, after it
 * a new one begins now. Cancels what is scheduled of an active one: its end, its suspension, its
 * upgrade. An ended one is refused, and one whose last period is over. */
MUST_CHECK enum err subscription_start(struct ctx *ctx, int64_t id, bool ensure_billable,
                                       struct subscription *out);

struct upgrade_input {
    const char *reference_offer; /* of the holder's segment */
    int64_t immediate;           /* flags; absent: yes */
    int64_t bill_now, ignore_engagement, ensure_billable;
};
extern const struct field upgrade_input_fields[];

/* Replaces an active subscription by one on another offer, dearer or cheaper. What was consumed is
 * settled. Immediately: the unused part of what was paid in advance is credited, also where that
 * was paid elsewhere (a migration), and the new one is charged for the rest of the same period if
 * the rhythm stays, else from now on; days of trial that were used are deducted. Else at the term:
 * `out` is a DraftDelayedUpgrade then, and the old one goes on until that; a trial is over with it.
 * Stocks keep what they hold when it happens, if that is more than the new offer gives, and
 * switches that were paid for stay on, if the new offer has them. ERR_FORBIDDEN for one that does
 * not run, that is engaged, or if something is due and nobody can pay. */
MUST_CHECK enum err subscription_upgrade(struct ctx *ctx, int64_t id,
                                         const struct upgrade_input *input,
                                         struct subscription *out);

struct termination_input {
    int64_t immediate; /* a flag; wins over the date */
    struct instant date_termination;
};
extern const struct field termination_input_fields[];

/* Ends a subscription: at its term, now, or on a date; the period that the date lies in is charged
 * up to it if it has not begun yet. What was paid is not given back; what was consumed and the
 * termination fee become lines at the end. A draft is deleted, a suspended one ends at once, an
 * ended one is refused. */
MUST_CHECK enum err subscription_terminate(struct ctx *ctx, int64_t id,
                                           const struct termination_input *input,
                                           struct subscription *out);

/* Suspends an active one, now or at its term; whatever else was scheduled is off. */
MUST_CHECK enum err subscription_suspend(struct ctx *ctx, int64_t id, bool is_at_term,
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

/* A subscription with what is needed to compute its money. */
struct subscription_parts {
    struct subscription subscription;
    struct list features;        /* of struct subscription_feature */
    struct feature_terms *terms; /* as many */
    struct list discounts;       /* of struct subscription_discount */
    struct flat_fees fees;
    struct steps_memo *memo; /* of the batch it belongs to, or NULL */
};
/* Titles of features are in `language`. */
MUST_CHECK enum err subscription_load(struct ctx *ctx, int64_t id, const char *language,
                                      struct subscription_parts *out);
/* Terms and fees of a subscription whose row and features are there. */
MUST_CHECK enum err subscription_terms(struct ctx *ctx, struct subscription_parts *parts);
/* The period that its number says, by the rhythm. */
struct period subscription_period(const struct subscription *subscription);
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
