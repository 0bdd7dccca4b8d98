#include "domain/recurring/recurring_portal.h"

#include <inttypes.h>

#include "base/text.h"
#include "domain/invoices/invoice.h"
#include "domain/portal/portal.h"
#include "domain/recurring/recurring.h"
#include "domain/recurring/renewal.h"
#include "rules/lifecycle.h"

/* What a page shows of a list. */
enum { PART_SIZE = 50, INVOICES_SHOWN = 100, DATES_SHOWN = 5 };

/* a row -------------------------------------------------------------------------------------------
 */

/* The words of its states, which other things have, too. */
static const char *const recurring_word_names[] = {
    NULL,
    "RecurringDraft",
    "RecurringPending",
    "RecurringActive",
    "RecurringPaused",
    "RecurringCompleted",
    NULL,
};

struct recurring_row {
    const char *title, *full_number, *frequency, *currency, *tone, *path;
    int state_recurring;
    struct instant date_start, date_next;
    int64_t cycles_left, cycles_done;
    bool is_endless;
    int64_t amount_subtotal, amount_total; /* of the next invoice */
};

#define RECURRING_ROW_FIELDS                                                                       \
    FIELD(recurring_row, title), FIELD(recurring_row, full_number),                                \
        FIELD(recurring_row, frequency), FIELD(recurring_row, currency),                           \
        FIELD(recurring_row, tone), FIELD(recurring_row, path),                                    \
        FIELD_CHOICE_OF(recurring_row, state_recurring, recurring_word_names),                     \
        FIELD(recurring_row, date_start), FIELD(recurring_row, date_next),                         \
        FIELD(recurring_row, cycles_left), FIELD(recurring_row, cycles_done),                      \
        FIELD(recurring_row, is_endless), FIELD(recurring_row, amount_subtotal),                   \
        FIELD(recurring_row, amount_total)

static const struct field recurring_row_fields[] = {RECURRING_ROW_FIELDS, FIELDS_END};

static const char *frequency_of(struct ctx *ctx, int64_t duration, int unit)
{
    return look_frequency(ctx->arena, &ctx->visitor->look, duration, unit);
}

/* One that is over has no next invoice. */
static enum err row_of(struct ctx *ctx, const struct recurring_invoice *recurring,
                       struct recurring_row *out)
{
    int64_t left = recurring_cycles_left(recurring);
    struct worked_out worked_out;

    *out = (struct recurring_row){
        .title = recurring_next(ctx, recurring).title,
        .full_number = recurring->full_number,
        .frequency = frequency_of(ctx, recurring->duration_recurrence, recurring->unit_recurrence),
        .currency = recurring->currency,
        .tone = html_tone(recurring_word_names[recurring->state_recurring]),
        .path = arena_printf(ctx->arena, "/portal/recurring/%" PRId64, recurring->id),
        .state_recurring = recurring->state_recurring,
        .date_start = recurring->date_start,
        .date_next = recurring->date_next,
        .cycles_left = left,
        .cycles_done = recurring->cycles_done,
        .is_endless = left == NONE,
        .amount_subtotal = NONE,
        .amount_total = NONE,
    };
    if (recurring->state_recurring == RECURRING_COMPLETED)
        return OK;
    TRY(recurring_work_out(ctx, recurring, &worked_out));
    out->amount_subtotal = worked_out.amount_subtotal;
    out->amount_total = worked_out.amount_total;
    return OK;
}

/* the list ----------------------------------------------------------------------------------------
 */

struct renewal_row {
    const char *title, *frequency, *currency, *tone, *path;
    int state_subscription;
    struct instant date_start, date_next;
    int64_t cycles_left;
    bool is_endless;
    int64_t amount_total;
};

static const struct field renewal_row_fields[] = {
    FIELD(renewal_row, title),
    FIELD(renewal_row, frequency),
    FIELD(renewal_row, currency),
    FIELD(renewal_row, tone),
    FIELD(renewal_row, path),
    FIELD_CHOICE_OF(renewal_row, state_subscription, state_subscription_names),
    FIELD(renewal_row, date_start),
    FIELD(renewal_row, date_next),
    FIELD(renewal_row, cycles_left),
    FIELD(renewal_row, is_endless),
    FIELD(renewal_row, amount_total),
    FIELDS_END,
};

