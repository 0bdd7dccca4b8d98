#include "domain/sepa/sepa_write.h"

#include <inttypes.h>

#include "base/text.h"
#include "platform/xml/xml.h"
#include "rules/sepa_text.h"

const char *const scheme_mandate_names[] = {NULL, "Core", "B2b", NULL};
const char *const sequence_sepa_names[] = {NULL, "Recurrent", "OneOff", NULL};
const char *const version_sepa_names[] = {NULL, "2019", "2009", NULL};

#define NAMESPACE "urn:iso:std:iso:20022:tech:xsd:"

/* What differs between the two messages, and between their versions. */
struct kind {
    const char *name[VERSION_2009 + 1];
    const char *root;
};

static const struct kind debits = {
    {NULL, "pain.008.001.08", "pain.008.001.02"},
    "CstmrDrctDbtInitn"
};
static const struct kind transfers = {
    {NULL, "pain.001.001.09", "pain.001.001.03"},
    "CstmrCdtTrfInitn"
};

const char *sepa_amount(struct arena *arena, int64_t cents)
{
    return arena_printf(arena, "%" PRId64 ".%02d", cents / 100, (int)(cents % 100));
}

static const struct sepa_order *order_at(const struct sepa_message *message, size_t index)
{
    return LIST_AT(message->orders, const struct sepa_order, index);
}

static bool is_of_same_block(const struct sepa_order *a, const struct sepa_order *b)
{
    return a->date.micros == b->date.micros && a->scheme == b->scheme && a->sequence == b->sequence;
}

/* One behind the last order of the block that begins at `first`. */
static size_t end_of_block(const struct sepa_message *message, size_t first)
{
    size_t end = first + 1;

    while (end < message->orders.count &&
           is_of_same_block(order_at(message, first), order_at(message, end)))
        end++;
    return end;
}

const char *sepa_block_id(struct arena *arena, const struct sepa_message *message, size_t index)
{
    int number = 1;

    for (size_t end = end_of_block(message, 0); end <= index; end = end_of_block(message, end))
        number++;
    return arena_printf(arena, "%s-%d", message->message_id, number);
}

static void put_name(struct xml_writer *writer, const char *name)
{
    xml_put(writer, "Nm", sepa_text(writer->text.arena, name, SEPA_NAME_MAX));
}

static void put_party(struct xml_writer *writer, const char *element, const char *name)
{
    xml_open(writer, element);
    put_name(writer, name);
    xml_close(writer, element);
}

static void put_account(struct xml_writer *writer, const char *element, const char *iban)
{
    xml_open(writer, element);
    xml_put_at(writer, "Id/IBAN", iban);
    xml_close(writer, element);
}

/* A bank that is not named is found by the account's number. */
static void put_bank(struct xml_writer *writer, const char *element, const char *bic, int version)
{
    xml_open(writer, element);
    xml_open(writer, "FinInstnId");
    if (bic)
        xml_put(writer, version == VERSION_2009 ? "BIC" : "BICFI", bic);
    else
        xml_put_at(writer, "Othr/Id", "NOTPROVIDED");
    xml_close(writer, "FinInstnId");
    xml_close(writer, element);
}

static void put_creditor_id(struct xml_writer *writer, const char *ics)
{
    xml_open(writer, "Id");
    xml_open(writer, "PrvtId");
    xml_open(writer, "Othr");
    xml_put(writer, "Id", ics);
    xml_put_at(writer, "SchmeNm/Prtry", "SEPA");
    xml_close(writer, "Othr");
    xml_close(writer, "PrvtId");
    xml_close(writer, "Id");
}

static void put_sums(struct xml_writer *writer, const struct sepa_message *message, size_t first,
                     size_t end)
{
    struct arena *arena = writer->text.arena;
    int64_t sum = 0;

    for (size_t i = first; i < end; i++)
        sum += order_at(message, i)->amount;
    xml_put(writer, "NbOfTxs", arena_printf(arena, "%zu", end - first));
    xml_put(writer, "CtrlSum", sepa_amount(arena, sum));
}

