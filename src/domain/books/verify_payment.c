/* Payments against their entries and the invoices that they are for, and the accounts of customers
 * against what they owe. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/books/verify_parts.h"
#include "domain/payments/payment.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

/* A payment with its entry; the latter's members are absent if there is none. The type is a text,
 * since a wrong word is a finding and not an error. */
struct payment_row {
    int64_t id, id_customer, amount, amount_credited, seq;
    const char *type_payment, *currency;
    struct instant date_payment;
    const char *kind;
    int64_t id_subject;
    struct bytes content_hash;
};

static const struct field payment_row_fields[] = {
    FIELD(payment_row, id),           FIELD(payment_row, id_customer),
    FIELD(payment_row, amount),       FIELD(payment_row, amount_credited),
    FIELD(payment_row, seq),          FIELD(payment_row, type_payment),
    FIELD(payment_row, currency),     FIELD(payment_row, date_payment),
    FIELD(payment_row, kind),         FIELD(payment_row, id_subject),
    FIELD(payment_row, content_hash), FIELDS_END,
};

struct posted {
    int64_t id_payment, id_customer, amount;
    const char *account, *currency;
};

static const struct field posted_fields[] = {
    FIELD(posted, id_payment), FIELD(posted, id_customer), FIELD(posted, amount),
    FIELD(posted, account),    FIELD(posted, currency),    FIELDS_END,
};

/* A page: its payments by id, and their shares and postings in the same order. */
struct payment_page {
    struct list payments, shares, postings;
    size_t share_at, posting_at;
};

static enum err load_page(struct verifier *verifier, int64_t after, struct payment_page *page)
{
    struct ctx *ctx = &verifier->page;
    int64_t first, last;

    *page = (struct payment_page){0};
    TRY(db_list(ctx, &sql_verify_payments, ARGS(ARG(after)), payment_row_fields,
                sizeof(struct payment_row), &page->payments));
    if (!page->payments.count)
        return OK;
    first = LIST_AT(page->payments, struct payment_row, 0)->id;
    last = LIST_AT(page->payments, struct payment_row, page->payments.count - 1)->id;
    TRY(db_list(ctx, &sql_verify_shares, ARGS(ARG(first), ARG(last)), payment_share_fields,
                sizeof(struct payment_share), &page->shares));
    return db_list(ctx, &sql_verify_payment_postings, ARGS(ARG(first), ARG(last)), posted_fields,
                   sizeof(struct posted), &page->postings);
}

static struct list take_shares(struct payment_page *page, int64_t id)
{
    struct list taken;

    while (page->share_at < page->shares.count &&
           LIST_AT(page->shares, struct payment_share, page->share_at)->id_payment < id)
        page->share_at++; /* of a payment that is missing: found among the orphans */
    taken = (struct list){LIST_AT(page->shares, struct payment_share, page->share_at), 0};
    for (; page->share_at < page->shares.count &&
           LIST_AT(page->shares, struct payment_share, page->share_at)->id_payment == id;
         page->share_at++)
        taken.count++;
    return taken;
}

static struct list take_postings(struct payment_page *page, int64_t id)
{
    struct list taken = {LIST_AT(page->postings, struct posted, page->posting_at), 0};

    for (; page->posting_at < page->postings.count &&
           LIST_AT(page->postings, struct posted, page->posting_at)->id_payment == id;
         page->posting_at++)
        taken.count++;
    return taken;
}

static void check_shares(struct verifier *verifier, const char *subject,
                         const struct payment *payment)
{
    int64_t sum = payment->amount_credited;

    for (size_t i = 0; i < payment->shares.count; i++)
        sum += LIST_AT(payment->shares, struct payment_share, i)->amount;
    if (sum != payment->amount)
        found(verifier, "payment.shares", subject,
              "Its invoices and the credit add up to %" PRId64 ", and it is of %" PRId64 ".", sum,
              payment->amount);
}

