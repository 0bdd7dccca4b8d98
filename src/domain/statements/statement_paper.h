/* Statements of account on paper: all of a customer's currencies, one after the other. */
#ifndef DOMAIN_STATEMENTS_STATEMENT_PAPER_H
#define DOMAIN_STATEMENTS_STATEMENT_PAPER_H

#include "domain/sheets/letterhead.h"
#include "domain/statements/statement.h"

struct statement_document {
    struct customer_statements account;
    struct customer customer;
    struct parties parties;
    struct letterhead letterhead;
};
extern const struct field statement_document_fields[];

/* What statement_list gives, with what is around it. */
MUST_CHECK enum err statement_document_load(struct ctx *ctx, const struct customer *customer,
                                            const struct day_range *range,
                                            struct statement_document *out);

/* In a language that we speak. */
MUST_CHECK enum err statement_paper_print(struct ctx *ctx,
                                          const struct statement_document *document,
                                          struct bytes *out);
/* What a file is called that holds it; `ending` is "pdf" or "csv". */
const char *statement_file_name(struct arena *arena, const struct customer_statements *account,
                                const char *ending);

#endif
