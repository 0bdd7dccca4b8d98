#include "domain/invoices/invoice_tax.h"

#include "rules/tax.h"

/* Its own, else its feature's, else its offer's: of a subscription that is there, or of the offer
 * that is quoted. */
static const char *key_of(const struct tax_terms *terms, const struct list *subscriptions,
                          int64_t id_offer, const struct balance_line *line)
{
    const char *key = line->key_charge;

    if (!key && line->id_feature != NONE)
        key = key_charge_of(&terms->features, line->id_feature);
    if (!key && line->id_subscription != NONE)
        key = key_charge_of(subscriptions, line->id_subscription);
    return key ? key : key_charge_of(&terms->offers, id_offer);
}

/* How the lines are taxed; each gets its rate, and its own tax as information. */
static struct vat_treatment *treat(struct ctx *ctx, struct tax_terms *terms,
                                   const struct segment *segment, const struct tax_buyer *buyer,
                                   const struct list *subscriptions, int64_t id_offer,
                                   const struct list *lines)
{
    struct tax_item *items = ARENA_ARRAY(ctx->arena, struct tax_item, lines->count + 1);
    struct vat_treatment *treatments;

    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        items[i] = (struct tax_item){key_of(terms, subscriptions, id_offer, line),
                                     line->amount_subtotal, line->type_line == LINE_BILLING_REPORT};
    }
    treatments = tax_treat(ctx, terms, segment, buyer, items, lines->count);
    for (size_t i = 0; i < lines->count; i++) {
        struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        line->rate_tax = treatments[i].rate_tax;
        line->category_tax = treatments[i].category_tax;
        line->country_tax = treatments[i].country_tax;
        line->amount_total =
            line->amount_subtotal + tax_of_line(line->amount_subtotal, line->rate_tax);
    }
    return treatments;
}

/* What VIES said of the number that the buyer has now. */
static const char *proof_of(struct ctx *ctx, const struct tax_buyer *buyer)
{
    return tax_buyer_of(ctx, buyer).state_vat == VAT_VALID ? buyer->proof_vat : NULL;
}

enum err draft_tax(struct ctx *ctx, struct tax_terms *terms, struct draft *draft)
{
    const struct debtor *debtor = draft->debtor;
    const struct segment *segment = draft->segment;
    struct vat_treatment *treatments;
    struct list subscriptions;

    if (!tax_is_by_place(terms->settings, segment->id))
        return OK;
    TRY(tax_subscriptions_load(ctx, terms, debtor->id, &subscriptions));
    treatments = treat(ctx, terms, segment, &debtor->buyer, &subscriptions,
                       draft->id_offer ? draft->id_offer : NONE, &draft->lines);
    for (size_t i = 0; i < draft->lines.count; i++)
        treatments[i].mention_tax =
            tax_mention(terms, segment, treatments[i].mention_tax, debtor->language);
    draft->treatments = treatments;
    draft->proof_vat = proof_of(ctx, &debtor->buyer);
    return OK;
}

enum err line_taxer_begin(struct ctx *ctx, int64_t id_customer, int64_t id_segment,
                          struct line_taxer *out)
{
    TRY(settings_load(ctx, &out->settings));
    out->is_by_place = tax_is_by_place(&out->settings, id_segment);
    if (!out->is_by_place)
        return OK;
    TRY(tax_terms_load(ctx, &out->settings, &out->terms));
    TRY(segment_get(ctx, id_segment, &out->segment));
    TRY(tax_subscriptions_load(ctx, &out->terms, id_customer, &out->subscriptions));
    return tax_buyer_get(ctx, id_customer, &out->buyer);
}

void line_taxer_apply(struct ctx *ctx, struct line_taxer *taxer, int64_t id_offer,
                      const struct list *lines)
{
    if (taxer->is_by_place)
        treat(ctx, &taxer->terms, &taxer->segment, &taxer->buyer, &taxer->subscriptions, id_offer,
              lines);
}
