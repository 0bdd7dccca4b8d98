/* Inside the room: a file that was looked at, with what the database said about it: everything that
 * writing it needs. */
#ifndef DOMAIN_IMPORTS_IMPORT_PLAN_H
#define DOMAIN_IMPORTS_IMPORT_PLAN_H

#include "base/lookup.h"
#include "base/text.h"
#include "domain/imports/import.h"
#include "domain/imports/import_column.h"
#include "domain/imports/import_file.h"

/* What the file says about a customer in one column, and on which line it says so. */
struct given {
    const char *value;
    int64_t line;
};

/* Somebody whom the file names, as customer or as buyer. */
struct person {
    const char *reference;
    bool is_known;                /* exists in the database */
    const char *language;         /* of one who exists */
    const char *country, *region; /* of the billing address of one who exists */
    struct given *given;          /* by slot, from all of his good rows together */
    int64_t line;                 /* of the first row that describes him; 0: none does */
    size_t first_row;             /* the first good one, or LOOKUP_NONE */
    size_t good_rows;
    size_t first_bought; /* the first row that he is the buyer of, or LOOKUP_NONE */
};

/* An offer that the file names. */
struct sold {
    const char *reference;
    bool is_known;
    struct offer offer;
    struct list discounts; /* the offer's: of struct offer_discount */
};

struct row {
    const struct record *record;
    bool is_bad;
    size_t holder, buyer;        /* indexes of persons; LOOKUP_NONE: nobody is named */
    size_t sold;                 /* index of the offer, or LOOKUP_NONE */
    size_t next_bought;          /* the next row of the same buyer */
    const char *external_key;    /* of its subscription */
    size_t rank;                 /* how many rows before have the same customer, offer and start */
    size_t alike;                /* of the first such row: how many there are */
    const struct list *features; /* the offer's, in the buyer's language */
};

struct import_plan {
    const struct import_source *source;
    struct import_file file;
    struct segment segment;
    struct column *columns;
    size_t column_count;
    size_t holder_column, buyer_column, offer_column; /* LOOKUP_NONE: the file has none */
    size_t *slots; /* by column: where `given` has it, for a column about the customer */
    size_t slot_count, feature_count;
    bool has_address;
    struct row *rows;
    size_t row_count;
    struct person *people;
    size_t person_count;
    struct sold *offers;
    size_t offer_count;
    struct lookup by_reference, by_offer; /* to the indexes of people and offers */
    struct arena *arena;                  /* of the import */
    struct import_error *errors;
    size_t error_count, error_room;
};

/* Notes what is wrong. Column, value and reason are copied, and made fit to be shown. */
void plan_complain(struct import_plan *plan, int64_t line, const char *column, const char *value,
                   const char *reason);

/* Looks at every row by itself and together with the others: import_check.c. People and offers are
 * known. */
void plan_check(struct ctx *ctx, struct import_plan *plan);

/* Who pays for the row's subscription. */
static inline size_t row_payer(const struct row *row)
{
    return row->buyer == LOOKUP_NONE ? row->holder : row->buyer;
}

/* The cell of a row, NULL if it is empty. */
static inline const char *row_cell(const struct row *row, size_t column)
{
    return column < row->record->count ? row->record->values[column] : NULL;
}

/* Reads what a row says about its subscription, and what all rows together say about a customer.
 * Complains about what does not fit. */
MUST_CHECK enum err plan_read_row(struct ctx *ctx, const struct import_plan *plan,
                                  const struct row *row, struct row_input *out);
MUST_CHECK enum err plan_read_person(struct ctx *ctx, const struct import_plan *plan,
                                     const struct person *person, struct row_input *out);

/* Rows at a time, wherever the database is asked for many. */
enum { IMPORT_CHUNK = 500 };

/* A JSON array of texts, for statements that ask for many. */
void append_to_array(struct text *array, const char *value);
const char *array_done(struct text *array);

/* The billing addresses of customers, and the one of that id among them, or NULL. */
MUST_CHECK enum err list_addresses(struct ctx *ctx, const struct list *customers, struct list *out);
const struct address *address_among(const struct list *addresses, int64_t id);

/* The bad rows as a file that can be mended: import_bad.c. ERR_FAILED, noted. */
MUST_CHECK enum err import_write_bad(struct ctx *ctx, const struct import *import,
                                     const char *path);

#endif
