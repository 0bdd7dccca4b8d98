#include "domain/estimates/estimate.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/setting.h"
#include "domain/estimates/estimate_parts.h"
#include "domain/invoices/invoice_draft.h"
#include "domain/mails/mail.h"
#include "platform/db/db.h"
#include "sql.h"

/* between states ----------------------------------------------------------------------------------
 */

/* Why a verb is refused, and what could not be done. */
static const struct {
    const char *code, *participle;
} refusals[ESTIMATE_VERB_COUNT] = {
    [ESTIMATE_EDIT] = {"Error.Estimate.NotDraft",       "edited or deleted"},
    [ESTIMATE_SEND] = {"Error.Estimate.NotPending",     "sent"             },
    [ESTIMATE_APPROVE] = {"Error.Estimate.NotPending",     "approved"         },
    [ESTIMATE_DECLINE] = {"Error.Estimate.NotPending",     "declined"         },
    [ESTIMATE_CONVERT] = {"Error.Estimate.NotApproved",    "converted"        },
    [ESTIMATE_CANCEL] = {"Error.Estimate.NotCancellable", "cancelled"        },
};

enum err estimate_check(struct ctx *ctx, const struct estimate *estimate, enum estimate_verb verb,
                        enum state_estimate *out)
{
    *out = estimate_state_after((enum state_estimate)estimate->state_estimate, verb);
    if (*out != ESTIMATE_NONE)
        return OK;
    return fail(ctx, ERR_CONFLICT, refusals[verb].code, NULL,
                "The estimate cannot be %s; it is %s.", refusals[verb].participle,
                state_estimate_names[estimate->state_estimate]);
}

struct about estimate_about(const struct estimate *estimate, enum state_estimate state)
{
    return (struct about){.id_segment = estimate->id_segment,
                          .id_customer = estimate->id_customer,
                          .id_estimate = estimate->id,
                          .state = state_estimate_names[state]};
}

enum err estimate_become(struct ctx *ctx, struct estimate *estimate, enum state_estimate state,
                         enum event_type type)
{
    estimate->state_estimate = (int)state;
    TRY(db_run(ctx, &sql_estimate_set_state,
               ARGS(ARG_AS(id, estimate->id), ARG_AS(id_invoice, estimate->id_invoice),
                    ARG_AS(state_estimate, state_estimate_names[state]))));
    return event_record(ctx, type, estimate_about(estimate, state));
}

static enum err audit(struct ctx *ctx, const char *action, const struct estimate *before,
                      const struct estimate *after)
{
    struct text was = {.arena = ctx->arena}, is = {.arena = ctx->arena};

    if (before)
        json_write(&was, estimate_fields, before);
    if (after)
        json_write(&is, estimate_fields, after);
    return audit_record(ctx, action, "estimates", before ? before->id : after->id,
                        before ? text_done(&was) : NULL, after ? text_done(&is) : NULL);
}

/* drafts ------------------------------------------------------------------------------------------
 */

/* A day that there is and that is not over, wherever in the world. */
static void check_day(struct ctx *ctx, const char *day)
{
    char again[DAY_TEXT_SIZE] = "";
    struct instant at;

    if (!day)
        return;
    if (instant_parse(day, &at))
        day_format(at, again);
    if (strcmp(again, day) != 0)
        complain(ctx, NULL, "ValidUntil", "ValidUntil: \"%.40s\" is not a day like 2026-11-22.",
                 day);
    else if (instant_plus(at, DAYS(2)).micros <= ctx->now.micros)
        complain(ctx, NULL, "ValidUntil", "ValidUntil: %s is over.", day);
}

/* What is given, into the rest; and what it comes to. */
static enum err fill(struct ctx *ctx, const struct estimate_input *input,
                     const struct customer *customer, struct estimate *estimate)
{
    struct worked_out worked_out;

    check_day(ctx, input->valid_until);
    composition_change(&estimate->typed, &input->composition);
    TRY(composition_check(ctx, &estimate->typed, customer, true));
    TRY(composition_work_out(ctx, &estimate->typed, customer, &worked_out));
    if (input->note)
        estimate->note = text_is_blank(input->note) ? NULL : input->note;
    if (input->valid_until)
        estimate->valid_until = input->valid_until;
    estimate->composition = composition_write(ctx, &estimate->typed);
    estimate->amount_subtotal = worked_out.amount_subtotal;
    estimate->amount_total = worked_out.amount_total;
    estimate->amount_deposit = worked_out.amount_deposit;
    estimate->date_update = ctx->now;
    return OK;
}

static enum err begin(struct ctx *ctx, const struct customer *customer, struct estimate *out)
{
    if (customer_is_suspended(customer))
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Suspended", NULL,
                    "The customer's access is closed: nothing may be offered to him.");
    fields_clear(estimate_fields, out);
    fields_clear(composition_fields, &out->typed);
    out->id = db_new_id(ctx, ID_PUBLIC);
    out->id_segment = customer->id_segment;
    out->id_customer = customer->id;
    out->state_estimate = ESTIMATE_DRAFT;
    out->date_creation = ctx->now;
    out->id_user_creation = ctx->actor.id;
    return OK;
}

enum err estimate_create(struct ctx *ctx, const struct estimate_input *input, struct estimate *out)
{
    struct customer customer;

    TRY(customer_access(ctx, input->reference_customer, input->reference_segment, &customer));
    TRY(begin(ctx, &customer, out));
    TRY(fill(ctx, input, &customer, out));
    TRY(db_save(ctx, &sql_estimate_add, estimate_fields, out));
    TRY(audit(ctx, "Estimate.Create", NULL, out));
    return estimate_show(ctx, out->id, out);
}

