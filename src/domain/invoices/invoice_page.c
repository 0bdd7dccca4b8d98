#include "domain/invoices/invoice_page.h"

#include "base/count.h"
#include "domain/accounts/business.h"
#include "domain/invoices/invoice.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

enum { LIST_SIZE = 50 };

/* the list ----------------------------------------------------------------------------------------
 */

struct list_query {
    int64_t id_before;
};

static const struct field list_query_fields[] = {
    FIELD(list_query, id_before),
    FIELDS_END,
};

struct list_row {
    int64_t id, id_customer;
    const char *full_number, *issued_on, *currency, *name, *tone;
    int state_invoice;
    bool is_overdue;
    struct instant date_payment_limit;
    int64_t amount_total, amount_paid;
};

static const struct field list_row_fields[] = {
    FIELD(list_row, id),
    FIELD(list_row, id_customer),
    FIELD(list_row, full_number),
    FIELD(list_row, issued_on),
    FIELD(list_row, currency),
    FIELD(list_row, name),
    FIELD(list_row, tone),
    FIELD_CHOICE_OF(list_row, state_invoice, state_invoice_names),
    FIELD(list_row, is_overdue),
    FIELD(list_row, date_payment_limit),
    FIELD(list_row, amount_total),
    FIELD(list_row, amount_paid),
    FIELDS_END,
};

struct list_view {
    int64_t id_before; /* NONE if there are no more */
    bool is_first;
    struct list invoices;
};

static const struct field list_view_fields[] = {
    FIELD(list_view, id_before),
    FIELD(list_view, is_first),
    FIELD_LIST_OF(list_view, invoices, list_row_fields, list_row),
    FIELDS_END,
};

const struct html_page invoice_page_list_page = {
    "invoice_page_list.html",
    "invoices",
    list_view_fields,
};

enum err invoice_page_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct list_view view = {.id_before = NONE};
    struct list_query query;

    TRY(request_read_query(ctx, request, list_query_fields, &query));
    view.is_first = query.id_before == NONE;
    TRY(db_list(ctx, &sql_invoice_page_list,
                ARGS(ARG_AS(before, view.is_first ? INT64_MAX : query.id_before),
                     ARG_AS(most, LIST_SIZE + 1)),
                list_row_fields, sizeof(struct list_row), &view.invoices));
    if (html_cut(&view.invoices, LIST_SIZE))
        view.id_before = LIST_AT(view.invoices, struct list_row, LIST_SIZE - 1)->id;
    for (size_t i = 0; i < view.invoices.count; i++) {
        struct list_row *row = LIST_AT(view.invoices, struct list_row, i);

        row->tone = html_tone(state_invoice_names[row->state_invoice]);
        row->is_overdue = invoice_is_overdue((enum state_invoice)row->state_invoice,
                                             row->date_payment_limit, ctx->now);
    }
    return html_respond(ctx, request, response, &invoice_page_list_page, NULL, &view);
}

/* one invoice -------------------------------------------------------------------------------------
 */

struct line_row {
    const char *label;
    struct quantity quantity_billed;
    int64_t amount_subtotal, rate_tax;
    struct instant date_move, date_period_start, date_period_end, date_last;
};

static const struct field line_row_fields[] = {
    FIELD(line_row, label),
    FIELD(line_row, quantity_billed),
    FIELD(line_row, amount_subtotal),
    FIELD(line_row, rate_tax),
    FIELD(line_row, date_move),
    FIELD(line_row, date_period_start),
    FIELD(line_row, date_period_end),
    FIELD(line_row, date_last),
    FIELDS_END,
};

/* What the page shows of an invoice. */
static const struct field invoice_row_fields[] = {
    FIELD(invoice, id),
    FIELD(invoice, id_seller),
    FIELD(invoice, id_customer),
    FIELD(invoice, full_number),
    FIELD_CHOICE_OF(invoice, state_invoice, state_invoice_names),
    FIELD(invoice, issued_on),
    FIELD(invoice, date_payment_limit),
    FIELD_CHOICE_OF(invoice, type_payment, type_payment_names),
    FIELD(invoice, currency),
    FIELD(invoice, amount_subtotal),
    FIELD(invoice, amount_total),
    FIELD(invoice, amount_paid),
    FIELD(invoice, note),
    FIELD(invoice, id_address_seller),
    FIELD(invoice, id_address_customer),
    FIELD(invoice, content_hash),
    FIELDS_END,
};

/* Of the seller what an invoice says. */
static const struct field seller_row_fields[] = {
    FIELD(seller, id),    FIELD(seller, name),       FIELD(seller, legal_form),
    FIELD(seller, siren), FIELD(seller, vat_number), FIELD(seller, id_address),
    FIELDS_END,
};

