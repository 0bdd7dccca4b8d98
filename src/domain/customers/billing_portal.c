#include "domain/customers/billing_portal.h"

#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "domain/customers/contact.h"
#include "domain/customers/country.h"
#include "domain/customers/customer_vat.h"
#include "domain/portal/portal.h"
#include "rules/vat_number.h"

/* How long what is typed may be, and the digits of a French postal code. */
enum { TYPED_MAX = 200, ZIP_DIGITS = 5 };

#define EDIT_PATH "/portal/billing/edit"

/* the page ----------------------------------------------------------------------------------------
 */

struct reader_row {
    const char *email;
};

static const struct field reader_row_fields[] = {
    FIELD(reader_row, email),
    FIELDS_END,
};

struct billing_view {
    const char *edit_path;
    bool has_address, may_manage, is_valid, is_invalid, is_unknown;
    struct address address; /* with the name of its country */
    struct customer_vat vat;
    struct list readers; /* of his invoices: of struct reader_row */
};

static const struct field billing_view_fields[] = {
    FIELD(billing_view, edit_path),
    FIELD(billing_view, has_address),
    FIELD(billing_view, may_manage),
    FIELD(billing_view, is_valid),
    FIELD(billing_view, is_invalid),
    FIELD(billing_view, is_unknown),
    FIELD_RECORD_OF(billing_view, address, address_fields),
    FIELD_RECORD_OF(billing_view, vat, customer_vat_fields),
    FIELD_LIST_OF(billing_view, readers, reader_row_fields, reader_row),
    FIELDS_END,
};

const struct html_page billing_portal_page = {"billing_portal_show.html", "billing",
                                              billing_view_fields};

/* Who gets them by e-mail: the customer, and those of his contacts who pay or own. */
static enum err load_readers(struct ctx *ctx, struct list *out)
{
    const struct customer *customer = &ctx->visitor->customer;
    struct list contacts;

    TRY(contact_list(ctx, customer->id, &contacts));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct reader_row, contacts.count + 1), 0};
    if (customer->email)
        *LIST_AT(*out, struct reader_row, out->count++) = (struct reader_row){customer->email};
    for (size_t i = 0; i < contacts.count; i++) {
        const struct contact *contact = LIST_AT(contacts, struct contact, i);

        if (contact->role_contact == ROLE_OWNER || contact->role_contact == ROLE_PAYER)
            *LIST_AT(*out, struct reader_row, out->count++) = (struct reader_row){contact->email};
    }
    return OK;
}

static enum err load_address(struct ctx *ctx, struct address *out, bool *has_address)
{
    int64_t id = ctx->visitor->customer.id_address_billing;

    fields_clear(address_fields, out);
    *has_address = id != NONE;
    return *has_address ? address_get(ctx, id, out) : OK;
}

enum err billing_portal_show(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct billing_view view = {
        .may_manage = ctx->actor.permissions & MAY_MANAGE,
        .edit_path = portal_with_next(ctx, EDIT_PATH, portal_next(request)),
    };

    TRY(load_address(ctx, &view.address, &view.has_address));
    TRY(customer_vat_show(ctx, &ctx->visitor->customer, &view.vat));
    TRY(load_readers(ctx, &view.readers));
    if (view.address.country)
        view.address.country =
            portal_text(ctx, arena_printf(ctx->arena, "country.%s", view.address.country));
    view.is_valid = view.vat.state_vat == VAT_VALID;
    view.is_invalid = view.vat.state_vat == VAT_INVALID || view.vat.state_vat == VAT_MALFORMED;
    view.is_unknown = view.vat.state_vat == VAT_UNKNOWN;
    return portal_respond(ctx, request, response, &billing_portal_page, NULL, &view);
}

/* the form ----------------------------------------------------------------------------------------
 */

/* What is typed, and what is wrong with it, where it stands. */
struct edit_view {
    struct address address;
    const char *next, *back; /* where it leads then, or NULL, and without it */
    struct list countries;   /* of struct country_option */
    const char *error_company, *error_line, *error_zip, *error_city, *error_country, *error_vat;
};

static const struct field edit_view_fields[] = {
    FIELD_RECORD_OF(edit_view, address, address_live_fields),
    FIELD(edit_view, next),
    FIELD(edit_view, back),
    FIELD_LIST_OF(edit_view, countries, country_option_fields, country_option),
    FIELD(edit_view, error_company),
    FIELD(edit_view, error_line),
    FIELD(edit_view, error_zip),
    FIELD(edit_view, error_city),
    FIELD(edit_view, error_country),
    FIELD(edit_view, error_vat),
    FIELDS_END,
};

const struct html_page billing_portal_edit_page = {"billing_portal_edit.html", "billing_edit",
                                                   edit_view_fields};

/* Why the value of that field is refused, in the visitor's words; NULL: it is not. */
static const char *error_at(struct ctx *ctx, const char *target)
{
    for (const struct failure *one = ctx->failures; one; one = one->next)
        if (text_equal(one->target, target)) {
            const char *key = arena_printf(ctx->arena, "refused.%.60s", one->code);
            const char *text = portal_text(ctx, key);

            return text ? text : portal_text(ctx, "refused");
        }
    return NULL;
}

