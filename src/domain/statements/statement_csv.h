/* Statements of account as CSV: a line for the balance at the beginning, for each operation and for
 * the balance at the end, in the words and with the numbers of a language. */
#ifndef DOMAIN_STATEMENTS_STATEMENT_CSV_H
#define DOMAIN_STATEMENTS_STATEMENT_CSV_H

#include "base/text.h"
#include "domain/statements/statement.h"

#define STATEMENT_CSV_TYPE "text/csv; charset=utf-8"

void statement_csv(struct text *out, const struct customer_statements *statements,
                   const char *language);

#endif
