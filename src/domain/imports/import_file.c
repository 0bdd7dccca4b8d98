#include "domain/imports/import_file.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* encoding ----------------------------------------------------------------------------------------
 */

/* NUL bytes are complained about later, cell by cell. */
static bool is_utf8(const char *bytes, size_t size)
{
    while (size) {
        const char *nul = memchr(bytes, '\0', size);
        size_t piece = nul ? (size_t)(nul - bytes) : size;

        if (!utf8_is_valid(bytes, piece))
            return false;
        bytes += piece + (nul != NULL);
        size -= piece + (nul != NULL);
    }
    return true;
}

/* What ends a line belongs to it: LF, CRLF or a CR alone. */
static size_t line_size(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (at[i] == '\n' || (at[i] == '\r' && (i + 1 == size || at[i + 1] != '\n')))
            return i + 1;
    return size;
}

/* The first line that is not UTF-8, or 0. */
static int64_t foreign_line(const char *bytes, size_t size)
{
    size_t length;

    for (int64_t line = 1; size; line++, bytes += length, size -= length) {
        length = line_size(bytes, size);
        if (!is_utf8(bytes, length))
            return line;
    }
    return 0;
}

/* Windows-1252, which contains Latin-1, to UTF-8. */
static const char *convert(struct arena *arena, const char *bytes, size_t size, size_t *size_out)
{
    static const uint16_t upper[] = {
        0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
        0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
    };
    char *text = arena_alloc(arena, size * 3 + 1), *end = text;

    for (size_t i = 0; i < size; i++) {
        unsigned code = (unsigned char)bytes[i];

        if (code >= 0x80 && code < 0xa0)
            code = upper[code - 0x80];
        if (code < 0x80) {
            *end++ = (char)code;
        } else if (code < 0x800) {
            *end++ = (char)(0xc0 | code >> 6);
            *end++ = (char)(0x80 | (code & 0x3f));
        } else {
            *end++ = (char)(0xe0 | code >> 12);
            *end++ = (char)(0x80 | (code >> 6 & 0x3f));
            *end++ = (char)(0x80 | (code & 0x3f));
        }
    }
    *size_out = (size_t)(end - text);
    return text;
}

static bool begins_with(const char *bytes, size_t size, const char *mark)
{
    return size >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0;
}

static const char *decode(struct arena *arena, const char *bytes, size_t size,
                          struct import_file *out)
{
    static const char mark[] = "\xef\xbb\xbf";

    if (begins_with(bytes, size, "PK\x03\x04"))
        return "is a spreadsheet or an archive; save it as CSV first.";
    if (begins_with(bytes, size, "\xff\xfe") || begins_with(bytes, size, "\xfe\xff"))
        return "is in UTF-16; save it as CSV in UTF-8.";
    out->has_mark = begins_with(bytes, size, mark);
    out->text = bytes + (out->has_mark ? strlen(mark) : 0);
    out->size = size - (out->has_mark ? strlen(mark) : 0);
    out->line_foreign = foreign_line(out->text, out->size);
    if (out->line_foreign)
        out->text = convert(arena, out->text, out->size, &out->size);
    return NULL;
}

/* records -----------------------------------------------------------------------------------------
 */

struct reader {
    struct arena *arena;
    struct csv_parser parser;
    struct import_file *file;
    size_t room;         /* of file->records */
    const char **values; /* of the record under way */
    size_t count, values_room, cell_with_nul;
    int64_t line, line_record, line_cell; /* of what is read; where record and cell began */
    const char *start;                    /* of the record under way */
    bool is_inside;                       /* the last line ended inside a record */
    bool has_ended;                       /* a record ended on this line */
    size_t cells;                         /* that ended on this line */
};

static void *grown(struct arena *arena, const void *items, size_t size, size_t count, size_t room)
{
    void *bigger = arena_alloc(arena, size * room);

    if (count)
        memcpy(bigger, items, size * count);
    return bigger;
}

static void take_cell(void *cell, size_t size, void *data)
{
    struct reader *reader = data;

    if (reader->count == reader->values_room) {
        reader->values_room = reader->values_room ? reader->values_room * 2 : 64;
        reader->values = grown(reader->arena, reader->values, sizeof *reader->values, reader->count,
                               reader->values_room);
    }
    if (size && memchr(cell, '\0', size) && reader->cell_with_nul > reader->count)
        reader->cell_with_nul = reader->count;
    reader->values[reader->count++] = size ? arena_copy_bytes(reader->arena, cell, size) : NULL;
    reader->cells++;
}

static struct record *add_record(struct reader *reader)
{
    struct import_file *file = reader->file;

    if (file->count == reader->room) {
        reader->room = reader->room ? reader->room * 2 : 256;
        file->records =
            grown(reader->arena, file->records, sizeof *file->records, file->count, reader->room);
    }
    return &file->records[file->count++];
}

