#include "domain/wording.h"

#include <inttypes.h>
#include <string.h>

static bool is_french(const char *language)
{
    return language && strncmp(language, "fr", 2) == 0;
}

const char *label_of_line(struct ctx *ctx, const char *language, enum type_line type,
                          const char *title)
{
    bool french = is_french(language);

    switch (type) {
    case LINE_UP_FRONT:
        return french ? "Frais de mise en service" : "Up-front amount";
    case LINE_TRIAL:
    case LINE_TRIAL_PRORATA:
        return french ? "Période d'essai" : "Trial amount";
    case LINE_RECURRENCE:
    case LINE_RECURRENCE_PRORATA:
        return french ? "Abonnement" : "Subscription amount";
    case LINE_TERMINATION:
        return french ? "Frais de résiliation" : "Termination amount";
    case LINE_FEATURE_PRORATA:
        return arena_printf(ctx->arena,
                            french ? "Option - ajustement au prorata - %s"
                                   : "Feature - prorated adjustment - %s",
                            title ? title : "");
    default:
        return title ? title : french ? "Ligne" : "Line";
    }
}

static const char *symbol_of(const char *currency)
{
    static const struct {
        const char *currency, *symbol;
    } symbols[] = {
        {"EUR", "€"},
        {"USD", "$"  },
        {"GBP", "£" },
        {"JPY", "¥" }
    };

    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (strcmp(symbols[i].currency, currency) == 0)
            return symbols[i].symbol;
    return currency;
}

/* Digits with the currency's decimals and the language's point. */
static const char *plain_amount(struct ctx *ctx, const char *language, const char *currency,
                                int64_t amount)
{
    int exponent = currency_exponent(currency);
    int64_t unit = 1, magnitude = amount < 0 ? -amount : amount;

    for (int i = 0; i < exponent; i++)
        unit *= 10;
    if (exponent <= 0)
        return arena_printf(ctx->arena, "%" PRId64, amount);
    return arena_printf(ctx->arena, "%s%" PRId64 "%c%0*" PRId64, amount < 0 ? "-" : "",
                        magnitude / unit, is_french(language) ? ',' : '.', exponent,
                        magnitude % unit);
}

const char *amount_in_words(struct ctx *ctx, const char *language, const char *currency,
                            int64_t amount)
{
    const char *plain = plain_amount(ctx, language, currency, amount);

    if (is_french(language))
        return arena_printf(ctx->arena, "%s %s", plain, symbol_of(currency));
    return arena_printf(ctx->arena, "%s%s", symbol_of(currency), plain);
}

const char *price_in_words(struct ctx *ctx, const char *language, const char *currency,
                           int64_t amount, int64_t duration, int unit)
{
    static const char *const english[] = {"", "day(s)", "week(s)", "month(s)", "year(s)"};
    static const char *const french[] = {"", "jour(s)", "semaine(s)", "mois", "an(s)"};
    const char *word = is_french(language) ? french[unit] : english[unit];
    const char *price = amount_in_words(ctx, language, currency, amount);

    if (duration == 1)
        return arena_printf(ctx->arena, "%s/%s", price, word);
    return arena_printf(ctx->arena, "%s/%" PRId64 " %s", price, duration, word);
}
