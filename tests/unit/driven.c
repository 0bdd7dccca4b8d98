#include "unit/driven.h"

#include <string.h>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/post/post.h"

struct ctx driven_ctx(void)
{
    const struct instant now = instant_from_civil((struct civil){2026, 11, 22, HOURS(6)});

    return (struct ctx){.arena = arena_new(), .now = now, .machine_now = now};
}

struct gateway_errand driven_errand(const struct gateway_errand *usual, struct gateway_errand it)
{
#define COMPLETE(member) it.member = !it.member ? usual->member : *it.member ? it.member : NULL
    COMPLETE(type_gateway);
    COMPLETE(secret);
    COMPLETE(idempotency_key);
    COMPLETE(reference_customer);
    COMPLETE(name);
    COMPLETE(email);
    COMPLETE(language);
    COMPLETE(token_customer);
    COMPLETE(token_permission);
    COMPLETE(currency);
    COMPLETE(description);
    COMPLETE(return_url);
#undef COMPLETE
    it.type_payment = it.type_payment ? it.type_payment : usual->type_payment;
    it.id = it.id ? it.id : usual->id;
    it.amount = it.amount ? it.amount : usual->amount;
    return it;
}

const char *driven_request(struct ctx *ctx, const struct driver *driver,
                           const struct gateway_errand *errand)
{
    struct gateway_request request;
    struct text text = {.arena = ctx->arena};

    ctx->failures = NULL;
    if (driver->request(ctx, errand, &request) != OK)
        return ctx->failures->code;
    text_appendf(&text, "%s %s\n", request.verb, request.url);
    if (request.content_type)
        text_appendf(&text, "Content-Type: %s\n", request.content_type);
    for (size_t i = 0; i < request.headers.count; i++) {
        const struct post_header *header = LIST_AT(request.headers, struct post_header, i);

        text_appendf(&text, "%s: %s\n", header->name, header->value);
    }
    text_appendf(&text, "\n%s", request.body ? request.body : "");
    return text_done(&text);
}

struct gateway_outcome driven_outcome(struct ctx *ctx, const struct driver *driver,
                                      const struct gateway_errand *errand, int status,
                                      const char *body)
{
    const struct gateway_answer answer = {status, body, status ? NULL : "Nobody there."};
    struct gateway_outcome outcome;

    driver->outcome(ctx, errand, &answer, &outcome);
    return outcome;
}

const char *driven_result(struct ctx *ctx, const struct gateway_outcome *outcome)
{
    static const char *const states[] = {
        "None",           "ToSend",    "Unknown", "ToProcess", "Pending",
        "ToAuthenticate", "Succeeded", "Failed",  "Cancelled", "Disputed",
    };
    static const char *const declines[] = {"", " Funds", " Soft", " Hard", " Authentication"};
    struct text text = {.arena = ctx->arena};

    text_append(&text, states[outcome->state]);
    text_append(&text, declines[outcome->decline]);
    if (outcome->code)
        text_appendf(&text, " %s", outcome->code);
    if (outcome->is_unfinished)
        text_appendf(&text, ", then %s", outcome->progress);
    return text_done(&text);
}

static void append_fact(struct text *text, const struct gateway_fact *fact)
{
    static const char *const kinds[] = {
        "None",     "Ask",        "Page",        "Succeeded", "Failed",
        "Disputed", "DisputeWon", "DisputeLost", "Defective", "Changed",
    };
    const char *const tokens[] = {fact->token_transaction, fact->token_refund,    fact->token_page,
                                  fact->token_permission,  fact->idempotency_key, fact->code};

    text_appendf(text, "%s%s %s", text->size ? "\n" : "", fact->id_event, kinds[fact->kind]);
    for (size_t i = 0; i < COUNT_OF(tokens); i++)
        if (tokens[i])
            text_appendf(text, " %s", tokens[i]);
    if (fact->amount != NONE)
        text_appendf(text, " %lld", (long long)fact->amount);
}

const char *driven_facts(struct ctx *ctx, const struct driver *driver, const char *secret,
                         const char *signature, const char *body)
{
    const struct gateway_notice notice = {secret, signature, body, strlen(body), ctx->machine_now};
    struct text text = {.arena = ctx->arena};
    struct list facts;

    ctx->failures = NULL;
    if (driver->facts(ctx, &notice, &facts) != OK)
        return ctx->failures->code;
    for (size_t i = 0; i < facts.count; i++)
        append_fact(&text, LIST_AT(facts, struct gateway_fact, i));
    return text_done(&text);
}

const char *driven_signature(struct ctx *ctx, const char *secret, const char *text)
{
    const struct bytes piece = {text, strlen(text)};
    uint8_t hash[SHA256_SIZE];

    hmac_sha256((struct bytes){secret, strlen(secret)}, &piece, 1, hash);
    return hex(ctx->arena, hash, sizeof hash);
}
