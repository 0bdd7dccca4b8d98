#include "domain/webhooks/payload.h"

#include <string.h>

#include "base/json.h"
#include "domain/accounts/business.h"
#include "domain/event.h"
#include "domain/webhooks/delivery.h"
#include "domain/webhooks/webhook.h"
#include "platform/db/db.h"
#include "platform/post/post.h"
#include "sql.h"
#include "unit/scratch.h"

/* Which blocks an event has beside the customer, one letter each. */
static const char *blocks_of(const struct json *payload)
{
    static const struct {
        const char *name, *letter;
    } blocks[] = {
        {"CustomerBuyer",     "b"},
        {"Offer",             "o"},
        {"Subscription",      "s"},
        {"InvoiceDebit",      "d"},
        {"InvoiceCredit",     "c"},
        {"GatewayPermission", "p"},
        {"RecurringInvoice",  "r"},
        {"Estimate",          "e"},
    };
    static char found[COUNT_OF(blocks) + 1];
    size_t count = 0;

    for (size_t i = 0; i < COUNT_OF(blocks); i++)
        if (json_member(payload, blocks[i].name))
            found[count++] = *blocks[i].letter;
    found[count] = '\0';
    return found;
}

static void every_event_has_a_sample_with_its_blocks(void **state)
{
    static const char *const expected[] = {
        [BLOCKS_CUSTOMER] = "",        [BLOCKS_SUBSCRIPTION] = "bos", [BLOCKS_INVOICE_DEBIT] = "d",
        [BLOCKS_INVOICE_CREDIT] = "c", [BLOCKS_PERMISSION] = "p",
        [BLOCKS_RECURRING] = "r",      [BLOCKS_ESTIMATE] = "e",
    };
    struct arena *arena = arena_new();
    struct ctx ctx = {.arena = arena, .id_business = 7, .now = {DAYS(20000)}};

    (void)state;
    for (int type = 1; type < EVENT_TYPE_COUNT; type++) {
        const char *name = event_type_names[type], *text = payload_sample(&ctx, type);
        const struct json *json, *customer;

        EXPECT_INTEGER(name, OK, json_parse(&ctx, text, strlen(text), &json));
        EXPECT_TEXT(name, name, json_text(json_member(json, "TypeTrigger")));
        EXPECT_TEXT(name, "2024-10-04T00:00:00.00Z", json_text(json_member(json, "DateTrigger")));
        EXPECT_TEXT(name, expected[event_blocks[type]], blocks_of(json));
        customer = json_member(json, "Customer");
        EXPECT_INTEGER(name, 6, (int64_t)json_count(customer));
        EXPECT_INTEGER(name, type, webhook_trigger_named(name));
    }
    EXPECT_INTEGER("they are all there", 59, EVENT_TYPE_COUNT - 1);
    arena_free(arena);
}

static void former_names_are_known(void **state)
{
    static const struct {
        const char *former;
        int type;
    } cases[] = {
        {"CustomerSettingsPaymentUpdated",       EVENT_CUSTOMER_PAYMENT_METHOD_UPDATED          },
        {"SubscriptionSuspendedCustomer",        EVENT_SUBSCRIPTION_SUSPENDED_AGENT             },
        {"InvoiceDebitPaymentAutoRequestedAuto", EVENT_INVOICE_DEBIT_PAYMENT_AUTO_REQUESTED_AUTH},
        {"customeradded",                        EVENT_NONE                                     },
        {"",                                     EVENT_NONE                                     },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->former, one->type, webhook_trigger_named(one->former));
}

/* Computed apart, as the comments say. */
static void signatures_are_as_specified(void **state)
{
    static const struct listener listener = {.id = 1, .webhook_key = "key"};
    static const struct errand errand = {.id = 5, .id_event = 42, .body = "{\"test\": 2432232314}"};
    static const char *const expected[][2] = {
        {"x-proabono-key",       "key"                                            },
 /* printf keysecret | openssl sha256 -binary | base64 */
        {"x-proabono-signature", "1v9nVzlH05HuJYm2o1NKOzAKHGEFrNB5uXRbN72eQmA="   },
        {"webhook-id",           "trg_42"                                         },
        {"webhook-timestamp",    "1614265330"                                     },
 /* printf 'trg_42.1614265330.{"test": 2432232314}' |
  openssl sha256 -hmac secret -binary | base64 */
        {"webhook-signature",    "v1,Ui5VUrRzulTCoxSRGcr3WoXbNlEOFFGrCfCDvjVDnjc="},
    };
    struct arena *arena = arena_new();
    struct ctx ctx = {.arena = arena, .machine_now = {SECONDS(1614265330) + 5}};
    struct list headers = delivery_headers(&ctx, &listener, &errand, "secret");

    (void)state;
    EXPECT_INTEGER("count", COUNT_OF(expected), (int64_t)headers.count);
    for (size_t i = 0; i < headers.count; i++) {
        const struct post_header *header = LIST_AT(headers, struct post_header, i);

        EXPECT_TEXT("name", expected[i][0], header->name);
        EXPECT_TEXT(header->name, expected[i][1], header->value);
    }
    arena_free(arena);
}

