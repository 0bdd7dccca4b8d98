#include "platform/http/bucket.h"

/* Brings it up to the present: what is full stays so. An empty one is the worst that it remembers,
 * since a machine's clock that was set back must not lock anybody out. */
static struct instant full_at(const struct bucket *bucket, struct instant now)
{
    struct instant empty = instant_plus(now, MINUTES(1));

    if (bucket->full_at.micros < now.micros)
        return now;
    return bucket->full_at.micros > empty.micros ? empty : bucket->full_at;
}

int64_t bucket_wait(const struct bucket *bucket, int64_t per_minute, struct instant now)
{
    int64_t micros = full_at(bucket, now).micros + MINUTES(1) / per_minute - now.micros;
    int64_t missing = micros - MINUTES(1);

    return missing > 0 ? (missing + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND : 0;
}

int64_t bucket_take(struct bucket *bucket, int64_t per_minute, struct instant now)
{
    int64_t seconds = bucket_wait(bucket, per_minute, now);

    bucket->full_at = full_at(bucket, now);
    if (!seconds)
        bucket->full_at.micros += MINUTES(1) / per_minute;
    return seconds;
}
