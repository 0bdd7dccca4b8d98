#include "rules/vat.h"

#include <string.h>

#include "rules/vat_number.h"

const char *const kind_rate_names[] = {
    NULL, "Standard", "Intermediate", "Reduced", "SuperReduced", "Parking", "Zero", NULL,
};
const char *const regime_vat_names[] = {NULL, "Standard", "Franchise", NULL};
const char *const oss_names[] = {NULL, "Auto", "Always", "Never", NULL};
const char *const state_vat_names[] = {
    NULL, "Malformed", "Unknown", "Valid", "Invalid", NULL,
};
const char *const nature_names[] = {
    NULL, "Electronic", "Service", "Exempt", "OutOfScope", NULL,
};

static bool is_same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool is_on(const char *date_from, const char *date_until, const char *day)
{
    return (!date_from || strcmp(date_from, day) <= 0) &&
           (!date_until || strcmp(day, date_until) < 0);
}

/* rates -------------------------------------------------------------------------------------------
 */

static const struct vat_rate *find_rate(const struct vat_rate *rates, size_t count,
                                        const char *territory, enum kind_rate kind, const char *day)
{
    const struct vat_rate *best = NULL;

    for (size_t i = 0; i < count; i++)
        if (rates[i].kind_rate == (int)kind && is_same(rates[i].territory, territory) &&
            is_on(rates[i].date_from, rates[i].date_until, day) &&
            (!best || strcmp(best->date_from, rates[i].date_from) <= 0))
            best = &rates[i];
    return best;
}

int64_t vat_rate_on(const struct vat_rates *own, const char *territory, enum kind_rate kind,
                    const char *day)
{
    const struct vat_rate *rate;

    if (kind == RATE_ZERO)
        return 0;
    rate = find_rate(own->at, own->count, territory, kind, day);
    if (!rate)
        rate = find_rate(vat_rates, vat_rate_count, territory, kind, day);
    if (rate)
        return rate->rate_tax;
    return kind == RATE_STANDARD ? NONE : vat_rate_on(own, territory, RATE_STANDARD, day);
}

/* what a sale bears -------------------------------------------------------------------------------
 */

/* A sale while it is looked at. */
struct sale {
    const struct vat_seller *seller;
    const struct vat_buyer *buyer;
    const struct vat_nature *nature;
    const struct vat_rates *rates;
    const char *day;
    struct vat_place home, there;
};

bool vat_number_counts(const struct vat_buyer *buyer)
{
    const char *prefix = vat_prefix(vat_place_of(&buyer->address).country);

    if (buyer->state_vat != VAT_VALID &&
        !(buyer->state_vat == VAT_UNKNOWN && buyer->is_unknown_trusted))
        return false;
    return prefix && buyer->vat_number && strncmp(prefix, buyer->vat_number, 2) == 0;
}

static struct vat_treatment untaxed(const char *category, const char *country, const char *vatex,
                                    const char *mention)
{
    return (struct vat_treatment){
        .category_tax = category,
        .country_tax = country,
        .vatex_tax = vatex,
        .mention_tax = mention,
    };
}

/* At the rate of a place; in a part of a country without VAT there is none. */
static struct vat_treatment taxed(const struct sale *sale, const struct vat_place *place)
{
    int kind = sale->nature->kind_rate ? sale->nature->kind_rate : RATE_STANDARD;
    int64_t rate;

    if (!place->territory)
        return untaxed("E", place->country, NULL, "NoVatHere");
    rate = vat_rate_on(sale->rates, place->territory, (enum kind_rate)kind, sale->day);
    return (struct vat_treatment){
        .category_tax = rate == 0 ? "Z" : "S",
        .country_tax = place->country,
        .rate_tax = rate,
    };
}

static struct vat_treatment exempted(const struct sale *sale, const char *vatex,
                                     const char *mention)
{
    return untaxed("E", sale->home.country, vatex, mention ? mention : "Exempt");
}

static struct vat_treatment outside(const struct sale *sale)
{
    bool is_scope = sale->seller->is_outside_scope || !is_member_state(sale->home.country);

    return untaxed(is_scope ? "O" : "G", sale->home.country, is_scope ? "VATEX-EU-O" : "VATEX-EU-G",
                   "Outside");
}

/* Services of people are taxed where the seller is unless a business buys them; electronic ones
 * where they are used, in every part of his own country, too. */
