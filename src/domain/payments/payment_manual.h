/* An invoice that somebody declares paid: in one step issued, if it is still a draft, and paid by
 * hand with all that it asks. */
#ifndef DOMAIN_PAYMENTS_PAYMENT_MANUAL_H
#define DOMAIN_PAYMENTS_PAYMENT_MANUAL_H

#include "domain/payments/payment.h"

struct manual_payment {
    int type_payment;            /* 0: as the customer pays, if that is offline; else by bank */
    const char *label_payment;   /* only for ExternalOther */
    struct instant date_payment; /* not set: now */
};

/* Records a payment of what is left, whose reference begins with `manual`. One that is paid already
 * stays as it is. ERR_NOT_FOUND, noted; ERR_CONFLICT for one that cannot be paid. */
MUST_CHECK enum err payment_mark_paid(struct ctx *ctx, int64_t id_invoice,
                                      const struct manual_payment *input);

#endif
