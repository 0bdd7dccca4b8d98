#include "domain/books/verify.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "domain/accounts/agent.h"
#include "domain/accounts/business.h"
#include "domain/balance/balance.h"
#include "domain/books/head.h"
#include "domain/catalogue/catalogue.h"
#include "domain/customers/customer.h"
#include "domain/invoices/invoice_credit.h"
#include "domain/invoices/invoice_settle.h"
#include "domain/gateways/collect.h"
#include "domain/payments/payment.h"
#include "domain/subscriptions/subscription.h"
#include "domain/usage/usage.h"
#include "platform/crypto/keyring.h"
#include "platform/db/db.h"
#include "sql.h"
#include "unit/scratch.h"

/* a small business --------------------------------------------------------------------------------
 */

static const char catalogue[] =
    "{\"Features\":["
    "{\"ReferenceFeature\":\"seats\",\"Name\":\"Seats\",\"TypeFeature\":\"Limitation\"},"
    "{\"ReferenceFeature\":\"calls\",\"Name\":\"Calls\",\"TypeFeature\":\"Consumption\"}],"
    "\"Offers\":["
    "{\"ReferenceOffer\":\"free\",\"Name\":\"Free\",\"AmountRecurrence\":0,"
    "\"DurationRecurrence\":1,\"UnitRecurrence\":\"Month\"},"
    "{\"ReferenceOffer\":\"team\",\"Name\":\"Team\",\"AmountUpFront\":5000,"
    "\"AmountRecurrence\":2900,\"DurationRecurrence\":1,\"UnitRecurrence\":\"Month\","
    "\"Features\":["
    "{\"ReferenceFeature\":\"seats\",\"QuantityIncluded\":2,\"QuantityCurrent\":2,"
    "\"Properties\":\"UpdatableAfterSubscription\",\"Steps\":[{\"AmountPerIncrement\":333}]},"
    "{\"ReferenceFeature\":\"calls\",\"QuantityIncluded\":0,"
    "\"Steps\":[{\"AmountPerIncrement\":7}]}]},"
    "{\"ReferenceOffer\":\"trial\",\"Name\":\"Trial\",\"AmountTrial\":100,\"DurationTrial\":14,"
    "\"UnitTrial\":\"Day\",\"AmountRecurrence\":1234,\"DurationRecurrence\":1,"
    "\"UnitRecurrence\":\"Week\"}],"
    "\"PricingTables\":[{\"ReferencePricingTable\":\"all\",\"Name\":\"All\","
    "\"Offers\":[{\"ReferenceOffer\":\"free\"}]}]}";

static void must(struct ctx *ctx, enum err err)
{
    if (err != OK)
        FAIL_BECAUSE("%s\n", ctx->failures ? ctx->failures->message : "it failed");
}

static void add_customer(struct ctx *ctx, const char *reference, int type_payment)
{
    struct customer_input input;
    struct payment_input payment;
    struct address address, saved;
    struct customer customer;
    bool is_new;

    fields_clear(customer_input_fields, &input);
    fields_clear(payment_input_fields, &payment);
    fields_clear(address_fields, &address);
    input.reference_customer = input.name = reference;
    payment.type_payment = type_payment;
    payment.note_invoice = "Order \"12\"";
    address.last_name = reference;
    address.city = "Lille";
    address.country = "FR";
    must(ctx, customer_upsert(ctx, &input, &customer, &is_new));
    must(ctx, customer_set_address(ctx, &customer, true, &address, &saved));
    if (type_payment)
        must(ctx, customer_set_payment(ctx, &customer, &payment));
}

static int64_t subscribe(struct ctx *ctx, const char *reference, const char *buyer,
                         const char *offer, struct instant date_start, bool is_migration)
{
    struct subscription_input input;
    struct subscription subscription;

    fields_clear(subscription_input_fields, &input);
    input.reference_customer = reference;
    input.reference_customer_buyer = buyer;
    input.reference_offer = offer;
    input.date_start = date_start;
    input.migration = is_migration ? 1 : NONE;
    must(ctx, subscription_create(ctx, &input, &subscription));
    return subscription.id;
}

static void report(struct ctx *ctx, const char *reference, const char *feature, int64_t quantity)
{
    struct usage_input input;
    struct usage usage;

    fields_clear(usage_input_fields, &input);
    input.reference_customer = reference;
    input.reference_feature = feature;
    input.quantity_current.micros = quantity * MICROS_PER_UNIT;
    must(ctx, usage_write(ctx, &input, &usage));
}

static void add_line(struct ctx *ctx, const char *reference, int64_t amount)
{
    struct manual_line input;
    struct customer customer;
    struct balance_line line;

    fields_clear(manual_line_fields, &input);
    input.amount = amount;
    input.label = "By hand";
    must(ctx, customer_access(ctx, reference, NULL, &customer));
    must(ctx, balance_add_manual(ctx, &input, &customer, &line));
}

/* All that he owes, and some more or less. */
static void pay(struct ctx *ctx, const char *reference, int64_t more)
{
    struct receipt receipt = {.reference_customer = reference, .amount = more};
    struct customer customer;
    struct payment payment;
    struct list due;
    bool is_new;

    must(ctx, customer_access(ctx, reference, NULL, &customer));
    must(ctx, invoice_list_payable(ctx, customer.id, &due));
    for (size_t i = 0; i < due.count; i++)
        receipt.amount += LIST_AT(due, struct payable, i)->amount_total;
    must(ctx, payment_record(ctx, &receipt, &payment, &is_new));
}

/* An invoice cancelled, a part of another given back, and a third wholly. */
static void correct(struct ctx *ctx)
{
    struct refund refund = {.reason = "A bad day", .amount = 1001};
    struct customer customer;
    struct payment payment;
    struct invoice credit;
    struct list due;
    int64_t id;
    bool is_new;

    must(ctx, customer_access(ctx, "emmy", NULL, &customer));
    must(ctx, invoice_list_payable(ctx, customer.id, &due));
    EXPECT_TRUE("something is due", due.count > 0);
    id = LIST_AT(due, struct payable, 0)->id;
    must(ctx, invoice_cancel(ctx, id, &(struct cancellation){"Wrong", 1}, &credit));
    must(ctx, customer_access(ctx, "ada", NULL, &customer));
    must(ctx, db_number(ctx, &sql_test_paid_invoice, ARGS(ARG_AS(id_customer, customer.id)), &id));
    must(ctx, payment_refund(ctx, id, &refund, &payment, &is_new));
    must(ctx, customer_access(ctx, "carl", NULL, &customer));
    must(ctx, invoice_list_payable(ctx, customer.id, &due));
    must(ctx, invoice_write_off(ctx, LIST_AT(due, struct payable, 0)->id, "Bankrupt"));
    refund.amount = NONE;
    must(ctx, payment_refund(ctx, id, &refund, &payment, &is_new));
}

/* A method, an invoice that is charged with it, and a part of it given back the same way. */
static void collect(struct ctx *ctx, const char *reference)
{
    struct registration registration = {
        .reference_customer = reference, .id_gateway = NONE, .number = "4200460037003700"};
    struct billing how = {.is_asked_for = true};
    struct gateway_permission permission;
    struct transaction transaction;
    struct gateway_input input;
    struct customer customer;
    struct gateway gateway;
    struct invoice invoice;
    bool is_issued;

    fields_clear(gateway_input_fields, &input);
    input.type_gateway = "Sandbox";
    input.type_payment = PAYMENT_CARD;
    must(ctx, gateway_add(ctx, &input, &gateway));
    add_customer(ctx, reference, PAYMENT_NONE);
    must(ctx, permission_begin(ctx, &registration, &permission));
    add_line(ctx, reference, 5000);
    must(ctx, customer_access(ctx, reference, NULL, &customer));
    must(ctx, invoice_bill_customer(ctx, &customer, &how, &invoice, &is_issued));
    EXPECT_TRUE("it is billed", is_issued);
    must(ctx, collect_charge_now(ctx, invoice.id, false, &transaction));
    must(ctx, transaction_refund(ctx, invoice.id, 1000, "A bad day", &transaction));
    EXPECT_INTEGER("given back", TRANSACTION_SUCCEEDED, transaction.state_transaction);
}

