/* The workers that write. A task is a function that works inside one transaction; it is kept whole
 * or not at all, and `done` is told only after the commit.
 *
 * On SQLite there is one worker, which takes what is queued, runs each task in a savepoint of one
 * transaction and commits them together: a synced commit costs the same for one and for a hundred.
 * On PostgreSQL there are several workers with a connection each, and a task that lost a race is
 * run again from its beginning, so a task must not touch anything but its ctx before `done`. */
#ifndef PLATFORM_WORK_WORK_H
#define PLATFORM_WORK_WORK_H

#include "base/ctx.h"

struct database;
struct work;

struct task {
    enum err (*run)(struct ctx *ctx, void *data);
    void (*done)(struct task *task); /* on the worker's thread; must not block */
    void *data;
    struct ctx ctx;  /* filled by the submitter but for `db`; its arena outlives the task */
    enum err result; /* OK: committed */
    struct task *next;
};

/* NULL if no connection can be made; the reason is in the log. */
struct work *work_start(struct database *database);
/* Finishes what is queued, then stops. Nothing may be submitted any more. */
void work_stop(struct work *work);

void work_submit(struct work *work, struct task *task);
/* Submits and waits. `ctx` gives the circumstances and takes the failures. */
MUST_CHECK enum err work_do(struct work *work, struct ctx *ctx,
                            enum err (*run)(struct ctx *ctx, void *data), void *data);

/* Reads outside the workers: `run` in a read-only transaction of its own connection. */
MUST_CHECK enum err work_read(struct db *reader, struct ctx *ctx,
                              enum err (*run)(struct ctx *ctx, void *data), void *data);

/* For the metrics. */
struct work_counts {
    int64_t queued, tasks, commits, retries, failed;
};
struct work_counts work_counts(struct work *work);

#endif
