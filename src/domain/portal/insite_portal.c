#include "domain/portal/insite_portal.h"

#include <string.h>

#include "domain/accounts/clock.h"
#include "domain/accounts/setting_words.h"
#include "domain/catalogue/offer.h"
#include "domain/look/look_part.h"
#include "domain/look/portal_hash.h"
#include "domain/portal/portal.h"
#include "domain/subscriptions/subscription.h"

/* What the script posts. */
struct insite {
    int64_t id_business;
    const char *reference_segment, *reference_customer, *language, *name, *metadata;
    const char *reference_offer, *query, *hash;
};

static const struct field insite_fields[] = {
    FIELD(insite, id_business),
    FIELD(insite, reference_segment),
    FIELD(insite, reference_customer),
    FIELD(insite, language),
    FIELD(insite, name),
    FIELD_LIMITED(insite, metadata, 5000),
    FIELD(insite, reference_offer),
    FIELD_LIMITED(insite, query, 1000),
    FIELD_LIMITED(insite, hash, 200),
    FIELDS_END,
};

/* what is wrong -----------------------------------------------------------------------------------
 */

/* In a sandbox whoever installs the script sees why nothing comes; customers never do. */
struct insite_view {
    struct list messages; /* of struct failure */
};

static const struct field message_fields[] = {
    FIELD(failure, message),
    FIELDS_END,
};

static const struct field insite_view_fields[] = {
    FIELD_LIST_OF(insite_view, messages, message_fields, failure),
    FIELDS_END,
};

const struct html_page insite_page = {"insite_portal.html", "portal_insite", insite_view_fields};

static enum err respond_messages(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct insite_view view = {0};
    size_t count = 0;

    for (const struct failure *one = ctx->failures; one; one = one->next)
        count++;
    view.messages.items = ARENA_ARRAY(ctx->arena, struct failure, count);
    for (const struct failure *one = ctx->failures; one && !ctx->is_live; one = one->next)
        *LIST_AT(view.messages, struct failure, view.messages.count++) = *one;
    return portal_respond(ctx, request, response, &insite_page, NULL, &view);
}

static enum err refuse(struct ctx *ctx, const char *target, const char *why)
{
    return fail(ctx, ERR_INVALID, "Error.Portal.Insite", target, "%s", why);
}

/* who it is ---------------------------------------------------------------------------------------
 */

/* A visitor whom nobody knows yet, in the segment that is named. */
static enum err enter(struct ctx *ctx, const struct request *request, const struct insite *insite)
{
    struct visitor *visitor = ARENA_NEW(ctx->arena, struct visitor);
    struct business business;
    enum err err;

    ctx->id_business = insite->id_business;
    err = business_get(ctx, &business);
    if (err == ERR_NOT_FOUND)
        return portal_refuse(ctx);
    TRY(err);
    ctx->is_live = business.is_live;
    ctx->actor = (struct actor){.kind = ACTOR_CUSTOMER};
    ctx->visitor = visitor;
    visitor->form_token = "";
    visitor->session.is_framed = true;
    visitor->language = html_language_for(request, insite->language);
    TRY(clock_read(ctx));
    TRY(look_load(ctx, 0, visitor->language, &visitor->look));
    TRY(segment_choose(ctx, insite->reference_segment, &visitor->segment));
    visitor->zone = visitor->segment.time_zone;
    return look_load(ctx, visitor->segment.id, visitor->language, &visitor->look);
}

/* The page that posts is one of those around which ours may be shown. */
static enum err check_origin(struct ctx *ctx, const struct request *request)
{
    const char *origin = header_value(request, "Origin");

    if (origin && origins_have(ctx->visitor->look.frame_origins, origin))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Portal.Insite", "frame_origins",
                "The page's origin \"%.100s\" may not show the portal: add it to the setting "
                "frame_origins.",
                origin ? origin : "");
}

static enum err check_hash(struct ctx *ctx, const struct insite *insite)
{
    bool is_right;

    if (!insite->hash && !ctx->is_live)
        return OK;
    if (!insite->hash)
        return refuse(ctx, "hash", "hash: is missing; a live business asks for one.");
    TRY(portal_hash_check(ctx, ctx->visitor->segment.id, insite->reference_customer, insite->hash,
                          &is_right));
    return is_right
               ? OK
               : refuse(ctx, "hash",
                        "hash: is not the HMAC-SHA-256 of customer_ref with the portal secret of "
                        "the segment, in small hexadecimal digits.");
}

