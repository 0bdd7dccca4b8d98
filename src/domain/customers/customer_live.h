/* Customers in API Live: who they are, where they live and how they pay (contract section 4, 1 to
 * 9). A customer who is not known is always refused with the same 403. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_LIVE_H
#define DOMAIN_CUSTOMERS_CUSTOMER_LIVE_H

#include "domain/customers/customer.h"
#include "platform/http/route.h"

extern const struct field customer_live_fields[], payment_live_fields[];
/* A reference, and where to look for it. */
extern const struct field customer_live_whose_fields[];
extern const struct field customer_live_list_fields[];
/* Besides it, what links the answer shall have. */
extern const struct field customer_live_query_fields[];

handler customer_live_get, customer_live_list;
handler customer_live_post; /* creates (201) or updates (200) */
handler customer_live_get_billing_address, customer_live_post_billing_address;
handler customer_live_get_shipping_address, customer_live_post_shipping_address;
/* Closing access and forgetting (customer_privacy.h). */
handler customer_live_anonymize, customer_live_revoke_links;
handler customer_live_invalidate, customer_live_suspend;
handler customer_live_get_payment, customer_live_post_payment;

#endif
