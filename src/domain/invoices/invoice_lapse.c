/* What happens to an invoice that nobody pays. */
#include "domain/event.h"
#include "domain/invoices/invoice.h"
#include "platform/db/db.h"
#include "sql.h"

static const struct field lapsed_fields[] = {
    FIELD(about, id_segment),
    FIELD(about, id_customer),
    FIELD(about, id_invoice),
    FIELDS_END,
};

enum err invoice_lapse(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                       int64_t *count)
{
    struct list lapsed;

    TRY(db_list(ctx, &sql_invoice_lapse, ARGS(ARG(at), ARG(first), ARG(last)), lapsed_fields,
                sizeof(struct about), &lapsed));
    *count = (int64_t)lapsed.count;
    for (size_t i = 0; i < lapsed.count; i++) {
        TRY(event_record(ctx, EVENT_INVOICE_DEBIT_OVERDUE, *LIST_AT(lapsed, struct about, i)));
    }
    return OK;
}
