#include "domain/payments/payment_live.h"

#include "domain/gateways/transaction.h"
#include "domain/live.h"
#include "domain/payments/payment.h"

/* A payment that was recorded is over; one that a gateway still works at is none yet. */
#define STATE_COMPLETED "Completed"
#define STATE_PENDING   "Pending"

struct payment_view {
    struct payment payment;
    int64_t id_invoice; /* if it is for one alone */
    const char *state_payment;
};

#define OF_PAYMENT(member)                                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct payment *)0)->member),                        \
        .offset = offsetof(struct payment_view, payment.member)                                    \
    }

static const struct field share_fields[] = {
    FIELD(payment_share, id_invoice),
    FIELD(payment_share, full_number),
    FIELD(payment_share, amount),
    FIELDS_END,
};

const struct field receipt_live_fields[] = {
    OF_PAYMENT(id),
    OF_PAYMENT(id_segment),
    OF_PAYMENT(id_customer),
    OF_PAYMENT(id_transaction),
    FIELD(payment_view, id_invoice),
    OF_PAYMENT(reference_segment),
    OF_PAYMENT(reference_customer),
    {.name = "type_payment",
                          .kind = FIELD_CHOICE,
                          .offset = offsetof(struct payment_view,                  payment.type_payment),
                          .choices = type_payment_names       },
    OF_PAYMENT(label_payment),
    FIELD(payment_view, state_payment),
    OF_PAYMENT(amount),
    OF_PAYMENT(amount_credited),
    OF_PAYMENT(currency),
    OF_PAYMENT(date_payment),
    OF_PAYMENT(reference_payment),
    OF_PAYMENT(note),
    { .name = "invoices",
                          .kind = FIELD_LIST,
                          .offset = offsetof(struct payment_view, payment.shares),
                          .element = share_fields,
                          .size = sizeof(struct payment_share)},
    OF_PAYMENT(date_creation),
    FIELDS_END,
};

static const struct field named_fields[] = {
    FIELD(payment_share, id_invoice),
    FIELD(payment_share, full_number),
    FIELDS_END,
};

const struct field receipt_live_input_fields[] = {
    FIELD(receipt, reference_customer),
    FIELD(receipt, reference_segment),
    FIELD(receipt, amount),
    FIELD_CHOICE_OF(receipt, type_payment, type_payment_names),
    FIELD(receipt, label_payment),
    FIELD(receipt, date_payment),
    FIELD(receipt, reference_payment),
    FIELD(receipt, note),
    FIELD_LIST_OF(receipt, invoices, named_fields, payment_share),
    FIELD_FLAG_OF(receipt, is_prepaid),
    FIELDS_END,
};

enum mode_refund { REFUND_NONE, REFUND_MANUAL, REFUND_AUTOMATIC };
static const char *const mode_refund_names[] = {NULL, "Manual", "Automatic", NULL};

struct refund_request {
    struct refund refund;
    int mode_refund; /* enum mode_refund; otherwise Manual */
};

#define OF_REFUND(member)                                                                          \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct refund *)0)->member),                         \
        .offset = offsetof(struct refund_request, refund.member)                                   \
    }

const struct field refund_live_fields[] = {
    FIELD_CHOICE_OF(refund_request, mode_refund, mode_refund_names),
    OF_REFUND(reason),
    OF_REFUND(amount),
    {.name = "type_payment",
     .kind = FIELD_CHOICE,
     .offset = offsetof(struct refund_request, refund.type_payment),
     .choices = type_payment_names},
    OF_REFUND(label_payment),
    OF_REFUND(date_payment),
    OF_REFUND(reference_payment),
    OF_REFUND(note),
    FIELDS_END,
};

struct payment_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer, id_invoice;
    struct page page;
};

const struct field receipt_live_list_fields[] = {
    FIELD(payment_query, reference_customer),
    FIELD(payment_query, reference_segment),
    FIELD(payment_query, id_customer),
    FIELD(payment_query, id_invoice),
    PAGE_FIELDS(payment_query),
    FIELDS_END,
};

static struct payment_view view_of(const struct payment *payment)
{
    const struct list *shares = &payment->shares;

