/* Inside the room: the columns that a file may have, and those that it has. */
#ifndef DOMAIN_IMPORTS_IMPORT_COLUMN_H
#define DOMAIN_IMPORTS_IMPORT_COLUMN_H

#include "domain/customers/customer.h"
#include "domain/subscriptions/subscription.h"

/* What a row says, as the verbs take it. */
struct row_input {
    struct customer_input customer;
    struct address address;
    struct payment_input payment;
    struct subscription_input subscription;
};

/* Which member of struct row_input a column belongs to. */
enum column_part {
    PART_CUSTOMER, /* the first three describe the customer: several rows about one must agree */
    PART_ADDRESS,
    PART_PAYMENT,
    PART_REFERENCE, /* of the customer */
    PART_SUBSCRIPTION,
    PART_FEATURE,
    PART_IGNORED,
};

struct known_column {
    const char *name;
    enum column_part part;
    const char *example, *help;
};
extern const struct known_column known_columns[];
extern const size_t known_column_count;
/* All of their names, for a complaint. */
const char *known_column_names(struct arena *arena);

struct column {
    const char *name; /* as we write it */
    enum column_part part;
    const struct field *field;
    const struct feature *feature; /* PART_FEATURE */
};

static inline bool column_is_of_person(const struct column *column)
{
    return column->part <= PART_PAYMENT;
}

/* The column of that name, whatever the case of its letters; false if there is none. */
bool column_named(const char *name, struct column *out);
/* `Feature:<reference>`: it gets its feature from the database. ERR_NOT_FOUND, not noted, if there
 * is none of that reference. */
bool column_is_feature(const char *name);
MUST_CHECK enum err column_of_feature(struct ctx *ctx, const char *name, struct column *out);

/* Makes everything absent; leaves room for so many features. */
void row_input_clear(struct arena *arena, size_t features, struct row_input *input);
/* Reads a cell into its member; complains if it does not fit. */
MUST_CHECK enum err column_read(struct ctx *ctx, const struct column *column, const char *value,
                                struct row_input *into);

#endif
