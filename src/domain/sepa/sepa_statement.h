/* What banks tell, applied: rejects, bookings, returns and refunds to our transactions, and
 * transfers of customers to their invoices.
 *
 * Each thing that is told is kept as an entry, once, whatever came of it: told again, by the same
 * or another file, it changes nothing. What we cannot match waits as Unmatched for somebody to look
 * at; a transfer pays only invoices that its remark names and whose sum it is exactly, else it is
 * Suggested. A batch is taken as collected only if its sum is that of its orders. */
#ifndef DOMAIN_SEPA_SEPA_STATEMENT_H
#define DOMAIN_SEPA_SEPA_STATEMENT_H

#include "domain/page.h"
#include "domain/sepa/sepa_read.h"

enum state_entry {
    ENTRY_NONE,
    ENTRY_APPLIED,
    ENTRY_KNOWN, /* nothing new: another file has told it in other words */
    ENTRY_NOTED, /* nothing follows from it */
    ENTRY_SUGGESTED,
    ENTRY_UNMATCHED,
};
extern const char *const state_entry_names[];

struct sepa_entry {
    int64_t id;
    const char *key_entry, *kind_statement, *message_id;
    int told;            /* enum told_sepa */
    int state_entry;     /* enum state_entry */
    const char *outcome; /* a sentence */
    struct instant date_booking;
    int64_t amount; /* minor units; NONE: not told */
    const char *currency, *end_to_end, *block_id, *message_original, *code, *explanation, *name;
    const char *remark;
    int64_t id_file, id_transaction, id_payment; /* NONE: none */
    struct instant date_creation;
    int64_t id_user_creation;
    bool is_new; /* false: it was read before, and nothing was done now */
};
extern const struct field sepa_entry_fields[];

/* What came of a file. */
struct sepa_outcome {
    const char *kind_statement, *message_id;
    int64_t count_applied, count_known, count_noted, count_suggested, count_unmatched;
    int64_t count_read_before, count_pending;
    struct list entries; /* of struct sepa_entry */
};

/* ERR_INVALID, noted, for a file that cannot be read (sepa_read.h): then nothing has changed. */
MUST_CHECK enum err sepa_statement_apply(struct ctx *ctx, const char *bytes, size_t size,
                                         struct sepa_outcome *out);

/* Kept entries, the newest first; of one state unless that is ENTRY_NONE. */
MUST_CHECK enum err sepa_entry_list(struct ctx *ctx, int state_entry, const struct page *page,
                                    struct list *out, int64_t *total);

#endif
