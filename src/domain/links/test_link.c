#include "domain/links/link.h"

#include <string.h>

#include "base/text.h"
#include "domain/customers/customer_privacy.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/keyring.h"
#include "platform/db/db.h"
#include "unit/scratch.h"

/* A business with a customer, in a transaction that is still open. */
struct world {
    struct scratch *scratch;
    struct business business;
    struct segment segment;
    struct customer customer;
};

static struct customer new_customer(struct ctx *ctx, const char *reference)
{
    struct customer_input input;
    struct customer customer;
    bool is_new;

    fields_clear(customer_input_fields, &input);
    input.reference_customer = reference;
    assert_int_equal(OK, customer_upsert(ctx, &input, &customer, &is_new));
    return customer;
}

static struct world world_of(void **state)
{
    struct world world = {.scratch = scratch_of(state)};
    struct ctx *ctx = &world.scratch->ctx;

    scratch_migrate(world.scratch);
    assert_int_equal(OK, db_begin(world.scratch->db));
    assert_int_equal(OK,
                     business_create(ctx, &(struct new_business){.name = "First", .rate_tax = NONE},
                                     &world.business));
    assert_int_equal(OK, segment_choose(ctx, NULL, &world.segment));
    world.customer = new_customer(ctx, "ada");
    return world;
}

static struct link link_of(const struct world *world)
{
    struct settings none = {0};

    return (struct link){
        .page = LINK_RELATED_INVOICE,
        .id_segment = world->segment.id,
        .id_customer = world->customer.id,
        .link_epoch = world->customer.link_epoch,
        .id_object = 1234567,
        .date_expiry = link_expiry(&world->scratch->ctx, &none, world->segment.id),
    };
}

/* As the server does it: who comes with a link is nobody yet. */
static enum err open_it(const struct world *world, const char *text, struct visit *visit)
{
    struct ctx ctx = world->scratch->ctx;
    enum err err;

    ctx.id_business = 0;
    ctx.failures = NULL;
    err = link_open(&ctx, text, visit);
    if (err == OK) {
        EXPECT_INTEGER("the business", world->business.id, ctx.id_business);
    } else {
        EXPECT_INTEGER("the same for all", ERR_NOT_FOUND, err);
        EXPECT_TEXT("and in the same words", "This link leads nowhere.", ctx.failures->message);
    }
    return err;
}

static void expect_refused(const char *when, const struct world *world, const char *text)
{
    struct visit visit;

    EXPECT_INTEGER(when, ERR_NOT_FOUND, open_it(world, text, &visit));
}

static void what_was_sealed_is_opened(void **state)
{
    struct world world = world_of(state);
    struct ctx *ctx = &world.scratch->ctx;
    struct link link = link_of(&world);
    struct visit visit;

    EXPECT_INTEGER("his", OK, open_it(&world, link_seal(ctx, &link), &visit));
    EXPECT_INTEGER("page", link.page, visit.link.page);
    EXPECT_INTEGER("object", link.id_object, visit.link.id_object);
    EXPECT_INTEGER("end", link.date_expiry.micros, visit.link.date_expiry.micros);
    EXPECT_INTEGER("segment", world.segment.id, visit.segment.id);
    EXPECT_TEXT("customer", "ada", visit.customer.reference_customer);
    EXPECT_TRUE("known", visit.is_known);
    EXPECT_TEXT("the same again", link_seal(ctx, &link), link_seal(ctx, &link));
    link.id_customer = link.link_epoch = link.id_object = 0;
    link.page = LINK_HOME;
    EXPECT_INTEGER("anybody's", OK, open_it(&world, link_seal(ctx, &link), &visit));
    EXPECT_TRUE("not known", !visit.is_known);
    link.id_object = INT64_MAX;
    EXPECT_INTEGER("a large number", OK, open_it(&world, link_seal(ctx, &link), &visit));
    EXPECT_TRUE("as large", visit.link.id_object == INT64_MAX);
}

static void a_changed_bit_is_refused_wherever_it_is(void **state)
{
    struct world world = world_of(state);
    struct ctx *ctx = &world.scratch->ctx;
    struct link link = link_of(&world), other = link;
    const char *text = link_seal(ctx, &link);
    struct bytes sealed;

    assert_true(base64_url_bytes(ctx->arena, text, &sealed));
    for (size_t bit = 0; bit < 8 * sealed.size; bit++) {
        uint8_t *copy = (uint8_t *)arena_copy_bytes(ctx->arena, sealed.at, sealed.size);

        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        expect_refused("a changed bit", &world,
                       base64_url(ctx->arena, (struct bytes){copy, sealed.size}));
    }
    for (size_t size = 0; size < strlen(text); size++)
        expect_refused("cut off", &world, arena_copy_bytes(ctx->arena, text, size));
    expect_refused("one letter more", &world, arena_printf(ctx->arena, "%sA", text));
    expect_refused("no base64", &world, arena_printf(ctx->arena, "%s=", text));
    expect_refused("very long", &world, arena_printf(ctx->arena, "%01000d", 0));
    /* The beginning of one and the end of another. */
    other.id_object++;
    expect_refused("two halves", &world,
                   arena_printf(ctx->arena, "%.40s%s", text, link_seal(ctx, &other) + 40));
}

