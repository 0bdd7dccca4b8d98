#include "domain/invoices/invoice_document.h"

#include "domain/html.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

struct line_row {
    const char *label;
    struct quantity quantity_billed;
    struct decimal amount_unit; /* what one costs, where that is exact */
    int64_t amount_subtotal, rate_tax;
    struct instant date_move, date_period_start, date_period_end, date_last;
};

static const struct field line_row_fields[] = {
    FIELD(line_row, label),
    FIELD(line_row, quantity_billed),
    FIELD(line_row, amount_unit),
    FIELD(line_row, amount_subtotal),
    FIELD(line_row, rate_tax),
    FIELD(line_row, date_move),
    FIELD(line_row, date_period_start),
    FIELD(line_row, date_period_end),
    FIELD(line_row, date_last),
    FIELDS_END,
};

/* What the page shows of an invoice. */
static const struct field invoice_row_fields[] = {
    FIELD(invoice, id),
    FIELD(invoice, id_seller),
    FIELD(invoice, id_customer),
    FIELD(invoice, full_number),
    FIELD(invoice, type_credit),
    FIELD_CHOICE_OF(invoice, state_invoice, state_invoice_names),
    FIELD(invoice, issued_on),
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
    FIELD(invoice, content_hash),
    FIELDS_END,
};

/* Of the seller what an invoice says. */
static const struct field seller_row_fields[] = {
    FIELD(seller, id),      FIELD(seller, name),          FIELD(seller, legal_form),
    FIELD(seller, siren),   FIELD(seller, vat_number),    FIELD(seller, id_address),
    FIELD(seller, capital), FIELD(seller, city_registry), FIELDS_END,
};

const struct field invoice_document_fields[] = {
    FIELD_RECORD_OF(invoice_document, invoice, invoice_row_fields),
    FIELD_RECORD_OF(invoice_document, customer, customer_fields),
    FIELD_RECORD_OF(invoice_document, seller, seller_row_fields),
    FIELD_RECORD_OF(invoice_document, address_customer, address_fields),
    FIELD_RECORD_OF(invoice_document, address_seller, address_fields),
    FIELD(invoice_document, has_address_customer),
    FIELD(invoice_document, has_address_seller),
    FIELD(invoice_document, name),
    FIELD(invoice_document, currency),
    FIELD(invoice_document, tone),
    FIELD(invoice_document, corrects),
    FIELD(invoice_document, has_terms),
    FIELD(invoice_document, fingerprint),
    FIELD(invoice_document, is_overdue),
    FIELD(invoice_document, amount_remaining),
    FIELD_LIST_OF(invoice_document, lines, line_row_fields, line_row),
    FIELD_LIST_OF(invoice_document, taxes, invoice_tax_fields, invoice_tax),
    FIELDS_END,
};

static enum err load_address(struct ctx *ctx, int64_t id, struct address *out, bool *is_there)
{
    *is_there = id != NONE;
    return *is_there ? address_get(ctx, id, out) : OK;
}

static enum err load_parties(struct ctx *ctx, struct invoice_document *document)
{
    const struct invoice *invoice = &document->invoice;

    TRY(customer_get(ctx, invoice->id_customer, &document->customer));
    TRY(db_get(ctx, &sql_invoice_page_seller, ARGS(ARG_AS(id_seller, invoice->id_seller)),
               seller_row_fields, &document->seller));
    TRY(load_address(ctx, invoice->id_address_customer, &document->address_customer,
                     &document->has_address_customer));
    return load_address(ctx, invoice->id_address_seller, &document->address_seller,
                        &document->has_address_seller);
}

/* In millionths of a minor unit, if that many decimals hold it: a price by tiers has none. */
static struct decimal unit_price(int64_t amount_subtotal, struct quantity quantity)
{
    const int128 micros = (int128)amount_subtotal * MICROS_PER_UNIT * MICROS_PER_UNIT;

    if (quantity.micros <= 0 || micros % quantity.micros)
        return (struct decimal){NONE};
    return (struct decimal){divide_rounded(micros, quantity.micros, ROUND_DOWN)};
}

static enum err load_content(struct ctx *ctx, struct invoice_document *document)
{
    int64_t id = document->invoice.id;

    TRY(invoice_tax_list(ctx, id, &document->taxes));
    TRY(db_list(ctx, &sql_invoice_page_lines, ARGS(ARG(id)), line_row_fields,
                sizeof(struct line_row), &document->lines));
    for (size_t i = 0; i < document->lines.count; i++) {
        struct line_row *row = LIST_AT(document->lines, struct line_row, i);

        row->amount_unit = unit_price(row->amount_subtotal, row->quantity_billed);
        if (instant_is_set(row->date_period_end))
            row->date_last = html_last_day(row->date_period_start, row->date_period_end);
    }
    return OK;
}

struct corrected {
    const char *full_number;
};

static const struct field corrected_fields[] = {
    FIELD(corrected, full_number),
    FIELDS_END,
};

static enum err load_corrected(struct ctx *ctx, struct invoice_document *document)
{
    struct corrected corrected;

    if (document->invoice.id_corrects == NONE)
        return OK;
    TRY(db_get(ctx, &sql_invoice_page_corrected, ARGS(ARG_AS(id, document->invoice.id_corrects)),
               corrected_fields, &corrected));
    document->corrects = corrected.full_number;
    return OK;
}

static void tell_state(const struct ctx *ctx, struct invoice_document *document)
{
    const struct invoice *invoice = &document->invoice;

    document->name = customer_name(&document->customer);
    document->currency = invoice->currency;
    document->has_terms = document->seller.siren && !invoice->type_credit;
    document->tone = html_tone(state_invoice_names[invoice->state_invoice]);
    document->is_overdue = invoice_is_overdue((enum state_invoice)invoice->state_invoice,
                                              invoice->date_payment_limit, ctx->now);
    depends_on(ctx, document->is_overdue);
    if (invoice->amount_paid)
        document->amount_remaining = invoice->amount_total - invoice->amount_paid;
}

enum err invoice_document_load(struct ctx *ctx, int64_t id, struct invoice_document *out)
{
    fields_clear(invoice_document_fields, out);
    TRY(db_get(ctx, &sql_invoice_page_show, ARGS(ARG(id)), invoice_row_fields, &out->invoice));
    TRY(load_parties(ctx, out));
    TRY(load_content(ctx, out));
    TRY(load_corrected(ctx, out));
    tell_state(ctx, out);
    out->fingerprint =
        hex(ctx->arena, out->invoice.content_hash.at, out->invoice.content_hash.size);
    return OK;
}
