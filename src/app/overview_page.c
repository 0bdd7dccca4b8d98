#include "app/overview_page.h"

#include <string.h>

#include "domain/accounts/business.h"
#include "platform/db/db.h"
#include "sql.h"

struct due_row {
    const char *currency;
    int64_t amount_due, amount_overdue;
};

static const struct field due_row_fields[] = {
    FIELD(due_row, currency),
    FIELD(due_row, amount_due),
    FIELD(due_row, amount_overdue),
    FIELDS_END,
};

struct invoice_row {
    int64_t id, id_customer;
    const char *full_number, *issued_on, *currency, *name;
    int64_t amount_total;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, id),           FIELD(invoice_row, id_customer),
    FIELD(invoice_row, full_number),  FIELD(invoice_row, issued_on),
    FIELD(invoice_row, currency),     FIELD(invoice_row, name),
    FIELD(invoice_row, amount_total), FIELDS_END,
};

struct failure_row {
    const char *sweep, *message;
    bool is_of_customer, is_of_invoice; /* else of a subscription */
    int64_t id_subject, attempts;
    struct instant failed_at, next_at;
};

static const struct field failure_row_fields[] = {
    FIELD(failure_row, sweep),
    FIELD(failure_row, message),
    FIELD(failure_row, is_of_customer),
    FIELD(failure_row, is_of_invoice),
    FIELD(failure_row, id_subject),
    FIELD(failure_row, attempts),
    FIELD(failure_row, failed_at),
    FIELD(failure_row, next_at),
    FIELDS_END,
};

struct overview {
    struct business business;
    struct instant now_at; /* of the business's clock */
    int64_t has_test_clock, customers, subscriptions, invoices;
    struct instant date_next_billing;
    struct list due, latest, failures;
    bool has_failures;
};

static const struct field figures_fields[] = {
    FIELD(overview, customers),         FIELD(overview, subscriptions),  FIELD(overview, invoices),
    FIELD(overview, date_next_billing), FIELD(overview, has_test_clock), FIELDS_END,
};

static const struct field overview_fields[] = {
    FIELD_RECORD_OF(overview, business, business_fields),
    FIELD(overview, now_at),
    FIELD_FLAG_OF(overview, has_test_clock),
    FIELD(overview, customers),
    FIELD(overview, subscriptions),
    FIELD(overview, invoices),
    FIELD(overview, date_next_billing),
    FIELD_LIST_OF(overview, due, due_row_fields, due_row),
    FIELD_LIST_OF(overview, latest, invoice_row_fields, invoice_row),
    FIELD_LIST_OF(overview, failures, failure_row_fields, failure_row),
    FIELD(overview, has_failures),
    FIELDS_END,
};

const struct html_page overview_page = {"overview_page.html", "overview", overview_fields};

enum err overview_page_show(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct overview view;

    fields_clear(overview_fields, &view);
    view.now_at = ctx->now;
    TRY(business_get(ctx, &view.business));
    TRY(db_get(ctx, &sql_overview_figures, NO_ARGS, figures_fields, &view));
    TRY(db_list(ctx, &sql_overview_due, NO_ARGS, due_row_fields, sizeof(struct due_row),
                &view.due));
    TRY(db_list(ctx, &sql_overview_invoices, NO_ARGS, invoice_row_fields,
                sizeof(struct invoice_row), &view.latest));
    TRY(db_list(ctx, &sql_overview_failures, NO_ARGS, failure_row_fields,
                sizeof(struct failure_row), &view.failures));
    view.has_failures = view.failures.count != 0;
    for (size_t i = 0; i < view.failures.count; i++) {
        struct failure_row *row = LIST_AT(view.failures, struct failure_row, i);

        row->is_of_customer = strcmp(row->sweep, "billing") == 0;
        row->is_of_invoice = strcmp(row->sweep, "overdue") == 0;
    }
    return html_respond(ctx, request, response, &overview_page, NULL, &view);
}
