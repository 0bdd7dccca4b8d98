#include "domain/gateways/transaction.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/event.h"
#include "domain/gateways/collect.h"
#include "domain/payments/payment.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/log/log.h"
#include "sql.h"

/* How often a provider is asked who may also tell us himself. */
#define ASK_INTERVAL HOURS(6)

enum { KEY_SIZE = 16 };

const struct field transaction_share_fields[] = {
    FIELD(transaction_share, id_transaction),
    FIELD(transaction_share, id_invoice),
    FIELD(transaction_share, full_number),
    FIELD(transaction_share, amount),
    FIELDS_END,
};

const struct field transaction_fields[] = {
    FIELD(transaction, id),
    FIELD(transaction, id_segment),
    FIELD(transaction, id_customer),
    FIELD(transaction, id_gateway),
    FIELD(transaction, id_permission),
    FIELD(transaction, id_corrects),
    FIELD(transaction, reference_customer),
    FIELD(transaction, reference_segment),
    FIELD(transaction, type_gateway),
    FIELD(transaction, name_display),
    FIELD_CHOICE_OF(transaction, type_payment, type_payment_names),
    FIELD_CHOICE_OF(transaction, state_transaction, state_transaction_names),
    FIELD(transaction, amount),
    FIELD(transaction, currency),
    FIELD(transaction, attempt),
    FIELD(transaction, is_customer_present),
    FIELD(transaction, date_charge),
    FIELD(transaction, date_settlement),
    FIELD(transaction, date_dispute_over),
    FIELD(transaction, token_transaction),
    FIELD(transaction, token_refund),
    FIELD(transaction, page_url),
    FIELD(transaction, progress),
    FIELD_CHOICE_OF(transaction, decline, decline_names),
    FIELD(transaction, code),
    FIELD(transaction, message),
    FIELD(transaction, reason),
    FIELD_FLAG_OF(transaction, is_content_kept),
    FIELD(transaction, next_at),
    FIELD(transaction, idempotency_key),
    FIELD(transaction, return_url),
    FIELD(transaction, sent_at),
    CALL_FIELDS(transaction),
    FIELD(transaction, date_creation),
    FIELD(transaction, date_update),
    FIELD(transaction, id_user_creation),
    FIELD(transaction, id_user_update),
    FIELD(transaction, version),
    FIELDS_END,
};

/* reading -----------------------------------------------------------------------------------------
 */

enum err transaction_get(struct ctx *ctx, int64_t id, struct transaction *out)
{
    enum err err = db_get(ctx, &sql_transaction_get, ARGS(ARG(id)), transaction_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Transaction.NotFound", NULL,
                    "There is no such transaction.");
    TRY(err);
    return db_list(ctx, &sql_transaction_shares, ARGS(ARG(id)), transaction_share_fields,
                   sizeof(struct transaction_share), &out->shares);
}

enum err transaction_lock(struct ctx *ctx, int64_t id, struct transaction *out)
{
    struct customer customer;

    TRY(transaction_get(ctx, id, out));
    TRY(customer_lock(ctx, out->id_customer, &customer));
    return transaction_get(ctx, id, out);
}

enum err transaction_open_of(struct ctx *ctx, int64_t id_invoice, struct transaction *out)
{
    int64_t id;

    TRY(db_number(ctx, &sql_transaction_open_of, ARGS(ARG(id_invoice)), &id));
    return transaction_get(ctx, id, out);
}

enum err transaction_of_key(struct ctx *ctx, int64_t id_customer, const char *idempotency_key,
                            struct transaction *out)
{
    int64_t id;

    TRY(db_number(ctx, &sql_transaction_of_key, ARGS(ARG(idempotency_key), ARG(id_customer)), &id));
    return transaction_get(ctx, id, out);
}

enum err transaction_list(struct ctx *ctx, const struct transaction_filter *filter,
                          const struct page *page, struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_customer, filter->id_customer), ARG_AS(id_invoice, filter->id_invoice),
             ARG_AS(state_transaction, state_transaction_names[filter->state_transaction]),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_transaction_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_transaction_list, args, transaction_fields, sizeof(struct transaction),
                out));
    for (size_t i = 0; i < out->count; i++) {
        struct transaction *one = LIST_AT(*out, struct transaction, i);

        TRY(db_list(ctx, &sql_transaction_shares, ARGS(ARG_AS(id, one->id)),
                    transaction_share_fields, sizeof(struct transaction_share), &one->shares));
    }
    return OK;
}

static enum err save(struct ctx *ctx, struct transaction *transaction)
{
    transaction->date_update = ctx->now;
    transaction->id_user_update = ctx->actor.id;
    TRY(db_update(ctx, &sql_transaction_save, transaction_fields, transaction));
    transaction->version++;
    return OK;
}

