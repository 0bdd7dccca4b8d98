#include "domain/imports/import.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/catalogue/catalogue.h"
#include "domain/subscriptions/subscription.h"
#include "platform/db/db.h"
#include "platform/log/log.h"
#include "platform/work/work.h"
#include "sql.h"
#include "unit/scratch.h"

#define TELCO "../shared/data/telco"

static const char small_catalogue[] =
    "{\"Features\":[{\"ReferenceFeature\":\"option\",\"Name\":\"O\",\"TypeFeature\":\"OnOff\"},"
    "{\"ReferenceFeature\":\"seats\",\"Name\":\"S\",\"TypeFeature\":\"Limitation\"},"
    "{\"ReferenceFeature\":\"calls\",\"Name\":\"C\",\"TypeFeature\":\"Consumption\"}],"
    "\"Offers\":[{\"ReferenceOffer\":\"gold\",\"Name\":\"Gold\",\"AmountRecurrence\":1000,"
    "\"DurationRecurrence\":1,\"UnitRecurrence\":\"Month\",\"CountMinRecurrences\":3,\"Features\":["
    "{\"ReferenceFeature\":\"option\",\"IsIncluded\":false,\"IsEnabled\":false},"
    "{\"ReferenceFeature\":\"seats\",\"QuantityIncluded\":1,\"QuantityCurrent\":1},"
    "{\"ReferenceFeature\":\"calls\",\"QuantityIncluded\":10}]},"
    "{\"ReferenceOffer\":\"plain\",\"Name\":\"Plain\",\"AmountRecurrence\":500,"
    "\"DurationRecurrence\":1,\"UnitRecurrence\":\"Month\"}]}";

/* The business that every test imports into. */
struct shop {
    struct scratch *scratch;
    struct work *work;
    int64_t id_business;
};

struct opening {
    const char *catalogue;
    size_t size;
    int64_t id_business;
};

static enum err open_shop(struct ctx *ctx, void *data)
{
    struct opening *opening = data;
    struct business business;
    struct catalogue_counts counts;

    TRY(business_create(ctx, &(struct new_business){.name = "Shop", .rate_tax = NONE}, &business));
    opening->id_business = business.id;
    return catalogue_load(ctx, opening->catalogue, opening->size, &counts);
}

static void print_failures(const struct ctx *ctx)
{
    for (const struct failure *one = ctx->failures; one; one = one->next)
        print_error("%s: %s\n", one->code, one->message);
}

static void begin_work(struct shop *shop)
{
    shop->work = work_start(shop->scratch->database);
    assert_non_null(shop->work);
    shop->scratch->ctx.id_business = shop->id_business;
    shop->scratch->ctx.actor.kind = ACTOR_CONSOLE;
}

static struct shop shop_with(void **state, const char *catalogue, size_t size)
{
    struct shop shop = {.scratch = scratch_of(state)};
    struct opening opening = {.catalogue = catalogue, .size = size};

    log_set_level(LOG_NOTHING);
    scratch_migrate(shop.scratch);
    begin_work(&shop);
    if (work_do(shop.work, &shop.scratch->ctx, open_shop, &opening) != OK) {
        print_failures(&shop.scratch->ctx);
        FAIL_BECAUSE("the shop does not open\n");
    }
    shop.id_business = shop.scratch->ctx.id_business = opening.id_business;
    return shop;
}

static struct shop small_shop(void **state)
{
    return shop_with(state, small_catalogue, strlen(small_catalogue));
}

static struct import *read_bytes(struct shop *shop, const char *path, const char *bytes,
                                 size_t size)
{
    struct scratch *scratch = shop->scratch;
    struct import_source *source = ARENA_NEW(scratch->arena, struct import_source);
    struct import *import = NULL;

    *source = (struct import_source){
        .path = arena_printf(scratch->arena, "%s/%s", scratch->folder, path),
        .bytes = arena_copy_bytes(scratch->arena, bytes, size),
        .size = size,
    };
    scratch->ctx.failures = NULL;
    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    if (import_read(&scratch->ctx, source, &import) != OK) {
        print_failures(&scratch->ctx);
        FAIL_BECAUSE("%.200s: cannot be looked at\n", bytes);
    }
    db_rollback(scratch->db);
    return import;
}

static struct import *read_text(struct shop *shop, const char *text)
{
    return read_bytes(shop, "file.csv", text, strlen(text));
}

static const struct import_error *error_at(const struct import *import, size_t index)
{
    assert_true(index < import->errors.count);
    return LIST_AT(import->errors, struct import_error, index);
}

static void expect_errors(struct shop *shop, const char *when, const struct import *import,
                          size_t count)
{
    if (import->errors.count == count)
        return;
    for (size_t i = 0; i < import->errors.count; i++)
        print_error("%s\n", import_error_text(shop->scratch->arena, error_at(import, i)));
    FAIL_BECAUSE("when: %s\n%zu errors instead of %zu\n", when, import->errors.count, count);
}

static enum err run_with(struct shop *shop, struct import *import, bool keep_going,
                         struct import_outcome *outcome)
{
    struct import_options options = {.keep_going = keep_going};

    shop->scratch->ctx.failures = NULL;
    return import_run(shop->work, &shop->scratch->ctx, import, &options, outcome);
}

static struct import_outcome run_text(struct shop *shop, const char *text)
{
    struct import *import = read_text(shop, text);
    struct import_outcome outcome;

    expect_errors(shop, text, import, 0);
    if (run_with(shop, import, false, &outcome) != OK) {
        print_failures(&shop->scratch->ctx);
        FAIL_BECAUSE("%s\n", text);
    }
    return outcome;
}

/* All that there is. */
struct counts {
    int64_t customers, addresses, subscriptions, features, periods, lines, events, imports,
        versions;
};

