/* Many reports of consumptions at once, in a handful of statements whatever their number. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/usage/usage_parts.h"
#include "platform/db/db.h"
#include "sql.h"

void usage_refuse(struct ctx *ctx, struct usage_item *item, const char *code, const char *target,
                  const char *format, ...)
{
    struct usage_refusal *refusal = ARENA_NEW(ctx->arena, struct usage_refusal);
    va_list arguments;

    va_start(arguments, format);
    *refusal = (struct usage_refusal){
        .index = item->index,
        .code = code,
        .message = arena_vprintf(ctx->arena, format, arguments),
        .target = target,
    };
    va_end(arguments);
    item->report->refusal = refusal;
    item->seat.place = NULL;
}

static void refuse_value(struct ctx *ctx, struct usage_item *item, const char *target,
                         const char *why)
{
    usage_refuse(ctx, item, "Error.Api.Validation", target, "%s: %s.", target, why);
}

static bool is_too_large(int64_t micros)
{
    return micros != NONE &&
           (micros > UNITS_MAX * MICROS_PER_UNIT || micros < -UNITS_MAX * MICROS_PER_UNIT);
}

static void check_item(struct ctx *ctx, struct usage_item *item)
{
    const struct usage_input *input = &item->report->input;

    if (!input->reference_feature)
        refuse_value(ctx, item, "ReferenceFeature", "is missing");
    else if (!input->reference_customer && input->id_customer == NONE &&
             input->id_subscription == NONE)
        refuse_value(ctx, item, "ReferenceCustomer", "is missing");
    else if (item->at.micros > ctx->now.micros)
        refuse_value(ctx, item, "DateStamp", "lies in the future");
    else if (input->event_id && input->event_id[0] == '#')
        refuse_value(ctx, item, "EventId", "begins with #, as only our own do");
    else if (input->increment.micros == NONE && input->quantity_current.micros == NONE)
        refuse_value(ctx, item, "Increment", "is missing, and QuantityCurrent too");
    else if (input->quantity_current.micros != NONE && input->quantity_current.micros < 0)
        refuse_value(ctx, item, "QuantityCurrent", "is negative");
    else if (is_too_large(input->increment.micros) || is_too_large(input->quantity_current.micros))
        refuse_value(ctx, item, "Increment", "is too large");
}

static struct usage_item *items_of(struct ctx *ctx, const struct list *reports)
{
    struct usage_item *items = ARENA_ARRAY(ctx->arena, struct usage_item, reports->count + 1);

    for (size_t i = 0; i < reports->count; i++) {
        struct usage_report *report = LIST_AT(*reports, struct usage_report, i);

        items[i] = (struct usage_item){.report = report, .index = (int64_t)i};
        if (report->refusal)
            continue;
        items[i].at = usage_moment(ctx, &report->input);
        check_item(ctx, &items[i]);
    }
    return items;
}

/* A report that sets a level is not one that adds to it. */
static struct report report_of(const struct usage_item *item)
{
    const struct usage_input *input = &item->report->input;
    bool is_set = input->quantity_current.micros != NONE;

    return (struct report){
        .at = item->at,
        .increment = {is_set ? NONE : input->increment.micros},
        .quantity = input->quantity_current,
    };
}

/* order -------------------------------------------------------------------------------------------
 */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* By feature, period, moment and place in the request. */
static int compare_items(const void *left, const void *right)
{
    const struct usage_item *a = *(const struct usage_item *const *)left;
    const struct usage_item *b = *(const struct usage_item *const *)right;
    int by_feature = compare(a->seat.place->id, b->seat.place->id);
    int by_period = compare(a->seat.period_no, b->seat.period_no);
    int by_moment = compare(a->at.micros, b->at.micros);

    return by_feature  ? by_feature
           : by_period ? by_period
           : by_moment ? by_moment
                       : compare(a->index, b->index);
}

/* Those that have a seat, in the order of the counters, which is that of the events' index, too. */
struct sorted {
    struct usage_item **items;
    size_t count;
};

static struct sorted sort_seated(struct ctx *ctx, struct usage_item *items, size_t count)
{
    struct sorted sorted = {ARENA_ARRAY(ctx->arena, struct usage_item *, count + 1), 0};

    for (size_t i = 0; i < count; i++)
        if (items[i].seat.place)
            sorted.items[sorted.count++] = &items[i];
    qsort(sorted.items, sorted.count, sizeof *sorted.items, compare_items);
    return sorted;
}

/* events ------------------------------------------------------------------------------------------
 */

static void append_number(struct text *json, int64_t value)
{
    text_append_char(json, ',');
    if (value == NONE)
        text_append(json, "null");
    else
        text_append_integer(json, value);
}

static void append_event(struct ctx *ctx, struct usage_item *item, struct text *json)
{
    struct report report = report_of(item);

    item->event_key = item->report->input.event_id
                          ? item->report->input.event_id
                          : arena_printf(ctx->arena, "#%" PRId64, db_new_id(ctx, ID_ROW));
    text_append(json, json->size ? ",[" : "[[");
    text_append_integer(json, item->seat.place->id);
    append_number(json, item->at.micros);
    text_append_char(json, ',');
    json_write_string(json, item->event_key);
    append_number(json, report.increment.micros);
    append_number(json, report.quantity.micros);
    append_number(json, item->index);
    text_append_char(json, ']');
}

struct added {
    int64_t position;
};

static const struct field added_fields[] = {
    FIELD(added, position),
    FIELDS_END,
};