static struct vat_treatment domestic(const struct sale *sale)
{
    bool is_home = sale->nature->nature == NATURE_SERVICE && !vat_number_counts(sale->buyer) &&
                   !sale->buyer->is_company;

    return taxed(sale, is_home ? &sale->home : &sale->there);
}

static struct vat_treatment abroad(const struct sale *sale)
{
    if (sale->nature->nature == NATURE_SERVICE && !sale->buyer->is_company)
        return taxed(sale, &sale->home);
    return outside(sale);
}

/* To a consumer of another member state. */
static struct vat_treatment at_a_distance(const struct sale *sale)
{
    const struct vat_seller *seller = sale->seller;
    bool is_there =
        seller->oss == OSS_ALWAYS || (seller->oss == OSS_AUTO && seller->is_over_threshold);
    struct vat_treatment treatment;

    if (sale->nature->nature == NATURE_SERVICE)
        return taxed(sale, &sale->home);
    treatment = taxed(sale, is_there ? &sale->there : &sale->home);
    treatment.is_distance = true;
    return treatment;
}

static struct vat_treatment in_the_union(const struct sale *sale)
{
    if (vat_number_counts(sale->buyer))
        return untaxed("AE", sale->there.country, "VATEX-EU-AE", "ReverseCharge");
    return at_a_distance(sale);
}

/* Who sells from outside the union has its consumers' tax to pay once he is registered for it, and
 * with its businesses nothing to do. */
static struct vat_treatment from_outside(const struct sale *sale)
{
    if (sale->there.is_in_union && !vat_number_counts(sale->buyer) &&
        sale->nature->nature != NATURE_SERVICE && sale->seller->oss == OSS_ALWAYS)
        return taxed(sale, &sale->there);
    return abroad(sale);
}

static struct vat_treatment by_place(const struct sale *sale)
{
    if (!sale->home.country)
        return (struct vat_treatment){.category_tax = "S", .rate_tax = NONE};
    if (is_same(sale->home.country, sale->there.country))
        return domestic(sale);
    if (!is_member_state(sale->home.country))
        return from_outside(sale);
    return sale->there.is_in_union ? in_the_union(sale) : abroad(sale);
}

struct vat_treatment vat_treat(const struct vat_seller *seller, const struct vat_buyer *buyer,
                               const struct vat_nature *nature, const struct vat_rates *rates,
                               const char *day)
{
    struct sale sale = {seller, buyer, nature, rates, day, {0}, {0}};

    sale.home = vat_place_of(&seller->address);
    sale.there = vat_place_of(&buyer->address);
    if (!sale.there.country)
        sale.there = sale.home;
    if (nature->nature == NATURE_OUT_OF_SCOPE)
        return untaxed("O", sale.home.country, nature->vatex ? nature->vatex : "VATEX-EU-O",
                       nature->mention ? nature->mention : "OutOfScope");
    if (seller->regime == REGIME_FRANCHISE)
        return exempted(&sale, is_same(sale.home.country, "FR") ? "VATEX-FR-FRANCHISE" : NULL,
                        "Franchise");
    if (nature->nature == NATURE_EXEMPT)
        return exempted(&sale, nature->vatex, nature->mention);
    if (buyer->is_exempt)
        return exempted(&sale, buyer->vatex, buyer->mention);
    return by_place(&sale);
}

/* mentions ----------------------------------------------------------------------------------------
 */

static const struct vat_mention *find_mention(const struct vat_mention *mentions, size_t count,
                                              const char *key_mention, const char *country,
                                              const char *language, const char *day)
{
    const struct vat_mention *best = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct vat_mention *mention = &mentions[i];

        if (!is_same(mention->key_mention, key_mention) ||
            strncmp(mention->language, language, 2) != 0 ||
            !is_on(mention->date_from, mention->date_until, day) ||
            (mention->country && !is_same(mention->country, country)))
            continue;
        if (!best || mention->country || !best->country)
            best = mention;
    }
    return best;
}

const char *vat_mention_on(const struct vat_mentions *own, const char *key_mention,
                           const char *country, const char *language, const char *day)
{
    const char *languages[] = {language ? language : "en", "en"};
    const struct vat_mention *found = NULL;

    for (size_t i = 0; key_mention && !found && i < 2; i++) {
        found = find_mention(own->at, own->count, key_mention, country, languages[i], day);
        if (!found)
            found = find_mention(vat_mentions, vat_mention_count, key_mention, country,
                                 languages[i], day);
    }
    return found ? found->text : key_mention;
}
