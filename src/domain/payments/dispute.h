/* Disputes: a customer contests an invoice, at his bank or with the merchant.
 *
 * What he had paid of it is taken back: a payment of a negative amount, so that the invoice asks
 * for it again. While the dispute is open the invoice is ProblemDisputed. If the merchant wins, the
 * money comes back and the invoice is paid; if it never was, it is due as before. If he loses, it
 * is to be charged again, cancelled or given up. Paid, cancelled or given up meanwhile, it is
 * disputed no more. */
#ifndef DOMAIN_PAYMENTS_DISPUTE_H
#define DOMAIN_PAYMENTS_DISPUTE_H

#include "domain/payments/payment.h"

struct dispute {
    int64_t id, id_invoice;
    const char *reason;
    int64_t amount; /* what was taken back; 0: nothing had been paid */
    struct instant date_dispute;
    int outcome; /* of dispute_outcome_names; 0: open */
    struct instant date_outcome;
    int64_t id_user_creation;
};
extern const struct field dispute_fields[];

enum dispute_outcome { DISPUTE_OPEN, DISPUTE_WON, DISPUTE_LOST, DISPUTE_SETTLED };
extern const char *const dispute_outcome_names[];

/* Registers one. ERR_NOT_FOUND, noted; ERR_INVALID without a reason; ERR_CONFLICT for an invoice
 * that is void, refunded, given up or disputed already. */
MUST_CHECK enum err dispute_register(struct ctx *ctx, int64_t id_invoice, const char *reason,
                                     struct dispute *out);

/* How it ended. ERR_CONFLICT if none is open. */
MUST_CHECK enum err dispute_resolve(struct ctx *ctx, int64_t id_invoice, bool is_won,
                                    struct dispute *out);

#endif
