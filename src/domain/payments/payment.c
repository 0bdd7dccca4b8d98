#include "domain/payments/payment.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/balance/balance.h"
#include "domain/check.h"
#include "domain/invoices/invoice_credit.h"
#include "domain/invoices/invoice_settle.h"
#include "domain/mails/mail.h"
#include "domain/payments/payment_parts.h"
#include "domain/subscriptions/subscription.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

static bool is_offline(int type_payment)
{
    return type_payment >= PAYMENT_EXTERNAL_CHECK && type_payment <= PAYMENT_EXTERNAL_OTHER;
}

static void check_receipt(struct ctx *ctx, const struct receipt *receipt)
{
    if (receipt->amount != NONE)
        check_range(ctx, "Amount", receipt->amount, 1, AMOUNT_MAX);
    if (receipt->type_payment && !is_offline(receipt->type_payment))
        complain(ctx, NULL, "TypePayment", "TypePayment: only External... can be recorded.");
    if (receipt->label_payment && receipt->type_payment != PAYMENT_EXTERNAL_OTHER)
        complain(ctx, NULL, "LabelPayment", "LabelPayment: goes with ExternalOther alone.");
    if (receipt->is_prepaid == 1 && receipt->invoices.count)
        complain(ctx, NULL, "IsPrepaid", "IsPrepaid: goes with no invoice.");
    check_reference(ctx, "ReferencePayment", receipt->reference_payment);
    if (receipt->date_payment.micros > ctx->now.micros)
        complain(ctx, NULL, "DatePayment", "DatePayment: is in the future.");
}

/* The invoice that a share names: ERR_INVALID, noted, if there is none. */
static enum err show_named(struct ctx *ctx, const struct payment_share *named,
                           struct invoice_shown *out)
{
    enum err err = ERR_NOT_FOUND;

    if (named->id_invoice != NONE)
        err = invoice_show(ctx, named->id_invoice, out);
    else if (named->full_number)
        err = invoice_show_number(ctx, named->full_number, NULL, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Invoice.NotFound", "Invoices",
                    "Invoices: there is no such invoice.");
    return err;
}

static enum err lock_payer(struct ctx *ctx, const struct receipt *receipt, struct customer *out)
{
    struct invoice_shown invoice;

    if (receipt->reference_customer || !receipt->invoices.count) {
        TRY(customer_access(ctx, receipt->reference_customer, receipt->reference_segment, out));
        return customer_lock(ctx, out->id, out);
    }
    TRY(show_named(ctx, LIST_AT(receipt->invoices, struct payment_share, 0), &invoice));
    return customer_lock(ctx, invoice.id_customer, out);
}

/* Is this what was recorded under the reference? What was left out then may be left out again. */
static bool is_same(const struct receipt *receipt, const struct customer *customer,
                    const struct payment *payment)
{
    return payment->id_customer == customer->id &&
           (receipt->amount == NONE || receipt->amount == payment->amount) &&
           (!receipt->type_payment || receipt->type_payment == payment->type_payment) &&
           (!instant_is_set(receipt->date_payment) ||
            receipt->date_payment.micros == payment->date_payment.micros);
}

static enum err refuse_reference(struct ctx *ctx, const struct receipt *receipt,
                                 const struct payment *payment)
{
    return fail(ctx, ERR_CONFLICT, "Error.Payment.ReferenceUsed", "ReferencePayment",
                "ReferencePayment: %s stands for another payment, number %" PRId64 ".",
                receipt->reference_payment, payment->id);
}

/* ERR_NOT_FOUND, not noted, if it is new. */
static enum err find_repeated(struct ctx *ctx, const struct receipt *receipt,
                              const struct customer *customer, struct payment *out)
{
    if (!receipt->reference_payment)
        return ERR_NOT_FOUND;
    TRY(payment_find(ctx, receipt->reference_payment, out));
    return is_same(receipt, customer, out) ? OK : refuse_reference(ctx, receipt, out);
}

struct payable *payable_of(const struct list *payables, int64_t id)
{
    for (size_t i = 0; i < payables->count; i++)
        if (LIST_AT(*payables, struct payable, i)->id == id)
            return LIST_AT(*payables, struct payable, i);
    return NULL;
}

/* Which of the customer's unpaid invoices are meant, in the order in which they are settled. */
static enum err choose_invoices(struct ctx *ctx, const struct receipt *receipt, struct list *due)
{
    struct list chosen = {ARENA_ARRAY(ctx->arena, struct payable, receipt->invoices.count), 0};

