#include "domain/portal/dues.h"

#include "platform/db/db.h"
#include "sql.h"

static const struct field dues_fields[] = {
    FIELD(dues, count),
    FIELD(dues, amount),
    FIELD(dues, count_late),
    FIELD(dues, count_failed),
    FIELD(dues, date_late),
    FIELD(dues, count_scheduled),
    FIELD(dues, amount_scheduled),
    FIELD(dues, date_scheduled),
    FIELDS_END,
};

enum err dues_load(struct ctx *ctx, int64_t id_customer, struct dues *out)
{
    depends_on(ctx, ctx->now.micros / DAYS(1));
    return db_get(ctx, &sql_portal_dues, ARGS(ARG(id_customer), ARG_AS(now, ctx->now)), dues_fields,
                  out);
}

enum err dues_refuse(struct ctx *ctx, int64_t id_customer)
{
    struct dues dues;

    TRY(dues_load(ctx, id_customer, &dues));
    if (!dues.count_late && !dues.count_failed)
        return OK;
    return fail(ctx, ERR_CONFLICT, "Error.Portal.Unpaid", NULL,
                "An invoice is late; what costs something waits until it is paid.");
}
