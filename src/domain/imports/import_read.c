/* Looking at a file: its header, whom and what its rows name, and what the database knows of them.
 * What is wrong with single rows is found by import_check.c. */
#include "domain/imports/import.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "domain/imports/import_plan.h"

enum { COLUMNS_MOST = 1000 };

const struct field import_error_fields[] = {
    FIELD(import_error, line),
    FIELD(import_error, column),
    FIELD(import_error, value),
    FIELD(import_error, reason),
    FIELDS_END,
};

const struct field import_fields[] = {
    FIELD(import, rows),          FIELD(import, rows_bad),
    FIELD(import, customers),     FIELD(import, customers_new),
    FIELD(import, subscriptions), FIELD(import, subscriptions_new),
    FIELD(import, note),          FIELDS_END,
};

/* errors ------------------------------------------------------------------------------------------
 */

/* A copy without control characters and without characters that were cut in two, of at most `most`
 * characters. */
static const char *presentable(struct arena *arena, const char *value, size_t most)
{
    struct text copy = {.arena = arena};
    size_t count = 0, size;

    for (const char *at = value; *at; at += size) {
        if (count++ == most) {
            text_append(&copy, "...");
            break;
        }
        for (size = 1; size < 4 && at[size - 1] && !utf8_is_valid(at, size); size++)
            ;
        if (!utf8_is_valid(at, size))
            size = 1;
        else if (size == 1 && ((unsigned char)*at < ' ' || *at == 0x7f))
            text_append_char(&copy, ' ');
        else
            text_append_bytes(&copy, at, size);
    }
    return text_done(&copy);
}

void plan_complain(struct import_plan *plan, int64_t line, const char *column, const char *value,
                   const char *reason)
{
    enum { NAME_MOST = 60, VALUE_MOST = 60, REASON_MOST = 2000 };

    if (plan->error_count == plan->error_room) {
        size_t room = plan->error_room ? plan->error_room * 2 : 16;
        struct import_error *bigger = ARENA_ARRAY(plan->arena, struct import_error, room);

        if (plan->error_count)
            memcpy(bigger, plan->errors, sizeof *bigger * plan->error_count);
        plan->errors = bigger;
        plan->error_room = room;
    }
    plan->errors[plan->error_count++] = (struct import_error){
        .line = line,
        .column = column ? presentable(plan->arena, column, NAME_MOST) : NULL,
        .value = value ? presentable(plan->arena, value, VALUE_MOST) : NULL,
        .reason = presentable(plan->arena, reason, REASON_MOST),
    };
}

const char *import_error_text(struct arena *arena, const struct import_error *error)
{
    struct text text = {.arena = arena};

    if (error->line)
        text_appendf(&text, "line %" PRId64, error->line);
    if (error->column)
        text_appendf(&text, ", %s", error->column);
    if (error->value && !strstr(error->reason, error->value))
        text_appendf(&text, " \"%s\"", error->value);
    text_appendf(&text, "%s%s", text.size ? ": " : "", error->reason);
    return text_done(&text);
}

/* What was noted first stands first among those of a line: the pointees do not move. */
static int by_line(const void *a, const void *b)
{
    const struct import_error *left = *(const struct import_error *const *)a;
    const struct import_error *right = *(const struct import_error *const *)b;

    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return left < right ? -1 : 1;
}

static struct list errors_by_line(const struct import_plan *plan)
{
    const struct import_error **order =
        ARENA_ARRAY(plan->arena, const struct import_error *, plan->error_count);
    struct import_error *sorted = ARENA_ARRAY(plan->arena, struct import_error, plan->error_count);

    for (size_t i = 0; i < plan->error_count; i++)
        order[i] = &plan->errors[i];
    if (plan->error_count)
        qsort(order, plan->error_count, sizeof(const struct import_error *), by_line);
    for (size_t i = 0; i < plan->error_count; i++)
        sorted[i] = *order[i];
    return (struct list){sorted, plan->error_count};
}

/* the header --------------------------------------------------------------------------------------
 */

static enum err find_column(struct ctx *ctx, const char *name, struct column *out, bool *is_found)
{
    enum err err;

