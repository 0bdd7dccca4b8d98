#include "domain/invoices/invoice_explain.h"

#include <string.h>

#include "domain/wording.h"
#include "platform/db/db.h"
#include "rules/tax.h"
#include "sql.h"

static const struct field explained_tax_fields[] = {
    FIELD(explained_tax, category_tax),
    FIELD(explained_tax, country_tax),
    FIELD(explained_tax, label_tax),
    FIELD(explained_tax, rate_tax),
    FIELD(explained_tax, amount_subtotal),
    FIELD(explained_tax, amount_exact),
    FIELD_CHOICE_OF(explained_tax, rounding, proration_rounding_names),
    FIELD(explained_tax, amount_tax),
    FIELD(explained_tax, sentence_localized),
    FIELDS_END,
};

const struct field explained_invoice_fields[] = {
    FIELD(explained_invoice, id),
    FIELD(explained_invoice, full_number),
    FIELD(explained_invoice, type_credit),
    FIELD(explained_invoice, currency),
    FIELD_LIST_OF(explained_invoice, lines, explained_line_fields, explained_line),
    FIELD_LIST_OF(explained_invoice, taxes, explained_tax_fields, explained_tax),
    FIELD(explained_invoice, amount_subtotal),
    FIELD(explained_invoice, amount_tax),
    FIELD(explained_invoice, amount_total),
    FIELDS_END,
};

static const struct field row_fields[] = {
    FIELD(explained_invoice, id),           FIELD(explained_invoice, full_number),
    FIELD(explained_invoice, type_credit),  FIELD(explained_invoice, currency),
    FIELD(explained_invoice, language),     FIELD(explained_invoice, amount_subtotal),
    FIELD(explained_invoice, amount_total), FIELDS_END,
};

static enum err explain_lines(struct ctx *ctx, const char *language,
                              struct explained_invoice *invoice)
{
    struct list lines;

    TRY(db_list(ctx, &sql_invoice_explained_lines, ARGS(ARG_AS(id, invoice->id)),
                balance_line_fields, sizeof(struct balance_line), &lines));
    invoice->lines =
        (struct list){ARENA_ARRAY(ctx->arena, struct explained_line, lines.count + 1), lines.count};
    for (size_t i = 0; i < lines.count; i++)
        TRY(explained_line_of(ctx, language, invoice->currency,
                              LIST_AT(lines, struct balance_line, i),
                              LIST_AT(invoice->lines, struct explained_line, i)));
    return OK;
}

static const char *tax_in_words(struct ctx *ctx, const char *language, const char *currency,
                                const struct explained_tax *tax)
{
    bool french = language && strncmp(language, "fr", 2) == 0;
    struct decimal percent = {tax->rate_tax * (MICROS_PER_UNIT / 100)};
    const char *amount = amount_in_words(ctx, language, currency, tax->amount_tax);

    if (!tax->rounding)
        return arena_printf(ctx->arena,
                            french ? "part de la taxe de la facture : %s"
                                   : "share of the tax of the invoice: %s",
                            amount);
    return arena_printf(ctx->arena,
                        french ? "%s × %s, arrondi au plus proche : %s"
                               : "%s × %s, rounded half up: %s",
                        amount_in_words(ctx, language, currency, tax->amount_subtotal),
                        percentage_in_words(ctx, language, percent), amount);
}

static struct explained_tax explain_tax(struct ctx *ctx, const char *language, const char *currency,
                                        const struct invoice_tax *tax)
{
    bool is_product = tax_of_document(tax->amount_subtotal, tax->rate_tax) == tax->amount_tax;
    int128 micros = (int128)tax->amount_subtotal * tax->rate_tax * (MICROS_PER_UNIT / 10000);
    struct explained_tax explained = {
        .category_tax = tax->category_tax,
        .country_tax = tax->country_tax,
        .label_tax = tax->label_tax,
        .rate_tax = tax->rate_tax,
        .amount_subtotal = tax->amount_subtotal,
        .amount_exact = is_product ? exact_amount_text(ctx, micros) : NULL,
        .rounding = is_product ? ROUNDING_HALF_UP : ROUNDING_NONE,
        .amount_tax = tax->amount_tax,
    };

    explained.sentence_localized = tax_in_words(ctx, language, currency, &explained);
    return explained;
}

static enum err explain_taxes(struct ctx *ctx, const char *language,
                              struct explained_invoice *invoice)
{
    struct list taxes;

    TRY(invoice_tax_list(ctx, invoice->id, &taxes));
    invoice->taxes =
        (struct list){ARENA_ARRAY(ctx->arena, struct explained_tax, taxes.count + 1), taxes.count};
    for (size_t i = 0; i < taxes.count; i++)
        *LIST_AT(invoice->taxes, struct explained_tax, i) =
            explain_tax(ctx, language, invoice->currency, LIST_AT(taxes, struct invoice_tax, i));
    return OK;
}

enum err explained_invoice_get(struct ctx *ctx, int64_t id, const char *language,
                               struct explained_invoice *out)
{
    *out = (struct explained_invoice){0};
    TRY(db_get(ctx, &sql_invoice_explained, ARGS(ARG(id)), row_fields, out));
    if (!language)
        language = out->language;
    out->amount_tax = out->amount_total - out->amount_subtotal;
    TRY(explain_lines(ctx, language, out));
    return explain_taxes(ctx, language, out);
}
