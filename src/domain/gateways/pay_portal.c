#include "domain/gateways/pay_portal.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/secret.h"
#include "domain/accounts/setting.h"
#include "domain/gateways/pay.h"
#include "domain/links/numbers.h"
#include "domain/look/look_url.h"
#include "domain/payments/payment.h"
#include "domain/portal/portal.h"
#include "domain/sheets/letterhead.h"
#include "platform/crypto/crypto.h"
#include "rules/sepa_qr.h"

/* What the seal of an order says of its purpose. */
#define ORDER_PLACE "portal payment"

/* How many seconds a page waits before it looks again. */
#define LOOK_AGAIN "5"

/* which invoices ----------------------------------------------------------------------------------
 */

struct chosen {
    bool is_all;
    struct list ids;        /* of int64_t: those that were named */
    struct list invoices;   /* of struct pay_invoice: those of them that can be paid */
    int64_t id_transaction; /* NONE, or the charge that is on its way for one of them */
};

static bool has_id(const struct list *ids, int64_t id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (*LIST_AT(*ids, int64_t, i) == id)
            return true;
    return false;
}

static enum err read_id(struct ctx *ctx, const char *value, struct chosen *chosen)
{
    int64_t id;

    if (text_equal(value, "all")) {
        chosen->is_all = true;
        return OK;
    }
    if (!integer_parse(value, INT64_MAX, &id) || id < 1)
        return portal_refuse(ctx);
    if (!has_id(&chosen->ids, id))
        *LIST_AT(chosen->ids, int64_t, chosen->ids.count++) = id;
    return OK;
}

/* Named in the query of a page that is asked for, or in the form of one that is posted. */
static enum err read_ids(struct ctx *ctx, const struct request *request, struct chosen *chosen)
{
    struct list posted = form_values(ctx->arena, request, "Invoice");

    chosen->ids.items = ARENA_ARRAY(ctx->arena, int64_t, posted.count + request->query.count + 1);
    for (size_t i = 0; i < posted.count; i++)
        TRY(read_id(ctx, *LIST_AT(posted, const char *, i), chosen));
    for (size_t i = 0; i < request->query.count && !posted.count; i++) {
        const struct pair *pair = LIST_AT(request->query, struct pair, i);

        if (text_equal(pair->name, "invoice"))
            TRY(read_id(ctx, pair->value, chosen));
    }
    return OK;
}

/* Somebody else's do not exist; one that cannot be paid any more is his nevertheless. */
static enum err check_owner(struct ctx *ctx, int64_t id)
{
    struct invoice_shown shown;
    enum err err = invoice_show(ctx, id, &shown);

    if (err == ERR_NOT_FOUND || (err == OK && shown.id_customer != ctx->visitor->customer.id))
        return portal_refuse(ctx);
    return err;
}

static void take(struct chosen *chosen, const struct pay_invoice *invoice)
{
    if (invoice->id_transaction != NONE) {
        if (chosen->id_transaction == NONE)
            chosen->id_transaction = invoice->id_transaction;
    } else if (invoice_may_be_paid((enum state_invoice)invoice->state_invoice)) {
        *LIST_AT(chosen->invoices, struct pay_invoice, chosen->invoices.count++) = *invoice;
    }
}

static enum err load_chosen(struct ctx *ctx, const struct request *request, struct chosen *out)
{
    struct list unpaid;
    size_t found = 0;

    *out = (struct chosen){.id_transaction = NONE};
    TRY(read_ids(ctx, request, out));
    if (!out->is_all && !out->ids.count)
        out->is_all = true;
    TRY(pay_list(ctx, ctx->visitor->customer.id, &unpaid));
    out->invoices.items = ARENA_ARRAY(ctx->arena, struct pay_invoice, unpaid.count + 1);
    for (size_t i = 0; i < unpaid.count; i++) {
        const struct pay_invoice *one = LIST_AT(unpaid, struct pay_invoice, i);
        bool is_named = has_id(&out->ids, one->id);

        found += is_named;
        if (is_named || out->is_all)
            take(out, one);
    }
    if (found < out->ids.count)
        for (size_t i = 0; i < out->ids.count; i++)
            TRY(check_owner(ctx, *LIST_AT(out->ids, int64_t, i)));
    /* Of all that are due, what is on its way does not hinder the rest. */
    if (out->is_all && out->invoices.count)
        out->id_transaction = NONE;
    return OK;
}

