/* From balances and drafts to invoices, a batch at a time, in two halves: first everything that can
 * fail, then numbers and books (invoice_issue.h), which are only taken for invoices that will
 * exist. Locks are taken in one order: customers by id, series by segment, books. */
#include <assert.h>
#include <string.h>

#include "domain/customers/customer_capping.h"
#include "domain/event.h"
#include "domain/invoices/invoice_draft.h"
#include "domain/invoices/invoice_issue.h"
#include "domain/invoices/invoice_tax.h"
#include "platform/db/db.h"
#include "rules/composition.h"
#include "rules/credit.h"
#include "rules/tax.h"
#include "sql.h"

/* When a debtor's next billing is, from his subscriptions and from lines that are not due yet. */
struct upcoming {
    int64_t id_customer;
    struct instant at;
};

static const struct field upcoming_fields[] = {
    FIELD(upcoming, id_customer),
    FIELD(upcoming, at),
    FIELDS_END,
};

/* Money of a customer that waits to pay for something: a line of his balance. */
struct money {
    int64_t id, id_customer, amount;
};

static const struct field money_fields[] = {
    FIELD(money, id),
    FIELD(money, id_customer),
    FIELD(money, amount),
    FIELDS_END,
};

struct batch {
    const struct billing *billing;
    struct list debtors, lines, money, periods, waiting; /* each by customer */
    struct list segments, sellers;
    struct tax_terms taxes;
    struct draft *drafts;
    size_t draft_count;
};

/* What the debtor at hand has in the lists of the batch. */
struct account_of {
    const struct debtor *debtor;
    const struct composition *composition; /* of a draft that has one */
    struct list lines, money;
    struct instant period_end, waiting;
};

static struct args args_of(const struct billing *billing, struct arg at[5])
{
    at[0] = ARG_AS(at, billing->at);
    at[1] = ARG_AS(first, billing->first);
    at[2] = ARG_AS(last, billing->last);
    at[3] = ARG_AS(date_start, billing->date_start);
    at[4] = ARG_AS(date_end, billing->date_end);
    return (struct args){at, 5};
}

static enum err load_balances(struct ctx *ctx, struct batch *batch, struct args due)
{
    TRY(db_list(ctx, &sql_billing_lines, due, balance_line_fields, sizeof(struct balance_line),
                &batch->lines));
    TRY(db_list(ctx, &sql_billing_money, due, money_fields, sizeof(struct money), &batch->money));
    TRY(db_list(ctx, &sql_billing_periods, due, upcoming_fields, sizeof(struct upcoming),
                &batch->periods));
    return db_list(ctx, &sql_billing_waiting, due, upcoming_fields, sizeof(struct upcoming),
                   &batch->waiting);
}

static enum err load_drafts(struct ctx *ctx, struct batch *batch, struct args due)
{
    TRY(db_list(ctx, &sql_draft_lines, due, balance_line_fields, sizeof(struct balance_line),
                &batch->lines));
    return db_list(ctx, &sql_draft_money, due, money_fields, sizeof(struct money), &batch->money);
}

static enum err load_batch(struct ctx *ctx, struct batch *batch)
{
    bool is_of_drafts = batch->billing->is_of_drafts;
    struct arg at[5];
    struct args due = args_of(batch->billing, at);

    TRY(db_list(ctx, is_of_drafts ? &sql_draft_debtors : &sql_billing_debtors, due, debtor_fields,
                sizeof(struct debtor), &batch->debtors));
    if (!batch->debtors.count)
        return OK;
    TRY(is_of_drafts ? load_drafts(ctx, batch, due) : load_balances(ctx, batch, due));
    TRY(segment_list(ctx, &batch->segments));
    TRY(tax_terms_load(ctx, batch->billing->settings, &batch->taxes));
    return seller_list(ctx, &batch->sellers);
}

static const struct segment *segment_of(const struct batch *batch, int64_t id)
{
    for (size_t i = 0; i < batch->segments.count; i++)
        if (LIST_AT(batch->segments, struct segment, i)->id == id)
            return LIST_AT(batch->segments, struct segment, i);
    return NULL;
}

