#include "domain/statements/statement_paper.h"

#include "base/count.h"
#include "domain/sheets/sheet.h"

const struct field statement_document_fields[] = {
    FIELD_RECORD_OF(statement_document, account, customer_statements_fields),
    FIELD_RECORD_OF(statement_document, customer, customer_fields),
    FIELD_RECORD_OF(statement_document, letterhead, letterhead_fields),
    PARTIES_FIELDS(statement_document),
    FIELDS_END,
};

enum err statement_document_load(struct ctx *ctx, const struct customer *customer,
                                 const struct day_range *range, struct statement_document *out)
{
    *out = (struct statement_document){.customer = *customer};
    TRY(statement_list(ctx, customer, range, &out->account));
    TRY(parties_load(ctx, customer, &out->parties));
    TRY(letterhead_load(ctx, customer->id_segment, out->parties.seller.id, customer->language,
                        &out->letterhead));
    out->letterhead.zone = out->account.time_zone;
    return OK;
}

/* drawing -----------------------------------------------------------------------------------------
 */

static const struct sheet_column columns[] = {
    {"statement_operation", NULL,             0,                0,               PAPER_LEFT },
    {"date",                "done_on",        MILLIMETRES(96),  MILLIMETRES(24), PAPER_LEFT },
    {"statement_debit",     "amount_debit",   MILLIMETRES(122), MILLIMETRES(25), PAPER_RIGHT},
    {"statement_credit",    "amount_credit",  MILLIMETRES(148), MILLIMETRES(25), PAPER_RIGHT},
    {"statement_balance",   "amount_balance", MILLIMETRES(174), MILLIMETRES(25), PAPER_RIGHT},
};

/* How it was paid, the reference, and what of it became credit. */
static const char *below_operation(const struct sheet *sheet)
{
    const char *label = sheet_isolated(sheet, sheet_shown(sheet, "label_payment"));
    const char *below =
        sheet_joined(sheet, label ? label : sheet_shown(sheet, "type_payment"), " · ",
                     sheet_isolated(sheet, sheet_shown(sheet, "reference_payment")));
    const char *credited = sheet_shown(sheet, "amount_credited");

    if (credited)
        credited =
            sheet_joined(sheet, credited, "\u00a0", sheet_text(sheet, "statement_as_credit"));
    return sheet_joined(sheet, below, " · ", credited);
}

static void draw_operation(struct sheet *sheet)
{
    const char *number = sheet_shown(sheet, "full_number");

    sheet_row(sheet,
              sheet_joined(sheet, sheet_shown(sheet, "kind_operation"), " ",
                           number ? number : sheet_shown(sheet, "id_payment")),
              below_operation(sheet));
}

static void draw_balance(struct sheet *sheet, const char *label, bool is_closing)
{
    const char *const cells[] = {
        sheet_shown(sheet, is_closing ? "account.to_on" : "account.from_on"),
        is_closing ? sheet_shown(sheet, "amount_debit") : NULL,
        is_closing ? sheet_shown(sheet, "amount_credit") : NULL,
        sheet_shown(sheet, is_closing ? "amount_closing" : "amount_opening"),
    };

    sheet_row_of(sheet, sheet_text(sheet, label), NULL, cells);
}

static void draw_age(struct sheet *sheet, const char *label, const char *name)
{
    sheet_sum(sheet, &sheet_plain, sheet_text(sheet, label), sheet_shown(sheet, name));
}

/* Under each statement: how late it is what is owed, and what waits as credit. */
static void draw_ages(struct sheet *sheet)
{
    paper_move(sheet->paper, MILLIMETRES(3));
    sheet_sum(sheet, &sheet_small, sheet_text(sheet, "statement_age"), NULL);
    draw_age(sheet, "age_not_due", "ageing.amount_not_due");
    draw_age(sheet, "age_late_30", "ageing.amount_late_30");
    draw_age(sheet, "age_late_60", "ageing.amount_late_60");
    draw_age(sheet, "age_late_90", "ageing.amount_late_90");
    draw_age(sheet, "age_late_more", "ageing.amount_late_more");
    sheet_sum_rule(sheet);
    sheet_sum(sheet, &sheet_total, sheet_text(sheet, "statement_closing"),
              sheet_shown(sheet, "amount_closing"));
    draw_age(sheet, "statement_unused", "amount_unused");
    paper_move(sheet->paper, MILLIMETRES(6));
}

static void draw_statement(struct sheet *sheet)
{
    sheet_table(sheet, columns, COUNT_OF(columns));
    draw_balance(sheet, "statement_opening", false);
    sheet_each(sheet, "operations", draw_operation);
    draw_balance(sheet, "statement_closing", true);
    sheet_table_end(sheet);
    sheet_together(sheet, draw_ages);
}

/* `From 1 Sept 2026 to 21 Nov 2026` */
static const char *range_of_days(const struct sheet *sheet)
{
    const char *from = sheet_shown(sheet, "account.from_on");
    const char *to = sheet_shown(sheet, "account.to_on");

    if (!from)
        return sheet_joined(sheet, sheet_text(sheet, "statement_until"), " ", to);
    return arena_printf(sheet->arena, "%s %s %s %s", sheet_text(sheet, "statement_from"), from,
                        sheet_text(sheet, "statement_to"), to);
}

static void draw(struct sheet *sheet)
{
    const struct sheet_fact facts[] = {
        {"customer", sheet_shown(sheet, "customer.reference_customer")},
    };

    sheet_heading(sheet, range_of_days(sheet));
    sheet_facts(sheet, facts, COUNT_OF(facts));
    sheet_each(sheet, "account.statements", draw_statement);
    sheet_paragraph(sheet, &sheet_plain, sheet_text(sheet, "contact"),
                    sheet_shown(sheet, "letterhead.contact"));
}

enum err statement_paper_print(struct ctx *ctx, const struct statement_document *document,
                               struct bytes *out)
{
    return sheet_print(ctx,
                       &(struct sheet_document){
                           .title = look_text(&document->letterhead.look, "statement"),
                           .made_on = document->account.to_on,
                           .language = document->letterhead.look.language,
                           .letterhead = &document->letterhead,
                           .fields = statement_document_fields,
                           .values = document,
                           .draw = draw,
                       },
                       out);
}

const char *statement_file_name(struct arena *arena, const struct customer_statements *account,
                                const char *ending)
{
    return arena_printf(arena, "%s-%s.%s", account->reference_customer, account->to_on, ending);
}
