#include "domain/invoices/invoice_content.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "rules/tax.h"

/* The longest texts that an invoice holds; written ones are shorter. */
enum { TEXT_MAX = 20000 };

const struct field content_line_fields[] = {
    FIELD(content_line, position),
    FIELD_CHOICE_OF(content_line, type_line, type_line_names),
    FIELD_LIMITED(content_line, key_charge, TEXT_MAX),
    FIELD_LIMITED(content_line, label, TEXT_MAX),
    FIELD(content_line, quantity_reported),
    FIELD(content_line, quantity_billed),
    FIELD(content_line, amount_subtotal),
    FIELD(content_line, rate_tax),
    FIELD(content_line, date_move),
    FIELD(content_line, date_period_start),
    FIELD(content_line, date_period_end),
    FIELD(content_line, category_tax),
    FIELD(content_line, country_tax),
    FIELD(content_line, id_customer),
    FIELDS_END,
};

const struct field content_tax_fields[] = {
    FIELD(invoice_tax, rate_tax),
    FIELD_LIMITED(invoice_tax, label_tax, TEXT_MAX),
    FIELD(invoice_tax, amount_subtotal),
    FIELD(invoice_tax, amount_tax),
    FIELD(invoice_tax, category_tax),
    FIELD(invoice_tax, country_tax),
    FIELD(invoice_tax, vatex_tax),
    FIELD_LIMITED(invoice_tax, mention_tax, TEXT_MAX),
    FIELD(invoice_tax, proof_vat),
    FIELD(invoice_tax, amount_distance),
    FIELDS_END,
};

const struct field content_fields[] = {
    FIELD(content, full_number),
    FIELD(content, issued_on),
    FIELD(content, date_issue),
    FIELD(content, date_payment_limit),
    FIELD_LIMITED(content, seller, TEXT_MAX),
    FIELD(content, vat_number),
    FIELD(content, id_customer),
    FIELD(content, address_customer),
    FIELD_CHOICE_OF(content, type_payment, type_payment_names),
    FIELD(content, currency),
    FIELD(content, language),
    FIELD_LIMITED(content, note, TEXT_MAX),
    FIELD_LIST_OF(content, lines, content_line_fields, content_line),
    FIELD_LIST_OF(content, taxes, content_tax_fields, invoice_tax),
    FIELD(content, amount_subtotal),
    FIELD(content, amount_total),
    FIELD(content, type_credit),
    FIELD(content, corrects),
    FIELD_LIMITED(content, reason, TEXT_MAX),
    FIELD_LIMITED(content, reference_order, TEXT_MAX),
    FIELDS_END,
};

enum err content_read(struct ctx *ctx, const char *json, struct content *out)
{
    const struct json *root;

    TRY(json_parse(ctx, json, strlen(json), &root));
    return json_read(ctx, root, content_fields, out);
}

static struct invoice_tax *tax_of(struct draft *draft, const struct balance_line *line)
{
    struct list *taxes = &draft->taxes;

    for (size_t i = 0; i < taxes->count; i++)
        if (invoice_tax_is(LIST_AT(*taxes, struct invoice_tax, i), line->rate_tax,
                           line->category_tax, line->country_tax))
            return LIST_AT(*taxes, struct invoice_tax, i);
    *LIST_AT(*taxes, struct invoice_tax, taxes->count) = (struct invoice_tax){
        .position = (int64_t)taxes->count + 1,
        .rate_tax = line->rate_tax,
        .label_tax = draft->segment->label_tax,
        .category_tax = line->category_tax,
        .country_tax = line->country_tax,
        .amount_distance = NONE,
    };
    return LIST_AT(*taxes, struct invoice_tax, taxes->count++);
}

/* Several reasons for the same are all said; a code can only be one. */
static void add_reason(struct ctx *ctx, struct invoice_tax *tax, bool is_first,
                       const struct vat_treatment *treatment)
{
    const char *said = treatment->mention_tax;

    if (is_first || !text_equal(tax->vatex_tax, treatment->vatex_tax))
        tax->vatex_tax = is_first ? treatment->vatex_tax : NULL;
    if (!tax->mention_tax)
        tax->mention_tax = said;
    else if (said && !strstr(tax->mention_tax, said))
        tax->mention_tax = arena_printf(ctx->arena, "%s\n%s", tax->mention_tax, said);
}

static void add_line(struct ctx *ctx, struct draft *draft, size_t index)
{
    const struct balance_line *line = LIST_AT(draft->lines, struct balance_line, index);
    size_t before = draft->taxes.count;
    struct invoice_tax *tax = tax_of(draft, line);

    tax->amount_subtotal += line->amount_subtotal;
    draft->invoice.amount_subtotal += line->amount_subtotal;
    if (!draft->treatments)
        return;
    add_reason(ctx, tax, draft->taxes.count > before, &draft->treatments[index]);
    if (draft->treatments[index].is_distance)
        tax->amount_distance =
            (tax->amount_distance == NONE ? 0 : tax->amount_distance) + line->amount_subtotal;
    if (text_equal(tax->category_tax, "AE"))
        tax->proof_vat = draft->proof_vat;
}

