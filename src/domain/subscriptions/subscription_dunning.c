/* What becomes of a buyer's subscriptions when he does not pay, and when he does again. */
#include "domain/customers/customer_capping.h"
#include "domain/subscriptions/subscription_plan.h"
#include "platform/db/db.h"
#include "sql.h"

struct bought {
    int64_t id;
};

static const struct field bought_fields[] = {FIELD(bought, id), FIELDS_END};

enum err subscription_suspend_unpaid(struct ctx *ctx, int64_t id_customer_buyer)
{
    struct list running;

    TRY(db_list(ctx, &sql_subscription_running_of_buyer, ARGS(ARG(id_customer_buyer)),
                bought_fields, sizeof(struct bought), &running));
    for (size_t i = 0; i < running.count; i++)
        TRY(subscription_stop_unpaid(ctx, LIST_AT(running, struct bought, i)->id));
    return OK;
}

enum err subscription_resume(struct ctx *ctx, int64_t id_customer_buyer,
                             enum state_subscription state)
{
    const struct start_input as_usual = {
        .ensure_billable = 1, .bill_now = NONE, .waive_charge = NONE};
    struct list stopped;

    TRY(db_list(
        ctx, &sql_subscription_stopped_of_buyer,
        ARGS(ARG(id_customer_buyer), ARG_AS(state_subscription, state_subscription_names[state])),
        bought_fields, sizeof(struct bought), &stopped));
    for (size_t i = 0; i < stopped.count; i++) {
        struct subscription subscription;
        enum err err = subscription_start(ctx, LIST_AT(stopped, struct bought, i)->id, &as_usual,
                                          &subscription);

        if (err != ERR_FORBIDDEN && err != ERR_CONFLICT)
            TRY(err);
        else
            ctx->failures = NULL; /* it stays as it is: over, or owed too much for */
    }
    return OK;
}
