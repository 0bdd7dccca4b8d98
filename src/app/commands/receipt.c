#include "app/commands/receipt.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/clock.h"
#include "domain/gateways/transaction.h"
#include "domain/payments/payment.h"
#include "domain/wording.h"
#include "platform/work/work.h"

static const struct {
    const char *word;
    int type_payment;
} types[] = {
    {"bank",  PAYMENT_EXTERNAL_BANK },
    {"check", PAYMENT_EXTERNAL_CHECK},
    {"cash",  PAYMENT_EXTERNAL_CASH },
    {"other", PAYMENT_EXTERNAL_OTHER},
};

/* A payment that is to be recorded, and what came of it. */
struct work {
    const struct options *options;
    struct list invoices; /* of struct payment_share */
    struct payment payment;
    bool is_new;
    bool is_pending; /* a gateway works at it */
};

enum err amount_typed(struct ctx *ctx, const char *text, const char *currency, int64_t *out)
{
    int exponent = currency_exponent(currency);
    int64_t unit = MICROS_PER_UNIT;
    struct decimal decimal;

    for (int i = 0; i < exponent; i++)
        unit /= 10;
    if (!decimal_parse(text, &decimal) || decimal.micros % unit)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Amount",
                    "--amount: \"%s\" is not an amount in %s.", text, currency);
    *out = decimal.micros / unit;
    return OK;
}

enum err moment_typed(struct ctx *ctx, const char *option, const char *text, struct instant *out)
{
    if (!text || instant_parse(text, out))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL, "--%s: \"%s\" is not a moment.",
                option, text);
}

enum err type_typed(struct ctx *ctx, const char *word, int *out)
{
    for (size_t i = 0; word && i < COUNT_OF(types); i++) {
        if (strcmp(types[i].word, word) == 0) {
            *out = types[i].type_payment;
            return OK;
        }
    }
    return word ? fail(ctx, ERR_INVALID, "Error.Api.Validation", "TypePayment",
                       "--type: it is bank, check, cash or other; of a refund also gateway.")
                : OK;
}

/* The currency of the customer, else of the first invoice, else of the segment. */
static enum err currency_of(struct ctx *ctx, const struct work *work, const char **out)
{
    const struct options *options = work->options;
    struct invoice_shown invoice;
    struct customer customer;
    struct segment segment;

    if (options->customer) {
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
        *out = customer.currency;
    } else if (work->invoices.count &&
               invoice_show_number(ctx,
                                   LIST_AT(work->invoices, struct payment_share, 0)->full_number,
                                   NULL, &invoice) == OK) {
        *out = invoice.currency;
    } else {
        TRY(segment_choose(ctx, options->segment, &segment));
        *out = segment.currency;
    }
    return OK;
}

static enum err record(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const struct options *options = work->options;
    struct receipt receipt = {
        .reference_customer = options->customer,
        .reference_segment = options->segment,
        .amount = NONE,
        .label_payment = options->label,
        .reference_payment = options->reference,
        .note = options->note,
        .invoices = work->invoices,
        .is_prepaid = options->prepaid,
    };
    const char *currency;

    TRY(clock_read(ctx));
    TRY(type_typed(ctx, options->type, &receipt.type_payment));
    TRY(moment_typed(ctx, "date", options->date, &receipt.date_payment));
    if (options->amount) {
        TRY(currency_of(ctx, work, &currency));
        TRY(amount_typed(ctx, options->amount, currency, &receipt.amount));
    }
    return payment_record(ctx, &receipt, &work->payment, &work->is_new);
}

static void show(struct job *job, const struct work *work)
{
    const struct payment *payment = &work->payment;

    if (work->is_pending) {
        console_print(job->console, "The provider was asked; the credit note comes with his "
                                    "answer.\n");
        return;
    }
    if (job->console->options.json) {
        console_object(job->console, payment_fields, payment);
        return;
    }
    console_print(job->console, "Payment %" PRId64 " of %s%s%s\n", payment->id,
                  amount_in_words(&job->ctx, "en", payment->currency, payment->amount),
                  work->is_new ? "" : ", recorded before",
                  payment->shares.count || payment->amount_credited ? ":" : "");
    for (size_t i = 0; i < payment->shares.count; i++) {
        const struct payment_share *share = LIST_AT(payment->shares, struct payment_share, i);

        console_print(job->console, "  %-16s %s\n", share->full_number,
                      amount_in_words(&job->ctx, "en", payment->currency, share->amount));
    }
    if (payment->amount_credited)
        console_print(
            job->console, "  %-16s %s\n", "credit",
            amount_in_words(&job->ctx, "en", payment->currency, payment->amount_credited));
}

static struct list numbers_typed(struct job *job, size_t first)
{
    const struct list *arguments = &job->console->options.arguments;
    struct list out = {ARENA_ARRAY(job->ctx.arena, struct payment_share, arguments->count + 1), 0};

    for (size_t i = first; i < arguments->count; i++)
        *LIST_AT(out, struct payment_share, out.count++) = (struct payment_share){
            .id_invoice = NONE,
            .full_number = LIST_AT(*arguments, struct argument, i)->value,
        };
    return out;
}

int receipt_record(struct job *job, size_t first)
{
    struct work work = {
        .options = &job->console->options,
        .invoices = numbers_typed(job, first),
    };
    enum err err = work_do(job->app->work, &job->ctx, record, &work);

    if (err == OK)
        show(job, &work);
    return console_failures(job->console, &job->ctx, err);
}

/* `--type gateway`: the way that it came. */
static bool is_by_gateway(const struct options *options)
{
    return text_equal(options->type, "gateway");
}

static enum err give_back_by_gateway(struct ctx *ctx, int64_t id_invoice,
                                     const struct refund *refund, struct work *work)
{
    struct transaction transaction;

    TRY(transaction_refund(ctx, id_invoice, refund->amount, refund->reason, &transaction));
    work->is_new = true;
    work->is_pending = transaction.state_transaction != TRANSACTION_SUCCEEDED;
    return work->is_pending ? OK : payment_of_transaction(ctx, transaction.id, &work->payment);
}

static enum err give_back(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const struct options *options = work->options;
    struct refund refund = {
        .reason = options->reason,
        .amount = NONE,
        .label_payment = options->label,
        .reference_payment = options->reference,
        .note = options->note,
    };
    struct invoice_shown invoice;
    enum err err;

    TRY(clock_read(ctx));
    err = invoice_show_number(ctx, LIST_AT(work->invoices, struct payment_share, 0)->full_number,
                              NULL, &invoice);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    if (!is_by_gateway(options))
        TRY(type_typed(ctx, options->type, &refund.type_payment));
    TRY(moment_typed(ctx, "date", options->date, &refund.date_payment));
    if (options->amount)
        TRY(amount_typed(ctx, options->amount, invoice.currency, &refund.amount));
    if (is_by_gateway(options))
        return give_back_by_gateway(ctx, invoice.id, &refund, work);
    return payment_refund(ctx, invoice.id, &refund, &work->payment, &work->is_new);
}

int receipt_give_back(struct job *job)
{
    struct work work = {
        .options = &job->console->options,
        .invoices = numbers_typed(job, 1),
    };
    enum err err = work_do(job->app->work, &job->ctx, give_back, &work);

    if (err == OK)
        show(job, &work);
    return console_failures(job->console, &job->ctx, err);
}
