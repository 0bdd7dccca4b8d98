/* Promotion codes: words that a customer gives when he subscribes, and that give him discounts
 * beside the offer's, within limits: how often in all, how often per customer, from when and until
 * when, for which offers, only for whoever has not subscribed to anything before.
 *
 * A code belongs to a segment and is the same in capitals and small letters. Each use is a row,
 * written with the subscription that it is for, so that the last one is had by one taker only; of a
 * draft that is deleted before it started it is given back. */
#ifndef DOMAIN_CATALOGUE_PROMOTION_H
#define DOMAIN_CATALOGUE_PROMOTION_H

#include "domain/accounts/business.h"
#include "domain/catalogue/offer.h"

enum state_promotion { PROMOTION_NONE, PROMOTION_ENABLED, PROMOTION_DISABLED };
extern const char *const state_promotion_names[];

struct promotion {
    int64_t id, id_segment;
    const char *reference_segment, *promotion_code, *name;
    int state_promotion;
    int64_t uses_max, uses_per_customer_max; /* NONE: no limit */
    struct instant date_from, date_until;    /* the first moment at which it is over */
    bool is_first_subscription;
    int64_t uses;          /* so far */
    struct list gives;     /* where it is taken: of struct offer_discount */
    struct list discounts; /* where it is shown: of struct promotion_discount */
    struct list offers;    /* and of struct promotion_offer */
    struct trace trace;
};

/* What one is to be: whatever is not given is no limit. */
struct promotion_input {
    const char *promotion_code, *name, *reference_segment;
    int state_promotion; /* absent: enabled */
    int64_t uses_max, uses_per_customer_max;
    struct instant date_from, date_until;
    int64_t is_first_subscription; /* a flag */
    struct list discounts;         /* of struct promotion_discount */
    struct list offers;            /* of struct promotion_offer; none: all */
};
struct promotion_discount {
    int64_t id_promotion;
    const char *reference_discount, *reference_feature;
};
struct promotion_offer {
    int64_t id_promotion;
    const char *reference_offer;
};
extern const struct field promotion_input_fields[];
extern const struct field promotion_discount_fields[], promotion_offer_fields[];

/* Writes it, new or under a code that the segment has already. ERR_INVALID with every mistake. */
MUST_CHECK enum err promotion_save(struct ctx *ctx, const struct promotion_input *input,
                                   const struct segment *segment);
MUST_CHECK enum err promotion_set_state(struct ctx *ctx, const char *code,
                                        const char *reference_segment, enum state_promotion state);

/* A page of `struct promotion`, the newest last; of one segment, or of all if it is NONE, and of
 * one code, or of all if it is NULL. */
MUST_CHECK enum err promotion_list(struct ctx *ctx, int64_t id_segment, const char *code,
                                   const struct page *page, struct list *out, int64_t *total);

/* Who wants to use it, and for what. */
struct promotion_taker {
    int64_t id_segment, id_customer, id_offer;
};
/* The code with its discounts, if the taker may use it now: ERR_INVALID, noted by name, if not.
 * Whoever is going to use it locks it until the end of his transaction. */
MUST_CHECK enum err promotion_take(struct ctx *ctx, const char *code,
                                   const struct promotion_taker *taker, bool is_locked,
                                   struct promotion *out);
/* One use more, of one that was taken and locked. */
MUST_CHECK enum err promotion_use(struct ctx *ctx, const struct promotion *promotion,
                                  int64_t id_customer, int64_t id_subscription);
/* The subscription never started: its use, if it was one, counts no more. */
MUST_CHECK enum err promotion_give_back(struct ctx *ctx, int64_t id_subscription);

#endif
