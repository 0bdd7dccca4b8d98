#include "domain/invoices/invoice_desk_live.h"

#include "domain/invoices/invoice_credit.h"
#include "domain/invoices/invoice_desk.h"
#include "domain/invoices/invoice_draft.h"
#include "domain/live.h"
#include "domain/payments/payment_manual.h"

#define NOT_FOUND "Error.Api.Invoice.NotFound"

/* invoices ----------------------------------------------------------------------------------------
 */

struct invoice_view {
    struct desk_invoice invoice;
    const char *status;
    int64_t amount_remaining, amount_due;
};

#define OF_INVOICE(member)                                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct desk_invoice *)0)->member),                   \
        .offset = offsetof(struct invoice_view, invoice.member)                                    \
    }
#define OF_INVOICE_CHOICE(member, names)                                                           \
    {                                                                                              \
        .name = #member, .kind = FIELD_CHOICE,                                                     \
        .offset = offsetof(struct invoice_view, invoice.member), .choices = (names)                \
    }
#define OF_INVOICE_LIST(member, table, type)                                                       \
    {                                                                                              \
        .name = #member, .kind = FIELD_LIST,                                                       \
        .offset = offsetof(struct invoice_view, invoice.member), .element = (table),               \
        .size = sizeof(struct type)                                                                \
    }
#define INVOICE_FIELDS                                                                             \
    OF_INVOICE(id), OF_INVOICE(id_segment), OF_INVOICE(id_customer),                               \
        OF_INVOICE(reference_segment), OF_INVOICE(reference_customer), OF_INVOICE(full_number),    \
        FIELD(invoice_view, status), OF_INVOICE_CHOICE(state_invoice, state_invoice_names),        \
        OF_INVOICE(date_issue), OF_INVOICE(date_update), OF_INVOICE(date_payment),                 \
        OF_INVOICE(date_payment_scheduled), OF_INVOICE(date_payment_limit),                        \
        OF_INVOICE_CHOICE(type_payment, type_payment_names), OF_INVOICE(amount_subtotal),          \
        OF_INVOICE(amount_total), OF_INVOICE(amount_paid), FIELD(invoice_view, amount_remaining),  \
        FIELD(invoice_view, amount_due), OF_INVOICE(amount_deposit), OF_INVOICE(reference_order),  \
        OF_INVOICE(currency), OF_INVOICE(note_localized), OF_INVOICE(type_credit),                 \
        OF_INVOICE(reason), OF_INVOICE(id_corrects), OF_INVOICE(id_recurring_invoice)

static const struct field line_fields[] = {
    FIELD(desk_line, position),        FIELD_CHOICE_OF(desk_line, type_line, type_line_names),
    FIELD(desk_line, id_customer),     FIELD(desk_line, reference_customer),
    FIELD(desk_line, id_subscription), FIELD(desk_line, key_charge),
    FIELD(desk_line, label),           FIELD(desk_line, quantity_billed),
    FIELD(desk_line, amount_subtotal), FIELD(desk_line, rate_tax),
    FIELD(desk_line, date_move),       FIELD(desk_line, date_period_start),
    FIELD(desk_line, date_period_end), FIELDS_END,
};

static const struct field tax_fields[] = {
    FIELD(invoice_tax, rate_tax),
    FIELD(invoice_tax, label_tax),
    FIELD(invoice_tax, amount_subtotal),
    FIELD(invoice_tax, amount_tax),
    FIELDS_END,
};

const struct field invoice_desk_fields[] = {INVOICE_FIELDS, FIELDS_END};
const struct field invoice_desk_whole_fields[] = {
    INVOICE_FIELDS,
    OF_INVOICE_LIST(lines, line_fields, desk_line),
    OF_INVOICE_LIST(taxes, tax_fields, invoice_tax),
    FIELDS_END,
};

struct invoice_query {
    const char *reference_customer, *reference_segment, *full_number;
    int64_t id_customer;
    int state_invoice;
    struct instant date_issue_min, date_issue_max;
    struct page page;
};

