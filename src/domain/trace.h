/* Who made an object and when, who changed it last, whether it lives, and which version it is: the
 * last columns of every row that a person can edit. */
#ifndef DOMAIN_TRACE_H
#define DOMAIN_TRACE_H

#include "base/ctx.h"
#include "base/field.h"

struct trace {
    struct instant date_creation, date_update;
    int64_t id_user_creation, id_user_update; /* the agent's; 0: clock or console */
    const char *state_life;                   /* "Ok" or "Deleted" */
    int64_t version;                          /* 1, 2, ...: an update names the one it saw */
};

/* The fields of a struct that has a member `trace`. */
#define TRACE_FIELD(type, member)                                                                  \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct type *)0)->trace.member),                     \
        .offset = offsetof(struct type, trace.member)                                              \
    }
#define TRACE_FIELDS(type)                                                                         \
    TRACE_FIELD(type, date_creation), TRACE_FIELD(type, id_user_creation),                         \
        TRACE_FIELD(type, date_update), TRACE_FIELD(type, id_user_update),                         \
        TRACE_FIELD(type, state_life), TRACE_FIELD(type, version)

struct trace trace_created(const struct ctx *ctx);
/* To be called before the row is updated; the statement sets version + 1. */
void trace_updated(const struct ctx *ctx, struct trace *trace);

#endif
