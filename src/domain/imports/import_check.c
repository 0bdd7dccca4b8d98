/* Looking at rows: each by itself, with the rules that the API has, and then with the others. */
#include <inttypes.h>
#include <string.h>

#include "domain/check.h"
#include "domain/imports/import_plan.h"

/* A row that is looked at. */
struct checking {
    struct ctx ctx; /* with an arena for this row alone */
    struct import_plan *plan;
    struct row *row;
    struct lookup keys, alike; /* to the index of the first row that has it */
};

/* what rows say -----------------------------------------------------------------------------------
 */

enum err plan_read_row(struct ctx *ctx, const struct import_plan *plan, const struct row *row,
                       struct row_input *out)
{
    row_input_clear(ctx->arena, plan->feature_count, out);
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct column *column = &plan->columns[i];
        const char *value = row_cell(row, i);

        if (value && (column->part == PART_SUBSCRIPTION || column->part == PART_FEATURE))
            TRY(column_read(ctx, column, value, out));
    }
    out->subscription.external_key = row->external_key;
    return OK;
}

enum err plan_read_person(struct ctx *ctx, const struct import_plan *plan,
                          const struct person *person, struct row_input *out)
{
    row_input_clear(ctx->arena, 0, out);
    out->customer.reference_customer = person->reference;
    for (size_t i = 0; i < plan->column_count; i++) {
        const struct column *column = &plan->columns[i];

        if (column_is_of_person(column) && person->given[plan->slots[i]].value)
            TRY(column_read(ctx, column, person->given[plan->slots[i]].value, out));
    }
    return OK;
}

/* a row by itself ---------------------------------------------------------------------------------
 */

static void complain_of(struct checking *checking, const char *column, const char *value,
                        const char *reason)
{
    plan_complain(checking->plan, checking->row->record->line, column, value, reason);
    checking->row->is_bad = true;
}

static const char *cell_named(const struct checking *checking, const char *name)
{
    for (size_t i = 0; name && i < checking->plan->column_count; i++)
        if (strcmp(checking->plan->columns[i].name, name) == 0)
            return row_cell(checking->row, i);
    return NULL;
}

/* `Email: "x" is not ...` without its beginning, which the error has in its column. */
static const char *without_target(const struct failure *failure)
{
    size_t size = failure->target ? strlen(failure->target) : 0;

    if (size && strncmp(failure->message, failure->target, size) == 0 &&
        strncmp(failure->message + size, ": ", 2) == 0)
        return failure->message + size + 2;
    return failure->message;
}

/* Turns what a check has noted into errors of the row. */
static void take_failures(struct checking *checking)
{
    for (const struct failure *one = checking->ctx.failures; one; one = one->next)
        complain_of(checking, one->target, cell_named(checking, one->target), without_target(one));
    checking->ctx.failures = NULL;
}

/* The same for one cell: a feature's field does not have its column's name. */
static void take_failures_of(struct checking *checking, size_t column)
{
    for (const struct failure *one = checking->ctx.failures; one; one = one->next)
        complain_of(checking, checking->plan->columns[column].name, row_cell(checking->row, column),
                    without_target(one));
    checking->ctx.failures = NULL;
}

static bool has_shape(struct checking *checking)
{
    const struct import_plan *plan = checking->plan;
    const struct record *record = checking->row->record;

    if (record->is_broken)
        complain_of(checking, NULL, NULL,
                    "a quotation mark stands inside a cell; put the whole cell into quotation "
                    "marks and double those inside.");
    else if (record->cell_with_nul < record->count && record->cell_with_nul < plan->column_count)
        complain_of(checking, plan->columns[record->cell_with_nul].name,
                    record->values[record->cell_with_nul], "has a NUL byte.");
    else if (record->count != plan->column_count)
        complain_of(checking, NULL, NULL,
                    arena_printf(checking->ctx.arena, "has %zu cells, but the header has %zu.",
                                 record->count, plan->column_count));
    return !checking->row->is_bad;
}

static void read_cells(struct checking *checking, struct row_input *out)
{
    const struct import_plan *plan = checking->plan;

    row_input_clear(checking->ctx.arena, plan->feature_count, out);
    for (size_t i = 0; i < plan->column_count; i++) {
        const char *value = row_cell(checking->row, i);

        if (value && column_read(&checking->ctx, &plan->columns[i], value, out) != OK)
            take_failures_of(checking, i);
    }
}

static void check_customer(struct checking *checking, const struct row_input *input)
{
    if (checking->row->holder == LOOKUP_NONE)
        complain(&checking->ctx, NULL, "ReferenceCustomer", "is missing.");
    customer_check(&checking->ctx, &input->customer);
    address_check(&checking->ctx, &input->address);
    type_payment_check(&checking->ctx, input->payment.type_payment);
    take_failures(checking);
}

