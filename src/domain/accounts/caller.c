#include "domain/accounts/caller.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/lookup.h"
#include "platform/db/db.h"
#include "sql.h"

struct callers {
    pthread_mutex_t mutex; /* for all below, and held for some dozen instructions */
    struct arena *arena;
    struct lookup numbers; /* by agent key */
    struct caller *at;
    size_t count, room;
};

struct callers *callers_new(void)
{
    struct callers *callers = calloc(1, sizeof *callers);

    if (!callers)
        abort();
    pthread_mutex_init(&callers->mutex, NULL);
    callers->arena = arena_new();
    callers->numbers.arena = callers->arena;
    return callers;
}

void callers_free(struct callers *callers)
{
    if (!callers)
        return;
    pthread_mutex_destroy(&callers->mutex);
    arena_free(callers->arena);
    free(callers->at);
    free(callers);
}

bool callers_find(struct callers *callers, const char *agent_key, struct caller *out)
{
    size_t number;

    pthread_mutex_lock(&callers->mutex);
    number = lookup_find(&callers->numbers, agent_key);
    if (number != LOOKUP_NONE)
        *out = callers->at[number];
    pthread_mutex_unlock(&callers->mutex);
    return number != LOOKUP_NONE;
}

/* The mutex must be held. */
static struct caller *caller_of(struct callers *callers, const char *agent_key)
{
    size_t number = lookup_find(&callers->numbers, agent_key);

    if (number != LOOKUP_NONE)
        return &callers->at[number];
    if (callers->count == callers->room) {
        callers->room = callers->room ? callers->room * 2 : 8;
        callers->at = realloc(callers->at, callers->room * sizeof *callers->at);
        if (!callers->at)
            abort();
    }
    lookup_add(&callers->numbers, arena_copy(callers->arena, agent_key), callers->count);
    callers->at[callers->count] = (struct caller){0};
    return &callers->at[callers->count++];
}

void callers_keep(struct callers *callers, const char *agent_key, const struct caller *caller)
{
    struct caller *kept;
    struct bucket bucket;

    pthread_mutex_lock(&callers->mutex);
    kept = caller_of(callers, agent_key);
    bucket = kept->bucket;
    *kept = *caller;
    kept->bucket = bucket;
    pthread_mutex_unlock(&callers->mutex);
}

int64_t callers_count(struct callers *callers, const char *agent_key, int64_t per_minute,
                      struct instant now)
{
    struct caller *caller;
    int64_t seconds;

    if (!per_minute)
        return 0;
    pthread_mutex_lock(&callers->mutex);
    caller = caller_of(callers, agent_key);
    caller->checked_at = now;
    seconds = bucket_take(&caller->bucket, per_minute, now);
    pthread_mutex_unlock(&callers->mutex);
    return seconds;
}

enum err callers_changed(struct ctx *ctx)
{
    return db_run(ctx, &sql_callers_changed, NO_ARGS);
}