static const struct field counts_fields[] = {
    FIELD(counts, customers),     FIELD(counts, addresses),
    FIELD(counts, subscriptions), FIELD(counts, features),
    FIELD(counts, periods),       FIELD(counts, lines),
    FIELD(counts, events),        FIELD(counts, imports),
    FIELD(counts, versions),      FIELDS_END,
};

static struct counts count_all(struct shop *shop)
{
    struct counts counts;

    EXPECT_INTEGER("begun", OK, db_begin(shop->scratch->db));
    EXPECT_INTEGER(
        "counted", OK,
        db_get(&shop->scratch->ctx, &sql_imported_counts, NO_ARGS, counts_fields, &counts));
    db_rollback(shop->scratch->db);
    return counts;
}

static void expect_counts_equal(const struct counts *before, const struct counts *after)
{
    for (const struct field *field = counts_fields; field->kind != FIELD_END; field++)
        EXPECT_INTEGER(field->name, *(const int64_t *)field_in(field, before),
                       *(const int64_t *)field_in(field, after));
}

static struct list subscriptions_of(struct shop *shop)
{
    struct list list;

    EXPECT_INTEGER("begun", OK, db_begin(shop->scratch->db));
    EXPECT_INTEGER("listed", OK,
                   db_list(&shop->scratch->ctx, &sql_imported_subscriptions, NO_ARGS,
                           subscription_fields, sizeof(struct subscription), &list));
    db_rollback(shop->scratch->db);
    return list;
}

static struct customer customer_of(struct shop *shop, const char *reference,
                                   struct address *billing)
{
    struct customer customer;

    EXPECT_INTEGER("begun", OK, db_begin(shop->scratch->db));
    EXPECT_INTEGER(reference, OK, customer_find(&shop->scratch->ctx, reference, NULL, &customer));
    if (customer.id_address_billing != NONE)
        EXPECT_INTEGER("address", OK,
                       address_get(&shop->scratch->ctx, customer.id_address_billing, billing));
    db_rollback(shop->scratch->db);
    return customer;
}

/* What is wrong with a file
 * ------------------------------------------------------------------------------------------------
 */

#define LONG_51 "123456789012345678901234567890123456789012345678901"

