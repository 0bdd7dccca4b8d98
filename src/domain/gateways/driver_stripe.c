/* Stripe over HTTPS: bodies as forms, answers as JSON. The customer registers a card or a SEPA
 * mandate on Stripe's own page (a Checkout session in mode `setup`); charges are payment intents
 * that are confirmed at once. */
#include "domain/gateways/driver_stripe.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "platform/http/uri.h"

/* An answer of that many payments still fits into what is kept of one. */
#define STRIPE_LIST_MAX 10
/* The machines' clocks may differ that much. */
#define STRIPE_CLOCK_SLACK HOURS(1)

/* Answers keep the shape that this version had, whatever Stripe changes later. */
static const struct parts_style style = {"https://api.stripe.com", "Stripe-Version",
                                         "2026-10-28.endive", "application/x-www-form-urlencoded"};

/* amounts -----------------------------------------------------------------------------------------
 */

static int stripe_exponent(const char *currency)
{
    if (strcmp(currency, "ISK") == 0 || strcmp(currency, "UGX") == 0)
        return 2;
    if (strcmp(currency, "MGA") == 0)
        return 0;
    return currency_exponent(currency);
}

bool stripe_amount(int64_t amount, const char *currency, int64_t *out)
{
    int ours = currency_exponent(currency), theirs = stripe_exponent(currency);

    if (ours < 0 || (ours == 3 && amount % 10))
        return false;
    for (*out = amount; ours < theirs; ours++)
        *out *= 10;
    for (; ours > theirs; ours--) {
        if (*out % 10)
            return false;
        *out /= 10;
    }
    return true;
}

int64_t stripe_amount_back(struct ctx *ctx, int64_t amount, const char *currency)
{
    char *code = currency ? arena_copy(ctx->arena, currency) : NULL;
    int ours, theirs;

    for (char *at = code; at && *at; at++)
        *at = (char)toupper((unsigned char)*at);
    if (!code || amount == NONE || currency_exponent(code) < 0)
        return NONE;
    ours = currency_exponent(code);
    theirs = stripe_exponent(code);
    for (; theirs < ours; theirs++)
        amount *= 10;
    for (; theirs > ours; theirs--)
        amount /= 10;
    return amount;
}

/* requests ----------------------------------------------------------------------------------------
 */

/* One member of a form; nothing for NULL. Names are ours and need no encoding. */
static void put(struct text *form, const char *name, const char *value)
{
    if (!value)
        return;
    if (form->size)
        text_append_char(form, '&');
    text_append(form, name);
    text_append_char(form, '=');
    uri_encode(form, value);
}

static void put_integer(struct ctx *ctx, struct text *form, const char *name, int64_t value)
{
    put(form, name, arena_printf(ctx->arena, "%" PRId64, value));
}

static void put_lower(struct ctx *ctx, struct text *form, const char *name, const char *value)
{
    char *lower = value ? arena_copy(ctx->arena, value) : NULL;

    for (char *at = lower; at && *at; at++)
        *at = (char)tolower((unsigned char)*at);
    put(form, name, lower);
}

static const char *method_of(const struct gateway_errand *errand)
{
    return errand->type_payment == PAYMENT_DIRECT_DEBIT ? "sepa_debit" : "card";
}

static enum err request_customer(struct ctx *ctx, const struct gateway_errand *errand,
                                 struct gateway_request *out)
{
    struct text form = {.arena = ctx->arena};

    put(&form, "name", errand->name);
    put(&form, "email", errand->email);
    put(&form, "preferred_locales[0]", errand->language);
    put(&form, "metadata[tacite_customer]", errand->reference_customer);
    return parts_post(ctx, errand, &style, "/v1/customers", &form,
                      parts_key(ctx, errand, "customer"), out);
}

static enum err request_page(struct ctx *ctx, const struct gateway_errand *errand,
                             const char *token_customer, struct gateway_request *out)
{
    struct text form = {.arena = ctx->arena};

    TRY(parts_need_return(ctx, errand));
    put(&form, "mode", "setup");
    put(&form, "customer", token_customer);
    put_lower(ctx, &form, "currency", errand->currency);
    put(&form, "allowed_payment_method_types[0]", method_of(errand));
    put(&form, "success_url", errand->return_url);
    put(&form, "cancel_url", errand->return_url);
    put_integer(ctx, &form, "metadata[tacite_permission]", errand->id);
    return parts_post(ctx, errand, &style, "/v1/checkout/sessions", &form,
                      parts_key(ctx, errand, "page"), out);
}

static enum err request_register(struct ctx *ctx, const struct gateway_errand *errand,
                                 struct gateway_request *out)
{
    const char *token = parts_progress(errand) ? parts_progress(errand) : errand->token_customer;

    return token ? request_page(ctx, errand, token, out) : request_customer(ctx, errand, out);
}

static enum err request_confirm(struct ctx *ctx, const struct gateway_errand *errand,
                                struct gateway_request *out)
{
    TRY(parts_need(ctx, errand, errand->token_page, "the page"));
    return parts_get(
        ctx, errand, &style,
        parts_path(ctx, "/v1/checkout/sessions/", errand->token_page,
                   "?expand[0]=setup_intent.payment_method&expand[1]=setup_intent.mandate"),
        out);
}

static enum err put_amount(struct ctx *ctx, const struct gateway_errand *errand, struct text *form)
{
    int64_t amount;

    if (!errand->currency || !stripe_amount(errand->amount, errand->currency, &amount))
        return fail(ctx, ERR_INVALID, "Error.Gateway.Amount", NULL,
                    "Stripe cannot take %" PRId64 " minor units of %s.", errand->amount,
                    errand->currency ? errand->currency : "no currency");
    put_integer(ctx, form, "amount", amount);
    return OK;
}

