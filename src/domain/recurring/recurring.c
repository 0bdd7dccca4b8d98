#include "domain/recurring/recurring.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/check.h"
#include "domain/event.h"
#include "domain/html.h"
#include "domain/mails/mail.h"
#include "domain/recurring/recurring_words.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "sql.h"

enum { TITLE_MAX = 200, NOTE_MAX = 2000, CYCLES_MAX = 100000 };

const struct field recurring_input_fields[] = {
    FIELD(recurring_input, reference_customer),
    FIELD(recurring_input, reference_segment),
    FIELD_LIMITED(recurring_input, title, TITLE_MAX),
    FIELD(recurring_input, duration_recurrence),
    FIELD_CHOICE_OF(recurring_input, unit_recurrence, unit_names),
    FIELD(recurring_input, date_start),
    FIELD(recurring_input, date_next),
    FIELD(recurring_input, date_end),
    FIELD(recurring_input, cycles),
    FIELD_CHOICE_OF(recurring_input, mode_issue, mode_issue_names),
    FIELD_CHOICE_OF(recurring_input, mode_period, mode_period_names),
    FIELD_FLAG_OF(recurring_input, is_auto_pay),
    FIELD_FLAG_OF(recurring_input, is_held_while_unpaid),
    FIELD_LIMITED(recurring_input, note, NOTE_MAX),
    FIELD_RECORD_OF(recurring_input, composition, composition_fields),
    FIELDS_END,
};

/* dates -------------------------------------------------------------------------------------------
 */

static struct clocks clocks_of(const struct recurring_invoice *recurring)
{
    return (struct clocks){recurring->time_zone, zone_local, zone_universal};
}

struct schedule recurring_schedule(const struct recurring_invoice *recurring)
{
    return (struct schedule){
        .rhythm = {recurring->duration_recurrence, (enum unit)recurring->unit_recurrence},
        .anchor = recurring->date_anchor,
        .day = recurring->day_anchor,
        .end = recurring->date_end,
        .clocks = clocks_of(recurring),
    };
}

int64_t recurring_cycles_left(const struct recurring_invoice *recurring)
{
    if (recurring->cycles == NONE)
        return NONE;
    return recurring->cycles > recurring->cycles_done ? recurring->cycles - recurring->cycles_done
                                                      : 0;
}

static bool has_more(const struct recurring_invoice *recurring)
{
    const struct schedule schedule = recurring_schedule(recurring);

    return recurring_cycles_left(recurring) != 0 &&
           !schedule_is_over(&schedule, schedule_date(&schedule, recurring->count_next));
}

size_t recurring_dates(const struct recurring_invoice *recurring, size_t most, struct instant *out)
{
    enum state_recurring state = (enum state_recurring)recurring->state_recurring;
    const struct schedule schedule = recurring_schedule(recurring);
    int64_t left = recurring_cycles_left(recurring);

    if (state != RECURRING_DRAFT && !recurring_is_running(state))
        return 0;
    if (left != NONE && (size_t)left < most)
        most = (size_t)left;
    return schedule_dates(&schedule, recurring->count_next, most, out);
}

/* From now on its dates are counted from this one. */
static void count_from(struct recurring_invoice *recurring, struct instant date, bool keeps_day)
{
    recurring->date_anchor = date;
    recurring->count_next = 0;
    if (!keeps_day)
        recurring->day_anchor = civil_from_instant(zone_local(recurring->time_zone, date)).day;
}

/* Dates before today pass. */
static void pass_by(const struct ctx *ctx, struct recurring_invoice *recurring)
{
    const struct schedule schedule = recurring_schedule(recurring);

    recurring->count_next = schedule_count(&schedule, recurring->count_next, ctx->now);
}

/* what the next invoice says ----------------------------------------------------------------------
 */

static struct recurring_moment next_moment(const struct recurring_invoice *recurring,
                                           const struct schedule *schedule)
{
    return (struct recurring_moment){
        .schedule = schedule,
        .count = recurring->count_next,
        .cycle = recurring->cycles_done + 1,
        .cycles = recurring->cycles,
        .language = html_spoken(recurring->language),
    };
}

/* Of the invoice of that date, or of the one before; half-open. */
static struct period period_of(const struct recurring_invoice *recurring,
                               const struct schedule *schedule)
{
    int64_t first = recurring->count_next - (recurring->mode_period == PERIOD_BEHIND);

    if (recurring->mode_period == PERIOD_UNSAID)
        return (struct period){{0}, {0}};
    return (struct period){schedule_date(schedule, first), schedule_date(schedule, first + 1)};
}

