/* What the drivers of providers who speak JSON share: reading answers and notifications leniently,
 * since they are other people's and grow without being asked, and knowing the codes of declines.
 *
 * A path is names with points between them, `error.payment_intent.id`. What is missing, null or of
 * another kind is NULL or NONE: no driver may stumble over it. */
#ifndef DOMAIN_GATEWAYS_DRIVER_PARTS_H
#define DOMAIN_GATEWAYS_DRIVER_PARTS_H

#include "base/json.h"
#include "domain/gateways/driver.h"
#include "platform/crypto/crypto.h"

/* NULL if it is not JSON; nothing is noted. */
const struct json *parts_json(struct ctx *ctx, const char *bytes, size_t size);
const struct json *parts_at(const struct json *json, const char *path);
/* Of a string that is not empty. */
const char *parts_text(const struct json *json, const char *path);
/* NONE if there is no whole number. */
int64_t parts_integer(const struct json *json, const char *path);
bool parts_truth(const struct json *json, const char *path);
/* Elements of the list there; 0 if it is none. */
size_t parts_count(const struct json *json, const char *path);

/* The answer's JSON, if it is one that says what was done. Otherwise NULL, and `out` is
 * TRANSACTION_UNKNOWN with the reason: no answer, one that is not JSON, a provider who is broken,
 * busy (409, 429) or does not know our key (401, 403: nobody looked at what was wanted, and nothing
 * is lost if it is asked again once the key was mended). */
const struct json *parts_answer(struct ctx *ctx, const struct gateway_answer *answer,
                                struct gateway_outcome *out);
bool parts_is_good(const struct gateway_answer *answer);

/* What was noted in the step before; NULL: this is the first. */
const char *parts_progress(const struct gateway_errand *errand);
/* A wish that is fulfilled leaves no progress to the next one. */
void parts_end_progress(const struct gateway_errand *errand, struct gateway_outcome *out);

/* What stands in the metadata of all that moves money: its idempotency key, by which it is found
 * again, and by which two installations that share an account know what is whose. */
#define PARTS_METADATA_KEY "tacite_key"

/* What all requests of a provider have in common. */
struct parts_style {
    const char *base; /* the beginning of every url */
    const char *version_header, *version;
    const char *content_type; /* of a body */
};
MUST_CHECK enum err parts_get(struct ctx *ctx, const struct gateway_errand *errand,
                              const struct parts_style *style, const char *path,
                              struct gateway_request *out);
/* `key`: NULL where doing it twice is doing it once. */
MUST_CHECK enum err parts_post(struct ctx *ctx, const struct gateway_errand *errand,
                               const struct parts_style *style, const char *path,
                               const struct text *body, const char *key,
                               struct gateway_request *out);
/* A path with one token in it. */
const char *parts_path(struct ctx *ctx, const char *before, const char *token, const char *after);
/* The errand's key for one of several steps, which need a key each; NULL if it has none. */
const char *parts_key(struct ctx *ctx, const struct gateway_errand *errand, const char *step);
/* ERR_INVALID, noted, without that token. */
MUST_CHECK enum err parts_need(struct ctx *ctx, const struct gateway_errand *errand,
                               const char *token, const char *what);
/* ERR_INVALID, noted, if a page would not know where to send the customer in the end. */
MUST_CHECK enum err parts_need_return(struct ctx *ctx, const struct gateway_errand *errand);
/* May the same request still be sent again under its key? */
bool parts_is_key_alive(const struct ctx *ctx, const struct gateway_errand *errand,
                        int64_t key_life);

/* What a provider calls a state, and what it is to us. */
struct parts_state {
    const char *status;
    enum state_transaction state;
};
/* TRANSACTION_UNKNOWN if the table, ended by a NULL, does not have it. */
enum state_transaction parts_state(const struct parts_state *states, const char *status);

/* What a provider calls a decline, and what it means for us. */
struct decline_code {
    const char *code;
    enum decline decline;
};
/* DECLINE_NONE if the table, ended by a NULL, does not have it. */
enum decline parts_decline(const struct decline_code *codes, const char *code);

/* `****-****-****-4242`, from the end of a card's number, or NULL. */
const char *parts_card_name(struct ctx *ctx, const char *last_digits);
/* `FR****3000`, from the country and the end of an account's number; both may be NULL. */
const char *parts_account_name(struct ctx *ctx, const char *country, const char *last_digits);

/* Is the text of `size` bytes the HMAC-SHA-256 of the pieces, in hexadecimal digits? It takes as
 * long whatever is wrong with it. */
bool parts_is_signed(struct ctx *ctx, const char *secret, const struct bytes *pieces, size_t count,
                     const char *text, size_t size);

/* ERR_INVALID, noted, if there is no key or if it is of the other world: at `told` inside it stands
 * `live` or `test`. A sandbox must never move real money. */
MUST_CHECK enum err parts_check_key(struct ctx *ctx, const struct gateway_errand *errand,
                                    const char *told, const char *live, const char *test);

#endif
