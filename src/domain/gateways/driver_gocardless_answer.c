/* What GoCardless's answers mean. */
#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "domain/gateways/driver_gocardless.h"

const char *gocardless_noted(struct ctx *ctx, const struct gateway_errand *errand, int which)
{
    const char *at = errand->progress ? errand->progress : "";

    for (; which; which--) {
        at += strcspn(at, " ");
        at += *at == ' ';
    }
    return *at ? arena_copy_bytes(ctx->arena, at, strcspn(at, " ")) : NULL;
}

bool gocardless_is_next(struct ctx *ctx, const struct gateway_errand *errand, const char *what)
{
    return text_equal(gocardless_noted(ctx, errand, 0), what);
}

bool gocardless_is_listing(struct ctx *ctx, const struct gateway_errand *errand)
{
    if (!parts_is_key_alive(ctx, errand, GOCARDLESS_KEY_LIFE))
        return true;
    return errand->is_refund &&
           (!parts_progress(errand) || gocardless_is_next(ctx, errand, NEXT_LIST));
}

static void go_on(struct ctx *ctx, struct gateway_outcome *out, const char *next, const char *token)
{
    out->is_unfinished = true;
    out->progress = token ? arena_printf(ctx->arena, "%s %s", next, token) : next;
}

/* An error's first reason: `idempotent_creation_conflict`, `mandate_is_inactive` … */
static const struct json *first_error(const struct json *json)
{
    const struct json *errors = parts_at(json, "error.errors");

    return json_count(errors) ? json_at(errors, 0) : NULL;
}

/* What the same request under the same key had made before, or NULL. */
static const char *made_before(const struct json *json)
{
    const struct json *errors = parts_at(json, "error.errors");

    for (size_t i = 0; i < json_count(errors); i++)
        if (text_equal(parts_text(json_at(errors, i), "reason"), "idempotent_creation_conflict"))
            return parts_text(json_at(errors, i), "links.conflicting_resource_id");
    return NULL;
}

/* Refused for good. A mandate that is not active any more will not become so by itself; the rest is
 * a matter of our settings. */
static void read_refusal(const struct json *json, struct gateway_outcome *out)
{
    const struct json *first = first_error(json);
    static const struct decline_code reasons[] = {
        {"mandate_is_inactive", DECLINE_HARD},
        {"mandate_not_active",  DECLINE_HARD},
        {"resource_not_found",  DECLINE_HARD},
        {NULL,                  DECLINE_NONE},
    };

    out->state = TRANSACTION_FAILED;
    out->code = parts_text(first, "reason");
    if (!out->code)
        out->code = parts_text(json, "error.type");
    out->message = parts_text(first, "message");
    if (!out->message)
        out->message = parts_text(json, "error.message");
    out->decline = parts_decline(reasons, out->code);
    if (!out->decline)
        out->decline = DECLINE_SOFT;
}

static void remain_unknown(const struct json *json, struct gateway_outcome *out)
{
    read_refusal(json, out);
    out->state = TRANSACTION_UNKNOWN;
    out->decline = DECLINE_NONE;
}

/* A conflict is no disorder here: it tells what was made before. */
static const struct json *read_answer(struct ctx *ctx, const struct gateway_answer *answer,
                                      struct gateway_outcome *out)
{
    const struct json *json = answer->status == 409 && answer->body
                                  ? parts_json(ctx, answer->body, strlen(answer->body))
                                  : NULL;

    if (json && made_before(json)) {
        *out = (struct gateway_outcome){.state = TRANSACTION_UNKNOWN};
        return json;
    }
    return parts_answer(ctx, answer, out);
}

/* The day on which the money is taken. */
static struct instant day_of(const struct json *json, const char *path)
{
    struct instant at = {0};
    const char *text = parts_text(json, path);

    return text && instant_parse(text, &at) ? at : (struct instant){0};
}

