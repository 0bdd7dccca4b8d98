#include "domain/statements/history.h"

#include "base/json.h"
#include "base/text.h"
#include "platform/db/db.h"
#include "rules/applied.h"
#include "sql.h"

const char *const status_payment_names[] = {
    NULL,       "Pending", "Received", "PartlyRefunded", "Refunded", "Returned",
    "Disputed", "Failed",  NULL,
};

static const struct field payment_part_fields[] = {
    FIELD(payment_part, id_invoice),
    FIELD(payment_part, full_number),
    FIELD(payment_part, credit_note),
    FIELD(payment_part, amount),
    FIELD(payment_part, amount_returned),
    FIELD(payment_part, amount_applied),
    FIELDS_END,
};

#define PAID_FIELDS                                                                                \
    FIELD(paid, id), FIELD(paid, id_payment), FIELD(paid, id_transaction),                         \
        FIELD(paid, id_customer), FIELD(paid, date),                                               \
        FIELD_CHOICE_OF(paid, type_payment, type_payment_names), FIELD(paid, label_payment),       \
        FIELD(paid, name_display), FIELD(paid, reference), FIELD(paid, amount),                    \
        FIELD(paid, amount_returned), FIELD(paid, amount_credited), FIELD(paid, amount_remaining), \
        FIELD(paid, currency), FIELD_CHOICE_OF(paid, status, status_payment_names)

static const struct field paid_row_fields[] = {PAID_FIELDS, FIELDS_END};

const struct field paid_fields[] = {
    PAID_FIELDS,
    FIELD_LIST_OF(paid, parts, payment_part_fields, payment_part),
    FIELDS_END,
};

/* the parts ---------------------------------------------------------------------------------------
 */

struct part_row {
    int64_t id; /* of the payment or the transaction */
    int64_t id_charge;
    int64_t returned, taken; /* of it; of that, by a bank or a dispute */
    struct payment_part part;
};

#define OF_PART(member)                                                                            \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct payment_part *)0)->member),                   \
        .offset = offsetof(struct part_row, part.member)                                           \
    }

static const struct field part_row_fields[] = {
    FIELD(part_row, id),  FIELD(part_row, id_charge), OF_PART(id_invoice),
    OF_PART(full_number), OF_PART(credit_note),       OF_PART(amount),
    FIELDS_END,
};

/* What went back of an invoice by refunds, or otherwise. */
static void return_kind(struct applied *applied, size_t applied_count, const struct part_row *rows,
                        size_t count, bool is_refund)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i].part.amount < 0 && (rows[i].part.credit_note != NULL) == is_refund)
            applied_return(applied, applied_count, rows[i].id_charge, -rows[i].part.amount);
}

/* Takes what went back of one invoice from the parts that paid it. */
static void return_parts(struct ctx *ctx, struct part_row *rows, size_t count)
{
    struct applied *applied = ARENA_ARRAY(ctx->arena, struct applied, count);
    struct part_row **paying = ARENA_ARRAY(ctx->arena, struct part_row *, count);
    size_t at = 0;

    for (size_t i = 0; i < count; i++) {
        if (rows[i].part.amount < 0)
            continue;
        paying[at] = &rows[i];
        applied[at++] = (struct applied){rows[i].id_charge, rows[i].part.amount, 0};
    }
    return_kind(applied, at, rows, count, false);
    for (size_t i = 0; i < at; i++)
        paying[i]->taken = applied[i].returned;
    return_kind(applied, at, rows, count, true);
    for (size_t i = 0; i < at; i++)
        paying[i]->returned = applied[i].returned;
}

static void return_all(struct ctx *ctx, const struct list *rows)
{
    for (size_t i = 0, end; i < rows->count; i = end) {
        struct part_row *first = LIST_AT(*rows, struct part_row, i);

        for (end = i; end < rows->count && LIST_AT(*rows, struct part_row, end)->part.id_invoice ==
                                               first->part.id_invoice;)
            end++;
        return_parts(ctx, first, end - i);
    }
}

