#include "domain/estimates/estimate_document.h"

#include <string.h>

#include "domain/html.h"
#include "domain/invoices/invoice_content.h"
#include "platform/crypto/crypto.h"

/* By enum state_estimate. For the customer one that was converted is approved. */
const char *const estimate_word_names[] = {
    NULL,
    "EstimateDraft",
    "EstimatePending",
    "EstimateApproved",
    "EstimateDeclined",
    "EstimateExpired",
    "EstimateApproved",
    "EstimateCancelled",
    NULL,
};

static const struct field line_fields[] = {
    FIELD(estimate_line, label),
    FIELD(estimate_line, description),
    FIELD(estimate_line, quantity_billed),
    FIELD(estimate_line, amount_unit),
    FIELD(estimate_line, amount_subtotal),
    FIELD(estimate_line, rate_tax),
    FIELD(estimate_line, date_period_start),
    FIELD(estimate_line, date_period_end),
    FIELD(estimate_line, date_last),
    FIELDS_END,
};

static const struct field shown_fields[] = {
    FIELD(estimate, id),
    FIELD_CHOICE_OF(estimate, state_estimate, estimate_word_names),
    FIELD(estimate, full_number),
    FIELD(estimate, issued_on),
    FIELD(estimate, note),
    FIELD(estimate, amount_subtotal),
    FIELD(estimate, amount_total),
    FIELD(estimate, amount_deposit),
    FIELD(estimate, id_invoice),
    FIELD(estimate, full_number_invoice),
    FIELDS_END,
};

const struct field estimate_document_fields[] = {
    FIELD_RECORD_OF(estimate_document, estimate, shown_fields),
    FIELD_RECORD_OF(estimate_document, customer, customer_fields),
    FIELD_RECORD_OF(estimate_document, seller, seller_shown_fields),
    FIELD_RECORD_OF(estimate_document, address_customer, address_fields),
    FIELD_RECORD_OF(estimate_document, address_seller, address_fields),
    FIELD(estimate_document, has_address_customer),
    FIELD(estimate_document, has_address_seller),
    FIELD(estimate_document, name),
    FIELD(estimate_document, currency),
    FIELD(estimate_document, language),
    FIELD(estimate_document, tone),
    FIELD(estimate_document, valid_on),
    FIELD(estimate_document, fingerprint),
    FIELD(estimate_document, reference_order),
    FIELD(estimate_document, is_pending),
    FIELD(estimate_document, is_draft),
    FIELD(estimate_document, comment),
    FIELD(estimate_document, terms_url),
    FIELD(estimate_document, amount_tax),
    FIELD_RECORD_OF(estimate_document, letterhead, letterhead_fields),
    FIELD_LIST_OF(estimate_document, lines, line_fields, estimate_line),
    FIELD_LIST_OF(estimate_document, taxes, invoice_tax_fields, invoice_tax),
    FIELDS_END,
};

/* In millionths of a minor unit, if that many decimals hold it: a line that was rounded has none.
 */
static struct decimal unit_price(const struct content_line *line)
{
    const int128 micros = (int128)line->amount_subtotal * MICROS_PER_UNIT * MICROS_PER_UNIT;
    int64_t quantity = line->quantity_billed.micros;

    if (quantity <= 0 || micros % quantity)
        return (struct decimal){NONE};
    return (struct decimal){divide_rounded(micros, quantity, ROUND_DOWN)};
}

/* The first line of a label is its title. */
static struct estimate_line shown_line(struct ctx *ctx, const struct content_line *line)
{
    size_t title = strcspn(line->label, "\n");
    bool has_period = instant_is_set(line->date_period_end);

    return (struct estimate_line){
        .label = arena_printf(ctx->arena, "%.*s", (int)title, line->label),
        .description = line->label[title] ? line->label + title + 1 : NULL,
        .quantity_billed = line->quantity_billed,
        .amount_unit = unit_price(line),
        .amount_subtotal = line->amount_subtotal,
        .rate_tax = line->rate_tax,
        .date_period_start = line->date_period_start,
        .date_period_end = line->date_period_end,
        .date_last = has_period ? html_last_day(line->date_period_start, line->date_period_end)
                                : (struct instant){0},
    };
}

static void show_lines(struct ctx *ctx, const struct estimate *estimate,
                       struct estimate_document *out)
{
    const struct list *lines = &estimate->lines;

    out->lines = (struct list){ARENA_ARRAY(ctx->arena, struct estimate_line, lines->count + 1),
                               lines->count};
    for (size_t i = 0; i < lines->count; i++)
        *LIST_AT(out->lines, struct estimate_line, i) =
            shown_line(ctx, LIST_AT(*lines, struct content_line, i));
    out->taxes = estimate->taxes;
}

static enum err load_address(struct ctx *ctx, int64_t id, struct address *out, bool *is_there)
{
    *is_there = id != NONE;
    return *is_there ? address_get(ctx, id, out) : OK;
}

/* Of a draft, who would send it to whom now. */
static enum err load_parties(struct ctx *ctx, const struct estimate *estimate,
                             struct estimate_document *out)
{
    struct segment segment;
    struct list sellers;
    const struct seller *seller;
    bool is_draft = !estimate->full_number;

    TRY(customer_get(ctx, estimate->id_customer, &out->customer));
    TRY(segment_get(ctx, estimate->id_segment, &segment));
    TRY(seller_list(ctx, &sellers));
    seller = list_find(&sellers, sizeof(struct seller),
                       is_draft ? segment.id_seller : estimate->id_seller);
    if (!seller)
        return ERR_FAILED;
    out->seller = *seller;
    TRY(load_address(ctx,
                     is_draft ? out->customer.id_address_billing : estimate->id_address_customer,
                     &out->address_customer, &out->has_address_customer));
    return load_address(ctx, is_draft ? seller->id_address : estimate->id_address_seller,
                        &out->address_seller, &out->has_address_seller);
}

enum err estimate_document_load(struct ctx *ctx, const struct estimate *estimate,
                                struct estimate_document *out)
{
    struct settings settings;

    fields_clear(estimate_document_fields, out);
    out->estimate = *estimate;
    TRY(load_parties(ctx, estimate, out));
    TRY(letterhead_load(ctx, estimate->id_segment, out->seller.id, out->customer.language,
                        &out->letterhead));
    TRY(settings_load(ctx, &settings));
    show_lines(ctx, estimate, out);
    out->name = customer_name(&out->customer);
    out->currency = estimate->currency;
    out->amount_tax = estimate->amount_total - estimate->amount_subtotal;
    out->language = out->customer.language;
    out->tone = html_tone(state_estimate_names[estimate->state_estimate]);
    out->valid_on = estimate->valid_until;
    out->fingerprint = estimate->content_hash.at
                           ? hex(ctx->arena, estimate->content_hash.at, estimate->content_hash.size)
                           : NULL;
    out->reference_order = estimate->typed.reference_order;
    out->is_pending = estimate->state_estimate == ESTIMATE_SENT;
    out->is_draft = !estimate->full_number;
    out->comment = estimate->answer.comment;
    out->terms_url = setting_text(&settings, SETTING_TERMS_URL, estimate->id_segment);
    return OK;
}
