/* How much a customer may owe before nothing more is sold to him: the settings `unpaid_amount_max`
 * and `unpaid_days_max`, of the business or of his segment, 0 for no limit. Unpaid is an invoice
 * that is due or in trouble; its age counts from its issue. Invoices are only looked at where a
 * limit is set. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_CAPPING_H
#define DOMAIN_CUSTOMERS_CUSTOMER_CAPPING_H

#include "domain/accounts/setting.h"
#include "domain/customers/customer.h"

/* Is the customer over a limit? */
MUST_CHECK enum err customer_is_capped(struct ctx *ctx, const struct settings *settings,
                                       const struct customer *customer, bool *out);

/* May something be sold to him that costs? ERR_FORBIDDEN, in the words of the contract, if he has
 * no payment settings or is over a limit. */
MUST_CHECK enum err customer_check_billable(struct ctx *ctx, const struct settings *settings,
                                            const struct customer *customer);

/* The same of one of whom both are known. */
MUST_CHECK enum err customer_refuse_unbillable(struct ctx *ctx, bool has_method, bool is_capped);

/* Which of many customers are over a limit: `out` takes ids (int64_t), ascending. One statement,
 * and none where no limit is set. */
MUST_CHECK enum err customer_list_capped(struct ctx *ctx, const struct settings *settings,
                                         const int64_t *ids, size_t count, struct list *out);
/* Is the id in such a list? */
bool customer_is_among(const struct list *ids, int64_t id);

#endif
