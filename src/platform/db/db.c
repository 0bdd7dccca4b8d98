#include "platform/db/db.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "platform/db/db_engine.h"
#include "platform/log/log.h"

enum err db_error(struct db *db, enum err err, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(db->message, sizeof db->message, format, arguments);
    va_end(arguments);
    return err;
}

/* Every error passes here once: what is not the caller's business goes to the log. */
static enum err reported(struct ctx *ctx, const struct sql *sql, enum err err)
{
    if (err == OK || err == ERR_NOT_FOUND)
        return err;
    if (err == ERR_RETRY) {
        log_write(LOG_DEBUG, ctx->request_id, "statement %s lost a race: %s", sql->name,
                  ctx->db->message);
        return err;
    }
    log_write(LOG_ERROR, ctx->request_id, "statement %s: %s", sql->name, ctx->db->message);
    if (err == ERR_FULL)
        return fail(ctx, err, "Error.Api.StorageFull", NULL,
                    "The disk that holds the database is full; nothing was written.");
    if (err == ERR_UNAVAILABLE)
        return fail(ctx, err, "Error.Api.Unavailable", NULL,
                    "The database does not answer; nothing was written. Try again in a moment.");
    return fail(ctx, err, "Error.Api.Internal", NULL,
                "An internal error; its details are in the log under this request's id.");
}

static void value_of_field(const struct field *field, const void *row, struct value *out)
{
    const void *at = field_in(field, row);

    if (field_is_absent(field, row)) {
        out->kind = VALUE_NULL;
        return;
    }
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_JSON:
        *out = (struct value){.kind = VALUE_TEXT, .text = *(const char *const *)at};
        return;
    case FIELD_CHOICE:
        *out = (struct value){.kind = VALUE_TEXT, .text = field->choices[*(const int *)at]};
        return;
    case FIELD_BYTES:
        *out = (struct value){.kind = VALUE_BYTES, .bytes = *(const struct bytes *)at};
        return;
    case FIELD_BOOLEAN:
        *out = (struct value){.kind = VALUE_INTEGER, .integer = *(const bool *)at};
        return;
    default:
        *out = (struct value){.kind = VALUE_INTEGER, .integer = *(const int64_t *)at};
    }
}

static void value_of_arg(const struct arg *arg, struct value *out)
{
    if (arg->kind == FIELD_TEXT)
        *out = (struct value){.kind = arg->text ? VALUE_TEXT : VALUE_NULL, .text = arg->text};
    else if (arg->kind == FIELD_BYTES)
        *out =
            (struct value){.kind = arg->bytes.at ? VALUE_BYTES : VALUE_NULL, .bytes = arg->bytes};
    else
        *out = (struct value){
            .kind = arg->integer == (arg->kind == FIELD_INSTANT ? 0 : NONE) ? VALUE_NULL
                                                                            : VALUE_INTEGER,
            .integer = arg->integer,
        };
}

/* What the ctx supplies to any statement that names it. */
static void value_of_circumstance(const struct ctx *ctx, const struct sql *sql, const char *name,
                                  struct value *out)
{
    out->kind = VALUE_INTEGER;
    if (strcmp(name, "id_business") == 0) {
        out->integer = ctx->id_business;
    } else if (strcmp(name, "now") == 0) {
        out->integer = ctx->now.micros;
    } else if (strcmp(name, "machine_now") == 0) {
        out->integer = ctx->machine_now.micros;
    } else {
        fprintf(stderr, "tacite: statement %s: no value for :%s\n", sql->name, name);
        abort();
    }
}

static void bind_args(const struct ctx *ctx, const struct sql *sql, struct args args,
                      struct value *values)
{
    for (int i = 0; i < sql->param_count; i++) {
        const struct arg *arg = NULL;

        for (size_t j = 0; j < args.count && !arg; j++)
            if (strcmp(args.at[j].name, sql->params[i]) == 0)
                arg = &args.at[j];
        if (arg)
            value_of_arg(arg, &values[i]);
        else
            value_of_circumstance(ctx, sql, sql->params[i], &values[i]);
    }
}

static const struct parameters *match_parameters(struct db *db, const struct sql *sql,
                                                 const struct field *fields)
{
    struct parameters *parameters = db->parameters[sql->number];

    if (parameters && parameters->fields == fields)
        return parameters;
    if (!parameters)
        parameters = db->parameters[sql->number] = calloc(1, sizeof *parameters);
    if (!parameters)
        abort();
    parameters->fields = fields;
    for (int i = 0; i < sql->param_count; i++)
        parameters->at[i] = field_named(fields, sql->params[i]);
    return parameters;
}

