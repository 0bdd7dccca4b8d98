#include "domain/invoices/invoice_credit.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/event.h"
#include "domain/invoices/invoice_draft.h"
#include "domain/invoices/invoice_series.h"
#include "domain/invoices/invoice_settle.h"
#include "platform/db/db.h"
#include "rules/refund.h"
#include "rules/tax.h"
#include "sql.h"

/* On the credit note of an invoice that is issued again, unless another is given. */
#define REFRESH_REASON "Billing address changed"

/* What a credit note gives back of its invoice: from what was given back `before` until `after`. */
struct giving_back {
    const char *type_credit, *reason;
    int64_t before, after;
    struct instant date; /* when the money went back; not set: none did */
};

/* A credit note while it is made. */
struct note {
    const struct customer *customer;
    const struct invoice *original;
    const struct giving_back *back;
    struct list lines, taxes; /* the original's */
    struct debtor debtor;
    struct segment segment;
    struct draft draft;
};

static enum err check_reason(struct ctx *ctx, const char *reason)
{
    if (!text_is_blank(reason))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Reason", "Reason: is missing.");
}

/* making it ---------------------------------------------------------------------------------------
 */

static enum err load_seller(struct ctx *ctx, int64_t id, const struct seller **out)
{
    struct list sellers;

    TRY(seller_list(ctx, &sellers));
    for (size_t i = 0; i < sellers.count; i++)
        if (LIST_AT(sellers, struct seller, i)->id == id)
            *out = LIST_AT(sellers, struct seller, i);
    return *out ? OK : ERR_FAILED;
}

static enum err load_original(struct ctx *ctx, struct note *note)
{
    const struct invoice *original = note->original;
    enum err err;

    note->debtor.id = original->id_customer;
    TRY(segment_get(ctx, original->id_segment, &note->segment));
    TRY(load_seller(ctx, original->id_seller, &note->draft.seller));
    TRY(db_list(ctx, &sql_invoice_lines, ARGS(ARG_AS(id, original->id)), balance_line_fields,
                sizeof(struct balance_line), &note->lines));
    TRY(invoice_tax_list(ctx, original->id, &note->taxes));
    err = db_get(ctx, &sql_invoice_digest, ARGS(ARG_AS(id, original->id_address_customer)),
                 debtor_fields, &note->debtor);
    note->debtor.id = original->id_customer;
    return err == ERR_NOT_FOUND ? OK : err;
}

/* The line of a credit note that gives `share` of a line back. A part of a line has no quantity. */
static struct balance_line mirrored(struct ctx *ctx, const struct balance_line *line, int64_t share)
{
    struct balance_line mirror = *line;

    mirror.id = db_new_id(ctx, ID_ROW);
    mirror.amount_subtotal = -share;
    mirror.amount_total = -share - tax_of_line(share, line->rate_tax);
    if (share != line->amount_subtotal)
        mirror.quantity_reported.micros = mirror.quantity_billed.micros = NONE;
    mirror.state_move = MOVE_CREDITED;
    mirror.charge_key = mirror.explanation = NULL;
    mirror.date_creation = ctx->now;
    mirror.id_user_creation = ctx->actor.id;
    return mirror;
}

static void mirror_lines(struct ctx *ctx, struct note *note, const int64_t *shares)
{
    struct list *lines = &note->draft.lines;

    lines->items = ARENA_ARRAY(ctx->arena, struct balance_line, note->lines.count);
    for (size_t i = 0; i < note->lines.count; i++) {
        const struct balance_line *line = LIST_AT(note->lines, struct balance_line, i);

        if (shares[i] || !line->amount_subtotal)
            *LIST_AT(*lines, struct balance_line, lines->count++) = mirrored(ctx, line, shares[i]);
    }
}

static int64_t sum_of(const struct list *lines, const struct invoice_tax *tax)
{
    int64_t sum = 0;

    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        if (invoice_tax_is(tax, line->rate_tax, line->category_tax, line->country_tax))
            sum += line->amount_subtotal;
    }
    return sum;
}

