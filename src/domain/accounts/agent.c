#include "domain/accounts/agent.h"

#include <string.h>
#include <strings.h>

#include "base/count.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/http/route.h"
#include "sql.h"

/* The words of enum permission. */
static const struct {
    const char *word;
    uint32_t bits;
} permission_words[] = {
    {"catalogue:read",      MAY_READ_CATALOGUE     },
    {"customers:read",      MAY_READ_CUSTOMERS     },
    {"customers:write",     MAY_WRITE_CUSTOMERS    },
    {"subscriptions:read",  MAY_READ_SUBSCRIPTIONS },
    {"subscriptions:write", MAY_WRITE_SUBSCRIPTIONS},
    {"usage:read",          MAY_READ_USAGE         },
    {"usage:write",         MAY_WRITE_USAGE        },
    {"invoices:read",       MAY_READ_INVOICES      },
    {"billing:write",       MAY_BILL               },
    {"administer",          MAY_ADMINISTER         },
    {"all",                 UINT32_MAX             },
};

const char *permission_word(uint32_t permission)
{
    for (size_t i = 0; i < COUNT_OF(permission_words); i++)
        if (permission_words[i].bits == permission)
            return permission_words[i].word;
    return NULL;
}

const struct field api_key_fields[] = {
    FIELD(api_key, id),           FIELD(api_key, id_agent),      FIELD(api_key, agent_key),
    FIELD(api_key, name),         FIELD(api_key, permissions),   FIELD(api_key, date_expiry),
    FIELD(api_key, date_revoked), FIELD(api_key, date_creation), FIELDS_END,
};

const struct field key_pair_fields[] = {
    FIELD(key_pair, id_business),
    FIELD(key_pair, agent_key),
    FIELD(key_pair, api_key),
    FIELDS_END,
};

/* What authentication reads: the key with its agent, business and test clock. */
struct credential {
    int64_t id_business, id_agent;
    struct bytes key_hash;
    struct instant date_expiry, date_revoked, test_now;
    const char *permissions;
    bool is_live;
};

static const struct field credential_fields[] = {
    FIELD(credential, id_business), FIELD(credential, id_agent),     FIELD(credential, key_hash),
    FIELD(credential, date_expiry), FIELD(credential, date_revoked), FIELD(credential, test_now),
    FIELD(credential, permissions), FIELD(credential, is_live),      FIELDS_END,
};

/* The bits of words separated by spaces; false at the first unknown one, which `unknown` names. */
static bool permission_bits(const char *words, uint32_t *bits, const char **unknown)
{
    *bits = 0;
    while (*words) {
        size_t size = strcspn(words, " ");
        uint32_t found = 0;

        for (size_t i = 0; i < COUNT_OF(permission_words); i++)
            if (strlen(permission_words[i].word) == size &&
                memcmp(permission_words[i].word, words, size) == 0)
                found = permission_words[i].bits;
        *unknown = words;
        if (!found && size)
            return false;
        *bits |= found;
        words += size + (words[size] == ' ');
    }
    return true;
}

static enum err key_add(struct ctx *ctx, int64_t id_agent, struct instant date_expiry,
                        const struct key_pair *pair)
{
    uint8_t hash[SHA256_SIZE];
    int64_t id = db_new_id(ctx, ID_ROW);

    sha256(pair->api_key, strlen(pair->api_key), hash);
    TRY(db_run(ctx, &sql_key_add,
               ARGS(ARG(id), ARG(id_agent), ARG_AS(agent_key, pair->agent_key),
                    ARG_AS(key_hash, ((struct bytes){hash, sizeof hash})), ARG(date_expiry),
                    ARG_AS(id_user_creation, ctx->actor.id))));
    return audit_record(ctx, "Key.Create", "api_keys", id, NULL,
                        arena_printf(ctx->arena, "{\"AgentKey\":\"%s\"}", pair->agent_key));
}

