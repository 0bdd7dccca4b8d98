#include "platform/work/work.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/db/db.h"
#include "platform/log/log.h"
#include "sql.h"
#include "unit/scratch.h"

struct tally {
    int64_t id, number, version;
};

static const struct field tally_fields[] = {
    FIELD(tally, id),
    FIELD(tally, number),
    FIELD(tally, version),
    FIELDS_END,
};

struct bench {
    struct scratch *scratch;
    struct work *work;
};

static struct bench prepared(void **state)
{
    struct bench bench = {.scratch = scratch_of(state)};

    log_set_level(LOG_NOTHING); /* most tests here provoke errors */
    scratch_migrate(bench.scratch);
    bench.work = work_start(bench.scratch->database);
    assert_non_null(bench.work);
    return bench;
}

static int64_t count_tallies(struct scratch *scratch)
{
    int64_t count = -1;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("counted", OK, db_number(&scratch->ctx, &sql_tally_count, NO_ARGS, &count));
    db_rollback(scratch->db);
    return count;
}

static int64_t number_of(struct scratch *scratch, int64_t id)
{
    struct tally tally;

    EXPECT_INTEGER("begun", OK, db_begin(scratch->db));
    EXPECT_INTEGER("read", OK,
                   db_get(&scratch->ctx, &sql_tally_get, ARGS(ARG(id)), tally_fields, &tally));
    db_rollback(scratch->db);
    return tally.number;
}

/* Tasks
 * --------------------------------------------------------------------------------------------
 */

/* A tally to add, and the error with which to end after it was added. */
struct addition {
    struct task task;
    int64_t id;
    enum err ending;
    int done; /* how often */
};

static enum err add(struct ctx *ctx, void *data)
{
    const struct addition *addition = data;
    int64_t id = addition->id, number = 0, changed;

    TRY(db_change(ctx, &sql_tally_add, ARGS(ARG(id), ARG(number)), &changed));
    if (addition->ending == OK || addition->ending == ERR_RETRY)
        return addition->ending;
    return fail(ctx, addition->ending, "Error.Test", NULL, "as asked");
}

static void note_done(struct task *task)
{
    ((struct addition *)task)->done++;
}

static struct addition *new_additions(int count)
{
    struct addition *additions = calloc((size_t)count, sizeof *additions);

    assert_non_null(additions);
    for (int i = 0; i < count; i++) {
        additions[i].id = i + 1;
        additions[i].task = (struct task){
            .run = add,
            .done = note_done,
            .data = &additions[i],
            .ctx = {.arena = arena_new(), .id_business = 1},
        };
    }
    return additions;
}

static void free_additions(struct addition *additions, int count)
{
    for (int i = 0; i < count; i++)
        arena_free(additions[i].task.ctx.arena);
    free(additions);
}

static enum err do_one(struct bench *bench, int64_t id, enum err ending)
{
    struct addition addition = {.id = id, .ending = ending};

    bench->scratch->ctx.failures = NULL;
    return work_do(bench->work, &bench->scratch->ctx, add, &addition);
}

/* A task that holds its worker until it is let go, so that what is submitted meanwhile is queued.
 */
struct gate {
    struct task task;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool is_inside, is_open, is_done;
};

static void gate_set(struct gate *gate, bool *what)
{
    pthread_mutex_lock(&gate->mutex);
    *what = true;
    pthread_cond_broadcast(&gate->changed);
    pthread_mutex_unlock(&gate->mutex);
}

static void gate_wait(struct gate *gate, const bool *what)
{
    pthread_mutex_lock(&gate->mutex);
    while (!*what)
        pthread_cond_wait(&gate->changed, &gate->mutex);
    pthread_mutex_unlock(&gate->mutex);
}

static enum err hold(struct ctx *ctx, void *data)
{
    struct gate *gate = data;

    (void)ctx;
    gate_set(gate, &gate->is_inside);
    gate_wait(gate, &gate->is_open);
    return OK;
}

static void note_gate_done(struct task *task)
{
    struct gate *gate = (struct gate *)task;

    gate_set(gate, &gate->is_done);
}

