/* Which VAT a sale bears, from where the seller and the buyer are, what is sold and when. Pure.
 *
 * The rules are those of Directive 2006/112/EC for services, as a seller of subscriptions meets
 * them: a business buys where it is and owes the tax itself (art. 44 and 196), a consumer buys
 * services where the seller is (art. 45) and electronic ones where he is himself (art. 58), unless
 * the seller's sales of that kind stay small (art. 59c). Overseas departments are France, at rates
 * of their own.
 *
 * A day is a text, `2026-11-22`, in the seller's calendar, which compares as it sorts. Rates are in
 * 1/10000. Categories are those of EN 16931 (code list UNCL5305), reasons its VATEX codes. */
#ifndef RULES_VAT_H
#define RULES_VAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/money.h"

/* rates -------------------------------------------------------------------------------------------
 */

enum kind_rate {
    RATE_NONE,
    RATE_STANDARD,
    RATE_INTERMEDIATE,  /* the higher of two reduced ones */
    RATE_REDUCED,       /* the only reduced one, or the lower */
    RATE_SUPER_REDUCED, /* below 5 % */
    RATE_PARKING,
    RATE_ZERO,
};
extern const char *const kind_rate_names[];

/* One rate of a country or a part of it, from a day on and until another. */
struct vat_rate {
    const char *territory; /* FR, or RE, a part with rates of its own */
    int kind_rate;
    int64_t rate_tax;
    const char *date_from, *date_until; /* until: the first day outside; NULL: it goes on */
};
/* What the program knows: the union's members and the parts with rates of their own. */
extern const struct vat_rate vat_rates[];
extern const size_t vat_rate_count;

/* Rates of the merchant's, which count before those of the program. */
struct vat_rates {
    const struct vat_rate *at;
    size_t count;
};
/* The rate of that kind on a day: of several the one that began last; a territory that has no rate
 * of the kind gives its standard one, and the zero rate is 0 everywhere. NONE if the territory is
 * not known. */
int64_t vat_rate_on(const struct vat_rates *own, const char *territory, enum kind_rate kind,
                    const char *day);

/* places ------------------------------------------------------------------------------------------
 */

/* An address as far as taxes look at it; NULL where nothing was said. */
struct vat_address {
    const char *country, *zip_code, *region; /* ISO 3166-1 and 3166-2 */
};

struct vat_place {
    const char *country;   /* whose tax it is: FR for Martinique and Monaco; NULL: not known */
    const char *territory; /* whose rates: MQ; NULL: a part of the country that has no VAT */
    bool is_in_union;      /* does it belong to the union's VAT area? */
};
struct vat_place vat_place_of(const struct vat_address *address);
/* ISO 3166 code of a member state? Not of a part of one. */
bool is_member_state(const char *country);

/* what a sale bears -------------------------------------------------------------------------------
 */

enum regime_vat { REGIME_NONE, REGIME_STANDARD, REGIME_FRANCHISE };
extern const char *const regime_vat_names[];

/* Where consumers of other member states are taxed. */
enum oss { OSS_NONE, OSS_AUTO, OSS_ALWAYS, OSS_NEVER };
extern const char *const oss_names[];

/* In cents of euros, of a calendar year, over all of the union (art. 59c). */
#define OSS_THRESHOLD INT64_C(1000000)

struct vat_seller {
    struct vat_address address;
    int regime;             /* enum regime_vat */
    int oss;                /* enum oss */
    bool is_over_threshold; /* for OSS_AUTO: with the sale that is looked at */
    bool is_outside_scope;  /* what leaves the union is category O, and not G */
};

/* What is known of a buyer's VAT number. */
enum state_vat {
    VAT_NONE,      /* he gave none */
    VAT_MALFORMED, /* what he gave can be none: it counts as none */
    VAT_UNKNOWN,   /* it looks right, and VIES did not say yet */
    VAT_VALID,
    VAT_INVALID,
};
extern const char *const state_vat_names[];

struct vat_buyer {
    struct vat_address address;
    const char *vat_number; /* as vat_number.h keeps it */
    int state_vat;
    bool is_company;         /* did he name one? */
    bool is_unknown_trusted; /* does a number count that VIES has not spoken about? */
    bool is_exempt;          /* whatever he buys and wherever he is */
    const char *vatex, *mention;
};

/* What is sold, as far as taxes care. */
enum nature {
    NATURE_NONE,
    NATURE_ELECTRONIC, /* the default: software, access, data */
    NATURE_SERVICE,    /* done by people: training, consulting */
    NATURE_EXEMPT,
    NATURE_OUT_OF_SCOPE, /* no consideration for anything: damages, a deposit */
};
extern const char *const nature_names[];

struct vat_nature {
    int nature, kind_rate;
    const char *vatex, *mention; /* why it is exempt, or NULL */
};

/* How a line is taxed. */
struct vat_treatment {
    const char *category_tax; /* S, Z, E, AE, G or O */
    const char *country_tax;  /* whose tax it is */
    int64_t rate_tax;         /* NONE: nobody told us the rate of that place */
    const char *vatex_tax;    /* or NULL */
    const char *mention_tax;  /* a key of vat_mention, or a text of the merchant's; or NULL */
    bool is_distance;         /* counts for the threshold */
};

/* Does the buyer's number count, for a sale to the place where he is? */
bool vat_number_counts(const struct vat_buyer *buyer);

struct vat_treatment vat_treat(const struct vat_seller *seller, const struct vat_buyer *buyer,
                               const struct vat_nature *nature, const struct vat_rates *rates,
                               const char *day);

/* mentions ----------------------------------------------------------------------------------------
 */

/* What an invoice must say of a treatment: dated, since laws are renumbered. */
struct vat_mention {
    const char *key_mention;
    const char *country; /* of the seller; NULL: of any */
    const char *language, *text;
    const char *date_from, *date_until;
};
extern const struct vat_mention vat_mentions[];
extern const size_t vat_mention_count;

struct vat_mentions {
    const struct vat_mention *at;
    size_t count;
};
/* The text of a key on a day, of the merchant's first, and of those of his country before those of
 * any; in English where the language has none. What is no key is a text and said as it is. */
const char *vat_mention_on(const struct vat_mentions *own, const char *key_mention,
                           const char *country, const char *language, const char *day);

#endif