static void check_subscription(struct checking *checking, const struct row_input *input)
{
    const struct import_plan *plan = checking->plan;
    const struct sold *sold = &plan->offers[checking->row->sold];

    if (!sold->is_known)
        complain(&checking->ctx, NULL, "ReferenceOffer",
                 "there is no offer \"%s\" in the segment \"%s\".", sold->reference,
                 plan->segment.reference_segment);
    check_reference(&checking->ctx, "ReferenceCustomerBuyer",
                    input->subscription.reference_customer_buyer);
    subscription_check(&checking->ctx, &input->subscription, sold->is_known ? &sold->offer : NULL);
    take_failures(checking);
}

/* Nothing that somebody wrote is silently left out. */
static void check_no_subscription(struct checking *checking)
{
    const struct import_plan *plan = checking->plan;

    for (size_t i = 0; i < plan->column_count; i++)
        if ((plan->columns[i].part == PART_SUBSCRIPTION || plan->columns[i].part == PART_FEATURE) &&
            row_cell(checking->row, i))
            complain_of(checking, plan->columns[i].name, row_cell(checking->row, i),
                        "belongs to a subscription, but the row has no ReferenceOffer.");
}

/* a row with others -------------------------------------------------------------------------------
 */

/* By its own key, or as the n-th of those alike. A row whose start is not known is like no other.
 */
static void name_subscription(struct checking *checking, const struct subscription_input *input)
{
    struct import_plan *plan = checking->plan;
    struct row *row = checking->row;
    char start[INSTANT_TEXT_SIZE] = "";
    const char *alike;
    size_t first;

    if (input->external_key)
        row->external_key = arena_copy(plan->arena, input->external_key);
    if (cell_named(checking, "ExternalKey") || row->holder == LOOKUP_NONE ||
        (cell_named(checking, "DateStart") && !instant_is_set(input->date_start)))
        return;
    if (instant_is_set(input->date_start))
        instant_format(input->date_start, start);
    alike = arena_printf(plan->arena, "%s|%s|%s", plan->people[row->holder].reference,
                         plan->offers[row->sold].reference, start);
    first = lookup_add(&checking->alike, alike, (size_t)(row - plan->rows));
    row->rank = plan->rows[first].alike++;
    row->external_key = arena_printf(plan->arena, "%s|%zu", alike, row->rank);
}

static void check_key(struct checking *checking)
{
    size_t self = (size_t)(checking->row - checking->plan->rows);
    size_t first = checking->row->external_key
                       ? lookup_add(&checking->keys, checking->row->external_key, self)
                       : self;

    if (first != self)
        complain_of(checking, "ExternalKey", checking->row->external_key,
                    arena_printf(checking->ctx.arena, "line %" PRId64 " has the same one.",
                                 checking->plan->rows[first].record->line));
}

static void check_agreement(struct checking *checking)
{
    const struct import_plan *plan = checking->plan;
    const struct person *person = &plan->people[checking->row->holder];

    for (size_t i = 0; i < plan->column_count; i++) {
        const char *value = row_cell(checking->row, i);
        const struct given *given;

        if (!value || !column_is_of_person(&plan->columns[i]))
            continue;
        given = &person->given[plan->slots[i]];
        if (given->value && strcmp(given->value, value) != 0)
            complain_of(checking, plan->columns[i].name, value,
                        arena_printf(checking->ctx.arena,
                                     "line %" PRId64 " says \"%s\" about the same customer.",
                                     given->line, given->value));
    }
}

/* What a good row says about its customer counts for all of his rows. */
static void merge(struct import_plan *plan, const struct row *row)
{
    struct person *person = &plan->people[row->holder];

    for (size_t i = 0; i < plan->column_count; i++) {
        struct given *given = &person->given[plan->slots[i]];

        if (column_is_of_person(&plan->columns[i]) && row_cell(row, i) && !given->value)
            *given = (struct given){row_cell(row, i), row->record->line};
    }
    person->good_rows++;
}

static void check_row(struct checking *checking)
{
    struct row *row = checking->row;
    struct row_input input;

    if (!has_shape(checking))
        return;
    read_cells(checking, &input);
    check_customer(checking, &input);
    if (row->sold == LOOKUP_NONE) {
        check_no_subscription(checking);
    } else {
        check_subscription(checking, &input);
        name_subscription(checking, &input.subscription);
        check_key(checking);
    }
    if (row->holder != LOOKUP_NONE)
        check_agreement(checking);
    if (!row->is_bad)
        merge(checking->plan, row);
}

/* buyers ------------------------------------------------------------------------------------------
 */