static void close_gate(struct bench *bench, struct gate *gate)
{
    *gate = (struct gate){
        .task = {.run = hold, .done = note_gate_done, .ctx = {.arena = bench->scratch->arena}},
    };
    gate->task.data = gate;
    pthread_mutex_init(&gate->mutex, NULL);
    pthread_cond_init(&gate->changed, NULL);
    work_submit(bench->work, &gate->task);
    gate_wait(gate, &gate->is_inside);
}

/* Tests
 * --------------------------------------------------------------------------------------------
 */

static void what_was_done_is_kept(void **state)
{
    struct bench bench = prepared(state);
    struct work_counts counts;

    EXPECT_INTEGER("done", OK, do_one(&bench, 1, OK));
    EXPECT_INTEGER("kept", 1, count_tallies(bench.scratch));
    counts = work_counts(bench.work);
    EXPECT_INTEGER("one task", 1, counts.tasks);
    EXPECT_INTEGER("one commit", 1, counts.commits);
    EXPECT_INTEGER("none failed", 0, counts.failed);
    EXPECT_INTEGER("none waits", 0, counts.queued);
    work_stop(bench.work);
}

static void what_failed_left_nothing_but_its_reason(void **state)
{
    struct bench bench = prepared(state);

    EXPECT_INTEGER("refused", ERR_FORBIDDEN, do_one(&bench, 1, ERR_FORBIDDEN));
    EXPECT_TEXT("the reason", "Error.Test", bench.scratch->ctx.failures->code);
    EXPECT_INTEGER("nothing", 0, count_tallies(bench.scratch));
    EXPECT_INTEGER("the next one works", OK, do_one(&bench, 1, OK));
    EXPECT_INTEGER("counted", 1, work_counts(bench.work).failed);
    work_stop(bench.work);
}

static void a_race_that_is_always_lost_ends_as_a_conflict(void **state)
{
    struct bench bench = prepared(state);

    EXPECT_INTEGER("given up", ERR_CONFLICT, do_one(&bench, 1, ERR_RETRY));
    EXPECT_TEXT("the reason", "Error.Api.Conflict", bench.scratch->ctx.failures->code);
    EXPECT_INTEGER("nothing", 0, count_tallies(bench.scratch));
    EXPECT_INTEGER("the next one works", OK, do_one(&bench, 1, OK));
    work_stop(bench.work);
}

static void one_commit_keeps_the_good_and_drops_the_failed(void **state)
{
    enum { TASKS = 100 };
    struct bench bench = prepared(state);
    struct addition *additions = new_additions(TASKS);
    struct gate gate;

    close_gate(&bench, &gate);
    for (int i = 0; i < TASKS; i++) {
        additions[i].ending = i % 7 == 3 ? ERR_INVALID : OK;
        work_submit(bench.work, &additions[i].task);
    }
    gate_set(&gate, &gate.is_open);
    gate_wait(&gate, &gate.is_done);
    work_stop(bench.work);
    for (int i = 0; i < TASKS; i++) {
        EXPECT_INTEGER("told once", 1, additions[i].done);
        EXPECT_INTEGER("its own result", i % 7 == 3 ? ERR_INVALID : OK, additions[i].task.result);
    }
    EXPECT_INTEGER("the good ones", TASKS - 14, count_tallies(bench.scratch));
    free_additions(additions, TASKS);
}

static void a_batch_is_one_commit(void **state)
{
    enum { TASKS = 300 }; /* more than a batch */
    struct bench bench = prepared(state);
    struct addition *additions = new_additions(TASKS);
    struct gate gate;

    close_gate(&bench, &gate);
    for (int i = 0; i < TASKS; i++)
        work_submit(bench.work, &additions[i].task);
    gate_set(&gate, &gate.is_open);
    while (work_counts(bench.work).tasks < TASKS + 1)
        usleep(1000);
    EXPECT_INTEGER("the gate's, and three batches", 4, work_counts(bench.work).commits);
    work_stop(bench.work);
    EXPECT_INTEGER("all of them", TASKS, count_tallies(bench.scratch));
    free_additions(additions, TASKS);
}

static enum err take_many_ids(struct ctx *ctx, void *data)
{
    (void)data;
    for (int i = 0; i < 1000; i++)
        (void)db_new_id(ctx, ID_PUBLIC);
    return OK;
}

