/* Everything that can happen, in the words of the webhooks (contract section 8). A verb records its
 * event in the transaction that causes it; nothing else may. */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include "base/ctx.h"
#include "base/field.h"

enum event_type {
    EVENT_NONE,
    EVENT_CUSTOMER_ADDED,
    EVENT_CUSTOMER_BILLING_ADDRESS_UPDATED,
    EVENT_CUSTOMER_PAYMENT_METHOD_UPDATED,
    EVENT_CUSTOMER_IS_GREY_LISTED,
    EVENT_CUSTOMER_SUSPENDED,
    EVENT_CUSTOMER_ENABLED,
    EVENT_CUSTOMER_BILLING_SUCCEEDED,
    EVENT_CUSTOMER_BILLING_FAILED,
    EVENT_SUBSCRIPTION_STARTED,
    EVENT_SUBSCRIPTION_RENEWED,
    EVENT_SUBSCRIPTION_RESTARTED,
    EVENT_SUBSCRIPTION_SUSPENDED_AGENT,
    EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_INFO_MISSING,
    EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_DUE,
    EVENT_SUBSCRIPTION_TERMINATED_AT_RENEWAL,
    EVENT_SUBSCRIPTION_TERMINATED,
    EVENT_SUBSCRIPTION_HISTORY,
    EVENT_SUBSCRIPTION_DELETED,
    EVENT_SUBSCRIPTION_UPDATED,
    EVENT_SUBSCRIPTION_FEATURES_UPDATED,
    EVENT_SUBSCRIPTION_DATE_TERM_UPDATED,
    EVENT_SUBSCRIPTION_UPGRADED,
    EVENT_SUBSCRIPTION_TERMINATED_FOR_UPGRADE,
    EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_AUTO,
    EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_OFFLINE,
    EVENT_INVOICE_DEBIT_PAID,
    EVENT_INVOICE_DEBIT_OVERDUE,
};
extern const char *const event_type_names[];

struct event {
    int64_t id;
    int type_trigger; /* enum event_type */
    struct instant date_trigger;
    int64_t id_segment, id_customer, id_subscription, id_invoice; /* NONE where it has none */
    const char *actor;
};
extern const struct field event_fields[];

/* What an event is about. 0 where it has no such object. */
struct about {
    int64_t id_segment, id_customer, id_subscription, id_invoice;
};

MUST_CHECK enum err event_record(struct ctx *ctx, enum event_type type, struct about about);

/* `clock`, `console` or `agent:12`: who acted, for rows that keep it as a word. */
const char *actor_name(const struct ctx *ctx);

#endif