static void do_all_due(struct ctx *ctx, const struct settings *settings)
{
    struct billing billing = {.at = ctx->now, .first = 0, .last = INT64_MAX, .settings = settings};
    struct list issued;
    int64_t count;

    must(ctx, subscription_turn(ctx, ctx->now, 0, INT64_MAX, settings, &count));
    must(ctx, invoice_bill(ctx, &billing, &issued, &count));
}

static void live_until(struct ctx *ctx, struct instant until)
{
    struct settings settings;

    must(ctx, settings_load(ctx, &settings));
    for (;;) {
        struct instant at;

        must(ctx, db_number(ctx, &sql_test_next_due, NO_ARGS, &at.micros));
        if (at.micros == NONE || at.micros > until.micros)
            break;
        ctx->now = at;
        do_all_due(ctx, &settings);
    }
    ctx->now = until;
}

/* Loses his means to pay, is suspended at his renewal, and goes on some time later. */
static void suspend_and_restart(struct ctx *ctx, int64_t id)
{
    struct subscription subscription;
    struct customer customer;

    must(ctx, customer_access(ctx, "dora", NULL, &customer));
    customer.type_payment = PAYMENT_NONE;
    must(ctx, customer_save(ctx, &customer));
    live_until(ctx, instant_plus(ctx->now, DAYS(40)));
    must(ctx, customer_access(ctx, "dora", NULL, &customer));
    customer.type_payment = PAYMENT_EXTERNAL_BANK;
    must(ctx, customer_save(ctx, &customer));
    must(ctx, subscription_get(ctx, id, &subscription));
    EXPECT_INTEGER("suspended", STATE_SUSPENDED_NO_PAYMENT_INFO, subscription.state_subscription);
    must(ctx, subscription_start(ctx, id, &(struct start_input){0}, &subscription));
}

/* Five months of seven customers: a trial, a migration, a start in the past, a payer for another, a
 * suspension, usages, payments, credits and lines that still wait. Leaves the transaction open. */
static void fill(struct scratch *scratch)
{
    struct ctx *ctx = &scratch->ctx;
    struct instant none = {0};
    struct business business;
    struct catalogue_counts counts;
    struct key_pair pair;
    int64_t id;

    ctx->actor.kind = ACTOR_CONSOLE;
    must(ctx, business_create(ctx,
                              &(struct new_business){
                                  .name = "Telescopes Martin", .rate_tax = NONE, .language = "en"},
                              &business));
    must(ctx, catalogue_load(ctx, catalogue, sizeof catalogue - 1, &counts));
    must(ctx, key_create(ctx, "shop", "all", none, &pair));
    add_customer(ctx, "ada", PAYMENT_EXTERNAL_BANK);
    add_customer(ctx, "bob", PAYMENT_NONE);
    add_customer(ctx, "carl", PAYMENT_EXTERNAL_CHECK);
    add_customer(ctx, "dora", PAYMENT_EXTERNAL_BANK);
    add_customer(ctx, "emmy", PAYMENT_EXTERNAL_BANK);
    subscribe(ctx, "ada", NULL, "team", none, false);
    subscribe(ctx, "bob", "ada", "team", none, false);
    subscribe(ctx, "bob", NULL, "free", none, false);
    subscribe(ctx, "carl", NULL, "trial", none, false);
    subscribe(ctx, "carl", NULL, "team", instant_plus(ctx->now, -DAYS(100)), false);
    subscribe(ctx, "emmy", NULL, "team", instant_plus(ctx->now, -DAYS(45)), true);
    subscribe(ctx, "emmy", NULL, "trial", instant_plus(ctx->now, DAYS(20)), false);
    id = subscribe(ctx, "dora", NULL, "team", none, false);
    report(ctx, "ada", "seats", 5);
    report(ctx, "ada", "calls", 123);
    add_line(ctx, "ada", -33);
    live_until(ctx, instant_plus(ctx->now, DAYS(40)));
    pay(ctx, "ada", 700);
    pay(ctx, "carl", -300);
    correct(ctx);
    suspend_and_restart(ctx, id);
    collect(ctx, "fay");
    report(ctx, "dora", "calls", 11);
    add_line(ctx, "carl", 4999);
    live_until(ctx, instant_plus(ctx->now, DAYS(60)));
    add_line(ctx, "ada", 1);
}

static struct verification look(struct ctx *ctx, struct list heads)
{
    struct verify_options options = {.heads = heads};
    struct verification verification;

    must(ctx, verify(ctx, &options, &verification));
    return verification;
}

/* One whose subject and message contain the words. */
static bool has_finding(const struct verification *verification, const char *what,
                        const char *subject, const char *message)
{
    for (size_t i = 0; i < verification->findings.count; i++) {
        const struct finding *finding = LIST_AT(verification->findings, struct finding, i);

        if (strcmp(finding->what, what) == 0 && strstr(finding->subject, subject) &&
            strstr(finding->message, message))
            return true;
    }
    return false;
}

static void print_findings(const struct verification *verification)
{
    for (size_t i = 0; i < verification->findings.count; i++) {
        const struct finding *finding = LIST_AT(verification->findings, struct finding, i);

        print_error("  %s, %s: %s\n", finding->what, finding->subject, finding->message);
    }
}

/* sound books -------------------------------------------------------------------------------------
 */

static void count_calls(void *data, const char *what, int64_t done)
{
    (void)what;
    (void)done;
    ++*(int *)data;
}

static void sound_books_have_no_findings(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct verification verification;
    int calls = 0;
    struct verify_options options = {.progress = count_calls, .data = &calls};

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    fill(scratch);
    must(&scratch->ctx, verify(&scratch->ctx, &options, &verification));
    print_findings(&verification);
    EXPECT_INTEGER("findings", 0, verification.finding_count);
    EXPECT_INTEGER("subscriptions", 8, verification.subscriptions);
    EXPECT_TRUE("invoices", verification.invoices > 20);
    EXPECT_INTEGER("entries", verification.invoices + 8, verification.entries);
    EXPECT_TRUE("told how far it is", calls > 5);
    db_rollback(scratch->db);
}

static void empty_books_have_no_findings(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct verification verification;
    struct business business;

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    must(&scratch->ctx,
         business_create(&scratch->ctx, &(struct new_business){.name = "New", .rate_tax = NONE},
                         &business));
    verification = look(&scratch->ctx, (struct list){0});
    print_findings(&verification);
    EXPECT_INTEGER("findings", 0, verification.finding_count);
    db_rollback(scratch->db);
}

/* damage ------------------------------------------------------------------------------------------
 */

/* The books of `fill` as a file of its own, and what is needed to look at damaged copies of it. */
struct original {
    struct scratch *scratch;
    const char *path, *copy;
};

static struct original make_original(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct original original = {
        .scratch = scratch,
        .path = arena_printf(scratch->arena, "%s/original", scratch->folder),
        .copy = arena_printf(scratch->arena, "%s/damaged", scratch->folder),
    };
    const char *why = "";

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    fill(scratch);
    assert_int_equal(OK, db_commit(scratch->db));
    if (db_copy(scratch->db, original.path, scratch->arena, &why) != OK)
        FAIL_BECAUSE("%s\n", why);
    return original;
}

