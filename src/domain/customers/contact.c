#include "domain/customers/contact.h"

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

enum err contact_forget(struct ctx *ctx, const struct customer *customer)
{
    int64_t id_customer = customer->id;

    TRY(db_run(ctx, &sql_contact_forget_sessions, ARGS(ARG(id_customer))));
    TRY(db_run(ctx, &sql_contact_forget, ARGS(ARG(id_customer))));
    return customer->email
               ? db_run(ctx, &sql_contact_forget_codes, ARGS(ARG_AS(email, customer->email)))
               : OK;
}

enum err entrant_list(struct ctx *ctx, const char *email, struct list *out)
{
    return db_list(ctx, &sql_entrant_list, ARGS(ARG(email)), entrant_fields, sizeof(struct entrant),
                   out);
}
