#include "domain/customers/contact_live.h"

#include "domain/customers/contact.h"
#include "domain/live.h"

const struct field contact_live_fields[] = {
    FIELD(contact, id),
    FIELD(contact, id_customer),
    FIELD(contact, name),
    FIELD(contact, email),
    FIELD_CHOICE_OF(contact, role_contact, role_contact_names),
    FIELD(contact, date_creation),
    FIELDS_END,
};

static enum err read_customer(struct ctx *ctx, const struct request *request, int64_t *id)
{
    struct customer customer;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Api.Customer.NotFound", id));
    err = customer_get(ctx, *id, &customer);
    return err == ERR_NOT_FOUND
               ? fail(ctx, err, "Error.Api.Customer.NotFound", NULL, "There is no such customer.")
               : err;
}

enum err contact_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = contact_live_fields,
        .size = sizeof(struct contact),
        .is_always_there = true,
        .page = {1, CONTACTS_MAX},
    };
    int64_t id;

    TRY(read_customer(ctx, request, &id));
    TRY(contact_list(ctx, id, &list.items));
    list.total = (int64_t)list.items.count;
    return live_respond_list(ctx, request, response, &list);
}

enum err contact_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct contact_input input;
    struct contact contact;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Customer.NotFound", &id));
    TRY(request_read(ctx, request, contact_input_fields, &input));
    TRY(contact_add(ctx, id, &input, &contact));
    return respond_json(ctx, response, 201, contact_live_fields, &contact);
}

static enum err read_ids(struct ctx *ctx, const struct request *request, int64_t *id_customer,
                         int64_t *id)
{
    TRY(path_id(ctx, request, "id", "Error.Api.Customer.NotFound", id_customer));
    return path_id(ctx, request, "contact", "Error.Api.Contact.NotFound", id);
}

enum err contact_live_change(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct contact_input input;
    struct contact contact;
    int64_t id_customer, id;

    TRY(read_ids(ctx, request, &id_customer, &id));
    TRY(request_read(ctx, request, contact_input_fields, &input));
    TRY(contact_change(ctx, id_customer, id, &input, &contact));
    return respond_json(ctx, response, 200, contact_live_fields, &contact);
}

struct deleted_view {
    int64_t id;
};

const struct field contact_live_deleted_fields[] = {
    FIELD(deleted_view, id),
    FIELDS_END,
};

enum err contact_live_delete(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct deleted_view view = {0};
    int64_t id_customer;

    TRY(read_ids(ctx, request, &id_customer, &view.id));
    TRY(contact_remove(ctx, id_customer, view.id));
    return respond_json(ctx, response, 200, contact_live_deleted_fields, &view);
}
