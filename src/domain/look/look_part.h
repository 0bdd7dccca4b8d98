/* Parts of pages and texts, as a merchant writes them: rows of `looks`.
 *
 * Parts are `Page.Header`, `Page.Top`, `Page.Bottom`, `Page.Footer` (HTML of look_html.h, the four
 * zones around every page), `Css` (look_css.h, served after our style), `Contact` (plain text: whom
 * to ask, on pages and documents) and `Document.Footer.1` to `Document.Footer.5` (a line each).
 * Texts have the keys of the files texts.xx, but for those that begin with `format.` or
 * `language.`, which are no texts.
 *
 * Every write is checked, leaves an audit row, and counts from its commit on. */
#ifndef DOMAIN_LOOK_LOOK_PART_H
#define DOMAIN_LOOK_LOOK_PART_H

#include "base/ctx.h"
#include "base/field.h"

enum kind_look { KIND_PART = 1, KIND_TEXT };
extern const char *const kind_look_names[];

enum { PART_SIZE_MAX = 32 * 1024, STYLE_SIZE_MAX = 64 * 1024, TEXT_LENGTH_MAX = 1000 };

/* What somebody wrote. */
struct look_part {
    const char *key, *value; /* in a change, NULL removes: what is further away counts again */
    const char *language;    /* NULL: every one */
    const char *reference_segment; /* NULL: the business's */
};
extern const struct field look_part_fields[];

/* ERR_INVALID, noted with what is wrong, where in the value, and how to mend it. */
MUST_CHECK enum err look_part_write(struct ctx *ctx, const struct look_part *part);
/* Of struct look_part: all that was written, by key, the business's first. */
MUST_CHECK enum err look_part_list(struct ctx *ctx, struct list *out);

/* A text of a language as it shows in a segment. */
struct look_words {
    const char *key, *text;
    const char *text_default; /* ours */
    bool is_own;
};
extern const struct field look_words_fields[];

/* Texts of one language: all or none. */
struct look_translation {
    const char *language; /* one that the program speaks: those of files texts.xx */
    const char *reference_segment;
    struct list texts; /* of struct look_part, of which key and value count */
};
MUST_CHECK enum err look_texts_write(struct ctx *ctx, const struct look_translation *translation);
/* Of struct look_words: every text there is. ERR_NOT_FOUND, noted, for a language that the program
 * does not speak. */
MUST_CHECK enum err look_texts_list(struct ctx *ctx, const char *language,
                                    const char *reference_segment, struct list *out);

/* Whether a customer may enter the portal, by a link, by signing in or from a page of the
 * merchant's; blocking him kills the links and sessions that he has. ERR_NOT_FOUND, noted, for an
 * unknown one. Repeating it changes nothing. */
MUST_CHECK enum err portal_block(struct ctx *ctx, int64_t id_customer, bool is_blocked);
MUST_CHECK enum err portal_is_blocked(struct ctx *ctx, int64_t id_customer, bool *out);

#endif
