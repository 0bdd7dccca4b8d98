#include "domain/taxes/tax.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "sql.h"

const struct field vat_rate_fields[] = {
    FIELD(vat_rate, territory),  FIELD_CHOICE_OF(vat_rate, kind_rate, kind_rate_names),
    FIELD(vat_rate, rate_tax),   FIELD(vat_rate, date_from),
    FIELD(vat_rate, date_until), FIELDS_END,
};

const struct field vat_mention_fields[] = {
    FIELD(vat_mention, key_mention), FIELD(vat_mention, language), FIELD(vat_mention, date_from),
    FIELD(vat_mention, date_until),  FIELD(vat_mention, text),     FIELDS_END,
};

const struct field key_charge_fields[] = {
    FIELD(key_charge, key_charge),
    FIELD_CHOICE_OF(key_charge, nature, nature_names),
    FIELD_CHOICE_OF(key_charge, kind_rate, kind_rate_names),
    FIELD(key_charge, vatex_tax),
    FIELD(key_charge, mention_tax),
    FIELDS_END,
};

/* loading -----------------------------------------------------------------------------------------
 */

static enum err list_own_rates(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_tax_rate_list, NO_ARGS, vat_rate_fields, sizeof(struct vat_rate), out);
}

static enum err list_own_mentions(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_tax_mention_list, NO_ARGS, vat_mention_fields,
                   sizeof(struct vat_mention), out);
}

static enum err sum_sold(struct ctx *ctx, int64_t id_seller, int64_t year, int64_t *out)
{
    const char *first = arena_printf(ctx->arena, "%04" PRId64 "-01-01", year);
    const char *last = arena_printf(ctx->arena, "%04" PRId64 "-01-01", year + 1);

    return db_number(ctx, &sql_tax_sold, ARGS(ARG(id_seller), ARG(first), ARG(last)), out);
}

static enum err load_seller(struct ctx *ctx, const struct seller *seller, struct tax_seller *out)
{
    struct instant local = zone_local(seller->time_zone, ctx->now);
    char *day = arena_alloc(ctx->arena, DAY_TEXT_SIZE);
    int64_t year = civil_from_instant(local).year;
    struct address address;

    day_format(local, day);
    *out = (struct tax_seller){
        .id = seller->id,
        .regime = choice_named(regime_vat_names, seller->vat_regime),
        .day = day,
    };
    if (seller->id_address != NONE) {
        TRY(address_get(ctx, seller->id_address, &address));
        out->address = (struct vat_address){address.country, address.zip_code, address.region};
    }
    TRY(sum_sold(ctx, seller->id, year - 1, &out->amount_before));
    return sum_sold(ctx, seller->id, year, &out->amount_sold);
}

static enum err load_sellers(struct ctx *ctx, struct tax_terms *terms)
{
    struct list sellers;

    TRY(seller_list(ctx, &sellers));
    terms->sellers =
        (struct list){ARENA_ARRAY(ctx->arena, struct tax_seller, sellers.count), sellers.count};
    for (size_t i = 0; i < sellers.count; i++)
        TRY(load_seller(ctx, LIST_AT(sellers, struct seller, i),
                        LIST_AT(terms->sellers, struct tax_seller, i)));
    return OK;
}

enum err tax_terms_load(struct ctx *ctx, const struct settings *settings, struct tax_terms *out)
{
    *out = (struct tax_terms){.settings = settings};
    if (!setting_is_changed(settings, SETTING_TAXES))
        return OK;
    TRY(list_own_rates(ctx, &out->rates));
    TRY(list_own_mentions(ctx, &out->mentions));
    TRY(key_charge_list(ctx, &out->key_charges));
    return load_sellers(ctx, out);
}

/* treating ----------------------------------------------------------------------------------------
 */

static struct vat_nature nature_of(const struct tax_terms *terms, const char *key_charge)
{
    for (size_t i = 0; key_charge && i < terms->key_charges.count; i++) {
        const struct key_charge *one = LIST_AT(terms->key_charges, struct key_charge, i);

        if (strcmp(one->key_charge, key_charge) == 0)
            return (struct vat_nature){one->nature, one->kind_rate, one->vatex_tax,
                                       one->mention_tax};
    }
    return (struct vat_nature){.nature = NATURE_ELECTRONIC};
}

/* Every segment has one. */
static struct tax_seller *seller_of(const struct tax_terms *terms, const struct segment *segment)
{
    size_t at = 0;

    while (LIST_AT(terms->sellers, struct tax_seller, at)->id != segment->id_seller)
        at++;
    return LIST_AT(terms->sellers, struct tax_seller, at);
}

