/* GoCardless over HTTPS, JSON in envelopes named after the resource. The customer gives a mandate
 * on GoCardless's own page (a billing request and its flow); payments are pulled under the mandate.
 */
#include "domain/gateways/driver_gocardless.h"

#include <inttypes.h>

#include "base/money.h"
#include "base/text.h"
#include "platform/http/uri.h"

/* The machines' clocks may differ that much. */
#define GOCARDLESS_CLOCK_SLACK HOURS(1)
/* An answer of that many payments still fits into what is kept of one. */
#define GOCARDLESS_LIST_MAX 50

static const struct parts_style style_of_sandbox = {
    "https://api-sandbox.gocardless.com", "GoCardless-Version", "2015-07-06", "application/json"};
static const struct parts_style style_of_live = {"https://api.gocardless.com", "GoCardless-Version",
                                                 "2015-07-06", "application/json"};

static const struct parts_style *style_of(const struct gateway_errand *errand)
{
    return errand->is_live ? &style_of_live : &style_of_sandbox;
}

/* requests ----------------------------------------------------------------------------------------
 */

/* A member of the object that is being written, with a comma if another stands before; nothing for
 * NULL. */
static void put(struct text *body, const char *name, const char *value)
{
    if (!value)
        return;
    text_appendf(body, "%s\"%s\":", body->at[body->size - 1] == '{' ? "" : ",", name);
    json_write_string(body, value);
}

static void put_integer(struct text *body, const char *name, int64_t value)
{
    text_appendf(body, "%s\"%s\":%" PRId64, body->at[body->size - 1] == '{' ? "" : ",", name,
                 value);
}

static void open_object(struct text *body, const char *name)
{
    if (body->size)
        text_appendf(body, "%s\"%s\":", body->at[body->size - 1] == '{' ? "" : ",", name);
    text_append_char(body, '{');
}

static void put_metadata(struct text *body, const char *name, const char *value)
{
    open_object(body, "metadata");
    put(body, name, value);
    text_append_char(body, '}');
}

static void put_link(struct text *body, const char *name, const char *token)
{
    if (!token)
        return;
    open_object(body, "links");
    put(body, name, token);
    text_append_char(body, '}');
}

static struct text envelope(struct ctx *ctx, const char *resource)
{
    struct text body = {.arena = ctx->arena};

    open_object(&body, NULL);
    open_object(&body, resource);
    return body;
}

/* The direct debit of the currency, by GoCardless's name. */
static const char *scheme_of(const char *currency)
{
    static const char *const schemes[][2] = {
        {"EUR", "sepa_core"       },
        {"GBP", "bacs"            },
        {"USD", "ach"             },
        {"AUD", "becs"            },
        {"CAD", "pad"             },
        {"SEK", "autogiro"        },
        {"NZD", "becs_nz"         },
        {"DKK", "betalingsservice"},
    };

    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (text_equal(schemes[i][0], currency))
            return schemes[i][1];
    return NULL;
}

static enum err request_billing_request(struct ctx *ctx, const struct gateway_errand *errand,
                                        struct gateway_request *out)
{
    struct text body = envelope(ctx, "billing_requests");
    const char *scheme = scheme_of(errand->currency);

    if (!scheme)
        return fail(ctx, ERR_INVALID, "Error.Gateway.Currency", NULL,
                    "GoCardless has no direct debit in %s.",
                    errand->currency ? errand->currency : "no currency");
    open_object(&body, "mandate_request");
    put(&body, "scheme", scheme);
    put(&body, "currency", errand->currency);
    text_append_char(&body, '}');
    put_metadata(&body, "tacite_customer", errand->reference_customer);
    put_link(&body, "customer", errand->token_customer);
    text_append(&body, "}}");
    return parts_post(ctx, errand, style_of(errand), "/billing_requests", &body,
                      parts_key(ctx, errand, "request"), out);
}

/* What is known of the customer need not be typed again; the account is his secret. */
static enum err request_flow(struct ctx *ctx, const struct gateway_errand *errand,
                             struct gateway_request *out)
{
    struct text body = envelope(ctx, "billing_request_flows");

    TRY(parts_need_return(ctx, errand));
    put(&body, "redirect_uri", errand->return_url);
    put(&body, "exit_uri", errand->return_url);
    put(&body, "language", errand->language);
    if (errand->email && !errand->token_customer) {
        open_object(&body, "prefilled_customer");
        put(&body, "email", errand->email);
        text_append_char(&body, '}');
    }
    put_link(&body, "billing_request", parts_progress(errand));
    text_append(&body, "}}");
    return parts_post(ctx, errand, style_of(errand), "/billing_request_flows", &body,
                      parts_key(ctx, errand, "flow"), out);
}

