#include <string.h>

#include "base/json.h"
#include "domain/estimates/estimate_parts.h"
#include "domain/invoices/invoice_content.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field estimate_fields[] = {
    FIELD(estimate, id),
    FIELD(estimate, id_segment),
    FIELD(estimate, id_customer),
    FIELD(estimate, reference_segment),
    FIELD(estimate, reference_customer),
    FIELD(estimate, currency),
    FIELD_CHOICE_OF(estimate, state_estimate, state_estimate_names),
    FIELD(estimate, note),
    FIELD_JSON_OF(estimate, composition),
    FIELD(estimate, amount_subtotal),
    FIELD(estimate, amount_total),
    FIELD(estimate, amount_deposit),
    FIELD(estimate, valid_until),
    FIELD(estimate, expires_at),
    FIELD(estimate, next_at),
    FIELD(estimate, id_seller),
    FIELD(estimate, id_series),
    FIELD(estimate, number),
    FIELD(estimate, full_number),
    FIELD(estimate, date_issue),
    FIELD(estimate, issued_on),
    FIELD(estimate, id_address_seller),
    FIELD(estimate, id_address_customer),
    FIELD(estimate, content),
    FIELD(estimate, content_hash),
    FIELD(estimate, date_viewed),
    FIELD(estimate, id_invoice),
    FIELD(estimate, full_number_invoice),
    FIELD(estimate, date_creation),
    FIELD(estimate, id_user_creation),
    FIELD(estimate, date_update),
    FIELDS_END,
};

const struct field estimate_answer_fields[] = {
    FIELD(estimate_answer, id_estimate),
    FIELD(estimate_answer, answer),
    FIELD(estimate_answer, date_answer),
    FIELD(estimate_answer, actor),
    FIELD(estimate_answer, name),
    FIELD(estimate_answer, email),
    FIELD(estimate_answer, ip),
    FIELD(estimate_answer, user_agent),
    FIELD(estimate_answer, terms_url),
    FIELD(estimate_answer, comment),
    FIELD(estimate_answer, reason),
    FIELD(estimate_answer, content_hash),
    FIELDS_END,
};

/* The longest texts that one holds; written ones are shorter. */
enum { TEXT_MAX = 20000 };

const struct field estimate_content_fields[] = {
    FIELD(estimate_content, full_number),
    FIELD(estimate_content, issued_on),
    FIELD(estimate_content, date_issue),
    FIELD(estimate_content, valid_until),
    FIELD_LIMITED(estimate_content, seller, TEXT_MAX),
    FIELD(estimate_content, vat_number),
    FIELD(estimate_content, id_customer),
    FIELD(estimate_content, address_customer),
    FIELD(estimate_content, currency),
    FIELD(estimate_content, language),
    FIELD_LIMITED(estimate_content, note, TEXT_MAX),
    FIELD(estimate_content, reference_order),
    FIELD_LIST_OF(estimate_content, lines, content_line_fields, content_line),
    FIELD_LIST_OF(estimate_content, taxes, content_tax_fields, invoice_tax),
    FIELD(estimate_content, amount_subtotal),
    FIELD(estimate_content, amount_total),
    FIELD(estimate_content, amount_deposit),
    FIELDS_END,
};

enum err estimate_content_read(struct ctx *ctx, const char *json, struct estimate_content *out)
{
    const struct json *root;

    TRY(json_parse(ctx, json, strlen(json), &root));
    return json_read(ctx, root, estimate_content_fields, out);
}

/* What nobody wrote down: that its day is over. */
static void age(struct ctx *ctx, struct estimate *estimate)
{
    estimate->state_estimate = (int)estimate_state_at((enum state_estimate)estimate->state_estimate,
                                                      estimate->expires_at, ctx->now);
    depends_on(ctx, estimate->state_estimate);
}

static enum err load(struct ctx *ctx, int64_t id, struct estimate *out)
{
    enum err err;

    memset(out, 0, sizeof *out);
    err = db_get(ctx, &sql_estimate_get, ARGS(ARG(id)), estimate_fields, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Estimate.NotFound", NULL, "There is no such estimate.");
    TRY(err);
    age(ctx, out);
    return composition_read(ctx, out->composition, &out->typed);
}

enum err estimate_lock(struct ctx *ctx, int64_t id, struct customer *customer, struct estimate *out)
{
    TRY(load(ctx, id, out));
    TRY(customer_lock(ctx, out->id_customer, customer));
    return load(ctx, id, out);
}

/* A draft as it would be now. */
static enum err work_out(struct ctx *ctx, struct estimate *estimate)
{
    struct worked_out worked_out;
    struct customer customer;

    TRY(customer_get(ctx, estimate->id_customer, &customer));
    TRY(composition_work_out(ctx, &estimate->typed, &customer, &worked_out));
    estimate->lines = content_lines_of(ctx, &worked_out.lines, customer.id);
    estimate->taxes = worked_out.taxes;
    estimate->amount_subtotal = worked_out.amount_subtotal;
    estimate->amount_total = worked_out.amount_total;
    estimate->amount_deposit = worked_out.amount_deposit;
    return OK;
}

/* What was sent as it was. */
static enum err read_frozen(struct ctx *ctx, struct estimate *estimate)
{
    struct estimate_content content;

    TRY(estimate_content_read(ctx, estimate->content, &content));
    estimate->lines = content.lines;
    estimate->taxes = content.taxes;
    return OK;
}

static enum err show(struct ctx *ctx, struct estimate *out)
{
    enum err err;

    TRY(out->content ? read_frozen(ctx, out) : work_out(ctx, out));
    err = db_get(ctx, &sql_estimate_answer_get, ARGS(ARG_AS(id, out->id)), estimate_answer_fields,
                 &out->answer);
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err estimate_show(struct ctx *ctx, int64_t id, struct estimate *out)
{
    TRY(load(ctx, id, out));
    return show(ctx, out);
}

enum err estimate_show_sent(struct ctx *ctx, int64_t id_customer, int64_t id, struct estimate *out)
{
    enum err err;

    memset(out, 0, sizeof *out);
    err = db_get(ctx, &sql_estimate_get, ARGS(ARG(id)), estimate_fields, out);
    if (err != OK)
        return err;
    if (out->id_customer != id_customer || !out->full_number)
        return ERR_NOT_FOUND;
    age(ctx, out);
    TRY(composition_read(ctx, out->composition, &out->typed));
    return show(ctx, out);
}

enum err estimate_list(struct ctx *ctx, const struct estimate_filter *filter,
                       const struct page *page, struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_customer, filter->id_customer), ARG_AS(id_segment, filter->id_segment),
             ARG_AS(state_estimate, state_estimate_names[filter->state_estimate]),
             ARG_AS(full_number, filter->full_number), ARG_AS(is_sent, filter->is_sent),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_estimate_count, args, total));
    depends_on(ctx, *total);
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_estimate_list, args, estimate_fields, sizeof(struct estimate), out));
    for (size_t i = 0; i < out->count; i++)
        age(ctx, LIST_AT(*out, struct estimate, i));
    return OK;
}
