#include "domain/portal/staff_live.h"

#include "base/json.h"
#include "domain/accounts/audit.h"
#include "domain/links/link_writer.h"
#include "domain/live.h"
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
