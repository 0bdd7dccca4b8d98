/* What protects a customer or his merchant: closing his access, and forgetting him. Each verb may
 * be repeated without harm, leaves an audit row, and kills every link that he was given
 * (`link_epoch`). */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_PRIVACY_H
#define DOMAIN_CUSTOMERS_CUSTOMER_PRIVACY_H

#include "domain/customers/customer.h"

/* One of the verbs below: the customer is read anew, under a lock. */
typedef enum err customer_change(struct ctx *ctx, struct customer *customer);

/* Closes portal, pages and invoices to him; he can subscribe to nothing any more. His subscriptions
 * stay as they are. */
MUST_CHECK enum err customer_suspend(struct ctx *ctx, struct customer *customer);
/* The way back, for the merchant. */
MUST_CHECK enum err customer_enable(struct ctx *ctx, struct customer *customer);

/* Nothing but the links die. */
MUST_CHECK enum err customer_revoke_links(struct ctx *ctx, struct customer *customer);

/* Gives him a random reference; the old one is free. */
MUST_CHECK enum err customer_invalidate(struct ctx *ctx, struct customer *customer);

/* Forgets who he is: name, e-mail, metadata, note, and his addresses but for country and company,
 * which becomes his name. Versions of addresses that an invoice was issued with stay, as the law
 * wants; the others lose text and salt. Subscriptions that never started are deleted, and so is what
 * webhooks were told of him (domain/event.h), and what mails told him. Answers that are kept for repeats (domain/answer.h)
 * do not say of whom they are, and go by themselves within seven days.
 * ERR_FORBIDDEN, noted, with an unpaid invoice, an active subscription, a recurring invoice that has
 * not ended or a balance that is not zero; then nothing has changed. */
MUST_CHECK enum err customer_anonymize(struct ctx *ctx, struct customer *customer);

#endif
