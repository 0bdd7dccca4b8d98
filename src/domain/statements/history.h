/* Payments as their customer sees them: what came in, what went back, what is on its way and what
 * failed, with the invoices that each is for.
 *
 * A payment (domain/payments) and the transaction that moved it (domain/gateways) are one thing
 * here; a transaction that has moved nothing yet, or never will, stands for itself, unless it was
 * called off. Nothing here is written anywhere. */
#ifndef DOMAIN_STATEMENTS_HISTORY_H
#define DOMAIN_STATEMENTS_HISTORY_H

#include "domain/customers/customer.h"

enum status_payment {
    STATUS_PAYMENT_NONE,
    STATUS_PAYMENT_PENDING,
    STATUS_PAYMENT_RECEIVED,
    STATUS_PAYMENT_PARTLY_REFUNDED,
    STATUS_PAYMENT_REFUNDED, /* also of the refund itself */
    STATUS_PAYMENT_RETURNED, /* a bank took it back; also of that movement itself */
    STATUS_PAYMENT_DISPUTED,
    STATUS_PAYMENT_FAILED,
};
extern const char *const status_payment_names[];

/* What of it is for one invoice. */
struct payment_part {
    int64_t id_invoice;
    const char *full_number;
    const char *credit_note; /* by which it went back, or NULL */
    int64_t amount;          /* negative: went back */
    int64_t amount_returned; /* of it, later */
    int64_t amount_applied;  /* what is left: the invoice is paid with it */
};

struct paid {
    int64_t id;             /* the payment's; the transaction's while there is none */
    int64_t id_payment;     /* NONE: nothing has moved */
    int64_t id_transaction; /* NONE: recorded by hand */
    int64_t id_customer;
    struct instant date;
    int type_payment; /* enum type_payment */
    const char *label_payment;
    const char *name_display; /* of the method: the last digits of a card */
    const char *reference;    /* the recorder's, or the provider's of the transaction */
    int64_t amount;           /* negative: went back */
    int64_t amount_returned;  /* of it, later */
    int64_t amount_taken;     /* of that, by a bank or a dispute: no refund */
    int64_t amount_credited;  /* of it, what was for no invoice at first */
    int64_t amount_remaining; /* of that, what still waits for one */
    const char *currency;
    int status;        /* enum status_payment */
    struct list parts; /* of struct payment_part, by invoice */
};
extern const struct field paid_fields[];

/* A page of them, of `struct paid`, the newest first; `total` counts them all. */
MUST_CHECK enum err payment_history(struct ctx *ctx, int64_t id_customer, const struct page *page,
                                    struct list *out, int64_t *total);

/* One of them by its id. ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err payment_history_get(struct ctx *ctx, int64_t id, struct paid *out);

#endif
