#include "domain/invoices/invoice_portal.h"

#include <inttypes.h>

#include "domain/invoices/invoice_paper.h"
#include "domain/portal/portal.h"

/* What a page shows of a list. */
enum { PART_SIZE = 100 };

/* the list ----------------------------------------------------------------------------------------
 */

struct invoice_row {
    const char *full_number, *currency, *tone, *path;
    int state_invoice;
    bool is_overdue;
    struct instant date_issue, date_payment_limit;
    int64_t amount_total;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, tone),
    FIELD(invoice_row, path),
    FIELD_CHOICE_OF(invoice_row, state_invoice, state_invoice_names),
    FIELD(invoice_row, is_overdue),
    FIELD(invoice_row, date_issue),
    FIELD(invoice_row, date_payment_limit),
    FIELD(invoice_row, amount_total),
    FIELDS_END,
};

static struct invoice_row invoice_row(struct ctx *ctx, const struct invoice_shown *invoice)
{
    enum state_invoice state = (enum state_invoice)invoice->state_invoice;

    return (struct invoice_row){
        .full_number = invoice->full_number,
        .currency = invoice->currency,
        .tone = html_tone(state_invoice_names[state]),
        .path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, invoice->id),
        .state_invoice = invoice->state_invoice,
        .is_overdue = invoice_is_overdue(state, invoice->date_payment_limit, ctx->now),
        .date_issue = invoice->date_issue,
        .date_payment_limit = invoice->date_payment_limit,
        .amount_total = invoice->amount_total,
    };
}

struct list_view {
    struct list invoices; /* of struct invoice_row */
    bool has_more_invoices;
};

static const struct field list_view_fields[] = {
    FIELD_LIST_OF(list_view, invoices, invoice_row_fields, invoice_row),
    FIELD(list_view, has_more_invoices),
    FIELDS_END,
};

const struct html_page invoice_portal_list_page = {"invoice_portal_list.html", "invoices",
                                                   list_view_fields};

enum err invoice_portal_list(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    const struct invoice_filter his = {ctx->visitor->customer.id, NONE, NONE};
    struct page first = {1, PART_SIZE};
    struct list_view view = {0};
    struct list shown;
    int64_t total;

    TRY(invoice_list(ctx, &his, &first, &shown, &total));
    view.has_more_invoices = total > PART_SIZE;
    view.invoices =
        (struct list){ARENA_ARRAY(ctx->arena, struct invoice_row, shown.count + 1), shown.count};
    for (size_t i = 0; i < shown.count; i++)
        *LIST_AT(view.invoices, struct invoice_row, i) =
            invoice_row(ctx, LIST_AT(shown, struct invoice_shown, i));
    return portal_respond(ctx, request, response, &invoice_portal_list_page, NULL, &view);
}

/* one ---------------------------------------------------------------------------------------------
 */

/* The visitor's, or nothing. */
static enum err load(struct ctx *ctx, const struct request *request, struct invoice_document *out)
{
    int64_t id;
    enum err err = path_id(ctx, request, "id", "Error.Portal.NotFound", &id);

    if (err != OK)
        return err;
    err = invoice_document_load(ctx, id, out);
    if (err == ERR_NOT_FOUND ||
        (err == OK && out->invoice.id_customer != ctx->visitor->customer.id))
        return portal_refuse(ctx);
    return err;
}

struct show_view {
    const char *pdf; /* the way to the paper */
    struct invoice_document document;
};

static const struct field show_view_fields[] = {
    FIELD(show_view, pdf),
    FIELD_RECORD_OF(show_view, document, invoice_document_fields),
    FIELDS_END,
};

const struct html_page invoice_portal_show_page = {"invoice_portal_show.html", "invoice",
                                                   show_view_fields};

enum err invoice_portal_show(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct show_view view;

    TRY(load(ctx, request, &view.document));
    view.pdf =
        arena_printf(ctx->arena, "/portal/invoices/%" PRId64 "/pdf", view.document.invoice.id);
    return portal_respond(ctx, request, response, &invoice_portal_show_page,
                          view.document.invoice.full_number, &view);
}

enum err invoice_portal_pdf(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct invoice_document document;

    TRY(load(ctx, request, &document));
    return invoice_paper_respond(ctx, response, true, &document);
}