/* The part of what is given back that was sold at a distance: as it was of the whole. */
static int64_t distance_of(const struct invoice_tax *original, int64_t amount_subtotal)
{
    if (original->amount_distance == NONE || !original->amount_subtotal)
        return NONE;
    if (original->amount_subtotal < 0)
        return divide_rounded(-(int128)original->amount_distance * amount_subtotal,
                              -original->amount_subtotal, ROUND_HALF_UP);
    return divide_rounded((int128)original->amount_distance * amount_subtotal,
                          original->amount_subtotal, ROUND_HALF_UP);
}

static void mirror_taxes(struct ctx *ctx, struct note *note, const int64_t *shares)
{
    struct draft *draft = &note->draft;
    struct invoice *invoice = &draft->invoice;

    draft->taxes = (struct list){ARENA_ARRAY(ctx->arena, struct invoice_tax, note->taxes.count),
                                 note->taxes.count};
    for (size_t i = 0; i < note->taxes.count; i++) {
        struct invoice_tax *tax = LIST_AT(draft->taxes, struct invoice_tax, i);

        *tax = *LIST_AT(note->taxes, struct invoice_tax, i);
        tax->amount_subtotal = sum_of(&draft->lines, tax);
        tax->amount_tax = -shares[i];
        tax->amount_distance =
            distance_of(LIST_AT(note->taxes, struct invoice_tax, i), tax->amount_subtotal);
        invoice->amount_subtotal += tax->amount_subtotal;
        invoice->amount_total += tax->amount_subtotal + tax->amount_tax;
    }
}

/* Lines and taxes by their shares of what is given back. */
static void mirror(struct ctx *ctx, struct note *note)
{
    size_t line_count = note->lines.count, count = line_count + note->taxes.count;
    int64_t *parts = ARENA_ARRAY(ctx->arena, int64_t, count);
    int64_t *shares = ARENA_ARRAY(ctx->arena, int64_t, count);

    for (size_t i = 0; i < line_count; i++)
        parts[i] = LIST_AT(note->lines, struct balance_line, i)->amount_subtotal;
    for (size_t i = line_count; i < count; i++)
        parts[i] = LIST_AT(note->taxes, struct invoice_tax, i - line_count)->amount_tax;
    refund_shares(parts, count, note->back->before, note->back->after, shares);
    mirror_lines(ctx, note, shares);
    mirror_taxes(ctx, note, shares + line_count);
    if (instant_is_set(note->back->date))
        note->draft.invoice.amount_paid = note->draft.invoice.amount_total;
}

static void begin_note(struct note *note)
{
    const struct invoice *original = note->original;

    note->draft.debtor = &note->debtor;
    note->draft.segment = &note->segment;
    note->draft.corrects = original->full_number;
    note->draft.invoice = (struct invoice){
        .id_segment = original->id_segment,
        .id_seller = original->id_seller,
        .id_customer = original->id_customer,
        .type_credit = note->back->type_credit,
        .state_invoice = INVOICE_PAID,
        .type_payment = original->type_payment,
        .currency = original->currency,
        .language = original->language,
        .date_payment = note->back->date,
        .reason = note->back->reason,
        .id_corrects = original->id,
        .id_address_seller = original->id_address_seller,
        .id_address_customer = original->id_address_customer,
        .reference_order = original->reference_order,
        .amount_deposit = NONE,
    };
}

static enum err number_note(struct ctx *ctx, struct note *note)
{
    struct invoice *invoice = &note->draft.invoice;
    struct settings settings;
    const struct numbered numbered = {&settings, &note->segment, note->draft.seller,
                                      invoice->id_customer, SERIES_CREDIT_NOTES};
    struct series series;