static void each_bad_row_is_told(void **state)
{
    static const struct {
        const char *when, *text;
        int64_t line;
        const char *column, *value, *reason;
    } cases[] = {
        {"unknown offer",                     "ReferenceCustomer,ReferenceOffer\na,silver\n",                          2, "ReferenceOffer",
         "silver",                                                                                                                                                          "no offer \"silver\""         },
        {"unknown buyer",                     "ReferenceCustomer,ReferenceOffer,ReferenceCustomerBuyer\na,gold,bob\n",
         2,                                                                                                               "ReferenceCustomerBuyer", "bob",                  "no such customer"            },
        {"a day that does not exist",
         "ReferenceCustomer,ReferenceOffer,DateStart\na,gold,2026-02-30\n",                                            2, "DateStart",
         "2026-02-30",                                                                                                                                                      "not a date that exists"      },
        {"a comma in an amount",
         "ReferenceCustomer;ReferenceOffer;AmountRecurrence\na;gold;12,50\n",                                          2, "AmountRecurrence",
         "12,50",                                                                                                                                                           "not a whole number"          },
        {"an exponent",                       "ReferenceCustomer,ReferenceOffer,AmountUpFront\na,gold,1e9\n",          2,
         "AmountUpFront",                                                                                                                           "1e9",                  "not a whole number"          },
        {"a negative amount",                 "ReferenceCustomer,ReferenceOffer,AmountTrial\na,gold,-1\n",             2,
         "AmountTrial",                                                                                                                             "-1",                   "not between 0"               },
        {"an amount beyond all bounds",
         "ReferenceCustomer,ReferenceOffer,AmountRecurrence\na,gold,99999999999999999999\n",                           2,
         "AmountRecurrence",                                                                                                                        "99999999999999999999", "not a whole number"          },
        {"a reference of 51 characters",      "ReferenceCustomer\n" LONG_51 "\n",                                      2, "ReferenceCustomer",
         LONG_51,                                                                                                                                                           "longer than 50"              },
        {"a reference with <",                "ReferenceCustomer\na<b\n",                                              2, "ReferenceCustomer",      "a<b",
         "has one of"                                                                                                                                                                                     },
        {"a buyer with <",
         "ReferenceCustomer,ReferenceOffer,ReferenceCustomerBuyer\n"
         "a<b,gold,\nc,gold,a<b\n",                                                                                    2, "ReferenceCustomer",      "a<b",                  "has one of"                  },
        {"no reference",                      "ReferenceCustomer,Name\n,Ann\n",                                        2, "ReferenceCustomer",      NULL,
         "is missing"                                                                                                                                                                                     },
        {"no country",                        "ReferenceCustomer,Country\na,XX\n",                                     2, "Country",                "XX",
         "not a country code"                                                                                                                                                                             },
        {"a region of another country",       "ReferenceCustomer,Country,Region\na,FR,DE-BE\n",                        2,
         "Region",                                                                                                                                  "DE-BE",                "not a region"                },
        {"no e-mail",                         "ReferenceCustomer,Email\na,ann\n",                                      2, "Email",                  "ann",                  "not an e-mail"               },
        {"no language",                       "ReferenceCustomer,Language\na,french\n",                                2, "Language",               "french",
         "not a language"                                                                                                                                                                                 },
        {"a card",                            "ReferenceCustomer,TypePayment\na,Card\n",                               2, "TypePayment",            "Card",
         "comes with a payment method"                                                                                                                                                                    },
        {"a debit",                           "ReferenceCustomer,TypePayment\na,DirectDebit\n",                        2, "TypePayment",
         "DirectDebit",                                                                                                                                                     "comes with a payment method" },
        {"an unknown way to pay",             "ReferenceCustomer,TypePayment\na,Gold\n",                               2, "TypePayment",
         "Gold",                                                                                                                                                            "one of"                      },
        {"an unknown unit",                   "ReferenceCustomer,ReferenceOffer,UnitRecurrence\na,gold,Moon\n",        2,
         "UnitRecurrence",                                                                                                                          "Moon",                 "one of"                      },
        {"half a trial",                      "ReferenceCustomer,ReferenceOffer,DurationTrial\na,gold,3\n",            2,
         "UnitTrial",                                                                                                                               NULL,                   "go together"                 },
        {"no truth",                          "ReferenceCustomer,ReferenceOffer,Migration\na,gold,maybe\n",            2, "Migration",
         "maybe",                                                                                                                                                           "true or false"               },
        {"a switch with a number",            "ReferenceCustomer,ReferenceOffer,Feature:option\na,gold,7\n",           2,
         "Feature:option",                                                                                                                          "7",                    "true or false"               },
        {"a stock that is none",              "ReferenceCustomer,ReferenceOffer,feature:seats\na,gold,-2\n",           2,
         "Feature:seats",                                                                                                                           "-2",                   "negative"                    },
        {"a consumption",                     "ReferenceCustomer,ReferenceOffer,Feature:calls\na,gold,5\n",            2,
         "Feature:calls",                                                                                                                           "5",                    "reported as usage"           },
        {"a feature without an offer",        "ReferenceCustomer,Feature:option\na,true\n",                            2,
         "Feature:option",                                                                                                                          "true",                 "no ReferenceOffer"           },
        {"an amount without an offer",
         "ReferenceCustomer,AmountRecurrence,ReferenceOffer\na,100,\n",                                                2, "AmountRecurrence",
         "100",                                                                                                                                                             "no ReferenceOffer"           },
        {"the same key twice",
         "ReferenceCustomer,ReferenceOffer,ExternalKey\na,gold,k\n\nb,gold,k\n",                                       4, "ExternalKey",
         "k",                                                                                                                                                               "line 2 has the same"         },
        {"two names for one customer",        "ReferenceCustomer,Name\na,Ann\nb,Bob\na,Anna\n",                        4, "Name",
         "Anna",                                                                                                                                                            "line 2 says \"Ann\""         },
        {"too few cells",                     "ReferenceCustomer,Name,Email\na,Ann\n",                                 2, NULL,                     NULL,
         "has 2 cells, but the header has 3"                                                                                                                                                              },
        {"too many cells",                    "ReferenceCustomer,Name\na,Ann,x\n",                                     2, NULL,                     NULL,
         "has 3 cells, but the header has 2"                                                                                                                                                              },
        {"a quotation mark inside",           "ReferenceCustomer,Name\na,5\" pipe\nb,Bob\n",                           2, NULL,                     NULL,
         "quotation mark stands inside"                                                                                                                                                                   },
        {"something behind a quotation mark", "ReferenceCustomer,Name\nb,Bob\na,\"Ann\"x\n",                           3,
         NULL,                                                                                                                                      NULL,                   "quotation mark stands inside"},
        {"the line counts what is in quotes",
         "ReferenceCustomer,Name,Email\na,\"A\nn\r\nn\",a@example.test\nb,Bob,bob\n",                                  5, "Email",
         "bob",                                                                                                                                                             "not an e-mail"               },
        {"CRLF and lines that are empty",
         "\r\nReferenceCustomer,Email\r\n\r\na,a@example.test\r\n,\r\nb,bob\r\n\r\n,\r\n",                             6,
         "Email",                                                                                                                                   "bob",                  "not an e-mail"               },
        {"CR alone",                          "ReferenceCustomer,Email\ra,a@example.test\rb,bob",                      3, "Email",                  "bob",
         "not an e-mail"                                                                                                                                                                                  },
    };
    struct shop shop = small_shop(state);

    FOR_EACH_CASE(one, cases) {
        struct import *import = read_text(&shop, one->text);
        bool is_cascade = strcmp(one->when, "a buyer with <") == 0;

        expect_errors(&shop, one->when, import, is_cascade ? 2 : 1);
        EXPECT_INTEGER(one->when, one->line, error_at(import, 0)->line);
        EXPECT_TEXT(one->when, one->column, error_at(import, 0)->column);
        EXPECT_TEXT(one->when, one->value, error_at(import, 0)->value);
        EXPECT_TRUE(one->when, strstr(error_at(import, 0)->reason, one->reason) != NULL);
        EXPECT_TRUE(one->when, import->is_readable);
        EXPECT_INTEGER(one->when, is_cascade ? 2 : 1, import->rows_bad);
    }
    work_stop(shop.work);
}

static void each_bad_file_is_told(void **state)
{
    static const struct {
        const char *when, *text;
        int64_t line;
        const char *column, *reason;
    } cases[] = {
        {"empty",                          "",                                                       0, NULL,                "The file is empty"},
        {"nothing but lines",              "\n\n\r\n  \n",                                           0, NULL,                "The file is empty"},
        {"a spreadsheet",                  "PK\003\004....",                                         0, NULL,                "spreadsheet"      },
        {"UTF-16",                         "\xff\xfeR",                                              0, NULL,                "UTF-16"           },
        {"no header",                      "\nann,Ann\nbob,Bob\n",                                   2, NULL,                "no header"        },
        {"no reference",                   "Name\nAnn\n",                                            1, "ReferenceCustomer", "is missing"       },
        {"an unknown column",              "ReferenceCustomer,Nome\na,b\n",                          1, "Nome",              "not a column"     },
        {"a column twice",                 "ReferenceCustomer,NAME,name\na,b,c\n",                   1, "name",              "twice"            },
        {"a feature twice",                "ReferenceCustomer,Feature:option,feature:option\na,,\n", 1,
         "feature:option",                                                                                                   "twice"            },
        {"a column without a name",        "ReferenceCustomer,,Name\na,b,c\n",                       1, NULL,                "column 2"         },
        {"an unknown feature",             "ReferenceCustomer,Feature:gone\na,\n",                   1, "Feature:gone",
         "no such feature"                                                                                                                      },
        {"a quotation mark in the header", "ReferenceCustomer,Na\"me\na,b\n",                        1, NULL,
         "header cannot be read"                                                                                                                },
    };
    struct shop shop = small_shop(state);

    FOR_EACH_CASE(one, cases) {
        struct import *import = read_text(&shop, one->text);
        struct import_outcome outcome;

        EXPECT_TRUE(one->when, import->errors.count >= 1);
        EXPECT_INTEGER(one->when, one->line, error_at(import, 0)->line);
        EXPECT_TEXT(one->when, one->column, error_at(import, 0)->column);
        EXPECT_TRUE(one->when, strstr(error_at(import, 0)->reason, one->reason) != NULL);
        EXPECT_TRUE(one->when, !import->is_readable);
        EXPECT_INTEGER(one->when, ERR_INVALID, run_with(&shop, import, true, &outcome));
        if (one->line)
            EXPECT_TRUE("what is accepted is told",
                        strstr(error_at(import, import->errors.count - 1)->reason,
                               "ReferenceOffer, ReferenceCustomer, ") != NULL);
    }
    work_stop(shop.work);
}

