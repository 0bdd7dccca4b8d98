/* What Stripe's answers mean. */
#include <string.h>

#include "base/text.h"
#include "domain/gateways/driver_stripe.h"

/* What comes of a payment intent. */
static void read_payment(const struct json *payment, struct gateway_outcome *out)
{
    static const struct parts_state states[] = {
        {"succeeded",               TRANSACTION_SUCCEEDED      },
        {"processing",              TRANSACTION_PENDING        },
        {"requires_capture",        TRANSACTION_PENDING        },
        {"requires_action",         TRANSACTION_TO_AUTHENTICATE},
        {"requires_confirmation",   TRANSACTION_FAILED         },
        {"requires_payment_method", TRANSACTION_FAILED         },
        {"canceled",                TRANSACTION_CANCELLED      },
        {NULL,                      TRANSACTION_NONE           },
    };
    const char *status = parts_text(payment, "status");

    out->token_transaction = parts_text(payment, "id");
    out->state = parts_state(states, status);
    if (out->state == TRANSACTION_FAILED)
        stripe_decline(parts_at(payment, "last_payment_error"), &out->decline, &out->code,
                       &out->message);
    else if (out->state == TRANSACTION_CANCELLED)
        out->code = parts_text(payment, "cancellation_reason");
    else if (out->state == TRANSACTION_TO_AUTHENTICATE)
        out->page_url = parts_text(payment, "next_action.redirect_to_url.url");
}

static void read_refund(const struct json *refund, struct gateway_outcome *out)
{
    static const struct parts_state states[] = {
        {"succeeded",       TRANSACTION_SUCCEEDED},
        {"pending",         TRANSACTION_PENDING  },
        {"requires_action", TRANSACTION_PENDING  },
        {"failed",          TRANSACTION_FAILED   },
        {"canceled",        TRANSACTION_CANCELLED},
        {NULL,              TRANSACTION_NONE     },
    };
    const char *status = parts_text(refund, "status");

    out->token_refund = parts_text(refund, "id");
    out->token_transaction = parts_text(refund, "payment_intent");
    out->state = parts_state(states, status);
    out->code = parts_text(refund, "failure_reason");
}

/* One that Stripe has seen and refused for good. What is wrong with the request itself, and not
 * with the method, is a matter of our settings: to be tried again, like any other decline. */
static void read_refusal(const struct json *json, struct gateway_outcome *out)
{
    const struct json *error = parts_at(json, "error");

    stripe_decline(error, &out->decline, &out->code, &out->message);
    out->token_transaction = parts_text(error, "payment_intent.id");
    out->state = TRANSACTION_FAILED;
}

/* The key that was used for another request, by a bug or after a change: the answer is about that.
 */
static bool is_about_key(const struct json *json)
{
    const char *type = parts_text(json, "error.type"), *code = parts_text(json, "error.code");

    return text_equal(type, "idempotency_error") || text_equal(code, "lock_timeout") ||
           text_equal(code, "rate_limit") || text_equal(code, "idempotency_key_in_use");
}

static void remain_unknown(const struct json *json, struct gateway_outcome *out)
{
    out->state = TRANSACTION_UNKNOWN;
    out->code = parts_text(json, "error.code");
    if (!out->code)
        out->code = parts_text(json, "error.type");
    out->message = parts_text(json, "error.message");
}

static void outcome_register(struct ctx *ctx, const struct gateway_errand *errand,
                             const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = parts_answer(ctx, answer, out);
    bool is_customer = !parts_progress(errand) && !errand->token_customer;
    const char *id = parts_text(json, "id");

    if (!json)
        return;
    if (!parts_is_good(answer)) {
        read_refusal(json, out);
    } else if (id && is_customer) {
        out->is_unfinished = true;
        out->progress = id;
        out->permission.token_customer = id;
    } else if (id) {
        out->state = TRANSACTION_TO_AUTHENTICATE;
        out->token_page = id;
        out->page_url = parts_text(json, "url");
        out->permission.token_customer =
            parts_progress(errand) ? parts_progress(errand) : errand->token_customer;
    }
}

/* A session that is complete has a setup intent, which says whether the method can be used. */
static void outcome_confirm(struct ctx *ctx, const struct gateway_errand *errand,
                            const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = parts_answer(ctx, answer, out);
    const char *status = parts_text(json, "status");
    const struct json *intent = parts_at(json, "setup_intent");
    const char *intent_status = parts_text(intent, "status");

    (void)errand;
    if (!json)
        return;
    out->token_page = parts_text(json, "id");
    out->permission.token_customer = parts_text(json, "customer");
    if (!parts_is_good(answer)) {
        read_refusal(json, out);
    } else if (text_equal(status, "open")) {
        out->state = TRANSACTION_TO_AUTHENTICATE;
        out->page_url = parts_text(json, "url");
    } else if (text_equal(status, "expired")) {
        out->state = TRANSACTION_CANCELLED;
    } else if (text_equal(intent_status, "succeeded")) {
        out->state = TRANSACTION_SUCCEEDED;
        stripe_permission(ctx, parts_at(intent, "payment_method"), &out->permission);
        out->permission.mandate =
            parts_text(intent, "mandate.payment_method_details.sepa_debit.reference");
        out->permission.is_usable = out->permission.token_permission != NULL;
    } else if (text_equal(intent_status, "processing")) {
        out->state = TRANSACTION_PENDING;
    } else if (intent_status) {
        stripe_decline(parts_at(intent, "last_setup_error"), &out->decline, &out->code,
                       &out->message);
        out->state = TRANSACTION_FAILED;
    }
}

