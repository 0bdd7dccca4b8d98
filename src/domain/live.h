/* What the faces of API Live share: how an error looks and how a list is answered (contract
 * sections 1.5 to 1.7). */
#ifndef DOMAIN_LIVE_H
#define DOMAIN_LIVE_H

#include "domain/page.h"
#include "platform/http/http.h"

/* For `struct face`: a 422 is an array of {Code, Message, Target}, every other error is one such
 * object. Never without a code, even if nothing was noted. */
void live_face_error(struct ctx *ctx, const struct request *request, enum err err,
                     struct response *response);

/* One refusal, and what stands around the items of a list: for the reference. */
extern const struct field live_failure_fields[], live_envelope_fields[];

/* A page of a list on its way out. */
struct live_list {
    struct page page;
    int64_t total;     /* of all pages */
    struct list items; /* on this one */
    const struct field *fields;
    size_t size;              /* of one item */
    const char *computations; /* JSON about all pages, or NULL */
    bool is_always_there;     /* 200 with no items where others say 204 */
};

/* The envelope with its items; 204 if nothing matches or the page is past the end. A page of size 0
 * has the envelope with no items, since its total is what was asked for. */
MUST_CHECK enum err live_respond_list(struct ctx *ctx, const struct request *request,
                                      struct response *response, const struct live_list *list);

/* The business is in the credentials; one that is named beside them, unless it is NONE, must be the
 * same: ERR_FORBIDDEN, noted. */
MUST_CHECK enum err live_check_business(struct ctx *ctx, int64_t id_business);

/* The language of texts: the one asked for, else the customer's, else the segment's. */
const char *live_language(const char *asked, const char *customer, const char *segment);

/* An object without links has an empty array of them: clients walk it (contract section 1.3). */
#define LIVE_NO_LINKS "[]"

#endif
