/* Methods of payment that customers registered with a gateway: the contract's GatewayPermission.
 *
 * A customer may have several; one is his default, with which he is charged, and which his payment
 * settings show (`type_payment` of customers/customer.h). A method begins as a page of the
 * provider's on which the customer types what never reaches us, and is Ok when the provider says
 * so. Who fails to register too often in a row is grey-listed: no page opens for him any more until
 * an agent lifts that. */
#ifndef DOMAIN_GATEWAYS_PERMISSION_H
#define DOMAIN_GATEWAYS_PERMISSION_H

#include "domain/gateways/gateway.h"

enum state_permission {
    PERMISSION_NONE,
    PERMISSION_PENDING, /* the page waits for the customer */
    PERMISSION_OK,
    PERMISSION_DEFECTIVE,
    PERMISSION_EXPIRED,
    PERMISSION_FAILED, /* was never usable */
    PERMISSION_DELETED,
};
extern const char *const state_permission_names[];

struct gateway_permission {
    int64_t id, id_customer, id_gateway;
    const char *reference_customer, *reference_segment, *type_gateway;
    int type_payment;
    int state_permission; /* enum state_permission */
    bool is_default;      /* of one that is Pending: it is to be */
    const char *name_display, *brand, *country;
    struct instant date_expiration;
    const char *token_customer, *token_permission, *token_page;
    const char *page_url, *return_url, *progress, *mandate, *code, *message;
    int64_t failures;     /* charges in a row; of a failed one 1 while it counts */
    int64_t noticed_days; /* NONE: nobody was told of its expiry */
    struct instant next_at;
    const char *idempotency_key;
    struct call call;
    struct trace trace;
};
extern const struct field gateway_permission_fields[];

struct registration {
    const char *reference_customer, *reference_segment;
    int64_t id_gateway; /* or the first of the customer's segment, of that type of payment */
    int type_payment;
    const char *return_url; /* where the page sends the customer in the end */
    const char *return_path; /* or a path of ours, in which a # stands for its id */
    const char *number;     /* a test number: only in the sandbox, where no page is needed then */
};
extern const struct field registration_fields[];

/* Opens a page; where it is may take a moment (`page_url`). ERR_FORBIDDEN for an unknown customer
 * and for a grey-listed one, ERR_INVALID for what makes no sense. */
MUST_CHECK enum err permission_begin(struct ctx *ctx, const struct registration *registration,
                                     struct gateway_permission *out);
/* What came of the page? Asks the provider. */
MUST_CHECK enum err permission_confirm(struct ctx *ctx, int64_t id, struct gateway_permission *out);
/* The same of a page of the sandbox's, on which a test number was typed. */
MUST_CHECK enum err permission_try_number(struct ctx *ctx, struct gateway_permission *permission,
                                          const char *number);
/* By the token of its page; ERR_NOT_FOUND, not noted, unless it is Pending. */
MUST_CHECK enum err permission_of_page(struct ctx *ctx, const char *token_page,
                                       struct gateway_permission *out);

/* Is charged with from now on. ERR_CONFLICT unless it is Ok. */
MUST_CHECK enum err permission_set_default(struct ctx *ctx, int64_t id,
                                           struct gateway_permission *out);
/* Is not wanted any more, by us and by the provider. Another one that is Ok takes its place. */
MUST_CHECK enum err permission_forget(struct ctx *ctx, int64_t id, struct gateway_permission *out);

/* Anonymizes a customer (customer_privacy.h) and forgets all of his methods; what a mandate says
 * stays for as long as a debtor may contest it. Refuses what customer_anonymize refuses. */
MUST_CHECK enum err permission_anonymize(struct ctx *ctx, struct customer *customer);

/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err permission_get(struct ctx *ctx, int64_t id, struct gateway_permission *out);
/* The one that a customer is charged with: his default, if it is Ok. ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err permission_usable(struct ctx *ctx, int64_t id_customer,
                                      struct gateway_permission *out);
/* A customer's, or all if that is NONE, the newest first: of struct gateway_permission. */
MUST_CHECK enum err permission_list(struct ctx *ctx, int64_t id_customer, const struct page *page,
                                    struct list *out, int64_t *total);

/* For the rest of the room; the customer is locked. */

/* A provider's answer about it. */
MUST_CHECK enum err permission_settle(struct ctx *ctx, struct gateway_permission *permission,
                                      const struct gateway_outcome *outcome);
/* What a notification says of it. */
MUST_CHECK enum err permission_learn(struct ctx *ctx, const struct gateway *gateway,
                                     const struct gateway_fact *fact);
/* A charge with it went well, or failed: with its events. */
MUST_CHECK enum err permission_charged(struct ctx *ctx, struct gateway_permission *permission,
                                       int64_t id_segment, bool is_good, enum decline decline);

/* What the clock does: those from one id to another whose notice or end is at `at`. */
MUST_CHECK enum err permission_expire(struct ctx *ctx, struct instant at, int64_t first,
                                      int64_t last, int64_t *count);

/* What is asked of providers' servers about methods. */
extern const struct lane permission_lane;

#endif