    if (!column_is_feature(name)) {
        *is_found = column_named(name, out);
        return OK;
    }
    err = column_of_feature(ctx, name, out);
    *is_found = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

static bool is_repeated(const struct import_plan *plan, const struct column *column)
{
    for (size_t i = 0; i < plan->column_count; i++)
        if (strcmp(plan->columns[i].name, column->name) == 0)
            return true;
    return false;
}

/* One cell of the header becomes a column, or a complaint and a column that nobody reads. */
static enum err read_column(struct ctx *ctx, struct import_plan *plan, const struct record *header,
                            size_t index)
{
    const char *name = header->values[index], *problem = NULL;
    struct column column = {.name = ""};
    bool is_found = false;

    if (name)
        TRY(find_column(ctx, name, &column, &is_found));
    if (!name)
        problem = arena_printf(ctx->arena, "column %zu has no name.", index + 1);
    else if (!is_found && column_is_feature(name))
        problem = "there is no such feature.";
    else if (!is_found)
        problem = "is not a column of an import.";
    else if (is_repeated(plan, &column))
        problem = "stands there twice.";
    if (problem) {
        plan_complain(plan, header->line, name, NULL, problem);
        column = (struct column){.name = "", .part = PART_IGNORED};
    }
    plan->columns[plan->column_count++] = column;
    return OK;
}

static size_t place_of_column(const struct import_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->column_count; i++)
        if (strcmp(plan->columns[i].name, name) == 0)
            return i;
    return LOOKUP_NONE;
}

static void place_columns(struct import_plan *plan)
{
    plan->holder_column = place_of_column(plan, "ReferenceCustomer");
    plan->buyer_column = place_of_column(plan, "ReferenceCustomerBuyer");
    plan->offer_column = place_of_column(plan, "ReferenceOffer");
    plan->slots = ARENA_ARRAY(plan->arena, size_t, plan->column_count);
    for (size_t i = 0; i < plan->column_count; i++) {
        plan->feature_count += plan->columns[i].part == PART_FEATURE;
        plan->has_address = plan->has_address || plan->columns[i].part == PART_ADDRESS;
        if (column_is_of_person(&plan->columns[i]))
            plan->slots[i] = plan->slot_count++;
    }
}

/* Is none of its names a column's? Then the complaints about each would miss the point. */
static bool is_no_header(const struct record *header)
{
    struct column column;

    for (size_t i = 0; i < header->count; i++)
        if (header->values[i] &&
            (column_is_feature(header->values[i]) || column_named(header->values[i], &column)))
            return false;
    return true;
}

static const char *header_problem(const struct record *header)
{
    if (header->is_broken)
        return "the header cannot be read: a quotation mark stands inside a name.";
    if (header->cell_with_nul < header->count)
        return "the header has a NUL byte.";
    if (header->count > COLUMNS_MOST)
        return "the header has more than 1000 columns.";
    if (is_no_header(header))
        return "the first line is no header: it has no column's name.";
    return NULL;
}

static enum err read_header(struct ctx *ctx, struct import_plan *plan, const struct record *header)
{
    const char *problem = header_problem(header);

    if (problem) {
        plan_complain(plan, header->line, NULL, NULL, problem);
    } else {
        plan->columns = ARENA_ARRAY(ctx->arena, struct column, header->count);
        for (size_t i = 0; i < header->count; i++)
            TRY(read_column(ctx, plan, header, i));
        place_columns(plan);
        if (plan->holder_column == LOOKUP_NONE)
            plan_complain(plan, header->line, "ReferenceCustomer", NULL, "is missing.");
    }
    if (plan->error_count)
        plan_complain(
            plan, header->line, NULL, NULL,
            arena_printf(ctx->arena, "The columns are %s.", known_column_names(ctx->arena)));
    return OK;
}

/* whom and what the rows name ---------------------------------------------------------------------
 */

static size_t person_named(struct import_plan *plan, const char *reference)
{
    size_t index =
        reference ? lookup_add(&plan->by_reference, reference, plan->person_count) : LOOKUP_NONE;

    if (index == plan->person_count)
        plan->people[plan->person_count++] = (struct person){
            .reference = reference,
            .first_row = LOOKUP_NONE,
            .first_bought = LOOKUP_NONE,
        };
    return index;
}

static size_t offer_named(struct import_plan *plan, const char *reference)
{
    size_t index =
        reference ? lookup_add(&plan->by_offer, reference, plan->offer_count) : LOOKUP_NONE;

    if (index == plan->offer_count)
        plan->offers[plan->offer_count++] = (struct sold){.reference = reference};
    return index;
}

static void name_row(struct import_plan *plan, size_t index)
{
    struct row *row = &plan->rows[index];

    *row = (struct row){.record = &plan->file.records[index + 1], .next_bought = LOOKUP_NONE};
    row->holder = person_named(plan, row_cell(row, plan->holder_column));
    row->buyer = person_named(plan, row_cell(row, plan->buyer_column));
    row->sold = offer_named(plan, row_cell(row, plan->offer_column));
    if (row->buyer != LOOKUP_NONE) {
        row->next_bought = plan->people[row->buyer].first_bought;
        plan->people[row->buyer].first_bought = index;
    }
    if (row->holder != LOOKUP_NONE && !plan->people[row->holder].line) {
        plan->people[row->holder].line = row->record->line;
        plan->people[row->holder].given = ARENA_ARRAY(plan->arena, struct given, plan->slot_count);
    }
}