static const char *result_path(struct ctx *ctx, int64_t id)
{
    return arena_printf(ctx->arena, "/portal/pay/%" PRId64, id);
}

/* Where somebody goes who can pay nothing of this now; NULL: he can. */
static const char *elsewhere(struct ctx *ctx, const struct chosen *chosen)
{
    if (chosen->id_transaction != NONE)
        return result_path(ctx, chosen->id_transaction);
    if (chosen->invoices.count)
        return NULL;
    return chosen->ids.count == 1 ? arena_printf(ctx->arena, "/portal/invoices/%" PRId64,
                                                 *LIST_AT(chosen->ids, int64_t, 0))
                                  : "/portal/invoices";
}

/* `/portal/pay?invoice=1&invoice=2` */
static const char *pay_path(struct ctx *ctx, const struct chosen *chosen)
{
    struct text path = {.arena = ctx->arena};

    text_append(&path, "/portal/pay");
    for (size_t i = 0; i < chosen->invoices.count; i++)
        text_appendf(&path, "%sinvoice=%" PRId64, i ? "&" : "?",
                     LIST_AT(chosen->invoices, struct pay_invoice, i)->id);
    return text_done(&path);
}

/* the page ----------------------------------------------------------------------------------------
 */

struct invoice_row {
    int64_t id;
    const char *full_number, *path, *currency;
    struct instant date_payment_limit;
    bool is_overdue, is_deposit;
    int64_t amount_due, amount_rest;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, id),
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, path),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, date_payment_limit),
    FIELD(invoice_row, is_overdue),
    FIELD(invoice_row, is_deposit),
    FIELD(invoice_row, amount_due),
    FIELD(invoice_row, amount_rest),
    FIELDS_END,
};

struct method_row {
    const char *value;
    bool is_chosen;
    struct pay_method method;
};

static const struct field method_row_fields[] = {
    FIELD(method_row, value),
    FIELD(method_row, is_chosen),
    FIELD_RECORD_OF(method_row, method, pay_method_fields),
    FIELDS_END,
};

struct gateway_row {
    const char *value;
    int type_payment;
    bool is_chosen;
};

static const struct field gateway_row_fields[] = {
    FIELD(gateway_row, value),
    FIELD_CHOICE_OF(gateway_row, type_payment, type_payment_names),
    FIELD(gateway_row, is_chosen),
    FIELDS_END,
};

struct pay_view {
    const char *currency, *seal, *email, *typed, *terms_url;
    struct list invoices; /* of struct invoice_row */
    int64_t count, amount_due, amount_rest, amount_least;
    bool is_one, can_pay_rest, can_choose_amount, has_amounts;
    bool is_due_chosen, is_rest_chosen, is_part_chosen;
    struct list methods;  /* of struct method_row */
    struct list gateways; /* of struct gateway_row */
    bool has_transfer, is_transfer_chosen, has_method, has_way, can_register, is_consented,
        is_agreed;
};

static const struct field pay_view_fields[] = {
    FIELD(pay_view, currency),
    FIELD(pay_view, seal),
    FIELD(pay_view, email),
    FIELD(pay_view, typed),
    FIELD(pay_view, terms_url),
    FIELD_LIST_OF(pay_view, invoices, invoice_row_fields, invoice_row),
    FIELD(pay_view, count),
    FIELD(pay_view, amount_due),
    FIELD(pay_view, amount_rest),
    FIELD(pay_view, amount_least),
    FIELD(pay_view, is_one),
    FIELD(pay_view, can_pay_rest),
    FIELD(pay_view, can_choose_amount),
    FIELD(pay_view, has_amounts),
    FIELD(pay_view, is_due_chosen),
    FIELD(pay_view, is_rest_chosen),
    FIELD(pay_view, is_part_chosen),
    FIELD_LIST_OF(pay_view, methods, method_row_fields, method_row),
    FIELD_LIST_OF(pay_view, gateways, gateway_row_fields, gateway_row),
    FIELD(pay_view, has_transfer),
    FIELD(pay_view, is_transfer_chosen),
    FIELD(pay_view, has_method),
    FIELD(pay_view, has_way),
    FIELD(pay_view, can_register),
    FIELD(pay_view, is_consented),
    FIELD(pay_view, is_agreed),
    FIELDS_END,
};

