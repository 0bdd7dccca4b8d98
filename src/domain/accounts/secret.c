#include "domain/accounts/secret.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "platform/db/db.h"
#include "sql.h"

enum { VALUE_SIZE_MAX = 4096 };

const struct secret_kind secret_kinds[] = {
    {"seller.iban",            "sellers",     "iban",
     "The account to which customers transfer; shown on invoices."                                      },
    {"segment.portal",         "segments",    "portal_secret",
     "Signs the links with which an application opens the customer portal."                             },
    {"business.webhook",       "businesses",  "webhook_secret",
     "The Webhook Security Key, with which a receiver knows that we are calling."                       },
    {"business.smtp_password", "businesses",  "smtp_password",  "The password of the mail server."      },
    {"business.gateway_key",   "businesses",  "gateway_key",    "The secret key of the payment gateway."},
    {"gateway.key",            "gateways",    "api_key",
     "With which a gateway's provider knows that we are calling; --of its id."                          },
    {"gateway.webhook",        "gateways",    "webhook_secret",
     "With which we know that a gateway's provider is calling; --of its id."                            },
    {NULL,                     "mandates",    "iban",           "The debtor's account."                 },
    {NULL,                     "sepa_files",  "content",        "A file for the bank."                  },
    {NULL,                     "mails",       "code",           "A code that a mail tells."             },
    {NULL,                     "mails",       "path",           "A place that a mail leads to."         },
    {NULL,                     "credentials", "totp",           "What a device makes codes of."         },
};
const size_t secret_kind_count = COUNT_OF(secret_kinds);

struct secret {
    const char *table_name, *column_name, *id_key;
    int64_t row_id;
    struct bytes sealed;
    struct instant date_update;
    const char *owner;
};

static const struct field secret_fields[] = {
    FIELD(secret, table_name),  FIELD(secret, row_id),
    FIELD(secret, column_name), FIELD(secret, id_key),
    FIELD(secret, sealed),      FIELD(secret, owner),
    FIELD(secret, date_update), FIELDS_END,
};

const struct field secret_entry_fields[] = {
    FIELD(secret_entry, name),
    FIELD(secret_entry, of),
    FIELD(secret_entry, id_key),
    FIELD(secret_entry, date_update),
    FIELDS_END,
};

static const struct secret_kind *kind_of(const char *table, const char *column)
{
    for (size_t i = 0; i < COUNT_OF(secret_kinds); i++)
        if (text_equal(secret_kinds[i].table, table) && text_equal(secret_kinds[i].column, column))
            return &secret_kinds[i];
    return NULL;
}

/* What is authenticated with the sealed bytes: they open nowhere else. */
static const char *place_of(struct ctx *ctx, const char *table, int64_t row_id, const char *column)
{
    return arena_printf(ctx->arena, "%" PRId64 "|%s|%" PRId64 "|%s", ctx->id_business, table,
                        row_id, column);
}

static enum err need_keyring(struct ctx *ctx)
{
    if (ctx->keyring)
        return OK;
    return fail(ctx, ERR_FAILED, "Error.Secret.NoKey", NULL,
                "There is no key file, so no secret can be kept.");
}

static enum err audit(struct ctx *ctx, const char *action, const char *table, int64_t row_id,
                      const char *column, const char *id_key)
{
    return audit_record(
        ctx, action, table, row_id, NULL,
        arena_printf(ctx->arena, "{\"Column\":\"%s\",\"IdKey\":\"%s\"}", column, id_key));
}

enum err secret_put(struct ctx *ctx, const char *table, int64_t row_id, const char *column,
                    const char *value)
{
    const struct sealing_key *key;
    struct bytes sealed;

    assert(kind_of(table, column));
    TRY(need_keyring(ctx));
    key = keyring_current(ctx->keyring);
    sealed = seal(ctx->arena, key->key, place_of(ctx, table, row_id, column),
                  (struct bytes){value, strlen(value)});
    TRY(db_run(ctx, &sql_secret_save,
               ARGS(ARG_AS(table_name, table), ARG(row_id), ARG_AS(column_name, column),
                    arg_text("id_key", key->id), ARG(sealed))));
    return audit(ctx, "Secret.Put", table, row_id, column, key->id);
}

static enum err cannot_open(struct ctx *ctx, const struct secret *secret, const char *why)
{
    return fail(ctx, ERR_FAILED, "Error.Secret.CannotOpen", NULL,
                "The sealed value %s.%s of row %" PRId64 " cannot be opened: %s.",
                secret->table_name, secret->column_name, secret->row_id, why);
}

static enum err open_secret(struct ctx *ctx, const struct secret *secret, struct bytes *out)
{
    const struct sealing_key *key;

