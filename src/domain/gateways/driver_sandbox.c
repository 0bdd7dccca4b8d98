/* What happens to a test number at each step. A token is the name of a scenario; a charge begun by
 * it notes in its own token how far it is. */
#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/gateways/sandbox.h"
#include "rules/period.h"

/* A debit is on its way for so long; afterwards its debtor may complain for as long again. */
#define DEBIT_TIME   DAYS(3)
#define DISPUTE_TIME DAYS(7)

/* clang-format off */
const struct sandbox_number sandbox_numbers[] = {
    {PAYMENT_CARD, "4200460037003700", "card_good", "****-****-****-3700", "FR", "Visa"},
    {PAYMENT_CARD, "4200460037004609", "card_authentication", "****-****-****-4609", "FR", "Visa"},
    {PAYMENT_CARD, "4200460037025901", "card_funds", "****-****-****-5901", "FR", "Visa"},
    {PAYMENT_CARD, "4200460037054208", "card_rejected", "****-****-****-4208", "FR", "Visa"},
    {PAYMENT_CARD, "4202560256025603", "card_register_funds", "****-****-****-5603", "FR", "Visa"},
    {PAYMENT_CARD, "4205420256025607", "card_register_rejected", "****-****-****-5607", "FR", "Visa"},
    {PAYMENT_CARD, "4200460037000010", "card_expiring", "****-****-****-0010", "FR", "Visa"},
    {PAYMENT_CARD, "4200460037000028", "card_disputed", "****-****-****-0028", "FR", "Visa"},
    {PAYMENT_CARD, "4200460037000036", "card_soft", "****-****-****-0036", "FR", "Visa"},
    {PAYMENT_DIRECT_DEBIT, "FR1420041010050500013M02606", "debit_good", "FR14****2606", "FR", NULL},
    {PAYMENT_DIRECT_DEBIT, "DE89370400440532013000", "debit_funds", "DE89****3000", "DE", NULL},
    {PAYMENT_DIRECT_DEBIT, "BE68539007547034", "debit_closed", "BE68****7034", "BE", NULL},
    {PAYMENT_DIRECT_DEBIT, "NL91ABNA0417164300", "debit_returned", "NL91****4300", "NL", NULL},
    {PAYMENT_DIRECT_DEBIT, "ES9121000418450200051332", "debit_disputed", "ES91****1332", "ES", NULL},
    {PAYMENT_DIRECT_DEBIT, "IT60X0542811101000000123456", "debit_register_rejected", "IT60****3456", "IT", NULL},
};
/* clang-format on */
const size_t sandbox_number_count = COUNT_OF(sandbox_numbers);

const char *const sandbox_happening_names[] = {
    NULL, "Succeed", "Reject", "Dispute", "Win", "Lose", NULL,
};

bool sandbox_is_it(const char *type_gateway)
{
    return text_equal(type_gateway, driver_sandbox.type_gateway);
}

static bool is_number(const char *typed, const char *number)
{
    for (; *typed; typed++) {
        if (*typed == ' ' || *typed == '-')
            continue;
        if (*typed != *number)
            return false;
        number++;
    }
    return !*number;
}

const char *sandbox_token(int type_payment, const char *number)
{
    for (size_t i = 0; i < sandbox_number_count; i++)
        if (sandbox_numbers[i].type_payment == type_payment &&
            is_number(number, sandbox_numbers[i].number))
            return sandbox_numbers[i].token;
    return NULL;
}

bool sandbox_number_is_known(int type_payment, const char *number)
{
    return sandbox_token(type_payment, number) != NULL;
}

static const struct sandbox_number *scenario_of(const char *token)
{
    for (size_t i = 0; i < sandbox_number_count; i++)
        if (text_equal(sandbox_numbers[i].token, token))
            return &sandbox_numbers[i];
    return NULL;
}

/* methods -----------------------------------------------------------------------------------------
 */

static void refuse(struct gateway_outcome *out, enum decline decline, const char *code,
                   const char *message)
{
    out->state = TRANSACTION_FAILED;
    out->decline = decline;
    out->code = code;
    out->message = message;
}

static void refuse_funds(struct gateway_outcome *out)
{
    refuse(out, DECLINE_FUNDS, "insufficient_funds", "There is too little money.");
}

/* The first moment of the second or twelfth month from now, years later for most cards. */
static struct instant expiration(struct instant now, int64_t months)
{
    struct civil civil = civil_from_instant(now);
    int64_t month = civil.year * 12 + civil.month - 1 + months;

    return instant_from_civil((struct civil){month / 12, (int)(month % 12) + 1, 1, 0});
}

static void confirm(struct ctx *ctx, const struct gateway_errand *errand,
                    struct gateway_outcome *out)
{
    const struct sandbox_number *scenario = scenario_of(errand->progress);

