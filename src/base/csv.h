/* Cells of CSV (RFC 4180) that a spreadsheet shows as they are. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/text.h"

/* Appends a value: quoted where it must be, and with an apostrophe before what a spreadsheet would
 * compute, which it does with what begins with = + - @ or a space that is none. A negative number
 * stays one. The commas between cells are the caller's. */
void csv_append_cell(struct text *out, const char *value);

#endif
