/* What a mail reads like. Its kind has texts in the reader's language, each a Mustache template
 * over what the mail is about (struct mail_facts); a template of the kind, as HTML and as text,
 * puts them together (struct mail_page). Texts and templates are ours unless the merchant has
 * written his own (mail_text.h).
 *
 * A link and a code stand in what was written as marks, which no value can contain: what a row
 * keeps lets nobody in. `mail_fill_in` puts the real ones in their places. */
#ifndef DOMAIN_MAILS_MAIL_WRITE_H
#define DOMAIN_MAILS_MAIL_WRITE_H

#include "domain/links/link.h"
#include "domain/mails/mail_parts.h"
#include "domain/mails/mail_text.h"

/* What is said of an invoice or credit note. */
struct mail_invoice {
    const char *full_number, *currency, *title, *reason, *issued_on;
    const char *corrects; /* the number of the invoice that a credit note is about */
    int64_t amount_total, amount_due;
    struct instant date_payment_limit, date_payment_scheduled;
    bool is_due; /* something is left to pay, and nobody collects it */
};

struct mail_estimate {
    const char *full_number, *currency, *title;
    int64_t amount_total;
    const char *expires_on; /* its last day */
    const char *content;    /* no template knows it */
};

struct mail_payment {
    const char *currency, *invoices; /* the numbers of those that it was for */
    int64_t amount;
    struct instant date_payment;
};

struct mail_subscription {
    const char *title, *currency;
    int64_t amount_recurrence;
    struct instant date_start, date_period_end, date_term, date_end;
};

struct mail_method {
    const char *name_display;
    struct instant date_expiration;
};

/* What texts and templates know of. Of the five things only the one that the mail is about. */
struct mail_facts {
    const char *language, *merchant, *merchant_address;
    const char *customer_name, *reference_customer, *reader_name, *email;
    const char *message, *code, *link;
    const char *logo;    /* the address of the merchant's, or NULL */
    const char *contact; /* whom to ask, in the merchant's words */
    struct mail_invoice invoice;
    struct mail_estimate estimate;
    struct mail_payment payment;
    struct mail_subscription subscription;
    struct mail_method method;
    const char *zone; /* of its dates; no template knows it */
};
extern const struct field mail_facts_fields[];

struct mail_paragraph {
    const char *paragraph;
};

/* What a template puts together. */
struct mail_page {
    const char *subject, *title, *figure, *caption, *button, *facts, *foot;
    struct list body, help; /* of struct mail_paragraph */
    bool has_button;        /* and a link that it leads to */
};
extern const struct field mail_page_fields[];

/* As it was written, with marks. */
struct written_mail {
    const char *subject, *content_text, *content_html;
};

/* From what the database knows now. ERR_NOT_FOUND, noted, if what it is about is gone. */
MUST_CHECK enum err mail_write(struct ctx *ctx, const struct mail *mail, struct written_mail *out);
/* About nothing that exists: as a person looks at what he wrote. `draft`, a text or a template that
 * nobody has kept yet, counts if it has a content; `warning` is of that. ERR_INVALID, noted, with
 * line and reason, for one that is no template. */
struct mail_draft {
    int part, form; /* one of them, or neither */
    const char *content;
    const char *warning;
};
MUST_CHECK enum err mail_write_sample(struct ctx *ctx, enum mail_type type, const char *language,
                                      struct mail_draft *draft, struct written_mail *out);

/* The address of this server without a slash at its end; "" if nobody has said it. */
const char *mail_server_url(struct ctx *ctx, const struct settings *settings, int64_t id_segment);

/* What stands in the places of marks. */
struct mail_secrets {
    const char *link, *code;
};
MUST_CHECK enum err mail_has_secrets(struct ctx *ctx, const struct mail *mail, bool *has_link,
                                     bool *has_code);
/* The secrets of a mail; hidden ones (`…/•••`, `••••••`) unless they are to be told. */
MUST_CHECK enum err mail_secrets(struct ctx *ctx, const struct mail *mail, bool is_told,
                                 struct mail_secrets *out);
struct written_mail mail_fill_in(struct ctx *ctx, const struct written_mail *written,
                                 const struct mail_secrets *secrets);

#endif
