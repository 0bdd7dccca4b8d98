#include "domain/invoices/invoice_portal.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/invoices/invoice_paper.h"
#include "domain/invoices/invoice_settle.h"
#include "domain/look/look_url.h"
#include "domain/payments/payment.h"
#include "domain/portal/portal.h"
#include "platform/db/db.h"
#include "platform/http/uri.h"
#include "sql.h"

/* What a page shows of the list, and how long what is searched for may be. */
enum { LIST_SIZE = 20, SEARCH_MAX = 60, PAGES_MAX = 1000000, PAYMENTS_MAX = 100 };

/* the button --------------------------------------------------------------------------------------
 */

/* Where it leads the visitor: to paying it, 0 for all that are due; elsewhere, or NULL for nowhere,
 * if that is what the merchant wants or the visitor may not pay. */
static const char *pay_path_of(const struct ctx *ctx, int64_t id)
{
    const struct visitor *visitor = ctx->visitor;
    const struct look_return back = {.from = FROM_PORTAL, .id_customer = visitor->customer.id};
    struct button_look look = button_of(&visitor->look, BUTTON_PAY);

    if (!(ctx->actor.permissions & MAY_PAY) || look.behaviour == BEHAVIOUR_HIDE)
        return NULL;
    if (look.behaviour == BEHAVIOUR_REDIRECT)
        return look_return_url(ctx->arena, look.url, &back);
    return id ? arena_printf(ctx->arena, "/portal/pay?invoice=%" PRId64, id)
              : "/portal/pay?invoice=all";
}

/* May several be paid at once? Not on a page of the merchant's, which knows nothing of that. */
static bool may_pay_several(const struct ctx *ctx)
{
    return (ctx->actor.permissions & MAY_PAY) &&
           button_of(&ctx->visitor->look, BUTTON_PAY).behaviour == BEHAVIOUR_DEFAULT;
}

/* what is asked for -------------------------------------------------------------------------------
 */

static const char *const filters[] = {"all", "due", "overdue", "paid"};

struct wanted {
    const char *filter, *search;
    const char *number; /* what a number must be like; NULL: any */
    int64_t amount;     /* or the amount that it may be; NONE: it is none */
    struct page page;
};

/* What a number is like that has this somewhere. */
static const char *like(struct arena *arena, const char *search)
{
    struct text text = {.arena = arena};

    text_append(&text, "%");
    for (; *search; search++) {
        if (strchr("%_!", *search))
            text_append_char(&text, '!');
        text_append_char(&text, (char)toupper((unsigned char)*search));
    }
    text_append(&text, "%");
    return text_done(&text);
}

static struct wanted read_wanted(struct ctx *ctx, const struct request *request)
{
    const char *filter = query_value(request, "filter"), *search = query_value(request, "q");
    const char *page = query_value(request, "page");
    struct wanted wanted = {
        .filter = filters[0], .amount = NONE, .page = {1, LIST_SIZE}
    };

    for (size_t i = 0; filter && i < COUNT_OF(filters); i++)
        if (text_equal(filter, filters[i]))
            wanted.filter = filters[i];
    if (!page || !integer_parse(page, PAGES_MAX, &wanted.page.page) || wanted.page.page < 1)
        wanted.page.page = 1;
    if (text_is_blank(search) || strlen(search) > SEARCH_MAX)
        return wanted;
    wanted.search = search;
    wanted.number = like(ctx->arena, search);
    wanted.amount = amount_read(search, ctx->visitor->customer.currency);
    return wanted;
}

/* the list ----------------------------------------------------------------------------------------
 */

