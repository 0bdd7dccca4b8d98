#include "domain/sepa/sepa_file.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/accounts/secret.h"
#include "domain/accounts/setting.h"
#include "domain/gateways/collect.h"
#include "domain/gateways/transaction.h"
#include "domain/sepa/mandate.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "rules/target.h"
#include "sql.h"

/* More than that wait for the next file: banks have limits, and so has one transaction. */
enum { ORDERS_MAX = 5000 };

const char *const kind_file_names[] = {NULL, "Debits", "Transfers", NULL};
const char *const state_file_names[] = {NULL, "Made", "Accepted", "Refused", "Withdrawn", NULL};

const struct field sepa_file_fields[] = {
    FIELD(sepa_file, id),
    FIELD(sepa_file, id_gateway),
    FIELD(sepa_file, name_gateway),
    FIELD_CHOICE_OF(sepa_file, kind_file, kind_file_names),
    FIELD_CHOICE_OF(sepa_file, state_file, state_file_names),
    FIELD(sepa_file, message_id),
    FIELD(sepa_file, count_orders),
    FIELD(sepa_file, amount_total),
    FIELD(sepa_file, code),
    FIELD(sepa_file, explanation),
    TRACE_FIELDS(sepa_file),
    FIELDS_END,
};

const struct field sepa_order_fields[] = {
    FIELD(sepa_order_row, id_file),
    FIELD(sepa_order_row, id_transaction),
    FIELD(sepa_order_row, id_mandate),
    FIELD(sepa_order_row, position),
    FIELD(sepa_order_row, end_to_end),
    FIELD(sepa_order_row, block_id),
    FIELD(sepa_order_row, amount),
    FIELD(sepa_order_row, date_collection),
    FIELD(sepa_order_row, is_withdrawn),
    FIELD_CHOICE_OF(sepa_order_row, kind_file, kind_file_names),
    FIELD_CHOICE_OF(sepa_order_row, state_transaction, state_transaction_names),
    FIELDS_END,
};

/* rows --------------------------------------------------------------------------------------------
 */

enum err sepa_file_get(struct ctx *ctx, int64_t id, struct sepa_file *out)
{
    enum err err = db_get(ctx, &sql_sepa_file_get, ARGS(ARG(id)), sepa_file_fields, out);

    return err == ERR_NOT_FOUND
               ? fail(ctx, err, "Error.Api.SepaFile.NotFound", NULL, "There is no such SEPA file.")
               : err;
}

enum err sepa_file_find(struct ctx *ctx, const char *message_id, struct sepa_file *out)
{
    return db_get(ctx, &sql_sepa_file_of_message, ARGS(ARG(message_id)), sepa_file_fields, out);
}

enum err sepa_file_list(struct ctx *ctx, const struct page *page, struct list *out, int64_t *total)
{
    *out = (struct list){0};
    TRY(db_number(ctx, &sql_sepa_file_count, NO_ARGS, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_sepa_file_list,
                   ARGS(ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page))),
                   sepa_file_fields, sizeof(struct sepa_file), out);
}

enum err sepa_order_list(struct ctx *ctx, const struct sepa_order_filter *filter, struct list *out)
{
    size_t count = 0;

    TRY(db_list(ctx, &sql_sepa_order_list,
                ARGS(ARG_AS(id_file, filter->id_file), ARG_AS(block_id, filter->block_id),
                     ARG_AS(end_to_end, filter->end_to_end)),
                sepa_order_fields, sizeof(struct sepa_order_row), out));
    while (count < out->count && !LIST_AT(*out, struct sepa_order_row, count)->is_withdrawn)
        count++;
    if (count)
        out->count = count;
    return OK;
}

enum err sepa_file_content(struct ctx *ctx, const struct sepa_file *file, const char **out)
{
    return secret_get(ctx, "sepa_files", file->id, "content", out);
}

