/* The lane 'vies': the Commission's register of VAT numbers is asked, and its answers are kept. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/accounts/clock.h"
#include "domain/customers/customer_vat.h"
#include "platform/db/db.h"
#include "rules/vat_number.h"
#include "sql.h"

static const struct field receiver_fields[] = {
    FIELD(receiver, id),
    FIELD(receiver, id_business),
    FIELD(receiver, is_live),
    FIELDS_END,
};

static const struct field errand_fields[] = {
    FIELD(errand, id),          FIELD(errand, attempts),
    FIELD(errand, id_business), FIELD(errand, id_customer),
    FIELD(errand, failures),    FIELD(errand, failing_since),
    FIELD(errand, body),        FIELDS_END,
};

static enum err list_receivers(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_vies_receivers, NO_ARGS, receiver_fields, sizeof(struct receiver),
                   out);
}

/* the question ------------------------------------------------------------------------------------
 */

/* As VIES names them. */
static void append_number(struct text *json, const char *country, const char *number,
                          const char *vat_number)
{
    text_appendf(json, "\"%s\":\"%.2s\",\"%s\":", country, vat_number, number);
    json_write_string(json, vat_number + 2);
}

/* Who asks is told to VIES, else it gives no identifier that proves the question. */
static enum err seller_number(struct ctx *ctx, int64_t id_segment, const char **out)
{
    char *number = arena_alloc(ctx->arena, VAT_NUMBER_SIZE);
    struct segment segment;
    struct list sellers;

    *out = NULL;
    TRY(segment_get(ctx, id_segment, &segment));
    TRY(seller_list(ctx, &sellers));
    for (size_t i = 0; i < sellers.count; i++) {
        const struct seller *seller = LIST_AT(sellers, struct seller, i);

        if (seller->id == segment.id_seller &&
            vat_number_read(seller->vat_number, NULL, number) == VAT_FLAW_NONE)
            *out = number;
    }
    return OK;
}

static enum err fill_post(struct ctx *ctx, const struct settings *settings, struct errand *errand)
{
    struct text json = {.arena = ctx->arena};
    struct customer customer;
    const char *requester;

    TRY(customer_get(ctx, errand->id_customer, &customer));
    TRY(seller_number(ctx, customer.id_segment, &requester));
    text_append_char(&json, '{');
    append_number(&json, "countryCode", "vatNumber", errand->body);
    if (requester) {
        text_append_char(&json, ',');
        append_number(&json, "requesterMemberStateCode", "requesterNumber", requester);
    }
    text_append_char(&json, '}');
    errand->is_live = ctx->is_live;
    errand->id_event = NONE;
    errand->post = (struct post){
        .url = setting_text(settings, SETTING_VIES_URL, customer.id_segment),
        .body = text_done(&json),
        .may_be_private = !ctx->is_live,
        .is_answer_wanted = true,
    };
    return OK;
}

/* Nobody is asked any more where the merchant has taken the address of VIES away. */
static enum err lease(struct ctx *ctx, const struct receiver *receiver, int64_t most,
                      struct list *out)
{
    struct settings settings;
    struct list errands;

    (void)receiver;
    TRY(settings_load(ctx, &settings));
    TRY(db_list(ctx, &sql_vies_lease,
                ARGS(ARG_AS(leased_until, instant_plus(ctx->machine_now, LANE_LEASE)), ARG(most)),
                errand_fields, sizeof(struct errand), &errands));
    *out = (struct list){errands.items, 0};
    for (size_t i = 0; i < errands.count; i++) {
        struct errand errand = *LIST_AT(errands, struct errand, i);

        TRY(fill_post(ctx, &settings, &errand));
        if (errand.post.url)
            *LIST_AT(*out, struct errand, out->count++) = errand;
        else
            TRY(db_run(ctx, &sql_vies_forget, ARGS(ARG_AS(id_customer, errand.id_customer))));
    }
    return OK;
}

/* the answer --------------------------------------------------------------------------------------
 */

/* Its members are read whatever the case of their letters. */
struct vies_answer {
    int64_t valid; /* NONE: it says neither */
    const char *country_code, *vat_number, *request_identifier, *name, *user_error;
};

