/* Where a customer pays: what is paid, with what, and what came of it. A result is shown as the
 * provider tells it, never before he does. */
#ifndef DOMAIN_GATEWAYS_PAY_PORTAL_H
#define DOMAIN_GATEWAYS_PAY_PORTAL_H

#include "domain/html.h"

extern const struct html_page pay_portal_page, pay_portal_result_page, pay_portal_transfer_page;

/* GET and POST /portal/pay: `invoice` as often as there are some, or `all` */
handler pay_portal_show, pay_portal_order;
handler pay_portal_result;   /* GET /portal/pay/{id}, of a charge */
handler pay_portal_leave;    /* POST /portal/pay/{id}/leave: it is called off */
handler pay_portal_transfer; /* GET /portal/pay/transfer */

#endif