static void bind_row(const struct ctx *ctx, const struct sql *sql, const struct field *fields,
                     const void *row, struct value *values)
{
    const struct parameters *parameters = match_parameters(ctx->db, sql, fields);

    for (int i = 0; i < sql->param_count; i++) {
        if (parameters->at[i])
            value_of_field(parameters->at[i], row, &values[i]);
        else
            value_of_circumstance(ctx, sql, sql->params[i], &values[i]);
    }
}

static const struct columns *match_columns(struct db *db, const struct sql *sql,
                                           const struct field *fields)
{
    struct columns *columns = db->columns[sql->number];

    if (columns && columns->fields == fields)
        return columns;
    if (!columns)
        columns = db->columns[sql->number] = calloc(1, sizeof *columns);
    if (!columns)
        abort();
    columns->fields = fields;
    columns->count = db->engine->column_count(db);
    assert(columns->count <= COLUMNS_MAX);
    for (int i = 0; i < columns->count; i++) {
        columns->at[i] = field_named(fields, db->engine->column_name(db, i));
        if (!columns->at[i]) {
            fprintf(stderr, "tacite: statement %s: no field for column %s\n", sql->name,
                    db->engine->column_name(db, i));
            abort();
        }
    }
    return columns;
}

static enum err store_value(struct db *db, const struct field *field, const struct value *value,
                            void *row)
{
    void *at = field_at(field, row);

    if (value->kind == VALUE_NULL)
        return OK;
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_JSON:
        *(const char **)at = value->text;
        return OK;
    case FIELD_CHOICE:
        *(int *)at = choice_named(field->choices, value->text);
        return *(int *)at ? OK
                          : db_error(db, ERR_FAILED, "column %s holds the unknown word %s",
                                     field->name, value->text);
    case FIELD_BYTES:
        *(struct bytes *)at = value->bytes;
        return OK;
    case FIELD_BOOLEAN:
        *(bool *)at = value->integer != 0;
        return OK;
    default:
        *(int64_t *)at = value->integer;
        return OK;
    }
}

static void mix_value(struct digest *digest, const struct value *value)
{
    switch (value->kind) {
    case VALUE_NULL:
        digest_mix_text(digest, NULL);
        return;
    case VALUE_INTEGER:
        digest_mix(digest, value->integer);
        return;
    case VALUE_TEXT:
        digest_mix_text(digest, value->text);
        return;
    case VALUE_BYTES:
        digest_mix_bytes(digest, value->bytes.at, value->bytes.size);
        return;
    }
}

static enum err read_row(struct ctx *ctx, const struct columns *columns, void *row)
{
    fields_clear(columns->fields, row);
    for (int i = 0; i < columns->count; i++) {
        struct value value;

        ctx->db->engine->column_value(ctx->db, i, columns->at[i]->kind, ctx->arena, &value);
        if (ctx->digest)
            mix_value(ctx->digest, &value);
        TRY(store_value(ctx->db, columns->at[i], &value, row));
    }
    return OK;
}

static enum err next_row(struct ctx *ctx, const struct sql *sql, bool *has_row)
{
    TRY(ctx->db->engine->step(ctx->db, has_row));
    if (ctx->digest)
        digest_mix(ctx->digest, *has_row ? 1 : -1 - sql->number);
    return OK;
}

static enum err get_row(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                        void *row)
{
    bool has_row;

    TRY(next_row(ctx, sql, &has_row));
    if (!has_row)
        return ERR_NOT_FOUND;
    return read_row(ctx, match_columns(ctx->db, sql, fields), row);
}

enum err db_get(struct ctx *ctx, const struct sql *sql, struct args args,
                const struct field *fields, void *row)
{
    struct value values[VALUES_MAX];
    enum err err;

    bind_args(ctx, sql, args, values);
    err = ctx->db->engine->query(ctx->db, sql, values);
    if (err == OK) {
        err = get_row(ctx, sql, fields, row);
        ctx->db->engine->finish(ctx->db);
    }
    return reported(ctx, sql, err);
}

static enum err read_rows(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                          size_t size, struct list *rows)
{
    size_t room = 0;

