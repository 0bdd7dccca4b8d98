/* Numbers for documents: taken last, for exactly as many as will exist. */
#ifndef DOMAIN_INVOICES_INVOICE_SERIES_H
#define DOMAIN_INVOICES_INVOICE_SERIES_H

#include "base/ctx.h"

struct series {
    int64_t id, id_segment, first_number;
    const char *prefix;
    struct instant last_issue_at; /* the date of issue: never before the last one's */
};

/* Takes `count` numbers of the segment's series and locks it; `kind` is Invoice or CreditNote. */
MUST_CHECK enum err series_take(struct ctx *ctx, int64_t id_segment, const char *kind,
                                int64_t count, struct series *out);

#endif