const struct field invoice_desk_list_fields[] = {
    FIELD(invoice_query, reference_customer),
    FIELD(invoice_query, reference_segment),
    FIELD(invoice_query, id_customer),
    FIELD(invoice_query, full_number),
    FIELD_CHOICE_OF(invoice_query, state_invoice, state_invoice_names),
    FIELD(invoice_query, date_issue_min),
    FIELD(invoice_query, date_issue_max),
    PAGE_FIELDS(invoice_query),
    FIELDS_END,
};

static struct invoice_view view_of(const struct desk_invoice *invoice)
{
    enum state_invoice state = (enum state_invoice)invoice->state_invoice;

    return (struct invoice_view){
        .invoice = *invoice,
        .status = status_of_invoice(state),
        .amount_remaining =
            invoice_is_unpaid(state) ? invoice->amount_total - invoice->amount_paid : NONE,
        .amount_due = invoice_is_unpaid(state)
                          ? invoice_amount_due(invoice->amount_total, invoice->amount_paid,
                                               invoice->amount_deposit)
                          : NONE,
    };
}

/* By reference or id; NONE if neither is given. */
static enum err customer_wanted(struct ctx *ctx, const char *reference_customer,
                                const char *reference_segment, int64_t *id)
{
    struct customer customer;

    if (!reference_customer)
        return OK;
    TRY(customer_access(ctx, reference_customer, reference_segment, &customer));
    *id = customer.id;
    return OK;
}

static enum err segment_wanted(struct ctx *ctx, const char *reference_segment, int64_t *id)
{
    struct segment segment;

    *id = NONE;
    if (!reference_segment)
        return OK;
    TRY(segment_choose(ctx, reference_segment, &segment));
    *id = segment.id;
    return OK;
}

static enum err filter_of(struct ctx *ctx, const struct invoice_query *query,
                          struct desk_filter *out)
{
    *out = (struct desk_filter){
        .id_customer = query->id_customer,
        .full_number = query->full_number,
        .state_invoice = query->state_invoice,
        .date_issue_min = query->date_issue_min,
        .date_issue_max = query->date_issue_max,
    };
    TRY(customer_wanted(ctx, query->reference_customer, query->reference_segment,
                        &out->id_customer));
    return segment_wanted(ctx, query->reference_segment, &out->id_segment);
}

enum err invoice_desk_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = invoice_desk_fields,
        .size = sizeof(struct invoice_view),
        .is_always_there = true,
    };
    struct invoice_query query = {0};
    struct desk_filter filter;
    struct list invoices;

    TRY(request_read_query(ctx, request, invoice_desk_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(filter_of(ctx, &query, &filter));
    TRY(desk_invoice_list(ctx, &filter, &query.page, &invoices, &list.total));
    list.page = query.page;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct invoice_view, invoices.count), invoices.count};
    for (size_t i = 0; i < invoices.count; i++)
        *LIST_AT(list.items, struct invoice_view, i) =
            view_of(LIST_AT(invoices, struct desk_invoice, i));
    return live_respond_list(ctx, request, response, &list);
}

static enum err respond_invoice(struct ctx *ctx, struct response *response, int64_t id)
{
    struct desk_invoice invoice;
    struct invoice_view view;

    TRY(desk_invoice_show(ctx, id, &invoice));
    view = view_of(&invoice);
    return respond_json(ctx, response, 200, invoice_desk_whole_fields, &view);
}

enum err invoice_desk_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    return respond_invoice(ctx, response, id);
}

/* what is done with one ---------------------------------------------------------------------------
 */

struct reason_input {
    const char *reason;
    int64_t amount;
};

const struct field invoice_desk_reason_fields[] = {
    FIELD(reason_input, reason),
    FIELDS_END,
};

const struct field invoice_desk_credit_fields[] = {
    FIELD(reason_input, reason),
    FIELD(reason_input, amount),
    FIELDS_END,
};

static enum err read_input(struct ctx *ctx, const struct request *request,
                           const struct field *fields, int64_t *id, struct reason_input *out)
{
    TRY(path_id(ctx, request, "id", NOT_FOUND, id));
    return request_read(ctx, request, fields, out);
}

enum err invoice_desk_credit(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct reason_input input;
    struct invoice credit;
    int64_t id;

    TRY(read_input(ctx, request, invoice_desk_credit_fields, &id, &input));
    TRY(invoice_credit(ctx, id, input.reason, input.amount, &credit));
    return respond_invoice(ctx, response, credit.id);
}

