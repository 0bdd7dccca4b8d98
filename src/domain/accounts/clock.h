/* A business's time. A live business lives at the machine's; a sandbox may have a test clock, which
 * stands still until somebody moves it. It may be set to any moment until the first document was
 * issued, after that only forward. Moving it is app/timetable's work, since everything that falls
 * due on the way happens in order: here is only the row. */
#ifndef DOMAIN_ACCOUNTS_CLOCK_H
#define DOMAIN_ACCOUNTS_CLOCK_H

#include "base/ctx.h"
#include "base/field.h"
#include "rules/period.h"

struct test_clock {
    struct instant now_at, target_at; /* target_at is later while the clock is on its way */
};
extern const struct field test_clock_fields[];

/* Sets ctx->now: the test clock's if the business has one, else the machine's. */
MUST_CHECK enum err clock_read(struct ctx *ctx);
/* ERR_NOT_FOUND if the business has no test clock. */
MUST_CHECK enum err clock_find(struct ctx *ctx, struct test_clock *out);
/* The same for whoever asks from outside: a sandbox without one stands at ctx->machine_now, and a
 * live business is refused with a note. */
MUST_CHECK enum err clock_show(struct ctx *ctx, struct test_clock *out);
/* Like clock_find, and on PostgreSQL the row stays locked, so that one node at a time moves it. */
MUST_CHECK enum err clock_lock(struct ctx *ctx, struct test_clock *out);
/* Makes the clock or gives it a new target. Refused with a note for a live business, for a moment
 * before the present one when documents exist, and for one more than 50 years ahead. */
MUST_CHECK enum err clock_aim(struct ctx *ctx, struct instant target);
/* The same by so much, from where it stands or is going already: two steps of a month are two
 * months. */
MUST_CHECK enum err clock_advance(struct ctx *ctx, struct rhythm by);
/* The clock has reached `at`. */
MUST_CHECK enum err clock_step(struct ctx *ctx, struct instant at);

#endif
