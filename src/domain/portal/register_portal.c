#include "domain/portal/register_portal.h"

#include "domain/portal/entry.h"
#include "domain/portal/permit.h"

static const char *given(const struct request *request, const char *in_form, const char *in_query)
{
    const char *posted = form_value(request, in_form);

    return posted ? posted : query_value(request, in_query);
}

/* The business of the path, if it is open for him. */
static enum err enter(struct ctx *ctx, const struct request *request)
{
    int64_t id_segment;

    TRY(path_id(ctx, request, "business", "Error.Portal.NotFound", &ctx->id_business));
    id_segment = permit_segment(ctx, given(request, "Permit", "permit"));
    TRY(entry_anybody(ctx, request, id_segment));
    return id_segment || ctx->visitor->look.may_register ? OK : portal_refuse(ctx);
}

/* the e-mail --------------------------------------------------------------------------------------
 */

struct register_view {
    int64_t business;
    const char *email, *permit, *next;
};

static const struct field register_view_fields[] = {
    FIELD(register_view, business),
    FIELD(register_view, email),
    FIELD(register_view, permit),
    FIELD(register_view, next),
    FIELDS_END,
};

const struct html_page register_portal_page = {"register_portal.html", "portal_register",
                                               register_view_fields};

static enum err respond(struct ctx *ctx, const struct request *request, struct response *response)
{
    const struct register_view view = {
        .business = ctx->id_business,
        .email = form_value(request, "Email"),
        .permit = given(request, "Permit", "permit"),
        .next = given(request, "Next", "next"),
    };

    return portal_respond(ctx, request, response, &register_portal_page, NULL, &view);
}

enum err register_portal_show(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    TRY(enter(ctx, request));
    return respond(ctx, request, response);
}

struct sending {
    const char *email;
    struct sent_code sent;
};

static enum err send_code(struct ctx *ctx, void *data)
{
    struct sending *sending = data;
    const struct visitor *visitor = ctx->visitor;

    entry_check_email(ctx, sending->email);
    TRY(complaints(ctx));
    return code_send(ctx, sending->email, visitor->segment.id, visitor->language, &sending->sent);
}

/* A field that no person sees and no browser fills in. */
static bool is_machine(const struct request *request)
{
    const char *website = form_value(request, "Website");

    return website && *website;
}

enum err register_portal_send(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct sending sending = {.email = form_value(request, "Email")};
    bool is_refused;

    TRY(enter(ctx, request));
    if (is_machine(request))
        return portal_refuse(ctx);
    TRY(portal_try(ctx, send_code, &sending, &is_refused));
    return is_refused ? respond(ctx, request, response)
                      : entry_go_to_code(ctx, response, &sending.sent, form_value(request, "Next"));
}

/* the customer ------------------------------------------------------------------------------------
 */

struct details {
    const char *path, *next;
    const char *name, *company, *first_name, *last_name, *address_line1, *address_line2, *zip_code,
        *city, *country, *phone, *tax_information;
    int64_t is_accepted; /* the terms, if there are any */
};

static const struct field details_fields[] = {
    FIELD(details, path),
    FIELD(details, next),
    FIELD(details, name),
    FIELD(details, company),
    FIELD(details, first_name),
    FIELD(details, last_name),
    FIELD(details, address_line1),
    FIELD(details, address_line2),
    FIELD(details, zip_code),
    FIELD(details, city),
    FIELD(details, country),
    FIELD(details, phone),
    FIELD(details, tax_information),
    FIELD_FLAG_OF(details, is_accepted),
    FIELDS_END,
};

const struct html_page register_portal_details_page = {"register_portal_details.html",
                                                       "portal_register", details_fields};

/* The e-mail that was proved a moment ago, of nobody who is known. */
static enum err enter_proved(struct ctx *ctx, const struct request *request, const char **email)
{
    struct sent_code sent;
    struct list entrants;
    enum err err;

    if (!code_unseal(ctx, path_text(request, "sent"), &sent) || !sent.id_segment)
        return portal_refuse(ctx);
    TRY(entry_anybody(ctx, request, sent.id_segment));
    err = code_proved(ctx, sent.id, email);
    if (err == ERR_NOT_FOUND)
        return portal_refuse(ctx);
    TRY(err);
    TRY(entrant_list(ctx, *email, &entrants));
    return entrants.count ? portal_refuse(ctx) : OK;
}

static enum err respond_details(struct ctx *ctx, const struct request *request,
                                struct response *response, struct details *details)
{
    details->path = request->path;
    details->next = given(request, "Next", "next");
    return portal_respond(ctx, request, response, &register_portal_details_page, NULL, details);
}

enum err register_portal_details(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct details details;
    const char *email;

    TRY(enter_proved(ctx, request, &email));
    fields_clear(details_fields, &details);
    return respond_details(ctx, request, response, &details);
}

struct creation {
    const struct details *details;
    const char *email;
    struct customer customer;
};

static void check_details(struct ctx *ctx, const struct details *details)
{
    if (!details->name)
        complain(ctx, "Error.Portal.NoName", "Name", "Name: is missing.");
    if (ctx->visitor->look.terms_url && details->is_accepted != 1)
        complain(ctx, "Error.Portal.Terms", "IsAccepted", "IsAccepted: the terms.");
}

static struct address address_of(const struct details *details)
{
    struct address address;

    fields_clear(address_fields, &address);
    address.company = details->company;
    address.first_name = details->first_name;
    address.last_name = details->last_name;
    address.address_line1 = details->address_line1;
    address.address_line2 = details->address_line2;
    address.zip_code = details->zip_code;
    address.city = details->city;
    address.country = details->country;
    address.phone = details->phone;
    address.tax_information = details->tax_information;
    return address;
}

static enum err create(struct ctx *ctx, void *data)
{
    struct creation *creation = data;
    const struct details *details = creation->details;
    struct address address = address_of(details), written;
    struct customer_input input;
    bool is_new;

    check_details(ctx, details);
    TRY(complaints(ctx));
    fields_clear(customer_input_fields, &input);
    input.id_segment = ctx->visitor->segment.id;
    input.reference_segment = ctx->visitor->segment.reference_segment;
    input.name = details->name;
    input.email = creation->email;
    input.language = ctx->visitor->language;
    input.metadata = "{\"Source\":\"SelfRegistered\"}";
    TRY(customer_upsert(ctx, &input, &creation->customer, &is_new));
    if (fields_equal(address_live_fields, &address, &(struct address){0}))
        return OK;
    return customer_set_address(ctx, &creation->customer, true, &address, &written);
}

static enum err let_in(struct ctx *ctx, const struct request *request, struct response *response,
                       const struct creation *creation)
{
    const struct entrant entrant = {
        .id_customer = creation->customer.id,
        .id_segment = creation->customer.id_segment,
        .link_epoch = creation->customer.link_epoch,
    };
    struct session session;

    TRY(session_prove(ctx, request, &entrant, creation->email, &session));
    session_give(ctx, response, session);
    return portal_go(ctx, response, portal_path(form_value(request, "Next"), "/portal"));
}

enum err register_portal_create(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct details details;
    struct creation creation = {.details = &details};
    bool is_refused;

    TRY(enter_proved(ctx, request, &creation.email));
    TRY(request_read(ctx, request, details_fields, &details));
    TRY(portal_try(ctx, create, &creation, &is_refused));
    return is_refused ? respond_details(ctx, request, response, &details)
                      : let_in(ctx, request, response, &creation);
}
