#include "domain/statements/receipt_paper.h"

#include <inttypes.h>

#include "base/count.h"
#include "domain/sheets/sheet.h"
#include "domain/statements/statement.h"
#include "platform/zone/zone.h"

const struct field receipt_document_fields[] = {
    FIELD_RECORD_OF(receipt_document, paid, paid_fields),
    FIELD_RECORD_OF(receipt_document, customer, customer_fields),
    FIELD_RECORD_OF(receipt_document, letterhead, letterhead_fields),
    FIELD(receipt_document, paid_on),
    FIELD(receipt_document, currency),
    PARTIES_FIELDS(receipt_document),
    FIELDS_END,
};

enum err receipt_document_load(struct ctx *ctx, int64_t id, struct receipt_document *out)
{
    char day[DAY_TEXT_SIZE];

    *out = (struct receipt_document){0};
    TRY(payment_history_get(ctx, id, &out->paid));
    if (out->paid.id_payment == NONE)
        return fail(ctx, ERR_CONFLICT, "Error.Payment.NotReceived", NULL,
                    "No money has moved, so there is no receipt; the payment is %s.",
                    status_payment_names[out->paid.status]);
    TRY(customer_get(ctx, out->paid.id_customer, &out->customer));
    TRY(parties_load(ctx, &out->customer, &out->parties));
    TRY(letterhead_load(ctx, out->customer.id_segment, out->parties.seller.id,
                        out->customer.language, &out->letterhead));
    TRY(statement_zone(ctx, &out->customer, &out->letterhead.zone));
    day_format(zone_local(out->letterhead.zone, out->paid.date), day);
    out->currency = out->paid.currency;
    out->paid_on = arena_copy(ctx->arena, day);
    return OK;
}

/* drawing -----------------------------------------------------------------------------------------
 */

static bool is_refund(const struct sheet *sheet)
{
    const struct receipt_document *document = sheet->document->values;

    return document->paid.amount < 0;
}

/* `Card, Visa **** 4242` */
static const char *method_of(const struct sheet *sheet)
{
    const char *label = sheet_isolated(sheet, sheet_shown(sheet, "paid.label_payment"));

    return sheet_joined(sheet, label ? label : sheet_shown(sheet, "paid.type_payment"), ", ",
                        sheet_isolated(sheet, sheet_shown(sheet, "paid.name_display")));
}

/* What went back is for nothing else any more. */
static const struct sheet_column received_columns[] = {
    {"receipt_for",        NULL,              0,                0,               PAPER_LEFT },
    {"amount",             "amount",          MILLIMETRES(108), MILLIMETRES(30), PAPER_RIGHT},
    {"receipt_back_later", "amount_returned", MILLIMETRES(141), MILLIMETRES(30), PAPER_RIGHT},
    {"receipt_applied",    "amount_applied",  MILLIMETRES(174), MILLIMETRES(30), PAPER_RIGHT},
};
static const struct sheet_column refunded_columns[] = {
    {"receipt_for", NULL,     0,                0,               PAPER_LEFT },
    {"amount",      "amount", MILLIMETRES(174), MILLIMETRES(40), PAPER_RIGHT},
};

static void draw_part(struct sheet *sheet)
{
    const char *number = sheet_shown(sheet, "full_number");
    const char *note = sheet_shown(sheet, "credit_note");

    sheet_row(sheet, number ? number : "",
              note ? sheet_joined(sheet, sheet_text(sheet, "receipt_by"), " ", note) : NULL);
}

static void draw_parts(struct sheet *sheet)
{
    const struct receipt_document *document = sheet->document->values;

    if (!document->paid.parts.count)
        return;
    if (is_refund(sheet))
        sheet_table(sheet, refunded_columns, COUNT_OF(refunded_columns));
    else
        sheet_table(sheet, received_columns, COUNT_OF(received_columns));
    sheet_each(sheet, "paid.parts", draw_part);
    sheet_table_end(sheet);
}

static void draw_end(struct sheet *sheet)
{
    const struct receipt_document *document = sheet->document->values;

    paper_move(sheet->paper, MILLIMETRES(3));
    sheet_sum(sheet, &sheet_total,
              sheet_text(sheet, is_refund(sheet) ? "receipt_refunded" : "receipt_total"),
              sheet_shown(sheet, "paid.amount"));
    if (document->paid.amount_returned)
        sheet_sum(sheet, &sheet_plain, sheet_text(sheet, "receipt_back_later"),
                  sheet_shown(sheet, "paid.amount_returned"));
    if (document->paid.amount_remaining)
        sheet_sum(sheet, &sheet_plain, sheet_text(sheet, "receipt_remaining"),
                  sheet_shown(sheet, "paid.amount_remaining"));
    sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "contact"),
                    sheet_shown(sheet, "letterhead.contact"));
}

static void draw(struct sheet *sheet)
{
    const struct sheet_fact facts[] = {
        {"date",             sheet_shown(sheet,              "paid_on")},
        {"payment",          method_of(sheet)              },
        {"statement_reference", sheet_shown(sheet,              "paid.reference")          },
        {"customer", sheet_shown(sheet, "customer.reference_customer")},
    };

    sheet_heading(sheet, sheet_shown(sheet, "paid.status"));
    sheet_facts(sheet, facts, COUNT_OF(facts));
    draw_parts(sheet);
    sheet_together(sheet, draw_end);
}

enum err receipt_paper_print(struct ctx *ctx, const struct receipt_document *document,
                             struct bytes *out)
{
    const char *kind = look_text(&document->letterhead.look,
                                 document->paid.amount < 0 ? "refund_receipt" : "receipt");

    return sheet_print(
        ctx,
        &(struct sheet_document){
            .title = arena_printf(ctx->arena, "%s %" PRId64, kind, document->paid.id),
            .made_on = document->paid_on,
            .language = document->letterhead.look.language,
            .letterhead = &document->letterhead,
            .fields = receipt_document_fields,
            .values = document,
            .draw = draw,
        },
        out);
}

const char *receipt_file_name(struct arena *arena, const struct receipt_document *document)
{
    return arena_printf(arena, "%s-%" PRId64 ".pdf",
                        document->paid.amount < 0 ? "refund" : "receipt", document->paid.id);
}
