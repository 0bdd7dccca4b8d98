#include "domain/invoices/invoice_series.h"

#include "base/field.h"
#include "platform/db/db.h"
#include "sql.h"

static const struct field series_fields[] = {
    FIELD(series, id),     FIELD(series, id_segment),    FIELD(series, first_number),
    FIELD(series, prefix), FIELD(series, last_issue_at), FIELDS_END,
};

enum err series_take(struct ctx *ctx, int64_t id_segment, const char *kind, int64_t count,
                     struct series *out)
{
    return db_get(ctx, &sql_series_take, ARGS(ARG(id_segment), ARG(kind), ARG(count)),
                  series_fields, out);
}
