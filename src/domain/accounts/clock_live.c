#include "domain/accounts/clock_live.h"

struct clock_view {
    struct instant date_now, date_target;
    bool is_moving;
};

const struct field clock_live_fields[] = {
    FIELD(clock_view, date_now),
    FIELD(clock_view, date_target),
    FIELD(clock_view, is_moving),
    FIELDS_END,
};

struct clock_move {
    struct instant date_target;
    int64_t duration_advance;
    int unit_advance;
};

const struct field clock_live_move_fields[] = {
    FIELD(clock_move, date_target),
    FIELD(clock_move, duration_advance),
    FIELD_CHOICE_OF(clock_move, unit_advance, unit_names),
    FIELDS_END,
};

static enum err respond(struct ctx *ctx, struct response *response)
{
    struct test_clock clock;
    struct clock_view view;

    TRY(clock_show(ctx, &clock));
    view = (struct clock_view){
        .date_now = clock.now_at,
        .date_target = clock.target_at,
        .is_moving = clock.target_at.micros > clock.now_at.micros,
    };
    depends_on(ctx, view.date_now.micros);
    return respond_json(ctx, response, 200, clock_live_fields, &view);
}

enum err clock_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    (void)request;
    return respond(ctx, response);
}

static void check_move(struct ctx *ctx, const struct clock_move *move)
{
    bool has_target = instant_is_set(move->date_target);
    bool has_advance = move->duration_advance != NONE || move->unit_advance;

    if (has_target == has_advance) {
        complain(ctx, NULL, "DateTarget",
                 "DateTarget: give either a moment or DurationAdvance with UnitAdvance.");
        return;
    }
    if (has_target)
        return;
    if (move->duration_advance < 1 || move->duration_advance > DURATION_MAX)
        complain(ctx, NULL, "DurationAdvance",
                 "DurationAdvance: must be a whole number from 1 to %d.", DURATION_MAX);
    if (!move->unit_advance)
        complain(ctx, NULL, "UnitAdvance", "UnitAdvance: must be Day, Week, Month or Year.");
}

enum err clock_live_move(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct clock_move move;
    struct rhythm advance;

    TRY(request_read(ctx, request, clock_live_move_fields, &move));
    check_move(ctx, &move);
    TRY(complaints(ctx));
    advance = (struct rhythm){move.duration_advance, (enum unit)move.unit_advance};
    TRY(instant_is_set(move.date_target) ? clock_aim(ctx, move.date_target)
                                         : clock_advance(ctx, advance));
    ctx->leaves_work = true;
    return respond(ctx, response);
}
