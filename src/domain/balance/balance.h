/* The balance: what a customer owes and was not invoiced yet, as lines. A line is born here and
 * freezes when billing puts it into an invoice (domain/invoices).
 *
 * A line draws the customer's next billing to six hours later, if that is earlier, and one dated in
 * the future to six hours after that date. `charge_key` names what a line is for, so that the same
 * thing cannot be charged twice. */
#ifndef DOMAIN_BALANCE_BALANCE_H
#define DOMAIN_BALANCE_BALANCE_H

#include "domain/accounts/setting.h"
#include "domain/customers/customer.h"
#include "rules/charge.h"

enum state_move {
    MOVE_NONE,
    MOVE_DUE,
    MOVE_ADJUSTMENT,
    MOVE_BILLED,
    MOVE_CREDITED,
    MOVE_UNPAID,
    MOVE_CANCELLED,
    MOVE_DELETED,
};
extern const char *const state_move_names[];

struct balance_line {
    int64_t id, id_customer, id_subscription, id_feature;
    int type_line; /* enum type_line */
    const char *key_charge, *label;
    struct quantity quantity_reported, quantity_billed;
    int64_t amount_subtotal, amount_total, rate_tax;
    const char *category_tax, *country_tax; /* once it is invoiced, where taxes go by place */
    struct instant date_move, date_period_start, date_period_end;
    struct instant billable_at;
    int state_move;
    const char *charge_key, *explanation;
    int64_t id_invoice, position; /* NONE while it is open */
    int64_t id_draft;             /* the draft that holds it; NONE: none does */
    struct instant date_expiry;   /* of a credit that lapses */
    int64_t id_credit;            /* the line of the larger credit that it is a part of, or NONE */
    struct instant date_creation;
    int64_t id_user_creation;
};
extern const struct field balance_line_fields[];

/* Where the charges of a subscription go. */
struct billed_to {
    int64_t id_customer;                /* the buyer */
    int64_t id_subscription, period_no; /* NONE: not there yet, and only quoted */
    const char *language;               /* of the labels */
    int64_t rate_tax;
    /* The title of a feature, for its label. */
    const char *(*title_of)(const void *titles, int64_t id_feature);
    const void *titles;
};

/* The lines that charges become, not written: of `struct balance_line`, without ids. */
struct list balance_lines_of(struct ctx *ctx, const struct billed_to *to,
                             const struct charge *charges, size_t count);
/* Writes one line per charge. The caller draws the buyer's billing, once for all of them. */
MUST_CHECK enum err balance_add_charges(struct ctx *ctx, const struct billed_to *to,
                                        const struct charge *charges, size_t count);

/* What a person or an application adds. */
struct manual_line {
    const char *reference_customer;
    int64_t amount; /* of the whole line, without tax; negative: a credit */
    const char *label, *key_charge;
    struct quantity quantity;
    int type_line;
    int64_t id_subscription;
    struct instant date, date_period_start, date_period_end;
    int64_t ensure_billable;
    struct instant date_expiry; /* of a credit (balance_credit.h) */
};
extern const struct field manual_line_fields[];

/* Checks against the merchant's limits (ERR_INVALID beyond), writes the line with an audit row and
 * draws the billing. With `ensure_billable` a customer who cannot pay or owes too much is refused.
 */
MUST_CHECK enum err balance_add_manual(struct ctx *ctx, const struct manual_line *input,
                                       struct customer *customer, struct balance_line *out);

/* The merchant's limits alone, for what else is written by hand: what one line may come to, and
 * what one person may write in a day. ERR_INVALID, noted, beyond. */
MUST_CHECK enum err balance_check_line_limit(struct ctx *ctx, const struct settings *settings,
                                             int64_t amount, int64_t id_segment);
MUST_CHECK enum err balance_check_day_limit(struct ctx *ctx, const struct settings *settings,
                                            int64_t amount, int64_t id_segment);

/* The line that would be written, with the same checks; nothing is. */
MUST_CHECK enum err balance_quote_manual(struct ctx *ctx, const struct manual_line *input,
                                         const struct customer *customer, struct balance_line *out);

/* Writes lines as they are, of `struct balance_line`, with their ids. */
MUST_CHECK enum err balance_add_lines(struct ctx *ctx, const struct list *lines);

/* What a customer paid beyond his invoices, `amount` of it: a line without tax that pays his next
 * invoice, for which nothing is billed earlier. No line of this type is written otherwise, but as
 * the mirror of one. `charge_key` may be NULL, and so may `id`, which takes the line's. */
MUST_CHECK enum err balance_add_credit(struct ctx *ctx, const struct customer *customer,
                                       int64_t amount, struct instant date, const char *charge_key,
                                       int64_t *id);

/* What is left of the credits from one id to another that lapse at `at` is cancelled; `count` says
 * of how many. */
MUST_CHECK enum err balance_lapse(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                                  int64_t *count);

/* What a billing at `until` would take: of `struct balance_line`, oldest first. */
MUST_CHECK enum err balance_due_lines(struct ctx *ctx, int64_t id_customer, struct instant until,
                                      struct list *out);

/* A line that is not invoiced yet, with what is shown beside it. */
struct open_line {
    int64_t id_customer, id_segment, id_subscription, id_feature;
    const char *reference_customer, *reference_segment, *reference_feature;
    const char *label_localized, *key_charge;
    int64_t amount_subtotal, amount_total;
    const char *currency;
    struct instant date_move, date_period_start, date_period_end;
    int state_move, type_line;
    struct quantity quantity_reported, quantity_billed;
    const char *language; /* the customer's */
};

/* NONE or NULL where it does not matter. */
struct open_filter {
    int64_t id, id_customer, id_subscription;
    const char *reference_feature;
};

/* Of all lines that match, whatever the page. */
struct open_sums {
    int64_t count, amount_subtotal, amount_total;
};
extern const struct field open_sums_fields[];

/* A page of `struct open_line`, oldest first. */
MUST_CHECK enum err balance_list(struct ctx *ctx, const struct open_filter *filter,
                                 const struct page *page, struct list *out, struct open_sums *sums);

#endif