static const struct seller *seller_of(const struct batch *batch, int64_t id)
{
    for (size_t i = 0; i < batch->sellers.count; i++)
        if (LIST_AT(batch->sellers, struct seller, i)->id == id)
            return LIST_AT(batch->sellers, struct seller, i);
    return NULL;
}

/* what a debtor has -------------------------------------------------------------------------------
 */

/* Lines and debtors are both in the order of the customers' ids, and of a customer's drafts. */
static struct list lines_of(const struct batch *batch, const struct debtor *debtor, size_t *at)
{
    struct list list = {LIST_AT(batch->lines, struct balance_line, *at), 0};

    for (; *at < batch->lines.count; (*at)++, list.count++) {
        const struct balance_line *line = LIST_AT(batch->lines, struct balance_line, *at);

        if (debtor->id_draft == NONE ? line->id_customer != debtor->id
                                     : line->id_draft != debtor->id_draft)
            break;
    }
    return list;
}

/* Not passed by: a customer may have several drafts. */
static struct list money_of(const struct batch *batch, int64_t id_customer, size_t *at)
{
    struct list list;

    while (*at < batch->money.count &&
           LIST_AT(batch->money, struct money, *at)->id_customer < id_customer)
        (*at)++;
    list = (struct list){LIST_AT(batch->money, struct money, *at), 0};
    while (*at + list.count < batch->money.count &&
           LIST_AT(batch->money, struct money, *at + list.count)->id_customer == id_customer)
        list.count++;
    return list;
}

static struct instant upcoming_of(const struct list *list, int64_t id_customer, size_t *at)
{
    while (*at < list->count && LIST_AT(*list, struct upcoming, *at)->id_customer < id_customer)
        (*at)++;
    if (*at < list->count && LIST_AT(*list, struct upcoming, *at)->id_customer == id_customer)
        return LIST_AT(*list, struct upcoming, *at)->at;
    return (struct instant){0};
}

/* Few customers pay for others: they cost statements of their own, and nobody else does. */
static enum err add_members(struct ctx *ctx, const struct batch *batch, struct account_of *account)
{
    struct arg at[6];
    struct args args = args_of(batch->billing, at);
    struct list lines, all;
    int64_t moment = 0;

    at[args.count++] = ARG_AS(id_payer, account->debtor->id);
    TRY(db_list(ctx, &sql_billing_member_lines, args, balance_line_fields,
                sizeof(struct balance_line), &lines));
    all.count = account->lines.count + lines.count;
    all.items = ARENA_ARRAY(ctx->arena, struct balance_line, all.count + 1);
    for (size_t i = 0; i < all.count; i++)
        *LIST_AT(all, struct balance_line, i) =
            i < account->lines.count
                ? *LIST_AT(account->lines, struct balance_line, i)
                : *LIST_AT(lines, struct balance_line, i - account->lines.count);
    account->lines = all;
    TRY(db_number(ctx, &sql_billing_member_period, args, &moment));
    if (moment != NONE)
        account->period_end = instant_earlier(account->period_end, (struct instant){moment});
    TRY(db_number(ctx, &sql_billing_member_waiting, args, &moment));
    if (moment != NONE)
        account->waiting = instant_earlier(account->waiting, (struct instant){moment});
    return OK;
}

/* What a person typed of a draft stands before the lines that it holds. */
static enum err add_composed(struct ctx *ctx, const struct batch *batch, struct account_of *account)
{
    const struct debtor *debtor = account->debtor;
    const struct segment *segment = segment_of(batch, debtor->id_segment);
    struct composition *composition = ARENA_NEW(ctx->arena, struct composition);
    struct list composed, held = account->lines;

    TRY(composition_read(ctx, debtor->composition, composition));
    account->composition = composition;
    composed = composition_lines(
        ctx, composition,
        &(struct composed_for){debtor->id, debtor->language, segment->currency, segment->rate_tax});
    account->lines.count = composed.count + held.count;
    account->lines.items = ARENA_ARRAY(ctx->arena, struct balance_line, account->lines.count + 1);
    for (size_t i = 0; i < account->lines.count; i++)
        *LIST_AT(account->lines, struct balance_line, i) =
            i < composed.count ? *LIST_AT(composed, struct balance_line, i)
                               : *LIST_AT(held, struct balance_line, i - composed.count);
    return OK;
}

