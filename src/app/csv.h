/* Rows as a spreadsheet reads them: fields between commas, the names of a field table as the
 * heading. No value becomes a formula. */
#ifndef APP_CSV_H
#define APP_CSV_H

#include "base/field.h"
#include "base/text.h"

void csv_write_heading(struct text *out, const struct field *fields);
/* Of `size` bytes each. */
void csv_write_rows(struct text *out, const struct field *fields, size_t size,
                    const struct list *rows);

#endif
