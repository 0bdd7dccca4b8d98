/* Gateways: a merchant's accounts with providers of payments, each for cards or for direct debits.
 *
 * What a provider can do is his driver's (driver.h); here is whose account it is. Its API key and
 * the secret of its notifications are sealed (accounts/secret.h) and never shown. */
#ifndef DOMAIN_GATEWAYS_GATEWAY_H
#define DOMAIN_GATEWAYS_GATEWAY_H

#include "domain/gateways/driver.h"
#include "domain/lane.h"
#include "domain/trace.h"

enum state_gateway { GATEWAY_NONE, GATEWAY_ACTIVE, GATEWAY_INACTIVE };
extern const char *const state_gateway_names[];

struct gateway {
    int64_t id, id_segment; /* NONE: of every segment */
    const char *reference_segment;
    const char *name, *type_gateway;
    int type_payment;  /* PAYMENT_CARD or PAYMENT_DIRECT_DEBIT */
    int state_gateway; /* enum state_gateway */
    const char *api_url, *settings;
    int64_t position;
    struct trace trace;
};
extern const struct field gateway_fields[];

/* What is absent is left as it is. Segment, provider and type of payment are for good. */
struct gateway_input {
    const char *reference_segment, *name, *type_gateway;
    int type_payment;
    int state_gateway;
    const char *api_url, *settings;
    const char *api_key, *webhook_secret; /* sealed at once */
    int64_t position;
};
extern const struct field gateway_input_fields[];

/* ERR_INVALID with every mistake noted: an unknown provider, a type of payment that he does not
 * take, the sandbox in a live business, a url of somebody's own in a live one. */
MUST_CHECK enum err gateway_add(struct ctx *ctx, const struct gateway_input *input,
                                struct gateway *out);
MUST_CHECK enum err gateway_change(struct ctx *ctx, int64_t id, const struct gateway_input *input,
                                   struct gateway *out);
/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err gateway_get(struct ctx *ctx, int64_t id, struct gateway *out);
/* All of them, in the order in which they are offered: of `struct gateway`. */
MUST_CHECK enum err gateway_list(struct ctx *ctx, struct list *out);
/* The first active one for a segment; of one type of payment unless that is PAYMENT_NONE.
 * ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err gateway_choose(struct ctx *ctx, int64_t id_segment, int type_payment,
                                   struct gateway *out);
const struct driver *gateway_driver(const struct gateway *gateway);

/* What of an errand is the gateway's. ERR_FAILED, noted, if its key cannot be opened. */
MUST_CHECK enum err gateway_errand(struct ctx *ctx, const struct gateway *gateway,
                                   struct gateway_errand *out);

/* Where a page is: one of our own (`/sandbox/…`) has this server's address in front. */
MUST_CHECK enum err gateway_page_url(struct ctx *ctx, const char *page_url, const char **out);

/* What is wanted of a provider's server and when he is asked, by the machine's clock: in the rows
 * of methods and transactions. `leases` is the fencing token of whoever asks. */
struct call {
    int wish; /* enum wish */
    struct instant due_at, leased_until, silent_since;
    int64_t leases, silences;
};
#define CALL_FIELD(type, member)                                                                   \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct type *)0)->call.member),                      \
        .offset = offsetof(struct type, call.member)                                               \
    }
#define CALL_FIELDS(type)                                                                          \
    {.name = "wish",                                                                               \
     .kind = FIELD_CHOICE,                                                                         \
     .offset = offsetof(struct type, call.wish),                                                   \
     .choices = wish_names},                                                                       \
        CALL_FIELD(type, due_at), CALL_FIELD(type, leased_until), CALL_FIELD(type, silent_since),  \
        CALL_FIELD(type, leases), CALL_FIELD(type, silences)

/* Something is wanted, now. */
void call_wish(const struct ctx *ctx, struct call *call, enum wish wish);
/* The same later, for a question that was answered with "not yet". */
void call_later(const struct ctx *ctx, struct call *call, enum wish wish, int64_t micros);
/* Nothing is wanted any more. */
void call_end(struct call *call);
/* He did not answer, so that one understands: asked again, after twice as long each time. */
void call_silence(const struct ctx *ctx, struct call *call);
/* Takes the lease; false if somebody holds it. */
bool call_lease(const struct ctx *ctx, struct call *call);

/* A driver's request as something to send. A sandbox's provider may be on this machine. */
struct post gateway_post(const struct ctx *ctx, const struct gateway_request *request);

#endif
