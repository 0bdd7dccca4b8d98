#include "domain/accounts/audit.h"

#include "domain/event.h"
#include "platform/db/db.h"
#include "sql.h"

enum err audit_record(struct ctx *ctx, const char *action, const char *subject, int64_t id_subject,
                      const char *before, const char *after)
{
    return db_run(ctx, &sql_audit_add,
                  ARGS(ARG_AS(id, db_new_id(ctx, ID_ROW)), ARG_AS(actor, actor_name(ctx)),
                       ARG(action), ARG(subject), ARG(id_subject), ARG_AS(value_before, before),
                       ARG_AS(value_after, after), ARG_AS(request_id, ctx->request_id)));
}
