#include "platform/work/work.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "platform/db/database.h"
#include "platform/db/db.h"
#include "platform/log/log.h"

enum { BATCH_MAX = 128, ATTEMPTS_MAX = 12, POSTGRES_WORKERS = 8, WORKERS_MAX = 16 };

struct work {
    struct database *database;
    pthread_mutex_t mutex;
    pthread_cond_t more;
    struct task *first, **end;
    bool is_stopping;
    pthread_t threads[WORKERS_MAX];
    int thread_count;
    struct work_counts counts;
};

/* Takes up to `most` tasks, waiting for the first; none means stop. */
static int take_tasks(struct work *work, struct task **batch, int most)
{
    int count = 0;

    pthread_mutex_lock(&work->mutex);
    while (!work->first && !work->is_stopping)
        pthread_cond_wait(&work->more, &work->mutex);
    while (work->first && count < most) {
        batch[count++] = work->first;
        work->first = work->first->next;
    }
    if (!work->first)
        work->end = &work->first;
    work->counts.queued -= count;
    pthread_mutex_unlock(&work->mutex);
    return count;
}

static void count_outcome(struct work *work, const struct task *const *batch, int count,
                          int retries)
{
    pthread_mutex_lock(&work->mutex);
    work->counts.commits++;
    work->counts.retries += retries;
    for (int i = 0; i < count; i++) {
        work->counts.tasks++;
        work->counts.failed += batch[i]->result != OK;
    }
    pthread_mutex_unlock(&work->mutex);
}

static enum err run_once(struct db *db, struct task *task)
{
    task->ctx.db = db;
    task->ctx.failures = NULL;
    return task->run(&task->ctx, task->data);
}

static void sleep_before_retry(int attempt)
{
    /* 1, 2, 4 ... ms at most, a random part of it, so that rivals do not meet again. */
    unsigned most = 1000u << (attempt < 6 ? attempt : 6);

    usleep(most / 4 + (unsigned)(machine_now().micros % most));
}

static enum err give_up(struct ctx *ctx)
{
    return fail(ctx, ERR_CONFLICT, "Error.Api.Conflict", NULL,
                "Somebody else changed the same thing at the same moment; try again.");
}

/* SQLite ------------------------------------------------------------------------------------------
 */

/* In a savepoint of its own, unless it is alone. */
static void run_in_batch(struct db *db, struct task *task)
{
    struct ctx *ctx = &task->ctx;

    ctx->db = db;
    task->result = db_savepoint(ctx);
    for (int attempt = 0; task->result == OK; attempt++) {
        task->result = run_once(db, task);
        if (task->result == OK || db_is_broken(db) || db_savepoint_undo(ctx) != OK)
            break;
        if (task->result != ERR_RETRY)
            break;
        task->result = attempt < 3 ? OK : give_up(ctx);
    }
    if (!db_is_broken(db) && db_savepoint_release(ctx) != OK && task->result == OK)
        task->result = ERR_FAILED;
}

/* A failed commit, or an error that undid everything, takes the whole batch with it. */
static void fail_batch(struct task **batch, int count, enum err err, const char *message)
{
    log_write(LOG_ERROR, NULL, "a transaction of %d tasks was not kept: %s", count, message);
    for (int i = 0; i < count; i++) {
        if (batch[i]->result != OK)
            continue;
        batch[i]->result = err == ERR_RETRY ? ERR_UNAVAILABLE : err;
        fail(&batch[i]->ctx, batch[i]->result,
             err == ERR_FULL ? "Error.Api.StorageFull" : "Error.Api.Unavailable", NULL,
             err == ERR_FULL ? "The disk that holds the database is full; nothing was written."
                             : "The database could not keep the change; nothing was written.");
    }
}

/* How many of the tasks shared the transaction: as many as there were ids for. */
static int run_batch(struct db *db, struct task **batch, int count)
{
    enum err err = db_begin(db);
    int done = 0;

    for (int i = 0; i < count; i++)
        batch[i]->result = OK;
    while (done < count && err == OK && db_has_ids(db)) {
        run_in_batch(db, batch[done]);
        if (db_is_broken(db))
            err = batch[done]->result == ERR_FULL ? ERR_FULL : ERR_UNAVAILABLE;
        done++;
    }
    if (err == OK)
        err = db_commit(db);
    if (err == OK)
        return done;
    fail_batch(batch, count, err, db_message(db));
    db_rollback(db);
    return count;
}

static void *write_batches(void *data)
{
    struct work *work = data;
    struct task *batch[BATCH_MAX];
    struct db *db = db_open(work->database, false);
    int count;

    while ((count = take_tasks(work, batch, BATCH_MAX)) > 0) {
        for (int done = 0, more; done < count; done += more) {
            more = run_batch(db, batch + done, count - done);
            count_outcome(work, (const struct task *const *)batch + done, more, 0);
            for (int i = done; i < done + more; i++)
                batch[i]->done(batch[i]);
        }
        db_checkpoint(db);
    }
    db_close(db);
    return NULL;
}

/* PostgreSQL --------------------------------------------------------------------------------------
 */

/* `may_repeat`: nothing was kept for certain, since no commit was sent. */
static enum err run_in_transaction(struct db *db, struct task *task, bool *may_repeat)
{
    enum err err = db_begin(db);