static void a_quotation_mark_that_never_closes_is_found(void **state)
{
    static const struct {
        const char *when, *text;
        int64_t line;
        size_t errors;
    } cases[] = {
        {"in the last cell",          "ReferenceCustomer,Name\na,Ann\nb,\"Bob\nc,Cid\n", 3, 1},
        {"behind one that closes",    "ReferenceCustomer,Name\n\"a\nx\",\"Ann\nc,Cid\n", 3, 1},
        {"in the first cell",         "ReferenceCustomer,Name\n\"a,Ann\nc,Cid\n",        2, 1},
        {"in the header",             "ReferenceCustomer,\"Name\na,Ann\n",               1, 1},
        {"behind a bad row",          "ReferenceCustomer,Email\na,ann\nb,\"bob\n",       3, 2},
        {"with marks doubled inside", "ReferenceCustomer,Name\na,\"A\"\"n\nn\n",         2, 1},
    };
    struct shop shop = small_shop(state);
    struct import_outcome outcome;

    FOR_EACH_CASE(one, cases) {
        struct import *import = read_text(&shop, one->text);

        expect_errors(&shop, one->when, import, one->errors);
        EXPECT_INTEGER(one->when, one->line, error_at(import, one->errors - 1)->line);
        EXPECT_TRUE(one->when,
                    strstr(error_at(import, one->errors - 1)->reason, "never closes") != NULL);
        EXPECT_INTEGER(one->when, ERR_INVALID, run_with(&shop, import, true, &outcome));
    }
    work_stop(shop.work);
}

static void everything_is_told_at_once(void **state)
{
    static const char text[] = "ReferenceCustomer,Email,Country,ReferenceOffer,AmountTrial\n"
                               "a,ann,XX,silver,-1\n"
                               "b,b@example.test,FR,gold,\n"
                               "c,c,FR,gold,1e3\n";
    struct shop shop = small_shop(state);
    struct import *import = read_text(&shop, text);
    struct import_outcome outcome;

    expect_errors(&shop, "all of them", import, 6);
    EXPECT_INTEGER("two rows", 2, import->rows_bad);
    EXPECT_INTEGER("of three", 3, import->rows);
    EXPECT_INTEGER("not without being told to", ERR_INVALID,
                   run_with(&shop, import, false, &outcome));
    EXPECT_INTEGER("nothing was written", 0, count_all(&shop).customers);
    EXPECT_INTEGER("not even that it was tried", 0, count_all(&shop).imports);
    work_stop(shop.work);
}

static void bytes_that_are_no_text_are_told(void **state)
{
    static const char nul[] = "ReferenceCustomer,Name,Email\na,A\0nn,a@example.test\nb,Bob,\n";
    struct shop shop = small_shop(state);
    struct import *import = read_bytes(&shop, "nul.csv", nul, sizeof nul - 1);
    struct text huge = {.arena = shop.scratch->arena};

    expect_errors(&shop, "a NUL byte", import, 1);
    EXPECT_TEXT("its column", "Name", error_at(import, 0)->column);
    EXPECT_INTEGER("its line", 2, error_at(import, 0)->line);
    text_append(&huge, "ReferenceCustomer,Name\na,");
    while (huge.size < 10 * 1024 * 1024)
        text_append(&huge, "Ann and Bob ");
    text_append(&huge, "\nb,Bob\n");
    import = read_bytes(&shop, "huge.csv", huge.at, huge.size);
    expect_errors(&shop, "10 MB in a cell", import, 1);
    EXPECT_INTEGER("the line of 10 MB", 2, error_at(import, 0)->line);
    EXPECT_TRUE("told shortly", strlen(error_at(import, 0)->value) < 100);
    work_stop(shop.work);
}

static void a_buyer_is_found_anywhere(void **state)
{
    static const char text[] = "ReferenceCustomer,ReferenceOffer,ReferenceCustomerBuyer,Country\n"
                               "child,plain,parent,\n"
                               "orphan,plain,ghost,\n"
                               "late,plain,orphan,\n"
                               "parent,,,FR\n"
                               "heir,plain,broken,\n"
                               "broken,,,XX\n";
    struct shop shop = small_shop(state);
    struct import *import = read_text(&shop, text);
    struct import_outcome outcome;
    struct address billing;
    struct list subscriptions;

    expect_errors(&shop, "buyers", import, 4);
    EXPECT_INTEGER("nobody", 3, error_at(import, 0)->line);
    EXPECT_INTEGER("one whose row is bad for its own buyer", 4, error_at(import, 1)->line);
    EXPECT_INTEGER("one whose row is bad", 6, error_at(import, 2)->line);
    EXPECT_TRUE("it is told which", strstr(error_at(import, 2)->reason, "line 7") != NULL);
    EXPECT_INTEGER("run", OK, run_with(&shop, import, true, &outcome));
    EXPECT_INTEGER("child and parent", 2, outcome.customers_added);
    subscriptions = subscriptions_of(&shop);
    EXPECT_INTEGER("one", 1, (int64_t)subscriptions.count);
    EXPECT_INTEGER("paid by the parent", customer_of(&shop, "parent", &billing).id,
                   LIST_AT(subscriptions, struct subscription, 0)->id_customer_buyer);
    EXPECT_TEXT("whose row came later", "FR", billing.country);
    work_stop(shop.work);
}

