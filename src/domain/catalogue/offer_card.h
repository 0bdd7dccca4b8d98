/* An offer as a person reads it: its price and what it contains (offer_card.html). */
#ifndef DOMAIN_CATALOGUE_OFFER_CARD_H
#define DOMAIN_CATALOGUE_OFFER_CARD_H

#include "domain/catalogue/offer.h"

struct offer_card {
    struct offer offer;
    const char *currency, *title, *rhythm;
    const char *trial, *commitment; /* how long, or NULL */
    bool is_hidden, is_in_arrears;
    struct list features; /* of struct feature_card */
};
extern const struct field offer_card_fields[];

/* With the texts of its features in `language`; the offer's own are in the one it was read in. */
MUST_CHECK enum err offer_card_show(struct ctx *ctx, const struct offer *offer,
                                    const char *language, struct offer_card *card);

#endif
