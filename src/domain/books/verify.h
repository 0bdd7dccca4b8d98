/* Are the books sound? Everything that can be computed again is computed again and compared:
 *
 *   invoices       columns and lines are those of the hashed content, the hash is right, sums and
 *                  taxes add up
 *   series         numbers 1 to n without gap or double, dates that never fall
 *   entries        postings add up to zero, each invoice was entered once and as it is
 *   chain          unbroken from the first entry to the head; heads that were written down before
 *                  lie on it
 *   payments       entered as they are; invoices are paid by them, and what customers owe or have
 *                  left in the ledger is what their invoices and balances say
 *   subscriptions  periods touch, and each one that was charged has its flat fee
 *   rows           no word that is not on its list, no row that names a missing one
 *
 * Nothing is changed, and a page of rows is looked at at a time, so that memory does not grow with
 * the books. It belongs on a reader: one transaction that sees one moment. */
#ifndef DOMAIN_BOOKS_VERIFY_H
#define DOMAIN_BOOKS_VERIFY_H

#include "base/ctx.h"
#include "base/field.h"

struct finding {
    const char *what;    /* the kind: "invoice.hash", "series.gap", "chain.cut" */
    const char *subject; /* "S3-00000033", "entry 12", "balance_lines 4711" */
    const char *message; /* a sentence */
};
extern const struct field finding_fields[];

/* A head file (head.h) that was kept. */
struct head_source {
    const char *name; /* how findings call it */
    const char *json;
};

struct verify_options {
    struct list heads; /* of struct head_source */
    /* Told now and then what is looked at and how many of it are done; or NULL. */
    void (*progress)(void *data, const char *what, int64_t done);
    void *data;
};

enum { FINDINGS_LISTED = 1000 };

struct verification {
    struct list findings;                     /* of struct finding: the first FINDINGS_LISTED */
    int64_t finding_count;                    /* all of them; 0: the books are sound */
    int64_t invoices, entries, subscriptions; /* how many were looked at */
};
extern const struct field verification_fields[];

/* Looks at the whole business. OK whatever it finds; an error only says that it could not look. */
MUST_CHECK enum err verify(struct ctx *ctx, const struct verify_options *options,
                           struct verification *out);

#endif
