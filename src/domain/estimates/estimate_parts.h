/* Inside the room: what its files share. */
#ifndef DOMAIN_ESTIMATES_ESTIMATE_PARTS_H
#define DOMAIN_ESTIMATES_ESTIMATE_PARTS_H

#include "domain/estimates/estimate.h"
#include "domain/event.h"

/* Locks the estimate's customer, then reads both. ERR_NOT_FOUND, noted. */
MUST_CHECK enum err estimate_lock(struct ctx *ctx, int64_t id, struct customer *customer,
                                  struct estimate *out);

/* What it would be after the verb; ERR_CONFLICT, noted, if that may not be done. */
MUST_CHECK enum err estimate_check(struct ctx *ctx, const struct estimate *estimate,
                                   enum estimate_verb verb, enum state_estimate *out);

/* Writes its state and its invoice, and records the event. */
MUST_CHECK enum err estimate_become(struct ctx *ctx, struct estimate *estimate,
                                    enum state_estimate state, enum event_type type);

/* An approved one, whose customer is locked, becomes an invoice. */
MUST_CHECK enum err estimate_make_invoice(struct ctx *ctx, const struct customer *customer,
                                          struct estimate *estimate);

struct about estimate_about(const struct estimate *estimate, enum state_estimate state);

/* Numbers, freezes and tells a draft whose customer is locked. */
MUST_CHECK enum err estimate_issue(struct ctx *ctx, const struct customer *customer,
                                   struct estimate *estimate);

#endif
