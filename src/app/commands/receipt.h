/* What the commands about money share: a payment and its parts as they are typed. */
#ifndef APP_COMMANDS_RECEIPT_H
#define APP_COMMANDS_RECEIPT_H

#include "app/command.h"

/* `49.90` of a currency as an amount; a moment that an option gave, or none; bank, check, cash or
 * other, or none. ERR_INVALID, noted. */
MUST_CHECK enum err amount_typed(struct ctx *ctx, const char *text, const char *currency,
                                 int64_t *out);
MUST_CHECK enum err moment_typed(struct ctx *ctx, const char *option, const char *text,
                                 struct instant *out);
MUST_CHECK enum err type_typed(struct ctx *ctx, const char *word, int *out);

/* Records what the options say for the invoices whose numbers are arguments from `first` on, and
 * shows the payment. */
int receipt_record(struct job *job, size_t first);

/* Gives the invoice whose number is the second argument back, and shows the payment. */
int receipt_give_back(struct job *job);

#endif