struct list_view {
    bool is_past, has_renewals, has_more;
    struct list recurring; /* of struct recurring_row */
    struct list renewals;  /* of struct renewal_row; not among what is past */
};

static const struct field list_view_fields[] = {
    FIELD(list_view, is_past),
    FIELD(list_view, has_renewals),
    FIELD_LIST_OF(list_view, recurring, recurring_row_fields, recurring_row),
    FIELD_LIST_OF(list_view, renewals, renewal_row_fields, renewal_row),
    FIELD(list_view, has_more),
    FIELDS_END,
};

const struct html_page recurring_portal_list_page = {"recurring_portal_list.html", "recurring",
                                                     list_view_fields};

/* Those of one state, behind those that are in the view already. */
static enum err add_recurring(struct ctx *ctx, enum state_recurring state, struct list_view *view)
{
    const struct recurring_filter his = {ctx->visitor->customer.id, NONE, (int)state};
    struct page first = {1, PART_SIZE};
    struct list found;
    int64_t total;

    TRY(recurring_list(ctx, &his, &first, &found, &total));
    view->has_more |= total > PART_SIZE;
    for (size_t i = 0; i < found.count; i++)
        TRY(row_of(ctx, LIST_AT(found, struct recurring_invoice, i),
                   LIST_AT(view->recurring, struct recurring_row, view->recurring.count++)));
    return OK;
}

static struct renewal_row renewal_row(struct ctx *ctx, const struct renewal *renewal)
{
    return (struct renewal_row){
        .title = renewal->title,
        .frequency = frequency_of(ctx, renewal->duration_recurrence, renewal->unit_recurrence),
        .currency = renewal->currency,
        .tone = html_tone(state_subscription_names[renewal->state_subscription]),
        .path =
            arena_printf(ctx->arena, "/portal/subscriptions/%" PRId64, renewal->id_subscription),
        .state_subscription = renewal->state_subscription,
        .date_start = renewal->date_start,
        .date_next = renewal->date_next,
        .cycles_left = renewal->cycles_left,
        .is_endless = renewal->cycles_left == NONE,
        .amount_total = renewal->amount_total,
    };
}

static enum err add_renewals(struct ctx *ctx, struct list_view *view)
{
    struct page first = {1, PART_SIZE};
    struct list found;
    int64_t total;

    TRY(renewal_list(ctx, &ctx->visitor->customer, ctx->visitor->language, &first, &found, &total));
    view->has_more |= total > PART_SIZE;
    view->has_renewals = found.count > 0;
    view->renewals =
        (struct list){ARENA_ARRAY(ctx->arena, struct renewal_row, found.count + 1), found.count};
    for (size_t i = 0; i < found.count; i++)
        *LIST_AT(view->renewals, struct renewal_row, i) =
            renewal_row(ctx, LIST_AT(found, struct renewal, i));
    return OK;
}

enum err recurring_portal_list(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    const char *state = query_value(request, "state");
    struct list_view view = {.is_past = state && text_equal(state, "past")};

    view.recurring.items = ARENA_ARRAY(ctx->arena, struct recurring_row, 2 * PART_SIZE);
    TRY(add_recurring(ctx, view.is_past ? RECURRING_PAUSED : RECURRING_ACTIVE, &view));
    TRY(add_recurring(ctx, view.is_past ? RECURRING_COMPLETED : RECURRING_PENDING, &view));
    if (!view.is_past)
        TRY(add_renewals(ctx, &view));
    return portal_respond(ctx, request, response, &recurring_portal_list_page, NULL, &view);
}

/* one ---------------------------------------------------------------------------------------------
 */

struct invoice_row {
    const char *full_number, *currency, *tone, *path;
    int state_invoice;
    bool is_overdue;
    struct instant date_issue;
    int64_t amount_total;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, tone),
    FIELD(invoice_row, path),
    FIELD_CHOICE_OF(invoice_row, state_invoice, state_invoice_names),
    FIELD(invoice_row, is_overdue),
    FIELD(invoice_row, date_issue),
    FIELD(invoice_row, amount_total),
    FIELDS_END,
};

struct planned_row {
    struct instant date;
};

static const struct field planned_row_fields[] = {
    FIELD(planned_row, date),
    FIELDS_END,
};

