#include "domain/balance/balance_credit.h"

#include "domain/accounts/audit.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field credit_line_fields[] = {
    FIELD(credit_line, id),
    FIELD(credit_line, id_customer),
    FIELD(credit_line, reference_customer),
    FIELD_CHOICE_OF(credit_line, type_line, type_line_names),
    FIELD(credit_line, label),
    FIELD(credit_line, amount),
    FIELD(credit_line, amount_given),
    FIELD(credit_line, currency),
    FIELD(credit_line, date_expiry),
    FIELD(credit_line, date_creation),
    FIELDS_END,
};

static struct args args_of(int64_t id, int64_t id_customer, const struct page *page,
                           struct arg at[4])
{
    at[0] = ARG(id);
    at[1] = ARG(id_customer);
    at[2] = ARG_AS(size_page, page->size_page);
    at[3] = ARG_AS(skipped, page_skipped(page));
    return (struct args){at, 4};
}

enum err credit_list(struct ctx *ctx, int64_t id_customer, const struct page *page,
                     struct list *out, int64_t *total)
{
    struct arg at[4];
    struct args args = args_of(NONE, id_customer, page, at);

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_credit_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_credit_list, args, credit_line_fields, sizeof(struct credit_line),
                   out);
}

enum err credit_grant(struct ctx *ctx, const struct credit_gift *input, struct credit_line *out)
{
    const struct page one = {1, 1};
    struct manual_line line = {
        .amount = input->amount == NONE ? NONE : -input->amount,
        .label = input->label,
        .key_charge = input->key_charge,
        .quantity = {NONE},
        .type_line = LINE_CREDIT_PROMOTION,
        .id_subscription = NONE,
        .date_expiry = input->date_expiry,
        .ensure_billable = NONE,
    };
    struct balance_line written;
    struct customer customer;
    struct arg at[4];

    if (input->amount != NONE && input->amount <= 0)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Amount", "Amount: is not positive.");
    TRY(customer_access(ctx, input->reference_customer, input->reference_segment, &customer));
    TRY(balance_add_manual(ctx, &line, &customer, &written));
    return db_get(ctx, &sql_credit_list, args_of(written.id, customer.id, &one, at),
                  credit_line_fields, out);
}

enum err credit_withdraw(struct ctx *ctx, int64_t id)
{
    int64_t changed;

    TRY(db_change(ctx, &sql_credit_withdraw, ARGS(ARG(id)), &changed));
    if (!changed)
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.Credit.NotFound", NULL,
                    "No credit of that id was given by hand and waits.");
    return audit_record(ctx, "Credit.Withdraw", "balance_lines", id, NULL, NULL);
}
