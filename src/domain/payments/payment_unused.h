/* What a terminated subscription gives back as money. */
#ifndef DOMAIN_PAYMENTS_PAYMENT_UNUSED_H
#define DOMAIN_PAYMENTS_PAYMENT_UNUSED_H

#include "domain/payments/payment.h"
#include "domain/subscriptions/subscription.h"

/* Refunds the unused part of the period on the invoice that charged it, by a credit note and a
 * payment as the customer always pays (payment_refund); nothing if there is none. ERR_CONFLICT if
 * that invoice is not paid: then a credit is what can be given. */
MUST_CHECK enum err payment_refund_unused(struct ctx *ctx, const struct unused *unused);

#endif