    if (!scenario) {
        out->state = TRANSACTION_PENDING;
        return;
    }
    if (strstr(scenario->token, "_register_funds")) {
        refuse_funds(out);
    } else if (strstr(scenario->token, "_register_rejected")) {
        refuse(out, DECLINE_HARD, "rejected", "The method was rejected.");
    } else {
        out->permission = (struct permission_facts){
            .token_customer = arena_printf(ctx->arena, "sandbox_%s", errand->reference_customer),
            .token_permission = scenario->token,
            .name_display = scenario->name_display,
            .country = scenario->country,
            .brand = scenario->brand,
            .is_usable = true,
        };
        if (scenario->type_payment == PAYMENT_CARD)
            out->permission.date_expiration =
                expiration(ctx->now, text_equal(scenario->token, "card_expiring") ? 2 : 48);
        else
            out->permission.mandate = arena_printf(ctx->arena, "SANDBOX-%" PRId64, errand->id);
    }
}

/* money -------------------------------------------------------------------------------------------
 */

static void succeed(struct ctx *ctx, const struct sandbox_number *scenario,
                    struct gateway_outcome *out)
{
    bool is_over = !strstr(scenario->token, "_disputed") && !strstr(scenario->token, "_returned");

    out->state = TRANSACTION_SUCCEEDED;
    out->progress = "succeeded";
    if (!is_over) /* it is not the end: asked again then */
        out->date_settlement = instant_plus(ctx->now, DISPUTE_TIME);
}

static void charge(struct ctx *ctx, const struct gateway_errand *errand,
                   struct gateway_outcome *out)
{
    const struct sandbox_number *scenario = scenario_of(errand->token_permission);

    if (!scenario) {
        refuse(out, DECLINE_HARD, "unknown_method", "The sandbox knows no such method.");
        return;
    }
    out->token_transaction = arena_printf(ctx->arena, "sandbox_%s", errand->idempotency_key);
    if (scenario->type_payment == PAYMENT_DIRECT_DEBIT) {
        out->state = TRANSACTION_PENDING;
        out->date_settlement = instant_plus(instant_later(errand->date, ctx->now), DEBIT_TIME);
    } else if (text_equal(scenario->token, "card_funds")) {
        refuse_funds(out);
    } else if (text_equal(scenario->token, "card_rejected")) {
        refuse(out, DECLINE_HARD, "rejected", "The card was rejected.");
    } else if (text_equal(scenario->token, "card_soft")) {
        refuse(out, DECLINE_SOFT, "try_again", "The bank does not answer.");
    } else if (text_equal(scenario->token, "card_authentication")) {
        out->state = TRANSACTION_TO_AUTHENTICATE;
        out->decline = DECLINE_AUTHENTICATION;
        out->progress = "to_authenticate";
        out->page_url = arena_printf(ctx->arena, "/sandbox/%" PRId64 "/charge/%s", ctx->id_business,
                                     errand->idempotency_key);
    } else {
        succeed(ctx, scenario, out);
    }
}

/* What became of a debit on its day, and of what succeeded once. */
static void ask(struct ctx *ctx, const struct gateway_errand *errand, struct gateway_outcome *out)
{
    const struct sandbox_number *scenario = scenario_of(errand->token_permission);

    if (!scenario || text_equal(errand->progress, "to_authenticate"))
        return;
    if (text_equal(errand->progress, "succeeded")) {
        out->progress = "over";
        if (strstr(scenario->token, "_disputed"))
            out->state = TRANSACTION_DISPUTED;
        else
            refuse(out, DECLINE_SOFT, "returned", "The debtor took it back.");
    } else if (text_equal(scenario->token, "debit_funds")) {
        refuse_funds(out);
    } else if (text_equal(scenario->token, "debit_closed")) {
        refuse(out, DECLINE_HARD, "account_closed", "The account is closed.");
    } else {
        succeed(ctx, scenario, out);
    }
}

static void perform(struct ctx *ctx, const struct gateway_errand *errand,
                    struct gateway_outcome *out)
{
    switch (errand->wish) {
    case WISH_REGISTER:
        out->state = TRANSACTION_PENDING;
        out->page_url = arena_printf(ctx->arena, "/sandbox/%" PRId64 "/method/%s", ctx->id_business,
                                     errand->token_page);
        break;
    case WISH_CONFIRM:
        confirm(ctx, errand, out);
        break;
    case WISH_CHARGE:
        charge(ctx, errand, out);
        break;
    case WISH_ASK:
        ask(ctx, errand, out);
        break;
    case WISH_REFUND:
        out->state = TRANSACTION_SUCCEEDED;
        out->token_refund = arena_printf(ctx->arena, "sandbox_%s", errand->idempotency_key);
        break;
    case WISH_CANCEL:
        out->state = TRANSACTION_CANCELLED;
        break;
    case WISH_NONE:
    case WISH_FORGET:
    case WISH_COUNT:
        break;
    }
}

const struct driver driver_sandbox = {
    .type_gateway = "Sandbox",
    .help = "test numbers that move no money",
    .takes_cards = true,
    .takes_debits = true,
    .has_pages = true,
    .perform = perform,
};
