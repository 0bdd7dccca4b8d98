/* Files for the bank and from it in the API of the back office. */
#ifndef DOMAIN_SEPA_SEPA_LIVE_H
#define DOMAIN_SEPA_SEPA_LIVE_H

#include "platform/http/route.h"

extern const struct field sepa_live_file_fields[], sepa_live_list_fields[];
extern const struct field sepa_live_make_fields[], sepa_live_made_fields[];
extern const struct field sepa_live_content_fields[];
extern const struct field sepa_live_statement_fields[], sepa_live_outcome_fields[];
extern const struct field sepa_live_entry_fields[], sepa_live_entries_fields[];

handler sepa_live_list, sepa_live_make, sepa_live_get, sepa_live_content, sepa_live_withdraw;
handler sepa_live_read, sepa_live_entries;

#endif