static bool is_refund(const struct transaction *transaction)
{
    return transaction->amount < 0;
}

static bool has_server(const struct transaction *transaction)
{
    return !driver_of(transaction->type_gateway)->perform;
}

/* what moved --------------------------------------------------------------------------------------
 */

static struct moved moved_by(struct ctx *ctx, const struct transaction *transaction, int64_t amount)
{
    struct moved moved = {
        .id_transaction = transaction->id,
        .type_payment = transaction->type_payment,
        .date = ctx->now,
        .amount = amount,
        .parts = {ARENA_ARRAY(ctx->arena, struct payment_share, transaction->shares.count),
                  transaction->shares.count},
    };

    for (size_t i = 0; i < transaction->shares.count; i++) {
        const struct transaction_share *share =
            LIST_AT(transaction->shares, struct transaction_share, i);

        *LIST_AT(moved.parts, struct payment_share, i) =
            (struct payment_share){NONE, share->id_invoice, share->full_number, share->amount};
    }
    return moved;
}

static enum err tell(struct ctx *ctx, const struct transaction *transaction, enum event_type type)
{
    struct gateway_permission permission;

    TRY(permission_get(ctx, transaction->id_permission, &permission));
    return event_record(
        ctx, type,
        (struct about){.id_segment = transaction->id_segment,
                       .id_customer = transaction->id_customer,
                       .id_permission = permission.id,
                       .state = state_permission_names[permission.state_permission]});
}

static enum err judge_method(struct ctx *ctx, const struct transaction *transaction, bool is_good)
{
    struct gateway_permission permission;

    TRY(permission_get(ctx, transaction->id_permission, &permission));
    return permission_charged(ctx, &permission, transaction->id_segment, is_good,
                              (enum decline)transaction->decline);
}

static enum err give_back(struct ctx *ctx, const struct transaction *transaction)
{
    struct moved moved = moved_by(ctx, transaction, -transaction->amount);
    int64_t id_invoice = LIST_AT(transaction->shares, struct transaction_share, 0)->id_invoice;
    struct customer customer;
    struct payment payment;

    TRY(customer_get(ctx, transaction->id_customer, &customer));
    return payment_give_back(ctx, &customer, id_invoice, transaction->reason, &moved, &payment);
}

static enum err take_in(struct ctx *ctx, const struct transaction *transaction, enum told told)
{
    struct customer customer;
    struct payment payment;
    struct moved moved;
    int64_t before;

    if (is_refund(transaction))
        return give_back(ctx, transaction);
    TRY(db_number(ctx, &sql_transaction_moved, ARGS(ARG_AS(id, transaction->id)), &before));
    moved = moved_by(ctx, transaction, transaction->amount - before);
    TRY(customer_get(ctx, transaction->id_customer, &customer));
    TRY(payment_collect(ctx, &customer, &moved, &payment));
    TRY(collect_part(ctx, transaction));
    TRY(tell(ctx, transaction, EVENT_CUSTOMER_CHARGING_SUCCEEDED));
    return told == TOLD_WON ? OK : judge_method(ctx, transaction, true);
}

/* A refund that was confirmed did not arrive. The credit note stands, so that what came back is the
 * customer's, to be given to him in another way. */
static enum err keep(struct ctx *ctx, const struct transaction *transaction)
{
    struct moved moved = moved_by(ctx, transaction, -transaction->amount);
    struct customer customer;
    struct payment payment;

    log_write(LOG_WARNING, NULL, "refund %lld came back after it had succeeded",
              (long long)transaction->id);
    moved.parts.count = 0;
    TRY(customer_get(ctx, transaction->id_customer, &customer));
    return payment_collect(ctx, &customer, &moved, &payment);
}

static enum err take_back(struct ctx *ctx, const struct transaction *transaction, int64_t amount)
{
    bool is_disputed = transaction->state_transaction == TRANSACTION_DISPUTED;
    bool is_part = is_disputed && amount != NONE && amount > 0 && amount < transaction->amount;
    struct moved moved = moved_by(ctx, transaction, is_part ? amount : transaction->amount);
    struct customer customer;
    struct payment payment;

    if (is_refund(transaction))
        return keep(ctx, transaction);
    TRY(customer_get(ctx, transaction->id_customer, &customer));
    TRY(payment_take_back(ctx, &customer, &moved,
                          is_disputed ? INVOICE_PROBLEM_DISPUTED : INVOICE_PROBLEM_AUTO, &payment));
    if (is_disputed)
        return OK;
    TRY(tell(ctx, transaction, EVENT_CUSTOMER_CHARGING_FAILED));
    return judge_method(ctx, transaction, false);
}

