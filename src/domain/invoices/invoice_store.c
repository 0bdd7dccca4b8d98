#include "domain/invoices/invoice.h"

#include "base/text.h"
#include "domain/invoices/invoice_content.h"
#include "domain/mails/mail.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field invoice_fields[] = {
    FIELD(invoice, id),
    FIELD(invoice, id_segment),
    FIELD(invoice, id_seller),
    FIELD(invoice, id_customer),
    FIELD(invoice, id_series),
    FIELD(invoice, number),
    FIELD(invoice, full_number),
    FIELD(invoice, type_credit),
    FIELD_CHOICE_OF(invoice, state_invoice, state_invoice_names),
    FIELD(invoice, date_issue),
    FIELD(invoice, issued_on),
    FIELD(invoice, date_payment),
    FIELD(invoice, date_payment_scheduled),
    FIELD(invoice, date_payment_limit),
    FIELD_CHOICE_OF(invoice, type_payment, type_payment_names),
    FIELD(invoice, currency),
    FIELD(invoice, language),
    FIELD(invoice, amount_subtotal),
    FIELD(invoice, amount_total),
    FIELD(invoice, amount_paid),
    FIELD(invoice, note),
    FIELD(invoice, reason),
    FIELD(invoice, id_corrects),
    FIELD(invoice, id_address_seller),
    FIELD(invoice, id_address_customer),
    FIELD(invoice, reference_order),
    FIELD(invoice, amount_deposit),
    FIELD(invoice, content),
    FIELD(invoice, content_hash),
    FIELD(invoice, next_at),
    FIELD(invoice, reminder_at),
    FIELD(invoice, date_update),
    FIELDS_END,
};

const struct field invoice_tax_fields[] = {
    FIELD(invoice_tax, id_invoice),
    FIELD(invoice_tax, position),
    FIELD(invoice_tax, rate_tax),
    FIELD(invoice_tax, label_tax),
    FIELD(invoice_tax, amount_subtotal),
    FIELD(invoice_tax, amount_tax),
    FIELD(invoice_tax, category_tax),
    FIELD(invoice_tax, country_tax),
    FIELD(invoice_tax, vatex_tax),
    FIELD(invoice_tax, mention_tax),
    FIELD(invoice_tax, proof_vat),
    FIELD(invoice_tax, amount_distance),
    FIELDS_END,
};

bool invoice_tax_is(const struct invoice_tax *tax, int64_t rate_tax, const char *category_tax,
                    const char *country_tax)
{
    return tax->rate_tax == rate_tax && text_equal(tax->category_tax, category_tax) &&
           text_equal(tax->country_tax, country_tax);
}

#define OF_BUYER(member)                                                                           \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct tax_buyer *)0)->member),                      \
        .offset = offsetof(struct debtor, buyer.member)                                            \
    }

const struct field debtor_fields[] = {
    FIELD(debtor, id),
    FIELD(debtor, id_segment),
    FIELD(debtor, language),
    FIELD_CHOICE_OF(debtor, type_payment, type_payment_names),
    FIELD_CHOICE_OF(debtor, mode_billing, mode_billing_names),
    FIELD(debtor, note_invoice),
    FIELD(debtor, id_address_billing),
    FIELD(debtor, digest),
    OF_BUYER(country),
    OF_BUYER(zip_code),
    OF_BUYER(region),
    OF_BUYER(company),
    OF_BUYER(tax_information),
    OF_BUYER(vat_number),
    {.name = "state_vat",
     .kind = FIELD_CHOICE,
     .offset = offsetof(struct debtor, buyer.state_vat),
     .choices = state_vat_names},
    OF_BUYER(date_proof),
    OF_BUYER(proof_vat),
    OF_BUYER(is_exempt),
    OF_BUYER(vatex_tax),
    OF_BUYER(mention_tax),
    FIELD(debtor, member_count),
    FIELD(debtor, id_draft),
    FIELD(debtor, note_draft),
    FIELD_JSON_OF(debtor, composition),
    FIELD_CHOICE_OF(debtor, type_mail, mail_type_names),
    FIELDS_END,
};

