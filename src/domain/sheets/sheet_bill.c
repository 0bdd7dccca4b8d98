#include "domain/sheets/sheet_bill.h"

#include "base/count.h"

static const struct sheet_column columns[] = {
    {"line",        NULL,              0,                0,               PAPER_LEFT },
    {"quantity",    "quantity_billed", MILLIMETRES(90),  MILLIMETRES(19), PAPER_RIGHT},
    {"unit_price",  "amount_unit",     MILLIMETRES(119), MILLIMETRES(27), PAPER_RIGHT},
    {"tax",         "rate_tax",        MILLIMETRES(138), MILLIMETRES(17), PAPER_RIGHT},
    {"without_tax", "amount_subtotal", MILLIMETRES(174), MILLIMETRES(34), PAPER_RIGHT},
};

/* The days that a line is for, or its day, as line_period.html has them. */
static const char *period_of(const struct sheet *sheet)
{
    const char *last = sheet_shown(sheet, "date_last");

    if (!last)
        return sheet_shown(sheet, "date_move");
    return arena_printf(sheet->arena, "%s %s %s %s", sheet_text(sheet, "from"),
                        sheet_shown(sheet, "date_period_start"), sheet_text(sheet, "to"), last);
}

/* A description of its own, of an estimate, then the days. */
static const char *below_label(const struct sheet *sheet)
{
    return sheet_joined(sheet, sheet_shown(sheet, "description"), "\n", period_of(sheet));
}

static void draw_line(struct sheet *sheet)
{
    const char *label = sheet_shown(sheet, "label");

    if (sheet_shown(sheet, "name_group"))
        sheet_row_heading(sheet, sheet_shown(sheet, "name_group"));
    sheet_row(sheet, label ? label : "", below_label(sheet));
    if (sheet_shown(sheet, "amount_group"))
        sheet_row_sum(sheet, sheet_text(sheet, "subtotal"), sheet_shown(sheet, "amount_group"));
}

/* the sums ----------------------------------------------------------------------------------------
 */

static void draw_tax(struct sheet *sheet)
{
    const char *label = sheet_isolated(sheet, sheet_shown(sheet, "label_tax"));
    const char *rate = sheet_shown(sheet, "rate_tax");

    label = sheet_joined(sheet, label ? label : sheet_text(sheet, "tax"), " ", rate);
    sheet_small_row(sheet, &sheet_small,
                    (const char *[]){
                        sheet_joined(sheet, label, " ", sheet_shown(sheet, "country_tax")),
                        sheet_shown(sheet, "amount_subtotal"),
                        sheet_shown(sheet, "amount_tax"),
                    });
}

static void draw_taxes(struct sheet *sheet)
{
    sheet_small_row(sheet, &sheet_small,
                    (const char *[]){
                        sheet_text(sheet, "tax"),
                        sheet_text(sheet, "without_tax"),
                        sheet_text(sheet, "tax_amount"),
                    });
    sheet_each(sheet, "taxes", draw_tax);
}

/* `invoice.amount_total` */
static const char *amount_of(const struct sheet *sheet, const char *name)
{
    return sheet_shown(sheet, arena_printf(sheet->arena, "%s.%s", sheet->document->bill, name));
}

static void draw_sums(struct sheet *sheet)
{
    sheet_sum(sheet, &sheet_plain, sheet_text(sheet, "total_without_tax"),
              amount_of(sheet, "amount_subtotal"));
    sheet_sum(sheet, &sheet_plain, sheet_text(sheet, "total_tax"),
              sheet_shown(sheet, "amount_tax"));
    sheet_sum_rule(sheet);
    sheet_sum(sheet, &sheet_total, sheet_text(sheet, "total"), amount_of(sheet, "amount_total"));
    if (sheet->more)
        sheet->more(sheet);
}

/* Why something is not taxed. */
static void draw_mention(struct sheet *sheet)
{
    sheet_paragraph(sheet, &sheet_plain, NULL, sheet_shown(sheet, "mention_tax"));
}

void sheet_bill_sums(struct sheet *sheet, void (*more)(struct sheet *sheet))
{
    paper_move(sheet->paper, MILLIMETRES(3));
    sheet->more = more;
    sheet_beside(sheet, draw_taxes, draw_sums);
    sheet_each(sheet, "taxes", draw_mention);
}

void sheet_bill_lines(struct sheet *sheet)
{
    sheet_table(sheet, columns, COUNT_OF(columns));
    sheet_each(sheet, "lines", draw_line);
    sheet_table_end(sheet);
}
