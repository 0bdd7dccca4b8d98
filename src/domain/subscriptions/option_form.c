#include "domain/subscriptions/option_form.h"

#include <inttypes.h>
#include <string.h>

#include "base/money.h"

enum { QUANTITY_SIZE_MAX = 30 };

const char *option_name(struct ctx *ctx, int64_t id_feature)
{
    return arena_printf(ctx->arena, "Option%" PRId64, id_feature);
}

const char *option_quantity_text(struct ctx *ctx, struct quantity quantity)
{
    char text[DECIMAL_TEXT_SIZE];

    if (quantity.micros == NONE)
        return "";
    decimal_format((struct decimal){quantity.micros}, text);
    return arena_printf(ctx->arena, "%s", text);
}

bool option_read_quantity(struct ctx *ctx, const char *typed, struct quantity *out)
{
    struct decimal number;
    char *text;

    if (strlen(typed) > QUANTITY_SIZE_MAX)
        return false;
    text = arena_copy(ctx->arena, typed);
    for (char *c = text; *c; c++)
        if (*c == ',')
            *c = '.';
    if (!decimal_parse(text, &number) || number.micros < 0)
        return false;
    out->micros = number.micros;
    return true;
}