static void check_entry(struct verifier *verifier, const char *subject,
                        const struct payment_row *row, const struct payment *payment)
{
    uint8_t hash[SHA256_SIZE];

    if (!text_equal(row->kind, payment_entry_kind(payment)) || row->id_subject != row->id) {
        found(verifier, "payment.entry", subject, "Entry %" PRId64 " is not about it.", row->seq);
        return;
    }
    payment_hash(verifier->page.arena, payment, hash);
    if (row->content_hash.size != sizeof hash ||
        memcmp(row->content_hash.at, hash, sizeof hash) != 0)
        found(verifier, "payment.hash", subject, "It is not what was entered into the books.");
}

static bool is_posted_so(const struct posted *posted, const struct posting *posting)
{
    return text_equal(posted->account, account_names[posting->account]) &&
           text_equal(posted->currency, posting->currency) &&
           posted->id_customer == posting->id_customer && posted->amount == posting->amount;
}

static void check_postings(struct verifier *verifier, const char *subject,
                           const struct payment *payment, const struct list *posted)
{
    struct posting postings[PAYMENT_POSTINGS];
    size_t count = payment_postings(payment, postings);
    bool is_right = posted->count == count;

    for (size_t i = 0; is_right && i < count; i++)
        is_right = is_posted_so(LIST_AT(*posted, struct posted, i), &postings[i]);
    if (!is_right)
        found(verifier, "payment.postings", subject,
              "The postings of its entry are not those of such a payment.");
}

static void check_payment(struct verifier *verifier, const struct payment_row *row,
                          struct payment_page *page)
{
    const char *subject = numbered(verifier, "payment", row->id);
    const struct payment payment = {
        .id = row->id,
        .id_customer = row->id_customer,
        .type_payment = choice_named(type_payment_names, row->type_payment),
        .date_payment = row->date_payment,
        .amount = row->amount,
        .amount_credited = row->amount_credited,
        .currency = row->currency,
        .shares = take_shares(page, row->id),
    };
    struct list posted = take_postings(page, row->id);

    if (!payment.type_payment)
        return; /* found among the words */
    check_shares(verifier, subject, &payment);
    check_entry(verifier, subject, row, &payment);
    check_postings(verifier, subject, &payment, &posted);
}

static enum err check_payments(struct verifier *verifier)
{
    struct payment_page page;
    int64_t after = 0, done = 0;

    do {
        page_begin(verifier, "payments", done);
        TRY(load_page(verifier, after, &page));
        for (size_t i = 0; i < page.payments.count; i++) {
            const struct payment_row *row = LIST_AT(page.payments, struct payment_row, i);

            check_payment(verifier, row, &page);
            after = row->id;
        }
        done += (int64_t)page.payments.count;
    } while (page.payments.count);
    return OK;
}

