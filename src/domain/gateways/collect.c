#include "domain/gateways/collect.h"

#include "base/text.h"
#include "domain/accounts/setting.h"
#include "domain/event.h"
#include "domain/subscriptions/subscription.h"
#include "platform/db/db.h"
#include "sql.h"

/* How long a customer has to authenticate if the plan does not say. */
#define AUTHENTICATION_DAYS 3

/* An invoice on its way to being collected. */
struct collected {
    struct payable payable;
    int state_invoice, type_payment;
    struct instant next_at, date_payment_limit;
};

#define OF_PAYABLE(member)                                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct payable *)0)->member),                        \
        .offset = offsetof(struct collected, payable.member)                                       \
    }

static const struct field collected_fields[] = {
    OF_PAYABLE(id),
    OF_PAYABLE(id_segment),
    OF_PAYABLE(id_customer),
    OF_PAYABLE(full_number),
    OF_PAYABLE(amount_total),
    OF_PAYABLE(amount_paid),
    FIELD_CHOICE_OF(collected, state_invoice, state_invoice_names),
    FIELD_CHOICE_OF(collected, type_payment, type_payment_names),
    FIELD(collected, next_at),
    FIELD(collected, date_payment_limit),
    FIELDS_END,
};

struct due {
    int64_t id, id_customer;
};

static const struct field due_fields[] = {
    FIELD(due, id),
    FIELD(due, id_customer),
    FIELDS_END,
};

static enum err get(struct ctx *ctx, int64_t id, struct collected *out)
{
    return db_get(ctx, &sql_collect_get, ARGS(ARG(id)), collected_fields, out);
}

static enum err load_plan(struct ctx *ctx, int64_t id_segment, struct plan *out)
{
    struct settings settings;
    const char *text;

    TRY(settings_load(ctx, &settings));
    text = setting_text(&settings, SETTING_RETRY_DAYS, id_segment);
    if (!text || !plan_parse(text, 1, out))
        *out = (struct plan){0};
    return OK;
}

static enum err tell(struct ctx *ctx, const struct collected *invoice, enum event_type type,
                     enum state_invoice state)
{
    return event_record(ctx, type,
                        (struct about){.id_segment = invoice->payable.id_segment,
                                       .id_customer = invoice->payable.id_customer,
                                       .id_invoice = invoice->payable.id,
                                       .state = state_invoice_names[state]});
}

/* `at` not set: nobody knows when it will be charged again. */
static enum err plan_charge(struct ctx *ctx, int64_t id, enum state_invoice state,
                            struct instant at)
{
    return db_run(ctx, &sql_collect_plan,
                  ARGS(ARG(id), ARG_AS(state_invoice, state_invoice_names[state]),
                       ARG_AS(next_at, at), ARG_AS(date_payment_scheduled, at)));
}

/* The customer's problem from now on, and if the merchant wants it that of his subscriptions. */
static enum err give_up(struct ctx *ctx, const struct collected *invoice)
{
    struct settings settings;

    TRY(plan_charge(ctx, invoice->payable.id, INVOICE_PROBLEM_AUTO, (struct instant){0}));
    TRY(tell(ctx, invoice, EVENT_INVOICE_DEBIT_PAYMENT_AUTO_FAILED, INVOICE_PROBLEM_AUTO));
    TRY(settings_load(ctx, &settings));
    if (setting_word(&settings, SETTING_AFTER_LAST_FAILURE, invoice->payable.id_segment) !=
        AFTER_LAST_FAILURE_SUSPEND)
        return OK;
    return subscription_suspend_unpaid(ctx, invoice->payable.id_customer);
}

/* after an attempt --------------------------------------------------------------------------------
 */

/* Is it still on the way that a plan is for? Not if somebody charged by hand what was a problem, or
 * what is paid offline. */
