/* Estimates that were sent: the content has its hash, the columns are what it says, and its lines
 * and taxes add up. */
#include <string.h>

#include "base/text.h"
#include "domain/books/verify_parts.h"
#include "domain/estimates/estimate.h"
#include "domain/invoices/invoice_content.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "rules/tax.h"
#include "sql.h"

static void check_hash(struct verifier *verifier, const struct estimate *row)
{
    uint8_t hash[SHA256_SIZE];

    sha256(row->content, strlen(row->content), hash);
    if (row->content_hash.size != sizeof hash ||
        memcmp(row->content_hash.at, hash, sizeof hash) != 0)
        found(verifier, "estimate.hash", row->full_number,
              "Its content does not have the hash that was kept.");
}

static void check_columns(struct verifier *verifier, const struct estimate *row,
                          const struct estimate_content *content)
{
    if (!text_equal(row->full_number, content->full_number) ||
        !text_equal(row->issued_on, content->issued_on) ||
        !text_equal(row->valid_until, content->valid_until) ||
        row->id_customer != content->id_customer ||
        row->amount_subtotal != content->amount_subtotal ||
        row->amount_total != content->amount_total ||
        row->amount_deposit != content->amount_deposit)
        found(verifier, "estimate.content", row->full_number,
              "Its columns are not what its hashed content says.");
}

static int64_t sum_of_lines(const struct list *lines)
{
    int64_t sum = 0;

    for (size_t i = 0; i < lines->count; i++)
        sum += LIST_AT(*lines, struct content_line, i)->amount_subtotal;
    return sum;
}

/* Also that each tax is what the rule makes of what it is on. */
static bool adds_up(const struct estimate_content *content)
{
    int64_t subtotal = 0, total = 0;

    for (size_t i = 0; i < content->taxes.count; i++) {
        const struct invoice_tax *tax = LIST_AT(content->taxes, struct invoice_tax, i);

        if (tax->amount_tax != tax_of_document(tax->amount_subtotal, tax->rate_tax))
            return false;
        subtotal += tax->amount_subtotal;
        total += tax->amount_subtotal + tax->amount_tax;
    }
    return subtotal == content->amount_subtotal && total == content->amount_total &&
           sum_of_lines(&content->lines) == subtotal;
}

static void check(struct verifier *verifier, const struct estimate *row)
{
    struct estimate_content content;

    check_hash(verifier, row);
    if (estimate_content_read(&verifier->page, row->content, &content) != OK) {
        verifier->page.failures = NULL;
        found(verifier, "estimate.content", row->full_number, "Its content cannot be read.");
        return;
    }
    check_columns(verifier, row, &content);
    if (!adds_up(&content))
        found(verifier, "estimate.total", row->full_number,
              "Its lines and taxes do not add up to %lld.", (long long)content.amount_total);
}

enum err verify_estimates(struct verifier *verifier)
{
    int64_t after = 0, done = 0;
    struct list rows;

    do {
        page_begin(verifier, "estimates", done);
        TRY(db_list(&verifier->page, &sql_verify_estimates, ARGS(ARG(after)), estimate_fields,
                    sizeof(struct estimate), &rows));
        for (size_t i = 0; i < rows.count; i++) {
            check(verifier, LIST_AT(rows, struct estimate, i));
            after = LIST_AT(rows, struct estimate, i)->id;
        }
        done += (int64_t)rows.count;
    } while (rows.count);
    return OK;
}
