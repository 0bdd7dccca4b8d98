/* Consumptions: where the level of each one is, and how it goes from one period to the next. */
#include "domain/subscriptions/subscription_plan.h"

#include "platform/db/db.h"
#include "sql.h"

static int64_t given_or(int64_t given, int64_t otherwise)
{
    return given == NONE ? otherwise : given;
}

struct tally tally_of_row(enum mode_quantity mode, const struct tally_row *row,
                          struct instant start)
{
    bool is_level = mode == QUANTITY_SUM || mode == QUANTITY_LATEST;
    int64_t quantity = given_or(row->quantity, 0);
    struct tally tally = tally_begin(instant_later(row->counted_at, start),
                                     is_level ? quantity : given_or(row->level, quantity));

    if (mode == QUANTITY_MAXIMUM)
        tally.highest = quantity;
    tally.mean = given_or(row->mean, 0);
    tally.rest = given_or(row->rest, 0);
    return tally;
}

struct tally subscription_tally(const struct subscription_feature *feature, struct instant start)
{
    struct tally_row row = {feature->consumed, feature->level, feature->mean, feature->rest,
                            feature->counted_at};

    return tally_of_row((enum mode_quantity)feature->parameters.mode_quantity, &row, start);
}

static bool is_weighted(const struct subscription_feature *feature)
{
    return feature->type_feature == FEATURE_CONSUMPTION &&
           feature->parameters.mode_quantity == QUANTITY_WEIGHTED;
}

static bool is_carried_over(const struct subscription_feature *feature)
{
    return feature->type_feature == FEATURE_CONSUMPTION && feature->parameters.is_carried_over;
}

void subscription_weigh(struct subscription_parts *parts, struct span span)
{
    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);
        struct tally tally = subscription_tally(feature, span.period.start);

        if (is_weighted(feature))
            parts->terms[i].current = tally_quantity(&tally, QUANTITY_WEIGHTED, span);
    }
}

/* A period begins with what is left of the level of the one before. */
static void begin_anew(struct subscription_feature *feature, struct span span)
{
    struct tally tally =
        tally_begin(span.period.start, subscription_tally(feature, span.period.start).level);

    feature->level = tally.level;
    feature->mean = feature->rest = 0;
    feature->counted_at = tally.at;
    feature->consumed =
        tally_quantity(&tally, (enum mode_quantity)feature->parameters.mode_quantity, span).micros;
}

void subscription_carry_over(struct subscription_parts *parts)
{
    struct span span = subscription_span(&parts->subscription);

    for (size_t i = 0; i < parts->features.count; i++) {
        struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        if (feature->type_feature != FEATURE_CONSUMPTION)
            continue;
        if (!feature->parameters.is_carried_over)
            feature->level = feature->consumed = 0;
        begin_anew(feature, span);
        parts->terms[i].current.micros = feature->consumed;
    }
}

enum err subscription_write_carried(struct ctx *ctx, const struct subscription_parts *parts)
{
    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        if (is_carried_over(feature) && feature->level != 0)
            TRY(db_run(ctx, &sql_subscription_counter_open,
                       ARGS(ARG_AS(id, feature->id),
                            ARG_AS(period_no, parts->subscription.period_no),
                            ARG_AS(quantity, feature->consumed), ARG_AS(level, feature->level),
                            ARG_AS(counted_at, feature->counted_at))));
    }
    return OK;
}

enum err subscription_write_weighed(struct ctx *ctx, struct subscription_parts *parts)
{
    subscription_weigh(parts, subscription_span(&parts->subscription));
    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        if (is_weighted(feature))
            TRY(db_run(ctx, &sql_subscription_counter_weigh,
                       ARGS(ARG_AS(id, feature->id),
                            ARG_AS(period_no, parts->subscription.period_no),
                            ARG_AS(quantity, parts->terms[i].current.micros))));
    }
    return OK;
}
