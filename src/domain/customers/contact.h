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

/* What is given of one; absent fields stay as they are. */
struct contact_input {
    const char *name, *email;
    int role_contact;
};
extern const struct field contact_input_fields[];

enum { CONTACTS_MAX = 100 }; /* of a customer */

/* The verbs leave audit rows. Locked is the customer's row, so that no two take the same e-mail:
 * ERR_INVALID, noted, for one that another contact or the customer himself has, and for what is
 * none. Without a name he is called by his e-mail; without a role he is a Viewer. */
MUST_CHECK enum err contact_add(struct ctx *ctx, int64_t id_customer,
                                const struct contact_input *input, struct contact *out);
/* May the customer himself have it? ERR_INVALID, noted, if one of his contacts has it. */
MUST_CHECK enum err contact_check_email(struct ctx *ctx, int64_t id_customer, const char *email);
/* ERR_NOT_FOUND, noted, unless he is that customer's. With another e-mail or role his links and
 * sessions die. */
MUST_CHECK enum err contact_change(struct ctx *ctx, int64_t id_customer, int64_t id,
                                   const struct contact_input *input, struct contact *out);
MUST_CHECK enum err contact_remove(struct ctx *ctx, int64_t id_customer, int64_t id);

/* Ends all visits that he proved; id_contact 0: the customer himself. */
MUST_CHECK enum err contact_end_visits(struct ctx *ctx, int64_t id_customer, int64_t id_contact);

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
