#include "domain/gateways/driver_parts.h"

#include <ctype.h>
#include <string.h>

#include "base/money.h"
#include "base/text.h"

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
               ? arena_printf(ctx->arena, "%.2s** **** %.4s", country ? country : "**", last_digits)
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

static bool begins(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

enum err parts_check_key(struct ctx *ctx, const struct gateway_errand *errand, const char *live,
                         const char *test)
{
    const char *wrong = errand->is_live ? test : live;

    if (!errand->secret)
        return fail(ctx, ERR_INVALID, "Error.Gateway.NoKey", NULL, "The gateway %s has no API key.",
                    errand->type_gateway);
    if (begins(errand->secret, wrong))
        return fail(ctx, ERR_INVALID, "Error.Gateway.OtherWorld", NULL,
                    "The API key of %s begins with %s: %s.", errand->type_gateway, wrong,
                    errand->is_live ? "a live business needs one of real money"
                                    : "a sandbox must not move real money");
    return OK;
}