enum err estimate_edit(struct ctx *ctx, int64_t id, const struct estimate_input *input,
                       struct estimate *out)
{
    struct estimate before;
    struct customer customer;
    enum state_estimate state;

    TRY(estimate_lock(ctx, id, &customer, &before));
    TRY(estimate_check(ctx, &before, ESTIMATE_EDIT, &state));
    *out = before;
    TRY(fill(ctx, input, &customer, out));
    TRY(db_save(ctx, &sql_estimate_save_draft, estimate_fields, out));
    TRY(audit(ctx, "Estimate.Edit", &before, out));
    return estimate_show(ctx, id, out);
}

enum err estimate_delete(struct ctx *ctx, int64_t id)
{
    struct estimate estimate;
    struct customer customer;
    enum state_estimate state;

    TRY(estimate_lock(ctx, id, &customer, &estimate));
    TRY(estimate_check(ctx, &estimate, ESTIMATE_EDIT, &state));
    TRY(db_run(ctx, &sql_estimate_delete, ARGS(ARG(id))));
    return audit(ctx, "Estimate.Delete", &estimate, NULL);
}

enum err estimate_duplicate(struct ctx *ctx, int64_t id, struct estimate *out)
{
    struct estimate original;
    struct customer customer;
    struct estimate_input input;

    TRY(estimate_lock(ctx, id, &customer, &original));
    input = (struct estimate_input){.note = original.note, .composition = original.typed};
    TRY(begin(ctx, &customer, out));
    TRY(fill(ctx, &input, &customer, out));
    TRY(db_save(ctx, &sql_estimate_add, estimate_fields, out));
    TRY(audit(ctx, "Estimate.Duplicate", NULL, out));
    return estimate_show(ctx, out->id, out);
}

/* sending -----------------------------------------------------------------------------------------
 */

/* Twice is once. */
static enum err send(struct ctx *ctx, int64_t id, struct estimate *out)
{
    struct customer customer;
    enum state_estimate state;

    TRY(estimate_lock(ctx, id, &customer, out));
    TRY(estimate_check(ctx, out, ESTIMATE_SEND, &state));
    if (out->state_estimate == ESTIMATE_SENT)
        return OK;
    TRY(estimate_issue(ctx, &customer, out));
    return audit(ctx, "Estimate.Send", NULL, out);
}

enum err estimate_mark_sent(struct ctx *ctx, int64_t id, struct estimate *out)
{
    TRY(send(ctx, id, out));
    return estimate_show(ctx, id, out);
}

enum err estimate_send(struct ctx *ctx, int64_t id, const struct estimate_sending *sending,
                       struct estimate *out)
{
    struct mail_about about = {.id_object = id, .message = sending->message};

    TRY(send(ctx, id, out));
    about.id_customer = out->id_customer;
    about.id_contact = sending->id_contact == NONE ? 0 : sending->id_contact;
    TRY(mail_queue(ctx, MAIL_ESTIMATE, &about));
    return estimate_show(ctx, id, out);
}

/* converting --------------------------------------------------------------------------------------
 */

enum err estimate_make_invoice(struct ctx *ctx, const struct customer *customer,
                               struct estimate *estimate)
{
    const struct draft_input input = {.note = estimate->note, .composition = estimate->typed};
    struct held_invoice draft;
    struct invoice invoice;
    enum state_estimate state;

    TRY(estimate_check(ctx, estimate, ESTIMATE_CONVERT, &state));
    TRY(draft_compose_for(ctx, customer, &input, &draft));
    TRY(draft_issue(ctx, draft.id, &invoice));
    estimate->id_invoice = invoice.id;
    return estimate_become(ctx, estimate, state, EVENT_ESTIMATE_CONVERTED);
}

enum err estimate_convert(struct ctx *ctx, int64_t id, struct estimate *out)
{
    struct customer customer;

    TRY(estimate_lock(ctx, id, &customer, out));
    TRY(estimate_make_invoice(ctx, &customer, out));
    TRY(audit(ctx, "Estimate.Convert", NULL, out));
    return estimate_show(ctx, id, out);
}

enum err estimate_cancel(struct ctx *ctx, int64_t id, struct estimate *out)
{
    struct customer customer;
    enum state_estimate state;

    TRY(estimate_lock(ctx, id, &customer, out));
    TRY(estimate_check(ctx, out, ESTIMATE_CANCEL, &state));
    TRY(estimate_become(ctx, out, state, EVENT_ESTIMATE_CANCELLED));
    TRY(audit(ctx, "Estimate.Cancel", NULL, out));
    return estimate_show(ctx, id, out);
}

/* the clock ---------------------------------------------------------------------------------------
 */

enum err estimate_lapse(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                        int64_t *count)
{
    struct list lapsed;

    TRY(db_list(ctx, &sql_estimate_lapse, ARGS(ARG(at), ARG(first), ARG(last)), estimate_fields,
                sizeof(struct estimate), &lapsed));
    for (size_t i = 0; i < lapsed.count; i++) {
        const struct estimate *estimate = LIST_AT(lapsed, struct estimate, i);
        const struct mail_about about = {.id_customer = estimate->id_customer,
                                         .id_object = estimate->id};

        TRY(event_record(ctx, EVENT_ESTIMATE_EXPIRED, estimate_about(estimate, ESTIMATE_EXPIRED)));
        TRY(mail_offer(ctx, MAIL_ESTIMATE_EXPIRED, &about));
    }
    *count = (int64_t)lapsed.count;
    return OK;
}