/* Somebody who has the file, and no scruples. */
static void change_file(const char *path, const char *sql)
{
    static const char before[] =
        "PRAGMA ignore_check_constraints = ON; DROP TRIGGER audit_keeps;"
        "DROP TRIGGER entries_keep; DROP TRIGGER postings_keep; DROP TRIGGER invoices_keep;"
        "DROP TRIGGER payments_keep; DROP TRIGGER payment_shares_keep;"
        "DROP TRIGGER estimates_keep; DROP TRIGGER estimate_answers_keep;";
    sqlite3 *file;
    char *why = NULL;

    assert_int_equal(SQLITE_OK, sqlite3_open(path, &file));
    assert_int_equal(SQLITE_OK, sqlite3_exec(file, before, NULL, NULL, NULL));
    if (sqlite3_exec(file, sql, NULL, NULL, &why) != SQLITE_OK)
        FAIL_BECAUSE("%s: %s\n", sql, why);
    EXPECT_TRUE(sql, sqlite3_total_changes(file) > 0);
    assert_int_equal(SQLITE_OK, sqlite3_close(file));
}

static void make_damaged(const struct original *original, const char *sql)
{
    struct arena *arena = original->scratch->arena;
    const char *const arguments[] = {"cp", original->path, original->copy, NULL};

    assert_int_equal(0, run_program(arguments));
    unlink(arena_printf(arena, "%s-wal", original->copy));
    unlink(arena_printf(arena, "%s-shm", original->copy));
    change_file(original->copy, sql);
}

/* Looks at the damaged copy as `tacite verify` would. */
static struct verification look_at_damaged(const struct original *original, struct list heads)
{
    struct ctx ctx = original->scratch->ctx;
    struct verification verification;
    const char *why = "";
    struct database *database = database_open(original->copy, true, ctx.arena, &why);

    if (!database)
        FAIL_BECAUSE("%s\n", why);
    ctx.db = db_open(database, true);
    assert_non_null(ctx.db);
    assert_int_equal(OK, db_begin(ctx.db));
    verification = look(&ctx, heads);
    db_rollback(ctx.db);
    db_close(ctx.db);
    database_close(database);
    return verification;
}

static void expect_finding(const struct original *original, const char *when, const char *sql,
                           const char *what, const char *subject, const char *message)
{
    struct verification verification;

    make_damaged(original, sql);
    verification = look_at_damaged(original, (struct list){0});
    if (!has_finding(&verification, what, subject, message))
        print_findings(&verification);
    EXPECT_TRUE(when, has_finding(&verification, what, subject, message));
}

#define SET_INVOICE(number, change)                                                                \
    "UPDATE invoices SET " change " WHERE type_credit IS NULL AND number = " #number
#define OF_INVOICE(number)                                                                         \
    "id_invoice = (SELECT id FROM invoices WHERE type_credit IS NULL AND number = " #number ")"
#define DRAFT                                                                                      \
    "INSERT INTO invoice_drafts SELECT 777777, id_business, id_segment, id, 1, NULL, NULL, NULL, " \
    "NULL, NULL, 1, 0, 1, NULL FROM customers WHERE reference_customer = 'bob';"
#define RECURRING                                                                                  \
    "INSERT INTO recurring_invoices SELECT 888888, id_business, id_segment, id, 1, 'R1', "         \
    "'Paused', NULL, 1, 'Month', 1, NULL, 'UTC', 1, 1, 0, NULL, NULL, NULL, 0, 'Draft', "          \
    "'Advance', 1, 0, NULL, '{}', 1, 0, 1, 0, 'Ok', 1 FROM customers "                             \
    "WHERE reference_customer = 'bob';"
#define CYCLE                                                                                      \
    RECURRING "UPDATE recurring_invoices SET cycles_done = 1;"                                     \
              "INSERT INTO recurring_cycles SELECT id_business, 888888, 1, min(id), 1, 1 "         \
              "FROM invoices GROUP BY id_business;"
#define ESTIMATE                                                                                   \
    "INSERT INTO estimates (id, id_business, id_segment, id_customer, state_estimate, composition, "\
    "amount_subtotal, amount_total, id_series, number, full_number, date_issue, issued_on, "       \
    "valid_until, content, content_hash, date_creation, id_user_creation, date_update) "           \
    "SELECT 999777, c.id_business, c.id_segment, c.id, 'Sent', '{}', 100, 120, s.id, 1, 'D1', 1, " \
    "'2026-01-01', '2026-02-01', '{\"AmountSubtotal\":100,\"AmountTotal\":120}', zeroblob(32), 1, " \
    "0, 1 FROM customers c JOIN series s ON s.id_business = c.id_business "                        \
    "WHERE c.reference_customer = 'bob' LIMIT 1;"
#define ANSWER                                                                                     \
    ESTIMATE "INSERT INTO estimate_answers (id_business, id_estimate, answer, date_answer, actor, " \
             "content_hash) SELECT id_business, id, 'Approved', 1, 'customer', x'00' FROM estimates;"
#define FLAT_PERIOD                                                                                \
    "FROM subscription_periods WHERE charged = 'Charged' AND is_trial = 0 AND period_no = 2"

