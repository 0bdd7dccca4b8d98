/* Invoices: the balance of a customer at his billing date, numbered, chained and frozen.
 *
 * An issued invoice never changes (a trigger holds that too): its canonical content is kept and
 * hashed, and what may still move is how it is paid. Numbers have no gap: they are taken last, for
 * as many invoices as survived, and the date of issue never goes back within a series.
 *
 * What is charged is always invoiced. Lines in the customer's favour lower it, to zero at most, and
 * what is left of them waits (rules/credit.h); nothing is paid out, and a balance of credits alone
 * issues nothing. Money that had come in before lowers no price: the invoice is paid with it. One
 * whose lines come to nothing is an invoice of zero, which is paid at once.
 *
 * Who pays for a group of customers has their lines on his invoice.
 */
#ifndef DOMAIN_INVOICES_INVOICE_H
#define DOMAIN_INVOICES_INVOICE_H

#include "domain/accounts/setting.h"
#include "domain/customers/customer.h"
#include "rules/invoice_state.h"

/* The contract's Status of a state: Draft, Due, Paid, Problem, Void, Uncollectible. */
const char *status_of_invoice(enum state_invoice state);
/* Is it still to be paid, and its limit behind us? */
bool invoice_is_overdue(enum state_invoice state, struct instant date_payment_limit,
                        struct instant now);

struct invoice {
    int64_t id, id_segment, id_seller, id_customer, id_series, number;
    const char *full_number;
    const char *type_credit; /* NULL: a debit */
    int state_invoice;
    struct instant date_issue;
    const char *issued_on; /* the seller's calendar day */
    struct instant date_payment, date_payment_scheduled, date_payment_limit;
    int type_payment;
    const char *currency, *language;
    int64_t amount_subtotal, amount_total, amount_paid;
    const char *note, *reason;
    int64_t id_corrects, id_address_seller, id_address_customer;
    const char *reference_order; /* the customer's purchase order */
    int64_t amount_deposit;      /* what is asked for first, with tax; NONE: all of it */
    const char *content;       /* canonical JSON: what was hashed */
    struct bytes content_hash; /* SHA-256 */
    /* While it is DueOffline: when it will be overdue; DueAuto: when it is charged. */
    struct instant next_at;
    struct instant reminder_at; /* when the customer is reminded of it */
    struct instant date_update;
};
extern const struct field invoice_fields[];

/* What is to be paid of it next: the rest of its deposit until that is paid, then all the rest. */
int64_t invoice_amount_due(int64_t amount_total, int64_t amount_paid, int64_t amount_deposit);

/* What is taxed alike: by the same country, in the same category and at the same rate. Without
 * taxes by place there is only the rate. */
struct invoice_tax {
    int64_t id_invoice, position, rate_tax;
    const char *label_tax;
    int64_t amount_subtotal, amount_tax;
    const char *category_tax, *country_tax; /* EN 16931's, and whose tax it is */
    const char *vatex_tax, *mention_tax;    /* why there is none: a code, and words */
    const char *proof_vat;                  /* of a reverse charge: what VIES calls its answer */
    int64_t amount_distance; /* sold to consumers of other member states; NONE: nothing was */
};
/* Do a line's rate, category and country belong to the tax? */
bool invoice_tax_is(const struct invoice_tax *tax, int64_t rate_tax, const char *category_tax,
                    const char *country_tax);
extern const struct field invoice_tax_fields[];

/* What is billed: the customers whose next billing is exactly `at`, from one id to another; or the
 * drafts that are to be issued exactly then. */
struct billing {
    struct instant at;
    int64_t first, last;
    const struct settings *settings;
    bool is_of_drafts;
    /* For a billing that somebody asks for, not the clock. */
    bool is_asked_for; /* issued at once, whatever draft_hours says */
    struct instant date_start, date_end; /* only lines of [start, end); not set: no limit */
    bool is_offline;                     /* to be paid offline, whatever the payment settings */
    const char *note;                    /* of this invoice alone */
};

/* Bills them all with a few statements, and sets each one's next billing. `issued` takes the
 * invoices (of struct invoice), `count` how many customers, or drafts, were looked at. Where
 * draft_hours says so, what the clock bills becomes a draft (invoice_draft.h). */
MUST_CHECK enum err invoice_bill(struct ctx *ctx, const struct billing *billing,
                                 struct list *issued, int64_t *count);

/* Bills one customer now, or who pays for him. ERR_FORBIDDEN if he has no payment settings or owes too much;
 * `is_issued` tells whether there was anything to bill. */
MUST_CHECK enum err invoice_bill_customer(struct ctx *ctx, struct customer *customer,
                                          const struct billing *how, struct invoice *out,
                                          bool *is_issued);

/* What an invoice would be of lines that wait and of some more, both of `struct balance_line`: with
 * the taxes of the whole document, and credits as far as they are used. Nothing is written. */
struct foreseen {
    bool is_issued;    /* or is nothing to be charged? Then the lines wait for the next invoice. */
    struct list lines; /* of struct balance_line */
    struct list taxes; /* of struct invoice_tax */
    int64_t amount_subtotal, amount_total;
    int64_t amount_money; /* of the total: paid with what came in before */
    int64_t amount_rest;  /* of credits that are larger: what waits for the next invoice */
};
/* `id_offer`: what those without a subscription are charged by; 0: none. */
MUST_CHECK enum err invoice_foresee(struct ctx *ctx, const struct customer *customer,
                                    const struct list *waiting, const struct list *more,
                                    int64_t id_offer, struct foreseen *out);

/* Those from one id to another whose grace ends at `at` and that nobody has paid become overdue;
 * `count` says how many. */
MUST_CHECK enum err invoice_lapse(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                                  int64_t *count);

/* An invoice or a credit note as it is shown to others. */
struct invoice_shown {
    int64_t id, id_segment, id_customer;
    const char *reference_segment, *reference_customer, *full_number;
    int state_invoice;
    struct instant date_issue, date_update, date_payment, date_payment_scheduled;
    struct instant date_payment_limit;
    int type_payment;
    int64_t amount_subtotal, amount_total, amount_paid;
    const char *currency, *note_localized, *type_credit, *reason;
};
extern const struct field invoice_shown_fields[];

/* ERR_NOT_FOUND, not noted. A number is unique in the business; a segment that is given must be the
 * invoice's. */
MUST_CHECK enum err invoice_show(struct ctx *ctx, int64_t id, struct invoice_shown *out);
MUST_CHECK enum err invoice_show_number(struct ctx *ctx, const char *full_number,
                                        const char *reference_segment, struct invoice_shown *out);

/* Of `struct invoice_tax`. */
MUST_CHECK enum err invoice_tax_list(struct ctx *ctx, int64_t id, struct list *out);

/* The invoices of a customer, perhaps only those about one subscription; of a whole segment if
 * `id_customer` is NONE. */
struct invoice_filter {
    int64_t id_customer, id_subscription, id_segment;
};
/* A page of `struct invoice_shown`, newest first; `total` counts all that match. */
MUST_CHECK enum err invoice_list(struct ctx *ctx, const struct invoice_filter *filter,
                                 const struct page *page, struct list *out, int64_t *total);

#endif
