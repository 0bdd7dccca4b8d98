/* Collecting what is due automatically: when which invoice is charged with what, and what happens
 * if that fails. The plans are settings; rules/collect.h has the rules. */
#ifndef DOMAIN_GATEWAYS_COLLECT_H
#define DOMAIN_GATEWAYS_COLLECT_H

#include "domain/gateways/transaction.h"
#include "domain/invoices/invoice_credit.h"

/* What the clock does: the invoices from one id to another that are to be charged at `at`, and
 * those that waited until then for a customer to authenticate. */
MUST_CHECK enum err collect_charge_due(struct ctx *ctx, struct instant at, int64_t first,
                                       int64_t last, int64_t *count);
/* For a gateway that works by files, which banks want before the day: what is to be charged with
 * its methods before `until` is charged now, each for its own moment. */
MUST_CHECK enum err collect_charge_early(struct ctx *ctx, int64_t id_gateway, struct instant until,
                                         int64_t *count);
/* Somebody wants an invoice charged now, whatever its plan. ERR_NOT_FOUND, noted; ERR_CONFLICT if
 * it is not to be paid, has no method or has a charge on its way already. */
MUST_CHECK enum err collect_charge_now(struct ctx *ctx, int64_t id_invoice,
                                       bool is_customer_present, struct transaction *out);

/* Cancels an invoice (invoices/invoice_credit.h) after calling off a charge that is on its way;
 * `id` is that of its credit note. Where the provider must be asked, `is_waiting` is true and `id`
 * the invoice's own: it is cancelled once he has agreed, and stays if he does not. */
MUST_CHECK enum err collect_cancel(struct ctx *ctx, int64_t id_invoice,
                                   const struct cancellation *input, int64_t *id, bool *is_waiting);

/* For transaction.c: what its invoices make of it. */

/* It failed: another attempt is planned, or it is given up; the latter at once if `is_final`. */
MUST_CHECK enum err collect_failed(struct ctx *ctx, const struct transaction *transaction,
                                   bool is_final);
/* It succeeded, of some of them perhaps with a part alone: they go on asking for the rest. */
MUST_CHECK enum err collect_part(struct ctx *ctx, const struct transaction *transaction);
/* The customer must authenticate, and has so many days for it as the plan says. */
MUST_CHECK enum err collect_authenticate(struct ctx *ctx, const struct transaction *transaction);
/* It was not made: what they ask by now is charged as soon as possible. */
MUST_CHECK enum err collect_again(struct ctx *ctx, const struct transaction *transaction);

/* A method was registered: what waited for one goes on. */
MUST_CHECK enum err collect_resume(struct ctx *ctx, const struct customer *customer);

/* What the clock does: reminders of the invoices from one id to another. */
MUST_CHECK enum err collect_remind(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                                   int64_t *count);

#endif