    TRY(settings_load(ctx, &settings));
    TRY(series_take(ctx, &numbered, 1, &series));
    TRY(series_next(ctx, &series, &invoice->number, &invoice->full_number));
    invoice->id = db_new_id(ctx, ID_PUBLIC);
    invoice->id_series = series.id;
    invoice->date_issue = series.last_issue_at;
    invoice->issued_on = series.issued_on;
    invoice->date_update = ctx->now;
    draft_freeze(ctx, &note->draft);
    return OK;
}

static enum err save_note(struct ctx *ctx, struct note *note)
{
    struct draft *draft = &note->draft;

    for (size_t i = 0; i < draft->lines.count; i++) {
        LIST_AT(draft->lines, struct balance_line, i)->id_invoice = draft->invoice.id;
        LIST_AT(draft->lines, struct balance_line, i)->position = (int64_t)i + 1;
    }
    for (size_t i = 0; i < draft->taxes.count; i++)
        LIST_AT(draft->taxes, struct invoice_tax, i)->id_invoice = draft->invoice.id;
    TRY(db_save(ctx, &sql_invoice_add, invoice_fields, &draft->invoice));
    TRY(db_save_list(ctx, &sql_invoice_tax_add, invoice_tax_fields, sizeof(struct invoice_tax),
                     &draft->taxes));
    return balance_add_lines(ctx, &draft->lines);
}

static enum err enter_note(struct ctx *ctx, const struct draft *draft)
{
    struct posting postings[INVOICE_POSTINGS];
    size_t count = draft_postings(draft, postings);
    struct book book;

    TRY(book_open(ctx, &book));
    TRY(book_enter(ctx, &book, "CreditIssued", draft->invoice.id, draft->invoice.content_hash.at,
                   postings, count));
    return book_close(ctx, &book);
}

/* Credit that the invoice had used up is the customer's again. */
static enum err return_credit(struct ctx *ctx, const struct note *note)
{
    int64_t sum = 0;

    for (size_t i = 0; i < note->draft.lines.count; i++) {
        const struct balance_line *line = LIST_AT(note->draft.lines, struct balance_line, i);

        if (line->type_line == LINE_BILLING_REPORT)
            sum += line->amount_subtotal;
    }
    return sum ? balance_add_credit(ctx, note->customer, sum, ctx->now, NULL, NULL) : OK;
}

/* Writes, numbers and enters it, with its event and without touching the invoice. */
static enum err issue_credit(struct ctx *ctx, const struct customer *customer,
                             const struct invoice *original, const struct giving_back *back,
                             struct invoice *out)
{
    struct note note = {.customer = customer, .original = original, .back = back};

    TRY(load_original(ctx, &note));
    begin_note(&note);
    mirror(ctx, &note);
    TRY(number_note(ctx, &note));
    TRY(save_note(ctx, &note));
    TRY(return_credit(ctx, &note));
    TRY(enter_note(ctx, &note.draft));
    *out = note.draft.invoice;
    return event_record(ctx, EVENT_INVOICE_CREDIT_ISSUED,
                        (struct about){.id_segment = out->id_segment,
                                       .id_customer = out->id_customer,
                                       .id_invoice = out->id,
                                       .state = state_invoice_names[out->state_invoice]});
}

/* cancelling --------------------------------------------------------------------------------------
 */

/* What it used of the customer's credit is no payment that would be in the way. */
static enum err check_cancellable(struct ctx *ctx, const struct invoice *invoice,
                                  enum invoice_verb verb)
{
    enum state_invoice state;
    int64_t used;

    TRY(invoice_check(ctx, invoice, verb, &state));
    TRY(db_number(ctx, &sql_invoice_credit_used, ARGS(ARG_AS(id, invoice->id)), &used));
    if (invoice->amount_paid != used)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.PartlyPaid", NULL,
                    "%s cannot be cancelled; a part of it is paid.", invoice->full_number);
    return OK;
}

static enum err enter_returned(struct ctx *ctx, const struct invoice *invoice, int64_t amount)
{
    const struct posting postings[] = {
        {ACCOUNT_RECEIVABLE, invoice->id_customer, amount,  invoice->currency},
        {ACCOUNT_CREDIT,     invoice->id_customer, -amount, invoice->currency},
    };
    struct book book;

