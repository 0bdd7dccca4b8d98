#include "base/ctx.h"

#include "base/digest.h"

void depends_on(const struct ctx *ctx, int64_t value)
{
    if (ctx->digest)
        digest_mix(ctx->digest, value);
}

__attribute__((format(printf, 4, 0))) static void
note(struct ctx *ctx, const char *code, const char *target, const char *format, va_list arguments)
{
    struct failure *failure = ARENA_NEW(ctx->arena, struct failure);
    struct failure **end = &ctx->failures;

    while (*end)
        end = &(*end)->next;
    failure->code = code;
    failure->message = arena_vprintf(ctx->arena, format, arguments);
    if (ctx->place)
        failure->message = arena_printf(ctx->arena, "%s%s", ctx->place, failure->message);
    if (target)
        failure->target = arena_printf(ctx->arena, "%s%s", ctx->place ? ctx->place : "", target);
    *end = failure;
}

enum err fail(struct ctx *ctx, enum err err, const char *code, const char *target,
              const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    note(ctx, code, target, format, arguments);
    va_end(arguments);
    return err;
}

void complain(struct ctx *ctx, const char *code, const char *target, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    note(ctx, code ? code : "Error.Api.Validation", target, format, arguments);
    va_end(arguments);
}

enum err complaints(const struct ctx *ctx)
{
    return ctx->failures ? ERR_INVALID : OK;
}