static void what_rows_say_together_makes_sense(void **state)
{
    struct shop shop = small_shop(state);
    struct import *import;
    struct import_outcome outcome;

    run_text(&shop, "ReferenceCustomer,Country\nknown,FR\nmover,FR\n");
    import = read_text(&shop, "ReferenceCustomer,Country,Region\n"
                              "ann,,DE-BE\n"
                              "bob,FR,FR-75\n"
                              "ann,FR,\n"
                              "known,,DE-BE\n"
                              "mover,,DE-BE\n"
                              "mover,DE,\n");
    expect_errors(&shop, "two rows that disagree, and one with the database", import, 3);
    EXPECT_INTEGER("one", 2, error_at(import, 0)->line);
    EXPECT_INTEGER("the other", 4, error_at(import, 1)->line);
    EXPECT_INTEGER("the database's", 5, error_at(import, 2)->line);
    EXPECT_INTEGER("the rest is good", OK, run_with(&shop, import, true, &outcome));
    EXPECT_INTEGER("bob", 1, outcome.customers_added);
    EXPECT_INTEGER("the mover, by both of his rows at once", 1, outcome.customers_updated);
    work_stop(shop.work);
}

/* How a file may be written
 * ------------------------------------------------------------------------------------------------
 */

static void files_are_written_in_many_ways(void **state)
{
    static const struct {
        const char *when, *text, *name;
        bool has_note;
    } cases[] = {
        {"UTF-8",                 "ReferenceCustomer,Name\na,Zo\xc3\xab \xe2\x82\xac\n",         "Zo\xc3\xab \xe2\x82\xac",
         false                                                                                                                   },
        {"with a mark",           "\xef\xbb\xbfReferenceCustomer,Name\na,Zo\xc3\xab\n",          "Zo\xc3\xab",              false},
        {"Latin-1",               "ReferenceCustomer,Name\na,Zo\xeb\n",                          "Zo\xc3\xab",              true },
        {"Windows-1252",          "ReferenceCustomer,Name\na,\x80 \x93x\x94\n",
         "\xe2\x82\xac \xe2\x80\x9cx\xe2\x80\x9d",                                                                          true },
        {"semicolons",            "Name;ReferenceCustomer\n\"Zoe, the first\";a\n",              "Zoe, the first",          false},
        {"a semicolon in a cell", "Name,ReferenceCustomer\nZoe; first,a\n",                      "Zoe; first",              false},
        {"other letters",         "REFERENCECUSTOMER , name\na , Zoe \n",                        "Zoe",                     false},
        {"no last line's end",    "ReferenceCustomer,Name\na,Zoe",                               "Zoe",                     false},
        {"CRLF",                  "ReferenceCustomer,Name\r\na,Zoe\r\n",                         "Zoe",                     false},
        {"quotes",                "\"ReferenceCustomer\",\"Name\"\n\"a\",\" Zoe \"\"Z\"\" \"\n", " Zoe \"Z\" ",
         false                                                                                                                   },
        {"lines in quotes",       "ReferenceCustomer,Name\na,\"Zoe\nthe first\"\n",              "Zoe\nthe first",
         false                                                                                                                   },
        {"a column of errors",    "ReferenceCustomer,Name,Error\na,Zoe,Email: is wrong.\n",      "Zoe",
         false                                                                                                                   },
    };
    struct shop shop = small_shop(state);

    FOR_EACH_CASE(one, cases) {
        struct import *import = read_text(&shop, one->text);
        struct import_outcome outcome;
        struct address billing;

        expect_errors(&shop, one->when, import, 0);
        EXPECT_TRUE(one->when, (import->note != NULL) == one->has_note);
        EXPECT_INTEGER(one->when, OK, run_with(&shop, import, false, &outcome));
        EXPECT_TEXT(one->when, one->name, customer_of(&shop, "a", &billing).name);
    }
    work_stop(shop.work);
}

/* What a file does
 * ------------------------------------------------------------------------------------------------
 */

static const char full[] =
    "ReferenceOffer,ReferenceCustomer,DateStart,Name,Language,Company,ZipCode,Country,Email,"
    "TitleLocalized,AmountRecurrence,DurationRecurrence,UnitRecurrence,TypePayment,Migration,"
    "Feature:option,Feature:seats\n"
    "gold,ann,2025-11-15T09:00:00Z,Ann,en,Ann Ltd,75011,FR,ann@example.test,Mine,750,3,Month,"
    "ExternalCheck,true,true,4\n"
    "gold,ann,2025-11-15T09:00:00Z,,,,,,,,,,,,true,,\n"
    "plain,bob,2027-01-01,Bob,,,,,,,,,,,,,\n"
    ",cid,,Cid,,,,,,,,,,,,,\n";

struct feature_row {
    const char *reference_feature;
    int64_t is_enabled;
    struct quantity quantity_current;
};

static const struct field feature_row_fields[] = {
    FIELD(feature_row, reference_feature),
    FIELD_FLAG_OF(feature_row, is_enabled),
    FIELD(feature_row, quantity_current),
    FIELDS_END,
};

