/* Files to begin with. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "domain/imports/import.h"
#include "domain/imports/import_column.h"

static enum err not_written(struct ctx *ctx, const char *path, const char *why)
{
    return fail(ctx, ERR_FAILED, "Error.Import.NotWritten", NULL, "%s cannot be written: %s.", path,
                why);
}

/* Makes an empty file, so that nothing that exists is lost. */
static enum err make_file(struct ctx *ctx, const char *path)
{
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

    if (file >= 0)
        close(file);
    else if (errno == EEXIST)
        return fail(ctx, ERR_CONFLICT, "Error.Import.Exists", NULL, "%s exists already.", path);
    else
        return not_written(ctx, path, strerror(errno));
    return OK;
}

/* No example has a character that would need quotation marks. */
static bool put_line(FILE *file, bool is_header)
{
    for (size_t i = 0; i < known_column_count; i++) {
        const struct known_column *column = &known_columns[i];

        if (column->part != PART_IGNORED)
            fprintf(file, "%s%s", i ? "," : "", is_header ? column->name : column->example);
    }
    return fputs("\r\n", file) >= 0;
}

enum err import_template_csv(struct ctx *ctx, const char *path)
{
    FILE *file;
    bool is_written;

    TRY(make_file(ctx, path));
    file = fopen(path, "w");
    if (!file)
        return not_written(ctx, path, strerror(errno));
    is_written = put_line(file, true) && put_line(file, false) && !ferror(file);
    return fclose(file) == 0 && is_written ? OK : not_written(ctx, path, strerror(errno));
}

enum err import_template_xlsx(struct ctx *ctx, const char *path)
{
    enum { WIDTH = 22 };
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *bold;
    lxw_error error;

    TRY(make_file(ctx, path));
    workbook = workbook_new(path);
    if (!workbook)
        return not_written(ctx, path, "out of memory");
    sheet = workbook_add_worksheet(workbook, "Import");
    bold = workbook_add_format(workbook);
    format_set_bold(bold);
    worksheet_set_column(sheet, 0, (lxw_col_t)(known_column_count - 1), WIDTH, NULL);
    worksheet_freeze_panes(sheet, 1, 0);
    for (size_t i = 0; i < known_column_count; i++) {
        const struct known_column *column = &known_columns[i];

        if (column->part == PART_IGNORED)
            continue;
        worksheet_write_string(sheet, 0, (lxw_col_t)i, column->name, bold);
        worksheet_write_string(sheet, 1, (lxw_col_t)i, column->example, NULL);
        worksheet_write_comment(sheet, 1, (lxw_col_t)i, column->help);
    }
    error = workbook_close(workbook);
    return error == LXW_NO_ERROR ? OK : not_written(ctx, path, lxw_strerror(error));
}
