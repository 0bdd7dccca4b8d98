#include "domain/export.h"

#include <string.h>

#include "base/count.h"
#include "domain/balance/balance.h"
#include "domain/books/book.h"
#include "domain/customers/customer.h"
#include "domain/event.h"
#include "domain/invoices/invoice.h"
#include "platform/db/db.h"
#include "rules/estimate_state.h"
#include "rules/lifecycle.h"
#include "sql.h"

struct customer_row {
    int64_t id;
    const char *reference_segment, *reference_customer, *name, *email, *language;
    int type_payment;
    const char *company, *first_name, *last_name, *address_line1, *zip_code, *city, *country;
    struct instant date_next_billing;
};

static const struct field customer_row_fields[] = {
    FIELD(customer_row, id),
    FIELD(customer_row, reference_segment),
    FIELD(customer_row, reference_customer),
    FIELD(customer_row, name),
    FIELD(customer_row, email),
    FIELD(customer_row, language),
    FIELD_CHOICE_OF(customer_row, type_payment, type_payment_names),
    FIELD(customer_row, company),
    FIELD(customer_row, first_name),
    FIELD(customer_row, last_name),
    FIELD(customer_row, address_line1),
    FIELD(customer_row, zip_code),
    FIELD(customer_row, city),
    FIELD(customer_row, country),
    FIELD(customer_row, date_next_billing),
    FIELDS_END,
};

struct subscription_row {
    int64_t id;
    const char *reference_customer, *reference_customer_buyer, *reference_offer;
    int state_subscription;
    int64_t amount_recurrence;
    struct instant date_start, date_period_start, date_period_end, date_end;
    const char *external_key;
};

static const struct field subscription_row_fields[] = {
    FIELD(subscription_row, id),
    FIELD(subscription_row, reference_customer),
    FIELD(subscription_row, reference_customer_buyer),
    FIELD(subscription_row, reference_offer),
    FIELD_CHOICE_OF(subscription_row, state_subscription, state_subscription_names),
    FIELD(subscription_row, amount_recurrence),
    FIELD(subscription_row, date_start),
    FIELD(subscription_row, date_period_start),
    FIELD(subscription_row, date_period_end),
    FIELD(subscription_row, date_end),
    FIELD(subscription_row, external_key),
    FIELDS_END,
};

struct invoice_row {
    int64_t id;
    const char *full_number, *reference_customer, *issued_on;
    int state_invoice, type_payment;
    struct instant date_issue, date_payment_limit;
    const char *currency;
    int64_t amount_subtotal, amount_total;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, id),
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, reference_customer),
    FIELD(invoice_row, issued_on),
    FIELD_CHOICE_OF(invoice_row, state_invoice, state_invoice_names),
    FIELD_CHOICE_OF(invoice_row, type_payment, type_payment_names),
    FIELD(invoice_row, date_issue),
    FIELD(invoice_row, date_payment_limit),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, amount_subtotal),
    FIELD(invoice_row, amount_total),
    FIELDS_END,
};

struct estimate_row {
    int64_t id;
    const char *full_number, *reference_customer, *issued_on, *valid_until;
    int state_estimate;
    const char *currency;
    int64_t amount_subtotal, amount_total, amount_deposit;
    const char *full_number_invoice;
};

static const struct field estimate_row_fields[] = {
    FIELD(estimate_row, id),
    FIELD(estimate_row, full_number),
    FIELD(estimate_row, reference_customer),
    FIELD(estimate_row, issued_on),
    FIELD(estimate_row, valid_until),
    FIELD_CHOICE_OF(estimate_row, state_estimate, state_estimate_names),
    FIELD(estimate_row, currency),
    FIELD(estimate_row, amount_subtotal),
    FIELD(estimate_row, amount_total),
    FIELD(estimate_row, amount_deposit),
    FIELD(estimate_row, full_number_invoice),
    FIELDS_END,
};

