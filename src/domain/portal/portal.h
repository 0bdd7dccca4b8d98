/* The portal: what all its pages share. A handler of the portal face finds its visitor in
 * ctx->visitor (visitor.h), reads what was posted with request_read or form_value, calls the verb
 * of its room and answers by one of these.
 *
 * Every query of a page goes through the visitor's customer: what belongs to somebody else, what is
 * a draft and what is unknown are refused in the same words (portal_refuse).
 *
 * After something was done the visitor is sent on (303), so that going back or loading again does
 * nothing twice: `?done=paid` shows the text `done.paid` above the page that follows. */
#ifndef DOMAIN_PORTAL_PORTAL_H
#define DOMAIN_PORTAL_PORTAL_H

#include "domain/html.h"
#include "domain/portal/visitor.h"

/* What is around every page of the portal. */
extern const struct html_page portal_layout_page, portal_leaving_page;

/* The text of that key in the visitor's language, as the merchant wants it; NULL: there is none. */
const char *portal_text(const struct ctx *ctx, const char *key);

/* 200 with the page; 422 if anything was noted in the ctx, which is then said above it, each reason
 * in the visitor's words: the text `refused.` and its code, else a common one. `subject` is what
 * the page is about, for its title, or NULL. */
MUST_CHECK enum err portal_respond(struct ctx *ctx, const struct request *request,
                                   struct response *response, const struct html_page *page,
                                   const char *subject, const void *view);
/* A file of the visitor's, kept by nobody else: a PDF, a CSV. */
MUST_CHECK enum err portal_respond_file(struct ctx *ctx, struct response *response,
                                        const char *content_type, const char *name,
                                        const struct bytes *file);
/* 303 to a path of ours, or to a page of the merchant's (look/look_url.h); inside a frame the
 * latter is a page with the way out. */
MUST_CHECK enum err portal_go(struct ctx *ctx, struct response *response, const char *path);

/* A text of the pages, as the merchant has it in the visitor's language. */
const char *portal_text(const struct ctx *ctx, const char *key);

/* The same words for whatever is not there for this visitor. */
enum err portal_refuse(struct ctx *ctx);

/* Does what a form asks for, whole or not at all: if it is refused for a reason that the visitor
 * may be told, the reasons stay noted for portal_respond and `is_refused` is true. Only a failure
 * that is nobody's fault is handed on. */
typedef enum err portal_deed(struct ctx *ctx, void *data);
MUST_CHECK enum err portal_try(struct ctx *ctx, portal_deed *deed, void *data, bool *is_refused);

/* If staff did it in the customer's stead, he is told by a mail, if mails of that kind are on:
 * `done` is the word of the text `done.`. */
MUST_CHECK enum err portal_tell(struct ctx *ctx, const char *done);

/* Around what only reads, for a page that perhaps has to say already why something was refused:
 * those notes are set aside, since rules look whether anything was noted, and put back before the
 * new ones. The latter answers `err`, or OK if the visitor may be told why. */
struct failure *portal_set_aside(struct ctx *ctx);
MUST_CHECK enum err portal_put_back(struct ctx *ctx, struct failure *noted, enum err err);

/* A path of ours that came from outside (`next=`), or `otherwise`: never one of another server. */
const char *portal_path(const char *given, const char *otherwise);

/* The path of the page that a link is for. */
const char *portal_path_of(struct ctx *ctx, const struct link *link);

/* For `struct face`: who may not goes to prove who he is, or is told so. */
void portal_face_error(struct ctx *ctx, const struct request *request, enum err err,
                       struct response *response);

#endif
