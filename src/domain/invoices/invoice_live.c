#include "domain/invoices/invoice_live.h"

#include "domain/accounts/business.h"
#include "domain/gateways/collect.h"
#include "domain/invoices/invoice_credit.h"
#include "domain/links/link_writer.h"
#include "domain/live.h"
#include "domain/subscriptions/subscription.h"

struct invoice_view {
    struct invoice_shown invoice;
    const char *status, *links;
    struct list taxes; /* of struct invoice_tax; of one that is read alone */
};

#define OF_INVOICE(member)                                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct invoice_shown *)0)->member),                  \
        .offset = offsetof(struct invoice_view, invoice.member)                                    \
    }
#define OF_INVOICE_CHOICE(member, names)                                                           \
    {                                                                                              \
        .name = #member, .kind = FIELD_CHOICE,                                                     \
        .offset = offsetof(struct invoice_view, invoice.member), .choices = (names)                \
    }

static const struct field tax_fields[] = {
    FIELD(invoice_tax, category_tax),    FIELD(invoice_tax, country_tax),
    FIELD(invoice_tax, rate_tax),        FIELD(invoice_tax, label_tax),
    FIELD(invoice_tax, amount_subtotal), FIELD(invoice_tax, amount_tax),
    FIELD(invoice_tax, vatex_tax),       FIELD(invoice_tax, mention_tax),
    FIELD(invoice_tax, proof_vat),       FIELDS_END,
};

const struct field invoice_live_fields[] = {
    OF_INVOICE(id),
    OF_INVOICE(id_segment),
    OF_INVOICE(id_customer),
    OF_INVOICE(reference_segment),
    OF_INVOICE(reference_customer),
    OF_INVOICE(full_number),
    FIELD(invoice_view, status),
    OF_INVOICE_CHOICE(state_invoice, state_invoice_names),
    OF_INVOICE(date_issue),
    OF_INVOICE(date_update),
    OF_INVOICE(date_payment),
    OF_INVOICE(date_payment_scheduled),
    OF_INVOICE(date_payment_limit),
    OF_INVOICE_CHOICE(type_payment, type_payment_names),
    OF_INVOICE(amount_subtotal),
    OF_INVOICE(amount_total),
    OF_INVOICE(currency),
    OF_INVOICE(note_localized),
    OF_INVOICE(type_credit),
    OF_INVOICE(reason),
    FIELD_LIST_OF(invoice_view, taxes, tax_fields, invoice_tax),
    FIELD_JSON_OF(invoice_view, links),
    FIELDS_END,
};

struct invoice_query {
    const char *full_number, *reference_segment, *reference_customer;
    int64_t id_customer, id_subscription, links;
    struct page page;
};

const struct field invoice_live_query_fields[] = {
    FIELD(invoice_query, full_number),
    FIELD(invoice_query, reference_segment),
    FIELD_FLAG_OF(invoice_query, links),
    FIELDS_END,
};

const struct field invoice_live_list_fields[] = {
    FIELD(invoice_query, reference_customer),
    FIELD(invoice_query, id_customer),
    FIELD(invoice_query, id_subscription),
    FIELD(invoice_query, reference_segment),
    FIELD_FLAG_OF(invoice_query, links),
    PAGE_FIELDS(invoice_query),
    FIELDS_END,
};

struct bill_input {
    const char *reference_customer, *reference_segment;
    struct instant date_start, date_end;
    int64_t force_offline;
    const char *note_localized;
};

const struct field invoice_live_bill_fields[] = {
    FIELD(bill_input, reference_customer),
    FIELD(bill_input, reference_segment),
    FIELD(bill_input, date_start),
    FIELD(bill_input, date_end),
    FIELD_FLAG_OF(bill_input, force_offline),
    FIELD_LIMITED(bill_input, note_localized, 2000),
    FIELDS_END,
};

const struct field invoice_live_cancel_fields[] = {
    FIELD(cancellation, reason),
    FIELD_FLAG_OF(cancellation, keep_content),
    FIELDS_END,
};

struct write_off_input {
    const char *reason;
};

const struct field invoice_live_write_off_fields[] = {
    FIELD(write_off_input, reason),
    FIELDS_END,
};

/* The document, and what can be done about it. */
static const char *links_of(struct ctx *ctx, const struct link_writer *writer,
                            const struct invoice_shown *invoice)
{
    struct link_list list;

    link_list_begin(ctx, writer, link_writer_owner(writer, invoice->id_customer),
                    invoice->id_segment, &list);
    link_list_add_document(ctx, &list, invoice->id);
    link_list_add(ctx, &list, LINK_HOME, 0);
    if (invoice_is_unpaid((enum state_invoice)invoice->state_invoice))
        link_list_add(ctx, &list, LINK_CHARGE, invoice->id);
    link_list_add(ctx, &list, LINK_COLLECTION_INVOICE, 0);
    return link_list_done(&list);
}

/* Of invoices, with their links unless the caller wants none. */
static enum err view_list(struct ctx *ctx, const struct list *invoices, int64_t links,
                          struct list *out)
{
    int64_t *owners = ARENA_ARRAY(ctx->arena, int64_t, invoices->count + 1);
    struct link_writer writer;

