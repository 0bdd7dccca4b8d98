/* Running an import from where it was to its end. */
#include <inttypes.h>
#include <string.h>

#include "domain/imports/import_write.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/work/work.h"
#include "sql.h"

/* PostgreSQL's tables are counted when so many rows were written, and at the end if there were as
 * many; its own daemon comes too late for an import. */
enum { ROWS_TO_ANALYZE = 2000 };

const struct field import_outcome_fields[] = {
    FIELD(import_outcome, rows),
    FIELD(import_outcome, rows_bad),
    FIELD(import_outcome, rows_resumed),
    FIELD(import_outcome, customers_added),
    FIELD(import_outcome, customers_updated),
    FIELD(import_outcome, subscriptions_added),
    FIELD(import_outcome, bad_file),
    FIELDS_END,
};

/* A row of `imports`. */
struct progress {
    int64_t id, rows_done, customers_added, customers_updated, subscriptions_added;
    struct instant done_at;
};

static const struct field progress_fields[] = {
    FIELD(progress, id),
    FIELD(progress, rows_done),
    FIELD(progress, customers_added),
    FIELD(progress, customers_updated),
    FIELD(progress, subscriptions_added),
    FIELD(progress, done_at),
    FIELDS_END,
};

struct beginning {
    const struct import_plan *plan;
    const char *sha256;
    struct progress progress;
};

/* Goes on with an import that was interrupted; one that is done begins again and finds everything
 * there. */
static enum err begin(struct ctx *ctx, void *data)
{
    struct beginning *beginning = data;
    const struct import_plan *plan = beginning->plan;
    struct progress *progress = &beginning->progress;
    enum err err = db_get(ctx, &sql_import_find,
                          ARGS(ARG_AS(id_segment, plan->segment.id),
                               ARG_AS(path, plan->source->path), ARG_AS(sha256, beginning->sha256)),
                          progress_fields, progress);

    if (err == OK && !instant_is_set(progress->done_at))
        return OK;
    if (err == OK) {
        *progress = (struct progress){.id = progress->id};
        return db_run(ctx, &sql_import_restart, ARGS(ARG_AS(id, progress->id)));
    }
    if (err != ERR_NOT_FOUND)
        return err;
    *progress = (struct progress){.id = db_new_id(ctx, ID_ROW)};
    return db_run(ctx, &sql_import_add,
                  ARGS(ARG_AS(id, progress->id), ARG_AS(id_segment, plan->segment.id),
                       ARG_AS(path, plan->source->path), ARG_AS(sha256, beginning->sha256),
                       ARG_AS(rows_total, (int64_t)plan->row_count)));
}

static enum err analyze(struct ctx *ctx, void *data)
{
    (void)data;
    return db_run(ctx, &sql_import_analyze, NO_ARGS);
}

/* A step of the run, with memory that is given back after it; what it notes survives. */
static enum err step(struct work *work, struct ctx *ctx, struct arena *arena,
                     enum err (*run)(struct ctx *ctx, void *data), void *data)
{
    struct ctx inner = *ctx;
    enum err err;

    inner.arena = arena;
    inner.failures = NULL;
    err = work_do(work, &inner, run, data);
    for (const struct failure *one = inner.failures; one; one = one->next)
        fail(ctx, err, arena_copy(ctx->arena, one->code),
             one->target ? arena_copy(ctx->arena, one->target) : NULL, "%s", one->message);
    arena_reset(arena);
    return err;
}

static void count_batch(struct import_outcome *out, const struct import_counts *counts)
{
    out->customers_added += counts->customers_added;
    out->customers_updated += counts->customers_updated;
    out->subscriptions_added += counts->subscriptions_added;
}

static void tell(const struct import_options *options, const struct batch *batch)
{
    if (options->progress)
        options->progress(options->data, (int64_t)batch->until, batch->import->rows);
}

/* The rows that are left. */
static enum err write_rest(struct work *work, struct ctx *ctx, struct arena *arena,
                           struct batch *batch, const struct import_options *options,
                           struct import_outcome *out)
{
    size_t count = batch->import->plan->row_count, first = batch->until, analyzed = first;

    while (batch->until < count) {
        batch->from = batch->until;
        batch->until = import_batch_end(batch->import, batch->from);
        TRY(step(work, ctx, arena, import_write_batch, batch));
        count_batch(out, &batch->counts);
        tell(options, batch);
        if (batch->until - first >= ROWS_TO_ANALYZE && analyzed == first) {
            analyzed = batch->until;
            TRY(step(work, ctx, arena, analyze, NULL));
        }
    }
    return analyzed > first && analyzed < count ? step(work, ctx, arena, analyze, NULL) : OK;
}

static enum err refuse(struct ctx *ctx, const struct import *import,
                       const struct import_options *options)
{
    if (!import->is_readable)
        return fail(ctx, ERR_INVALID, "Error.Import.Unreadable", NULL,
                    "The file cannot be imported as it is.");
    if (import->rows_bad && !options->keep_going)
        return fail(ctx, ERR_INVALID, "Error.Import.BadRows", NULL,
                    "%" PRId64 " of %" PRId64 " rows are bad; nothing was written.",
                    import->rows_bad, import->rows);
    return OK;
}

static const char *checksum(struct arena *arena, const struct import_source *source)
{
    uint8_t hash[SHA256_SIZE];

    sha256(source->bytes, source->size, hash);
    return hex(arena, hash, sizeof hash);
}

enum err import_run(struct work *work, struct ctx *ctx, struct import *import,
                    const struct import_options *options, struct import_outcome *out)
{
    struct beginning beginning = {.plan = import->plan};
    struct batch batch = {.import = import};
    struct arena *arena;
    enum err err;

    *out = (struct import_outcome){.rows = import->rows, .rows_bad = import->rows_bad};
    TRY(refuse(ctx, import, options));
    if (import->rows_bad) {
        out->bad_file = arena_printf(ctx->arena, "%s.bad.csv", import->plan->source->path);
        TRY(import_write_bad(ctx, import, out->bad_file));
    }
    beginning.sha256 = checksum(ctx->arena, import->plan->source);
    TRY(work_do(work, ctx, begin, &beginning));
    batch.id = beginning.progress.id;
    batch.until = (size_t)beginning.progress.rows_done;
    out->rows_resumed = beginning.progress.rows_done;
    count_batch(out, &(struct import_counts){beginning.progress.customers_added,
                                             beginning.progress.customers_updated,
                                             beginning.progress.subscriptions_added});
    arena = arena_new();
    err = write_rest(work, ctx, arena, &batch, options, out);
    arena_free(arena);
    return err;
}
