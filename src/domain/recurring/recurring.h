/* Recurring invoices: templates without an offer that make an invoice at each of their dates.
 *
 * What an invoice of it says is a composition (invoices/composition.h), with words that each one
 * fills in (recurring_words.h). When there is one is a schedule (rules/schedule.h): it counts from
 * `date_anchor`, by the clocks of its customer as they were when it was made, and `count_next` is
 * the next date's place in it. A cycle is an invoice that was made; dates that somebody skips or
 * that pass while it is paused use up none.
 *
 * The clock makes what is due at `next_at` (recurring_run): a draft that is issued in the same step
 * unless it waits for a review, together with a row of recurring_cycles whose key is the cycle, so
 * that nothing can be made twice; then it goes on from the planned date, never from the present
 * one. Dates that were missed are made up for in their order, each with its own words.
 *
 * What is changed of one that runs counts from its next invoice. Each verb locks the customer, then
 * the recurring invoice, and leaves an audit row; ERR_NOT_FOUND, noted, for an unknown id, and
 * ERR_CONFLICT for what its state does not allow (rules/recurring_state.h). */
#ifndef DOMAIN_RECURRING_RECURRING_H
#define DOMAIN_RECURRING_RECURRING_H

#include "domain/customers/customer.h"
#include "domain/invoices/composition.h"
#include "rules/recurring_state.h"
#include "rules/schedule.h"

/* What becomes of an invoice that it makes. */
enum mode_issue {
    ISSUE_NONE,
    ISSUE_DRAFT, /* it waits until somebody looks at it and issues it */
    ISSUE_ONLY,  /* issued, and nobody is told */
    ISSUE_SEND,  /* issued and sent by e-mail */
};
extern const char *const mode_issue_names[];

/* The period that stands on the lines of an invoice. */
enum mode_period {
    PERIOD_OF_NONE,
    PERIOD_AHEAD,  /* from its date to the next one */
    PERIOD_BEHIND, /* from the date before to its own */
    PERIOD_UNSAID,
};
extern const char *const mode_period_names[];

struct recurring_invoice {
    int64_t id, id_segment, id_customer, number;
    const char *reference_segment, *reference_customer, *currency, *language; /* read with it */
    const char *full_number;
    int state_recurring;
    const char *title; /* NULL: the label of its first line */
    int64_t duration_recurrence;
    int unit_recurrence;
    struct instant date_start, date_end; /* the first date; on whose day the last may be */
    const char *time_zone;
    struct instant date_anchor;
    int64_t day_anchor, count_next;
    struct instant date_next, next_at;
    int64_t cycles, cycles_done; /* how many invoices there will be, NONE: no end; and were */
    int mode_issue, mode_period;
    bool is_auto_pay;             /* collected if the customer has a method, else he pays it */
    bool is_held_while_unpaid;    /* none is made while the last one is not paid */
    const char *note;             /* of each invoice */
    const char *composition_kept; /* as JSON, in the row */
    struct composition composition;
    struct trace trace;
};

extern const struct field recurring_fields[]; /* as a row */

/* NONE: without end. */
int64_t recurring_cycles_left(const struct recurring_invoice *recurring);
struct schedule recurring_schedule(const struct recurring_invoice *recurring);

/* Writes up to `most` of the dates to come, which a draft has as well; how many. */
size_t recurring_dates(const struct recurring_invoice *recurring, size_t most, struct instant *out);

/* Title, note and composition as its next invoice has them: words filled in, and the period on each
 * line. The title of a line is its first one's. */
struct recurring_text {
    const char *title, *note;
    struct composition composition;
};
struct recurring_text recurring_next(struct ctx *ctx, const struct recurring_invoice *recurring);
/* What that would come to today. Only reads. */
MUST_CHECK enum err recurring_work_out(struct ctx *ctx, const struct recurring_invoice *recurring,
                                       struct worked_out *out);

/* What a caller gives; absent members stay, or are the defaults of a new one: each month from today
 * on, without end, issued and not sent, collected. */
struct recurring_input {
    const char *reference_customer, *reference_segment;
    const char *title; /* a blank one removes it; also of the note */
    int64_t duration_recurrence;
    int unit_recurrence;
    /* Moments, or days of the customer's clocks like 2026-01-31. The start may be moved until the
     * first invoice, the next date while it runs. */
    const char *date_start, *date_next;
    const char *date_end; /* "Never" removes it */
    int64_t cycles;       /* of all invoices, those that were made counted; 0: without end */
    int mode_issue, mode_period;
    int64_t is_auto_pay, is_held_while_unpaid;
    const char *note;
    struct composition composition;
};
extern const struct field recurring_input_fields[];

