#include "domain/wording.h"

#include <inttypes.h>
#include <string.h>

static bool is_french(const char *language)
{
    return language && strncmp(language, "fr", 2) == 0;
}

static const char *label_of_refund(struct ctx *ctx, bool french, const char *title)
{
    if (title)
        return arena_printf(ctx->arena,
                            french ? "Option - remboursement au prorata - %s"
                                   : "Feature - prorated refund - %s",
                            title);
    return french ? "Abonnement - remboursement de la part récurrente"
                  : "Subscription - refund on recurring flat fee";
}

const char *label_of_line(struct ctx *ctx, const char *language, enum type_line type,
                          bool is_refund, const char *title)
{
    bool french = is_french(language);

    if (is_refund)
        return label_of_refund(ctx, french, title);
    switch (type) {
    case LINE_BILLING_REPORT:
        return french ? "Trop-perçu reporté" : "Credit carried over";
    case LINE_UP_FRONT:
        return french ? "Frais de mise en service" : "Up-front amount";
    case LINE_TRIAL:
    case LINE_TRIAL_PRORATA:
        return french ? "Période d'essai" : "Trial amount";
    case LINE_RECURRENCE:
    case LINE_RECURRENCE_PRORATA:
        return french ? "Abonnement" : "Subscription amount";
    case LINE_MINIMUM:
        return french ? "Complément jusqu'au minimum d'engagement" : "Up to the minimum commitment";
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

const char *label_of_later_usage(struct ctx *ctx, const char *language, const char *title)
{
    return arena_printf(ctx->arena,
                        is_french(language) ? "Option - consommation déclarée après coup - %s"
                                            : "Feature - usage reported later - %s",
                        title ? title : "");
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

/* Digits with the currency's decimals and the language's point; without a sign. */
static const char *plain_amount(struct ctx *ctx, const char *language, const char *currency,
                                int64_t magnitude)
{
    int exponent = currency_exponent(currency);
    int64_t unit = 1;

    for (int i = 0; i < exponent; i++)
        unit *= 10;
    if (exponent <= 0)
        return arena_printf(ctx->arena, "%" PRId64, magnitude);
    return arena_printf(ctx->arena, "%" PRId64 "%c%0*" PRId64, magnitude / unit,
                        is_french(language) ? ',' : '.', exponent, magnitude % unit);
}

static const char *with_symbol(struct ctx *ctx, const char *language, const char *currency,
                               const char *plain)
{
    if (is_french(language))
        return arena_printf(ctx->arena, "%s %s", plain, symbol_of(currency));
    return arena_printf(ctx->arena, "%s%s", symbol_of(currency), plain);
}

const char *amount_in_words(struct ctx *ctx, const char *language, const char *currency,
                            int64_t amount)
{
    int64_t magnitude = amount < 0 ? -amount : amount;
    const char *plain = plain_amount(ctx, language, currency, magnitude);

    return arena_printf(ctx->arena, "%s%s", amount < 0 ? "-" : "",
                        with_symbol(ctx, language, currency, plain));
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

/* The price of more units: so many micros of a minor unit for each lot, or flat for any number. */
struct extra {
    int64_t micros, lot;
    bool is_flat;
    struct decimal percentage; /* as which it is said, or NONE */
};

static struct extra extra_of(const struct step *step)
{
    struct extra extra = {
        .micros = step->amount_per_increment_exact.micros,
        .lot = step->increment.micros == NONE ? MICROS_PER_UNIT : step->increment.micros,
        .percentage = step->percentage,
    };
    int64_t flat = step->amount_ceiling == NONE ? step->amount_flat : step->amount_ceiling;

    if (extra.micros == NONE && step->amount_per_increment != NONE)
        extra.micros = step->amount_per_increment * MICROS_PER_UNIT;
    if (extra.micros == NONE) {
        extra.is_flat = true;
        extra.micros = flat == NONE ? 0 : flat * MICROS_PER_UNIT;
    }
    return extra;
}

static bool is_cheaper(const struct extra *a, const struct extra *b)
{
    return (int128)a->micros * b->lot < (int128)b->micros * a->lot;
}

/* The cheapest of the steps that cost something; how many there are. */
static int cheapest_extra(struct steps steps, struct extra *out)
{
    int count = 0;

    for (size_t i = 0; i < steps.count; i++) {
        struct extra extra = extra_of(&steps.at[i]);

        if (!extra.micros)
            continue;
        if (!count || is_cheaper(&extra, out))
            *out = extra;
        count++;
    }
    return count;
}

const char *exact_in_words(struct ctx *ctx, const char *language, const char *currency,
                           int64_t micros)
{
    int exponent = currency_exponent(currency), finest = 6 + (exponent > 0 ? exponent : 0);
    int64_t unit = 1;
    char *plain;
    size_t size;

    if (micros % MICROS_PER_UNIT == 0)
        return amount_in_words(ctx, language, currency, micros / MICROS_PER_UNIT);
    for (int i = 0; i < finest; i++)
        unit *= 10;
    plain = arena_printf(ctx->arena, "%" PRId64 "%c%0*" PRId64, micros / unit,
                         is_french(language) ? ',' : '.', finest, micros % unit);
    size = strlen(plain);
    while (plain[size - 1] == '0')
        plain[--size] = '\0';
    return with_symbol(ctx, language, currency, plain);
}

/* `/extra unit`, `/100 extra units`, or nothing for a flat price. */
static const char *per_lot_in_words(struct ctx *ctx, bool french, const struct extra *extra)
{
    char lot[DECIMAL_TEXT_SIZE];

    if (extra->is_flat)
        return "";
    if (extra->lot == MICROS_PER_UNIT)
        return french ? "/unité supplémentaire" : "/extra unit";
    decimal_format((struct decimal){extra->lot}, lot);
    return arena_printf(ctx->arena, french ? "/%s unités supplémentaires" : "/%s extra units", lot);
}

const char *decimal_in_words(struct ctx *ctx, const char *language, struct decimal decimal)
{
    char text[DECIMAL_TEXT_SIZE];

    decimal_format(decimal, text);
    for (char *at = text; is_french(language) && *at; at++)
        if (*at == '.')
            *at = ',';
    return arena_printf(ctx->arena, "%s", text);
}

const char *percentage_in_words(struct ctx *ctx, const char *language, struct decimal percentage)
{
    return arena_printf(ctx->arena, is_french(language) ? "%s %%" : "%s%%",
                        decimal_in_words(ctx, language, percentage));
}

const char *label_of_discount(struct ctx *ctx, const char *language, int type_off,
                              int64_t value_off, bool is_of_whole)
{
    bool french = is_french(language);
    const char *label = is_of_whole ? (french ? "Remise globale" : "Overall discount")
                                    : (french ? "Remise" : "Discount");

    if (type_off != OFF_PER_TEN_THOUSAND)
        return label;
    return arena_printf(
        ctx->arena, "%s %s", label,
        percentage_in_words(ctx, language, (struct decimal){value_off * (MICROS_PER_UNIT / 100)}));
}

static const char *price_of_extra(struct ctx *ctx, const char *language, const char *currency,
                                  const struct extra *extra)
{
    bool french = is_french(language);

    if (extra->percentage.micros != NONE)
        return percentage_in_words(ctx, language, extra->percentage);
    return arena_printf(ctx->arena, "%s%s", exact_in_words(ctx, language, currency, extra->micros),
                        per_lot_in_words(ctx, french, extra));
}

static const char *switch_in_words(struct ctx *ctx, const char *language, const char *currency,
                                   const struct feature_terms *terms)
{
    struct quantity one = {MICROS_PER_UNIT}, none = {0};
    int64_t amount = terms->is_included ? 0 : price_of(terms->steps, terms->mode, none, one);

    if (!amount)
        return NULL;
    return arena_printf(ctx->arena, is_french(language) ? "en option +%s" : "optional +%s",
                        amount_in_words(ctx, language, currency, amount));
}

const char *extra_in_words(struct ctx *ctx, const char *language, const char *currency,
                           const struct feature_terms *terms)
{
    bool french = is_french(language);
    struct extra extra;
    int count;

    if (terms->type == FEATURE_ON_OFF)
        return switch_in_words(ctx, language, currency, terms);
    count = cheapest_extra(terms->steps, &extra);
    if (!count)
        return NULL;
    return arena_printf(ctx->arena, "%s%s",
                        count == 1 ? "+"
                        : french   ? "à partir de "
                                   : "from ",
                        price_of_extra(ctx, language, currency, &extra));
}
