#include "domain/customers/customer_live.h"

#include "domain/accounts/business.h"
#include "domain/catalogue/offer.h"
#include "domain/customers/customer_privacy.h"
#include "domain/gateways/permission.h"
#include "domain/links/link_writer.h"
#include "domain/live.h"
#include "domain/usage/usage.h"

/* A customer, and, in a list by feature, what he holds of it. */
struct customer_view {
    struct customer customer;
    struct usage usage;
    const char *links;
};

#define OF_CUSTOMER(member, kind_of_it, ...)                                                       \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct customer_view, customer.member), __VA_ARGS__                     \
    }
#define OF_USAGE(member, kind_of_it)                                                               \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct customer_view, usage.member)                                     \
    }

const struct field customer_live_fields[] = {
    OF_CUSTOMER(id, FIELD_INTEGER, ),
    OF_CUSTOMER(id_segment, FIELD_INTEGER, ),
    OF_CUSTOMER(reference_customer, FIELD_TEXT, ),
    OF_CUSTOMER(reference_segment, FIELD_TEXT, ),
    OF_CUSTOMER(currency, FIELD_TEXT, ),
    OF_CUSTOMER(name, FIELD_TEXT, ),
    OF_CUSTOMER(email, FIELD_TEXT, ),
    OF_CUSTOMER(language, FIELD_TEXT, ),
    OF_CUSTOMER(status, FIELD_CHOICE, .choices = status_customer_names),
    OF_CUSTOMER(reference_affiliation, FIELD_TEXT, ),
    OF_CUSTOMER(date_affiliation, FIELD_INSTANT, ),
    OF_CUSTOMER(metadata, FIELD_JSON, ),
    OF_USAGE(is_included, FIELD_FLAG),
    OF_USAGE(is_enabled, FIELD_FLAG),
    OF_USAGE(quantity_included, FIELD_QUANTITY),
    OF_USAGE(quantity_current, FIELD_QUANTITY),
    OF_USAGE(date_period_start, FIELD_INSTANT),
    OF_USAGE(date_period_end, FIELD_INSTANT),
    FIELD_JSON_OF(customer_view, links),
    FIELDS_END,
};

const struct field payment_live_fields[] = {
    FIELD_CHOICE_OF(customer, type_payment, type_payment_names),
    FIELD_CHOICE_OF(customer, mode_billing, mode_billing_names),
    FIELD(customer, is_grey_listed),
    FIELD(customer, note_invoice),
    FIELD(customer, date_next_billing),
    FIELDS_END,
};

struct customer_query {
    const char *reference_customer, *reference_segment, *reference_feature, *reference_offer;
    int64_t links;
    struct page page;
};

const struct field customer_live_whose_fields[] = {
    FIELD(customer_query, reference_customer),
    FIELD(customer_query, reference_segment),
    FIELDS_END,
};

const struct field customer_live_query_fields[] = {
    FIELD(customer_query, reference_customer),
    FIELD(customer_query, reference_segment),
    FIELD(customer_query, reference_offer),
    FIELD_FLAG_OF(customer_query, links),
    FIELDS_END,
};

const struct field customer_live_list_fields[] = {
    FIELD(customer_query, reference_segment),
    FIELD(customer_query, reference_feature),
    FIELD_FLAG_OF(customer_query, links),
    PAGE_FIELDS(customer_query),
    FIELDS_END,
};

static struct customer_view view_of(const struct customer *customer, const struct usage *usage)
{
    struct customer_view view = {.customer = *customer, .links = LIVE_NO_LINKS};

    fields_clear(usage_fields, &view.usage);
    if (usage)
        view.usage = *usage;
    return view;
}

/* The customer that the request is about. */
static enum err find_whose(struct ctx *ctx, const struct request *request, struct customer *out)
{
    struct customer_query query = {0};

    TRY(request_read(ctx, request, customer_live_whose_fields, &query));
    return customer_access(ctx, query.reference_customer, query.reference_segment, out);
}

