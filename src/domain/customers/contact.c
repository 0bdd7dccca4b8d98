#include "domain/customers/contact.h"

#include <strings.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "sql.h"

const char *const role_contact_names[] = {NULL, "Owner", "Approver", "Payer", "Viewer", NULL};

const struct field contact_fields[] = {
    FIELD(contact, id),
    FIELD(contact, id_customer),
    FIELD(contact, name),
    FIELD(contact, email),
    FIELD_CHOICE_OF(contact, role_contact, role_contact_names),
    FIELD(contact, link_epoch),
    FIELD(contact, date_creation),
    FIELD(contact, id_user_creation),
    FIELDS_END,
};

const struct field contact_input_fields[] = {
    FIELD_LIMITED(contact_input, name, 200),
    FIELD_LIMITED(contact_input, email, 254),
    FIELD_CHOICE_OF(contact_input, role_contact, role_contact_names),
    FIELDS_END,
};

const struct field entrant_fields[] = {
    FIELD(entrant, id_customer), FIELD(entrant, id_segment),    FIELD(entrant, id_contact),
    FIELD(entrant, link_epoch),  FIELD(entrant, name_customer), FIELDS_END,
};

enum err contact_get(struct ctx *ctx, int64_t id, struct contact *out)
{
    return db_get(ctx, &sql_contact_get, ARGS(ARG(id)), contact_fields, out);
}

enum err contact_list(struct ctx *ctx, int64_t id_customer, struct list *out)
{
    return db_list(ctx, &sql_contact_list, ARGS(ARG(id_customer)), contact_fields,
                   sizeof(struct contact), out);
}

/* verbs -------------------------------------------------------------------------------------------
 */

/* What an audit row keeps of him: what he may do, and not who he is, since he may want to be
 * forgotten. */
static const struct field kept_fields[] = {
    FIELD(contact, id_customer),
    FIELD_CHOICE_OF(contact, role_contact, role_contact_names),
    FIELDS_END,
};

static const char *kept(struct ctx *ctx, const struct contact *contact)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, kept_fields, contact);
    return text_done(&json);
}

static enum err lock_customer(struct ctx *ctx, int64_t id, struct customer *out)
{
    enum err err = customer_lock(ctx, id, out);

    return err == ERR_NOT_FOUND
               ? fail(ctx, err, "Error.Api.Customer.NotFound", NULL, "There is no such customer.")
               : err;
}

static void apply(const struct contact_input *input, struct contact *contact)
{
    if (input->name)
        contact->name = input->name;
    if (input->email)
        contact->email = input->email;
    if (input->role_contact)
        contact->role_contact = input->role_contact;
    if (!contact->role_contact)
        contact->role_contact = ROLE_VIEWER;
    if (!contact->name || !contact->name[0])
        contact->name = contact->email;
}

static enum err refuse_email(struct ctx *ctx)
{
    return fail(ctx, ERR_INVALID, "Error.Contact.EmailTaken", "Email",
                "Email: the customer has a contact of that e-mail, or it is his own.");
}

enum err contact_check_email(struct ctx *ctx, int64_t id_customer, const char *email)
{
    struct list contacts;

    TRY(contact_list(ctx, id_customer, &contacts));
    for (size_t i = 0; i < contacts.count; i++)
        if (strcasecmp(LIST_AT(contacts, struct contact, i)->email, email) == 0)
            return refuse_email(ctx);
    return OK;
}

/* Complains of an e-mail that is none or is taken. */
static enum err check(struct ctx *ctx, const struct customer *customer,
                      const struct contact *contact)
{
    int64_t others;

    if (!contact->email || !contact->email[0])
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Email", "Email: is missing.");
    check_email(ctx, "Email", contact->email);
    TRY(complaints(ctx));
    TRY(db_number(ctx, &sql_contact_same_email,
                  ARGS(ARG_AS(id, contact->id), ARG_AS(id_customer, customer->id),
                       ARG_AS(email, contact->email)),
                  &others));
    return others ? refuse_email(ctx) : OK;
}

enum err contact_add(struct ctx *ctx, int64_t id_customer, const struct contact_input *input,
                     struct contact *out)
{
    struct customer customer;
    int64_t count;

