/* Everything that can happen, in the words of the webhooks (contract section 8). A verb records its
 * event in the transaction that causes it; nothing else may. */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include "base/ctx.h"
#include "base/field.h"

/* All of them: the constant, the name, and which blocks its webhook carries beside the customer.
 * InvoiceDebitReminder and those of estimates and recurring invoices are ours, all others are the
 * contract's. */
#define EVENT_TYPES(ONE)                                                                           \
    ONE(CUSTOMER_ADDED, CustomerAdded, CUSTOMER)                                                   \
    ONE(CUSTOMER_BILLING_ADDRESS_UPDATED, CustomerBillingAddressUpdated, CUSTOMER)                 \
    ONE(CUSTOMER_PAYMENT_METHOD_UPDATED, CustomerPaymentMethodUpdated, CUSTOMER)                   \
    ONE(CUSTOMER_IS_GREY_LISTED, CustomerIsGreyListed, CUSTOMER)                                   \
    ONE(CUSTOMER_SUSPENDED, CustomerSuspended, CUSTOMER)                                           \
    ONE(CUSTOMER_ENABLED, CustomerEnabled, CUSTOMER)                                               \
    ONE(CUSTOMER_BILLING_SUCCEEDED, CustomerBillingSucceeded, CUSTOMER)                            \
    ONE(CUSTOMER_BILLING_FAILED, CustomerBillingFailed, CUSTOMER)                                  \
    ONE(CUSTOMER_CHARGING_SUCCEEDED, CustomerChargingSucceeded, PERMISSION)                        \
    ONE(CUSTOMER_CHARGING_PENDING, CustomerChargingPending, PERMISSION)                            \
    ONE(CUSTOMER_CHARGING_FAILED, CustomerChargingFailed, PERMISSION)                              \
    ONE(CUSTOMER_CHARGING_AUTO_FAILED_NO_PERMISSION, CustomerChargingAutoFailedNoPermission,       \
        CUSTOMER)                                                                                  \
    ONE(CUSTOMER_CHARGING_AUTO_FAILED_NO_RETRY, CustomerChargingAutoFailedNoRetry, PERMISSION)     \
    ONE(SUBSCRIPTION_STARTED, SubscriptionStarted, SUBSCRIPTION)                                   \
    ONE(SUBSCRIPTION_RENEWED, SubscriptionRenewed, SUBSCRIPTION)                                   \
    ONE(SUBSCRIPTION_RESTARTED, SubscriptionRestarted, SUBSCRIPTION)                               \
    ONE(SUBSCRIPTION_SUSPENDED_AGENT, SubscriptionSuspendedAgent, SUBSCRIPTION)                    \
    ONE(SUBSCRIPTION_SUSPENDED_PAYMENT_INFO_MISSING, SubscriptionSuspendedPaymentInfoMissing,      \
        SUBSCRIPTION)                                                                              \
    ONE(SUBSCRIPTION_SUSPENDED_PAYMENT_DUE, SubscriptionSuspendedPaymentDue, SUBSCRIPTION)         \
    ONE(SUBSCRIPTION_TERMINATED_AT_RENEWAL, SubscriptionTerminatedAtRenewal, SUBSCRIPTION)         \
    ONE(SUBSCRIPTION_TERMINATED, SubscriptionTerminated, SUBSCRIPTION)                             \
    ONE(SUBSCRIPTION_HISTORY, SubscriptionHistory, SUBSCRIPTION)                                   \
    ONE(SUBSCRIPTION_DELETED, SubscriptionDeleted, SUBSCRIPTION)                                   \
    ONE(SUBSCRIPTION_UPDATED, SubscriptionUpdated, SUBSCRIPTION)                                   \
    ONE(SUBSCRIPTION_FEATURES_UPDATED, SubscriptionFeaturesUpdated, SUBSCRIPTION)                  \
    ONE(SUBSCRIPTION_DATE_TERM_UPDATED, SubscriptionDateTermUpdated, CUSTOMER)                     \
    ONE(SUBSCRIPTION_UPGRADED, SubscriptionUpgraded, SUBSCRIPTION)                                 \
    ONE(SUBSCRIPTION_TERMINATED_FOR_UPGRADE, SubscriptionTerminatedForUpgrade, SUBSCRIPTION)       \
    ONE(INVOICE_DEBIT_ISSUED_PAYMENT_AUTO, InvoiceDebitIssuedPaymentAuto, INVOICE_DEBIT)           \
    ONE(INVOICE_DEBIT_ISSUED_PAYMENT_OFFLINE, InvoiceDebitIssuedPaymentOffline, INVOICE_DEBIT)     \
    ONE(INVOICE_DEBIT_PAID, InvoiceDebitPaid, INVOICE_DEBIT)                                       \
    ONE(INVOICE_DEBIT_REFUNDED, InvoiceDebitRefunded, INVOICE_DEBIT)                               \
    ONE(INVOICE_DEBIT_CANCELLED, InvoiceDebitCancelled, INVOICE_DEBIT)                             \
    ONE(INVOICE_DEBIT_PAYMENT_AUTO_FAILED, InvoiceDebitPaymentAutoFailed, INVOICE_DEBIT)           \
    ONE(INVOICE_DEBIT_PAYMENT_AUTO_REQUESTED_AUTH, InvoiceDebitPaymentAutoRequestedAuth,           \
        INVOICE_DEBIT)                                                                             \
    ONE(INVOICE_DEBIT_OVERDUE, InvoiceDebitOverdue, INVOICE_DEBIT)                                 \
    ONE(INVOICE_DEBIT_REMINDER, InvoiceDebitReminder, INVOICE_DEBIT)                               \
    ONE(INVOICE_DEBIT_DISPUTED, InvoiceDebitDisputed, INVOICE_DEBIT)                               \
    ONE(INVOICE_DEBIT_UNCOLLECTIBLE, InvoiceDebitUncollectible, INVOICE_DEBIT)                     \
    ONE(INVOICE_CREDIT_ISSUED, InvoiceCreditIssued, INVOICE_CREDIT)                                \
    ONE(ESTIMATE_SENT, EstimateSent, ESTIMATE)                                                     \
    ONE(ESTIMATE_VIEWED, EstimateViewed, ESTIMATE)                                                 \
    ONE(ESTIMATE_APPROVED, EstimateApproved, ESTIMATE)                                             \
    ONE(ESTIMATE_DECLINED, EstimateDeclined, ESTIMATE)                                             \
    ONE(ESTIMATE_EXPIRED, EstimateExpired, ESTIMATE)                                               \
    ONE(ESTIMATE_CONVERTED, EstimateConverted, ESTIMATE)                                           \
    ONE(ESTIMATE_CANCELLED, EstimateCancelled, ESTIMATE)                                           \
    ONE(RECURRING_INVOICE_STARTED, RecurringInvoiceStarted, RECURRING)                             \
    ONE(RECURRING_INVOICE_UPDATED, RecurringInvoiceUpdated, RECURRING)                             \
    ONE(RECURRING_INVOICE_PAUSED, RecurringInvoicePaused, RECURRING)                               \
    ONE(RECURRING_INVOICE_RESUMED, RecurringInvoiceResumed, RECURRING)                             \
    ONE(RECURRING_INVOICE_SKIPPED, RecurringInvoiceSkipped, RECURRING)                             \
    ONE(RECURRING_INVOICE_GENERATED, RecurringInvoiceGenerated, RECURRING)                         \
    ONE(RECURRING_INVOICE_COMPLETED, RecurringInvoiceCompleted, RECURRING)                         \
    ONE(GATEWAY_PERMISSION_SOON_EXPIRED, GatewayPermissionSoonExpired, PERMISSION)                 \
    ONE(GATEWAY_PERMISSION_EXPIRED, GatewayPermissionExpired, PERMISSION)                          \
    ONE(GATEWAY_PERMISSION_DEFECTIVE, GatewayPermissionDefective, PERMISSION)                      \
    ONE(GATEWAY_PERMISSION_INSUFFICIENT_FUNDS, GatewayPermissionInsufficientFunds, PERMISSION)     \
    ONE(GATEWAY_PERMISSION_PAYMENT_ISSUES, GatewayPermissionPaymentIssues, PERMISSION)