/* A line of separators alone is what spreadsheets leave behind their last row. */
static bool is_empty(const struct reader *reader)
{
    for (size_t i = 0; i < reader->count; i++)
        if (reader->values[i])
            return false;
    return true;
}

static void forget_record(struct reader *reader)
{
    reader->count = 0;
    reader->cell_with_nul = SIZE_MAX;
}

static void take_record(int end, void *data)
{
    struct reader *reader = data;

    (void)end;
    reader->has_ended = true;
    if (!is_empty(reader)) {
        struct record *record = add_record(reader);

        *record = (struct record){
            .line = reader->line_record,
            .values = grown(reader->arena, reader->values, sizeof *reader->values, reader->count,
                            reader->count),
            .count = reader->count,
            .cell_with_nul =
                reader->cell_with_nul < reader->count ? reader->cell_with_nul : reader->count,
        };
    }
    forget_record(reader);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_blank(const char *at, size_t size)
{
    while (size && is_space(at[size - 1]))
        size--;
    return size == 0;
}

/* libcsv has stopped; it goes on with the next line. */
static void take_broken(struct reader *reader)
{
    if (csv_error(&reader->parser) != CSV_EPARSE) {
        fputs("tacite: out of memory\n", stderr);
        abort();
    }
    csv_fini(&reader->parser, NULL, NULL, NULL);
    *add_record(reader) = (struct record){.line = reader->line_record, .is_broken = true};
    forget_record(reader);
    reader->has_ended = true;
}

/* Keeps what the cells alone could not give back. */
static void keep_raw(struct reader *reader, const char *end)
{
    struct import_file *file = reader->file;
    struct record *last = file->count ? &file->records[file->count - 1] : NULL;
    size_t size = (size_t)(end - reader->start);

    if (!last || last->raw ||
        (!last->is_broken && last->cell_with_nul == last->count &&
         last->count == file->records[0].count))
        return;
    while (size && is_space(reader->start[size - 1]))
        size--;
    last->raw = arena_copy_bytes(reader->arena, reader->start, size);
    last->raw_size = size;
}

static void read_line(struct reader *reader, const char *at, size_t size)
{
    bool was_inside = reader->is_inside;

    if (!was_inside) {
        reader->line_record = reader->line;
        reader->start = at;
    }
    reader->has_ended = false;
    reader->cells = 0;
    if (csv_parse(&reader->parser, at, size, take_cell, take_record, reader) != size)
        take_broken(reader);
    if (reader->has_ended)
        keep_raw(reader, at + size);
    reader->is_inside = !reader->has_ended && (was_inside || !is_blank(at, size));
    if (reader->is_inside && (!was_inside || reader->cells))
        reader->line_cell = reader->line;
    reader->line++;
}

/* As if the file ended with a line's end. */
static void end_last_line(struct reader *reader)
{
    bool was_inside = reader->is_inside;

    if (was_inside && csv_parse(&reader->parser, "\n", 1, take_cell, take_record, reader) != 1)
        take_broken(reader);
    reader->is_inside = was_inside && !reader->has_ended;
    if (was_inside && reader->has_ended)
        keep_raw(reader, reader->file->text + reader->file->size);
}

static void read_records(struct arena *arena, struct import_file *file)
{
    struct reader reader = {.arena = arena, .file = file, .line = 1};
    const char *at = file->text;
    size_t left = file->size, size;

    forget_record(&reader);
    csv_init(&reader.parser, CSV_STRICT);
    csv_set_delim(&reader.parser, (unsigned char)file->separator);
    csv_set_blk_size(&reader.parser, 4096);
    for (; left; at += size, left -= size) {
        size = line_size(at, left);
        read_line(&reader, at, size);
    }
    end_last_line(&reader);
    file->line_unclosed = reader.is_inside ? reader.line_cell : 0;
    csv_free(&reader.parser);
}

/* Whichever stands more often on the first line that is not empty, outside quotation marks. */
static char separator_of(const char *at, size_t size)
{
    size_t commas = 0, semicolons = 0;
    bool is_quoted = false;

    while (size && is_space(*at))
        at++, size--;
    for (; size && (is_quoted || (*at != '\r' && *at != '\n')); at++, size--) {
        is_quoted = is_quoted != (*at == '"');
        commas += !is_quoted && *at == ',';
        semicolons += !is_quoted && *at == ';';
    }
    return semicolons > commas ? ';' : ',';
}

const char *import_file_read(struct arena *arena, const char *bytes, size_t size,
                             struct import_file *out)
{
    const char *problem;

    *out = (struct import_file){0};
    problem = decode(arena, bytes, size, out);
    if (problem)
        return problem;
    out->separator = separator_of(out->text, out->size);
    read_records(arena, out);
    return out->count || out->line_unclosed ? NULL : "is empty.";
}
