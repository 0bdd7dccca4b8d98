#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "domain/gateways/driver_stripe.h"
#include "unit/driven.h"

/* requests ----------------------------------------------------------------------------------------
 */

static const struct gateway_errand card = {
    .type_gateway = "Stripe",
    .type_payment = PAYMENT_CARD,
    .secret = "sk_test_123",
    .id = 7,
    .idempotency_key = "key",
    .reference_customer = "c-1",
    .name = "Zoé & Fils",
    .email = "zoe+a@example.org",
    .language = "fr",
    .token_customer = "cus_1",
    .token_permission = "pm_1",
    .amount = 1234,
    .currency = "EUR",
    .description = "Facture n° 1",
    .return_url = "https://a.example/back?x=1&y=é",
};

/* clang-format off */
#define HEADERS "Authorization: Bearer sk_test_123\nStripe-Version: 2026-10-28.endive\n"
#define POSTED(path) "POST https://api.stripe.com" path "\n"                                      \
                     "Content-Type: application/x-www-form-urlencoded\n" HEADERS
#define GOT(path) "GET https://api.stripe.com" path "\n" HEADERS "\n"
#define CHARGED                                                                                    \
    "amount=1234&currency=eur&customer=cus_1&payment_method=pm_1&payment_method_types[0]=card"     \
    "&confirm=true&off_session=true&description=Facture%20n%C2%B0%201&metadata[tacite_key]=key"