/* what its invoices see ---------------------------------------------------------------------------
 */

/* On its way: nothing else happens to them meanwhile. */
static enum err mark(struct ctx *ctx, const struct transaction *transaction,
                     enum state_invoice state)
{
    for (size_t i = 0; i < transaction->shares.count; i++)
        TRY(db_run(
            ctx, &sql_collect_mark,
            ARGS(ARG_AS(id, LIST_AT(transaction->shares, struct transaction_share, i)->id_invoice),
                 ARG_AS(state_invoice, state_invoice_names[state]))));
    return OK;
}

static enum err cancel_invoice(struct ctx *ctx, const struct transaction *transaction)
{
    const struct cancellation cancellation = {transaction->reason, transaction->is_content_kept};
    int64_t id = LIST_AT(transaction->shares, struct transaction_share, 0)->id_invoice;
    struct invoice credit;

    return invoice_cancel(ctx, id, &cancellation, &credit);
}

static enum err follow(struct ctx *ctx, const struct transaction *transaction)
{
    switch ((enum state_transaction)transaction->state_transaction) {
    case TRANSACTION_TO_PROCESS:
        return mark(ctx, transaction, INVOICE_DUE_TO_PROCESS);
    case TRANSACTION_PENDING:
        TRY(mark(ctx, transaction, INVOICE_DUE_PENDING));
        return tell(ctx, transaction, EVENT_CUSTOMER_CHARGING_PENDING);
    case TRANSACTION_TO_AUTHENTICATE:
        return collect_authenticate(ctx, transaction);
    case TRANSACTION_FAILED:
        TRY(tell(ctx, transaction, EVENT_CUSTOMER_CHARGING_FAILED));
        TRY(judge_method(ctx, transaction, false));
        return collect_failed(ctx, transaction, false);
    case TRANSACTION_CANCELLED:
        if (transaction->reason)
            return cancel_invoice(ctx, transaction);
        return collect_failed(ctx, transaction, !transaction->is_customer_present);
    default:
        return OK;
    }
}

/* settling ----------------------------------------------------------------------------------------
 */

static enum err take_details(struct ctx *ctx, struct transaction *transaction, enum told told,
                             const struct gateway_outcome *outcome)
{
    if (outcome->token_transaction && !is_refund(transaction))
        transaction->token_transaction = outcome->token_transaction;
    if (outcome->token_refund)
        transaction->token_refund = outcome->token_refund;
    if (outcome->progress)
        transaction->progress = *outcome->progress ? outcome->progress : NULL;
    if (outcome->code)
        transaction->code = outcome->code;
    if (outcome->message)
        transaction->message = outcome->message;
    if (outcome->decline)
        transaction->decline = (int)outcome->decline;
    transaction->date_settlement = instant_is_set(outcome->date_settlement)
                                       ? outcome->date_settlement
                                       : transaction->date_settlement;
    if (told == TOLD_SUCCEEDED)
        transaction->code = transaction->message = NULL, transaction->decline = DECLINE_NONE;
    if (outcome->page_url)
        TRY(gateway_page_url(ctx, outcome->page_url, &transaction->page_url));
    return OK;
}

/* When somebody looks at it again. Of a success without a server that has a day in the future this
 * is not the end. A question that was not answered stays one, whatever the state. */
static void schedule(const struct ctx *ctx, struct transaction *transaction, enum told told)
{
    enum state_transaction state = (enum state_transaction)transaction->state_transaction;
    struct call *call = &transaction->call;

    transaction->next_at = (struct instant){0};
    if (!has_server(transaction)) {
        call_end(call);
        if ((state == TRANSACTION_PENDING || state == TRANSACTION_SUCCEEDED) &&
            transaction->date_settlement.micros > ctx->now.micros)
            transaction->next_at = transaction->date_settlement;
        return;
    }
    if (state == TRANSACTION_UNKNOWN || (told == TOLD_UNKNOWN && call->wish == WISH_ASK)) {
        call->wish = WISH_ASK;
        call_silence(ctx, call);
    } else if (state == TRANSACTION_TO_SEND) {
        call_wish(ctx, call, is_refund(transaction) ? WISH_REFUND : WISH_CHARGE);
    } else if (state == TRANSACTION_PENDING || state == TRANSACTION_TO_AUTHENTICATE) {
        call_later(ctx, call, WISH_ASK, ASK_INTERVAL);
    } else {
        call_end(call);
    }
}

