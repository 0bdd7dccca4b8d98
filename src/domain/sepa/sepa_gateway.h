/* A SEPA gateway: our own bank account, from which debits are collected by files. It has no
 * provider and no server.
 *
 * Who collects is the seller of its segment, unless the gateway's settings say otherwise: a JSON
 * object with any of Name, Ics, Bic, Version (2019 or 2009), LeadDays, SettleDays. The
 * account is the gateway's API key, or the seller's IBAN; both are sealed. */
#ifndef DOMAIN_SEPA_SEPA_GATEWAY_H
#define DOMAIN_SEPA_SEPA_GATEWAY_H

#include "domain/gateways/gateway.h"
#include "domain/sepa/sepa_write.h"

#define SEPA_GATEWAY "Sepa"

/* What the driver finds as the progress of a transaction: the moment from which no news is good
 * news, or this while it is in no file. */
#define SEPA_WAITS "waits"

struct sepa_settings {
    const char *name, *ics, *bic;
    int version;         /* enum version_sepa; not given: 2019 */
    int64_t lead_days;   /* open days that the bank wants a file before the collection: 1 */
    int64_t settle_days; /* open days after the collection until no news is good news: 5 */
};
extern const struct field sepa_settings_fields[];

/* Complains about what makes no sense in the settings of a gateway; NULL is fine. */
MUST_CHECK enum err sepa_settings_read(struct ctx *ctx, const char *settings,
                                       struct sepa_settings *out);

/* The first active SEPA gateway of a segment. ERR_CONFLICT, noted, if there is none. */
MUST_CHECK enum err sepa_gateway_choose(struct ctx *ctx, int64_t id_segment, struct gateway *out);

/* Who collects, with all that a file needs. ERR_CONFLICT, noted, with what is missing and how to
 * give it. */
MUST_CHECK enum err sepa_creditor_get(struct ctx *ctx, const struct gateway *gateway,
                                      const struct sepa_settings *settings,
                                      struct sepa_creditor *out);

/* How a transaction is called in files: the same for ever. */
const char *sepa_end_to_end(struct arena *arena, int64_t id_transaction);

#endif
