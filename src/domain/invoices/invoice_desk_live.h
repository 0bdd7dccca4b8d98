/* Invoices and drafts for the merchant's staff: routes under /Finance. */
#ifndef DOMAIN_INVOICES_INVOICE_DESK_LIVE_H
#define DOMAIN_INVOICES_INVOICE_DESK_LIVE_H

#include "platform/http/route.h"

extern const struct field invoice_desk_fields[], invoice_desk_whole_fields[];
extern const struct field invoice_desk_list_fields[], invoice_desk_reason_fields[];
extern const struct field invoice_desk_credit_fields[], invoice_desk_mark_paid_fields[];
extern const struct field invoice_desk_sending_fields[];
handler invoice_desk_list, invoice_desk_get;
handler invoice_desk_send, invoice_desk_mark_sent, invoice_desk_mark_paid;
handler invoice_desk_credit, invoice_desk_refresh, invoice_desk_reopen;

extern const struct field draft_desk_fields[], draft_desk_list_fields[], draft_desk_change_fields[];
extern const struct field draft_desk_input_fields[], draft_desk_line_fields[], draft_desk_deleted_fields[];
handler draft_desk_post, draft_desk_list, draft_desk_get, draft_desk_change, draft_desk_delete;
handler draft_desk_add_line, draft_desk_drop_line, draft_desk_issue;

#endif
