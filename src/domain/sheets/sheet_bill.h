/* What invoices, credit notes and estimates have in common on paper: lines with their taxes, and
 * what they come to. The document has `lines` and `taxes`, as struct invoice_document has them, and
 * `amount_tax`; the other amounts are of the member that `bill` of the document names. */
#ifndef DOMAIN_SHEETS_SHEET_BILL_H
#define DOMAIN_SHEETS_SHEET_BILL_H

#include "domain/sheets/sheet.h"

void sheet_bill_lines(struct sheet *sheet);

/* Taxes at the left, sums at the right, and below them why something is not taxed. `more` draws
 * what follows the total, or is NULL. */
void sheet_bill_sums(struct sheet *sheet, void (*more)(struct sheet *sheet));

#endif
