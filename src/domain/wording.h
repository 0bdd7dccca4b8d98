/* The few words and forms that the program itself writes for people, in French and English: labels
 * of lines and prices. */
#ifndef DOMAIN_WORDING_H
#define DOMAIN_WORDING_H

#include "base/ctx.h"
#include "rules/charge.h"

/* The label of a line (contract section 3, Quote); `title` is the feature's, or NULL. `language` is
 * `fr`, `fr-FR`, `en`...; English for any other. */
const char *label_of_line(struct ctx *ctx, const char *language, enum type_line type,
                          bool is_refund, const char *title);

/* Of the difference that usage makes which was reported after its period was rated. */
const char *label_of_later_usage(struct ctx *ctx, const char *language, const char *title);

/* Of what is taken off a line, or off the whole of a document: `Discount 10%`, `Overall discount`.
 * `type_off` is enum type_off. */
const char *label_of_discount(struct ctx *ctx, const char *language, int type_off,
                              int64_t value_off, bool is_of_whole);

/* `€267.75` in English, `267,75 €` in French. */
const char *amount_in_words(struct ctx *ctx, const char *language, const char *currency,
                            int64_t amount);
/* A price that may be finer than the minor unit, in millionths of it: as many decimals as it needs.
 */
const char *exact_in_words(struct ctx *ctx, const char *language, const char *currency,
                           int64_t micros);
/* `1.5` in English, `1,5` in French; `2.9%`, `2,9 %`. */
const char *decimal_in_words(struct ctx *ctx, const char *language, struct decimal decimal);
const char *percentage_in_words(struct ctx *ctx, const char *language, struct decimal percentage);
/* `€210.00/month(s)`, `€210.00/3 month(s)`. */
const char *price_in_words(struct ctx *ctx, const char *language, const char *currency,
                           int64_t amount, int64_t duration, int unit);
/* What more of a feature costs: `+€7.00/extra unit`, `from €0.20/extra unit` where the price has
 * steps, `optional +€10.00` for a switch. NULL if it costs nothing. */
const char *extra_in_words(struct ctx *ctx, const char *language, const char *currency,
                           const struct feature_terms *terms);

#endif