static bool is_nobody(const struct person *person)
{
    return !person->is_known && person->good_rows == 0;
}

static const char *why_no_buyer(struct ctx *ctx, const struct person *buyer)
{
    if (buyer->line)
        return arena_printf(ctx->arena, "line %" PRId64 ", which describes this buyer, is bad.",
                            buyer->line);
    return "there is no such customer, neither here nor in the file.";
}

/* The rows that a buyer who will not exist was to pay for. `queue` takes those who lose their last
 * good row by it. */
static size_t spoil_bought(struct ctx *ctx, struct import_plan *plan, const struct person *buyer,
                           size_t *queue)
{
    size_t queued = 0;

    for (size_t i = buyer->first_bought; i != LOOKUP_NONE; i = plan->rows[i].next_bought) {
        struct row *row = &plan->rows[i];
        struct person *holder;

        if (row->is_bad)
            continue;
        plan_complain(plan, row->record->line, "ReferenceCustomerBuyer", buyer->reference,
                      why_no_buyer(ctx, buyer));
        row->is_bad = true;
        holder = &plan->people[row->holder];
        holder->good_rows--;
        if (is_nobody(holder))
            queue[queued++] = row->holder;
    }
    return queued;
}

/* A row whose buyer is bad is bad, and with it those whose buyer it describes. Everybody is queued
 * once at most: because he is nobody from the beginning, or when he becomes it. */
static void check_buyers(struct ctx *ctx, struct import_plan *plan)
{
    size_t *queue = ARENA_ARRAY(ctx->arena, size_t, plan->person_count), end = 0;

    for (size_t i = 0; i < plan->person_count; i++)
        if (is_nobody(&plan->people[i]))
            queue[end++] = i;
    for (size_t i = 0; i < end; i++)
        end += spoil_bought(ctx, plan, &plan->people[queue[i]], queue + end);
}

/* Now that it is known which rows are good. */
static void merge_again(struct import_plan *plan)
{
    for (size_t i = 0; i < plan->person_count; i++) {
        plan->people[i].good_rows = 0;
        plan->people[i].first_row = LOOKUP_NONE;
        if (plan->people[i].given)
            memset(plan->people[i].given, 0, sizeof(struct given) * plan->slot_count);
    }
    for (size_t i = 0; i < plan->row_count; i++) {
        const struct row *row = &plan->rows[i];

        if (row->is_bad)
            continue;
        if (plan->people[row->holder].first_row == LOOKUP_NONE)
            plan->people[row->holder].first_row = i;
        merge(plan, row);
    }
}

/* Of an address only these two depend on each other: what all rows together say, and else the
 * database. */
static struct address region_and_country(const struct checking *checking)
{
    const struct import_plan *plan = checking->plan;
    const struct person *person = &plan->people[checking->row->holder];
    struct address address = {.country = person->country, .region = person->region};

    for (size_t i = 0; i < plan->column_count; i++) {
        const char *name = plan->columns[i].name;
        const char *value =
            column_is_of_person(&plan->columns[i]) ? person->given[plan->slots[i]].value : NULL;

        if (value && strcmp(name, "Country") == 0)
            address.country = value;
        if (value && strcmp(name, "Region") == 0)
            address.region = value;
    }
    return address;
}

/* Rows whose region lies in no country that another row or the database names. */
static bool spoil_addresses(struct checking *checking)
{
    struct import_plan *plan = checking->plan;
    bool is_spoiled = false;

    for (size_t i = 0; i < plan->row_count; i++) {
        struct address address;

        checking->row = &plan->rows[i];
        if (checking->row->is_bad ||
            (!cell_named(checking, "Country") && !cell_named(checking, "Region")))
            continue;
        address = region_and_country(checking);
        address_check(&checking->ctx, &address);
        take_failures(checking);
        arena_reset(checking->ctx.arena);
        if (!checking->row->is_bad)
            continue;
        plan->people[checking->row->holder].good_rows--;
        is_spoiled = true;
    }
    return is_spoiled;
}

void plan_check(struct ctx *ctx, struct import_plan *plan)
{
    struct checking checking = {
        .ctx = *ctx,
        .plan = plan,
        .keys = {.arena = ctx->arena},
        .alike = {.arena = ctx->arena},
    };

    checking.ctx.arena = arena_new();
    for (size_t i = 0; i < plan->row_count; i++) {
        checking.row = &plan->rows[i];
        check_row(&checking);
        arena_reset(checking.ctx.arena);
    }
    do { /* until no bad row makes another one bad */
        check_buyers(ctx, plan);
        merge_again(plan);
    } while (spoil_addresses(&checking));
    arena_free(checking.ctx.arena);
}
