/* Businesses, sellers and segments: whose data this is.
 *
 * A business is a tenant; nothing is ever shared by two. It is a sandbox or live, for good: a
 * sandbox may have a test clock (clock.h), cannot hold a gateway for real money and can be emptied;
 * a live one cannot. A segment is a sales channel with a currency, a language and a seller (the
 * legal entity on its invoices); the first one is the default wherever none is named. */
#ifndef DOMAIN_ACCOUNTS_BUSINESS_H
#define DOMAIN_ACCOUNTS_BUSINESS_H

#include "domain/trace.h"

struct business {
    int64_t id;
    const char *name;
    bool is_live;
    const char *language, *time_zone;
    struct trace trace;
};
extern const struct field business_fields[];

struct segment {
    int64_t id, id_seller;
    const char *reference_segment, *name;
    const char *currency; /* ISO 4217; never changes */
    const char *language, *time_zone;
    int64_t position;
    int64_t rate_tax; /* 1/10000; one rate per segment */
    const char *label_tax;
    const char *install_url; /* the merchant's page that shows ours inside; NULL: there is none */
    struct trace trace;
};
extern const struct field segment_fields[];

/* The legal entity. Its address is a version of domain/customers/address.h. */
struct seller {
    int64_t id;
    const char *name, *legal_form, *siren, *vat_number, *vat_regime, *creditor_id;
    const char *capital, *city_registry;
    int64_t id_address;
    const char *time_zone;
    bool is_default;
    struct trace trace;
};
extern const struct field seller_fields[];

/* What it takes to begin. Everything but the name has a default. */
struct new_business {
    const char *name;
    bool is_live;
    const char *language;          /* "fr" */
    const char *currency;          /* "EUR" */
    const char *time_zone;         /* "Europe/Paris" */
    const char *reference_segment; /* "default" */
    int64_t rate_tax;              /* NONE: 2000, the French standard rate */
};

/* Makes the business with its seller, first segment, books, number series and random secrets for
 * webhooks and portal. Sets ctx->id_business; needs ctx->keyring. ERR_INVALID with every mistake
 * noted. */
MUST_CHECK enum err business_create(struct ctx *ctx, const struct new_business *from,
                                    struct business *out);
/* The caller's. */
MUST_CHECK enum err business_get(struct ctx *ctx, struct business *out);
/* All of the installation, by id: of `struct business`. */
MUST_CHECK enum err business_list(struct ctx *ctx, struct list *out);

/* Empties a sandbox of everything but its agents, keys, sellers, segments and catalogue. A live one
 * is refused. */
MUST_CHECK enum err business_empty(struct ctx *ctx);

/* The segment of that reference, or the first one if it is NULL. ERR_INVALID naming
 * `ReferenceSegment` if there is none of that name. */
MUST_CHECK enum err segment_choose(struct ctx *ctx, const char *reference_segment,
                                   struct segment *out);
MUST_CHECK enum err segment_get(struct ctx *ctx, int64_t id, struct segment *out);
/* By position: of `struct segment`. */
MUST_CHECK enum err segment_list(struct ctx *ctx, struct list *out);
/* Sets or, with NULL, removes it; leaves an audit row. ERR_INVALID if it is no URL. */
MUST_CHECK enum err segment_set_install_url(struct ctx *ctx, struct segment *segment,
                                            const char *install_url);
/* By id: of `struct seller`. */
MUST_CHECK enum err seller_list(struct ctx *ctx, struct list *out);

#endif