    TRY(book_open(ctx, &book));
    TRY(book_enter(ctx, &book, "CreditReturned", invoice->id, invoice->content_hash.at, postings,
                   2));
    return book_close(ctx, &book);
}

/* The credit that it was paid with is the customer's again. */
static enum err return_used(struct ctx *ctx, const struct customer *customer,
                            const struct invoice *invoice)
{
    struct credit_use use = {
        .id_invoice = invoice->id, .amount = -invoice->amount_paid, .date_use = ctx->now};

    if (!invoice->amount_paid)
        return OK;
    TRY(balance_add_credit(ctx, customer, invoice->amount_paid, ctx->now, NULL, &use.id_line));
    TRY(db_save(ctx, &sql_credit_use_add, credit_use_fields, &use));
    TRY(db_run(ctx, &sql_invoice_set_paid,
               ARGS(ARG_AS(id, invoice->id), ARG_AS(amount_paid, INT64_C(0)))));
    return enter_returned(ctx, invoice, invoice->amount_paid);
}

/* To be invoiced anew, as they were; the charges that made them stay made. */
static enum err put_back(struct ctx *ctx, const struct invoice *invoice, int64_t id_draft)
{
    struct list lines, kept;

    TRY(db_list(ctx, &sql_invoice_lines, ARGS(ARG_AS(id, invoice->id)), balance_line_fields,
                sizeof(struct balance_line), &lines));
    kept = (struct list){ARENA_ARRAY(ctx->arena, struct balance_line, lines.count), 0};
    for (size_t i = 0; i < lines.count; i++) {
        struct balance_line line = *LIST_AT(lines, struct balance_line, i);

        if (line.type_line == LINE_BILLING_REPORT)
            continue; /* goes back in any case */
        line.id = db_new_id(ctx, ID_ROW);
        line.billable_at = line.date_creation = ctx->now;
        line.state_move = MOVE_DUE;
        line.charge_key = NULL;
        line.id_invoice = line.position = NONE;
        line.category_tax = line.country_tax = NULL; /* of the place where he will be then */
        line.id_draft = id_draft;
        line.id_user_creation = ctx->actor.id;
        *LIST_AT(kept, struct balance_line, kept.count++) = line;
    }
    return balance_add_lines(ctx, &kept);
}

/* Void, with its credit note. */
static enum err void_invoice(struct ctx *ctx, const struct customer *customer,
                             const struct invoice *invoice, const char *reason, struct invoice *out)
{
    struct giving_back back = {
        .type_credit = CREDIT_VOIDING, .reason = reason, .after = invoice->amount_total};

    TRY(invoice_close(ctx, invoice->id, INVOICE_VOID, invoice->date_payment));
    TRY(event_record(ctx, EVENT_INVOICE_DEBIT_CANCELLED, invoice_about(invoice, INVOICE_VOID)));
    TRY(issue_credit(ctx, customer, invoice, &back, out));
    return return_used(ctx, customer, invoice);
}

enum err invoice_cancel(struct ctx *ctx, int64_t id, const struct cancellation *input,
                        struct invoice *out)
{
    struct customer customer;
    struct invoice invoice;

    TRY(check_reason(ctx, input->reason));
    TRY(invoice_lock(ctx, id, &customer, &invoice));
    TRY(check_cancellable(ctx, &invoice, INVOICE_CANCEL));
    TRY(void_invoice(ctx, &customer, &invoice, input->reason, out));
    if (input->keep_content == 1) {
        TRY(put_back(ctx, &invoice, NONE));
        TRY(customer_draw_billing(ctx, customer.id, instant_plus(ctx->now, BILLING_DELAY)));
    }
    return audit_record(ctx, "Invoice.Cancel", "invoices", id, NULL, NULL);
}

/* another address ---------------------------------------------------------------------------------
 */