/* What was known already is left alone. */
static enum err add_events(struct ctx *ctx, struct usage_item *items, const struct sorted *sorted)
{
    struct text json = {.arena = ctx->arena};
    struct list added;
    const char *events;

    if (!sorted->count)
        return OK;
    for (size_t i = 0; i < sorted->count; i++)
        append_event(ctx, sorted->items[i], &json);
    text_append_char(&json, ']');
    events = text_done(&json);
    TRY(db_list(ctx, &sql_usage_events_add, ARGS(ARG(events)), added_fields, sizeof(struct added),
                &added));
    for (size_t i = 0; i < added.count; i++)
        items[LIST_AT(added, struct added, i)->position].is_new = true;
    for (size_t i = 0; i < sorted->count; i++)
        sorted->items[i]->report->is_known = !sorted->items[i]->is_new;
    return OK;
}

/* counters ----------------------------------------------------------------------------------------
 */

/* What is new, in the order of the counters: each has the reports of its seat, one after the other.
 */
struct counting {
    struct report *reports;
    struct usage_seat *seats;
    struct usage_counter *counters;
    size_t *firsts; /* the first report of each seat, and one more */
    size_t seat_count;
};

static bool is_same_seat(const struct usage_seat *a, const struct usage_seat *b)
{
    return a->place->id == b->place->id && a->period_no == b->period_no;
}

static void collect(struct ctx *ctx, const struct sorted *sorted, struct counting *out)
{
    const struct usage_seat *last = NULL;
    size_t count = 0;

    out->reports = ARENA_ARRAY(ctx->arena, struct report, sorted->count + 1);
    out->seats = ARENA_ARRAY(ctx->arena, struct usage_seat, sorted->count + 1);
    out->counters = ARENA_ARRAY(ctx->arena, struct usage_counter, sorted->count + 1);
    out->firsts = ARENA_ARRAY(ctx->arena, size_t, sorted->count + 1);
    for (size_t i = 0; i < sorted->count; i++) {
        const struct usage_item *item = sorted->items[i];

        if (!item->is_new)
            continue;
        if (!last || !is_same_seat(&item->seat, last)) {
            out->seats[out->seat_count] = item->seat;
            out->firsts[out->seat_count++] = count;
        }
        last = &item->seat;
        out->reports[count++] = report_of(item);
    }
    out->firsts[out->seat_count] = count;
}

/* The seats of one feature stand together; of one whose level goes on, the later ones are counted
 * anew after the first. */
static enum err count_feature(struct ctx *ctx, struct usage_rating *rating,
                              const struct counting *counting, size_t first, size_t end)
{
    bool is_carried_over = counting->seats[first].place->is_carried_over;

    for (size_t i = first; i < end; i++) {
        const struct usage_seat *seat = &counting->seats[i];
        struct usage_counter before = counting->counters[i], after = before;

        TRY(usage_count(ctx, seat, &counting->reports[counting->firsts[i]],
                        counting->firsts[i + 1] - counting->firsts[i], &after));
        TRY(usage_settle(ctx, rating, seat, &before, &after));
        if (is_carried_over)
            return usage_settle_after(ctx, rating, seat, &after, end - first > 1);
    }
    return OK;
}

static enum err count_all(struct ctx *ctx, const struct counting *counting)
{
    struct usage_rating rating = {0};

    for (size_t i = 0, end; i < counting->seat_count; i = end) {
        for (end = i + 1; end < counting->seat_count &&
                          counting->seats[end].place->id == counting->seats[i].place->id;)
            end++;
        TRY(count_feature(ctx, &rating, counting, i, end));
    }
    return OK;
}

/* Buyers come before what is counted, in the order of their ids. */
static int compare_ids(const void *a, const void *b)
{
    return compare(*(const int64_t *)a, *(const int64_t *)b);
}

static enum err lock_buyers(struct ctx *ctx, const struct usage_item *items, size_t count)
{
    int64_t *ids = ARENA_ARRAY(ctx->arena, int64_t, count + 1);
    size_t id_count = 0;
    struct customer buyer;

    for (size_t i = 0; i < count; i++)
        if (items[i].seat.place && items[i].seat.is_rated)
            ids[id_count++] = items[i].seat.place->id_customer_buyer;
    qsort(ids, id_count, sizeof *ids, compare_ids);
    for (size_t i = 0; i < id_count; i++)
        if (!i || ids[i] != ids[i - 1])
            TRY(customer_lock(ctx, ids[i], &buyer));
    return OK;
}

enum err usage_fail_if_refused(struct ctx *ctx, const struct usage_report *report)
{
    const struct usage_refusal *refusal = report->refusal;

    if (!refusal)
        return OK;
    return fail(ctx,
                text_equal(refusal->code, "Error.Api.Usage.NoneMatching") ? ERR_FORBIDDEN
                                                                          : ERR_INVALID,
                refusal->code, refusal->target, "%s", refusal->message);
}

enum err usage_report_all(struct ctx *ctx, const struct list *reports)
{
    struct usage_item *items = items_of(ctx, reports);
    struct counting counting = {0};
    struct sorted sorted;

    TRY(usage_seat_all(ctx, items, reports->count));
    TRY(lock_buyers(ctx, items, reports->count));
    sorted = sort_seated(ctx, items, reports->count);
    TRY(add_events(ctx, items, &sorted));
    collect(ctx, &sorted, &counting);
    if (!counting.seat_count)
        return OK;
    TRY(usage_counters_lock(ctx, counting.seats, counting.seat_count, counting.counters));
    return count_all(ctx, &counting);
}