static bool is_planned(const struct collected *invoice)
{
    return invoice->state_invoice == INVOICE_DUE_AUTO ||
           invoice->state_invoice == INVOICE_DUE_PENDING ||
           invoice->state_invoice == INVOICE_DUE_TO_PROCESS;
}

/* The customer pays it himself again, as before. */
static enum err leave_to_customer(struct ctx *ctx, const struct collected *invoice)
{
    if (!is_planned(invoice))
        return OK;
    return db_run(ctx, &sql_collect_plan,
                  ARGS(ARG_AS(id, invoice->payable.id),
                       ARG_AS(state_invoice, state_invoice_names[INVOICE_DUE_OFFLINE]),
                       ARG_AS(next_at, instant_later(invoice->date_payment_limit, ctx->now)),
                       ARG_AS(date_payment_scheduled, (struct instant){0})));
}

/* Another method may have taken the place of one that was lost: it has attempts of its own. */
static enum err next_of(struct ctx *ctx, const struct transaction *transaction,
                        struct next_attempt *out)
{
    enum decline decline = (enum decline)transaction->decline;
    struct gateway_permission permission;
    int attempt = (int)transaction->attempt;
    struct plan plan;
    enum err err = permission_usable(ctx, transaction->id_customer, &permission);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == OK && permission.id != transaction->id_permission) {
        decline = DECLINE_SOFT;
        attempt = 1;
    }
    TRY(load_plan(ctx, transaction->id_segment, &plan));
    *out = attempt_after(&plan, attempt, decline, ctx->now);
    return OK;
}

static enum err tell_no_retry(struct ctx *ctx, const struct transaction *transaction)
{
    struct gateway_permission permission;

    TRY(permission_get(ctx, transaction->id_permission, &permission));
    return event_record(
        ctx, EVENT_CUSTOMER_CHARGING_AUTO_FAILED_NO_RETRY,
        (struct about){.id_segment = transaction->id_segment,
                       .id_customer = transaction->id_customer,
                       .id_permission = permission.id,
                       .state = state_permission_names[permission.state_permission]});
}

static enum err fail_one(struct ctx *ctx, const struct collected *invoice,
                         const struct next_attempt *next)
{
    if (invoice->type_payment < PAYMENT_CARD)
        return leave_to_customer(ctx, invoice);
    if (!is_planned(invoice))
        return OK;
    if (next->follow == FOLLOW_GIVE_UP)
        return give_up(ctx, invoice);
    TRY(plan_charge(ctx, invoice->payable.id, INVOICE_DUE_AUTO, next->at));
    return next->follow == FOLLOW_WAIT
               ? tell(ctx, invoice, EVENT_INVOICE_DEBIT_PAYMENT_AUTO_REQUESTED_AUTH,
                      INVOICE_DUE_AUTO)
               : OK;
}

enum err collect_failed(struct ctx *ctx, const struct transaction *transaction, bool is_final)
{
    struct next_attempt next = {FOLLOW_GIVE_UP, {0}};
    bool is_over = false;

    if (!is_final)
        TRY(next_of(ctx, transaction, &next));
    for (size_t i = 0; i < transaction->shares.count; i++) {
        struct collected invoice;

        TRY(get(ctx, LIST_AT(transaction->shares, struct transaction_share, i)->id_invoice,
                &invoice));
        is_over = is_over || (is_planned(&invoice) && invoice.type_payment >= PAYMENT_CARD &&
                              next.follow == FOLLOW_GIVE_UP);
        TRY(fail_one(ctx, &invoice, &next));
    }
    return is_over ? tell_no_retry(ctx, transaction) : OK;
}

/* What is left is charged when the invoice was to be paid at the latest; of a problem nothing is
 * planned. */
static enum err ask_for_rest(struct ctx *ctx, const struct collected *invoice)
{
    enum state_invoice state = (enum state_invoice)invoice->state_invoice;