static enum err load_customer(struct ctx *ctx, const struct insite *insite)
{
    struct visitor *visitor = ctx->visitor;
    const struct customer_input input = {
        .reference_customer = insite->reference_customer,
        .id_segment = visitor->segment.id,
        .name = insite->name,
        .language = insite->language,
        .metadata = insite->metadata,
    };
    bool is_new, is_blocked;

    TRY(check_hash(ctx, insite));
    TRY(customer_upsert(ctx, &input, &visitor->customer, &is_new));
    visitor->is_known = true;
    TRY(portal_is_blocked(ctx, visitor->customer.id, &is_blocked));
    if (is_blocked || customer_is_suspended(&visitor->customer))
        return link_refuse(ctx);
    return OK;
}

/* where he goes -----------------------------------------------------------------------------------
 */

static enum err has_active(struct ctx *ctx, bool *out)
{
    struct subscription subscription;
    int64_t id;
    enum err err;

    *out = false;
    if (!ctx->visitor->is_known)
        return OK;
    err = subscription_find(ctx, ctx->visitor->customer.id, NULL, &id);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    TRY(subscription_get(ctx, id, &subscription));
    *out = status_of((enum state_subscription)subscription.state_subscription) == STATUS_ACTIVE;
    return OK;
}

/* An offer is for those who have no subscription. */
static enum err path_of_offer(struct ctx *ctx, const struct insite *insite, const char **out)
{
    const struct visitor *visitor = ctx->visitor;
    struct offer offer;
    bool is_active;
    enum err err;

    *out = visitor->is_known ? "/portal" : "/portal/offers";
    TRY(has_active(ctx, &is_active));
    if (!insite->reference_offer || is_active)
        return OK;
    err = offer_find(ctx, insite->reference_offer, visitor->segment.id, visitor->language, &offer);
    if (err == ERR_NOT_FOUND)
        return refuse(ctx, "offer_ref", "offer_ref: there is no offer of that reference.");
    TRY(err);
    *out = arena_printf(ctx->arena, "/portal/subscribe/%lld", (long long)offer.id);
    return OK;
}

static enum err open_link(struct ctx *ctx, const struct request *request, struct response *response,
                          const struct insite *insite)
{
    const struct visitor *visitor = ctx->visitor;
    int64_t id_business = ctx->id_business;
    struct session session;
    struct visit visit;

    TRY(link_open(ctx, insite->query, &visit));
    if (ctx->id_business != id_business || visit.link.id_segment != visitor->segment.id ||
        (visitor->is_known && visit.is_known && visit.customer.id != visitor->customer.id))
        return link_refuse(ctx);
    session = session_of_link(request, &visit, ctx);
    session.is_framed = true;
    session_give(ctx, response, session);
    return portal_go(ctx, response, portal_path_of(ctx, &visit.link));
}

static enum err open_page(struct ctx *ctx, struct response *response, const struct insite *insite)
{
    const struct visitor *visitor = ctx->visitor;
    struct settings settings;
    const char *path;

    TRY(path_of_offer(ctx, insite, &path));
    /* A customer has his language written in his row, anybody in a cookie. */
    if (insite->language && !visitor->is_known)
        path = arena_printf(ctx->arena, "%s?lang=%s", path, visitor->language);
    TRY(settings_load(ctx, &settings));
    session_give(ctx, response,
                 (struct session){
                     .id_business = ctx->id_business,
                     .id_segment = visitor->segment.id,
                     .id_customer = visitor->customer.id,
                     .link_epoch = visitor->customer.link_epoch,
                     .is_entrusted = visitor->is_known,
                     .is_framed = true,
                     .date_expiry = link_expiry(ctx, &settings, visitor->segment.id),
                 });
    return portal_go(ctx, response, path);
}

struct opening {
    const struct request *request;
    struct response *response;
    const struct insite *insite;
};

static enum err open_insite(struct ctx *ctx, void *data)
{
    const struct opening *opening = data;
    const struct insite *insite = opening->insite;

    TRY(check_origin(ctx, opening->request));
    if (insite->reference_customer)
        TRY(load_customer(ctx, insite));
    if (insite->query)
        return open_link(ctx, opening->request, opening->response, insite);
    return open_page(ctx, opening->response, insite);
}

enum err insite_portal_open(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct insite insite = {0};
    struct opening opening = {request, response, &insite};
    bool is_refused;

    TRY(request_read(ctx, request, insite_fields, &insite));
    if (insite.id_business == NONE)
        return portal_refuse(ctx);
    TRY(enter(ctx, request, &insite));
    TRY(portal_try(ctx, open_insite, &opening, &is_refused));
    if (!is_refused)
        return OK;
    /* What was begun is undone, and nobody is known. */
    ctx->visitor->is_known = false;
    return respond_messages(ctx, request, response);
}