/* The outbox -------------------------------------------------------------------------------------
 */

static struct ctx *begin(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct business business;

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    assert_int_equal(OK, business_create(&scratch->ctx,
                                         &(struct new_business){.name = "Test", .rate_tax = NONE},
                                         &business));
    return &scratch->ctx;
}

static int64_t add_webhook(struct ctx *ctx, const char *name)
{
    struct list names = {&name, 1};
    struct webhook_input input = {"https://example.org/hook", &names};
    struct webhook webhook;

    assert_int_equal(OK, webhook_create(ctx, &input, &webhook));
    return webhook.id;
}

static int64_t dispatched(struct ctx *ctx)
{
    int64_t count;

    assert_int_equal(OK, delivery_dispatch(ctx, 100, &count));
    return count;
}

static int64_t errands_of(struct ctx *ctx, int64_t id_webhook)
{
    struct notification_filter filter = {.id_webhook = id_webhook};
    struct list found;
    int64_t total;

    assert_int_equal(OK, notification_list(ctx, &filter, &(struct page){1, 10}, &found, &total));
    return total;
}

static void only_what_somebody_listens_to_is_pending(void **state)
{
    struct ctx *ctx = begin(state);
    int64_t added = add_webhook(ctx, "CustomerAdded"), started;

    started = add_webhook(ctx, "SubscriptionStarted");
    assert_int_equal(OK, event_record(ctx, EVENT_CUSTOMER_ADDED, (struct about){0}));
    EXPECT_INTEGER("nobody is active", 0, dispatched(ctx));
    assert_int_equal(OK, db_run(ctx, &sql_test_webhooks_activate, NO_ARGS));
    assert_int_equal(OK, event_record(ctx, EVENT_CUSTOMER_ADDED, (struct about){0}));
    assert_int_equal(OK, event_record(ctx, EVENT_CUSTOMER_SUSPENDED, (struct about){0}));
    EXPECT_INTEGER("one of the two", 1, dispatched(ctx));
    EXPECT_INTEGER("who listens", 1, errands_of(ctx, added));
    EXPECT_INTEGER("who does not", 0, errands_of(ctx, started));
    EXPECT_INTEGER("once", 0, dispatched(ctx));
    db_rollback(ctx->db);
}

static struct errand lease_one(struct ctx *ctx, int64_t id_webhook)
{
    struct listener listener = {.id = id_webhook, .state_webhook = WEBHOOK_ACTIVE};
    struct list errands;

    assert_int_equal(OK, delivery_lease(ctx, &listener, 10, &errands));
    if (!errands.count)
        return (struct errand){0};
    assert_int_equal(1, errands.count);
    return *LIST_AT(errands, struct errand, 0);
}

static struct notification only_one(struct ctx *ctx, int64_t id_webhook)
{
    struct notification_filter filter = {.id_webhook = id_webhook};
    struct list found;
    int64_t total;

    assert_int_equal(OK, notification_list(ctx, &filter, &(struct page){1, 10}, &found, &total));
    assert_int_equal(1, total);
    return *LIST_AT(found, struct notification, 0);
}

static void a_lease_is_worth_nothing_when_another_has_it(void **state)
{
    const struct outcome bad = {.status = 503}, good = {.status = 200, .answer = "fine"};
    struct ctx *ctx = begin(state);
    int64_t id = add_webhook(ctx, "CustomerAdded");
    struct errand first, second;

    assert_int_equal(OK, db_run(ctx, &sql_test_webhooks_activate, NO_ARGS));
    assert_int_equal(OK, event_record(ctx, EVENT_CUSTOMER_ADDED, (struct about){0}));
    dispatched(ctx);
    first = lease_one(ctx, id);
    EXPECT_TRUE("leased", first.id != 0);
    EXPECT_INTEGER("to one alone", 0, lease_one(ctx, id).id);
    ctx->machine_now = instant_plus(ctx->machine_now, MINUTES(1));
    second = lease_one(ctx, id);
    EXPECT_INTEGER("until it ran out", first.id, second.id);
    EXPECT_INTEGER("token", first.attempts + 1, second.attempts);
    assert_int_equal(OK, delivery_close(ctx, &first, &bad));
    EXPECT_INTEGER("who is late says nothing", JOB_TO_DELIVER, only_one(ctx, id).state_job);
    assert_int_equal(OK, delivery_close(ctx, &second, &good));
    EXPECT_INTEGER("who has it does", JOB_DELIVERED, only_one(ctx, id).state_job);
    EXPECT_TEXT("the answer", "fine", only_one(ctx, id).answer);
    db_rollback(ctx->db);
}

