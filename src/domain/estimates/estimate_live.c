#include "domain/estimates/estimate_live.h"

#include "domain/estimates/estimate_paper.h"
#include "domain/invoices/invoice_content.h"
#include "domain/live.h"
#include "domain/sheets/sheet.h"

#define NOT_FOUND "Error.Api.Estimate.NotFound"

static const struct field line_fields[] = {
    FIELD(content_line, position),        FIELD_CHOICE_OF(content_line, type_line, type_line_names),
    FIELD(content_line, key_charge),      FIELD(content_line, label),
    FIELD(content_line, quantity_billed), FIELD(content_line, amount_subtotal),
    FIELD(content_line, rate_tax),        FIELD(content_line, date_period_start),
    FIELD(content_line, date_period_end), FIELDS_END,
};

static const struct field tax_fields[] = {
    FIELD(invoice_tax, rate_tax),
    FIELD(invoice_tax, label_tax),
    FIELD(invoice_tax, amount_subtotal),
    FIELD(invoice_tax, amount_tax),
    FIELDS_END,
};

static const struct field answer_fields[] = {
    FIELD(estimate_answer, answer),
    FIELD(estimate_answer, date_answer),
    FIELD(estimate_answer, actor),
    FIELD(estimate_answer, name),
    FIELD(estimate_answer, email),
    FIELD(estimate_answer, ip),
    FIELD(estimate_answer, user_agent),
    FIELD(estimate_answer, terms_url),
    FIELD(estimate_answer, comment),
    FIELD(estimate_answer, reason),
    FIELDS_END,
};

#define ESTIMATE_FIELDS                                                                            \
    FIELD(estimate, id), FIELD(estimate, id_segment), FIELD(estimate, id_customer),                \
        FIELD(estimate, reference_segment), FIELD(estimate, reference_customer),                   \
        FIELD(estimate, full_number),                                                              \
        FIELD_CHOICE_OF(estimate, state_estimate, state_estimate_names), FIELD(estimate, note),    \
        FIELD(estimate, currency), FIELD(estimate, amount_subtotal),                               \
        FIELD(estimate, amount_total), FIELD(estimate, amount_deposit),                            \
        FIELD(estimate, valid_until), FIELD(estimate, date_issue), FIELD(estimate, date_viewed),   \
        FIELD(estimate, id_invoice), FIELD(estimate, full_number_invoice),                         \
        FIELD(estimate, date_creation), FIELD(estimate, date_update)

const struct field estimate_live_fields[] = {ESTIMATE_FIELDS, FIELDS_END};
const struct field estimate_live_whole_fields[] = {
    ESTIMATE_FIELDS,
    {.name = "composition",
      .kind = FIELD_RECORD,
      .offset = offsetof(struct estimate, typed),
      .element = composition_fields},
    FIELD_LIST_OF(estimate, lines, line_fields, content_line),
    FIELD_LIST_OF(estimate, taxes, tax_fields, invoice_tax),
    FIELD_RECORD_OF(estimate, answer, answer_fields),
    FIELDS_END,
};

#define CHANGE_FIELDS                                                                              \
    FIELD_LIMITED(estimate_input, note, 2000), FIELD(estimate_input, valid_until),                 \
        FIELD_RECORD_OF(estimate_input, composition, composition_fields)

const struct field estimate_live_input_fields[] = {
    FIELD(estimate_input, reference_customer),
    FIELD(estimate_input, reference_segment),
    CHANGE_FIELDS,
    FIELDS_END,
};

const struct field estimate_live_change_fields[] = {CHANGE_FIELDS, FIELDS_END};

const struct field estimate_live_sending_fields[] = {
    FIELD(estimate_sending, id_contact),
    FIELD_LIMITED(estimate_sending, message, 2000),
    FIELDS_END,
};

const struct field estimate_live_given_fields[] = {
    FIELD(estimate_given, name),
    FIELD(estimate_given, email),
    FIELD_LIMITED(estimate_given, comment, 2000),
    FIELD_LIMITED(estimate_given, reason, 2000),
    FIELDS_END,
};

struct deleted {
    int64_t id;
};

const struct field estimate_live_deleted_fields[] = {
    FIELD(deleted, id),
    FIELDS_END,
};

/* lists -------------------------------------------------------------------------------------------
 */

struct estimate_query {
    const char *reference_customer, *reference_segment, *full_number;
    int64_t id_customer;
    int state_estimate;
    struct page page;
};

const struct field estimate_live_list_fields[] = {
    FIELD(estimate_query, reference_customer),
    FIELD(estimate_query, reference_segment),
    FIELD(estimate_query, id_customer),
    FIELD(estimate_query, full_number),
    FIELD_CHOICE_OF(estimate_query, state_estimate, state_estimate_names),
    PAGE_FIELDS(estimate_query),
    FIELDS_END,
};