static void requests_are_written_byte_for_byte(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct instant now = ctx.machine_now;
    const struct {
        const char *when;
        struct gateway_errand errand;
        const char *expected;
    } cases[] = {
        {"a customer is made first",
         {.wish = WISH_REGISTER, .token_customer = ""},
         POSTED("/v1/customers") "Idempotency-Key: key-customer\n\n"
         "name=Zo%C3%A9%20%26%20Fils&email=zoe%2Ba%40example.org&preferred_locales[0]=fr"
         "&metadata[tacite_customer]=c-1"},
        {"then his page",
         {.wish = WISH_REGISTER, .token_customer = "", .progress = "cus_9"},
         POSTED("/v1/checkout/sessions") "Idempotency-Key: key-page\n\n"
         "mode=setup&customer=cus_9&currency=eur&payment_method_types[0]=card"
         "&success_url=https%3A%2F%2Fa.example%2Fback%3Fx%3D1%26y%3D%C3%A9"
         "&cancel_url=https%3A%2F%2Fa.example%2Fback%3Fx%3D1%26y%3D%C3%A9"
         "&metadata[tacite_permission]=7"},
        {"of a debit, he being known",
         {.wish = WISH_REGISTER, .type_payment = PAYMENT_DIRECT_DEBIT,
              .return_url = "https://a.example/"},
         POSTED("/v1/checkout/sessions") "Idempotency-Key: key-page\n\n"
         "mode=setup&customer=cus_1&currency=eur&payment_method_types[0]=sepa_debit"
         "&success_url=https%3A%2F%2Fa.example%2F&cancel_url=https%3A%2F%2Fa.example%2F"
         "&metadata[tacite_permission]=7"},
        {"what came of it",
         {.wish = WISH_CONFIRM, .token_page = "cs_1"},
         GOT("/v1/checkout/sessions/cs_1"
             "?expand[0]=setup_intent.payment_method&expand[1]=setup_intent.mandate")},
        {"a charge", {.wish = WISH_CHARGE},
         POSTED("/v1/payment_intents") "Idempotency-Key: key\n\n" CHARGED},
        {"at another address", {.wish = WISH_CANCEL, .api_url = "http://127.0.0.1:9",
                                    .token_transaction = "pi_1"},
         "POST http://127.0.0.1:9/v1/payment_intents/pi_1/cancel\n"
         "Content-Type: application/x-www-form-urlencoded\n" HEADERS "\n"},
        {"with the customer there",
         {.wish = WISH_CHARGE, .is_customer_present = true,
              .description = "", .return_url = "https://a.example/"},
         POSTED("/v1/payment_intents") "Idempotency-Key: key\n\n"
         "amount=1234&currency=eur&customer=cus_1&payment_method=pm_1"
         "&payment_method_types[0]=card&confirm=true&return_url=https%3A%2F%2Fa.example%2F"
         "&metadata[tacite_key]=key"},
        {"who would not come back", {.wish = WISH_CHARGE, .is_customer_present = true, .return_url = ""},
         "Error.Gateway.NoReturnUrl"},
        {"yen have no cents", {.wish = WISH_REFUND, .token_transaction = "pi_1",
                                   .currency = "JPY"},
         POSTED("/v1/refunds") "Idempotency-Key: key\n\n"
         "payment_intent=pi_1&amount=1234&reason=requested_by_customer&metadata[tacite_key]=key"},
        {"crowns of Iceland have, at Stripe",
         {.wish = WISH_REFUND, .token_transaction = "pi_1", .currency = "ISK"},
         POSTED("/v1/refunds") "Idempotency-Key: key\n\n"
         "payment_intent=pi_1&amount=123400&reason=requested_by_customer&metadata[tacite_key]=key"},
        {"a thousandth that Stripe cannot take",
         {.wish = WISH_CHARGE, .currency = "KWD"}, "Error.Gateway.Amount"},
        {"no money of that name", {.wish = WISH_CHARGE, .currency = "QQQ"},
         "Error.Gateway.Amount"},
        {"no method", {.wish = WISH_CHARGE, .token_permission = ""},
         "Error.Gateway.Incomplete"},
        {"by its name", {.wish = WISH_ASK, .token_transaction = "pi_1"},
         GOT("/v1/payment_intents/pi_1")},
        {"a token is no path", {.wish = WISH_ASK, .token_transaction = "../x?y"},
         GOT("/v1/payment_intents/..%2Fx%3Fy")},
        {"the answer was lost: the same again",
         {.wish = WISH_ASK, .date_sent = instant_plus(now, -HOURS(22))},
         POSTED("/v1/payment_intents") "Idempotency-Key: key\n\n" CHARGED},
        {"too old to be sent again",
         {.wish = WISH_ASK, .date_sent = instant_plus(now, -HOURS(24))},
         GOT("/v1/payment_intents?customer=cus_1&created[gte]=1795237200&limit=10")},
        {"the list goes on",
         {.wish = WISH_ASK, .date_sent = now, .progress = "list pi_9"},
         GOT("/v1/payment_intents?customer=cus_1&created[gte]=1795323600&limit=10"
             "&starting_after=pi_9")},
        {"a refund by its name", {.wish = WISH_ASK, .is_refund = true,
                                      .token_transaction = "pi_1", .token_refund = "re_1"},
         GOT("/v1/refunds/re_1")},
        {"a refund whose answer was lost",
         {.wish = WISH_ASK, .is_refund = true, .token_transaction = "pi_1",
              .date_sent = now},
         POSTED("/v1/refunds") "Idempotency-Key: key\n\n"
         "payment_intent=pi_1&amount=1234&reason=requested_by_customer&metadata[tacite_key]=key"},
        {"and long ago",
         {.wish = WISH_ASK, .is_refund = true, .token_transaction = "pi_1",
              .date_sent = instant_plus(now, -DAYS(3))},
         GOT("/v1/refunds?payment_intent=pi_1&created[gte]=1795064400&limit=10")},
        {"not wanted any more", {.wish = WISH_FORGET},
         POSTED("/v1/payment_methods/pm_1/detach") "\n"},
        {"real money from a sandbox", {.wish = WISH_CHARGE, .secret = "sk_live_1"},
         "Error.Gateway.OtherWorld"},
        {"by a restricted key", {.wish = WISH_CHARGE, .secret = "rk_live_1"},
         "Error.Gateway.OtherWorld"},
        {"play money from a live business", {.wish = WISH_CHARGE, .is_live = true},
         "Error.Gateway.OtherWorld"},
        {"no key", {.wish = WISH_CHARGE, .secret = ""}, "Error.Gateway.NoKey"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct gateway_errand errand = driven_errand(&card, one->errand);

        EXPECT_TEXT(one->when, one->expected, driven_request(&ctx, &driver_stripe, &errand));
    }
    arena_free(ctx.arena);
}

/* outcomes ----------------------------------------------------------------------------------------
 */

#define DECLINED(members)                                                                          \
    "{\"error\":{\"type\":\"card_error\",\"code\":\"card_declined\"," members                      \
    "\"payment_intent\":{\"id\":\"pi_1\",\"status\":\"requires_payment_method\"}}}"
#define REFUSED(members) "{\"error\":{\"type\":\"invalid_request_error\"," members "}}"

static void every_answer_to_a_charge_has_a_meaning(void **state)
{
    static const struct {
        const char *when;
        int status;
        const char *body, *expected, *token;
    } cases[] = {
        {"paid", 200, "{\"id\":\"pi_1\",\"status\":\"succeeded\"}", "Succeeded", "pi_1"},
        {"a debit", 200, "{\"id\":\"pi_1\",\"status\":\"processing\"}", "Pending", "pi_1"},
        {"his bank asks", 200,
         "{\"id\":\"pi_1\",\"status\":\"requires_action\",\"next_action\":{\"redirect_to_url\":"
         "{\"url\":\"https://hooks.example/3ds\"}}}",
         "ToAuthenticate", "pi_1"},
        {"captured by hand", 200, "{\"id\":\"pi_1\",\"status\":\"requires_capture\"}", "Pending",
         "pi_1"},
        {"not confirmed", 200, "{\"id\":\"pi_1\",\"status\":\"requires_confirmation\"}",
         "Failed Soft", "pi_1"},
        {"called off", 200,
         "{\"id\":\"pi_1\",\"status\":\"canceled\",\"cancellation_reason\":\"abandoned\"}",
         "Cancelled abandoned", "pi_1"},
        {"a debit that failed", 200,
         "{\"id\":\"pi_1\",\"status\":\"requires_payment_method\",\"last_payment_error\":"
         "{\"code\":\"account_closed\",\"message\":\"Closed.\"}}",
         "Failed Hard account_closed", "pi_1"},
        {"a state that does not exist yet", 200, "{\"id\":\"pi_1\",\"status\":\"dancing\"}",
         "Unknown", "pi_1"},
        {"no state", 200, "{\"id\":\"pi_1\"}", "Unknown", "pi_1"},
        {"no funds", 402, DECLINED("\"decline_code\":\"insufficient_funds\","),
         "Failed Funds insufficient_funds", "pi_1"},
        {"no reason", 402, DECLINED("\"decline_code\":\"generic_decline\","),
         "Failed Soft generic_decline", "pi_1"},
        {"no reason, but never again", 402,
         DECLINED("\"decline_code\":\"generic_decline\",\"advice_code\":\"do_not_try_again\","),
         "Failed Hard generic_decline", "pi_1"},
        {"no reason, but other data", 402,
         DECLINED("\"decline_code\":\"generic_decline\",\"advice_code\":\"confirm_card_data\","),
         "Failed Hard generic_decline", "pi_1"},
        {"advised to try later", 402,
         DECLINED("\"decline_code\":\"do_not_honor\",\"advice_code\":\"try_again_later\","),
         "Failed Soft do_not_honor", "pi_1"},
        {"lost", 402, DECLINED("\"decline_code\":\"lost_card\","), "Failed Hard lost_card",
         "pi_1"},
        {"stolen", 402, DECLINED("\"decline_code\":\"stolen_card\","), "Failed Hard stolen_card",
         "pi_1"},
        {"only with him there", 402, DECLINED("\"decline_code\":\"authentication_required\","),
         "Failed Authentication authentication_required", "pi_1"},
        {"expired, told by the code alone", 402,
         "{\"error\":{\"type\":\"card_error\",\"code\":\"expired_card\"}}",
         "Failed Hard expired_card", NULL},
        {"Stripe could not", 402,
         "{\"error\":{\"type\":\"card_error\",\"code\":\"processing_error\"}}",
         "Failed Soft processing_error", NULL},
        {"a method that is gone", 400,
         REFUSED("\"code\":\"resource_missing\",\"param\":\"payment_method\""),
         "Failed Hard resource_missing", NULL},
        {"too little for Stripe", 400, REFUSED("\"code\":\"amount_too_small\""),
         "Failed Soft amount_too_small", NULL},
        {"a mistake without a code", 400, REFUSED("\"message\":\"What?\""),
         "Failed Soft invalid_request_error", NULL},
        {"the key was used for something else", 400,
         "{\"error\":{\"type\":\"idempotency_error\"}}", "Unknown idempotency_error", NULL},
        {"our key is wrong", 401, REFUSED("\"message\":\"Invalid API Key\""), "Unknown http_401",
         NULL},
        {"our key may not", 403, REFUSED("\"message\":\"No\""), "Unknown http_403", NULL},
        {"at the same time", 409, REFUSED("\"code\":\"idempotency_key_in_use\""),
         "Unknown http_409", NULL},
        {"too often", 429, REFUSED("\"code\":\"rate_limit\""), "Unknown http_429", NULL},
        {"too often, told with another status", 400, REFUSED("\"code\":\"lock_timeout\""),
         "Unknown lock_timeout", NULL},
        {"broken", 500, "{\"error\":{\"type\":\"api_error\"}}", "Unknown http_500", NULL},
        {"a proxy", 502, "<html>Bad gateway</html>", "Unknown http_502", NULL},
        {"not JSON", 200, "<html>Welcome to this hotel</html>", "Unknown http_200", NULL},
        {"half of it", 200, "{\"id\":\"pi_1\",\"status\":\"succ", "Unknown http_200", NULL},
        {"nothing", 200, "", "Unknown http_200", NULL},
        {"another kind of JSON", 200, "[1]", "Unknown", NULL},
        {"elsewhere", 302, "{}", "Unknown http_302", NULL},
        {"no answer", 0, NULL, "Unknown", NULL},
    };
    struct ctx ctx = driven_ctx();
    const struct gateway_errand errand = driven_errand(&card, (struct gateway_errand){.wish = WISH_CHARGE});

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct gateway_outcome outcome =
            driven_outcome(&ctx, &driver_stripe, &errand, one->status, one->body);

        EXPECT_TEXT(one->when, one->expected, driven_result(&ctx, &outcome));
        EXPECT_TEXT(one->when, one->token, outcome.token_transaction);
        EXPECT_TRUE(one->when, outcome.state != TRANSACTION_UNKNOWN || one->status == 200 ||
                                   one->body == NULL || outcome.code);
        EXPECT_TRUE(one->when, ctx.failures == NULL);
    }
    arena_free(ctx.arena);
}

