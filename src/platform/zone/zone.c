#include "platform/zone/zone.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { ZONE_NAME_SIZE = 64 };

/* Opening a calendar is slow, and a thread asks for the same zone again and again. */
struct last {
    char name[ZONE_NAME_SIZE];
    UCalendar *calendar;
};

static pthread_key_t last_key;
static pthread_once_t last_once = PTHREAD_ONCE_INIT;

/* When its thread ends. */
static void last_free(void *data)
{
    struct last *last = data;

    ucal_close(last->calendar);
    free(last);
}

static void last_start(void)
{
    if (pthread_key_create(&last_key, last_free) != 0)
        abort();
}

static struct last *last_of_thread(void)
{
    struct last *last;

    pthread_once(&last_once, last_start);
    last = pthread_getspecific(last_key);
    if (!last) {
        last = calloc(1, sizeof *last);
        if (!last || pthread_setspecific(last_key, last) != 0)
            abort();
    }
    return last;
}

static UCalendar *calendar_of(const char *zone)
{
    struct last *last = last_of_thread();
    UErrorCode status = U_ZERO_ERROR;
    UChar name[ZONE_NAME_SIZE];

    if (last->calendar && strcmp(last->name, zone) == 0)
        return last->calendar;
    if (strlen(zone) >= ZONE_NAME_SIZE)
        return NULL;
    ucal_close(last->calendar);
    u_uastrcpy(name, zone);
    last->calendar = ucal_open(name, -1, "en", UCAL_GREGORIAN, &status);
    if (U_FAILURE(status))
        last->calendar = NULL;
    memcpy(last->name, zone, strlen(zone) + 1);
    return last->calendar;
}

static int64_t offset_at(const char *zone, struct instant at)
{
    UErrorCode status = U_ZERO_ERROR;
    UCalendar *calendar = calendar_of(zone);
    int64_t offset;

    if (!calendar)
        return 0;
    ucal_setMillis(calendar, (UDate)(at.micros / 1000), &status);
    offset = ucal_get(calendar, UCAL_ZONE_OFFSET, &status) +
             ucal_get(calendar, UCAL_DST_OFFSET, &status);
    return U_FAILURE(status) ? 0 : offset * 1000;
}

struct instant zone_local(const char *zone, struct instant at)
{
    return instant_plus(at, offset_at(zone, at));
}

struct instant zone_universal(const char *zone, struct instant local)
{
    struct instant at = instant_plus(local, -offset_at(zone, local));

    /* Right but within hours of a change of the clocks, where the second look mends it. */
    at = instant_plus(local, -offset_at(zone, at));
    /* A time that the clocks skip comes after the change, so that a day never begins in the one
     * before it. */
    if (zone_local(zone, at).micros < local.micros)
        at = instant_plus(local, -offset_at(zone, at));
    return at;
}