static void expect_features(struct shop *shop)
{
    struct list features;

    EXPECT_INTEGER("begun", OK, db_begin(shop->scratch->db));
    EXPECT_INTEGER("listed", OK,
                   db_list(&shop->scratch->ctx, &sql_imported_features, NO_ARGS, feature_row_fields,
                           sizeof(struct feature_row), &features));
    db_rollback(shop->scratch->db);
    EXPECT_INTEGER("three each", 6, (int64_t)features.count);
    EXPECT_INTEGER("switched on", 1, LIST_AT(features, struct feature_row, 1)->is_enabled);
    EXPECT_INTEGER("four seats", 4000000,
                   LIST_AT(features, struct feature_row, 2)->quantity_current.micros);
    EXPECT_INTEGER("off as offered", 0, LIST_AT(features, struct feature_row, 4)->is_enabled);
}

static void a_row_has_its_effects(void **state)
{
    struct shop shop = small_shop(state);
    struct import_outcome outcome = run_text(&shop, full);
    struct customer ann;
    struct address billing = {0};
    struct list subscriptions = subscriptions_of(&shop);
    const struct subscription *first, *later;

    EXPECT_INTEGER("customers", 3, outcome.customers_added);
    EXPECT_INTEGER("subscriptions", 3, outcome.subscriptions_added);
    ann = customer_of(&shop, "ann", &billing);
    EXPECT_TEXT("name", "Ann", ann.name);
    EXPECT_TEXT("language", "en", ann.language);
    EXPECT_TEXT("e-mail", "ann@example.test", ann.email);
    EXPECT_TEXT("company", "Ann Ltd", billing.company);
    EXPECT_INTEGER("a way to pay", PAYMENT_EXTERNAL_CHECK, ann.type_payment);
    EXPECT_INTEGER("one version", 1, ann.trace.version);
    EXPECT_TEXT("the segment's language", "fr", customer_of(&shop, "bob", &billing).language);
    EXPECT_INTEGER("three", 3, (int64_t)subscriptions.count);
    first = LIST_AT(subscriptions, struct subscription, 0);
    EXPECT_INTEGER("running", STATE_ACTIVE_RUNNING, first->state_subscription);
    EXPECT_TRUE("migrated", first->is_migration);
    EXPECT_INTEGER("its own amount", 750, first->amount_recurrence);
    EXPECT_INTEGER("its own rhythm", 3, first->duration_recurrence);
    EXPECT_INTEGER("the offer's commitment", 3, first->count_min_recurrences);
    EXPECT_TEXT("its title", "Mine", first->title);
    EXPECT_INTEGER("the offer's amount", 1000,
                   LIST_AT(subscriptions, struct subscription, 1)->amount_recurrence);
    later = LIST_AT(subscriptions, struct subscription, 2);
    EXPECT_INTEGER("not yet", STATE_DRAFT_DELAYED_START, later->state_subscription);
    EXPECT_INTEGER("nothing is charged", 0, count_all(&shop).lines);
    expect_features(&shop);
    work_stop(shop.work);
}

static void the_same_file_twice_changes_nothing(void **state)
{
    struct shop shop = small_shop(state);
    struct counts before, after;
    struct import_outcome outcome;

    run_text(&shop, full);
    before = count_all(&shop);
    shop.scratch->ctx.now = instant_plus(shop.scratch->ctx.now, DAYS(3));
    outcome = run_text(&shop, full);
    after = count_all(&shop);
    expect_counts_equal(&before, &after);
    EXPECT_INTEGER("nobody was added", 0, outcome.customers_added);
    EXPECT_INTEGER("nobody was changed", 0, outcome.customers_updated);
    EXPECT_INTEGER("nothing was sold", 0, outcome.subscriptions_added);
    EXPECT_INTEGER("it was looked at again", 0, outcome.rows_resumed);
    EXPECT_INTEGER("it is known before", 0, read_text(&shop, full)->subscriptions_new);
    EXPECT_INTEGER("as are its customers", 0, read_text(&shop, full)->customers_new);
    work_stop(shop.work);
}

static void only_what_differs_is_updated(void **state)
{
    struct shop shop = small_shop(state);
    struct counts before, after;
    struct address billing = {0};
    struct customer ann;

    run_text(&shop, full);
    before = count_all(&shop);
    run_text(&shop, "ReferenceCustomer,Email\nann,new@example.test\nbob,\ncid,\n");
    ann = customer_of(&shop, "ann", &billing);
    EXPECT_TEXT("changed", "new@example.test", ann.email);
    EXPECT_TEXT("left", "Ann", ann.name);
    EXPECT_INTEGER("once", 2, ann.trace.version);
    run_text(&shop, "ReferenceCustomer,City,TypePayment\nann,Lyon,ExternalBank\n");
    ann = customer_of(&shop, "ann", &billing);
    EXPECT_TEXT("a new version of the address", "Lyon", billing.city);
    EXPECT_TEXT("with the rest of the old one", "75011", billing.zip_code);
    EXPECT_INTEGER("another way to pay", PAYMENT_EXTERNAL_BANK, ann.type_payment);
    after = count_all(&shop);
    EXPECT_INTEGER("two events", before.events + 2, after.events);
    EXPECT_INTEGER("one address", before.addresses + 1, after.addresses);
    EXPECT_INTEGER("no subscription", before.subscriptions, after.subscriptions);
    work_stop(shop.work);
}

