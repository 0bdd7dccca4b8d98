/* What a value must look like to be accepted from outside, the same on every face (contract section
 * 1.3). Each complains by the name of the target and leaves the decision to `complaints`; an absent
 * value is always fine. */
#ifndef DOMAIN_CHECK_H
#define DOMAIN_CHECK_H

#include "base/ctx.h"

/* At most 50 characters, none of < > ; " = ? & and no control character. */
void check_reference(struct ctx *ctx, const char *target, const char *reference);
bool email_is_address(const char *email);
void check_email(struct ctx *ctx, const char *target, const char *email);
/* `fr` or `fr-FR`. */
void check_language(struct ctx *ctx, const char *target, const char *language);
/* ISO 3166-1 alpha-2: all of them, with a space between. */
extern const char *const country_codes;
void check_country(struct ctx *ctx, const char *target, const char *country);
/* ISO 3166-2 with the country in front: `FR-75`. */
void check_region(struct ctx *ctx, const char *target, const char *region, const char *country);
/* `https://host/path` or http, with a host, and nothing in it that a URL cannot hold. */
void check_http_url(struct ctx *ctx, const char *target, const char *url);
/* An object of at most 5 plain values of at most 450 characters each. */
void check_metadata(struct ctx *ctx, const char *target, const char *metadata);
/* Not below `least` nor above `most`. */
void check_range(struct ctx *ctx, const char *target, int64_t value, int64_t least, int64_t most);

/* A reference for an object that was given none. */
const char *new_reference(struct ctx *ctx);

#endif