static bool is_payable(const struct debtor *debtor)
{
    return debtor->type_payment > PAYMENT_FREE;
}

/* The clock leaves alone who is billed by hand. */
static bool is_wanted(const struct billing *billing, const struct debtor *debtor)
{
    return billing->is_asked_for || billing->is_of_drafts || debtor->mode_billing == BILLING_AUTO;
}

static const char *note_of(struct ctx *ctx, const struct debtor *debtor, const char *own)
{
    if (debtor->note_invoice && own)
        return arena_printf(ctx->arena, "%s\n%s", debtor->note_invoice, own);
    return own ? own : debtor->note_invoice;
}

/* credits -----------------------------------------------------------------------------------------
 */

/* Of a charge, or, positive, of what is given back of one. */
static bool is_discount(const struct balance_line *line)
{
    return line->type_line >= LINE_DISCOUNT_RECURRENCE_FLAT &&
           line->type_line <= LINE_DISCOUNT_FEATURE_PERCENT;
}

/* In the customer's favour, and no part of what is charged, as a discount is, also one of a
 * document that a person composed: that begins with its invoice. */
static bool is_credit(const struct balance_line *line)
{
    return line->amount_subtotal < 0 && !is_discount(line) && !line_is_composed(line);
}

/* Credits alone bill nothing; nor do they with the discounts of what they give back. */
static bool has_charge(const struct list *lines)
{
    bool has_credit = false;

    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        if (line->amount_subtotal > 0 && !is_discount(line))
            return true;
        has_credit |= is_credit(line);
    }
    return !has_credit;
}

static struct chargeable *chargeable_at(struct chargeable *charges, size_t *count, int64_t rate_tax)
{
    for (size_t i = 0; i < *count; i++)
        if (charges[i].rate_tax == rate_tax)
            return &charges[i];
    charges[*count] = (struct chargeable){rate_tax, 0};
    return &charges[(*count)++];
}

/* What each credit is used of; nothing if there is none. */
static struct credit *use_credits(struct ctx *ctx, const struct list *lines, size_t *count)
{
    struct credit *credits = ARENA_ARRAY(ctx->arena, struct credit, lines->count + 1);
    struct chargeable *charges = ARENA_ARRAY(ctx->arena, struct chargeable, lines->count + 1);
    size_t charge_count = 0;

    *count = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        if (is_credit(line))
            credits[(*count)++] =
                (struct credit){-line->amount_subtotal, line->rate_tax, line->date_expiry,
                                line->date_creation,    line->id,       0};
        else
            chargeable_at(charges, &charge_count, line->rate_tax)->amount += line->amount_subtotal;
    }
    credits_use(credits, *count, charges, charge_count);
    return credits;
}

static int64_t used_of(const struct credit *credits, size_t count, int64_t id_line)
{
    for (size_t i = 0; i < count; i++)
        if (credits[i].id == id_line)
            return credits[i].used;
    return 0;
}

/* The part of a credit that an invoice uses, as a line of its own; the rest waits. */
static struct balance_line split(struct ctx *ctx, const struct balance_line *line, int64_t used,
                                 struct draft *draft)
{
    int64_t rest = line->amount_subtotal + used;
    struct balance_line part = *line;

    *LIST_AT(draft->rests, struct credit_rest, draft->rests.count++) =
        (struct credit_rest){line->id, rest, rest + tax_of_line(rest, line->rate_tax)};
    if (!draft->is_foreseen)
        part.id = db_new_id(ctx, ID_ROW);
    part.id_credit = line->id;
    part.id_draft = NONE;
    part.amount_subtotal = -used;
    part.amount_total = -used + tax_of_line(-used, line->rate_tax);
    part.quantity_reported.micros = part.quantity_billed.micros = NONE;
    part.billable_at = part.date_creation = ctx->now;
    part.state_move = MOVE_BILLED;
    part.id_user_creation = ctx->actor.id;
    return part;
}

