/* Where a report counts: in which period of which subscription. */
#include <inttypes.h>

#include "base/json.h"
#include "base/lookup.h"
#include "base/text.h"
#include "domain/accounts/setting.h"
#include "domain/usage/usage_parts.h"
#include "platform/db/db.h"
#include "sql.h"

static const struct field usage_place_fields[] = {
    FIELD(usage_place, place_no),
    FIELD(usage_place, id),
    FIELD(usage_place, id_subscription),
    FIELD(usage_place, id_feature),
    FIELD(usage_place, id_segment),
    FIELD(usage_place, id_customer_buyer),
    FIELD_CHOICE_OF(usage_place, state_subscription, state_subscription_names),
    FIELD_CHOICE_OF(usage_place, type_feature, type_feature_names),
    FIELD_CHOICE_OF(usage_place, mode_quantity, mode_quantity_names),
    FIELD(usage_place, is_carried_over),
    FIELD(usage_place, amount_threshold),
    FIELD(usage_place, period_no),
    FIELD(usage_place, date_period_start),
    FIELD(usage_place, date_period_end),
    FIELD(usage_place, date_reference_start),
    FIELD(usage_place, date_reference_end),
    FIELD(usage_place, date_end),
    FIELD(usage_place, next_at),
    FIELDS_END,
};

struct period_row {
    int64_t id_subscription, period_no;
    struct instant date_start, date_end, date_reference_start, date_reference_end;
    bool is_trial, is_free;
};

static const struct field period_row_fields[] = {
    FIELD(period_row, id_subscription),
    FIELD(period_row, period_no),
    FIELD(period_row, date_start),
    FIELD(period_row, date_end),
    FIELD(period_row, date_reference_start),
    FIELD(period_row, date_reference_end),
    FIELD(period_row, is_trial),
    FIELD(period_row, is_free),
    FIELDS_END,
};

struct person {
    int64_t id_customer;
    const char *reference_customer;
};

static const struct field person_fields[] = {
    FIELD(person, id_customer),
    FIELD(person, reference_customer),
    FIELDS_END,
};

/* What is being looked for, and what was found. */
struct seating {
    struct usage_item *items;
    size_t count;
    struct lookup questions;          /* by text: which one it is */
    const struct usage_item **askers; /* the first item of each question */
    size_t question_count;
    struct list places;  /* of struct usage_place, by question */
    struct list periods; /* of struct period_row, of the subscriptions of late reports */
    size_t *first_place; /* of each question, and one more */
};

/* Are they still to be placed? */
static bool is_open(const struct usage_item *item)
{
    return !item->report->refusal;
}

static const char *question_of(struct ctx *ctx, const struct usage_input *input)
{
    return arena_printf(
        ctx->arena, "%" PRId64 " %" PRId64 " %s\n%s", input->id_customer, input->id_subscription,
        input->reference_customer ? input->reference_customer : "", input->reference_feature);
}

static void collect_questions(struct ctx *ctx, struct seating *seating)
{
    seating->questions.arena = ctx->arena;
    seating->askers = ARENA_ARRAY(ctx->arena, const struct usage_item *, seating->count + 1);
    for (size_t i = 0; i < seating->count; i++) {
        struct usage_item *item = &seating->items[i];

        if (!is_open(item))
            continue;
        item->question = lookup_add(&seating->questions, question_of(ctx, &item->report->input),
                                    seating->question_count);
        if (item->question == seating->question_count)
            seating->askers[seating->question_count++] = item;
    }
}

/* The customers that are known by their references, each under the first id that it has. */
static enum err find_people(struct ctx *ctx, const struct seating *seating, struct lookup *by_name,
                            struct list *people)
{
    struct text json = {.arena = ctx->arena};
    const char *references;

    by_name->arena = ctx->arena;
    for (size_t i = 0; i < seating->question_count; i++) {
        const char *reference = seating->askers[i]->report->input.reference_customer;

        if (!reference)
            continue;
        text_append_char(&json, json.size ? ',' : '[');
        json_write_string(&json, reference);
    }
    *people = (struct list){0};
    if (!json.size)
        return OK;
    text_append_char(&json, ']');
    references = text_done(&json);
    TRY(db_list(ctx, &sql_usage_people, ARGS(ARG(references)), person_fields, sizeof(struct person),
                people));
    for (size_t i = 0; i < people->count; i++)
        lookup_add(by_name, LIST_AT(*people, struct person, i)->reference_customer, i);
    return OK;
}

static void append_id(struct text *json, int64_t id)
{
    if (id == NONE)
        text_append(json, "null");
    else
        text_append_integer(json, id);
}

/* Whose the question is about: 0 for a reference that nobody has, NONE if only a subscription is
 * named. */
