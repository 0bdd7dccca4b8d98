/* Periods of subscriptions, and their flat fees.
 *
 * A period begins where the one before it ended. A hole is right only where a suspended
 * subscription was started again: then counting began anew, so the period behind the hole is the
 * first of a count from its own start. Which count a subscription is in, its row says (date_anchor,
 * period_anchor), and the last period must belong to that one.
 *
 * What must be as long as the rhythm is the whole period: one that an upgrade began in its middle,
 * a termination cut or a person moved the term of keeps the whole one beside it, and after a cut or
 * a move counting begins anew. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/books/verify_parts.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "rules/charge.h"
#include "rules/lifecycle.h"
#include "rules/period.h"
#include "rules/proration.h"
#include "sql.h"

struct subscription_row {
    int64_t id, amount_trial, amount_recurrence, duration_trial, duration_recurrence;
    const char *unit_trial, *unit_recurrence;
    struct instant date_anchor, date_start, date_period_start, date_period_end;
    int64_t period_anchor, period_no;
    int anchor, first_period, proration_unit, proration_rounding, month_length;
    int64_t billing_day;
    const char *time_zone;
    int timing_recurrence;
};

static const struct field subscription_row_fields[] = {
    FIELD(subscription_row, id),
    FIELD(subscription_row, amount_trial),
    FIELD(subscription_row, amount_recurrence),
    FIELD(subscription_row, duration_trial),
    FIELD(subscription_row, duration_recurrence),
    FIELD(subscription_row, unit_trial),
    FIELD(subscription_row, unit_recurrence),
    FIELD(subscription_row, date_anchor),
    FIELD(subscription_row, date_start),
    FIELD(subscription_row, date_period_start),
    FIELD(subscription_row, date_period_end),
    FIELD(subscription_row, period_anchor),
    FIELD(subscription_row, period_no),
    FIELD_CHOICE_OF(subscription_row, anchor, anchor_names),
    FIELD_CHOICE_OF(subscription_row, first_period, first_period_names),
    FIELD_CHOICE_OF(subscription_row, proration_unit, proration_unit_names),
    FIELD_CHOICE_OF(subscription_row, proration_rounding, proration_rounding_names),
    FIELD_CHOICE_OF(subscription_row, month_length, month_length_names),
    FIELD(subscription_row, billing_day),
    FIELD(subscription_row, time_zone),
    FIELD_CHOICE_OF(subscription_row, timing_recurrence, timing_names),
    FIELDS_END,
};

struct period_row {
    int64_t id_subscription, period_no;
    struct instant date_start, date_end;
    struct instant date_reference_start,
        date_reference_end;         /* of the whole one; not set: the same */
    struct instant date_end_before; /* its term was moved */
    bool is_trial;
    const char *charged;
    int64_t amount_recurrence, duration_recurrence; /* of it, where an edit changed them since */
    const char *unit_recurrence;
    int64_t id_line; /* of its flat fee; NONE: there is none */
};

static const struct field period_row_fields[] = {
    FIELD(period_row, id_subscription),
    FIELD(period_row, period_no),
    FIELD(period_row, date_start),
    FIELD(period_row, date_end),
    FIELD(period_row, date_reference_start),
    FIELD(period_row, date_reference_end),
    FIELD(period_row, date_end_before),
    FIELD(period_row, is_trial),
    FIELD(period_row, charged),
    FIELD(period_row, amount_recurrence),
    FIELD(period_row, duration_recurrence),
    FIELD(period_row, unit_recurrence),
    FIELD(period_row, id_line),
    FIELDS_END,
};

/* From where periods are counted. */
struct count {
    struct instant anchor;
    int64_t period_no; /* of the period that begins there */
};

static struct rhythm rhythm_of(int64_t duration, const char *unit)
{
    return (struct rhythm){duration, (enum unit)choice_named(unit_names, unit ? unit : "")};
}

static struct period whole_of(const struct period_row *row)
{
    struct period whole = {row->date_start, row->date_end};

    if (instant_is_set(row->date_end_before))
        whole.end = row->date_end_before;
    if (instant_is_set(row->date_reference_start))
        whole.start = row->date_reference_start;
    if (instant_is_set(row->date_reference_end))
        whole.end = row->date_reference_end;
    return whole;
}

static bool is_same_period(struct period a, struct period b)
{
    return a.start.micros == b.start.micros && a.end.micros == b.end.micros;
}

/* As it was when the period began. */
static struct rhythm rhythm_then(const struct subscription_row *subscription,
                                 const struct period_row *row)
{
    if (row->unit_recurrence)
        return rhythm_of(row->duration_recurrence, row->unit_recurrence);
    return rhythm_of(subscription->duration_recurrence, subscription->unit_recurrence);
}

static bool is_on_calendar(const struct subscription_row *subscription)
{
    return subscription->anchor == ANCHOR_DAY || subscription->anchor == ANCHOR_CALENDAR;
}

static struct clocks clocks_of(const struct subscription_row *subscription)
{
    if (!subscription->time_zone)
        return (struct clocks){0};
    return (struct clocks){subscription->time_zone, zone_local, zone_universal};
}

