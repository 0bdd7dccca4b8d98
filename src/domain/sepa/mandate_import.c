#include "domain/sepa/mandate_import.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/imports/import_file.h"

const struct field mandate_import_fields[] = {
    FIELD(mandate_import, rows),
    FIELD(mandate_import, added),
    FIELD(mandate_import, known),
    FIELDS_END,
};

/* `reference_mandate` is the column ReferenceMandate; JSON's quotation marks left out. */
static const char *name_of(struct ctx *ctx, const char *field)
{
    struct text name = {.arena = ctx->arena};

    json_write_name(&name, field);
    return arena_copy_bytes(ctx->arena, name.at + 1, name.size - 2);
}

/* The column of a heading, whatever the case of its letters; NULL: there is none. */
static const struct field *column_named(struct ctx *ctx, const char *heading)
{
    for (const struct field *field = mandate_input_fields; field->kind != FIELD_END; field++)
        if (text_equal_fold(name_of(ctx, field->name), heading))
            return field;
    return NULL;
}

static bool is_there(const struct field *const *columns, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (columns[i] && strcmp(columns[i]->name, name) == 0)
            return true;
    return false;
}

/* ERR_INVALID with every heading that is not known, known twice, or missing. */
static enum err read_headings(struct ctx *ctx, const struct record *record,
                              const struct field **columns)
{
    static const char *const needed[] = {"reference_customer", "reference_mandate", "name_debtor",
                                         "iban", "date_signature"};

    for (size_t i = 0; i < record->count; i++) {
        const char *heading = record->values[i] ? record->values[i] : "";

        columns[i] = column_named(ctx, heading);
        if (!columns[i])
            complain(ctx, NULL, heading, "There is no column \"%.60s\".", heading);
        else if (is_there(columns, i, columns[i]->name))
            complain(ctx, NULL, heading, "The column %.60s is there twice.", heading);
    }
    for (size_t i = 0; i < COUNT_OF(needed); i++)
        if (!is_there(columns, record->count, needed[i]))
            complain(ctx, NULL, name_of(ctx, needed[i]), "The column %s is missing.",
                     name_of(ctx, needed[i]));
    return complaints(ctx);
}

static enum err read_row(struct ctx *ctx, const struct record *record,
                         const struct field *const *columns, size_t count,
                         struct mandate_input *out)
{
    enum err err = OK;

    fields_clear(mandate_input_fields, out);
    if (record->is_broken || record->count != count)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL,
                    "has not the %zu cells of the first line.", count);
    for (size_t i = 0; i < count; i++)
        if (record->values[i] && field_read_text(ctx, columns[i], record->values[i], out) != OK)
            err = ERR_INVALID;
    return err;
}

/* A refusal of one row is noted, and the next ones are still looked at. */
static enum err add_row(struct ctx *ctx, const struct mandate_input *input,
                        struct mandate_import *out)
{
    struct mandate mandate;
    bool is_new = false;
    enum err err = mandate_add(ctx, input, &mandate, &is_new);

    out->added += err == OK && is_new;
    out->known += err == OK && !is_new;
    return err == ERR_FORBIDDEN || err == ERR_CONFLICT || err == ERR_NOT_FOUND ? ERR_INVALID : err;
}

static enum err import_row(struct ctx *ctx, const struct record *record,
                           const struct field *const *columns, size_t count,
                           const char *reference_segment, struct mandate_import *out)
{
    struct failure *before = ctx->failures;
    struct mandate_input input;
    enum err err;

    /* A verb looks at all that was noted, so that each row begins with nothing. */
    ctx->failures = NULL;
    ctx->place = arena_printf(ctx->arena, "Line %" PRId64 ": ", record->line);
    err = read_row(ctx, record, columns, count, &input);
    if (err == OK && !input.reference_segment)
        input.reference_segment = reference_segment;
    if (err == OK)
        err = add_row(ctx, &input, out);
    ctx->place = NULL;
    if (before) {
        struct failure *last = before;

        while (last->next)
            last = last->next;
        last->next = ctx->failures;
        ctx->failures = before;
    }
    return err;
}

enum err mandate_import(struct ctx *ctx, const char *bytes, size_t size,
                        const char *reference_segment, struct mandate_import *out)
{
    const struct field **columns;
    struct import_file file;
    const char *objection = import_file_read(ctx->arena, bytes, size, &file);
    enum err worst = OK;

    *out = (struct mandate_import){0};
    if (objection || !file.count)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "File", "The file %s.",
                    objection ? objection : "is empty");
    columns = ARENA_ARRAY(ctx->arena, const struct field *, file.records[0].count + 1);
    TRY(read_headings(ctx, &file.records[0], columns));
    for (size_t i = 1; i < file.count; i++) {
        enum err err = import_row(ctx, &file.records[i], columns, file.records[0].count,
                                  reference_segment, out);

        if (err != OK && err != ERR_INVALID)
            return err;
        if (err != OK)
            worst = err;
        out->rows++;
    }
    return worst;
}