/* A sale while it is taxed. */
struct sale {
    const struct tax_terms *terms;
    const struct segment *segment;
    struct tax_seller *seller;
    struct vat_seller from;
    struct vat_buyer to;
};

static struct sale sale_of(struct ctx *ctx, const struct tax_terms *terms,
                           const struct segment *segment, const struct tax_buyer *buyer)
{
    enum { SCOPE = 2, CONSUMER = 2 };
    struct tax_seller *seller = seller_of(terms, segment);
    struct sale sale = {.terms = terms, .segment = segment, .seller = seller};

    sale.from = (struct vat_seller){
        .address = seller->address,
        .regime = seller->regime,
        .oss = setting_word(terms->settings, SETTING_TAX_OSS, segment->id),
        .is_outside_scope =
            setting_word(terms->settings, SETTING_TAX_OUTSIDE, segment->id) == SCOPE,
    };
    sale.to = tax_buyer_of(ctx, buyer);
    sale.to.is_unknown_trusted =
        setting_word(terms->settings, SETTING_TAX_UNKNOWN_NUMBER, segment->id) != CONSUMER;
    return sale;
}

/* Treats the items, and says how much of them goes to a consumer of another member state. */
static int64_t treat_all(const struct sale *sale, const struct tax_item *items, size_t count,
                         struct vat_treatment *out)
{
    const struct vat_rates rates = {sale->terms->rates.items, sale->terms->rates.count};
    int64_t distance = 0;

    for (size_t i = 0; i < count; i++) {
        struct vat_nature nature = nature_of(sale->terms, items[i].key_charge);

        if (items[i].is_prepaid)
            continue;
        out[i] = vat_treat(&sale->from, &sale->to, &nature, &rates, sale->seller->day);
        if (out[i].rate_tax == NONE)
            out[i].rate_tax = sale->segment->rate_tax;
        if (out[i].is_distance)
            distance += items[i].amount;
    }
    return distance;
}

/* The sale that goes beyond the threshold is the first to be taxed at the buyer's. */
static bool is_beyond(const struct tax_seller *seller, int64_t distance)
{
    return seller->amount_before > OSS_THRESHOLD ||
           seller->amount_sold + (distance > 0 ? distance : 0) > OSS_THRESHOLD;
}

struct vat_treatment *tax_treat(struct ctx *ctx, struct tax_terms *terms,
                                const struct segment *segment, const struct tax_buyer *buyer,
                                const struct tax_item *items, size_t count)
{
    struct vat_treatment *out = ARENA_ARRAY(ctx->arena, struct vat_treatment, count + 1);
    struct sale sale = sale_of(ctx, terms, segment, buyer);
    bool is_counted = strcmp(segment->currency, "EUR") == 0;
    int64_t distance = treat_all(&sale, items, count, out);

    sale.from.is_over_threshold = is_beyond(sale.seller, is_counted ? distance : 0);
    if (sale.from.is_over_threshold)
        treat_all(&sale, items, count, out);
    if (is_counted)
        sale.seller->amount_sold += distance;
    return out;
}

const char *tax_mention(const struct tax_terms *terms, const struct segment *segment,
                        const char *mention_tax, const char *language)
{
    const struct tax_seller *seller = seller_of(terms, segment);
    const struct vat_mentions own = {terms->mentions.items, terms->mentions.count};

    return vat_mention_on(&own, mention_tax, vat_place_of(&seller->address).country, language,
                          seller->day);
}

/* the merchant's tables ---------------------------------------------------------------------------
 */

enum err key_charge_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_key_charge_list, NO_ARGS, key_charge_fields, sizeof(struct key_charge),
                   out);
}

static void add_rates(const struct vat_rate *rates, size_t count, bool is_own,
                      const char *territory, struct list *out)
{
    for (size_t i = 0; i < count; i++)
        if (!territory || text_equal(territory, rates[i].territory))
            *LIST_AT(*out, struct tax_rate, out->count++) =
                (struct tax_rate){rates[i].territory, rates[i].kind_rate,  rates[i].rate_tax,
                                  rates[i].date_from, rates[i].date_until, is_own};
}

enum err tax_rate_list(struct ctx *ctx, const char *territory, struct list *out)
{
    struct list own;

    TRY(list_own_rates(ctx, &own));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct tax_rate, own.count + vat_rate_count), 0};
    add_rates(own.items, own.count, true, territory, out);
    add_rates(vat_rates, vat_rate_count, false, territory, out);
    return OK;
}

