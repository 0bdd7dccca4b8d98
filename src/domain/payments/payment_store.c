/* Payments as rows, and what the books must hold of them. */
#include "base/text.h"
#include "domain/payments/payment_parts.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field payment_share_fields[] = {
    FIELD(payment_share, id_payment),
    FIELD(payment_share, id_invoice),
    FIELD(payment_share, full_number),
    FIELD(payment_share, amount),
    FIELDS_END,
};

const struct field payment_fields[] = {
    FIELD(payment, id),
    FIELD(payment, id_segment),
    FIELD(payment, id_customer),
    FIELD(payment, id_transaction),
    FIELD(payment, reference_segment),
    FIELD(payment, reference_customer),
    FIELD_CHOICE_OF(payment, type_payment, type_payment_names),
    FIELD(payment, label_payment),
    FIELD(payment, reference_payment),
    FIELD(payment, note),
    FIELD(payment, date_payment),
    FIELD(payment, amount),
    FIELD(payment, amount_credited),
    FIELD(payment, currency),
    FIELD(payment, seq),
    FIELD(payment, date_creation),
    FIELD(payment, id_user_creation),
    FIELDS_END,
};

/* reading -----------------------------------------------------------------------------------------
 */

static const char *json_of_ids(struct ctx *ctx, const struct list *payments)
{
    struct text json = {.arena = ctx->arena};

    for (size_t i = 0; i < payments->count; i++) {
        text_append_char(&json, i ? ',' : '[');
        text_append_integer(&json, LIST_AT(*payments, struct payment, i)->id);
    }
    text_append_char(&json, ']');
    return text_done(&json);
}

/* Both are in the order of ids, the newest payment first. */
static enum err load_shares(struct ctx *ctx, struct list *payments)
{
    struct list shares;
    size_t at = 0;

    if (!payments->count)
        return OK;
    TRY(db_list(ctx, &sql_payment_shares, ARGS(ARG_AS(ids, json_of_ids(ctx, payments))),
                payment_share_fields, sizeof(struct payment_share), &shares));
    for (size_t i = 0; i < payments->count; i++) {
        struct payment *payment = LIST_AT(*payments, struct payment, i);

        payment->shares = (struct list){LIST_AT(shares, struct payment_share, at), 0};
        for (; at < shares.count &&
               LIST_AT(shares, struct payment_share, at)->id_payment == payment->id;
             at++)
            payment->shares.count++;
    }
    return OK;
}

enum err payment_get(struct ctx *ctx, int64_t id, struct payment *out)
{
    TRY(db_get(ctx, &sql_payment_get, ARGS(ARG(id)), payment_fields, out));
    return load_shares(ctx, &(struct list){out, 1});
}

enum err payment_find(struct ctx *ctx, const char *reference_payment, struct payment *out)
{
    TRY(db_get(ctx, &sql_payment_of_reference, ARGS(ARG(reference_payment)), payment_fields, out));
    return load_shares(ctx, &(struct list){out, 1});
}

enum err payment_of_transaction(struct ctx *ctx, int64_t id_transaction, struct payment *out)
{
    TRY(db_get(ctx, &sql_payment_of_transaction, ARGS(ARG(id_transaction)), payment_fields, out));
    return load_shares(ctx, &(struct list){out, 1});
}

enum err payment_list(struct ctx *ctx, const struct payment_filter *filter, const struct page *page,
                      struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_customer, filter->id_customer), ARG_AS(id_invoice, filter->id_invoice),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_payment_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_payment_list, args, payment_fields, sizeof(struct payment), out));
    return load_shares(ctx, out);
}

/* what the books hold -----------------------------------------------------------------------------
 */

const char *payment_entry_kind(const struct payment *payment)
{
    return payment->amount < 0 ? "PaymentReturned" : "PaymentReceived";
}

/* `id|customer|type|date|amount|credited|currency|invoice amount|...`, the invoices by id. Neither
 * label, reference nor note: what may name a person can be erased, and the chain stays whole. */
void payment_hash(struct arena *arena, const struct payment *payment, uint8_t out[SHA256_SIZE])
{
    const int64_t numbers[] = {payment->id, payment->id_customer, payment->date_payment.micros,
                               payment->amount, payment->amount_credited};
    struct text text = {.arena = arena};

    text_append(&text, type_payment_names[payment->type_payment]);
    text_append_char(&text, '|');
    text_append(&text, payment->currency);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        text_append_char(&text, '|');
        text_append_integer(&text, numbers[i]);
    }
    for (size_t i = 0; i < payment->shares.count; i++) {
        const struct payment_share *share = LIST_AT(payment->shares, struct payment_share, i);

        text_append_char(&text, '|');
        text_append_integer(&text, share->id_invoice);
        text_append_char(&text, ' ');
        text_append_integer(&text, share->amount);
    }
    sha256(text.at, text.size, out);
}

size_t payment_postings(const struct payment *payment, struct posting out[PAYMENT_POSTINGS])
{
    int64_t settled = payment->amount - payment->amount_credited;
    int where = payment->type_payment == PAYMENT_EXTERNAL_CASH ? ACCOUNT_CASH : ACCOUNT_BANK;
    size_t count = 0;

    out[count++] =
        (struct posting){where, payment->id_customer, payment->amount, payment->currency};
    if (settled)
        out[count++] =
            (struct posting){ACCOUNT_RECEIVABLE, payment->id_customer, -settled, payment->currency};
    if (payment->amount_credited)
        out[count++] = (struct posting){ACCOUNT_CREDIT, payment->id_customer,
                                        -payment->amount_credited, payment->currency};
    return count;
}
