/* Inside the room: what the verbs that move money share. */
#ifndef DOMAIN_PAYMENTS_PAYMENT_PARTS_H
#define DOMAIN_PAYMENTS_PAYMENT_PARTS_H

#include "domain/invoices/invoice_settle.h"
#include "domain/payments/payment.h"

/* By the recorder's reference; ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err payment_find(struct ctx *ctx, const char *reference_payment,
                                 struct payment *out);

/* Writes the row with its shares, enters it into the books and sets its seq. ERR_RETRY if somebody
 * used its reference meanwhile. */
MUST_CHECK enum err payment_write(struct ctx *ctx, struct payment *payment);

/* Tells the invoices of its shares, which are among the `due` ones (of struct payable). */
MUST_CHECK enum err payment_settle(struct ctx *ctx, const struct payment *payment,
                                   const struct list *due);
/* What was over becomes the customer's credit; what was taken back of it, his debit. */
MUST_CHECK enum err payment_credit(struct ctx *ctx, const struct customer *customer,
                                   const struct payment *payment);
/* The payable of that id, or NULL. */
struct payable *payable_of(const struct list *payables, int64_t id);

/* Who owes nothing more that is a problem gets back what was suspended for it. */
MUST_CHECK enum err payment_lift(struct ctx *ctx, const struct customer *customer);

#endif
