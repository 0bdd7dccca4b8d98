/* Imports: one file brings customers and subscriptions, from a spreadsheet or another system.
 *
 * A row names a customer, and, if it has a ReferenceOffer, a subscription of his. Columns are found
 * by the names in the first line, in any order and case; blank cells leave what is there, or what
 * the offer says. Amounts are in minor units.
 *
 *   customer      ReferenceCustomer, Name, Language, Email, TypePayment
 *   his address   Company, FirstName, LastName, AddressLine1, AddressLine2, ZipCode, City, Country,
 *                 Region, Phone, TaxInformation
 *   subscription  ReferenceOffer, ReferenceCustomerBuyer, DateStart, TitleLocalized, AmountTrial,
 *                 DurationTrial, UnitTrial, AmountRecurrence, DurationRecurrence, UnitRecurrence,
 *                 CountRecurrences, CountMinRecurrences, AmountUpFront, AmountTermination,
 *                 Migration, ExternalKey, Feature:<reference> (true or false; a quantity)
 *   neither       Error: ignored, so that a file of bad rows can be mended and imported
 *
 * It goes in two steps. `import_read` looks at the whole file and finds everything that is wrong
 * with it, and writes nothing. `import_run` writes it in small transactions.
 *
 * A customer who exists is updated where the file says something else; a new one is one event,
 * CustomerAdded, whatever is said about him. What several rows say about one must agree. A
 * subscription is known again by its ExternalKey, or else as the n-th one of this customer, offer
 * and DateStart in the file; one that exists is left alone. So the same file twice changes nothing,
 * and an import that was interrupted, however hard, goes on where it was when the same file is
 * imported from the same path.
 *
 * The file is CSV: comma or semicolon, whichever the header uses, UTF-8 or else Windows-1252, any
 * line ends. It is kept in memory, about two kilobytes for each row. */
#ifndef DOMAIN_IMPORTS_IMPORT_H
#define DOMAIN_IMPORTS_IMPORT_H

#include "base/ctx.h"
#include "base/field.h"

struct work;

/* One reason why a row, or the whole file, cannot be imported. */
struct import_error {
    int64_t line;       /* on which the row begins; 0: the whole file */
    const char *column; /* NULL: the row as a whole */
    const char *value;  /* the cell's, cut short; NULL if there is none */
    const char *reason; /* a sentence */
};
extern const struct field import_error_fields[];
/* `line 12, AmountRecurrence "12,50": is not a whole number.` */
const char *import_error_text(struct arena *arena, const struct import_error *error);

struct import_source {
    const char *path; /* absolute: it is part of what an interrupted import is known by */
    const char *bytes;
    size_t size;
    const char *reference_segment; /* NULL: the first one */
};

/* A file that was looked at. */
struct import {
    int64_t rows, rows_bad;
    int64_t customers, customers_new; /* in the good rows, and how many of them do not exist yet */
    int64_t subscriptions, subscriptions_new;
    const char *note;   /* what the reader should know, as that it was not UTF-8; or NULL */
    struct list errors; /* of struct import_error, by line */
    bool is_readable;   /* false: rows cannot be told apart, and nothing can be imported */
    struct import_plan *plan;
};
/* Without the errors. */
extern const struct field import_fields[];

/* Looks at the file, in one pass, with what it needs of the database; a reading transaction is
 * enough. OK means that it was looked at: what is wrong with it stands in `errors`. An unknown
 * segment is ERR_INVALID, noted. The source must live as long as the import, which lives in the
 * arena of the ctx. */
MUST_CHECK enum err import_read(struct ctx *ctx, const struct import_source *source,
                                struct import **out);

struct import_options {
    bool keep_going; /* write the good rows although there are bad ones */
    void (*progress)(void *data, int64_t rows_done, int64_t rows_total); /* or NULL */
    void *data;
};

/* What came of it. */
struct import_outcome {
    int64_t rows, rows_bad, rows_resumed; /* resumed: done already by a run before */
    int64_t customers_added, customers_updated, subscriptions_added; /* resumed ones included */
    const char *bad_file; /* where the bad rows are, or NULL */
};
extern const struct field import_outcome_fields[];

/* Writes the import, to be called without a transaction. With bad rows it refuses (ERR_INVALID,
 * noted) unless it may keep going: then they go to `<path>.bad.csv` first, each with its reasons in
 * a last column `Error`, and the others are written.
 *
 * If a row fails nevertheless, since the data changed after they were read, the run stops there and
 * the note names the line; what was written stays, and the next run goes on with that row. On
 * PostgreSQL the tables are counted (ANALYZE) early and at the end of a large import, because its
 * plans would be those for empty tables. */
MUST_CHECK enum err import_run(struct work *work, struct ctx *ctx, struct import *import,
                               const struct import_options *options, struct import_outcome *out);

/* A file to begin with: every column's name, and a row of examples; as XLSX with a comment on each.
 * ERR_CONFLICT, noted, if the path exists already; ERR_FAILED, noted, if it cannot be written. */
MUST_CHECK enum err import_template_csv(struct ctx *ctx, const char *path);
MUST_CHECK enum err import_template_xlsx(struct ctx *ctx, const char *path);

#endif