struct recurring_text recurring_next(struct ctx *ctx, const struct recurring_invoice *recurring)
{
    const struct schedule schedule = recurring_schedule(recurring);
    const struct recurring_moment moment = next_moment(recurring, &schedule);
    const struct period period = period_of(recurring, &schedule);
    const struct list *lines = &recurring->composition.lines;
    struct recurring_text next = {
        .title = recurring_words_fill(ctx, &moment, recurring->title),
        .note = recurring_words_fill(ctx, &moment, recurring->note),
        .composition = recurring->composition,
    };

    next.composition.lines.items = ARENA_ARRAY(ctx->arena, struct composed_line, lines->count + 1);
    for (size_t i = 0; i < lines->count; i++) {
        struct composed_line *line = LIST_AT(next.composition.lines, struct composed_line, i);

        *line = *LIST_AT(*lines, struct composed_line, i);
        line->label = recurring_words_fill(ctx, &moment, line->label);
        line->description = recurring_words_fill(ctx, &moment, line->description);
        line->date_period_start = period.start;
        line->date_period_end = period.end;
        if (i == 0 && !next.title)
            next.title = line->label;
    }
    return next;
}

enum err recurring_work_out(struct ctx *ctx, const struct recurring_invoice *recurring,
                            struct worked_out *out)
{
    const struct recurring_text next = recurring_next(ctx, recurring);
    struct customer customer;

    TRY(customer_get(ctx, recurring->id_customer, &customer));
    return composition_work_out(ctx, &next.composition, &customer, out);
}

/* states ------------------------------------------------------------------------------------------
 */

/* What is told of a verb; EVENT_NONE: nothing. */
static enum event_type event_of(enum recurring_verb verb, enum state_recurring before,
                                enum state_recurring after)
{
    if (!recurring_is_running(before) && recurring_is_running(after))
        return before == RECURRING_PAUSED ? EVENT_RECURRING_INVOICE_RESUMED
                                          : EVENT_RECURRING_INVOICE_STARTED;
    switch (verb) {
    case RECURRING_EDIT:
        return before == RECURRING_DRAFT ? EVENT_NONE : EVENT_RECURRING_INVOICE_UPDATED;
    case RECURRING_PAUSE:
        return EVENT_RECURRING_INVOICE_PAUSED;
    case RECURRING_SKIP:
        return EVENT_RECURRING_INVOICE_SKIPPED;
    case RECURRING_RUN:
        return EVENT_RECURRING_INVOICE_GENERATED;
    case RECURRING_DELETE:
    case RECURRING_START:
    case RECURRING_END:
        break;
    }
    return EVENT_NONE;
}

static enum err tell(struct ctx *ctx, const struct recurring_invoice *recurring,
                     enum event_type type)
{
    if (type == EVENT_NONE)
        return OK;
    return event_record(ctx, type,
                        (struct about){
                            .id_segment = recurring->id_segment,
                            .id_customer = recurring->id_customer,
                            .id_recurring_invoice = recurring->id,
                            .state = state_recurring_names[recurring->state_recurring],
                        });
}

static enum err refuse(struct ctx *ctx, enum state_recurring state, enum recurring_verb verb)
{
    static const char *const verbs[] = {"edited",  "deleted", "started", "paused",
                                        "skipped", "run",     "ended"};

    if (state == RECURRING_COMPLETED)
        return fail(ctx, ERR_CONFLICT, "Error.RecurringInvoice.State", NULL,
                    "A recurring invoice that is Completed cannot be %s; more Cycles or a later "
                    "DateEnd take it up again.",
                    verbs[verb]);
    return fail(ctx, ERR_CONFLICT, "Error.RecurringInvoice.State", NULL,
                "A recurring invoice that is %s cannot be %s.", state_recurring_names[state],
                verbs[verb]);
}

enum err recurring_enter(struct ctx *ctx, struct recurring_invoice *recurring,
                         enum recurring_verb verb)
{
    const struct schedule schedule = recurring_schedule(recurring);
    struct instant next = schedule_date(&schedule, recurring->count_next);
    const struct recurring_way way = {
        .has_more = has_more(recurring),
        .has_begun = recurring->cycles_done > 0 || next.micros <= ctx->now.micros,
    };
    enum state_recurring before = (enum state_recurring)recurring->state_recurring;
    enum state_recurring after = recurring_state_after(before, verb, way);

