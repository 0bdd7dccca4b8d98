/* What Stripe's words mean: his declines, his payment methods, and the events of his webhooks. */
#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "domain/gateways/driver_stripe.h"

/* How old a notification may be, or how far in the future, as Stripe's own libraries have it. */
#define STRIPE_TOLERANCE SECONDS(300)

/* declines ----------------------------------------------------------------------------------------
 */

/* Those of cards (`decline_code`), of bank debits and of requests (`code`). What is not here is
 * DECLINE_SOFT: the bank did not say, or Stripe could not; a retry or two does no harm. */
static const struct decline_code stripe_declines[] = {
    {"insufficient_funds",                    DECLINE_FUNDS         },
    {"authentication_required",               DECLINE_AUTHENTICATION},
    {"authentication_not_handled",            DECLINE_AUTHENTICATION},
    {"mobile_device_authentication_required", DECLINE_AUTHENTICATION},
    {"payment_intent_authentication_failure", DECLINE_AUTHENTICATION},
    {"card_not_supported",                    DECLINE_HARD          },
    {"currency_not_supported",                DECLINE_HARD          },
    {"do_not_try_again",                      DECLINE_HARD          },
    {"expired_card",                          DECLINE_HARD          },
    {"expired_payment_method",                DECLINE_HARD          },
    {"fraudulent",                            DECLINE_HARD          },
    {"incorrect_cvc",                         DECLINE_HARD          },
    {"incorrect_number",                      DECLINE_HARD          },
    {"invalid_account",                       DECLINE_HARD          },
    {"invalid_cvc",                           DECLINE_HARD          },
    {"invalid_expiry_month",                  DECLINE_HARD          },
    {"invalid_expiry_year",                   DECLINE_HARD          },
    {"invalid_number",                        DECLINE_HARD          },
    {"lost_card",                             DECLINE_HARD          },
    {"merchant_blacklist",                    DECLINE_HARD          },
    {"new_account_information_available",     DECLINE_HARD          },
    {"pickup_card",                           DECLINE_HARD          },
    {"restricted_card",                       DECLINE_HARD          },
    {"revocation_of_all_authorizations",      DECLINE_HARD          },
    {"revocation_of_authorization",           DECLINE_HARD          },
    {"stolen_card",                           DECLINE_HARD          },
    {"stop_payment_order",                    DECLINE_HARD          },
    {"testmode_decline",                      DECLINE_HARD          },
    {"transaction_not_allowed",               DECLINE_HARD          },
    {"account_closed",                        DECLINE_HARD          },
    {"bank_account_restricted",               DECLINE_HARD          },
    {"bank_account_unusable",                 DECLINE_HARD          },
    {"bank_ownership_changed",                DECLINE_HARD          },
    {"debit_disputed",                        DECLINE_HARD          },
    {"debit_not_authorized",                  DECLINE_HARD          },
    {"no_account",                            DECLINE_HARD          },
    {"payment_intent_mandate_invalid",        DECLINE_HARD          },
    {"payment_method_bank_account_blocked",   DECLINE_HARD          },
    {"payment_method_unactivated",            DECLINE_HARD          },
    {"sepa_unsupported_account",              DECLINE_HARD          },
    {NULL,                                    DECLINE_NONE          },
};

/* He knows neither the method nor the customer any more. */
static bool is_method_gone(const struct json *error)
{
    const char *parameter = parts_text(error, "param");

    return text_equal(parts_text(error, "code"), "resource_missing") &&
           (text_equal(parameter, "payment_method") || text_equal(parameter, "customer"));
}

void stripe_decline(const struct json *error, enum decline *decline, const char **code,
                    const char **message)
{
    const char *decline_code = parts_text(error, "decline_code");
    const char *advice = parts_text(error, "advice_code");

    *code = decline_code ? decline_code : parts_text(error, "code");
    if (!*code)
        *code = parts_text(error, "type");
    *message = parts_text(error, "message");
    *decline = parts_decline(stripe_declines, decline_code);
    if (!*decline)
        *decline = parts_decline(stripe_declines, parts_text(error, "code"));
    if (text_equal(advice, "do_not_try_again") || text_equal(advice, "confirm_card_data") ||
        is_method_gone(error))
        *decline = DECLINE_HARD;
    if (!*decline)
        *decline = DECLINE_SOFT;
}

/* payment methods ---------------------------------------------------------------------------------
 */

