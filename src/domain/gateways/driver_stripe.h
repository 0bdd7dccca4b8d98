/* What the two files of Stripe's driver share: driver_stripe.c asks, driver_stripe_notice.c
 * listens.
 */
#ifndef DOMAIN_GATEWAYS_DRIVER_STRIPE_H
#define DOMAIN_GATEWAYS_DRIVER_STRIPE_H

#include "domain/gateways/driver_parts.h"

/* Stripe keeps idempotency keys for a day at least: until shortly before, a request may be
 * repeated.
 */
#define STRIPE_KEY_LIFE HOURS(23)
/* How progress begins once what was lost is looked for in lists; what follows is where the last
 * list ended. */
#define STRIPE_LISTING "list"

/* Our minor units as Stripe counts them: he takes two decimals where ISO 4217 has none (ISK, UGX),
 * none where it has two (MGA), and of three only two that count. False if it cannot be said. */
bool stripe_amount(int64_t amount, const char *currency, int64_t *out);
/* And back, from his lower case. NONE if there is none. */
int64_t stripe_amount_back(struct ctx *ctx, int64_t amount, const char *currency);

/* A card, or an account behind a mandate, as it can be shown. */
void stripe_permission(struct ctx *ctx, const struct json *method, struct permission_facts *out);
/* What a decline means: `error` has code, decline_code, advice_code and message. */
void stripe_decline(const struct json *error, enum decline *decline, const char **code,
                    const char **message);

/* struct driver's `outcome` and `facts`. */
void stripe_outcome(struct ctx *ctx, const struct gateway_errand *errand,
                    const struct gateway_answer *answer, struct gateway_outcome *out);
MUST_CHECK enum err stripe_facts(struct ctx *ctx, const struct gateway_notice *notice,
                                 struct list *out);

#endif