/* `id_offer` 0: none in particular. */
static const char *links_of(struct ctx *ctx, const struct link_writer *writer,
                            const struct customer *customer, int64_t id_offer)
{
    const struct link_owner owner = link_owner_of(customer);
    struct link_list list;

    link_list_begin(ctx, writer, &owner, customer->id_segment, &list);
    link_list_add(ctx, &list, LINK_HOME, 0);
    link_list_add(ctx, &list, LINK_COLLECTION_OFFERS, 0);
    link_list_add(ctx, &list, LINK_REGISTER, 0);
    if (id_offer)
        link_list_add(ctx, &list, LINK_SUBSCRIBE, id_offer);
    link_list_add(ctx, &list, LINK_COLLECTION_UPGRADE, 0);
    return link_list_done(&list);
}

/* The offer that the caller wants a link to; one that does not exist gets none. */
static enum err offer_wanted(struct ctx *ctx, const char *reference_offer,
                             const struct customer *customer, int64_t *id)
{
    struct offer offer;
    enum err err;

    *id = 0;
    if (!reference_offer)
        return OK;
    err = offer_find(ctx, reference_offer, customer->id_segment, customer->language, &offer);
    if (err == OK)
        *id = offer.id;
    return err == ERR_NOT_FOUND ? OK : err;
}

static enum err respond_customer(struct ctx *ctx, const struct request *request,
                                 struct response *response, int status,
                                 const struct customer *customer)
{
    struct customer_view view = view_of(customer, NULL);
    struct customer_query query = {0};
    struct link_writer writer;
    int64_t id_offer;

    TRY(request_read(ctx, request, customer_live_query_fields, &query));
    if (query.links != 0) {
        TRY(offer_wanted(ctx, query.reference_offer, customer, &id_offer));
        TRY(link_writer_begin(ctx, NULL, 0, &writer));
        view.links = links_of(ctx, &writer, customer, id_offer);
    }
    return respond_json(ctx, response, status, customer_live_fields, &view);
}

enum err customer_live_get(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct customer customer;

    TRY(find_whose(ctx, request, &customer));
    return respond_customer(ctx, request, response, 200, &customer);
}

enum err customer_live_post(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct customer_input input;
    struct customer customer;
    bool is_new;

    TRY(request_read(ctx, request, customer_input_fields, &input));
    TRY(customer_upsert(ctx, &input, &customer, &is_new));
    return respond_customer(ctx, request, response, is_new ? 201 : 200, &customer);
}

/* lists -------------------------------------------------------------------------------------------
 */

static enum err list_all(struct ctx *ctx, int64_t id_segment, struct live_list *list)
{
    struct list customers;

    TRY(customer_list(ctx, id_segment, &list->page, &customers, &list->total));
    list->items = (struct list){ARENA_ARRAY(ctx->arena, struct customer_view, customers.count),
                                customers.count};
    for (size_t i = 0; i < customers.count; i++)
        *LIST_AT(list->items, struct customer_view, i) =
            view_of(LIST_AT(customers, struct customer, i), NULL);
    return OK;
}

/* Those who have the feature in an active subscription, each with his usage of it. */
static enum err list_by_feature(struct ctx *ctx, int64_t id_segment, const char *reference_feature,
                                struct live_list *list)
{
    struct usage_filter filter = USAGE_FILTER_NONE;
    struct list usages;

    filter.id_segment = id_segment;
    filter.reference_feature = reference_feature;
    TRY(usage_list(ctx, &filter, true, &list->page, &usages, &list->total));
    list->items =
        (struct list){ARENA_ARRAY(ctx->arena, struct customer_view, usages.count), usages.count};
    for (size_t i = 0; i < usages.count; i++) {
        const struct usage *usage = LIST_AT(usages, struct usage, i);
        struct customer customer;

        TRY(customer_get(ctx, usage->id_customer, &customer));
        *LIST_AT(list->items, struct customer_view, i) = view_of(&customer, usage);
    }
    return OK;
}

static enum err add_links(struct ctx *ctx, const struct list *views)
{
    struct link_writer writer;

    TRY(link_writer_begin(ctx, NULL, 0, &writer));
    for (size_t i = 0; i < views->count; i++) {
        struct customer_view *view = LIST_AT(*views, struct customer_view, i);

        view->links = links_of(ctx, &writer, &view->customer, 0);
    }
    return OK;
}