/* It goes on, so the cancellation that waited for it does not come. */
static void forget_cancellation(struct transaction *transaction, enum told told)
{
    if (is_refund(transaction) || told == TOLD_CANCELLED || told == TOLD_UNKNOWN)
        return;
    transaction->reason = NULL;
    transaction->is_content_kept = NONE;
}

/* Nobody disputes what he was given, and what came back does not arrive after all: whoever says so
 * repeats what was before. */
static bool is_senseless(const struct transaction *transaction, enum told told)
{
    return is_refund(transaction) &&
           (transaction->state_transaction == TRANSACTION_RETURNED || told == TOLD_DISPUTED ||
            told == TOLD_WON || told == TOLD_LOST);
}

static enum err settle(struct ctx *ctx, struct transaction *transaction, enum told told,
                       const struct gateway_outcome *outcome, int64_t amount)
{
    enum state_transaction before = (enum state_transaction)transaction->state_transaction;
    struct transition next = transaction_after(before, told);

    if (is_senseless(transaction, told))
        return OK;
    TRY(take_details(ctx, transaction, told, outcome));
    forget_cancellation(transaction, told);
    transaction->state_transaction = (int)next.state;
    if (!transaction_is_open(next.state))
        transaction->page_url = NULL;
    schedule(ctx, transaction, told);
    TRY(save(ctx, transaction));
    if (next.movement == MOVES_IN)
        return take_in(ctx, transaction, told);
    if (next.movement == MOVES_THROUGH)
        TRY(take_in(ctx, transaction, told));
    if (next.movement >= MOVES_BACK)
        return take_back(ctx, transaction, amount);
    return next.state == before || is_refund(transaction) ? OK : follow(ctx, transaction);
}

/* What is told of a transaction that is locked. What the outcome does not say is left as it was. */
enum err transaction_settle(struct ctx *ctx, struct transaction *transaction, enum told told,
                            const struct gateway_outcome *outcome)
{
    return settle(ctx, transaction, told, outcome, NONE);
}

static enum told told_by_fact(const struct gateway_fact *fact)
{
    switch (fact->kind) {
    case FACT_SUCCEEDED:
        return TOLD_SUCCEEDED;
    case FACT_FAILED:
        return TOLD_FAILED;
    case FACT_DISPUTED:
        return TOLD_DISPUTED;
    case FACT_DISPUTE_WON:
        return TOLD_WON;
    case FACT_DISPUTE_LOST:
        return TOLD_LOST;
    default:
        return TOLD_UNKNOWN;
    }
}

/* Is it about a dispute of which the end was heard before? */
static bool is_over(const struct transaction *transaction, const struct gateway_fact *fact)
{
    return instant_is_set(transaction->date_dispute_over) &&
           fact->date.micros <= transaction->date_dispute_over.micros;
}

/* Perhaps it is about one whose answer was lost, so that nobody knows yet what the provider calls
 * it. He tells it again, and we shall have asked by then. */
static enum err refuse_too_early(struct ctx *ctx, const struct gateway *gateway)
{
    int64_t unnamed;

    TRY(db_number(ctx, &sql_transaction_unnamed, ARGS(ARG_AS(id_gateway, gateway->id)), &unnamed));
    if (!unnamed)
        return OK;
    return fail(ctx, ERR_CONFLICT, "Error.Gateway.TooEarly", NULL,
                "What this is about may not be known yet; tell it again in a minute.");
}

enum err transaction_learn(struct ctx *ctx, const struct gateway *gateway,
                           const struct gateway_fact *fact, bool *is_known)
{
    struct gateway_outcome outcome = {
        .decline = fact->decline,
        .code = fact->code,
        .message = fact->message,
    };
    struct transaction transaction;
    int64_t id;

    TRY(db_number(ctx, &sql_transaction_of_token,
                  ARGS(ARG_AS(id_gateway, gateway->id),
                       ARG_AS(token_transaction, fact->token_transaction),
                       ARG_AS(token_refund, fact->token_refund),
                       ARG_AS(idempotency_key, fact->idempotency_key)),
                  &id));
    *is_known = id != NONE;
    if (!*is_known)
        return fact->kind == FACT_ASK ? OK : refuse_too_early(ctx, gateway);
    TRY(transaction_lock(ctx, id, &transaction));
    if (fact->kind == FACT_DISPUTED && is_over(&transaction, fact))
        return OK;
    if (fact->kind == FACT_DISPUTE_WON || fact->kind == FACT_DISPUTE_LOST)
        transaction.date_dispute_over = fact->date;
    if (fact->kind != FACT_ASK)
        return settle(ctx, &transaction, told_by_fact(fact), &outcome, fact->amount);
    if (!has_server(&transaction) || transaction.state_transaction == TRANSACTION_TO_SEND)
        return OK;
    call_wish(ctx, &transaction.call, WISH_ASK);
    return save(ctx, &transaction);
}