static void read_payment(struct ctx *ctx, const struct json *payment, struct gateway_outcome *out)
{
    static const struct parts_state states[] = {
        {"pending_customer_approval", TRANSACTION_PENDING  },
        {"pending_submission",        TRANSACTION_PENDING  },
        {"submitted",                 TRANSACTION_PENDING  },
        {"confirmed",                 TRANSACTION_SUCCEEDED},
        {"paid_out",                  TRANSACTION_SUCCEEDED},
        {"failed",                    TRANSACTION_FAILED   },
        {"customer_approval_denied",  TRANSACTION_FAILED   },
        {"cancelled",                 TRANSACTION_CANCELLED},
        {"charged_back",              TRANSACTION_DISPUTED },
        {NULL,                        TRANSACTION_NONE     },
    };
    const char *status = parts_text(payment, "status");

    out->token_transaction = parts_text(payment, "id");
    out->date_settlement = day_of(payment, "charge_date");
    out->state = parts_state(states, status);
    if (out->state != TRANSACTION_FAILED)
        return;
    out->code = status;
    out->decline = DECLINE_HARD; /* the customer said no */
    if (strcmp(status, "failed") == 0) {
        out->decline = DECLINE_SOFT;
        go_on(ctx, out, NEXT_EVENTS, out->token_transaction);
    }
}

/* Why it failed is told by the event alone. */
static void read_events(struct ctx *ctx, const struct gateway_errand *errand,
                        const struct json *json, struct gateway_outcome *out)
{
    const struct json *events = parts_at(json, "events");
    const struct json *details =
        json_count(events) ? parts_at(json_at(events, 0), "details") : NULL;

    out->state = TRANSACTION_FAILED;
    out->token_transaction = gocardless_noted(ctx, errand, 1);
    out->code = parts_text(details, "cause");
    if (!out->code)
        out->code = "failed";
    out->message = parts_text(details, "description");
    out->decline = gocardless_decline(out->code);
}

static void read_refund(const struct json *refund, struct gateway_outcome *out)
{
    static const struct parts_state states[] = {
        {"created",            TRANSACTION_PENDING  },
        {"pending_submission", TRANSACTION_PENDING  },
        {"submitted",          TRANSACTION_PENDING  },
        {"paid",               TRANSACTION_SUCCEEDED},
        {"cancelled",          TRANSACTION_CANCELLED},
        {"bounced",            TRANSACTION_FAILED   },
        {"funds_returned",     TRANSACTION_FAILED   },
        {NULL,                 TRANSACTION_NONE     },
    };
    const char *status = parts_text(refund, "status");

    out->token_refund = parts_text(refund, "id");
    out->token_transaction = parts_text(refund, "links.payment");
    out->state = parts_state(states, status);
    if (out->state == TRANSACTION_FAILED)
        out->code = status;
}

/* Made before: the page of that request is a flow of its own, made anew. */
static void outcome_register(struct ctx *ctx, const struct gateway_errand *errand,
                             const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = read_answer(ctx, answer, out);
    const char *made = made_before(json);
    const char *request = made ? made : parts_text(json, "billing_requests.id");

    if (!json)
        return;
    if (!parts_progress(errand) && request) {
        out->is_unfinished = true;
        out->progress = request;
    } else if (!parts_is_good(answer)) {
        read_refusal(json, out);
    } else if (parts_progress(errand) &&
               parts_text(json, "billing_request_flows.authorisation_url")) {
        out->state = TRANSACTION_TO_AUTHENTICATE;
        out->token_page = parts_progress(errand);
        out->page_url = parts_text(json, "billing_request_flows.authorisation_url");
    }
}

