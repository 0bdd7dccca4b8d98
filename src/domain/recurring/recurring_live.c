#include "domain/recurring/recurring_live.h"

#include "domain/accounts/business.h"
#include "domain/invoices/invoice.h"
#include "domain/live.h"
#include "domain/recurring/recurring.h"

#define NOT_FOUND "Error.Api.RecurringInvoice.NotFound"

enum { DATES_SHOWN = 5 };

struct planned {
    struct instant date;
};

static const struct field planned_fields[] = {
    FIELD(planned, date),
    FIELDS_END,
};

struct recurring_view {
    struct recurring_invoice recurring;
    int64_t cycles_left, amount_subtotal, amount_total; /* the latter of the next invoice */
    struct list dates_next;                             /* of struct planned */
};

#define OF_RECURRING(member)                                                                       \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct recurring_invoice *)0)->member),              \
        .offset = offsetof(struct recurring_view, recurring.member)                                \
    }
#define OF_RECURRING_CHOICE(member, names)                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_CHOICE,                                                     \
        .offset = offsetof(struct recurring_view, recurring.member), .choices = (names)            \
    }
#define OF_RECURRING_TRACE(member)                                                                 \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct trace *)0)->member),                          \
        .offset = offsetof(struct recurring_view, recurring.trace.member)                          \
    }

const struct field recurring_live_fields[] = {
    OF_RECURRING(id),
    OF_RECURRING(id_segment),
    OF_RECURRING(id_customer),
    OF_RECURRING(reference_segment),
    OF_RECURRING(reference_customer),
    OF_RECURRING(full_number),
    OF_RECURRING_CHOICE(state_recurring, state_recurring_names),
    OF_RECURRING(title),
    OF_RECURRING(duration_recurrence),
    OF_RECURRING_CHOICE(unit_recurrence, unit_names),
    OF_RECURRING(date_start),
    OF_RECURRING(date_next),
    OF_RECURRING(date_end),
    OF_RECURRING(time_zone),
    OF_RECURRING(cycles),
    OF_RECURRING(cycles_done),
    FIELD(recurring_view, cycles_left),
    FIELD_LIST_OF(recurring_view, dates_next, planned_fields, planned),
    OF_RECURRING_CHOICE(mode_issue, mode_issue_names),
    OF_RECURRING_CHOICE(mode_period, mode_period_names),
    OF_RECURRING(is_auto_pay),
    OF_RECURRING(is_held_while_unpaid),
    OF_RECURRING(note),
    {.name = "composition",
            .kind = FIELD_RECORD,
            .offset = offsetof(struct recurring_view, recurring.composition),
            .element = composition_fields},
    FIELD(recurring_view, amount_subtotal),
    FIELD(recurring_view, amount_total),
    OF_RECURRING(currency),
    OF_RECURRING_TRACE(date_creation),
    OF_RECURRING_TRACE(date_update),
    FIELDS_END,
};

/* What the next invoice would come to today. */
static enum err view_of(struct ctx *ctx, const struct recurring_invoice *recurring,
                        struct recurring_view *out)
{
    struct instant dates[DATES_SHOWN];
    size_t count = recurring_dates(recurring, DATES_SHOWN, dates);
    struct worked_out worked_out;

    *out = (struct recurring_view){
        .recurring = *recurring,
        .cycles_left = recurring_cycles_left(recurring),
        .dates_next = {ARENA_ARRAY(ctx->arena, struct planned, DATES_SHOWN), count},
    };
    TRY(recurring_work_out(ctx, recurring, &worked_out));
    out->amount_subtotal = worked_out.amount_subtotal;
    out->amount_total = worked_out.amount_total;
    for (size_t i = 0; i < count; i++)
        LIST_AT(out->dates_next, struct planned, i)->date = dates[i];
    return OK;
}

static enum err respond(struct ctx *ctx, struct response *response, int status,
                        const struct recurring_invoice *recurring)
{
    struct recurring_view view;

    TRY(view_of(ctx, recurring, &view));
    return respond_json(ctx, response, status, recurring_live_fields, &view);
}

/* reading -----------------------------------------------------------------------------------------
 */

struct recurring_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer;
    int state_recurring;
    struct page page;
};

const struct field recurring_live_list_fields[] = {
    FIELD(recurring_query, reference_customer),
    FIELD(recurring_query, reference_segment),
    FIELD(recurring_query, id_customer),
    FIELD_CHOICE_OF(recurring_query, state_recurring, state_recurring_names),
    PAGE_FIELDS(recurring_query),
    FIELDS_END,
};

static enum err filter_of(struct ctx *ctx, const struct recurring_query *query,
                          struct recurring_filter *out)
{
    struct customer customer;
    struct segment segment;