/* An attempt's part is for nothing yet. */
static void add_part(struct paid *paid, const struct part_row *row)
{
    struct payment_part *part = LIST_AT(paid->parts, struct payment_part, paid->parts.count++);

    *part = row->part;
    part->amount_returned = row->returned ? row->returned : NONE;
    part->amount_applied = NONE;
    if (paid->id_payment == NONE || part->amount < 0)
        return;
    part->amount_applied = part->amount - row->returned;
    paid->amount_returned += row->returned;
    paid->amount_taken += row->taken;
}

/* Those that are the payment's, or the attempt's. */
static void add_parts(struct ctx *ctx, struct paid *paid, const struct list *rows)
{
    struct list before = paid->parts;

    paid->parts.items = ARENA_ARRAY(ctx->arena, struct payment_part, before.count + rows->count);
    for (size_t i = 0; i < before.count; i++)
        *LIST_AT(paid->parts, struct payment_part, i) = *LIST_AT(before, struct payment_part, i);
    for (size_t i = 0; i < rows->count; i++)
        if (LIST_AT(*rows, struct part_row, i)->id == paid->id)
            add_part(paid, LIST_AT(*rows, struct part_row, i));
}

static enum err load_rows(struct ctx *ctx, const struct sql *sql, const char *ids, struct list *out)
{
    return db_list(ctx, sql, ARGS(ARG(ids)), part_row_fields, sizeof(struct part_row), out);
}

static const char *json_of_ids(struct ctx *ctx, const struct list *payments)
{
    int64_t *ids = ARENA_ARRAY(ctx->arena, int64_t, payments->count);
    struct text json = {.arena = ctx->arena};

    for (size_t i = 0; i < payments->count; i++)
        ids[i] = LIST_AT(*payments, struct paid, i)->id;
    json_write_ids(&json, ids, payments->count);
    return text_done(&json);
}

/* What became of it, now that its parts are known. */
static void tell_status(struct paid *paid)
{
    if (paid->status != STATUS_PAYMENT_RECEIVED || !paid->amount_returned)
        return;
    if (paid->amount_taken == paid->amount_returned)
        paid->status = STATUS_PAYMENT_RETURNED;
    else if (paid->amount_returned < paid->amount)
        paid->status = STATUS_PAYMENT_PARTLY_REFUNDED;
    else
        paid->status = STATUS_PAYMENT_REFUNDED;
}

static void set_remaining(struct list *payments, const struct list *remaining)
{
    for (size_t i = 0; i < payments->count; i++) {
        struct paid *paid = LIST_AT(*payments, struct paid, i);
        const struct part_row *row = list_find(remaining, sizeof(struct part_row), paid->id);

        paid->amount_remaining = row ? row->part.amount : 0;
    }
}

static enum err load_parts(struct ctx *ctx, struct list *payments)
{
    const char *ids = json_of_ids(ctx, payments);
    struct list parts, attempted, uses, remaining;

    TRY(load_rows(ctx, &sql_history_parts, ids, &parts));
    TRY(load_rows(ctx, &sql_history_attempted, ids, &attempted));
    TRY(load_rows(ctx, &sql_history_uses, ids, &uses));
    TRY(load_rows(ctx, &sql_history_remaining, ids, &remaining));
    return_all(ctx, &parts);
    set_remaining(payments, &remaining);
    for (size_t i = 0; i < payments->count; i++) {
        struct paid *paid = LIST_AT(*payments, struct paid, i);

        paid->amount_returned = paid->amount_taken = 0;
        paid->parts = (struct list){0};
        add_parts(ctx, paid, &parts);
        add_parts(ctx, paid, &uses);
        if (paid->id_payment == NONE)
            add_parts(ctx, paid, &attempted);
        tell_status(paid);
    }
    return OK;
}

/* what others ask for -----------------------------------------------------------------------------
 */

enum err payment_history(struct ctx *ctx, int64_t id_customer, const struct page *page,
                         struct list *out, int64_t *total)
{
    struct args args = ARGS(ARG(id_customer), ARG_AS(size_page, page->size_page),
                            ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_history_count, ARGS(ARG(id_customer)), total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_history_list, args, paid_row_fields, sizeof(struct paid), out));
    return load_parts(ctx, out);
}

enum err payment_history_get(struct ctx *ctx, int64_t id, struct paid *out)
{
    TRY(db_get(ctx, &sql_history_get, ARGS(ARG(id)), paid_row_fields, out));
    return load_parts(ctx, &(struct list){out, 1});
}