/* Takes out of the lines what the charges do not need. How each is taxed goes with it. */
static void limit_credits(struct ctx *ctx, struct draft *draft)
{
    const struct vat_treatment *treatments = draft->treatments;
    struct vat_treatment *kept =
        ARENA_ARRAY(ctx->arena, struct vat_treatment, draft->lines.count + 1);
    struct list all = draft->lines;
    size_t count;
    struct credit *credits = use_credits(ctx, &all, &count);

    draft->lines = (struct list){ARENA_ARRAY(ctx->arena, struct balance_line, all.count + 1), 0};
    draft->rests.items = ARENA_ARRAY(ctx->arena, struct credit_rest, count + 1);
    for (size_t i = 0; i < all.count; i++) {
        struct balance_line line = *LIST_AT(all, struct balance_line, i);
        int64_t used = used_of(credits, count, line.id);

        if (is_credit(&line) && !used)
            continue;
        line.id_credit = NONE;
        if (is_credit(&line) && used < -line.amount_subtotal)
            line = split(ctx, &line, used, draft);
        if (treatments)
            kept[draft->lines.count] = treatments[i];
        *LIST_AT(draft->lines, struct balance_line, draft->lines.count++) = line;
    }
    draft->treatments = treatments ? kept : NULL;
}

/* Money that waits pays, the oldest first. */
static void use_money(struct ctx *ctx, const struct list *money, struct draft *draft)
{
    struct invoice *invoice = &draft->invoice;

    draft->uses.items = ARENA_ARRAY(ctx->arena, struct credit_use, money->count + 1);
    for (size_t i = 0; i < money->count; i++) {
        struct money *one = LIST_AT(*money, struct money, i);
        int64_t asked = invoice->amount_total - invoice->amount_paid;
        int64_t amount = one->amount < asked ? one->amount : asked;

        if (amount <= 0)
            continue;
        *LIST_AT(draft->uses, struct credit_use, draft->uses.count++) =
            (struct credit_use){.id_line = one->id, .amount = amount};
        one->amount -= amount;
        invoice->amount_paid += amount;
    }
}

/* the first half ----------------------------------------------------------------------------------
 */

static int payment_of(const struct billing *billing, const struct debtor *debtor)
{
    return billing->is_offline && debtor->type_payment >= PAYMENT_CARD ? PAYMENT_EXTERNAL_OTHER
                                                                       : debtor->type_payment;
}

static void set_deposit(struct draft *draft)
{
    const struct composition *composition = draft->composition;

    if (composition)
        draft->invoice.amount_deposit =
            composition_deposit((enum type_off)composition->type_deposit,
                                composition->value_deposit, draft->invoice.amount_total);
}

/* `has_content` is false if there is nothing to issue. */
static enum err prepare_draft(struct ctx *ctx, struct batch *batch,
                              const struct account_of *account, struct draft *draft,
                              bool *has_content)
{
    const struct billing *billing = batch->billing;
    const struct debtor *debtor = account->debtor;
    const char *note = debtor->id_draft == NONE ? billing->note : debtor->note_draft;

    *draft = (struct draft){
        .debtor = debtor,
        .segment = segment_of(batch, debtor->id_segment),
        .lines = account->lines,
        .composition = account->composition,
    };
    assert(draft->segment);
    draft->seller = seller_of(batch, draft->segment->id_seller);
    assert(draft->seller);
    draft->invoice = (struct invoice){
        .id_segment = debtor->id_segment,
        .id_seller = draft->seller->id,
        .id_customer = debtor->id,
        .type_payment = payment_of(billing, debtor),
        .currency = draft->segment->currency,
        .language = debtor->language,
        .note = note_of(ctx, debtor, note),
        .id_corrects = NONE,
        .id_address_seller = draft->seller->id_address,
        .id_address_customer = debtor->id_address_billing,
        .reference_order = draft->composition ? draft->composition->reference_order : NULL,
        .amount_deposit = NONE,
    };
    *has_content = has_charge(&draft->lines);
    if (!*has_content)
        return OK;
    TRY(draft_tax(ctx, &batch->taxes, draft));
    TRY(customer_vat_refresh(ctx, billing->settings, debtor->id_segment, debtor->id,
                             &debtor->buyer));
    limit_credits(ctx, draft);
    draft_add_up(ctx, draft);
    set_deposit(draft);
    *has_content = draft->lines.count && draft->invoice.amount_total >= 0;
    return OK;
}

/* A debtor whose lines cannot be billed is looked at again tomorrow. */
static enum err postpone(struct ctx *ctx, const struct debtor *debtor)
{
    struct instant tomorrow = instant_plus(ctx->now, DAYS(1));