    if (invoice->type_payment < PAYMENT_CARD)
        return leave_to_customer(ctx, invoice);
    if (!is_planned(invoice))
        return OK;
    if (state != INVOICE_DUE_AUTO && invoice->date_payment_limit.micros <= ctx->now.micros)
        return plan_charge(ctx, invoice->payable.id, INVOICE_PROBLEM_AUTO, (struct instant){0});
    return plan_charge(ctx, invoice->payable.id, INVOICE_DUE_AUTO,
                       instant_later(invoice->date_payment_limit, ctx->now));
}

enum err collect_part(struct ctx *ctx, const struct transaction *transaction)
{
    for (size_t i = 0; i < transaction->shares.count; i++) {
        struct collected invoice;

        TRY(get(ctx, LIST_AT(transaction->shares, struct transaction_share, i)->id_invoice,
                &invoice));
        if (invoice_is_unpaid((enum state_invoice)invoice.state_invoice))
            TRY(ask_for_rest(ctx, &invoice));
    }
    return OK;
}

enum err collect_authenticate(struct ctx *ctx, const struct transaction *transaction)
{
    int at = (int)transaction->attempt - 1;
    struct plan plan;
    int days = AUTHENTICATION_DAYS;

    TRY(load_plan(ctx, transaction->id_segment, &plan));
    if (plan.count)
        days = plan.days[at < plan.count ? at : plan.count - 1];
    for (size_t i = 0; i < transaction->shares.count; i++) {
        struct collected invoice;

        TRY(get(ctx, LIST_AT(transaction->shares, struct transaction_share, i)->id_invoice,
                &invoice));
        TRY(tell(ctx, &invoice, EVENT_INVOICE_DEBIT_PAYMENT_AUTO_REQUESTED_AUTH,
                 (enum state_invoice)invoice.state_invoice));
        if (invoice.state_invoice == INVOICE_DUE_AUTO)
            TRY(plan_charge(ctx, invoice.payable.id, INVOICE_DUE_AUTO,
                            instant_plus(ctx->now, DAYS(days))));
    }
    return OK;
}

enum err collect_again(struct ctx *ctx, const struct transaction *transaction)
{
    for (size_t i = 0; i < transaction->shares.count; i++) {
        struct collected invoice;

        TRY(get(ctx, LIST_AT(transaction->shares, struct transaction_share, i)->id_invoice,
                &invoice));
        if (invoice.state_invoice == INVOICE_DUE_AUTO)
            TRY(plan_charge(ctx, invoice.payable.id, INVOICE_DUE_AUTO, ctx->now));
    }
    return OK;
}

/* charging ----------------------------------------------------------------------------------------
 */

static enum err tell_no_method(struct ctx *ctx, const struct customer *customer)
{
    return event_record(
        ctx, EVENT_CUSTOMER_CHARGING_AUTO_FAILED_NO_PERMISSION,
        (struct about){.id_segment = customer->id_segment, .id_customer = customer->id});
}

/* Nobody authenticated in time. Until the provider has agreed, nothing else is tried. */
static enum err stop_waiting(struct ctx *ctx, const struct collected *invoice,
                             struct transaction *open)
{
    enum err err;

    TRY(plan_charge(ctx, invoice->payable.id, (enum state_invoice)invoice->state_invoice,
                    (struct instant){0}));
    if (open->state_transaction != TRANSACTION_TO_AUTHENTICATE)
        return OK; /* what becomes of it will be told */
    TRY(give_up(ctx, invoice));
    TRY(tell_no_retry(ctx, open));
    err = transaction_call_off(ctx, open);
    if (err != ERR_CONFLICT)
        return err;
    ctx->failures = NULL; /* he is being asked what became of it */
    return OK;
}

static enum err charge(struct ctx *ctx, const struct customer *customer, struct collected *invoice,
                       bool is_customer_present, struct instant date, struct transaction *out)
{
    struct gateway_permission permission;
    const struct list due = {&invoice->payable, 1};
    const struct charge_order order = {
        .customer = customer,
        .permission = &permission,
        .due = &due,
        .is_customer_present = is_customer_present,
        .date = date,
    };

    TRY(permission_usable(ctx, customer->id, &permission));
    return transaction_charge(ctx, &order, out);
}