/* The first step: is there a mandate yet? */
static void read_page(struct ctx *ctx, const struct json *page, struct gateway_outcome *out)
{
    const char *status = parts_text(page, "status");
    const char *mandate = parts_text(page, "links.mandate_request_mandate");
    const char *customer = parts_text(page, "links.customer");
    const char *account = parts_text(page, "links.customer_bank_account");

    if (!mandate)
        mandate = parts_text(page, "mandate_request.links.mandate");
    if (text_equal(status, "cancelled"))
        out->state = TRANSACTION_CANCELLED;
    else if (text_equal(status, "fulfilling"))
        out->state = TRANSACTION_PENDING;
    else if (text_equal(status, "pending") || text_equal(status, "ready_to_fulfil"))
        out->state = TRANSACTION_TO_AUTHENTICATE;
    else if (text_equal(status, "fulfilled") && mandate && customer && account)
        go_on(ctx, out, mandate, arena_printf(ctx->arena, "%s %s", customer, account));
}

/* The second: what can be shown of the account. */
static void read_account(struct ctx *ctx, const struct gateway_errand *errand,
                         const struct json *account, struct gateway_outcome *out)
{
    const char *country = parts_text(account, "country_code");
    const char *ending = parts_text(account, "account_number_ending");

    out->is_unfinished = true;
    out->progress = arena_printf(ctx->arena, "%s %s %s", parts_progress(errand),
                                 country ? country : "**", ending ? ending : "**");
}

static bool is_mandate_usable(const char *status)
{
    return text_equal(status, "pending_submission") || text_equal(status, "submitted") ||
           text_equal(status, "active") || text_equal(status, "pending_customer_approval");
}

/* The third. */
static void read_mandate(struct ctx *ctx, const struct gateway_errand *errand,
                         const struct json *mandate, struct gateway_outcome *out)
{
    const char *country = gocardless_noted(ctx, errand, NOTED_COUNTRY);
    const char *status = parts_text(mandate, "status");
    struct permission_facts *permission = &out->permission;

    permission->token_permission = gocardless_noted(ctx, errand, NOTED_MANDATE);
    permission->token_customer = gocardless_noted(ctx, errand, NOTED_CUSTOMER);
    permission->country = text_equal(country, "**") ? NULL : country;
    permission->name_display =
        parts_account_name(ctx, country, gocardless_noted(ctx, errand, NOTED_ENDING));
    permission->mandate = parts_text(mandate, "reference");
    permission->is_usable = is_mandate_usable(status);
    if (!status)
        return;
    out->state = permission->is_usable ? TRANSACTION_SUCCEEDED : TRANSACTION_FAILED;
    out->code = permission->is_usable ? NULL : status;
}

static void outcome_confirm(struct ctx *ctx, const struct gateway_errand *errand,
                            const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = parts_answer(ctx, answer, out);

    if (!json)
        return;
    out->token_page = errand->token_page;
    if (!parts_is_good(answer))
        read_refusal(json, out);
    else if (!parts_progress(errand))
        read_page(ctx, parts_at(json, "billing_requests"), out);
    else if (!gocardless_noted(ctx, errand, NOTED_COUNTRY))
        read_account(ctx, errand, parts_at(json, "customer_bank_accounts"), out);
    else
        read_mandate(ctx, errand, parts_at(json, "mandates"), out);
}

/* Is it the day that is refused? */
static bool is_about_date(const struct json *json)
{
    const char *field = parts_text(first_error(json), "field");

    return text_equal(field, "charge_date");
}

static void outcome_charge(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = read_answer(ctx, answer, out);
    bool is_soonest = gocardless_is_next(ctx, errand, NEXT_SOONEST);

    if (!json)
        return;
    if (made_before(json))
        go_on(ctx, out, NEXT_PAYMENT, made_before(json));
    else if (gocardless_is_next(ctx, errand, NEXT_EVENTS) && parts_is_good(answer))
        read_events(ctx, errand, json, out);
    else if (parts_is_good(answer))
        read_payment(ctx, parts_at(json, "payments"), out);
    else if (gocardless_is_next(ctx, errand, NEXT_PAYMENT) ||
             gocardless_is_next(ctx, errand, NEXT_EVENTS))
        remain_unknown(json, out);
    else if (is_about_date(json) && !is_soonest)
        go_on(ctx, out, NEXT_SOONEST, NULL);
    else
        read_refusal(json, out);
}

