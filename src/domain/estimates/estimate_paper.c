#include "domain/estimates/estimate_paper.h"

#include "base/count.h"
#include "domain/sheets/sheet_bill.h"

static void draw_deposit(struct sheet *sheet)
{
    const char *deposit = sheet_shown(sheet, "estimate.amount_deposit");

    if (deposit)
        sheet_sum(sheet, &sheet_strong, sheet_text(sheet, "estimate_deposit"), deposit);
}

static void draw_end(struct sheet *sheet)
{
    const char *terms = sheet_shown(sheet, "terms_url");
    const char *fingerprint = sheet_shown(sheet, "fingerprint");

    sheet_bill_sums(sheet, draw_deposit);
    sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "note"),
                    sheet_shown(sheet, "estimate.note"));
    sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "contact"),
                    sheet_shown(sheet, "letterhead.contact"));
    if (terms)
        sheet_paragraph(sheet, &sheet_legal, NULL,
                        arena_printf(sheet->arena, "%s %s: %s", sheet_text(sheet, "estimate_terms"),
                                     sheet_text(sheet, "estimate_terms_link"), terms));
    if (fingerprint)
        sheet_paragraph(sheet, &sheet_legal, NULL,
                        sheet_joined(sheet, sheet_text(sheet, "fingerprint"), " ", fingerprint));
}

static void draw(struct sheet *sheet)
{
    const struct sheet_fact facts[] = {
        {"issue_date",           sheet_shown(sheet, "estimate.issued_on")         },
        {"estimate_valid_until", sheet_shown(sheet, "valid_on")                   },
        {"invoice_order",        sheet_shown(sheet, "reference_order")            },
        {"customer",             sheet_shown(sheet, "customer.reference_customer")},
    };

    sheet_heading(sheet, sheet_shown(sheet, "estimate.state_estimate"));
    sheet_facts(sheet, facts, COUNT_OF(facts));
    sheet_bill_lines(sheet);
    sheet_together(sheet, draw_end);
}

/* A draft has neither a number nor a day. */
static const char *day_of(struct arena *arena, const struct estimate *estimate)
{
    char day[DAY_TEXT_SIZE];

    if (estimate->issued_on)
        return estimate->issued_on;
    day_format(estimate->date_update, day);
    return arena_copy(arena, day);
}

enum err estimate_paper_print(struct ctx *ctx, const struct estimate_document *document,
                              struct bytes *out)
{
    const struct estimate *estimate = &document->estimate;
    const char *kind = look_text(&document->letterhead.look, "estimate");

    return sheet_print(ctx,
                       &(struct sheet_document){
                           .title = estimate->full_number ? arena_printf(ctx->arena, "%s %s", kind,
                                                                         estimate->full_number)
                                                          : kind,
                           .made_on = day_of(ctx->arena, estimate),
                           .language = document->letterhead.look.language,
                           .letterhead = &document->letterhead,
                           .fields = estimate_document_fields,
                           .values = document,
                           .bill = "estimate",
                           .draw = draw,
                       },
                       out);
}

const char *estimate_file_name(struct arena *arena, const struct estimate_document *document)
{
    const char *number = document->estimate.full_number;

    return arena_printf(arena, "%s.pdf", number ? number : "estimate");
}
