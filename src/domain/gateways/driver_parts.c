#include "domain/gateways/driver_parts.h"

#include <ctype.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"
#include "platform/http/uri.h"
#include "platform/post/post.h"

const struct json *parts_json(struct ctx *ctx, const char *bytes, size_t size)
{
    struct ctx aside = *ctx; /* what it notes is about somebody else's text */
    const struct json *json;

    return json_parse(&aside, bytes, size, &json) == OK ? json : NULL;
}

const struct json *parts_at(const struct json *json, const char *path)
{
    char name[64];

    while (json && *path) {
        size_t length = strcspn(path, ".");

        if (length >= sizeof name)
            return NULL;
        memcpy(name, path, length);
        name[length] = '\0';
        json = json_member(json, name);
        path += length + (path[length] == '.');
    }
    return json;
}

const char *parts_text(const struct json *json, const char *path)
{
    const char *text = json_text(parts_at(json, path));

    return text && *text ? text : NULL;
}

int64_t parts_integer(const struct json *json, const char *path)
{
    const char *text = json_scalar(parts_at(json, path));
    int64_t value;

    return text && integer_parse(text, AMOUNT_MAX, &value) ? value : NONE;
}

bool parts_truth(const struct json *json, const char *path)
{
    const char *text = json_scalar(parts_at(json, path));

    return text && strcmp(text, "true") == 0;
}

size_t parts_count(const struct json *json, const char *path)
{
    return json_count(parts_at(json, path));
}

/* requests ----------------------------------------------------------------------------------------
 */

const char *parts_progress(const struct gateway_errand *errand)
{
    return errand->progress && *errand->progress ? errand->progress : NULL;
}

void parts_end_progress(const struct gateway_errand *errand, struct gateway_outcome *out)
{
    if (parts_progress(errand) && !out->progress && out->state != TRANSACTION_UNKNOWN)
        out->progress = "";
}

static struct list headers_of(struct ctx *ctx, const struct gateway_errand *errand,
                              const struct parts_style *style, const char *key)
{
    struct post_header *headers = ARENA_ARRAY(ctx->arena, struct post_header, 3);

    headers[0] = (struct post_header){"Authorization",
                                      arena_printf(ctx->arena, "Bearer %s", errand->secret)};
    headers[1] = (struct post_header){style->version_header, style->version};
    headers[2] = (struct post_header){"Idempotency-Key", key};
    return (struct list){headers, key ? 3 : 2};
}

static const char *url_of(struct ctx *ctx, const struct gateway_errand *errand,
                          const struct parts_style *style, const char *path)
{
    return arena_printf(ctx->arena, "%s%s", errand->api_url ? errand->api_url : style->base, path);
}

enum err parts_get(struct ctx *ctx, const struct gateway_errand *errand,
                   const struct parts_style *style, const char *path, struct gateway_request *out)
{
    *out = (struct gateway_request){.verb = "GET",
                                    .url = url_of(ctx, errand, style, path),
                                    .headers = headers_of(ctx, errand, style, NULL)};
    return OK;
}

enum err parts_post(struct ctx *ctx, const struct gateway_errand *errand,
                    const struct parts_style *style, const char *path, const struct text *body,
                    const char *key, struct gateway_request *out)
{
    *out = (struct gateway_request){.verb = "POST",
                                    .url = url_of(ctx, errand, style, path),
                                    .content_type = style->content_type,
                                    .body = text_done(body),
                                    .headers = headers_of(ctx, errand, style, key)};
    return OK;
}

const char *parts_path(struct ctx *ctx, const char *before, const char *token, const char *after)
{
    struct text path = {.arena = ctx->arena};

    text_append(&path, before);
    uri_encode(&path, token);
    text_append(&path, after);
    return text_done(&path);
}

const char *parts_key(struct ctx *ctx, const struct gateway_errand *errand, const char *step)
{
    return errand->idempotency_key
               ? arena_printf(ctx->arena, "%s-%s", errand->idempotency_key, step)
               : NULL;
}

enum err parts_need(struct ctx *ctx, const struct gateway_errand *errand, const char *token,
                    const char *what)
{
    if (token)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Gateway.Incomplete", NULL,
                "%s cannot be asked: it is not known how he calls %s.", errand->type_gateway, what);
}