static enum err request_register(struct ctx *ctx, const struct gateway_errand *errand,
                                 struct gateway_request *out)
{
    return parts_progress(errand) ? request_flow(ctx, errand, out)
                                  : request_billing_request(ctx, errand, out);
}

static enum err request_confirm(struct ctx *ctx, const struct gateway_errand *errand,
                                struct gateway_request *out)
{
    TRY(parts_need(ctx, errand, errand->token_page, "the page"));
    if (!parts_progress(errand))
        return parts_get(ctx, errand, style_of(errand),
                         parts_path(ctx, "/billing_requests/", errand->token_page, ""), out);
    if (!gocardless_noted(ctx, errand, NOTED_COUNTRY))
        return parts_get(ctx, errand, style_of(errand),
                         parts_path(ctx, "/customer_bank_accounts/",
                                    gocardless_noted(ctx, errand, NOTED_ACCOUNT), ""),
                         out);
    return parts_get(
        ctx, errand, style_of(errand),
        parts_path(ctx, "/mandates/", gocardless_noted(ctx, errand, NOTED_MANDATE), ""), out);
}

static enum err get_payment(struct ctx *ctx, const struct gateway_errand *errand, const char *token,
                            struct gateway_request *out)
{
    return parts_get(ctx, errand, style_of(errand), parts_path(ctx, "/payments/", token, ""), out);
}

static enum err get_refund(struct ctx *ctx, const struct gateway_errand *errand, const char *token,
                           struct gateway_request *out)
{
    return parts_get(ctx, errand, style_of(errand), parts_path(ctx, "/refunds/", token, ""), out);
}

static enum err request_events(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    return parts_get(ctx, errand, style_of(errand),
                     parts_path(ctx, "/events?payment=", gocardless_noted(ctx, errand, 1),
                                "&action=failed&limit=1"),
                     out);
}

/* Its bank may need longer than the day that was asked for: then it is asked for as soon as it
 * goes.
 */
static enum err request_payment(struct ctx *ctx, const struct gateway_errand *errand,
                                struct gateway_request *out)
{
    struct text body = envelope(ctx, "payments");
    bool is_soonest = gocardless_is_next(ctx, errand, NEXT_SOONEST) ||
                      errand->date.micros <= ctx->now.micros;
    char day[DAY_TEXT_SIZE];

    TRY(parts_need(ctx, errand, errand->token_permission, "the mandate"));
    put_integer(&body, "amount", errand->amount);
    put(&body, "currency", errand->currency);
    if (!is_soonest) {
        day_format(errand->date, day);
        put(&body, "charge_date", day);
    }
    put(&body, "description", errand->description);
    text_append(&body, ",\"retry_if_possible\":false"); /* when to try again is our rule */
    put_metadata(&body, PARTS_METADATA_KEY, errand->idempotency_key);
    put_link(&body, "mandate", errand->token_permission);
    text_append(&body, "}}");
    return parts_post(ctx, errand, style_of(errand), "/payments", &body,
                      gocardless_is_next(ctx, errand, NEXT_SOONEST)
                          ? parts_key(ctx, errand, "soonest")
                          : errand->idempotency_key,
                      out);
}

static enum err request_charge(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    if (gocardless_is_next(ctx, errand, NEXT_PAYMENT))
        return get_payment(ctx, errand, gocardless_noted(ctx, errand, 1), out);
    if (gocardless_is_next(ctx, errand, NEXT_EVENTS))
        return request_events(ctx, errand, out);
    return request_payment(ctx, errand, out);
}

/* GoCardless wants to be told what all refunds of the payment come to, with this one: so it is read
 * first. */
static enum err request_refund(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    struct text body = envelope(ctx, "refunds");
    int64_t refunded;

    TRY(parts_need(ctx, errand, errand->token_transaction, "the payment"));
    if (gocardless_is_next(ctx, errand, NEXT_REFUND))
        return get_refund(ctx, errand, gocardless_noted(ctx, errand, 1), out);
    if (!gocardless_is_next(ctx, errand, NEXT_TOTAL) ||
        !integer_parse(gocardless_noted(ctx, errand, 1), AMOUNT_MAX, &refunded))
        return get_payment(ctx, errand, errand->token_transaction, out);
    put_integer(&body, "amount", errand->amount);
    put_integer(&body, "total_amount_confirmation", refunded + errand->amount);
    put_metadata(&body, PARTS_METADATA_KEY, errand->idempotency_key);
    put_link(&body, "payment", errand->token_transaction);
    text_append(&body, "}}");
    return parts_post(ctx, errand, style_of(errand), "/refunds", &body, errand->idempotency_key,
                      out);
}

