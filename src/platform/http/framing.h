/* Refusing what two readers could understand differently. A proxy in front and this server must
 * agree on where a request ends; where they could not, an attacker puts one request into another
 * ("smuggling"). libmicrohttpd 0.9.75 reads leniently, so its result is examined once more. */
#ifndef PLATFORM_HTTP_FRAMING_H
#define PLATFORM_HTTP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>

#include "platform/http/http.h"

/* The head of a request as libmicrohttpd keeps it: in the buffer where it arrived, with a NUL
 * written over the end of every piece, and both bytes of an end of line. The pointers point into
 * that buffer. */
struct head {
    const char *method, *version;
    const char *target; /* may have been cut since: only its place and first size count */
    size_t target_size;
    const struct pair *headers; /* names as they were sent */
    size_t count;
    size_t size; /* from the first letter of the method to the empty line, included */
};

/* A sentence for the client, or NULL if the framing is beyond doubt. Objections: a header name that
 * is not a token, a control character in a value, more than one Host or none in HTTP/1.1, more than
 * one Content-Length, one that is not made of digits alone, Transfer-Encoding twice, beside a
 * Content-Length, or anything but exactly `chunked`. */
const char *framing_objection(const struct head *head);

/* Whether the pieces lie one behind the other in the buffer, as they should. If not, libmicrohttpd
 * passed over something: what stood behind a NUL, a header continued on a second line, a line that
 * a bare LF ended, more than one space. */
const char *framing_gap(const struct head *head);

/* The value of the Content-Length that `framing_objection` found good, 0 if there is none; bounded
 * by INT64_MAX. */
int64_t framing_announced(const struct head *head);

#endif
