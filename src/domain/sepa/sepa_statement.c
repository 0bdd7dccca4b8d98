#include "domain/sepa/sepa_statement.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/gateways/transaction.h"
#include "domain/payments/payment.h"
#include "domain/sepa/mandate.h"
#include "domain/sepa/sepa_file.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "rules/sepa_reason.h"
#include "sql.h"

/* Invoices that one transfer may name. */
enum { INVOICES_MAX = 20 };

const char *const state_entry_names[] = {
    NULL, "Applied", "Known", "Noted", "Suggested", "Unmatched", NULL,
};

const struct field sepa_entry_fields[] = {
    FIELD(sepa_entry, id),
    FIELD(sepa_entry, key_entry),
    FIELD(sepa_entry, kind_statement),
    FIELD(sepa_entry, message_id),
    FIELD_CHOICE_OF(sepa_entry, told, told_sepa_names),
    FIELD_CHOICE_OF(sepa_entry, state_entry, state_entry_names),
    FIELD(sepa_entry, outcome),
    FIELD(sepa_entry, date_booking),
    FIELD(sepa_entry, amount),
    FIELD(sepa_entry, currency),
    FIELD(sepa_entry, end_to_end),
    FIELD(sepa_entry, block_id),
    FIELD(sepa_entry, message_original),
    FIELD(sepa_entry, code),
    FIELD(sepa_entry, explanation),
    FIELD(sepa_entry, name),
    FIELD(sepa_entry, remark),
    FIELD(sepa_entry, id_file),
    FIELD(sepa_entry, id_transaction),
    FIELD(sepa_entry, id_payment),
    FIELD(sepa_entry, date_creation),
    FIELD(sepa_entry, id_user_creation),
    FIELDS_END,
};

static void conclude(struct sepa_entry *entry, enum state_entry state, const char *outcome)
{
    entry->state_entry = (int)state;
    entry->outcome = outcome;
}

/* our transactions --------------------------------------------------------------------------------
 */

/* What a booking, a reject or a return makes of one transaction; `is_changed` tells whether it was
 * new. Nothing but a state that changes is news. */
static enum err settle(struct ctx *ctx, int64_t id, enum told told,
                       const struct gateway_outcome *outcome, bool *is_changed)
{
    struct transaction transaction;
    struct transition next;

    TRY(transaction_lock(ctx, id, &transaction));
    next = transaction_after((enum state_transaction)transaction.state_transaction, told);
    *is_changed = (int)next.state != transaction.state_transaction;
    return *is_changed ? transaction_settle(ctx, &transaction, told, outcome) : OK;
}

static enum err end_mandate(struct ctx *ctx, const struct sepa_order_row *order,
                            const struct sepa_reason *reason)
{
    struct gateway_fact fact = {
        .kind = FACT_PERMISSION_DEFECTIVE,
        .amount = NONE,
        .code = reason->code,
        .message = reason->meaning,
    };
    struct gateway gateway;
    struct mandate mandate;

    TRY(mandate_get(ctx, order->id_mandate, &mandate));
    TRY(gateway_get(ctx, mandate.id_gateway, &gateway));
    fact.token_permission = mandate.reference_mandate;
    return permission_learn(ctx, &gateway, &fact);
}

/* A debit that was refused or came back. */
static enum err lose(struct ctx *ctx, const struct sepa_order_row *order,
                     const struct sepa_told *told, bool *is_changed)
{
    struct sepa_reason reason = sepa_reason_of(told->code);
    struct gateway_outcome outcome = {
        .state = TRANSACTION_FAILED,
        .decline = reason.decline,
        .code = told->code,
        .message = reason.meaning,
    };

    TRY(settle(ctx, order->id_transaction, reason.is_dispute ? TOLD_DISPUTED : TOLD_FAILED,
               &outcome, is_changed));
    return *is_changed && reason.is_mandate_over ? end_mandate(ctx, order, &reason) : OK;
}

static enum err win(struct ctx *ctx, const struct sepa_order_row *order, bool *is_changed)
{
    struct gateway_outcome outcome = {.state = TRANSACTION_SUCCEEDED};

    return settle(ctx, order->id_transaction, TOLD_SUCCEEDED, &outcome, is_changed);
}

