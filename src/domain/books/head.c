#include "domain/books/head.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "platform/crypto/keyring.h"
#include "platform/db/db.h"
#include "sql.h"

#define PURPOSE "head of the books"

static const struct field head_fields[] = {
    FIELD(head, id_business),
    FIELD(head, seq),
    FIELD(head, hash),
    FIELDS_END,
};

static const struct field head_file_fields[] = {
    FIELD(head_file, date),
    FIELD(head_file, id_key),
    FIELD_LIST_OF(head_file, heads, head_fields, head),
    FIELD(head_file, signature),
    FIELDS_END,
};

struct head_row {
    int64_t id_business, next_seq;
    struct bytes last_hash;
};

static const struct field head_row_fields[] = {
    FIELD(head_row, id_business),
    FIELD(head_row, next_seq),
    FIELD(head_row, last_hash),
    FIELDS_END,
};

/* `date|key|business seq hash|...`, whatever the JSON looks like. */
static const char *sign(struct ctx *ctx, const struct sealing_key *key,
                        const struct head_file *file)
{
    struct text text = {.arena = ctx->arena};
    uint8_t signature[SHA256_SIZE];

    text_appendf(&text, "%s|%s", file->date, file->id_key);
    for (size_t i = 0; i < file->heads.count; i++) {
        const struct head *head = LIST_AT(file->heads, struct head, i);

        text_appendf(&text, "|%" PRId64 " %" PRId64 " %s", head->id_business, head->seq,
                     head->hash);
    }
    keyring_sign(key, PURPOSE, text.at, text.size, signature);
    return hex(ctx->arena, signature, sizeof signature);
}

static enum err list_heads(struct ctx *ctx, struct list *out)
{
    struct list rows;

    TRY(db_list(ctx, &sql_head_list, NO_ARGS, head_row_fields, sizeof(struct head_row), &rows));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct head, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const struct head_row *row = LIST_AT(rows, struct head_row, i);

        *LIST_AT(*out, struct head, i) = (struct head){
            .id_business = row->id_business,
            .seq = row->next_seq - 1,
            .hash = hex(ctx->arena, row->last_hash.at, row->last_hash.size),
        };
    }
    return OK;
}

enum err head_write(struct ctx *ctx, const char **json)
{
    char *date = arena_alloc(ctx->arena, INSTANT_TEXT_SIZE);
    struct text text = {.arena = ctx->arena};
    struct head_file file = {.date = date};

    if (!ctx->keyring)
        return fail(ctx, ERR_FAILED, "Error.Secret.NoKey", NULL,
                    "There is no key file, so no head can be signed.");
    instant_format(ctx->machine_now, date);
    file.id_key = keyring_current(ctx->keyring)->id;
    TRY(list_heads(ctx, &file.heads));
    file.signature = sign(ctx, keyring_current(ctx->keyring), &file);
    json_write(&text, head_file_fields, &file);
    text_append_char(&text, '\n');
    *json = text_done(&text);
    return OK;
}

static bool is_complete(const struct head_file *file)
{
    for (size_t i = 0; i < file->heads.count; i++) {
        const struct head *head = LIST_AT(file->heads, struct head, i);

        if (head->id_business == NONE || head->seq == NONE || !head->hash)
            return false;
    }
    return file->date && file->id_key && file->signature;
}

enum err head_read(struct ctx *ctx, const char *json, struct head_file *out)
{
    const struct json *root;

    TRY(json_parse(ctx, json, strlen(json), &root));
    TRY(json_read(ctx, root, head_file_fields, out));
    if (is_complete(out))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL, "Something is missing in it.");
}

enum head_proof head_prove(struct ctx *ctx, const struct head_file *file)
{
    const struct sealing_key *key = ctx->keyring ? keyring_find(ctx->keyring, file->id_key) : NULL;
    const char *signature;

    if (!key)
        return HEAD_KEY_MISSING;
    signature = sign(ctx, key, file);
    return strlen(file->signature) == strlen(signature) &&
                   equal_in_constant_time(file->signature, signature, strlen(signature))
               ? HEAD_GENUINE
               : HEAD_FORGED;
}
