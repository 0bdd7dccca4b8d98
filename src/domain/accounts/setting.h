/* Settings: what a merchant may decide. One table describes each (setting.c), with its type,
 * bounds, default and a sentence; a value is stored for the business or a segment, and the nearest
 * counts. */
#ifndef DOMAIN_ACCOUNTS_SETTING_H
#define DOMAIN_ACCOUNTS_SETTING_H

#include "base/ctx.h"
#include "base/field.h"

enum setting {
    SETTING_PAYMENT_LIMIT_DAYS,
    SETTING_BLOCK_RENEWAL_WITHOUT_METHOD,
    SETTING_MANUAL_LINE_AMOUNT_MAX,
    SETTING_MANUAL_LINES_PER_DAY_AMOUNT_MAX,
    SETTING_UNPAID_AMOUNT_MAX,
    SETTING_UNPAID_DAYS_MAX,
    SETTING_WEBHOOKS_TO_PRIVATE_ADDRESSES,
    SETTING_REQUESTS_PER_MINUTE_MAX,
    SETTING_PUBLIC_URL,
    SETTING_LINK_LIFETIME_HOURS,
    SETTING_OVERDUE_GRACE_DAYS,
    SETTING_COUNT,
};

struct setting_description {
    const char *key, *help;
    bool is_url;                    /* a text; else a number: */
    int64_t otherwise, least, most; /* the default and the bounds; of a truth 0 and 1 */
};
extern const struct setting_description setting_descriptions[SETTING_COUNT];

/* All of a business's values at once, so that a batch asks the database a single time. */
struct settings {
    struct list rows;
};
MUST_CHECK enum err settings_load(struct ctx *ctx, struct settings *out);
int64_t setting_number(const struct settings *settings, enum setting setting, int64_t id_segment);
/* NULL: none was given. */
const char *setting_text(const struct settings *settings, enum setting setting, int64_t id_segment);
/* Was it ever written, for the business or any segment? */
bool setting_is_changed(const struct settings *settings, enum setting setting);

/* Writes one, with an audit row. `reference_segment` NULL: for the whole business. ERR_INVALID for
 * an unknown key or a value out of bounds. */
MUST_CHECK enum err setting_write(struct ctx *ctx, const char *key, const char *reference_segment,
                                  const char *value);

#endif
