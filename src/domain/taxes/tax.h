/* Taxes by place: what the merchant added to the tables of rules/vat.h, who sells, who buys, and
 * how each line of theirs is taxed on a day.
 *
 * A segment has a fixed rate or taxes by place (setting `taxes`). By place, the rate of a line is
 * information until it is invoiced: what counts is where the buyer is then. The sales to consumers
 * of other member states are counted in euros alone; who sells much in other currencies says
 * `tax_oss` Always. */
#ifndef DOMAIN_TAXES_TAX_H
#define DOMAIN_TAXES_TAX_H

#include "domain/accounts/business.h"
#include "domain/accounts/setting.h"
#include "domain/customers/customer_vat.h"
#include "rules/vat.h"

/* What one KeyCharge stands for. */
struct key_charge {
    const char *key_charge;
    int nature, kind_rate;
    const char *vatex_tax, *mention_tax;
};
extern const struct field key_charge_fields[], vat_rate_fields[], vat_mention_fields[];

/* A seller as taxes see him, and what he sold to consumers of other member states: in the calendar
 * year before, and in this one as far as it went. */
struct tax_seller {
    int64_t id;
    struct vat_address address;
    int regime;
    const char *day; /* his present day */
    int64_t amount_before, amount_sold;
};

/* Everything that a batch of taxes needs, read once. */
struct tax_terms {
    const struct settings *settings;
    struct list rates, mentions, key_charges, sellers; /* of struct vat_rate, vat_mention, ... */
};

/* Reads nothing unless some segment taxes by place. The settings must outlive it. */
MUST_CHECK enum err tax_terms_load(struct ctx *ctx, const struct settings *settings,
                                   struct tax_terms *out);

/* What is sold: a line as far as taxes care. */
struct tax_item {
    const char *key_charge;
    int64_t amount;
    bool is_prepaid; /* what was paid before: neither taxed nor exempt, it has no category */
};
/* How the items of one sale are taxed, in their order; those to consumers of other member states
 * are added to what the seller sold. The rate is the segment's where nobody told us that of a
 * place. */
struct vat_treatment *tax_treat(struct ctx *ctx, struct tax_terms *terms,
                                const struct segment *segment, const struct tax_buyer *buyer,
                                const struct tax_item *items, size_t count);
/* The mention of a treatment in a language, on the seller's present day; NULL: none is due. */
const char *tax_mention(const struct tax_terms *terms, const struct segment *segment,
                        const char *mention_tax, const char *language);

/* the merchant's tables ---------------------------------------------------------------------------
 */

/* A rate of the merchant's own or of the program's. */
struct tax_rate {
    const char *territory;
    int kind_rate;
    int64_t rate_tax;
    const char *date_from, *date_until;
    bool is_own;
};
/* Of `struct tax_rate`: of one territory, or of all if it is NULL. */
MUST_CHECK enum err tax_rate_list(struct ctx *ctx, const char *territory, struct list *out);
/* Adds one, or changes what begins on the same day. ERR_INVALID with every mistake noted. */
MUST_CHECK enum err tax_rate_save(struct ctx *ctx, const struct vat_rate *rate);
struct tax_mention {
    const char *key_mention, *country, *language, *date_from, *date_until, *text;
    bool is_own;
};
/* Of `struct tax_mention`: of one key, or of all if it is NULL. */
MUST_CHECK enum err tax_mention_list(struct ctx *ctx, const char *key_mention, struct list *out);
MUST_CHECK enum err tax_mention_save(struct ctx *ctx, const struct vat_mention *mention);
MUST_CHECK enum err key_charge_list(struct ctx *ctx, struct list *out);
MUST_CHECK enum err key_charge_save(struct ctx *ctx, const struct key_charge *key_charge);

/* what was sold to consumers of other member states -----------------------------------------------
 */

/* What a seller owes by the one-stop shop for a quarter: of one member state, rate and currency.
 * Credit notes for invoices of an earlier quarter are corrections of that one. */
struct oss_line {
    const char *quarter; /* 2026Q4: of the invoices */
    const char *country_tax;
    int64_t rate_tax;
    const char *currency;
    int64_t amount_subtotal, amount_tax;
};
extern const struct field oss_line_fields[];
/* Of `struct oss_line`, for all sellers of a country together; ERR_INVALID, noted, if it is no
 * quarter. */
MUST_CHECK enum err tax_oss_list(struct ctx *ctx, const char *quarter, struct list *out);

#endif
