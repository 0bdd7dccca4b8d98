#include "domain/statements/statement.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/accounts/business.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "sql.h"

const char *const kind_operation_names[] = {
    NULL,         "Invoice",        "CreditNote", "Payment",   "Refund", "Return",
    "CreditUsed", "CreditReturned", "WriteOff",   "Reopening", NULL,
};

const struct field operation_fields[] = {
    FIELD(operation, seq),
    FIELD_CHOICE_OF(operation, kind_operation, kind_operation_names),
    FIELD(operation, date),
    FIELD(operation, done_on),
    FIELD(operation, id_invoice),
    FIELD(operation, full_number),
    FIELD(operation, id_payment),
    FIELD_CHOICE_OF(operation, type_payment, type_payment_names),
    FIELD(operation, label_payment),
    FIELD(operation, reference_payment),
    FIELD(operation, amount_debit),
    FIELD(operation, amount_credit),
    FIELD(operation, amount_credited),
    FIELD(operation, amount_balance),
    FIELD(operation, currency),
    FIELDS_END,
};

static const struct field ageing_fields[] = {
    FIELD(ageing, amount_not_due), FIELD(ageing, amount_late_30),   FIELD(ageing, amount_late_60),
    FIELD(ageing, amount_late_90), FIELD(ageing, amount_late_more), FIELDS_END,
};

static const struct field statement_fields[] = {
    FIELD(statement, currency),
    FIELD(statement, amount_opening),
    FIELD(statement, amount_debit),
    FIELD(statement, amount_credit),
    FIELD(statement, amount_closing),
    FIELD(statement, amount_unused),
    FIELD_RECORD_OF(statement, ageing, ageing_fields),
    FIELD_LIST_OF(statement, operations, operation_fields, operation),
    FIELDS_END,
};

const struct field customer_statements_fields[] = {
    FIELD(customer_statements, id_customer),
    FIELD(customer_statements, reference_customer),
    FIELD(customer_statements, reference_segment),
    FIELD(customer_statements, name),
    FIELD(customer_statements, time_zone),
    FIELD(customer_statements, from_on),
    FIELD(customer_statements, to_on),
    FIELD_LIST_OF(customer_statements, statements, statement_fields, statement),
    FIELDS_END,
};

/* days --------------------------------------------------------------------------------------------
 */

enum err statement_zone(struct ctx *ctx, const struct customer *customer, const char **out)
{
    struct segment segment;

    *out = customer->time_zone;
    if (*out)
        return OK;
    TRY(segment_get(ctx, customer->id_segment, &segment));
    *out = segment.time_zone;
    return OK;
}

/* The midnight before a moment, or of a day. */
static struct instant midnight(struct instant at)
{
    struct civil civil = civil_from_instant(at);

    civil.micros = 0;
    return instant_from_civil(civil);
}

static struct instant day_in(const char *zone, struct instant at)
{
    return midnight(zone_local(zone, at));
}

enum err statement_today(struct ctx *ctx, const struct customer *customer, struct instant *out)
{
    const char *zone;

    TRY(statement_zone(ctx, customer, &zone));
    *out = day_in(zone, ctx->now);
    return OK;
}

static const char *day_text(struct arena *arena, struct instant day)
{
    char text[DAY_TEXT_SIZE];

    day_format(day, text);
    return arena_copy(arena, text);
}

/* A range as moments: from `start` on, before `until`, and the last `day`. */
struct reach {
    const char *zone;
    struct instant start, until, day;
};

static enum err reach_of(struct ctx *ctx, const struct customer *customer,
                         const struct day_range *range, struct customer_statements *account,
                         struct reach *out)
{
    struct instant today;

    TRY(statement_zone(ctx, customer, &out->zone));
    TRY(statement_today(ctx, customer, &today));
    depends_on(ctx, today.micros);
    out->day = instant_is_set(range->last) ? midnight(range->last) : today;
    if (instant_is_set(range->first) && out->day.micros < midnight(range->first).micros)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateTo",
                    "DateTo: is before DateFrom; say the earlier day first.");
    account->to_on = day_text(ctx->arena, out->day);
    out->until = zone_universal(out->zone, instant_plus(out->day, DAYS(1)));
    if (today.micros < out->day.micros)
        out->day = today;
    out->start = (struct instant){1};
    if (!instant_is_set(range->first))
        return OK;
    account->from_on = day_text(ctx->arena, midnight(range->first));
    out->start = zone_universal(out->zone, midnight(range->first));
    return OK;
}

