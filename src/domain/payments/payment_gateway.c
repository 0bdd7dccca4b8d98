/* What a gateway moved, as payments. */
#include <inttypes.h>

#include "domain/balance/balance.h"
#include "domain/invoices/invoice_credit.h"
#include "domain/payments/payment_parts.h"
#include "platform/db/db.h"
#include "sql.h"

static struct payment begin(struct ctx *ctx, const struct customer *customer,
                            const struct moved *moved, int64_t amount)
{
    return (struct payment){
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = customer->id_segment,
        .id_customer = customer->id,
        .id_transaction = moved->id_transaction,
        .reference_segment = customer->reference_segment,
        .reference_customer = customer->reference_customer,
        .type_payment = moved->type_payment,
        .date_payment = instant_is_set(moved->date) ? moved->date : ctx->now,
        .amount = amount,
        .currency = customer->currency,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
    };
}

static void add_share(struct payment *payment, const struct payable *payable, int64_t amount)
{
    if (amount)
        *LIST_AT(payment->shares, struct payment_share, payment->shares.count++) =
            (struct payment_share){payment->id, payable->id, payable->full_number, amount};
}

/* Parts are in the order of the invoices' ids, and so are the shares. */
enum err payment_collect(struct ctx *ctx, const struct customer *customer,
                         const struct moved *moved, struct payment *out)
{
    struct list due;
    int64_t left = moved->amount;

    TRY(invoice_list_payable(ctx, customer->id, &due));
    *out = begin(ctx, customer, moved, moved->amount);
    out->shares.items = ARENA_ARRAY(ctx->arena, struct payment_share, moved->parts.count);
    for (size_t i = 0; i < moved->parts.count; i++) {
        const struct payment_share *part = LIST_AT(moved->parts, struct payment_share, i);
        const struct payable *payable = payable_of(&due, part->id_invoice);
        int64_t amount = part->amount < left ? part->amount : left;

        if (!payable)
            continue;
        if (payable->amount_total - payable->amount_paid < amount)
            amount = payable->amount_total - payable->amount_paid;
        add_share(out, payable, amount);
        left -= amount;
    }
    out->amount_credited = left;
    TRY(payment_settle(ctx, out, &due));
    TRY(payment_credit(ctx, customer, out));
    TRY(payment_lift(ctx, customer));
    return payment_write(ctx, out);
}

/* going back --------------------------------------------------------------------------------------
 */

/* An invoice that a transaction paid. */
struct returnable {
    struct payable payable;
    int64_t amount_moved;
    bool is_open; /* can it be asked again? */
};

#define OF_PAYABLE(member)                                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct payable *)0)->member),                        \
        .offset = offsetof(struct returnable, payable.member)                                      \
    }

static const struct field returnable_fields[] = {
    OF_PAYABLE(id),
    OF_PAYABLE(id_segment),
    OF_PAYABLE(id_customer),
    OF_PAYABLE(full_number),
    OF_PAYABLE(amount_total),
    OF_PAYABLE(amount_paid),
    FIELD(returnable, amount_moved),
    FIELD(returnable, is_open),
    FIELDS_END,
};

enum err payment_take_back(struct ctx *ctx, const struct customer *customer,
                           const struct moved *moved, enum state_invoice state, struct payment *out)
{
    struct list paid;
    int64_t left = moved->amount;

    TRY(db_list(ctx, &sql_payment_returnable, ARGS(ARG_AS(id_transaction, moved->id_transaction)),
                returnable_fields, sizeof(struct returnable), &paid));
    *out = begin(ctx, customer, moved, -moved->amount);
    out->shares.items = ARENA_ARRAY(ctx->arena, struct payment_share, paid.count);
    for (size_t i = 0; i < paid.count; i++) {
        const struct returnable *one = LIST_AT(paid, struct returnable, i);
        int64_t amount = one->amount_moved < left ? one->amount_moved : left;

        if (!one->is_open || amount <= 0)
            continue;
        TRY(invoice_reopen(ctx, &one->payable, amount, state));
        add_share(out, &one->payable, -amount);
        left -= amount;
    }
    out->amount_credited = -left;
    TRY(payment_credit(ctx, customer, out));
    return payment_write(ctx, out);
}

enum err payment_give_back(struct ctx *ctx, const struct customer *customer, int64_t id_invoice,
                           const char *reason, const struct moved *moved, struct payment *out)
{
    struct refunding refunding = {.reason = reason, .amount = moved->amount, .date = ctx->now};
    struct invoice credit;
    struct payable payable;
    enum err err = invoice_refund(ctx, id_invoice, &refunding, &credit);

    *out = begin(ctx, customer, moved, -moved->amount);
    if (err == ERR_CONFLICT || err == ERR_INVALID) {
        /* Somebody was faster, and the money has gone nevertheless: he owes it. */
        ctx->failures = NULL;
        out->amount_credited = out->amount;
        TRY(payment_credit(ctx, customer, out));
        return payment_write(ctx, out);
    }
    TRY(err);
    payable = (struct payable){.id = credit.id, .full_number = credit.full_number};
    out->shares.items = ARENA_NEW(ctx->arena, struct payment_share);
    add_share(out, &payable, out->amount);
    return payment_write(ctx, out);
}