static int64_t customer_of(const struct usage_input *input, const struct lookup *by_name,
                           const struct list *people)
{
    size_t found;

    if (!input->reference_customer)
        return input->id_customer;
    found = lookup_find(by_name, input->reference_customer);
    return found == LOOKUP_NONE ? 0 : LIST_AT(*people, struct person, found)->id_customer;
}

static enum err find_places(struct ctx *ctx, struct seating *seating)
{
    struct text json = {.arena = ctx->arena};
    struct lookup by_name = {0};
    struct list people;
    const char *keys;

    TRY(find_people(ctx, seating, &by_name, &people));
    for (size_t i = 0; i < seating->question_count; i++) {
        const struct usage_input *input = &seating->askers[i]->report->input;

        text_append(&json, i ? ",[" : "[[");
        append_id(&json, customer_of(input, &by_name, &people));
        text_append_char(&json, ',');
        append_id(&json, input->id_subscription);
        text_append_char(&json, ',');
        json_write_string(&json, input->reference_feature);
        text_append_char(&json, ']');
    }
    text_append_char(&json, ']');
    keys = text_done(&json);
    return db_list(ctx, &sql_usage_places, ARGS(ARG(keys)), usage_place_fields,
                   sizeof(struct usage_place), &seating->places);
}

/* The candidates of one question stand together. */
static void sort_places(struct ctx *ctx, struct seating *seating)
{
    size_t at = 0;

    seating->first_place = ARENA_ARRAY(ctx->arena, size_t, seating->question_count + 1);
    for (size_t i = 0; i <= seating->question_count; i++) {
        while (at < seating->places.count &&
               LIST_AT(seating->places, struct usage_place, at)->place_no < (int64_t)i)
            at++;
        seating->first_place[i] = at;
    }
}

static struct usage_place *candidate(const struct seating *seating, const struct usage_item *item,
                                     size_t index)
{
    size_t at = seating->first_place[item->question] + index;

    return at < seating->first_place[item->question + 1]
               ? LIST_AT(seating->places, struct usage_place, at)
               : NULL;
}

static enum status_subscription status_at(const struct usage_place *place)
{
    return status_of((enum state_subscription)place->state_subscription);
}

static struct span span_of(struct period period, struct instant reference_start,
                           struct instant reference_end)
{
    struct span span = {.period = period, .whole = period};

    if (instant_is_set(reference_start))
        span.whole.start = reference_start;
    if (instant_is_set(reference_end))
        span.whole.end = reference_end;
    return span;
}

static struct usage_seat running_seat(const struct usage_place *place)
{
    struct period period = {place->date_period_start, place->date_period_end};

    return (struct usage_seat){
        .place = place,
        .period_no = place->period_no,
        .span = span_of(period, place->date_reference_start, place->date_reference_end),
        .is_trial = place->period_no == 0,
    };
}

static bool is_rated(const struct usage_place *place, int64_t period_no)
{
    enum status_subscription status = status_at(place);

    return period_no < place->period_no || status == STATUS_ENDED ||
           (status == STATUS_SUSPENDED && !instant_is_set(place->next_at));
}

static struct usage_seat seat_of_period(const struct usage_place *place,
                                        const struct period_row *row)
{
    struct period period = {row->date_start, row->date_end};
    struct usage_seat seat;

    if (row->period_no == place->period_no && !is_rated(place, row->period_no))
        return running_seat(place);
    seat = (struct usage_seat){
        .place = place,
        .period_no = row->period_no,
        .span = span_of(period, row->date_reference_start, row->date_reference_end),
        .is_trial = row->is_trial,
        .is_rated = true,
    };
    seat.span.is_free = row->is_free;
    if (instant_is_set(place->date_end))
        seat.span.period.end = instant_earlier(seat.span.period.end, place->date_end);
    return seat;
}

/* The first active subscription whose period has begun by then. */
static void seat_in_running(const struct seating *seating, struct usage_item *item)
{
    const struct usage_place *place;

    for (size_t i = 0; (place = candidate(seating, item, i)); i++) {
        if (status_at(place) != STATUS_ACTIVE || item->at.micros < place->date_period_start.micros)
            continue;
        item->seat = running_seat(place);
        return;
    }
}

/* The first period of any that contains the moment and was rated. */
static void seat_in_rated(const struct seating *seating, struct usage_item *item)
{
    const struct usage_place *place;

    for (size_t i = 0; (place = candidate(seating, item, i)); i++) {
        for (size_t j = 0; j < seating->periods.count; j++) {
            const struct period_row *row = LIST_AT(seating->periods, struct period_row, j);
            struct usage_seat seat;

            if (row->id_subscription != place->id_subscription)
                continue;
            seat = seat_of_period(place, row);
            if (!seat.is_rated || item->at.micros < seat.span.period.start.micros ||
                item->at.micros >= seat.span.period.end.micros)
                continue;
            item->seat = seat;
            return;
        }
    }
}

