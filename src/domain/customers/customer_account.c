#include "domain/customers/customer_account.h"

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "platform/db/db.h"
#include "sql.h"

#define OF_CUSTOMER(member)                                                                        \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct customer *)0)->member),                       \
        .offset = offsetof(struct customer_account, customer.member)                               \
    }
#define OF_CUSTOMER_CHOICE(member, names)                                                          \
    {                                                                                              \
        .name = #member, .kind = FIELD_CHOICE,                                                     \
        .offset = offsetof(struct customer_account, customer.member), .choices = (names)           \
    }

const struct field customer_account_fields[] = {
    OF_CUSTOMER(id),
    OF_CUSTOMER(id_segment),
    OF_CUSTOMER(reference_segment),
    OF_CUSTOMER(reference_customer),
    OF_CUSTOMER(currency),
    OF_CUSTOMER(name),
    OF_CUSTOMER(email),
    OF_CUSTOMER(language),
    OF_CUSTOMER_CHOICE(status, status_customer_names),
    OF_CUSTOMER_CHOICE(type_payment, type_payment_names),
    OF_CUSTOMER_CHOICE(mode_billing, mode_billing_names),
    OF_CUSTOMER(is_grey_listed),
    OF_CUSTOMER(note_invoice),
    OF_CUSTOMER(date_next_billing),
    OF_CUSTOMER(id_customer_payer),
    FIELD(customer_account, reference_customer_payer),
    FIELD(customer_account, member_count),
    FIELD(customer_account, amount_open),
    FIELD(customer_account, amount_credit),
    FIELDS_END,
};

enum err customer_account_get(struct ctx *ctx, int64_t id, struct customer_account *out)
{
    return db_get(ctx, &sql_account_get, ARGS(ARG(id)), customer_account_fields, out);
}

enum err customer_account_list(struct ctx *ctx, const struct account_filter *filter,
                               const struct page *page, struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_segment, filter->id_segment),
             ARG_AS(id_customer_payer, filter->id_customer_payer),
             ARG_AS(type_payment, type_payment_names[filter->type_payment]),
             ARG_AS(mode_billing, mode_billing_names[filter->mode_billing]),
             ARG_AS(reference_customer, filter->reference_customer),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_account_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_account_list, args, customer_account_fields,
                   sizeof(struct customer_account), out);
}

/* who pays ----------------------------------------------------------------------------------------
 */

static enum err refuse_payer(struct ctx *ctx, const char *why)
{
    return fail(ctx, ERR_INVALID, "Error.Customer.Payer", "ReferenceCustomerPayer",
                "ReferenceCustomerPayer: %s.", why);
}

static enum err check_payer(struct ctx *ctx, const struct customer *customer,
                            const struct customer *payer)
{
    int64_t members;

    if (payer->id == customer->id)
        return refuse_payer(ctx, "a customer pays for himself without being told");
    if (payer->id_customer_payer != NONE)
        return refuse_payer(ctx, "another customer pays for that one");
    if (!customer_can_pay(payer))
        return refuse_payer(ctx, "that customer has no payment settings");
    TRY(db_number(ctx, &sql_account_members, ARGS(ARG_AS(id, customer->id)), &members));
    return members ? refuse_payer(ctx, "the customer pays for others") : OK;
}

/* Both, in the order of their ids; `payer` may be missing. */
static enum err lock_both(struct ctx *ctx, struct customer *customer, struct customer *payer,
                          bool has_payer)
{
    if (has_payer && payer->id < customer->id)
        TRY(customer_lock(ctx, payer->id, payer));
    TRY(customer_lock(ctx, customer->id, customer));
    if (has_payer && payer->id > customer->id)
        TRY(customer_lock(ctx, payer->id, payer));
    return OK;
}

static enum err find_payer(struct ctx *ctx, const struct customer *customer, const char *reference,
                           struct customer *out)
{
    enum err err = customer_find(ctx, reference, customer->reference_segment, out);

    return err == ERR_NOT_FOUND ? refuse_payer(ctx, "there is no such customer in the segment")
                                : err;
}

static enum err audit_payer(struct ctx *ctx, const struct customer *customer, int64_t before)
{
    const struct customer was = {.id_customer_payer = before};
    static const struct field fields[] = {FIELD(customer, id_customer_payer), FIELDS_END};
    struct text old = {.arena = ctx->arena}, new = {.arena = ctx->arena};

    json_write(&old, fields, &was);
    json_write(&new, fields, customer);
    return audit_record(ctx, "Customer.SetPayer", "customers", customer->id, text_done(&old),
                        text_done(&new));
}

/* When it is next looked whether there is anything to bill to whoever pays now. */
static enum err move_billing(struct ctx *ctx, const struct customer *customer)
{
    struct instant at = customer->date_next_billing;

    if (customer->id_customer_payer == NONE)
        return customer_set_billing(ctx, customer->id, instant_plus(ctx->now, BILLING_DELAY),
                                    false);
    TRY(customer_set_billing(ctx, customer->id, (struct instant){0}, false));
    return instant_is_set(at) ? customer_draw_billing(ctx, customer->id, at) : OK;
}

enum err customer_set_payer(struct ctx *ctx, struct customer *customer,
                            const char *reference_customer_payer)
{
    bool has_payer = !text_is_blank(reference_customer_payer);
    int64_t before, id_payer = NONE;
    struct customer payer;

    if (has_payer)
        TRY(find_payer(ctx, customer, reference_customer_payer, &payer));
    TRY(lock_both(ctx, customer, &payer, has_payer));
    if (has_payer) {
        TRY(check_payer(ctx, customer, &payer));
        id_payer = payer.id;
    }
    before = customer->id_customer_payer;
    if (before == id_payer)
        return OK;
    customer->id_customer_payer = id_payer;
    TRY(db_run(ctx, &sql_account_leave_drafts, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(
        ctx, &sql_account_set_payer,
        ARGS(ARG_AS(id, customer->id), ARG(id_payer), ARG_AS(id_user_update, ctx->actor.id))));
    TRY(move_billing(ctx, customer));
    TRY(audit_payer(ctx, customer, before));
    return customer_get(ctx, customer->id, customer);
}