    *out = (struct recurring_filter){query->id_customer, NONE, query->state_recurring};
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

enum err recurring_live_list(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct live_list list = {
        .fields = recurring_live_fields,
        .size = sizeof(struct recurring_view),
        .is_always_there = true,
    };
    struct recurring_query query = {0};
    struct recurring_filter filter;
    struct list found;

    TRY(request_read_query(ctx, request, recurring_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(filter_of(ctx, &query, &filter));
    TRY(recurring_list(ctx, &filter, &query.page, &found, &list.total));
    list.page = query.page;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct recurring_view, found.count + 1), found.count};
    for (size_t i = 0; i < found.count; i++)
        TRY(view_of(ctx, LIST_AT(found, struct recurring_invoice, i),
                    LIST_AT(list.items, struct recurring_view, i)));
    return live_respond_list(ctx, request, response, &list);
}

enum err recurring_live_get(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct recurring_invoice recurring;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(recurring_show(ctx, id, &recurring));
    return respond(ctx, response, 200, &recurring);
}

const struct field recurring_live_cycle_fields[] = {
    FIELD(recurring_cycle, cycle),
    FIELD(recurring_cycle, id_invoice),
    FIELD(recurring_cycle, date_planned),
    FIELD(recurring_cycle, is_draft),
    FIELD(recurring_cycle, full_number),
    FIELD_CHOICE_OF(recurring_cycle, state_invoice, state_invoice_names),
    FIELD(recurring_cycle, date_issue),
    FIELD(recurring_cycle, amount_total),
    FIELD(recurring_cycle, amount_paid),
    FIELD(recurring_cycle, currency),
    FIELDS_END,
};

struct cycle_query {
    struct page page;
};

const struct field recurring_live_cycle_list_fields[] = {
    PAGE_FIELDS(cycle_query),
    FIELDS_END,
};

enum err recurring_live_cycles(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct live_list list = {
        .fields = recurring_live_cycle_fields,
        .size = sizeof(struct recurring_cycle),
        .is_always_there = true,
    };
    struct recurring_invoice recurring;
    struct cycle_query query = {0};
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read_query(ctx, request, recurring_live_cycle_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(recurring_show(ctx, id, &recurring));
    TRY(recurring_cycle_list(ctx, id, false, &query.page, &list.items, &list.total));
    list.page = query.page;
    return live_respond_list(ctx, request, response, &list);
}

/* writing -----------------------------------------------------------------------------------------
 */

enum err recurring_live_post(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct recurring_input input;
    struct recurring_invoice recurring;

    TRY(request_read(ctx, request, recurring_input_fields, &input));
    TRY(recurring_create(ctx, &input, &recurring));
    return respond(ctx, response, 201, &recurring);
}

enum err recurring_live_change(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct recurring_input input;
    struct recurring_invoice recurring;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, recurring_input_fields, &input));
    TRY(recurring_edit(ctx, id, &input, &recurring));
    return respond(ctx, response, 200, &recurring);
}

struct deleted {
    int64_t id;
};

const struct field recurring_live_deleted_fields[] = {
    FIELD(deleted, id),
    FIELDS_END,
};

enum err recurring_live_delete(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct deleted deleted = {0};

    TRY(path_id(ctx, request, "id", NOT_FOUND, &deleted.id));
    TRY(recurring_delete(ctx, deleted.id));
    return respond_json(ctx, response, 200, recurring_live_deleted_fields, &deleted);
}

enum err recurring_live_duplicate(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct recurring_invoice recurring;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(recurring_duplicate(ctx, id, &recurring));
    return respond(ctx, response, 201, &recurring);
}

struct start_input {
    int missed;
};

const struct field recurring_live_start_fields[] = {
    FIELD_CHOICE_OF(start_input, missed, missed_names),
    FIELDS_END,
};

enum err recurring_live_start(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct start_input input;
    struct recurring_invoice recurring;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(request_read(ctx, request, recurring_live_start_fields, &input));
    TRY(recurring_start(ctx, id, (enum missed)input.missed, &recurring));
    return respond(ctx, response, 200, &recurring);
}

/* A verb without anything to say beside the id. */
static enum err respond_verb(struct ctx *ctx, const struct request *request,
                             struct response *response,
                             enum err (*verb)(struct ctx *, int64_t, struct recurring_invoice *))
{
    struct recurring_invoice recurring;
    int64_t id;

    TRY(path_id(ctx, request, "id", NOT_FOUND, &id));
    TRY(verb(ctx, id, &recurring));
    return respond(ctx, response, 200, &recurring);
}

enum err recurring_live_pause(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    return respond_verb(ctx, request, response, recurring_pause);
}

enum err recurring_live_skip(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    return respond_verb(ctx, request, response, recurring_skip);
}

enum err recurring_live_end(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    return respond_verb(ctx, request, response, recurring_end);
}
