/* Counting: from events to the counters that reads and rating look at. */
#include "base/json.h"
#include "base/text.h"
#include "domain/usage/usage_parts.h"
#include "platform/db/db.h"
#include "sql.h"

#define OF_ROW(member, kind_of_it)                                                                 \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct usage_counter, row.member)                                       \
    }

static const struct field usage_counter_fields[] = {
    FIELD(usage_counter, id_subscription_feature),
    FIELD(usage_counter, period_no),
    OF_ROW(quantity, FIELD_INTEGER),
    OF_ROW(level, FIELD_INTEGER),
    OF_ROW(mean, FIELD_INTEGER),
    OF_ROW(rest, FIELD_INTEGER),
    OF_ROW(counted_at, FIELD_INSTANT),
    FIELD(usage_counter, opening),
    FIELD(usage_counter, set_at),
    FIELDS_END,
};

struct event_row {
    struct instant occurred_at;
    int64_t increment, quantity;
};

static const struct field event_row_fields[] = {
    FIELD(event_row, occurred_at),
    FIELD(event_row, increment),
    FIELD(event_row, quantity),
    FIELDS_END,
};

static enum err lock(struct ctx *ctx, const struct usage_seat *seats, size_t count,
                     struct list *out)
{
    int64_t first = INT64_MAX, last = 0;
    struct text json = {.arena = ctx->arena};
    int64_t *features = ARENA_ARRAY(ctx->arena, int64_t, count + 1);
    const char *ids;

    for (size_t i = 0; i < count; i++) {
        features[i] = seats[i].place->id;
        first = seats[i].period_no < first ? seats[i].period_no : first;
        last = seats[i].period_no > last ? seats[i].period_no : last;
    }
    json_write_ids(&json, features, count);
    ids = text_done(&json);
    return db_list(ctx, &sql_usage_counters_lock, ARGS(ARG(ids), ARG(first), ARG(last)),
                   usage_counter_fields, sizeof(struct usage_counter), out);
}

/* Both are in the same order. How many of the seats have none yet? */
static size_t match(const struct usage_seat *seats, size_t count, const struct list *found,
                    struct usage_counter *out)
{
    size_t at = 0, missing = 0;

    for (size_t i = 0; i < count; i++) {
        const struct usage_counter *counter;

        out[i].id_subscription_feature = 0;
        for (; at < found->count; at++) {
            counter = LIST_AT(*found, struct usage_counter, at);
            if (counter->id_subscription_feature > seats[i].place->id ||
                (counter->id_subscription_feature == seats[i].place->id &&
                 counter->period_no >= seats[i].period_no))
                break;
        }
        counter = LIST_AT(*found, struct usage_counter, at);
        if (at < found->count && counter->id_subscription_feature == seats[i].place->id &&
            counter->period_no == seats[i].period_no)
            out[i] = *counter;
        else
            missing++;
    }
    return missing;
}

/* A counter that is not there yet somebody else may be making, too. */
static enum err open_missing(struct ctx *ctx, const struct usage_seat *seats, size_t count,
                             const struct usage_counter *counters)
{
    for (size_t i = 0; i < count; i++)
        if (!counters[i].id_subscription_feature)
            TRY(db_run(ctx, &sql_usage_counter_open,
                       ARGS(ARG_AS(id_subscription_feature, seats[i].place->id),
                            ARG_AS(period_no, seats[i].period_no))));
    return OK;
}

enum err usage_counters_lock(struct ctx *ctx, const struct usage_seat *seats, size_t count,
                             struct usage_counter *out)
{
    struct list found;

    TRY(lock(ctx, seats, count, &found));
    if (!match(seats, count, &found, out))
        return OK;
    TRY(open_missing(ctx, seats, count, out));
    TRY(lock(ctx, seats, count, &found));
    if (!match(seats, count, &found, out))
        return OK;
    return fail(ctx, ERR_FAILED, "Error.Usage.CounterMissing", NULL,
                "A counter that was just written is not there.");
}

static enum mode_quantity mode_of(const struct usage_seat *seat)
{
    return (enum mode_quantity)seat->place->mode_quantity;
}

static struct tally tally_at(const struct usage_seat *seat, const struct usage_counter *counter)
{
    return tally_of_row(mode_of(seat), &counter->row, seat->span.period.start);
}

int64_t usage_counter_level(const struct usage_seat *seat, const struct usage_counter *counter)
{
    return tally_at(seat, counter).level;
}

/* Counts on from where the tally is. */
static void go_on(const struct usage_seat *seat, struct tally tally, const struct report *reports,
                  size_t count, struct usage_counter *counter)
{
    struct instant start = seat->span.period.start;

    tally_add_all(&tally, start, reports, count);
    for (size_t i = 0; i < count; i++)
        if (reports[i].quantity.micros != NONE)
            counter->set_at = reports[i].at;
    counter->row = (struct tally_row){
        .quantity = tally_quantity(&tally, mode_of(seat), seat->span).micros,
        .level = tally.level,
        .mean = tally.mean,
        .rest = tally.rest,
        .counted_at = tally.at,
    };
}

/* In whatever order: each adds, but for what the level was set after. */
static void add_up(const struct report *reports, size_t count, struct usage_counter *counter)
{
    for (size_t i = 0; i < count; i++) {
        if (reports[i].at.micros >= counter->set_at.micros)
            counter->row.quantity += reports[i].increment.micros;
        counter->row.counted_at = instant_later(counter->row.counted_at, reports[i].at);
    }
}

static bool is_sum_of_increments(const struct usage_seat *seat, const struct report *reports,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (reports[i].quantity.micros != NONE)
            return false;
    return mode_of(seat) == QUANTITY_SUM;
}

enum err usage_count(struct ctx *ctx, const struct usage_seat *seat, const struct report *reports,
                     size_t count, struct usage_counter *counter)
{
    struct tally tally = tally_at(seat, counter);

    if (is_sum_of_increments(seat, reports, count))
        add_up(reports, count, counter);
    else if (reports[0].at.micros >= tally.at.micros)
        go_on(seat, tally, reports, count, counter);
    else
        return usage_count_anew(ctx, seat, counter);
    return OK;
}

/* Nothing is dated in the future: the running period has all that came after its start. */
static enum err load_reports(struct ctx *ctx, const struct usage_seat *seat,
                             struct report **reports, size_t *count)
{
    struct instant since = seat->span.period.start;
    struct instant until = seat->is_rated ? seat->span.period.end : (struct instant){INT64_MAX};
    struct list rows;

    TRY(db_list(ctx, &sql_usage_events_of_period,
                ARGS(ARG_AS(id_subscription_feature, seat->place->id), ARG(since), ARG(until)),
                event_row_fields, sizeof(struct event_row), &rows));
    *count = rows.count;
    *reports = ARENA_ARRAY(ctx->arena, struct report, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        const struct event_row *row = LIST_AT(rows, struct event_row, i);

        (*reports)[i] = (struct report){row->occurred_at, {row->increment}, {row->quantity}};
    }
    return OK;
}

enum err usage_count_anew(struct ctx *ctx, const struct usage_seat *seat,
                          struct usage_counter *counter)
{
    struct report *reports;
    size_t count;

    TRY(load_reports(ctx, seat, &reports, &count));
    counter->set_at = (struct instant){0};
    go_on(seat, tally_begin(seat->span.period.start, counter->opening), reports, count, counter);
    return OK;
}

enum err usage_counter_save(struct ctx *ctx, const struct usage_counter *counter)
{
    return db_save(ctx, &sql_usage_counter_save, usage_counter_fields, counter);
}