/* The payments of the mandate, or the refunds of the payment, since then. */
static enum err request_list(struct ctx *ctx, const struct gateway_errand *errand,
                             struct gateway_request *out)
{
    const char *whose = errand->is_refund ? errand->token_transaction : errand->token_permission;
    const char *after =
        gocardless_is_next(ctx, errand, NEXT_LIST) ? gocardless_noted(ctx, errand, 1) : NULL;
    struct text query = {.arena = ctx->arena};
    char since[INSTANT_TEXT_SIZE];

    TRY(parts_need(ctx, errand, whose, errand->is_refund ? "the payment" : "the mandate"));
    instant_format(instant_plus(errand->date_sent, -GOCARDLESS_CLOCK_SLACK), since);
    text_append(&query, errand->is_refund ? "/refunds?payment=" : "/payments?mandate=");
    uri_encode(&query, whose);
    text_append(&query, "&created_at[gte]=");
    uri_encode(&query, since);
    text_appendf(&query, "&limit=%d", GOCARDLESS_LIST_MAX);
    if (after) {
        text_append(&query, "&after=");
        uri_encode(&query, after);
    }
    return parts_get(ctx, errand, style_of(errand), text_done(&query), out);
}

static enum err request_ask(struct ctx *ctx, const struct gateway_errand *errand,
                            struct gateway_request *out)
{
    const char *token = errand->is_refund ? errand->token_refund : errand->token_transaction;

    if (gocardless_is_next(ctx, errand, NEXT_EVENTS))
        return request_events(ctx, errand, out);
    if (token)
        return errand->is_refund ? get_refund(ctx, errand, token, out)
                                 : get_payment(ctx, errand, token, out);
    if (gocardless_is_listing(ctx, errand))
        return request_list(ctx, errand, out);
    return errand->is_refund ? request_refund(ctx, errand, out) : request_charge(ctx, errand, out);
}

/* An action without parameters. */
static struct text nothing(struct ctx *ctx)
{
    struct text body = envelope(ctx, "data");

    text_append(&body, "}}");
    return body;
}

static enum err request_cancel(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    struct text body = nothing(ctx);

    TRY(parts_need(ctx, errand, errand->token_transaction, "the payment"));
    if (parts_progress(errand))
        return get_payment(ctx, errand, errand->token_transaction, out);
    return parts_post(ctx, errand, style_of(errand),
                      parts_path(ctx, "/payments/", errand->token_transaction, "/actions/cancel"),
                      &body, NULL, out);
}

static enum err request_forget(struct ctx *ctx, const struct gateway_errand *errand,
                               struct gateway_request *out)
{
    struct text body = nothing(ctx);

    TRY(parts_need(ctx, errand, errand->token_permission, "the mandate"));
    return parts_post(ctx, errand, style_of(errand),
                      parts_path(ctx, "/mandates/", errand->token_permission, "/actions/cancel"),
                      &body, NULL, out);
}

static enum err gocardless_request(struct ctx *ctx, const struct gateway_errand *errand,
                                   struct gateway_request *out)
{
    static enum err (*const requests[WISH_COUNT])(struct ctx *, const struct gateway_errand *,
                                                  struct gateway_request *) = {
        [WISH_REGISTER] = request_register, [WISH_CONFIRM] = request_confirm,
        [WISH_CHARGE] = request_charge,     [WISH_ASK] = request_ask,
        [WISH_REFUND] = request_refund,     [WISH_CANCEL] = request_cancel,
        [WISH_FORGET] = request_forget,
    };

    TRY(parts_check_key(ctx, errand, errand->secret, "live_", "sandbox_"));
    return requests[errand->wish](ctx, errand, out);
}

const struct driver driver_gocardless = {
    .type_gateway = "GoCardless",
    .help = "direct debits by GoCardless",
    .takes_debits = true,
    .has_pages = true,
    .api_url = "https://api-sandbox.gocardless.com",
    .api_url_live = "https://api.gocardless.com",
    .signature_header = "Webhook-Signature",
    .request = gocardless_request,
    .outcome = gocardless_outcome,
    .facts = gocardless_facts,
};