/* Has it candidates at all, and are they what is counted in a period? */
static void check_candidates(struct ctx *ctx, const struct seating *seating,
                             struct usage_item *item)
{
    const struct usage_place *place = candidate(seating, item, 0);

    if (!place)
        usage_refuse(ctx, item, "Error.Api.Usage.NoneMatching", NULL,
                     "No running subscription of the Customer has that Feature");
    else if (place->type_feature != FEATURE_CONSUMPTION)
        usage_refuse(ctx, item, "Error.Api.Usage.NotCounted", "ReferenceFeature",
                     "ReferenceFeature: \"%s\" is no Consumption; POST /v1/Usage changes it.",
                     item->report->input.reference_feature);
}

/* Those of all candidates of reports that no running period has taken: ERR_NOT_FOUND, not noted, if
 * there are no such reports. */
static enum err load_periods(struct ctx *ctx, struct seating *seating)
{
    struct text json = {.arena = ctx->arena};
    const char *ids;

    for (size_t i = 0; i < seating->count; i++) {
        const struct usage_item *item = &seating->items[i];
        const struct usage_place *place;

        for (size_t j = 0;
             is_open(item) && !item->seat.place && (place = candidate(seating, item, j)); j++) {
            text_append_char(&json, json.size ? ',' : '[');
            text_append_integer(&json, place->id_subscription);
        }
    }
    if (!json.size)
        return ERR_NOT_FOUND;
    text_append_char(&json, ']');
    ids = text_done(&json);
    return db_list(ctx, &sql_usage_periods, ARGS(ARG(ids)), period_row_fields,
                   sizeof(struct period_row), &seating->periods);
}

/* The first active one, or NULL. */
static const struct usage_place *active_place(const struct seating *seating,
                                              const struct usage_item *item)
{
    const struct usage_place *place;

    for (size_t i = 0; (place = candidate(seating, item, i)); i++)
        if (status_at(place) == STATUS_ACTIVE)
            return place;
    return NULL;
}

/* Where no period was: at the beginning of the running one, if that will do. */
static void seat_too_early(struct ctx *ctx, const struct usage_place *active,
                           struct usage_item *item)
{
    if (!active) {
        usage_refuse(ctx, item, "Error.Api.Usage.NoneMatching", NULL,
                     "No running subscription of the Customer has that Feature");
    } else if (!item->report->may_be_too_early) {
        usage_refuse(ctx, item, "Error.Api.Usage.NoPeriod", "DateStamp",
                     "DateStamp: no subscription that has the feature had a period then.");
    } else {
        item->seat = running_seat(active);
        item->at = item->seat.span.period.start;
    }
}

static void seat_late(struct ctx *ctx, const struct seating *seating,
                      const struct settings *settings, struct usage_item *item)
{
    int64_t days =
        setting_number(settings, SETTING_USAGE_LATE_DAYS, candidate(seating, item, 0)->id_segment);

    seat_in_rated(seating, item);
    if (!item->seat.place)
        seat_too_early(ctx, active_place(seating, item), item);
    else if (item->at.micros < instant_plus(ctx->now, -DAYS(days)).micros)
        usage_refuse(ctx, item, "Error.Api.Usage.TooLate", "DateStamp",
                     "DateStamp: lies in a period that was rated, more than %" PRId64
                     " days ago (setting %s).",
                     days, setting_descriptions[SETTING_USAGE_LATE_DAYS].key);
}

static enum err seat_all_late(struct ctx *ctx, struct seating *seating)
{
    struct settings settings;

    enum err err = load_periods(ctx, seating);

    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    TRY(settings_load(ctx, &settings));
    for (size_t i = 0; i < seating->count; i++)
        if (is_open(&seating->items[i]) && !seating->items[i].seat.place)
            seat_late(ctx, seating, &settings, &seating->items[i]);
    return OK;
}

enum err usage_seat_all(struct ctx *ctx, struct usage_item *items, size_t count)
{
    struct seating seating = {.items = items, .count = count};

    collect_questions(ctx, &seating);
    if (!seating.question_count)
        return OK;
    TRY(find_places(ctx, &seating));
    sort_places(ctx, &seating);
    for (size_t i = 0; i < count; i++) {
        if (is_open(&items[i]))
            check_candidates(ctx, &seating, &items[i]);
        if (is_open(&items[i]))
            seat_in_running(&seating, &items[i]);
    }
    return seat_all_late(ctx, &seating);
}

enum err usage_seat_after(struct ctx *ctx, const struct usage_seat *seat, struct usage_seat *out)
{
    struct period_row row;

    TRY(db_get(ctx, &sql_usage_period,
               ARGS(ARG_AS(id_subscription, seat->place->id_subscription),
                    ARG_AS(period_no, seat->period_no + 1)),
               period_row_fields, &row));
    *out = seat_of_period(seat->place, &row);
    return OK;
}
