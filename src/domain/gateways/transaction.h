/* Transactions: attempts to move money by a gateway.
 *
 * A charge is for one or several invoices of a customer, a refund for one. It has a key of its own,
 * the same for ever, and before anybody is asked for money its row says so (Unknown), so that after
 * a crash or a silence the provider is asked what became of it before anything is tried again. No
 * invoice has two charges that are open. What moved is a payment (domain/payments), written in the
 * transaction that learns of it; rules/collect.h says what may become of what. */
#ifndef DOMAIN_GATEWAYS_TRANSACTION_H
#define DOMAIN_GATEWAYS_TRANSACTION_H

#include "domain/gateways/permission.h"
#include "domain/gateways/sandbox.h"
#include "domain/invoices/invoice_settle.h"

struct transaction_share {
    int64_t id_transaction, id_invoice;
    const char *full_number;
    int64_t amount;
};
extern const struct field transaction_share_fields[];

struct transaction {
    int64_t id, id_segment, id_customer, id_gateway, id_permission, id_corrects;
    const char *reference_customer, *reference_segment, *type_gateway, *name_display;
    int type_payment, state_transaction;
    int64_t amount;
    const char *currency;
    int64_t attempt; /* for its invoices with this method, from 1; 0: a refund */
    bool is_customer_present;
    struct instant date_charge, date_settlement;
    struct instant date_dispute_over; /* told later, what began before is old news */
    const char *token_transaction, *token_refund, *page_url, *progress;
    int decline;
    const char *code, *message, *reason;
    int64_t is_content_kept;
    struct instant next_at;
    const char *idempotency_key;
    const char *return_url;  /* where its page sends the customer; NULL: where that of his method did */
    struct instant sent_at; /* when a provider was first asked for it, by the machine's clock */
    struct call call;
    struct instant date_creation, date_update;
    int64_t id_user_creation, id_user_update, version;
    struct list shares; /* of struct transaction_share */
};
extern const struct field transaction_fields[];

/* What is charged, and how. The customer is locked. */
struct charge_order {
    const struct customer *customer;
    const struct gateway_permission *permission;
    const struct list *due; /* of struct payable: all that they ask is charged */
    bool is_customer_present;
    struct instant date; /* when it is wanted: now, or later for who works by files */
    const int64_t *amounts;      /* of each that is due so much; NULL: all that it asks */
    const char *idempotency_key; /* of what asks for it, or NULL */
    const char *return_url;      /* where its page sends the customer, before its id; or NULL */
};
/* Makes it and, where no server is needed, does it. ERR_CONFLICT
 * `Error.Invoice.ChargeOnItsWay` if one of the invoices has an open one. */
MUST_CHECK enum err transaction_charge(struct ctx *ctx, const struct charge_order *order,
                                       struct transaction *out);

/* Gives an invoice that a charge paid back by the same way, wholly or in part; the credit note is
 * made when the provider confirms, which without a server is now. `amount` NONE: all that is left.
 * ERR_CONFLICT if the invoice is not Paid, or no charge paid so much of it; ERR_INVALID. */
MUST_CHECK enum err transaction_refund(struct ctx *ctx, int64_t id_invoice, int64_t amount,
                                       const char *reason, struct transaction *out);

/* Calls it off if that is possible, or begins to. ERR_CONFLICT `Error.Invoice.ChargeOnItsWay` if
 * nobody knows yet what becomes of it. */
MUST_CHECK enum err transaction_call_off(struct ctx *ctx, struct transaction *transaction);
/* The open charge of an invoice; ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err transaction_open_of(struct ctx *ctx, int64_t id_invoice,
                                        struct transaction *out);

/* A customer's charge that was made under that key; ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err transaction_of_key(struct ctx *ctx, int64_t id_customer,
                                       const char *idempotency_key, struct transaction *out);

/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err transaction_get(struct ctx *ctx, int64_t id, struct transaction *out);
/* The same with its customer locked first. */
MUST_CHECK enum err transaction_lock(struct ctx *ctx, int64_t id, struct transaction *out);
struct transaction_filter {
    int64_t id_customer, id_invoice;
    int state_transaction; /* NONE, NONE, TRANSACTION_NONE: any */
};
MUST_CHECK enum err transaction_list(struct ctx *ctx, const struct transaction_filter *filter,
                                     const struct page *page, struct list *out, int64_t *total);

/* What is told of a transaction that is locked: its state, its money and its invoices follow, with
 * their events, and it is saved. What the outcome does not say is left as it was. */
MUST_CHECK enum err transaction_settle(struct ctx *ctx, struct transaction *transaction,
                                       enum told told, const struct gateway_outcome *outcome);

/* What a notification of a provider or a bank tells: its state, its money and its invoices follow,
 * with their events. The transaction is found by its token. `is_known` says whether there is one;
 * ERR_CONFLICT, noted, if it may be one whose answer was lost, to be told again later. */
MUST_CHECK enum err transaction_learn(struct ctx *ctx, const struct gateway *gateway,
                                      const struct gateway_fact *fact, bool *is_known);

/* Makes something happen to one of the sandbox's. ERR_CONFLICT, noted, of any other, and for what
 * cannot happen to it now. */
MUST_CHECK enum err transaction_simulate(struct ctx *ctx, int64_t id,
                                         enum sandbox_happening happening, struct transaction *out);
/* The sandbox's that waits on that page (`/sandbox/{business}/charge/{key}`); ERR_NOT_FOUND, not
 * noted. */
MUST_CHECK enum err transaction_of_page(struct ctx *ctx, const char *idempotency_key,
                                        struct transaction *out);

/* The errand for the provider's next step. */
MUST_CHECK enum err transaction_errand(struct ctx *ctx, const struct transaction *transaction,
                                       enum wish wish, struct gateway_errand *out);

/* What the clock does: those from one id to another that are looked at again at `at`, without a
 * server. */
MUST_CHECK enum err transaction_turn(struct ctx *ctx, struct instant at, int64_t first,
                                     int64_t last, int64_t *count);

/* What is asked of providers' servers about money. */
extern const struct lane transaction_lane;

#endif
