#include "domain/taxes/tax_live.h"

#include "domain/live.h"
#include "domain/taxes/seller.h"
#include "domain/taxes/tax.h"

/* All of a list on one page. */
static enum err respond_all(struct ctx *ctx, const struct request *request,
                            struct response *response, const struct field *fields, size_t size,
                            const struct list *items)
{
    const struct live_list list = {
        .page = {1, SIZE_PAGE_MAX},
        .total = (int64_t)items->count,
        .items = *items,
        .fields = fields,
        .size = size,
        .is_always_there = true,
    };

    return live_respond_list(ctx, request, response, &list);
}

/* the merchant's tables and the program's ---------------------------------------------------------
 */

const struct field tax_live_rate_fields[] = {
    FIELD(tax_rate, territory),
    FIELD_CHOICE_OF(tax_rate, kind_rate, kind_rate_names),
    FIELD(tax_rate, rate_tax),
    FIELD(tax_rate, date_from),
    FIELD(tax_rate, date_until),
    FIELD(tax_rate, is_own),
    FIELDS_END,
};

const struct field tax_live_rate_input_fields[] = {
    FIELD(vat_rate, territory),  FIELD_CHOICE_OF(vat_rate, kind_rate, kind_rate_names),
    FIELD(vat_rate, rate_tax),   FIELD(vat_rate, date_from),
    FIELD(vat_rate, date_until), FIELDS_END,
};

const struct field tax_live_mention_fields[] = {
    FIELD(tax_mention, key_mention), FIELD(tax_mention, country),
    FIELD(tax_mention, language),    FIELD(tax_mention, date_from),
    FIELD(tax_mention, date_until),  FIELD(tax_mention, text),
    FIELD(tax_mention, is_own),      FIELDS_END,
};

const struct field tax_live_mention_input_fields[] = {
    FIELD(vat_mention, key_mention),        FIELD(vat_mention, language),
    FIELD(vat_mention, date_from),          FIELD(vat_mention, date_until),
    FIELD_LIMITED(vat_mention, text, 2000), FIELDS_END,
};

/* What a list may be narrowed to. */
struct table_query {
    const char *territory, *key_mention;
};

const struct field tax_live_territory_fields[] = {
    FIELD(table_query, territory),
    FIELDS_END,
};

const struct field tax_live_key_fields[] = {
    FIELD(table_query, key_mention),
    FIELDS_END,
};

enum err tax_live_rates(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct table_query query = {0};
    struct list rates;

    TRY(request_read_query(ctx, request, tax_live_territory_fields, &query));
    TRY(tax_rate_list(ctx, query.territory, &rates));
    return respond_all(ctx, request, response, tax_live_rate_fields, sizeof(struct tax_rate),
                       &rates);
}

enum err tax_live_post_rate(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct tax_rate shown;
    struct vat_rate rate;

    TRY(request_read(ctx, request, tax_live_rate_input_fields, &rate));
    TRY(tax_rate_save(ctx, &rate));
    shown = (struct tax_rate){rate.territory, rate.kind_rate,  rate.rate_tax,
                              rate.date_from, rate.date_until, true};
    return respond_json(ctx, response, 200, tax_live_rate_fields, &shown);
}

enum err tax_live_mentions(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct table_query query = {0};
    struct list mentions;

    TRY(request_read_query(ctx, request, tax_live_key_fields, &query));
    TRY(tax_mention_list(ctx, query.key_mention, &mentions));
    return respond_all(ctx, request, response, tax_live_mention_fields, sizeof(struct tax_mention),
                       &mentions);
}

enum err tax_live_post_mention(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct tax_mention shown;
    struct vat_mention mention;

    TRY(request_read(ctx, request, tax_live_mention_input_fields, &mention));
    TRY(tax_mention_save(ctx, &mention));
    shown = (struct tax_mention){
        mention.key_mention, NULL, mention.language, mention.date_from, mention.date_until,
        mention.text,        true};
    return respond_json(ctx, response, 200, tax_live_mention_fields, &shown);
}