static enum err apply_one(struct ctx *ctx, const struct sepa_order_row *order,
                          const struct sepa_told *told, bool *is_changed)
{
    if (told->told == SEPA_COLLECTED || told->told == SEPA_PAID_OUT)
        return win(ctx, order, is_changed);
    return lose(ctx, order, told, is_changed);
}

static const char *reason_of(struct arena *arena, const struct sepa_told *told)
{
    if (told->told == SEPA_COLLECTED || told->told == SEPA_PAID_OUT)
        return "";
    return arena_printf(arena, ": %s, %s", told->code ? told->code : "no code",
                        sepa_reason_of(told->code).meaning);
}

/* Who knows the order by name may tell more or less money than it has: fees, or a mistake. */
static const char *difference_of(struct arena *arena, const struct sepa_order_row *order,
                                 const struct sepa_told *told)
{
    if (told->amount == NONE || told->amount == order->amount)
        return "";
    return arena_printf(arena, "; the bank says %s where the order says %s",
                        sepa_amount(arena, told->amount), sepa_amount(arena, order->amount));
}

static enum err apply_to_order(struct ctx *ctx, const struct sepa_order_row *order,
                               const struct sepa_told *told, struct sepa_entry *entry)
{
    bool is_changed;

    entry->id_file = order->id_file;
    entry->id_transaction = order->id_transaction;
    TRY(apply_one(ctx, order, told, &is_changed));
    conclude(entry, is_changed ? ENTRY_APPLIED : ENTRY_KNOWN,
             arena_printf(ctx->arena, "%s %s%s%s", told_sepa_names[told->told], order->end_to_end,
                          reason_of(ctx->arena, told), difference_of(ctx->arena, order, told)));
    return OK;
}

/* many at once ------------------------------------------------------------------------------------
 */

/* Of a block or a file: what the bank has not told of one by one is still pending. */
static bool is_still_pending(const struct sepa_order_row *order)
{
    return order->state_transaction == TRANSACTION_PENDING && !order->is_withdrawn;
}

static int64_t sum_of_pending(const struct list *orders)
{
    int64_t sum = 0;

    for (size_t i = 0; i < orders->count; i++)
        if (is_still_pending(LIST_AT(*orders, struct sepa_order_row, i)))
            sum += LIST_AT(*orders, struct sepa_order_row, i)->amount;
    return sum;
}

static enum err apply_to_pending(struct ctx *ctx, const struct list *orders,
                                 const struct sepa_told *told, struct sepa_entry *entry)
{
    int count = 0;

    for (size_t i = 0; i < orders->count; i++) {
        const struct sepa_order_row *order = LIST_AT(*orders, struct sepa_order_row, i);
        bool is_changed = false;

        if (is_still_pending(order))
            TRY(apply_one(ctx, order, told, &is_changed));
        count += is_changed;
    }
    entry->id_file = LIST_AT(*orders, struct sepa_order_row, 0)->id_file;
    conclude(entry, count ? ENTRY_APPLIED : ENTRY_KNOWN,
             arena_printf(ctx->arena, "%s %d of %s%s", told_sepa_names[told->told], count,
                          told->block_id ? told->block_id : told->message_id,
                          reason_of(ctx->arena, told)));
    return OK;
}

static enum err apply_to_many(struct ctx *ctx, const struct list *orders,
                              const struct sepa_told *told, struct sepa_entry *entry)
{
    int64_t sum = sum_of_pending(orders);

    if (told->amount == NONE || sum == 0 || told->amount == sum)
        return apply_to_pending(ctx, orders, told, entry);
    entry->id_file = LIST_AT(*orders, struct sepa_order_row, 0)->id_file;
    conclude(entry, ENTRY_UNMATCHED,
             arena_printf(ctx->arena,
                          "The bank booked %s for %s, and what is pending of it is %s: nothing was "
                          "settled",
                          sepa_amount(ctx->arena, told->amount),
                          told->block_id ? told->block_id : told->message_id,
                          sepa_amount(ctx->arena, sum)));
    return OK;
}

/* A refused file is sent again once whoever made it has withdrawn it. */
static enum err judge_file(struct ctx *ctx, const struct sepa_told *told, struct sepa_file *file,
                           struct sepa_entry *entry)
{
    enum state_file state = told->told == SEPA_REJECTED ? FILE_REFUSED : FILE_ACCEPTED;

