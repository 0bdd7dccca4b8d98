/* The back office's face of gateways, methods and transactions. */
#ifndef DOMAIN_GATEWAYS_GATEWAY_LIVE_H
#define DOMAIN_GATEWAYS_GATEWAY_LIVE_H

#include "platform/http/route.h"

handler gateway_live_list, gateway_live_get, gateway_live_post, gateway_live_change;
handler permission_live_list, permission_live_get, permission_live_post, permission_live_confirm,
    permission_live_default, permission_live_forget;
handler transaction_live_list, transaction_live_get, transaction_live_charge,
    transaction_live_simulate;

extern const struct field gateway_live_fields[], gateway_live_list_fields[],
    permission_live_fields[], permission_live_list_fields[], transaction_live_fields[],
    transaction_live_list_fields[], transaction_live_charge_fields[],
    transaction_live_simulate_fields[];

#endif