static void damage_is_found_and_named(void **state)
{
    static const struct {
        const char *when, *sql, *what, *subject, *message;
    } cases[] = {
  /* invoices */
        {"total",                                      SET_INVOICE(3,                                                            "amount_total = amount_total + 1"),                                                        "invoice.content",                                                                                                                                                                            "00000003",
         "amount_total"},
        {"total, by its sum",                                            SET_INVOICE(3,                                                                                                  "amount_total = amount_total + 1"),                                                                                                                                   "invoice.total",
         "00000003","Subtotal and taxes"},
        {"subtotal",                        SET_INVOICE(3,                                                                                                "amount_subtotal = 0"),                                                                                                                                                                                "invoice.total",                                                                                                                                                                                                                                                                                                                                        "00000003",
         "Its lines add up"},
        {"full number",                                  SET_INVOICE(3,                                                                                                     "full_number = 'X'"),                                                                                                                                                                                              "invoice.content",                                                                                                                                                                                                                                                                                                                                                                              "X","full_number"},
        {"date of issue",                           SET_INVOICE(3,                                                                                                "date_issue = date_issue + 10000"),"invoice.content",
         "00000003","date_issue"},
        {"day of issue",          SET_INVOICE(3,"issued_on = '2026-01-01'"),                                                                                                                                                                                                        "invoice.content",                                                                                                                                                                                                                                                                                                                                                                                        "00000003",
         "issued_on"},
        {"limit of payment",                      SET_INVOICE(3,                                                                                                  "date_payment_limit = NULL"),"invoice.content",
         "00000003","date_payment_limit"},
        {"customer",                           SET_INVOICE(3,                                                                 "id_customer = id_customer + 1"),                             "invoice.content",                                                                                                                                                                                                                                      "00000003",
         "id_customer"},
        {"address",                                            SET_INVOICE(3,                                                                                                           "id_address_customer = NULL"),                                                                                                                                                             "invoice.content",                                                                                                                                                                                                                                                         "00000003",
         "address_customer"},
        {"currency",                                SET_INVOICE(3,                                                                                                        "currency = 'USD'"),                                                                                                                                                                                         "invoice.content",                                                                                                                                                                                                                                                                                                                             "00000003","currency"},
        {"note",                                  SET_INVOICE(3,                                                                                                     "note = 'Paid'"),                                                                                                                                                                                              "invoice.content",                                                                                                                                                                                                                                                                                                                                                                                 "00000003","note"},
        {"content",                           SET_INVOICE(3,                                                                                         "content = replace(content, 'Order', 'order')"),"invoice.hash",
         "00000003","hash"},
        {"content, by its column",                            SET_INVOICE(3,"content = replace(content, 'Order', 'order')"),
         "invoice.content","00000003","note"},
        {"content that is none",     SET_INVOICE(3,"content = '{'"),                                  "invoice.content",                                                                                                                                                                                                                                                                                                                                                                                                      "00000003",
         "cannot be read"},
        {"hash of the content",                     SET_INVOICE(3,                                                     "content_hash = x'00'"),                                                                                                                 "invoice.hash",                                                                                                                                                                                                                                                                                                                                                                                               "00000003",
         "hash"},
        {"a billed line's amount",
         "UPDATE balance_lines SET amount_subtotal = amount_subtotal - 1 WHERE position = 1 "
         "AND " OF_INVOICE(5),
         "invoice.lines",                                                                                                                                                                       "00000005",                                                                                                                                                                                                                                                                                                                                                                                                              "line 1: amount_subtotal"},
        {"a billed line's label",                             "UPDATE balance_lines SET label = 'x' WHERE " OF_INVOICE(5),
         "invoice.lines",                                                                                                                                                                          "00000005",                                                                                                                                                                                                                                                                                                                                     "label"},
        {"a billed line's type",
         "UPDATE balance_lines SET type_line = 'Nothing' WHERE " OF_INVOICE(5),                                                                                                                 "invoice.lines",
         "00000005",                                                                                                                                                                                                                                                                                                                                                                               "type_line"},
        {"a billed line's period",
         "UPDATE balance_lines SET date_period_end = date_period_end + 20000 WHERE "
         "date_period_end > 0 AND " OF_INVOICE(5),
         "invoice.lines",    "00000005","date_period_end"},
        {"a billed line deleted",                                  "DELETE FROM balance_lines WHERE position = 1 AND " OF_INVOICE(5),
         "invoice.lines",                   "00000005","lines and its content"},
        {"a line of another invoice",
         "UPDATE balance_lines SET id_invoice = (SELECT id FROM invoices WHERE number = 6) "
         "WHERE " OF_INVOICE(5),
         "invoice.total",                                                                                                                                                                                         "00000006","Its lines add up"},
        {"tax",                                  "UPDATE invoice_taxes SET amount_tax = amount_tax + 1 WHERE " OF_INVOICE(5),
         "invoice.taxes",                                                                                                                                                                               "00000005",                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                         "The tax on"                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                      },
        {"tax, by its content",
         "UPDATE invoice_taxes SET amount_tax = amount_tax + 1 WHERE " OF_INVOICE(5),
         "invoice.taxes",                                                                                                                                                          "00000005",                                                                                                                                                                                                                                                                                                                                                                                                                                                                       "amount_tax"},
        {"what is taxed",
         "UPDATE invoice_taxes SET amount_subtotal = amount_subtotal + 1 WHERE " OF_INVOICE(5),
         "invoice.taxes","00000005",                                                                                                                                                                                                  "add up to"},
        {"rate of tax",                                  "UPDATE invoice_taxes SET rate_tax = 550 WHERE " OF_INVOICE(5),
         "invoice.taxes",         "00000005","for which there is no tax"},
        {"no tax",                                  "DELETE FROM invoice_taxes WHERE " OF_INVOICE(5),                                                                                              "invoice.taxes",                              "00000005",
         "is missing"},
 /* series */
        {"an invoice deleted",                                  "DELETE FROM invoices WHERE number = 4",                                                                                               "series.gap",                                                                                                                                                                                                "S",
         "from 4 to 4"},
        {"a number twice",                                  SET_INVOICE(6,                                                                               "number = 5"),                                                                                                                                                                "series.double",                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                             "00000006",
         "given already"},
        {"a number that is not the full one",                                  SET_INVOICE(6,                                                                                                           "number = 5"),                                                                                                                                                                                                    "series.number",
         "00000006","its series is S"},
        {"a date that falls",                                         SET_INVOICE(7,                                                                                                          "date_issue = 1"),                                                                                                                                                                                                   "series.date",                                                                                                                                                                                                                                                                                                                                                                                "00000007",
         "before"},
        {"a series that went on",
         "UPDATE series SET next_number = next_number + 1 WHERE kind = "
         "'Invoice'",                                                                                           "series.next",                                                                                                                                                                                                   "S",                                                                                                                                                                                                                                                                                                                                                                                               "next"},
        {"the last invoice deleted",
         "DELETE FROM invoices WHERE number = (SELECT max(number) FROM invoices)","series.next",
         "S",                                                                                                                                                                                                                                                                                                                                                                                            "last number"},
 /* payments */
        {"a payment of another amount","UPDATE payments SET amount = amount + 1","payment.shares",
         "payment ","add up to"},
        {"a payment that was moved",                      "UPDATE payments SET date_payment = date_payment + 1",
         "payment.hash",                                                                                              "payment ",                                                                                     "not what was entered"},
        {"a share that was moved",                   "UPDATE payment_shares SET amount = amount - 1",                                               "invoice.paid",
         "S",                                                                                                                                                                                                                                                                                                                                                                                                             "add up to"},
        {"a payment with another entry",                "UPDATE payments SET seq = 1",                                                         "payment.entry",                                                                                                                                                                                              "payment ",
         "Entry 1 "                                                                                                                                                                                                                                                                                   },
        {"a payment deleted",                   "DELETE FROM payments",                 "entry.payment",                                                                                                                                                                                                    "entry ",                                                                                                                                                                                                                                                                                         "does not exist"},
        {"postings of a payment",                     "UPDATE postings SET account = 'Cash' WHERE account = 'Bank'",
         "payment.postings",                                                         "payment ",                                                                                                                                                                                                                                                                                                                                                                                                             "are not those"},
        {"a transaction of another amount", "UPDATE transactions SET amount = amount + 1",
         "transaction.moved", "transaction", "its invoices share"},
        {"a charge that failed and moved money",
         "UPDATE transactions SET state_transaction = 'Failed'", "transaction.moved",
         "transaction", "It is Failed"},
        {"an invoice that nobody paid",
         "UPDATE invoices SET state_invoice = 'Paid' WHERE amount_paid = 0",                                           "invoice.paid",                                                             "S",
         "It is Paid and 0 of"},
        {"what a customer owes",                          "UPDATE invoices SET state_invoice = 'Paid' WHERE amount_paid = 0",
         "account.balance",                                                                                                                    "customer ",                                                                                                     "Receivable"},
        {"an invoice that is void no more",
         "UPDATE invoices SET state_invoice = 'Paid' WHERE state_invoice = 'Void'",             "invoice.credited",                                                                                                                                                                                                "S",                                                                                                                                                                                                                                                                                                                          "It is Paid"},
        {"an invoice that is wholly refunded no more",
         "UPDATE invoices SET state_invoice = 'Paid' WHERE state_invoice = 'PaidRefunded'",                                                     "invoice.credited",                                                                                      "S",                                                                                                                                                                                                                   "take"},
        {"a reason",                       "UPDATE invoices SET reason = 'Another' WHERE reason IS NOT NULL",
         "invoice.content",                                                                                                                                                                                                 "SA",                                                                                                                                                                                                                                                               "reason"},
        {"what a credit note corrects",
         "UPDATE invoices SET id_corrects = (SELECT min(id) FROM invoices) WHERE type_credit = "
         "'Voiding'",                                              "invoice.content",                                                                                                         "SA",                                                                                                   "corrects"},
        {"what a credit note is",
         "UPDATE invoices SET type_credit = 'Refund' WHERE type_credit = 'Voiding'",                                      "invoice.content",                                                         "SA",                                                                                                                                                             "type_credit"},
        {"a loss that is none",
         "UPDATE invoices SET state_invoice = 'ProblemOverdue' WHERE state_invoice = "
         "'Uncollectible'",                    "invoice.lost",                                                                                                                                                                                                 "S",                                                                                                                                                                                         "the books lost"},
        {"a credit that is gone",
         "UPDATE balance_lines SET type_line = 'Manual', state_move = 'Due', id_invoice = NULL,"
         " position = NULL WHERE type_line = 'AutoBillingReport';"
         "UPDATE balance_lines SET type_line = 'AutoBillingReport' WHERE id_invoice IS NULL",                                                                                                            "account.balance",                                                                                                                                       "customer ",                                                                                                                                                                                                                       "Credit"},
  /* credits, drafts, disputes and groups */
        {"a use of credit deleted", "DELETE FROM credit_uses", "invoice.credit", "S", "used 0 of"},
        {"a use of credit that paid less",
         "UPDATE credit_uses SET amount = amount - 1", "invoice.paid", "S", "add up to"},
        {"money that is a debt",
         "UPDATE balance_lines SET amount_subtotal = 5 WHERE type_line = 'AutoBillingReport'",
         "row.rule", "balance_lines", "its amount_subtotal"},
        {"money that was used up and waits",
         "UPDATE balance_lines SET state_move = 'Due' WHERE type_line = 'AutoBillingReport'",
         "row.rule", "balance_lines", "its state_move"},
        {"a part of no credit",
         "UPDATE balance_lines SET id_credit = 999999 WHERE " OF_INVOICE(5), "row.rule",
         "balance_lines", "its id_credit"},
        {"a line in no draft",
         "UPDATE balance_lines SET id_draft = 999999 WHERE id_invoice IS NULL", "row.rule",
         "balance_lines", "its id_draft"},
        {"a billed line in a draft",
         DRAFT "UPDATE balance_lines SET id_draft = 777777 WHERE " OF_INVOICE(5), "row.rule",
         "balance_lines", "its id_invoice"},
        {"a line in a stranger's draft",
         DRAFT "UPDATE balance_lines SET id_draft = 777777 WHERE id_invoice IS NULL AND "
         "state_move = 'Due'", "row.rule", "balance_lines", "its id_customer"},
        {"a dispute that nobody sees",
         "INSERT INTO disputes SELECT id, id_business, id, 'why', 0, 1, NULL, NULL, 0 FROM invoices"
         " WHERE number = 3 AND type_credit IS NULL", "row.rule", "invoices", "its state_invoice"},
        {"a customer who pays for himself",
         "UPDATE customers SET id_customer_payer = id", "row.rule", "customers",
         "its id_customer_payer"},
        {"an invoice line of another customer",
         "UPDATE balance_lines SET id_customer = (SELECT id FROM customers WHERE "
         "reference_customer = 'bob') WHERE "
         OF_INVOICE(5), "invoice.lines", "00000005", "id_customer"},
 /* entries */
        {"a posting",                      "UPDATE postings SET amount = amount + 1 WHERE seq = 5 AND position = 1",
         "entry.balance",                                                                                "entry 5",                                                                                                                                                                                                                "add up to 1 "},
        {"a posting in another currency",
         "UPDATE postings SET currency = 'USD' WHERE seq = 5 AND position = 1",                                                                                                      "entry.balance",
         "entry 5",                                                                                                                                                       "USD"},
        {"a receivable",
         "UPDATE postings SET amount = amount + 1 - 2 * position WHERE seq = 5 AND position < 2",                                    "entry.invoice", "entry 5",                                            "receivable"},
        {"a posting of another customer",
         "UPDATE postings SET id_customer = id_customer + 1 WHERE seq = 5",             "entry.invoice",
         "entry 5",                                                                                                                                                                                                                                                                                                       "another customer"},
        {"an entry about another invoice",
         "UPDATE entries SET id_subject = (SELECT id FROM invoices WHERE number = 6) WHERE seq = "
         "5",                                                  "entry.invoice",                       "entry 5",                                                                                                                                                                                                                                                                                                                                                                                                       "another hash"},
        {"an entry about nothing",                               "UPDATE entries SET id_subject = 999999 WHERE seq = 5",
         "entry.invoice",                                                                       "entry 5",                                                                                                                                                                                                                                                          "does not exist"},
        {"an invoice that was not entered",
         "DELETE FROM entries WHERE seq = (SELECT max(seq) FROM entries)",                                                      "invoice.entry",                                                                                                                    "S",
         "0 times"},
        {"an invoice that was entered twice",
         "INSERT INTO entries SELECT id_business, 999999, at, kind, id_subject, content_hash, hash"
         " FROM entries WHERE seq = 5",                                                                                                                    "invoice.entry",                                                                                                                                             "00000005",                                                                                                                                                                                                                                                                                                          "2 times"},
 /* chain */
        {"an entry deleted",                     "DELETE FROM entries WHERE seq = 5",         "chain.gap",                                                                                                                                                                                                   "entry 6",
         "from 5 to 5"},
        {"the first entry deleted",            "DELETE FROM entries WHERE seq = 1",                                                       "chain.gap",                                                                            "entry 2",
         "from 1 to 1"},
        {"a hash",          "UPDATE entries SET hash = zeroblob(32) WHERE seq = 5",                                                                                          "chain.hash",                                                 "entry 5",
         "does not follow"},
        {"a hash cut short",                           "UPDATE entries SET hash = x'00' WHERE seq = 5",                                            "chain.hash",
         "entry 5",                                                                                                   "does not follow"},
        {"a moment",                    "UPDATE entries SET at = at + 1 WHERE seq = 5",                                              "chain.hash",                                                                      "entry 5",
         "does not follow"},
        {"a kind",                                     "UPDATE entries SET kind = 'Gift' WHERE seq = 5",                                              "chain.hash",                                  "entry 5",
         "does not follow"},
        {"a content hash",                           "UPDATE entries SET content_hash = zeroblob(32) WHERE seq = 5",
         "chain.hash",                                                            "entry 5",                                                                                                                                                                                                                                                                                                                                                                                                       "does not follow"},
        {"all postings of an entry",                                   "DELETE FROM postings WHERE seq = 5",                                          "chain.hash",                                                                          "entry 5",
         "does not follow"},
        {"an account",                                     "UPDATE postings SET account = 'Tax' WHERE seq = 5 AND position = 1",
         "chain.hash",                                                         "entry 5",                                                                                                                                                                                                           "does not follow"},
        {"an account that does not exist",
         "UPDATE postings SET account = 'Drawer' WHERE seq = 5 AND position = 1",             "chain.hash",
         "entry 5",                                                                                                                                                                                                                                                                                                                              "not on the list"},
        {"the tail",                   "DELETE FROM entries WHERE seq > 20",                     "chain.head",                                                         "books",                                                                                                                                                                   "goes on"},
        {"the head's place",                                 "UPDATE books SET next_seq = 3", "chain.head",                                                                                                                                                                                                      "books",                                                                                                                                                                                                                                                                                                                                 "goes on"},
        {"the head's hash",             "UPDATE books SET last_hash = zeroblob(32)",                                                "chain.head",                                                                                                                 "books",
         "not the hash"},
        {"no head",                                   "DELETE FROM books",                                                     "chain.head",                                                                                                              "books",                                                                                                                                                                                                                                           "missing"},
 /* periods */
        {"a period deleted",                           "DELETE FROM subscription_periods WHERE period_no = 2",
         "period.missing",                                                                                                                 "subscription",                                                                                                 "follows period 1"},
        {"a period that begins early",
         "UPDATE subscription_periods SET date_start = date_start - 1000000 WHERE period_no = 2",                                             "period.overlap",                                                                           "subscription",                                                                                                                                                "before period"},
        {"a period that begins late",
         "UPDATE subscription_periods SET date_start = date_start + 1000000 WHERE period_no = 2",                                                       "period.hole",                                                                                "subscription",                                                                                                                                                        "hole"},
        {"a period that ends late",
         "UPDATE subscription_periods SET date_end = date_end + 1000000 WHERE period_no = 2",                   "period.length",                                                                                                                                                                                                  "subscription",                                                                                                                                                                                                                                                                "Period 2"},
        {"the last period deleted",
         "DELETE FROM subscription_periods WHERE (id_subscription, period_no) IN"
         " (SELECT id, period_no FROM subscriptions WHERE period_no > 1)",                                "period.present",                                                             "subscription",                                                                                                                                                                 "not the last one"},
        {"another present period",
         "UPDATE subscriptions SET date_period_end = date_period_end + 1 WHERE period_no > 1",                                "period.present",                                                      "subscription",                                                                                                                                                     "not the last one"},
        {"another anchor",                    "UPDATE subscriptions SET date_anchor = date_anchor + 3600000000",
         "period.anchor",                                                                                            "subscription",                                                                         "anchor"},
        {"a fee that was not charged",
         "DELETE FROM balance_lines WHERE charge_key = (SELECT id_subscription || "
         "':2:flat' " FLAT_PERIOD " LIMIT 1)",
         "period.charge",                                                                                                 "subscription",                                                                                                                                                                                                                   "is missing"},
        {"a period charged and said not to be",
         "UPDATE subscription_periods SET charged = 'Migration' WHERE period_no = 3",                                   "period.charge",                                                                             "subscription",                                                                                                                                                                                                      "although"},
        {"a charge at a threshold without its line",
         "UPDATE subscription_features SET period_open = 1, amount_charged = 700, count_charged = "
         "2 "
         "WHERE steps IS NOT NULL",                 "line.early",                                                                                                                                                                                                   "subscription",                                                                                                                                                                                                                                                                                      "at thresholds"},
        {"an estimate's hash", ESTIMATE, "estimate.hash", "D1", "hash"},
        {"what an estimate says", ESTIMATE, "estimate.content", "D1", "columns"},
        {"what an estimate comes to", ESTIMATE, "estimate.total", "D1", "add up"},
        {"an estimate's number", ESTIMATE, "series.number", "D1", "series"},
        {"an approval that nobody gave",
         ESTIMATE "UPDATE estimates SET state_estimate = 'Approved'", "row.rule", "estimates",
         "state_estimate"},
        {"an answer that nobody heard",
         ESTIMATE "INSERT INTO estimate_answers (id_business, id_estimate, answer, date_answer, actor, "
         "content_hash) SELECT id_business, id, 'Approved', 1, 'customer', content_hash FROM estimates",
         "row.rule", "estimates", "state_estimate"},
        {"an answer to something else", ANSWER "UPDATE estimates SET state_estimate = 'Approved'",
         "row.rule", "estimates", "content_hash"},
        {"a cycle that is not counted", CYCLE "UPDATE recurring_invoices SET cycles_done = 0",
         "row.rule", "recurring_invoices 888888", "cycles_done"},
        {"a cycle of another customer", CYCLE "UPDATE recurring_cycles SET id_invoice = (SELECT "
         "min(id) FROM invoices WHERE id_customer <> (SELECT id_customer FROM recurring_invoices))",
         "row.rule", "recurring_invoices 888888", "id_customer"},
        {"one that runs nowhere", RECURRING "UPDATE recurring_invoices SET state_recurring = "
         "'Active'", "row.rule", "recurring_invoices 888888", "date_next"},
        {"one that the clock forgot", RECURRING "UPDATE recurring_invoices SET state_recurring = "
         "'Active', date_next = 1", "row.rule", "recurring_invoices 888888", "date_next"},
        {"a charge made twice",
         "DROP INDEX balance_lines_charge; CREATE TEMP TABLE doubled AS SELECT * FROM balance_lines "
         "WHERE charge_key IS NOT NULL ORDER BY id DESC LIMIT 1; UPDATE doubled SET id = id + 1, "
         "state_move = 'Due', id_invoice = NULL, position = NULL; INSERT INTO balance_lines SELECT * "
         "FROM doubled; DROP TABLE doubled",                                                                                   "line.double",                                                                                                                                                                                                   "balance_lines",                                                                                                                                                                                                                                                                                 "charged for the same"},
    };
    struct original original = make_original(state);

    FOR_EACH_CASE(one, cases)
        expect_finding(&original, one->when, one->sql, one->what, one->subject, one->message);
}

