/* Series: numbers 1 to n without gap or double, dates that never fall. */
#include <inttypes.h>

#include "domain/books/verify_parts.h"
#include "platform/db/db.h"
#include "rules/numbering.h"
#include "sql.h"

struct series_row {
    int64_t id, next_number;
    const char *prefix;
};

static const struct field series_row_fields[] = {
    FIELD(series_row, id),
    FIELD(series_row, next_number),
    FIELD(series_row, prefix),
    FIELDS_END,
};

struct number_row {
    int64_t id, id_series, number;
    const char *full_number;
    struct instant date_issue;
};

static const struct field number_row_fields[] = {
    FIELD(number_row, id),          FIELD(number_row, id_series),  FIELD(number_row, number),
    FIELD(number_row, full_number), FIELD(number_row, date_issue), FIELDS_END,
};

/* How far a series was followed. */
struct followed {
    int64_t id;
    const struct series_row *series;
    int64_t expected; /* the next number */
    struct instant date_issue;
};

static void check_number(struct verifier *verifier, struct followed *at,
                         const struct number_row *row)
{
    if (!full_number_fits(at->series->prefix, row->number, row->full_number))
        found(verifier, "series.number", row->full_number,
              "Its number is %" PRId64 " and its series is %s.", row->number, at->series->prefix);
    if (row->number > at->expected)
        found(verifier, "series.gap", at->series->prefix,
              "The numbers from %" PRId64 " to %" PRId64 " are missing.", at->expected,
              row->number - 1);
    else if (row->number < at->expected)
        found(verifier, "series.double", row->full_number,
              "The number %" PRId64 " was given already.", row->number);
    if (row->date_issue.micros < at->date_issue.micros)
        found(verifier, "series.date", row->full_number,
              "It was issued before the number that precedes it.");
    at->expected = row->number + 1;
    at->date_issue = row->date_issue;
}

/* Of struct followed, by id. */
static enum err load_series(struct verifier *verifier, struct list *out)
{
    struct list rows;

    TRY(db_list(verifier->ctx, &sql_verify_series, NO_ARGS, series_row_fields,
                sizeof(struct series_row), &rows));
    *out = (struct list){ARENA_ARRAY(verifier->ctx->arena, struct followed, rows.count + 1),
                         rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const struct series_row *row = LIST_AT(rows, struct series_row, i);

        *LIST_AT(*out, struct followed, i) = (struct followed){row->id, row, 1, {0}};
    }
    return OK;
}

static void check_next(struct verifier *verifier, const struct followed *at)
{
    if (at->series->next_number != at->expected)
        found(verifier, "series.next", at->series->prefix,
              "It will give %" PRId64 " next, but the last number that exists is %" PRId64 ".",
              at->series->next_number, at->expected - 1);
}

/* Those of a series that is missing are found among the orphans. */
static void check_page(struct verifier *verifier, struct list *all, const struct list *rows)
{
    struct followed *at = NULL;

    for (size_t i = 0; i < rows->count; i++) {
        const struct number_row *row = LIST_AT(*rows, struct number_row, i);

        for (size_t j = 0; j < all->count && (!at || at->id != row->id_series); j++)
            if (LIST_AT(*all, struct followed, j)->id == row->id_series)
                at = LIST_AT(*all, struct followed, j);
        if (at && at->id == row->id_series)
            check_number(verifier, at, row);
    }
}

/* All documents of a kind that has series, in their order. */
static enum err follow(struct verifier *verifier, const struct sql *sql, struct list *all)
{
    struct number_row after = {0};
    int64_t done = 0;
    struct list rows;

    do {
        page_begin(verifier, "numbers", done);
        TRY(db_list(&verifier->page, sql,
                    ARGS(ARG_AS(id_series, after.id_series), ARG_AS(number, after.number),
                         ARG_AS(id, after.id)),
                    number_row_fields, sizeof(struct number_row), &rows));
        check_page(verifier, all, &rows);
        if (rows.count)
            after = *LIST_AT(rows, struct number_row, rows.count - 1);
        done += (int64_t)rows.count;
    } while (rows.count);
    return OK;
}

enum err verify_series(struct verifier *verifier)
{
    struct list all;

    TRY(load_series(verifier, &all));
    TRY(follow(verifier, &sql_verify_numbers, &all));
    TRY(follow(verifier, &sql_verify_estimate_numbers, &all));
    for (size_t i = 0; i < all.count; i++)
        check_next(verifier, LIST_AT(all, struct followed, i));
    return OK;
}