static void a_batch_may_take_any_number_of_ids(void **state)
{
    enum { TASKS = 50 };
    struct bench bench = prepared(state);
    struct addition *additions = new_additions(TASKS);
    struct gate gate;

    close_gate(&bench, &gate);
    for (int i = 0; i < TASKS; i++) {
        additions[i].task.run = take_many_ids;
        work_submit(bench.work, &additions[i].task);
    }
    gate_set(&gate, &gate.is_open);
    gate_wait(&gate, &gate.is_done);
    work_stop(bench.work);
    for (int i = 0; i < TASKS; i++)
        EXPECT_INTEGER("done", OK, additions[i].task.result);
    free_additions(additions, TASKS);
}

/* No file may grow: what the commit writes does not fit any more. */
static void forbid_growth(const char *file, struct rlimit *before)
{
    struct rlimit limit;
    struct stat status;

    assert_int_equal(0, stat(file, &status));
    assert_int_equal(0, getrlimit(RLIMIT_FSIZE, before));
    limit = *before;
    limit.rlim_cur = (rlim_t)status.st_size;
    assert_int_equal(0, setrlimit(RLIMIT_FSIZE, &limit));
}

static void a_commit_that_fails_fails_all_its_tasks(void **state)
{
    enum { TASKS = 20 };
    struct bench bench = prepared(state);
    struct addition *additions = new_additions(TASKS);
    struct rlimit before;
    struct gate gate;

    signal(SIGXFSZ, SIG_IGN);
    EXPECT_INTEGER("an ordinary day", OK, do_one(&bench, 1000, OK));
    close_gate(&bench, &gate);
    for (int i = 0; i < TASKS; i++) {
        additions[i].ending = i == 3 ? ERR_INVALID : OK;
        work_submit(bench.work, &additions[i].task);
    }
    forbid_growth(arena_printf(bench.scratch->arena, "%s-wal", bench.scratch->target), &before);
    gate_set(&gate, &gate.is_open);
    while (work_counts(bench.work).tasks < TASKS + 2)
        usleep(1000);
    setrlimit(RLIMIT_FSIZE, &before);
    for (int i = 0; i < TASKS; i++) {
        EXPECT_INTEGER("told once", 1, additions[i].done);
        EXPECT_INTEGER("not kept", i == 3 ? ERR_INVALID : ERR_UNAVAILABLE,
                       additions[i].task.result);
    }
    EXPECT_INTEGER("nothing of them", 1, count_tallies(bench.scratch));
    EXPECT_INTEGER("the next one works", OK, do_one(&bench, 1, OK));
    EXPECT_INTEGER("and is kept", 2, count_tallies(bench.scratch));
    work_stop(bench.work);
    free_additions(additions, TASKS);
}

enum { RIVALS = 8, STEPS = 25 };

struct rival {
    struct bench *bench;
    int steps_done;
};

static enum err increment(struct ctx *ctx, void *data)
{
    struct tally tally;
    int64_t id = 1;

    (void)data;
    TRY(db_get(ctx, &sql_tally_get, ARGS(ARG(id)), tally_fields, &tally));
    tally.number++;
    return db_update(ctx, &sql_tally_update, tally_fields, &tally);
}

static void *increment_often(void *data)
{
    struct rival *rival = data;

    for (int i = 0; i < STEPS; i++) {
        struct ctx ctx = {.arena = arena_new(), .id_business = 1};

        rival->steps_done += work_do(rival->bench->work, &ctx, increment, NULL) == OK;
        arena_free(ctx.arena);
    }
    return NULL;
}

static void rivals_lose_no_step(void **state)
{
    struct bench bench = prepared(state);
    struct rival rivals[RIVALS];
    pthread_t threads[RIVALS];
    int steps = 0;

    EXPECT_INTEGER("the tally", OK, do_one(&bench, 1, OK));
    for (int i = 0; i < RIVALS; i++) {
        rivals[i] = (struct rival){.bench = &bench};
        assert_int_equal(0, pthread_create(&threads[i], NULL, increment_often, &rivals[i]));
    }
    for (int i = 0; i < RIVALS; i++) {
        pthread_join(threads[i], NULL);
        steps += rivals[i].steps_done;
    }
    EXPECT_INTEGER("nobody gave up", RIVALS * STEPS, steps);
    EXPECT_INTEGER("what was told as done", steps, number_of(bench.scratch, 1));
    work_stop(bench.work);
}