/* errands -----------------------------------------------------------------------------------------
 */

static const char *numbers_of(struct ctx *ctx, const struct transaction *transaction)
{
    struct text text = {.arena = ctx->arena};

    for (size_t i = 0; i < transaction->shares.count; i++)
        text_appendf(&text, "%s%s", i ? ", " : "",
                     LIST_AT(transaction->shares, struct transaction_share, i)->full_number);
    return text_done(&text);
}

enum err transaction_errand(struct ctx *ctx, const struct transaction *transaction, enum wish wish,
                            struct gateway_errand *out)
{
    struct gateway_permission permission;
    struct customer customer;
    struct gateway gateway;

    TRY(gateway_get(ctx, transaction->id_gateway, &gateway));
    TRY(permission_get(ctx, transaction->id_permission, &permission));
    TRY(customer_get(ctx, transaction->id_customer, &customer));
    TRY(gateway_errand(ctx, &gateway, out));
    out->wish = wish;
    out->id = transaction->id;
    out->idempotency_key = transaction->idempotency_key;
    out->progress = transaction->progress;
    out->reference_customer = customer.reference_customer;
    out->name = customer_name(&customer);
    out->email = customer.email;
    out->language = customer.language;
    out->token_customer = permission.token_customer;
    out->token_permission = permission.token_permission;
    out->amount = is_refund(transaction) ? -transaction->amount : transaction->amount;
    out->currency = transaction->currency;
    out->description = numbers_of(ctx, transaction);
    out->token_transaction = transaction->token_transaction;
    out->token_refund = transaction->token_refund;
    out->return_url = transaction->return_url ? transaction->return_url : permission.return_url;
    out->is_customer_present = transaction->is_customer_present;
    out->date = transaction->date_charge;
    out->is_refund = is_refund(transaction);
    out->date_sent = transaction->sent_at;
    return OK;
}

/* Done now where no server is needed, else wanted of it. */
static enum err want(struct ctx *ctx, struct transaction *transaction, enum wish wish)
{
    const struct driver *driver = driver_of(transaction->type_gateway);
    struct gateway_outcome outcome = {0};
    struct gateway_errand errand;

    if (!driver->perform) {
        call_wish(ctx, &transaction->call, wish);
        return save(ctx, transaction);
    }
    TRY(transaction_errand(ctx, transaction, wish, &errand));
    driver->perform(ctx, &errand, &outcome);
    return transaction_settle(ctx, transaction, told_by_state(outcome.state), &outcome);
}

/* beginning ---------------------------------------------------------------------------------------
 */

static enum err refuse_open(struct ctx *ctx, const struct payable *payable)
{
    return fail(ctx, ERR_CONFLICT, "Error.Invoice.ChargeOnItsWay", NULL,
                "A charge for %s is on its way.", payable->full_number);
}

static enum err add(struct ctx *ctx, struct transaction *transaction)
{
    TRY(db_save(ctx, &sql_transaction_add, transaction_fields, transaction));
    return db_save_list(ctx, &sql_transaction_share_add, transaction_share_fields,
                        sizeof(struct transaction_share), &transaction->shares);
}

static struct transaction compose(struct ctx *ctx, const struct gateway_permission *permission,
                                  const struct customer *customer, size_t share_count)
{
    return (struct transaction){
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = customer->id_segment,
        .id_customer = customer->id,
        .id_gateway = permission->id_gateway,
        .id_permission = permission->id,
        .id_corrects = NONE,
        .reference_customer = customer->reference_customer,
        .reference_segment = customer->reference_segment,
        .type_gateway = permission->type_gateway,
        .name_display = permission->name_display,
        .type_payment = permission->type_payment,
        .state_transaction = TRANSACTION_TO_SEND,
        .currency = customer->currency,
        .is_content_kept = NONE,
        .idempotency_key = random_hex(ctx->arena, KEY_SIZE),
        .date_creation = ctx->now,
        .date_update = ctx->now,
        .id_user_creation = ctx->actor.id,
        .id_user_update = ctx->actor.id,
        .version = 1,
        .shares = {ARENA_ARRAY(ctx->arena, struct transaction_share, share_count), 0},
    };
}

static int by_invoice(const void *a, const void *b)
{
    const struct transaction_share *one = a, *other = b;

    return (one->id_invoice > other->id_invoice) - (one->id_invoice < other->id_invoice);
}