struct invoice_row {
    int64_t id;
    const char *full_number, *currency, *tone, *path, *pay_path;
    const char *corrects, *credit_note, *type_credit;
    int state_invoice;
    bool is_overdue, is_partly_paid, is_chosen;
    struct instant date_issue, date_payment_limit;
    int64_t amount_total, amount_paid, amount_remaining, amount_due;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, id),
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, tone),
    FIELD(invoice_row, path),
    FIELD(invoice_row, pay_path),
    FIELD(invoice_row, corrects),
    FIELD(invoice_row, credit_note),
    FIELD(invoice_row, type_credit),
    FIELD_CHOICE_OF(invoice_row, state_invoice, state_invoice_names),
    FIELD(invoice_row, is_overdue),
    FIELD(invoice_row, is_partly_paid),
    FIELD(invoice_row, is_chosen),
    FIELD(invoice_row, date_issue),
    FIELD(invoice_row, date_payment_limit),
    FIELD(invoice_row, amount_total),
    FIELD(invoice_row, amount_paid),
    FIELD(invoice_row, amount_remaining),
    FIELD(invoice_row, amount_due),
    FIELDS_END,
};

static void complete(struct ctx *ctx, struct invoice_row *row)
{
    enum state_invoice state = (enum state_invoice)row->state_invoice;

    row->tone = html_tone(state_invoice_names[state]);
    row->path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, row->id);
    row->is_overdue = invoice_is_overdue(state, row->date_payment_limit, ctx->now);
    row->amount_remaining = NONE;
    if (invoice_is_unpaid(state)) {
        row->amount_remaining = row->amount_total - row->amount_paid;
        row->is_partly_paid = row->amount_paid > 0 && state <= INVOICE_DUE_OFFLINE;
    }
    if (row->amount_due == NONE)
        return;
    row->pay_path = pay_path_of(ctx, row->id);
    row->is_chosen = may_pay_several(ctx);
}

struct list_view {
    const char *search, *filter, *currency;
    const char *pay_path; /* of all that is due */
    bool is_all, is_due, is_overdue, is_paid;
    bool can_choose; /* several, to be paid at once */
    int64_t count_all, count_due, count_overdue, count_paid;
    int64_t count_payable, amount_due; /* what can be paid here and now */
    int64_t first, last, total;        /* of what was found, what is shown */
    const char *path_before, *path_after;
    struct list invoices; /* of struct invoice_row */
};

static const struct field list_view_fields[] = {
    FIELD(list_view, search),
    FIELD(list_view, filter),
    FIELD(list_view, currency),
    FIELD(list_view, pay_path),
    FIELD(list_view, is_all),
    FIELD(list_view, is_due),
    FIELD(list_view, is_overdue),
    FIELD(list_view, is_paid),
    FIELD(list_view, can_choose),
    FIELD(list_view, count_all),
    FIELD(list_view, count_due),
    FIELD(list_view, count_overdue),
    FIELD(list_view, count_paid),
    FIELD(list_view, count_payable),
    FIELD(list_view, amount_due),
    FIELD(list_view, first),
    FIELD(list_view, last),
    FIELD(list_view, total),
    FIELD(list_view, path_before),
    FIELD(list_view, path_after),
    FIELD_LIST_OF(list_view, invoices, invoice_row_fields, invoice_row),
    FIELDS_END,
};

static const struct field counts_fields[] = {
    FIELD(list_view, count_all),
    FIELD(list_view, count_due),
    FIELD(list_view, count_overdue),
    FIELD(list_view, count_paid),
    FIELD(list_view, count_payable),
    FIELD(list_view, amount_due),
    FIELDS_END,
};

const struct html_page invoice_portal_list_page = {"invoice_portal_list.html", "invoices",
                                                   list_view_fields};

static const char *page_path(struct ctx *ctx, const struct wanted *wanted, int64_t page)
{
    struct text path = {.arena = ctx->arena};

    text_appendf(&path, "/portal/invoices?filter=%s&page=%" PRId64, wanted->filter, page);
    if (wanted->search) {
        text_append(&path, "&q=");
        uri_encode(&path, wanted->search);
    }
    return text_done(&path);
}

