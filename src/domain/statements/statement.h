/* Statements of account: what a customer owed when a range of days began, what happened in it, and
 * what he owes at its end; one for each of his currencies.
 *
 * They are read from the books and nowhere else: an operation is an entry about this customer, on
 * the day of the document that it is about. So a draft is absent, opening and operations add up to
 * the closing balance, and that of today is what the ledger says that he owes. Money beyond what he
 * owes lowers no balance; it waits as his credit, and stands beside. */
#ifndef DOMAIN_STATEMENTS_STATEMENT_H
#define DOMAIN_STATEMENTS_STATEMENT_H

#include "domain/customers/customer.h"
#include "rules/statement.h"

enum kind_operation {
    OPERATION_NONE,
    OPERATION_INVOICE,
    OPERATION_CREDIT_NOTE,
    OPERATION_PAYMENT,
    OPERATION_REFUND,          /* money given back of a credit note */
    OPERATION_RETURN,          /* money taken back: a debit that came back, a dispute */
    OPERATION_CREDIT_USED,     /* an invoice is paid with money that had come in before */
    OPERATION_CREDIT_RETURNED, /* the opposite, or a credit note becomes credit */
    OPERATION_WRITE_OFF,
    OPERATION_REOPENING, /* the opposite */
};
extern const char *const kind_operation_names[];

struct operation {
    int64_t seq; /* of its entry in the books */
    int kind_operation;
    struct instant date;
    const char *done_on; /* the day, where the customer lives */
    int64_t id_invoice;  /* NONE of a payment */
    const char *full_number;
    int64_t id_payment; /* NONE of anything else */
    int type_payment;
    const char *label_payment, *reference_payment;
    int64_t amount_debit, amount_credit; /* what he owes more or less; NONE: not that */
    int64_t amount_credited;             /* what became his credit, or, negative, was of it */
    int64_t amount_balance;              /* what he owes then */
    const char *currency;
};
extern const struct field operation_fields[];

/* What he owes at the end by how many days it is late; the sum is the closing balance. */
struct ageing {
    int64_t amount_not_due, amount_late_30, amount_late_60, amount_late_90, amount_late_more;
};

struct statement {
    const char *currency;
    int64_t amount_opening, amount_debit, amount_credit, amount_closing;
    int64_t amount_unused; /* the customer's credit at the end */
    struct ageing ageing;
    struct list operations; /* of struct operation */
};

struct customer_statements {
    int64_t id_customer;
    const char *reference_customer, *reference_segment, *name, *time_zone;
    const char *from_on, *to_on; /* days; from_on NULL: since ever */
    struct list statements;      /* of struct statement, that of his segment's currency first */
};
extern const struct field customer_statements_fields[];

/* His statements for a range of days, of his own time zone; without a last day until today. Beyond
 * today there is nothing. ERR_INVALID, noted, if the range ends before it begins. */
MUST_CHECK enum err statement_list(struct ctx *ctx, const struct customer *customer,
                                   const struct day_range *range, struct customer_statements *out);
/* Where he lives: his own time zone, else his segment's. */
MUST_CHECK enum err statement_zone(struct ctx *ctx, const struct customer *customer,
                                   const char **out);
/* The day that it is there. */
MUST_CHECK enum err statement_today(struct ctx *ctx, const struct customer *customer,
                                    struct instant *out);

#endif