enum err tax_live_key_charges(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct list key_charges;

    TRY(key_charge_list(ctx, &key_charges));
    return respond_all(ctx, request, response, key_charge_fields, sizeof(struct key_charge),
                       &key_charges);
}

enum err tax_live_post_key_charge(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct key_charge key_charge;

    TRY(request_read(ctx, request, key_charge_fields, &key_charge));
    TRY(key_charge_save(ctx, &key_charge));
    return respond_json(ctx, response, 200, key_charge_fields, &key_charge);
}

/* the one-stop shop -------------------------------------------------------------------------------
 */

struct oss_query {
    const char *quarter;
};

const struct field tax_live_oss_query_fields[] = {
    FIELD(oss_query, quarter),
    FIELDS_END,
};

enum err tax_live_oss(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct oss_query query;
    struct list lines;

    TRY(request_read_query(ctx, request, tax_live_oss_query_fields, &query));
    TRY(tax_oss_list(ctx, query.quarter, &lines));
    return respond_all(ctx, request, response, oss_line_fields, sizeof(struct oss_line), &lines);
}

/* a customer --------------------------------------------------------------------------------------
 */

struct customer_query {
    const char *reference_customer, *reference_segment;
    struct exemption exemption;
    int64_t ask;
};

#define OF_EXEMPTION(member, kind_of_it)                                                           \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct customer_query, exemption.member)                                \
    }

const struct field tax_live_whose_fields[] = {
    FIELD(customer_query, reference_customer),
    FIELD(customer_query, reference_segment),
    FIELDS_END,
};

const struct field tax_live_customer_input_fields[] = {
    FIELD(customer_query, reference_customer),
    FIELD(customer_query, reference_segment),
    OF_EXEMPTION(is_exempt, FIELD_FLAG),
    OF_EXEMPTION(vatex_tax, FIELD_TEXT),
    OF_EXEMPTION(mention_tax, FIELD_TEXT),
    FIELD_FLAG_OF(customer_query, ask),
    FIELDS_END,
};

static enum err respond_customer(struct ctx *ctx, struct response *response,
                                 const struct customer *customer)
{
    struct customer_vat vat;

    TRY(customer_vat_show(ctx, customer, &vat));
    return respond_json(ctx, response, 200, customer_vat_fields, &vat);
}

enum err tax_live_customer(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct customer_query query = {0};
    struct customer customer;

    TRY(request_read(ctx, request, tax_live_whose_fields, &query));
    TRY(customer_access(ctx, query.reference_customer, query.reference_segment, &customer));
    return respond_customer(ctx, response, &customer);
}

enum err tax_live_post_customer(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct customer_query query = {0};
    struct customer customer;

    TRY(request_read(ctx, request, tax_live_customer_input_fields, &query));
    TRY(customer_access(ctx, query.reference_customer, query.reference_segment, &customer));
    if (query.exemption.is_exempt != NONE || query.exemption.vatex_tax ||
        query.exemption.mention_tax)
        TRY(customer_set_exemption(ctx, &customer, &query.exemption));
    if (query.ask == 1)
        TRY(customer_vat_ask_again(ctx, &customer));
    return respond_customer(ctx, response, &customer);
}

/* the seller --------------------------------------------------------------------------------------
 */

struct seller_query {
    const char *reference_segment;
};

const struct field tax_live_seller_query_fields[] = {
    FIELD(seller_query, reference_segment),
    FIELDS_END,
};

enum err tax_live_seller(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct seller_query query;
    struct seller_facts facts;

    TRY(request_read_query(ctx, request, tax_live_seller_query_fields, &query));
    TRY(seller_facts_get(ctx, query.reference_segment, &facts));
    return respond_json(ctx, response, 200, seller_facts_fields, &facts);
}

enum err tax_live_post_seller(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct seller_query query;
    struct seller_facts input, facts;

    TRY(request_read(ctx, request, tax_live_seller_query_fields, &query));
    TRY(request_read(ctx, request, seller_input_fields, &input));
    TRY(seller_facts_set(ctx, query.reference_segment, &input, &facts));
    return respond_json(ctx, response, 200, seller_facts_fields, &facts);
}
