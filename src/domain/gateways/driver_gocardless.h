/* What the files of GoCardless's driver share: driver_gocardless.c asks,
 * driver_gocardless_answer.c understands, driver_gocardless_notice.c listens. */
#ifndef DOMAIN_GATEWAYS_DRIVER_GOCARDLESS_H
#define DOMAIN_GATEWAYS_DRIVER_GOCARDLESS_H

#include "domain/gateways/driver_parts.h"

/* GoCardless keeps idempotency keys for thirty days at least. */
#define GOCARDLESS_KEY_LIFE DAYS(25)

/* What progress says is done next, with a token or a number behind it; */
#define NEXT_PAYMENT "payment"
#define NEXT_REFUND  "refund"
#define NEXT_EVENTS  "events"
#define NEXT_TOTAL   "total"
#define NEXT_SOONEST "soonest"
#define NEXT_LIST    "list"
#define NEXT_REPEAT  "repeat"
/* but of WISH_REGISTER it is the billing request, and of WISH_CONFIRM these words: page, then
 * account, then mandate, whose step knows the account already. */
enum noted_confirm { NOTED_MANDATE, NOTED_CUSTOMER, NOTED_ACCOUNT, NOTED_COUNTRY, NOTED_ENDING };

/* The word of what was noted in the step before, `MD123 CU123 BA123`, or NULL. */
const char *gocardless_noted(struct ctx *ctx, const struct gateway_errand *errand, int which);
/* Is what was lost looked for in a list now? A payment, only when its key is too old to repeat the
 * request; a refund first of all, since to repeat it says what all refunds come to, which it would
 * have changed itself. */
bool gocardless_is_listing(struct ctx *ctx, const struct gateway_errand *errand);
/* Is it the first word? */
bool gocardless_is_next(struct ctx *ctx, const struct gateway_errand *errand, const char *what);

/* Why a payment failed, from the details of an event: the cause that GoCardless makes of the bank's
 * own code. */
enum decline gocardless_decline(const char *cause);

/* struct driver's `outcome` and `facts`. */
void gocardless_outcome(struct ctx *ctx, const struct gateway_errand *errand,
                        const struct gateway_answer *answer, struct gateway_outcome *out);
MUST_CHECK enum err gocardless_facts(struct ctx *ctx, const struct gateway_notice *notice,
                                     struct list *out);

#endif
