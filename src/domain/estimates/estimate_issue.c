/* From a draft to what the customer is shown: number, last day, canonical content. */
#include "base/json.h"
#include "base/text.h"
#include "domain/estimates/estimate_parts.h"
#include "domain/invoices/invoice_content.h"
#include "domain/invoices/invoice_series.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "sql.h"

struct issue {
    const struct customer *customer;
    struct settings settings;
    struct segment segment;
    const struct seller *seller;
    struct worked_out worked_out;
    struct bytes digest; /* of the customer's address */
};

static enum err load_seller(struct ctx *ctx, struct issue *issue)
{
    struct list sellers;

    TRY(seller_list(ctx, &sellers));
    issue->seller = list_find(&sellers, sizeof(struct seller), issue->segment.id_seller);
    return issue->seller ? OK : ERR_FAILED;
}

static enum err load_digest(struct ctx *ctx, struct issue *issue)
{
    struct estimate_answer row = {0};
    enum err err =
        db_get(ctx, &sql_estimate_digest, ARGS(ARG_AS(id, issue->customer->id_address_billing)),
               estimate_answer_fields, &row);

    issue->digest = row.content_hash;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err begin(struct ctx *ctx, const struct customer *customer,
                      const struct estimate *estimate, struct issue *out)
{
    *out = (struct issue){.customer = customer};
    TRY(settings_load(ctx, &out->settings));
    TRY(segment_get(ctx, customer->id_segment, &out->segment));
    TRY(load_seller(ctx, out));
    TRY(load_digest(ctx, out));
    return composition_work_out(ctx, &estimate->typed, customer, &out->worked_out);
}

static const char *zone_of(const struct issue *issue)
{
    return issue->customer->time_zone ? issue->customer->time_zone : issue->segment.time_zone;
}

/* The day that was given, or so many days from today; and its end, where the customer lives. */
static enum err set_last_day(struct ctx *ctx, const struct issue *issue, struct estimate *estimate)
{
    int64_t days =
        setting_number(&issue->settings, SETTING_ESTIMATE_VALIDITY_DAYS, issue->segment.id);
    struct instant day = zone_local(zone_of(issue), ctx->now);
    char *text = arena_alloc(ctx->arena, DAY_TEXT_SIZE);

    day.micros = (day.micros / DAYS(1) + days) * DAYS(1);
    if (estimate->valid_until)
        instant_parse(estimate->valid_until, &day);
    day_format(day, text);
    estimate->valid_until = text;
    estimate->expires_at = zone_universal(zone_of(issue), instant_plus(day, DAYS(1)));
    estimate->next_at = estimate->expires_at;
    if (estimate->expires_at.micros > ctx->now.micros)
        return OK;
    return fail(ctx, ERR_CONFLICT, "Error.Estimate.DayIsOver", NULL,
                "ValidUntil: %s is over; give a later day.", text);
}

static enum err number(struct ctx *ctx, const struct issue *issue, struct estimate *estimate)
{
    const struct numbered numbered = {&issue->settings, &issue->segment, issue->seller,
                                      estimate->id_customer, SERIES_ESTIMATES};
    struct series series;

    TRY(series_take(ctx, &numbered, 1, &series));
    TRY(series_next(ctx, &series, &estimate->number, &estimate->full_number));
    estimate->id_series = series.id;
    estimate->date_issue = series.last_issue_at;
    estimate->issued_on = series.issued_on;
    estimate->id_seller = issue->seller->id;
    estimate->id_address_seller = issue->seller->id_address;
    estimate->id_address_customer = issue->customer->id_address_billing;
    return OK;
}

static void freeze(struct ctx *ctx, const struct issue *issue, struct estimate *estimate)
{
    const struct worked_out *worked_out = &issue->worked_out;
    uint8_t *hash = arena_alloc(ctx->arena, SHA256_SIZE);
    struct text json = {.arena = ctx->arena};
    const struct estimate_content content = {
        .full_number = estimate->full_number,
        .issued_on = estimate->issued_on,
        .date_issue = estimate->date_issue,
        .valid_until = estimate->valid_until,
        .seller = issue->seller->name,
        .vat_number = issue->seller->vat_number,
        .id_customer = estimate->id_customer,
        .address_customer =
            issue->digest.at ? hex(ctx->arena, issue->digest.at, issue->digest.size) : NULL,
        .currency = issue->segment.currency,
        .language = issue->customer->language,
        .note = estimate->note,
        .reference_order = estimate->typed.reference_order,
        .lines = content_lines_of(ctx, &worked_out->lines, estimate->id_customer),
        .taxes = worked_out->taxes,
        .amount_subtotal = worked_out->amount_subtotal,
        .amount_total = worked_out->amount_total,
        .amount_deposit = worked_out->amount_deposit,
    };

    json_write(&json, estimate_content_fields, &content);
    sha256(json.at, json.size, hash);
    estimate->content = text_done(&json);
    estimate->content_hash = (struct bytes){hash, SHA256_SIZE};
    estimate->amount_subtotal = worked_out->amount_subtotal;
    estimate->amount_total = worked_out->amount_total;
    estimate->amount_deposit = worked_out->amount_deposit;
}

enum err estimate_issue(struct ctx *ctx, const struct customer *customer, struct estimate *estimate)
{
    struct issue issue;

    TRY(begin(ctx, customer, estimate, &issue));
    TRY(set_last_day(ctx, &issue, estimate));
    TRY(number(ctx, &issue, estimate));
    freeze(ctx, &issue, estimate);
    estimate->state_estimate = ESTIMATE_SENT;
    estimate->date_update = ctx->now;
    TRY(db_save(ctx, &sql_estimate_freeze, estimate_fields, estimate));
    return event_record(ctx, EVENT_ESTIMATE_SENT, estimate_about(estimate, ESTIMATE_SENT));
}