static void stopping_finishes_what_is_queued(void **state)
{
    enum { TASKS = 200 };
    struct bench bench = prepared(state);
    struct addition *additions = new_additions(TASKS);

    for (int i = 0; i < TASKS; i++)
        work_submit(bench.work, &additions[i].task);
    work_stop(bench.work);
    for (int i = 0; i < TASKS; i++) {
        EXPECT_INTEGER("told once", 1, additions[i].done);
        EXPECT_INTEGER("kept", OK, additions[i].task.result);
    }
    EXPECT_INTEGER("all of them", TASKS, count_tallies(bench.scratch));
    free_additions(additions, TASKS);
}

static enum err count_inside(struct ctx *ctx, void *data)
{
    return db_number(ctx, &sql_tally_count, NO_ARGS, data);
}

static void a_read_sees_what_is_kept_and_writes_nothing(void **state)
{
    struct bench bench = prepared(state);
    struct db *reader = db_open(bench.scratch->database, true);
    struct ctx ctx = {.arena = bench.scratch->arena, .id_business = 1};
    struct addition addition = {.id = 2};
    int64_t count = -1;

    EXPECT_INTEGER("done", OK, do_one(&bench, 1, OK));
    EXPECT_INTEGER("read", OK, work_read(reader, &ctx, count_inside, &count));
    EXPECT_INTEGER("what is kept", 1, count);
    EXPECT_TRUE("a write is refused", work_read(reader, &ctx, add, &addition) != OK);
    EXPECT_INTEGER("read again", OK, work_read(reader, &ctx, count_inside, &count));
    EXPECT_INTEGER("nothing more", 1, count);
    db_close(reader);
    work_stop(bench.work);
}

/* As when the server is restarted: each worker may find its own connection dead once. */
static void workers_connect_again(void **state)
{
    enum { WORKERS = 8 };
    struct bench bench = prepared(state);
    int attempts = 0;

    for (int64_t id = 1; id <= 3 * WORKERS; id++) /* every worker has a connection */
        EXPECT_INTEGER("done", OK, do_one(&bench, id, OK));
    scratch_script(bench.scratch, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                  " WHERE datname = current_database()"
                                  " AND pid <> pg_backend_pid();");
    while (do_one(&bench, 1000, OK) != OK)
        EXPECT_TRUE("at most one refusal each", ++attempts <= WORKERS);
    EXPECT_INTEGER("kept", 3 * WORKERS + 1, count_tallies(bench.scratch));
    work_stop(bench.work);
}

static void no_database_no_workers(void **state)
{
    struct arena *arena = arena_new();
    const char *why = NULL;
    struct database *database =
        database_open("host=/nonexistent dbname=none connect_timeout=2", false, arena, &why);

    (void)state;
    log_set_level(LOG_NOTHING);
    assert_non_null(database);
    assert_null(work_start(database));
    database_close(database);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_BOTH_ENGINES(what_was_done_is_kept),
        ON_BOTH_ENGINES(what_failed_left_nothing_but_its_reason),
        ON_BOTH_ENGINES(a_race_that_is_always_lost_ends_as_a_conflict),
        ON_BOTH_ENGINES(one_commit_keeps_the_good_and_drops_the_failed),
        ON_SQLITE(a_batch_is_one_commit),
        ON_BOTH_ENGINES(a_batch_may_take_any_number_of_ids),
        ON_SQLITE(a_commit_that_fails_fails_all_its_tasks),
        ON_BOTH_ENGINES(rivals_lose_no_step),
        ON_BOTH_ENGINES(stopping_finishes_what_is_queued),
        ON_BOTH_ENGINES(a_read_sees_what_is_kept_and_writes_nothing),
        ON_POSTGRES(workers_connect_again),
        cmocka_unit_test(no_database_no_workers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
