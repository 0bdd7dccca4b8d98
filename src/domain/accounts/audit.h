/* The trail of what was done by hand: every manual money line, setting, key and right leaves a row
 * that nothing can change. It holds no secret: a key is named by its public half. */
#ifndef DOMAIN_ACCOUNTS_AUDIT_H
#define DOMAIN_ACCOUNTS_AUDIT_H

#include "base/ctx.h"

/* `action` is a word like "BalanceLine.Add", `subject` the table, `before` and `after` JSON or
 * NULL. */
MUST_CHECK enum err audit_record(struct ctx *ctx, const char *action, const char *subject,
                                 int64_t id_subject, const char *before, const char *after);

#endif