static void outcome_charge(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = parts_answer(ctx, answer, out);

    (void)errand;
    if (!json)
        return;
    if (parts_is_good(answer))
        read_payment(json, out);
    else if (is_about_key(json))
        remain_unknown(json, out);
    else
        read_refusal(json, out);
}

static void outcome_refund(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = parts_answer(ctx, answer, out);

    (void)errand;
    if (!json)
        return;
    if (parts_is_good(answer)) {
        read_refund(json, out);
    } else if (is_about_key(json)) {
        remain_unknown(json, out);
    } else {
        read_refusal(json, out);
        out->decline = DECLINE_NONE;
    }
}

/* The one of the list that is ours, or NULL; `last` is then where the next part of the list begins.
 */
static const struct json *find_ours(const struct gateway_errand *errand, const struct json *json,
                                    const char **last)
{
    const struct json *data = parts_at(json, "data");

    for (size_t i = 0; i < json_count(data); i++) {
        const struct json *one = json_at(data, i);

        if (text_equal(parts_text(one, "metadata." PARTS_METADATA_KEY), errand->idempotency_key))
            return one;
        *last = parts_text(one, "id");
    }
    return NULL;
}

/* Not in any list, once the key is too old to be used again: he never saw it. While it may still
 * be repeated, it remains unknown. */
static void outcome_list(struct ctx *ctx, const struct gateway_errand *errand,
                         const struct json *json, struct gateway_outcome *out)
{
    const char *last = NULL;
    const struct json *one = find_ours(errand, json, &last);

    if (one) {
        if (errand->is_refund)
            read_refund(one, out);
        else
            read_payment(one, out);
    } else if (last && parts_truth(json, "has_more")) {
        out->is_unfinished = true;
        out->progress = arena_printf(ctx->arena, STRIPE_LISTING " %s", last);
    } else if (!parts_is_key_alive(ctx, errand, STRIPE_KEY_LIFE)) {
        out->state = TRANSACTION_TO_SEND;
    }
}

/* A request that was repeated is answered as the first one was, even if that broke off at Stripe's:
 * then a list tells. */
static void outcome_repeated(struct ctx *ctx, const struct gateway_errand *errand,
                             const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json;

    if (errand->is_refund)
        outcome_refund(ctx, errand, answer, out);
    else
        outcome_charge(ctx, errand, answer, out);
    if (out->state != TRANSACTION_UNKNOWN)
        return;
    json = answer->body ? parts_json(ctx, answer->body, strlen(answer->body)) : NULL;
    if (answer->status >= 500 || text_equal(parts_text(json, "error.type"), "idempotency_error")) {
        out->is_unfinished = true;
        out->progress = STRIPE_LISTING;
    }
}

static void outcome_ask(struct ctx *ctx, const struct gateway_errand *errand,
                        const struct gateway_answer *answer, struct gateway_outcome *out)
{
    bool has_token =
        errand->is_refund ? errand->token_refund != NULL : errand->token_transaction != NULL;
    const struct json *json;

    if (!has_token && !parts_progress(errand) && parts_is_key_alive(ctx, errand, STRIPE_KEY_LIFE)) {
        outcome_repeated(ctx, errand, answer, out);
        return;
    }
    json = parts_answer(ctx, answer, out);
    if (!json)
        return;
    if (!parts_is_good(answer))
        remain_unknown(json, out); /* of another account, perhaps: money may have moved */
    else if (!has_token)
        outcome_list(ctx, errand, json, out);
    else if (errand->is_refund)
        read_refund(json, out);
    else
        read_payment(json, out);
}

/* Too late: the refusal has the payment as it is. */
static void outcome_cancel(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = parts_answer(ctx, answer, out);

    (void)errand;
    if (!json)
        return;
    if (parts_is_good(answer))
        read_payment(json, out);
    else if (parts_text(json, "error.payment_intent.status"))
        read_payment(parts_at(json, "error.payment_intent"), out);
    else
        remain_unknown(json, out);
}

/* Refused: it is not there, or not attached any more. */
static void outcome_forget(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    (void)errand;
    if (parts_answer(ctx, answer, out))
        out->state = TRANSACTION_SUCCEEDED;
}

void stripe_outcome(struct ctx *ctx, const struct gateway_errand *errand,
                    const struct gateway_answer *answer, struct gateway_outcome *out)
{
    static void (*const outcomes[WISH_COUNT])(struct ctx *, const struct gateway_errand *,
                                              const struct gateway_answer *,
                                              struct gateway_outcome *) = {
        [WISH_REGISTER] = outcome_register, [WISH_CONFIRM] = outcome_confirm,
        [WISH_CHARGE] = outcome_charge,     [WISH_ASK] = outcome_ask,
        [WISH_REFUND] = outcome_refund,     [WISH_CANCEL] = outcome_cancel,
        [WISH_FORGET] = outcome_forget,
    };

    outcomes[errand->wish](ctx, errand, answer, out);
    parts_end_progress(errand, out);
}
