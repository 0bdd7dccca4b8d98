/* Drivers of payment providers without any server: what they would send, and what they make of what
 * would come. */
#ifndef UNIT_DRIVEN_H
#define UNIT_DRIVEN_H

#include "unit/cases.h"

#include "domain/gateways/driver.h"

/* A ctx with an arena, at 2026-11-22T06:00:00Z; the arena is the caller's to free. */
struct ctx driven_ctx(void);
/* What a case does not say of an errand is as usual; "" is nothing. */
struct gateway_errand driven_errand(const struct gateway_errand *usual, struct gateway_errand it);
/* The request as one text: verb and url, headers, an empty line and the body. If it cannot be made,
 * the code that was noted. */
const char *driven_request(struct ctx *ctx, const struct driver *driver,
                           const struct gateway_errand *errand);
struct gateway_outcome driven_outcome(struct ctx *ctx, const struct driver *driver,
                                      const struct gateway_errand *errand, int status,
                                      const char *body);
/* `Succeeded`, `Failed Funds insufficient_funds` …, and `, then PROGRESS` of what is unfinished. */
const char *driven_result(struct ctx *ctx, const struct gateway_outcome *outcome);
/* One line per fact; or the code that was noted. */
const char *driven_facts(struct ctx *ctx, const struct driver *driver, const char *secret,
                         const char *signature, const char *body);
/* HMAC-SHA-256 of the text, in hexadecimal digits. */
const char *driven_signature(struct ctx *ctx, const char *secret, const char *text);

#endif