    if (receipt->is_prepaid == 1)
        due->count = 0;
    if (!receipt->invoices.count)
        return OK;
    for (size_t i = 0; i < receipt->invoices.count; i++) {
        const struct payable *payable;
        struct invoice_shown shown;

        TRY(show_named(ctx, LIST_AT(receipt->invoices, struct payment_share, i), &shown));
        if (payable_of(&chosen, shown.id))
            continue;
        payable = payable_of(due, shown.id);
        if (!payable)
            return fail(ctx, ERR_CONFLICT, "Error.Invoice.NotDue", "Invoices",
                        "Invoices: %s is not for this customer to pay; it is %s.",
                        shown.full_number, state_invoice_names[shown.state_invoice]);
        *LIST_AT(chosen, struct payable, chosen.count++) = *payable;
    }
    *due = chosen;
    return OK;
}

static int by_invoice(const void *a, const void *b)
{
    const struct payment_share *one = a, *other = b;

    return (one->id_invoice > other->id_invoice) - (one->id_invoice < other->id_invoice);
}

/* Gives each invoice what it asks until nothing is left; the rest is credit. */
static void share_out(struct ctx *ctx, const struct list *due, struct payment *payment)
{
    int64_t left = payment->amount;

    payment->shares.items = ARENA_ARRAY(ctx->arena, struct payment_share, due->count);
    for (size_t i = 0; i < due->count && left > 0; i++) {
        const struct payable *payable = LIST_AT(*due, struct payable, i);
        int64_t asked = payable->amount_total - payable->amount_paid;
        int64_t amount = asked < left ? asked : left;

        *LIST_AT(payment->shares, struct payment_share, payment->shares.count++) =
            (struct payment_share){payment->id, payable->id, payable->full_number, amount};
        left -= amount;
    }
    payment->amount_credited = left;
    qsort(payment->shares.items, payment->shares.count, sizeof(struct payment_share), by_invoice);
}

static int64_t sum_due(const struct list *due)
{
    int64_t sum = 0;

    for (size_t i = 0; i < due->count; i++)
        sum += LIST_AT(*due, struct payable, i)->amount_total -
               LIST_AT(*due, struct payable, i)->amount_paid;
    return sum;
}

static enum err compose(struct ctx *ctx, const struct receipt *receipt,
                        const struct customer *customer, const struct list *due,
                        struct payment *out)
{
    *out = (struct payment){
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = customer->id_segment,
        .id_customer = customer->id,
        .id_transaction = NONE,
        .reference_segment = customer->reference_segment,
        .reference_customer = customer->reference_customer,
        .type_payment = receipt->type_payment ? receipt->type_payment : customer->type_payment,
        .label_payment = receipt->label_payment,
        .reference_payment = receipt->reference_payment,
        .note = receipt->note,
        .date_payment = instant_is_set(receipt->date_payment) ? receipt->date_payment : ctx->now,
        .amount = receipt->amount == NONE ? sum_due(due) : receipt->amount,
        .currency = customer->currency,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
    };
    if (!is_offline(out->type_payment))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "TypePayment",
                    "TypePayment: is missing, and the customer does not pay offline.");
    share_out(ctx, due, out);
    return OK;
}

/* Without the note, which may name a person: nothing leaves the trail again. */
static enum err audit_payment(struct ctx *ctx, const struct payment *payment)
{
    struct text json = {.arena = ctx->arena};
    struct payment kept = *payment;

    kept.note = NULL;
    json_write(&json, payment_fields, &kept);
    return audit_record(ctx, "Payment.Add", "payments", payment->id, NULL, text_done(&json));
}

/* Of what came in. */
static enum err offer_receipt(struct ctx *ctx, const struct payment *payment)
{
    const struct mail_about about = {.id_customer = payment->id_customer,
                                     .id_object = payment->id};

    return payment->amount > 0 ? mail_offer(ctx, MAIL_RECEIPT, &about) : OK;
}

static enum err add_row(struct ctx *ctx, const struct payment *payment)
{
    int64_t id;
    enum err err;

    TRY(db_save(ctx, &sql_payment_add, payment_fields, payment));
    err = db_number(ctx, &sql_payment_is_there, ARGS(ARG_AS(id, payment->id)), &id);
    return err == ERR_NOT_FOUND ? ERR_RETRY : err;
}

/* Everything but the invoices: the row, its shares, its entry. Books are the last lock. */
enum err payment_write(struct ctx *ctx, struct payment *payment)
{
    struct posting postings[PAYMENT_POSTINGS];
    uint8_t *hash = arena_alloc(ctx->arena, SHA256_SIZE);
    size_t count = payment_postings(payment, postings);
    struct book book;

    TRY(book_open(ctx, &book));
    payment->seq = book.next_seq;
    TRY(add_row(ctx, payment));
    TRY(db_save_list(ctx, &sql_payment_share_add, payment_share_fields,
                     sizeof(struct payment_share), &payment->shares));
    payment_hash(ctx->arena, payment, hash);
    TRY(book_enter(ctx, &book, payment_entry_kind(payment), payment->id, hash, postings, count));
    TRY(book_close(ctx, &book));
    TRY(audit_payment(ctx, payment));
    return offer_receipt(ctx, payment);
}

