#include "app/console.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"

static const struct field argument_fields[] = {FIELD_LIMITED(argument, value, 4096), FIELDS_END};

const struct field options_fields[] = {
    FIELD_LIMITED(options, database, 4096),
    FIELD_LIMITED(options, key_file, 4096),
    FIELD(options, business),
    FIELD(options, json),
    FIELD(options, dry_run),
    FIELD(options, keep_going),
    FIELD(options, live),
    FIELD(options, yes),
    FIELD(options, keep_content),
    FIELD(options, ask),
    FIELD(options, now),
    FIELD(options, at_term),
    FIELD(options, preview),
    FIELD(options, waive),
    FIELD(options, ignore_engagement),
    FIELD(options, prepaid),
    FIELD(options, csv),
    FIELD(options, pdf),
    FIELD(options, name),
    FIELD(options, language),
    FIELD(options, currency),
    FIELD(options, time_zone),
    FIELD(options, segment),
    FIELD(options, tax_rate),
    FIELD(options, to),
    FIELD(options, customer),
    FIELD_LIMITED(options, note, 2000),
    FIELD_LIMITED(options, template_file, 4096),
    FIELD(options, permissions),
    FIELD(options, expires),
    FIELD_LIMITED(options, heads, 4096),
    FIELD(options, of),
    FIELD(options, address),
    FIELD(options, log),
    FIELD(options, amount),
    FIELD(options, type),
    FIELD(options, label),
    FIELD(options, date),
    FIELD(options, reference),
    FIELD(options, reason),
    FIELD(options, unused),
    FIELD(options, payer),
    FIELD(options, mode),
    FIELD(options, next_billing),
    FIELD(options, iban),
    FIELD(options, bic),
    FIELD(options, scheme),
    FIELD(options, state),
    FIELD_LIMITED(options, output, 4096),
    FIELD(options, discount),
    FIELD(options, offer),
    FIELD(options, from),
    FIELD(options, until),
    FIELD(options, feature),
    FIELD(options, missed),
    FIELD(options, add),
    FIELD(options, set),
    FIELD(options, first),
    FIELD(options, withdrawn),
    FIELD(options, uses),
    FIELD(options, uses_per_customer),
    FIELD(options, quarter),
    FIELD(options, port),
    FIELD(options, gateway),
    FIELD_LIST_OF(options, arguments, argument_fields, argument),
    FIELDS_END,
};

void console_write_here(struct console *console, char kind, const char *bytes, size_t size)
{
    static bool is_progress_shown;
    FILE *out = kind == CONSOLE_OUT ? stdout : stderr;

    (void)console;
    if (kind == CONSOLE_PROGRESS && !isatty(STDERR_FILENO))
        return;
    if (is_progress_shown)
        fputs("\r\033[K", stderr);
    is_progress_shown = kind == CONSOLE_PROGRESS;
    fwrite(bytes, 1, size, out);
    fflush(out);
}

__attribute__((format(printf, 3, 0))) static void
write_formatted(struct console *console, char kind, const char *format, va_list arguments)
{
    const char *text = arena_vprintf(console->arena, format, arguments);

    console->write(console, kind, text, strlen(text));
}

void console_print(struct console *console, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_formatted(console, CONSOLE_OUT, format, arguments);
    va_end(arguments);
}

void console_error(struct console *console, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    write_formatted(console, CONSOLE_ERROR, format, arguments);
    va_end(arguments);
}

void console_progress(struct console *console, const char *what, int64_t done, int64_t total)
{
    enum { WIDTH = 30 };
    char line[160], bar[WIDTH + 1];
    int filled = total > 0 ? (int)(done * WIDTH / total) : 0;
    int size;

    for (int i = 0; i < WIDTH; i++)
        bar[i] = i < filled ? '#' : '.';
    bar[WIDTH] = '\0';
    if (total > 0)
        size = snprintf(line, sizeof line, "%-12s [%s] %" PRId64 " of %" PRId64, what, bar, done,
                        total);
    else
        size = snprintf(line, sizeof line, "%-12s %" PRId64, what, done);
    console->write(console, CONSOLE_PROGRESS, line, (size_t)size);
}