enum err customer_live_list(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct live_list list = {.fields = customer_live_fields, .size = sizeof(struct customer_view)};
    struct customer_query query = {0};
    struct segment segment;

    TRY(request_read_query(ctx, request, customer_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(segment_choose(ctx, query.reference_segment, &segment));
    list.page = query.page;
    if (query.reference_feature)
        TRY(list_by_feature(ctx, segment.id, query.reference_feature, &list));
    else
        TRY(list_all(ctx, segment.id, &list));
    if (query.links != 0)
        TRY(add_links(ctx, &list.items));
    return live_respond_list(ctx, request, response, &list);
}

/* addresses ---------------------------------------------------------------------------------------
 */

/* An address that was never given is an empty object. */
static enum err get_address(struct ctx *ctx, const struct request *request,
                            struct response *response, bool is_billing)
{
    struct customer customer;
    struct address address;
    int64_t id;

    TRY(find_whose(ctx, request, &customer));
    id = is_billing ? customer.id_address_billing : customer.id_address_shipping;
    fields_clear(address_fields, &address);
    if (id != NONE)
        TRY(address_get(ctx, id, &address));
    return respond_json(ctx, response, 200, address_live_fields, &address);
}

static enum err post_address(struct ctx *ctx, const struct request *request,
                             struct response *response, bool is_billing)
{
    struct customer customer;
    struct address input, address;

    TRY(find_whose(ctx, request, &customer));
    TRY(request_read(ctx, request, address_live_fields, &input));
    TRY(customer_set_address(ctx, &customer, is_billing, &input, &address));
    return respond_json(ctx, response, 200, address_live_fields, &address);
}

enum err customer_live_get_billing_address(struct ctx *ctx, const struct request *request,
                                           struct response *response)
{
    return get_address(ctx, request, response, true);
}

enum err customer_live_post_billing_address(struct ctx *ctx, const struct request *request,
                                            struct response *response)
{
    return post_address(ctx, request, response, true);
}

enum err customer_live_get_shipping_address(struct ctx *ctx, const struct request *request,
                                            struct response *response)
{
    return get_address(ctx, request, response, false);
}

enum err customer_live_post_shipping_address(struct ctx *ctx, const struct request *request,
                                             struct response *response)
{
    return post_address(ctx, request, response, false);
}

/* privacy -----------------------------------------------------------------------------------------
 */

/* Here the contract has a 404 for a customer who is not known. */
static enum err find_known(struct ctx *ctx, const struct request *request, struct customer *out)
{
    enum err err = find_whose(ctx, request, out);

    if (err != ERR_FORBIDDEN)
        return err;
    ctx->failures = NULL;
    return fail(ctx, ERR_NOT_FOUND, "Error.Customer.NotFound", NULL, "There is no such Customer");
}

static enum err change(struct ctx *ctx, const struct request *request, struct response *response,
                       customer_change *verb)
{
    struct customer customer;

    TRY(find_known(ctx, request, &customer));
    TRY(verb(ctx, &customer));
    return respond_customer(ctx, request, response, 200, &customer);
}

enum err customer_live_anonymize(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    return change(ctx, request, response, permission_anonymize);
}

enum err customer_live_revoke_links(struct ctx *ctx, const struct request *request,
                                    struct response *response)
{
    return change(ctx, request, response, customer_revoke_links);
}

/* Without links: whoever called does not know the customer any more. */
enum err customer_live_invalidate(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct customer_view view;
    struct customer customer;

    TRY(find_known(ctx, request, &customer));
    TRY(customer_invalidate(ctx, &customer));
    view = view_of(&customer, NULL);
    return respond_json(ctx, response, 200, customer_live_fields, &view);
}

enum err customer_live_suspend(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    return change(ctx, request, response, customer_suspend);
}

/* paying ------------------------------------------------------------------------------------------
 */

enum err customer_live_get_payment(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    struct customer customer;

    TRY(find_whose(ctx, request, &customer));
    return respond_json(ctx, response, 200, payment_live_fields, &customer);
}

enum err customer_live_post_payment(struct ctx *ctx, const struct request *request,
                                    struct response *response)
{
    struct payment_input input;
    struct customer customer;

    TRY(find_whose(ctx, request, &customer));
    TRY(request_read(ctx, request, payment_input_fields, &input));
    TRY(customer_set_payment(ctx, &customer, &input));
    return respond_json(ctx, response, 200, payment_live_fields, &customer);
}
