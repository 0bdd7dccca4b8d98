/* Invoices in API Live: reading them, and asking for one before its time (contract section 4, 29 to
 * 32). */
#ifndef DOMAIN_INVOICES_INVOICE_LIVE_H
#define DOMAIN_INVOICES_INVOICE_LIVE_H

#include "domain/invoices/invoice.h"
#include "platform/http/route.h"

extern const struct field invoice_live_fields[];
extern const struct field invoice_live_query_fields[], invoice_live_list_fields[];
extern const struct field invoice_live_bill_fields[], invoice_live_cancel_fields[];

handler invoice_live_get_id, invoice_live_get_number;
handler invoice_live_list;
handler invoice_live_cancel; /* in the API of the back office: answers with the credit note */
handler invoice_live_bill;   /* 204 if there is nothing to bill */

#endif