static void name_rows(struct import_plan *plan)
{
    plan->row_count = plan->file.count - 1;
    plan->rows = ARENA_ARRAY(plan->arena, struct row, plan->row_count);
    plan->people = ARENA_ARRAY(plan->arena, struct person, plan->row_count * 2);
    plan->offers = ARENA_ARRAY(plan->arena, struct sold, plan->row_count);
    for (size_t i = 0; i < plan->row_count; i++)
        name_row(plan, i);
}

/* what the database knows of them -----------------------------------------------------------------
 */

void append_to_array(struct text *array, const char *value)
{
    text_append_char(array, array->size ? ',' : '[');
    json_write_string(array, value);
}

const char *array_done(struct text *array)
{
    text_append(array, array->size ? "]" : "[]");
    return text_done(array);
}

enum err list_addresses(struct ctx *ctx, const struct list *customers, struct list *out)
{
    struct text ids = {.arena = ctx->arena};

    for (size_t i = 0; i < customers->count; i++) {
        int64_t id = LIST_AT(*customers, struct customer, i)->id_address_billing;

        if (id != NONE)
            text_appendf(&ids, "%c%" PRId64, ids.size ? ',' : '[', id);
    }
    *out = (struct list){0};
    return ids.size ? address_list(ctx, array_done(&ids), out) : OK;
}

const struct address *address_among(const struct list *addresses, int64_t id)
{
    for (size_t i = 0; i < addresses->count; i++)
        if (LIST_AT(*addresses, struct address, i)->id == id)
            return LIST_AT(*addresses, struct address, i);
    return NULL;
}

static const char *copy_of(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text) : NULL;
}

/* `ctx` has an arena for this chunk alone. */
static enum err load_people_from(struct ctx *ctx, struct import_plan *plan, size_t from,
                                 size_t until)
{
    struct text references = {.arena = ctx->arena};
    struct list customers, addresses;

    for (size_t i = from; i < until; i++)
        append_to_array(&references, plan->people[i].reference);
    TRY(customer_list_of_references(ctx, plan->segment.id, array_done(&references), false,
                                    &customers));
    TRY(list_addresses(ctx, &customers, &addresses));
    for (size_t i = 0; i < customers.count; i++) {
        const struct customer *customer = LIST_AT(customers, struct customer, i);
        const struct address *address = address_among(&addresses, customer->id_address_billing);
        struct person *person =
            &plan->people[lookup_find(&plan->by_reference, customer->reference_customer)];

        person->is_known = true;
        person->language = arena_copy(plan->arena, customer->language);
        person->country = copy_of(plan->arena, address ? address->country : NULL);
        person->region = copy_of(plan->arena, address ? address->region : NULL);
    }
    return OK;
}

/* Which of the keys exist: `out` counts them. */
static enum err count_known_from(struct ctx *ctx, const struct import_plan *plan, size_t from,
                                 size_t until, int64_t *out)
{
    struct text keys = {.arena = ctx->arena};
    struct list known;

    for (size_t i = from; i < until; i++)
        if (!plan->rows[i].is_bad && plan->rows[i].external_key)
            append_to_array(&keys, plan->rows[i].external_key);
    if (!keys.size)
        return OK;
    TRY(subscription_known_keys(ctx, plan->segment.id, array_done(&keys), &known));
    *out += (int64_t)known.count;
    return OK;
}

static size_t chunk_end(size_t from, size_t count)
{
    return count - from < IMPORT_CHUNK ? count : from + IMPORT_CHUNK;
}

static enum err load_people(const struct ctx *ctx, struct import_plan *plan)
{
    struct ctx chunk = *ctx;
    enum err err = OK;

    chunk.arena = arena_new();
    for (size_t from = 0; from < plan->person_count && err == OK; from += IMPORT_CHUNK) {
        err = load_people_from(&chunk, plan, from, chunk_end(from, plan->person_count));
        arena_reset(chunk.arena);
    }
    arena_free(chunk.arena);
    return err;
}

static enum err count_known(const struct ctx *ctx, const struct import_plan *plan, int64_t *out)
{
    struct ctx chunk = *ctx;
    enum err err = OK;

    *out = 0;
    chunk.arena = arena_new();
    for (size_t from = 0; from < plan->row_count && err == OK; from += IMPORT_CHUNK) {
        err = count_known_from(&chunk, plan, from, chunk_end(from, plan->row_count), out);
        arena_reset(chunk.arena);
    }
    arena_free(chunk.arena);
    return err;
}