    entry->id_file = file->id;
    if (file->state_file == (int)state || file->state_file == FILE_WITHDRAWN) {
        conclude(entry, ENTRY_KNOWN,
                 arena_printf(ctx->arena, "The file %s is %s already", file->message_id,
                              state_file_names[file->state_file]));
        return OK;
    }
    TRY(sepa_file_judge(ctx, file, state, told->code, told->explanation));
    if (state == FILE_ACCEPTED)
        conclude(entry, ENTRY_NOTED,
                 arena_printf(ctx->arena, "The bank accepted the file %s", file->message_id));
    else
        conclude(entry, ENTRY_APPLIED,
                 arena_printf(ctx->arena,
                              "The bank refused the whole file %s%s. Withdraw it (%" PRId64
                              "), and what stands in it waits for the next file",
                              file->message_id, reason_of(ctx->arena, told), file->id));
    return OK;
}

static void leave_unmatched(struct ctx *ctx, const struct sepa_told *told, struct sepa_entry *entry)
{
    const char *reference = told->end_to_end ? told->end_to_end
                            : told->block_id ? told->block_id
                                             : told->message_id;

    conclude(entry, ENTRY_UNMATCHED,
             reference ? arena_printf(ctx->arena, "Nothing of ours is called %.40s", reference)
                       : "Nothing says what of ours it is about");
}

static enum err apply_to_file(struct ctx *ctx, const struct sepa_told *told,
                              struct sepa_entry *entry)
{
    struct sepa_file file;
    struct list orders;
    enum err err = told->message_id ? sepa_file_find(ctx, told->message_id, &file) : ERR_NOT_FOUND;

    if (err == ERR_NOT_FOUND) {
        leave_unmatched(ctx, told, entry);
        return OK;
    }
    TRY(err);
    if (told->told == SEPA_ACCEPTED || told->told == SEPA_REJECTED)
        return judge_file(ctx, told, &file, entry);
    TRY(sepa_order_list(ctx, &(struct sepa_order_filter){.id_file = file.id}, &orders));
    return apply_to_many(ctx, &orders, told, entry);
}

static enum err find_orders(struct ctx *ctx, const struct sepa_told *told, struct list *out)
{
    struct sepa_order_filter filter = {
        .id_file = NONE,
        .block_id = told->reach == REACH_BLOCK ? told->block_id : NULL,
        .end_to_end = told->reach == REACH_TRANSACTION ? told->end_to_end : NULL,
    };

    *out = (struct list){0};
    if (!filter.block_id && !filter.end_to_end)
        return OK;
    return sepa_order_list(ctx, &filter, out);
}

static enum err apply_to_orders(struct ctx *ctx, const struct sepa_told *told,
                                struct sepa_entry *entry)
{
    struct list orders;

    if (told->reach == REACH_FILE)
        return apply_to_file(ctx, told, entry);
    TRY(find_orders(ctx, told, &orders));
    if (!orders.count) {
        leave_unmatched(ctx, told, entry);
        return OK;
    }
    if (told->told == SEPA_ACCEPTED) {
        entry->id_file = LIST_AT(orders, struct sepa_order_row, 0)->id_file;
        conclude(entry, ENTRY_NOTED, "The bank took it");
        return OK;
    }
    if (told->reach == REACH_BLOCK)
        return apply_to_many(ctx, &orders, told, entry);
    return apply_to_order(ctx, LIST_AT(orders, struct sepa_order_row, 0), told, entry);
}

/* transfers of customers --------------------------------------------------------------------------
 */

/* What a transfer's remark names. */
struct named {
    struct list invoices; /* of struct payment_share */
    int64_t id_customer, amount;
    const char *currency;
    bool is_one_customer; /* and each is still to be paid */
    struct text numbers;
};

static bool is_of_number(char c)
{
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '/' || c == '.';
}

