#include "domain/invoices/invoice_document.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/html.h"
#include "domain/taxes/tax.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "rules/sepa_qr.h"
#include "rules/target.h"
#include "sql.h"

struct line_row {
    const char *label;
    const char *title, *description; /* the first line of it, and what stands below, or NULL */
    struct quantity quantity_billed;
    struct decimal amount_unit; /* what one costs, where that is exact */
    int64_t amount_subtotal, rate_tax;
    struct instant date_move, date_period_start, date_period_end, date_last;
    int64_t id_customer;
    const char *name;       /* whose it is */
    const char *name_group; /* the same, at the first line of each customer of a group */
    int64_t amount_group;   /* the sum of his lines, at the last; NONE elsewhere */
};

static const struct field line_row_fields[] = {
    FIELD(line_row, label),
    FIELD(line_row, title),
    FIELD(line_row, description),
    FIELD(line_row, quantity_billed),
    FIELD(line_row, amount_unit),
    FIELD(line_row, amount_subtotal),
    FIELD(line_row, rate_tax),
    FIELD(line_row, date_move),
    FIELD(line_row, date_period_start),
    FIELD(line_row, date_period_end),
    FIELD(line_row, date_last),
    FIELD(line_row, id_customer),
    FIELD(line_row, name),
    FIELD(line_row, name_group),
    FIELD(line_row, amount_group),
    FIELDS_END,
};

/* What the page shows of an invoice. */
static const struct field invoice_row_fields[] = {
    FIELD(invoice, id),
    FIELD(invoice, id_segment),
    FIELD(invoice, id_seller),
    FIELD(invoice, id_customer),
    FIELD(invoice, full_number),
    FIELD(invoice, type_credit),
    FIELD_CHOICE_OF(invoice, state_invoice, state_invoice_names),
    FIELD(invoice, issued_on),
    FIELD(invoice, date_payment_limit),
    FIELD(invoice, date_payment),
    FIELD_CHOICE_OF(invoice, type_payment, type_payment_names),
    FIELD(invoice, currency),
    FIELD(invoice, language),
    FIELD(invoice, amount_subtotal),
    FIELD(invoice, amount_total),
    FIELD(invoice, amount_paid),
    FIELD(invoice, amount_deposit),
    FIELD(invoice, note),
    FIELD(invoice, reason),
    FIELD(invoice, id_corrects),
    FIELD(invoice, reference_order),
    FIELD(invoice, id_address_seller),
    FIELD(invoice, id_address_customer),
    FIELD(invoice, content_hash),
    FIELDS_END,
};

static const struct field collection_fields[] = {
    FIELD(invoice_collection, collected_on),
    FIELD(invoice_collection, account),
    FIELD(invoice_collection, reference_mandate),
    FIELD(invoice_collection, creditor_id),
    FIELDS_END,
};

static const struct field transfer_fields[] = {
    FIELD(invoice_transfer, iban),
    FIELD(invoice_transfer, amount),
    FIELDS_END,
};

