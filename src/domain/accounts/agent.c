#include "domain/accounts/agent.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/count.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/caller.h"
#include "domain/accounts/setting.h"
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
    {"webhooks:read",       MAY_READ_WEBHOOKS      },
    {"webhooks:write",      MAY_WRITE_WEBHOOKS     },
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

/* The key with its agent and business: what may be remembered (caller.h), and what tells whether it
 * still holds. */
struct credential {
    int64_t id_business, id_agent;
    struct bytes key_hash;
    struct instant date_expiry, date_revoked;
    const char *permissions;
    bool is_live;
    int64_t epoch;
    struct instant test_now;
};

static const struct field credential_fields[] = {
    FIELD(credential, id_business),  FIELD(credential, id_agent),
    FIELD(credential, key_hash),     FIELD(credential, date_expiry),
    FIELD(credential, date_revoked), FIELD(credential, permissions),
    FIELD(credential, is_live),      FIELD(credential, epoch),
    FIELD(credential, test_now),     FIELDS_END,
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
    TRY(callers_changed(ctx));
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

static bool is_good(const struct ctx *ctx, const struct caller *caller, const char *password)
{
    uint8_t hash[SHA256_SIZE];

    sha256(password, strlen(password), hash);
    return equal_in_constant_time(hash, caller->key_hash, sizeof hash) &&
           (!instant_is_set(caller->date_expiry) ||
            caller->date_expiry.micros > ctx->machine_now.micros);
}

static enum err too_many(struct ctx *ctx, const struct caller *caller, int64_t seconds)
{
    ctx->wait_seconds = seconds;
    return fail(ctx, ERR_TOO_MANY, "Error.Api.TooManyRequests", NULL,
                "This key pair may send %" PRId64 " requests a minute: try again in %" PRId64
                " seconds.",
                caller->requests_per_minute, seconds);
}

/* Whoever goes on asking is refused without a look at the database, but for one a second: the limit
 * may have been changed. */
static enum err refuse_early(struct ctx *ctx, const struct caller *caller)
{
    int64_t age = ctx->machine_now.micros - caller->checked_at.micros, seconds;

    if (!caller->requests_per_minute || age < 0 || age >= SECONDS(1))
        return OK;
    seconds = bucket_wait(&caller->bucket, caller->requests_per_minute, ctx->machine_now);
    return seconds ? too_many(ctx, caller, seconds) : OK;
}

static enum err read_limit(struct ctx *ctx, int64_t id_business, int64_t *per_minute)
{
    struct settings settings;

    ctx->id_business = id_business;
    TRY(settings_load(ctx, &settings));
    *per_minute = setting_number(&settings, SETTING_REQUESTS_PER_MINUTE_MAX, 0);
    return OK;
}

/* ERR_NOT_FOUND, not noted, for an unknown or a revoked key. */
static enum err read_caller(struct ctx *ctx, const char *agent_key, struct caller *out,
                            struct instant *test_now)
{
    struct credential credential;
    const char *unknown;

    TRY(db_get(ctx, &sql_credential_get, ARGS(ARG(agent_key)), credential_fields, &credential));
    if (instant_is_set(credential.date_revoked) || credential.key_hash.size != SHA256_SIZE)
        return ERR_NOT_FOUND;
    *out = (struct caller){
        .id_business = credential.id_business,
        .id_agent = credential.id_agent,
        .date_expiry = credential.date_expiry,
        .is_live = credential.is_live,
        .epoch = credential.epoch,
    };
    memcpy(out->key_hash, credential.key_hash.at, SHA256_SIZE);
    permission_bits(credential.permissions, &out->permissions, &unknown);
    *test_now = credential.test_now;
    return read_limit(ctx, out->id_business, &out->requests_per_minute);
}

/* ERR_NOT_FOUND, not noted, unless the pair is good. */
static enum err find_caller(struct ctx *ctx, const char *agent_key, const char *password,
                            struct caller *out, struct instant *test_now)
{
    struct credential present;

    if (callers_find(ctx->callers, agent_key, out) && is_good(ctx, out, password)) {
        TRY(refuse_early(ctx, out));
        TRY(db_get(ctx, &sql_caller_check, ARGS(ARG_AS(id_business, out->id_business)),
                   credential_fields, &present));
        *test_now = present.test_now;
        if (present.epoch == out->epoch)
            return OK;
    }
    TRY(read_caller(ctx, agent_key, out, test_now));
    if (!is_good(ctx, out, password))
        return ERR_NOT_FOUND;
    callers_keep(ctx->callers, agent_key, out);
    return OK;
}

enum err agent_authenticate(struct ctx *ctx, const struct request *request)
{
    const char *agent_key, *password;
    struct caller caller;
    struct instant test_now;
    int64_t seconds;
    enum err err;

    if (!read_basic(ctx, request->authorization, &agent_key, &password))
        return unauthenticated(ctx);
    err = find_caller(ctx, agent_key, password, &caller, &test_now);
    if (err == ERR_NOT_FOUND)
        return unauthenticated(ctx);
    TRY(err);
    ctx->id_business = caller.id_business;
    ctx->is_live = caller.is_live;
    ctx->now = instant_is_set(test_now) ? test_now : ctx->machine_now;
    ctx->actor = (struct actor){ACTOR_API_KEY, caller.id_agent, caller.permissions};
    seconds = callers_count(ctx->callers, agent_key, caller.requests_per_minute, ctx->machine_now);
    return seconds ? too_many(ctx, &caller, seconds) : OK;
}