    for (size_t i = 0; i < invoices->count; i++)
        owners[i] = LIST_AT(*invoices, struct invoice_shown, i)->id_customer;
    if (links != 0)
        TRY(link_writer_begin(ctx, owners, invoices->count, &writer));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct invoice_view, invoices->count),
                         invoices->count};
    for (size_t i = 0; i < invoices->count; i++) {
        const struct invoice_shown *invoice = LIST_AT(*invoices, struct invoice_shown, i);

        *LIST_AT(*out, struct invoice_view, i) = (struct invoice_view){
            .invoice = *invoice,
            .status = status_of_invoice((enum state_invoice)invoice->state_invoice),
            .links = links == 0 ? LIVE_NO_LINKS : links_of(ctx, &writer, invoice),
        };
    }
    return OK;
}

/* Answers with what was found, or not. */
static enum err respond_found(struct ctx *ctx, struct response *response, enum err err,
                              struct invoice_shown *invoice, int64_t links)
{
    struct list views;

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    TRY(view_list(ctx, &(struct list){invoice, 1}, links, &views));
    TRY(invoice_tax_list(ctx, invoice->id, &LIST_AT(views, struct invoice_view, 0)->taxes));
    return respond_json(ctx, response, 200, invoice_live_fields, views.items);
}

enum err invoice_live_get_id(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct invoice_query query = {0};
    struct invoice_shown invoice;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read_query(ctx, request, invoice_live_query_fields, &query));
    return respond_found(ctx, response, invoice_show(ctx, id, &invoice), &invoice, query.links);
}

enum err invoice_live_get_number(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct invoice_query query = {0};
    struct invoice_shown invoice;

    TRY(request_read_query(ctx, request, invoice_live_query_fields, &query));
    if (!query.full_number)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "FullNumber",
                    "FullNumber: is missing.");
    return respond_found(
        ctx, response,
        invoice_show_number(ctx, query.full_number, query.reference_segment, &invoice), &invoice,
        query.links);
}

/* Which invoices the query means: ERR_NOT_FOUND, not noted, for an unknown customer. */
static enum err filter_of(struct ctx *ctx, const struct invoice_query *query,
                          struct invoice_filter *filter)
{
    struct subscription subscription;
    struct customer customer;
    struct segment segment;

    *filter = (struct invoice_filter){query->id_customer, query->id_subscription, NONE};
    if (query->reference_customer) {
        TRY(customer_find(ctx, query->reference_customer, query->reference_segment, &customer));
        filter->id_customer = customer.id;
    } else if (query->id_customer == NONE && query->id_subscription != NONE) {
        TRY(subscription_get(ctx, query->id_subscription, &subscription));
        filter->id_customer = subscription.id_customer_buyer;
    }
    TRY(segment_choose(ctx, query->reference_segment, &segment));
    filter->id_segment = segment.id;
    return OK;
}

enum err invoice_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {.fields = invoice_live_fields, .size = sizeof(struct invoice_view)};
    struct invoice_query query = {0};
    struct invoice_filter filter;
    struct list invoices;
    enum err err;

    TRY(request_read_query(ctx, request, invoice_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    err = filter_of(ctx, &query, &filter);
    if (err == ERR_NOT_FOUND)
        return respond_nothing(response);
    TRY(err);
    TRY(invoice_list(ctx, &filter, &query.page, &invoices, &list.total));
    list.page = query.page;
    TRY(view_list(ctx, &invoices, query.links, &list.items));
    return live_respond_list(ctx, request, response, &list);
}

enum err invoice_live_bill(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct bill_input input;
    struct customer customer;
    struct invoice_shown shown;
    struct invoice invoice;
    struct billing how;
    bool is_issued;

    TRY(request_read(ctx, request, invoice_live_bill_fields, &input));
    TRY(customer_access(ctx, input.reference_customer, input.reference_segment, &customer));
    how = (struct billing){
        .date_start = input.date_start,
        .date_end = input.date_end,
        .is_offline = input.force_offline == 1,
        .note = input.note_localized,
    };
    TRY(invoice_bill_customer(ctx, &customer, &how, &invoice, &is_issued));
    if (!is_issued)
        return respond_nothing(response);
    return respond_found(ctx, response, invoice_show(ctx, invoice.id, &shown), &shown, NONE);
}

enum err invoice_live_cancel(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct cancellation input;
    struct invoice_shown shown;
    int64_t id;
    bool is_waiting;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read(ctx, request, invoice_live_cancel_fields, &input));
    TRY(collect_cancel(ctx, id, &input, &id, &is_waiting));
    TRY(respond_found(ctx, response, invoice_show(ctx, id, &shown), &shown, NONE));
    if (is_waiting)
        response->status = 202; /* for the provider to call its charge off */
    return OK;
}

enum err invoice_live_write_off(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct write_off_input input;
    struct invoice_shown shown;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read(ctx, request, invoice_live_write_off_fields, &input));
    TRY(invoice_write_off(ctx, id, input.reason));
    return respond_found(ctx, response, invoice_show(ctx, id, &shown), &shown, NONE);
}