/* Of a customer who is there, Stripe's own page asks whatever his bank wants to know. */
static enum err request_charge(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    struct text form = {.arena = ctx->arena};

    TRY(parts_need(ctx, errand, errand->token_customer, "the customer"));
    TRY(parts_need(ctx, errand, errand->token_permission, "the payment method"));
    TRY(put_amount(ctx, errand, &form));
    put_lower(ctx, &form, "currency", errand->currency);
    put(&form, "customer", errand->token_customer);
    put(&form, "payment_method", errand->token_permission);
    put(&form, "allowed_payment_method_types[0]", method_of(errand));
    put(&form, "confirm", "true");
    if (errand->is_customer_present)
        TRY(parts_need_return(ctx, errand));
    else
        put(&form, "off_session", "true");
    put(&form, "return_url", errand->return_url);
    put(&form, "description", errand->description);
    put(&form, "metadata[" PARTS_METADATA_KEY "]", errand->idempotency_key);
    return parts_post(ctx, errand, &style, "/v1/payment_intents", &form, errand->idempotency_key,
                      out);
}

static enum err request_refund(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    struct text form = {.arena = ctx->arena};

    TRY(parts_need(ctx, errand, errand->token_transaction, "the payment"));
    put(&form, "payment_intent", errand->token_transaction);
    TRY(put_amount(ctx, errand, &form));
    put(&form, "reason", "requested_by_customer");
    put(&form, "metadata[" PARTS_METADATA_KEY "]", errand->idempotency_key);
    return parts_post(ctx, errand, &style, "/v1/refunds", &form, errand->idempotency_key, out);
}

/* The payments of the customer since then, or the refunds of the payment, from where the list
 * before ended. */
static enum err request_list(struct ctx *ctx, const struct gateway_errand *errand,
                             struct gateway_request *out)
{
    const char *whose = errand->is_refund ? errand->token_transaction : errand->token_customer;
    const char *progress = parts_progress(errand) ? errand->progress : STRIPE_LISTING;
    const char *last =
        progress[strlen(STRIPE_LISTING)] ? progress + strlen(STRIPE_LISTING) + 1 : NULL;
    struct text query = {.arena = ctx->arena};

    TRY(parts_need(ctx, errand, whose, errand->is_refund ? "the payment" : "the customer"));
    put(&query, errand->is_refund ? "payment_intent" : "customer", whose);
    put_integer(ctx, &query, "created[gte]",
                (errand->date_sent.micros - STRIPE_CLOCK_SLACK) / MICROS_PER_SECOND);
    put_integer(ctx, &query, "limit", STRIPE_LIST_MAX);
    put(&query, "starting_after", last);
    return parts_get(ctx, errand, &style,
                     arena_printf(ctx->arena, "%s?%s",
                                  errand->is_refund ? "/v1/refunds" : "/v1/payment_intents",
                                  text_done(&query)),
                     out);
}

/* By his name of it. If the answer that had it was lost, the same request again, under the same
 * key, is answered as the first one was; and when that does not help any more, a list shows it. */
static enum err request_ask(struct ctx *ctx, const struct gateway_errand *errand,
                            struct gateway_request *out)
{
    if (errand->is_refund && errand->token_refund)
        return parts_get(ctx, errand, &style,
                         parts_path(ctx, "/v1/refunds/", errand->token_refund, ""), out);
    if (!errand->is_refund && errand->token_transaction)
        return parts_get(ctx, errand, &style,
                         parts_path(ctx, "/v1/payment_intents/", errand->token_transaction, ""),
                         out);
    if (parts_progress(errand) || !parts_is_key_alive(ctx, errand, STRIPE_KEY_LIFE))
        return request_list(ctx, errand, out);
    return errand->is_refund ? request_refund(ctx, errand, out) : request_charge(ctx, errand, out);
}

static enum err request_cancel(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    struct text form = {.arena = ctx->arena};

    TRY(parts_need(ctx, errand, errand->token_transaction, "the payment"));
    return parts_post(ctx, errand, &style,
                      parts_path(ctx, "/v1/payment_intents/", errand->token_transaction, "/cancel"),
                      &form, NULL, out);
}

static enum err request_forget(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    struct text form = {.arena = ctx->arena};

    TRY(parts_need(ctx, errand, errand->token_permission, "the payment method"));
    return parts_post(ctx, errand, &style,
                      parts_path(ctx, "/v1/payment_methods/", errand->token_permission, "/detach"),
                      &form, NULL, out);
}

static enum err stripe_request(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    static enum err (*const requests[WISH_COUNT])(struct ctx *, const struct gateway_errand *,
                                                  struct gateway_request *) = {
        [WISH_REGISTER] = request_register, [WISH_CONFIRM] = request_confirm,
        [WISH_CHARGE] = request_charge,     [WISH_ASK] = request_ask,
        [WISH_REFUND] = request_refund,     [WISH_CANCEL] = request_cancel,
        [WISH_FORGET] = request_forget,
    };

    /* sk_live_…, rk_test_… */
    TRY(parts_check_key(ctx, errand, errand->secret ? strchr(errand->secret, '_') : NULL, "_live_",
                        "_test_"));
    return requests[errand->wish](ctx, errand, out);
}

const struct driver driver_stripe = {
    .type_gateway = "Stripe",
    .help = "cards and SEPA direct debits by Stripe",
    .takes_cards = true,
    .takes_debits = true,
    .has_pages = true,
    .api_url = "https://api.stripe.com",
    .api_url_live = "https://api.stripe.com",
    .signature_header = "Stripe-Signature",
    .request = stripe_request,
    .outcome = stripe_outcome,
    .facts = stripe_facts,
};
