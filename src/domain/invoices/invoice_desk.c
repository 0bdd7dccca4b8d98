#include "domain/invoices/invoice_desk.h"

#include "platform/db/db.h"
#include "sql.h"

static const struct field desk_invoice_fields[] = {
    FIELD(desk_invoice, id),
    FIELD(desk_invoice, id_segment),
    FIELD(desk_invoice, id_customer),
    FIELD(desk_invoice, reference_segment),
    FIELD(desk_invoice, reference_customer),
    FIELD(desk_invoice, full_number),
    FIELD_CHOICE_OF(desk_invoice, state_invoice, state_invoice_names),
    FIELD(desk_invoice, date_issue),
    FIELD(desk_invoice, date_update),
    FIELD(desk_invoice, date_payment),
    FIELD(desk_invoice, date_payment_scheduled),
    FIELD(desk_invoice, date_payment_limit),
    FIELD_CHOICE_OF(desk_invoice, type_payment, type_payment_names),
    FIELD(desk_invoice, amount_subtotal),
    FIELD(desk_invoice, amount_total),
    FIELD(desk_invoice, amount_paid),
    FIELD(desk_invoice, currency),
    FIELD(desk_invoice, note_localized),
    FIELD(desk_invoice, type_credit),
    FIELD(desk_invoice, reason),
    FIELD(desk_invoice, id_corrects),
    FIELD(desk_invoice, id_recurring_invoice),
    FIELD(desk_invoice, reference_order),
    FIELD(desk_invoice, amount_deposit),
    FIELDS_END,
};

static const struct field desk_line_fields[] = {
    FIELD(desk_line, position),        FIELD_CHOICE_OF(desk_line, type_line, type_line_names),
    FIELD(desk_line, id_customer),     FIELD(desk_line, reference_customer),
    FIELD(desk_line, id_subscription), FIELD(desk_line, key_charge),
    FIELD(desk_line, label),           FIELD(desk_line, quantity_billed),
    FIELD(desk_line, amount_subtotal), FIELD(desk_line, rate_tax),
    FIELD(desk_line, date_move),       FIELD(desk_line, date_period_start),
    FIELD(desk_line, date_period_end), FIELDS_END,
};

enum err desk_invoice_show(struct ctx *ctx, int64_t id, struct desk_invoice *out)
{
    enum err err = db_get(ctx, &sql_desk_show, ARGS(ARG(id)), desk_invoice_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    TRY(db_list(ctx, &sql_desk_lines, ARGS(ARG(id)), desk_line_fields, sizeof(struct desk_line),
                &out->lines));
    return db_list(ctx, &sql_invoice_page_taxes, ARGS(ARG(id)), invoice_tax_fields,
                   sizeof(struct invoice_tax), &out->taxes);
}

enum err desk_invoice_list(struct ctx *ctx, const struct desk_filter *filter,
                           const struct page *page, struct list *out, int64_t *total)
{
    struct args args = ARGS(
        ARG_AS(id_customer, filter->id_customer), ARG_AS(id_segment, filter->id_segment),
        ARG_AS(state_invoice, state_invoice_names[filter->state_invoice]),
        ARG_AS(full_number, filter->full_number), ARG_AS(date_issue_min, filter->date_issue_min),
        ARG_AS(date_issue_max, filter->date_issue_max), ARG_AS(size_page, page->size_page),
        ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_desk_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_desk_list, args, desk_invoice_fields, sizeof(struct desk_invoice),
                   out);
}
