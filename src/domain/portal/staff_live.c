#include "domain/portal/staff_live.h"

#include "base/json.h"
#include "domain/accounts/audit.h"
#include "domain/links/link_writer.h"
#include "domain/live.h"
#include "domain/portal/credential.h"
#include "domain/portal/visitor.h"

struct visit_input {
    const char *reason;
};

const struct field staff_live_fields[] = {
    FIELD_LIMITED(visit_input, reason, 1000),
    FIELDS_END,
};

struct staff_link {
    int64_t id_customer;
    const char *href;
    struct instant date_expiry;
};

const struct field staff_live_link_fields[] = {
    FIELD(staff_link, id_customer),
    FIELD(staff_link, href),
    FIELD(staff_link, date_expiry),
    FIELDS_END,
};

static enum err find_customer(struct ctx *ctx, const struct request *request, struct customer *out)
{
    enum err err;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Customer.NotFound", &id));
    err = customer_get(ctx, id, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Customer.NotFound", NULL, "There is no such customer.");
    TRY(err);
    if (customer_is_suspended(out))
        return fail(ctx, ERR_CONFLICT, "Error.Customer.Suspended", NULL,
                    "The customer is suspended: his portal is closed.");
    return OK;
}

static enum err keep(struct ctx *ctx, const struct customer *customer,
                     const struct visit_input *input)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, staff_live_fields, input);
    return audit_record(ctx, "Portal.Open", "customers", customer->id, NULL, text_done(&json));
}

enum err staff_live_open(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct visit_input input;
    struct customer customer;
    struct settings settings;
    struct staff_link view;
    struct link link;

    TRY(request_read(ctx, request, staff_live_fields, &input));
    TRY(find_customer(ctx, request, &customer));
    if (!input.reason)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Reason",
                    "Reason: is missing; say why you open somebody's account.");
    link = (struct link){
        .page = LINK_HOME,
        .id_segment = customer.id_segment,
        .id_customer = customer.id,
        .id_agent = ctx->actor.id,
        .link_epoch = customer.link_epoch,
        .date_expiry = instant_plus(ctx->machine_now, STAFF_LIFETIME),
    };
    TRY(settings_load(ctx, &settings));
    TRY(keep(ctx, &customer, &input));
    view = (struct staff_link){
        .id_customer = customer.id,
        .href = arena_printf(ctx->arena, "%s%s",
                             link_hosted(ctx, setting_text(&settings, SETTING_PUBLIC_URL, 0),
                                         customer.reference_segment),
                             link_seal(ctx, &link)),
        .date_expiry = link.date_expiry,
    };
    return respond_json(ctx, response, 200, staff_live_link_fields, &view);
}

/* an authenticator that was lost ------------------------------------------------------------------
 */

struct whose {
    int64_t id_contact; /* 0: the customer's own */
};

const struct field staff_live_authenticator_fields[] = {
    FIELD(whose, id_contact),
    FIELDS_END,
};

struct removed_view {
    int64_t id_customer, id_contact;
};

const struct field staff_live_removed_fields[] = {
    FIELD(removed_view, id_customer),
    FIELD(removed_view, id_contact),
    FIELDS_END,
};

/* ERR_NOT_FOUND, noted, for somebody else's. */
static enum err check_contact(struct ctx *ctx, const struct removed_view *view)
{
    struct contact contact;
    enum err err = view->id_contact ? contact_get(ctx, view->id_contact, &contact) : OK;

    if (err == ERR_NOT_FOUND ||
        (err == OK && view->id_contact && contact.id_customer != view->id_customer))
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.Contact.NotFound", "IdContact",
                    "There is no such contact.");
    return err;
}

enum err staff_live_remove_authenticator(struct ctx *ctx, const struct request *request,
                                         struct response *response)
{
    struct removed_view view;
    struct customer customer;
    struct whose whose;
    enum err err;

    TRY(request_read(ctx, request, staff_live_authenticator_fields, &whose));
    TRY(path_id(ctx, request, "id", "Error.Api.Customer.NotFound", &view.id_customer));
    view.id_contact = whose.id_contact == NONE ? 0 : whose.id_contact;
    err = customer_lock(ctx, view.id_customer, &customer);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Customer.NotFound", NULL, "There is no such customer.");
    TRY(err);
    TRY(check_contact(ctx, &view));
    TRY(totp_remove(ctx, view.id_customer, view.id_contact));
    return respond_json(ctx, response, 200, staff_live_removed_fields, &view);
}
