#include "domain/links/link.h"

#include "base/count.h"
#include "domain/accounts/clock.h"
#include "domain/links/numbers.h"

/* What the seal says of its purpose. */
#define PLACE "customer link"

/* How many numbers there are in a link that is the customer's, and in one that is a person's. */
enum { OF_CUSTOMER = 7, OF_PERSON = 10 };

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

/* In which the end is told: an agent's link lives for too short to be cut to the hour. */
static int64_t unit_of(int64_t id_agent)
{
    return id_agent ? SECONDS(1) : HOURS(1);
}

const char *link_seal(struct ctx *ctx, const struct link *link)
{
    const int64_t numbers[] = {
        link->page,
        ctx->id_business,
        link->id_segment,
        link->id_customer,
        link->link_epoch,
        link->id_object,
        link->date_expiry.micros / unit_of(link->id_agent),
        link->id_contact,
        link->id_agent,
        link->is_mailed,
    };
    bool is_personal = link->id_contact || link->id_agent || link->is_mailed;

    return numbers_seal(ctx, PLACE, numbers, is_personal ? COUNT_OF(numbers) : OF_CUSTOMER);
}

/* opening -----------------------------------------------------------------------------------------
 */

enum err link_refuse(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Link.Dead", NULL, "This link leads nowhere.");
}

static bool read_link(struct ctx *ctx, const char *text, struct link *out, int64_t *id_business)
{
    int64_t numbers[NUMBERS_MAX] = {0};
    size_t count = numbers_unseal(ctx, PLACE, text, numbers);

    if (count != OF_CUSTOMER && count != OF_PERSON)
        return false;
    *id_business = numbers[1];
    *out = (struct link){
        .page = (enum link_page)numbers[0],
        .id_segment = numbers[2],
        .id_customer = numbers[3],
        .link_epoch = numbers[4],
        .id_object = numbers[5],
        .date_expiry = {numbers[6] * unit_of(numbers[8])},
        .id_contact = numbers[7],
        .id_agent = numbers[8],
        .is_mailed = numbers[9] != 0,
    };
    return out->page > LINK_NONE && out->page < LINK_PAGE_COUNT;
}

static bool is_alive(const struct ctx *ctx, const struct visit *visit)
{
    const struct link *link = &visit->link;

    return link->date_expiry.micros > ctx->machine_now.micros &&
           (!visit->is_known ||
            (visit->customer.id_segment == link->id_segment &&
             (!link->id_contact || visit->contact.id_customer == link->id_customer) &&
             visit->customer.link_epoch + visit->contact.link_epoch == link->link_epoch &&
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
    if (visit->link.id_contact)
        TRY(contact_get(ctx, visit->link.id_contact, &visit->contact));
    ctx->is_live = business.is_live;
    return clock_read(ctx);
}

enum err link_open(struct ctx *ctx, const char *text, struct visit *out)
{
    int64_t id_business;
    enum err err;

    *out = (struct visit){0};
    if (!read_link(ctx, text, &out->link, &id_business))
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
        [LINK_ESTIMATE] = "related-estimate",
        [LINK_PAYMENTS] = "collection-payment",
    };

    return relations[page];
}
