#include "domain/customers/customer.h"

#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/check.h"
#include "domain/customers/customer_vat.h"
#include "domain/event.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field customer_input_fields[] = {
    FIELD(customer_input, reference_customer),
    FIELD(customer_input, reference_segment),
    FIELD(customer_input, id_segment),
    FIELD(customer_input, name),
    FIELD(customer_input, email),
    FIELD(customer_input, language),
    FIELD(customer_input, reference_affiliation),
    FIELD_JSON_OF(customer_input, metadata),
    FIELDS_END,
};

const struct field payment_input_fields[] = {
    FIELD_CHOICE_OF(payment_input, type_payment, type_payment_names),
    FIELD_CHOICE_OF(payment_input, mode_billing, mode_billing_names),
    FIELD_FLAG_OF(payment_input, is_grey_listed),
    FIELD_FLAG_OF(payment_input, is_auto_billing),
    FIELD_LIMITED(payment_input, note_invoice, 2000),
    FIELD(payment_input, date_next_billing),
    FIELDS_END,
};

static struct about about_customer(const struct customer *customer)
{
    return (struct about){.id_segment = customer->id_segment, .id_customer = customer->id};
}

void customer_check(struct ctx *ctx, const struct customer_input *input)
{
    check_reference(ctx, "ReferenceCustomer", input->reference_customer);
    check_email(ctx, "Email", input->email);
    check_language(ctx, "Language", input->language);
    check_reference(ctx, "ReferenceAffiliation", input->reference_affiliation);
    check_metadata(ctx, "Metadata", input->metadata);
}

static void apply_input(struct ctx *ctx, const struct customer_input *input,
                        struct customer *customer)
{
    if (input->name)
        customer->name = input->name;
    if (input->email)
        customer->email = input->email;
    if (input->language)
        customer->language = input->language;
    if (input->metadata)
        customer->metadata = input->metadata;
    if (input->reference_affiliation) {
        customer->reference_affiliation = input->reference_affiliation;
        customer->date_affiliation = ctx->now;
    }
}

/* n8n names the segment by its id. 0 and absent are the same to the C# client. */
static enum err choose_segment(struct ctx *ctx, const struct customer_input *input,
                               struct segment *out)
{
    enum err err;

    if (input->reference_segment || input->id_segment == NONE || input->id_segment == 0)
        return segment_choose(ctx, input->reference_segment, out);
    err = segment_get(ctx, input->id_segment, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Segment.Unknown", "IdSegment",
                    "There is no such segment.");
    return err;
}

enum err customer_add(struct ctx *ctx, const struct segment *segment,
                      const struct customer_details *details, struct customer *out)
{
    const char *reference = details->input->reference_customer;
    struct address billing = {.id = NONE};
    int64_t id = db_new_id(ctx, ID_PUBLIC);

    if (details->billing) {
        billing = *details->billing;
        billing.id_customer = id;
        TRY(address_add(ctx, &billing));
    }
    *out = (struct customer){
        .id = id,
        .id_segment = segment->id,
        .reference_segment = segment->reference_segment,
        .currency = segment->currency,
        .reference_customer = reference ? reference : new_reference(ctx),
        .language = segment->language,
        .status = CUSTOMER_ENABLED,
        .id_address_billing = billing.id,
        .id_address_shipping = NONE,
        .id_customer_payer = NONE,
        .type_payment = details->type_payment,
        .mode_billing = BILLING_AUTO,
        .trace = trace_created(ctx),
    };
    apply_input(ctx, details->input, out);
    TRY(db_save(ctx, &sql_customer_add, customer_fields, out));
    return event_record(ctx, EVENT_CUSTOMER_ADDED, about_customer(out));
}

enum err customer_update(struct ctx *ctx, struct customer *customer,
                         const struct customer_input *input, bool *is_changed)
{
    struct customer before = *customer;

    apply_input(ctx, input, customer);
    *is_changed = !fields_equal(customer_fields, &before, customer);
    return *is_changed ? customer_save(ctx, customer) : OK;
}

enum err customer_upsert(struct ctx *ctx, const struct customer_input *input, struct customer *out,
                         bool *is_new)
{
    struct segment segment;
    enum err err = ERR_NOT_FOUND;
    bool is_changed;

    customer_check(ctx, input);
    TRY(complaints(ctx));
    TRY(choose_segment(ctx, input, &segment));
    if (input->reference_customer)
        err = customer_find(ctx, input->reference_customer, segment.reference_segment, out);
    *is_new = err == ERR_NOT_FOUND;
    if (*is_new)
        return customer_add(ctx, &segment, &(struct customer_details){.input = input}, out);
    TRY(err);
    return customer_update(ctx, out, input, &is_changed);
}

/* Where taxes go by place, VIES is asked about a new VAT number. */
static enum err look_at_number(struct ctx *ctx, const struct customer *customer)
{
    struct settings settings;
    struct tax_buyer buyer;

    TRY(settings_load(ctx, &settings));
    if (!tax_is_by_place(&settings, customer->id_segment))
        return OK;
    TRY(tax_buyer_get(ctx, customer->id, &buyer));
    return customer_vat_refresh(ctx, &settings, customer->id_segment, customer->id, &buyer);
}