/* ERR_INVALID with every mistake noted. */
MUST_CHECK enum err recurring_create(struct ctx *ctx, const struct recurring_input *input,
                                     struct recurring_invoice *out);
/* Fewer cycles than were made complete it; more, or a later end, take up one that was completed, at
 * the first of its dates that is not before today. */
MUST_CHECK enum err recurring_edit(struct ctx *ctx, int64_t id, const struct recurring_input *input,
                                   struct recurring_invoice *out);
/* A draft only. */
MUST_CHECK enum err recurring_delete(struct ctx *ctx, int64_t id);
/* A draft with the same schedule, from the next of its dates on. */
MUST_CHECK enum err recurring_duplicate(struct ctx *ctx, int64_t id, struct recurring_invoice *out);

/* What becomes of dates before today that it was not running on. */
enum missed { MISSED_NONE, MISSED_SKIP, MISSED_CATCH_UP };
extern const char *const missed_names[];

/* A draft, or one that is paused. */
MUST_CHECK enum err recurring_start(struct ctx *ctx, int64_t id, enum missed missed,
                                    struct recurring_invoice *out);
MUST_CHECK enum err recurring_pause(struct ctx *ctx, int64_t id, struct recurring_invoice *out);
/* Its next date passes without an invoice. */
MUST_CHECK enum err recurring_skip(struct ctx *ctx, int64_t id, struct recurring_invoice *out);
MUST_CHECK enum err recurring_end(struct ctx *ctx, int64_t id, struct recurring_invoice *out);

MUST_CHECK enum err recurring_show(struct ctx *ctx, int64_t id, struct recurring_invoice *out);

struct recurring_filter {
    int64_t id_customer, id_segment; /* NONE: any */
    int state_recurring;             /* 0: any */
};
/* A page, newest first; `total` counts all that match. */
MUST_CHECK enum err recurring_list(struct ctx *ctx, const struct recurring_filter *filter,
                                   const struct page *page, struct list *out, int64_t *total);

/* An invoice that it made. */
struct recurring_cycle {
    int64_t cycle, id_invoice;
    struct instant date_planned;
    bool is_draft; /* it has nothing of the following yet */
    const char *full_number;
    int state_invoice;
    struct instant date_issue, date_payment_limit;
    int64_t amount_total, amount_paid;
    const char *currency;
};
/* A page of them, the newest first, but for drafts that were deleted; for customers also without
 * the other drafts (`is_issued`). */
MUST_CHECK enum err recurring_cycle_list(struct ctx *ctx, int64_t id, bool is_issued,
                                         const struct page *page, struct list *out, int64_t *total);

/* For the timetable: makes the invoices of those from one id to another that are due at `at`;
 * `count` says of how many. */
MUST_CHECK enum err recurring_run(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                                  int64_t *count);

/* inside the room ---------------------------------------------------------------------------------
 */

/* Customer first, then the row. */
MUST_CHECK enum err recurring_lock(struct ctx *ctx, int64_t id, struct customer *customer,
                                   struct recurring_invoice *out);
/* Of `struct recurring_invoice`, due at `at`: locked with their customers. */
MUST_CHECK enum err recurring_list_due(struct ctx *ctx, struct instant at, int64_t first,
                                       int64_t last, struct list *out);
MUST_CHECK enum err recurring_add(struct ctx *ctx, struct recurring_invoice *recurring);
MUST_CHECK enum err recurring_save(struct ctx *ctx, struct recurring_invoice *recurring);

/* The invoice of the last cycle; ERR_NOT_FOUND, not noted, if it was a draft that was deleted. */
MUST_CHECK enum err recurring_cycle_last(struct ctx *ctx, const struct recurring_invoice *recurring,
                                         struct recurring_cycle *out);
/* The cycle that has just been counted, for the planned date. */
MUST_CHECK enum err recurring_cycle_add(struct ctx *ctx, const struct recurring_invoice *recurring,
                                        int64_t id_invoice);

/* Enters the state after the verb, sets the date that comes next, and tells of it. ERR_CONFLICT,
 * noted, if the state does not allow it. */
MUST_CHECK enum err recurring_enter(struct ctx *ctx, struct recurring_invoice *recurring,
                                    enum recurring_verb verb);

#endif