static const struct field vies_answer_fields[] = {
    FIELD_FLAG_OF(vies_answer, valid),
    FIELD(vies_answer, country_code),
    FIELD(vies_answer, vat_number),
    FIELD(vies_answer, request_identifier),
    FIELD_LIMITED(vies_answer, name, 2000),
    FIELD(vies_answer, user_error),
    FIELDS_END,
};

/* The first of `errorWrappers`, which stand instead of an answer; NULL: there is none. */
static const char *refusal_of(const struct json *root)
{
    const struct json *wrappers = json_member(root, "errorWrappers");
    const char *said;

    if (!wrappers || !json_count(wrappers))
        return NULL;
    said = json_text(json_member(json_at(wrappers, 0), "error"));
    return said ? said : "VIES refused to answer.";
}

/* A member state that is away is told as an invalid number with an error beside it. */
static bool is_answer(const struct vies_answer *answer, const char *asked)
{
    if (answer->valid == NONE)
        return false;
    if (answer->user_error && strcmp(answer->user_error, "VALID") != 0 &&
        strcmp(answer->user_error, "INVALID") != 0)
        return false;
    return (!answer->country_code || strncmp(answer->country_code, asked, 2) == 0) &&
           (!answer->vat_number || strcmp(answer->vat_number, asked + 2) == 0);
}

/* Why it is no answer; NULL: it is one. */
static const char *read_answer(struct ctx *ctx, const struct outcome *outcome, const char *asked,
                               struct vies_answer *out)
{
    const struct json *root;
    const char *refusal = NULL;
    enum err err;

    if (!outcome->status)
        return outcome->error;
    err = json_parse(ctx, outcome->answer, strlen(outcome->answer), &root);
    if (err == OK) {
        refusal = refusal_of(root);
        err = json_read(ctx, root, vies_answer_fields, out);
    }
    ctx->failures = NULL; /* of somebody else's text: it is told as a failure of VIES */
    if (refusal)
        return refusal;
    if (outcome->status != 200)
        return arena_printf(ctx->arena, "The answer was %d.", (int)outcome->status);
    if (err != OK)
        return "The answer is not what VIES says.";
    if (is_answer(out, asked))
        return NULL;
    return out->user_error ? out->user_error : "The answer is not what VIES says.";
}

static enum err keep_answer(struct ctx *ctx, const struct errand *errand,
                            const struct vies_answer *answer)
{
    const char *state = state_vat_names[answer->valid ? VAT_VALID : VAT_INVALID];
    const char *name = answer->name && strcmp(answer->name, "---") != 0 ? answer->name : NULL;
    int64_t id = db_new_id(ctx, ID_ROW);
    struct args args = ARGS(ARG(id), ARG_AS(id_customer, errand->id_customer),
                            ARG_AS(vat_number, errand->body), ARG_AS(is_valid, answer->valid == 1),
                            ARG_AS(state_vat, state), ARG_AS(proof_vat, answer->request_identifier),
                            ARG(name), ARG_AS(date_proof, ctx->now));

    TRY(db_run(ctx, &sql_vat_proof_add, args));
    return db_run(ctx, &sql_customer_tax_answered, args);
}

/* The business's own moment, by which the age of a proof is told. */
static enum err close(struct ctx *ctx, const struct errand *errand, const struct outcome *outcome)
{
    struct vies_answer answer;
    const char *failure;
    bool is_ours;

    fields_clear(vies_answer_fields, &answer);
    ctx->id_business = errand->id_business;
    ctx->is_live = errand->is_live;
    TRY(clock_read(ctx));
    TRY(errand_is_ours(ctx, errand, &is_ours));
    if (!is_ours)
        return OK;
    failure = read_answer(ctx, outcome, errand->body, &answer);
    TRY(errand_close(ctx, errand, outcome, failure));
    if (!failure)
        return keep_answer(ctx, errand, &answer);
    return db_run(ctx, &sql_customer_tax_failed,
                  ARGS(ARG_AS(id_customer, errand->id_customer), ARG_AS(vat_number, errand->body),
                       ARG_AS(vat_failure, failure)));
}

const struct lane vies_lane = {"vies", list_receivers, lease, close, errand_release};
