/* Secrets: values that the database holds only in sealed form, each bound to its business, table,
 * row and column, so that a sealed value that was moved elsewhere does not open. The keys are in a
 * file outside (platform/crypto/keyring.h); ctx->keyring is what was read of it.
 *
 * A value never appears in the audit, in the log or in a list. */
#ifndef DOMAIN_ACCOUNTS_SECRET_H
#define DOMAIN_ACCOUNTS_SECRET_H

#include "base/ctx.h"
#include "base/field.h"
#include "platform/crypto/keyring.h"

/* What may be kept sealed. `name` is how a person calls it: "seller.iban"; NULL for what the program
 * alone puts there, many rows of it, and no person lists, sets or shows. */
struct secret_kind {
    const char *name, *table, *column, *help;
};
extern const struct secret_kind secret_kinds[];
extern const size_t secret_kind_count;

/* For the program's own use. Table and column are those of a row of `secret_kinds`; `row_id` is the
 * row's, of a business its own id. */

/* Seals the value with the current key and replaces what was there; leaves an audit row. */
MUST_CHECK enum err secret_put(struct ctx *ctx, const char *table, int64_t row_id,
                               const char *column, const char *value);
/* ERR_NOT_FOUND, not noted, if there is none. ERR_FAILED, noted, if it cannot be opened: its key is
 * not in the key file, or it was changed or moved. */
MUST_CHECK enum err secret_get(struct ctx *ctx, const char *table, int64_t row_id,
                               const char *column, const char **out);
/* ERR_NOT_FOUND, not noted, if there is none; else leaves an audit row. */
MUST_CHECK enum err secret_delete(struct ctx *ctx, const char *table, int64_t row_id,
                                  const char *column);

/* For a person at the console: `name` of the table above; `of` is a segment's reference or a
 * seller's name, NULL the first segment and the default seller. ERR_INVALID for an unknown name or
 * an empty or endless value, ERR_NOT_FOUND for an unknown `of`, all noted. */
MUST_CHECK enum err secret_set(struct ctx *ctx, const char *name, const char *of,
                               const char *value);
/* Also ERR_NOT_FOUND, noted, if it was never set. */
MUST_CHECK enum err secret_unset(struct ctx *ctx, const char *name, const char *of);

/* The value itself, for whoever sets up the other side; leaves an audit row. Errors as above. */
MUST_CHECK enum err secret_show(struct ctx *ctx, const char *name, const char *of,
                                const char **out);

struct secret_entry {
    const char *name; /* "seller.iban" */
    const char *of;   /* the row's reference or name */
    const char *id_key;
    struct instant date_update; /* when the value was given, by the machine's clock */
};
extern const struct field secret_entry_fields[];
/* Of `struct secret_entry`: which there are, never what they are. */
MUST_CHECK enum err secret_list(struct ctx *ctx, struct list *out);

/* Seals at most 500 values of the business anew that were sealed with an older key; `count` says
 * how many, 0 when none is left. */
MUST_CHECK enum err secret_rotate_batch(struct ctx *ctx, int64_t *count);
/* How many values, of all businesses, are sealed with another key than the current one. */
MUST_CHECK enum err secret_count_old(struct ctx *ctx, int64_t *count);

/* Reads the key file for the whole life of the program (ctx->arena) and sets ctx->keyring. A
 * missing file is made if `may_create` says so and no business holds a sealed value. Refused with a
 * note: a file that is missing, damaged or open to others, and one that lacks a key in use. */
MUST_CHECK enum err secret_open_keyring(struct ctx *ctx, const char *path, bool may_create);

#endif
