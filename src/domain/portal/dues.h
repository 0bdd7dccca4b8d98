/* What a customer has to pay: for what is to be done first, and for what must wait until it is. */
#ifndef DOMAIN_PORTAL_DUES_H
#define DOMAIN_PORTAL_DUES_H

#include "base/ctx.h"
#include "base/field.h"

struct dues {
    int64_t count, amount;            /* of what nobody but him will pay: no debit is on its way */
    int64_t count_late, count_failed; /* of these: behind their limit; refused by his bank */
    struct instant date_late;         /* the oldest of the limits that are behind him */
    int64_t count_scheduled, amount_scheduled; /* what will be debited by itself */
    struct instant date_scheduled;             /* next */
};

MUST_CHECK enum err dues_load(struct ctx *ctx, int64_t id_customer, struct dues *out);

/* ERR_CONFLICT, noted, if something is late or was refused: nothing more is sold to him then. */
MUST_CHECK enum err dues_refuse(struct ctx *ctx, int64_t id_customer);

#endif
