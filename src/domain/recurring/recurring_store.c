#include "domain/invoices/invoice.h"
#include "domain/recurring/recurring.h"
#include "platform/db/db.h"
#include "sql.h"

const char *const mode_issue_names[] = {NULL, "Draft", "Issue", "IssueAndSend", NULL};
const char *const mode_period_names[] = {NULL, "Advance", "Arrears", "None", NULL};
const char *const missed_names[] = {NULL, "Skip", "CatchUp", NULL};

const struct field recurring_fields[] = {
    FIELD(recurring_invoice, id),
    FIELD(recurring_invoice, id_segment),
    FIELD(recurring_invoice, id_customer),
    FIELD(recurring_invoice, number),
    FIELD(recurring_invoice, reference_segment),
    FIELD(recurring_invoice, reference_customer),
    FIELD(recurring_invoice, currency),
    FIELD(recurring_invoice, language),
    FIELD(recurring_invoice, full_number),
    FIELD_CHOICE_OF(recurring_invoice, state_recurring, state_recurring_names),
    FIELD(recurring_invoice, title),
    FIELD(recurring_invoice, duration_recurrence),
    FIELD_CHOICE_OF(recurring_invoice, unit_recurrence, unit_names),
    FIELD(recurring_invoice, date_start),
    FIELD(recurring_invoice, date_end),
    FIELD(recurring_invoice, time_zone),
    FIELD(recurring_invoice, date_anchor),
    FIELD(recurring_invoice, day_anchor),
    FIELD(recurring_invoice, count_next),
    FIELD(recurring_invoice, date_next),
    FIELD(recurring_invoice, next_at),
    FIELD(recurring_invoice, cycles),
    FIELD(recurring_invoice, cycles_done),
    FIELD_CHOICE_OF(recurring_invoice, mode_issue, mode_issue_names),
    FIELD_CHOICE_OF(recurring_invoice, mode_period, mode_period_names),
    FIELD(recurring_invoice, is_auto_pay),
    FIELD(recurring_invoice, is_held_while_unpaid),
    FIELD(recurring_invoice, note),
    {.name = "composition",
                               .kind = FIELD_TEXT,
                               .offset = offsetof(struct recurring_invoice, composition_kept)},
    TRACE_FIELDS(recurring_invoice),
    FIELDS_END,
};

static const struct field cycle_fields[] = {
    FIELD(recurring_cycle, cycle),
    FIELD(recurring_cycle, id_invoice),
    FIELD(recurring_cycle, date_planned),
    FIELD(recurring_cycle, is_draft),
    FIELD(recurring_cycle, full_number),
    FIELD_CHOICE_OF(recurring_cycle, state_invoice, state_invoice_names),
    FIELD(recurring_cycle, date_issue),
    FIELD(recurring_cycle, date_payment_limit),
    FIELD(recurring_cycle, amount_total),
    FIELD(recurring_cycle, amount_paid),
    FIELD(recurring_cycle, currency),
    FIELDS_END,
};

static enum err read_composition(struct ctx *ctx, struct recurring_invoice *recurring)
{
    return composition_read(ctx, recurring->composition_kept, &recurring->composition);
}

static enum err read_compositions(struct ctx *ctx, struct list *list)
{
    for (size_t i = 0; i < list->count; i++)
        TRY(read_composition(ctx, LIST_AT(*list, struct recurring_invoice, i)));
    return OK;
}

static enum err load(struct ctx *ctx, int64_t id, struct recurring_invoice *out)
{
    enum err err = db_get(ctx, &sql_recurring_get, ARGS(ARG(id)), recurring_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.RecurringInvoice.NotFound", NULL,
                    "There is no such recurring invoice.");
    TRY(err);
    return read_composition(ctx, out);
}

enum err recurring_show(struct ctx *ctx, int64_t id, struct recurring_invoice *out)
{
    return load(ctx, id, out);
}

/* Customer first, then the row, which may have been changed meanwhile. */
enum err recurring_lock(struct ctx *ctx, int64_t id, struct customer *customer,
                        struct recurring_invoice *out)
{
    TRY(load(ctx, id, out));
    TRY(customer_lock(ctx, out->id_customer, customer));
    return load(ctx, id, out);
}

enum err recurring_list(struct ctx *ctx, const struct recurring_filter *filter,
                        const struct page *page, struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_customer, filter->id_customer), ARG_AS(id_segment, filter->id_segment),
             ARG_AS(state_recurring, state_recurring_names[filter->state_recurring]),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_recurring_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_recurring_list, args, recurring_fields, sizeof(struct recurring_invoice),
                out));
    return read_compositions(ctx, out);
}

enum err recurring_list_due(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                            struct list *out)
{
    TRY(db_list(ctx, &sql_recurring_due, ARGS(ARG(at), ARG(first), ARG(last)), recurring_fields,
                sizeof(struct recurring_invoice), out));
    return read_compositions(ctx, out);
}

enum err recurring_add(struct ctx *ctx, struct recurring_invoice *recurring)
{
    recurring->composition_kept = composition_write(ctx, &recurring->composition);
    return db_save(ctx, &sql_recurring_add, recurring_fields, recurring);
}

enum err recurring_save(struct ctx *ctx, struct recurring_invoice *recurring)
{
    recurring->composition_kept = composition_write(ctx, &recurring->composition);
    trace_updated(ctx, &recurring->trace);
    TRY(db_update(ctx, &sql_recurring_save, recurring_fields, recurring));
    recurring->trace.version++;
    return OK;
}

/* cycles ------------------------------------------------------------------------------------------
 */

enum err recurring_cycle_list(struct ctx *ctx, int64_t id, bool is_issued, const struct page *page,
                              struct list *out, int64_t *total)
{
    struct args args = ARGS(ARG(id), ARG(is_issued), ARG_AS(size_page, page->size_page),
                            ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_recurring_cycle_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_recurring_cycle_list, args, cycle_fields,
                   sizeof(struct recurring_cycle), out);
}

enum err recurring_cycle_last(struct ctx *ctx, const struct recurring_invoice *recurring,
                              struct recurring_cycle *out)
{
    return db_get(ctx, &sql_recurring_cycle_last,
                  ARGS(ARG_AS(id, recurring->id), ARG_AS(cycle, recurring->cycles_done)),
                  cycle_fields, out);
}

enum err recurring_cycle_add(struct ctx *ctx, const struct recurring_invoice *recurring,
                             int64_t id_invoice)
{
    return db_run(ctx, &sql_recurring_cycle_add,
                  ARGS(ARG_AS(id_recurring_invoice, recurring->id),
                       ARG_AS(cycle, recurring->cycles_done), ARG(id_invoice),
                       ARG_AS(date_planned, recurring->date_next)));
}