#define EVENT_CONSTANT(constant, name, blocks) EVENT_##constant,
enum event_type { EVENT_NONE, EVENT_TYPES(EVENT_CONSTANT) EVENT_TYPE_COUNT };
#undef EVENT_CONSTANT

/* What a webhook tells of: the customer alone, or also the blocks of the contract's table. */
enum event_blocks {
    BLOCKS_CUSTOMER,
    BLOCKS_SUBSCRIPTION, /* CustomerBuyer, Offer and Subscription */
    BLOCKS_INVOICE_DEBIT,
    BLOCKS_INVOICE_CREDIT,
    BLOCKS_PERMISSION,
    BLOCKS_ESTIMATE,
    BLOCKS_RECURRING,
};
extern const enum event_blocks event_blocks[EVENT_TYPE_COUNT];
extern const char *const event_type_names[];

struct event {
    int64_t id;
    int type_trigger; /* enum event_type */
    struct instant date_trigger;
    int64_t id_segment, id_customer, id_subscription, id_invoice; /* NONE where it has none */
    int64_t id_permission, id_recurring_invoice, id_estimate;
    const char *state; /* of what it is about when it happened */
    const char *actor;
};
extern const struct field event_fields[];

/* What an event is about. 0 where it has no such object; `state` is that of the subscription, the
 * invoice or the method at this moment, in the contract's word, NULL where there is none. */
struct about {
    int64_t id_segment, id_customer, id_subscription, id_invoice, id_permission;
    int64_t id_recurring_invoice, id_estimate;
    const char *state;
};

/* The row is also the outbox: it is pending from the beginning if a webhook of the business listens
 * (domain/webhooks), and costs nothing more if none does. */
MUST_CHECK enum err event_record(struct ctx *ctx, enum event_type type, struct about about);

/* What listeners were told of a customer leaves their history; what they are still to be told is
 * written anew, from what is known of him now. */
MUST_CHECK enum err event_forget_customer(struct ctx *ctx, int64_t id_customer);

/* `clock`, `console` or `agent:12`: who acted, for rows that keep it as a word. */
const char *actor_name(const struct ctx *ctx);

#endif
