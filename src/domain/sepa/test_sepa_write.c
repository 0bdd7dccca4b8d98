#include "domain/sepa/sepa_write.h"

#include <string.h>

#include "platform/xml/xml.h"
#include "unit/cases.h"

static struct instant day(const char *text)
{
    struct instant at;

    assert_true(instant_parse(text, &at));
    return at;
}

static struct sepa_order order(const char *date, int scheme, int sequence, int64_t amount)
{
    return (struct sepa_order){
        .end_to_end = "TACITE-T1",
        .amount = amount,
        .name = "Société & Fils",
        .iban = "FR7630006000011234567890189",
        .remark = "S1-00000001",
        .date = day(date),
        .scheme = scheme,
        .sequence = sequence,
        .mandate = "RUM-1",
        .date_signature = day("2026-01-02"),
    };
}

static struct sepa_message message(struct sepa_order *orders, size_t count, int version)
{
    return (struct sepa_message){
        .message_id = "TACITE-20261122-7",
        .version = version,
        .made_at = day("2026-11-22T06:07:08"),
        .creditor = {"Éditeur Exemple", "FR72ZZZ123456", "DE89370400440532013000", "COBADEFF"},
        .orders = {orders,        count                      },
    };
}

static const struct xml *read_again(struct ctx *ctx, const char *text)
{
    const struct xml *root;

    assert_int_equal(OK, xml_read(ctx, text, strlen(text), &root));
    return root;
}

static void amounts_have_two_decimals(void **state)
{
    static const struct {
        const char *when, *text;
        int64_t cents;
    } cases[] = {
        {"cents alone", "0.01",            1                      },
        {"ten cents",   "0.10",            10                     },
        {"euros",       "12.00",           1200                   },
        {"the most",    "100000000000.00", INT64_C(10000000000000)},
    };
    struct arena *arena = arena_new();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->text, sepa_amount(arena, one->cents));
    arena_free(arena);
}

static void blocks_are_of_one_day_scheme_and_sequence(void **state)
{
    struct sepa_order orders[] = {
        order("2026-12-01", SCHEME_CORE, SEQUENCE_RECURRENT, 1),
        order("2026-12-01", SCHEME_CORE, SEQUENCE_RECURRENT, 20),
        order("2026-12-01", SCHEME_CORE, SEQUENCE_ONE_OFF, 300),
        order("2026-12-01", SCHEME_B2B, SEQUENCE_RECURRENT, 4000),
        order("2026-12-02", SCHEME_CORE, SEQUENCE_RECURRENT, 50000),
    };
    static const struct {
        const char *when, *id, *count, *sum, *day, *scheme, *sequence;
    } blocks[] = {
        {"two alike",        "TACITE-20261122-7-1", "2", "0.21",   "2026-12-01", "CORE", "RCUR"},
        {"another sequence", "TACITE-20261122-7-2", "1", "3.00",   "2026-12-01", "CORE", "OOFF"},
        {"another scheme",   "TACITE-20261122-7-3", "1", "40.00",  "2026-12-01", "B2B",  "RCUR"},
        {"another day",      "TACITE-20261122-7-4", "1", "500.00", "2026-12-02", "CORE", "RCUR"},
    };
    struct ctx ctx = {.arena = arena_new()};
    struct sepa_message file = message(orders, COUNT_OF(orders), VERSION_2019);
    const struct xml *root = read_again(&ctx, sepa_write_debits(ctx.arena, &file)), *block;

    (void)state;
    EXPECT_TEXT("the namespace", "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08",
                root->namespace_uri);
    EXPECT_TEXT("all of them", "5", xml_text(root, "CstmrDrctDbtInitn/GrpHdr/NbOfTxs"));
    EXPECT_TEXT("their sum", "543.21", xml_text(root, "CstmrDrctDbtInitn/GrpHdr/CtrlSum"));
    EXPECT_TEXT("when", "2026-11-22T06:07:08", xml_text(root, "CstmrDrctDbtInitn/GrpHdr/CreDtTm"));
    block = xml_first(xml_at(root, "CstmrDrctDbtInitn"), "PmtInf");
    FOR_EACH_CASE(one, blocks) {
        EXPECT_TEXT(one->when, one->id, xml_text(block, "PmtInfId"));
        EXPECT_TEXT(one->when, one->count, xml_text(block, "NbOfTxs"));
        EXPECT_TEXT(one->when, one->sum, xml_text(block, "CtrlSum"));
        EXPECT_TEXT(one->when, one->day, xml_text(block, "ReqdColltnDt"));
        EXPECT_TEXT(one->when, one->scheme, xml_text(block, "PmtTpInf/LclInstrm/Cd"));
        EXPECT_TEXT(one->when, one->sequence, xml_text(block, "PmtTpInf/SeqTp"));
        block = xml_next(block);
    }
    EXPECT_TRUE("no more", !block);
    EXPECT_TEXT("the last order's block", "TACITE-20261122-7-4",
                sepa_block_id(ctx.arena, &file, 4));
    arena_free(ctx.arena);
}

