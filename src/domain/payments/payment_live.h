/* Payments in the API of the back office. */
#ifndef DOMAIN_PAYMENTS_PAYMENT_LIVE_H
#define DOMAIN_PAYMENTS_PAYMENT_LIVE_H

#include "platform/http/route.h"

extern const struct field receipt_live_fields[], receipt_live_input_fields[];
extern const struct field receipt_live_list_fields[], refund_live_fields[];

handler receipt_live_list, receipt_live_get, receipt_live_post, refund_live_post;

#endif
