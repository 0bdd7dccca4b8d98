#include "domain/sepa/sepa_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/count.h"
#include "base/lookup.h"
#include "base/text.h"
#include "platform/xml/xml.h"

const char *const told_sepa_names[] = {
    NULL,       "Accepted", "Rejected", "Collected", "Returned",
    "Received", "PaidOut",  "SentBack", "Other",     NULL,
};

struct reading {
    struct ctx *ctx;
    struct sepa_statement *statement;
    size_t room;
    struct lookup keys; /* how often each was told in this file */
};

static enum err unreadable(struct ctx *ctx, const char *place, const char *what, const char *value)
{
    return fail(ctx, ERR_INVALID, "Error.Sepa.Unreadable", "File",
                "The file cannot be read, %s: %s \"%.40s\" makes no sense. Nothing of it was used.",
                place, what, value ? value : "");
}

static void add(struct reading *reading, const struct sepa_told *told)
{
    struct list *list = &reading->statement->told;

    if (list->count == reading->room) {
        size_t room = reading->room ? 2 * reading->room : 64;
        struct sepa_told *more = ARENA_ARRAY(reading->ctx->arena, struct sepa_told, room);

        if (list->count)
            memcpy(more, list->items, list->count * sizeof *more);
        list->items = more;
        reading->room = room;
    }
    *LIST_AT(*list, struct sepa_told, list->count++) = *told;
}

/* The second of two that are told in the same words is another one. */
static const char *nth_key(struct reading *reading, const char *key)
{
    struct arena *arena = reading->ctx->arena;
    const char *numbered = key;

    for (int n = 2; lookup_find(&reading->keys, numbered) != LOOKUP_NONE; n++)
        numbered = arena_printf(arena, "%s#%d", key, n);
    lookup_add(&reading->keys, numbered, 1);
    return numbered;
}

static const char *or_nothing(const char *text)
{
    return text ? text : "";
}

/* The first of the paths at which something stands. */
static const char *text_of(const struct xml *xml, const char *const *paths)
{
    const char *text = NULL;

    for (; *paths && !text; paths++)
        text = xml_text(xml, *paths);
    return text;
}
#define TEXT_OF(xml, ...) text_of((xml), (const char *const[]){__VA_ARGS__, NULL})

static const char *provided(const char *reference)
{
    return reference && strcmp(reference, "NOTPROVIDED") != 0 ? reference : NULL;
}

/* booked entries ----------------------------------------------------------------------------------
 */

static enum err read_amount(struct ctx *ctx, const struct xml *amount, struct sepa_told *told)
{
    struct decimal decimal;
    int exponent;
    int64_t unit = MICROS_PER_UNIT;

    told->currency = xml_attribute(amount, "Ccy");
    exponent =
        told->currency && strlen(told->currency) == 3 ? currency_exponent(told->currency) : -1;
    if (exponent < 0)
        return unreadable(ctx, told->place, "the currency", told->currency);
    for (int i = 0; i < exponent; i++)
        unit /= 10;
    if (!decimal_parse(amount->text, &decimal) || decimal.micros < 0 || decimal.micros % unit ||
        decimal.micros / unit > AMOUNT_MAX)
        return unreadable(ctx, told->place, "the amount", amount->text);
    told->amount = decimal.micros / unit;
    return OK;
}

