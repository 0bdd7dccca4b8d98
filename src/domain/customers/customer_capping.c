#include "domain/customers/customer_capping.h"

#include "base/json.h"
#include "platform/db/db.h"
#include "sql.h"

/* What a customer owes. */
struct unpaid {
    int64_t id_customer, id_segment, amount;
    struct instant oldest; /* the issue of the oldest unpaid invoice */
};

static const struct field unpaid_fields[] = {
    FIELD(unpaid, id_customer),
    FIELD(unpaid, id_segment),
    FIELD(unpaid, amount),
    FIELD(unpaid, oldest),
    FIELDS_END,
};

static bool is_over(const struct ctx *ctx, const struct settings *settings,
                    const struct unpaid *unpaid)
{
    int64_t amount = setting_number(settings, SETTING_UNPAID_AMOUNT_MAX, unpaid->id_segment);
    int64_t days = setting_number(settings, SETTING_UNPAID_DAYS_MAX, unpaid->id_segment);

    bool is_late = days && instant_plus(unpaid->oldest, DAYS(days)).micros < ctx->now.micros;

    depends_on(ctx, is_late);
    return (amount && unpaid->amount > amount) || is_late;
}

enum err customer_list_capped(struct ctx *ctx, const struct settings *settings, const int64_t *ids,
                              size_t count, struct list *out)
{
    struct text json = {.arena = ctx->arena};
    struct list rows;
    int64_t *capped;

    *out = (struct list){0};
    if (!count || (!setting_is_changed(settings, SETTING_UNPAID_AMOUNT_MAX) &&
                   !setting_is_changed(settings, SETTING_UNPAID_DAYS_MAX)))
        return OK;
    json_write_ids(&json, ids, count);
    TRY(db_list(ctx, &sql_customer_unpaid, ARGS(ARG_AS(ids, text_done(&json))), unpaid_fields,
                sizeof(struct unpaid), &rows));
    out->items = capped = ARENA_ARRAY(ctx->arena, int64_t, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        const struct unpaid *unpaid = LIST_AT(rows, struct unpaid, i);

        if (is_over(ctx, settings, unpaid))
            capped[out->count++] = unpaid->id_customer;
    }
    return OK;
}

bool customer_is_among(const struct list *ids, int64_t id)
{
    return list_find(ids, sizeof(int64_t), id);
}

enum err customer_is_capped(struct ctx *ctx, const struct settings *settings,
                            const struct customer *customer, bool *out)
{
    struct list capped;

    TRY(customer_list_capped(ctx, settings, &customer->id, 1, &capped));
    *out = capped.count > 0;
    return OK;
}

enum err customer_refuse_unbillable(struct ctx *ctx, bool has_method, bool is_capped)
{
    if (!has_method)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.PaymentSettings.Missing", NULL,
                    "The Customer has no payment settings");
    if (is_capped)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Billing.CappingReached", NULL,
                    "The Customer has too many unpaid invoices");
    return OK;
}

enum err customer_check_billable(struct ctx *ctx, const struct settings *settings,
                                 const struct customer *customer)
{
    bool is_capped;

    TRY(customer_is_capped(ctx, settings, customer, &is_capped));
    return customer_refuse_unbillable(ctx, customer_can_pay(customer), is_capped);
}
