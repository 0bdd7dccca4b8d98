/* The driver of SEPA files, which is its own bank: a charge or a refund waits for the next file
 * (sepa_file.h), and what the bank tells of it comes by other files (sepa_statement.h). Without
 * news a debit counts as collected some days later. */
#include "base/text.h"
#include "domain/sepa/sepa_gateway.h"
#include "rules/iban.h"

static void wait_for_file(struct ctx *ctx, const struct gateway_errand *errand,
                          struct gateway_outcome *out)
{
    if (!text_equal(errand->currency, "EUR")) {
        out->state = TRANSACTION_FAILED;
        out->decline = DECLINE_HARD;
        out->code = "OnlyEuros";
        out->message = "SEPA moves euros only.";
        return;
    }
    out->state = TRANSACTION_TO_PROCESS;
    out->progress = SEPA_WAITS;
    if (errand->wish == WISH_REFUND)
        out->token_refund = sepa_end_to_end(ctx->arena, errand->id);
    else
        out->token_transaction = sepa_end_to_end(ctx->arena, errand->id);
}

static bool waits(const struct gateway_errand *errand)
{
    return text_equal(errand->progress, SEPA_WAITS);
}

static void ask(const struct ctx *ctx, const struct gateway_errand *errand,
                struct gateway_outcome *out)
{
    struct instant settled;

    if (waits(errand))
        out->state = TRANSACTION_TO_PROCESS;
    else if (errand->progress && instant_parse(errand->progress, &settled) &&
             ctx->now.micros >= settled.micros)
        out->state = TRANSACTION_SUCCEEDED;
    else
        out->state = TRANSACTION_PENDING;
}

static void perform(struct ctx *ctx, const struct gateway_errand *errand,
                    struct gateway_outcome *out)
{
    switch (errand->wish) {
    case WISH_REGISTER: /* whoever adds a mandate says that it is usable */
    case WISH_CONFIRM:
        out->state = TRANSACTION_PENDING;
        break;
    case WISH_CHARGE:
    case WISH_REFUND:
        wait_for_file(ctx, errand, out);
        break;
    case WISH_ASK:
        ask(ctx, errand, out);
        break;
    case WISH_CANCEL: /* what is at the bank can only be given back */
        out->state = waits(errand) ? TRANSACTION_CANCELLED : TRANSACTION_PENDING;
        break;
    case WISH_NONE:
    case WISH_FORGET:
    case WISH_COUNT:
        break;
    }
}

/* The API key is our account. */
static void check(struct ctx *ctx, const char *settings, const char *api_key)
{
    const char *objection =
        api_key ? iban_objection(ctx->arena, iban_compact(ctx->arena, api_key)) : NULL;
    struct sepa_settings read;
    enum err err = sepa_settings_read(ctx, settings, &read);

    (void)err; /* every mistake is noted */
    if (objection)
        complain(ctx, NULL, "ApiKey", "ApiKey: is the IBAN of your account; this one %s.",
                 objection);
}

const struct driver driver_sepa = {
    .type_gateway = SEPA_GATEWAY,
    .help = "our own bank account, by files",
    .takes_debits = true,
    .check = check,
    .perform = perform,
};
