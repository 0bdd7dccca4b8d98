/* Invoices against their hashed content, and their sums. */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/books/verify_parts.h"
#include "domain/invoices/invoice_content.h"
#include "domain/invoices/invoice_credit.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "rules/tax.h"
#include "sql.h"

/* Words are read as text, since a wrong one is a finding and not an error. */
struct invoice_row {
    int64_t id, id_customer, amount_subtotal, amount_total;
    const char *full_number, *issued_on, *currency, *language, *note, *content;
    const char *type_credit, *corrects, *reason, *reference_order;
    struct instant date_issue, date_payment_limit;
    struct bytes content_hash, digest; /* the latter of the customer's address */
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, id),
    FIELD(invoice_row, id_customer),
    FIELD(invoice_row, amount_subtotal),
    FIELD(invoice_row, amount_total),
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, issued_on),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, language),
    FIELD(invoice_row, note),
    FIELD(invoice_row, content),
    FIELD(invoice_row, date_issue),
    FIELD(invoice_row, date_payment_limit),
    FIELD(invoice_row, content_hash),
    FIELD(invoice_row, digest),
    FIELD(invoice_row, type_credit),
    FIELD(invoice_row, corrects),
    FIELD(invoice_row, reason),
    FIELD(invoice_row, reference_order),
    FIELDS_END,
};

struct line_row {
    int64_t id_invoice, position, amount_subtotal, rate_tax;
    const char *type_line, *key_charge, *label;
    struct quantity quantity_reported, quantity_billed;
    struct instant date_move, date_period_start, date_period_end;
    const char *category_tax, *country_tax;
    int64_t id_customer; /* if it is not the invoice's */
};

static const struct field line_row_fields[] = {
    FIELD(line_row, id_invoice),
    FIELD(line_row, position),
    FIELD(line_row, amount_subtotal),
    FIELD(line_row, rate_tax),
    FIELD(line_row, type_line),
    FIELD(line_row, key_charge),
    FIELD(line_row, label),
    FIELD(line_row, quantity_reported),
    FIELD(line_row, quantity_billed),
    FIELD(line_row, date_move),
    FIELD(line_row, date_period_start),
    FIELD(line_row, date_period_end),
    FIELD(line_row, category_tax),
    FIELD(line_row, country_tax),
    FIELD(line_row, id_customer),
    FIELDS_END,
};

/* What of the content the columns repeat and must never move. The payment type may: it says how it
 * is to be paid, and that is the customer's to change. */
static const struct field frozen_fields[] = {
    FIELD(content, full_number),
    FIELD(content, issued_on),
    FIELD(content, date_issue),
    FIELD(content, date_payment_limit),
    FIELD(content, id_customer),
    FIELD(content, address_customer),
    FIELD(content, currency),
    FIELD(content, language),
    FIELD(content, note),
    FIELD(content, amount_subtotal),
    FIELD(content, amount_total),
    FIELD(content, type_credit),
    FIELD(content, corrects),
    FIELD(content, reason),
    FIELD(content, reference_order),
    FIELDS_END,
};

/* One invoice with its rows. */
struct issued {
    const struct invoice_row *row;
    struct list lines; /* of struct line_row */
    struct list taxes; /* of struct invoice_tax */
};

/* As JSON has it, so that moments have its precision; an empty text is absent there. */
static const char *as_json(struct verifier *verifier, const struct field *field, const void *row)
{
    struct text text = {.arena = verifier->page.arena};

    if (!field_is_absent(field, row))
        json_write_value(&text, field, row);
    return strcmp(text_done(&text), "\"\"") == 0 ? "" : text_done(&text);
}

/* Names every field in which the row is not what the content says. */
static void compare(struct verifier *verifier, const char *what, const char *subject,
                    const char *place, const struct field *fields, const void *row,
                    const void *content)
{
    for (const struct field *field = fields; field->kind != FIELD_END; field++) {
        const char *in_row = as_json(verifier, field, row);
        const char *in_content = as_json(verifier, field, content);

        if (strcmp(in_row, in_content) != 0)
            found(verifier, what, subject, "%s: %s is %s and the hashed content says %s.", place,
                  field->name, *in_row ? in_row : "absent", *in_content ? in_content : "nothing");
    }
}

static void compare_columns(struct verifier *verifier, const struct invoice_row *row,
                            const struct content *content)
{
    struct content columns = {
        .full_number = row->full_number,
        .issued_on = row->issued_on,
        .date_issue = row->date_issue,
        .date_payment_limit = row->date_payment_limit,
        .id_customer = row->id_customer,
        .address_customer =
            row->digest.at ? hex(verifier->page.arena, row->digest.at, row->digest.size) : NULL,
        .currency = row->currency,
        .language = row->language,
        .note = row->note,
        .amount_subtotal = row->amount_subtotal,
        .amount_total = row->amount_total,
        .type_credit = row->type_credit,
        .corrects = row->corrects,
        .reason = row->reason,
        .reference_order = row->reference_order,
    };

    compare(verifier, "invoice.content", row->full_number, "invoice", frozen_fields, &columns,
            content);
}