static enum err record(struct ctx *ctx, const char *action, const struct sepa_file *file)
{
    return audit_record(ctx, action, "sepa_files", file->id, NULL,
                        arena_printf(ctx->arena, "{\"MessageId\":\"%s\",\"StateFile\":\"%s\"}",
                                     file->message_id, state_file_names[file->state_file]));
}

/* making ------------------------------------------------------------------------------------------
 */

/* What waits. */
struct waiting {
    int64_t id, id_customer, id_permission;
    struct instant date_charge, date_issue;
};

static const struct field waiting_fields[] = {
    FIELD(waiting, id),          FIELD(waiting, id_customer), FIELD(waiting, id_permission),
    FIELD(waiting, date_charge), FIELD(waiting, date_issue),  FIELDS_END,
};

/* What is to be written. */
struct candidate {
    struct transaction transaction;
    struct mandate mandate;
    struct sepa_order order;
};

struct making {
    struct ctx *ctx;
    const struct sepa_file_input *input;
    struct gateway gateway;
    struct sepa_settings settings;
    struct sepa_creditor creditor;
    const char *zone;
    struct instant today, until; /* days */
    int64_t notice_days;
    struct list candidates; /* of struct candidate */
    struct sepa_file_made *made;
};

static enum err prepare(struct making *making)
{
    const struct sepa_file_input *input = making->input;
    struct ctx *ctx = making->ctx;
    struct settings settings;
    struct segment segment;

    TRY(segment_choose(ctx, input->reference_segment, &segment));
    if (input->id_gateway != NONE)
        TRY(gateway_get(ctx, input->id_gateway, &making->gateway));
    else
        TRY(sepa_gateway_choose(ctx, segment.id, &making->gateway));
    if (!text_equal(making->gateway.type_gateway, SEPA_GATEWAY))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "IdGateway",
                    "IdGateway: the gateway %s is no SEPA gateway.", making->gateway.name);
    TRY(sepa_settings_read(ctx, making->gateway.settings, &making->settings));
    TRY(settings_load(ctx, &settings));
    making->notice_days = setting_number(&settings, SETTING_NOTICE_DAYS_DEBIT, segment.id);
    making->zone = segment.time_zone;
    making->today = day_of(zone_local(making->zone, ctx->now));
    making->until = instant_is_set(input->date)
                        ? day_of(input->date)
                        : target_plus(making->today, making->settings.lead_days + 1);
    return sepa_creditor_get(ctx, &making->gateway, &making->settings, &making->creditor);
}

/* Why a mandate cannot be used on that day, as the code of the failure; NULL: it can. */
static const char *objection_to(const struct making *making, const struct mandate *mandate,
                                struct instant day)
{
    if (mandate->state_permission != PERMISSION_OK)
        return "MandateNotUsable";
    if (mandate->date_expiration.micros <= day.micros)
        return "MandateLapsed";
    if (mandate->type_mandate != SEQUENCE_ONE_OFF)
        return NULL;
    for (size_t i = 0; i < making->candidates.count; i++)
        if (LIST_AT(making->candidates, struct candidate, i)->mandate.id == mandate->id)
            return "MandateUsed";
    return mandate_was_used(mandate) ? "MandateUsed" : NULL;
}

static enum err fail_charge(struct making *making, struct transaction *transaction,
                            const char *code)
{
    struct gateway_outcome outcome = {
        .state = TRANSACTION_FAILED,
        .decline = DECLINE_HARD,
        .code = code,
        .message = "The mandate cannot be used any more; a new one must be signed.",
    };

    making->made->count_failed++;
    return transaction_settle(making->ctx, transaction, TOLD_FAILED, &outcome);
}

/* The remark on the debtor's statement. */
static const char *remark_of(struct arena *arena, const struct transaction *transaction)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < transaction->shares.count; i++)
        text_appendf(&text, "%s%s", i ? " " : "",
                     LIST_AT(transaction->shares, struct transaction_share, i)->full_number);
    return text_done(&text);
}

