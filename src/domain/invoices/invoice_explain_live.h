/* Why a line or an invoice is what it is, for whoever may read invoices. A route of our own. */
#ifndef DOMAIN_INVOICES_INVOICE_EXPLAIN_LIVE_H
#define DOMAIN_INVOICES_INVOICE_EXPLAIN_LIVE_H

#include "domain/invoices/invoice_explain.h"
#include "platform/http/route.h"

extern const struct field explain_live_fields[]; /* what is asked */

handler explain_live_line, explain_live_invoice;

#endif
