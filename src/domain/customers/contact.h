/* Contacts: who else may enter the portal for a customer, and is written to.
 *
 * Each has an e-mail, unique within his customer, and a role, which says what he may do there:
 * a Viewer looks, a Payer also pays, an Approver also approves estimates, an Owner may do all that
 * the customer may. The customer's own e-mail is that of an Owner and has no row. */
#ifndef DOMAIN_CUSTOMERS_CONTACT_H
#define DOMAIN_CUSTOMERS_CONTACT_H

#include "domain/customers/customer.h"

enum role_contact { ROLE_NONE, ROLE_OWNER, ROLE_APPROVER, ROLE_PAYER, ROLE_VIEWER };
extern const char *const role_contact_names[];

struct contact {
    int64_t id, id_customer;
    const char *name, *email;
    int role_contact;   /* enum role_contact */
    int64_t link_epoch; /* links and sessions of a smaller one are dead */
    struct instant date_creation;
    int64_t id_user_creation;
};
extern const struct field contact_fields[];

/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err contact_get(struct ctx *ctx, int64_t id, struct contact *out);
/* Of a customer, by name: of struct contact. */
MUST_CHECK enum err contact_list(struct ctx *ctx, int64_t id_customer, struct list *out);

/* All that is known of them, and of who was signed in, when the customer is forgotten. */
MUST_CHECK enum err contact_forget(struct ctx *ctx, const struct customer *customer);

/* Somebody who may enter with an e-mail: a customer, himself (id_contact 0) or by a contact. */
struct entrant {
    int64_t id_customer, id_segment, id_contact;
    int64_t link_epoch;        /* of both */
    const char *name_customer; /* or his reference, if he has no name */
};
extern const struct field entrant_fields[];

/* All of them, whatever the case of its letters, without those who are suspended: of struct
 * entrant, by name. */
MUST_CHECK enum err entrant_list(struct ctx *ctx, const char *email, struct list *out);

#endif
