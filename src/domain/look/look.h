/* What a merchant decides about the pages and documents of his customers, as whoever makes one
 * needs it: the parts around a page, the style, the texts, the logo, what each button does and
 * where the way leads afterwards.
 *
 * Parts and texts are rows of `looks` (look_part.h), everything that is one plain value is a
 * setting (accounts/setting.h), and the logo has a table of its own (look_logo.h). Each can be said
 * for the business or for one of its segments, parts and texts for every language or for one; the
 * nearest counts: the segment before the business, and of the same the language before all
 * languages.
 *
 * `look_load` is made for every page: what it answers is kept by the process (look_cache.h) until
 * the epoch of the business has changed (accounts/caller.h), which is all that it then asks the
 * database. */
#ifndef DOMAIN_LOOK_LOOK_H
#define DOMAIN_LOOK_LOOK_H

#include "base/ctx.h"
#include "domain/accounts/setting.h"
#include "domain/html.h"

enum { FOOTER_LINES = 5 };

/* The buttons, in the order of their settings (SETTING_BUTTON_FIRST). */
enum button {
    BUTTON_TERMINATE,        /* a subscription; only shown out of commitment */
    BUTTON_CHANGE_PLAN,      /* of one that is active and out of commitment */
    BUTTON_CHANGE_OPTIONS,   /* of one with a feature that customers may change */
    BUTTON_CHOOSE_OFFER,     /* when his subscription has ended */
    BUTTON_RESTART,          /* one that was suspended or ended */
    BUTTON_ADD_METHOD,       /* where he has none, or another */
    BUTTON_CHANGE_METHOD,    /* where he has one */
    BUTTON_REMOVE_METHOD,    /* hidden unless somebody decides otherwise */
    BUTTON_PAY,              /* an invoice that is due */
    BUTTON_CHOOSE_ANONYMOUS, /* an offer on a pricing page, for whom we do not know */
    BUTTON_CHOOSE_KNOWN,     /* for a customer */
    BUTTON_CHOOSE_UPGRADE,   /* for one who changes his plan */
    BUTTON_OPEN_PRICING,     /* no button: what opens a pricing page for a customer */
    BUTTON_APPROVE_ESTIMATE,
    BUTTON_DECLINE_ESTIMATE,
    BUTTON_COUNT
};
extern const char *const button_names[]; /* "Terminate", from BUTTON_TERMINATE + 1 */

enum behaviour { BEHAVIOUR_DEFAULT, BEHAVIOUR_HIDE, BEHAVIOUR_REDIRECT };

struct button_look {
    enum behaviour behaviour;
    const char *url; /* of BEHAVIOUR_REDIRECT; look_return_url (look_url.h) completes it */
};

/* The sections of the portal that a merchant may take out of its menu; its routes then answer as if
 * they were not there. */
enum module {
    MODULE_SUBSCRIPTIONS = 1,
    MODULE_INVOICES,
    MODULE_PAYMENTS,
    MODULE_RECURRING,
    MODULE_ESTIMATES,
    MODULE_CREDITS,
    MODULE_METHODS,
    MODULE_STATEMENT,
    MODULE_BILLING,
    MODULE_ACCOUNT,
};

enum color_scheme { SCHEME_AUTO = 1, SCHEME_LIGHT };

struct footer_line {
    const char *line;
};

struct look {
    const char *language; /* "fr": the one of the texts, html_spoken */

    /* HTML that was checked when it was written (look_html.h), so that only the layout writes it
     * raw; or NULL. */
    const char *header, *top, *bottom, *footer;
    const char *contact;       /* the box with whom to ask: plain text of several lines, or NULL */
    struct list contact_lines; /* of struct footer_line: the same, line by line */
    struct list footer_lines;  /* of struct footer_line: those that documents have, at most five */

    const char *logo_path; /* "/portal/logo/….png", which never changes; NULL: there is none */
    int64_t logo_width, logo_height; /* in its own points */
    const char *logo_digest;         /* by which documents get it: logo_get (look_logo.h) */
    const char *brand;               /* "#2c4a9e", or NULL: for documents */
    int color_scheme;                /* enum color_scheme */
    /* The merchant's style, after ours; NULL: he has none. */
    const char *theme_path;

    /* NULL: there is none. */
    const char *terms_url; /* with it nothing is ordered before its box is ticked */
    const char *privacy_url, *website_url;
    const char *registration_url, *login_url; /* of the merchant's own application */
    const char *after_workflow_url, *after_method_deletion_url;
    const char *form_url, *portal_url; /* his pages that show ours inside: docs/integration.md */
    const char *frame_origins;         /* "https://a.example https://b.example" */

    bool is_open;      /* the portal; else documents can be seen by their links alone */
    bool api_links_prove; /* is a link of the API as good as a code? */
    bool may_register; /* anybody may make a customer of himself */
    bool may_subscribe_anonymously;
    bool always_asks_method; /* before an offer that costs nothing, too */
    /* The smallest total of an estimate whose approval wants a proof; 0: none. */
    int64_t estimate_proof_amount;

    uint32_t hidden_modules; /* bits 1 << enum module */
    struct button_look buttons[BUTTON_COUNT];
    struct list own; /* of struct html_own: his texts in place of ours, for `html_style.own` */
};
/* For templates: what is text above, its truths and the list of lines. */
extern const struct field look_fields[];

/* `id_segment` 0: what the business says. `language` may be a customer's `fr-FR` or NULL. All of it
 * lives in ctx->arena. */
MUST_CHECK enum err look_load(struct ctx *ctx, int64_t id_segment, const char *language,
                              struct look *out);

/* The text of that key as the merchant wants it, NULL if there is none; `html_rhythm` and
 * `html_duration` in his words. */
const char *look_text(const struct look *look, const char *key);
const char *look_rhythm(struct arena *arena, const struct look *look, int64_t duration, int unit);
const char *look_duration(struct arena *arena, const struct look *look, int64_t duration, int unit);
const char *look_frequency(struct arena *arena, const struct look *look, int64_t duration,
                           int unit);

struct button_look button_of(const struct look *look, enum button button);
bool look_shows(const struct look *look, enum module module);

/* The style that `theme_path` leads to, and that path: with the digest of the style inside it may
 * be kept for ever. */
struct theme {
    const char *style; /* "" if everything is as ours */
    const char *path;  /* then NULL */
};
MUST_CHECK enum err look_theme(struct ctx *ctx, int64_t id_segment, const char *language,
                               struct theme *out);

#endif