static void outcome_refund(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = read_answer(ctx, answer, out);
    int64_t refunded = parts_integer(json, "payments.amount_refunded");

    (void)errand;
    if (!json && answer->status == 403) {
        out->state = TRANSACTION_FAILED; /* GoCardless gives the right to refund to few */
    } else if (made_before(json)) {
        go_on(ctx, out, NEXT_REFUND, made_before(json));
    } else if (json && !parts_is_good(answer)) {
        read_refusal(json, out);
        out->decline = DECLINE_NONE;
    } else if (refunded != NONE) {
        go_on(ctx, out, NEXT_TOTAL, arena_printf(ctx->arena, "%" PRId64, refunded));
    } else if (json) {
        read_refund(parts_at(json, "refunds"), out);
    }
}

static void outcome_list(struct ctx *ctx, const struct gateway_errand *errand,
                         const struct json *json, struct gateway_outcome *out)
{
    const struct json *list = parts_at(json, errand->is_refund ? "refunds" : "payments");
    const char *after = parts_text(json, "meta.cursors.after");

    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *one = json_at(list, i);

        if (!text_equal(parts_text(one, "metadata." PARTS_METADATA_KEY), errand->idempotency_key))
            continue;
        if (errand->is_refund)
            read_refund(one, out);
        else
            read_payment(ctx, one, out);
        return;
    }
    if (after)
        go_on(ctx, out, NEXT_LIST, after);
    else if (list && parts_is_key_alive(ctx, errand, GOCARDLESS_KEY_LIFE))
        go_on(ctx, out, NEXT_REPEAT, NULL);
    else if (list)
        out->state = TRANSACTION_TO_SEND; /* he never saw it */
}

static void outcome_ask(struct ctx *ctx, const struct gateway_errand *errand,
                        const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const char *token = errand->is_refund ? errand->token_refund : errand->token_transaction;
    const struct json *json;

    if (!token && !gocardless_is_listing(ctx, errand)) {
        if (errand->is_refund)
            outcome_refund(ctx, errand, answer, out);
        else
            outcome_charge(ctx, errand, answer, out);
        return;
    }
    json = parts_answer(ctx, answer, out);
    if (!json)
        return;
    if (!parts_is_good(answer))
        remain_unknown(json, out);
    else if (gocardless_is_next(ctx, errand, NEXT_EVENTS))
        read_events(ctx, errand, json, out);
    else if (!token)
        outcome_list(ctx, errand, json, out);
    else if (errand->is_refund)
        read_refund(parts_at(json, "refunds"), out);
    else
        read_payment(ctx, parts_at(json, "payments"), out);
}

/* Refused: it is too late, or was cancelled before; the payment itself says which. */
static void outcome_cancel(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    const struct json *json = parts_answer(ctx, answer, out);

    if (!json)
        return;
    if (parts_is_good(answer)) {
        read_payment(ctx, parts_at(json, "payments"), out);
        out->is_unfinished = false; /* why it failed matters to nobody who cancels */
        out->progress = NULL;
    } else if (parts_progress(errand)) {
        remain_unknown(json, out);
    } else {
        go_on(ctx, out, NEXT_PAYMENT, NULL);
    }
}

/* Refused: it is not active any more. */
static void outcome_forget(struct ctx *ctx, const struct gateway_errand *errand,
                           const struct gateway_answer *answer, struct gateway_outcome *out)
{
    (void)errand;
    if (parts_answer(ctx, answer, out))
        out->state = TRANSACTION_SUCCEEDED;
}

void gocardless_outcome(struct ctx *ctx, const struct gateway_errand *errand,
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
