/* Inside the room: what the verbs that move money share. */
#ifndef DOMAIN_PAYMENTS_PAYMENT_PARTS_H
#define DOMAIN_PAYMENTS_PAYMENT_PARTS_H

#include "domain/payments/payment.h"

/* By the recorder's reference; ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err payment_find(struct ctx *ctx, const char *reference_payment,
                                 struct payment *out);

/* Writes the row with its shares, enters it into the books and sets its seq. ERR_RETRY if somebody
 * used its reference meanwhile. */
MUST_CHECK enum err payment_write(struct ctx *ctx, struct payment *payment);

#endif