enum err payment_settle(struct ctx *ctx, const struct payment *payment, const struct list *due)
{
    for (size_t i = 0; i < payment->shares.count; i++) {
        const struct payment_share *share = LIST_AT(payment->shares, struct payment_share, i);

        TRY(invoice_settle(ctx, payable_of(due, share->id_invoice), share->amount,
                           payment->date_payment));
    }
    return OK;
}

enum err payment_credit(struct ctx *ctx, const struct customer *customer,
                        const struct payment *payment)
{
    if (!payment->amount_credited)
        return OK;
    return balance_add_credit(ctx, customer, payment->amount_credited, payment->date_payment,
                              arena_printf(ctx->arena, "payment:%" PRId64, payment->id), NULL);
}

enum err payment_lift(struct ctx *ctx, const struct customer *customer)
{
    int64_t problems;

    TRY(db_number(ctx, &sql_payment_problems, ARGS(ARG_AS(id_customer, customer->id)), &problems));
    return problems ? OK : subscription_resume(ctx, customer->id, STATE_SUSPENDED_PAYMENT_DUE);
}

enum err payment_record(struct ctx *ctx, const struct receipt *receipt, struct payment *out,
                        bool *is_new)
{
    struct customer customer;
    struct list due;
    enum err err;

    *is_new = false;
    check_receipt(ctx, receipt);
    if (receipt->amount == NONE && !receipt->invoices.count)
        complain(ctx, NULL, "Amount", "Amount: is missing.");
    TRY(complaints(ctx));
    TRY(lock_payer(ctx, receipt, &customer));
    err = find_repeated(ctx, receipt, &customer, out);
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(invoice_list_payable(ctx, customer.id, &due));
    TRY(choose_invoices(ctx, receipt, &due));
    TRY(compose(ctx, receipt, &customer, &due, out));
    *is_new = true;
    TRY(payment_settle(ctx, out, &due));
    TRY(payment_credit(ctx, &customer, out));
    TRY(payment_lift(ctx, &customer));
    return payment_write(ctx, out);
}

/* giving back -------------------------------------------------------------------------------------
 */

/* What was recorded under the reference is repeated if it was for this invoice. */
static enum err find_returned(struct ctx *ctx, int64_t id_invoice, const struct receipt *receipt,
                              const struct customer *customer, struct payment *out)
{
    int64_t id_corrects = NONE;

    TRY(find_repeated(ctx, receipt, customer, out));
    TRY(db_number(ctx, &sql_payment_corrects, ARGS(ARG_AS(id, out->id)), &id_corrects));
    if (id_corrects == id_invoice)
        return OK;
    return refuse_reference(ctx, receipt, out);
}

static enum err return_money(struct ctx *ctx, const struct receipt *receipt,
                             const struct customer *customer, const struct invoice *credit,
                             struct payment *out)
{
    struct payment_share *share = ARENA_NEW(ctx->arena, struct payment_share);
    struct receipt returned = *receipt;

    returned.amount = credit->amount_total;
    TRY(compose(ctx, &returned, customer, &(struct list){0}, out));
    *share = (struct payment_share){out->id, credit->id, credit->full_number, out->amount};
    out->amount_credited = 0;
    out->shares = (struct list){share, 1};
    return payment_write(ctx, out);
}

enum err payment_refund(struct ctx *ctx, int64_t id_invoice, const struct refund *refund,
                        struct payment *out, bool *is_new)
{
    struct receipt receipt = {
        .amount = refund->amount,
        .type_payment = refund->type_payment,
        .label_payment = refund->label_payment,
        .reference_payment = refund->reference_payment,
        .note = refund->note,
        .date_payment = refund->date_payment,
    };
    struct refunding refunding = {
        .reason = refund->reason,
        .amount = refund->amount,
        .date = instant_is_set(refund->date_payment) ? refund->date_payment : ctx->now,
    };
    struct invoice_shown invoice;
    struct customer customer;
    struct invoice credit;
    enum err err;

    *is_new = false;
    check_receipt(ctx, &receipt);
    TRY(complaints(ctx));
    err = invoice_show(ctx, id_invoice, &invoice);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    TRY(customer_lock(ctx, invoice.id_customer, &customer));
    if (receipt.amount != NONE)
        receipt.amount = -receipt.amount;
    err = find_returned(ctx, id_invoice, &receipt, &customer, out);
    if (err != ERR_NOT_FOUND)
        return err;
    *is_new = true;
    TRY(invoice_refund(ctx, id_invoice, &refunding, &credit));
    return return_money(ctx, &receipt, &customer, &credit, out);
}
