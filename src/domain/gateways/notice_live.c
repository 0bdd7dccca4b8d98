#include "domain/gateways/notice_live.h"

#include "domain/accounts/clock.h"
#include "domain/accounts/secret.h"
#include "domain/gateways/transaction.h"
#include "platform/db/db.h"
#include "platform/log/log.h"
#include "sql.h"

/* More than any provider sends. */
enum { BODY_MAX = 256 * 1024 };

struct owner {
    int64_t id_business;
    bool is_live;
};

static const struct field owner_fields[] = {
    FIELD(owner, id_business),
    FIELD(owner, is_live),
    FIELDS_END,
};

static enum err refuse_unknown(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Api.Gateway.NotFound", NULL,
                "There is no such gateway.");
}

/* The address names the gateway; from here on its business acts. */
static enum err enter(struct ctx *ctx, int64_t id, struct gateway *out)
{
    struct owner owner;
    enum err err = db_get(ctx, &sql_notice_owner, ARGS(ARG(id)), owner_fields, &owner);

    if (err == ERR_NOT_FOUND)
        return refuse_unknown(ctx);
    TRY(err);
    ctx->id_business = owner.id_business;
    ctx->is_live = owner.is_live;
    ctx->actor = (struct actor){.kind = ACTOR_CLOCK};
    TRY(clock_read(ctx));
    TRY(gateway_get(ctx, id, out));
    return gateway_driver(out)->facts ? OK : refuse_unknown(ctx);
}

static enum err read_facts(struct ctx *ctx, const struct gateway *gateway,
                           const struct request *request, struct list *facts)
{
    const struct driver *driver = gateway_driver(gateway);
    struct gateway_notice notice = {
        .signature = header_value(request, driver->signature_header),
        .body = request->body ? request->body : "",
        .size = request->body_size,
        .now = ctx->machine_now,
    };
    enum err err = secret_get(ctx, "gateways", gateway->id, "webhook_secret", &notice.secret);

    if (err == ERR_NOT_FOUND || !notice.signature)
        return fail(ctx, ERR_UNAUTHENTICATED, "Error.Gateway.Signature", NULL,
                    "The notification is not signed, or the gateway has no webhook secret.");
    TRY(err);
    if (request->body_size > BODY_MAX)
        return fail(ctx, ERR_TOO_LARGE, "Error.Api.TooLarge", NULL,
                    "The notification is too long.");
    err = driver->facts(ctx, &notice, facts);
    return err == ERR_INVALID ? ERR_MALFORMED : err;
}

static enum err apply(struct ctx *ctx, const struct gateway *gateway,
                      const struct gateway_fact *fact)
{
    int64_t is_new = 1;
    bool is_known;

    if (fact->id_event)
        TRY(db_change(ctx, &sql_notice_add,
                      ARGS(ARG_AS(id_gateway, gateway->id), ARG_AS(id_event, fact->id_event)),
                      &is_new));
    if (!is_new || fact->kind == FACT_NONE)
        return OK;
    if (fact->kind == FACT_PAGE || fact->kind == FACT_PERMISSION_DEFECTIVE ||
        fact->kind == FACT_PERMISSION_CHANGED)
        return permission_learn(ctx, gateway, fact);
    return transaction_learn(ctx, gateway, fact, &is_known);
}

enum err notice_live_post(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct gateway gateway;
    struct list facts = {0};
    int64_t id;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Api.Gateway.NotFound", &id));
    TRY(enter(ctx, id, &gateway));
    err = read_facts(ctx, &gateway, request, &facts);
    if (err == ERR_UNAUTHENTICATED || err == ERR_MALFORMED || err == ERR_TOO_LARGE)
        log_write(LOG_WARNING, ctx->request_id, "a notification to gateway %lld was refused: %s",
                  (long long)id, ctx->failures ? ctx->failures->message : "it cannot be read");
    TRY(err);
    for (size_t i = 0; i < facts.count; i++)
        TRY(apply(ctx, &gateway, LIST_AT(facts, struct gateway_fact, i)));
    return respond_text(response, 200, "application/json", "{}", 2);
}