    for (;;) {
        bool has_row;

        TRY(next_row(ctx, sql, &has_row));
        if (!has_row)
            return OK;
        if (rows->count == room) {
            void *bigger = arena_alloc(ctx->arena, size * (room ? room * 2 : 8));

            if (rows->count)
                memcpy(bigger, rows->items, size * rows->count);
            rows->items = bigger;
            room = room ? room * 2 : 8;
        }
        TRY(read_row(ctx, match_columns(ctx->db, sql, fields),
                     (char *)rows->items + size * rows->count));
        rows->count++;
    }
}

enum err db_list(struct ctx *ctx, const struct sql *sql, struct args args,
                 const struct field *fields, size_t size, struct list *rows)
{
    struct value values[VALUES_MAX];
    enum err err;

    *rows = (struct list){0};
    bind_args(ctx, sql, args, values);
    err = ctx->db->engine->query(ctx->db, sql, values);
    if (err == OK) {
        err = read_rows(ctx, sql, fields, size, rows);
        ctx->db->engine->finish(ctx->db);
    }
    return reported(ctx, sql, err);
}

enum err db_number(struct ctx *ctx, const struct sql *sql, struct args args, int64_t *out)
{
    struct value values[VALUES_MAX], value;
    bool has_row = false;
    enum err err;

    *out = NONE;
    bind_args(ctx, sql, args, values);
    err = ctx->db->engine->query(ctx->db, sql, values);
    if (err == OK) {
        err = next_row(ctx, sql, &has_row);
        if (err == OK && has_row) {
            ctx->db->engine->column_value(ctx->db, 0, FIELD_INTEGER, ctx->arena, &value);
            if (ctx->digest)
                mix_value(ctx->digest, &value);
            if (value.kind == VALUE_INTEGER)
                *out = value.integer;
        }
        ctx->db->engine->finish(ctx->db);
    }
    if (err == OK && !has_row)
        err = ERR_NOT_FOUND;
    return reported(ctx, sql, err);
}

enum err db_run(struct ctx *ctx, const struct sql *sql, struct args args)
{
    struct value values[VALUES_MAX];

    bind_args(ctx, sql, args, values);
    return reported(ctx, sql, ctx->db->engine->execute(ctx->db, sql, values, NULL));
}

enum err db_save(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                 const void *row)
{
    struct value values[VALUES_MAX];

    bind_row(ctx, sql, fields, row, values);
    return reported(ctx, sql, ctx->db->engine->execute(ctx->db, sql, values, NULL));
}

enum err db_save_list(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                      size_t size, const struct list *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        TRY(db_save(ctx, sql, fields, (const char *)rows->items + i * size));
    return OK;
}

enum err db_change(struct ctx *ctx, const struct sql *sql, struct args args, int64_t *changed)
{
    struct value values[VALUES_MAX];

    bind_args(ctx, sql, args, values);
    return reported(ctx, sql, ctx->db->engine->execute(ctx->db, sql, values, changed));
}

enum err db_update(struct ctx *ctx, const struct sql *sql, const struct field *fields,
                   const void *row)
{
    struct value values[VALUES_MAX];
    int64_t changed = 0;

    bind_row(ctx, sql, fields, row, values);
    TRY(reported(ctx, sql, ctx->db->engine->execute(ctx->db, sql, values, &changed)));
    if (changed)
        return OK;
    db_error(ctx->db, ERR_RETRY, "the row was changed meanwhile");
    return reported(ctx, sql, ERR_RETRY);
}

bool db_only_reads(const struct db *db)
{
    return db->is_reader;
}

int64_t db_new_id(struct ctx *ctx, enum id_kind kind)
{
    struct database *database = ctx->db->database;
    struct id_block *block = &database->ids[kind];
    int64_t id;

    pthread_mutex_lock(&database->ids_mutex);
    /* db_begin left enough. */
    if (block->next >= block->end) {
        fputs("tacite: a transaction took more ids than were set aside\n", stderr);
        abort();
    }
    id = block->next++;
    pthread_mutex_unlock(&database->ids_mutex);
    return id;
}

static enum err savepoint(struct ctx *ctx, const char *command)
{
    static const struct sql sql_savepoint = {.name = "savepoint"};

    return reported(ctx, &sql_savepoint, ctx->db->engine->command(ctx->db, command));
}

enum err db_savepoint(struct ctx *ctx)
{
    return savepoint(ctx, "SAVEPOINT part");
}

enum err db_savepoint_release(struct ctx *ctx)
{
    return savepoint(ctx, "RELEASE SAVEPOINT part");
}

enum err db_savepoint_undo(struct ctx *ctx)
{
    return savepoint(ctx, "ROLLBACK TO SAVEPOINT part");
}