/* One value for a person: texts bare, moments short. */
static const char *value_for_person(struct arena *arena, const struct field *field, const void *row)
{
    struct text text = {.arena = arena};

    if (field_is_absent(field, row))
        return "";
    if (field->kind == FIELD_TEXT)
        return *(const char *const *)field_in(field, row);
    json_write_value(&text, field, row);
    if (text.size > 1 && *text.at == '"')
        return arena_copy_bytes(arena, text.at + 1, text.size - 2);
    return text_done(&text);
}

static const char *name_for_person(struct arena *arena, const struct field *field)
{
    struct text text = {.arena = arena};

    json_write_name(&text, field->name);
    return arena_copy_bytes(arena, text.at + 1, text.size - 2);
}

static void write_text(struct console *console, const struct text *text)
{
    console->write(console, CONSOLE_OUT, text_done(text), text->size);
}

void console_object(struct console *console, const struct field *fields, const void *row)
{
    struct text text = {.arena = console->arena};

    if (console->options.json) {
        json_write(&text, fields, row);
        text_append_char(&text, '\n');
    } else {
        for (const struct field *field = fields; field->kind != FIELD_END; field++)
            if (!field_is_absent(field, row))
                text_appendf(&text, "%-20s %s\n", name_for_person(console->arena, field),
                             value_for_person(console->arena, field, row));
    }
    write_text(console, &text);
}

static bool is_number(const struct field *field)
{
    return field->kind == FIELD_INTEGER || field->kind == FIELD_QUANTITY;
}

static void append_cell(struct text *text, const char *value, size_t width, bool is_right)
{
    size_t length = utf8_length(value);
    size_t padding = width > length ? width - length : 0;

    for (size_t i = 0; is_right && i < padding; i++)
        text_append_char(text, ' ');
    text_append(text, value);
    for (size_t i = 0; i < (is_right ? 0 : padding) + 2; i++)
        text_append_char(text, ' ');
}

static void append_table(struct arena *arena, struct text *text, const struct field *fields,
                         size_t size, const struct list *list)
{
    enum { COLUMNS_MAX_SHOWN = 32 };
    size_t widths[COLUMNS_MAX_SHOWN], count = 0;

    for (; fields[count].kind != FIELD_END && count < COLUMNS_MAX_SHOWN; count++) {
        widths[count] = utf8_length(name_for_person(arena, &fields[count]));
        for (size_t i = 0; i < list->count; i++) {
            const void *row = (const char *)list->items + i * size;
            size_t length = utf8_length(value_for_person(arena, &fields[count], row));

            widths[count] = length > widths[count] ? length : widths[count];
        }
    }
    for (size_t column = 0; column < count; column++)
        append_cell(text, name_for_person(arena, &fields[column]), widths[column],
                    is_number(&fields[column]));
    text_append_char(text, '\n');
    for (size_t i = 0; i < list->count; i++) {
        for (size_t column = 0; column < count; column++)
            append_cell(
                text,
                value_for_person(arena, &fields[column], (const char *)list->items + i * size),
                widths[column], is_number(&fields[column]));
        text_append_char(text, '\n');
    }
}

void console_list(struct console *console, const struct field *fields, size_t size,
                  const struct list *list)
{
    struct text text = {.arena = console->arena};

    if (console->options.json) {
        json_write_list(&text, fields, size, list);
        text_append_char(&text, '\n');
    } else {
        append_table(console->arena, &text, fields, size, list);
    }
    write_text(console, &text);
}

int console_failures(struct console *console, const struct ctx *ctx, enum err err)
{
    for (const struct failure *failure = ctx->failures; failure; failure = failure->next)
        console_error(console, "tacite: %s\n", failure->message);
    if (err == OK)
        return EXIT_FINE;
    if (!ctx->failures)
        console_error(console, "tacite: it failed; the log says why\n");
    return err == ERR_UNAVAILABLE || err == ERR_FULL ? EXIT_DATABASE : EXIT_PROBLEMS;
}

const char *console_path(const struct console *console, const char *path)
{
    return *path == '/' ? path : arena_printf(console->arena, "%s/%s", console->folder, path);
}

const char *console_argument(const struct console *console, size_t index)
{
    const struct list *arguments = &console->options.arguments;

    return index < arguments->count ? LIST_AT(*arguments, struct argument, index)->value : NULL;
}