static struct instant day_for(const struct making *making, const struct waiting *waiting)
{
    struct collection collection = {
        .today = making->today,
        .wanted = instant_is_set(waiting->date_charge)
                      ? day_of(zone_local(making->zone, waiting->date_charge))
                      : (struct instant){0},
        .notified = instant_is_set(waiting->date_issue)
                        ? day_of(zone_local(making->zone, waiting->date_issue))
                        : (struct instant){0},
        .notice_days = making->notice_days,
        .lead_days = making->settings.lead_days,
    };

    if (making->input->kind_file == KIND_FILE_TRANSFERS)
        return target_on_or_after(making->today);
    return collection_day(&collection);
}

static enum err fill_order(struct making *making, struct candidate *candidate, struct instant day)
{
    const struct mandate *mandate = &candidate->mandate;
    const struct transaction *transaction = &candidate->transaction;
    bool is_amended = mandate_is_amended(mandate);
    bool is_debit = transaction->amount > 0;

    candidate->order = (struct sepa_order){
        .end_to_end = sepa_end_to_end(making->ctx->arena, transaction->id),
        .amount = is_debit ? transaction->amount : -transaction->amount,
        .name = mandate->name_debtor,
        .bic = mandate->bic,
        .remark = remark_of(making->ctx->arena, transaction),
        .date = day,
        .scheme = is_debit ? mandate->scheme_mandate : SCHEME_NONE,
        .sequence = is_debit ? mandate->type_mandate : SEQUENCE_NONE,
        .mandate = mandate->reference_mandate,
        .date_signature = mandate->date_signature,
        .creditor_before = is_amended ? mandate->creditor_before : NULL,
        .creditor_name_before = is_amended ? mandate->creditor_name_before : NULL,
        .is_account_new = is_amended && mandate->is_account_new,
    };
    return mandate_iban(making->ctx, mandate, &candidate->order.iban);
}

static enum err consider(struct making *making, const struct waiting *waiting)
{
    struct list *candidates = &making->candidates;
    struct candidate *candidate = LIST_AT(*candidates, struct candidate, candidates->count);
    struct instant day = day_for(making, waiting);
    const char *objection;
    enum err err;

    if (candidates->count == ORDERS_MAX || day.micros > making->until.micros) {
        making->made->count_waiting++;
        return OK;
    }
    TRY(transaction_lock(making->ctx, waiting->id, &candidate->transaction));
    if (candidate->transaction.state_transaction != TRANSACTION_TO_PROCESS)
        return OK;
    err = mandate_of_permission(making->ctx, waiting->id_permission, &candidate->mandate);
    if (err == ERR_NOT_FOUND)
        return fail_charge(making, &candidate->transaction, "MandateMissing");
    TRY(err);
    objection = making->input->kind_file == KIND_FILE_DEBITS
                    ? objection_to(making, &candidate->mandate, day)
                    : NULL;
    if (objection)
        return fail_charge(making, &candidate->transaction, objection);
    candidates->count++;
    return fill_order(making, candidate, day);
}

/* Blocks are of one day, scheme and sequence. */
static int by_block(const void *a, const void *b)
{
    const struct candidate *one = a, *other = b;

    if (one->order.date.micros != other->order.date.micros)
        return one->order.date.micros < other->order.date.micros ? -1 : 1;
    if (one->order.scheme != other->order.scheme)
        return one->order.scheme - other->order.scheme;
    if (one->order.sequence != other->order.sequence)
        return one->order.sequence - other->order.sequence;
    return one->transaction.id < other->transaction.id ? -1 : 1;
}

/* The bank wants the file before the day on which an invoice is to be charged. */
static enum err charge_early(struct making *making)
{
    struct instant end = instant_plus(making->until, DAYS(1));
    int64_t count;

    if (making->input->kind_file != KIND_FILE_DEBITS)
        return OK;
    return collect_charge_early(making->ctx, making->gateway.id, zone_universal(making->zone, end),
                                &count);
}

