/* CSV for spreadsheets: a heading, and one line for each struct. */
#ifndef APP_COMMANDS_CSV_H
#define APP_COMMANDS_CSV_H

#include "app/console.h"
#include "base/text.h"

void csv_append_heading(struct text *out, const struct field *fields);
/* Structs of `size` bytes. What might be a formula is no formula any more. */
void csv_append_rows(struct text *out, const struct field *fields, size_t size,
                     const struct list *rows);
/* Both at once. */
void csv_print(struct console *console, const struct field *fields, size_t size,
               const struct list *rows);

#endif