/* The end of the month that is printed on the card: the first moment of the next. */
static struct instant end_of_month(int64_t year, int64_t month)
{
    if (year < 2000 || year > 9000 || month < 1 || month > 12)
        return (struct instant){0};
    return instant_from_civil((struct civil){year + month / 12, (int)(month % 12) + 1, 1, 0});
}

void stripe_permission(struct ctx *ctx, const struct json *method, struct permission_facts *out)
{
    const struct json *card = parts_at(method, "card"), *debit = parts_at(method, "sepa_debit");

    out->token_permission = parts_text(method, "id");
    if (parts_text(method, "customer"))
        out->token_customer = parts_text(method, "customer");
    if (text_equal(parts_text(method, "type"), "sepa_debit")) {
        out->country = parts_text(debit, "country");
        out->name_display = parts_account_name(ctx, out->country, parts_text(debit, "last4"));
    } else {
        out->country = parts_text(card, "country");
        out->brand = parts_text(card, "brand");
        out->name_display = parts_card_name(ctx, parts_text(card, "last4"));
        out->date_expiration =
            end_of_month(parts_integer(card, "exp_year"), parts_integer(card, "exp_month"));
    }
}

/* signatures --------------------------------------------------------------------------------------
 */

static enum err unauthenticated(struct ctx *ctx, const char *why)
{
    return fail(ctx, ERR_UNAUTHENTICATED, "Error.Gateway.Signature", NULL,
                "The notification is not taken: %s.", why);
}

/* The next `name=value` of the header; false at its end. */
static bool next_part(const char **at, struct bytes *name, struct bytes *value)
{
    size_t length = strcspn(*at, ","), equals;

    if (!**at)
        return false;
    equals = strcspn(*at, "=,");
    *name = (struct bytes){*at, equals};
    *value = equals < length ? (struct bytes){*at + equals + 1, length - equals - 1}
                             : (struct bytes){*at + length, 0};
    *at += length;
    *at += strspn(*at, ", ");
    return true;
}

static bool is_named(struct bytes name, const char *text)
{
    return name.size == strlen(text) && memcmp(name.at, text, name.size) == 0;
}

/* `t=…,v1=…`, perhaps with several v1 while a secret is being replaced; other schemes are none of
 * ours. What was signed is the time as it was written, a point and the body. */
static enum err check_signature(struct ctx *ctx, const struct gateway_notice *notice)
{
    const char *at = notice->signature ? notice->signature : "";
    struct bytes name, value, time = {0};
    bool is_right = false;
    int64_t seconds;

    while (next_part(&at, &name, &value))
        if (is_named(name, "t"))
            time = value;
    if (!time.size || !notice->secret || !*notice->secret ||
        !integer_parse(arena_copy_bytes(ctx->arena, time.at, time.size), AMOUNT_MAX / 1000,
                       &seconds))
        return unauthenticated(ctx, "it has no signature that Stripe would write");
    at = notice->signature;
    while (next_part(&at, &name, &value)) {
        const struct bytes pieces[] = {
            time, {".",          1           },
             {notice->body, notice->size}
        };

        if (is_named(name, "v1") &&
            parts_is_signed(ctx, notice->secret, pieces, 3, value.at, value.size))
            is_right = true;
    }
    if (!is_right)
        return unauthenticated(ctx,
                               "its signature is not made with our secret of Stripe's webhook");
    if (seconds * MICROS_PER_SECOND < notice->now.micros - STRIPE_TOLERANCE ||
        seconds * MICROS_PER_SECOND > notice->now.micros + STRIPE_TOLERANCE)
        return unauthenticated(ctx, "it was signed more than five minutes ago, or in the future");
    return OK;
}

/* events ------------------------------------------------------------------------------------------
 */

static void fact_of_payment(struct ctx *ctx, const struct json *object, struct gateway_fact *out)
{
    (void)ctx;
    out->kind = FACT_ASK;
    out->idempotency_key = parts_text(object, "metadata." PARTS_METADATA_KEY);
    out->token_transaction = parts_text(object, "id");
}

static void fact_of_refund(struct ctx *ctx, const struct json *object, struct gateway_fact *out)
{
    fact_of_payment(ctx, object, out);
    out->token_transaction = parts_text(object, "payment_intent");
    out->token_refund = parts_text(object, "id");
}

static void fact_of_page(struct ctx *ctx, const struct json *object, struct gateway_fact *out)
{
    (void)ctx;
    out->kind = FACT_PAGE;
    out->token_page = parts_text(object, "id");
}

