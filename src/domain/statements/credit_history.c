#include "domain/statements/credit_history.h"

#include "base/json.h"
#include "base/text.h"
#include "platform/db/db.h"
#include "rules/charge.h"
#include "sql.h"

const char *const state_credit_names[] = {NULL,           "CreditWaiting", "CreditPartlyUsed",
                                          "CreditUsedUp", "CreditLapsed",  NULL};

static const struct field credit_spent_fields[] = {
    FIELD(credit_spent, id_credit),   FIELD(credit_spent, id_invoice),
    FIELD(credit_spent, full_number), FIELD(credit_spent, date),
    FIELD(credit_spent, amount),      FIELDS_END,
};

const struct field credit_seen_fields[] = {
    FIELD(credit_seen, id),
    FIELD(credit_seen, id_customer),
    FIELD_CHOICE_OF(credit_seen, type_line, type_line_names),
    FIELD(credit_seen, label),
    FIELD(credit_seen, date_creation),
    FIELD(credit_seen, date_expiry),
    FIELD(credit_seen, amount_given),
    FIELD(credit_seen, amount_remaining),
    FIELD(credit_seen, currency),
    FIELD_CHOICE_OF(credit_seen, state_credit, state_credit_names),
    FIELD(credit_seen, id_payment),
    FIELD(credit_seen, id_origin),
    FIELD(credit_seen, origin),
    FIELD_LIST_OF(credit_seen, spent, credit_spent_fields, credit_spent),
    FIELDS_END,
};

static void tell_state(struct credit_seen *credit)
{
    if (credit->state_credit == CREDIT_LAPSED)
        credit->amount_remaining = 0;
    else if (!credit->amount_remaining)
        credit->state_credit = CREDIT_USED;
    else if (credit->amount_remaining < credit->amount_given)
        credit->state_credit = CREDIT_PARTLY_USED;
    else
        credit->state_credit = CREDIT_WAITING;
}

/* The rows of one credit stand together. */
static void attach(struct list *credits, const struct list *spent)
{
    for (size_t i = 0; i < spent->count; i++) {
        struct credit_spent *one = LIST_AT(*spent, struct credit_spent, i);

        for (size_t j = 0; j < credits->count; j++) {
            struct credit_seen *credit = LIST_AT(*credits, struct credit_seen, j);

            if (credit->id != one->id_credit)
                continue;
            if (!credit->spent.count)
                credit->spent.items = one;
            credit->spent.count++;
        }
    }
}

static enum err load_spent(struct ctx *ctx, struct list *credits)
{
    int64_t *ids = ARENA_ARRAY(ctx->arena, int64_t, credits->count);
    struct text json = {.arena = ctx->arena};
    struct list spent;

    for (size_t i = 0; i < credits->count; i++) {
        struct credit_seen *credit = LIST_AT(*credits, struct credit_seen, i);

        ids[i] = credit->id;
        credit->spent = (struct list){0};
        tell_state(credit);
    }
    json_write_ids(&json, ids, credits->count);
    TRY(db_list(ctx, &sql_credit_history_spent, ARGS(ARG_AS(ids, text_done(&json))),
                credit_spent_fields, sizeof(struct credit_spent), &spent));
    attach(credits, &spent);
    return OK;
}

enum err credit_history(struct ctx *ctx, int64_t id_customer, const struct page *page,
                        struct list *out, int64_t *total, int64_t *available)
{
    const struct args whose = ARGS(ARG(id_customer));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_credit_history_count, whose, total));
    TRY(db_number(ctx, &sql_credit_history_available, whose, available));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_credit_history,
                ARGS(ARG(id_customer), ARG_AS(size_page, page->size_page),
                     ARG_AS(skipped, page_skipped(page))),
                credit_seen_fields, sizeof(struct credit_seen), out));
    return load_spent(ctx, out);
}

enum err credit_history_get(struct ctx *ctx, int64_t id, struct credit_seen *out)
{
    TRY(db_get(ctx, &sql_credit_history_get, ARGS(ARG(id)), credit_seen_fields, out));
    return load_spent(ctx, &(struct list){out, 1});
}
