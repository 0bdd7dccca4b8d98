/* The catalogue as a file: features, discounts, offers, pricing tables and promotion codes in one
 * JSON object, with the contract's names.
 *
 *   {"ReferenceSegment": "default",
 *    "Features":      [{"ReferenceFeature", "Name", "TypeFeature", "IsVisible", "TitleLocalized",
 *                       "DescriptionLocalized", "Metadata"}],
 *    "Discounts":     [{"ReferenceDiscount", "Name", "StateDiscount", "TypeOff", "ValueOff",
 *                       "TargetFee", "CountPeriods"}],
 *    "Offers":        [{"ReferenceOffer", "Name", "AmountRecurrence", "DurationRecurrence",
 *                       "UnitRecurrence", ..., "Features": [{"ReferenceFeature", ...,
 *                       "Properties", "ModeQuantity", "IsCarriedOver", "ModePricing",
 *                       "Steps"}],
 *                       "Discounts": [{"ReferenceDiscount", "ReferenceFeature"}]}],
 *    "PricingTables": [{"ReferencePricingTable", "Name", "IsVisible", "IsDefault",
 *                       "Offers": [{"ReferenceOffer"}]}],
 *    "PromotionCodes": [{"PromotionCode", "Name", "StatePromotion", "UsesMax",
 *                       "UsesPerCustomerMax", "DateFrom", "DateUntil", "IsFirstSubscription",
 *                       "Discounts": [{"ReferenceDiscount", "ReferenceFeature"}],
 *                       "Offers": [{"ReferenceOffer"}]}]}
 *
 * An offer may say AmountMinimum, AmountThreshold and TimingRecurrence ("Advance" or "Arrears"), a
 * feature in it Timing, AmountMin and AmountMax (subscription.h, feature.h). A step is
 *
 *   {"QuantityMax", "Increment", "AmountPerIncrement", "AmountPerIncrementExact", "Percentage",
 *    "AmountFlat", "AmountCeiling"}
 *
 * as rules/price.h has it; AmountPerIncrementExact and Percentage are texts: "0.125", "2.9".
 *
 * What exists already under a reference is updated, what the file does not name is left alone, and
 * loading the same file twice changes nothing. Localized texts are a text or an object by language.
 */
#ifndef DOMAIN_CATALOGUE_CATALOGUE_H
#define DOMAIN_CATALOGUE_CATALOGUE_H

#include "base/ctx.h"
#include "base/field.h"

struct catalogue_counts {
    int64_t features, discounts, offers, pricing_tables, promotion_codes;
};
extern const struct field catalogue_counts_fields[];

/* All or nothing: ERR_MALFORMED or ERR_INVALID with every mistake and its place noted. */
MUST_CHECK enum err catalogue_load(struct ctx *ctx, const char *json, size_t size,
                                   struct catalogue_counts *out);

#endif
