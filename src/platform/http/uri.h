/* The target of a request line, `/v1/Customer/5?Html=true`, taken apart and decoded once. */
#ifndef PLATFORM_HTTP_URI_H
#define PLATFORM_HTTP_URI_H

#include "base/arena.h"
#include "base/field.h"
#include "base/text.h"

enum { PATH_PARTS_MAX = 16 };

struct uri {
    const char *path; /* as it was sent, without the query */
    /* What stands between the slashes, decoded; a slash at the end counts for nothing. `%2F` is
     * a slash inside a part. */
    const char *parts[PATH_PARTS_MAX];
    size_t part_count; /* PATH_PARTS_MAX + 1 if there are more: no route is that deep */
    struct list query; /* of struct pair (http.h), in the order sent */
};

/* False if the target is no path at all, or if the path or the query holds, once decoded, a NUL or
 * something that is not UTF-8. A `%` that no two hexadecimal digits follow stands for itself: there
 * are clients that do not encode. In the query `+` is a space. */
bool uri_read(struct arena *arena, const char *target, struct uri *out);

/* A query, or the body of a form (`application/x-www-form-urlencoded`): of struct pair. False as
 * above. */
bool uri_read_pairs(struct arena *arena, const char *text, struct list *out);

/* The text with its `%XX` decoded; itself if it has none, or if they hide what is not text. */
const char *uri_decode_again(struct arena *arena, const char *text);

/* Appends it so that it can stand in a path or a query: all but letters, digits and `-._~` as
 * `%XX`.
 */
void uri_encode(struct text *out, const char *value);

#endif