    if (after == RECURRING_NONE)
        return refuse(ctx, before, verb);
    recurring->state_recurring = (int)after;
    recurring->date_next = recurring_is_running(after) ? next : (struct instant){0};
    recurring->next_at = recurring->date_next;
    TRY(tell(ctx, recurring, event_of(verb, before, after)));
    if (after == RECURRING_COMPLETED && before != after && verb != RECURRING_DELETE)
        return tell(ctx, recurring, EVENT_RECURRING_INVOICE_COMPLETED);
    return OK;
}

/* what is given -----------------------------------------------------------------------------------
 */

/* A day is that of the customer's clocks. */
static void read_date(struct ctx *ctx, const char *target, const char *text, const char *time_zone,
                      struct instant *out)
{
    struct instant at;

    if (!text)
        return;
    if (!instant_parse(text, &at)) {
        complain(ctx, NULL, target, "%s: \"%s\" is no day like 2026-01-31 and no moment.", target,
                 text);
        return;
    }
    *out = strlen(text) == strlen("2026-01-31") ? zone_universal(time_zone, at) : at;
}

static void check_words(struct ctx *ctx, const struct recurring_input *input)
{
    recurring_words_check(ctx, "Title", input->title);
    recurring_words_check(ctx, "Note", input->note);
    for (size_t i = 0; i < input->composition.lines.count; i++) {
        const struct composed_line *line =
            LIST_AT(input->composition.lines, struct composed_line, i);
        const char *place = arena_printf(ctx->arena, "Composition.Lines[%zu].", i);

        recurring_words_check(ctx, arena_printf(ctx->arena, "%sLabel", place), line->label);
        recurring_words_check(ctx, arena_printf(ctx->arena, "%sDescription", place),
                              line->description);
        if (instant_is_set(line->date_period_start) || instant_is_set(line->date_period_end))
            complain(ctx, NULL, arena_printf(ctx->arena, "%sDatePeriodStart", place),
                     "%sDatePeriodStart: each invoice has another period, which ModePeriod says.",
                     place);
    }
}

static void apply_rhythm(const struct recurring_input *input, struct recurring_invoice *recurring)
{
    const struct schedule schedule = recurring_schedule(recurring);
    bool is_new_rhythm =
        (input->duration_recurrence != NONE &&
         input->duration_recurrence != recurring->duration_recurrence) ||
        (input->unit_recurrence && input->unit_recurrence != recurring->unit_recurrence);

    if (is_new_rhythm)
        count_from(recurring, schedule_date(&schedule, recurring->count_next),
                   schedule.rhythm.unit == UNIT_MONTH || schedule.rhythm.unit == UNIT_YEAR);
    if (input->duration_recurrence != NONE)
        recurring->duration_recurrence = input->duration_recurrence;
    if (input->unit_recurrence)
        recurring->unit_recurrence = input->unit_recurrence;
}

static void apply_start(struct ctx *ctx, const struct recurring_input *input,
                        struct recurring_invoice *recurring)
{
    if (!input->date_start)
        return;
    if (recurring->cycles_done) {
        complain(ctx, NULL, "DateStart",
                 "DateStart: the first invoice was made already; DateNext moves the next.");
        return;
    }
    read_date(ctx, "DateStart", input->date_start, recurring->time_zone, &recurring->date_start);
    count_from(recurring, recurring->date_start, false);
}

static void apply_next(struct ctx *ctx, const struct recurring_input *input,
                       struct recurring_invoice *recurring)
{
    const struct clocks clocks = clocks_of(recurring);
    struct instant next = ctx->now;

    if (!input->date_next)
        return;
    if (recurring->state_recurring == RECURRING_DRAFT) {
        complain(ctx, NULL, "DateNext", "DateNext: a draft begins with DateStart.");
        return;
    }
    read_date(ctx, "DateNext", input->date_next, recurring->time_zone, &next);
    if (next.micros < schedule_day(&clocks, ctx->now, 0).micros)
        complain(ctx, NULL, "DateNext", "DateNext: lies before today.");
    count_from(recurring, next, false);
}

