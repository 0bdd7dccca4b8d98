/* Writing an import, some rows in each transaction. What a row needs of the database is read for
 * all rows of a batch at once. */
#include "domain/imports/import_write.h"

#include <inttypes.h>
#include <string.h>

#include "platform/db/db.h"
#include "sql.h"

/* A customer while a batch is written. */
struct seat {
    struct customer customer;
    const struct address *billing; /* of one who was there before; NULL: none */
    bool is_here;
};

struct writing {
    struct ctx *ctx;
    const struct import_plan *plan;
    struct batch *batch;
    struct lookup seated; /* references to indexes of seats */
    struct seat *seats;
    struct lookup known_keys;
    struct settings settings;
    struct steps_memo memo;
};

/* how many rows -----------------------------------------------------------------------------------
 */

/* A subscription may take an id for each feature and one more for its line in the balance; a
 * transaction has 65536 (platform/db). */
enum { ROWS_MOST = 500, FEATURES_MOST = 10000 };

size_t import_batch_end(const struct import *import, size_t from)
{
    const struct import_plan *plan = import->plan;
    size_t until = from, features = 0;

    while (until < plan->row_count && until - from < ROWS_MOST) {
        const struct row *row = &plan->rows[until];

        features += plan->feature_count + (row->features ? row->features->count : 0);
        if (until > from && features > FEATURES_MOST)
            break;
        until++;
    }
    return until;
}

/* who is there ------------------------------------------------------------------------------------
 */

static void seat(struct writing *writing, size_t person, struct text *references)
{
    const char *reference = writing->plan->people[person].reference;
    size_t count = writing->seated.count;

    if (lookup_add(&writing->seated, reference, count) == count)
        append_to_array(references, reference);
}

static struct seat *seat_of(const struct writing *writing, size_t person)
{
    return &writing->seats[lookup_find(&writing->seated, writing->plan->people[person].reference)];
}

static void seat_customers(struct writing *writing, const struct list *customers,
                           const struct list *addresses)
{
    for (size_t i = 0; i < customers->count; i++) {
        const struct customer *customer = LIST_AT(*customers, struct customer, i);
        struct seat *seat =
            &writing->seats[lookup_find(&writing->seated, customer->reference_customer)];

        seat->customer = *customer;
        seat->is_here = true;
        seat->billing = address_among(addresses, customer->id_address_billing);
    }
}

/* Everybody in the batch who exists, locked until its end. */
static enum err load_people(struct writing *writing)
{
    struct text references = {.arena = writing->ctx->arena};
    struct list customers, addresses = {0};

    for (size_t i = writing->batch->from; i < writing->batch->until; i++) {
        const struct row *row = &writing->plan->rows[i];

        if (row->is_bad)
            continue;
        seat(writing, row->holder, &references);
        seat(writing, row_payer(row), &references);
    }
    writing->seats = ARENA_ARRAY(writing->ctx->arena, struct seat, writing->seated.count);
    TRY(customer_list_of_references(writing->ctx, writing->plan->segment.id,
                                    array_done(&references), true, &customers));
    if (writing->plan->has_address)
        TRY(list_addresses(writing->ctx, &customers, &addresses));
    seat_customers(writing, &customers, &addresses);
    return OK;
}

static enum err load_keys(struct writing *writing)
{
    struct text keys = {.arena = writing->ctx->arena};
    struct list known;

    for (size_t i = writing->batch->from; i < writing->batch->until; i++)
        if (!writing->plan->rows[i].is_bad && writing->plan->rows[i].external_key)
            append_to_array(&keys, writing->plan->rows[i].external_key);
    if (!keys.size)
        return OK;
    TRY(subscription_known_keys(writing->ctx, writing->plan->segment.id, array_done(&keys),
                                &known));
    for (size_t i = 0; i < known.count; i++)
        lookup_add(&writing->known_keys, *LIST_AT(known, const char *, i), i);
    return OK;
}

/* customers ---------------------------------------------------------------------------------------
 */

static bool has_address(const struct address *address)
{
    for (const struct field *field = address_live_fields; field->kind != FIELD_END; field++)
        if (!field_is_absent(field, address))
            return true;
    return false;
}

static enum err add_person(struct writing *writing, struct seat *seat,
                           const struct row_input *input)
{
    struct customer_details details = {
        .input = &input->customer,
        .billing = has_address(&input->address) ? &input->address : NULL,
        .type_payment = input->payment.type_payment,
    };

    TRY(customer_add(writing->ctx, &writing->plan->segment, &details, &seat->customer));
    seat->is_here = true;
    writing->batch->counts.customers_added++;
    return OK;
}