static enum err add_share(struct ctx *ctx, struct transaction *transaction,
                          const struct payable *payable, int64_t amount)
{
    int64_t attempts;
    struct transaction open;
    enum err err = transaction_open_of(ctx, payable->id, &open);

    if (err == OK)
        return refuse_open(ctx, payable);
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(db_number(
        ctx, &sql_transaction_attempts,
        ARGS(ARG_AS(id_invoice, payable->id), ARG_AS(id_permission, transaction->id_permission)),
        &attempts));
    if (attempts >= transaction->attempt)
        transaction->attempt = attempts + 1;
    transaction->amount += amount;
    *LIST_AT(transaction->shares, struct transaction_share, transaction->shares.count++) =
        (struct transaction_share){transaction->id, payable->id, payable->full_number, amount};
    return OK;
}

enum err transaction_charge(struct ctx *ctx, const struct charge_order *order,
                            struct transaction *out)
{
    *out = compose(ctx, order->permission, order->customer, order->due->count);
    out->attempt = 1;
    out->is_customer_present = order->is_customer_present;
    out->date_charge = order->date;
    if (order->idempotency_key)
        out->idempotency_key = order->idempotency_key;
    if (order->return_url)
        out->return_url = arena_printf(ctx->arena, "%s%" PRId64, order->return_url, out->id);
    for (size_t i = 0; i < order->due->count; i++) {
        const struct payable *payable = LIST_AT(*order->due, struct payable, i);

        TRY(add_share(ctx, out, payable,
                      order->amounts ? order->amounts[i]
                                     : payable->amount_total - payable->amount_paid));
    }
    assert(out->amount > 0);
    qsort(out->shares.items, out->shares.count, sizeof(struct transaction_share), by_invoice);
    TRY(add(ctx, out));
    TRY(mark(ctx, out, INVOICE_NONE));
    return want(ctx, out, WISH_CHARGE);
}

/* refunding ---------------------------------------------------------------------------------------
 */

/* What can still be given back of it, what is on its way being gone. */
static enum err measure(struct ctx *ctx, const struct invoice_shown *invoice, int64_t *amount)
{
    int64_t given, refunding, left;

    TRY(invoice_given_back(ctx, invoice->id, &given));
    TRY(db_number(ctx, &sql_transaction_refunding, ARGS(ARG_AS(id_invoice, invoice->id)),
                  &refunding));
    left = invoice->amount_total - given - refunding;
    if (invoice->state_invoice != INVOICE_PAID || left <= 0)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.NotPaid", NULL,
                    "%s cannot be refunded; it is %s, and nothing is left to give back.",
                    invoice->full_number, state_invoice_names[invoice->state_invoice]);
    if (*amount == NONE)
        *amount = left;
    if (*amount >= 1 && *amount <= left)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Amount",
                "Amount: %s has %lld left to give back.", invoice->full_number, (long long)left);
}

static enum err find_charge(struct ctx *ctx, const struct invoice_shown *invoice, int64_t amount,
                            struct transaction *out)
{
    int64_t id;
    enum err err = db_number(ctx, &sql_transaction_charge_of,
                             ARGS(ARG_AS(id_invoice, invoice->id), ARG(amount)), &id);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.NotCharged", NULL,
                    "%s was not paid by a gateway, or not so much of it: give it back by hand.",
                    invoice->full_number);
    TRY(err);
    return transaction_get(ctx, id, out);
}

enum err transaction_refund(struct ctx *ctx, int64_t id_invoice, int64_t amount, const char *reason,
                            struct transaction *out)
{
    struct gateway_permission permission;
    struct invoice_shown invoice;
    struct transaction charge;
    struct customer customer;
    enum err err = invoice_show(ctx, id_invoice, &invoice);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    if (text_is_blank(reason))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Reason", "Reason: is missing.");
    TRY(customer_lock(ctx, invoice.id_customer, &customer));
    TRY(invoice_show(ctx, id_invoice, &invoice));
    TRY(measure(ctx, &invoice, &amount));
    TRY(find_charge(ctx, &invoice, amount, &charge));
    TRY(permission_get(ctx, charge.id_permission, &permission));
    *out = compose(ctx, &permission, &customer, 1);
    out->id_corrects = charge.id;
    out->amount = -amount;
    out->reason = reason;
    out->token_transaction = charge.token_transaction;
    out->shares.count = 1;
    *LIST_AT(out->shares, struct transaction_share, 0) =
        (struct transaction_share){out->id, invoice.id, invoice.full_number, -amount};
    TRY(add(ctx, out));
    TRY(audit_record(ctx, "Transaction.Refund", "transactions", out->id, NULL, NULL));
    return want(ctx, out, WISH_REFUND);
}

/* calling off -------------------------------------------------------------------------------------
 */