static enum err read_day(struct ctx *ctx, const struct xml *entry, struct sepa_told *told)
{
    const char *day = TEXT_OF(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm");
    char only_day[DAY_TEXT_SIZE];

    if (!day)
        return OK;
    /* Banks add offsets to days; it is the day that counts. */
    (void)snprintf(only_day, sizeof only_day, "%.10s", day);
    return instant_parse(only_day, &told->date) ? OK
                                                : unreadable(ctx, told->place, "the date", day);
}

static const char *join_remarks(struct arena *arena, const struct xml *details)
{
    const struct xml *remarks = xml_at(details, "RmtInf");
    struct text text = {.arena = arena};

    for (const struct xml *one = xml_first(remarks, "Ustrd"); one; one = xml_next(one))
        text_appendf(&text, "%s%s", text.size ? " " : "", one->text);
    for (const struct xml *one = xml_first(remarks, "Strd"); one; one = xml_next(one)) {
        const char *reference = TEXT_OF(one, "CdtrRefInf/Ref", "RfrdDocInf/Nb");

        if (reference)
            text_appendf(&text, "%s%s", text.size ? " " : "", reference);
    }
    return text.size ? text_done(&text) : NULL;
}

static const char *name_of_other(const struct xml *details, bool is_credit)
{
    return is_credit ? TEXT_OF(details, "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm")
                     : TEXT_OF(details, "RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm");
}

/* What is told is seen from the account: of a return our debit's party is still the debtor. */
static void read_details(struct arena *arena, const struct xml *details, bool is_credit,
                         struct sepa_told *told)
{
    told->end_to_end = provided(xml_text(details, "Refs/EndToEndId"));
    told->message_id = provided(xml_text(details, "Refs/MsgId"));
    told->block_id = provided(xml_text(details, "Refs/PmtInfId"));
    told->mandate = provided(xml_text(details, "Refs/MndtId"));
    told->code = TEXT_OF(details, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry");
    told->explanation = TEXT_OF(details, "RtrInf/AddtlInf", "AddtlTxInf");
    told->name = name_of_other(details, is_credit);
    if (!told->name)
        told->name = name_of_other(details, !is_credit);
    told->remark = join_remarks(arena, details);
}

/* An entry is a reversal of what its domain code or its sign says it was. */
static int meaning_of(const struct sepa_told *told, bool is_credit, bool is_return)
{
    if (is_return)
        return is_credit ? SEPA_SENT_BACK : SEPA_RETURNED;
    if (is_credit)
        return told->block_id || told->mandate ? SEPA_COLLECTED : SEPA_RECEIVED;
    return told->end_to_end || told->block_id || told->message_id ? SEPA_PAID_OUT : SEPA_OTHER;
}

/* The bank's own reference comes first: it is the same in a notification and in the statement. */
static const char *key_of(struct reading *reading, const struct xml *entry,
                          const struct xml *details, const struct sepa_told *told)
{
    const char *reference = TEXT_OF(details, "Refs/AcctSvcrRef", "Refs/TxId");
    char day[DAY_TEXT_SIZE] = "";

    if (!reference)
        reference = TEXT_OF(entry, "AcctSvcrRef", "NtryRef");
    if (instant_is_set(told->date))
        day_format(told->date, day);
    return nth_key(reading,
                   arena_printf(reading->ctx->arena, "%s|%s|%s|%s|%s|%" PRId64 "|%s",
                                told_sepa_names[told->told],
                                or_nothing(reading->statement->account), or_nothing(reference),
                                or_nothing(told->end_to_end ? told->end_to_end : told->block_id),
                                day, told->amount, reference ? "" : or_nothing(told->remark)));
}

static bool is_true(const char *text)
{
    return text && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
}

static bool is_credit_of(const struct xml *xml, bool otherwise)
{
    const char *sign = xml_text(xml, "CdtDbtInd");

    return sign ? strcmp(sign, "CRDT") == 0 : otherwise;
}

static const struct xml *amount_of(const struct xml *details)
{
    static const char *const paths[] = {"AmtDtls/TxAmt/Amt", "Amt", "AmtDtls/InstdAmt/Amt"};
    const struct xml *amount = NULL;

    for (size_t i = 0; i < COUNT_OF(paths) && !amount; i++)
        amount = xml_at(details, paths[i]);
    return amount;
}

/* One of the transactions of an entry, or, without details, the entry itself. */
static enum err read_one(struct reading *reading, const struct xml *entry, const struct xml *batch,
                         const struct xml *details, const char *place)
{
    struct sepa_told told = {.place = place, .reach = REACH_TRANSACTION, .amount = NONE};
    bool is_credit = is_credit_of(details, is_credit_of(entry, true));
    const struct xml *amount = amount_of(details);

    TRY(read_day(reading->ctx, entry, &told));
    if (!amount)
        amount = xml_at(entry, "Amt");
    if (!amount)
        return unreadable(reading->ctx, place, "the amount", NULL);
    TRY(read_amount(reading->ctx, amount, &told));
    read_details(reading->ctx->arena, details, is_credit, &told);
    if (!told.block_id && !told.end_to_end)
        told.block_id = provided(xml_text(batch, "PmtInfId"));
    if (!told.message_id && !told.end_to_end)
        told.message_id = provided(xml_text(batch, "MsgId"));
    if (!told.explanation)
        told.explanation = xml_text(entry, "AddtlNtryInf");
    if (!told.end_to_end && (told.block_id || told.message_id))
        told.reach = told.block_id ? REACH_BLOCK : REACH_FILE;
    told.told = meaning_of(&told, is_credit,
                           xml_at(details, "RtrInf") || is_true(xml_text(entry, "RvslInd")));
    told.key = key_of(reading, entry, details, &told);
    add(reading, &told);
    return OK;
}

static enum err read_entry(struct reading *reading, const struct xml *entry, int number)
{
    struct arena *arena = reading->ctx->arena;
    const char *state = TEXT_OF(entry, "Sts/Cd", "Sts");
    int count = 0;

