/* Disputes for the merchant's staff: /Finance/Invoices/{id}/Dispute. */
#ifndef DOMAIN_PAYMENTS_DISPUTE_LIVE_H
#define DOMAIN_PAYMENTS_DISPUTE_LIVE_H

#include "platform/http/route.h"

extern const struct field dispute_live_fields[], dispute_live_input_fields[];
extern const struct field dispute_live_outcome_fields[];
handler dispute_live_post, dispute_live_resolve;

#endif