const struct field credit_use_fields[] = {
    FIELD(credit_use, id_line),
    FIELD(credit_use, id_invoice),
    FIELD(credit_use, amount),
    FIELD(credit_use, date_use),
    FIELDS_END,
};

const char *status_of_invoice(enum state_invoice state)
{
    if (state <= INVOICE_DRAFT_CHARGING)
        return "Draft";
    if (state <= INVOICE_DUE_PENDING)
        return "Due";
    if (state <= INVOICE_PAID_REFUNDED)
        return "Paid";
    if (state <= INVOICE_PROBLEM_DISPUTED)
        return "Problem";
    return state_invoice_names[state]; /* Void and Uncollectible are both */
}

int64_t invoice_amount_due(int64_t amount_total, int64_t amount_paid, int64_t amount_deposit)
{
    int64_t until = amount_deposit > amount_paid ? amount_deposit : amount_total;

    return until - amount_paid;
}

bool invoice_is_overdue(enum state_invoice state, struct instant date_payment_limit,
                        struct instant now)
{
    bool is_due = state >= INVOICE_DUE_AUTO && state <= INVOICE_DUE_PENDING;

    return state == INVOICE_PROBLEM_OVERDUE || (is_due && instant_is_set(date_payment_limit) &&
                                                date_payment_limit.micros <= now.micros);
}

const struct field invoice_shown_fields[] = {
    FIELD(invoice_shown, id),
    FIELD(invoice_shown, id_segment),
    FIELD(invoice_shown, id_customer),
    FIELD(invoice_shown, reference_segment),
    FIELD(invoice_shown, reference_customer),
    FIELD(invoice_shown, full_number),
    FIELD_CHOICE_OF(invoice_shown, state_invoice, state_invoice_names),
    FIELD(invoice_shown, date_issue),
    FIELD(invoice_shown, date_update),
    FIELD(invoice_shown, date_payment),
    FIELD(invoice_shown, date_payment_scheduled),
    FIELD(invoice_shown, date_payment_limit),
    FIELD_CHOICE_OF(invoice_shown, type_payment, type_payment_names),
    FIELD(invoice_shown, amount_subtotal),
    FIELD(invoice_shown, amount_total),
    FIELD(invoice_shown, amount_paid),
    FIELD(invoice_shown, currency),
    FIELD(invoice_shown, note_localized),
    FIELD(invoice_shown, type_credit),
    FIELD(invoice_shown, reason),
    FIELDS_END,
};

enum err invoice_show(struct ctx *ctx, int64_t id, struct invoice_shown *out)
{
    return db_get(ctx, &sql_invoice_show, ARGS(ARG(id)), invoice_shown_fields, out);
}

enum err invoice_show_number(struct ctx *ctx, const char *full_number,
                             const char *reference_segment, struct invoice_shown *out)
{
    return db_get(ctx, &sql_invoice_show_number, ARGS(ARG(full_number), ARG(reference_segment)),
                  invoice_shown_fields, out);
}

enum err invoice_tax_list(struct ctx *ctx, int64_t id, struct list *out)
{
    return db_list(ctx, &sql_invoice_page_taxes, ARGS(ARG(id)), invoice_tax_fields,
                   sizeof(struct invoice_tax), out);
}

enum err invoice_list(struct ctx *ctx, const struct invoice_filter *filter, const struct page *page,
                      struct list *out, int64_t *total)
{
    bool is_one = filter->id_customer != NONE;
    struct args args = ARGS(
        ARG_AS(id_customer, filter->id_customer), ARG_AS(id_subscription, filter->id_subscription),
        ARG_AS(id_segment, filter->id_segment), ARG_AS(size_page, page->size_page),
        ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, is_one ? &sql_invoice_count_of_customer : &sql_invoice_count_of_segment,
                  args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, is_one ? &sql_invoice_list_of_customer : &sql_invoice_list_of_segment, args,
                   invoice_shown_fields, sizeof(struct invoice_shown), out);
}
