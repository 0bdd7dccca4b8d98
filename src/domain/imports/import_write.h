/* Inside the room: one transaction of an import. */
#ifndef DOMAIN_IMPORTS_IMPORT_WRITE_H
#define DOMAIN_IMPORTS_IMPORT_WRITE_H

#include "domain/imports/import_plan.h"

struct import_counts {
    int64_t customers_added, customers_updated, subscriptions_added;
};

/* A part of the rows. */
struct batch {
    const struct import *import;
    int64_t id;                  /* of the row in `imports` */
    size_t from, until;          /* until: the first row that no longer belongs */
    struct import_counts counts; /* what came of it; to be read after the commit */
};

/* Where a batch that begins at `from` ends: a transaction neither lasts long nor runs out of ids.
 */
size_t import_batch_end(const struct import *import, size_t from);

/* A task for platform/work; `data` is a struct batch. Writes the rows, and in the same transaction
 * notes in `imports` that they are done. ERR_CONFLICT, noted, if they are not the next ones. */
MUST_CHECK enum err import_write_batch(struct ctx *ctx, void *data);

#endif