static void add_mentions(const struct vat_mention *mentions, size_t count, bool is_own,
                         const char *key_mention, struct list *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct vat_mention *one = &mentions[i];

        if (!key_mention || text_equal(key_mention, one->key_mention))
            *LIST_AT(*out, struct tax_mention, out->count++) =
                (struct tax_mention){one->key_mention, one->country, one->language, one->date_from,
                                     one->date_until,  one->text,    is_own};
    }
}

enum err tax_mention_list(struct ctx *ctx, const char *key_mention, struct list *out)
{
    struct list own;

    TRY(list_own_mentions(ctx, &own));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct tax_mention, own.count + vat_mention_count),
                         0};
    add_mentions(own.items, own.count, true, key_mention, out);
    add_mentions(vat_mentions, vat_mention_count, false, key_mention, out);
    return OK;
}

static void check_given(struct ctx *ctx, const char *target, const void *value)
{
    if (!value)
        complain(ctx, NULL, target, "%s: is missing.", target);
}

/* `2026-11-22`, and a day that there is. */
static void check_day(struct ctx *ctx, const char *target, const char *day)
{
    char again[DAY_TEXT_SIZE];
    struct instant at;

    if (!day)
        return;
    if (instant_parse(day, &at)) {
        day_format(at, again);
        if (strcmp(again, day) == 0)
            return;
    }
    complain(ctx, NULL, target, "%s: \"%.40s\" is not a day like 2026-11-22.", target, day);
}

static void check_days(struct ctx *ctx, const char *date_from, const char *date_until)
{
    check_day(ctx, "DateFrom", date_from);
    check_day(ctx, "DateUntil", date_until);
    if (date_from && date_until && strcmp(date_until, date_from) < 0)
        complain(ctx, NULL, "DateUntil", "DateUntil: is before DateFrom.");
}

static enum err record(struct ctx *ctx, const char *action, const char *table,
                       const struct field *fields, const void *row)
{
    struct text json = {.arena = ctx->arena};

    json_write(&json, fields, row);
    return audit_record(ctx, action, table, ctx->id_business, NULL, text_done(&json));
}

enum err tax_rate_save(struct ctx *ctx, const struct vat_rate *rate)
{
    check_given(ctx, "Territory", rate->territory);
    check_given(ctx, "DateFrom", rate->date_from);
    if (!rate->kind_rate || rate->kind_rate == RATE_ZERO)
        complain(ctx, NULL, "KindRate",
                 "KindRate: say which: Standard, Intermediate, Reduced, "
                 "SuperReduced or Parking.");
    if (rate->rate_tax == NONE)
        complain(ctx, NULL, "RateTax", "RateTax: is missing.");
    else
        check_range(ctx, "RateTax", rate->rate_tax, 0, 10000);
    if (rate->territory && (strlen(rate->territory) < 2 || strlen(rate->territory) > 6))
        complain(ctx, NULL, "Territory",
                 "Territory: \"%.40s\" is not a country or a part of one, like FR or PT-20.",
                 rate->territory);
    check_days(ctx, rate->date_from, rate->date_until);
    TRY(complaints(ctx));
    TRY(db_save(ctx, &sql_tax_rate_save, vat_rate_fields, rate));
    return record(ctx, "TaxRate.Save", "tax_rates", vat_rate_fields, rate);
}

/* Without a day it always held. */
enum err tax_mention_save(struct ctx *ctx, const struct vat_mention *mention)
{
    struct vat_mention whole = *mention;

    whole.date_from = mention->date_from ? mention->date_from : "1971-01-01";
    check_given(ctx, "KeyMention", mention->key_mention);
    check_given(ctx, "Text", mention->text);
    check_given(ctx, "Language", mention->language);
    check_language(ctx, "Language", mention->language);
    check_days(ctx, whole.date_from, whole.date_until);
    TRY(complaints(ctx));
    TRY(db_save(ctx, &sql_tax_mention_save, vat_mention_fields, &whole));
    return record(ctx, "TaxMention.Save", "tax_mentions", vat_mention_fields, &whole);
}

enum err key_charge_save(struct ctx *ctx, const struct key_charge *key_charge)
{
    check_given(ctx, "KeyCharge", key_charge->key_charge);
    if (!key_charge->nature)
        complain(ctx, NULL, "Nature",
                 "Nature: say which: Electronic, Service, Exempt or OutOfScope.");
    TRY(complaints(ctx));
    TRY(db_save(ctx, &sql_key_charge_save, key_charge_fields, key_charge));
    return record(ctx, "KeyCharge.Save", "key_charges", key_charge_fields, key_charge);
}
