/* What `tacite payment add`, `tacite invoice pay` and `tacite invoice refund` share: a payment as
 * it is typed. */
#ifndef APP_COMMANDS_RECEIPT_H
#define APP_COMMANDS_RECEIPT_H

#include "app/command.h"

/* Records what the options say for the invoices whose numbers are arguments from `first` on, and
 * shows the payment. */
int receipt_record(struct job *job, size_t first);

/* Gives the invoice whose number is the second argument back, and shows the payment. */
int receipt_give_back(struct job *job);

#endif