    TRY(lock_customer(ctx, id_customer, &customer));
    *out = (struct contact){
        .id_customer = id_customer,
        .link_epoch = 1,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
    };
    apply(input, out);
    TRY(check(ctx, &customer, out));
    TRY(db_number(ctx, &sql_contact_count, ARGS(ARG(id_customer)), &count));
    if (count >= CONTACTS_MAX)
        return fail(ctx, ERR_CONFLICT, "Error.Contact.TooMany", NULL,
                    "A customer has at most %d contacts.", CONTACTS_MAX);
    out->id = db_new_id(ctx, ID_ROW);
    TRY(db_save(ctx, &sql_contact_add, contact_fields, out));
    return audit_record(ctx, "Contact.Add", "contacts", out->id, NULL, kept(ctx, out));
}

/* ERR_NOT_FOUND, noted, for somebody else's. */
static enum err find(struct ctx *ctx, int64_t id_customer, int64_t id, struct contact *out)
{
    enum err err = contact_get(ctx, id, out);

    if (err == ERR_NOT_FOUND || (err == OK && out->id_customer != id_customer))
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.Contact.NotFound", NULL,
                    "There is no such contact.");
    return err;
}

enum err contact_change(struct ctx *ctx, int64_t id_customer, int64_t id,
                        const struct contact_input *input, struct contact *out)
{
    struct customer customer;
    struct contact before;

    TRY(lock_customer(ctx, id_customer, &customer));
    TRY(find(ctx, id_customer, id, &before));
    *out = before;
    apply(input, out);
    TRY(check(ctx, &customer, out));
    if (fields_equal(contact_fields, &before, out))
        return OK;
    if (out->role_contact != before.role_contact || !text_equal(out->email, before.email))
        out->link_epoch++;
    TRY(db_save(ctx, &sql_contact_set, contact_fields, out));
    return audit_record(ctx, "Contact.Change", "contacts", id, kept(ctx, &before), kept(ctx, out));
}

enum err contact_end_visits(struct ctx *ctx, int64_t id_customer, int64_t id_contact)
{
    return db_run(ctx, &sql_contact_end_visits, ARGS(ARG(id_customer), ARG(id_contact)));
}

enum err contact_remove(struct ctx *ctx, int64_t id_customer, int64_t id)
{
    struct customer customer;
    struct contact contact;

    TRY(lock_customer(ctx, id_customer, &customer));
    TRY(find(ctx, id_customer, id, &contact));
    TRY(contact_end_visits(ctx, id_customer, id));
    TRY(db_run(ctx, &sql_contact_remove_secrets, ARGS(ARG(id_customer), ARG_AS(id_contact, id))));
    TRY(db_run(ctx, &sql_contact_remove_credentials,
               ARGS(ARG(id_customer), ARG_AS(id_contact, id))));
    TRY(db_run(ctx, &sql_contact_remove, ARGS(ARG(id))));
    return audit_record(ctx, "Contact.Remove", "contacts", id, kept(ctx, &contact), NULL);
}

enum err contact_forget(struct ctx *ctx, const struct customer *customer)
{
    int64_t id_customer = customer->id;

    TRY(db_run(ctx, &sql_contact_forget_sessions, ARGS(ARG(id_customer))));
    TRY(db_run(ctx, &sql_contact_forget_secrets, ARGS(ARG(id_customer))));
    TRY(db_run(ctx, &sql_contact_forget_credentials, ARGS(ARG(id_customer))));
    TRY(db_run(ctx, &sql_contact_forget, ARGS(ARG(id_customer))));
    if (!customer->email)
        return OK;
    TRY(db_run(ctx, &sql_contact_forget_failures, ARGS(ARG_AS(email, customer->email))));
    return db_run(ctx, &sql_contact_forget_codes, ARGS(ARG_AS(email, customer->email)));
}

enum err entrant_list(struct ctx *ctx, const char *email, struct list *out)
{
    return db_list(ctx, &sql_entrant_list, ARGS(ARG(email)), entrant_fields, sizeof(struct entrant),
                   out);
}