    return (struct payment_view){
        .payment = *payment,
        .id_invoice =
            shares->count == 1 ? LIST_AT(*shares, struct payment_share, 0)->id_invoice : NONE,
        .state_payment = STATE_COMPLETED,
    };
}

static enum err respond_payment(struct ctx *ctx, struct response *response, int status,
                                const struct payment *payment)
{
    struct payment_view view = view_of(payment);

    return respond_json(ctx, response, status, receipt_live_fields, &view);
}

enum err receipt_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = receipt_live_fields,
        .size = sizeof(struct payment_view),
        .is_always_there = true,
    };
    struct payment_query query = {0};
    struct payment_filter filter;
    struct customer customer;
    struct list payments;

    TRY(request_read_query(ctx, request, receipt_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    filter = (struct payment_filter){query.id_customer, query.id_invoice};
    if (query.reference_customer) {
        TRY(customer_access(ctx, query.reference_customer, query.reference_segment, &customer));
        filter.id_customer = customer.id;
    }
    TRY(payment_list(ctx, &filter, &query.page, &payments, &list.total));
    list.page = query.page;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct payment_view, payments.count), payments.count};
    for (size_t i = 0; i < payments.count; i++)
        *LIST_AT(list.items, struct payment_view, i) =
            view_of(LIST_AT(payments, struct payment, i));
    return live_respond_list(ctx, request, response, &list);
}

enum err receipt_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct payment payment;
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Api.Payment.NotFound", &id));
    err = payment_get(ctx, id, &payment);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Payment.NotFound", NULL, "There is no such payment.");
    TRY(err);
    return respond_payment(ctx, response, 200, &payment);
}

enum err receipt_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct receipt receipt;
    struct payment payment;
    bool is_new;

    TRY(request_read(ctx, request, receipt_live_input_fields, &receipt));
    TRY(payment_record(ctx, &receipt, &payment, &is_new));
    return respond_payment(ctx, response, is_new ? 201 : 200, &payment);
}

/* Of a gateway there is nothing to choose but how much. */
static enum err check_automatic(struct ctx *ctx, const struct refund *refund)
{
    if (refund->type_payment || refund->label_payment || refund->reference_payment ||
        refund->note || instant_is_set(refund->date_payment))
        complain(ctx, NULL, "ModeRefund",
                 "ModeRefund: Automatic goes back as it came, now; only Reason and Amount go with "
                 "it.");
    return complaints(ctx);
}

/* 202 while the provider has not confirmed it: the credit note comes with the money. */
static enum err give_back_by_gateway(struct ctx *ctx, int64_t id, const struct refund *refund,
                                     struct response *response)
{
    struct transaction transaction;
    struct payment_view view;
    struct payment payment;

    TRY(check_automatic(ctx, refund));
    TRY(transaction_refund(ctx, id, refund->amount, refund->reason, &transaction));
    if (transaction.state_transaction == TRANSACTION_SUCCEEDED) {
        TRY(payment_of_transaction(ctx, transaction.id, &payment));
        return respond_payment(ctx, response, 201, &payment);
    }
    fields_clear(receipt_live_fields, &view);
    view.payment.id_segment = transaction.id_segment;
    view.payment.id_customer = transaction.id_customer;
    view.payment.id_transaction = transaction.id;
    view.payment.type_payment = transaction.type_payment;
    view.payment.amount = transaction.amount;
    view.payment.currency = transaction.currency;
    view.id_invoice = id;
    view.state_payment = STATE_PENDING;
    return respond_json(ctx, response, 202, receipt_live_fields, &view);
}

enum err refund_live_post(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct refund_request input = {0};
    struct payment payment;
    int64_t id;
    bool is_new;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read(ctx, request, refund_live_fields, &input));
    if (input.mode_refund == REFUND_AUTOMATIC)
        return give_back_by_gateway(ctx, id, &input.refund, response);
    TRY(payment_refund(ctx, id, &input.refund, &payment, &is_new));
    return respond_payment(ctx, response, is_new ? 201 : 200, &payment);
}