static void apply_end(struct ctx *ctx, const struct recurring_input *input,
                      struct recurring_invoice *recurring)
{
    if (input->date_end && text_equal_fold(input->date_end, "Never"))
        recurring->date_end = (struct instant){0};
    else
        read_date(ctx, "DateEnd", input->date_end, recurring->time_zone, &recurring->date_end);
    if (input->cycles != NONE)
        recurring->cycles = input->cycles ? input->cycles : NONE;
}

static const char *text_or_none(const char *text)
{
    return text_is_blank(text) ? NULL : text;
}

static void apply_rest(const struct recurring_input *input, struct recurring_invoice *recurring)
{
    if (input->title)
        recurring->title = text_or_none(input->title);
    if (input->note)
        recurring->note = text_or_none(input->note);
    if (input->mode_issue)
        recurring->mode_issue = input->mode_issue;
    if (input->mode_period)
        recurring->mode_period = input->mode_period;
    if (input->is_auto_pay != NONE)
        recurring->is_auto_pay = input->is_auto_pay;
    if (input->is_held_while_unpaid != NONE)
        recurring->is_held_while_unpaid = input->is_held_while_unpaid;
    composition_change(&recurring->composition, &input->composition);
}

/* What would not be sent is refused while somebody can mend it. */
static enum err check_mail(struct ctx *ctx, const struct recurring_input *input)
{
    bool is_possible = true;

    if (input->mode_issue == ISSUE_SEND)
        TRY(mail_is_possible(ctx, &is_possible));
    if (!is_possible)
        complain(ctx, "Error.Mail.NoServer", "ModeIssue",
                 "ModeIssue: the business sends no mails: set smtp_host, mail_sender and "
                 "public_url.");
    return OK;
}

/* All that is given, or ERR_INVALID with every mistake. */
static enum err apply_input(struct ctx *ctx, const struct recurring_input *input,
                            const struct customer *customer, struct recurring_invoice *recurring)
{
    check_range(ctx, "DurationRecurrence", input->duration_recurrence, 1, DURATION_MAX);
    check_range(ctx, "Cycles", input->cycles, 0, CYCLES_MAX);
    TRY(check_mail(ctx, input));
    check_words(ctx, input);
    apply_start(ctx, input, recurring);
    apply_rhythm(input, recurring);
    apply_next(ctx, input, recurring);
    apply_end(ctx, input, recurring);
    apply_rest(input, recurring);
    return composition_check(ctx, &recurring->composition, customer, true);
}

/* verbs -------------------------------------------------------------------------------------------
 */

static const char *as_json(struct ctx *ctx, const struct recurring_invoice *recurring)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, recurring_fields, recurring);
    return text_done(&json);
}

/* After the verb: the state, the row and the trail. */
static enum err finish(struct ctx *ctx, enum recurring_verb verb, const char *action,
                       const struct recurring_invoice *before, struct recurring_invoice *recurring)
{
    const char *was = as_json(ctx, before);

    TRY(recurring_enter(ctx, recurring, verb));
    TRY(recurring_save(ctx, recurring));
    return audit_record(ctx, action, "recurring_invoices", recurring->id, was,
                        as_json(ctx, recurring));
}

static enum err begin(struct ctx *ctx, int64_t id, struct recurring_invoice *before,
                      struct recurring_invoice *out)
{
    struct customer customer;

    TRY(recurring_lock(ctx, id, &customer, before));
    *out = *before;
    return OK;
}

/* Behind the last of its segment; whoever is faster takes it, and the whole work runs again. */
static enum err take_number(struct ctx *ctx, struct recurring_invoice *recurring)
{
    TRY(db_number(ctx, &sql_recurring_next_number, ARGS(ARG_AS(id_segment, recurring->id_segment)),
                  &recurring->number));
    recurring->full_number = arena_printf(ctx->arena, "R%" PRId64 "-%08" PRId64,
                                          recurring->id_segment, recurring->number);
    return OK;
}

/* A new one, with the number that it keeps. */
static enum err add(struct ctx *ctx, struct recurring_invoice *recurring)
{
    recurring->id = db_new_id(ctx, ID_PUBLIC);
    recurring->state_recurring = RECURRING_DRAFT;
    recurring->cycles_done = 0;
    recurring->date_next = recurring->next_at = (struct instant){0};
    recurring->trace = trace_created(ctx);
    TRY(take_number(ctx, recurring));
    TRY(recurring_add(ctx, recurring));
    return audit_record(ctx, "RecurringInvoice.Create", "recurring_invoices", recurring->id, NULL,
                        as_json(ctx, recurring));
}

