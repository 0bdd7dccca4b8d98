/* What the pages for people share, as live.h does for applications: the frame around a page, its
 * language, its errors, and how values show themselves.
 *
 * A page is a template (a file beside its handler, embedded in the program) and a struct with a
 * field table. Besides the struct's fields a template knows
 *
 *   {{t.customers}}   a text of the reader's language: of texts.fr, texts.en...
 *   {{keep}}          `?lang=fr` if the language was asked for that way: at the end of each link
 *   {{and_keep}}      the same as `&lang=fr`, behind another parameter
 *   {{lang}}          the same as `fr`, for a form
 *   {{language}}      the language of this page
 *
 * The field's kind and name say how it shows: an `amount...` with the currency of its struct or of
 * one around it, a `rate_...` in percent, an `..._at` as date and time, any other moment as a date
 * in the business's zone, an `..._on` as a date, a choice by its word, an id bare, other numbers by
 * thousands. */
#ifndef DOMAIN_HTML_H
#define DOMAIN_HTML_H

#include "base/field.h"
#include "platform/http/route.h"
#include "platform/view/view.h"

struct html_page {
    const char *template; /* "customer_page_list.html" */
    const char *title;    /* the key of a text */
    const struct field *fields;
};

/* What is around every page, and what an error looks like. */
extern const struct html_page html_layout_page, html_error_page;

/* 200 with the page. `subject` is what it is about, for its title, or NULL. */
MUST_CHECK enum err html_respond(struct ctx *ctx, const struct request *request,
                                 struct response *response, const struct html_page *page,
                                 const char *subject, const void *view);

/* The same for a customer of the merchant: with the merchant's name around it, and told to be kept
 * by nobody. Times are those of his `zone`; NULL: of the merchant's. */
MUST_CHECK enum err html_respond_portal(struct ctx *ctx, const struct request *request,
                                        struct response *response, const struct html_page *page,
                                        const char *subject, const char *zone, const void *view);
/* The same of a part that was rendered before, by `html_render`. */
MUST_CHECK enum err html_respond_rendered(struct ctx *ctx, const struct request *request,
                                          struct response *response, const char *title,
                                          const char *subject, const char *content);
/* Appends a page without what is around it, for whoever keeps it. It knows the texts of the
 * language, but nothing of a request. */
MUST_CHECK enum err html_render(struct ctx *ctx, const char *language, const struct html_page *page,
                                const void *view, struct text *out);

/* How values show themselves to one reader. */
struct html_style {
    struct view_style style;
    const char *language;
    const char *zone;       /* of time, or NULL for UTC */
    bool is_prose;          /* months in full, as sentences have them */
    const struct list *own; /* of struct html_own: a merchant's texts in place of ours; or NULL */
};

/* A page inside a frame of its own: what `frame` has is known inside, and `content`, a member of
 * it, is written raw into the template of `around`. Its headers are the caller's. */
struct html_frame {
    const struct html_page *around;
    const void *view;
    const char **content;
    struct html_style style;
};
MUST_CHECK enum err html_respond_inside(struct ctx *ctx, struct response *response, int status,
                                        const struct html_frame *frame,
                                        const struct html_page *page, const void *view);

/* 200 with a file that opens in the browser and is kept under that name. */
MUST_CHECK enum err html_respond_file(struct ctx *ctx, struct response *response, bool is_portal,
                                      const char *content_type, const char *name,
                                      const struct bytes *file);

/* For `struct face`. In both languages, since nobody knows the reader's any more. */
void html_face_error(struct ctx *ctx, const struct request *request, enum err err,
                     struct response *response);
/* The same for a customer of the merchant: without the reasons, which are not his. */
void html_portal_error(struct ctx *ctx, const struct request *request, enum err err,
                       struct response *response);

/* Pages speak every language that has a file texts.xx, beside whatever a page is made of: its
 * texts, how numbers and dates are written (the keys `format...`), and its own name. What a file
 * lacks is said in this one. */
#define HTML_LANGUAGE "en"

/* "fr": asked for by `lang`, else liked best by the browser. */
const char *html_language(const struct request *request);
/* The one that we speak for a customer's `fr-FR`; NULL and what we do not speak: HTML_LANGUAGE. */
const char *html_spoken(const char *tag);
/* The same for a visitor: asked for now or before (a cookie remembers), else his own if it is one
 * of ours (`fr`, `fr-FR`; NULL: not known), else the browser's. */
const char *html_language_for(const struct request *request, const char *own);
/* Lets the cookie remember what was asked for. */
void html_keep_language(struct ctx *ctx, const struct request *request, struct response *response);
/* The text of that key, which lives as long as the program; NULL if there is none. */
const char *html_text(struct arena *arena, const char *language, const char *key);

/* Texts that a merchant wrote in place of ours, sorted by their keys (look/look.h). */
struct html_own {
    const char *key, *text;
};
/* The same with his before ours; `own` is of `struct html_own`, or NULL. */
const char *html_own_text(const char *language, const struct list *own, const char *key);
/* "every 3 months" and "3 months"; the unit is of rules/period.h. */
const char *html_rhythm(struct arena *arena, const char *language, int64_t duration, int unit);
const char *html_duration(struct arena *arena, const char *language, int64_t duration, int unit);
const char *html_own_rhythm(struct arena *arena, const char *language, const struct list *own,
                            int64_t duration, int unit);
/* "Every 3 months", as it stands alone. */
const char *html_own_duration(struct arena *arena, const char *language, const struct list *own,
                              int64_t duration, int unit);
const char *html_own_frequency(struct arena *arena, const char *language, const struct list *own,
                               int64_t duration, int unit);
/* The classes of a badge for a state of an invoice or a subscription: colour and shape. */
const char *html_tone(const char *state);

/* The last day of a period whose end is the first moment after it. */
struct instant html_last_day(struct instant start, struct instant end);

/* Lists are read with one row more than a page shows: cuts that off, and tells whether there was
 * one. */
bool html_cut(struct list *list, size_t most);

/* How they do to a reader of that language and zone. */
struct html_style html_style_for(const char *language, const char *zone);

/* What `{{name}}` writes on a page, not escaped; NULL where `{{#name}}` shows nothing. For
 * documents that are no page and say the same. */
const char *html_shown(struct arena *arena, const struct html_style *style,
                       const struct view_scope *scope, const char *name);

/* `{{t.key}}`: the outermost scope of a page. */
struct view_value html_texts(const char *language);
struct view_value html_own_texts(const char *language, const struct list *own);

#endif