static void add_invoice(struct named *named, const struct invoice_shown *invoice)
{
    struct list *list = &named->invoices;

    for (size_t i = 0; i < list->count; i++)
        if (LIST_AT(*list, struct payment_share, i)->id_invoice == invoice->id)
            return;
    if (list->count == INVOICES_MAX)
        return;
    if (!list->count) {
        named->id_customer = invoice->id_customer;
        named->currency = invoice->currency;
    }
    named->is_one_customer = named->is_one_customer && invoice->id_customer == named->id_customer &&
                             invoice_is_unpaid((enum state_invoice)invoice->state_invoice) &&
                             !invoice->type_credit;
    named->amount += invoice->amount_total - invoice->amount_paid;
    text_appendf(&named->numbers, "%s%s", list->count ? ", " : "", invoice->full_number);
    *LIST_AT(*list, struct payment_share, list->count++) =
        (struct payment_share){NONE, invoice->id, invoice->full_number, NONE};
}

static enum err look_up(struct ctx *ctx, const char *word, size_t size, struct named *named)
{
    char *number = arena_copy_bytes(ctx->arena, word, size);
    struct invoice_shown invoice;
    enum err err;

    for (size_t i = 0; i < size; i++)
        number[i] = (char)toupper((unsigned char)number[i]);
    err = invoice_show_number(ctx, number, NULL, &invoice);
    if (err == OK)
        add_invoice(named, &invoice);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* Whole words alone: the number of one invoice may begin like that of another. */
static enum err find_named(struct ctx *ctx, const char *remark, struct named *named)
{
    size_t size;

    for (const char *at = remark; *at; at += size) {
        size = 0;
        while (is_of_number(at[size]))
            size++;
        while (size && (at[size - 1] == '.' || at[size - 1] == '-' || at[size - 1] == '/'))
            size--;
        if (size >= 3 && memchr(at, '-', size))
            TRY(look_up(ctx, at, size, named));
        if (!size)
            size = 1;
    }
    return OK;
}

static enum err pay(struct ctx *ctx, const struct sepa_told *told, const struct named *named,
                    struct sepa_entry *entry)
{
    struct receipt receipt = {
        .amount = told->amount,
        .type_payment = PAYMENT_EXTERNAL_BANK,
        .reference_payment = arena_printf(ctx->arena, "SEPA-%.32s", entry->key_entry),
        .note = told->name,
        .date_payment = told->date.micros <= ctx->now.micros ? told->date : ctx->now,
        .invoices = named->invoices,
    };
    struct payment payment;
    bool is_new;

    TRY(payment_record(ctx, &receipt, &payment, &is_new));
    entry->id_payment = payment.id;
    conclude(entry, ENTRY_APPLIED, arena_printf(ctx->arena, "Paid %s", text_done(&named->numbers)));
    return OK;
}

static enum err receive(struct ctx *ctx, const struct sepa_told *told, struct sepa_entry *entry)
{
    struct named named = {
        .invoices = {ARENA_ARRAY(ctx->arena, struct payment_share, INVOICES_MAX), 0},
        .is_one_customer = true,
        .numbers = {.arena = ctx->arena        },
    };

    TRY(find_named(ctx, told->remark ? told->remark : "", &named));
    if (told->end_to_end)
        TRY(find_named(ctx, told->end_to_end, &named));
    if (!named.invoices.count) {
        conclude(entry, ENTRY_UNMATCHED, "A transfer that names no invoice");
        return OK;
    }
    if (named.is_one_customer && named.amount == told->amount &&
        text_equal(named.currency, told->currency))
        return pay(ctx, told, &named, entry);
    conclude(entry, ENTRY_SUGGESTED,
             arena_printf(ctx->arena,
                          "A transfer for %s, which %s: record it by hand if it is right",
                          text_done(&named.numbers),
                          named.is_one_customer ? "does not ask for exactly that much"
                                                : "is not to be paid, or by different customers"));
    return OK;
}

/* all of it ---------------------------------------------------------------------------------------
 */

/* The details of a collected batch look like transfers of our debtors, and a return without a
 * reason like something that we paid: our own name for it says what it is. */
static enum err recognise(struct ctx *ctx, const struct sepa_told *told, struct sepa_told *out)
{
    const struct sepa_order_row *order;
    struct list orders;