static void a_dead_link_is_refused(void **state)
{
    struct world world = world_of(state);
    struct ctx *ctx = &world.scratch->ctx;
    struct link link = link_of(&world), other = link;
    const char *text = link_seal(ctx, &link);
    struct instant before = ctx->machine_now;
    struct visit visit;

    ctx->machine_now = instant_plus(link.date_expiry, -1);
    EXPECT_INTEGER("just before its end", OK, open_it(&world, text, &visit));
    ctx->machine_now = link.date_expiry;
    expect_refused("at its end", &world, text);
    ctx->machine_now = before;
    other.page = LINK_PAGE_COUNT;
    expect_refused("a page of another version", &world, link_seal(ctx, &other));
    other = link;
    other.id_customer += 1000000;
    expect_refused("nobody's", &world, link_seal(ctx, &other));
    other = link;
    other.id_segment = world.customer.id;
    expect_refused("of no segment", &world, link_seal(ctx, &other));

    EXPECT_INTEGER("revoke", OK, customer_revoke_links(ctx, &world.customer));
    expect_refused("revoked", &world, text);
    link.link_epoch = world.customer.link_epoch;
    text = link_seal(ctx, &link);
    EXPECT_INTEGER("a new one", OK, open_it(&world, text, &visit));
    EXPECT_INTEGER("suspend", OK, customer_suspend(ctx, &world.customer));
    expect_refused("suspended", &world, text);
    link.link_epoch = world.customer.link_epoch;
    expect_refused("suspended, and made since", &world, link_seal(ctx, &link));
    EXPECT_INTEGER("enable", OK, customer_enable(ctx, &world.customer));
    expect_refused("does not come back", &world, text);
    EXPECT_INTEGER("made since", OK, open_it(&world, link_seal(ctx, &link), &visit));
}

static void a_link_opens_nothing_of_others(void **state)
{
    struct world world = world_of(state);
    struct ctx *ctx = &world.scratch->ctx;
    struct link link = link_of(&world), his = link;
    struct business second;
    struct customer other = new_customer(ctx, "bob");
    struct visit visit;

    his.id_customer = other.id;
    EXPECT_INTEGER("bob's", OK, open_it(&world, link_seal(ctx, &his), &visit));
    EXPECT_TEXT("is his alone", "bob", visit.customer.reference_customer);
    assert_int_equal(
        OK,
        business_create(ctx, &(struct new_business){.name = "Second", .rate_tax = NONE}, &second));
    expect_refused("sealed for a business that has no such customer", &world,
                   link_seal(ctx, &link));
    ctx->id_business = second.id + 1000000;
    expect_refused("sealed for no business", &world, link_seal(ctx, &link));
}

static void the_key_decides(void **state)
{
    struct world world = world_of(state);
    struct ctx *ctx = &world.scratch->ctx;
    const struct keyring *before = ctx->keyring, *rotated = NULL;
    struct link link = link_of(&world);
    const char *old = link_seal(ctx, &link), *recent, *why = "";
    struct keyring others;
    struct sealing_key other = *keyring_current(before);
    struct visit visit;

    assert_int_equal(OK, keyring_add(before, ctx->machine_now, ctx->arena, &why));
    assert_int_equal(OK, keyring_read(before->path, ctx->arena, &rotated, &why));
    ctx->keyring = rotated;
    recent = link_seal(ctx, &link);
    EXPECT_TRUE("another key, another text", !text_equal(old, recent));
    EXPECT_INTEGER("the new one", OK, open_it(&world, recent, &visit));
    EXPECT_INTEGER("an older one in the ring", OK, open_it(&world, old, &visit));
    ctx->keyring = before;
    expect_refused("a key that is not in the ring", &world, recent);
    other.link_key[0] ^= 1;
    others = (struct keyring){before->path, &other, 1};
    ctx->keyring = &others;
    expect_refused("a wrong key", &world, old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(what_was_sealed_is_opened),
        ON_BOTH_ENGINES(a_changed_bit_is_refused_wherever_it_is),
        ON_BOTH_ENGINES(a_dead_link_is_refused),
        ON_BOTH_ENGINES(a_link_opens_nothing_of_others),
        ON_BOTH_ENGINES(the_key_decides),
    };

    crypto_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