static void compare_lines(struct verifier *verifier, const struct issued *issued,
                          const struct content *content)
{
    const char *subject = issued->row->full_number;

    if (issued->lines.count != content->lines.count) {
        found(verifier, "invoice.lines", subject, "It has %zu lines and its content %zu.",
              issued->lines.count, content->lines.count);
        return;
    }
    for (size_t i = 0; i < issued->lines.count; i++) {
        const struct line_row *row = LIST_AT(issued->lines, struct line_row, i);
        struct content_line line = {
            .position = row->position,
            .type_line = choice_named(type_line_names, row->type_line),
            .key_charge = row->key_charge,
            .label = row->label,
            .quantity_reported = row->quantity_reported,
            .quantity_billed = row->quantity_billed,
            .amount_subtotal = row->amount_subtotal,
            .rate_tax = row->rate_tax,
            .date_move = row->date_move,
            .date_period_start = row->date_period_start,
            .date_period_end = row->date_period_end,
            .category_tax = row->category_tax,
            .country_tax = row->country_tax,
            .id_customer = row->id_customer,
        };

        compare(verifier, "invoice.lines", subject, numbered(verifier, "line", (int64_t)i + 1),
                content_line_fields, &line, LIST_AT(content->lines, struct content_line, i));
    }
}

static const struct invoice_tax *tax_at(const struct list *taxes, int64_t rate_tax,
                                        const char *category_tax, const char *country_tax)
{
    for (size_t i = 0; i < taxes->count; i++)
        if (invoice_tax_is(LIST_AT(*taxes, struct invoice_tax, i), rate_tax, category_tax,
                           country_tax))
            return LIST_AT(*taxes, struct invoice_tax, i);
    return NULL;
}

static bool is_taxed_by(const struct line_row *line, const struct invoice_tax *tax)
{
    return invoice_tax_is(tax, line->rate_tax, line->category_tax, line->country_tax);
}

static void compare_taxes(struct verifier *verifier, const struct issued *issued,
                          const struct content *content)
{
    const char *subject = issued->row->full_number;

    if (issued->taxes.count != content->taxes.count)
        found(verifier, "invoice.taxes", subject, "It has %zu taxes and its content %zu.",
              issued->taxes.count, content->taxes.count);
    for (size_t i = 0; i < content->taxes.count; i++) {
        const struct invoice_tax *tax = LIST_AT(content->taxes, struct invoice_tax, i);
        const struct invoice_tax *row =
            tax_at(&issued->taxes, tax->rate_tax, tax->category_tax, tax->country_tax);

        if (row)
            compare(verifier, "invoice.taxes", subject,
                    numbered(verifier, "the tax at rate", tax->rate_tax), content_tax_fields, row,
                    tax);
        else
            found(verifier, "invoice.taxes", subject,
                  "The tax at rate %" PRId64 " of its content is missing.", tax->rate_tax);
    }
}

static void check_content(struct verifier *verifier, const struct issued *issued)
{
    const struct invoice_row *row = issued->row;
    struct content content;
    uint8_t hash[SHA256_SIZE];

    sha256(row->content, strlen(row->content), hash);
    if (row->content_hash.size != sizeof hash ||
        memcmp(row->content_hash.at, hash, sizeof hash) != 0)
        found(verifier, "invoice.hash", row->full_number,
              "Its content does not have the hash that was kept.");
    if (content_read(&verifier->page, row->content, &content) != OK) {
        verifier->page.failures = NULL;
        found(verifier, "invoice.content", row->full_number, "Its content cannot be read.");
        return;
    }
    compare_columns(verifier, row, &content);
    compare_lines(verifier, issued, &content);
    compare_taxes(verifier, issued, &content);
}

/* A refund of a part shares out the invoice's tax (rules/refund.h): it is off by less than one unit
 * for each line, and the tax itself, at both ends. */
static int64_t tolerance_of(const struct issued *issued, const struct invoice_tax *tax)
{
    int64_t tolerance = 2;

    if (!text_equal(issued->row->type_credit, CREDIT_REFUND))
        return 0;
    for (size_t i = 0; i < issued->lines.count; i++)
        tolerance += is_taxed_by(LIST_AT(issued->lines, struct line_row, i), tax);
    return tolerance;
}

static int64_t sum_of(const struct list *lines, const struct invoice_tax *tax)
{
    int64_t sum = 0;

    for (size_t i = 0; i < lines->count; i++)
        if (is_taxed_by(LIST_AT(*lines, struct line_row, i), tax))
            sum += LIST_AT(*lines, struct line_row, i)->amount_subtotal;
    return sum;
}

