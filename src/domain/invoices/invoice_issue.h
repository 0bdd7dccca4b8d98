/* The second half of billing: what cannot fail any more. Numbers are taken for exactly these
 * documents, then they are written, entered and told. */
#ifndef DOMAIN_INVOICES_INVOICE_ISSUE_H
#define DOMAIN_INVOICES_INVOICE_ISSUE_H

#include "domain/invoices/invoice_content.h"

struct issuing {
    const struct settings *settings;
    const struct list *segments; /* all of struct segment, in their order: that of the locks */
    struct draft *drafts;        /* invoices, added up, by customer */
    size_t count;
};

MUST_CHECK enum err drafts_issue(struct ctx *ctx, const struct issuing *issuing);

#endif
