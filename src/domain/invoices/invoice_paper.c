#include "domain/invoices/invoice_paper.h"

#include "base/count.h"
#include "domain/sheets/sheet_bill.h"

static const struct invoice_document *document_of(const struct sheet *sheet)
{
    return sheet->document->values;
}

/* the heading -------------------------------------------------------------------------------------
 */

/* What became of it, in a word and a day. */
static const char *mark_of(const struct sheet *sheet)
{
    const struct invoice *invoice = &document_of(sheet)->invoice;
    const char *word = sheet_shown(sheet, "invoice.state_invoice");

    if (invoice->type_credit)
        return NULL;
    if (invoice->state_invoice == INVOICE_PAID)
        return sheet_joined(sheet, word, ", ", sheet_shown(sheet, "invoice.date_payment"));
    if (invoice->state_invoice == INVOICE_VOID || invoice->state_invoice == INVOICE_PAID_REFUNDED)
        return word;
    return NULL;
}

static void draw_heading(struct sheet *sheet)
{
    const struct sheet_fact facts[] = {
        {"issue_date",      sheet_shown(sheet, "invoice.issued_on")          },
        {"payable_until",   sheet_shown(sheet, "invoice.date_payment_limit") },
        {"corrects",        sheet_shown(sheet, "corrects")                   },
        {"invoice_order",   sheet_shown(sheet, "invoice.reference_order")    },
        {"invoice_deposit", sheet_shown(sheet, "invoice.amount_deposit")     },
        {"payment",         sheet_shown(sheet, "invoice.type_payment")       },
        {"customer",        sheet_shown(sheet, "customer.reference_customer")},
    };

    sheet_heading(sheet, mark_of(sheet));
    sheet_facts(sheet, facts, COUNT_OF(facts));
}

/* the end -----------------------------------------------------------------------------------------
 */

static void draw_transfer(struct sheet *sheet)
{
    const struct invoice_document *document = document_of(sheet);
    const char *until = sheet_shown(sheet, "invoice.date_payment_limit");
    const struct sheet_fact facts[] = {
        {"transfer_to",        sheet_shown(sheet, "seller.name")        },
        {"transfer_iban",      sheet_shown(sheet, "transfer.iban")      },
        {"transfer_reference", sheet_shown(sheet, "invoice.full_number")},
        {"amount",             sheet_shown(sheet, "transfer.amount")    },
    };
    const struct sheet_payment payment = {
        .heading = sheet_joined(sheet, sheet_text(sheet, "transfer"), " ", until),
        .facts = facts,
        .count = COUNT_OF(facts),
        .code = document->transfer.code,
        .help = document->transfer.code ? sheet_text(sheet, "transfer_help") : NULL,
    };

    sheet_payment(sheet, &payment);
}

/* The day and the account, then the mandate and who collects. */
static const char *collection_of(const struct sheet *sheet)
{
    const char *what = sheet_joined(sheet, sheet_shown(sheet, "collection.collected_on"), ", ",
                                    sheet_shown(sheet, "collection.account"));
    const char *mandate = sheet_joined(sheet, sheet_text(sheet, "mandate"), " ",
                                       sheet_shown(sheet, "collection.reference_mandate"));
    const char *creditor = sheet_joined(sheet, sheet_text(sheet, "creditor_id"), " ",
                                        sheet_shown(sheet, "collection.creditor_id"));

    return sheet_joined(sheet, sheet_joined(sheet, what, ", ", mandate), ", ", creditor);
}

static void draw_paid(struct sheet *sheet)
{
    if (!sheet_shown(sheet, "amount_remaining"))
        return;
    sheet_sum(sheet, &sheet_plain, sheet_text(sheet, "paid"),
              sheet_shown(sheet, "invoice.amount_paid"));
    sheet_sum(sheet, &sheet_strong, sheet_text(sheet, "remaining"),
              sheet_shown(sheet, "amount_remaining"));
}

/* Sums, how to pay and what the law wants to be said belong together. */
static void draw_end(struct sheet *sheet)
{
    sheet_bill_sums(sheet, draw_paid);
    if (sheet_shown(sheet, "has_transfer"))
        draw_transfer(sheet);
    if (sheet_shown(sheet, "has_collection"))
        sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "collection"), collection_of(sheet));
    sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "reason"),
                    sheet_shown(sheet, "invoice.reason"));
    sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "note"),
                    sheet_shown(sheet, "invoice.note"));
    sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "contact"),
                    sheet_shown(sheet, "letterhead.contact"));
    sheet_paragraph(sheet, &sheet_legal, NULL, sheet_shown(sheet, "terms"));
    sheet_paragraph(sheet, &sheet_legal, NULL,
                    sheet_joined(sheet, sheet_text(sheet, "fingerprint"), " ",
                                 sheet_shown(sheet, "fingerprint")));
}

static void draw(struct sheet *sheet)
{
    draw_heading(sheet);
    sheet_bill_lines(sheet);
    sheet_together(sheet, draw_end);
}

enum err invoice_paper_print(struct ctx *ctx, const struct invoice_document *document,
                             struct bytes *out)
{
    const struct invoice *invoice = &document->invoice;
    const char *language = html_spoken(invoice->language);
    const char *kind =
        look_text(&document->letterhead.look, invoice->type_credit ? "credit_note" : "invoice");

    return sheet_print(ctx,
                       &(struct sheet_document){
                           .title = arena_printf(ctx->arena, "%s %s", kind, invoice->full_number),
                           .made_on = invoice->issued_on,
                           .language = language,
                           .letterhead = &document->letterhead,
                           .fields = invoice_document_fields,
                           .values = document,
                           .bill = "invoice",
                           .draw = draw,
                       },
                       out);
}

enum err invoice_paper_respond(struct ctx *ctx, struct response *response, bool is_portal,
                               const struct invoice_document *document)
{
    const char *name = arena_printf(ctx->arena, "%s.pdf", document->invoice.full_number);
    struct bytes file;

    TRY(invoice_paper_print(ctx, document, &file));
    return html_respond_file(ctx, response, is_portal, INVOICE_PAPER_TYPE, name, &file);
}
