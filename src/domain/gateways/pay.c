#include "domain/gateways/pay.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/accounts/setting.h"
#include "platform/db/db.h"
#include "platform/http/uri.h"
#include "sql.h"

static const struct field pay_invoice_fields[] = {
    FIELD(pay_invoice, id),
    FIELD(pay_invoice, id_segment),
    FIELD(pay_invoice, id_customer),
    FIELD(pay_invoice, full_number),
    FIELD(pay_invoice, currency),
    FIELD_CHOICE_OF(pay_invoice, state_invoice, state_invoice_names),
    FIELD(pay_invoice, date_payment_limit),
    FIELD(pay_invoice, amount_total),
    FIELD(pay_invoice, amount_paid),
    FIELD(pay_invoice, amount_deposit),
    FIELD(pay_invoice, id_transaction),
    FIELDS_END,
};

int64_t pay_amount_due(const struct pay_invoice *invoice)
{
    return invoice_amount_due(invoice->amount_total, invoice->amount_paid, invoice->amount_deposit);
}

int64_t pay_amount_rest(const struct pay_invoice *invoice)
{
    return invoice->amount_total - invoice->amount_paid;
}

enum err pay_list(struct ctx *ctx, int64_t id_customer, struct list *out)
{
    return db_list(ctx, &sql_pay_list, ARGS(ARG(id_customer)), pay_invoice_fields,
                   sizeof(struct pay_invoice), out);
}

/* One step of FNV-1a, eight bytes at once. */
static uint64_t mix(uint64_t digest, int64_t number)
{
    return (digest ^ (uint64_t)number) * UINT64_C(1099511628211);
}

int64_t pay_digest(const struct list *invoices)
{
    uint64_t digest = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < invoices->count; i++) {
        const struct pay_invoice *one = LIST_AT(*invoices, struct pay_invoice, i);

        digest = mix(mix(mix(digest, one->id), pay_amount_due(one)), pay_amount_rest(one));
    }
    return (int64_t)(digest >> 2);
}

/* methods -----------------------------------------------------------------------------------------
 */

static const struct field method_row_fields[] = {
    FIELD(pay_method, id),
    FIELD_CHOICE_OF(pay_method, type_payment, type_payment_names),
    FIELD_CHOICE_OF(pay_method, state_permission, state_permission_names),
    FIELD(pay_method, is_default),
    FIELD(pay_method, name_display),
    FIELD(pay_method, brand),
    FIELD(pay_method, mandate),
    FIELD(pay_method, date_expiration),
    FIELD(pay_method, date_creation),
    FIELDS_END,
};

const struct field pay_method_fields[] = {
    FIELD(pay_method, id),
    FIELD_CHOICE_OF(pay_method, type_payment, type_payment_names),
    FIELD_CHOICE_OF(pay_method, state_permission, state_permission_names),
    FIELD(pay_method, is_default),
    FIELD(pay_method, name_display),
    FIELD(pay_method, brand),
    FIELD(pay_method, mandate),
    FIELD(pay_method, name_last),
    FIELD(pay_method, date_expiration),
    FIELD(pay_method, date_creation),
    FIELD(pay_method, is_usable),
    FIELDS_END,
};

/* `•••• 3700` of `****-****-****-3700` and of `FR14****2606`. */
static const char *last_of(struct arena *arena, const char *name)
{
    size_t size = name ? strlen(name) : 0;

    return size >= 4 ? arena_printf(arena, "•••• %s", name + size - 4) : name;
}

enum err pay_methods(struct ctx *ctx, int64_t id_customer, struct list *out)
{
    TRY(db_list(ctx, &sql_pay_methods, ARGS(ARG(id_customer)), method_row_fields,
                sizeof(struct pay_method), out));
    for (size_t i = 0; i < out->count; i++) {
        struct pay_method *method = LIST_AT(*out, struct pay_method, i);

        method->name_last = last_of(ctx->arena, method->name_display);
        method->is_usable = method->state_permission == PERMISSION_OK;
    }
    return OK;
}

enum err pay_gateways(struct ctx *ctx, int64_t id_segment, struct list *out)
{
    struct list all;
    size_t count = 0;

    TRY(gateway_list(ctx, &all));
    for (size_t i = 0; i < all.count; i++) {
        const struct gateway *gateway = LIST_AT(all, struct gateway, i);

        if (gateway->state_gateway == GATEWAY_ACTIVE && gateway_driver(gateway)->has_pages &&
            (gateway->id_segment == NONE || gateway->id_segment == id_segment))
            *LIST_AT(all, struct gateway, count++) = *gateway;
    }
    all.count = count;
    *out = all;
    return OK;
}

const char *pay_next_query(struct ctx *ctx, const char *next)
{
    struct text query = {.arena = ctx->arena};

    if (next) {
        text_append(&query, "?next=");
        uri_encode(&query, next);
    }
    return text_done(&query);
}

static enum err check_gateway(struct ctx *ctx, int64_t id_segment, int64_t id_gateway)
{
    struct list gateways;