void draft_add_up(struct ctx *ctx, struct draft *draft)
{
    struct invoice *invoice = &draft->invoice;

    draft->taxes.items = ARENA_ARRAY(ctx->arena, struct invoice_tax, draft->lines.count);
    for (size_t i = 0; i < draft->lines.count; i++)
        add_line(ctx, draft, i);
    invoice->amount_total = invoice->amount_subtotal;
    for (size_t i = 0; i < draft->taxes.count; i++) {
        struct invoice_tax *tax = LIST_AT(draft->taxes, struct invoice_tax, i);

        tax->amount_tax = tax_of_document(tax->amount_subtotal, tax->rate_tax);
        invoice->amount_total += tax->amount_tax;
    }
}

static int64_t sum_reported(const struct list *lines)
{
    int64_t sum = 0;

    for (size_t i = 0; i < lines->count; i++)
        if (LIST_AT(*lines, struct balance_line, i)->type_line == LINE_BILLING_REPORT)
            sum += LIST_AT(*lines, struct balance_line, i)->amount_subtotal;
    return sum;
}

size_t draft_postings(const struct draft *draft, struct posting out[INVOICE_POSTINGS])
{
    const struct invoice *invoice = &draft->invoice;
    int64_t reported = sum_reported(&draft->lines);
    int64_t revenue = invoice->amount_subtotal - reported;
    int64_t tax = invoice->amount_total - invoice->amount_subtotal;
    size_t count = 0;

    out[count++] = (struct posting){ACCOUNT_RECEIVABLE, invoice->id_customer, invoice->amount_total,
                                    invoice->currency};
    out[count++] =
        (struct posting){ACCOUNT_REVENUE, invoice->id_customer, -revenue, invoice->currency};
    if (tax)
        out[count++] = (struct posting){ACCOUNT_TAX, invoice->id_customer, -tax, invoice->currency};
    if (reported)
        out[count++] =
            (struct posting){ACCOUNT_CREDIT, invoice->id_customer, -reported, invoice->currency};
    return count;
}

struct list content_lines_of(struct ctx *ctx, const struct list *lines, int64_t id_customer)
{
    struct list out = {ARENA_ARRAY(ctx->arena, struct content_line, lines->count), lines->count};

    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        *LIST_AT(out, struct content_line, i) = (struct content_line){
            .position = (int64_t)i + 1,
            .type_line = line->type_line,
            .key_charge = line->key_charge,
            .label = line->label,
            .quantity_reported = line->quantity_reported,
            .quantity_billed = line->quantity_billed,
            .amount_subtotal = line->amount_subtotal,
            .rate_tax = line->rate_tax,
            .date_move = line->date_move,
            .date_period_start = line->date_period_start,
            .date_period_end = line->date_period_end,
            .category_tax = line->category_tax,
            .country_tax = line->country_tax,
            .id_customer = line->id_customer == id_customer ? NONE : line->id_customer,
        };
    }
    return out;
}

void draft_freeze(struct ctx *ctx, struct draft *draft)
{
    struct invoice *invoice = &draft->invoice;
    uint8_t *hash = arena_alloc(ctx->arena, SHA256_SIZE);
    struct text json = {.arena = ctx->arena};
    struct content content = {
        .full_number = invoice->full_number,
        .issued_on = invoice->issued_on,
        .date_issue = invoice->date_issue,
        .date_payment_limit = invoice->date_payment_limit,
        .seller = draft->seller->name,
        .vat_number = draft->seller->vat_number,
        .id_customer = invoice->id_customer,
        .address_customer = draft->debtor->digest.at ? hex(ctx->arena, draft->debtor->digest.at,
                                                           draft->debtor->digest.size)
                                                     : NULL,
        .type_payment = invoice->type_payment,
        .currency = invoice->currency,
        .language = invoice->language,
        .note = invoice->note,
        .lines = content_lines_of(ctx, &draft->lines, invoice->id_customer),
        .taxes = draft->taxes,
        .amount_subtotal = invoice->amount_subtotal,
        .amount_total = invoice->amount_total,
        .type_credit = invoice->type_credit,
        .corrects = draft->corrects,
        .reason = invoice->reason,
        .reference_order = invoice->reference_order,
    };

    json_write(&json, content_fields, &content);
    sha256(json.at, json.size, hash);
    invoice->content = json.at;
    invoice->content_hash = (struct bytes){hash, SHA256_SIZE};
}
