/* Payments: money that came in by bank, by check, in cash or in another way, and that somebody
 * records by hand; and what a gateway moved (domain/gateways).
 *
 * A payment settles invoices of one customer: those that are named, or all that he owes, the oldest
 * first. It may be less than what is due, which leaves an invoice partly paid; what is over becomes
 * his credit, a line AutoBillingReport of his balance without tax, since it is money and not a
 * lower price. What is given back of an invoice is a payment of a negative amount, for its credit
 * note. A payment never changes; each is one entry of the books. */
#ifndef DOMAIN_PAYMENTS_PAYMENT_H
#define DOMAIN_PAYMENTS_PAYMENT_H

#include "domain/books/book.h"
#include "domain/invoices/invoice.h"

/* The part of a payment that is for one invoice. */
struct payment_share {
    int64_t id_payment, id_invoice;
    const char *full_number;
    int64_t amount;
};
extern const struct field payment_share_fields[];

struct payment {
    int64_t id, id_segment, id_customer;
    int64_t id_transaction; /* of a gateway (domain/gateways); NONE: recorded by hand */
    const char *reference_segment, *reference_customer;
    int type_payment; /* enum type_payment */
    const char *label_payment, *reference_payment, *note;
    struct instant date_payment;
    int64_t amount, amount_credited; /* the latter: what was over */
    const char *currency;
    int64_t seq; /* of its entry */
    struct instant date_creation;
    int64_t id_user_creation;
    struct list shares; /* of struct payment_share */
};
extern const struct field payment_fields[];

/* A payment as somebody records it. `amount` may be NONE if invoices are named: all that they ask.
 * `type_payment` may be left out for a customer who pays offline: as he always does. */
struct receipt {
    const char *reference_customer, *reference_segment; /* or the customer of the first invoice */
    int64_t amount;
    int type_payment;
    const char *label_payment;     /* only for ExternalOther */
    const char *reference_payment; /* the recorder's own: recorded twice it counts once */
    const char *note;
    struct instant date_payment; /* not set: now */
    struct list invoices;        /* of struct payment_share, by id_invoice or full_number */
    int64_t is_prepaid;          /* 1: for later invoices alone; what he owes is left alone */
};

/* Records it, once. `is_new` is false if it was there already. ERR_INVALID for what makes no sense,
 * ERR_FORBIDDEN for an unknown customer, ERR_CONFLICT for an invoice that is not to be paid and for
 * a reference that stands for another payment. */
MUST_CHECK enum err payment_record(struct ctx *ctx, const struct receipt *receipt,
                                   struct payment *out, bool *is_new);

/* What is given back of an invoice that was paid, as somebody records it. */
struct refund {
    const char *reason; /* is on the credit note; must be given */
    int64_t amount;     /* with tax; NONE: all that was not given back yet */
    int type_payment;   /* as in a receipt, and the rest too */
    const char *label_payment, *reference_payment, *note;
    struct instant date_payment;
};

/* Makes the credit note (domain/invoices/invoice_credit.h) and records the payment, once. Refuses
 * what either of them refuses. */
MUST_CHECK enum err payment_refund(struct ctx *ctx, int64_t id_invoice, const struct refund *refund,
                                   struct payment *out, bool *is_new);

/* What a gateway moved of a customer, who is locked. */
struct moved {
    int64_t id_transaction;
    int type_payment;
    struct instant date;
    int64_t amount;    /* positive */
    struct list parts; /* of struct payment_share: so much for which invoice */
};
/* It came in. What an invoice asks no more by now is the customer's credit. */
MUST_CHECK enum err payment_collect(struct ctx *ctx, const struct customer *customer,
                                    const struct moved *moved, struct payment *out);
/* It went back against our will: a payment of a negative amount for the same invoices, which are
 * in the `state` given from now on. What cannot be asked of them, because credit notes took them
 * back, the customer owes all the same: a debit in his balance. */
MUST_CHECK enum err payment_take_back(struct ctx *ctx, const struct customer *customer,
                                      const struct moved *moved, enum state_invoice state,
                                      struct payment *out);
/* It was given back of an invoice: makes the credit note. */
MUST_CHECK enum err payment_give_back(struct ctx *ctx, const struct customer *customer,
                                      int64_t id_invoice, const char *reason,
                                      const struct moved *moved, struct payment *out);

/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err payment_get(struct ctx *ctx, int64_t id, struct payment *out);

/* The last one of a gateway's transaction. ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err payment_of_transaction(struct ctx *ctx, int64_t id_transaction,
                                           struct payment *out);

/* NONE where it does not matter. */
struct payment_filter {
    int64_t id_customer, id_invoice;
};
/* A page of `struct payment`, newest first; `total` counts all that match. */
MUST_CHECK enum err payment_list(struct ctx *ctx, const struct payment_filter *filter,
                                 const struct page *page, struct list *out, int64_t *total);

/* What its entry in the books must hold: for recording and for verifying. The kind, the hash of
 * everything that no law will have erased, and the postings. */
enum { PAYMENT_POSTINGS = 3 };
const char *payment_entry_kind(const struct payment *payment);
void payment_hash(struct arena *arena, const struct payment *payment, uint8_t out[32]);
size_t payment_postings(const struct payment *payment, struct posting out[PAYMENT_POSTINGS]);

#endif
