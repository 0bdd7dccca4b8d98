/* How often one caller may ask: a bucket that holds a minute's worth of requests and fills evenly.
 * Whoever was silent for a while may ask that many at once; whoever asks all the time gets the
 * limit on average. Pure: the moment is an argument. */
#ifndef PLATFORM_HTTP_BUCKET_H
#define PLATFORM_HTTP_BUCKET_H

#include <stdint.h>

#include "base/instant.h"

/* The moment at which it will be full again says all about it; at first it is full. */
struct bucket {
    struct instant full_at;
};

/* Whole seconds, at least 1, until there is something in it; 0: now. `per_minute` is positive. */
int64_t bucket_wait(const struct bucket *bucket, int64_t per_minute, struct instant now);
/* The same, and takes one out if there is one. */
int64_t bucket_take(struct bucket *bucket, int64_t per_minute, struct instant now);

#endif