static void words_that_are_on_no_list_are_found(void **state)
{
    static const struct {
        const char *table, *column, *before;
    } cases[] = {
        {"invoices",             "state_invoice",     ""},
        {"invoices",             "type_payment",      ""},
        {"payments",             "type_payment",      ""},
        {"transactions",         "state_transaction", ""},
        {"balance_lines",        "state_move",        ""},
        {"balance_lines",        "type_line",         ""},
        {"subscriptions",        "state_subscription",""},
        {"subscriptions",        "unit_recurrence",   ""},
        {"subscription_periods", "charged",           ""},
        {"customers",            "status",            ""},
        {"customers",            "mode_billing",      ""},
        {"postings",             "account",           ""},
        {"events",               "type_trigger",      ""},
        {"recurring_invoices",   "state_recurring",   RECURRING},
        {"recurring_invoices",   "unit_recurrence",   RECURRING},
        {"recurring_invoices",   "mode_issue",        RECURRING},
        {"recurring_invoices",   "mode_period",       RECURRING},
    };
    struct original original = make_original(state);

    FOR_EACH_CASE(one, cases)
        expect_finding(&original, one->column,
                       arena_printf(original.scratch->arena, "%s UPDATE %s SET %s = 'Nothing'",
                                    one->before, one->table, one->column),
                       "row.word", one->table, one->column);
}