/* operations --------------------------------------------------------------------------------------
 */

/* What an entry is to its customer. */
struct entry_row {
    struct operation operation;
    int64_t amount;
    struct instant day;
};

#define OF_OPERATION(member)                                                                       \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct operation *)0)->member),                      \
        .offset = offsetof(struct entry_row, operation.member)                                     \
    }
#define OF_OPERATION_CHOICE(member, names)                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_CHOICE,                                                     \
        .offset = offsetof(struct entry_row, operation.member), .choices = (names)                 \
    }

static const struct field entry_row_fields[] = {
    OF_OPERATION(seq),
    OF_OPERATION_CHOICE(kind_operation, kind_operation_names),
    OF_OPERATION(date),
    OF_OPERATION(id_invoice),
    OF_OPERATION(full_number),
    OF_OPERATION(id_payment),
    OF_OPERATION_CHOICE(type_payment, type_payment_names),
    OF_OPERATION(label_payment),
    OF_OPERATION(reference_payment),
    FIELD(entry_row, amount),
    OF_OPERATION(amount_credited),
    OF_OPERATION(currency),
    FIELDS_END,
};

/* By day, and within a day as it was entered: what pays comes after what it pays. */
static int by_day(const void *a, const void *b)
{
    const struct entry_row *one = a, *other = b;

    if (one->day.micros != other->day.micros)
        return one->day.micros < other->day.micros ? -1 : 1;
    return one->operation.seq < other->operation.seq ? -1 : 1;
}

static enum err load_moved(struct ctx *ctx, int64_t id_customer, const struct reach *reach,
                           struct list *out)
{
    TRY(db_list(ctx, &sql_statement_operations,
                ARGS(ARG(id_customer), ARG_AS(start, reach->start), ARG_AS(until, reach->until)),
                entry_row_fields, sizeof(struct entry_row), out));
    for (size_t i = 0; i < out->count; i++) {
        struct entry_row *moved = LIST_AT(*out, struct entry_row, i);

        moved->day = day_in(reach->zone, moved->operation.date);
        moved->operation.done_on = day_text(ctx->arena, moved->day);
    }
    if (out->count)
        qsort(out->items, out->count, sizeof(struct entry_row), by_day);
    return OK;
}

/* statements --------------------------------------------------------------------------------------
 */

/* That of the currency, which is new if there is none; there is room for it. */
static struct statement *statement_in(struct list *statements, const char *currency)
{
    struct statement *new;

    for (size_t i = 0; i < statements->count; i++)
        if (strcmp(LIST_AT(*statements, struct statement, i)->currency, currency) == 0)
            return LIST_AT(*statements, struct statement, i);
    new = LIST_AT(*statements, struct statement, statements->count++);
    *new = (struct statement){.currency = currency};
    return new;
}

static const struct field opening_fields[] = {
    FIELD(statement, currency),
    FIELD(statement, amount_opening),
    FIELD(statement, amount_unused),
    FIELDS_END,
};

static enum err load_openings(struct ctx *ctx, const struct customer *customer,
                              const struct reach *reach, struct list *openings)
{
    return db_list(ctx, &sql_statement_openings,
                   ARGS(ARG_AS(id_customer, customer->id), ARG_AS(start, reach->start)),
                   opening_fields, sizeof(struct statement), openings);
}

/* A statement for each currency of what was before and of what happened, empty. */
static struct list begin_statements(struct ctx *ctx, const struct customer *customer,
                                    const struct list *openings, const struct list *moved)
{
    struct list out = {
        ARENA_ARRAY(ctx->arena, struct statement, 1 + openings->count + moved->count), 0};

    (void)statement_in(&out, customer->currency);
    for (size_t i = 0; i < openings->count; i++) {
        const struct statement *opening = LIST_AT(*openings, struct statement, i);
        struct statement *statement = statement_in(&out, opening->currency);

        statement->amount_opening = opening->amount_opening;
        statement->amount_unused = opening->amount_unused;
    }
    for (size_t i = 0; i < moved->count; i++)
        (void)statement_in(&out, LIST_AT(*moved, struct entry_row, i)->operation.currency);
    return out;
}