    TRY(need_keyring(ctx));
    key = keyring_find(ctx->keyring, secret->id_key);
    if (!key)
        return cannot_open(ctx, secret, "its key is not in the key file");
    if (unseal(ctx->arena, key->key,
               place_of(ctx, secret->table_name, secret->row_id, secret->column_name),
               secret->sealed, out))
        return OK;
    return cannot_open(ctx, secret, "it was changed, or moved here from somewhere else");
}

enum err secret_get(struct ctx *ctx, const char *table, int64_t row_id, const char *column,
                    const char **out)
{
    struct secret secret;
    struct bytes value;

    assert(kind_of(table, column));
    TRY(db_get(ctx, &sql_secret_get,
               ARGS(ARG_AS(table_name, table), ARG(row_id), ARG_AS(column_name, column)),
               secret_fields, &secret));
    TRY(open_secret(ctx, &secret, &value));
    *out = value.at; /* unseal ends it with a NUL */
    return OK;
}

enum err secret_delete(struct ctx *ctx, const char *table, int64_t row_id, const char *column)
{
    int64_t changed = 0;

    assert(kind_of(table, column));
    TRY(db_change(ctx, &sql_secret_delete,
                  ARGS(ARG_AS(table_name, table), ARG(row_id), ARG_AS(column_name, column)),
                  &changed));
    return changed ? audit(ctx, "Secret.Delete", table, row_id, column, "") : ERR_NOT_FOUND;
}

/* for a person ------------------------------------------------------------------------------------
 */

static enum err find_seller(struct ctx *ctx, const char *name, int64_t *row_id)
{
    struct list sellers;

    TRY(seller_list(ctx, &sellers));
    for (size_t i = 0; i < sellers.count; i++) {
        const struct seller *seller = LIST_AT(sellers, struct seller, i);

        *row_id = seller->id;
        if (name ? text_equal(seller->name, name) : seller->is_default)
            return OK;
    }
    return fail(ctx, ERR_NOT_FOUND, "Error.Secret.NoSuchRow", NULL, "There is no seller \"%s\".",
                name ? name : "");
}

static enum err find_gateway(struct ctx *ctx, const char *name, int64_t *row_id)
{
    TRY(db_number(ctx, &sql_secret_gateway, ARGS(ARG(name)), row_id));
    if (*row_id != NONE)
        return OK;
    return fail(ctx, ERR_NOT_FOUND, "Error.Secret.NoSuchRow", NULL, "There is no gateway \"%s\".",
                name ? name : "");
}

static enum err find_row(struct ctx *ctx, const struct secret_kind *kind, const char *of,
                         int64_t *row_id)
{
    struct segment segment;

    *row_id = ctx->id_business;
    if (text_equal(kind->table, "sellers"))
        return find_seller(ctx, of, row_id);
    if (text_equal(kind->table, "gateways"))
        return find_gateway(ctx, of, row_id);
    if (text_equal(kind->table, "businesses"))
        return OK;
    TRY(segment_choose(ctx, of, &segment));
    *row_id = segment.id;
    return OK;
}

static enum err find_kind(struct ctx *ctx, const char *name, const struct secret_kind **out)
{
    struct text known = {.arena = ctx->arena};

    for (size_t i = 0; i < COUNT_OF(secret_kinds) && secret_kinds[i].name; i++) {
        if (text_equal(secret_kinds[i].name, name)) {
            *out = &secret_kinds[i];
            return OK;
        }
        text_appendf(&known, "%s%s", i ? ", " : "", secret_kinds[i].name);
    }
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Name",
                "There is no secret \"%s\"; there are %s.", name, text_done(&known));
}

enum err secret_set(struct ctx *ctx, const char *name, const char *of, const char *value)
{
    const struct secret_kind *kind;
    size_t size = strlen(value);
    int64_t row_id;

    TRY(find_kind(ctx, name, &kind));
    if (text_is_blank(value) || size > VALUE_SIZE_MAX || !utf8_is_valid(value, size))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Value",
                    "%s: a value has 1 to %d characters of text.", name, VALUE_SIZE_MAX);
    TRY(find_row(ctx, kind, of, &row_id));
    return secret_put(ctx, kind->table, row_id, kind->column, value);
}

enum err secret_unset(struct ctx *ctx, const char *name, const char *of)
{
    const struct secret_kind *kind;
    int64_t row_id;
    enum err err;

    TRY(find_kind(ctx, name, &kind));
    TRY(find_row(ctx, kind, of, &row_id));
    err = secret_delete(ctx, kind->table, row_id, kind->column);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Secret.NotSet", NULL, "%s was never set.", name);
    return err;
}

enum err secret_show(struct ctx *ctx, const char *name, const char *of, const char **out)
{
    const struct secret_kind *kind;
    int64_t row_id;
    enum err err;