enum err key_create(struct ctx *ctx, const char *name, const char *permissions,
                    struct instant date_expiry, struct key_pair *out)
{
    struct trace trace = trace_created(ctx);
    const char *unknown;
    uint32_t bits;
    int64_t id_agent;

    if (text_is_blank(name))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Name", "A key needs a name.");
    if (!permission_bits(permissions, &bits, &unknown) || !bits)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Permissions",
                    "\"%s\" is not a permission.", bits ? unknown : permissions);
    *out = (struct key_pair){
        .id_business = ctx->id_business,
        .agent_key = random_hex(ctx->arena, 16),
        .api_key = random_hex(ctx->arena, 32),
    };
    id_agent = db_new_id(ctx, ID_PUBLIC);
    TRY(db_run(ctx, &sql_agent_add,
               ARGS(ARG_AS(id, id_agent), ARG(name), ARG(permissions),
                    ARG_AS(id_user_creation, trace.id_user_creation))));
    return key_add(ctx, id_agent, date_expiry, out);
}

enum err key_revoke(struct ctx *ctx, const char *agent_key)
{
    int64_t changed;

    TRY(db_change(ctx, &sql_key_revoke, ARGS(ARG(agent_key)), &changed));
    if (!changed)
        return fail(ctx, ERR_NOT_FOUND, "Error.Key.Unknown", "AgentKey",
                    "There is no key \"%.60s\" that could be revoked.", agent_key);
    return audit_record(ctx, "Key.Revoke", "api_keys", 0, NULL,
                        arena_printf(ctx->arena, "{\"AgentKey\":\"%s\"}", agent_key));
}

enum err key_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_key_list, NO_ARGS, api_key_fields, sizeof(struct api_key), out);
}

static enum err unauthenticated(struct ctx *ctx)
{
    return fail(ctx, ERR_UNAUTHENTICATED, "Error.Api.Unauthenticated", NULL,
                "The credentials are missing or wrong: send the agent key and the API key by HTTP "
                "Basic.");
}

/* `Basic base64(user:password)`; false if it is anything else. */
static bool read_basic(struct ctx *ctx, const char *authorization, const char **user,
                       const char **password)
{
    char *pair, *colon;

    if (!authorization || strncasecmp(authorization, "Basic ", 6) != 0)
        return false;
    pair = base64_text(ctx->arena, authorization + 6);
    colon = pair ? strchr(pair, ':') : NULL;
    if (!colon)
        return false;
    *colon = '\0';
    *user = pair;
    *password = colon + 1;
    return true;
}

static bool is_good(const struct ctx *ctx, const struct credential *credential,
                    const char *password)
{
    uint8_t hash[SHA256_SIZE];

    sha256(password, strlen(password), hash);
    return credential->key_hash.size == sizeof hash &&
           equal_in_constant_time(hash, credential->key_hash.at, sizeof hash) &&
           !instant_is_set(credential->date_revoked) &&
           (!instant_is_set(credential->date_expiry) ||
            credential->date_expiry.micros > ctx->machine_now.micros);
}

enum err agent_authenticate(struct ctx *ctx, const struct request *request)
{
    const char *agent_key, *password, *unknown;
    struct credential credential;
    enum err err;

    if (!read_basic(ctx, request->authorization, &agent_key, &password))
        return unauthenticated(ctx);
    err = db_get(ctx, &sql_credential_get, ARGS(ARG(agent_key)), credential_fields, &credential);
    if (err == ERR_NOT_FOUND || (err == OK && !is_good(ctx, &credential, password)))
        return unauthenticated(ctx);
    TRY(err);
    ctx->id_business = credential.id_business;
    ctx->is_live = credential.is_live;
    ctx->now = instant_is_set(credential.test_now) ? credential.test_now : ctx->machine_now;
    ctx->actor = (struct actor){.kind = ACTOR_API_KEY, .id = credential.id_agent};
    permission_bits(credential.permissions, &ctx->actor.permissions, &unknown);
    return OK;
}