static void references_to_nothing_are_found(void **state)
{
    static const struct {
        const char *table, *column, *before;
    } cases[] = {
        {"segments",               "id_seller",               ""                },
        {"sellers",                "id_address",              ""                },
        {"api_keys",               "id_agent",                ""                },
        {"series",                 "id_segment",              ""                },
        {"offers",                 "id_segment",              ""                },
        {"estimates",              "id_segment",              ESTIMATE          },
        {"estimates",              "id_customer",             ESTIMATE          },
        {"estimates",              "id_series",               ESTIMATE          },
        {"estimate_answers",       "id_estimate",             ANSWER            },
        {"offer_features",         "id_offer",                ""                },
        {"offer_features",         "id_feature",              ""                },
        {"offer_discounts",        "id_offer",
         "INSERT INTO offer_discounts SELECT id_business, id, 1, 0 FROM offers;"},
        {"offer_discounts",        "id_discount",
         "INSERT INTO offer_discounts SELECT id_business, id, 1, 0 FROM offers;"},
        {"promotion_discounts", "id_promotion",
         "INSERT INTO promotion_codes SELECT 77, id_business, id_segment, 'X', 'x', 'Enabled', NULL, "
         "NULL, NULL, NULL, 0, 0, 1, 0, 1, 0, 'Ok', 1 FROM subscriptions LIMIT 1;"
         "INSERT INTO promotion_discounts SELECT id_business, 77, 1, 0 FROM offers LIMIT 1;"},
        {"promotion_discounts", "id_discount",
         "INSERT INTO promotion_codes SELECT 77, id_business, id_segment, 'X', 'x', 'Enabled', NULL, "
         "NULL, NULL, NULL, 0, 0, 1, 0, 1, 0, 'Ok', 1 FROM subscriptions LIMIT 1;"
         "INSERT INTO promotion_discounts SELECT id_business, 77, 1, 0 FROM offers LIMIT 1;"},
        {"promotion_uses", "id_promotion",
         "INSERT INTO promotion_codes SELECT 77, id_business, id_segment, 'X', 'x', 'Enabled', NULL, "
         "NULL, NULL, NULL, 0, 0, 1, 0, 1, 0, 'Ok', 1 FROM subscriptions LIMIT 1;"
         "INSERT INTO promotion_uses SELECT id_business, 77, id_customer, id, 1 FROM subscriptions LIMIT 1;"},
        {"promotion_uses", "id_customer",
         "INSERT INTO promotion_codes SELECT 77, id_business, id_segment, 'X', 'x', 'Enabled', NULL, "
         "NULL, NULL, NULL, 0, 0, 1, 0, 1, 0, 'Ok', 1 FROM subscriptions LIMIT 1;"
         "INSERT INTO promotion_uses SELECT id_business, 77, id_customer, id, 1 FROM subscriptions LIMIT 1;"},
        {"promotion_uses", "id_subscription",
         "INSERT INTO promotion_codes SELECT 77, id_business, id_segment, 'X', 'x', 'Enabled', NULL, "
         "NULL, NULL, NULL, 0, 0, 1, 0, 1, 0, 'Ok', 1 FROM subscriptions LIMIT 1;"
         "INSERT INTO promotion_uses SELECT id_business, 77, id_customer, id, 1 FROM subscriptions LIMIT 1;"},
        {"pricing_table_offers",   "id_pricing_table",        ""                },
        {"pricing_table_offers",   "id_offer",                ""                },
        {"customers",              "id_segment",              ""                },
        {"customers",              "id_address_billing",      ""                },
        {"customers",              "id_address_shipping",     ""                },
        {"customer_taxes",         "id_customer",
         "INSERT INTO customer_taxes (id_business, id_customer) SELECT id_business, id FROM customers;"},
        {"vat_proofs",             "id_customer",
         "INSERT INTO vat_proofs SELECT id, id_business, id, 'FR', 1, NULL, NULL, 1 FROM customers;"},
        {"contacts",               "id_customer",
         "INSERT INTO contacts SELECT id, id_business, id, 'A', 'a@b.fr', 'Payer', 1, 1, 0"
         " FROM customers;"},
        {"sessions", "id_customer",
         "INSERT INTO sessions SELECT id, id_business, id, 0, 'a@b.fr', NULL, 1, 2"
         " FROM customers;"},
        {"credentials",            "id_customer",
         "INSERT INTO credentials SELECT id, id_business, id, 0, 'a@b.fr', NULL, 0, 0, 1"
         " FROM customers;"},
        {"subscriptions",          "id_segment",              ""                },
        {"subscriptions",          "id_offer",                ""                },
        {"subscriptions",          "id_customer",             ""                },
        {"subscriptions",          "id_customer_buyer",       ""                },
        {"subscription_features",  "id_subscription",         ""                },
        {"subscription_features",  "id_feature",              ""                },
        {"subscription_discounts", "id_subscription",
         "INSERT INTO subscription_discounts SELECT id_business, id, 1, 0, 'x', 'Flat', 1, 'All', "
         "NULL, NULL FROM subscriptions;"                                       },
        {"subscription_discounts", "id_discount",
         "INSERT INTO subscription_discounts SELECT id_business, id, 1, 0, 'x', 'Flat', 1, 'All', "
         "NULL, NULL FROM subscriptions;"                                       },
        {"subscription_discounts", "id_feature",
         "INSERT INTO subscription_discounts SELECT id_business, id, 1, 0, 'x', 'Flat', 1, 'All', "
         "NULL, NULL FROM subscriptions;"                                       },
        {"subscription_periods",   "id_subscription",         ""                },
        {"usage_events",           "id_subscription_feature", ""                },
        {"usage_counters",         "id_subscription_feature", ""                },
        {"balance_lines",          "id_customer",             ""                },
        {"balance_lines",          "id_subscription",         ""                },
        {"balance_lines",          "id_feature",              ""                },
        {"balance_lines",          "id_invoice",              ""                },
        {"invoices",               "id_segment",              ""                },
        {"invoices",               "id_seller",               ""                },
        {"invoices",               "id_customer",             ""                },
        {"invoices",               "id_series",               ""                },
        {"invoices",               "id_corrects",             ""                },
        {"invoices",               "id_address_seller",       ""                },
        {"invoices",               "id_address_customer",     ""                },
        {"invoice_taxes",          "id_invoice",              ""                },
        {"payments",               "id_segment",              ""                },
        {"payments",               "id_customer",             ""                },
        {"payments",               "id_transaction",          ""                },
        {"gateways",               "id_segment",              ""                },
        {"permissions",            "id_customer",             ""                },
        {"permissions",            "id_gateway",              ""                },
        {"transactions",           "id_segment",              ""                },
        {"transactions",           "id_customer",             ""                },
        {"transactions",           "id_gateway",              ""                },
        {"transactions",           "id_permission",           ""                },
        {"transactions",           "id_corrects",             ""                },
        {"transaction_shares",     "id_transaction",          ""                },
        {"transaction_shares",     "id_invoice",              ""                },
        {"invoice_drafts",         "id_customer",             DRAFT             },
        {"invoice_drafts",         "id_segment",              DRAFT             },
        {"recurring_invoices",     "id_customer",             RECURRING         },
        {"recurring_invoices",     "id_segment",              RECURRING         },
        {"recurring_cycles",       "id_recurring_invoice",    CYCLE             },
        {"recurring_cycles",       "id_invoice",              CYCLE             },
        {"events",                 "id_recurring_invoice",    ""                },
        {"credit_uses",            "id_invoice",              ""                },
        {"credit_uses",            "id_line",                 ""                },
        {"disputes",               "id_invoice",
         "INSERT INTO disputes SELECT id, id_business, id, 'why', 0, 1, 'Won', 1, 0 FROM invoices;"},
        {"payment_shares",         "id_payment",              ""                },
        {"payment_shares",         "id_invoice",              ""                },
        {"postings",               "seq",                     ""                },
        {"postings",               "id_customer",             ""                },
        {"events",                 "id_segment",              ""                },
        {"events",                 "id_customer",             ""                },
        {"events",                 "id_subscription",         ""                },
        {"events",                 "id_invoice",              ""                },
    };
    struct original original = make_original(state);

    FOR_EACH_CASE(one, cases)
        expect_finding(
            &original, arena_printf(original.scratch->arena, "%s.%s", one->table, one->column),
            arena_printf(original.scratch->arena, "%s UPDATE OR IGNORE %s SET %s = 999999",
                         one->before, one->table, one->column),
            "row.orphan", one->table, one->column);
}