static enum err load_offers(struct ctx *ctx, struct import_plan *plan)
{
    for (size_t i = 0; i < plan->offer_count; i++) {
        struct sold *sold = &plan->offers[i];
        enum err err = offer_find(ctx, sold->reference, plan->segment.id, plan->segment.language,
                                  &sold->offer);

        sold->is_known = err == OK;
        if (err != OK && err != ERR_NOT_FOUND)
            return err;
        if (sold->is_known)
            TRY(offer_discount_list(ctx, sold->offer.id, &sold->discounts));
    }
    return OK;
}

static const char *language_of(const struct import_plan *plan, const struct person *person)
{
    for (size_t i = 0; i < plan->column_count && person->given; i++)
        if (strcmp(plan->columns[i].name, "Language") == 0 && person->given[plan->slots[i]].value)
            return person->given[plan->slots[i]].value;
    return person->language ? person->language : plan->segment.language;
}

/* The features of an offer, once for each language in which they are needed. */
static enum err load_features(struct ctx *ctx, struct import_plan *plan)
{
    struct lookup known = {.arena = ctx->arena};
    struct list *lists = ARENA_ARRAY(ctx->arena, struct list, plan->row_count);

    for (size_t i = 0; i < plan->row_count; i++) {
        struct row *row = &plan->rows[i];
        const char *language;
        size_t number = known.count, index;

        if (row->is_bad || row->sold == LOOKUP_NONE)
            continue;
        language = language_of(plan, &plan->people[row_payer(row)]);
        index = lookup_add(&known, arena_printf(ctx->arena, "%zu %s", row->sold, language), number);
        row->features = &lists[index];
        if (index == number)
            TRY(offer_feature_list(ctx, plan->offers[row->sold].offer.id, language, &lists[index]));
    }
    return OK;
}

/* all of it ---------------------------------------------------------------------------------------
 */

static void count_rows(struct import *import)
{
    const struct import_plan *plan = import->plan;

    import->rows = (int64_t)plan->row_count;
    for (size_t i = 0; i < plan->row_count; i++) {
        import->rows_bad += plan->rows[i].is_bad;
        import->subscriptions += !plan->rows[i].is_bad && plan->rows[i].sold != LOOKUP_NONE;
    }
    for (size_t i = 0; i < plan->person_count; i++) {
        bool is_described = plan->people[i].first_row != LOOKUP_NONE;

        import->customers += is_described;
        import->customers_new += is_described && !plan->people[i].is_known;
    }
}

static enum err read_rows(struct ctx *ctx, struct import *import)
{
    struct import_plan *plan = import->plan;
    int64_t known;

    name_rows(plan);
    TRY(load_people(ctx, plan));
    TRY(load_offers(ctx, plan));
    plan_check(ctx, plan);
    TRY(load_features(ctx, plan));
    TRY(count_known(ctx, plan, &known));
    count_rows(import);
    import->subscriptions_new = import->subscriptions - known;
    return OK;
}

/* What follows a quotation mark that never closes was read as one cell. */
static void check_end(struct import *import)
{
    struct import_plan *plan = import->plan;

    if (!plan->file.line_unclosed)
        return;
    plan_complain(plan, plan->file.line_unclosed, NULL, NULL,
                  "a quotation mark opens here and never closes, so that the rows behind it cannot "
                  "be told apart.");
    import->is_readable = false;
}

static const char *note_of(struct ctx *ctx, const struct import_file *file)
{
    if (!file->line_foreign)
        return NULL;
    return arena_printf(ctx->arena,
                        "Line %" PRId64 " is not UTF-8, so the file was read as Windows-1252.",
                        file->line_foreign);
}

static enum err read_source(struct ctx *ctx, struct import *import)
{
    struct import_plan *plan = import->plan;
    const char *problem =
        import_file_read(ctx->arena, plan->source->bytes, plan->source->size, &plan->file);

    if (problem) {
        plan_complain(plan, 0, NULL, NULL, arena_printf(ctx->arena, "The file %s", problem));
        return OK;
    }
    import->note = note_of(ctx, &plan->file);
    if (plan->file.count)
        TRY(read_header(ctx, plan, &plan->file.records[0]));
    import->is_readable = plan->error_count == 0;
    if (import->is_readable && plan->file.count)
        TRY(read_rows(ctx, import));
    check_end(import);
    return OK;
}

enum err import_read(struct ctx *ctx, const struct import_source *source, struct import **out)
{
    struct import *import = ARENA_NEW(ctx->arena, struct import);
    struct import_plan *plan = ARENA_NEW(ctx->arena, struct import_plan);

    import->plan = plan;
    plan->source = source;
    plan->arena = ctx->arena;
    plan->by_reference.arena = plan->by_offer.arena = ctx->arena;
    TRY(segment_choose(ctx, source->reference_segment, &plan->segment));
    TRY(read_source(ctx, import));
    import->errors = errors_by_line(plan);
    *out = import;
    return OK;
}