struct line_row {
    int64_t id;
    const char *reference_customer, *full_number, *label, *reference_feature;
    int64_t id_subscription;
    int type_line, state_move;
    struct quantity quantity_billed;
    int64_t amount_subtotal, rate_tax;
    struct instant date_move, date_period_start, date_period_end;
};

static const struct field line_row_fields[] = {
    FIELD(line_row, id),
    FIELD(line_row, reference_customer),
    FIELD(line_row, full_number),
    FIELD_CHOICE_OF(line_row, type_line, type_line_names),
    FIELD(line_row, label),
    FIELD(line_row, quantity_billed),
    FIELD(line_row, amount_subtotal),
    FIELD(line_row, rate_tax),
    FIELD_CHOICE_OF(line_row, state_move, state_move_names),
    FIELD(line_row, date_move),
    FIELD(line_row, date_period_start),
    FIELD(line_row, date_period_end),
    FIELD(line_row, id_subscription),
    FIELD(line_row, reference_feature),
    FIELDS_END,
};

struct ledger_row {
    int64_t row; /* seq * 10 + position: an entry has fewer than ten postings */
    int64_t seq;
    struct instant at;
    const char *kind, *full_number;
    int account;
    int64_t amount;
    const char *currency;
};

static const struct field ledger_row_fields[] = {
    FIELD(ledger_row, row),
    FIELD(ledger_row, seq),
    FIELD(ledger_row, at),
    FIELD(ledger_row, kind),
    FIELD(ledger_row, full_number),
    FIELD_CHOICE_OF(ledger_row, account, account_names),
    FIELD(ledger_row, amount),
    FIELD(ledger_row, currency),
    FIELDS_END,
};

struct event_row {
    int64_t id;
    int type_trigger;
    struct instant date_trigger;
    const char *reference_customer, *reference_offer, *full_number, *actor;
};

static const struct field event_row_fields[] = {
    FIELD(event_row, id),
    FIELD_CHOICE_OF(event_row, type_trigger, event_type_names),
    FIELD(event_row, date_trigger),
    FIELD(event_row, reference_customer),
    FIELD(event_row, reference_offer),
    FIELD(event_row, full_number),
    FIELD(event_row, actor),
    FIELDS_END,
};

struct failure_row {
    int64_t id_subject;
    const char *sweep, *code, *message;
    int64_t attempts;
    struct instant failed_at, next_at;
};

static const struct field failure_row_fields[] = {
    FIELD(failure_row, id_subject), FIELD(failure_row, sweep),
    FIELD(failure_row, code),       FIELD(failure_row, message),
    FIELD(failure_row, attempts),   FIELD(failure_row, failed_at),
    FIELD(failure_row, next_at),    FIELDS_END,
};

#define LIST(list_name, row, statement)                                                            \
    {                                                                                              \
        .name = (list_name), .fields = row##_fields, .size = sizeof(struct row),                   \
        .sql = (statement)                                                                         \
    }

static const struct export_list lists[] = {
    LIST("customers", customer_row, &sql_export_customers),
    LIST("subscriptions", subscription_row, &sql_export_subscriptions),
    LIST("invoices", invoice_row, &sql_export_invoices),
    LIST("estimates", estimate_row, &sql_export_estimates),
    LIST("lines", line_row, &sql_export_lines),
    LIST("ledger", ledger_row, &sql_export_ledger),
    LIST("events", event_row, &sql_export_events),
    LIST("failures", failure_row, &sql_export_failures),
};

const struct export_list *export_named(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++)
        if (strcmp(lists[i].name, name) == 0)
            return &lists[i];
    return NULL;
}

enum err export_page(struct ctx *ctx, const struct export_list *what, int64_t *after,
                     struct list *out)
{
    TRY(db_list(ctx, what->sql, ARGS(ARG_AS(after, *after)), what->fields, what->size, out));
    if (out->count)
        *after = *(const int64_t *)field_in(what->fields, (const char *)out->items +
                                                              (out->count - 1) * what->size);
    return OK;
}