    TRY(pay_gateways(ctx, id_segment, &gateways));
    for (size_t i = 0; i < gateways.count; i++)
        if (LIST_AT(gateways, struct gateway, i)->id == id_gateway)
            return OK;
    return fail(ctx, ERR_INVALID, "Error.Portal.NoMethod", "Method",
                "Method: no such one can be registered.");
}

enum err pay_begin_method(struct ctx *ctx, const struct customer *customer, int64_t id_gateway,
                          const char *next, const char **path)
{
    const char *query = pay_next_query(ctx, next);
    const struct registration registration = {
        .reference_customer = customer->reference_customer,
        .reference_segment = customer->reference_segment,
        .id_gateway = id_gateway,
        .return_path = arena_printf(ctx->arena, "/portal/methods/#/back%s", query),
    };
    struct gateway_permission permission;

    TRY(check_gateway(ctx, customer->id_segment, id_gateway));
    TRY(permission_begin(ctx, &registration, &permission));
    *path = arena_printf(ctx->arena, "/portal/methods/%" PRId64 "/page%s", permission.id, query);
    return OK;
}

/* paying ------------------------------------------------------------------------------------------
 */

static enum err refuse_amount(struct ctx *ctx)
{
    return fail(ctx, ERR_INVALID, "Error.Portal.Amount", "Amount",
                "Amount: is less or more than may be paid here.");
}

static enum err check_amount(struct ctx *ctx, const struct pay_order *order)
{
    int64_t due = 0, rest = 0, least;
    struct settings settings;

    for (size_t i = 0; i < order->invoices->count; i++) {
        const struct pay_invoice *one = LIST_AT(*order->invoices, struct pay_invoice, i);

        due += pay_amount_due(one);
        rest += pay_amount_rest(one);
    }
    /* All the rest, instead of a deposit, may always be paid. */
    if (order->amount == NONE || order->amount == due || order->amount == rest)
        return OK;
    TRY(settings_load(ctx, &settings));
    least = setting_number(&settings, SETTING_PORTAL_PARTIAL_PAYMENTS, order->customer->id_segment);
    return !least || order->amount < least || order->amount > rest ? refuse_amount(ctx) : OK;
}

static int64_t at_most(int64_t amount, int64_t most)
{
    return amount < most ? amount : most;
}

/* What is asked next of each, the oldest first; then what is left of the amount. */
static int64_t *share_out(struct ctx *ctx, const struct pay_order *order)
{
    size_t count = order->invoices->count;
    int64_t *amounts = ARENA_ARRAY(ctx->arena, int64_t, count);
    int64_t left = order->amount == NONE ? INT64_MAX : order->amount;

    for (size_t i = 0; i < count; i++) {
        amounts[i] =
            at_most(left, pay_amount_due(LIST_AT(*order->invoices, struct pay_invoice, i)));
        left -= amounts[i];
    }
    for (size_t i = 0; i < count && order->amount != NONE; i++) {
        int64_t rest = pay_amount_rest(LIST_AT(*order->invoices, struct pay_invoice, i));
        int64_t more = at_most(left, rest - amounts[i]);

        amounts[i] += more;
        left -= more;
    }
    return amounts;
}

static struct payable payable_of(const struct pay_invoice *invoice)
{
    return (struct payable){
        .id = invoice->id,
        .id_segment = invoice->id_segment,
        .id_customer = invoice->id_customer,
        .full_number = invoice->full_number,
        .amount_total = invoice->amount_total,
        .amount_paid = invoice->amount_paid,
    };
}

static enum err find_method(struct ctx *ctx, const struct pay_order *order,
                            struct gateway_permission *out)
{
    enum err err = permission_get(ctx, order->id_permission, out);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && out->id_customer == order->customer->id &&
        out->state_permission == PERMISSION_OK)
        return OK;
    ctx->failures = NULL;
    return fail(ctx, ERR_INVALID, "Error.Portal.NoMethod", "Method",
                "Method: is none that can be charged.");
}

enum err pay_charge(struct ctx *ctx, const struct pay_order *order, struct transaction *out)
{
    struct gateway_permission permission;
    struct list due = {ARENA_ARRAY(ctx->arena, struct payable, order->invoices->count), 0};
    int64_t *amounts = share_out(ctx, order);
    struct charge_order charge = {
        .customer = order->customer,
        .permission = &permission,
        .due = &due,
        .is_customer_present = true,
        .date = ctx->now,
        .amounts = amounts,
        .idempotency_key = order->idempotency_key,
    };

    TRY(check_amount(ctx, order));
    TRY(find_method(ctx, order, &permission));
    TRY(gateway_page_url(ctx, "/portal/pay/", &charge.return_url));
    for (size_t i = 0; i < order->invoices->count; i++)
        if (amounts[i] > 0) {
            amounts[due.count] = amounts[i];
            *LIST_AT(due, struct payable, due.count++) =
                payable_of(LIST_AT(*order->invoices, struct pay_invoice, i));
        }
    TRY(transaction_charge(ctx, &charge, out));
    return transaction_get(ctx, out->id, out);
}
