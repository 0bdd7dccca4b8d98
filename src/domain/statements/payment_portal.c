#include "domain/statements/payment_portal.h"

#include <inttypes.h>

#include "domain/portal/portal.h"
#include "domain/sheets/sheet.h"
#include "domain/statements/receipt_paper.h"

enum { PART_SIZE = 50 };

/* What a page shows of one, and where it leads. */
struct payment_row {
    struct paid paid;
    const char *path, *receipt, *tone;
    bool has_returned, has_remaining;
    struct list rows; /* of struct part_row */
};

struct part_row {
    struct payment_part part;
    const char *path; /* to the invoice */
};

#define OF_PART(member)                                                                            \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct payment_part *)0)->member),                   \
        .offset = offsetof(struct part_row, part.member)                                           \
    }

static const struct field part_row_fields[] = {
    OF_PART(full_number),    OF_PART(credit_note),  OF_PART(amount), OF_PART(amount_returned),
    OF_PART(amount_applied), FIELD(part_row, path), FIELDS_END,
};

static const struct field payment_row_fields[] = {
    FIELD_RECORD_OF(payment_row, paid, paid_fields),
    FIELD(payment_row, path),
    FIELD(payment_row, receipt),
    FIELD(payment_row, tone),
    FIELD(payment_row, has_returned),
    FIELD(payment_row, has_remaining),
    FIELD_LIST_OF(payment_row, rows, part_row_fields, part_row),
    FIELDS_END,
};

static const char *path_of(struct ctx *ctx, int64_t id, const char *rest)
{
    return arena_printf(ctx->arena, "/portal/payments/%" PRId64 "%s", id, rest);
}

static struct payment_row row_of(struct ctx *ctx, const struct paid *paid)
{
    struct payment_row row = {
        .paid = *paid,
        .path = path_of(ctx, paid->id, ""),
        .receipt = paid->id_payment == NONE ? NULL : path_of(ctx, paid->id, "/receipt.pdf"),
        .tone = html_tone(status_payment_names[paid->status]),
        .has_returned = paid->amount_returned > 0,
        .has_remaining = paid->amount_remaining > 0,
        .rows = {ARENA_ARRAY(ctx->arena, struct part_row, paid->parts.count), paid->parts.count},
    };

    for (size_t i = 0; i < paid->parts.count; i++) {
        const struct payment_part *part = LIST_AT(paid->parts, struct payment_part, i);

        *LIST_AT(row.rows, struct part_row, i) = (struct part_row){
            *part, arena_printf(ctx->arena, "/portal/invoices/%" PRId64, part->id_invoice)};
    }
    return row;
}

struct list_view {
    struct list payments; /* of struct payment_row */
    const char *next;     /* the way to the older ones, or NULL */
};

static const struct field list_view_fields[] = {
    FIELD_LIST_OF(list_view, payments, payment_row_fields, payment_row),
    FIELD(list_view, next),
    FIELDS_END,
};

const struct html_page payment_portal_list_page = {"payment_portal_list.html", "payments",
                                                   list_view_fields};

struct page_query {
    struct page page;
};

static const struct field page_query_fields[] = {PAGE_FIELD(page_query, page), FIELDS_END};

enum err payment_portal_list(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct list_view view = {0};
    struct page_query query;
    struct list found;
    int64_t total;

    TRY(request_read_query(ctx, request, page_query_fields, &query));
    query.page.size_page = PART_SIZE;
    TRY(page_check(ctx, &query.page));
    TRY(payment_history(ctx, ctx->visitor->customer.id, &query.page, &found, &total));
    view.payments =
        (struct list){ARENA_ARRAY(ctx->arena, struct payment_row, found.count), found.count};
    for (size_t i = 0; i < found.count; i++)
        *LIST_AT(view.payments, struct payment_row, i) =
            row_of(ctx, LIST_AT(found, struct paid, i));
    if (page_skipped(&query.page) + (int64_t)found.count < total)
        view.next = arena_printf(ctx->arena, "/portal/payments?Page=%" PRId64, query.page.page + 1);
    return portal_respond(ctx, request, response, &payment_portal_list_page, NULL, &view);
}

/* one ---------------------------------------------------------------------------------------------
 */

const struct html_page payment_portal_show_page = {"payment_portal_show.html", "payment",
                                                   payment_row_fields};

/* The visitor's, or nothing. */
static enum err load(struct ctx *ctx, const struct request *request, struct paid *out)
{
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Portal.NotFound", &id));
    err = payment_history_get(ctx, id, out);
    if (err == ERR_NOT_FOUND || (err == OK && out->id_customer != ctx->visitor->customer.id))
        return portal_refuse(ctx);
    return err;
}

enum err payment_portal_show(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct payment_row row;
    struct paid paid;

    TRY(load(ctx, request, &paid));
    row = row_of(ctx, &paid);
    return portal_respond(ctx, request, response, &payment_portal_show_page,
                          arena_printf(ctx->arena, "%" PRId64, paid.id), &row);
}

enum err payment_portal_receipt(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct receipt_document document;
    struct bytes file;
    struct paid paid;

    TRY(load(ctx, request, &paid));
    if (paid.id_payment == NONE)
        return portal_refuse(ctx);
    TRY(receipt_document_load(ctx, paid.id, &document));
    TRY(receipt_paper_print(ctx, &document, &file));
    return portal_respond_file(ctx, response, SHEET_TYPE, receipt_file_name(ctx->arena, &document),
                               &file);
}
