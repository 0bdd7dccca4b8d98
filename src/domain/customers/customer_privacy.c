#include "domain/customers/customer_privacy.h"

#include "domain/accounts/audit.h"
#include "domain/check.h"
#include "domain/customers/contact.h"
#include "domain/customers/customer_vat.h"
#include "domain/event.h"
#include "platform/db/db.h"
#include "sql.h"

/* In the place of the name (contract section 4, operation 4). */
#define CLEARED "## cleared ##"

static struct about about_customer(const struct customer *customer)
{
    return (struct about){.id_segment = customer->id_segment, .id_customer = customer->id};
}

/* Saves what was changed, with the trail of who did it. */
static enum err save_change(struct ctx *ctx, struct customer *customer, const char *action)
{
    TRY(customer_save(ctx, customer));
    return audit_record(ctx, action, "customers", customer->id, NULL, NULL);
}

/* closing -----------------------------------------------------------------------------------------
 */

enum err customer_suspend(struct ctx *ctx, struct customer *customer)
{
    TRY(customer_lock(ctx, customer->id, customer));
    if (customer_is_suspended(customer))
        return OK;
    customer->status = CUSTOMER_SUSPENDED;
    customer->link_epoch++;
    TRY(save_change(ctx, customer, "Customer.Suspend"));
    return event_record(ctx, EVENT_CUSTOMER_SUSPENDED, about_customer(customer));
}

enum err customer_enable(struct ctx *ctx, struct customer *customer)
{
    TRY(customer_lock(ctx, customer->id, customer));
    if (!customer_is_suspended(customer))
        return OK;
    customer->status = CUSTOMER_ENABLED;
    TRY(save_change(ctx, customer, "Customer.Enable"));
    return event_record(ctx, EVENT_CUSTOMER_ENABLED, about_customer(customer));
}

enum err customer_revoke_links(struct ctx *ctx, struct customer *customer)
{
    TRY(customer_lock(ctx, customer->id, customer));
    customer->link_epoch++;
    return save_change(ctx, customer, "Customer.RevokeLinks");
}

enum err customer_invalidate(struct ctx *ctx, struct customer *customer)
{
    TRY(customer_lock(ctx, customer->id, customer));
    customer->reference_customer = new_reference(ctx);
    customer->link_epoch++;
    TRY(db_run(
        ctx, &sql_customer_rename,
        ARGS(ARG_AS(id, customer->id), ARG_AS(reference_customer, customer->reference_customer))));
    return save_change(ctx, customer, "Customer.Invalidate");
}

/* forgetting --------------------------------------------------------------------------------------
 */

/* What still ties the merchant and his customer. */
struct ties {
    int64_t unpaid_invoices, active_subscriptions, recurring_invoices, amount_open, members;
};

static const struct field ties_fields[] = {
    FIELD(ties, unpaid_invoices),
    FIELD(ties, active_subscriptions),
    FIELD(ties, recurring_invoices),
    FIELD(ties, amount_open),
    FIELD(ties, members),
    FIELDS_END,
};

static enum err check_ties(struct ctx *ctx, int64_t id)
{
    struct ties ties;

    TRY(db_get(ctx, &sql_customer_ties, ARGS(ARG(id)), ties_fields, &ties));
    if (ties.unpaid_invoices)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Anonymize.HasDueInvoices", NULL,
                    "Anonymization rejected - the Customer has at least one due invoice.");
    if (ties.active_subscriptions)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Anonymize.HasActiveSubscriptions", NULL,
                    "Anonymization rejected - the Customer has at least one active subscription.");
    if (ties.recurring_invoices)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Anonymize.HasRecurringInvoices", NULL,
                    "Anonymization rejected - the Customer has at least one recurring invoice that "
                    "has not ended.");
    if (ties.amount_open)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Anonymize.HasBalance", NULL,
                    "Anonymization rejected - the Customer's balance is not zero.");
    if (ties.members)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Anonymize.PaysForOthers", NULL,
                    "Anonymization rejected - the Customer pays for others.");
    return OK;
}

struct draft_row {
    int64_t id, id_segment, id_customer;
};

static const struct field draft_row_fields[] = {
    FIELD(draft_row, id),
    FIELD(draft_row, id_segment),
    FIELD(draft_row, id_customer),
    FIELDS_END,
};

static enum err delete_drafts(struct ctx *ctx, int64_t id)
{
    struct list drafts;

    TRY(db_list(ctx, &sql_customer_delete_drafts,
                ARGS(ARG(id), ARG_AS(id_user_update, ctx->actor.id)), draft_row_fields,
                sizeof(struct draft_row), &drafts));
    for (size_t i = 0; i < drafts.count; i++) {
        const struct draft_row *draft = LIST_AT(drafts, struct draft_row, i);

        TRY(event_record(ctx, EVENT_SUBSCRIPTION_DELETED,
                         (struct about){.id_segment = draft->id_segment,
                                        .id_customer = draft->id_customer,
                                        .id_subscription = draft->id}));
    }
    return OK;
}

/* Leaves a version with what is no person's: the company and the country. */
static enum err clear_addresses(struct ctx *ctx, struct customer *customer)
{
    struct address before, after;

    fields_clear(address_fields, &after);
    if (customer->id_address_billing != NONE) {
        TRY(address_get(ctx, customer->id_address_billing, &before));
        after.company = before.company;
        after.country = before.country;
    }
    customer->name = after.company ? after.company : CLEARED;
    customer->id_address_billing = customer->id_address_shipping = NONE;
    TRY(address_erase(ctx, customer->id));
    if (!after.company && !after.country)
        return OK;
    after.id_customer = customer->id;
    TRY(address_add(ctx, &after));
    customer->id_address_billing = after.id;
    return OK;
}

enum err customer_anonymize(struct ctx *ctx, struct customer *customer)
{
    TRY(customer_lock(ctx, customer->id, customer));
    TRY(check_ties(ctx, customer->id));
    TRY(delete_drafts(ctx, customer->id));
    TRY(clear_addresses(ctx, customer));
    TRY(customer_vat_forget(ctx, customer->id));
    TRY(contact_forget(ctx, customer));
    customer->email = customer->metadata = customer->note_invoice = NULL;
    customer->link_epoch++;
    TRY(db_run(ctx, &sql_customer_forget_payments, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(ctx, &sql_customer_forget_mails, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(ctx, &sql_customer_forget_mail_secrets, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(ctx, &sql_customer_forget_composed, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(ctx, &sql_customer_forget_estimates, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(ctx, &sql_customer_forget_recurring_drafts, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(ctx, &sql_customer_forget_recurring_notes, ARGS(ARG_AS(id, customer->id))));
    TRY(db_run(ctx, &sql_customer_forget_answers, ARGS(ARG_AS(id, customer->id))));
    TRY(event_forget_customer(ctx, customer->id));
    return save_change(ctx, customer, "Customer.Anonymize");
}