static const char *note_without(struct ctx *ctx, const char *note, const char *of_customer)
{
    size_t length = of_customer ? strlen(of_customer) : 0;

    if (!note || !length || strncmp(note, of_customer, length) != 0)
        return note;
    if (!note[length])
        return NULL;
    return note[length] == '\n' ? arena_copy(ctx->arena, note + length + 1) : note;
}

/* A draft of the same lines, which is then issued as any other. */
static enum err issue_again(struct ctx *ctx, const struct customer *customer,
                            const struct invoice *invoice, struct invoice *out)
{
    struct composition composition;
    struct held_invoice held = {
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = invoice->id_segment,
        .id_customer = invoice->id_customer,
        .issue_at = ctx->now,
        .note = note_without(ctx, invoice->note, customer->note_invoice),
        .type_payment = invoice->type_payment,
        .composed_subtotal = 0,
        .composed_total = 0,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
        .date_update = ctx->now,
    };

    fields_clear(composition_fields, &composition);
    composition.reference_order = invoice->reference_order;
    if (invoice->amount_deposit != NONE) {
        composition.type_deposit = OFF_FLAT;
        composition.value_deposit = invoice->amount_deposit;
    }
    held.composition = composition_write(ctx, &composition);
    TRY(db_save(ctx, &sql_draft_add, held_invoice_fields, &held));
    TRY(put_back(ctx, invoice, held.id));
    return draft_issue(ctx, held.id, out);
}

enum err invoice_refresh(struct ctx *ctx, int64_t id, const char *reason, struct invoice *credit,
                         struct invoice *out)
{
    struct customer customer;
    struct invoice invoice;

    TRY(invoice_lock(ctx, id, &customer, &invoice));
    TRY(check_cancellable(ctx, &invoice, INVOICE_REFRESH));
    if (invoice.id_address_customer == customer.id_address_billing)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.AddressUnchanged", NULL,
                    "%s has the customer's present billing address.", invoice.full_number);
    TRY(void_invoice(ctx, &customer, &invoice, text_is_blank(reason) ? REFRESH_REASON : reason,
                     credit));
    TRY(issue_again(ctx, &customer, &invoice, out));
    return audit_record(ctx, "Invoice.Refresh", "invoices", id, NULL, NULL);
}

/* refunding ---------------------------------------------------------------------------------------
 */

enum err invoice_given_back(struct ctx *ctx, int64_t id, int64_t *out)
{
    return db_number(ctx, &sql_invoice_given_back, ARGS(ARG(id)), out);
}

/* From what was given back before until what will have been. */
static enum err measure(struct ctx *ctx, const struct invoice *invoice, int64_t amount,
                        struct giving_back *back)
{
    int64_t left;

    TRY(invoice_given_back(ctx, invoice->id, &back->before));
    left = invoice->amount_total - back->before;
    if (invoice->state_invoice != INVOICE_PAID || !left)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.NotPaid", NULL,
                    "%s cannot be refunded; it is %s of %" PRId64 ".", invoice->full_number,
                    state_invoice_names[invoice->state_invoice], invoice->amount_total);
    back->after = back->before + (amount == NONE ? left : amount);
    if (amount == NONE || (amount >= 1 && amount <= left))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Amount",
                "Amount: %s has %" PRId64 " left to give back.", invoice->full_number, left);
}

/* The credit note of what is given back, as paid. */
static enum err give_back(struct ctx *ctx, int64_t id, const struct refunding *input,
                          struct customer *customer, struct invoice *out)
{
    struct giving_back back = {CREDIT_REFUND, input->reason, 0, 0, input->date};
    struct invoice invoice;
    enum state_invoice state;