static const char *zone_of(const struct customer *customer, const struct segment *segment)
{
    return customer->time_zone ? customer->time_zone : segment->time_zone;
}

enum err recurring_create(struct ctx *ctx, const struct recurring_input *input,
                          struct recurring_invoice *out)
{
    struct customer customer;
    struct segment segment;
    struct clocks clocks;

    TRY(customer_access(ctx, input->reference_customer, input->reference_segment, &customer));
    TRY(segment_get(ctx, customer.id_segment, &segment));
    *out = (struct recurring_invoice){
        .id_segment = segment.id,
        .id_customer = customer.id,
        .time_zone = zone_of(&customer, &segment),
        .duration_recurrence = 1,
        .unit_recurrence = UNIT_MONTH,
        .cycles = NONE,
        .mode_issue = ISSUE_ONLY,
        .mode_period = PERIOD_AHEAD,
        .is_auto_pay = true,
        .state_recurring = RECURRING_DRAFT,
    };
    clocks = clocks_of(out);
    fields_clear(composition_fields, &out->composition);
    out->date_start = schedule_day(&clocks, ctx->now, 0);
    count_from(out, out->date_start, false);
    TRY(apply_input(ctx, input, &customer, out));
    TRY(add(ctx, out));
    return recurring_show(ctx, out->id, out);
}

/* Of one that is over, only what takes it up again can be changed. */
static bool takes_up(const struct recurring_input *input)
{
    return input->cycles != NONE || input->date_end;
}

enum err recurring_edit(struct ctx *ctx, int64_t id, const struct recurring_input *input,
                        struct recurring_invoice *out)
{
    struct recurring_invoice before;
    struct customer customer;

    TRY(recurring_lock(ctx, id, &customer, &before));
    *out = before;
    if (before.state_recurring == RECURRING_COMPLETED && !takes_up(input))
        return refuse(ctx, RECURRING_COMPLETED, RECURRING_EDIT);
    TRY(apply_input(ctx, input, &customer, out));
    if (before.state_recurring == RECURRING_COMPLETED)
        pass_by(ctx, out);
    return finish(ctx, RECURRING_EDIT, "RecurringInvoice.Edit", &before, out);
}

enum err recurring_delete(struct ctx *ctx, int64_t id)
{
    struct recurring_invoice before, recurring;

    TRY(begin(ctx, id, &before, &recurring));
    recurring.trace.state_life = "Deleted";
    return finish(ctx, RECURRING_DELETE, "RecurringInvoice.Delete", &before, &recurring);
}

enum err recurring_duplicate(struct ctx *ctx, int64_t id, struct recurring_invoice *out)
{
    struct recurring_invoice before;
    struct schedule schedule;

    TRY(begin(ctx, id, &before, out));
    schedule = recurring_schedule(&before);
    out->count_next = schedule_count(&schedule, 0, ctx->now);
    out->date_start = schedule_date(&schedule, out->count_next);
    if (schedule_is_over(&schedule, out->date_start))
        out->date_end = (struct instant){0};
    count_from(out, out->date_start, true);
    TRY(add(ctx, out));
    return recurring_show(ctx, out->id, out);
}

enum err recurring_start(struct ctx *ctx, int64_t id, enum missed missed,
                         struct recurring_invoice *out)
{
    struct recurring_invoice before;

    TRY(begin(ctx, id, &before, out));
    if (missed != MISSED_CATCH_UP)
        pass_by(ctx, out);
    return finish(ctx, RECURRING_START, "RecurringInvoice.Start", &before, out);
}

enum err recurring_pause(struct ctx *ctx, int64_t id, struct recurring_invoice *out)
{
    struct recurring_invoice before;

    TRY(begin(ctx, id, &before, out));
    return finish(ctx, RECURRING_PAUSE, "RecurringInvoice.Pause", &before, out);
}

enum err recurring_skip(struct ctx *ctx, int64_t id, struct recurring_invoice *out)
{
    struct recurring_invoice before;

    TRY(begin(ctx, id, &before, out));
    out->count_next++;
    return finish(ctx, RECURRING_SKIP, "RecurringInvoice.Skip", &before, out);
}

enum err recurring_end(struct ctx *ctx, int64_t id, struct recurring_invoice *out)
{
    struct recurring_invoice before;

    TRY(begin(ctx, id, &before, out));
    out->date_end = ctx->now;
    return finish(ctx, RECURRING_END, "RecurringInvoice.End", &before, out);
}
