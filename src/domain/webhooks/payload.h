/* What a webhook says: an envelope, the customer, and the blocks that its event has (contract
 * section 8). The states of a subscription or an invoice are those of the moment of the event, the
 * rest is as it is when the payload is written. */
#ifndef DOMAIN_WEBHOOKS_PAYLOAD_H
#define DOMAIN_WEBHOOKS_PAYLOAD_H

#include "base/ctx.h"
#include "base/field.h"

/* An event with whom and what it is about; NONE or NULL where it has none. */
struct happening {
    int64_t id;
    int type_trigger; /* enum event_type */
    struct instant date_trigger;
    int64_t id_segment, id_customer, id_subscription, id_invoice, id_permission;
    int64_t id_recurring_invoice, id_estimate;
    int64_t id_customer_buyer, id_offer; /* of the subscription */
    const char *reference_segment, *state;
};
extern const struct field happening_fields[];

/* The JSON of each, of `const char *`, in their order; read with a handful of statements whatever
 * their number. */
MUST_CHECK enum err payload_list(struct ctx *ctx, const struct list *happenings, struct list *out);

/* One that looks real and is about nobody, for any event. */
const char *payload_sample(struct ctx *ctx, int type_trigger);

#endif