    TRY(event_record(ctx, EVENT_CUSTOMER_BILLING_FAILED,
                     (struct about){.id_segment = debtor->id_segment, .id_customer = debtor->id}));
    if (debtor->id_draft != NONE)
        return draft_put_off(ctx, debtor->id_draft, tomorrow);
    return customer_set_billing(ctx, debtor->id, tomorrow, false);
}

static enum err set_next_billing(struct ctx *ctx, const struct account_of *account)
{
    struct instant at = instant_earlier(account->period_end, account->waiting);

    if (account->debtor->id_draft != NONE)
        return OK;
    if (instant_is_set(at))
        at = instant_plus(at, BILLING_DELAY);
    return customer_set_billing(ctx, account->debtor->id, at, false);
}

/* Where drafts are looked at first, the clock makes one; nobody who asks for an invoice waits. */
static int64_t hours_held(const struct billing *billing, const struct debtor *debtor)
{
    if (billing->is_asked_for || billing->is_of_drafts)
        return 0;
    return setting_number(billing->settings, SETTING_DRAFT_HOURS, debtor->id_segment);
}

/* What is to be issued now joins the drafts of the batch. */
static enum err prepare_account(struct ctx *ctx, struct batch *batch,
                                const struct account_of *account)
{
    const struct debtor *debtor = account->debtor;
    int64_t hours = hours_held(batch->billing, debtor);
    struct draft *draft = &batch->drafts[batch->draft_count];
    bool has_content;

    if (!is_wanted(batch->billing, debtor))
        return OK;
    TRY(prepare_draft(ctx, batch, account, draft, &has_content));
    if (!has_content)
        return debtor->id_draft == NONE ? OK : draft_dissolve(ctx, debtor->id_draft);
    if (hours)
        return draft_make(ctx, draft, &account->lines, instant_plus(ctx->now, HOURS(hours)));
    use_money(ctx, &account->money, draft);
    batch->draft_count++;
    return OK;
}

/* Where in its lists the batch has arrived. */
struct cursors {
    size_t line, money, period, waiting;
};

static enum err account_next(struct ctx *ctx, const struct batch *batch,
                             const struct debtor *debtor, struct cursors *at,
                             struct account_of *out)
{
    *out = (struct account_of){
        .debtor = debtor,
        .lines = lines_of(batch, debtor, &at->line),
        .money = money_of(batch, debtor->id, &at->money),
        .period_end = upcoming_of(&batch->periods, debtor->id, &at->period),
        .waiting = upcoming_of(&batch->waiting, debtor->id, &at->waiting),
    };
    if (debtor->composition)
        return add_composed(ctx, batch, out);
    return debtor->member_count && debtor->id_draft == NONE ? add_members(ctx, batch, out) : OK;
}

static enum err prepare(struct ctx *ctx, struct batch *batch)
{
    struct cursors at = {0};

    batch->drafts = ARENA_ARRAY(ctx->arena, struct draft, batch->debtors.count);
    for (size_t i = 0; i < batch->debtors.count; i++) {
        const struct debtor *debtor = LIST_AT(batch->debtors, struct debtor, i);
        struct account_of account;

        TRY(account_next(ctx, batch, debtor, &at, &account));
        if (account.lines.count && is_wanted(batch->billing, debtor) && !is_payable(debtor)) {
            TRY(postpone(ctx, debtor));
            continue;
        }
        TRY(prepare_account(ctx, batch, &account));
        TRY(set_next_billing(ctx, &account));
    }
    return OK;
}

static enum err issue(struct ctx *ctx, struct batch *batch)
{
    const struct issuing issuing = {batch->billing->settings, &batch->segments, batch->drafts,
                                    batch->draft_count};

    return batch->draft_count ? drafts_issue(ctx, &issuing) : OK;
}

enum err invoice_bill(struct ctx *ctx, const struct billing *billing, struct list *issued,
                      int64_t *count)
{
    struct batch batch = {.billing = billing};

    *issued = (struct list){0};
    TRY(load_batch(ctx, &batch));
    *count = (int64_t)batch.debtors.count;
    TRY(prepare(ctx, &batch));
    TRY(issue(ctx, &batch));
    issued->items = ARENA_ARRAY(ctx->arena, struct invoice, batch.draft_count);
    issued->count = batch.draft_count;
    for (size_t i = 0; i < batch.draft_count; i++)
        *LIST_AT(*issued, struct invoice, i) = batch.drafts[i].invoice;
    return OK;
}