enum err parts_need_return(struct ctx *ctx, const struct gateway_errand *errand)
{
    if (errand->return_url)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Gateway.NoReturnUrl", "ReturnUrl",
                "ReturnUrl: %s must know where to send the customer in the end.",
                errand->type_gateway);
}

bool parts_is_key_alive(const struct ctx *ctx, const struct gateway_errand *errand,
                        int64_t key_life)
{
    return ctx->machine_now.micros - errand->date_sent.micros < key_life;
}

/* answers -----------------------------------------------------------------------------------------
 */

bool parts_is_good(const struct gateway_answer *answer)
{
    return answer->status >= 200 && answer->status < 300;
}

/* Does this status say whether the thing was done? */
static bool is_verdict(int status)
{
    static const int others[] = {401, 403, 409, 429};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (status == others[i])
            return false;
    return (status >= 200 && status < 300) || (status >= 400 && status < 500);
}

const struct json *parts_answer(struct ctx *ctx, const struct gateway_answer *answer,
                                struct gateway_outcome *out)
{
    const struct json *json;

    *out = (struct gateway_outcome){.state = TRANSACTION_UNKNOWN};
    if (!answer->status) {
        out->message = answer->error ? answer->error : "There was no answer.";
        return NULL;
    }
    out->code = arena_printf(ctx->arena, "http_%d", answer->status);
    json = answer->body ? parts_json(ctx, answer->body, strlen(answer->body)) : NULL;
    if (!json) {
        out->message =
            arena_printf(ctx->arena, "The answer, %d, is not JSON (or is too long): \"%.80s\".",
                         answer->status, answer->body ? answer->body : "");
        return NULL;
    }
    if (!is_verdict(answer->status)) {
        out->message = parts_text(json, "error.message");
        if (!out->message)
            out->message = arena_printf(ctx->arena, "The answer was %d.", answer->status);
        return NULL;
    }
    out->code = NULL;
    return json;
}

enum state_transaction parts_state(const struct parts_state *states, const char *status)
{
    for (; status && states->status; states++)
        if (strcmp(states->status, status) == 0)
            return states->state;
    return TRANSACTION_UNKNOWN;
}

enum decline parts_decline(const struct decline_code *codes, const char *code)
{
    for (; code && codes->code; codes++)
        if (strcmp(codes->code, code) == 0)
            return codes->decline;
    return DECLINE_NONE;
}

/* what is shown -----------------------------------------------------------------------------------
 */

const char *parts_card_name(struct ctx *ctx, const char *last_digits)
{
    return last_digits ? arena_printf(ctx->arena, "****-****-****-%.4s", last_digits) : NULL;
}

const char *parts_account_name(struct ctx *ctx, const char *country, const char *last_digits)
{
    return last_digits
               ? arena_printf(ctx->arena, "%.2s****%.4s", country ? country : "**", last_digits)
               : NULL;
}

/* keys and signatures -----------------------------------------------------------------------------
 */

bool parts_is_signed(struct ctx *ctx, const char *secret, const struct bytes *pieces, size_t count,
                     const char *text, size_t size)
{
    uint8_t hash[SHA256_SIZE];
    char lower[2 * SHA256_SIZE];

    if (size != sizeof lower)
        return false;
    for (size_t i = 0; i < size; i++)
        lower[i] = (char)tolower((unsigned char)text[i]);
    hmac_sha256((struct bytes){secret, strlen(secret)}, pieces, count, hash);
    return equal_in_constant_time(hex(ctx->arena, hash, sizeof hash), lower, size);
}

enum err parts_check_key(struct ctx *ctx, const struct gateway_errand *errand, const char *told,
                         const char *live, const char *test)
{
    const char *wrong = errand->is_live ? test : live;

    if (!errand->secret)
        return fail(ctx, ERR_INVALID, "Error.Gateway.NoKey", NULL, "The gateway %s has no API key.",
                    errand->type_gateway);
    if (told && strncmp(told, wrong, strlen(wrong)) == 0)
        return fail(ctx, ERR_INVALID, "Error.Gateway.OtherWorld", NULL,
                    "There is \"%s\" in the API key of %s: %s.", wrong, errand->type_gateway,
                    errand->is_live ? "a live business needs one of real money"
                                    : "a sandbox must not move real money");
    return OK;
}