const struct html_page pay_portal_page = {"pay_portal.html", "payment", pay_view_fields};

static void add_invoices(struct ctx *ctx, const struct chosen *chosen, struct pay_view *view)
{
    view->invoices.items = ARENA_ARRAY(ctx->arena, struct invoice_row, chosen->invoices.count);
    for (size_t i = 0; i < chosen->invoices.count; i++) {
        const struct pay_invoice *one = LIST_AT(chosen->invoices, struct pay_invoice, i);
        struct invoice_row row = {
            .id = one->id,
            .full_number = one->full_number,
            .path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, one->id),
            .currency = one->currency,
            .date_payment_limit = one->date_payment_limit,
            .is_overdue = invoice_is_overdue((enum state_invoice)one->state_invoice,
                                             one->date_payment_limit, ctx->now),
            .amount_due = pay_amount_due(one),
            .amount_rest = pay_amount_rest(one),
        };

        row.is_deposit = row.amount_due < row.amount_rest;
        view->amount_due += row.amount_due;
        view->amount_rest += row.amount_rest;
        view->currency = one->currency;
        *LIST_AT(view->invoices, struct invoice_row, view->invoices.count++) = row;
    }
    view->count = (int64_t)view->invoices.count;
    view->is_one = view->count == 1;
}

/* Of what was typed before, or in the address. */
static const char *asked(const struct request *request, const char *name)
{
    const char *posted = form_value(request, name);

    return posted ? posted : query_value(request, name);
}

static enum err add_amounts(struct ctx *ctx, const struct request *request, struct pay_view *view)
{
    const char *choice = asked(request, "Choice");
    struct settings settings;

    TRY(settings_load(ctx, &settings));
    view->amount_least =
        setting_number(&settings, SETTING_PORTAL_PARTIAL_PAYMENTS, ctx->visitor->segment.id);
    view->can_choose_amount = view->amount_least && view->amount_least < view->amount_rest;
    view->can_pay_rest = view->amount_rest > view->amount_due;
    view->has_amounts = view->can_choose_amount || view->can_pay_rest;
    view->typed = asked(request, "Amount");
    view->is_part_chosen = view->can_choose_amount && text_equal(choice, "part");
    view->is_rest_chosen = view->can_pay_rest && text_equal(choice, "rest");
    view->is_due_chosen = !view->is_part_chosen && !view->is_rest_chosen;
    return OK;
}

static enum err add_methods(struct ctx *ctx, const char *wanted, struct pay_view *view)
{
    struct list methods;
    size_t chosen = 0;

    TRY(pay_methods(ctx, ctx->visitor->customer.id, &methods));
    view->methods.items = ARENA_ARRAY(ctx->arena, struct method_row, methods.count + 1);
    for (size_t i = 0; i < methods.count; i++) {
        struct method_row row = {.method = *LIST_AT(methods, struct pay_method, i)};

        if (!row.method.is_usable)
            continue;
        row.value = arena_printf(ctx->arena, "%" PRId64, row.method.id);
        if (text_equal(wanted, row.value))
            chosen = view->methods.count;
        *LIST_AT(view->methods, struct method_row, view->methods.count++) = row;
    }
    view->has_method = view->methods.count > 0;
    if (view->has_method && (!wanted || isdigit((unsigned char)wanted[0])))
        LIST_AT(view->methods, struct method_row, chosen)->is_chosen = true;
    return OK;
}

static enum err add_gateways(struct ctx *ctx, const char *wanted, struct pay_view *view)
{
    struct list gateways;

    TRY(pay_gateways(ctx, ctx->visitor->segment.id, &gateways));
    view->gateways.items = ARENA_ARRAY(ctx->arena, struct gateway_row, gateways.count + 1);
    for (size_t i = 0; i < gateways.count; i++) {
        const struct gateway *one = LIST_AT(gateways, struct gateway, i);
        struct gateway_row row = {
            .value = arena_printf(ctx->arena, "new:%" PRId64, one->id),
            .type_payment = one->type_payment,
        };

        row.is_chosen = wanted ? text_equal(wanted, row.value) : !view->has_method && i == 0;
        *LIST_AT(view->gateways, struct gateway_row, view->gateways.count++) = row;
    }
    return OK;
}

static enum err load_iban(struct ctx *ctx, const char **out)
{
    enum err err = secret_get(ctx, "sellers", ctx->visitor->segment.id_seller, "iban", out);

