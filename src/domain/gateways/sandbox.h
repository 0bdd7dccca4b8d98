/* The sandbox's provider: cards and direct debits that move no money. Who types one of its test
 * numbers chooses what will happen; every other number is refused and kept nowhere. The numbers are
 * in docs/collecting.md. */
#ifndef DOMAIN_GATEWAYS_SANDBOX_H
#define DOMAIN_GATEWAYS_SANDBOX_H

#include "domain/gateways/driver.h"

/* Is it the sandbox's provider? */
bool sandbox_is_it(const char *type_gateway);
/* Spaces in a number do not count. */
bool sandbox_number_is_known(int type_payment, const char *number);
/* The name of what will happen, which is its token too; NULL for an unknown number. */
const char *sandbox_token(int type_payment, const char *number);

/* What somebody may make happen to a transaction of the sandbox's by hand. */
enum sandbox_happening {
    HAPPENING_NONE,
    HAPPENING_SUCCEED, /* also: the customer has authenticated */
    HAPPENING_REJECT,  /* also of what had succeeded: it comes back */
    HAPPENING_DISPUTE,
    HAPPENING_WIN, /* the dispute */
    HAPPENING_LOSE,
};
extern const char *const sandbox_happening_names[];

/* One row per number. What happens to it is told by the text `sandbox.` and its token. */
struct sandbox_number {
    int type_payment;
    const char *number, *token, *name_display, *country, *brand;
};
extern const struct sandbox_number sandbox_numbers[];
extern const size_t sandbox_number_count;

#endif
