/* Files for the bank: which charges and refunds of a SEPA gateway stand in which, and when.
 *
 * Making one charges what is due until its last day, as a bank wants it before the collection. A
 * transaction (gateways/transaction.h) that is to be processed waits for the next file, stands in
 * one at most, and is pending from then on. A debit is collected on an open day of TARGET, not
 * before it is wanted, not before the bank can, and not before its customer knew for long enough:
 * his invoice tells him amount, day, mandate and account. Whose mandate is not usable any more is
 * not written: that charge has failed. The text is kept sealed, so that the same file can be had
 * again; one that the bank refused, or never got, can be withdrawn. */
#ifndef DOMAIN_SEPA_SEPA_FILE_H
#define DOMAIN_SEPA_SEPA_FILE_H

#include "domain/page.h"
#include "domain/sepa/sepa_gateway.h"

enum kind_file { KIND_FILE_NONE, KIND_FILE_DEBITS, KIND_FILE_TRANSFERS };
extern const char *const kind_file_names[];
enum state_file { FILE_NONE, FILE_MADE, FILE_ACCEPTED, FILE_REFUSED, FILE_WITHDRAWN };
extern const char *const state_file_names[];

struct sepa_file {
    int64_t id, id_gateway;
    const char *name_gateway;
    int kind_file, state_file;
    const char *message_id;
    int64_t count_orders, amount_total; /* cents */
    const char *code, *explanation;     /* why the bank refused it */
    struct trace trace;
};
extern const struct field sepa_file_fields[];

struct sepa_file_input {
    int64_t id_gateway; /* NONE: the first of the segment */
    const char *reference_segment;
    int kind_file; /* otherwise Debits */
    /* What is collected until that day; not set: so far that a file on each open day misses none.
     */
    struct instant date;
};

/* What came of making one. */
struct sepa_file_made {
    struct sepa_file file; /* id NONE: there was nothing to write */
    int64_t count_failed;  /* charges whose mandate is not usable */
    int64_t count_waiting; /* those whose day is later, or for which there was no room */
};
/* ERR_CONFLICT, noted, if the gateway lacks what a file needs (sepa_gateway.h). */
MUST_CHECK enum err sepa_file_make(struct ctx *ctx, const struct sepa_file_input *input,
                                   struct sepa_file_made *out);

/* The bytes, always the same. */
MUST_CHECK enum err sepa_file_content(struct ctx *ctx, const struct sepa_file *file,
                                      const char **out);

/* All that stands in it waits for the next file. ERR_CONFLICT once the bank has accepted it, or
 * told what became of any of it. */
MUST_CHECK enum err sepa_file_withdraw(struct ctx *ctx, int64_t id, struct sepa_file *out);

/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err sepa_file_get(struct ctx *ctx, int64_t id, struct sepa_file *out);
/* The newest first: of struct sepa_file. */
MUST_CHECK enum err sepa_file_list(struct ctx *ctx, const struct page *page, struct list *out,
                                   int64_t *total);

/* What stands in a file. */
struct sepa_order_row {
    int64_t id_file, id_transaction, id_mandate, position;
    const char *end_to_end, *block_id;
    int64_t amount; /* cents, positive */
    struct instant date_collection;
    bool is_withdrawn;
    int kind_file, state_transaction;
};
extern const struct field sepa_order_fields[];
/* By position; of a file, or of one of its blocks, or of a transaction of ours: the others are NONE
 * and NULL. Of withdrawn files only if there are no others. */
struct sepa_order_filter {
    int64_t id_file;
    const char *block_id, *end_to_end;
};
MUST_CHECK enum err sepa_order_list(struct ctx *ctx, const struct sepa_order_filter *filter,
                                    struct list *out);

/* For sepa_statement.c. ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err sepa_file_find(struct ctx *ctx, const char *message_id, struct sepa_file *out);
/* What the bank says of a whole file. */
MUST_CHECK enum err sepa_file_judge(struct ctx *ctx, struct sepa_file *file, enum state_file state,
                                    const char *code, const char *explanation);

#endif
