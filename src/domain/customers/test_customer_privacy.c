#include "domain/customers/customer_privacy.h"

#include "domain/accounts/business.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"
#include "unit/scratch.h"

static struct customer customer_with_name(struct ctx *ctx, const char *name)
{
    struct customer_input input;
    struct customer customer;
    bool is_new;

    fields_clear(customer_input_fields, &input);
    input.reference_customer = input.name = name;
    input.email = "person@example.org";
    assert_int_equal(OK, customer_upsert(ctx, &input, &customer, &is_new));
    return customer;
}

static void set_address(struct ctx *ctx, struct customer *customer, bool is_billing,
                        const char *last_name, const char *city)
{
    struct address input, saved;

    fields_clear(address_fields, &input);
    input.last_name = last_name;
    input.city = city;
    input.country = "FR";
    assert_int_equal(OK, customer_set_address(ctx, customer, is_billing, &input, &saved));
}

static int64_t count(struct ctx *ctx, const struct sql *sql, const struct customer *customer)
{
    int64_t number = -1;

    assert_int_equal(
        OK, db_number(ctx, sql,
                      ARGS(ARG_AS(id, customer->id), ARG_AS(id_kept, customer->id_address_billing)),
                      &number));
    return number;
}

/* No version is forgotten: the one before the last was nobody's, until a version knew whose it is.
 */
static void every_version_of_an_address_is_erased(void **state)
{
    struct scratch *scratch = scratch_of(state);
    struct ctx *ctx = &scratch->ctx;
    struct customer ada, bob;
    struct business business;

    scratch_migrate(scratch);
    assert_int_equal(OK, db_begin(scratch->db));
    assert_int_equal(
        OK,
        business_create(ctx, &(struct new_business){.name = "Shop", .rate_tax = NONE}, &business));
    ada = customer_with_name(ctx, "ada");
    bob = customer_with_name(ctx, "bob");
    set_address(ctx, &ada, true, "Byron", "London");
    set_address(ctx, &ada, true, "Lovelace", "Paris");
    set_address(ctx, &ada, false, NULL, "Lyon");
    set_address(ctx, &bob, true, "Martin", "Nantes");

    EXPECT_INTEGER("anonymize", OK, customer_anonymize(ctx, &ada));
    EXPECT_INTEGER("no text of hers", 0, count(ctx, &sql_test_address_texts, &ada));
    EXPECT_INTEGER("three versions and what is left", 4,
                   count(ctx, &sql_test_address_versions, &ada));
    EXPECT_INTEGER("bob's is untouched", 1, count(ctx, &sql_test_address_texts, &bob));
    EXPECT_INTEGER("read again", OK, customer_get(ctx, ada.id, &ada));
    EXPECT_TEXT("name", "## cleared ##", ada.name);
    EXPECT_TEXT("e-mail", NULL, ada.email);
    EXPECT_TEXT("reference", "ada", ada.reference_customer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(every_version_of_an_address_is_erased),
    };

    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
