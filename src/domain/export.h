/* Lists of one business, page by page, for whoever wants them outside: spreadsheets, scripts,
 * checks. Each list is one statement and one field table; ids of ours stand only where nothing else
 * names the object. */
#ifndef DOMAIN_EXPORT_H
#define DOMAIN_EXPORT_H

#include "base/ctx.h"
#include "base/field.h"

struct sql;

struct export_list {
    const char *name;
    const struct field *fields; /* the first is the key by which pages follow each other */
    size_t size;
    const struct sql *sql;
};

/* customers, subscriptions, invoices, lines, ledger, events, failures; NULL for any other. */
const struct export_list *export_named(const char *name);

/* The rows after `*after`, a thousand at most; moves it on. None is the end. */
MUST_CHECK enum err export_page(struct ctx *ctx, const struct export_list *what, int64_t *after,
                                struct list *out);

#endif
