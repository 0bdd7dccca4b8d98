/* Where customers are sent: the merchant's URLs, completed. */
#ifndef DOMAIN_LOOK_LOOK_URL_H
#define DOMAIN_LOOK_LOOK_URL_H

#include <stdint.h>

#include "base/arena.h"

/* What the customer comes back from, and what came of it: the words of the contract. */
enum return_from {
    FROM_SUBSCRIBE = 1,
    FROM_UPGRADE,
    FROM_RESTART,
    FROM_OPTIONS,
    FROM_TERMINATE,
    FROM_PERMISSION, /* a method of payment */
    FROM_INVOICE,
    FROM_PORTAL, /* a button that leads elsewhere */
};
enum return_outcome {
    OUTCOME_NOTHING,   /* is not said */
    OUTCOME_NO_CHARGE, /* there was nothing to pay */
    OUTCOME_PAID,
    OUTCOME_PENDING,    /* the provider did not confirm yet */
    OUTCOME_REGISTERED, /* a method was registered, and nothing charged */
    OUTCOME_DUE,        /* an invoice is to be paid later */
};

struct look_return {
    enum return_from from;
    enum return_outcome outcome;
    int64_t id_customer;         /* 0: anybody */
    const char *reference_offer; /* or NULL */
    int64_t id_subscription;     /* 0: none */
};

/* The URL with `from`, `outcome`, `idc`, `refo` and `idsub`: after its own query and before its
 * fragment, and in the place of its own parameters of these names. Whoever is sent there could have
 * written it himself: the merchant asks the API what is true. */
const char *look_return_url(struct arena *arena, const char *url, const struct look_return *back);

/* The URL with one parameter, in the place of those of that name: `crylk`, `pa_query`. */
const char *look_url_with(struct arena *arena, const char *url, const char *name,
                          const char *value);

#endif
