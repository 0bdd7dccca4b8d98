#include "domain/statements/credit_portal.h"

#include <inttypes.h>

#include "domain/portal/portal.h"
#include "domain/statements/credit_history.h"

enum { PART_SIZE = 50 };

struct spent_row {
    const char *full_number, *path;
    struct instant date;
    int64_t amount;
};

static const struct field spent_row_fields[] = {
    FIELD(spent_row, full_number),
    FIELD(spent_row, path),
    FIELD(spent_row, date),
    FIELD(spent_row, amount),
    FIELDS_END,
};

/* What a page shows of one, and where it leads. */
struct credit_row {
    struct credit_seen credit;
    const char *path, *tone;
    const char *origin_path, *payment_path; /* where it came from, or NULL */
    struct list rows;                       /* of struct spent_row */
};

static const struct field credit_row_fields[] = {
    FIELD_RECORD_OF(credit_row, credit, credit_seen_fields),
    FIELD(credit_row, path),
    FIELD(credit_row, tone),
    FIELD(credit_row, origin_path),
    FIELD(credit_row, payment_path),
    FIELD_LIST_OF(credit_row, rows, spent_row_fields, spent_row),
    FIELDS_END,
};

static const char *path_of(struct ctx *ctx, const char *what, int64_t id)
{
    return id == NONE ? NULL : arena_printf(ctx->arena, "/portal/%s/%" PRId64, what, id);
}

static struct credit_row row_of(struct ctx *ctx, const struct credit_seen *credit)
{
    const size_t count = credit->spent.count;
    struct credit_row row = {
        .credit = *credit,
        .path = path_of(ctx, "credits", credit->id),
        .tone = html_tone(state_credit_names[credit->state_credit]),
        .origin_path = path_of(ctx, "invoices", credit->id_origin),
        .payment_path = path_of(ctx, "payments", credit->id_payment),
        .rows = {ARENA_ARRAY(ctx->arena, struct spent_row, count), count},
    };

    for (size_t i = 0; i < count; i++) {
        const struct credit_spent *spent = LIST_AT(credit->spent, struct credit_spent, i);

        *LIST_AT(row.rows, struct spent_row, i) =
            (struct spent_row){spent->full_number, path_of(ctx, "invoices", spent->id_invoice),
                               spent->date, spent->amount};
    }
    return row;
}

struct list_view {
    struct list credits; /* of struct credit_row */
    int64_t amount_available;
    const char *currency;
    const char *next; /* the way to the older ones, or NULL */
};

static const struct field list_view_fields[] = {
    FIELD_LIST_OF(list_view, credits, credit_row_fields, credit_row),
    FIELD(list_view, amount_available),
    FIELD(list_view, currency),
    FIELD(list_view, next),
    FIELDS_END,
};

const struct html_page credit_portal_list_page = {"credit_portal_list.html", "credits",
                                                  list_view_fields};

struct page_query {
    struct page page;
};

static const struct field page_query_fields[] = {PAGE_FIELD(page_query, page), FIELDS_END};

enum err credit_portal_list(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    const struct customer *customer = &ctx->visitor->customer;
    struct list_view view = {.currency = customer->currency};
    struct page_query query;
    struct list found;
    int64_t total;

    TRY(request_read_query(ctx, request, page_query_fields, &query));
    query.page.size_page = PART_SIZE;
    TRY(page_check(ctx, &query.page));
    TRY(credit_history(ctx, customer->id, &query.page, &found, &total, &view.amount_available));
    view.credits =
        (struct list){ARENA_ARRAY(ctx->arena, struct credit_row, found.count), found.count};
    for (size_t i = 0; i < found.count; i++)
        *LIST_AT(view.credits, struct credit_row, i) =
            row_of(ctx, LIST_AT(found, struct credit_seen, i));
    if (page_skipped(&query.page) + (int64_t)found.count < total)
        view.next = arena_printf(ctx->arena, "/portal/credits?Page=%" PRId64, query.page.page + 1);
    return portal_respond(ctx, request, response, &credit_portal_list_page, NULL, &view);
}

const struct html_page credit_portal_show_page = {"credit_portal_show.html", "credit",
                                                  credit_row_fields};

enum err credit_portal_show(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct credit_seen credit;
    struct credit_row row;
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Portal.NotFound", &id));
    err = credit_history_get(ctx, id, &credit);
    if (err == ERR_NOT_FOUND || (err == OK && credit.id_customer != ctx->visitor->customer.id))
        return portal_refuse(ctx);
    TRY(err);
    row = row_of(ctx, &credit);
    return portal_respond(ctx, request, response, &credit_portal_show_page, credit.label, &row);
}