/* Which tab it is, and what stands before and after this page. */
static void place(struct ctx *ctx, const struct wanted *wanted, struct list_view *view)
{
    const struct page *page = &wanted->page;

    view->search = wanted->search;
    view->filter = wanted->filter;
    view->currency = ctx->visitor->customer.currency;
    view->is_all = wanted->filter == filters[0];
    view->is_due = wanted->filter == filters[1];
    view->is_overdue = wanted->filter == filters[2];
    view->is_paid = wanted->filter == filters[3];
    view->total = view->is_all       ? view->count_all
                  : view->is_due     ? view->count_due
                  : view->is_overdue ? view->count_overdue
                                     : view->count_paid;
    view->first = page_skipped(page) + 1;
    view->last = page_skipped(page) + (int64_t)view->invoices.count;
    if (page->page > 1)
        view->path_before = page_path(ctx, wanted, page->page - 1);
    if (view->last < view->total)
        view->path_after = page_path(ctx, wanted, page->page + 1);
}

static enum err load_list(struct ctx *ctx, const struct wanted *wanted, struct list_view *view)
{
    struct args args = ARGS(
        ARG_AS(id_customer, ctx->visitor->customer.id), ARG_AS(number, wanted->number),
        ARG_AS(amount, wanted->amount), ARG_AS(filter, wanted->filter),
        ARG_AS(size_page, wanted->page.size_page), ARG_AS(skipped, page_skipped(&wanted->page)));

    *view = (struct list_view){0};
    TRY(db_get(ctx, &sql_portal_invoice_counts, args, counts_fields, view));
    TRY(db_list(ctx, &sql_portal_invoice_list, args, invoice_row_fields, sizeof(struct invoice_row),
                &view->invoices));
    for (size_t i = 0; i < view->invoices.count; i++) {
        struct invoice_row *row = LIST_AT(view->invoices, struct invoice_row, i);

        complete(ctx, row);
        view->can_choose = view->can_choose || row->is_chosen;
    }
    if (view->count_payable && may_pay_several(ctx))
        view->pay_path = pay_path_of(ctx, 0);
    place(ctx, wanted, view);
    return OK;
}

enum err invoice_portal_list(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct wanted wanted = read_wanted(ctx, request);
    struct list_view view;

    TRY(load_list(ctx, &wanted, &view));
    return portal_respond(ctx, request, response, &invoice_portal_list_page, NULL, &view);
}

/* one ---------------------------------------------------------------------------------------------
 */

/* The visitor's, or nothing. */
static enum err load(struct ctx *ctx, const struct request *request, struct invoice_document *out)
{
    int64_t id;
    enum err err = path_id(ctx, request, "id", "Error.Portal.NotFound", &id);

    if (err != OK)
        return err;
    err = invoice_document_load(ctx, id, out);
    if (err == ERR_NOT_FOUND ||
        (err == OK && out->invoice.id_customer != ctx->visitor->customer.id))
        return portal_refuse(ctx);
    return err;
}

/* What it came from and what came of it. */
static const char *const link_kinds[] = {
    NULL, "Estimate", "RecurringInvoice", "Subscription", "Invoice", "CreditNote", NULL,
};

static const char *const link_paths[] = {
    NULL, "estimates", "recurring", "subscriptions", "invoices", "invoices",
};

struct link_row {
    int kind;
    int64_t id;
    const char *name, *path;
};

static const struct field link_row_fields[] = {
    FIELD_CHOICE_OF(link_row, kind, link_kinds),
    FIELD(link_row, id),
    FIELD(link_row, name),
    FIELD(link_row, path),
    FIELDS_END,
};

struct payment_row {
    int type_payment;
    struct instant date_payment;
    const char *currency, *path;
    int64_t amount_share; /* what of it is for this invoice */
};

static const struct field payment_row_fields[] = {
    FIELD_CHOICE_OF(payment_row, type_payment, type_payment_names),
    FIELD(payment_row, date_payment),
    FIELD(payment_row, currency),
    FIELD(payment_row, path),
    FIELD(payment_row, amount_share),
    FIELDS_END,
};

struct show_view {
    const char *pdf, *pay_path; /* the way to the paper, and to paying it */
    const char *currency;
    int64_t amount_due, amount_credit; /* the latter: paid by a credit that he had */
    bool has_payments;
    struct list payments; /* of struct payment_row */
    struct list links;    /* of struct link_row */
    struct invoice_document document;
};

