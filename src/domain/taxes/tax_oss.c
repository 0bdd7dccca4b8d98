/* What is owed by the one-stop shop, for a quarter. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/taxes/tax.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field oss_line_fields[] = {
    FIELD(oss_line, quarter),
    FIELD(oss_line, country_tax),
    FIELD(oss_line, rate_tax),
    FIELD(oss_line, currency),
    FIELD(oss_line, amount_subtotal),
    FIELD(oss_line, amount_tax),
    FIELDS_END,
};

/* Of one month, and of one address of the seller's. */
struct month_row {
    const char *month, *country, *zip_code, *region, *country_tax;
    int64_t rate_tax;
    const char *currency;
    int64_t amount_subtotal, amount_tax;
};

static const struct field month_row_fields[] = {
    FIELD(month_row, month),       FIELD(month_row, country),
    FIELD(month_row, zip_code),    FIELD(month_row, region),
    FIELD(month_row, country_tax), FIELD(month_row, rate_tax),
    FIELD(month_row, currency),    FIELD(month_row, amount_subtotal),
    FIELD(month_row, amount_tax),  FIELDS_END,
};

static bool is_quarter(const char *text)
{
    if (!text || strlen(text) != 6 || text[4] != 'Q' || text[5] < '1' || text[5] > '4')
        return false;
    for (size_t i = 0; i < 4; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* The first day of a quarter, or of the one after it. */
static const char *first_day(struct ctx *ctx, const char *quarter, int after)
{
    int index = quarter[5] - '1' + after;
    int year = (quarter[0] - '0') * 1000 + (quarter[1] - '0') * 100 + (quarter[2] - '0') * 10 +
               quarter[3] - '0' + index / 4;

    return arena_printf(ctx->arena, "%04d-%02d-01", year, index % 4 * 3 + 1);
}

static const char *quarter_of(struct ctx *ctx, const char *month)
{
    int number = (month[5] - '0') * 10 + month[6] - '0';

    return arena_printf(ctx->arena, "%.4sQ%d", month, (number - 1) / 3 + 1);
}

/* What was taxed where the seller is, was not sold by the one-stop shop. */
static bool is_at_home(const struct month_row *row)
{
    const struct vat_address address = {row->country, row->zip_code, row->region};

    return text_equal(vat_place_of(&address).country, row->country_tax);
}

static struct oss_line *line_at(struct list *lines, const char *quarter,
                                const struct month_row *row)
{
    for (size_t i = 0; i < lines->count; i++) {
        struct oss_line *line = LIST_AT(*lines, struct oss_line, i);

        if (strcmp(line->quarter, quarter) == 0 && line->rate_tax == row->rate_tax &&
            text_equal(line->country_tax, row->country_tax) &&
            strcmp(line->currency, row->currency) == 0)
            return line;
    }
    *LIST_AT(*lines, struct oss_line, lines->count) = (struct oss_line){
        .quarter = quarter,
        .country_tax = row->country_tax,
        .rate_tax = row->rate_tax,
        .currency = row->currency,
    };
    return LIST_AT(*lines, struct oss_line, lines->count++);
}

enum err tax_oss_list(struct ctx *ctx, const char *quarter, struct list *out)
{
    struct list rows;

    if (!is_quarter(quarter))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Quarter",
                    "Quarter: \"%.40s\" is not one, like 2026Q4.", quarter ? quarter : "");
    TRY(db_list(
        ctx, &sql_tax_oss_lines,
        ARGS(ARG_AS(first, first_day(ctx, quarter, 0)), ARG_AS(last, first_day(ctx, quarter, 1))),
        month_row_fields, sizeof(struct month_row), &rows));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct oss_line, rows.count + 1), 0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct month_row *row = LIST_AT(rows, struct month_row, i);
        struct oss_line *line;

        if (is_at_home(row))
            continue;
        line = line_at(out, quarter_of(ctx, row->month), row);
        line->amount_subtotal += row->amount_subtotal;
        line->amount_tax += row->amount_tax;
    }
    return OK;
}
