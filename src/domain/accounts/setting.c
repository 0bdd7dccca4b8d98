#include "domain/accounts/setting.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/accounts/caller.h"
#include "domain/accounts/setting_words.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "rules/collect.h"
#include "rules/lifecycle.h"
#include "rules/numbering.h"
#include "rules/proration.h"
#include "rules/vat.h"
#include "sql.h"

/* How one says, and keeps, that there is no text, against one of the business for instance. */
#define NO_TEXT "none"

static const char *const taxes_words[] = {NULL, "Fixed", "Place", NULL};
static const char *const unknown_number_words[] = {NULL, "Business", "Consumer", NULL};
static const char *const outside_words[] = {NULL, "G", "O", NULL};
static const char *object_to_plan(const char *value, int least)
{
    struct plan plan;

    return plan_parse(value, least, &plan) ? NULL : "is no list of days such as 3,5,7";
}

static const char *object_to_retries(const char *value)
{
    return object_to_plan(value, 1);
}

static const char *object_to_reminders(const char *value)
{
    return object_to_plan(value, -PLAN_DAYS_MAX);
}

static const char *const after_last_failure[] = {NULL, "nothing", "suspend", NULL};
static const char *const font_words[] = {NULL, "Sans", "Serif", NULL};
static const char *const last_method_words[] = {NULL, "Warn", "Refuse", NULL};
static const char *const color_scheme_words[] = {NULL, "Auto", "Light", "Dark", NULL};

/* Of a button. */
#define A_BUTTON(name, does, default)                                                              \
    {                                                                                              \
        .key = "button_" name, .kind = A_BEHAVIOUR, .otherwise_said = (default),                   \
        .help = does ": Default, Hide, or the URL to which the customer is sent instead.",         \
        .objection = behaviour_objection                                                           \
    }

static const char *const mail_modes[] = {NULL, "Auto", "Send", "Keep", NULL};
static const char *const smtp_securities[] = {NULL, "StartTls", "Tls", "None", NULL};

static const char *object_to_address(const char *value)
{
    return email_is_address(value) ? NULL : "is no e-mail address";
}

