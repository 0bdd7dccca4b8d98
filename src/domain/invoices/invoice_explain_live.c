#include "domain/invoices/invoice_explain_live.h"

#include "domain/live.h"

struct explain_query {
    const char *language;
};

const struct field explain_live_fields[] = {
    FIELD(explain_query, language),
    FIELDS_END,
};

enum err explain_live_line(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct explained_line line;
    struct explain_query query;
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Api.BalanceLine.NotFound", &id));
    TRY(request_read_query(ctx, request, explain_live_fields, &query));
    err = explained_line_get(ctx, id, query.language, &line);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.BalanceLine.NotFound", NULL, "There is no such line.");
    TRY(err);
    return respond_json(ctx, response, 200, explained_line_fields, &line);
}

enum err explain_live_invoice(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct explained_invoice invoice;
    struct explain_query query;
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read_query(ctx, request, explain_live_fields, &query));
    err = explained_invoice_get(ctx, id, query.language, &invoice);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    return respond_json(ctx, response, 200, explained_invoice_fields, &invoice);
}