/* On a calendar each period says by itself where it lies. A first one that costs the whole price is
 * its own whole. */
static bool is_period_of_calendar(const struct subscription_row *subscription,
                                  const struct period_row *row)
{
    struct calendar calendar = {
        .rhythm = rhythm_then(subscription, row),
        .anchor = (enum anchor)subscription->anchor,
        .day = subscription->billing_day,
        .clocks = clocks_of(subscription),
    };
    struct period whole = whole_of(row), lies;
    struct instant anchor = calendar_anchor(&calendar, whole.start);

    lies = calendar_period(&calendar, anchor, calendar_count(&calendar, anchor, whole.start));
    if (row->period_no == 1 && subscription->first_period == FIRST_WHOLE)
        return lies.end.micros == whole.end.micros;
    return is_same_period(lies, whole);
}

static bool is_period_of(const struct subscription_row *subscription, struct count count,
                         const struct period_row *row)
{
    struct rhythm rhythm = rhythm_then(subscription, row);

    if (is_on_calendar(subscription))
        return is_period_of_calendar(subscription, row);
    return is_same_period(period_at(count.anchor, rhythm, row->period_no - count.period_no),
                          whole_of(row));
}

/* Begun in the middle of a whole one that another subscription counted: at the end of a month only
 * one of the two directions gives its days. */
static bool is_rest_of_period(const struct subscription_row *subscription,
                              const struct period_row *row)
{
    struct rhythm rhythm = rhythm_then(subscription, row);
    struct period whole = whole_of(row);

    return instant_is_set(row->date_reference_start) &&
           (is_same_period(whole, period_at(whole.start, rhythm, 0)) ||
            is_same_period(whole, period_at(whole.end, rhythm, -1)));
}

static struct instant end_of_trial(const struct subscription_row *subscription,
                                   struct instant start)
{
    if (subscription->duration_trial == NONE)
        return start;
    return period_boundary(start, rhythm_of(subscription->duration_trial, subscription->unit_trial),
                           1);
}

/* Is the period one of a count that is known, or the first of a new one? */
static bool is_in_count(const struct subscription_row *subscription, struct count *count,
                        const struct period_row *row)
{
    struct count own = {subscription->date_anchor, subscription->period_anchor};
    struct count anew = {row->date_start, row->period_no};

    if (row->is_trial)
        return row->date_start.micros == subscription->date_start.micros &&
               whole_of(row).end.micros == end_of_trial(subscription, whole_of(row).start).micros;
    if (is_period_of(subscription, *count, row))
        return true;
    if (row->period_no >= own.period_no && is_period_of(subscription, own, row))
        *count = own;
    else if (is_period_of(subscription, anew, row))
        *count = anew;
    else
        return is_rest_of_period(subscription, row);
    return true;
}

static void check_neighbours(struct verifier *verifier, const char *subject,
                             const struct subscription_row *subscription,
                             const struct period_row *before, const struct period_row *row)
{
    struct count anew = {row->date_start, row->period_no};

    if (row->period_no != before->period_no + 1)
        found(verifier, "period.missing", subject, "Period %" PRId64 " follows period %" PRId64 ".",
              row->period_no, before->period_no);
    else if (row->date_start.micros < before->date_end.micros)
        found(verifier, "period.overlap", subject,
              "Period %" PRId64 " begins before period %" PRId64 " ends.", row->period_no,
              before->period_no);
    else if (row->date_start.micros > before->date_end.micros &&
             !is_period_of(subscription, anew, row))
        found(verifier, "period.hole", subject,
              "Between the periods %" PRId64 " and %" PRId64
              " there is a hole, and no new count begins after it.",
              before->period_no, row->period_no);
}

/* A part may be so short that it costs nothing. */
static bool costs_nothing(const struct subscription_row *subscription, int64_t amount,
                          const struct period_row *row, struct instant whole_end)
{
    enum unit unit = rhythm_then(subscription, row).unit;
    struct span span = {
        .period = {row->date_start,                                         row->date_end},
        .whole = whole_of(row),
        .measure = { .unit = (enum proration_unit)subscription->proration_unit,
                   .rounding = (enum proration_rounding)subscription->proration_rounding,
                   .is_thirty = subscription->month_length == MONTH_THIRTY &&
                                 (unit == UNIT_MONTH || unit == UNIT_YEAR),
                   .clocks = clocks_of(subscription)},
    };
    bool is_part =
        instant_is_set(row->date_reference_start) || instant_is_set(row->date_reference_end);

    span.whole.end = whole_end;
    return amount == NONE || (is_part ? prorate(amount, part_of(span)) : amount) == 0;
}