static enum err check_unknown(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "entered payments", 0);
    TRY(db_list(&verifier->page, &sql_verify_unknown_payments, NO_ARGS, payment_row_fields,
                sizeof(struct payment_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct payment_row *row = LIST_AT(rows, struct payment_row, i);

        found(verifier, "entry.payment", numbered(verifier, "entry", row->seq),
              "Its payment %" PRId64 " does not exist or has another entry.", row->id_subject);
    }
    return OK;
}

/* what invoices and accounts make of them ---------------------------------------------------------
 */

struct paid_row {
    const char *full_number, *state_invoice;
    int64_t amount_total, amount_paid, amount_shared;
};

static const struct field paid_row_fields[] = {
    FIELD(paid_row, full_number), FIELD(paid_row, state_invoice), FIELD(paid_row, amount_total),
    FIELD(paid_row, amount_paid), FIELD(paid_row, amount_shared), FIELDS_END,
};

static enum err check_paid(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "paid invoices", 0);
    TRY(db_list(&verifier->page, &sql_verify_paid, NO_ARGS, paid_row_fields,
                sizeof(struct paid_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct paid_row *row = LIST_AT(rows, struct paid_row, i);

        found(verifier, "invoice.paid", row->full_number,
              "It is %s and %" PRId64 " of %" PRId64 " is paid; its payments add up to %" PRId64
              ".",
              row->state_invoice, row->amount_paid, row->amount_total, row->amount_shared);
    }
    return OK;
}

struct transaction_row {
    int64_t id, amount, amount_moved, amount_shared;
    const char *state_transaction;
};

static const struct field transaction_row_fields[] = {
    FIELD(transaction_row, id),
    FIELD(transaction_row, amount),
    FIELD(transaction_row, amount_moved),
    FIELD(transaction_row, amount_shared),
    FIELD(transaction_row, state_transaction),
    FIELDS_END,
};

static enum err check_transactions(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "transactions", 0);
    TRY(db_list(&verifier->page, &sql_verify_transactions, NO_ARGS, transaction_row_fields,
                sizeof(struct transaction_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct transaction_row *row = LIST_AT(rows, struct transaction_row, i);

        found(verifier, "transaction.moved", numbered(verifier, "transaction", row->id),
              "It is %s of %" PRId64 ", its invoices share %" PRId64
              ", and its payments add up to %" PRId64 ".",
              row->state_transaction, row->amount, row->amount_shared, row->amount_moved);
    }
    return OK;
}

static enum err check_credited(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "credited invoices", 0);
    TRY(db_list(&verifier->page, &sql_verify_credited, NO_ARGS, paid_row_fields,
                sizeof(struct paid_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct paid_row *row = LIST_AT(rows, struct paid_row, i);

        found(verifier, "invoice.credited", row->full_number,
              "It is %s, and of %" PRId64 " its credit notes take %" PRId64 " back.",
              row->state_invoice, row->amount_total, row->amount_shared);
    }
    return OK;
}

static enum err check_credit_uses(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "used credits", 0);
    TRY(db_list(&verifier->page, &sql_verify_credit_uses, NO_ARGS, paid_row_fields,
                sizeof(struct paid_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct paid_row *row = LIST_AT(rows, struct paid_row, i);

        found(verifier, "invoice.credit", row->full_number,
              "It used %" PRId64 " of credits, and the books took %" PRId64 " from them.",
              row->amount_paid, row->amount_shared);
    }
    return OK;
}

static enum err check_written_off(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "lost invoices", 0);
    TRY(db_list(&verifier->page, &sql_verify_written_off, NO_ARGS, paid_row_fields,
                sizeof(struct paid_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct paid_row *row = LIST_AT(rows, struct paid_row, i);

        found(verifier, "invoice.lost", row->full_number,
              "It is %s and %" PRId64 " of %" PRId64 " is paid; the books lost %" PRId64 " of it.",
              row->state_invoice, row->amount_paid, row->amount_total, row->amount_shared);
    }
    return OK;
}

struct account_row {
    int64_t id_customer, amount;
    const char *account;
};

static const struct field account_row_fields[] = {
    FIELD(account_row, id_customer),
    FIELD(account_row, amount),
    FIELD(account_row, account),
    FIELDS_END,
};

static enum err check_accounts(struct verifier *verifier)
{
    struct list rows;

    page_begin(verifier, "accounts", 0);
    TRY(db_list(&verifier->page, &sql_verify_accounts, NO_ARGS, account_row_fields,
                sizeof(struct account_row), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct account_row *row = LIST_AT(rows, struct account_row, i);

        found(verifier, "account.balance", numbered(verifier, "customer", row->id_customer),
              "The account %s differs by %" PRId64 " from what his invoices and balance say.",
              row->account, row->amount);
    }
    return OK;
}

enum err verify_money(struct verifier *verifier)
{
    TRY(check_payments(verifier));
    TRY(check_unknown(verifier));
    TRY(check_paid(verifier));
    TRY(check_transactions(verifier));
    TRY(check_credited(verifier));
    TRY(check_credit_uses(verifier));
    TRY(check_written_off(verifier));
    return check_accounts(verifier);
}
