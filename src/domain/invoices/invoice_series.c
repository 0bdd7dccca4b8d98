#include "domain/invoices/invoice_series.h"

#include "base/field.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "sql.h"

static const struct field series_fields[] = {
    FIELD(series, id),
    FIELD(series, first_number),
    FIELD(series, last_issue_at),
    FIELDS_END,
};

static enum series_scope scope_in(const struct settings *settings, int64_t id_segment)
{
    return (enum series_scope)setting_word(settings, SETTING_SERIES_SCOPE, id_segment);
}

bool series_is_of_customer(const struct settings *settings, int64_t id_segment)
{
    return scope_in(settings, id_segment) == SCOPE_CUSTOMER;
}

static int64_t id_in(enum series_scope scope, const struct numbered *numbered)
{
    if (scope == SCOPE_CUSTOMER)
        return numbered->id_customer;
    return scope == SCOPE_SELLER ? numbered->seller->id : numbered->segment->id;
}

static const char *day_of(struct ctx *ctx, const struct numbered *numbered, struct instant at)
{
    char *day = arena_alloc(ctx->arena, DAY_TEXT_SIZE);

    day_format(zone_local(numbered->seller->time_zone, at), day);
    return day;
}

static enum err refuse(struct ctx *ctx, const char *stem)
{
    return fail(ctx, ERR_CONFLICT, "Error.Series.NotDistinct", NULL,
                "Numbers like %s belong to another series or are too long; set number_format.",
                stem);
}

static enum err take(struct ctx *ctx, const struct series_of *of, const struct numbered *numbered,
                     int64_t count, struct series *out)
{
    struct args args =
        ARGS(ARG_AS(id, db_new_id(ctx, ID_ROW)), ARG_AS(id_segment, numbered->segment->id),
             ARG_AS(stem, out->stem), ARG_AS(kind, series_kind_names[of->kind]),
             ARG_AS(scope, series_scope_names[of->scope]), ARG_AS(id_scope, of->id), ARG(count));
    enum err err = db_get(ctx, &sql_series_take, args, series_fields, out);

    if (err != ERR_NOT_FOUND)
        return err;
    TRY(db_run(ctx, &sql_series_begin, args));
    err = db_get(ctx, &sql_series_take, args, series_fields, out);
    return err == ERR_NOT_FOUND ? refuse(ctx, out->stem) : err;
}

enum err series_take(struct ctx *ctx, const struct numbered *numbered, int64_t count,
                     struct series *out)
{
    int64_t id_segment = numbered->segment->id;
    const char *format = setting_text(numbered->settings, SETTING_NUMBER_FORMAT, id_segment);
    enum series_scope scope = scope_in(numbered->settings, id_segment);
    const struct series_of of = {ctx->is_live, numbered->kind, scope, id_in(scope, numbered)};
    char *stem = arena_alloc(ctx->arena, FULL_NUMBER_SIZE);

    if (!format)
        format = NUMBER_FORMAT;
    if (!number_stem(format, &of, day_of(ctx, numbered, ctx->now), stem))
        return refuse(ctx, format);
    out->stem = stem;
    out->digits = number_digits(format);
    TRY(take(ctx, &of, numbered, count, out));
    out->issued_on = day_of(ctx, numbered, out->last_issue_at);
    return OK;
}

enum err series_next(struct ctx *ctx, struct series *series, int64_t *number,
                     const char **number_text)
{
    char *text = arena_alloc(ctx->arena, FULL_NUMBER_SIZE);

    *number = series->first_number++;
    if (!full_number(series->stem, series->digits, *number, text))
        return refuse(ctx, series->stem);
    *number_text = text;
    return OK;
}
