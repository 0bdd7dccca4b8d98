/* The texts and templates of mails: ours, embedded in the program (mails.fr, mails.en, mail.html,
 * mail.txt), and what a merchant has written in their places.
 *
 * A text belongs to a kind of mail, a language and a part; a template to a kind and a form. What is
 * written for `Every` counts for all kinds that have nothing of their own: first the merchant's of
 * the kind, then ours of the kind, the merchant's for Every, ours for Every. A language of which
 * there is no file reads the merchant's texts in it, and else English. */
#ifndef DOMAIN_MAILS_MAIL_TEXT_H
#define DOMAIN_MAILS_MAIL_TEXT_H

#include "domain/mails/mail.h"

/* All kinds together, where a kind is asked for. */
#define MAIL_EVERY "Every"

enum mail_part {
    MAIL_PART_NONE,
    MAIL_SUBJECT,
    MAIL_TITLE,
    MAIL_BODY, /* a blank line begins a new paragraph; also of help */
    MAIL_FIGURE,
    MAIL_CAPTION,
    MAIL_BUTTON,
    MAIL_HELP,
    MAIL_FACTS,
    MAIL_FOOT,
    MAIL_PART_COUNT
};
extern const char *const mail_part_names[];

enum mail_form { MAIL_FORM_NONE, MAIL_HTML, MAIL_TEXT };
extern const char *const mail_form_names[];

enum { MAIL_TEXT_MAX = 4000, MAIL_TEMPLATE_MAX = 60000 };

/* What a merchant has written, for one kind. */
struct mail_wording {
    enum mail_type type;
    const char *language; /* `fr` */
    struct list texts, templates;
};
MUST_CHECK enum err mail_wording_load(struct ctx *ctx, enum mail_type type, const char *language,
                                      struct mail_wording *out);
/* As if the merchant had written that text or template for the kind. `warning`: as of
 * mail_text_write. ERR_INVALID, noted, for what is no template. */
MUST_CHECK enum err mail_wording_try_text(struct ctx *ctx, struct mail_wording *wording,
                                          enum mail_part part, const char *content,
                                          const char **warning);
MUST_CHECK enum err mail_wording_try_template(struct ctx *ctx, struct mail_wording *wording,
                                              enum mail_form form, const char *content,
                                              const char **warning);
/* "" if there is none. */
const char *mail_wording_text(struct arena *arena, const struct mail_wording *wording,
                              enum mail_part part);
struct template mail_wording_template(const struct mail_wording *wording, enum mail_form form);

/* for people --------------------------------------------------------------------------------------
 */

/* A text as it counts now. */
struct mail_text {
    const char *type_mail, *language;
    int part;
    const char *content;
    bool is_own;         /* the merchant's */
    const char *warning; /* what is odd about it, after it was written */
};
extern const struct field mail_text_fields[];

/* All parts of a kind (NULL: every kind's), in a language: of struct mail_text. ERR_INVALID, noted,
 * for a name that is no kind. */
MUST_CHECK enum err mail_text_list(struct ctx *ctx, const char *type_mail, const char *language,
                                   struct list *out);
/* Writes one; a content that is NULL takes ours back. ERR_INVALID, noted, with line and reason, for
 * what is no template. */
MUST_CHECK enum err mail_text_write(struct ctx *ctx, const struct mail_text *text,
                                    struct mail_text *out);

/* How a kind reads, about things made up. `type_mail` NULL: an invoice that was sent. */
struct mail_preview {
    const char *type_mail, *language;
    int part, form;      /* of `content`; one of them, or neither */
    const char *content; /* of a text or template that nobody has kept yet; or NULL */
    const char *subject, *content_text, *content_html, *warning;
};
extern const struct field mail_preview_fields[];
/* Fills in the last four. ERR_INVALID, noted, as of mail_text_write. */
MUST_CHECK enum err mail_preview(struct ctx *ctx, struct mail_preview *preview);

struct mail_template {
    const char *type_mail;
    int form;
    const char *content;
    bool is_own;
    const char *warning;
};
extern const struct field mail_template_fields[];

MUST_CHECK enum err mail_template_list(struct ctx *ctx, const char *type_mail, struct list *out);
MUST_CHECK enum err mail_template_write(struct ctx *ctx, const struct mail_template *from,
                                        struct mail_template *out);

#endif