static void a_subscription_is_known_again(void **state)
{
    static const char alike[] = "ReferenceCustomer,ReferenceOffer,AmountRecurrence\n"
                                "a,plain,100\na,plain,200\n";
    static const char keyed[] = "ReferenceCustomer,ReferenceOffer,ExternalKey,AmountRecurrence\n"
                                "a,plain,old-1,300\n";
    struct shop shop = small_shop(state);
    struct list subscriptions;

    EXPECT_INTEGER("alike, but two", 2, run_text(&shop, alike).subscriptions_added);
    EXPECT_INTEGER("one more", 1, run_text(&shop, keyed).subscriptions_added);
    EXPECT_INTEGER("known by its key", 0,
                   run_text(&shop, "ReferenceCustomer,ReferenceOffer,ExternalKey\na,gold,old-1\n")
                       .subscriptions_added);
    EXPECT_INTEGER("the second of them again", 0, run_text(&shop, alike).subscriptions_added);
    subscriptions = subscriptions_of(&shop);
    EXPECT_TEXT("made up", "a|plain||1",
                LIST_AT(subscriptions, struct subscription, 1)->external_key);
    EXPECT_TEXT("given", "old-1", LIST_AT(subscriptions, struct subscription, 2)->external_key);
    work_stop(shop.work);
}

/* Bad rows that are mended
 * ------------------------------------------------------------------------------------------------
 */

static char *slurp(struct arena *arena, const char *path, size_t *size)
{
    int file = open(path, O_RDONLY);
    struct stat status;
    char *bytes;

    *size = 0;
    if (file < 0 || fstat(file, &status) != 0)
        return NULL;
    bytes = arena_alloc(arena, (size_t)status.st_size + 1);
    assert_true(read(file, bytes, (size_t)status.st_size) == status.st_size);
    close(file);
    *size = (size_t)status.st_size;
    return bytes;
}

/* Replaces every `from` by `to`. */
static const char *mended(struct arena *arena, const char *text, const char *from, const char *to)
{
    struct text out = {.arena = arena};

    for (const char *at = text; *at;) {
        bool is_here = strncmp(at, from, strlen(from)) == 0;

        if (is_here)
            text_append(&out, to);
        else
            text_append_char(&out, *at);
        at += is_here ? strlen(from) : 1;
    }
    return text_done(&out);
}

static void bad_rows_can_be_mended(void **state)
{
    static const char text[] = "ReferenceCustomer;ReferenceOffer;Name;Email;AmountRecurrence\n"
                               "a;plain;\"Ann; \"\"A\"\"\";a@example.test;100\n"
                               "a;plain;;;1e3\n"
                               "b;plain;\"Bob; \"\"B\"\"\nTwo\";bob;2\n"
                               "c;plain;Ci\"d;c@example.test;3\n"
                               "d;plain;Dan;d@example.test;4;5\n"
                               "e;plain;Eve\n";
    struct shop shop = small_shop(state);
    struct import *import = read_text(&shop, text);
    struct import_outcome outcome;
    struct address billing;
    const char *bad;
    size_t size;

    EXPECT_INTEGER("run", OK, run_with(&shop, import, true, &outcome));
    EXPECT_INTEGER("five are bad", 5, outcome.rows_bad);
    EXPECT_INTEGER("one is written", 1, outcome.subscriptions_added);
    bad = slurp(shop.scratch->arena, outcome.bad_file, &size);
    assert_non_null(bad);
    import = read_text(&shop, bad);
    EXPECT_INTEGER("as bad as before", 5, import->rows_bad);
    EXPECT_INTEGER("and no more than these", 5, import->rows);
    bad = mended(shop.scratch->arena, bad, "1e3", "1000");
    bad = mended(shop.scratch->arena, bad, ";bob;", ";bob@example.test;");
    bad = mended(shop.scratch->arena, bad, "Ci\"d", "Cid");
    bad = mended(shop.scratch->arena, bad, "d@example.test;4;5;", "d@example.test;4;");
    bad = mended(shop.scratch->arena, bad, "Eve;", "Eve;;;");
    EXPECT_INTEGER("all are new", 5, run_text(&shop, bad).subscriptions_added);
    EXPECT_TEXT("what was quoted came back", "Bob; \"B\"\nTwo",
                customer_of(&shop, "b", &billing).name);
    EXPECT_INTEGER("all of them", 6, count_all(&shop).subscriptions);
    work_stop(shop.work);
}

/* An import that is interrupted
 * ------------------------------------------------------------------------------------------------
 */

static const char *many_rows(struct arena *arena, int count)
{
    struct text text = {.arena = arena};

    text_append(&text, "ReferenceCustomer,Name,ReferenceOffer,Country,TypePayment,Feature:seats\n");
    for (int i = 0; i < count; i++)
        text_appendf(&text, "customer-%d,Customer %d,gold,FR,ExternalBank,2\n", i, i);
    return text_done(&text);
}

static void die(void *data, int64_t rows_done, int64_t rows_total)
{
    (void)data;
    if (rows_done * 2 >= rows_total)
        kill(getpid(), SIGKILL);
}

/* In a process of its own, which dies in the middle. */
static void run_and_die(struct shop *shop, const char *text)
{
    struct import_options options = {.progress = die};
    struct import_outcome outcome;
    struct import *import;

    scratch_reopen(shop->scratch);
    begin_work(shop);
    import = read_text(shop, text);
    (void)!import_run(shop->work, &shop->scratch->ctx, import, &options, &outcome);
    _exit(1);
}

static void close_shop(struct shop *shop)
{
    work_stop(shop->work);
    db_close(shop->scratch->db);
    database_close(shop->scratch->database);
    shop->scratch->db = NULL;
    shop->scratch->database = NULL;
}