    if (err == ERR_NOT_FOUND)
        *out = NULL;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err add_ways(struct ctx *ctx, const struct request *request, struct pay_view *view)
{
    const char *wanted = asked(request, "Method"), *iban;

    TRY(add_methods(ctx, wanted, view));
    TRY(add_gateways(ctx, wanted, view));
    TRY(load_iban(ctx, &iban));
    view->has_transfer = iban != NULL;
    view->can_register = view->gateways.count > 0;
    view->has_way = view->has_method || view->gateways.count || view->has_transfer;
    view->is_transfer_chosen =
        text_equal(wanted, "transfer") || (!wanted && !view->has_method && !view->gateways.count);
    return OK;
}

/* What he is shown, and a number that is of this page alone. */
static const char *seal_order(struct ctx *ctx, const struct chosen *chosen)
{
    int64_t numbers[] = {ctx->visitor->customer.id, 0, pay_digest(&chosen->invoices)};

    random_bytes(&numbers[1], sizeof numbers[1]);
    numbers[1] &= INT64_MAX;
    return numbers_seal(ctx, ORDER_PLACE, numbers, COUNT_OF(numbers));
}

static enum err respond_page(struct ctx *ctx, const struct request *request,
                             struct response *response, const struct chosen *chosen)
{
    struct pay_view view = {
        .email = ctx->visitor->email,
        .terms_url = ctx->visitor->look.terms_url,
        .seal = seal_order(ctx, chosen),
        .is_consented = form_value(request, "Consent") != NULL,
        .is_agreed = form_value(request, "Terms") != NULL,
    };

    add_invoices(ctx, chosen, &view);
    TRY(add_amounts(ctx, request, &view));
    TRY(add_ways(ctx, request, &view));
    return portal_respond(ctx, request, response, &pay_portal_page, NULL, &view);
}

enum err pay_portal_show(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct chosen chosen;
    const char *path;

    TRY(load_chosen(ctx, request, &chosen));
    path = elsewhere(ctx, &chosen);
    return path ? portal_go(ctx, response, path) : respond_page(ctx, request, response, &chosen);
}

/* ordering ----------------------------------------------------------------------------------------
 */

struct ordering {
    const struct request *request;
    const struct chosen *chosen;
    const struct customer *customer;
    const char *key, *method;
    const char *path; /* where it leads */
};

static enum err complain_of(struct ctx *ctx, const char *code, const char *target)
{
    return fail(ctx, ERR_INVALID, code, target, "%s: is not as it must be.", target);
}

static enum err read_amount(struct ctx *ctx, const struct ordering *ordering, int64_t *out)
{
    const char *choice = form_value(ordering->request, "Choice");
    int64_t rest = 0;

    *out = NONE;
    if (!choice || text_equal(choice, "due"))
        return OK;
    for (size_t i = 0; i < ordering->chosen->invoices.count; i++)
        rest += pay_amount_rest(LIST_AT(ordering->chosen->invoices, struct pay_invoice, i));
    *out = text_equal(choice, "rest") ? rest
                                      : amount_read(form_value(ordering->request, "Amount"),
                                                     ordering->customer->currency);
    return *out == NONE ? complain_of(ctx, "Error.Portal.Amount", "Amount") : OK;
}

static enum err charge(struct ctx *ctx, struct ordering *ordering, int64_t id_permission)
{
    struct pay_order order = {
        .customer = ordering->customer,
        .invoices = &ordering->chosen->invoices,
        .id_permission = id_permission,
        .idempotency_key = ordering->key,
    };
    struct transaction transaction;

    TRY(read_amount(ctx, ordering, &order.amount));
    TRY(pay_charge(ctx, &order, &transaction));
    ordering->path = result_path(ctx, transaction.id);
    return OK;
}

static enum err begin_method(struct ctx *ctx, struct ordering *ordering, int64_t id_gateway)
{
    if (!form_value(ordering->request, "Consent"))
        return complain_of(ctx, "Error.Portal.NoConsent", "Consent");
    return pay_begin_method(ctx, ordering->customer, id_gateway, pay_path(ctx, ordering->chosen),
                            &ordering->path);
}

static enum err order_deed(struct ctx *ctx, void *data)
{
    struct ordering *ordering = data;
    const char *method = ordering->method;
    int64_t id;

