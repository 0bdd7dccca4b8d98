/* The logo: one picture for the business, or another one for a segment. PNG or JPEG, told by its
 * first bytes and never by what it is called, of a size that a page can carry. It is served under
 * the digest of its content, so that browsers keep it for ever. */
#ifndef DOMAIN_LOOK_LOOK_LOGO_H
#define DOMAIN_LOOK_LOOK_LOGO_H

#include "base/ctx.h"
#include "base/field.h"

enum { LOGO_SIZE_MAX = 256 * 1024, LOGO_SIDE_MAX = 4000 };

struct logo {
    const char *content_type; /* "image/png" or "image/jpeg" */
    const char *digest;
    int64_t width, height; /* in its own points */
    struct bytes content;
};

/* Its header says what it is and how large; NULL if it is fine, else the end of a sentence. */
const char *logo_read(struct bytes content, struct logo *out);

/* ERR_INVALID, noted, for what is no such picture. `reference_segment` NULL: the business's. */
MUST_CHECK enum err logo_write(struct ctx *ctx, const char *reference_segment,
                               struct bytes content);
/* ERR_NOT_FOUND, noted, if there is none. */
MUST_CHECK enum err logo_delete(struct ctx *ctx, const char *reference_segment);

/* The nearest of the segment, without its content. ERR_NOT_FOUND, not noted, if there is none. */
MUST_CHECK enum err logo_find(struct ctx *ctx, int64_t id_segment, struct logo *out);
/* The picture of that digest, of whichever business: whoever knows it has seen it. ERR_NOT_FOUND,
 * not noted. */
MUST_CHECK enum err logo_get(struct ctx *ctx, const char *digest, struct logo *out);

/* "/portal/logo/….png" */
const char *logo_path(struct arena *arena, const char *digest, const char *content_type);

#endif
