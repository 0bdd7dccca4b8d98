/* The lane 'vies': the Commission's register of VAT numbers is asked, and its answers are kept. */
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/customers/customer_vat.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "rules/retry.h"
#include "rules/vat_number.h"
#include "sql.h"

/* So many at once: VIES is slow, and others wait for the same connections. */
enum { UNDER_WAY_MAX = 4 };

/* Longer than any attempt takes: whoever leased it is gone. */
#define LEASE SECONDS(POST_SECONDS + 20)

/* A row of `jobs`. */
struct question {
    int64_t id, attempts; /* attempts: the token of the lease */
    int64_t id_customer, failures;
    struct instant failing_since;
    const char *vat_number;
};

static const struct field question_fields[] = {
    FIELD(question, id),
    FIELD(question, attempts),
    FIELD(question, id_customer),
    FIELD(question, failures),
    FIELD(question, failing_since),
    FIELD(question, vat_number),
    FIELDS_END,
};

static enum err list_due(struct ctx *ctx, int64_t most, struct list *out)
{
    int64_t under_way;

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_vies_count_leased, NO_ARGS, &under_way));
    if (under_way >= UNDER_WAY_MAX)
        return OK;
    most = most < UNDER_WAY_MAX - under_way ? most : UNDER_WAY_MAX - under_way;
    return db_list(ctx, &sql_vies_due, ARGS(ARG(most)), lane_due_fields, sizeof(struct lane_due),
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

static enum err fill_post(struct ctx *ctx, const struct question *question, struct post *out)
{
    struct text json = {.arena = ctx->arena};
    struct settings settings;
    struct customer customer;
    const char *requester;

    TRY(settings_load(ctx, &settings));
    TRY(customer_get(ctx, question->id_customer, &customer));
    TRY(seller_number(ctx, customer.id_segment, &requester));
    text_append_char(&json, '{');
    append_number(&json, "countryCode", "vatNumber", question->vat_number);
    if (requester) {
        text_append_char(&json, ',');
        append_number(&json, "requesterMemberStateCode", "requesterNumber", requester);
    }
    text_append_char(&json, '}');
    *out = (struct post){
        .url = setting_text(&settings, SETTING_VIES_URL, customer.id_segment),
        .body = text_done(&json),
        .may_be_private = !ctx->is_live,
        .is_answer_wanted = true,
    };
    return OK;
}

/* Nobody is asked any more where the merchant has taken the address of VIES away. */
static enum err prepare(struct ctx *ctx, int64_t id, struct asking *out)
{
    struct question question;
    enum err err =
        db_get(ctx, &sql_vies_lease,
               ARGS(ARG(id), ARG_AS(leased_until, instant_plus(ctx->machine_now, LEASE))),
               question_fields, &question);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    out->id = question.id;
    out->lease = question.attempts;
    TRY(fill_post(ctx, &question, &out->post));
    if (!out->post.url)
        return db_run(ctx, &sql_vies_forget, ARGS(ARG_AS(id_customer, question.id_customer)));
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
static const char *read_answer(struct ctx *ctx, const struct post *post, const char *asked,
                               struct vies_answer *out)
{
    const struct json *root;
    const char *refusal = NULL;
    enum err err;

    if (!post->status)
        return post->error;
    err = json_parse(ctx, post->answer, strlen(post->answer), &root);
    if (err == OK) {
        refusal = refusal_of(root);
        err = json_read(ctx, root, vies_answer_fields, out);
    }
    ctx->failures = NULL; /* of somebody else's text: it is told as a failure of VIES */
    if (refusal)
        return refusal;
    if (post->status != 200)
        return arena_printf(ctx->arena, "The answer was %d.", post->status);
    if (err != OK)
        return "The answer is not what VIES says.";
    if (is_answer(out, asked))
        return NULL;
    return out->user_error ? out->user_error : "The answer is not what VIES says.";
}

static enum err keep_answer(struct ctx *ctx, const struct question *question,
                            const struct vies_answer *answer)
{
    const char *state = state_vat_names[answer->valid ? VAT_VALID : VAT_INVALID];
    const char *name = answer->name && strcmp(answer->name, "---") != 0 ? answer->name : NULL;
    int64_t id = db_new_id(ctx, ID_ROW);
    struct args args =
        ARGS(ARG(id), ARG_AS(id_customer, question->id_customer),
             ARG_AS(vat_number, question->vat_number), ARG_AS(is_valid, answer->valid == 1),
             ARG_AS(state_vat, state), ARG_AS(proof_vat, answer->request_identifier), ARG(name),
             ARG_AS(date_proof, ctx->now));

    TRY(db_run(ctx, &sql_vies_done, ARGS(ARG_AS(id, question->id))));
    TRY(db_run(ctx, &sql_vat_proof_add, args));
    return db_run(ctx, &sql_customer_tax_answered, args);
}

/* Once three days are over the next invoice asks anew. */
static enum err put_off(struct ctx *ctx, const struct question *question, const char *failure)
{
    struct instant since = question->failing_since, due_at;
    int64_t failures = question->failures + 1;
    uint32_t dice;

    random_bytes(&dice, sizeof dice);
    if (!instant_is_set(since))
        since = ctx->machine_now;
    due_at = retry_at(since, failures, ctx->machine_now, dice);
    TRY(db_run(ctx, &sql_customer_tax_failed,
               ARGS(ARG_AS(id_customer, question->id_customer),
                    ARG_AS(vat_number, question->vat_number), ARG_AS(vat_failure, failure))));
    if (!instant_is_set(due_at))
        return db_run(ctx, &sql_vies_done, ARGS(ARG_AS(id, question->id)));
    return db_run(
        ctx, &sql_vies_put_off,
        ARGS(ARG_AS(id, question->id), ARG(due_at), ARG(failures), ARG_AS(failing_since, since)));
}

/* Who comes after his lease ran out, or about a number that nobody wants to know any more, is not
 * listened to. */
static enum err conclude(struct ctx *ctx, const struct asking *asking)
{
    struct vies_answer answer;
    struct question question;
    const char *failure;
    enum err err =
        db_get(ctx, &sql_vies_leased, ARGS(ARG_AS(id, asking->id), ARG_AS(attempts, asking->lease)),
               question_fields, &question);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    fields_clear(vies_answer_fields, &answer);
    failure = read_answer(ctx, &asking->post, question.vat_number, &answer);
    return failure ? put_off(ctx, &question, failure) : keep_answer(ctx, &question, &answer);
}

const struct lane vies_lane = {
    .name = "vies",
    .list = list_due,
    .prepare = prepare,
    .conclude = conclude,
};