static enum err update_person(struct writing *writing, struct seat *seat,
                              const struct row_input *input)
{
    struct customer *customer = &seat->customer;
    int64_t version = customer->trace.version;
    struct address address;
    bool is_changed;

    TRY(customer_update(writing->ctx, customer, &input->customer, &is_changed));
    if (has_address(&input->address))
        TRY(customer_change_address(writing->ctx, customer, true, seat->billing, &input->address,
                                    &address));
    if (input->payment.type_payment)
        TRY(customer_set_payment(writing->ctx, customer, &input->payment));
    writing->batch->counts.customers_updated += customer->trace.version != version;
    return OK;
}

static enum err write_person(struct writing *writing, size_t index)
{
    const struct person *person = &writing->plan->people[index];
    struct seat *seat = seat_of(writing, index);
    struct row_input input;

    if (person->first_row == LOOKUP_NONE)
        return fail(writing->ctx, ERR_CONFLICT, "Error.Import.Changed", "ReferenceCustomerBuyer",
                    "the customer \"%s\" does not exist any more.", person->reference);
    TRY(plan_read_person(writing->ctx, writing->plan, person, &input));
    return seat->is_here ? update_person(writing, seat, &input) : add_person(writing, seat, &input);
}

/* rows --------------------------------------------------------------------------------------------
 */

static enum err write_subscription(struct writing *writing, const struct row *row)
{
    const struct import_plan *plan = writing->plan;
    struct subscription_origin origin = {
        .holder = &seat_of(writing, row->holder)->customer,
        .buyer = &seat_of(writing, row_payer(row))->customer,
        .segment = &plan->segment,
        .settings = &writing->settings,
        .offer = &plan->offers[row->sold].offer,
        .features = *row->features,
        .discounts = plan->offers[row->sold].discounts,
        .memo = &writing->memo,
    };
    struct subscription subscription;
    struct row_input input;

    if (lookup_find(&writing->known_keys, row->external_key) != LOOKUP_NONE)
        return OK;
    TRY(plan_read_row(writing->ctx, plan, row, &input));
    TRY(subscription_create_from(writing->ctx, &origin, &input.subscription, &subscription));
    writing->batch->counts.subscriptions_added++;
    return OK;
}

/* A customer is written with the first of his rows; a buyer whose own row comes later, before he is
 * needed. */
static enum err write_row(struct writing *writing, size_t index)
{
    const struct import_plan *plan = writing->plan;
    const struct row *row = &plan->rows[index];

    if (plan->people[row->holder].first_row == index || !seat_of(writing, row->holder)->is_here)
        TRY(write_person(writing, row->holder));
    if (row->sold == LOOKUP_NONE)
        return OK;
    if (!seat_of(writing, row_payer(row))->is_here)
        TRY(write_person(writing, row->buyer));
    return write_subscription(writing, row);
}

static enum err write_rows(struct writing *writing)
{
    for (size_t i = writing->batch->from; i < writing->batch->until; i++) {
        const struct row *row = &writing->plan->rows[i];

        if (row->is_bad)
            continue;
        writing->ctx->place =
            arena_printf(writing->ctx->arena, "line %" PRId64 ": ", row->record->line);
        TRY(write_row(writing, i));
    }
    writing->ctx->place = NULL;
    return OK;
}

static enum err advance(struct ctx *ctx, const struct batch *batch)
{
    int64_t changed;

    TRY(db_change(ctx, &sql_import_advance,
                  ARGS(ARG_AS(id, batch->id), ARG_AS(rows_before, (int64_t)batch->from),
                       ARG_AS(rows_done, (int64_t)batch->until),
                       ARG_AS(customers_added, batch->counts.customers_added),
                       ARG_AS(customers_updated, batch->counts.customers_updated),
                       ARG_AS(subscriptions_added, batch->counts.subscriptions_added)),
                  &changed));
    if (changed)
        return OK;
    return fail(ctx, ERR_CONFLICT, "Error.Import.Busy", NULL,
                "Somebody else imports the same file at the same time.");
}

enum err import_write_batch(struct ctx *ctx, void *data)
{
    struct batch *batch = data;
    struct writing writing = {
        .ctx = ctx,
        .plan = batch->import->plan,
        .batch = batch,
        .seated = {.arena = ctx->arena},
        .known_keys = {.arena = ctx->arena},
    };

    ctx->place = NULL; /* of an attempt before that lost a race */
    batch->counts = (struct import_counts){0};
    TRY(settings_load(ctx, &writing.settings));
    TRY(load_people(&writing));
    TRY(load_keys(&writing));
    TRY(write_rows(&writing));
    return advance(ctx, batch);
}
