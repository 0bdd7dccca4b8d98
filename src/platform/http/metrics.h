/* Counting requests without a lock: every thread has a sheet of its own, on which it alone writes;
 * whoever wants the numbers adds the sheets up. */
#ifndef PLATFORM_HTTP_METRICS_H
#define PLATFORM_HTTP_METRICS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/text.h"
#include "platform/http/route.h"

enum {
    METRICS_FACES_MAX = 8,
    METRICS_METHODS = DELETE + 2, /* the last one is for all other verbs */
    METRICS_STATUS_FIRST = 200,
    METRICS_STATUSES = 400, /* 200 to 599 */
    METRICS_BUCKETS = 14,   /* the last one has no limit */
};

struct metrics {
    _Atomic int64_t requests[METRICS_FACES_MAX][METRICS_METHODS][METRICS_STATUSES];
    _Atomic int64_t buckets[METRICS_BUCKETS];
    _Atomic int64_t micros; /* of all requests together */
    struct metrics *next;
};

/* `method` NULL: a verb that no route has. Only by the sheet's own thread. */
void metrics_count(struct metrics *sheet, size_t face, const enum method *method, int status,
                   int64_t micros);

/* Appends tacite_http_requests_total and tacite_http_request_seconds of all sheets in Prometheus'
 * text format. */
void metrics_write(const struct metrics *sheets, const struct face *const *faces, size_t face_count,
                   struct text *out);

#endif