static void put_moment(struct xml_writer *writer, const char *element, struct instant at)
{
    char day[DAY_TEXT_SIZE];
    int64_t seconds = civil_from_instant(at).micros / MICROS_PER_SECOND;

    day_format(at, day);
    xml_put(writer, element,
            arena_printf(writer->text.arena, "%sT%02d:%02d:%02d", day, (int)(seconds / 3600),
                         (int)(seconds / 60 % 60), (int)(seconds % 60)));
}

static void put_day(struct xml_writer *writer, const char *element, struct instant at)
{
    char day[DAY_TEXT_SIZE];

    day_format(at, day);
    xml_put(writer, element, arena_copy(writer->text.arena, day));
}

static void begin(struct xml_writer *writer, const struct kind *kind,
                  const struct sepa_message *message)
{
    xml_begin(writer, "Document",
              arena_printf(writer->text.arena, NAMESPACE "%s", kind->name[message->version]));
    xml_open(writer, kind->root);
    xml_open(writer, "GrpHdr");
    xml_put(writer, "MsgId", message->message_id);
    put_moment(writer, "CreDtTm", message->made_at);
    put_sums(writer, message, 0, message->orders.count);
    put_party(writer, "InitgPty", message->creditor.name);
    xml_close(writer, "GrpHdr");
}

static const char *finish(struct xml_writer *writer, const struct kind *kind)
{
    xml_close(writer, kind->root);
    xml_close(writer, "Document");
    return text_done(&writer->text);
}

static void begin_block(struct xml_writer *writer, const struct sepa_message *message, size_t first,
                        size_t end, const char *method)
{
    xml_open(writer, "PmtInf");
    xml_put(writer, "PmtInfId", sepa_block_id(writer->text.arena, message, first));
    xml_put(writer, "PmtMtd", method);
    xml_put(writer, "BtchBookg", "true");
    put_sums(writer, message, first, end);
}

static void put_remark(struct xml_writer *writer, const struct sepa_order *order)
{
    xml_put_at(writer, "RmtInf/Ustrd",
               sepa_text(writer->text.arena, order->remark, SEPA_REMARK_MAX));
}

/* debits ------------------------------------------------------------------------------------------
 */

static bool is_amended(const struct sepa_order *order)
{
    return order->mandate_before || order->creditor_before || order->creditor_name_before ||
           order->is_account_new;
}

/* SMNDA: same mandate, new debtor account. */
static void put_amendment(struct xml_writer *writer, const struct sepa_order *order)
{
    xml_open(writer, "AmdmntInfDtls");
    xml_put(writer, "OrgnlMndtId", order->mandate_before);
    if (order->creditor_before || order->creditor_name_before) {
        xml_open(writer, "OrgnlCdtrSchmeId");
        if (order->creditor_name_before)
            put_name(writer, order->creditor_name_before);
        if (order->creditor_before)
            put_creditor_id(writer, order->creditor_before);
        xml_close(writer, "OrgnlCdtrSchmeId");
    }
    if (order->is_account_new)
        xml_put_at(writer, "OrgnlDbtrAcct/Id/Othr/Id", "SMNDA");
    xml_close(writer, "AmdmntInfDtls");
}

static void put_mandate(struct xml_writer *writer, const struct sepa_order *order)
{
    xml_open(writer, "DrctDbtTx");
    xml_open(writer, "MndtRltdInf");
    xml_put(writer, "MndtId", order->mandate);
    put_day(writer, "DtOfSgntr", order->date_signature);
    xml_put(writer, "AmdmntInd", is_amended(order) ? "true" : "false");
    if (is_amended(order))
        put_amendment(writer, order);
    xml_close(writer, "MndtRltdInf");
    xml_close(writer, "DrctDbtTx");
}

static void put_debit(struct xml_writer *writer, const struct sepa_order *order, int version)
{
    xml_open(writer, "DrctDbtTxInf");
    xml_put_at(writer, "PmtId/EndToEndId", order->end_to_end);
    xml_put_with(writer, "InstdAmt", "Ccy", "EUR", sepa_amount(writer->text.arena, order->amount));
    put_mandate(writer, order);
    put_bank(writer, "DbtrAgt", order->bic, version);
    put_party(writer, "Dbtr", order->name);
    put_account(writer, "DbtrAcct", order->iban);
    put_remark(writer, order);
    xml_close(writer, "DrctDbtTxInf");
}

