/* Putting right what was reported. */
#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/usage/usage_parts.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field usage_correction_fields[] = {
    FIELD(usage_correction, reference_feature),
    FIELD(usage_correction, reference_customer),
    FIELD(usage_correction, id_customer),
    FIELD(usage_correction, id_subscription),
    FIELD_LIMITED(usage_correction, event_id, 100),
    FIELD(usage_correction, increment),
    FIELD(usage_correction, quantity_current),
    FIELD_FLAG_OF(usage_correction, is_withdrawn),
    FIELDS_END,
};

const struct field usage_event_fields[] = {
    FIELD(usage_event, id_subscription),   FIELD(usage_event, id_feature),
    FIELD(usage_event, reference_feature), FIELD(usage_event, event_id),
    FIELD(usage_event, date_stamp),        FIELD(usage_event, increment),
    FIELD(usage_event, quantity_current),  FIELD(usage_event, is_withdrawn),
    FIELD(usage_event, date_correction),   FIELDS_END,
};

/* The event as it is, and the row that it stands at. */
struct found_event {
    struct usage_event event;
    int64_t id_subscription_feature;
};

#define OF_EVENT(member)                                                                           \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct usage_event *)0)->member),                    \
        .offset = offsetof(struct found_event, event.member)                                       \
    }

static const struct field found_event_fields[] = {
    OF_EVENT(id_subscription),
    OF_EVENT(id_feature),
    OF_EVENT(event_id),
    OF_EVENT(date_stamp),
    OF_EVENT(increment),
    OF_EVENT(quantity_current),
    OF_EVENT(date_correction),
    FIELD(found_event, id_subscription_feature),
    FIELDS_END,
};

static enum err check(struct ctx *ctx, const struct usage_correction *input)
{
    int given = (input->increment.micros != NONE) + (input->quantity_current.micros != NONE) +
                (input->is_withdrawn == 1);

    if (!input->reference_feature)
        complain(ctx, NULL, "ReferenceFeature", "ReferenceFeature: is missing.");
    if (!input->reference_customer && input->id_customer == NONE && input->id_subscription == NONE)
        complain(ctx, NULL, "ReferenceCustomer", "ReferenceCustomer: is missing.");
    if (!input->event_id)
        complain(ctx, NULL, "EventId", "EventId: is missing.");
    if (given != 1)
        complain(ctx, NULL, "Increment",
                 "Increment, QuantityCurrent, IsWithdrawn: exactly one of them says what is "
                 "right.");
    if (input->quantity_current.micros != NONE && input->quantity_current.micros < 0)
        complain(ctx, NULL, "QuantityCurrent", "QuantityCurrent: is negative.");
    return complaints(ctx);
}

static enum err find_event(struct ctx *ctx, const struct usage_correction *input,
                           struct found_event *out)
{
    struct usage_filter filter = USAGE_FILTER_NONE;
    struct usage holder = {.id_customer = 0};
    enum err err;

    filter.reference_customer = input->reference_customer;
    filter.id_customer = input->id_customer;
    filter.id_subscription = input->id_subscription;
    err = usage_find_holder(ctx, &filter, &holder);
    if (err == OK)
        err = db_get(ctx, &sql_usage_event_of_client,
                     ARGS(ARG_AS(id_customer, holder.id_customer),
                          ARG_AS(id_subscription, input->id_subscription),
                          ARG_AS(reference_feature, input->reference_feature),
                          ARG_AS(event_key, input->event_id)),
                     found_event_fields, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Usage.EventNotFound", "EventId",
                    "The Customer has no event of that EventId for that Feature.");
    out->event.reference_feature = input->reference_feature;
    return err;
}

/* The period that the event counts in, with the locks that a change of it needs. */
static enum err take_seat(struct ctx *ctx, const struct found_event *found, struct usage_seat *out)
{
    struct usage_report report = {.is_known = true};
    struct usage_item item = {.report = &report, .at = found->event.date_stamp};
    struct customer buyer;

    fields_clear(usage_input_fields, &report.input);
    report.input.reference_feature = found->event.reference_feature;
    report.input.id_subscription = found->event.id_subscription;
    TRY(usage_seat_all(ctx, &item, 1));
    TRY(usage_fail_if_refused(ctx, &report));
    *out = item.seat;
    return out->is_rated ? customer_lock(ctx, out->place->id_customer_buyer, &buyer) : OK;
}

/* What the correction adds, where both sides only add: NONE where the order matters. */
static int64_t difference(const struct usage_event *before, const struct usage_event *after)
{
    if (before->quantity_current.micros != NONE || after->quantity_current.micros != NONE)
        return NONE;
    return (after->increment.micros == NONE ? 0 : after->increment.micros) -
           (before->increment.micros == NONE ? 0 : before->increment.micros);
}

static enum err count_again(struct ctx *ctx, const struct usage_seat *seat,
                            const struct usage_event *before, const struct usage_event *after)
{
    struct report report = {before->date_stamp, {difference(before, after)}, {NONE}};
    bool adds = seat->place->mode_quantity == QUANTITY_SUM && report.increment.micros != NONE;
    struct usage_rating rating = {0};
    struct usage_counter old, new;

    TRY(usage_counters_lock(ctx, seat, 1, &old));
    new = old;
    TRY(adds ? usage_count(ctx, seat, &report, 1, &new) : usage_count_anew(ctx, seat, &new));
    TRY(usage_settle(ctx, &rating, seat, &old, &new));
    if (seat->place->is_carried_over)
        return usage_settle_after(ctx, &rating, seat, &new, false);
    return OK;
}

static const char *audit_text(struct ctx *ctx, const struct usage_event *event)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, usage_event_fields, event);
    return text_done(&json);
}

static enum err write(struct ctx *ctx, const struct found_event *found,
                      const struct usage_event *after)
{
    TRY(db_run(ctx, &sql_usage_event_correct,
               ARGS(ARG_AS(id_subscription_feature, found->id_subscription_feature),
                    ARG_AS(event_key, after->event_id), ARG_AS(occurred_at, after->date_stamp),
                    ARG_AS(increment, after->increment.micros),
                    ARG_AS(quantity, after->quantity_current.micros))));
    return audit_record(ctx, "UsageEvent.Correct", "usage_events", found->id_subscription_feature,
                        audit_text(ctx, &found->event), audit_text(ctx, after));
}

enum err usage_correct(struct ctx *ctx, const struct usage_correction *input,
                       struct usage_event *out)
{
    struct found_event found;
    struct usage_seat seat;

    TRY(check(ctx, input));
    TRY(find_event(ctx, input, &found));
    found.event.is_withdrawn =
        found.event.increment.micros == NONE && found.event.quantity_current.micros == NONE;
    *out = found.event;
    out->increment = input->increment;
    out->quantity_current = input->quantity_current;
    out->is_withdrawn = input->is_withdrawn == 1;
    if (out->increment.micros == found.event.increment.micros &&
        out->quantity_current.micros == found.event.quantity_current.micros)
        return OK; /* it says so already */
    out->date_correction = ctx->now;
    TRY(take_seat(ctx, &found, &seat));
    TRY(write(ctx, &found, out));
    return count_again(ctx, &seat, &found.event, out);
}
