/* Numbers for documents: taken last, for exactly as many as will exist. A series begins with the
 * first document that asks for it (rules/numbering.h says how many there are). */
#ifndef DOMAIN_INVOICES_INVOICE_SERIES_H
#define DOMAIN_INVOICES_INVOICE_SERIES_H

#include "domain/accounts/business.h"
#include "domain/accounts/setting.h"
#include "rules/numbering.h"

/* What the series is for. */
struct numbered {
    const struct settings *settings;
    const struct segment *segment;
    const struct seller *seller;
    int64_t id_customer; /* matters to the series of a customer alone */
    enum series_kind kind;
};

struct series {
    int64_t id, first_number;
    const char *stem;
    int digits;
    struct instant last_issue_at; /* the date of issue: never before the last one's */
    const char *issued_on;        /* that day, where the seller is */
};

/* Has each customer of the segment a series of his own? */
bool series_is_of_customer(const struct settings *settings, int64_t id_segment);

/* Takes `count` numbers and locks the series. ERR_CONFLICT, noted, if the text of its numbers is
 * that of another series already, or too long. */
MUST_CHECK enum err series_take(struct ctx *ctx, const struct numbered *numbered, int64_t count,
                                struct series *out);

/* The next number of those that were taken, as text. */
MUST_CHECK enum err series_next(struct ctx *ctx, struct series *series, int64_t *number,
                                const char **full_number);

#endif