static void an_import_that_was_killed_goes_on(void **state)
{
    enum { ROWS = 2300 };
    struct shop shop = small_shop(state);
    const char *text = many_rows(shop.scratch->arena, ROWS);
    struct counts half, all;
    struct import_outcome outcome;
    int status = 0;
    pid_t child;

    close_shop(&shop);
    child = fork();
    if (child == 0)
        run_and_die(&shop, text);
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    EXPECT_TRUE("it was killed", WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    scratch_reopen(shop.scratch);
    begin_work(&shop);
    half = count_all(&shop);
    EXPECT_TRUE("about a half is there", half.customers >= ROWS / 2 && half.customers < ROWS);
    EXPECT_INTEGER("customers and subscriptions alike", half.customers, half.subscriptions);
    outcome = run_text(&shop, text);
    EXPECT_INTEGER("it went on", half.customers, outcome.rows_resumed);
    EXPECT_INTEGER("and counts them all", ROWS, outcome.customers_added);
    EXPECT_INTEGER("of both", ROWS, outcome.subscriptions_added);
    all = count_all(&shop);
    EXPECT_INTEGER("customers", ROWS, all.customers);
    EXPECT_INTEGER("subscriptions", ROWS, all.subscriptions);
    EXPECT_INTEGER("features", 3 * ROWS, all.features);
    EXPECT_INTEGER("one import", 1, all.imports);
    work_stop(shop.work);
}

static void a_row_that_fails_after_all_is_named(void **state)
{
    struct shop shop = small_shop(state);
    struct import *import = read_text(&shop, "ReferenceCustomer,Region\na,\nb,FR-75\n");
    struct import_outcome outcome;

    run_text(&shop, "ReferenceCustomer,Country\nb,DE\n");
    EXPECT_INTEGER("the data has changed", ERR_INVALID, run_with(&shop, import, false, &outcome));
    EXPECT_TRUE("the line is named",
                strstr(shop.scratch->ctx.failures->message, "line 3: ") != NULL);
    EXPECT_INTEGER("nothing of its batch", 1, count_all(&shop).customers);
    work_stop(shop.work);
}

/* Files to begin with, and a real one
 * ------------------------------------------------------------------------------------------------
 */

static void templates_are_written(void **state)
{
    struct shop shop = small_shop(state);
    struct scratch *scratch = shop.scratch;
    const char *csv = arena_printf(scratch->arena, "%s/template.csv", scratch->folder);
    const char *xlsx = arena_printf(scratch->arena, "%s/template.xlsx", scratch->folder);
    struct import *import;
    size_t size;

    EXPECT_INTEGER("csv", OK, import_template_csv(&scratch->ctx, csv));
    EXPECT_INTEGER("csv again", ERR_CONFLICT, import_template_csv(&scratch->ctx, csv));
    import = read_text(&shop, slurp(scratch->arena, csv, &size));
    expect_errors(&shop, "only the example's offer does not exist", import, 1);
    EXPECT_TEXT("the offer", "ReferenceOffer", error_at(import, 0)->column);
    EXPECT_INTEGER("xlsx", OK, import_template_xlsx(&scratch->ctx, xlsx));
    EXPECT_INTEGER("xlsx again", ERR_CONFLICT, import_template_xlsx(&scratch->ctx, xlsx));
    EXPECT_TRUE("a zip archive", memcmp(slurp(scratch->arena, xlsx, &size), "PK", 2) == 0);
    EXPECT_INTEGER("nowhere", ERR_FAILED,
                   import_template_csv(&scratch->ctx, "/nonexistent/template.csv"));
    EXPECT_INTEGER("nowhere", ERR_FAILED,
                   import_template_xlsx(&scratch->ctx, "/nonexistent/template.xlsx"));
    work_stop(shop.work);
}

static void a_real_file_is_imported(void **state)
{
    struct scratch *scratch = scratch_of(state);
    size_t catalogue_size, size;
    const char *catalogue = slurp(scratch->arena, TELCO "/catalogue.json", &catalogue_size);
    const char *bytes = slurp(scratch->arena, TELCO "/customers-and-subscriptions.csv", &size);
    struct import_outcome outcome;
    struct import *import;
    struct shop shop;
    struct counts counts, again;

    if (!catalogue || !bytes)
        skip();
    shop = shop_with(state, catalogue, catalogue_size);
    instant_parse("2026-11-21T12:00:00Z", &scratch->ctx.now);
    import = read_bytes(&shop, "telco.csv", bytes, size);
    expect_errors(&shop, "good as it is", import, 0);
    EXPECT_INTEGER("customers to come", 7043, import->customers_new);
    EXPECT_INTEGER("subscriptions to come", 5174, import->subscriptions_new);
    EXPECT_INTEGER("run", OK, run_with(&shop, import, false, &outcome));
    EXPECT_INTEGER("customers", 7043, outcome.customers_added);
    EXPECT_INTEGER("subscriptions", 5174, outcome.subscriptions_added);
    counts = count_all(&shop);
    EXPECT_INTEGER("customers that are there", 7043, counts.customers);
    EXPECT_INTEGER("subscriptions that are there", 5174, counts.subscriptions);
    EXPECT_INTEGER("nothing is charged", 0, counts.lines);
    EXPECT_INTEGER("run again", OK,
                   run_with(&shop, read_bytes(&shop, "telco.csv", bytes, size), false, &outcome));
    again = count_all(&shop);
    expect_counts_equal(&counts, &again);
    work_stop(shop.work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(each_bad_row_is_told),
        ON_BOTH_ENGINES(each_bad_file_is_told),
        ON_SQLITE(a_quotation_mark_that_never_closes_is_found),
        ON_SQLITE(everything_is_told_at_once),
        ON_BOTH_ENGINES(bytes_that_are_no_text_are_told),
        ON_BOTH_ENGINES(a_buyer_is_found_anywhere),
        ON_BOTH_ENGINES(what_rows_say_together_makes_sense),
        ON_BOTH_ENGINES(files_are_written_in_many_ways),
        ON_BOTH_ENGINES(a_row_has_its_effects),
        ON_BOTH_ENGINES(the_same_file_twice_changes_nothing),
        ON_BOTH_ENGINES(only_what_differs_is_updated),
        ON_BOTH_ENGINES(a_subscription_is_known_again),
        ON_BOTH_ENGINES(bad_rows_can_be_mended),
        ON_BOTH_ENGINES(an_import_that_was_killed_goes_on),
        ON_BOTH_ENGINES(a_row_that_fails_after_all_is_named),
        ON_SQLITE(templates_are_written),
        ON_BOTH_ENGINES(a_real_file_is_imported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