static enum err charge_due(struct ctx *ctx, const struct due *due, struct instant at)
{
    struct transaction transaction;
    struct collected invoice;
    struct customer customer;
    enum err err;

    TRY(customer_lock(ctx, due->id_customer, &customer));
    TRY(get(ctx, due->id, &invoice));
    if (invoice.state_invoice != INVOICE_DUE_AUTO || invoice.next_at.micros != at.micros)
        return OK;
    err = transaction_open_of(ctx, due->id, &transaction);
    if (err == OK)
        return stop_waiting(ctx, &invoice, &transaction);
    if (err != ERR_NOT_FOUND)
        return err;
    err = charge(ctx, &customer, &invoice, false, ctx->now, &transaction);
    if (err != ERR_NOT_FOUND)
        return err;
    TRY(tell_no_method(ctx, &customer));
    return give_up(ctx, &invoice);
}

enum err collect_charge_due(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                            int64_t *count)
{
    struct list due;

    TRY(db_list(ctx, &sql_collect_due, ARGS(ARG(at), ARG(first), ARG(last)), due_fields,
                sizeof(struct due), &due));
    *count = (int64_t)due.count;
    for (size_t i = 0; i < due.count; i++)
        TRY(charge_due(ctx, LIST_AT(due, struct due, i), at));
    return OK;
}

/* Not one that waits for its customer. */
static enum err charge_early(struct ctx *ctx, const struct due *due, bool *is_charged)
{
    struct transaction transaction;
    struct collected invoice;
    struct customer customer;
    enum err err;

    TRY(customer_lock(ctx, due->id_customer, &customer));
    TRY(get(ctx, due->id, &invoice));
    err = transaction_open_of(ctx, due->id, &transaction);
    if (err != ERR_NOT_FOUND || invoice.state_invoice != INVOICE_DUE_AUTO)
        return err == ERR_NOT_FOUND ? OK : err;
    err = charge(ctx, &customer, &invoice, false, instant_later(invoice.next_at, ctx->now),
                 &transaction);
    *is_charged = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err collect_charge_early(struct ctx *ctx, int64_t id_gateway, struct instant until,
                              int64_t *count)
{
    struct list due;

    *count = 0;
    TRY(db_list(ctx, &sql_collect_early, ARGS(ARG(id_gateway), ARG(until)), due_fields,
                sizeof(struct due), &due));
    for (size_t i = 0; i < due.count; i++) {
        bool is_charged = false;

        TRY(charge_early(ctx, LIST_AT(due, struct due, i), &is_charged));
        *count += is_charged;
    }
    return OK;
}

static enum err lock_invoice(struct ctx *ctx, int64_t id_invoice, struct customer *customer,
                             struct collected *out)
{
    enum err err = get(ctx, id_invoice, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    TRY(customer_lock(ctx, out->payable.id_customer, customer));
    return get(ctx, id_invoice, out);
}

enum err collect_charge_now(struct ctx *ctx, int64_t id_invoice, bool is_customer_present,
                            struct transaction *out)
{
    struct collected invoice;
    struct customer customer;
    enum err err;

