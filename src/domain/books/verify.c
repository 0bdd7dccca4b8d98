#include "domain/books/verify.h"

#include <inttypes.h>

#include "base/count.h"
#include "domain/books/verify_parts.h"

const struct field finding_fields[] = {
    FIELD(finding, what),
    FIELD(finding, subject),
    FIELD(finding, message),
    FIELDS_END,
};

const struct field verification_fields[] = {
    FIELD(verification, invoices),
    FIELD(verification, entries),
    FIELD(verification, subscriptions),
    FIELD(verification, finding_count),
    FIELD_LIST_OF(verification, findings, finding_fields, finding),
    FIELDS_END,
};

void page_begin(struct verifier *verifier, const char *what, int64_t done)
{
    arena_reset(verifier->page.arena);
    verifier->page.failures = NULL;
    if (verifier->options->progress)
        verifier->options->progress(verifier->options->data, what, done);
}

void found(struct verifier *verifier, const char *what, const char *subject, const char *format,
           ...)
{
    struct verification *out = verifier->out;
    struct arena *arena = verifier->ctx->arena;
    va_list arguments;

    if (out->finding_count++ >= FINDINGS_LISTED)
        return;
    va_start(arguments, format);
    *LIST_AT(out->findings, struct finding, out->findings.count++) = (struct finding){
        .what = what,
        .subject = arena_copy(arena, subject),
        .message = arena_vprintf(arena, format, arguments),
    };
    va_end(arguments);
}

const char *numbered(struct verifier *verifier, const char *noun, int64_t number)
{
    return arena_printf(verifier->page.arena, "%s %" PRId64, noun, number);
}

/* Why it could not look must outlive the page. */
static enum err hand_up(struct verifier *verifier, enum err err)
{
    struct arena *arena = verifier->ctx->arena;

    if (err == OK)
        return OK;
    for (const struct failure *failure = verifier->page.failures; failure; failure = failure->next)
        err = fail(verifier->ctx, err, failure->code,
                   failure->target ? arena_copy(arena, failure->target) : NULL, "%s",
                   failure->message);
    return err;
}

enum err verify(struct ctx *ctx, const struct verify_options *options, struct verification *out)
{
    static enum err (*const parts[])(struct verifier *) = {
        verify_invoices,  verify_series,        verify_chain, verify_money,
        verify_estimates, verify_subscriptions, verify_rows,
    };
    struct verifier verifier = {.ctx = ctx, .page = *ctx, .options = options, .out = out};
    enum err err = OK;

    *out = (struct verification){
        .findings = {ARENA_ARRAY(ctx->arena, struct finding, FINDINGS_LISTED), 0},
    };
    verifier.page.arena = arena_new();
    for (size_t i = 0; i < COUNT_OF(parts) && err == OK; i++) {
        verifier.page.failures = NULL;
        err = hand_up(&verifier, parts[i](&verifier));
    }
    arena_free(verifier.page.arena);
    return err;
}
