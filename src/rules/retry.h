/* When to try again what did not arrive: after ten seconds, then after twice as long each time, up
 * to eight hours, and a last time three days after the first failure. Pure. */
#ifndef RULES_RETRY_H
#define RULES_RETRY_H

#include "base/instant.h"

#define RETRY_HORIZON DAYS(3)

/* `failures` in a row, at least one, the first at `since`, the last at `now`. Up to a fifth of the
 * wait is taken off, as the `dice` (any number) say, so that those who failed together do not come
 * back together. Not set: give up. */
struct instant retry_at(struct instant since, int64_t failures, struct instant now, uint32_t dice);

#endif