    TRY(find_kind(ctx, name, &kind));
    TRY(find_row(ctx, kind, of, &row_id));
    err = secret_get(ctx, kind->table, row_id, kind->column, out);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Secret.NotSet", NULL, "%s was never set.", name);
    TRY(err);
    return audit(ctx, "Secret.Show", kind->table, row_id, kind->column, "");
}

enum err secret_list(struct ctx *ctx, struct list *out)
{
    struct list rows;

    TRY(db_list(ctx, &sql_secret_list, NO_ARGS, secret_fields, sizeof(struct secret), &rows));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct secret_entry, rows.count), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const struct secret *row = LIST_AT(rows, struct secret, i);
        const struct secret_kind *kind = kind_of(row->table_name, row->column_name);

        *LIST_AT(*out, struct secret_entry, i) = (struct secret_entry){
            .name = kind ? kind->name
                         : arena_printf(ctx->arena, "%s.%s", row->table_name, row->column_name),
            .of = row->owner,
            .id_key = row->id_key,
            .date_update = row->date_update,
        };
    }
    return OK;
}

/* keys --------------------------------------------------------------------------------------------
 */

static enum err reseal(struct ctx *ctx, const struct sealing_key *key, const struct secret *secret)
{
    struct bytes open, sealed;

    TRY(open_secret(ctx, secret, &open));
    sealed = seal(ctx->arena, key->key,
                  place_of(ctx, secret->table_name, secret->row_id, secret->column_name), open);
    return db_run(ctx, &sql_secret_reseal,
                  ARGS(ARG_AS(table_name, secret->table_name), ARG_AS(row_id, secret->row_id),
                       ARG_AS(column_name, secret->column_name), arg_text("id_key", key->id),
                       ARG(sealed), ARG_AS(sealed_before, secret->sealed)));
}

enum err secret_rotate_batch(struct ctx *ctx, int64_t *count)
{
    const struct sealing_key *key;
    struct list rows;

    TRY(need_keyring(ctx));
    key = keyring_current(ctx->keyring);
    TRY(db_list(ctx, &sql_secret_list_old, ARGS(arg_text("id_key", key->id)), secret_fields,
                sizeof(struct secret), &rows));
    for (size_t i = 0; i < rows.count; i++)
        TRY(reseal(ctx, key, LIST_AT(rows, struct secret, i)));
    *count = (int64_t)rows.count;
    if (!rows.count)
        return OK;
    return audit_record(
        ctx, "Secret.Rotate", "secrets", ctx->id_business, NULL,
        arena_printf(ctx->arena, "{\"Count\":%zu,\"IdKey\":\"%s\"}", rows.count, key->id));
}

enum err secret_count_old(struct ctx *ctx, int64_t *count)
{
    const struct sealing_key *key;

    TRY(need_keyring(ctx));
    key = keyring_current(ctx->keyring);
    return db_number(ctx, &sql_secret_count_old, ARGS(arg_text("id_key", key->id)), count);
}

struct key_use {
    const char *id_key;
    int64_t count;
};

static const struct field key_use_fields[] = {
    FIELD(key_use, id_key),
    FIELD(key_use, count),
    FIELDS_END,
};

/* Every key that something is sealed with must be there. */
static enum err check_keys(struct ctx *ctx, const struct keyring *keyring, const char *path)
{
    struct list uses;

    TRY(db_list(ctx, &sql_secret_keys, NO_ARGS, key_use_fields, sizeof(struct key_use), &uses));
    for (size_t i = 0; i < uses.count; i++) {
        const struct key_use *use = LIST_AT(uses, struct key_use, i);

        if (!keyring || !keyring_find(keyring, use->id_key))
            return fail(ctx, ERR_CONFLICT, "Error.Secret.KeyMissing", NULL,
                        "The database holds %" PRId64 " values sealed with the key %s, which is "
                        "not in the key file %s; restore that file from its backup.",
                        use->count, use->id_key, path);
    }
    return OK;
}

enum err secret_open_keyring(struct ctx *ctx, const char *path, bool may_create)
{
    const struct keyring *keyring;
    const char *why = "";
    enum err err = keyring_read(path, ctx->arena, &keyring, &why);

    if (err == ERR_NOT_FOUND)
        TRY(check_keys(ctx, NULL, path));
    if (err == ERR_NOT_FOUND && may_create) {
        err = keyring_create(path, ctx->machine_now, ctx->arena, &why);
        if (err == OK)
            err = keyring_read(path, ctx->arena, &keyring, &why);
    }
    if (err != OK)
        return fail(ctx, err, "Error.Secret.KeyFile", NULL, "%s", why);
    TRY(check_keys(ctx, keyring, path));
    ctx->keyring = keyring;
    return OK;
}