struct show_view {
    struct recurring_row recurring;
    const char *wait; /* until the next invoice: "71 days" */
    struct instant date_end;
    bool is_collected;    /* from his method */
    struct list dates;    /* of struct planned_row */
    struct list invoices; /* of struct invoice_row */
    bool has_more;
};

static const struct field show_view_fields[] = {
    FIELD_RECORD_OF(show_view, recurring, recurring_row_fields),
    FIELD(show_view, wait),
    FIELD(show_view, date_end),
    FIELD(show_view, is_collected),
    FIELD_LIST_OF(show_view, dates, planned_row_fields, planned_row),
    FIELD_LIST_OF(show_view, invoices, invoice_row_fields, invoice_row),
    FIELD(show_view, has_more),
    FIELDS_END,
};

const struct html_page recurring_portal_show_page = {"recurring_portal_show.html",
                                                     "recurring_invoice", show_view_fields};

/* The visitor's, and started; or nothing. */
static enum err load(struct ctx *ctx, const struct request *request, struct recurring_invoice *out)
{
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Portal.NotFound", &id));
    err = recurring_show(ctx, id, out);
    if (err == ERR_NOT_FOUND || (err == OK && (out->id_customer != ctx->visitor->customer.id ||
                                               out->state_recurring == RECURRING_DRAFT)))
        return portal_refuse(ctx);
    return err;
}

/* NULL if it comes today, or not at all. */
static const char *wait_of(struct ctx *ctx, const struct recurring_invoice *recurring)
{
    const struct schedule schedule = recurring_schedule(recurring);
    int64_t days;

    if (!instant_is_set(recurring->date_next))
        return NULL;
    days = (schedule_day(&schedule.clocks, recurring->date_next, 0).micros -
            schedule_day(&schedule.clocks, ctx->now, 0).micros + HOURS(12)) /
           DAYS(1);
    depends_on(ctx, days);
    return days > 0 ? look_duration(ctx->arena, &ctx->visitor->look, days, UNIT_DAY) : NULL;
}

static enum err add_invoices(struct ctx *ctx, int64_t id, struct show_view *view)
{
    struct page first = {1, INVOICES_SHOWN};
    struct list found;
    int64_t total;

    TRY(recurring_cycle_list(ctx, id, true, &first, &found, &total));
    view->has_more = total > INVOICES_SHOWN;
    view->invoices =
        (struct list){ARENA_ARRAY(ctx->arena, struct invoice_row, found.count + 1), found.count};
    for (size_t i = 0; i < found.count; i++) {
        const struct recurring_cycle *cycle = LIST_AT(found, struct recurring_cycle, i);
        enum state_invoice state = (enum state_invoice)cycle->state_invoice;

        *LIST_AT(view->invoices, struct invoice_row, i) = (struct invoice_row){
            .full_number = cycle->full_number,
            .currency = cycle->currency,
            .tone = html_tone(state_invoice_names[state]),
            .path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, cycle->id_invoice),
            .state_invoice = cycle->state_invoice,
            .is_overdue = invoice_is_overdue(state, cycle->date_payment_limit, ctx->now),
            .date_issue = cycle->date_issue,
            .amount_total = cycle->amount_total,
        };
    }
    return OK;
}

enum err recurring_portal_show(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct recurring_invoice recurring;
    struct instant dates[DATES_SHOWN];
    struct show_view view = {0};

    TRY(load(ctx, request, &recurring));
    TRY(row_of(ctx, &recurring, &view.recurring));
    view.wait = wait_of(ctx, &recurring);
    view.date_end = recurring.date_end;
    view.is_collected =
        recurring.is_auto_pay && ctx->visitor->customer.type_payment >= PAYMENT_CARD;
    view.dates = (struct list){ARENA_ARRAY(ctx->arena, struct planned_row, DATES_SHOWN),
                               recurring_dates(&recurring, DATES_SHOWN, dates)};
    for (size_t i = 0; i < view.dates.count; i++)
        LIST_AT(view.dates, struct planned_row, i)->date = dates[i];
    TRY(add_invoices(ctx, recurring.id, &view));
    return portal_respond(ctx, request, response, &recurring_portal_show_page, view.recurring.title,
                          &view);
}
