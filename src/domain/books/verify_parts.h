/* Inside the room: what the parts of a verification share. */
#ifndef DOMAIN_BOOKS_VERIFY_PARTS_H
#define DOMAIN_BOOKS_VERIFY_PARTS_H

#include "domain/books/verify.h"

struct verifier {
    struct ctx *ctx; /* the caller's: findings live in its arena */
    struct ctx page; /* for everything else: its arena is emptied page by page */
    const struct verify_options *options;
    struct verification *out;
};

/* Every part asks for rows by pages: first forget the last page. */
void page_begin(struct verifier *verifier, const char *what, int64_t done);

void found(struct verifier *verifier, const char *what, const char *subject, const char *format,
           ...) __attribute__((format(printf, 4, 5)));

/* `entry 12`, in the memory of the page. */
const char *numbered(struct verifier *verifier, const char *noun, int64_t number);

MUST_CHECK enum err verify_invoices(struct verifier *verifier);
MUST_CHECK enum err verify_series(struct verifier *verifier);
MUST_CHECK enum err verify_estimates(struct verifier *verifier);
MUST_CHECK enum err verify_chain(struct verifier *verifier);
MUST_CHECK enum err verify_money(struct verifier *verifier);
MUST_CHECK enum err verify_subscriptions(struct verifier *verifier);
MUST_CHECK enum err verify_rows(struct verifier *verifier);

#endif