const struct field invoice_document_fields[] = {
    FIELD_RECORD_OF(invoice_document, invoice, invoice_row_fields),
    FIELD_RECORD_OF(invoice_document, customer, customer_fields),
    FIELD_RECORD_OF(invoice_document, seller, seller_shown_fields),
    FIELD_RECORD_OF(invoice_document, address_customer, address_fields),
    FIELD_RECORD_OF(invoice_document, address_seller, address_fields),
    FIELD(invoice_document, has_address_customer),
    FIELD(invoice_document, has_address_seller),
    FIELD(invoice_document, name),
    FIELD(invoice_document, currency),
    FIELD(invoice_document, tone),
    FIELD(invoice_document, corrects),
    FIELD(invoice_document, terms),
    FIELD(invoice_document, fingerprint),
    FIELD(invoice_document, is_overdue),
    FIELD(invoice_document, amount_tax),
    FIELD(invoice_document, amount_remaining),
    FIELD(invoice_document, has_collection),
    FIELD_RECORD_OF(invoice_document, collection, collection_fields),
    FIELD(invoice_document, has_transfer),
    FIELD_RECORD_OF(invoice_document, transfer, transfer_fields),
    FIELD_RECORD_OF(invoice_document, letterhead, letterhead_fields),
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
    TRY(seller_shown(ctx, invoice->id_seller, &document->seller));
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

/* Where nothing is taxed it says nothing to anybody whose tax it would be. */
static void hide_countries(const struct list *taxes)
{
    for (size_t i = 0; i < taxes->count; i++)
        if (!LIST_AT(*taxes, struct invoice_tax, i)->rate_tax)
            LIST_AT(*taxes, struct invoice_tax, i)->country_tax = NULL;
}

/* The lines of a group stand together by customer. Those of one customer have no heading. */
static void head_groups(const struct list *lines, int64_t id_customer)
{
    bool is_group = false;
    int64_t sum = 0;

    for (size_t i = 0; i < lines->count; i++)
        is_group |= LIST_AT(*lines, struct line_row, i)->id_customer != id_customer;
    for (size_t i = 0; is_group && i < lines->count; i++) {
        struct line_row *row = LIST_AT(*lines, struct line_row, i);

        if (!i || row[-1].id_customer != row->id_customer) {
            row->name_group = row->name;
            sum = 0;
        }
        sum += row->amount_subtotal;
        if (i + 1 == lines->count || row[1].id_customer != row->id_customer)
            row->amount_group = sum;
    }
}

static void split_label(struct ctx *ctx, struct line_row *row)
{
    size_t size = strcspn(row->label, "\n");

    row->title = arena_printf(ctx->arena, "%.*s", (int)size, row->label);
    row->description = row->label[size] ? row->label + size + 1 : NULL;
}

static enum err load_content(struct ctx *ctx, struct invoice_document *document)
{
    int64_t id = document->invoice.id;

    TRY(invoice_tax_list(ctx, id, &document->taxes));
    hide_countries(&document->taxes);
    TRY(db_list(ctx, &sql_invoice_page_lines, ARGS(ARG(id)), line_row_fields,
                sizeof(struct line_row), &document->lines));
    for (size_t i = 0; i < document->lines.count; i++) {
        struct line_row *row = LIST_AT(document->lines, struct line_row, i);

        split_label(ctx, row);
        row->amount_unit = unit_price(row->amount_subtotal, row->quantity_billed);
        if (instant_is_set(row->date_period_end))
            row->date_last = html_last_day(row->date_period_start, row->date_period_end);
    }
    head_groups(&document->lines, document->invoice.id_customer);
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

/* The order of the last file, or what is planned with the customer's method. */
struct collection_row {
    struct instant date_collection, date_payment_scheduled;
    const char *reference_mandate, *iban_masked, *settings, *creditor_id, *time_zone;
};

static const struct field collection_row_fields[] = {
    FIELD(collection_row, date_collection),   FIELD(collection_row, date_payment_scheduled),
    FIELD(collection_row, reference_mandate), FIELD(collection_row, iban_masked),
    FIELD_JSON_OF(collection_row, settings),  FIELD(collection_row, creditor_id),
    FIELD(collection_row, time_zone),         FIELDS_END,
};

static const char *collected_on(struct ctx *ctx, const struct collection_row *row)
{
    struct instant day = row->date_collection;
    char text[DAY_TEXT_SIZE];

    if (!instant_is_set(day) && instant_is_set(row->date_payment_scheduled))
        day = target_on_or_after(zone_local(row->time_zone, row->date_payment_scheduled));
    if (!instant_is_set(day))
        return NULL;
    day_format(day, text);
    return arena_copy(ctx->arena, text);
}

static enum err load_collection(struct ctx *ctx, struct invoice_document *document)
{
    struct collection_row row;
    const struct json *settings;
    const char *creditor_id;
    enum err err = db_get(ctx, &sql_invoice_page_collection, ARGS(ARG_AS(id, document->invoice.id)),
                          collection_row_fields, &row);

    document->has_collection = err == OK;
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    if (!row.settings)
        row.settings = "{}";
    TRY(json_parse(ctx, row.settings, strlen(row.settings), &settings));
    creditor_id = json_text(json_member(settings, "Ics"));
    document->collection = (struct invoice_collection){
        .collected_on = collected_on(ctx, &row),
        .account = row.iban_masked,
        .reference_mandate = row.reference_mandate,
        .creditor_id = creditor_id ? creditor_id : row.creditor_id,
    };
    return OK;
}

/* `FR14 2004 1010 ...` */
static const char *in_groups(struct arena *arena, const char *iban)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; iban[i]; i++) {
        if (i && i % 4 == 0)
            text_append_char(&text, ' ');
        text_append_char(&text, iban[i]);
    }
    return text_done(&text);
}

static void offer_transfer(struct ctx *ctx, struct invoice_document *document)
{
    const struct invoice *invoice = &document->invoice;
    struct sepa_transfer transfer = {
        .name = document->seller.name,
        .iban = document->letterhead.iban,
        .amount = invoice->amount_total - invoice->amount_paid,
        .remark = invoice->full_number,
    };

    document->has_transfer = transfer.iban && !invoice->type_credit &&
                             invoice->type_payment == PAYMENT_EXTERNAL_BANK &&
                             invoice_is_unpaid((enum state_invoice)invoice->state_invoice);
    if (!document->has_transfer)
        return;
    document->transfer = (struct invoice_transfer){
        .iban = in_groups(ctx->arena, transfer.iban),
        .amount = transfer.amount,
        .code = text_equal(invoice->currency, "EUR") ? sepa_qr_text(ctx->arena, &transfer) : NULL,
    };
}

static void tell_state(const struct ctx *ctx, struct invoice_document *document)
{
    const struct invoice *invoice = &document->invoice;

    document->amount_tax = invoice->amount_total - invoice->amount_subtotal;
    document->name = customer_name(&document->customer);
    document->currency = invoice->currency;
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
    if (out->seller.siren && !out->invoice.type_credit)
        TRY(tax_payment_terms(ctx, out->invoice.language, out->invoice.issued_on, &out->terms));
    TRY(load_collection(ctx, out));
    TRY(letterhead_load(ctx, out->invoice.id_segment, out->invoice.id_seller, out->invoice.language,
                        &out->letterhead));
    offer_transfer(ctx, out);
    tell_state(ctx, out);
    out->fingerprint =
        hex(ctx->arena, out->invoice.content_hash.at, out->invoice.content_hash.size);
    return OK;
}
