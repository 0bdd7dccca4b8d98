#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "domain/gateways/driver_gocardless.h"
#include "unit/driven.h"

static const struct gateway_errand debit = {
    .type_gateway = "GoCardless",
    .type_payment = PAYMENT_DIRECT_DEBIT,
    .secret = "sandbox_123",
    .id = 7,
    .idempotency_key = "key",
    .reference_customer = "c-1",
    .name = "Zoé & Fils",
    .email = "zoe@example.org",
    .language = "fr",
    .token_permission = "MD1",
    .amount = 1234,
    .currency = "EUR",
    .description = "Facture \"1\" é",
    .return_url = "https://a.example/back",
};

/* clang-format off */
#define HEADERS "Authorization: Bearer sandbox_123\nGoCardless-Version: 2015-07-06\n"
#define POSTED(path) "POST https://api-sandbox.gocardless.com" path "\n"                          \
                     "Content-Type: application/json\n" HEADERS
#define GOT(path) "GET https://api-sandbox.gocardless.com" path "\n" HEADERS "\n"
#define PAYMENT(date)                                                                              \
    "{\"payments\":{\"amount\":1234,\"currency\":\"EUR\"," date                                    \
    "\"description\":\"Facture \\\"1\\\" é\",\"retry_if_possible\":false,"                         \
    "\"metadata\":{\"tacite_key\":\"key\"},\"links\":{\"mandate\":\"MD1\"}}}"
#define REFUND(total)                                                                              \
    POSTED("/refunds") "Idempotency-Key: key\n\n"                                                  \
    "{\"refunds\":{\"amount\":1234,\"total_amount_confirmation\":" total                           \
    ",\"metadata\":{\"tacite_key\":\"key\"},\"links\":{\"payment\":\"PM1\"}}}"

