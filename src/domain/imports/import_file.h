/* Inside the room: the bytes of a file as records of cells, each with the line on which it begins.
 *
 * Comma or semicolon, quoted cells with quotation marks doubled inside, CRLF, LF or CR; empty lines
 * are nobody's record. Cells that are not quoted lose their outer spaces. */
#ifndef DOMAIN_IMPORTS_IMPORT_FILE_H
#define DOMAIN_IMPORTS_IMPORT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct record {
    int64_t line;        /* on which it begins */
    const char **values; /* NULL: an empty cell */
    size_t count;
    size_t cell_with_nul; /* the first cell with a NUL byte; `count` if there is none */
    bool is_broken;       /* a quotation mark stands where none may: it has no values */
    const char *raw;      /* of one that is broken, has a NUL byte or another number of cells than
                             the first record: as it stands in the file */
    size_t raw_size;
};

struct import_file {
    const char *text; /* in UTF-8, without a byte order mark */
    size_t size;
    char separator;
    bool has_mark;         /* it began with a byte order mark */
    int64_t line_foreign;  /* the first that was not UTF-8, so that all was read as Windows-1252 */
    int64_t line_unclosed; /* where a quotation mark opens that never closes; 0: none */
    struct record *records;
    size_t count;
};

/* Why the bytes are no such file at all, in words that follow "The file"; or NULL, and then `out`
 * is filled. The bytes must outlive it. */
const char *import_file_read(struct arena *arena, const char *bytes, size_t size,
                             struct import_file *out);

#endif