    if (state && strcmp(state, "BOOK") != 0) {
        reading->statement->count_pending++;
        return OK;
    }
    for (const struct xml *group = xml_first(entry, "NtryDtls"); group; group = xml_next(group)) {
        const struct xml *batch = xml_at(group, "Btch"), *details = xml_first(group, "TxDtls");

        for (; details; details = xml_next(details))
            TRY(read_one(reading, entry, batch, details,
                         arena_printf(arena, "entry %d, transaction %d", number, ++count)));
        if (!count && batch) {
            count++;
            TRY(read_one(reading, entry, batch, NULL, arena_printf(arena, "entry %d", number)));
        }
    }
    return count ? OK
                 : read_one(reading, entry, NULL, NULL, arena_printf(arena, "entry %d", number));
}

static enum err read_booked(struct reading *reading, const struct xml *message,
                            const char *statement)
{
    int number = 0;

    for (const struct xml *one = xml_first(message, statement); one; one = xml_next(one)) {
        reading->statement->account = TEXT_OF(one, "Acct/Id/IBAN", "Acct/Id/Othr/Id");
        for (const struct xml *entry = xml_first(one, "Ntry"); entry; entry = xml_next(entry))
            TRY(read_entry(reading, entry, ++number));
    }
    return OK;
}

static enum err read_statements(struct reading *reading, const struct xml *message)
{
    return read_booked(reading, message, "Stmt");
}

static enum err read_notifications(struct reading *reading, const struct xml *message)
{
    return read_booked(reading, message, "Ntfctn");
}

/* what became of a file ---------------------------------------------------------------------------
 */

static void tell_status(struct reading *reading, const struct xml *at, const char *state,
                        struct sepa_told told)
{
    struct arena *arena = reading->ctx->arena;

    if (!state)
        return;
    told.told = strcmp(state, "RJCT") == 0 ? SEPA_REJECTED : SEPA_ACCEPTED;
    told.amount = NONE;
    told.code = TEXT_OF(at, "StsRsnInf/Rsn/Cd", "StsRsnInf/Rsn/Prtry");
    told.explanation = xml_text(at, "StsRsnInf/AddtlInf");
    told.key = nth_key(reading,
                       arena_printf(arena, "%s|%s|%s|%s|%s|%s", state, or_nothing(told.message_id),
                                    or_nothing(told.block_id), or_nothing(told.end_to_end),
                                    or_nothing(told.code), or_nothing(told.place)));
    add(reading, &told);
}

/* What is said of one transaction comes before what is said of the block it stands in, so that the
 * reason that is its own counts. */
static void read_block_status(struct reading *reading, const struct xml *block,
                              const char *message_id, int number)
{
    struct arena *arena = reading->ctx->arena;
    const char *block_id = provided(xml_text(block, "OrgnlPmtInfId"));
    int count = 0;

    for (const struct xml *one = xml_first(block, "TxInfAndSts"); one; one = xml_next(one))
        tell_status(reading, one, xml_text(one, "TxSts"),
                    (struct sepa_told){
                        .reach = REACH_TRANSACTION,
                        .place = arena_printf(arena, "block %d, transaction %d", number, ++count),
                        .message_id = message_id,
                        .block_id = block_id,
                        .end_to_end = provided(xml_text(one, "OrgnlEndToEndId")),
                        .mandate = xml_text(one, "OrgnlTxRef/MndtRltdInf/MndtId"),
                    });
    tell_status(reading, block, xml_text(block, "PmtInfSts"),
                (struct sepa_told){
                    .reach = REACH_BLOCK,
                    .place = arena_printf(arena, "block %d", number),
                    .message_id = message_id,
                    .block_id = block_id,
                });
}

static enum err read_statuses(struct reading *reading, const struct xml *message)
{
    const struct xml *group = xml_at(message, "OrgnlGrpInfAndSts");
    const char *message_id = provided(xml_text(group, "OrgnlMsgId"));
    int number = 0;

    for (const struct xml *block = xml_first(message, "OrgnlPmtInfAndSts"); block;
         block = xml_next(block))
        read_block_status(reading, block, message_id, ++number);
    tell_status(reading, group, xml_text(group, "GrpSts"),
                (struct sepa_told){
                    .reach = REACH_FILE,
                    .place = "the group",
                    .message_id = message_id,
                });
    return OK;
}

/* all kinds ---------------------------------------------------------------------------------------
 */

static const struct {
    const char *root, *kind;
    enum err (*read)(struct reading *reading, const struct xml *message);
} kinds[] = {
    {"CstmrPmtStsRpt",        "pain.002", read_statuses     },
    {"BkToCstmrStmt",         "camt.053", read_statements   },
    {"BkToCstmrDbtCdtNtfctn", "camt.054", read_notifications},
};

static enum err unknown_kind(struct ctx *ctx, const struct xml *root)
{
    return fail(ctx, ERR_INVALID, "Error.Sepa.UnknownMessage", "File",
                "The file is no pain.002, camt.053 or camt.054: it holds a %.60s%s%.60s.",
                root->name, root->first ? " with a " : "", root->first ? root->first->name : "");
}

enum err sepa_read(struct ctx *ctx, const char *bytes, size_t size, struct sepa_statement *out)
{
    struct reading reading = {.ctx = ctx, .statement = out, .keys = {.arena = ctx->arena}};
    const struct xml *root;

    *out = (struct sepa_statement){0};
    TRY(xml_read(ctx, bytes, size, &root));
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        const struct xml *message = xml_first(root, kinds[i].root);

        if (!message)
            continue;
        out->kind = kinds[i].kind;
        out->message_id = xml_text(message, "GrpHdr/MsgId");
        return kinds[i].read(&reading, message);
    }
    return unknown_kind(ctx, root);
}