    TRY(check_reason(ctx, input->reason));
    TRY(invoice_lock(ctx, id, customer, &invoice));
    TRY(measure(ctx, &invoice, input->amount, &back));
    TRY(invoice_check(
        ctx, &invoice,
        back.after == invoice.amount_total ? INVOICE_REFUND_WHOLE : INVOICE_REFUND_PART, &state));
    TRY(invoice_close(ctx, id, state, invoice.date_payment));
    TRY(event_record(ctx, EVENT_INVOICE_DEBIT_REFUNDED, invoice_about(&invoice, state)));
    return issue_credit(ctx, customer, &invoice, &back, out);
}

enum err invoice_refund(struct ctx *ctx, int64_t id, const struct refunding *input,
                        struct invoice *out)
{
    struct customer customer;

    return give_back(ctx, id, input, &customer, out);
}

enum err invoice_credit(struct ctx *ctx, int64_t id, const char *reason, int64_t amount,
                        struct invoice *out)
{
    const struct refunding input = {reason, amount, ctx->now};
    struct credit_use use = {.date_use = ctx->now};
    struct customer customer;

    TRY(give_back(ctx, id, &input, &customer, out));
    TRY(balance_add_credit(ctx, &customer, -out->amount_total, ctx->now, NULL, &use.id_line));
    use.id_invoice = out->id;
    use.amount = out->amount_total;
    TRY(db_save(ctx, &sql_credit_use_add, credit_use_fields, &use));
    TRY(enter_returned(ctx, out, -out->amount_total));
    return audit_record(ctx, "Invoice.Credit", "invoices", id, NULL, NULL);
}

/* giving up ---------------------------------------------------------------------------------------
 */

/* What it still asks is lost, or, negative, no longer. */
static enum err enter_loss(struct ctx *ctx, const struct invoice *invoice, const char *kind,
                           int64_t left)
{
    const struct posting postings[] = {
        {ACCOUNT_LOSS,       invoice->id_customer, left,  invoice->currency},
        {ACCOUNT_RECEIVABLE, invoice->id_customer, -left, invoice->currency},
    };
    struct book book;

    TRY(book_open(ctx, &book));
    TRY(book_enter(ctx, &book, kind, invoice->id, invoice->content_hash.at, postings, 2));
    return book_close(ctx, &book);
}

static enum err audit_reason(struct ctx *ctx, const char *action, int64_t id, const char *reason)
{
    struct text json = {.arena = ctx->arena};
    const struct cancellation kept = {.reason = reason, .keep_content = NONE};
    static const struct field fields[] = {FIELD(cancellation, reason), FIELDS_END};

    json_write(&json, fields, &kept);
    return audit_record(ctx, action, "invoices", id, NULL, text_done(&json));
}

enum err invoice_write_off(struct ctx *ctx, int64_t id, const char *reason)
{
    struct customer customer;
    struct invoice invoice;
    enum state_invoice state;

    TRY(check_reason(ctx, reason));
    TRY(invoice_lock(ctx, id, &customer, &invoice));
    TRY(invoice_check(ctx, &invoice, INVOICE_WRITE_OFF, &state));
    TRY(invoice_close(ctx, id, state, invoice.date_payment));
    TRY(enter_loss(ctx, &invoice, "InvoiceWrittenOff", invoice.amount_total - invoice.amount_paid));
    TRY(event_record(ctx, EVENT_INVOICE_DEBIT_UNCOLLECTIBLE, invoice_about(&invoice, state)));
    return audit_reason(ctx, "Invoice.WriteOff", id, reason);
}

enum err invoice_take_up(struct ctx *ctx, int64_t id, const char *reason)
{
    struct customer customer;
    struct invoice invoice;
    enum state_invoice state;

    TRY(check_reason(ctx, reason));
    TRY(invoice_lock(ctx, id, &customer, &invoice));
    TRY(invoice_check(ctx, &invoice, INVOICE_REOPEN, &state));
    TRY(invoice_make_due(ctx, &invoice, state));
    TRY(enter_loss(ctx, &invoice, "InvoiceReopened", invoice.amount_paid - invoice.amount_total));
    return audit_reason(ctx, "Invoice.Reopen", id, reason);
}
