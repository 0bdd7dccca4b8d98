/* The sentence that an explanation makes, in French and English. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/balance/explanation.h"
#include "domain/wording.h"

struct writer {
    struct ctx *ctx;
    const char *language, *currency;
    bool french;
    struct text out;
    bool has_more; /* than a price: the sentence ends with what it all comes to */
};

static const char *money(const struct writer *writer, int64_t amount)
{
    return amount_in_words(writer->ctx, writer->language, writer->currency, amount);
}

static const char *number(const struct writer *writer, struct quantity quantity)
{
    return decimal_in_words(writer->ctx, writer->language, (struct decimal){quantity.micros});
}

/* Between what belongs together and what follows it. */
static void go_on(struct writer *writer)
{
    text_append(&writer->out, writer->french ? " ; " : "; ");
    writer->has_more = true;
}

/* the price ---------------------------------------------------------------------------------------
 */

static const char *price_of_each(const struct writer *writer, const struct explained_step *step)
{
    if (step->amount_per_increment != NONE)
        return money(writer, step->amount_per_increment);
    return exact_in_words(writer->ctx, writer->language, writer->currency,
                          step->amount_per_increment_exact.micros);
}

static void write_units(struct writer *writer, const struct explained_step *step)
{
    const char *quantity = number(writer, step->quantity), *each = price_of_each(writer, step);

    if (step->percentage.micros != NONE)
        text_appendf(&writer->out, writer->french ? "%s de %s" : "%s of %s",
                     percentage_in_words(writer->ctx, writer->language, step->percentage),
                     quantity);
    else if (step->lots != NONE)
        text_appendf(&writer->out,
                     writer->french ? "%" PRId64 " lot(s) de %s × %s"
                                    : "%" PRId64 " lot(s) of %s × %s",
                     step->lots, number(writer, step->increment), each);
    else
        text_appendf(&writer->out, "%s × %s", quantity, each);
}

static bool has_units(const struct explained_step *step)
{
    return step->amount_per_increment != NONE || step->amount_per_increment_exact.micros != NONE;
}

static void write_step(struct writer *writer, const struct explained_step *step)
{
    if (has_units(step))
        write_units(writer, step);
    if (step->amount_flat != NONE)
        text_appendf(&writer->out, "%s%s", has_units(step) ? " + " : "",
                     money(writer, step->amount_flat));
    if (step->amount_ceiling != NONE)
        text_appendf(&writer->out, writer->french ? " (plafonné à %s)" : " (at most %s)",
                     money(writer, step->amount_ceiling));
}

/* One flat amount, or none at all, is its own sum. */
static bool needs_sum(const struct list *steps)
{
    return steps->count > 1 ||
           (steps->count && has_units(LIST_AT(*steps, struct explained_step, 0)));
}

/* `A + B = C`, then its bound, if that is what counts. */
static void write_price(struct writer *writer, const struct explained_price *price)
{
    const char *sum = money(writer, price->amount_steps);

    for (size_t i = 0; i < price->steps.count; i++) {
        if (i)
            text_append(&writer->out, " + ");
        write_step(writer, LIST_AT(price->steps, struct explained_step, i));
    }
    if (!price->steps.count)
        text_append(&writer->out, sum);
    else if (needs_sum(&price->steps))
        text_appendf(&writer->out, " = %s", sum);
    if (price->amount < price->amount_steps)
        text_appendf(&writer->out, writer->french ? ", au plus %s" : ", at most %s",
                     money(writer, price->amount));
    else if (price->amount > price->amount_steps)
        text_appendf(&writer->out, writer->french ? ", au moins %s" : ", at least %s",
                     money(writer, price->amount));
}

static void write_prices(struct writer *writer, const struct list *prices)
{
    for (size_t i = 0; i < prices->count; i++) {
        const struct explained_price *price = LIST_AT(*prices, struct explained_price, i);

        if (i)
            go_on(writer);
        if (i)
            text_append(&writer->out, writer->french ? "au lieu de " : "instead of ");
        else if (price->sign < 0)
            text_append(&writer->out, writer->french ? "remboursement de " : "giving back ");
        writer->has_more = writer->has_more || price->sign < 0;
        write_price(writer, price);
    }
}

static void write_discount(struct writer *writer, const struct explanation *explanation)
{
    struct decimal percent = {explanation->value_off * (MICROS_PER_UNIT / 100)};
    const char *fee = money(writer, explanation->amount_fee);

    if (explanation->type_off == OFF_FLAT)
        text_appendf(&writer->out, writer->french ? "remise de %s sur %s" : "discount of %s on %s",
                     money(writer, explanation->value_off), fee);
    else
        text_appendf(&writer->out, writer->french ? "remise de %s sur %s" : "discount of %s on %s",
                     percentage_in_words(writer->ctx, writer->language, percent), fee);
    writer->has_more = true;
}

