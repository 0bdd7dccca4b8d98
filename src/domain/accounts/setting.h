/* Settings: what a merchant may decide. One table describes each (setting.c), with its kind,
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
    SETTING_TAXES,
    SETTING_TAX_OSS,
    SETTING_TAX_UNKNOWN_NUMBER,
    SETTING_TAX_OUTSIDE,
    SETTING_VIES_URL,
    SETTING_VIES_PROOF_DAYS,
    SETTING_DRAFT_HOURS,
    SETTING_ESTIMATE_VALIDITY_DAYS,
    SETTING_ESTIMATE_CONVERTS,
    SETTING_SERIES_SCOPE,
    SETTING_NUMBER_FORMAT,
    SETTING_USAGE_LATE_DAYS,
    SETTING_ANCHOR,
    SETTING_BILLING_DAY,
    SETTING_FIRST_PERIOD,
    SETTING_PRORATION_UNIT,
    SETTING_PRORATION_ROUNDING,
    SETTING_MONTH_LENGTH,
    SETTING_UNUSED_PART,
    SETTING_NOTICE_DAYS_CARD,
    SETTING_NOTICE_DAYS_DEBIT,
    SETTING_RETRY_DAYS,
    SETTING_AFTER_LAST_FAILURE,
    SETTING_METHOD_FAILURES_MAX,
    SETTING_REGISTRATION_FAILURES_MAX,
    SETTING_REMINDER_DAYS,
    SETTING_MAIL_MODE,
    SETTING_MAIL_ALL_TO,
    SETTING_MAIL_SENDER,
    SETTING_MAIL_SENDER_NAME,
    SETTING_MAIL_REPLY_TO,
    SETTING_MAIL_LINK_DAYS,
    SETTING_MAIL_RENEWAL_DAYS,
    SETTING_MAIL_ESTIMATE_DAYS,
    SETTING_MAIL_KEPT_DAYS,
    SETTING_SMTP_HOST,
    SETTING_SMTP_PORT,
    SETTING_SMTP_SECURITY,
    SETTING_SMTP_USER,
    SETTING_SMTP_AUTHORITY,
    SETTING_PORTAL,
    SETTING_PORTAL_HIDDEN,
    SETTING_SELF_REGISTRATION,
    SETTING_API_LINKS_PROVE,
    SETTING_ANONYMOUS_SUBSCRIPTION,
    SETTING_ALWAYS_ASK_METHOD,
    SETTING_ESTIMATE_PROOF_AMOUNT,
    SETTING_PORTAL_PARTIAL_PAYMENTS,
    SETTING_PORTAL_LAST_METHOD,
    SETTING_BRAND,
    SETTING_FONT,
    SETTING_FONT_SIZE,
    SETTING_RADIUS,
    SETTING_LOGO_HEIGHT,
    SETTING_COLOR_SCHEME,
    SETTING_TERMS_URL,
    SETTING_PRIVACY_URL,
    SETTING_WEBSITE_URL,
    SETTING_REGISTRATION_URL,
    SETTING_LOGIN_URL,
    SETTING_AFTER_WORKFLOW_URL,
    SETTING_AFTER_METHOD_DELETION_URL,
    SETTING_FORM_URL,
    SETTING_PORTAL_URL,
    SETTING_FRAME_ORIGINS,
    SETTING_PORTAL_CANCEL_NOW,
    SETTING_BUTTON_FIRST, /* one for each button of look/look.h, in its order */
    SETTING_BUTTON_TERMINATE = SETTING_BUTTON_FIRST,
    SETTING_BUTTON_CHANGE_PLAN,
    SETTING_BUTTON_CHANGE_OPTIONS,
    SETTING_BUTTON_CHOOSE_OFFER,
    SETTING_BUTTON_RESTART,
    SETTING_BUTTON_ADD_METHOD,
    SETTING_BUTTON_CHANGE_METHOD,
    SETTING_BUTTON_REMOVE_METHOD,
    SETTING_BUTTON_PAY,
    SETTING_BUTTON_CHOOSE_ANONYMOUS,
    SETTING_BUTTON_CHOOSE_KNOWN,
    SETTING_BUTTON_CHOOSE_UPGRADE,
    SETTING_BUTTON_OPEN_PRICING,
    SETTING_BUTTON_APPROVE_ESTIMATE,
    SETTING_BUTTON_DECLINE_ESTIMATE,
    SETTING_COUNT,
};

/* The words of SETTING_MAIL_MODE and SETTING_SMTP_SECURITY. */
enum { MAIL_MODE_AUTO = 1, MAIL_MODE_SEND, MAIL_MODE_KEEP };
enum { SMTP_STARTTLS = 1, SMTP_TLS, SMTP_UNPROTECTED };

/* The words of SETTING_AFTER_LAST_FAILURE and of SETTING_FONT. */
enum { AFTER_LAST_FAILURE_NOTHING = 1, AFTER_LAST_FAILURE_SUSPEND };
enum { FONT_SANS = 1, FONT_SERIF };

/* The words of SETTING_PORTAL_LAST_METHOD. */
enum { LAST_METHOD_WARN = 1, LAST_METHOD_REFUSE };

enum setting_kind {
    A_NUMBER,
    A_WORD, /* one of a few */
    A_URL,
    A_TEXT,
    A_BEHAVIOUR, /* of a button: Default, Hide, or the URL to which it leads */
};

struct setting_description {
    const char *key, *help;
    enum setting_kind kind;
    int64_t otherwise;          /* the default of a number, or the index of that of a word */
    int64_t least, most;        /* the bounds of a number; of a truth 0 and 1 */
    const char *const *words;   /* of a word, as a FIELD_CHOICE has them */
    const char *otherwise_said; /* the default of a text, or NULL */
    /* What is wrong with a text, as the end of a sentence, or NULL; the function may be NULL. */
    const char *(*objection)(const char *value);
};
extern const struct setting_description setting_descriptions[SETTING_COUNT];

/* All of a business's values at once, so that a batch asks the database a single time. */
struct settings {
    struct list rows;
};
MUST_CHECK enum err settings_load(struct ctx *ctx, struct settings *out);
int64_t setting_number(const struct settings *settings, enum setting setting, int64_t id_segment);
/* The index of the word among its `words`. */
int setting_word(const struct settings *settings, enum setting setting, int64_t id_segment);
/* Of a url or a text; NULL: there is none. */
const char *setting_text(const struct settings *settings, enum setting setting, int64_t id_segment);
/* Was it ever written, for the business or any segment? */
bool setting_is_changed(const struct settings *settings, enum setting setting);

/* Writes one, with an audit row. `reference_segment` NULL: for the whole business. ERR_INVALID for
 * an unknown key or a value out of bounds. */
MUST_CHECK enum err setting_write(struct ctx *ctx, const char *key, const char *reference_segment,
                                  const char *value);

#endif