static void a_failure_is_put_off_and_given_up(void **state)
{
    const struct outcome none = {.error = "Nobody there."};
    struct ctx *ctx = begin(state);
    int64_t id = add_webhook(ctx, "CustomerAdded"), attempts = 0;
    struct instant start = ctx->machine_now;
    struct notification one;

    assert_int_equal(OK, db_run(ctx, &sql_test_webhooks_activate, NO_ARGS));
    assert_int_equal(OK, event_record(ctx, EVENT_CUSTOMER_ADDED, (struct about){0}));
    dispatched(ctx);
    do {
        struct errand errand = lease_one(ctx, id);

        assert_true(errand.id && attempts < 100);
        assert_int_equal(OK, delivery_close(ctx, &errand, &none));
        attempts++;
        one = only_one(ctx, id);
        EXPECT_INTEGER("not before its time", 0, lease_one(ctx, id).id);
        if (one.state_job == JOB_RETRYING)
            ctx->machine_now = one.due_at;
    } while (one.state_job == JOB_RETRYING);
    EXPECT_INTEGER("given up", JOB_GIVEN_UP, one.state_job);
    EXPECT_INTEGER("after three days", start.micros + DAYS(3), ctx->machine_now.micros);
    EXPECT_TEXT("why", "Nobody there.", one.last_error);
    EXPECT_INTEGER("attempts", attempts, one.attempts);
    assert_int_equal(OK, notification_repeat(ctx, one.id, &one));
    EXPECT_TRUE("again", lease_one(ctx, id).id == one.id);
    db_rollback(ctx->db);
}

/* The code that is on its way to the webhook. */
static const char *code_on_its_way(struct ctx *ctx, int64_t id)
{
    struct listener listener = {.id = id, .state_webhook = WEBHOOK_TO_VALIDATE};
    const struct json *json;
    struct list errands;
    const char *body;

    assert_int_equal(OK, delivery_lease(ctx, &listener, 1, &errands));
    assert_int_equal(1, errands.count);
    body = LIST_AT(errands, struct errand, 0)->body;
    assert_int_equal(OK, json_parse(ctx, body, strlen(body), &json));
    return json_text(json_member(json, "Code"));
}

static void a_code_is_good_for_three_days_and_once(void **state)
{
    struct ctx *ctx = begin(state);
    int64_t id = add_webhook(ctx, "CustomerAdded");
    struct instant sent = ctx->machine_now;
    struct webhook webhook;
    const char *code;

    assert_int_equal(OK, webhook_send_code(ctx, id, &webhook));
    code = code_on_its_way(ctx, id);
    EXPECT_INTEGER("another", ERR_INVALID, webhook_verify(ctx, id, "0123456789ab", &webhook));
    ctx->machine_now = instant_plus(sent, DAYS(3));
    EXPECT_INTEGER("too old", ERR_INVALID, webhook_verify(ctx, id, code, &webhook));
    ctx->machine_now.micros--;
    EXPECT_INTEGER("in time", OK, webhook_verify(ctx, id, code, &webhook));
    EXPECT_INTEGER("state", WEBHOOK_ACTIVE, webhook.state_webhook);
    EXPECT_INTEGER("again", ERR_INVALID, webhook_verify(ctx, id, code, &webhook));
    db_rollback(ctx->db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_has_a_sample_with_its_blocks),
        cmocka_unit_test(former_names_are_known),
        cmocka_unit_test(signatures_are_as_specified),
        ON_BOTH_ENGINES(only_what_somebody_listens_to_is_pending),
        ON_BOTH_ENGINES(a_lease_is_worth_nothing_when_another_has_it),
        ON_BOTH_ENGINES(a_failure_is_put_off_and_given_up),
        ON_BOTH_ENGINES(a_code_is_good_for_three_days_and_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
