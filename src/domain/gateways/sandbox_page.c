#include "domain/gateways/sandbox_page.h"

#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/accounts/clock.h"
#include "domain/gateways/transaction.h"

static enum err refuse(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Api.NotFound", NULL, "There is nothing at this path.");
}

/* The business that the address names, unless it is live. */
static enum err enter(struct ctx *ctx, const struct request *request)
{
    struct business business;
    enum err err;

    if (path_id(ctx, request, "business", "Error.Api.NotFound", &ctx->id_business) != OK)
        return ERR_NOT_FOUND;
    err = business_get(ctx, &business);
    if (err == ERR_NOT_FOUND || (err == OK && business.is_live))
        return refuse(ctx);
    TRY(err);
    ctx->actor = (struct actor){.kind = ACTOR_CLOCK};
    return clock_read(ctx);
}

/* methods -----------------------------------------------------------------------------------------
 */

struct number_row {
    const char *number, *help;
};

static const struct field number_row_fields[] = {
    FIELD(number_row, number),
    FIELD(number_row, help),
    FIELDS_END,
};

struct method_view {
    const char *registered, *refused, *back; /* what came of it, and where to go then */
    bool is_open, is_unknown;
    struct list numbers; /* of struct number_row */
};

static const struct field method_view_fields[] = {
    FIELD(method_view, registered),
    FIELD(method_view, refused),
    FIELD(method_view, back),
    FIELD(method_view, is_open),
    FIELD(method_view, is_unknown),
    FIELD_LIST_OF(method_view, numbers, number_row_fields, number_row),
    FIELDS_END,
};

const struct html_page sandbox_page_method_page = {"sandbox_page_method.html", "sandbox_method",
                                                   method_view_fields};

static struct list number_rows(struct ctx *ctx, const char *language, int type_payment)
{
    struct list rows = {ARENA_ARRAY(ctx->arena, struct number_row, sandbox_number_count), 0};

    for (size_t i = 0; i < sandbox_number_count; i++) {
        const struct sandbox_number *one = &sandbox_numbers[i];

        if (one->type_payment == type_payment)
            *LIST_AT(rows, struct number_row, rows.count++) = (struct number_row){
                one->number,
                html_text(ctx->arena, language, arena_printf(ctx->arena, "sandbox.%s", one->token)),
            };
    }
    return rows;
}

static enum err show_method(struct ctx *ctx, const struct request *request,
                            struct response *response, const struct gateway_permission *permission,
                            bool is_unknown)
{
    struct method_view view = {
        .is_open = permission->state_permission == PERMISSION_PENDING,
        .is_unknown = is_unknown,
        .back = permission->return_url,
    };

    if (permission->state_permission == PERMISSION_OK)
        view.registered = permission->name_display;
    if (permission->state_permission == PERMISSION_FAILED)
        view.refused = permission->message;
    if (view.is_open)
        view.numbers = number_rows(ctx, html_language(request), permission->type_payment);
    return html_respond_portal(ctx, request, response, &sandbox_page_method_page, NULL, NULL,
                               &view);
}

static enum err find_method(struct ctx *ctx, const struct request *request,
                            struct gateway_permission *out)
{
    enum err err;

    TRY(enter(ctx, request));
    err = permission_of_page(ctx, path_text(request, "token"), out);
    return err == ERR_NOT_FOUND ? refuse(ctx) : err;
}

enum err sandbox_page_method(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct gateway_permission permission;

    TRY(find_method(ctx, request, &permission));
    return show_method(ctx, request, response, &permission, false);
}

enum err sandbox_page_register(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    const char *number = form_value(request, "number");
    struct gateway_permission permission;
    bool is_known;

    TRY(find_method(ctx, request, &permission));
    is_known = number && sandbox_is_it(permission.type_gateway) &&
               sandbox_number_is_known(permission.type_payment, number);
    if (is_known)
        TRY(permission_try_number(ctx, &permission, number));
    return show_method(ctx, request, response, &permission, !is_known);
}

/* charges -----------------------------------------------------------------------------------------
 */

struct charge_view {
    const char *currency, *back;
    int64_t amount_charge;
    int state_transaction;
    bool is_open;
};

static const struct field charge_view_fields[] = {
    FIELD(charge_view, currency),
    FIELD(charge_view, back),
    FIELD(charge_view, amount_charge),
    FIELD_CHOICE_OF(charge_view, state_transaction, state_transaction_names),
    FIELD(charge_view, is_open),
    FIELDS_END,
};

const struct html_page sandbox_page_charge_page = {"sandbox_page_charge.html", "sandbox_charge",
                                                   charge_view_fields};

static enum err show_charge(struct ctx *ctx, const struct request *request,
                            struct response *response, const struct transaction *transaction)
{
    struct gateway_permission permission;
    struct charge_view view = {
        .currency = transaction->currency,
        .amount_charge = transaction->amount,
        .state_transaction = transaction->state_transaction,
        .is_open = transaction->state_transaction == TRANSACTION_TO_AUTHENTICATE,
    };

    TRY(permission_get(ctx, transaction->id_permission, &permission));
    view.back = transaction->return_url ? transaction->return_url : permission.return_url;
    return html_respond_portal(ctx, request, response, &sandbox_page_charge_page, NULL, NULL,
                               &view);
}

static enum err find_charge(struct ctx *ctx, const struct request *request, struct transaction *out)
{
    enum err err;

    TRY(enter(ctx, request));
    err = transaction_of_page(ctx, path_text(request, "token"), out);
    return err == ERR_NOT_FOUND ? refuse(ctx) : err;
}

enum err sandbox_page_charge(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct transaction transaction;

    TRY(find_charge(ctx, request, &transaction));
    return show_charge(ctx, request, response, &transaction);
}

enum err sandbox_page_authenticate(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    const char *happening = form_value(request, "happening");
    struct transaction transaction;

    TRY(find_charge(ctx, request, &transaction));
    if (text_equal(happening, "succeed"))
        TRY(transaction_simulate(ctx, transaction.id, HAPPENING_SUCCEED, &transaction));
    else if (text_equal(happening, "reject"))
        TRY(transaction_simulate(ctx, transaction.id, HAPPENING_REJECT, &transaction));
    return show_charge(ctx, request, response, &transaction);
}
