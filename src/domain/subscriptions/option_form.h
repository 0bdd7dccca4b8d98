/* How the options of an offer or a subscription stand in a form: a field per feature. */
#ifndef DOMAIN_SUBSCRIPTIONS_OPTION_FORM_H
#define DOMAIN_SUBSCRIPTIONS_OPTION_FORM_H

#include "base/ctx.h"
#include "base/field.h"

/* Of its field: `Option17`. */
const char *option_name(struct ctx *ctx, int64_t id_feature);
/* A quantity as it is typed: whole, or with a point; "" for none. */
const char *option_quantity_text(struct ctx *ctx, struct quantity quantity);
/* The other way; `1,5` is 1.5. False, with nothing noted, for what is no quantity. */
bool option_read_quantity(struct ctx *ctx, const char *typed, struct quantity *out);

#endif