/* As `out` has it from now on. */
static enum err write_address(struct ctx *ctx, struct customer *customer, bool is_billing,
                              const struct address *before, struct address *out)
{
    int64_t *id = is_billing ? &customer->id_address_billing : &customer->id_address_shipping;

    address_check(ctx, out);
    TRY(complaints(ctx));
    if (before && fields_equal(address_live_fields, before, out))
        return OK;
    out->id_customer = customer->id;
    TRY(address_add(ctx, out));
    *id = out->id;
    TRY(customer_save(ctx, customer));
    if (is_billing)
        TRY(look_at_number(ctx, customer));
    return is_billing
               ? event_record(ctx, EVENT_CUSTOMER_BILLING_ADDRESS_UPDATED, about_customer(customer))
               : OK;
}

enum err customer_change_address(struct ctx *ctx, struct customer *customer, bool is_billing,
                                 const struct address *before, const struct address *input,
                                 struct address *out)
{
    fields_clear(address_fields, out);
    if (before)
        *out = *before;
    fields_merge(address_live_fields, out, input);
    return write_address(ctx, customer, is_billing, before, out);
}

enum err customer_replace_address(struct ctx *ctx, struct customer *customer, bool is_billing,
                                  struct address *address)
{
    int64_t id = is_billing ? customer->id_address_billing : customer->id_address_shipping;
    struct address before;

    if (id != NONE)
        TRY(address_get(ctx, id, &before));
    return write_address(ctx, customer, is_billing, id != NONE ? &before : NULL, address);
}

enum err customer_set_address(struct ctx *ctx, struct customer *customer, bool is_billing,
                              const struct address *input, struct address *out)
{
    int64_t id = is_billing ? customer->id_address_billing : customer->id_address_shipping;
    struct address before;

    if (id != NONE)
        TRY(address_get(ctx, id, &before));
    return customer_change_address(ctx, customer, is_billing, id != NONE ? &before : NULL, input,
                                   out);
}

static bool is_set_by_hand(int type_payment)
{
    return type_payment >= PAYMENT_EXTERNAL_CHECK && type_payment <= PAYMENT_EXTERNAL_OTHER;
}

void type_payment_check(struct ctx *ctx, int type_payment)
{
    if (type_payment && !is_set_by_hand(type_payment))
        complain(ctx, NULL, "TypePayment",
                 "TypePayment: %s comes with a payment method; here only ExternalBank, "
                 "ExternalCash, ExternalCheck and ExternalOther can be set.",
                 type_payment_names[type_payment]);
}

static void apply_payment(const struct payment_input *input, struct customer *customer)
{
    if (input->type_payment)
        customer->type_payment = input->type_payment;
    if (input->mode_billing)
        customer->mode_billing = input->mode_billing;
    if (input->is_auto_billing != NONE)
        customer->mode_billing = input->is_auto_billing ? BILLING_AUTO : BILLING_MANUAL;
    if (input->is_grey_listed != NONE)
        customer->is_grey_listed = input->is_grey_listed;
    if (input->note_invoice)
        customer->note_invoice = text_is_blank(input->note_invoice) ? NULL : input->note_invoice;
    if (instant_is_set(input->date_next_billing))
        customer->date_next_billing = input->date_next_billing;
}

enum err customer_set_payment(struct ctx *ctx, struct customer *customer,
                              const struct payment_input *input)
{
    struct customer before = *customer;

    type_payment_check(ctx, input->type_payment);
    if (instant_is_set(input->date_next_billing) && customer->id_customer_payer != NONE)
        complain(ctx, NULL, "DateNextBilling",
                 "DateNextBilling: another customer pays for this one; set his.");
    TRY(complaints(ctx));
    apply_payment(input, customer);
    if (fields_equal(customer_fields, &before, customer))
        return OK;
    TRY(customer_save(ctx, customer));
    if (instant_is_set(input->date_next_billing))
        TRY(customer_set_billing(ctx, customer->id, input->date_next_billing, true));
    if (!before.is_grey_listed && customer->is_grey_listed)
        TRY(event_record(ctx, EVENT_CUSTOMER_IS_GREY_LISTED, about_customer(customer)));
    return event_record(ctx, EVENT_CUSTOMER_PAYMENT_METHOD_UPDATED, about_customer(customer));
}

enum err customer_access(struct ctx *ctx, const char *reference_customer,
                         const char *reference_segment, struct customer *out)
{
    enum err err;

    if (!reference_customer)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceCustomer",
                    "ReferenceCustomer: is missing.");
    err = customer_find(ctx, reference_customer, reference_segment, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_FORBIDDEN, "Error.Api.Customer.Unaccessible", NULL,
                    "You cannot access that Customer");
    return err;
}

const char *customer_name(const struct customer *customer)
{
    return customer->name ? customer->name : customer->reference_customer;
}

bool customer_is_suspended(const struct customer *customer)
{
    return customer->status == CUSTOMER_SUSPENDED;
}

bool customer_can_pay(const struct customer *customer)
{
    return customer->id_customer_payer != NONE ||
           (customer->type_payment != PAYMENT_NONE && customer->type_payment != PAYMENT_FREE);
}
