#include "domain/customers/customer.h"

#include "platform/db/db.h"
#include "sql.h"

const char *const status_customer_names[] = {NULL, "Enabled", "Suspended", NULL};
const char *const mode_billing_names[] = {NULL, "Auto", "Manual", NULL};
const char *const type_payment_names[] = {
    NULL,          "Free", "ExternalCheck", "ExternalCash", "ExternalBank", "ExternalOther", "Card",
    "DirectDebit", NULL,
};

const struct field customer_fields[] = {
    FIELD(customer, id),
    FIELD(customer, id_segment),
    FIELD(customer, reference_customer),
    FIELD(customer, reference_segment),
    FIELD(customer, currency),
    FIELD(customer, name),
    FIELD(customer, email),
    FIELD(customer, language),
    FIELD(customer, time_zone),
    FIELD_CHOICE_OF(customer, status, status_customer_names),
    FIELD(customer, reference_affiliation),
    FIELD(customer, date_affiliation),
    FIELD_JSON_OF(customer, metadata),
    FIELD(customer, id_address_billing),
    FIELD(customer, id_address_shipping),
    FIELD_CHOICE_OF(customer, type_payment, type_payment_names),
    FIELD_CHOICE_OF(customer, mode_billing, mode_billing_names),
    FIELD(customer, is_grey_listed),
    FIELD(customer, note_invoice),
    FIELD(customer, date_next_billing),
    FIELD(customer, id_customer_payer),
    FIELD(customer, link_epoch),
    TRACE_FIELDS(customer),
    FIELDS_END,
};

enum err customer_find(struct ctx *ctx, const char *reference_customer,
                       const char *reference_segment, struct customer *out)
{
    struct args args = ARGS(ARG(reference_customer), ARG(reference_segment));
    struct list found;

    TRY(db_list(ctx, &sql_customer_find, args, customer_fields, sizeof(struct customer), &found));
    if (found.count > 1)
        return db_get(ctx, &sql_customer_find_first, args, customer_fields, out);
    if (!found.count)
        return ERR_NOT_FOUND;
    *out = *LIST_AT(found, struct customer, 0);
    return OK;
}

enum err customer_get(struct ctx *ctx, int64_t id, struct customer *out)
{
    return db_get(ctx, &sql_customer_get, ARGS(ARG(id)), customer_fields, out);
}

enum err customer_list(struct ctx *ctx, int64_t id_segment, const struct page *page,
                       struct list *out, int64_t *total)
{
    struct args args = ARGS(ARG(id_segment), ARG_AS(size_page, page->size_page),
                            ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_customer_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_customer_list, args, customer_fields, sizeof(struct customer), out);
}

enum err customer_list_of_references(struct ctx *ctx, int64_t id_segment, const char *references,
                                     bool is_locking, struct list *out)
{
    return db_list(
        ctx, is_locking ? &sql_customer_lock_references : &sql_customer_list_of_references,
        ARGS(ARG(id_segment), ARG(references)), customer_fields, sizeof(struct customer), out);
}

enum err customer_lock(struct ctx *ctx, int64_t id, struct customer *out)
{
    int64_t locked;

    TRY(db_number(ctx, &sql_customer_lock, ARGS(ARG(id)), &locked));
    return customer_get(ctx, id, out);
}

enum err customer_draw_billing(struct ctx *ctx, int64_t id, struct instant at)
{
    return db_run(ctx, &sql_customer_draw_billing, ARGS(ARG(id), ARG(at)));
}

enum err customer_set_billing(struct ctx *ctx, int64_t id, struct instant at, bool is_fixed)
{
    return db_run(ctx, &sql_customer_set_billing, ARGS(ARG(id), ARG(at), ARG(is_fixed)));
}

enum err customer_save(struct ctx *ctx, struct customer *customer)
{
    trace_updated(ctx, &customer->trace);
    TRY(db_update(ctx, &sql_customer_update, customer_fields, customer));
    customer->trace.version++;
    return OK;
}