/* Made due now, then billed as the clock would: one way for both. */
enum err invoice_bill_customer(struct ctx *ctx, struct customer *customer,
                               const struct billing *how, struct invoice *out, bool *is_issued)
{
    struct billing billing = *how;
    struct settings settings;
    struct list issued;
    int64_t count;

    *is_issued = false;
    if (customer->id_customer_payer != NONE)
        TRY(customer_get(ctx, customer->id_customer_payer, customer));
    TRY(customer_lock(ctx, customer->id, customer));
    TRY(settings_load(ctx, &settings));
    TRY(customer_check_billable(ctx, &settings, customer));
    TRY(customer_set_billing(ctx, customer->id, ctx->now, false));
    billing.at = ctx->now;
    billing.first = billing.last = customer->id;
    billing.settings = &settings;
    billing.is_asked_for = true;
    TRY(invoice_bill(ctx, &billing, &issued, &count));
    *is_issued = issued.count == 1;
    if (*is_issued)
        *out = *LIST_AT(issued, struct invoice, 0);
    return OK;
}

/* foreseeing --------------------------------------------------------------------------------------
 */

/* Adds what is no money that came in before, and gives those lines ids that have none: they are
 * told apart by them. */
static void foresee_lines(const struct list *lines, struct draft *draft, struct foreseen *out)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct balance_line line = *LIST_AT(*lines, struct balance_line, i);

        if (line.type_line == LINE_BILLING_REPORT) {
            out->amount_money -= line.amount_subtotal;
            continue;
        }
        line.id = (int64_t)draft->lines.count + 1;
        *LIST_AT(draft->lines, struct balance_line, draft->lines.count++) = line;
    }
}

/* What the credits among the lines come to with their tax; positive. */
static int64_t credits_of(const struct list *lines)
{
    int64_t sum = 0;

    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        if (is_credit(line))
            sum -= line->amount_subtotal + tax_of_line(line->amount_subtotal, line->rate_tax);
    }
    return sum;
}

static enum err foresee_draft(struct ctx *ctx, struct draft *draft, struct debtor *debtor,
                              int64_t *amount_rest)
{
    struct settings settings;
    struct tax_terms terms;
    int64_t credits;

    TRY(settings_load(ctx, &settings));
    if (tax_is_by_place(&settings, draft->segment->id)) {
        TRY(tax_terms_load(ctx, &settings, &terms));
        TRY(tax_buyer_get(ctx, debtor->id, &debtor->buyer));
        TRY(draft_tax(ctx, &terms, draft));
    }
    credits = credits_of(&draft->lines);
    if (has_charge(&draft->lines))
        limit_credits(ctx, draft);
    *amount_rest = credits - credits_of(&draft->lines);
    draft_add_up(ctx, draft);
    return OK;
}

enum err invoice_foresee(struct ctx *ctx, const struct customer *customer,
                         const struct list *waiting, const struct list *more, int64_t id_offer,
                         struct foreseen *out)
{
    struct debtor debtor = {.id = customer->id, .language = customer->language};
    struct segment segment;
    struct draft draft = {
        .debtor = &debtor, .segment = &segment, .is_foreseen = true, .id_offer = id_offer};

    *out = (struct foreseen){0};
    draft.lines.items =
        ARENA_ARRAY(ctx->arena, struct balance_line, waiting->count + more->count + 1);
    foresee_lines(waiting, &draft, out);
    foresee_lines(more, &draft, out);
    TRY(segment_get(ctx, customer->id_segment, &segment));
    out->is_issued = draft.lines.count && has_charge(&draft.lines);
    TRY(foresee_draft(ctx, &draft, &debtor, &out->amount_rest));
    out->lines = draft.lines;
    out->taxes = draft.taxes;
    out->amount_subtotal = draft.invoice.amount_subtotal;
    out->amount_total = draft.invoice.amount_total;
    if (out->amount_money > out->amount_total)
        out->amount_money = out->amount_total > 0 ? out->amount_total : 0;
    return OK;
}