static const struct xml *only_debit(struct ctx *ctx, struct sepa_order *one, int version)
{
    struct sepa_message file = message(one, 1, version);

    return xml_at(read_again(ctx, sepa_write_debits(ctx->arena, &file)),
                  "CstmrDrctDbtInitn/PmtInf/DrctDbtTxInf");
}

static void an_amendment_is_told(void **state)
{
    struct sepa_order one = order("2026-12-01", SCHEME_CORE, SEQUENCE_RECURRENT, 1);
    struct ctx ctx = {.arena = arena_new()};
    const struct xml *debit = only_debit(&ctx, &one, VERSION_2019);

    (void)state;
    EXPECT_TEXT("nothing changed", "false", xml_text(debit, "DrctDbtTx/MndtRltdInf/AmdmntInd"));
    EXPECT_TEXT("the name as banks read it", "Societe + Fils", xml_text(debit, "Dbtr/Nm"));
    EXPECT_TEXT("no BIC", "NOTPROVIDED", xml_text(debit, "DbtrAgt/FinInstnId/Othr/Id"));
    one.is_account_new = true;
    one.bic = "BNPAFRPP";
    debit = only_debit(&ctx, &one, VERSION_2009);
    EXPECT_TEXT("a change", "true", xml_text(debit, "DrctDbtTx/MndtRltdInf/AmdmntInd"));
    EXPECT_TEXT("of the account", "SMNDA",
                xml_text(debit, "DrctDbtTx/MndtRltdInf/AmdmntInfDtls/OrgnlDbtrAcct/Id/Othr/Id"));
    EXPECT_TEXT("a BIC as it was called in 2009", "BNPAFRPP",
                xml_text(debit, "DbtrAgt/FinInstnId/BIC"));
    one.creditor_before = "DE98ZZZ09999999999";
    debit = only_debit(&ctx, &one, VERSION_2019);
    EXPECT_TEXT("of the creditor", "DE98ZZZ09999999999",
                xml_text(debit, "DrctDbtTx/MndtRltdInf/AmdmntInfDtls/OrgnlCdtrSchmeId/Id/PrvtId/"
                                "Othr/Id"));
    arena_free(ctx.arena);
}

static void transfers_have_an_execution_day(void **state)
{
    struct sepa_order one = order("2026-12-01", SCHEME_NONE, SEQUENCE_NONE, 1234);
    struct sepa_message file = message(&one, 1, VERSION_2019);
    struct ctx ctx = {.arena = arena_new()};
    const struct xml *block =
        xml_at(read_again(&ctx, sepa_write_transfers(ctx.arena, &file)), "CstmrCdtTrfInitn/PmtInf");

    (void)state;
    EXPECT_TEXT("of 2019", "2026-12-01", xml_text(block, "ReqdExctnDt/Dt"));
    EXPECT_TEXT("the amount", "12.34", xml_text(block, "CdtTrfTxInf/Amt/InstdAmt"));
    file.version = VERSION_2009;
    block =
        xml_at(read_again(&ctx, sepa_write_transfers(ctx.arena, &file)), "CstmrCdtTrfInitn/PmtInf");
    EXPECT_TEXT("of 2009", "2026-12-01", xml_text(block, "ReqdExctnDt"));
    arena_free(ctx.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_have_two_decimals),
        cmocka_unit_test(blocks_are_of_one_day_scheme_and_sequence),
        cmocka_unit_test(an_amendment_is_told),
        cmocka_unit_test(transfers_have_an_execution_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
