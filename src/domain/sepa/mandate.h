/* Mandates: a debtor's consent to be debited by SEPA, on which a method of a SEPA gateway rests.
 *
 * One is known by its unique reference (RUM), which we make or which it brings along from
 * elsewhere. It is as usable as its method (gateways/permission.h): removing the one revokes the
 * other, and 36 months after the last collection, or after the signature if there was none, the
 * method expires, after the notices that every method gets. The IBAN is a sealed secret and is
 * never shown whole. What a debtor signed is kept with it: when, from where, with what, and the
 * text's version and digest. */
#ifndef DOMAIN_SEPA_MANDATE_H
#define DOMAIN_SEPA_MANDATE_H

#include "domain/gateways/permission.h"
#include "domain/page.h"
#include "domain/sepa/sepa_write.h"

struct mandate {
    int64_t id, id_customer, id_gateway, id_permission;
    const char *reference_customer, *reference_segment;
    const char *reference_mandate; /* the RUM */
    int scheme_mandate;            /* enum scheme_mandate */
    int type_mandate;              /* enum sequence_sepa */
    int state_permission;          /* that of its method */
    const char *name_debtor, *iban_masked, *bic;
    struct instant date_signature; /* a day, like the next */
    const char *signed_from, *signed_with, *text_version, *text_hash;
    struct instant date_last_collection; /* by whoever had the mandate before */
    struct instant date_collection;      /* the last of ours, a day; it may lie ahead */
    struct instant date_file;            /* when the last file was made that used it */
    /* What changed, and when: files tell of it until one was not refused. */
    struct instant date_amendment;
    const char *creditor_before, *creditor_name_before;
    bool is_account_new;
    struct instant date_expiration; /* when it lapses, unless it is used */
    struct instant date_revocation;
    const char *reason_revocation;
    struct trace trace;
};
extern const struct field mandate_fields[];

/* What is given of a mandate. To add one: customer, IBAN and name at least. */
struct mandate_input {
    const char *reference_customer, *reference_segment;
    int64_t id_gateway;               /* NONE: the first SEPA gateway of the customer's segment */
    const char *reference_mandate;    /* of one that was signed elsewhere; NULL: we make one */
    int scheme_mandate, type_mandate; /* otherwise Core, Recurrent */
    const char *name_debtor, *iban, *bic;
    struct instant date_signature; /* not set: today */
    const char *signed_from, *signed_with, *text_version, *text_hash;
    struct instant date_last_collection;
    const char *creditor_before, *creditor_name_before; /* of one taken over from a creditor */
};
extern const struct field mandate_input_fields[];

/* The method becomes the customer's default. ERR_INVALID with every mistake noted; ERR_FORBIDDEN
 * for an unknown customer; ERR_CONFLICT if the reference is another's. The same mandate again is
 * found, and `is_new` false. */
MUST_CHECK enum err mandate_add(struct ctx *ctx, const struct mandate_input *input,
                                struct mandate *out, bool *is_new);

/* A new account or another bank: the next collection tells it. Or what the debtor is called now,
 * which nobody needs to be told. ERR_CONFLICT for one that is revoked or has lapsed. */
struct mandate_amendment {
    const char *iban, *bic, *name_debtor;
};
MUST_CHECK enum err mandate_amend(struct ctx *ctx, int64_t id,
                                  const struct mandate_amendment *amendment, struct mandate *out);

/* Nothing is collected by it any more, and its method is deleted. */
MUST_CHECK enum err mandate_revoke(struct ctx *ctx, int64_t id, const char *reason,
                                   struct mandate *out);

/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err mandate_get(struct ctx *ctx, int64_t id, struct mandate *out);
/* The same by its RUM. */
MUST_CHECK enum err mandate_find(struct ctx *ctx, const char *reference_mandate,
                                 struct mandate *out);
/* A customer's, or all if that is NONE, the newest first: of struct mandate. */
MUST_CHECK enum err mandate_list(struct ctx *ctx, int64_t id_customer, const struct page *page,
                                 struct list *out, int64_t *total);

/* The mandate of a method; ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err mandate_of_permission(struct ctx *ctx, int64_t id_permission,
                                          struct mandate *out);
MUST_CHECK enum err mandate_iban(struct ctx *ctx, const struct mandate *mandate, const char **out);
/* Is there a change that the bank does not know of? */
bool mandate_is_amended(const struct mandate *mandate);
/* Was it used, by us or before? */
bool mandate_was_used(const struct mandate *mandate);
/* It is used in a file, to be collected on that day, and lives 36 months more. */
MUST_CHECK enum err mandate_use(struct ctx *ctx, const struct mandate *mandate, struct instant day);

#endif