    if (ctx->visitor->look.terms_url && !form_value(ordering->request, "Terms"))
        return complain_of(ctx, "Error.Portal.NoTerms", "Terms");
    if (text_equal(method, "transfer")) {
        ordering->path = arena_printf(ctx->arena, "/portal/pay/transfer%s",
                                      pay_path(ctx, ordering->chosen) + strlen("/portal/pay"));
        return OK;
    }
    if (method && strncmp(method, "new:", 4) == 0 && integer_parse(method + 4, INT64_MAX, &id))
        return begin_method(ctx, ordering, id);
    if (method && integer_parse(method, INT64_MAX, &id))
        return charge(ctx, ordering, id);
    return complain_of(ctx, "Error.Portal.NoMethod", "Method");
}

/* The key of the order and what it was shown with; false: it is none of his. */
static bool unseal_order(struct ctx *ctx, const struct request *request, const char **key,
                         int64_t *digest)
{
    const char *seal = form_value(request, "Order");
    int64_t numbers[NUMBERS_MAX];

    if (!seal || numbers_unseal(ctx, ORDER_PLACE, seal, numbers) != 3 ||
        numbers[0] != ctx->visitor->customer.id)
        return false;
    *key = arena_printf(ctx->arena, "%016" PRIx64 "%016" PRIx64, (uint64_t)numbers[0],
                        (uint64_t)numbers[1]);
    *digest = numbers[2];
    return true;
}

static enum err refuse_order(struct ctx *ctx, const struct request *request,
                             struct response *response, const struct chosen *chosen,
                             const char *code)
{
    complain(ctx, code, "Order", "Order: is of another page, or for figures that have changed.");
    return respond_page(ctx, request, response, chosen);
}

/* Who waits for the lock finds what the other has begun. */
enum err pay_portal_order(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct customer customer;
    struct transaction known;
    struct chosen chosen;
    struct ordering ordering = {.request = request,
                                .chosen = &chosen,
                                .customer = &customer,
                                .method = form_value(request, "Method")};
    int64_t digest;
    bool is_refused, is_ours = unseal_order(ctx, request, &ordering.key, &digest);
    enum err err;

    TRY(customer_lock(ctx, ctx->visitor->customer.id, &customer));
    if (is_ours) {
        err = transaction_of_key(ctx, customer.id, ordering.key, &known);
        if (err == OK)
            return portal_go(ctx, response, result_path(ctx, known.id));
        if (err != ERR_NOT_FOUND)
            return err;
    }
    TRY(load_chosen(ctx, request, &chosen));
    ordering.path = elsewhere(ctx, &chosen);
    if (ordering.path)
        return portal_go(ctx, response, ordering.path);
    if (!is_ours || digest != pay_digest(&chosen.invoices))
        return refuse_order(ctx, request, response, &chosen,
                            is_ours ? "Error.Portal.Changed" : "Error.Portal.OldForm");
    TRY(portal_try(ctx, order_deed, &ordering, &is_refused));
    return is_refused ? respond_page(ctx, request, response, &chosen)
                      : portal_go(ctx, response, ordering.path);
}

/* the result --------------------------------------------------------------------------------------
 */

struct share_row {
    const char *full_number, *path, *currency;
    int64_t amount_share;
};

static const struct field share_row_fields[] = {
    FIELD(share_row, full_number),
    FIELD(share_row, path),
    FIELD(share_row, currency),
    FIELD(share_row, amount_share),
    FIELDS_END,
};

struct result_view {
    const char *currency, *name_display, *path, *page_url, *retry_path, *receipt_path, *next_url;
    const char *reason; /* in the customer's words */
    int64_t amount_charge;
    bool is_paid, is_waiting, is_debit, is_refused, is_cancelled, is_returned;
    struct instant date_settlement;
    struct list shares; /* of struct share_row */
};

static const struct field result_view_fields[] = {
    FIELD(result_view, currency),
    FIELD(result_view, name_display),
    FIELD(result_view, path),
    FIELD(result_view, page_url),
    FIELD(result_view, retry_path),
    FIELD(result_view, receipt_path),
    FIELD(result_view, next_url),
    FIELD(result_view, reason),
    FIELD(result_view, amount_charge),
    FIELD(result_view, is_paid),
    FIELD(result_view, is_waiting),
    FIELD(result_view, is_debit),
    FIELD(result_view, is_refused),
    FIELD(result_view, is_cancelled),
    FIELD(result_view, is_returned),
    FIELD(result_view, date_settlement),
    FIELD_LIST_OF(result_view, shares, share_row_fields, share_row),
    FIELDS_END,
};

const struct html_page pay_portal_result_page = {"pay_portal_result.html", "payment",
                                                 result_view_fields};

/* The visitor's charge, or nothing. */
static enum err load_charge(struct ctx *ctx, const struct request *request, struct transaction *out)
{
    int64_t id;
    enum err err = path_id(ctx, request, "id", "Error.Portal.NotFound", &id);