static void check_tax(struct verifier *verifier, const struct issued *issued,
                      const struct invoice_tax *tax)
{
    int64_t sum = sum_of(&issued->lines, tax);
    int64_t amount = tax_of_document(tax->amount_subtotal, tax->rate_tax);
    int64_t tolerance = tolerance_of(issued, tax);

    if (tax->amount_subtotal != sum)
        found(verifier, "invoice.taxes", issued->row->full_number,
              "The lines at rate %" PRId64 " add up to %" PRId64 ", not to %" PRId64 ".",
              tax->rate_tax, sum, tax->amount_subtotal);
    if (tax->amount_tax < amount - tolerance || tax->amount_tax > amount + tolerance)
        found(verifier, "invoice.taxes", issued->row->full_number,
              "The tax on %" PRId64 " at rate %" PRId64 " is %" PRId64 ", not %" PRId64 ".",
              tax->amount_subtotal, tax->rate_tax, amount, tax->amount_tax);
}

static void check_sums(struct verifier *verifier, const struct issued *issued)
{
    const struct invoice_row *row = issued->row;
    int64_t subtotal = 0, total = row->amount_subtotal;

    for (size_t i = 0; i < issued->lines.count; i++) {
        const struct line_row *line = LIST_AT(issued->lines, struct line_row, i);

        subtotal += line->amount_subtotal;
        if (!tax_at(&issued->taxes, line->rate_tax, line->category_tax, line->country_tax))
            found(verifier, "invoice.taxes", row->full_number,
                  "A line has the rate %" PRId64 ", for which there is no tax.", line->rate_tax);
    }
    for (size_t i = 0; i < issued->taxes.count; i++) {
        check_tax(verifier, issued, LIST_AT(issued->taxes, struct invoice_tax, i));
        total += LIST_AT(issued->taxes, struct invoice_tax, i)->amount_tax;
    }
    if (subtotal != row->amount_subtotal)
        found(verifier, "invoice.total", row->full_number,
              "Its lines add up to %" PRId64 " and its subtotal is %" PRId64 ".", subtotal,
              row->amount_subtotal);
    if (total != row->amount_total)
        found(verifier, "invoice.total", row->full_number,
              "Subtotal and taxes add up to %" PRId64 " and its total is %" PRId64 ".", total,
              row->amount_total);
}

/* A page: its invoices by id, and their lines and taxes in the same order. */
struct invoice_page {
    struct list invoices, lines, taxes;
    size_t line_at, tax_at;
};

static enum err load_page(struct verifier *verifier, int64_t after, struct invoice_page *page)
{
    struct ctx *ctx = &verifier->page;
    int64_t first, last;

    *page = (struct invoice_page){0};
    TRY(db_list(ctx, &sql_verify_invoices, ARGS(ARG(after)), invoice_row_fields,
                sizeof(struct invoice_row), &page->invoices));
    if (!page->invoices.count)
        return OK;
    first = LIST_AT(page->invoices, struct invoice_row, 0)->id;
    last = LIST_AT(page->invoices, struct invoice_row, page->invoices.count - 1)->id;
    TRY(db_list(ctx, &sql_verify_lines, ARGS(ARG(first), ARG(last)), line_row_fields,
                sizeof(struct line_row), &page->lines));
    return db_list(ctx, &sql_verify_taxes, ARGS(ARG(first), ARG(last)), invoice_tax_fields,
                   sizeof(struct invoice_tax), &page->taxes);
}

/* Rows of an invoice that is missing are passed over: they are found among the orphans. */
static struct issued take_issued(struct invoice_page *page, const struct invoice_row *row)
{
    struct issued issued = {.row = row};

    while (page->line_at < page->lines.count &&
           LIST_AT(page->lines, struct line_row, page->line_at)->id_invoice < row->id)
        page->line_at++;
    issued.lines.items = LIST_AT(page->lines, struct line_row, page->line_at);
    for (; page->line_at < page->lines.count &&
           LIST_AT(page->lines, struct line_row, page->line_at)->id_invoice == row->id;
         page->line_at++)
        issued.lines.count++;
    while (page->tax_at < page->taxes.count &&
           LIST_AT(page->taxes, struct invoice_tax, page->tax_at)->id_invoice < row->id)
        page->tax_at++;
    issued.taxes.items = LIST_AT(page->taxes, struct invoice_tax, page->tax_at);
    for (; page->tax_at < page->taxes.count &&
           LIST_AT(page->taxes, struct invoice_tax, page->tax_at)->id_invoice == row->id;
         page->tax_at++)
        issued.taxes.count++;
    return issued;
}

enum err verify_invoices(struct verifier *verifier)
{
    struct invoice_page page;
    int64_t after = 0;

    do {
        page_begin(verifier, "invoices", verifier->out->invoices);
        TRY(load_page(verifier, after, &page));
        for (size_t i = 0; i < page.invoices.count; i++) {
            const struct invoice_row *row = LIST_AT(page.invoices, struct invoice_row, i);
            struct issued issued = take_issued(&page, row);

            check_content(verifier, &issued);
            check_sums(verifier, &issued);
            after = row->id;
        }
        verifier->out->invoices += (int64_t)page.invoices.count;
    } while (page.invoices.count);
    return OK;
}