static void put_debit_terms(struct xml_writer *writer, const struct sepa_order *order)
{
    xml_open(writer, "PmtTpInf");
    xml_put_at(writer, "SvcLvl/Cd", "SEPA");
    xml_put_at(writer, "LclInstrm/Cd", order->scheme == SCHEME_B2B ? "B2B" : "CORE");
    xml_put(writer, "SeqTp", order->sequence == SEQUENCE_ONE_OFF ? "OOFF" : "RCUR");
    xml_close(writer, "PmtTpInf");
    put_day(writer, "ReqdColltnDt", order->date);
}

static void put_debit_block(struct xml_writer *writer, const struct sepa_message *message,
                            size_t first, size_t end)
{
    const struct sepa_creditor *creditor = &message->creditor;

    begin_block(writer, message, first, end, "DD");
    put_debit_terms(writer, order_at(message, first));
    put_party(writer, "Cdtr", creditor->name);
    put_account(writer, "CdtrAcct", creditor->iban);
    put_bank(writer, "CdtrAgt", creditor->bic, message->version);
    xml_put(writer, "ChrgBr", "SLEV");
    xml_open(writer, "CdtrSchmeId");
    put_creditor_id(writer, creditor->ics);
    xml_close(writer, "CdtrSchmeId");
    for (size_t i = first; i < end; i++)
        put_debit(writer, order_at(message, i), message->version);
    xml_close(writer, "PmtInf");
}

const char *sepa_write_debits(struct arena *arena, const struct sepa_message *message)
{
    struct xml_writer writer = {.text = {.arena = arena}};

    begin(&writer, &debits, message);
    for (size_t first = 0, end; first < message->orders.count; first = end) {
        end = end_of_block(message, first);
        put_debit_block(&writer, message, first, end);
    }
    return finish(&writer, &debits);
}

/* transfers ---------------------------------------------------------------------------------------
 */

static void put_transfer(struct xml_writer *writer, const struct sepa_order *order, int version)
{
    xml_open(writer, "CdtTrfTxInf");
    xml_put_at(writer, "PmtId/EndToEndId", order->end_to_end);
    xml_open(writer, "Amt");
    xml_put_with(writer, "InstdAmt", "Ccy", "EUR", sepa_amount(writer->text.arena, order->amount));
    xml_close(writer, "Amt");
    if (order->bic)
        put_bank(writer, "CdtrAgt", order->bic, version);
    put_party(writer, "Cdtr", order->name);
    put_account(writer, "CdtrAcct", order->iban);
    put_remark(writer, order);
    xml_close(writer, "CdtTrfTxInf");
}

static void put_transfer_day(struct xml_writer *writer, struct instant date, int version)
{
    if (version == VERSION_2009) {
        put_day(writer, "ReqdExctnDt", date);
        return;
    }
    xml_open(writer, "ReqdExctnDt");
    put_day(writer, "Dt", date);
    xml_close(writer, "ReqdExctnDt");
}

static void put_transfer_block(struct xml_writer *writer, const struct sepa_message *message,
                               size_t first, size_t end)
{
    const struct sepa_creditor *sender = &message->creditor;

    begin_block(writer, message, first, end, "TRF");
    xml_put_at(writer, "PmtTpInf/SvcLvl/Cd", "SEPA");
    put_transfer_day(writer, order_at(message, first)->date, message->version);
    put_party(writer, "Dbtr", sender->name);
    put_account(writer, "DbtrAcct", sender->iban);
    put_bank(writer, "DbtrAgt", sender->bic, message->version);
    xml_put(writer, "ChrgBr", "SLEV");
    for (size_t i = first; i < end; i++)
        put_transfer(writer, order_at(message, i), message->version);
    xml_close(writer, "PmtInf");
}

const char *sepa_write_transfers(struct arena *arena, const struct sepa_message *message)
{
    struct xml_writer writer = {.text = {.arena = arena}};

    begin(&writer, &transfers, message);
    for (size_t first = 0, end; first < message->orders.count; first = end) {
        end = end_of_block(message, first);
        put_transfer_block(&writer, message, first, end);
    }
    return finish(&writer, &transfers);
}
