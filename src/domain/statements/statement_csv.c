#include "domain/statements/statement_csv.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/csv.h"
#include "domain/html.h"

struct sheet {
    struct text *out;
    const char *language;
};

static const char *text_of(const struct sheet *sheet, const char *key)
{
    const char *text = html_text(sheet->out->arena, sheet->language, key);

    return text ? text : "";
}

/* `1234.56`, or `1234,56` in French; nothing for NONE. */
static const char *number(const struct sheet *sheet, const char *currency, int64_t amount)
{
    int exponent = currency_exponent(currency);
    int decimals = exponent > 0 ? exponent : 0;
    uint64_t magnitude = amount < 0 ? 0 - (uint64_t)amount : (uint64_t)amount;
    uint64_t unit = 1;

    if (amount == NONE)
        return "";
    for (int i = 0; i < decimals; i++)
        unit *= 10;
    if (!decimals)
        return arena_printf(sheet->out->arena, "%s%" PRIu64, amount < 0 ? "-" : "", magnitude);
    return arena_printf(sheet->out->arena, "%s%" PRIu64 "%c%0*" PRIu64, amount < 0 ? "-" : "",
                        magnitude / unit, strcmp(sheet->language, "fr") == 0 ? ',' : '.', decimals,
                        magnitude % unit);
}

static void append_row(const struct sheet *sheet, const char *const *cells, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i)
            text_append_char(sheet->out, ',');
        csv_append_cell(sheet->out, cells[i] ? cells[i] : "");
    }
    text_append(sheet->out, "\r\n");
}

static void append_heading(const struct sheet *sheet)
{
    const char *const cells[] = {
        text_of(sheet, "date"),
        text_of(sheet, "statement_operation"),
        text_of(sheet, "number"),
        text_of(sheet, "statement_method"),
        text_of(sheet, "statement_reference"),
        text_of(sheet, "statement_debit"),
        text_of(sheet, "statement_credit"),
        text_of(sheet, "statement_balance"),
        text_of(sheet, "statement_unused"),
        text_of(sheet, "statement_currency"),
    };

    append_row(sheet, cells, COUNT_OF(cells));
}

static void append_balance(const struct sheet *sheet, const struct statement *statement,
                           const char *day, const char *key, bool is_closing)
{
    const char *currency = statement->currency;
    const char *const cells[] = {
        day,
        text_of(sheet, key),
        NULL,
        NULL,
        NULL,
        number(sheet, currency, is_closing ? statement->amount_debit : NONE),
        number(sheet, currency, is_closing ? statement->amount_credit : NONE),
        number(sheet, currency, is_closing ? statement->amount_closing : statement->amount_opening),
        number(sheet, currency, is_closing ? statement->amount_unused : NONE),
        currency,
    };

    append_row(sheet, cells, COUNT_OF(cells));
}

static const char *word_of(const struct sheet *sheet, const char *name)
{
    return name ? text_of(sheet, arena_printf(sheet->out->arena, "word.%s", name)) : NULL;
}

static void append_operation(const struct sheet *sheet, const struct operation *operation)
{
    const char *number_of = operation->full_number;
    const char *const cells[] = {
        operation->done_on,
        word_of(sheet, kind_operation_names[operation->kind_operation]),
        number_of ? number_of : arena_printf(sheet->out->arena, "%" PRId64, operation->id_payment),
        operation->label_payment ? operation->label_payment
                                 : word_of(sheet, type_payment_names[operation->type_payment]),
        operation->reference_payment,
        number(sheet, operation->currency, operation->amount_debit),
        number(sheet, operation->currency, operation->amount_credit),
        number(sheet, operation->currency, operation->amount_balance),
        number(sheet, operation->currency, operation->amount_credited),
        operation->currency,
    };

    append_row(sheet, cells, COUNT_OF(cells));
}

void statement_csv(struct text *out, const struct customer_statements *statements,
                   const char *language)
{
    const struct sheet sheet = {out, language};

    append_heading(&sheet);
    for (size_t i = 0; i < statements->statements.count; i++) {
        const struct statement *statement = LIST_AT(statements->statements, struct statement, i);

        append_balance(&sheet, statement, statements->from_on, "statement_opening", false);
        for (size_t j = 0; j < statement->operations.count; j++)
            append_operation(&sheet, LIST_AT(statement->operations, struct operation, j));
        append_balance(&sheet, statement, statements->to_on, "statement_closing", true);
    }
}