enum err transaction_call_off(struct ctx *ctx, struct transaction *transaction)
{
    const struct gateway_outcome outcome = {0};
    bool is_leased = transaction->call.leased_until.micros > ctx->machine_now.micros;

    if (transaction->state_transaction == TRANSACTION_UNKNOWN || is_leased)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.ChargeOnItsWay", NULL,
                    "What becomes of the charge is not known yet; try again in a minute.");
    if (transaction->state_transaction == TRANSACTION_TO_SEND)
        return transaction_settle(ctx, transaction, TOLD_CANCELLED, &outcome);
    return want(ctx, transaction, WISH_CANCEL);
}

/* the sandbox -------------------------------------------------------------------------------------
 */

enum err transaction_simulate(struct ctx *ctx, int64_t id, enum sandbox_happening happening,
                              struct transaction *out)
{
    static const enum told told[] = {
        [HAPPENING_NONE] = TOLD_UNKNOWN,  [HAPPENING_SUCCEED] = TOLD_SUCCEEDED,
        [HAPPENING_REJECT] = TOLD_FAILED, [HAPPENING_DISPUTE] = TOLD_DISPUTED,
        [HAPPENING_WIN] = TOLD_WON,       [HAPPENING_LOSE] = TOLD_LOST,
    };
    struct gateway_outcome outcome = {0};
    enum state_transaction state;

    TRY(transaction_lock(ctx, id, out));
    state = (enum state_transaction)out->state_transaction;
    if (!happening)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Happening",
                    "Happening: is one of Succeed, Reject, Dispute, Win and Lose.");
    if (!sandbox_is_it(out->type_gateway) || is_senseless(out, told[happening]) ||
        transaction_after(state, told[happening]).state == state)
        return fail(ctx, ERR_CONFLICT, "Error.Transaction.CannotHappen", NULL,
                    "That cannot happen to this transaction; it is %s of %s.",
                    state_transaction_names[state], out->type_gateway);
    if (happening == HAPPENING_REJECT)
        outcome = (struct gateway_outcome){.decline = DECLINE_SOFT,
                                           .code = "rejected",
                                           .message = "Somebody wanted it to be rejected."};
    return transaction_settle(ctx, out, told[happening], &outcome);
}

enum err transaction_of_page(struct ctx *ctx, const char *idempotency_key, struct transaction *out)
{
    int64_t id;

    TRY(db_number(ctx, &sql_transaction_of_page, ARGS(ARG(idempotency_key)), &id));
    return transaction_get(ctx, id, out);
}

/* the clock ---------------------------------------------------------------------------------------
 */

struct due {
    int64_t id, id_customer;
};

static const struct field due_fields[] = {
    FIELD(due, id),
    FIELD(due, id_customer),
    FIELDS_END,
};

static enum err turn_one(struct ctx *ctx, int64_t id)
{
    struct transaction transaction;

    TRY(transaction_lock(ctx, id, &transaction));
    transaction.next_at = (struct instant){0};
    return want(ctx, &transaction, WISH_ASK);
}

enum err transaction_turn(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                          int64_t *count)
{
    struct list due;

    TRY(db_list(ctx, &sql_transaction_due, ARGS(ARG(at), ARG(first), ARG(last)), due_fields,
                sizeof(struct due), &due));
    *count = (int64_t)due.count;
    for (size_t i = 0; i < due.count; i++)
        TRY(turn_one(ctx, LIST_AT(due, struct due, i)->id));
    return OK;
}

/* the lane ----------------------------------------------------------------------------------------
 */

static enum err list_calls(struct ctx *ctx, int64_t most, struct list *out)
{
    return db_list(ctx, &sql_transaction_calls, ARGS(ARG(most)), lane_due_fields,
                   sizeof(struct lane_due), out);
}

/* Does the invoice still ask for that? A customer who is there may have wanted to pay a part. */
static bool is_asked(const struct transaction *transaction, const struct transaction_share *share,
                     const struct payable *payable)
{
    int64_t asked = payable->amount_total - payable->amount_paid;

    return share->id_invoice == payable->id &&
           (share->amount == asked || (transaction->is_customer_present && share->amount < asked));
}

/* Do its invoices still ask for as much, and is its method still good? */
static enum err is_still_wanted(struct ctx *ctx, const struct transaction *transaction, bool *out)
{
    struct gateway_permission permission;
    struct list due;
    size_t found = 0;

