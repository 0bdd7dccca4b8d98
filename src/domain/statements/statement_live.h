/* Statements of account and payments as their customer sees them, in the API of the back office. */
#ifndef DOMAIN_STATEMENTS_STATEMENT_LIVE_H
#define DOMAIN_STATEMENTS_STATEMENT_LIVE_H

#include "platform/http/route.h"

extern const struct field statement_live_query_fields[], statement_live_file_fields[];
extern const struct field history_live_list_fields[];

handler statement_live_get, statement_live_csv, statement_live_pdf;
handler history_live_list, receipt_live_pdf;

#endif
