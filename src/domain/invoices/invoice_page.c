#include "domain/invoices/invoice_page.h"

#include "domain/invoices/invoice_paper.h"
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

const struct html_page invoice_page_show_page = {
    "invoice_page_show.html",
    "invoice",
    invoice_document_fields,
};

static enum err load(struct ctx *ctx, const struct request *request, struct invoice_document *out)
{
    const char *code = "Error.Page.NotFound";
    enum err err;
    int64_t id;

    TRY(path_id(ctx, request, "id", code, &id));
    err = invoice_document_load(ctx, id, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, code, "id", "There is no invoice %lld.", (long long)id);
    return err;
}

enum err invoice_page_show(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct invoice_document document;

    TRY(load(ctx, request, &document));
    return html_respond(ctx, request, response, &invoice_page_show_page,
                        document.invoice.full_number, &document);
}

enum err invoice_page_pdf(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct invoice_document document;

    TRY(load(ctx, request, &document));
    return invoice_paper_respond(ctx, response, false, &document);
}