    *out = *told;
    if (told->reach != REACH_TRANSACTION || told->told < SEPA_COLLECTED)
        return OK;
    TRY(find_orders(ctx, told, &orders));
    if (!orders.count)
        return OK;
    order = LIST_AT(orders, struct sepa_order_row, 0);
    if (told->told == SEPA_RECEIVED || told->told == SEPA_COLLECTED || told->told == SEPA_SENT_BACK)
        out->told = order->kind_file == KIND_FILE_DEBITS ? SEPA_COLLECTED : SEPA_SENT_BACK;
    else
        out->told = order->kind_file == KIND_FILE_DEBITS ? SEPA_RETURNED : SEPA_PAID_OUT;
    return OK;
}

static enum err apply(struct ctx *ctx, const struct sepa_told *told, struct sepa_entry *entry)
{
    if (told->told == SEPA_RECEIVED)
        return receive(ctx, told, entry);
    if (told->told != SEPA_OTHER)
        return apply_to_orders(ctx, told, entry);
    conclude(entry, ENTRY_NOTED, "Something else that left the account");
    return OK;
}

static const char *digest_of(struct ctx *ctx, const char *key)
{
    uint8_t hash[SHA256_SIZE];

    sha256(key, strlen(key), hash);
    return hex(ctx->arena, hash, sizeof hash);
}

static struct sepa_entry entry_of(struct ctx *ctx, const struct sepa_statement *statement,
                                  const struct sepa_told *told)
{
    return (struct sepa_entry){
        .id = db_new_id(ctx, ID_ROW),
        .key_entry = digest_of(ctx, told->key),
        .kind_statement = statement->kind,
        .message_id = statement->message_id,
        .told = told->told,
        .date_booking = told->date,
        .amount = told->amount,
        .currency = told->currency,
        .end_to_end = told->end_to_end,
        .block_id = told->block_id,
        .message_original = told->message_id,
        .code = told->code,
        .explanation = told->explanation,
        .name = told->name,
        .remark = told->remark,
        .id_file = NONE,
        .id_transaction = NONE,
        .id_payment = NONE,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
        .is_new = true,
    };
}

/* What was read before is shown as it was then. */
static enum err read_one(struct ctx *ctx, const struct sepa_statement *statement,
                         const struct sepa_told *told, struct sepa_entry *out)
{
    struct sepa_entry entry = entry_of(ctx, statement, told);
    struct sepa_told recognised;
    enum err err = db_get(ctx, &sql_sepa_entry_of_key, ARGS(ARG_AS(key_entry, entry.key_entry)),
                          sepa_entry_fields, out);

    if (err != ERR_NOT_FOUND) {
        out->is_new = false;
        return err;
    }
    TRY(recognise(ctx, told, &recognised));
    entry.told = recognised.told;
    TRY(apply(ctx, &recognised, &entry));
    *out = entry;
    return db_save(ctx, &sql_sepa_entry_add, sepa_entry_fields, out);
}

static void count(struct sepa_outcome *outcome, const struct sepa_entry *entry)
{
    int64_t *counts[] = {
        [ENTRY_APPLIED] = &outcome->count_applied,
        [ENTRY_KNOWN] = &outcome->count_known,
        [ENTRY_NOTED] = &outcome->count_noted,
        [ENTRY_SUGGESTED] = &outcome->count_suggested,
        [ENTRY_UNMATCHED] = &outcome->count_unmatched,
    };

    (*(entry->is_new ? counts[entry->state_entry] : &outcome->count_read_before))++;
}

enum err sepa_statement_apply(struct ctx *ctx, const char *bytes, size_t size,
                              struct sepa_outcome *out)
{
    struct sepa_statement statement;

    *out = (struct sepa_outcome){0};
    TRY(sepa_read(ctx, bytes, size, &statement));
    out->kind_statement = statement.kind;
    out->message_id = statement.message_id;
    out->count_pending = statement.count_pending;
    out->entries.items = ARENA_ARRAY(ctx->arena, struct sepa_entry, statement.told.count + 1);
    for (size_t i = 0; i < statement.told.count; i++) {
        struct sepa_entry *entry = LIST_AT(out->entries, struct sepa_entry, out->entries.count++);

        TRY(read_one(ctx, &statement, LIST_AT(statement.told, struct sepa_told, i), entry));
        count(out, entry);
    }
    return OK;
}

enum err sepa_entry_list(struct ctx *ctx, int state_entry, const struct page *page,
                         struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(state_entry, state_entry_names[state_entry]),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_sepa_entry_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_sepa_entry_list, args, sepa_entry_fields, sizeof(struct sepa_entry),
                   out);
}
