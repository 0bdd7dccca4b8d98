#include "domain/statements/statement_live.h"

#include "base/text.h"
#include "domain/html.h"
#include "domain/live.h"
#include "domain/sheets/sheet.h"
#include "domain/statements/receipt_paper.h"
#include "domain/statements/statement_csv.h"
#include "domain/statements/statement_paper.h"

struct statement_query {
    const char *reference_customer, *reference_segment, *language;
    int64_t id_customer;
    struct instant date_from, date_to;
    int preset; /* enum range_preset */
};

#define QUERY_FIELDS                                                                               \
    FIELD(statement_query, reference_customer), FIELD(statement_query, reference_segment),         \
        FIELD(statement_query, id_customer), FIELD(statement_query, date_from),                    \
        FIELD(statement_query, date_to),                                                           \
        FIELD_CHOICE_OF(statement_query, preset, range_preset_names)

const struct field statement_live_query_fields[] = {QUERY_FIELDS, FIELDS_END};
const struct field statement_live_file_fields[] = {
    QUERY_FIELDS,
    FIELD(statement_query, language),
    FIELDS_END,
};

/* By reference or by id: one of them must be given. */
static enum err find_customer(struct ctx *ctx, const char *reference_customer,
                              const char *reference_segment, int64_t id_customer,
                              struct customer *out)
{
    enum err err;

    if (reference_customer || id_customer == NONE)
        return customer_access(ctx, reference_customer, reference_segment, out);
    err = customer_get(ctx, id_customer, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_FORBIDDEN, "Error.Api.Customer.Unaccessible", "IdCustomer",
                    "IdCustomer: there is no such customer.");
    return err;
}

/* What is asked for: the days that are given, else those of the preset, else all. */
static enum err read_query(struct ctx *ctx, const struct request *request,
                           struct statement_query *query, struct customer *customer,
                           struct day_range *out)
{
    struct instant today;

    TRY(request_read_query(ctx, request, statement_live_file_fields, query));
    TRY(find_customer(ctx, query->reference_customer, query->reference_segment, query->id_customer,
                      customer));
    TRY(statement_today(ctx, customer, &today));
    *out = range_of((enum range_preset)query->preset, today);
    if (instant_is_set(query->date_from))
        out->first = query->date_from;
    if (instant_is_set(query->date_to))
        out->last = query->date_to;
    return OK;
}

enum err statement_live_get(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct customer_statements account;
    struct statement_query query;
    struct customer customer;
    struct day_range range;

    TRY(read_query(ctx, request, &query, &customer, &range));
    TRY(statement_list(ctx, &customer, &range, &account));
    return respond_json(ctx, response, 200, customer_statements_fields, &account);
}

enum err statement_live_csv(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct text csv = {.arena = ctx->arena};
    struct customer_statements account;
    struct statement_query query;
    struct customer customer;
    struct day_range range;

    TRY(read_query(ctx, request, &query, &customer, &range));
    TRY(statement_list(ctx, &customer, &range, &account));
    statement_csv(&csv, &account,
                  html_spoken(live_language(query.language, customer.language, NULL)));
    return html_respond_file(ctx, response, false, STATEMENT_CSV_TYPE,
                             statement_file_name(ctx->arena, &account, "csv"),
                             &(struct bytes){csv.at, csv.size});
}

enum err statement_live_pdf(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct statement_document document;
    struct statement_query query;
    struct customer customer;
    struct day_range range;
    struct bytes file;

    TRY(read_query(ctx, request, &query, &customer, &range));
    customer.language = live_language(query.language, customer.language, NULL);
    TRY(statement_document_load(ctx, &customer, &range, &document));
    TRY(statement_paper_print(ctx, &document, &file));
    return html_respond_file(ctx, response, false, SHEET_TYPE,
                             statement_file_name(ctx->arena, &document.account, "pdf"), &file);
}

/* payments ----------------------------------------------------------------------------------------
 */

struct history_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer;
    struct page page;
};

const struct field history_live_list_fields[] = {
    FIELD(history_query, reference_customer),
    FIELD(history_query, reference_segment),
    FIELD(history_query, id_customer),
    PAGE_FIELDS(history_query),
    FIELDS_END,
};

enum err history_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = paid_fields,
        .size = sizeof(struct paid),
        .is_always_there = true,
    };
    struct history_query query = {0};
    struct customer customer;

    TRY(request_read_query(ctx, request, history_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(find_customer(ctx, query.reference_customer, query.reference_segment, query.id_customer,
                      &customer));
    TRY(payment_history(ctx, customer.id, &query.page, &list.items, &list.total));
    list.page = query.page;
    return live_respond_list(ctx, request, response, &list);
}

enum err receipt_live_pdf(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct receipt_document document;
    struct bytes file;
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Api.Payment.NotFound", &id));
    err = receipt_document_load(ctx, id, &document);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Payment.NotFound", NULL, "There is no such payment.");
    TRY(err);
    TRY(receipt_paper_print(ctx, &document, &file));
    return html_respond_file(ctx, response, false, SHEET_TYPE,
                             receipt_file_name(ctx->arena, &document), &file);
}