enum err invoice_desk_refresh(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct reason_input input = {0};
    struct invoice credit, issued;
    int64_t id;

    TRY(read_input(ctx, request, invoice_desk_reason_fields, &id, &input));
    TRY(invoice_refresh(ctx, id, input.reason, &credit, &issued));
    return respond_invoice(ctx, response, issued.id);
}

enum err invoice_desk_reopen(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct reason_input input = {0};
    int64_t id;

    TRY(read_input(ctx, request, invoice_desk_reason_fields, &id, &input));
    TRY(invoice_take_up(ctx, id, input.reason));
    return respond_invoice(ctx, response, id);
}

enum err invoice_desk_mark_sent(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct invoice invoice;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(invoice_mark_sent(ctx, id, &invoice));
    return respond_invoice(ctx, response, id);
}

const struct field invoice_desk_sending_fields[] = {
    FIELD(invoice_sending, id_contact),
    FIELD_LIMITED(invoice_sending, message, 2000),
    FIELDS_END,
};

enum err invoice_desk_send(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct invoice_sending sending;
    struct invoice invoice;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, invoice_desk_sending_fields, &sending));
    TRY(invoice_send(ctx, id, &sending, &invoice));
    return respond_invoice(ctx, response, id);
}

const struct field invoice_desk_mark_paid_fields[] = {
    FIELD_CHOICE_OF(manual_payment, type_payment, type_payment_names),
    FIELD(manual_payment, label_payment),
    FIELD(manual_payment, date_payment),
    FIELDS_END,
};

enum err invoice_desk_mark_paid(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct manual_payment input;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, invoice_desk_mark_paid_fields, &input));
    TRY(payment_mark_paid(ctx, id, &input));
    return respond_invoice(ctx, response, id);
}

/* drafts ------------------------------------------------------------------------------------------
 */

static const struct field held_line_fields[] = {
    FIELD(balance_line, id),
    FIELD(balance_line, id_customer),
    FIELD(balance_line, id_subscription),
    FIELD_CHOICE_OF(balance_line, type_line, type_line_names),
    FIELD(balance_line, key_charge),
    FIELD(balance_line, label),
    FIELD(balance_line, quantity_billed),
    FIELD(balance_line, amount_subtotal),
    FIELD(balance_line, rate_tax),
    FIELD(balance_line, date_move),
    FIELD(balance_line, date_period_start),
    FIELD(balance_line, date_period_end),
    FIELDS_END,
};

#define DRAFT_FIELDS                                                                               \
    FIELD(held_invoice, id), FIELD(held_invoice, id_segment), FIELD(held_invoice, id_customer),    \
        FIELD(held_invoice, reference_segment), FIELD(held_invoice, reference_customer),           \
        FIELD(held_invoice, issue_at), FIELD(held_invoice, note),                                  \
        FIELD(held_invoice, id_recurring_invoice),                                                 \
        FIELD_CHOICE_OF(held_invoice, type_payment, type_payment_names),                           \
        FIELD(held_invoice, amount_subtotal), FIELD(held_invoice, amount_total),                   \
        FIELD(held_invoice, currency), FIELD(held_invoice, date_creation),                         \
        FIELD(held_invoice, date_update)

static const struct field listed_draft_fields[] = {DRAFT_FIELDS, FIELDS_END};
const struct field draft_desk_fields[] = {
    DRAFT_FIELDS,
    FIELD(held_invoice, amount_deposit),
    {.name = "composition",
                                    .kind = FIELD_RECORD,
                                    .offset = offsetof(struct held_invoice, typed),
                                    .element = composition_fields},
    FIELD_LIST_OF(held_invoice, lines, held_line_fields, balance_line),
    FIELDS_END,
};

const struct field draft_desk_input_fields[] = {
    FIELD(draft_input, reference_customer),
    FIELD(draft_input, reference_segment),
    FIELD_LIMITED(draft_input, note, 2000),
    FIELD(draft_input, issue_at),
    FIELD_CHOICE_OF(draft_input, type_payment, type_payment_names),
    FIELD_RECORD_OF(draft_input, composition, composition_fields),
    FIELDS_END,
};

struct draft_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer;
    struct page page;
};

