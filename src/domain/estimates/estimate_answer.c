/* What the customer says to an estimate, once and for all, with the evidence of it. */
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/setting.h"
#include "domain/estimates/estimate_parts.h"
#include "domain/mails/mail.h"
#include "platform/db/db.h"
#include "sql.h"

/* How often it is told that he looks at one. */
#define VIEW_PAUSE HOURS(1)

enum { COMMENT_MAX = 2000 };

/* Staff answers in the customer's stead only by saying so. */
static enum err check_given(struct ctx *ctx, const struct estimate_given *given)
{
    if (given->comment && utf8_length(given->comment) > COMMENT_MAX)
        complain(ctx, NULL, "Comment", "Comment: longer than %d characters.", COMMENT_MAX);
    if (ctx->actor.kind == ACTOR_CUSTOMER)
        return complaints(ctx);
    if (text_is_blank(given->name))
        complain(ctx, NULL, "Name", "Name: say whose answer it is.");
    if (text_is_blank(given->reason))
        complain(ctx, NULL, "Reason",
                 "Reason: say why you answer in the customer's stead and how you know it.");
    return complaints(ctx);
}

static enum err keep_answer(struct ctx *ctx, const struct estimate *estimate,
                            enum state_estimate state, const struct estimate_given *given)
{
    const struct estimate_answer answer = {
        .id_estimate = estimate->id,
        .answer = state_estimate_names[state],
        .date_answer = ctx->now,
        .actor = actor_name(ctx),
        .name = given->name,
        .email = given->email,
        .ip = given->ip,
        .user_agent = given->user_agent,
        .terms_url = given->terms_url,
        .comment = text_is_blank(given->comment) ? NULL : given->comment,
        .reason = ctx->actor.kind == ACTOR_CUSTOMER ? NULL : given->reason,
        .content_hash = estimate->content_hash,
    };

    return db_save(ctx, &sql_estimate_answer_add, estimate_answer_fields, &answer);
}

static enum err answer(struct ctx *ctx, int64_t id, enum estimate_verb verb, enum event_type type,
                       const struct estimate_given *given, struct customer *customer,
                       struct estimate *out)
{
    enum state_estimate state;

    TRY(check_given(ctx, given));
    TRY(estimate_lock(ctx, id, customer, out));
    TRY(estimate_check(ctx, out, verb, &state));
    TRY(keep_answer(ctx, out, state, given));
    TRY(estimate_become(ctx, out, state, type));
    return audit_record(ctx, verb == ESTIMATE_APPROVE ? "Estimate.Approve" : "Estimate.Decline",
                        "estimates", id, NULL, NULL);
}

enum err estimate_approve(struct ctx *ctx, int64_t id, const struct estimate_given *given,
                          struct estimate *out)
{
    struct settings settings;
    struct customer customer;
    struct mail_about about = {.id_object = id};

    TRY(answer(ctx, id, ESTIMATE_APPROVE, EVENT_ESTIMATE_APPROVED, given, &customer, out));
    TRY(settings_load(ctx, &settings));
    if (setting_number(&settings, SETTING_ESTIMATE_CONVERTS, out->id_segment))
        TRY(estimate_make_invoice(ctx, &customer, out));
    about.id_customer = customer.id;
    TRY(mail_offer(ctx, MAIL_ESTIMATE_APPROVED, &about));
    return estimate_show(ctx, id, out);
}

enum err estimate_decline(struct ctx *ctx, int64_t id, const struct estimate_given *given,
                          struct estimate *out)
{
    struct customer customer;

    TRY(answer(ctx, id, ESTIMATE_DECLINE, EVENT_ESTIMATE_DECLINED, given, &customer, out));
    return estimate_show(ctx, id, out);
}

enum err estimate_view(struct ctx *ctx, const struct estimate *estimate)
{
    enum state_estimate state = (enum state_estimate)estimate->state_estimate;

    if (instant_is_set(estimate->date_viewed) &&
        instant_plus(estimate->date_viewed, VIEW_PAUSE).micros > ctx->now.micros)
        return OK;
    TRY(db_run(ctx, &sql_estimate_viewed, ARGS(ARG_AS(id, estimate->id))));
    return event_record(ctx, EVENT_ESTIMATE_VIEWED, estimate_about(estimate, state));
}
