/* What the clock does: delayed starts, renewals, ends, credits that lapse, billing, recurring invoices, drafts, charges and what becomes of them,
 * overdue invoices, reminders; everything at its own time and in order.
 *
 * A run goes from one due moment to the next. At each it looks what became of the charges that were
 * on their way, and at the methods that expire, turns the subscriptions that are due, takes away
 * the credits that lapse, bills the customers, makes the recurring invoices and issues the drafts that are due, charges what is to be charged, then declares the invoices overdue whose grace
 * has ended, and reminds, each in the order of their ids. A test clock stands at that moment
 * meanwhile; a live business issues at the present one, and the periods say what is billed. The
 * step is committed together with its work, so that a run that was interrupted goes on where it
 * was. What fails for one customer or subscription is noted in `failures`, put off by a day, and
 * holds back nobody. */
#ifndef APP_TIMETABLE_H
#define APP_TIMETABLE_H

#include "base/ctx.h"
#include "base/field.h"

struct work;

/* What a run has done; also its progress while it goes on. */
struct timetable_counts {
    struct instant now; /* where the business's clock stands */
    struct instant target;
    int64_t subscriptions, customers, invoices, overdue, failures;
};
extern const struct field timetable_counts_fields[];

struct timetable {
    struct work *work;
    int64_t id_business;
    bool is_live;
    const struct keyring *keyring;
    void (*progress)(void *data, const struct timetable_counts *counts); /* or NULL */
    void *data;
};

/* Does all that is due until the test clock's target or, without one, until the present time. May
 * be called by several at once and again after any interruption. */
MUST_CHECK enum err timetable_run(const struct timetable *timetable, struct ctx *ctx,
                                  struct timetable_counts *out);

/* Is anything due? In a reading transaction, so that an idle business costs no write. */
MUST_CHECK enum err timetable_is_due(struct ctx *ctx, bool *out);

#endif