const struct field draft_desk_list_fields[] = {
    FIELD(draft_query, reference_customer),
    FIELD(draft_query, reference_segment),
    FIELD(draft_query, id_customer),
    PAGE_FIELDS(draft_query),
    FIELDS_END,
};

const struct field draft_desk_change_fields[] = {
    FIELD_LIMITED(draft_change, note, 2000),
    FIELD(draft_change, issue_at),
    FIELD_CHOICE_OF(draft_change, type_payment, type_payment_names),
    FIELD_RECORD_OF(draft_change, composition, composition_fields),
    FIELDS_END,
};

/* One that waits, by its id, or a new one. */
struct line_input {
    int64_t id_line;
    struct manual_line line;
};

#define OF_LINE(member)                                                                            \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct manual_line *)0)->member),                    \
        .offset = offsetof(struct line_input, line.member)                                         \
    }

const struct field draft_desk_line_fields[] = {
    FIELD(line_input, id_line),
    OF_LINE(reference_customer),
    OF_LINE(amount),
    OF_LINE(label),
    OF_LINE(key_charge),
    OF_LINE(quantity),
    OF_LINE(date),
    OF_LINE(date_period_start),
    OF_LINE(date_period_end),
    FIELDS_END,
};

struct deleted {
    int64_t id;
};

const struct field draft_desk_deleted_fields[] = {
    FIELD(deleted, id),
    FIELDS_END,
};

enum err draft_desk_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {
        .fields = listed_draft_fields,
        .size = sizeof(struct held_invoice),
        .is_always_there = true,
    };
    struct draft_query query = {0};
    struct draft_filter filter;

    TRY(request_read_query(ctx, request, draft_desk_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    filter.id_customer = query.id_customer;
    TRY(customer_wanted(ctx, query.reference_customer, query.reference_segment,
                        &filter.id_customer));
    TRY(segment_wanted(ctx, query.reference_segment, &filter.id_segment));
    TRY(draft_list(ctx, &filter, &query.page, &list.items, &list.total));
    list.page = query.page;
    return live_respond_list(ctx, request, response, &list);
}

static enum err respond_draft(struct ctx *ctx, struct response *response,
                              const struct held_invoice *draft)
{
    return respond_json(ctx, response, 200, draft_desk_fields, draft);
}

enum err draft_desk_post(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct draft_input input = {0}; /* nobody types its mail */
    struct held_invoice draft;

    TRY(request_read(ctx, request, draft_desk_input_fields, &input));
    TRY(draft_compose(ctx, &input, &draft));
    return respond_json(ctx, response, 201, draft_desk_fields, &draft);
}

enum err draft_desk_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct held_invoice draft;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(draft_show(ctx, id, &draft));
    return respond_draft(ctx, response, &draft);
}

enum err draft_desk_change(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct draft_change change;
    struct held_invoice draft;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, draft_desk_change_fields, &change));
    TRY(draft_edit(ctx, id, &change, &draft));
    return respond_draft(ctx, response, &draft);
}

enum err draft_desk_delete(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct deleted deleted = {0};

    TRY(path_id(ctx, request, "id", NOT_FOUND, &deleted.id));
    TRY(draft_delete(ctx, deleted.id));
    return respond_json(ctx, response, 200, draft_desk_deleted_fields, &deleted);
}

enum err draft_desk_add_line(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct line_input input = {
        .line = {.id_subscription = NONE, .ensure_billable = NONE}
    };
    struct held_invoice draft;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, draft_desk_line_fields, &input));
    if (input.id_line != NONE)
        TRY(draft_take_line(ctx, id, input.id_line, &draft));
    else
        TRY(draft_add_line(ctx, id, &input.line, &draft));
    return respond_draft(ctx, response, &draft);
}

enum err draft_desk_drop_line(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct held_invoice draft;
    int64_t id, id_line;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(path_id(ctx, request, "line", "Error.Api.BalanceLine.NotFound", &id_line));
    TRY(draft_drop_line(ctx, id, id_line, &draft));
    return respond_draft(ctx, response, &draft);
}

enum err draft_desk_issue(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct invoice invoice;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(draft_issue(ctx, id, &invoice));
    return respond_invoice(ctx, response, invoice.id);
}