static enum err respond_edit(struct ctx *ctx, const struct request *request,
                             struct response *response, const struct address *typed)
{
    const struct visitor *visitor = ctx->visitor;
    const char *next = portal_next(request);
    struct edit_view view = {
        .address = *typed,
        .next = next,
        .back = next ? next : "/portal/billing",
        .countries =
            country_options(ctx->arena, visitor->language, &visitor->look.own, typed->country),
        .error_company = error_at(ctx, "Company"),
        .error_line = error_at(ctx, "AddressLine1"),
        .error_zip = error_at(ctx, "ZipCode"),
        .error_city = error_at(ctx, "City"),
        .error_country = error_at(ctx, "Country"),
        .error_vat = error_at(ctx, "TaxInformation"),
    };

    return portal_respond(ctx, request, response, &billing_portal_edit_page, NULL, &view);
}

enum err billing_portal_edit(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct address address;
    bool has_address;

    TRY(load_address(ctx, &address, &has_address));
    return respond_edit(ctx, request, response, &address);
}

/* Without what stands around it and, if nothing is left, NULL. */
static const char *typed(struct ctx *ctx, const struct request *request, const char *name)
{
    const char *value = form_value(request, name);
    size_t size;

    if (text_is_blank(value))
        return NULL;
    while (isspace((unsigned char)*value))
        value++;
    for (size = strlen(value); size && isspace((unsigned char)value[size - 1]);)
        size--;
    return arena_printf(ctx->arena, "%.*s", (int)size, value);
}

/* What the form does not ask for stays. */
static void take(struct ctx *ctx, const struct request *request, struct address *address)
{
    address->company = typed(ctx, request, "Company");
    address->first_name = typed(ctx, request, "FirstName");
    address->last_name = typed(ctx, request, "LastName");
    address->address_line1 = typed(ctx, request, "AddressLine1");
    address->address_line2 = typed(ctx, request, "AddressLine2");
    address->zip_code = typed(ctx, request, "ZipCode");
    address->city = typed(ctx, request, "City");
    address->phone = typed(ctx, request, "Phone");
    address->tax_information = typed(ctx, request, "TaxInformation");
    if (!text_equal(address->country, typed(ctx, request, "Country")))
        address->region = NULL;
    address->country = typed(ctx, request, "Country");
}

static bool is_french_zip(const char *zip)
{
    return strlen(zip) == ZIP_DIGITS && strspn(zip, "0123456789") == ZIP_DIGITS;
}

static void complain_at(struct ctx *ctx, const char *code, const char *target)
{
    complain(ctx, code, target, "%s: is missing, or not as it must be.", target);
}

/* Of a member state it must look like a number of one; elsewhere it may be anything. */
static bool is_number(const struct address *address)
{
    char number[VAT_NUMBER_SIZE];

    return !address->tax_information || !address->country || !vat_prefix(address->country) ||
           is_french_company(address->tax_information) ||
           vat_number_read(address->tax_information, address->country, number) == VAT_FLAW_NONE;
}

static void check_length(struct ctx *ctx, const char *target, const char *value)
{
    if (value && strlen(value) > TYPED_MAX)
        complain_at(ctx, "Error.Portal.TooLong", target);
}

static void check(struct ctx *ctx, const struct address *address)
{
    if (!address->company && !address->last_name)
        complain_at(ctx, "Error.Portal.BillingName", "Company");
    if (!address->address_line1)
        complain_at(ctx, "Error.Portal.BillingLine", "AddressLine1");
    if (!address->city)
        complain_at(ctx, "Error.Portal.BillingCity", "City");
    if (!address->country)
        complain_at(ctx, "Error.Portal.BillingCountry", "Country");
    if (text_equal(address->country, "FR") &&
        (!address->zip_code || !is_french_zip(address->zip_code)))
        complain_at(ctx, "Error.Portal.BillingZip", "ZipCode");
    if (!is_number(address))
        complain_at(ctx, "Error.Portal.BillingVat", "TaxInformation");
    check_length(ctx, "Company", address->company);
    check_length(ctx, "FirstName", address->first_name);
    check_length(ctx, "LastName", address->last_name);
    check_length(ctx, "AddressLine1", address->address_line1);
    check_length(ctx, "AddressLine2", address->address_line2);
    check_length(ctx, "ZipCode", address->zip_code);
    check_length(ctx, "City", address->city);
    check_length(ctx, "Phone", address->phone);
    check_length(ctx, "TaxInformation", address->tax_information);
}

static enum err save_deed(struct ctx *ctx, void *data)
{
    struct address *address = data;
    struct customer customer;

    check(ctx, address);
    TRY(complaints(ctx));
    TRY(customer_lock(ctx, ctx->visitor->customer.id, &customer));
    return customer_replace_address(ctx, &customer, true, address);
}

enum err billing_portal_save(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct address address;
    const char *next;
    bool has_address, is_refused;

    TRY(load_address(ctx, &address, &has_address));
    take(ctx, request, &address);
    TRY(portal_try(ctx, save_deed, &address, &is_refused));
    if (is_refused)
        return respond_edit(ctx, request, response, &address);
    next = portal_next(request);
    return portal_go(ctx, response, next ? next : "/portal/billing?done=billing");
}