/* What a name server knows, or an address. */
static const char *object_to_host(const char *value)
{
    size_t size = strspn(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:");

    return *value && !value[size] ? NULL : "is no name of a machine such as smtp.example.com";
}

/* What may stand in a header: a line of text. */
static const char *object_to_line(const char *value)
{
    for (const unsigned char *at = (const unsigned char *)value; *at; at++)
        if (*at < ' ' || *at == 0x7f)
            return "contains a control character";
    return NULL;
}

/* It would line up what does not belong together. */
/* clang-format off */
const struct setting_description setting_descriptions[SETTING_COUNT] = {
    [SETTING_PAYMENT_LIMIT_DAYS] = {
        .key = "payment_limit_days",
        .help = "Days to pay an invoice that is paid offline.",
        .otherwise = 30, .least = 10, .most = 90},
    [SETTING_BLOCK_RENEWAL_WITHOUT_METHOD] = {
        .key = "block_renewal_without_method",
        .help = "Suspend a priced subscription at its renewal if its buyer has no way to "
                "pay.",
        .otherwise = 1, .least = 0, .most = 1},
    [SETTING_MANUAL_LINE_AMOUNT_MAX] = {
        .key = "manual_line_amount_max",
        .help = "Largest amount of one manual balance line, in minor units, without tax.",
        .otherwise = AMOUNT_MAX, .least = 0, .most = AMOUNT_MAX},
    [SETTING_MANUAL_LINES_PER_DAY_AMOUNT_MAX] = {
        .key = "manual_lines_per_day_amount_max",
        .help = "Largest sum of the manual balance lines of 24 hours, debits and credits "
                "added up without their sign, in minor units.",
        .otherwise = AMOUNT_MAX, .least = 0, .most = AMOUNT_MAX},
    [SETTING_UNPAID_AMOUNT_MAX] = {
        .key = "unpaid_amount_max",
        .help = "Largest sum of a customer's unpaid invoices, in minor units with tax, "
                "before nothing more is sold to him; 0 for no limit.",
        .otherwise = 0, .least = 0, .most = AMOUNT_MAX},
    [SETTING_UNPAID_DAYS_MAX] = {
        .key = "unpaid_days_max",
        .help = "Days since the issue of a customer's oldest unpaid invoice before nothing "
                "more is sold to him; 0 for no limit.",
        .otherwise = 0, .least = 0, .most = 3650},
    [SETTING_WEBHOOKS_TO_PRIVATE_ADDRESSES] = {
        .key = "webhooks_to_private_addresses",
        .help = "In a sandbox, webhooks may call this machine and its networks; live ones "
                "never.",
        .otherwise = 1, .least = 0, .most = 1},
    [SETTING_REQUESTS_PER_MINUTE_MAX] = {
        .key = "requests_per_minute_max",
        .help = "Requests of one key pair a minute, for the whole business; 0 for no limit.",
        .otherwise = 0, .least = 0, .most = 1000000},
    [SETTING_PUBLIC_URL] = {
        .key = "public_url",
        .help = "Where customers reach this server, for their links: "
                "https://billing.example.com, or none.",
        .kind = A_URL},
    [SETTING_LINK_LIFETIME_HOURS] = {
        .key = "link_lifetime_hours",
        .help = "Hours after which a link of a customer is dead.",
        .otherwise = 24, .least = 1, .most = 8760},
    [SETTING_OVERDUE_GRACE_DAYS] = {
        .key = "overdue_grace_days",
        .help = "Days after its payment limit until an invoice that is paid offline is "
                "overdue; of those issued from now on.",
        .otherwise = 10, .least = 0, .most = 365},
    [SETTING_TAXES] = {
        .key = "taxes",
        .help = "Fixed: one rate for the segment; Place: by where seller and buyer are, who they "
                "are and what is sold.",
        .kind = A_WORD, .otherwise = 1, .words = taxes_words},
    [SETTING_TAX_OSS] = {
        .key = "tax_oss",
        .help = "Where consumers of other member states are taxed: Always at their place, Never, "
                "or Auto: from the sale on that exceeds 10 000 EUR in a calendar year or the one "
                "before, counting euros alone.",
        .kind = A_WORD, .otherwise = 1, .words = oss_names},
    [SETTING_TAX_UNKNOWN_NUMBER] = {
        .key = "tax_unknown_number",
        .help = "What a VAT number makes of a buyer while VIES did not say anything of it: a "
                "Business or a Consumer.",
        .kind = A_WORD, .otherwise = 1, .words = unknown_number_words},
    [SETTING_TAX_OUTSIDE] = {
        .key = "tax_outside",
        .help = "The category of EN 16931 of what leaves the union: G, free export, or O, out of "
                "scope.",
        .kind = A_WORD, .otherwise = 1, .words = outside_words},
    [SETTING_VIES_URL] = {
        .key = "vies_url",
        .help = "Where VAT numbers are checked, or none.",
        .kind = A_URL,
        .otherwise_said = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"},
    [SETTING_VIES_PROOF_DAYS] = {
        .key = "vies_proof_days",
        .help = "Days after which a VAT number is checked again before the next invoice.",
        .otherwise = 90, .least = 1, .most = 3650},
    [SETTING_DRAFT_HOURS] = {
        .key = "draft_hours",
        .help = "Hours for which an invoice that the clock makes stays a draft, to be looked "
                "at, before it is issued; 0: it is issued at once.",
        .otherwise = 0, .least = 0, .most = 2160},
    [SETTING_ESTIMATE_VALIDITY_DAYS] = {
        .key = "estimate_validity_days",
        .help = "Days for which an estimate can be approved after it was sent, unless it says "
                "until when itself.",
        .otherwise = 30, .least = 0, .most = 3650},
    [SETTING_ESTIMATE_CONVERTS] = {
        .key = "estimate_converts",
        .help = "1: an estimate that is approved becomes an invoice at once; 0: when staff "
                "converts it.",
        .otherwise = 1, .least = 0, .most = 1},
    [SETTING_SERIES_SCOPE] = {
        .key = "series_scope",
        .help = "Whose numbers have no gap: each Segment's, each Seller's or each Customer's.",
        .kind = A_WORD, .words = series_scope_names, .otherwise = SCOPE_SEGMENT},
    [SETTING_NUMBER_FORMAT] = {
        .key = "number_format",
        .help = "How numbers of documents are written: letters, digits, + - _ / and {PREFIX}, "
                "{NUMBER:8}, {YEAR}, {MONTH}; they begin at 1 again with what changes.",
        .kind = A_TEXT, .otherwise_said = NUMBER_FORMAT, .objection = number_format_objection},
    [SETTING_USAGE_LATE_DAYS] = {
        .key = "usage_late_days",
        .help = "Days after which what was consumed in a period that was rated can no longer "
                "be reported or put right.",
        .otherwise = 35, .least = 0, .most = 3650},
    [SETTING_ANCHOR] = {
        .key = "anchor",
        .help = "What periods are counted from: Start, Day (billing_day) or Calendar (the first of "
                "a month, quarter or year, Mondays); of subscriptions created from now on, unless "
                "their offer says it.",
        .kind = A_WORD, .otherwise = ANCHOR_START, .words = anchor_names},
    [SETTING_BILLING_DAY] = {
        .key = "billing_day",
        .help = "With anchor Day: the day of the month, or of the week from 1 (Monday); 0 for that "
                "of the start. A month that has no such day takes its last.",
        .otherwise = 0, .least = 0, .most = 31},
    [SETTING_FIRST_PERIOD] = {
        .key = "first_period",
        .help = "With anchor Day or Calendar: the shorter period at the start is Prorated, Free or "
                "costs the Whole price.",
        .kind = A_WORD, .otherwise = FIRST_PRORATED, .words = first_period_names},
    [SETTING_PRORATION_UNIT] = {
        .key = "proration_unit",
        .help = "By what a part of a period is counted: Hour, Day (where the customer lives) or "
                "Second; of subscriptions created from now on.",
        .kind = A_WORD, .otherwise = PRORATION_HOUR, .words = proration_unit_names},
    [SETTING_PRORATION_ROUNDING] = {
        .key = "proration_rounding",
        .help = "How the price of a part is rounded to the minor unit: Truncated or HalfUp; of "
                "subscriptions created from now on.",
        .kind = A_WORD, .otherwise = ROUNDING_TRUNCATED, .words = proration_rounding_names},
    [SETTING_MONTH_LENGTH] = {
        .key = "month_length",
        .help = "Real, or Thirty: parts of months and years are counted by days as if every month "
                "had thirty; of subscriptions created from now on.",
        .kind = A_WORD, .otherwise = MONTH_REAL, .words = month_length_names},
    [SETTING_UNUSED_PART] = {
        .key = "unused_part",
        .help = "What becomes of the paid part of a period after a termination inside it, unless "
                "the termination says it: Nothing or Credit.",
        .kind = A_WORD, .otherwise = UNUSED_NOTHING, .words = unused_part_default_names},
    [SETTING_NOTICE_DAYS_CARD] = {
        .key = "notice_days_card",
        .help = "Days between the issue of an invoice and the first attempt to charge a card.",
        .otherwise = 3, .least = 0, .most = 30},
    [SETTING_NOTICE_DAYS_DEBIT] = {
        .key = "notice_days_debit",
        .help = "Days between the issue of an invoice and its first direct debit, as the mandate "
                "says.",
        .otherwise = 14, .least = 0, .most = 30},
    [SETTING_RETRY_DAYS] = {
        .key = "retry_days",
        .help = "Days after each failed charge until the next one, such as 3,5,7; none for a "
                "single attempt.",
        .kind = A_TEXT, .otherwise_said = "3,5,7", .objection = object_to_retries},
    [SETTING_AFTER_LAST_FAILURE] = {
        .key = "after_last_failure",
        .help = "What follows when the last attempt to charge an invoice has failed: nothing, or "
                "the customer's priced subscriptions are suspended.",
        .kind = A_WORD, .otherwise = AFTER_LAST_FAILURE_NOTHING, .words = after_last_failure},
    [SETTING_METHOD_FAILURES_MAX] = {
        .key = "method_failures_max",
        .help = "Charges in a row that may fail before a method is defective; of the last but one "
                "somebody is warned.",
        .otherwise = 8, .least = 2, .most = 100},
    [SETTING_REGISTRATION_FAILURES_MAX] = {
        .key = "registration_failures_max",
        .help = "Registrations of a method in a row that may fail before a customer is "
                "grey-listed.",
        .otherwise = 5, .least = 1, .most = 100},
    [SETTING_REMINDER_DAYS] = {
        .key = "reminder_days",
        .help = "Days before (negative) and after the payment limit on which somebody is reminded "
                "of an invoice that is paid offline, such as -3,1,7; of those issued from now on.",
        .kind = A_TEXT, .objection = object_to_reminders},
    [SETTING_PORTAL] = {
        .key = "portal",
        .help = "Customers may enter the portal; 0: documents and payments open by their links "
                "alone.",
        .otherwise = 1, .least = 0, .most = 1},
    [SETTING_PORTAL_HIDDEN] = {
        .key = "portal_hidden",
        .help = "Sections that the portal does not have, such as Estimates,Credits: of "
                "Subscriptions, Invoices, Payments, Recurring, Estimates, Credits, Methods, "
                "Statement, Billing, Account.",
        .kind = A_TEXT, .objection = modules_objection},
    [SETTING_API_LINKS_PROVE] = {
        .key = "api_links_prove",
        .help = "A link that the API gave to the merchant's server opens what is sensitive, too; 0: "
                "only a code does, as with the links of e-mails.",
        .otherwise = 1, .least = 0, .most = 1},
    [SETTING_SELF_REGISTRATION] = {
        .key = "self_registration",
        .help = "Anybody may register as a customer.",
        .otherwise = 0, .least = 0, .most = 1},
    [SETTING_ANONYMOUS_SUBSCRIPTION] = {
        .key = "anonymous_subscription",
        .help = "Anybody may subscribe to an offer of a pricing page, and becomes a customer by it.",
        .otherwise = 0, .least = 0, .most = 1},
    [SETTING_ALWAYS_ASK_METHOD] = {
        .key = "always_ask_method",
        .help = "A method of payment is asked for, even if an offer costs nothing.",
        .otherwise = 0, .least = 0, .most = 1},
    [SETTING_PORTAL_CANCEL_NOW] = {
        .key = "portal_cancel_now",
        .help = "A customer may end his subscription at once, not only at the end of its period.",
        .otherwise = 0, .least = 0, .most = 1},
    [SETTING_ESTIMATE_PROOF_AMOUNT] = {
        .key = "estimate_proof_amount",
        .help = "Smallest total of an estimate, in minor units with tax, whose approval asks for a "
                "code or a password; 0 for none.",
        .otherwise = 0, .least = 0, .most = AMOUNT_MAX},
    [SETTING_PORTAL_PARTIAL_PAYMENTS] = {
        .key = "portal_partial_payments",
        .help = "Least amount, in minor units, that customers may pay of what they owe in the "
                "portal; 0: they pay all that is asked for.",
        .otherwise = 0, .least = 0, .most = AMOUNT_MAX},
    [SETTING_PORTAL_LAST_METHOD] = {
        .key = "portal_last_method",
        .help = "What a customer is told who deletes the last method that his subscriptions are "
                "charged with: Warn or Refuse.",
        .kind = A_WORD, .otherwise = LAST_METHOD_WARN, .words = last_method_words},
    [SETTING_BRAND] = {
        .key = "brand",
        .help = "The one colour of pages, mails and documents, such as #2c4a9e.",
        .kind = A_TEXT, .objection = color_objection},
    [SETTING_FONT] = {
        .key = "font",
        .help = "Of titles and texts, as the reader's device has them: Sans or Serif.",
        .kind = A_WORD, .otherwise = FONT_SANS, .words = font_words},
    [SETTING_FONT_SIZE] = {
        .key = "font_size",
        .help = "Of texts and of all spaces, in percent.",
        .otherwise = 100, .least = 80, .most = 140},
    [SETTING_RADIUS] = {
        .key = "radius",
        .help = "Of corners, in pixels.",
        .otherwise = 10, .least = 0, .most = 30},
    [SETTING_LOGO_HEIGHT] = {
        .key = "logo_height",
        .help = "Of the logo on pages, in pixels.",
        .otherwise = 28, .least = 12, .most = 120},
    [SETTING_COLOR_SCHEME] = {
        .key = "color_scheme",
        .help = "Light, or Auto: light or dark as the reader's device has it.",
        .kind = A_WORD, .otherwise = 1, .words = color_scheme_words},
    [SETTING_TERMS_URL] = {
        .key = "terms_url",
        .help = "Your terms of sale, or none; with them customers must tick that they accept them.",
        .kind = A_URL},
    [SETTING_PRIVACY_URL] = {
        .key = "privacy_url",
        .help = "What you say of your customers' data, or none.",
        .kind = A_URL},
    [SETTING_WEBSITE_URL] = {
        .key = "website_url",
        .help = "Your site, to which pages have a link, or none.",
        .kind = A_URL},
    [SETTING_REGISTRATION_URL] = {
        .key = "registration_url",
        .help = "Where your application registers who chose an offer, or none.",
        .kind = A_URL},
    [SETTING_LOGIN_URL] = {
        .key = "login_url",
        .help = "Where your customers sign in to your application, or none.",
        .kind = A_URL},
    [SETTING_AFTER_WORKFLOW_URL] = {
        .key = "after_workflow_url",
        .help = "Where customers go when they have subscribed, changed, paid..., or none: they see "
                "what came of it.",
        .kind = A_URL},
    [SETTING_AFTER_METHOD_DELETION_URL] = {
        .key = "after_method_deletion_url",
        .help = "Where customers go when they have removed a method of payment, or none.",
        .kind = A_URL},
    [SETTING_FORM_URL] = {
        .key = "form_url",
        .help = "Your page that shows our workflows inside, or none: links of mails lead to it, with "
                "?crylk= and the address of ours.",
        .kind = A_URL},
    [SETTING_PORTAL_URL] = {
        .key = "portal_url",
        .help = "Your page that shows the portal inside, or none: as form_url.",
        .kind = A_URL},
    [SETTING_FRAME_ORIGINS] = {
        .key = "frame_origins",
        .help = "Whose pages may show ours inside, such as https://www.example.com "
                "https://shop.example.com; or none.",
        .kind = A_TEXT, .objection = origins_objection},
    [SETTING_BUTTON_TERMINATE] = A_BUTTON("terminate", "Ending a subscription", "Default"),
    [SETTING_BUTTON_CHANGE_PLAN] = A_BUTTON("change_plan", "Changing the plan", "Default"),
    [SETTING_BUTTON_CHANGE_OPTIONS] = A_BUTTON("change_options", "Changing options", "Default"),
    [SETTING_BUTTON_CHOOSE_OFFER] =
        A_BUTTON("choose_offer", "Choosing an offer after the last has ended", "Default"),
    [SETTING_BUTTON_RESTART] = A_BUTTON("restart", "Taking a subscription up again", "Default"),
    [SETTING_BUTTON_ADD_METHOD] = A_BUTTON("add_method", "Adding a method of payment", "Default"),
    [SETTING_BUTTON_CHANGE_METHOD] =
        A_BUTTON("change_method", "Replacing the method of payment", "Default"),
    [SETTING_BUTTON_REMOVE_METHOD] =
        A_BUTTON("remove_method", "Removing a method of payment", "Hide"),
    [SETTING_BUTTON_PAY] = A_BUTTON("pay", "Paying an invoice", "Default"),
    [SETTING_BUTTON_CHOOSE_ANONYMOUS] =
        A_BUTTON("choose_anonymous", "Choosing on a pricing page, of whom we do not know", "Default"),
    [SETTING_BUTTON_CHOOSE_KNOWN] =
        A_BUTTON("choose_known", "Choosing on a pricing page, of a customer", "Default"),
    [SETTING_BUTTON_CHOOSE_UPGRADE] =
        A_BUTTON("choose_upgrade", "Choosing the plan to change to", "Default"),
    [SETTING_BUTTON_OPEN_PRICING] = A_BUTTON("open_pricing", "Opening a pricing page", "Default"),
    [SETTING_BUTTON_APPROVE_ESTIMATE] =
        A_BUTTON("approve_estimate", "Approving an estimate", "Default"),
    [SETTING_BUTTON_DECLINE_ESTIMATE] =
        A_BUTTON("decline_estimate", "Declining an estimate", "Default"),
    [SETTING_MAIL_MODE] = {
        .key = "mail_mode",
        .help = "Send: mails to customers go out; Keep: they are only kept, to be looked at; Auto: "
                "a live business sends them and a sandbox keeps them.",
        .kind = A_WORD, .otherwise = MAIL_MODE_AUTO, .words = mail_modes},
    [SETTING_MAIL_ALL_TO] = {
        .key = "mail_all_to",
        .help = "In a sandbox, the one address that all mails go to instead of the customers', or "
                "none.",
        .kind = A_TEXT, .objection = object_to_address},
    [SETTING_MAIL_SENDER] = {
        .key = "mail_sender",
        .help = "The address that mails to customers come from: billing@example.com.",
        .kind = A_TEXT, .objection = object_to_address},
    [SETTING_MAIL_SENDER_NAME] = {
        .key = "mail_sender_name",
        .help = "The name that stands before that address; none for the business's.",
        .kind = A_TEXT, .objection = object_to_line},
    [SETTING_MAIL_REPLY_TO] = {
        .key = "mail_reply_to",
        .help = "The address that answers to mails go to; none for the sender's.",
        .kind = A_TEXT, .objection = object_to_address},
    [SETTING_MAIL_LINK_DAYS] = {
        .key = "mail_link_days",
        .help = "Days after which a link in a mail is dead.",
        .otherwise = 30, .least = 1, .most = 365},
    [SETTING_MAIL_RENEWAL_DAYS] = {
        .key = "mail_renewal_days",
        .help = "Days before a renewal on which the mail SubscriptionRenewalSoon tells of it; of "
                "periods that are longer than that.",
        .otherwise = 7, .least = 1, .most = 90},
    [SETTING_MAIL_ESTIMATE_DAYS] = {
        .key = "mail_estimate_days",
        .help = "Days before the end of an estimate on which the mail EstimateReminder tells of it; "
                "of those that were valid for longer than that.",
        .otherwise = 3, .least = 1, .most = 90},
    [SETTING_MAIL_KEPT_DAYS] = {
        .key = "mail_kept_days",
        .help = "Days for which is kept what a mail said; that it was sent stays known.",
        .otherwise = 365, .least = 1, .most = 3650},
    [SETTING_SMTP_HOST] = {
        .key = "smtp_host",
        .help = "The server that takes the business's mails: smtp.example.com, or none.",
        .kind = A_TEXT, .objection = object_to_host},
    [SETTING_SMTP_PORT] = {
        .key = "smtp_port",
        .help = "Its port: 587 for StartTls, 465 for Tls, as a rule.",
        .otherwise = 587, .least = 1, .most = 65535},
    [SETTING_SMTP_SECURITY] = {
        .key = "smtp_security",
        .help = "How the connection to it is protected: StartTls, Tls from its first byte, or "
                "None. Without that protection nothing is sent.",
        .kind = A_WORD, .otherwise = SMTP_STARTTLS, .words = smtp_securities},
    [SETTING_SMTP_USER] = {
        .key = "smtp_user",
        .help = "Who we are there; the password is the secret business.smtp_password. None: the "
                "server asks nobody.",
        .kind = A_TEXT, .objection = object_to_line},
    [SETTING_SMTP_AUTHORITY] = {
        .key = "smtp_authority",
        .help = "A file on this machine, with the certificates in PEM that vouch for that server; "
                "none for those that the system trusts.",
        .kind = A_TEXT, .objection = object_to_line},
};
/* clang-format on */

struct setting_row {
    const char *scope, *key, *value;
    int64_t id_scope;
};

static const struct field setting_row_fields[] = {
    FIELD(setting_row, scope),
    FIELD(setting_row, id_scope),
    FIELD(setting_row, key),
    FIELD(setting_row, value),
    FIELDS_END,
};

enum err settings_load(struct ctx *ctx, struct settings *out)
{
    return db_list(ctx, &sql_settings_list, NO_ARGS, setting_row_fields, sizeof(struct setting_row),
                   &out->rows);
}

/* What the segment says, else the business, else NULL. Rows of the business come first. */
static const char *value_of(const struct settings *settings, enum setting setting,
                            int64_t id_segment)
{
    const char *value = NULL;

    for (size_t i = 0; i < settings->rows.count; i++) {
        const struct setting_row *row = LIST_AT(settings->rows, struct setting_row, i);
        bool is_of_segment = strcmp(row->scope, "segment") == 0;

        if (strcmp(row->key, setting_descriptions[setting].key) == 0 &&
            (!is_of_segment || row->id_scope == id_segment))
            value = row->value;
    }
    return value;
}

int64_t setting_number(const struct settings *settings, enum setting setting, int64_t id_segment)
{
    const char *text = value_of(settings, setting, id_segment);
    int64_t value = setting_descriptions[setting].otherwise;

    if (text)
        integer_parse(text, AMOUNT_MAX, &value);
    return value;
}

/* NONE if it is not among them. */
static int64_t index_of(const char *const *words, const char *value)
{
    for (int64_t i = 1; words[i]; i++)
        if (strcmp(words[i], value) == 0)
            return i;
    return NONE;
}

int setting_word(const struct settings *settings, enum setting setting, int64_t id_segment)
{
    const struct setting_description *description = &setting_descriptions[setting];
    const char *text = value_of(settings, setting, id_segment);
    int64_t index = text ? index_of(description->words, text) : NONE;

    return (int)(index == NONE ? description->otherwise : index);
}

const char *setting_text(const struct settings *settings, enum setting setting, int64_t id_segment)
{
    const char *text = value_of(settings, setting, id_segment);

    if (!text)
        return setting_descriptions[setting].otherwise_said;
    return strcmp(text, NO_TEXT) != 0 ? text : NULL;
}

bool setting_is_changed(const struct settings *settings, enum setting setting)
{
    for (size_t i = 0; i < settings->rows.count; i++)
        if (strcmp(LIST_AT(settings->rows, struct setting_row, i)->key,
                   setting_descriptions[setting].key) == 0)
            return true;
    return false;
}

static enum err refuse(struct ctx *ctx, const struct setting_description *description,
                       const char *value, const char *objection)
{
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Value", "%s: \"%.40s\" %s.",
                description->key, value, objection);
}

static enum err check_number(struct ctx *ctx, const struct setting_description *description,
                             const char *value)
{
    int64_t number;

    if (integer_parse(value, AMOUNT_MAX, &number) && number >= description->least &&
        number <= description->most)
        return OK;
    return refuse(ctx, description, value,
                  arena_printf(ctx->arena, "is not a whole number from %" PRId64 " to %" PRId64,
                               description->least, description->most));
}

static enum err check_word(struct ctx *ctx, const struct setting_description *description,
                           const char *value)
{
    struct text words = {.arena = ctx->arena};

    if (index_of(description->words, value) != NONE)
        return OK;
    for (size_t i = 1; description->words[i]; i++)
        text_append(&words,
                    arena_printf(ctx->arena, "%s%s", i > 1 ? ", " : "", description->words[i]));
    return refuse(ctx, description, value,
                  arena_printf(ctx->arena, "is none of %s", text_done(&words)));
}

static enum err check_value(struct ctx *ctx, const struct setting_description *description,
                            const char *value)
{
    const char *objection = NULL;

    if (description->kind == A_NUMBER)
        return check_number(ctx, description, value);
    if (description->kind == A_WORD)
        return check_word(ctx, description, value);
    if (strcmp(value, NO_TEXT) == 0)
        return OK;
    if (description->kind == A_URL) {
        check_http_url(ctx, "Value", value);
        return complaints(ctx);
    }
    if (description->objection)
        objection = description->objection(value);
    return objection ? refuse(ctx, description, value, objection) : OK;
}

static const char *audit_value(struct ctx *ctx, const char *key, const char *value)
{
    struct text text = {.arena = ctx->arena};

    text_append(&text, "{\"Key\":");
    json_write_string(&text, key);
    text_append(&text, ",\"Value\":");
    json_write_string(&text, value);
    text_append(&text, "}");
    return text_done(&text);
}

enum err setting_write(struct ctx *ctx, const char *key, const char *reference_segment,
                       const char *value)
{
    const struct setting_description *description = NULL;
    struct segment segment;
    int64_t id_scope = ctx->id_business;

    for (int i = 0; i < SETTING_COUNT && !description; i++)
        if (strcmp(setting_descriptions[i].key, key) == 0)
            description = &setting_descriptions[i];
    if (!description)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Key", "There is no setting \"%s\".",
                    key);
    TRY(check_value(ctx, description, value));
    if (reference_segment) {
        TRY(segment_choose(ctx, reference_segment, &segment));
        id_scope = segment.id;
    }
    TRY(audit_record(ctx, "Setting.Write", "settings", id_scope, NULL,
                     audit_value(ctx, key, value)));
    TRY(callers_changed(ctx)); /* they are remembered with their limit */
    return db_run(ctx, &sql_setting_save,
                  ARGS(ARG_AS(scope, reference_segment ? "segment" : "business"), ARG(id_scope),
                       ARG(key), ARG(value), ARG_AS(id_user_update, ctx->actor.id)));
}