static void a_wreck_is_listed_up_to_a_bound(void **state)
{
    struct original original = make_original(state);
    struct verification verification;
    struct text json = {.arena = original.scratch->arena};

    make_damaged(&original,
                 "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
                 " INSERT INTO entries SELECT id_business, seq + 1000 + i, at, kind, id_subject,"
                 " content_hash, hash FROM entries, n WHERE seq = 3");
    verification = look_at_damaged(&original, (struct list){0});
    EXPECT_TRUE("all are counted", verification.finding_count >= 1200);
    EXPECT_INTEGER("as many as fit are listed", FINDINGS_LISTED,
                   (int64_t)verification.findings.count);
    json_write(&json, verification_fields, &verification);
    EXPECT_TRUE("as JSON", strstr(json.at, "\"Findings\":[{\"What\":\""));
}

/* heads -------------------------------------------------------------------------------------------
 */

static const char *head_now(struct scratch *scratch)
{
    const char *json = NULL;

    must(&scratch->ctx, head_write(&scratch->ctx, &json));
    return json;
}

static struct list head_list(struct scratch *scratch, const char *name, const char *json)
{
    struct head_source *source = ARENA_NEW(scratch->arena, struct head_source);

    *source = (struct head_source){name, json};
    return (struct list){source, 1};
}