static void check_fee(struct verifier *verifier, const char *subject,
                      const struct subscription_row *subscription, const struct period_row *row)
{
    int64_t amount = row->is_trial          ? subscription->amount_trial
                     : row->unit_recurrence ? row->amount_recurrence
                                            : subscription->amount_recurrence;
    bool is_charged = text_equal(row->charged, "Charged");
    /* In arrears it is there once the period is over, and only if it was not suspended all the
     * time. */
    bool is_later = !row->is_trial && subscription->timing_recurrence == TIMING_ARREARS;
    /* What it was worked out with: the end before its term was moved, or the one after, if an
     * upgrade took it over so. No row says which, so both must speak against it. */
    struct instant moved_end =
        instant_is_set(row->date_reference_end) ? row->date_reference_end : row->date_end;
    bool was_nothing = costs_nothing(subscription, amount, row, whole_of(row).end);
    bool is_nothing = costs_nothing(subscription, amount, row, moved_end);

    if (is_charged && !is_later && !was_nothing && !is_nothing && row->id_line == NONE)
        found(verifier, "period.charge", subject,
              "Period %" PRId64 " says that it was charged, but its flat fee is missing.",
              row->period_no);
    if ((!is_charged || (was_nothing && is_nothing)) && row->id_line != NONE)
        found(verifier, "period.charge", subject,
              "Period %" PRId64 " has a flat fee, although it was not to be charged.",
              row->period_no);
}

/* Is the last period one of the present count, or does that begin where the last period was cut or
 * moved to end? */
static bool is_counted_on(const struct subscription_row *subscription,
                          const struct period_row *last)
{
    struct count own = {subscription->date_anchor, subscription->period_anchor};
    bool is_broken_off =
        instant_is_set(last->date_end_before) || instant_is_set(last->date_reference_end);

    if (is_on_calendar(subscription) || last->unit_recurrence)
        return true; /* what it is itself was looked at */
    if (last->is_trial || (is_broken_off && own.period_no == last->period_no + 1))
        return last->date_end.micros == own.anchor.micros;
    return is_period_of(subscription, own, last);
}

static void check_last(struct verifier *verifier, const char *subject,
                       const struct subscription_row *subscription, const struct period_row *last)
{
    if (!last || last->period_no != subscription->period_no ||
        last->date_start.micros != subscription->date_period_start.micros ||
        last->date_end.micros != subscription->date_period_end.micros)
        found(verifier, "period.present", subject,
              "Its present period %" PRId64 " is not the last one on record.",
              subscription->period_no);
    else if (!is_counted_on(subscription, last))
        found(verifier, "period.anchor", subject, "Its periods are not counted from its anchor.");
}

static void check_subscription(struct verifier *verifier,
                               const struct subscription_row *subscription,
                               const struct period_row *rows, size_t row_count)
{
    const char *subject = numbered(verifier, "subscription", subscription->id);
    struct count count = {end_of_trial(subscription, subscription->date_start), 1};

    for (size_t i = 0; i < row_count; i++) {
        if (i)
            check_neighbours(verifier, subject, subscription, &rows[i - 1], &rows[i]);
        if (!is_in_count(subscription, &count, &rows[i]))
            found(verifier, "period.length", subject,
                  "Period %" PRId64 " is not as long as the rhythm makes it.", rows[i].period_no);
        check_fee(verifier, subject, subscription, &rows[i]);
    }
    if (subscription->period_no != NONE)
        check_last(verifier, subject, subscription, row_count ? &rows[row_count - 1] : NULL);
}

static enum err load_page(struct verifier *verifier, int64_t after, struct list *subscriptions,
                          struct list *periods)
{
    struct ctx *ctx = &verifier->page;
    int64_t first, last;

    TRY(db_list(ctx, &sql_verify_subscriptions, ARGS(ARG(after)), subscription_row_fields,
                sizeof(struct subscription_row), subscriptions));
    if (!subscriptions->count)
        return OK;
    first = LIST_AT(*subscriptions, struct subscription_row, 0)->id;
    last = LIST_AT(*subscriptions, struct subscription_row, subscriptions->count - 1)->id;
    return db_list(ctx, &sql_verify_periods, ARGS(ARG(first), ARG(last)), period_row_fields,
                   sizeof(struct period_row), periods);
}

/* Periods of a subscription that is missing are passed over: they are found among the orphans. */
static void check_page(struct verifier *verifier, const struct list *subscriptions,
                       const struct list *periods)
{
    size_t at = 0;

    for (size_t i = 0; i < subscriptions->count; i++) {
        const struct subscription_row *row = LIST_AT(*subscriptions, struct subscription_row, i);
        const struct period_row *rows;
        size_t count = 0;

        while (at < periods->count &&
               LIST_AT(*periods, struct period_row, at)->id_subscription < row->id)
            at++;
        rows = LIST_AT(*periods, struct period_row, at);
        for (; at < periods->count &&
               LIST_AT(*periods, struct period_row, at)->id_subscription == row->id;
             at++)
            count++;
        check_subscription(verifier, row, rows, count);
    }
}

enum err verify_subscriptions(struct verifier *verifier)
{
    struct list subscriptions, periods;
    int64_t after = 0;

    do {
        page_begin(verifier, "subscriptions", verifier->out->subscriptions);
        TRY(load_page(verifier, after, &subscriptions, &periods));
        check_page(verifier, &subscriptions, &periods);
        if (subscriptions.count)
            after = LIST_AT(subscriptions, struct subscription_row, subscriptions.count - 1)->id;
        verifier->out->subscriptions += (int64_t)subscriptions.count;
    } while (subscriptions.count);
    return OK;
}