    TRY(lock_invoice(ctx, id_invoice, &customer, &invoice));
    if (!invoice_is_unpaid((enum state_invoice)invoice.state_invoice))
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.NotDue", NULL,
                    "%s cannot be charged; it is %s.", invoice.payable.full_number,
                    state_invoice_names[invoice.state_invoice]);
    err = transaction_open_of(ctx, id_invoice, out);
    if (err == OK && out->state_transaction == TRANSACTION_TO_AUTHENTICATE)
        return OK; /* its page is still there */
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    err = charge(ctx, &customer, &invoice, is_customer_present, ctx->now, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_CONFLICT, "Error.Customer.NoMethod", NULL,
                    "The customer has no method of payment that could be charged.");
    TRY(err);
    return transaction_get(ctx, out->id, out);
}

/* cancelling --------------------------------------------------------------------------------------
 */

enum err collect_cancel(struct ctx *ctx, int64_t id_invoice, const struct cancellation *input,
                        int64_t *id, bool *is_waiting)
{
    struct transaction open;
    struct collected invoice;
    struct customer customer;
    struct invoice credit;
    enum err err;

    *is_waiting = false;
    TRY(lock_invoice(ctx, id_invoice, &customer, &invoice));
    err = transaction_open_of(ctx, id_invoice, &open);
    if (err == ERR_NOT_FOUND || text_is_blank(input->reason)) {
        TRY(invoice_cancel(ctx, id_invoice, input, &credit));
        *id = credit.id;
        return OK;
    }
    TRY(err);
    if (open.shares.count > 1)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.ChargeOnItsWay", NULL,
                    "A charge for %s and others is on its way.", invoice.payable.full_number);
    open.reason = input->reason;
    open.is_content_kept = input->keep_content;
    TRY(transaction_call_off(ctx, &open));
    *id = id_invoice;
    *is_waiting = open.state_transaction != TRANSACTION_CANCELLED;
    return *is_waiting ? OK : db_number(ctx, &sql_collect_credit_of, ARGS(ARG(id_invoice)), id);
}

/* going on ----------------------------------------------------------------------------------------
 */

/* What could not be charged gets one attempt with the new method, at once; what is planned keeps
 * its day. */
static enum err charge_waiting(struct ctx *ctx, const struct customer *customer, int64_t id)
{
    struct transaction transaction;
    struct collected invoice;
    enum err err;

    TRY(get(ctx, id, &invoice));
    err = charge(ctx, customer, &invoice, false, ctx->now, &transaction);
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err collect_resume(struct ctx *ctx, const struct customer *customer)
{
    struct list waiting;

    TRY(subscription_resume(ctx, customer->id, STATE_SUSPENDED_NO_PAYMENT_INFO));
    TRY(db_list(ctx, &sql_collect_waiting, ARGS(ARG_AS(id_customer, customer->id)), due_fields,
                sizeof(struct due), &waiting));
    for (size_t i = 0; i < waiting.count; i++)
        TRY(charge_waiting(ctx, customer, LIST_AT(waiting, struct due, i)->id));
    return OK;
}

/* reminders ---------------------------------------------------------------------------------------
 */

static enum err remind_one(struct ctx *ctx, const struct settings *settings,
                           const struct collected *invoice)
{
    const char *text = setting_text(settings, SETTING_REMINDER_DAYS, invoice->payable.id_segment);
    struct instant next = {0};
    struct plan plan;

    if (text && plan_parse(text, -PLAN_DAYS_MAX, &plan))
        next = reminder_after(&plan, invoice->date_payment_limit, ctx->now);
    TRY(db_run(ctx, &sql_collect_next_reminder,
               ARGS(ARG_AS(id, invoice->payable.id), ARG_AS(reminder_at, next))));
    if (invoice->state_invoice != INVOICE_DUE_OFFLINE &&
        invoice->state_invoice != INVOICE_PROBLEM_OVERDUE)
        return OK;
    return tell(ctx, invoice, EVENT_INVOICE_DEBIT_REMINDER,
                (enum state_invoice)invoice->state_invoice);
}

enum err collect_remind(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                        int64_t *count)
{
    struct settings settings;
    struct list due;

    TRY(db_list(ctx, &sql_collect_remind, ARGS(ARG(at), ARG(first), ARG(last)), collected_fields,
                sizeof(struct collected), &due));
    TRY(settings_load(ctx, &settings));
    *count = (int64_t)due.count;
    for (size_t i = 0; i < due.count; i++)
        TRY(remind_one(ctx, &settings, LIST_AT(due, struct collected, i)));
    return OK;
}