/* An inquiry (`warning_…`) takes no money: it is none until it becomes a dispute. */
static void fact_of_dispute(struct ctx *ctx, const struct json *object, struct gateway_fact *out)
{
    const char *status = parts_text(object, "status");

    if (text_equal(status, "won") || text_equal(status, "prevented"))
        out->kind = FACT_DISPUTE_WON;
    else if (text_equal(status, "lost"))
        out->kind = FACT_DISPUTE_LOST;
    else if (status && strncmp(status, "warning", strlen("warning")) != 0)
        out->kind = FACT_DISPUTED;
    out->token_transaction = parts_text(object, "payment_intent");
    out->code = parts_text(object, "reason");
    out->amount =
        stripe_amount_back(ctx, parts_integer(object, "amount"), parts_text(object, "currency"));
}

static void fact_of_method(struct ctx *ctx, const struct json *object, struct gateway_fact *out)
{
    out->kind = FACT_PERMISSION_CHANGED;
    stripe_permission(ctx, object, &out->permission);
    out->permission.is_usable = true;
    out->token_permission = out->permission.token_permission;
}

static void fact_of_detached(struct ctx *ctx, const struct json *object, struct gateway_fact *out)
{
    (void)ctx;
    out->kind = FACT_PERMISSION_DEFECTIVE;
    out->token_permission = parts_text(object, "id");
    out->code = "detached";
}

static void fact_of_mandate(struct ctx *ctx, const struct json *object, struct gateway_fact *out)
{
    (void)ctx;
    if (!text_equal(parts_text(object, "status"), "inactive"))
        return;
    out->kind = FACT_PERMISSION_DEFECTIVE;
    out->token_permission = parts_text(object, "payment_method");
    out->code = "mandate_inactive";
}

/* Events may come twice, late and in any order: what happened to money is asked for, not believed,
 * but for disputes, which no payment intent tells of. */
static const struct {
    const char *type;
    void (*fact)(struct ctx *ctx, const struct json *object, struct gateway_fact *out);
} stripe_events[] = {
    {"checkout.session.completed",               fact_of_page    },
    {"checkout.session.expired",                 fact_of_page    },
    {"checkout.session.async_payment_succeeded", fact_of_page    },
    {"checkout.session.async_payment_failed",    fact_of_page    },
    {"payment_intent.succeeded",                 fact_of_payment },
    {"payment_intent.payment_failed",            fact_of_payment },
    {"payment_intent.processing",                fact_of_payment },
    {"payment_intent.requires_action",           fact_of_payment },
    {"payment_intent.canceled",                  fact_of_payment },
    {"refund.updated",                           fact_of_refund  },
    {"refund.failed",                            fact_of_refund  },
    {"charge.dispute.created",                   fact_of_dispute },
    {"charge.dispute.funds_withdrawn",           fact_of_dispute },
    {"charge.dispute.closed",                    fact_of_dispute },
    {"payment_method.automatically_updated",     fact_of_method  },
    {"payment_method.updated",                   fact_of_method  },
    {"payment_method.detached",                  fact_of_detached},
    {"mandate.updated",                          fact_of_mandate },
};

enum err stripe_facts(struct ctx *ctx, const struct gateway_notice *notice, struct list *out)
{
    struct gateway_fact *fact = ARENA_NEW(ctx->arena, struct gateway_fact);
    const struct json *event;
    const char *type;
    int64_t created;

    *out = (struct list){0};
    TRY(check_signature(ctx, notice));
    event = parts_json(ctx, notice->body, notice->size);
    type = parts_text(event, "type");
    if (!type || !parts_text(event, "id"))
        return fail(ctx, ERR_INVALID, "Error.Gateway.Notification", NULL,
                    "The notification is no event of Stripe's: it has no id, no type, or is not "
                    "JSON.");
    created = parts_integer(event, "created");
    fact->id_event = parts_text(event, "id");
    fact->amount = NONE;
    fact->date = created == NONE ? notice->now : (struct instant){SECONDS(created)};
    for (size_t i = 0; i < sizeof stripe_events / sizeof *stripe_events; i++)
        if (strcmp(stripe_events[i].type, type) == 0)
            stripe_events[i].fact(ctx, parts_at(event, "data.object"), fact);
    if (fact->kind)
        *out = (struct list){fact, 1};
    return OK;
}