    TRY(permission_get(ctx, transaction->id_permission, &permission));
    TRY(invoice_list_payable(ctx, transaction->id_customer, &due));
    for (size_t i = 0; i < due.count; i++) {
        const struct payable *payable = LIST_AT(due, struct payable, i);

        for (size_t j = 0; j < transaction->shares.count; j++) {
            const struct transaction_share *share =
                LIST_AT(transaction->shares, struct transaction_share, j);

            found += is_asked(transaction, share, payable);
        }
    }
    *out = found == transaction->shares.count && permission.state_permission == PERMISSION_OK;
    return OK;
}

/* What is asked for is not owed any more: what is left of it is charged anew. */
static enum err drop(struct ctx *ctx, struct transaction *transaction)
{
    transaction->state_transaction = TRANSACTION_CANCELLED;
    call_end(&transaction->call);
    TRY(save(ctx, transaction));
    return collect_again(ctx, transaction);
}

/* From here on somebody may have been asked for money: if nobody writes down what came of it, the
 * next one asks. What moves none is said again. */
static void lease(const struct ctx *ctx, struct transaction *transaction)
{
    enum wish wish = (enum wish)transaction->call.wish;

    if (wish == WISH_CHARGE || wish == WISH_REFUND) {
        transaction->state_transaction = TRANSACTION_UNKNOWN;
        transaction->call.wish = WISH_ASK;
    }
    if (!instant_is_set(transaction->sent_at))
        transaction->sent_at = ctx->machine_now;
    transaction->call.due_at = transaction->call.leased_until;
}

/* Nobody was asked, and nobody can be: of a question that is no answer. */
static enum err refuse(struct ctx *ctx, struct transaction *transaction, int wish)
{
    struct gateway_outcome outcome = {.decline = DECLINE_SOFT};

    if (ctx->failures) {
        outcome.code = ctx->failures->code;
        outcome.message = ctx->failures->message;
    }
    ctx->failures = NULL;
    return transaction_settle(
        ctx, transaction, wish == WISH_CHARGE || wish == WISH_REFUND ? TOLD_FAILED : TOLD_UNKNOWN,
        &outcome);
}

static enum err prepare(struct ctx *ctx, int64_t id, struct asking *out)
{
    struct gateway_request request = {0};
    struct transaction transaction;
    struct gateway_errand errand;
    bool is_wanted = true;
    enum err err;

    TRY(transaction_lock(ctx, id, &transaction));
    if (!call_lease(ctx, &transaction.call))
        return OK;
    if (transaction.call.wish == WISH_CANCEL &&
        !transaction_is_open((enum state_transaction)transaction.state_transaction)) {
        call_end(&transaction.call); /* it was over before */
        return save(ctx, &transaction);
    }
    if (transaction.call.wish == WISH_CHARGE && !transaction.progress)
        TRY(is_still_wanted(ctx, &transaction, &is_wanted));
    if (!is_wanted)
        return drop(ctx, &transaction);
    *out =
        (struct asking){.id = id, .lease = transaction.call.leases, .what = transaction.call.wish};
    lease(ctx, &transaction);
    TRY(save(ctx, &transaction));
    err = transaction_errand(ctx, &transaction, (enum wish)out->what, &errand);
    if (err == OK)
        err = driver_of(transaction.type_gateway)->request(ctx, &errand, &request);
    if (err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_FAILED)
        return refuse(ctx, &transaction, out->what);
    TRY(err);
    out->post = gateway_post(ctx, &request);
    return OK;
}

static enum err conclude(struct ctx *ctx, const struct asking *asking)
{
    struct gateway_answer answer = {asking->post.status, asking->post.answer, asking->post.error};
    struct gateway_outcome outcome = {0};
    struct transaction transaction;
    struct gateway_errand errand;

    TRY(transaction_lock(ctx, asking->id, &transaction));
    if (transaction.call.leases != asking->lease)
        return OK;
    TRY(transaction_errand(ctx, &transaction, (enum wish)asking->what, &errand));
    driver_of(transaction.type_gateway)->outcome(ctx, &errand, &answer, &outcome);
    if (!outcome.is_unfinished && outcome.state == TRANSACTION_UNKNOWN &&
        !transaction.call.silences)
        log_write(LOG_WARNING, NULL, "transaction %lld: what became of it is not known yet: %s",
                  (long long)transaction.id, outcome.message ? outcome.message : outcome.code);
    if (!outcome.is_unfinished)
        return transaction_settle(ctx, &transaction, told_by_state(outcome.state), &outcome);
    TRY(take_details(ctx, &transaction, TOLD_UNKNOWN, &outcome));
    call_wish(ctx, &transaction.call, (enum wish)asking->what);
    return save(ctx, &transaction);
}

const struct lane transaction_lane = {
    .name = "transactions",
    .list = list_calls,
    .prepare = prepare,
    .conclude = conclude,
};