    if (err != OK)
        return err;
    err = transaction_get(ctx, id, out);
    if (err == ERR_NOT_FOUND ||
        (err == OK && (out->id_customer != ctx->visitor->customer.id || out->amount < 0))) {
        ctx->failures = NULL;
        return portal_refuse(ctx);
    }
    return err;
}

/* What to do about it is another thing for each. */
static const char *reason_of(struct ctx *ctx, int decline)
{
    static const char *const keys[] = {
        [DECLINE_NONE] = "decline.other",
        [DECLINE_FUNDS] = "decline.funds",
        [DECLINE_SOFT] = "decline.other",
        [DECLINE_HARD] = "decline.hard",
        [DECLINE_AUTHENTICATION] = "decline.authentication",
    };

    return portal_text(ctx, keys[decline]);
}

static void add_shares(struct ctx *ctx, const struct transaction *transaction,
                       struct result_view *view)
{
    struct text retry = {.arena = ctx->arena};

    view->shares.items = ARENA_ARRAY(ctx->arena, struct share_row, transaction->shares.count + 1);
    text_append(&retry, "/portal/pay");
    for (size_t i = 0; i < transaction->shares.count; i++) {
        const struct transaction_share *share =
            LIST_AT(transaction->shares, struct transaction_share, i);

        text_appendf(&retry, "%sinvoice=%" PRId64, i ? "&" : "?", share->id_invoice);
        *LIST_AT(view->shares, struct share_row, view->shares.count++) = (struct share_row){
            .full_number = share->full_number,
            .path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, share->id_invoice),
            .currency = transaction->currency,
            .amount_share = share->amount,
        };
    }
    view->retry_path = text_done(&retry);
}

static void add_state(struct ctx *ctx, const struct transaction *transaction,
                      struct result_view *view)
{
    switch ((enum state_transaction)transaction->state_transaction) {
    case TRANSACTION_SUCCEEDED:
        view->is_paid = true;
        break;
    case TRANSACTION_FAILED:
        view->is_refused = true;
        view->reason = reason_of(ctx, transaction->decline);
        break;
    case TRANSACTION_CANCELLED:
        view->is_cancelled = true;
        break;
    case TRANSACTION_DISPUTED:
    case TRANSACTION_RETURNED:
        view->is_returned = true;
        break;
    case TRANSACTION_TO_AUTHENTICATE:
        view->page_url = transaction->page_url;
        view->is_waiting = !view->page_url;
        break;
    case TRANSACTION_PENDING:
        view->is_debit = transaction->type_payment == PAYMENT_DIRECT_DEBIT;
        view->is_waiting = !view->is_debit;
        view->date_settlement = transaction->date_settlement;
        break;
    case TRANSACTION_TO_PROCESS:
        view->is_debit = true;
        break;
    default:
        view->is_waiting = true;
    }
}

/* After a workflow the merchant may want him back. */
static void add_next(struct ctx *ctx, struct result_view *view)
{
    const char *url = ctx->visitor->look.after_workflow_url;
    const struct look_return back = {
        .from = FROM_INVOICE,
        .outcome = view->is_paid ? OUTCOME_PAID : OUTCOME_PENDING,
        .id_customer = ctx->visitor->customer.id,
    };

    if (url && (view->is_paid || view->is_debit))
        view->next_url = look_return_url(ctx->arena, url, &back);
}

static enum err add_receipt(struct ctx *ctx, int64_t id_transaction, struct result_view *view)
{
    struct payment payment;
    enum err err = payment_of_transaction(ctx, id_transaction, &payment);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    view->receipt_path = arena_printf(ctx->arena, "/portal/payments/%" PRId64, payment.id);
    return OK;
}