    if (err == OK)
        err = run_once(db, task);
    *may_repeat = err != OK;
    if (err == OK)
        err = db_commit(db);
    else
        log_write(LOG_DEBUG, task->ctx.request_id, "undone: %s", db_message(db));
    if (err != OK)
        db_rollback(db);
    return err;
}

/* A connection that went away is made anew. */
static struct db *fresh_connection(struct work *work, struct db *db)
{
    if (db && !db_is_lost(db))
        return db;
    db_close(db);
    return db_open(work->database, false);
}

/* Again after a lost race, and once on a new connection if the old one turned out to be gone. */
static int run_until_kept(struct work *work, struct db **db, struct task *task)
{
    bool has_reconnected = false;
    int attempt = 0;

    for (;;) {
        bool may_repeat;

        task->result = ERR_UNAVAILABLE;
        *db = fresh_connection(work, *db);
        if (!*db)
            break;
        task->result = run_in_transaction(*db, task, &may_repeat);
        if (task->result != OK && may_repeat && db_is_lost(*db) && !has_reconnected) {
            has_reconnected = true;
            continue;
        }
        if (task->result != ERR_RETRY)
            break;
        if (attempt++ == ATTEMPTS_MAX) {
            task->result = give_up(&task->ctx);
            break;
        }
        sleep_before_retry(attempt);
    }
    /* What is not there is said by the face. */
    if (task->result != OK && task->result != ERR_NOT_FOUND && !task->ctx.failures)
        fail(&task->ctx, task->result, "Error.Api.Unavailable", NULL,
             "The database could not keep the change; try again in a moment.");
    return attempt;
}

static void *write_one_by_one(void *data)
{
    struct work *work = data;
    struct db *db = NULL;
    struct task *task;

    while (take_tasks(work, &task, 1) > 0) {
        int retries = run_until_kept(work, &db, task);

        count_outcome(work, (const struct task *const *)&task, 1, retries);
        task->done(task);
    }
    db_close(db);
    return NULL;
}

/* both --------------------------------------------------------------------------------------------
 */

struct work *work_start(struct database *database)
{
    struct work *work = calloc(1, sizeof *work);
    bool is_postgres = database_is_postgres(database);
    struct db *probe = db_open(database, false);

    if (!work)
        abort();
    if (!probe) {
        free(work);
        return NULL;
    }
    db_close(probe);
    work->database = database;
    work->end = &work->first;
    work->thread_count = is_postgres ? POSTGRES_WORKERS : 1;
    pthread_mutex_init(&work->mutex, NULL);
    pthread_cond_init(&work->more, NULL);
    for (int i = 0; i < work->thread_count; i++)
        if (pthread_create(&work->threads[i], NULL, is_postgres ? write_one_by_one : write_batches,
                           work) != 0)
            abort();
    return work;
}

void work_stop(struct work *work)
{
    if (!work)
        return;
    pthread_mutex_lock(&work->mutex);
    work->is_stopping = true;
    pthread_cond_broadcast(&work->more);
    pthread_mutex_unlock(&work->mutex);
    for (int i = 0; i < work->thread_count; i++)
        pthread_join(work->threads[i], NULL);
    pthread_mutex_destroy(&work->mutex);
    pthread_cond_destroy(&work->more);
    free(work);
}

void work_submit(struct work *work, struct task *task)
{
    task->next = NULL;
    pthread_mutex_lock(&work->mutex);
    *work->end = task;
    work->end = &task->next;
    work->counts.queued++;
    pthread_cond_signal(&work->more);
    pthread_mutex_unlock(&work->mutex);
}

struct waiting {
    struct task task;
    pthread_mutex_t mutex;
    pthread_cond_t done;
    bool is_done;
};

static void wake(struct task *task)
{
    struct waiting *waiting = (struct waiting *)task;

    pthread_mutex_lock(&waiting->mutex);
    waiting->is_done = true;
    pthread_cond_signal(&waiting->done);
    pthread_mutex_unlock(&waiting->mutex);
}

enum err work_do(struct work *work, struct ctx *ctx, enum err (*run)(struct ctx *ctx, void *data),
                 void *data)
{
    struct waiting waiting = {
        .task = {.run = run, .done = wake, .data = data, .ctx = *ctx},
        .mutex = PTHREAD_MUTEX_INITIALIZER,
        .done = PTHREAD_COND_INITIALIZER,
    };

    work_submit(work, &waiting.task);
    pthread_mutex_lock(&waiting.mutex);
    while (!waiting.is_done)
        pthread_cond_wait(&waiting.done, &waiting.mutex);
    pthread_mutex_unlock(&waiting.mutex);
    ctx->failures = waiting.task.ctx.failures;
    return waiting.task.result;
}

enum err work_read(struct db *reader, struct ctx *ctx, enum err (*run)(struct ctx *ctx, void *data),
                   void *data)
{
    enum err err;

    ctx->db = reader;
    err = db_begin(reader);
    if (err == OK)
        err = run(ctx, data);
    db_rollback(reader); /* a read has nothing to keep */
    return err;
}

struct work_counts work_counts(struct work *work)
{
    struct work_counts counts;

    pthread_mutex_lock(&work->mutex);
    counts = work->counts;
    pthread_mutex_unlock(&work->mutex);
    return counts;
}