static void requests_are_written_byte_for_byte(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct instant now = ctx.machine_now, old = instant_plus(now, -DAYS(26)), later = instant_plus(now, DAYS(8));
    const struct {
        const char *when;
        struct gateway_errand errand;
        const char *expected;
    } cases[] = {
        {"a mandate is asked for", {.wish = WISH_REGISTER},
         POSTED("/billing_requests") "Idempotency-Key: key-request\n\n"
         "{\"billing_requests\":{\"mandate_request\":{\"scheme\":\"sepa_core\",\"currency\":\"EUR\"},"
         "\"metadata\":{\"tacite_customer\":\"c-1\"}}}"},
        {"of a customer who is known, in pounds",
         {.wish = WISH_REGISTER, .currency = "GBP", .token_customer = "CU1"},
         POSTED("/billing_requests") "Idempotency-Key: key-request\n\n"
         "{\"billing_requests\":{\"mandate_request\":{\"scheme\":\"bacs\",\"currency\":\"GBP\"},"
         "\"metadata\":{\"tacite_customer\":\"c-1\"},\"links\":{\"customer\":\"CU1\"}}}"},
        {"in yen", {.wish = WISH_REGISTER, .currency = "JPY"}, "Error.Gateway.Currency"},
        {"then the page", {.wish = WISH_REGISTER, .progress = "BRQ1"},
         POSTED("/billing_request_flows") "Idempotency-Key: key-flow\n\n"
         "{\"billing_request_flows\":{\"redirect_uri\":\"https://a.example/back\","
         "\"exit_uri\":\"https://a.example/back\",\"language\":\"fr\","
         "\"prefilled_customer\":{\"email\":\"zoe@example.org\"},"
         "\"links\":{\"billing_request\":\"BRQ1\"}}}"},
        {"what came of it", {.wish = WISH_CONFIRM, .token_page = "BRQ1"},
         GOT("/billing_requests/BRQ1")},
        {"the account", {.wish = WISH_CONFIRM, .token_page = "BRQ1", .progress = "MD1 CU1 BA1"},
         GOT("/customer_bank_accounts/BA1")},
        {"the mandate",
         {.wish = WISH_CONFIRM, .token_page = "BRQ1", .progress = "MD1 CU1 BA1 FR 11"},
         GOT("/mandates/MD1")},
        {"a payment", {.wish = WISH_CHARGE},
         POSTED("/payments") "Idempotency-Key: key\n\n" PAYMENT("")},
        {"now", {.wish = WISH_CHARGE, .date = now},
         POSTED("/payments") "Idempotency-Key: key\n\n" PAYMENT("")},
        {"on a day", {.wish = WISH_CHARGE, .date = later},
         POSTED("/payments") "Idempotency-Key: key\n\n" PAYMENT("\"charge_date\":\"2026-11-30\",")},
        {"that was too early", {.wish = WISH_CHARGE, .date = later, .progress = "soonest"},
         POSTED("/payments") "Idempotency-Key: key-soonest\n\n" PAYMENT("")},
        {"made before", {.wish = WISH_CHARGE, .progress = "payment PM1"}, GOT("/payments/PM1")},
        {"why it failed", {.wish = WISH_CHARGE, .progress = "events PM1"},
         GOT("/events?payment=PM1&action=failed&limit=1")},
        {"no mandate", {.wish = WISH_CHARGE, .token_permission = ""}, "Error.Gateway.Incomplete"},
        {"asked by name", {.wish = WISH_ASK, .token_transaction = "PM1"}, GOT("/payments/PM1")},
        {"the answer was lost", {.wish = WISH_ASK, .date_sent = now},
         POSTED("/payments") "Idempotency-Key: key\n\n" PAYMENT("")},
        {"long ago", {.wish = WISH_ASK, .date_sent = old},
         GOT("/payments?mandate=MD1&created_at[gte]=2026-10-27T05%3A00%3A00.00Z&limit=50")},
        {"the list goes on", {.wish = WISH_ASK, .date_sent = old, .progress = "list PM9"},
         GOT("/payments?mandate=MD1&created_at[gte]=2026-10-27T05%3A00%3A00.00Z&limit=50"
             "&after=PM9")},
        {"a refund: how much before?", {.wish = WISH_REFUND, .token_transaction = "PM1"},
         GOT("/payments/PM1")},
        {"and then", {.wish = WISH_REFUND, .token_transaction = "PM1", .progress = "total 100"},
         REFUND("1334")},
        {"a refund made before",
         {.wish = WISH_REFUND, .token_transaction = "PM1", .progress = "refund RF1"},
         GOT("/refunds/RF1")},
        {"a refund by name",
         {.wish = WISH_ASK, .is_refund = true, .token_transaction = "PM1", .token_refund = "RF1"},
         GOT("/refunds/RF1")},
        {"a refund whose answer was lost is looked for",
         {.wish = WISH_ASK, .is_refund = true, .token_transaction = "PM1", .date_sent = now},
         GOT("/refunds?payment=PM1&created_at[gte]=2026-11-22T05%3A00%3A00.00Z&limit=50")},
        {"and made again if it is not there",
         {.wish = WISH_ASK, .is_refund = true, .token_transaction = "PM1", .date_sent = now,
          .progress = "repeat"},
         GOT("/payments/PM1")},
        {"by both steps",
         {.wish = WISH_ASK, .is_refund = true, .token_transaction = "PM1", .date_sent = now,
          .progress = "total 0"},
         REFUND("1234")},
        {"called off", {.wish = WISH_CANCEL, .token_transaction = "PM1"},
         POSTED("/payments/PM1/actions/cancel") "\n{\"data\":{}}"},
        {"too late?", {.wish = WISH_CANCEL, .token_transaction = "PM1", .progress = "payment"},
         GOT("/payments/PM1")},
        {"not wanted any more", {.wish = WISH_FORGET},
         POSTED("/mandates/MD1/actions/cancel") "\n{\"data\":{}}"},
        {"elsewhere, with real money",
         {.wish = WISH_ASK, .token_transaction = "PM1", .is_live = true, .secret = "live_1"},
         "GET https://api.gocardless.com/payments/PM1\nAuthorization: Bearer live_1\n"
         "GoCardless-Version: 2015-07-06\n\n"},
        {"real money from a sandbox", {.wish = WISH_CHARGE, .secret = "live_1"},
         "Error.Gateway.OtherWorld"},
        {"play money from a live business", {.wish = WISH_CHARGE, .is_live = true},
         "Error.Gateway.OtherWorld"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct gateway_errand errand = driven_errand(&debit, one->errand);

        EXPECT_TEXT(one->when, one->expected, driven_request(&ctx, &driver_gocardless, &errand));
    }
    arena_free(ctx.arena);
}

/* outcomes ----------------------------------------------------------------------------------------
 */

#define PAID(status) "{\"payments\":{\"id\":\"PM1\",\"status\":\"" status                          \
                     "\",\"charge_date\":\"2026-11-27\",\"amount_refunded\":100}}"
#define WRONG(type, reason)                                                                        \
    "{\"error\":{\"type\":\"" type "\",\"errors\":[{\"reason\":\"" reason "\",\"message\":\"No.\"}]}}"
#define WRONG_DATE "{\"error\":{\"type\":\"validation_failed\",\"errors\":[{\"field\":"            \
                   "\"charge_date\",\"message\":\"must be later\"}]}}"
#define CONFLICT(id)                                                                               \
    "{\"error\":{\"type\":\"invalid_state\",\"errors\":[{\"reason\":"                              \
    "\"idempotent_creation_conflict\",\"links\":{\"conflicting_resource_id\":\"" id "\"}}]}}"
#define FAILED_BY(cause)                                                                           \
    "{\"events\":[{\"id\":\"EV1\",\"details\":{\"cause\":\"" cause "\",\"reason_code\":\"X\"}}]}"

static void every_answer_has_a_meaning(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct instant now = ctx.machine_now, old = instant_plus(now, -DAYS(26));
    const struct gateway_errand charge = {.wish = WISH_CHARGE, .date = now},
        ask = {.wish = WISH_ASK, .token_transaction = "PM1"},
        lost = {.wish = WISH_ASK, .date_sent = now},
        long_lost = {.wish = WISH_ASK, .date_sent = old},
        refund = {.wish = WISH_REFUND, .token_transaction = "PM1"},
        lost_refund = {.wish = WISH_ASK, .is_refund = true, .token_transaction = "PM1",
                       .date_sent = now},
        page = {.wish = WISH_CONFIRM, .token_page = "BRQ1"},
        cancel = {.wish = WISH_CANCEL, .token_transaction = "PM1"};
    const struct {
        const char *when;
        struct gateway_errand errand;
        const char *progress;
        int status;
        const char *body, *expected;
    } cases[] = {
        {"begun", charge, NULL, 201, PAID("pending_submission"), "Pending"},
        {"to be approved", charge, NULL, 201, PAID("pending_customer_approval"), "Pending"},
        {"at the bank", ask, NULL, 200, PAID("submitted"), "Pending"},
        {"confirmed", ask, NULL, 200, PAID("confirmed"), "Succeeded"},
        {"paid out", ask, NULL, 200, PAID("paid_out"), "Succeeded"},
        {"called off", ask, NULL, 200, PAID("cancelled"), "Cancelled"},
        {"denied", ask, NULL, 200, PAID("customer_approval_denied"),
         "Failed Hard customer_approval_denied"},
        {"taken back", ask, NULL, 200, PAID("charged_back"), "Disputed"},
        {"another word", ask, NULL, 200, PAID("dancing"), "Unknown"},
        {"failed: why?", ask, NULL, 200, PAID("failed"), "Failed Soft failed, then events PM1"},
        {"too little money", ask, "events PM1", 200, FAILED_BY("insufficient_funds"),
         "Failed Funds insufficient_funds"},
        {"closed", ask, "events PM1", 200, FAILED_BY("bank_account_closed"),
         "Failed Hard bank_account_closed"},
        {"revoked", ask, "events PM1", 200, FAILED_BY("mandate_cancelled"),
         "Failed Hard mandate_cancelled"},
        {"not told", ask, "events PM1", 200, FAILED_BY("other"), "Failed Soft other"},
        {"no event", ask, "events PM1", 200, "{\"events\":[]}", "Failed Soft failed"},
        {"no events", ask, "events PM1", 500, "{}", "Unknown http_500"},
        {"the mandate is gone", charge, NULL, 422, WRONG("invalid_state", "mandate_is_inactive"),
         "Failed Hard mandate_is_inactive"},
        {"a day too early", charge, NULL, 422, WRONG_DATE,
         "Unknown, then soonest"},
        {"whatever the day", charge, "soonest", 422, WRONG_DATE,
         "Failed Soft validation_failed"},
        {"made before", charge, NULL, 409, CONFLICT("PM8"), "Unknown, then payment PM8"},
        {"at the same time", charge, NULL, 409, WRONG("invalid_state", "busy"),
         "Unknown http_409"},
        {"our key", charge, NULL, 401, WRONG("invalid_api_usage", "access_token_not_found"),
         "Unknown http_401"},
        {"too often", charge, NULL, 429, WRONG("invalid_api_usage", "rate_limit_exceeded"),
         "Unknown http_429"},
        {"broken", charge, NULL, 500, WRONG("gocardless", "internal_server_error"),
         "Unknown http_500"},
        {"an error in one word", charge, NULL, 502, "{\"error\":\"bad gateway\"}",
         "Unknown http_502"},
        {"not JSON", charge, NULL, 200, "<html>", "Unknown http_200"},
        {"no payment in it", charge, NULL, 200, "{\"customers\":{}}", "Unknown"},
        {"no answer", charge, NULL, 0, NULL, "Unknown"},
        {"repeated", lost, NULL, 201, PAID("pending_submission"), "Pending"},
        {"repeated: made before", lost, NULL, 409, CONFLICT("PM8"), "Unknown, then payment PM8"},
        {"repeated: read", lost, "payment PM8", 200, PAID("confirmed"), "Succeeded"},
        {"repeated: not read", lost, "payment PM8", 404, WRONG("invalid_api_usage", "gone"),
         "Unknown gone"},
        {"listed", long_lost, NULL, 200,
         "{\"payments\":[{\"id\":\"PM8\",\"status\":\"confirmed\",\"metadata\":{}},"
         "{\"id\":\"PM9\",\"status\":\"submitted\",\"metadata\":{\"tacite_key\":\"key\"}}],"
         "\"meta\":{\"cursors\":{\"after\":null}}}", "Pending"},
        {"not in this part", long_lost, NULL, 200,
         "{\"payments\":[],\"meta\":{\"cursors\":{\"after\":\"PM9\"}}}", "Unknown, then list PM9"},
        {"not there at all", long_lost, NULL, 200,
         "{\"payments\":[],\"meta\":{\"cursors\":{\"after\":null}}}", "ToSend"},
        {"no list", long_lost, NULL, 200, "{}", "Unknown"},
        {"refunded before", refund, NULL, 200, PAID("confirmed"), "Unknown, then total 100"},
        {"refunded", refund, "total 100", 201,
         "{\"refunds\":{\"id\":\"RF1\",\"status\":\"created\",\"links\":{\"payment\":\"PM1\"}}}",
         "Pending"},
        {"refunded and there", refund, "refund RF1", 200,
         "{\"refunds\":{\"id\":\"RF1\",\"status\":\"paid\"}}", "Succeeded"},
        {"refunded and back", refund, "refund RF1", 200,
         "{\"refunds\":{\"id\":\"RF1\",\"status\":\"bounced\"}}", "Failed bounced"},
        {"refunded twice", refund, "total 100", 409, CONFLICT("RF1"), "Unknown, then refund RF1"},
        {"not permitted", refund, "total 100", 403, WRONG("invalid_api_usage", "forbidden"),
         "Failed http_403"},
        {"too much", refund, "total 100", 422,
         WRONG("invalid_state", "total_amount_confirmation_invalid"),
         "Failed total_amount_confirmation_invalid"},
        {"a lost refund that is there", lost_refund, NULL, 200,
         "{\"refunds\":[{\"id\":\"RF1\",\"status\":\"paid\",\"metadata\":{\"tacite_key\":\"key\"}}]}",
         "Succeeded"},
        {"a lost refund that is not", lost_refund, NULL, 200, "{\"refunds\":[]}",
         "Unknown, then repeat"},
        {"a lost refund, again", lost_refund, "repeat", 200, PAID("confirmed"),
         "Unknown, then total 100"},
        {"no mandate yet", page, NULL, 200, "{\"billing_requests\":{\"status\":\"pending\"}}",
         "ToAuthenticate"},
        {"nearly", page, NULL, 200, "{\"billing_requests\":{\"status\":\"fulfilling\"}}", "Pending"},
        {"nobody wants to", page, NULL, 200, "{\"billing_requests\":{\"status\":\"cancelled\"}}",
         "Cancelled"},
        {"a mandate", page, NULL, 200,
         "{\"billing_requests\":{\"status\":\"fulfilled\",\"mandate_request\":{\"links\":{\"mandate\":"
         "\"MD1\"}},\"links\":{\"customer\":\"CU1\",\"customer_bank_account\":\"BA1\"}}}",
         "Unknown, then MD1 CU1 BA1"},
        {"its account", page, "MD1 CU1 BA1", 200,
         "{\"customer_bank_accounts\":{\"country_code\":\"FR\",\"account_number_ending\":\"11\"}}",
         "Unknown, then MD1 CU1 BA1 FR 11"},
        {"it cannot be used", page, "MD1 CU1 BA1 FR 11", 200,
         "{\"mandates\":{\"id\":\"MD1\",\"status\":\"failed\"}}", "Failed failed"},
        {"called off in time", cancel, NULL, 200, PAID("cancelled"), "Cancelled"},
        {"called off too late", cancel, NULL, 422, WRONG("invalid_state", "cancellation_failed"),
         "Unknown, then payment"},
        {"what it is then", cancel, "payment", 200, PAID("confirmed"), "Succeeded"},
        {"what it is then: failed", cancel, "payment", 200, PAID("failed"), "Failed Soft failed"},
        {"forgotten", {.wish = WISH_FORGET}, NULL, 200, "{\"mandates\":{}}", "Succeeded"},
        {"forgotten before", {.wish = WISH_FORGET}, NULL, 422, WRONG("invalid_state", "x"),
         "Succeeded"},
        {"not forgotten", {.wish = WISH_FORGET}, NULL, 500, "{}", "Unknown http_500"},
        {"a request for a mandate", {.wish = WISH_REGISTER}, NULL, 201,
         "{\"billing_requests\":{\"id\":\"BRQ1\"}}", "Unknown, then BRQ1"},
        {"asked for before", {.wish = WISH_REGISTER}, NULL, 409, CONFLICT("BRQ1"),
         "Unknown, then BRQ1"},
        {"its page", {.wish = WISH_REGISTER}, "BRQ1", 201,
         "{\"billing_request_flows\":{\"authorisation_url\":\"https://pay.example\"}}",
         "ToAuthenticate"},
        {"no page", {.wish = WISH_REGISTER}, "BRQ1", 422, WRONG("validation_failed", "bad_url"),
         "Failed Soft bad_url"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct gateway_errand errand = driven_errand(&debit, one->errand);
        struct gateway_outcome outcome;

        errand.progress = one->progress;
        outcome = driven_outcome(&ctx, &driver_gocardless, &errand, one->status, one->body);
        EXPECT_TEXT(one->when, one->expected, driven_result(&ctx, &outcome));
        EXPECT_TRUE(one->when, ctx.failures == NULL);
        EXPECT_TRUE(one->when, !one->progress || outcome.progress ||
                                   outcome.state == TRANSACTION_UNKNOWN);
    }
    arena_free(ctx.arena);
}

static void mandates_are_shown_and_accounts_not_told(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct gateway_errand errand = driven_errand(
        &debit, (struct gateway_errand){.wish = WISH_CONFIRM, .token_page = "BRQ1",
                                        .progress = "MD1 CU1 BA1 FR 11"});
    struct gateway_outcome outcome =
        driven_outcome(&ctx, &driver_gocardless, &errand, 200,
                       "{\"mandates\":{\"id\":\"MD1\",\"status\":\"pending_submission\","
                       "\"reference\":\"REF-1\"}}");

    (void)state;
    EXPECT_TEXT("state", "Succeeded", driven_result(&ctx, &outcome));
    EXPECT_TRUE("usable", outcome.permission.is_usable);
    EXPECT_TEXT("mandate", "MD1", outcome.permission.token_permission);
    EXPECT_TEXT("customer", "CU1", outcome.permission.token_customer);
    EXPECT_TEXT("name", "FR****11", outcome.permission.name_display);
    EXPECT_TEXT("country", "FR", outcome.permission.country);
    EXPECT_TEXT("reference", "REF-1", outcome.permission.mandate);
    EXPECT_TEXT("page", "BRQ1", outcome.token_page);
    arena_free(ctx.arena);
}

static void a_day_is_expected(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct gateway_errand errand =
        driven_errand(&debit, (struct gateway_errand){.wish = WISH_CHARGE});
    struct gateway_outcome outcome = driven_outcome(&ctx, &driver_gocardless, &errand, 201,
                                                    PAID("pending_submission"));
    char day[DAY_TEXT_SIZE];

    (void)state;
    day_format(outcome.date_settlement, day);
    EXPECT_TEXT("day", "2026-11-27", day);
    EXPECT_TEXT("token", "PM1", outcome.token_transaction);
    arena_free(ctx.arena);
}

/* notifications -----------------------------------------------------------------------------------
 */

#define EVENT(members) "{\"events\":[{\"id\":\"EV1\",\"created_at\":\"2026-11-22T05:00:00.000Z\"," members "}]}"

static void only_what_gocardless_signed_is_taken(void **state)
{
    static const char body[] =
        EVENT("\"resource_type\":\"payments\",\"action\":\"confirmed\",\"links\":{\"payment\":\"PM1\"}");
    static const char fact[] = "EV1 Ask PM1", refused[] = "Error.Gateway.Signature";
    struct ctx ctx = driven_ctx();
    const char *good = driven_signature(&ctx, "secret", body);
    char *upper = arena_copy(ctx.arena, good);
    const struct {
        const char *when, *secret, *header, *expected;
    } cases[] = {
        {"good", "secret", good, fact},
        {"in capitals", "secret", upper, fact},
        {"by somebody else", "other", good, refused},
        {"of another body", "secret", driven_signature(&ctx, "secret", "{}"), refused},
        {"cut short", "secret", arena_copy_bytes(ctx.arena, good, 63), refused},
        {"too long", "secret", arena_printf(ctx.arena, "%s0", good), refused},
        {"empty", "secret", "", refused},
        {"no header", "secret", NULL, refused},
        {"no secret", NULL, good, refused},
        {"an empty secret", "", driven_signature(&ctx, "", body), refused},
    };

    (void)state;
    for (char *at = upper; *at; at++)
        *at = (char)(*at >= 'a' ? *at - 'a' + 'A' : *at);
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->expected,
                    driven_facts(&ctx, &driver_gocardless, one->secret, one->header, body));
    arena_free(ctx.arena);
}

static void events_become_facts(void **state)
{
    static const struct {
        const char *body, *expected;
    } cases[] = {
        {EVENT("\"resource_type\":\"payments\",\"action\":\"failed\",\"details\":{\"cause\":"
               "\"insufficient_funds\"},\"resource_metadata\":{\"tacite_key\":\"key\"},"
               "\"links\":{\"payment\":\"PM1\"}"), "EV1 Ask PM1 key insufficient_funds"},
        {EVENT("\"resource_type\":\"payments\",\"action\":\"created\",\"links\":{\"payment\":\"PM1\"}"), ""},
        {EVENT("\"resource_type\":\"payments\",\"action\":\"charged_back\",\"links\":{\"payment\":\"PM1\"}"),
         "EV1 Disputed PM1"},
        {EVENT("\"resource_type\":\"payments\",\"action\":\"chargeback_cancelled\",\"links\":{\"payment\":\"PM1\"}"),
         "EV1 DisputeWon PM1"},
        {EVENT("\"resource_type\":\"payments\",\"action\":\"chargeback_settled\",\"links\":{\"payment\":\"PM1\"}"),
         "EV1 DisputeLost PM1"},
        {EVENT("\"resource_type\":\"refunds\",\"action\":\"paid\",\"links\":{\"refund\":\"RF1\"}"),
         "EV1 Ask RF1"},
        {EVENT("\"resource_type\":\"mandates\",\"action\":\"cancelled\",\"details\":{\"cause\":"
               "\"bank_account_closed\"},\"links\":{\"mandate\":\"MD1\"}"),
         "EV1 Defective MD1 bank_account_closed"},
        {EVENT("\"resource_type\":\"mandates\",\"action\":\"active\",\"links\":{\"mandate\":\"MD1\"}"), ""},
        {EVENT("\"resource_type\":\"billing_requests\",\"action\":\"fulfilled\",\"links\":{\"billing_request\":\"BRQ1\"}"),
         "EV1 Page BRQ1"},
        {EVENT("\"resource_type\":\"payouts\",\"action\":\"paid\""), ""},
        {"{\"events\":[{\"id\":\"EV1\",\"resource_type\":\"payments\",\"action\":\"confirmed\","
         "\"links\":{\"payment\":\"PM1\"}},{\"resource_type\":\"payments\"},"
         "{\"id\":\"EV2\",\"resource_type\":\"payments\",\"action\":\"paid_out\","
         "\"links\":{\"payment\":\"PM1\"}}]}", "EV1 Ask PM1\nEV2 Ask PM1"},
        {"{\"events\":[]}", ""},
        {"{}", "Error.Gateway.Notification"},
        {"[]", "Error.Gateway.Notification"},
        {"not JSON", "Error.Gateway.Notification"},
    };
    struct ctx ctx = driven_ctx();

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->body, one->expected,
                    driven_facts(&ctx, &driver_gocardless, "secret",
                                 driven_signature(&ctx, "secret", one->body), one->body));
    arena_free(ctx.arena);
}
/* clang-format on */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_written_byte_for_byte),
        cmocka_unit_test(every_answer_has_a_meaning),
        cmocka_unit_test(mandates_are_shown_and_accounts_not_told),
        cmocka_unit_test(a_day_is_expected),
        cmocka_unit_test(only_what_gocardless_signed_is_taken),
        cmocka_unit_test(events_become_facts),
    };

    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
