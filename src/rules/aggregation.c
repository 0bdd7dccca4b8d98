#include "rules/aggregation.h"

#include <assert.h>

const char *const mode_quantity_names[] = {NULL, "Sum", "Maximum", "Latest", "Weighted", NULL};

static const int64_t level_max = UNITS_MAX * MICROS_PER_UNIT;

static int64_t bounded(int128 level)
{
    if (level > level_max)
        return level_max;
    return level < -level_max ? -level_max : (int64_t)level;
}

struct tally tally_begin(struct instant start, int64_t level)
{
    return (struct tally){.at = start, .level = bounded(level), .highest = bounded(level)};
}

/* What lies under the level's course so far: micros times microseconds. */
static int128 area_of(const struct tally *tally, struct instant start)
{
    return (int128)tally->mean * (tally->at.micros - start.micros) + tally->rest;
}

/* The level lasted until `at`. */
static void move_on(struct tally *tally, struct instant start, struct instant at)
{
    int128 area = area_of(tally, start) + (int128)tally->level * (at.micros - tally->at.micros);
    int64_t length = at.micros - start.micros;

    tally->at = at;
    tally->mean = length ? (int64_t)(area / length) : 0;
    tally->rest = length ? (int64_t)(area % length) : 0;
}

void tally_add(struct tally *tally, struct instant start, const struct report *report)
{
    struct instant at = instant_later(report->at, start);

    assert(at.micros >= tally->at.micros);
    move_on(tally, start, at);
    if (report->quantity.micros != NONE)
        tally->level = bounded(report->quantity.micros);
    else if (report->increment.micros != NONE)
        tally->level = bounded((int128)tally->level + report->increment.micros);
    if (tally->level > tally->highest)
        tally->highest = tally->level;
}

void tally_add_all(struct tally *tally, struct instant start, const struct report *reports,
                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        tally_add(tally, start, &reports[i]);
}

/* A period that was made longer than the whole one is a whole one. */
static int64_t length_of_whole(struct span span)
{
    int64_t whole = span.whole.end.micros - span.whole.start.micros;
    int64_t period = span.period.end.micros - span.period.start.micros;

    return whole > period ? whole : period;
}

static int64_t mean_of(const struct tally *tally, struct span span)
{
    struct instant end = instant_later(span.period.end, tally->at);
    int128 area =
        area_of(tally, span.period.start) + (int128)tally->level * (end.micros - tally->at.micros);
    int64_t length = length_of_whole(span);

    return length > 0 ? divide_rounded(area, length, ROUND_HALF_UP) : 0;
}

struct quantity tally_quantity(const struct tally *tally, enum mode_quantity mode, struct span span)
{
    int64_t micros = mode == QUANTITY_MAXIMUM    ? tally->highest
                     : mode == QUANTITY_WEIGHTED ? mean_of(tally, span)
                                                 : tally->level;

    return (struct quantity){micros};
}
