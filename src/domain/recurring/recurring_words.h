/* Words in braces that each invoice of a recurring one fills in, in titles, labels and notes:
 *
 *   {DATE}     1 January 2026, the planned date
 *   {DAY}      1, {MONTH} January, {QUARTER} Q1, {YEAR} 2026: of that date
 *   {PERIOD}   1 January 2026 to 31 January 2026: from that date to the day before the next one
 *   {CYCLE}    3, for the third invoice; {CYCLES} of how many, or nothing if there is no end
 *
 * in the customer's language and by his clocks. {MONTH-1} is December, {YEAR+1} 2027, {QUARTER-1}
 * Q4 and {PERIOD+1} the period that follows: all but the cycles may be moved by up to 999. What
 * stands in braces and is no word in capitals stays as it is. */
#ifndef DOMAIN_RECURRING_RECURRING_WORDS_H
#define DOMAIN_RECURRING_RECURRING_WORDS_H

#include "base/ctx.h"
#include "rules/schedule.h"

/* Which invoice it is. */
struct recurring_moment {
    const struct schedule *schedule;
    int64_t count;         /* of its date in the schedule */
    int64_t cycle, cycles; /* the first is 1; NONE: without end */
    const char *language;  /* of a file texts.xx */
};

/* Complains about words that are none of these; NULL is fine. */
void recurring_words_check(struct ctx *ctx, const char *target, const char *text);

/* The text with its words filled in; NULL for NULL. */
const char *recurring_words_fill(struct ctx *ctx, const struct recurring_moment *moment,
                                 const char *text);

#endif
