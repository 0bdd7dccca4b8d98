#include "domain/event.h"

#include <inttypes.h>

#include "platform/db/db.h"
#include "sql.h"

#define EVENT_NAME(constant, name, blocks)   #name,
#define EVENT_BLOCKS(constant, name, blocks) [EVENT_##constant] = BLOCKS_##blocks,

const char *const event_type_names[] = {NULL, EVENT_TYPES(EVENT_NAME) NULL};
const enum event_blocks event_blocks[EVENT_TYPE_COUNT] = {EVENT_TYPES(EVENT_BLOCKS)};

const struct field event_fields[] = {
    FIELD(event, id),
    FIELD_CHOICE_OF(event, type_trigger, event_type_names),
    FIELD(event, date_trigger),
    FIELD(event, id_segment),
    FIELD(event, id_customer),
    FIELD(event, id_subscription),
    FIELD(event, id_invoice),
    FIELD(event, state),
    FIELD(event, actor),
    FIELD(event, id_permission),
    FIELD(event, id_estimate),
    FIELD(event, id_recurring_invoice),
    FIELDS_END,
};

const char *actor_name(const struct ctx *ctx)
{
    switch (ctx->actor.kind) {
    case ACTOR_CLOCK:
        return "clock";
    case ACTOR_CONSOLE:
        return "console";
    case ACTOR_API_KEY:
        return arena_printf(ctx->arena, "agent:%" PRId64, ctx->actor.id);
    case ACTOR_CUSTOMER:
        return "customer";
    case ACTOR_NOBODY:
        break;
    }
    return "nobody";
}

static int64_t id_or_none(int64_t id)
{
    return id ? id : NONE;
}

enum err event_record(struct ctx *ctx, enum event_type type, struct about about)
{
    struct event event = {
        .id = db_new_id(ctx, ID_ROW),
        .type_trigger = (int)type,
        .date_trigger = ctx->now,
        .id_segment = id_or_none(about.id_segment),
        .id_customer = id_or_none(about.id_customer),
        .id_subscription = id_or_none(about.id_subscription),
        .id_invoice = id_or_none(about.id_invoice),
        .id_permission = id_or_none(about.id_permission),
        .id_estimate = id_or_none(about.id_estimate),
        .id_recurring_invoice = id_or_none(about.id_recurring_invoice),
        .state = about.state,
        .actor = actor_name(ctx),
    };

    return db_save(ctx, &sql_event_add, event_fields, &event);
}

enum err event_forget_customer(struct ctx *ctx, int64_t id_customer)
{
    TRY(db_run(ctx, &sql_event_tell_anew, ARGS(ARG(id_customer))));
    return db_run(ctx, &sql_event_forget_told, ARGS(ARG(id_customer)));
}
