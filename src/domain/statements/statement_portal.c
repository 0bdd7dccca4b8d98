#include "domain/statements/statement_portal.h"

#include <inttypes.h>

#include "base/text.h"
#include "domain/portal/portal.h"
#include "domain/sheets/sheet.h"
#include "domain/statements/statement_csv.h"
#include "domain/statements/statement_paper.h"

/* What is asked for, as the form sends it and the links repeat it. */
struct statement_query {
    struct instant date_from, date_to;
    int preset; /* enum range_preset; otherwise Year */
};

static const struct field query_fields[] = {
    FIELD(statement_query, date_from),
    FIELD(statement_query, date_to),
    FIELD_CHOICE_OF(statement_query, preset, range_preset_names),
    FIELDS_END,
};

/* Days that are given go before a preset; without either it is this year. */
static enum err read_range(struct ctx *ctx, const struct request *request,
                           struct statement_query *query, struct day_range *out)
{
    struct instant today;

    TRY(request_read_query(ctx, request, query_fields, query));
    TRY(statement_today(ctx, &ctx->visitor->customer, &today));
    if (!query->preset && !instant_is_set(query->date_from) && !instant_is_set(query->date_to))
        query->preset = RANGE_YEAR;
    *out = range_of((enum range_preset)query->preset, today);
    if (instant_is_set(query->date_from))
        out->first = query->date_from;
    if (instant_is_set(query->date_to))
        out->last = query->date_to;
    return OK;
}

struct statement_view {
    struct customer_statements account;
    const char *csv, *pdf;    /* the ways to the files */
    const char *first, *last; /* days, as a form has them */
    bool is_month, is_quarter, is_year, is_all;
};

static const struct field statement_view_fields[] = {
    FIELD_RECORD_OF(statement_view, account, customer_statements_fields),
    FIELD(statement_view, csv),
    FIELD(statement_view, pdf),
    FIELD(statement_view, first),
    FIELD(statement_view, last),
    FIELD(statement_view, is_month),
    FIELD(statement_view, is_quarter),
    FIELD(statement_view, is_year),
    FIELD(statement_view, is_all),
    FIELDS_END,
};

const struct html_page statement_portal_page = {"statement_portal.html", "statement",
                                                statement_view_fields};

/* The days as they were worked out, so that the file is what the page shows. */
static const char *file_path(struct ctx *ctx, const struct customer_statements *account,
                             const char *ending)
{
    return arena_printf(ctx->arena, "/portal/statement.%s?DateTo=%s%s%s", ending, account->to_on,
                        account->from_on ? "&DateFrom=" : "",
                        account->from_on ? account->from_on : "");
}

/* What makes no sense is said above a statement of all days. */
enum err statement_portal_show(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    const struct customer *customer = &ctx->visitor->customer;
    struct statement_query query = {0};
    struct statement_view view = {0};
    struct day_range range = {0};
    enum err err = read_range(ctx, request, &query, &range);

    if (err == OK)
        err = statement_list(ctx, customer, &range, &view.account);
    if (err == ERR_INVALID)
        err = statement_list(ctx, customer, &(struct day_range){0}, &view.account);
    TRY(err);
    view.csv = file_path(ctx, &view.account, "csv");
    view.pdf = file_path(ctx, &view.account, "pdf");
    view.first = view.account.from_on;
    view.last = view.account.to_on;
    view.is_month = query.preset == RANGE_MONTH;
    view.is_quarter = query.preset == RANGE_QUARTER;
    view.is_year = query.preset == RANGE_YEAR;
    view.is_all = query.preset == RANGE_ALL;
    return portal_respond(ctx, request, response, &statement_portal_page, NULL, &view);
}

enum err statement_portal_csv(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct text csv = {.arena = ctx->arena};
    struct customer_statements account;
    struct statement_query query;
    struct day_range range;

    TRY(read_range(ctx, request, &query, &range));
    TRY(statement_list(ctx, &ctx->visitor->customer, &range, &account));
    statement_csv(&csv, &account, ctx->visitor->language);
    return portal_respond_file(ctx, response, STATEMENT_CSV_TYPE,
                               statement_file_name(ctx->arena, &account, "csv"),
                               &(struct bytes){csv.at, csv.size});
}

enum err statement_portal_pdf(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct customer customer = ctx->visitor->customer;
    struct statement_document document;
    struct statement_query query;
    struct day_range range;
    struct bytes file;

    TRY(read_range(ctx, request, &query, &range));
    customer.language = ctx->visitor->language;
    TRY(statement_document_load(ctx, &customer, &range, &document));
    TRY(statement_paper_print(ctx, &document, &file));
    return portal_respond_file(ctx, response, SHEET_TYPE,
                               statement_file_name(ctx->arena, &document.account, "pdf"), &file);
}
