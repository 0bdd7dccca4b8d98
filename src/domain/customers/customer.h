/* Customers: who holds subscriptions and who pays for them.
 *
 * A customer belongs to one segment for good, which fixes the currency, and is known by a reference
 * that is unique in it. What he owes waits in his balance (domain/balance) until
 * `date_next_billing`. A verb that changes a customer's money locks his row first
 * (`customer_lock`); after customers come series, then books. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_H
#define DOMAIN_CUSTOMERS_CUSTOMER_H

#include "domain/customers/address.h"
#include "domain/page.h"
#include "domain/trace.h"

/* Between a charge and its invoice (product notes, section 8.2). */
#define BILLING_DELAY HOURS(6)

enum status_customer { CUSTOMER_NONE, CUSTOMER_ENABLED, CUSTOMER_SUSPENDED };
extern const char *const status_customer_names[];

enum type_payment {
    PAYMENT_NONE, /* nothing was ever set: not billable */
    PAYMENT_FREE,
    PAYMENT_EXTERNAL_CHECK,
    PAYMENT_EXTERNAL_CASH,
    PAYMENT_EXTERNAL_BANK,
    PAYMENT_EXTERNAL_OTHER,
    PAYMENT_CARD,
    PAYMENT_DIRECT_DEBIT,
};
extern const char *const type_payment_names[];

enum mode_billing { BILLING_NONE, BILLING_AUTO, BILLING_MANUAL };
extern const char *const mode_billing_names[];

struct customer {
    int64_t id, id_segment;
    const char *reference_customer;
    const char *reference_segment, *currency; /* of the segment */
    const char *name, *email, *language, *time_zone;
    int status; /* enum status_customer */
    const char *reference_affiliation;
    struct instant date_affiliation;
    const char *metadata;
    int64_t id_address_billing, id_address_shipping;
    int type_payment, mode_billing;
    bool is_grey_listed;
    const char *note_invoice;
    struct instant date_next_billing;
    int64_t id_customer_payer; /* who has his lines on an invoice; NONE: he himself */
    int64_t link_epoch;
    struct trace trace;
};
extern const struct field customer_fields[];

/* What a caller may give. Absent fields are left as they are. */
struct customer_input {
    const char *reference_customer, *reference_segment;
    int64_t id_segment;
    const char *name, *email, *language, *reference_affiliation, *metadata;
};
extern const struct field customer_input_fields[];

struct payment_input {
    int type_payment, mode_billing;
    int64_t is_grey_listed, is_auto_billing;
    const char *note_invoice;
    struct instant date_next_billing;
};
extern const struct field payment_input_fields[];

/* Creates the customer, or updates the one of that reference in the segment (contract 1.8); a
 * missing reference is made up. `is_new` tells which. ERR_INVALID with every mistake noted. */
MUST_CHECK enum err customer_upsert(struct ctx *ctx, const struct customer_input *input,
                                    struct customer *out, bool *is_new);

/* The parts of customer_upsert and of what follows it, for whoever brings many (domain/imports):
 * complaining first, writing later, with what he has loaded himself. */
struct segment;

void customer_check(struct ctx *ctx, const struct customer_input *input);
/* Card and DirectDebit come with a payment method, not by hand. */
void type_payment_check(struct ctx *ctx, int type_payment);

/* A new customer with all that is known about him. */
struct customer_details {
    const struct customer_input *input;
    const struct address *billing; /* NULL: no address */
    int type_payment;              /* enum type_payment */
};
/* One row, one more for the address, one event. What is given was checked; if the segment has a
 * customer of that reference already, ERR_RETRY. */
MUST_CHECK enum err customer_add(struct ctx *ctx, const struct segment *segment,
                                 const struct customer_details *details, struct customer *out);
/* Sets what is given; writes only if something differs, which `is_changed` tells. */
MUST_CHECK enum err customer_update(struct ctx *ctx, struct customer *customer,
                                    const struct customer_input *input, bool *is_changed);

/* Several addresses are possible; these are the two that documents use. */
MUST_CHECK enum err customer_set_address(struct ctx *ctx, struct customer *customer,
                                         bool is_billing, const struct address *input,
                                         struct address *out);
/* The same with the present address, which the caller has loaded; NULL: there is none. */
MUST_CHECK enum err customer_change_address(struct ctx *ctx, struct customer *customer,
                                            bool is_billing, const struct address *before,
                                            const struct address *input, struct address *out);
/* The same with the whole address: what it lacks is gone. */
MUST_CHECK enum err customer_replace_address(struct ctx *ctx, struct customer *customer,
                                             bool is_billing, struct address *address);
/* Card and DirectDebit come with a payment method, not here. */
MUST_CHECK enum err customer_set_payment(struct ctx *ctx, struct customer *customer,
                                         const struct payment_input *input);

/* By reference: in the segment if one is given, else in the first that has him. ERR_FORBIDDEN
 * `Error.Api.Customer.Unaccessible`, as the contract wants, for an unknown one. */
MUST_CHECK enum err customer_access(struct ctx *ctx, const char *reference_customer,
                                    const char *reference_segment, struct customer *out);
/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err customer_find(struct ctx *ctx, const char *reference_customer,
                                  const char *reference_segment, struct customer *out);
MUST_CHECK enum err customer_get(struct ctx *ctx, int64_t id, struct customer *out);
/* Those of the segment whose references stand in a JSON array, by id: of `struct customer`. Their
 * rows are locked until the end of the transaction if `is_locking`. */
MUST_CHECK enum err customer_list_of_references(struct ctx *ctx, int64_t id_segment,
                                                const char *references, bool is_locking,
                                                struct list *out);

/* A page of the segment's, of `struct customer`, oldest first; `total` counts them all. */
MUST_CHECK enum err customer_list(struct ctx *ctx, int64_t id_segment, const struct page *page,
                                  struct list *out, int64_t *total);

/* Locks the row until the end of the transaction and reads it anew. */
MUST_CHECK enum err customer_lock(struct ctx *ctx, int64_t id, struct customer *out);

/* What to call him: his name, else his reference. */
const char *customer_name(const struct customer *customer);

/* Was his access closed (customer_privacy.h)? Then nothing may be sold to him either. */
bool customer_is_suspended(const struct customer *customer);

/* Is there a way to pay: has the customer payment settings, or does another pay for him? */
bool customer_can_pay(const struct customer *customer);

/* Draws the customer's billing to `at`, if it would be later or never and nobody fixed it; that of
 * his payer, if he has one. */
MUST_CHECK enum err customer_draw_billing(struct ctx *ctx, int64_t id, struct instant at);

/* Sets it, whatever it was; not set: never. One that a person fixed stays until it has passed. */
MUST_CHECK enum err customer_set_billing(struct ctx *ctx, int64_t id, struct instant at,
                                         bool is_fixed);

/* Writes what changed but for date_next_billing; ERR_RETRY if somebody else was faster. */
MUST_CHECK enum err customer_save(struct ctx *ctx, struct customer *customer);

#endif