struct show_view {
    struct invoice invoice;
    struct customer customer;
    struct seller seller;
    struct address address_customer, address_seller;
    bool has_address_customer, has_address_seller;
    const char *name; /* the customer's, or his reference */
    const char *currency, *tone, *fingerprint;
    bool is_overdue;
    int64_t amount_remaining; /* NONE: nothing was paid yet */
    struct list lines, taxes;
};

static const struct field show_view_fields[] = {
    FIELD_RECORD_OF(show_view, invoice, invoice_row_fields),
    FIELD_RECORD_OF(show_view, customer, customer_fields),
    FIELD_RECORD_OF(show_view, seller, seller_row_fields),
    FIELD_RECORD_OF(show_view, address_customer, address_fields),
    FIELD_RECORD_OF(show_view, address_seller, address_fields),
    FIELD(show_view, has_address_customer),
    FIELD(show_view, has_address_seller),
    FIELD(show_view, name),
    FIELD(show_view, currency),
    FIELD(show_view, tone),
    FIELD(show_view, fingerprint),
    FIELD(show_view, is_overdue),
    FIELD(show_view, amount_remaining),
    FIELD_LIST_OF(show_view, lines, line_row_fields, line_row),
    FIELD_LIST_OF(show_view, taxes, invoice_tax_fields, invoice_tax),
    FIELDS_END,
};

const struct html_page invoice_page_show_page = {
    "invoice_page_show.html",
    "invoice",
    show_view_fields,
};

static const char *in_hexadecimal(struct ctx *ctx, struct bytes bytes)
{
    const uint8_t *at = bytes.at;
    struct text text = {.arena = ctx->arena};

    for (size_t i = 0; i < bytes.size; i++)
        text_appendf(&text, "%02x", at[i]);
    return text_done(&text);
}

static enum err load_address(struct ctx *ctx, int64_t id, struct address *out, bool *is_there)
{
    *is_there = id != NONE;
    return *is_there ? address_get(ctx, id, out) : OK;
}

static enum err load_parties(struct ctx *ctx, struct show_view *view)
{
    const struct invoice *invoice = &view->invoice;

    TRY(customer_get(ctx, invoice->id_customer, &view->customer));
    TRY(db_get(ctx, &sql_invoice_page_seller, ARGS(ARG_AS(id_seller, invoice->id_seller)),
               seller_row_fields, &view->seller));
    TRY(load_address(ctx, invoice->id_address_customer, &view->address_customer,
                     &view->has_address_customer));
    return load_address(ctx, invoice->id_address_seller, &view->address_seller,
                        &view->has_address_seller);
}

static enum err load_content(struct ctx *ctx, struct show_view *view)
{
    int64_t id = view->invoice.id;

    TRY(db_list(ctx, &sql_invoice_page_taxes, ARGS(ARG(id)), invoice_tax_fields,
                sizeof(struct invoice_tax), &view->taxes));
    TRY(db_list(ctx, &sql_invoice_page_lines, ARGS(ARG(id)), line_row_fields,
                sizeof(struct line_row), &view->lines));
    for (size_t i = 0; i < view->lines.count; i++) {
        struct line_row *row = LIST_AT(view->lines, struct line_row, i);

        if (instant_is_set(row->date_period_end))
            row->date_last = html_last_day(row->date_period_start, row->date_period_end);
    }
    return OK;
}

static void tell_state(const struct ctx *ctx, struct show_view *view)
{
    const struct invoice *invoice = &view->invoice;

    view->name = customer_name(&view->customer);
    view->currency = invoice->currency;
    view->tone = html_tone(state_invoice_names[invoice->state_invoice]);
    view->is_overdue = invoice_is_overdue((enum state_invoice)invoice->state_invoice,
                                          invoice->date_payment_limit, ctx->now);
    if (invoice->amount_paid)
        view->amount_remaining = invoice->amount_total - invoice->amount_paid;
}

enum err invoice_page_show(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    const char *code = "Error.Page.NotFound";
    struct show_view view;
    enum err err;
    int64_t id;

    TRY(path_id(ctx, request, "id", code, &id));
    fields_clear(show_view_fields, &view);
    err = db_get(ctx, &sql_invoice_page_show, ARGS(ARG(id)), invoice_row_fields, &view.invoice);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, code, "id", "There is no invoice %lld.", (long long)id);
    TRY(err);
    TRY(load_parties(ctx, &view));
    TRY(load_content(ctx, &view));
    tell_state(ctx, &view);
    view.fingerprint = in_hexadecimal(ctx, view.invoice.content_hash);
    return html_respond(ctx, request, response, &invoice_page_show_page, view.invoice.full_number,
                        &view);
}