static const struct field show_view_fields[] = {
    FIELD(show_view, pdf),
    FIELD(show_view, pay_path),
    FIELD(show_view, currency),
    FIELD(show_view, amount_due),
    FIELD(show_view, amount_credit),
    FIELD(show_view, has_payments),
    FIELD_LIST_OF(show_view, payments, payment_row_fields, payment_row),
    FIELD_LIST_OF(show_view, links, link_row_fields, link_row),
    FIELD_RECORD_OF(show_view, document, invoice_document_fields),
    FIELDS_END,
};

const struct html_page invoice_portal_show_page = {"invoice_portal_show.html", "invoice",
                                                   show_view_fields};

static int64_t share_of(const struct payment *payment, int64_t id_invoice)
{
    int64_t amount = 0;

    for (size_t i = 0; i < payment->shares.count; i++) {
        const struct payment_share *share = LIST_AT(payment->shares, struct payment_share, i);

        if (share->id_invoice == id_invoice)
            amount += share->amount;
    }
    return amount;
}

static enum err load_payments(struct ctx *ctx, struct show_view *view)
{
    const struct invoice *invoice = &view->document.invoice;
    const struct payment_filter of_it = {NONE, invoice->id};
    struct page first = {1, PAYMENTS_MAX};
    struct list payments;
    int64_t total, amount = 0;

    TRY(payment_list(ctx, &of_it, &first, &payments, &total));
    view->payments =
        (struct list){ARENA_ARRAY(ctx->arena, struct payment_row, payments.count + 1), 0};
    for (size_t i = 0; i < payments.count; i++) {
        const struct payment *payment = LIST_AT(payments, struct payment, i);
        struct payment_row row = {
            .type_payment = payment->type_payment,
            .date_payment = payment->date_payment,
            .currency = payment->currency,
            .path = arena_printf(ctx->arena, "/portal/payments/%" PRId64, payment->id),
            .amount_share = share_of(payment, invoice->id),
        };

        amount += row.amount_share;
        *LIST_AT(view->payments, struct payment_row, view->payments.count++) = row;
    }
    view->amount_credit = NONE;
    if (!invoice->type_credit && invoice->amount_paid > amount && total <= PAYMENTS_MAX)
        view->amount_credit = invoice->amount_paid - amount;
    view->has_payments = payments.count || view->amount_credit != NONE;
    return OK;
}

static enum err load_links(struct ctx *ctx, int64_t id, struct list *out)
{
    TRY(db_list(ctx, &sql_portal_invoice_links, ARGS(ARG(id)), link_row_fields,
                sizeof(struct link_row), out));
    for (size_t i = 0; i < out->count; i++) {
        struct link_row *row = LIST_AT(*out, struct link_row, i);

        row->path = arena_printf(ctx->arena, "/portal/%s/%" PRId64, link_paths[row->kind], row->id);
    }
    return OK;
}

static enum err load_show(struct ctx *ctx, struct show_view *view)
{
    const struct invoice *invoice = &view->document.invoice;
    int64_t id = invoice->id;

    view->pdf = arena_printf(ctx->arena, "/portal/invoices/%" PRId64 "/pdf", id);
    view->currency = invoice->currency;
    view->amount_due = NONE;
    TRY(load_payments(ctx, view));
    TRY(load_links(ctx, id, &view->links));
    if (!invoice_may_be_paid((enum state_invoice)invoice->state_invoice))
        return OK;
    view->pay_path = pay_path_of(ctx, id);
    view->amount_due =
        invoice_amount_due(invoice->amount_total, invoice->amount_paid, invoice->amount_deposit);
    return OK;
}

enum err invoice_portal_show(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct show_view view = {0};

    fields_clear(show_view_fields, &view);
    TRY(load(ctx, request, &view.document));
    TRY(load_show(ctx, &view));
    return portal_respond(ctx, request, response, &invoice_portal_show_page,
                          view.document.invoice.full_number, &view);
}

enum err invoice_portal_pdf(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct invoice_document document;

    TRY(load(ctx, request, &document));
    return invoice_paper_respond(ctx, response, true, &document);
}
