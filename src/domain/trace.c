#include "domain/trace.h"

struct trace trace_created(const struct ctx *ctx)
{
    return (struct trace){
        .date_creation = ctx->now,
        .date_update = ctx->now,
        .id_user_creation = ctx->actor.id,
        .id_user_update = ctx->actor.id,
        .state_life = "Ok",
        .version = 1,
    };
}

void trace_updated(const struct ctx *ctx, struct trace *trace)
{
    trace->date_update = ctx->now;
    trace->id_user_update = ctx->actor.id;
}
