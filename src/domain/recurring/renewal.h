/* Renewals: the schedule of a subscription, in the fields that a recurring invoice has. Only reads;
 * what runs is the subscription. */
#ifndef DOMAIN_RECURRING_RENEWAL_H
#define DOMAIN_RECURRING_RENEWAL_H

#include "domain/customers/customer.h"

struct renewal {
    int64_t id_subscription;
    const char *title, *currency;
    int state_subscription;
    int64_t duration_recurrence;
    int unit_recurrence;
    struct instant date_start;
    /* When it renews, the periods that are charged after the present one, NONE: without end, and
     * what the next of them comes to today, with the consumption so far: none of it for one that
     * does not renew. */
    struct instant date_next;
    int64_t cycles_left, amount_subtotal, amount_total;
};

/* A page of what the customer pays for and what runs, newest first, in that language; `total`
 * counts all his subscriptions, also those that do not. */
MUST_CHECK enum err renewal_list(struct ctx *ctx, const struct customer *buyer,
                                 const char *language, const struct page *page, struct list *out,
                                 int64_t *total);

#endif