static void an_answer_without_end_is_not_understood(void **state)
{
    enum { SIZE = 60000 };
    struct ctx ctx = driven_ctx();
    const struct gateway_errand errand = driven_errand(&card, (struct gateway_errand){.wish = WISH_CHARGE});
    char *body = arena_alloc(ctx.arena, SIZE + 1);
    struct gateway_outcome outcome;

    (void)state;
    memset(body, '[', SIZE);
    outcome = driven_outcome(&ctx, &driver_stripe, &errand, 200, body);
    EXPECT_TEXT("depth", "Unknown http_200", driven_result(&ctx, &outcome));
    memset(body, ' ', SIZE);
    outcome = driven_outcome(&ctx, &driver_stripe, &errand, 200, body);
    EXPECT_TEXT("breadth", "Unknown http_200", driven_result(&ctx, &outcome));
    EXPECT_TRUE("the reason is short", strlen(outcome.message) < 200);
    arena_free(ctx.arena);
}

#define LISTED(status, more)                                                                       \
    "{\"object\":\"list\",\"has_more\":" more ",\"data\":[{\"id\":\"pi_8\",\"status\":"            \
    "\"succeeded\",\"metadata\":{\"tacite_key\":\"other\"}}" status "]}"

static void the_other_wishes_are_understood(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct instant now = ctx.machine_now, old = instant_plus(now, -DAYS(2));
    const struct {
        const char *when;
        struct gateway_errand errand;
        int status;
        const char *body, *expected;
    } cases[] = {
        {"a customer was made", {.wish = WISH_REGISTER, .token_customer = ""}, 200,
         "{\"id\":\"cus_9\"}", "Unknown, then cus_9"},
        {"his address is wrong", {.wish = WISH_REGISTER, .token_customer = ""}, 400,
         REFUSED("\"code\":\"email_invalid\""), "Failed Soft email_invalid"},
        {"the page is there", {.wish = WISH_REGISTER}, 200,
         "{\"id\":\"cs_1\",\"url\":\"https://pay.example/cs_1\"}", "ToAuthenticate"},
        {"the page is not", {.wish = WISH_REGISTER}, 500, "{}", "Unknown http_500"},
        {"nobody came yet", {.wish = WISH_CONFIRM, .token_page = "cs_1"}, 200,
         "{\"id\":\"cs_1\",\"status\":\"open\",\"setup_intent\":null}", "ToAuthenticate"},
        {"nobody ever came", {.wish = WISH_CONFIRM, .token_page = "cs_1"}, 200,
         "{\"id\":\"cs_1\",\"status\":\"expired\"}", "Cancelled"},
        {"the bank checks", {.wish = WISH_CONFIRM, .token_page = "cs_1"}, 200,
         "{\"status\":\"complete\",\"setup_intent\":{\"status\":\"processing\"}}", "Pending"},
        {"refused", {.wish = WISH_CONFIRM, .token_page = "cs_1"}, 200,
         "{\"status\":\"complete\",\"setup_intent\":{\"status\":\"requires_payment_method\","
         "\"last_setup_error\":{\"code\":\"setup_intent_authentication_failure\"}}}",
         "Failed Soft setup_intent_authentication_failure"},
        {"a page of somebody else's", {.wish = WISH_CONFIRM, .token_page = "cs_1"},
         404, REFUSED("\"code\":\"resource_missing\""), "Failed Soft resource_missing"},
        {"asked by name", {.wish = WISH_ASK, .token_transaction = "pi_1"}, 200,
         "{\"id\":\"pi_1\",\"status\":\"succeeded\"}", "Succeeded"},
        {"a name that he does not know", {.wish = WISH_ASK, .token_transaction = "pi_1"},
         404, REFUSED("\"code\":\"resource_missing\""), "Unknown resource_missing"},
        {"repeated: declined as before", {.wish = WISH_ASK, .date_sent = now}, 402,
         DECLINED("\"decline_code\":\"lost_card\","), "Failed Hard lost_card"},
        {"repeated: broken as before", {.wish = WISH_ASK, .date_sent = now}, 500,
         "{}", "Unknown http_500, then list"},
        {"repeated: with another amount", {.wish = WISH_ASK, .date_sent = now}, 400,
         "{\"error\":{\"type\":\"idempotency_error\"}}", "Unknown idempotency_error, then list"},
        {"repeated: at the same time", {.wish = WISH_ASK, .date_sent = now}, 409, "{}",
         "Unknown http_409"},
        {"repeated: no answer", {.wish = WISH_ASK, .date_sent = now}, 0, NULL,
         "Unknown"},
        {"listed", {.wish = WISH_ASK, .date_sent = old}, 200,
         LISTED(",{\"id\":\"pi_9\",\"status\":\"succeeded\",\"metadata\":{\"tacite_key\":\"key\"}}",
                "false"),
         "Succeeded"},
        {"not in this part", {.wish = WISH_ASK, .date_sent = old}, 200,
         LISTED("", "true"), "Unknown, then list pi_8"},
        {"not there at all", {.wish = WISH_ASK, .date_sent = old}, 200,
         LISTED("", "false"), "ToSend"},
        {"not there, but perhaps on its way",
         {.wish = WISH_ASK, .date_sent = now, .progress = "list"}, 200,
         LISTED("", "false"), "Unknown"},
        {"no list", {.wish = WISH_ASK, .date_sent = old}, 404, "{}", "Unknown"},
        {"given back", {.wish = WISH_REFUND, .token_transaction = "pi_1"}, 200,
         "{\"id\":\"re_1\",\"status\":\"succeeded\",\"payment_intent\":\"pi_1\"}", "Succeeded"},
        {"to be given back", {.wish = WISH_REFUND, .token_transaction = "pi_1"}, 200,
         "{\"id\":\"re_1\",\"status\":\"pending\"}", "Pending"},
        {"not given back after all", {.wish = WISH_ASK, .is_refund = true,
                                          .token_refund = "re_1"}, 200,
         "{\"id\":\"re_1\",\"status\":\"failed\",\"failure_reason\":\"lost_or_stolen_card\"}",
         "Failed lost_or_stolen_card"},
        {"given back before", {.wish = WISH_REFUND, .token_transaction = "pi_1"}, 400,
         REFUSED("\"code\":\"charge_already_refunded\""), "Failed charge_already_refunded"},
        {"called off", {.wish = WISH_CANCEL, .token_transaction = "pi_1"}, 200,
         "{\"id\":\"pi_1\",\"status\":\"canceled\"}", "Cancelled"},
        {"too late", {.wish = WISH_CANCEL, .token_transaction = "pi_1"}, 400,
         REFUSED("\"code\":\"payment_intent_unexpected_state\",\"payment_intent\":"
                 "{\"id\":\"pi_1\",\"status\":\"succeeded\"}"),
         "Succeeded"},
        {"forgotten", {.wish = WISH_FORGET}, 200, "{\"id\":\"pm_1\"}", "Succeeded"},
        {"forgotten before", {.wish = WISH_FORGET}, 400, REFUSED("\"message\":\"No\""),
         "Succeeded"},
        {"not forgotten", {.wish = WISH_FORGET}, 503, "{}", "Unknown http_503"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct gateway_errand errand = driven_errand(&card, one->errand);
        struct gateway_outcome outcome =
            driven_outcome(&ctx, &driver_stripe, &errand, one->status, one->body);

        EXPECT_TEXT(one->when, one->expected, driven_result(&ctx, &outcome));
    }
    arena_free(ctx.arena);
}

static void nothing_of_one_wish_is_left_to_the_next(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct gateway_errand errand = driven_errand(&card, (struct gateway_errand){.wish = WISH_REGISTER, .progress = "cus_9",
                                              .token_customer = ""});
    struct gateway_outcome outcome = driven_outcome(
        &ctx, &driver_stripe, &errand, 200, "{\"id\":\"cs_1\",\"url\":\"https://pay.example\"}");

    (void)state;
    EXPECT_TEXT("over", "", outcome.progress);
    EXPECT_TEXT("page", "cs_1", outcome.token_page);
    EXPECT_TEXT("url", "https://pay.example", outcome.page_url);
    EXPECT_TEXT("customer", "cus_9", outcome.permission.token_customer);
    outcome = driven_outcome(&ctx, &driver_stripe, &errand, 0, NULL);
    EXPECT_TEXT("not over", NULL, outcome.progress);
    arena_free(ctx.arena);
}

static void methods_are_shown_and_not_told(void **state)
{
    struct ctx ctx = driven_ctx();
    const struct gateway_errand errand = driven_errand(&card, (struct gateway_errand){.wish = WISH_CONFIRM, .token_page = "cs_1"});
    struct gateway_outcome outcome = driven_outcome(
        &ctx, &driver_stripe, &errand, 200,
        "{\"id\":\"cs_1\",\"status\":\"complete\",\"customer\":\"cus_1\",\"setup_intent\":{"
        "\"status\":\"succeeded\",\"mandate\":null,\"payment_method\":{\"id\":\"pm_9\","
        "\"type\":\"card\",\"customer\":\"cus_1\",\"card\":{\"brand\":\"visa\",\"country\":\"FR\","
        "\"exp_month\":12,\"exp_year\":2030,\"last4\":\"4242\"}}}}");
    char day[DAY_TEXT_SIZE];

    (void)state;
    EXPECT_TEXT("card", "Succeeded", driven_result(&ctx, &outcome));
    EXPECT_TRUE("card", outcome.permission.is_usable);
    EXPECT_TEXT("card", "pm_9", outcome.permission.token_permission);
    EXPECT_TEXT("card", "cus_1", outcome.permission.token_customer);
    EXPECT_TEXT("card", "****-****-****-4242", outcome.permission.name_display);
    EXPECT_TEXT("card", "visa", outcome.permission.brand);
    EXPECT_TEXT("card", "FR", outcome.permission.country);
    EXPECT_TEXT("card", NULL, outcome.permission.mandate);
    day_format(outcome.permission.date_expiration, day);
    EXPECT_TEXT("the end of December", "2031-01-01", day);
    outcome = driven_outcome(
        &ctx, &driver_stripe, &errand, 200,
        "{\"id\":\"cs_1\",\"status\":\"complete\",\"customer\":\"cus_1\",\"setup_intent\":{"
        "\"status\":\"succeeded\",\"mandate\":{\"payment_method_details\":{\"sepa_debit\":{"
        "\"reference\":\"MANDATE1\"}}},\"payment_method\":{\"id\":\"pm_9\",\"type\":\"sepa_debit\","
        "\"sepa_debit\":{\"country\":\"DE\",\"last4\":\"3000\"}}}}");
    EXPECT_TRUE("debit", outcome.permission.is_usable);
    EXPECT_TEXT("debit", "DE****3000", outcome.permission.name_display);
    EXPECT_TEXT("debit", "MANDATE1", outcome.permission.mandate);
    EXPECT_TRUE("debit", !instant_is_set(outcome.permission.date_expiration));
    arena_free(ctx.arena);
}

static void amounts_are_counted_as_stripe_does(void **state)
{
    static const struct {
        const char *currency;
        int64_t ours, theirs;
    } cases[] = {
        {"EUR", 1, 1},     {"JPY", 5, 5},   {"ISK", 7, 700},    {"UGX", 7, 700},
        {"MGA", 700, 7},   {"MGA", 701, NONE}, {"KWD", 1230, 1230}, {"KWD", 1234, NONE},
        {"HUF", 100, 100}, {"QQQ", 1, NONE},
    };
    struct ctx ctx = driven_ctx();

    (void)state;
    FOR_EACH_CASE(one, cases) {
        int64_t theirs;
        bool is_sayable = stripe_amount(one->ours, one->currency, &theirs);

        EXPECT_INTEGER(one->currency, one->theirs, is_sayable ? theirs : NONE);
        if (is_sayable)
            EXPECT_INTEGER(one->currency, one->ours,
                           stripe_amount_back(&ctx, theirs, one->currency));
    }
    EXPECT_INTEGER("in lower case", 7, stripe_amount_back(&ctx, 700, "isk"));
    EXPECT_INTEGER("none", NONE, stripe_amount_back(&ctx, 700, NULL));
    arena_free(ctx.arena);
}

/* notifications -----------------------------------------------------------------------------------
 */

#define EVENT(type, object)                                                                        \
    "{\"id\":\"evt_1\",\"object\":\"event\",\"created\":1795327200,\"type\":\"" type               \
    "\",\"data\":{\"object\":" object "}}"

static const char *signed_header(struct ctx *ctx, int64_t seconds, const char *secret,
                                 const char *body)
{
    const char *text = arena_printf(ctx->arena, "%lld.%s", (long long)seconds, body);

    return arena_printf(ctx->arena, "t=%lld,v1=%s", (long long)seconds,
                        driven_signature(ctx, secret, text));
}

static void only_what_stripe_signed_lately_is_taken(void **state)
{
    static const char body[] = EVENT("payment_intent.succeeded", "{\"id\":\"pi_1\"}");
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    static const char fact[] = "evt_1 Ask pi_1", refused[] = "Error.Gateway.Signature";
    struct ctx ctx = driven_ctx();
    int64_t now = ctx.machine_now.micros / MICROS_PER_SECOND;
    const char *good = signed_header(&ctx, now, "whsec_1", body);
    const struct {
        const char *when, *secret, *header, *expected;
    } cases[] = {
        {"good", "whsec_1", good, fact},
        {"five minutes old", "whsec_1", signed_header(&ctx, now - 300, "whsec_1", body), fact},
        {"older", "whsec_1", signed_header(&ctx, now - 301, "whsec_1", body), refused},
        {"in the future", "whsec_1", signed_header(&ctx, now + 301, "whsec_1", body), refused},
        {"by somebody else", "whsec_2", good, refused},
        {"of another body", "whsec_1", signed_header(&ctx, now, "whsec_1", "{}"), refused},
        {"of another time", "whsec_1",
         arena_printf(ctx.arena, "t=%lld,%s", (long long)now - 1, strchr(good, ',') + 1), refused},
        {"one of two, the second", "whsec_1",
         arena_printf(ctx.arena, "t=%lld,v1=%s,%s", (long long)now, zeros, strchr(good, ',') + 1),
         fact},
        {"one of two, the first", "whsec_1", arena_printf(ctx.arena, "%s,v1=%s", good, zeros),
         fact},
        {"neither", "whsec_1",
         arena_printf(ctx.arena, "t=%lld,v1=%s,v1=%s", (long long)now, zeros, zeros), refused},
        {"another scheme beside", "whsec_1", arena_printf(ctx.arena, "%s,v0=%s", good, zeros),
         fact},
        {"another scheme alone", "whsec_1",
         arena_printf(ctx.arena, "t=%lld,v0=%s", (long long)now, strchr(good, '=') + 15), refused},
        {"cut short", "whsec_1", arena_copy_bytes(ctx.arena, good, strlen(good) - 1), refused},
        {"no time", "whsec_1", strchr(good, ',') + 1, refused},
        {"a time in words", "whsec_1", "t=now,v1=00", refused},
        {"a time without end", "whsec_1", "t=99999999999999999999999,v1=00", refused},
        {"nothing that reads", "whsec_1", ",,=,t,v1", refused},
        {"empty", "whsec_1", "", refused},
        {"no header", "whsec_1", NULL, refused},
        {"no secret", NULL, good, refused},
        {"an empty secret", "", signed_header(&ctx, now, "", body), refused},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->expected,
                    driven_facts(&ctx, &driver_stripe, one->secret, one->header, body));
    arena_free(ctx.arena);
}

static void events_become_facts(void **state)
{
    static const struct {
        const char *body, *expected;
    } cases[] = {
        {EVENT("payment_intent.payment_failed",
               "{\"id\":\"pi_1\",\"metadata\":{\"tacite_key\":\"key\"}}"), "evt_1 Ask pi_1 key"},
        {EVENT("payment_intent.created", "{\"id\":\"pi_1\"}"), ""},
        {EVENT("refund.failed", "{\"id\":\"re_1\",\"payment_intent\":\"pi_1\"}"),
         "evt_1 Ask pi_1 re_1"},
        {EVENT("charge.refunded", "{\"id\":\"ch_1\"}"), ""},
        {EVENT("checkout.session.completed", "{\"id\":\"cs_1\"}"), "evt_1 Page cs_1"},
        {EVENT("checkout.session.expired", "{\"id\":\"cs_1\"}"), "evt_1 Page cs_1"},
        {EVENT("charge.dispute.created",
               "{\"payment_intent\":\"pi_1\",\"status\":\"needs_response\",\"reason\":\"fraudulent\","
               "\"amount\":500,\"currency\":\"eur\"}"), "evt_1 Disputed pi_1 fraudulent 500"},
        {EVENT("charge.dispute.created",
               "{\"payment_intent\":\"pi_1\",\"status\":\"warning_needs_response\"}"), ""},
        {EVENT("charge.dispute.funds_withdrawn",
               "{\"payment_intent\":\"pi_1\",\"status\":\"under_review\"}"), "evt_1 Disputed pi_1"},
        {EVENT("charge.dispute.closed", "{\"payment_intent\":\"pi_1\",\"status\":\"won\"}"),
         "evt_1 DisputeWon pi_1"},
        {EVENT("charge.dispute.closed", "{\"payment_intent\":\"pi_1\",\"status\":\"lost\"}"),
         "evt_1 DisputeLost pi_1"},
        {EVENT("charge.dispute.closed",
               "{\"payment_intent\":\"pi_1\",\"status\":\"warning_closed\"}"), ""},
        {EVENT("payment_method.detached", "{\"id\":\"pm_1\"}"), "evt_1 Defective pm_1 detached"},
        {EVENT("payment_method.automatically_updated",
               "{\"id\":\"pm_1\",\"type\":\"card\",\"card\":{\"exp_month\":1,\"exp_year\":2031}}"),
         "evt_1 Changed pm_1"},
        {EVENT("mandate.updated", "{\"status\":\"inactive\",\"payment_method\":\"pm_1\"}"),
         "evt_1 Defective pm_1 mandate_inactive"},
        {EVENT("mandate.updated", "{\"status\":\"active\",\"payment_method\":\"pm_1\"}"), ""},
        {EVENT("invoice.paid", "{\"id\":\"in_1\"}"), ""},
        {EVENT("payment_intent.succeeded", "null"), "evt_1 Ask"},
        {"{\"id\":\"evt_1\"}", "Error.Gateway.Notification"},
        {"{\"type\":\"payment_intent.succeeded\"}", "Error.Gateway.Notification"},
        {"[]", "Error.Gateway.Notification"},
        {"not JSON", "Error.Gateway.Notification"},
    };
    struct ctx ctx = driven_ctx();
    int64_t now = ctx.machine_now.micros / MICROS_PER_SECOND;

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->body, one->expected,
                    driven_facts(&ctx, &driver_stripe, "whsec_1",
                                 signed_header(&ctx, now, "whsec_1", one->body), one->body));
    arena_free(ctx.arena);
}

/* clang-format on */

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_written_byte_for_byte),
        cmocka_unit_test(every_answer_to_a_charge_has_a_meaning),
        cmocka_unit_test(an_answer_without_end_is_not_understood),
        cmocka_unit_test(the_other_wishes_are_understood),
        cmocka_unit_test(nothing_of_one_wish_is_left_to_the_next),
        cmocka_unit_test(methods_are_shown_and_not_told),
        cmocka_unit_test(amounts_are_counted_as_stripe_does),
        cmocka_unit_test(only_what_stripe_signed_lately_is_taken),
        cmocka_unit_test(events_become_facts),
    };

    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
