/* Estimates for the merchant's staff: routes under /Finance/Estimates. */
#ifndef DOMAIN_ESTIMATES_ESTIMATE_LIVE_H
#define DOMAIN_ESTIMATES_ESTIMATE_LIVE_H

#include "platform/http/route.h"

extern const struct field estimate_live_fields[], estimate_live_whole_fields[];
extern const struct field estimate_live_list_fields[], estimate_live_input_fields[];
extern const struct field estimate_live_change_fields[], estimate_live_sending_fields[];
extern const struct field estimate_live_given_fields[], estimate_live_deleted_fields[];
handler estimate_live_list, estimate_live_post, estimate_live_get, estimate_live_change;
handler estimate_live_delete, estimate_live_mark_sent, estimate_live_send, estimate_live_duplicate;
handler estimate_live_pdf, estimate_live_approve, estimate_live_decline, estimate_live_convert,
    estimate_live_cancel;

#endif