/* The page looks again by itself while nobody knows, and goes on to the merchant in the end. */
enum err pay_portal_result(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct transaction transaction;
    struct result_view view;

    TRY(load_charge(ctx, request, &transaction));
    view = (struct result_view){
        .currency = transaction.currency,
        .name_display = transaction.name_display,
        .path = result_path(ctx, transaction.id),
        .amount_charge = transaction.amount,
    };
    add_shares(ctx, &transaction, &view);
    add_state(ctx, &transaction, &view);
    add_next(ctx, &view);
    if (view.is_paid)
        TRY(add_receipt(ctx, transaction.id, &view));
    if (view.is_waiting)
        respond_header(ctx, response, "Refresh", LOOK_AGAIN);
    else if (view.next_url)
        respond_header(ctx, response, "Refresh",
                       arena_printf(ctx->arena, LOOK_AGAIN "; url=%s", view.next_url));
    return portal_respond(ctx, request, response, &pay_portal_result_page, NULL, &view);
}

/* He does not want to authenticate it after all. */
static enum err leave_deed(struct ctx *ctx, void *data)
{
    struct transaction *transaction = data;

    TRY(transaction_lock(ctx, transaction->id, transaction));
    if (transaction->state_transaction != TRANSACTION_TO_AUTHENTICATE)
        return OK;
    return transaction_call_off(ctx, transaction);
}

enum err pay_portal_leave(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct transaction transaction;
    bool is_refused;

    TRY(load_charge(ctx, request, &transaction));
    TRY(portal_try(ctx, leave_deed, &transaction, &is_refused));
    ctx->failures = NULL; /* what became of it is on its page */
    return portal_go(ctx, response, result_path(ctx, transaction.id));
}

/* by a transfer -----------------------------------------------------------------------------------
 */

struct transfer_view {
    const char *currency, *name, *iban, *reference, *code, *back;
    int64_t amount_due;
};

static const struct field transfer_view_fields[] = {
    FIELD(transfer_view, currency),   FIELD(transfer_view, name),
    FIELD(transfer_view, iban),       FIELD(transfer_view, reference),
    FIELD(transfer_view, code),       FIELD(transfer_view, back),
    FIELD(transfer_view, amount_due), FIELDS_END,
};

const struct html_page pay_portal_transfer_page = {"pay_portal_transfer.html", "pay_by_transfer",
                                                   transfer_view_fields};

/* `FR14 2004 1010 ...` */
static const char *in_groups(struct arena *arena, const char *iban)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; iban[i]; i++) {
        if (i && i % 4 == 0)
            text_append_char(&text, ' ');
        text_append_char(&text, iban[i]);
    }
    return text_done(&text);
}

static const char *reference_of(struct ctx *ctx, const struct chosen *chosen)
{
    struct text text = {.arena = ctx->arena};

    for (size_t i = 0; i < chosen->invoices.count; i++)
        text_appendf(&text, "%s%s", i ? " " : "",
                     LIST_AT(chosen->invoices, struct pay_invoice, i)->full_number);
    return text_done(&text);
}

enum err pay_portal_transfer(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct transfer_view view = {.currency = ctx->visitor->customer.currency};
    struct sepa_transfer transfer;
    struct chosen chosen;
    struct seller seller;
    const char *iban, *path;

    TRY(load_chosen(ctx, request, &chosen));
    path = elsewhere(ctx, &chosen);
    if (path)
        return portal_go(ctx, response, path);
    TRY(load_iban(ctx, &iban));
    if (!iban)
        return portal_refuse(ctx);
    TRY(seller_shown(ctx, ctx->visitor->segment.id_seller, &seller));
    for (size_t i = 0; i < chosen.invoices.count; i++)
        view.amount_due += pay_amount_due(LIST_AT(chosen.invoices, struct pay_invoice, i));
    view.name = seller.name;
    view.iban = in_groups(ctx->arena, iban);
    view.reference = reference_of(ctx, &chosen);
    view.back = pay_path(ctx, &chosen);
    transfer = (struct sepa_transfer){
        .name = seller.name, .iban = iban, .amount = view.amount_due, .remark = view.reference};
    if (text_equal(view.currency, "EUR"))
        view.code = sepa_qr_text(ctx->arena, &transfer);
    return portal_respond(ctx, request, response, &pay_portal_transfer_page, NULL, &view);
}