static void write_base(struct writer *writer, const struct explanation *explanation)
{
    const char *whole =
        explanation->amount_whole == NONE ? NULL : money(writer, explanation->amount_whole);

    switch ((enum type_formula)explanation->formula) {
    case FORMULA_STEPS:
        write_prices(writer, &explanation->prices);
        break;
    case FORMULA_DISCOUNT:
        write_discount(writer, explanation);
        break;
    case FORMULA_HIGHEST:
        text_appendf(&writer->out,
                     writer->french ? "le prix le plus élevé de la période, %s"
                                    : "the highest price of the period, %s",
                     whole);
        break;
    case FORMULA_MINIMUM:
        text_appendf(&writer->out, writer->french ? "minimum de %s" : "minimum of %s", whole);
        break;
    case FORMULA_MANUAL:
        text_append(&writer->out, writer->french ? "ajouté à la main" : "added by hand");
        writer->has_more = true;
        break;
    case FORMULA_CREDIT:
        text_append(&writer->out, writer->french ? "crédit reporté" : "credit carried over");
        writer->has_more = true;
        break;
    case FORMULA_CORRECTION:
        text_append(&writer->out,
                    writer->french ? "rendu par un avoir" : "given back by a credit note");
        writer->has_more = true;
        break;
    case FORMULA_FEE:
    case FORMULA_NONE:
        text_append(&writer->out, whole ? whole : "");
        break;
    }
}

/* what becomes of it ------------------------------------------------------------------------------
 */

static void write_part(struct writer *writer, const struct explanation *explanation)
{
    static const char *const english[] = {"", "hours", "days", "seconds"};
    static const char *const french[] = {"", "heures", "jours", "secondes"};
    bool is_truncated = explanation->rounding == ROUNDING_TRUNCATED;

    if (explanation->units == NONE)
        return;
    go_on(writer);
    if (writer->french)
        text_appendf(&writer->out, "%" PRId64 " %s sur %" PRId64 ", %s", explanation->units,
                     french[explanation->unit], explanation->of_units,
                     is_truncated ? "tronqué" : "arrondi au plus proche");
    else
        text_appendf(&writer->out, "%" PRId64 " %s of %" PRId64 ", %s", explanation->units,
                     english[explanation->unit], explanation->of_units,
                     is_truncated ? "truncated" : "rounded half up");
}

static void write_accrued(struct writer *writer, const struct explanation *explanation)
{
    if (explanation->amount_accrued == NONE)
        return;
    go_on(writer);
    text_appendf(&writer->out,
                 writer->french ? "plus %s avant un changement" : "plus %s before a change",
                 money(writer, explanation->amount_accrued));
}

static void write_before(struct writer *writer, const struct explanation *explanation)
{
    const char *before;

    if (explanation->amount_before == NONE)
        return;
    go_on(writer);
    before = money(writer, explanation->amount_before);
    if (explanation->formula == FORMULA_DISCOUNT)
        text_appendf(&writer->out,
                     writer->french ? "à la suite de %s facturés avant"
                                    : "after %s that were charged before",
                     before);
    else if (explanation->formula == FORMULA_MINIMUM)
        text_appendf(&writer->out, writer->french ? "moins %s atteints" : "less %s reached",
                     before);
    else
        text_appendf(&writer->out,
                     writer->french ? "moins %s déjà facturés" : "less %s charged before", before);
}

static void write_used(struct writer *writer, const struct explanation *explanation)
{
    if (explanation->amount_used == NONE)
        return;
    go_on(writer);
    text_appendf(&writer->out,
                 writer->french ? "dont %s sont déjà utilisés" : "of which %s are used already",
                 money(writer, explanation->amount_used));
}

const char *explanation_in_words(struct ctx *ctx, const char *language, const char *currency,
                                 const struct explanation *explanation)
{
    struct writer writer = {
        .ctx = ctx,
        .language = language,
        .currency = currency,
        .french = language && strncmp(language, "fr", 2) == 0,
        .out.arena = ctx->arena,
    };

    write_base(&writer, explanation);
    write_part(&writer, explanation);
    write_accrued(&writer, explanation);
    write_before(&writer, explanation);
    write_used(&writer, explanation);
    if (writer.has_more)
        text_appendf(&writer.out, writer.french ? " : %s" : ": %s",
                     money(&writer, explanation->amount));
    return text_done(&writer.out);
}