/* Takes the last three invoices out of the books so well that nothing is wrong with the rest. */
static const char cut[] =
    "DELETE FROM entries WHERE seq > (SELECT next_seq - 4 FROM books);"
    "DELETE FROM postings WHERE seq NOT IN (SELECT seq FROM entries);"
    "UPDATE books SET next_seq = next_seq - 3,"
    " last_hash = (SELECT hash FROM entries ORDER BY seq DESC LIMIT 1);"
    "DELETE FROM invoices WHERE id NOT IN (SELECT id_subject FROM entries);"
    "DELETE FROM invoice_taxes WHERE id_invoice NOT IN (SELECT id FROM invoices);"
    "DELETE FROM events WHERE id_invoice NOT IN (SELECT id FROM invoices);"
    "UPDATE balance_lines SET id_invoice = NULL, position = NULL, state_move = 'Due'"
    " WHERE id_invoice NOT IN (SELECT id FROM invoices);"
    "UPDATE series SET next_number = next_number - 3 WHERE kind = 'Invoice';";

static void a_cut_tail_shows_in_a_head(void **state)
{
    struct original original = make_original(state);
    struct scratch *scratch = original.scratch;
    struct list heads;
    struct verification verification;

    assert_int_equal(OK, db_begin(scratch->db));
    heads = head_list(scratch, "monday.json", head_now(scratch));
    verification = look(&scratch->ctx, heads);
    EXPECT_INTEGER("the whole chain", 0, verification.finding_count);
    live_until(&scratch->ctx, instant_plus(scratch->ctx.now, DAYS(40)));
    verification = look(&scratch->ctx, heads);
    EXPECT_INTEGER("the chain has grown", 0, verification.finding_count);
    assert_int_equal(OK, db_commit(scratch->db));
    make_damaged(&original, cut);
    verification = look_at_damaged(&original, (struct list){0});
    print_findings(&verification);
    EXPECT_INTEGER("without a head nothing shows", 0, verification.finding_count);
    verification = look_at_damaged(&original, heads);
    EXPECT_INTEGER("with it", 1, verification.finding_count);
    EXPECT_TRUE("it is named", has_finding(&verification, "chain.cut", "monday.json", "ends at"));
}

/* Cut, and then lived on in another way until the chain is longer than before. */
static void a_rewritten_chain_shows_in_a_head(void **state)
{
    struct original original = make_original(state);
    struct scratch *scratch = original.scratch;
    struct database *database;
    struct ctx ctx = scratch->ctx;
    struct verification verification;
    const char *why = "";
    struct list heads;

    assert_int_equal(OK, db_begin(scratch->db));
    heads = head_list(scratch, "monday.json", head_now(scratch));
    db_rollback(scratch->db);
    make_damaged(&original, cut);
    database = database_open(original.copy, true, scratch->arena, &why);
    assert_non_null(database);
    ctx.db = db_open(database, false);
    assert_int_equal(OK, db_begin(ctx.db));
    live_until(&ctx, instant_plus(ctx.now, DAYS(60)));
    assert_int_equal(OK, db_commit(ctx.db));
    db_close(ctx.db);
    database_close(database);
    verification = look_at_damaged(&original, (struct list){0});
    EXPECT_INTEGER("without a head nothing shows", 0, verification.finding_count);
    verification = look_at_damaged(&original, heads);
    EXPECT_INTEGER("with it", 1, verification.finding_count);
    EXPECT_TRUE("it is named",
                has_finding(&verification, "chain.rewritten", "monday.json", "another hash"));
}

static const char *with_change(struct arena *arena, const char *json, const char *name,
                               size_t offset)
{
    char *changed = arena_copy(arena, json);
    char *at = strstr(changed, name);

    assert_non_null(at);
    at += strlen(name) + offset;
    *at = *at == '1' ? '2' : '1';
    return changed;
}

static void a_forged_head_is_refused(void **state)
{
    struct original original = make_original(state);
    struct scratch *scratch = original.scratch;
    struct arena *arena = scratch->arena;
    const char *json, *why = "";
    struct verification verification;

    assert_int_equal(OK, db_begin(scratch->db));
    json = head_now(scratch);
    {
        const struct {
            const char *when, *json, *what;
        } cases[] = {
            {"as it is",          json,                            NULL                                                      },
            {"another place",     with_change(arena,               json,                                                       "\"Seq\":", 0), "head.forged"},
            {"another hash",                 with_change(arena,                                   json,                                                                                             "\"Hash\":\"", 7), "head.forged"},
            {"another day",with_change(arena,json,"\"Date\":\"", 3), "head.forged"},
            {"another business",      with_change(arena,                                     json,                                                                                   "\"IdBusiness\":", 0), "head.forged"},
            {"another signature",               with_change(arena,                                                       json,                                                                                                                                                                                    "\"Signature\":\"", 5), "head.forged"},
            {"another key",                   with_change(arena,                                 json,                                                                     "\"IdKey\":\"", 5), "head.key"},
            {"no JSON",  "Seq 12",                               "head.unreadable"},
            {"something missing", "{\"Date\":\"2026-01-31\"}", "head.unreadable"},
        };

        FOR_EACH_CASE(one, cases) {
            verification = look(&scratch->ctx, head_list(scratch, "kept.json", one->json));
            EXPECT_INTEGER(one->when, one->what ? 1 : 0, verification.finding_count);
            EXPECT_TRUE(one->when,
                        !one->what || has_finding(&verification, one->what, "kept.json", ""));
        }
    }
    /* Once its key has left the file nobody can tell; the chain is compared nevertheless. */
    must(&scratch->ctx, keyring_add(scratch->ctx.keyring, scratch->ctx.now, arena, &why));
    must(&scratch->ctx,
         keyring_read(scratch->ctx.keyring->path, arena, &scratch->ctx.keyring, &why));
    verification = look(&scratch->ctx, head_list(scratch, "kept.json", json));
    EXPECT_INTEGER("after a rotation", 0, verification.finding_count);
    must(&scratch->ctx, keyring_drop_old(scratch->ctx.keyring, arena, &why));
    must(&scratch->ctx,
         keyring_read(scratch->ctx.keyring->path, arena, &scratch->ctx.keyring, &why));
    verification = look(&scratch->ctx, head_list(scratch, "kept.json", json));
    EXPECT_TRUE("after its key was dropped", has_finding(&verification, "head.key", "kept", ""));
    db_rollback(scratch->db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(sound_books_have_no_findings),
        ON_BOTH_ENGINES(empty_books_have_no_findings),
        ON_SQLITE(damage_is_found_and_named),
        ON_SQLITE(words_that_are_on_no_list_are_found),
        ON_SQLITE(references_to_nothing_are_found),
        ON_SQLITE(a_wreck_is_listed_up_to_a_bound),
        ON_SQLITE(a_cut_tail_shows_in_a_head),
        ON_SQLITE(a_rewritten_chain_shows_in_a_head),
        ON_BOTH_ENGINES(a_forged_head_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
