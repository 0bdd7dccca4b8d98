/* What GoCardless's words mean: why payments fail, and the events of his webhooks. */
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "domain/gateways/driver_gocardless.h"

/* declines ----------------------------------------------------------------------------------------
 */

enum decline gocardless_decline(const char *cause)
{
    /* What is not here is DECLINE_SOFT. */
    static const struct decline_code causes[] = {
        {"insufficient_funds",       DECLINE_FUNDS},
        {"authorisation_disputed",   DECLINE_HARD },
        {"bank_account_closed",      DECLINE_HARD },
        {"bank_account_transferred", DECLINE_HARD },
        {"direct_debit_not_enabled", DECLINE_HARD },
        {"invalid_bank_details",     DECLINE_HARD },
        {"mandate_cancelled",        DECLINE_HARD },
        {"mandate_expired",          DECLINE_HARD },
        {"other",                    DECLINE_SOFT },
        {"refer_to_payer",           DECLINE_SOFT },
        {"refund_requested",         DECLINE_HARD },
        {"customer_approval_denied", DECLINE_HARD },
        {NULL,                       DECLINE_NONE },
    };
    enum decline decline = parts_decline(causes, cause);

    return decline ? decline : DECLINE_SOFT;
}

/* events ------------------------------------------------------------------------------------------
 */

static void fact_of_payment(const struct json *event, struct gateway_fact *out)
{
    out->idempotency_key = parts_text(event, "resource_metadata." PARTS_METADATA_KEY);
    out->token_transaction = parts_text(event, "links.payment");
}

static void fact_of_refund(const struct json *event, struct gateway_fact *out)
{
    fact_of_payment(event, out);
    out->token_refund = parts_text(event, "links.refund");
}

static void fact_of_mandate(const struct json *event, struct gateway_fact *out)
{
    out->token_permission = parts_text(event, "links.mandate");
    out->permission.token_permission = parts_text(event, "links.new_mandate");
}

static void fact_of_page(const struct json *event, struct gateway_fact *out)
{
    out->token_page = parts_text(event, "links.billing_request");
}

/* Of a resource: NULL stands for all actions that no row above names. What happened to money is
 * asked for, not believed, since events may come twice and in any order; but for chargebacks, of
 * which the payment says less than the event. */
static const struct {
    const char *resource_type, *action;
    enum fact_kind kind;
    void (*fact)(const struct json *event, struct gateway_fact *out);
} gocardless_events[] = {
    {"payments",         "created",              FACT_NONE,                 fact_of_payment},
    {"payments",         "charged_back",         FACT_DISPUTED,             fact_of_payment},
    {"payments",         "chargeback_cancelled", FACT_DISPUTE_WON,          fact_of_payment},
    {"payments",         "chargeback_settled",   FACT_DISPUTE_LOST,         fact_of_payment},
    {"payments",         NULL,                   FACT_ASK,                  fact_of_payment},
    {"refunds",          "created",              FACT_NONE,                 fact_of_refund },
    {"refunds",          NULL,                   FACT_ASK,                  fact_of_refund },
    {"mandates",         "cancelled",            FACT_PERMISSION_DEFECTIVE, fact_of_mandate},
    {"mandates",         "failed",               FACT_PERMISSION_DEFECTIVE, fact_of_mandate},
    {"mandates",         "expired",              FACT_PERMISSION_DEFECTIVE, fact_of_mandate},
    {"mandates",         "blocked",              FACT_PERMISSION_DEFECTIVE, fact_of_mandate},
    {"mandates",         "consumed",             FACT_PERMISSION_DEFECTIVE, fact_of_mandate},
    {"mandates",         "suspended_by_payer",   FACT_PERMISSION_DEFECTIVE, fact_of_mandate},
    {"billing_requests", "fulfilled",            FACT_PAGE,                 fact_of_page   },
    {"billing_requests", "cancelled",            FACT_PAGE,                 fact_of_page   },
    {"billing_requests", "failed",               FACT_PAGE,                 fact_of_page   },
};

static void read_event(const struct json *event, struct instant now, struct gateway_fact *out)
{
    const char *resource_type = parts_text(event, "resource_type");
    const char *action = parts_text(event, "action"), *created = parts_text(event, "created_at");

    out->id_event = parts_text(event, "id");
    out->amount = NONE;
    out->code = parts_text(event, "details.cause");
    out->message = parts_text(event, "details.description");
    if (!created || !instant_parse(created, &out->date))
        out->date = now;
    for (size_t i = 0; i < sizeof gocardless_events / sizeof *gocardless_events; i++) {
        if (!text_equal(gocardless_events[i].resource_type, resource_type) ||
            (gocardless_events[i].action && !text_equal(gocardless_events[i].action, action)))
            continue;
        out->kind = gocardless_events[i].kind;
        gocardless_events[i].fact(event, out);
        return;
    }
}

enum err gocardless_facts(struct ctx *ctx, const struct gateway_notice *notice, struct list *out)
{
    const struct bytes body = {notice->body, notice->size};
    const struct json *events;
    struct gateway_fact *facts;

    *out = (struct list){0};
    if (!notice->signature || !notice->secret || !*notice->secret ||
        !parts_is_signed(ctx, notice->secret, &body, 1, notice->signature,
                         strlen(notice->signature)))
        return fail(ctx, ERR_UNAUTHENTICATED, "Error.Gateway.Signature", NULL,
                    "The notification is not taken: its signature is not made with our secret of "
                    "GoCardless's webhook.");
    events = parts_at(parts_json(ctx, notice->body, notice->size), "events");
    if (!events)
        return fail(ctx, ERR_INVALID, "Error.Gateway.Notification", NULL,
                    "The notification has no events, or is not JSON.");
    facts = ARENA_ARRAY(ctx->arena, struct gateway_fact, json_count(events) + 1);
    for (size_t i = 0; i < json_count(events); i++) {
        struct gateway_fact *fact = &facts[out->count];

        *fact = (struct gateway_fact){0};
        read_event(json_at(events, i), notice->now, fact);
        if (fact->kind && fact->id_event)
            out->count++;
    }
    out->items = facts;
    return OK;
}
