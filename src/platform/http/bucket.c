#include "platform/http/bucket.h"

/* When it would be full again if one were taken out now. A machine's clock that was set back must
 * not lock anybody out, so an empty bucket is the worst that can be remembered. */
static struct instant full_after(const struct bucket *bucket, int64_t per_minute,
                                 struct instant now)
{
    struct instant empty = instant_plus(now, MINUTES(1));
    struct instant full_at = bucket->full_at;

    if (full_at.micros < now.micros)
        full_at = now;
    if (full_at.micros > empty.micros)
        full_at = empty;
    return instant_plus(full_at, MINUTES(1) / per_minute);
}

static int64_t wait_for(struct instant full_at, struct instant now)
{
    int64_t micros = full_at.micros - now.micros - MINUTES(1);

    return micros > 0 ? (micros + MICROS_PER_SECOND - 1) / MICROS_PER_SECOND : 0;
}

int64_t bucket_wait(const struct bucket *bucket, int64_t per_minute, struct instant now)
{
    return wait_for(full_after(bucket, per_minute, now), now);
}

int64_t bucket_take(struct bucket *bucket, int64_t per_minute, struct instant now)
{
    struct instant full_at = full_after(bucket, per_minute, now);
    int64_t seconds = wait_for(full_at, now);

    if (!seconds)
        bucket->full_at = full_at;
    return seconds;
}
