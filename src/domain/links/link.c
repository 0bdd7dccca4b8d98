#include "domain/links/link.h"

#include <string.h>

#include "domain/accounts/clock.h"
#include "platform/crypto/crypto.h"
#include "platform/crypto/keyring.h"

/* What the seal says of its purpose. */
#define PLACE "customer link"

/* A byte for the form, then numbers of seven bits a byte, low ones first, the last without 128. */
enum { FORM = 1, NUMBER_COUNT = 7, NUMBER_SIZE_MAX = 9, TEXT_SIZE_MAX = 400 };

/* sealing -----------------------------------------------------------------------------------------
 */

struct instant link_expiry(const struct ctx *ctx, const struct settings *settings,
                           int64_t id_segment)
{
    int64_t hours = setting_number(settings, SETTING_LINK_LIFETIME_HOURS, id_segment);
    struct instant at = instant_plus(ctx->machine_now, HOURS(hours + 1));

    /* A client who is told that he has the answer already has its links: never older than half of
     * their time. */
    depends_on(ctx, ctx->machine_now.micros / (HOURS(hours) / 2));
    return (struct instant){at.micros - at.micros % HOURS(1)};
}

static size_t put_number(uint8_t *out, int64_t number)
{
    size_t size = 0;

    for (; number > 127; number /= 128)
        out[size++] = (uint8_t)(128 + number % 128);
    out[size++] = (uint8_t)number;
    return size;
}

const char *link_seal(struct ctx *ctx, const struct link *link)
{
    const int64_t numbers[NUMBER_COUNT] = {
        link->page,
        ctx->id_business,
        link->id_segment,
        link->id_customer,
        link->link_epoch,
        link->id_object,
        link->date_expiry.micros / HOURS(1),
    };
    const struct sealing_key *key = keyring_current(ctx->keyring);
    uint8_t open[1 + NUMBER_COUNT * NUMBER_SIZE_MAX] = {FORM};
    size_t size = 1;

    for (size_t i = 0; i < NUMBER_COUNT; i++)
        size += put_number(open + size, numbers[i]);
    return base64_url(ctx->arena,
                      seal_steady(ctx->arena, key->link_key, PLACE, (struct bytes){open, size}));
}

/* opening -----------------------------------------------------------------------------------------
 */

enum err link_refuse(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Link.Dead", NULL, "This link leads nowhere.");
}

/* False at the end of the bytes or beyond a number that can be. */
static bool take_number(const uint8_t **at, const uint8_t *end, int64_t *out)
{
    uint64_t number = 0;

    for (int i = 0; i < NUMBER_SIZE_MAX && *at < end; i++) {
        uint8_t byte = *(*at)++;

        number |= (uint64_t)(byte % 128) << (7 * i);
        *out = (int64_t)number;
        if (byte < 128)
            return true;
    }
    return false;
}

static bool read_link(struct bytes open, struct link *out, int64_t *id_business)
{
    const uint8_t *at = open.at, *end = at + open.size;
    int64_t numbers[NUMBER_COUNT];

    if (at == end || *at++ != FORM)
        return false;
    for (size_t i = 0; i < NUMBER_COUNT; i++)
        if (!take_number(&at, end, &numbers[i]))
            return false;
    *id_business = numbers[1];
    *out = (struct link){
        .page = (enum link_page)numbers[0],
        .id_segment = numbers[2],
        .id_customer = numbers[3],
        .link_epoch = numbers[4],
        .id_object = numbers[5],
        .date_expiry = {numbers[6] * HOURS(1)},
    };
    return at == end && out->page > LINK_NONE && out->page < LINK_PAGE_COUNT;
}

/* With the key that sealed it, which may be an older one. */
static bool unseal_link(struct ctx *ctx, const char *text, struct bytes *out)
{
    const struct keyring *keyring = ctx->keyring;
    struct bytes sealed;

    if (strlen(text) > TEXT_SIZE_MAX || !base64_url_bytes(ctx->arena, text, &sealed))
        return false;
    for (size_t i = keyring->count; i > 0; i--)
        if (unseal(ctx->arena, keyring->keys[i - 1].link_key, PLACE, sealed, out))
            return true;
    return false;
}

static bool is_alive(const struct ctx *ctx, const struct visit *visit)
{
    const struct link *link = &visit->link;

    return link->date_expiry.micros > ctx->machine_now.micros &&
           (!visit->is_known || (visit->customer.id_segment == link->id_segment &&
                                 visit->customer.link_epoch == link->link_epoch &&
                                 !customer_is_suspended(&visit->customer)));
}

/* Who and what the link names: ERR_NOT_FOUND, not noted, if one of them is gone. */
static enum err load_visit(struct ctx *ctx, struct visit *visit)
{
    struct business business;

    visit->is_known = visit->link.id_customer != 0;
    TRY(business_get(ctx, &business));
    TRY(segment_get(ctx, visit->link.id_segment, &visit->segment));
    if (visit->is_known)
        TRY(customer_get(ctx, visit->link.id_customer, &visit->customer));
    ctx->is_live = business.is_live;
    return clock_read(ctx);
}

enum err link_open(struct ctx *ctx, const char *text, struct visit *out)
{
    struct bytes open;
    int64_t id_business;
    enum err err;

    *out = (struct visit){0};
    if (!unseal_link(ctx, text, &open) || !read_link(open, &out->link, &id_business))
        return link_refuse(ctx);
    ctx->id_business = id_business;
    err = load_visit(ctx, out);
    if (err == ERR_NOT_FOUND || (err == OK && !is_alive(ctx, out)))
        return link_refuse(ctx);
    return err;
}

const char *link_relation(enum link_page page)
{
    static const char *const relations[LINK_PAGE_COUNT] = {
        [LINK_HOME] = "home",
        [LINK_COLLECTION_OFFERS] = "collection-offers",
        [LINK_REGISTER] = "register",
        [LINK_SUBSCRIBE] = "subscribe",
        [LINK_START] = "subscribe",
        [LINK_COLLECTION_UPGRADE] = "collection-upgrade",
        [LINK_UPGRADE] = "upgrade",
        [LINK_UPGRADE_TO] = "upgrade",
        [LINK_RESTART] = "restart",
        [LINK_RELATED_SUBSCRIPTION] = "related-subscription",
        [LINK_CHARGE] = "charge",
        [LINK_COLLECTION_INVOICE] = "collection-invoice",
        [LINK_RELATED_INVOICE] = "related-invoice",
    };

    return relations[page];
}