static enum err filter_of(struct ctx *ctx, const struct estimate_query *query,
                          struct estimate_filter *out)
{
    struct customer customer;
    struct segment segment;

    *out = (struct estimate_filter){
        .id_customer = query->id_customer,
        .id_segment = NONE,
        .state_estimate = query->state_estimate,
        .full_number = query->full_number,
    };
    if (query->reference_customer) {
        TRY(customer_access(ctx, query->reference_customer, query->reference_segment, &customer));
        out->id_customer = customer.id;
    }
    if (query->reference_segment) {
        TRY(segment_choose(ctx, query->reference_segment, &segment));
        out->id_segment = segment.id;
    }
    return OK;
}

enum err estimate_live_list(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct live_list list = {
        .fields = estimate_live_fields,
        .size = sizeof(struct estimate),
        .is_always_there = true,
    };
    struct estimate_query query = {0};
    struct estimate_filter filter;

    TRY(request_read_query(ctx, request, estimate_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(filter_of(ctx, &query, &filter));
    TRY(estimate_list(ctx, &filter, &query.page, &list.items, &list.total));
    list.page = query.page;
    return live_respond_list(ctx, request, response, &list);
}

/* one ---------------------------------------------------------------------------------------------
 */

static enum err respond_estimate(struct ctx *ctx, struct response *response, int status,
                                 const struct estimate *estimate)
{
    return respond_json(ctx, response, status, estimate_live_whole_fields, estimate);
}

/* What takes nothing but an id. */
static enum err respond_to(struct ctx *ctx, const struct request *request,
                           struct response *response, int status,
                           enum err (*verb)(struct ctx *ctx, int64_t id, struct estimate *out))
{
    struct estimate estimate;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(verb(ctx, id, &estimate));
    return respond_estimate(ctx, response, status, &estimate);
}

enum err estimate_live_get(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    return respond_to(ctx, request, response, 200, estimate_show);
}

enum err estimate_live_mark_sent(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    return respond_to(ctx, request, response, 200, estimate_mark_sent);
}

enum err estimate_live_duplicate(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    return respond_to(ctx, request, response, 201, estimate_duplicate);
}

enum err estimate_live_convert(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    return respond_to(ctx, request, response, 200, estimate_convert);
}

enum err estimate_live_cancel(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    return respond_to(ctx, request, response, 200, estimate_cancel);
}

enum err estimate_live_post(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct estimate_input input;
    struct estimate estimate;

    TRY(request_read(ctx, request, estimate_live_input_fields, &input));
    TRY(estimate_create(ctx, &input, &estimate));
    return respond_estimate(ctx, response, 201, &estimate);
}

enum err estimate_live_change(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct estimate_input input = {0};
    struct estimate estimate;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, estimate_live_change_fields, &input));
    TRY(estimate_edit(ctx, id, &input, &estimate));
    return respond_estimate(ctx, response, 200, &estimate);
}

enum err estimate_live_delete(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct deleted deleted = {0};

    TRY(path_id(ctx, request, "id", NOT_FOUND, &deleted.id));
    TRY(estimate_delete(ctx, deleted.id));
    return respond_json(ctx, response, 200, estimate_live_deleted_fields, &deleted);
}

enum err estimate_live_send(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct estimate_sending sending;
    struct estimate estimate;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, estimate_live_sending_fields, &sending));
    TRY(estimate_send(ctx, id, &sending, &estimate));
    return respond_estimate(ctx, response, 200, &estimate);
}

/* in the customer's stead -------------------------------------------------------------------------
 */

static enum err
respond_to_answer(struct ctx *ctx, const struct request *request, struct response *response,
                  enum err (*verb)(struct ctx *ctx, int64_t id, const struct estimate_given *given,
                                   struct estimate *out))
{
    struct estimate_given given = {0};
    struct estimate estimate;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, estimate_live_given_fields, &given));
    TRY(verb(ctx, id, &given, &estimate));
    return respond_estimate(ctx, response, 200, &estimate);
}

enum err estimate_live_approve(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    return respond_to_answer(ctx, request, response, estimate_approve);
}

enum err estimate_live_decline(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    return respond_to_answer(ctx, request, response, estimate_decline);
}

enum err estimate_live_pdf(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct estimate_document document;
    struct estimate estimate;
    struct bytes file;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(estimate_show(ctx, id, &estimate));
    TRY(estimate_document_load(ctx, &estimate, &document));
    TRY(estimate_paper_print(ctx, &document, &file));
    return html_respond_file(ctx, response, false, SHEET_TYPE,
                             estimate_file_name(ctx->arena, &document), &file);
}