static enum err gather(struct making *making)
{
    struct ctx *ctx = making->ctx;
    struct list waiting;

    TRY(charge_early(making));
    TRY(db_list(ctx, &sql_sepa_waiting,
                ARGS(ARG_AS(id_gateway, making->gateway.id),
                     ARG_AS(kind_file, kind_file_names[making->input->kind_file])),
                waiting_fields, sizeof(struct waiting), &waiting));
    making->candidates.items = ARENA_ARRAY(ctx->arena, struct candidate, waiting.count + 1);
    for (size_t i = 0; i < waiting.count; i++)
        TRY(consider(making, LIST_AT(waiting, struct waiting, i)));
    if (making->candidates.count)
        qsort(making->candidates.items, making->candidates.count, sizeof(struct candidate),
              by_block);
    return OK;
}

/* Pending from now on; without news it counts as collected some open days after its day. */
static enum err send(struct making *making, struct candidate *candidate)
{
    struct instant settled = zone_universal(
        making->zone, target_plus(candidate->order.date, making->settings.settle_days));
    struct gateway_outcome outcome = {.state = TRANSACTION_PENDING, .date_settlement = settled};
    char moment[INSTANT_TEXT_SIZE];

    instant_format(settled, moment);
    outcome.progress = arena_copy(making->ctx->arena, moment);
    TRY(transaction_settle(making->ctx, &candidate->transaction, TOLD_PENDING, &outcome));
    if (candidate->transaction.amount < 0)
        return OK;
    return mandate_use(making->ctx, &candidate->mandate, candidate->order.date);
}

static enum err write_orders(struct making *making, const struct sepa_message *message)
{
    const struct sepa_file *file = &making->made->file;
    struct ctx *ctx = making->ctx;

    for (size_t i = 0; i < making->candidates.count; i++) {
        struct candidate *candidate = LIST_AT(making->candidates, struct candidate, i);
        struct sepa_order_row row = {
            .id_file = file->id,
            .id_transaction = candidate->transaction.id,
            .id_mandate = candidate->mandate.id,
            .position = (int64_t)i,
            .end_to_end = candidate->order.end_to_end,
            .block_id = sepa_block_id(ctx->arena, message, i),
            .amount = candidate->order.amount,
            .date_collection = candidate->order.date,
        };

        TRY(db_save(ctx, &sql_sepa_order_add, sepa_order_fields, &row));
        TRY(send(making, candidate));
    }
    return OK;
}

static struct sepa_message message_of(const struct making *making)
{
    const struct sepa_file *file = &making->made->file;
    struct arena *arena = making->ctx->arena;
    size_t count = making->candidates.count;
    struct sepa_message message = {
        .message_id = file->message_id,
        .version = making->settings.version,
        .made_at = zone_local(making->zone, making->ctx->now),
        .creditor = making->creditor,
        .orders = {ARENA_ARRAY(arena, struct sepa_order, count), count},
    };

    for (size_t i = 0; i < count; i++)
        *LIST_AT(message.orders, struct sepa_order, i) =
            LIST_AT(making->candidates, struct candidate, i)->order;
    return message;
}

static void number_file(struct making *making)
{
    struct sepa_file *file = &making->made->file;
    struct civil civil = civil_from_instant(making->today);

    *file = (struct sepa_file){
        .id = db_new_id(making->ctx, ID_PUBLIC),
        .id_gateway = making->gateway.id,
        .name_gateway = making->gateway.name,
        .kind_file = making->input->kind_file,
        .state_file = FILE_MADE,
        .count_orders = (int64_t)making->candidates.count,
        .trace = trace_created(making->ctx),
    };
    file->message_id = arena_printf(making->ctx->arena, "TACITE-%04d%02d%02d-%" PRId64,
                                    (int)civil.year, civil.month, civil.day, file->id);
    for (size_t i = 0; i < making->candidates.count; i++)
        file->amount_total += LIST_AT(making->candidates, struct candidate, i)->order.amount;
}