static struct operation operation_of(const struct entry_row *moved, struct statement_sums *sums)
{
    struct operation operation = moved->operation;

    operation.amount_balance = statement_add(sums, moved->amount);
    operation.amount_debit = moved->amount > 0 ? moved->amount : NONE;
    operation.amount_credit = moved->amount < 0 ? -moved->amount : NONE;
    if (!operation.amount_credited)
        operation.amount_credited = NONE;
    return operation;
}

static void fill_statement(struct ctx *ctx, const struct list *moved, struct statement *statement)
{
    struct statement_sums sums = statement_begin(statement->amount_opening);

    statement->operations.items = ARENA_ARRAY(ctx->arena, struct operation, moved->count);
    for (size_t i = 0; i < moved->count; i++) {
        const struct entry_row *one = LIST_AT(*moved, struct entry_row, i);

        if (strcmp(one->operation.currency, statement->currency) != 0)
            continue;
        *LIST_AT(statement->operations, struct operation, statement->operations.count++) =
            operation_of(one, &sums);
        statement->amount_unused += one->operation.amount_credited;
    }
    statement->amount_debit = sums.debit;
    statement->amount_credit = sums.credit;
    statement->amount_closing = sums.closing;
}

/* how late it is ----------------------------------------------------------------------------------
 */

struct unpaid {
    struct instant date_issue, date_payment_limit;
    const char *currency;
    int64_t amount;
};

static const struct field unpaid_fields[] = {
    FIELD(unpaid, date_issue),
    FIELD(unpaid, date_payment_limit),
    FIELD(unpaid, currency),
    FIELD(unpaid, amount),
    FIELDS_END,
};

static int64_t *amount_of_age(struct ageing *ageing, enum age age)
{
    int64_t *const amounts[AGE_COUNT] = {
        [AGE_NOT_DUE] = &ageing->amount_not_due, [AGE_30] = &ageing->amount_late_30,
        [AGE_60] = &ageing->amount_late_60,      [AGE_90] = &ageing->amount_late_90,
        [AGE_OLDER] = &ageing->amount_late_more,
    };

    return amounts[age];
}

static enum err load_ageing(struct ctx *ctx, int64_t id_customer, const struct reach *reach,
                            struct list *statements)
{
    struct list unpaid;

    TRY(db_list(ctx, &sql_statement_unpaid, ARGS(ARG(id_customer), ARG_AS(until, reach->until)),
                unpaid_fields, sizeof(struct unpaid), &unpaid));
    for (size_t i = 0; i < unpaid.count; i++) {
        const struct unpaid *one = LIST_AT(unpaid, struct unpaid, i);
        struct instant limit =
            instant_is_set(one->date_payment_limit) ? one->date_payment_limit : one->date_issue;
        struct statement *statement = statement_in(statements, one->currency);

        *amount_of_age(&statement->ageing, age_of(day_in(reach->zone, limit), reach->day)) +=
            one->amount;
    }
    return OK;
}

enum err statement_list(struct ctx *ctx, const struct customer *customer,
                        const struct day_range *range, struct customer_statements *out)
{
    struct list openings, moved;
    struct reach reach = {0};

    *out = (struct customer_statements){
        .id_customer = customer->id,
        .reference_customer = customer->reference_customer,
        .reference_segment = customer->reference_segment,
        .name = customer_name(customer),
    };
    TRY(reach_of(ctx, customer, range, out, &reach));
    out->time_zone = reach.zone;
    TRY(load_openings(ctx, customer, &reach, &openings));
    TRY(load_moved(ctx, customer->id, &reach, &moved));
    out->statements = begin_statements(ctx, customer, &openings, &moved);
    for (size_t i = 0; i < out->statements.count; i++)
        fill_statement(ctx, &moved, LIST_AT(out->statements, struct statement, i));
    return load_ageing(ctx, customer->id, &reach, &out->statements);
}