static enum err write(struct making *making)
{
    struct sepa_file *file = &making->made->file;
    struct ctx *ctx = making->ctx;
    struct sepa_message message;
    const char *content;

    number_file(making);
    message = message_of(making);
    content = file->kind_file == KIND_FILE_DEBITS ? sepa_write_debits(ctx->arena, &message)
                                                  : sepa_write_transfers(ctx->arena, &message);
    TRY(db_save(ctx, &sql_sepa_file_add, sepa_file_fields, file));
    TRY(secret_put(ctx, "sepa_files", file->id, "content", content));
    TRY(write_orders(making, &message));
    return record(ctx, "SepaFile.Make", file);
}

enum err sepa_file_make(struct ctx *ctx, const struct sepa_file_input *input,
                        struct sepa_file_made *out)
{
    struct sepa_file_input full = *input;
    struct making making = {.ctx = ctx, .input = &full, .made = out};

    *out = (struct sepa_file_made){
        .file = {.id = NONE, .id_gateway = NONE}
    };
    if (!full.kind_file)
        full.kind_file = KIND_FILE_DEBITS;
    TRY(prepare(&making));
    TRY(gather(&making));
    return making.candidates.count ? write(&making) : OK;
}

/* afterwards --------------------------------------------------------------------------------------
 */

static enum err save(struct ctx *ctx, struct sepa_file *file)
{
    trace_updated(ctx, &file->trace);
    TRY(db_update(ctx, &sql_sepa_file_save, sepa_file_fields, file));
    file->trace.version++;
    return OK;
}

static enum err refuse_withdrawal(struct ctx *ctx, const struct sepa_file *file, const char *why)
{
    return fail(ctx, ERR_CONFLICT, "Error.Sepa.NotWithdrawable", NULL,
                "The file %s cannot be withdrawn: %s.", file->message_id, why);
}

/* As if it had never been in a file. */
static enum err take_back(struct ctx *ctx, const struct sepa_file *file, int64_t id_transaction)
{
    struct gateway_outcome outcome = {
        .state = TRANSACTION_TO_PROCESS,
        .progress = SEPA_WAITS,
    };
    struct transaction transaction;

    TRY(transaction_lock(ctx, id_transaction, &transaction));
    if (transaction.state_transaction != TRANSACTION_PENDING)
        return refuse_withdrawal(
            ctx, file,
            arena_printf(ctx->arena, "the bank has told what became of %s, which is %s",
                         sepa_end_to_end(ctx->arena, id_transaction),
                         state_transaction_names[transaction.state_transaction]));
    return transaction_settle(ctx, &transaction, TOLD_TO_PROCESS, &outcome);
}

enum err sepa_file_withdraw(struct ctx *ctx, int64_t id, struct sepa_file *out)
{
    struct list orders;

    TRY(sepa_file_get(ctx, id, out));
    if (out->state_file == FILE_WITHDRAWN)
        return OK;
    if (out->state_file == FILE_ACCEPTED)
        return refuse_withdrawal(ctx, out, "the bank has accepted it");
    TRY(sepa_order_list(ctx, &(struct sepa_order_filter){.id_file = id}, &orders));
    for (size_t i = 0; i < orders.count; i++)
        TRY(take_back(ctx, out, LIST_AT(orders, struct sepa_order_row, i)->id_transaction));
    TRY(db_run(ctx, &sql_sepa_orders_withdraw, ARGS(ARG_AS(id_file, id))));
    out->state_file = FILE_WITHDRAWN;
    TRY(save(ctx, out));
    return record(ctx, "SepaFile.Withdraw", out);
}

enum err sepa_file_judge(struct ctx *ctx, struct sepa_file *file, enum state_file state,
                         const char *code, const char *explanation)
{
    file->state_file = (int)state;
    file->code = code;
    file->explanation = explanation;
    TRY(save(ctx, file));
    return record(ctx, "SepaFile.Judge", file);
}
