/* Makes C of SQL files.
 *
 *   sqlgen header STATEMENTS.sql...   > sql.h     one `extern const struct sql` per statement
 *   sqlgen source STATEMENTS.sql...   > sql.c     their texts for both databases
 *   sqlgen migrations FILE.sql...     > migrations.c
 *
 * A statement begins with `-- name: customer_get` and may name parameters `:reference_customer`;
 * they become ?1 for SQLite (which would number $1 by first appearance) and $1 for PostgreSQL. The
 * words in a comment that begins with the name of an engine are for that engine alone. */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARAMS_MAX = 64, NAME_MAX_SIZE = 64 };

struct statement {
    char name[NAME_MAX_SIZE];
    char params[PARAMS_MAX][NAME_MAX_SIZE];
    int param_count;
};

static void die(const char *file, const char *what)
{
    fprintf(stderr, "sqlgen: %s: %s\n", file, what);
    exit(1);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0, room = 0, got;

    if (!file)
        die(path, "cannot be read");
    do {
        if (size + 4096 > room)
            text = realloc(text, room = room * 2 + 8192);
        if (!text)
            die(path, "out of memory");
        got = fread(text + size, 1, 4096, file);
        size += got;
    } while (got);
    fclose(file);
    text[size] = '\0';
    return text;
}

/* Finds the text of a part: from the line after its mark to the next empty line. */
static const char *part_text(const char *text, const char *name, size_t size, size_t *part_size)
{
    static const char mark[] = "-- part: ";

    for (const char *at = text; (at = strstr(at, mark));) {
        at += strlen(mark);
        if (strncmp(at, name, size) == 0 && at[size] == '\n') {
            const char *end = strstr(at, "\n\n");

            at += size + 1;
            *part_size = end ? (size_t)(end - at) : strlen(at);
            return at;
        }
    }
    return NULL;
}

/* A file on its way to having every `{part}` replaced. */
struct expansion {
    const char *path, *text;
    char *out;
    size_t size, room;
};

enum { DEPTH_MAX = 8 };

/* A part may use other parts. */
static void expand(struct expansion *expansion, const char *from, size_t size, int depth)
{
    if (depth > DEPTH_MAX)
        die(expansion->path, "a part contains itself");
    for (const char *at = from; at < from + size; at++) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL, *part = NULL;
        size_t part_size = 0;

        if (end)
            part = part_text(expansion->text, at + 1, (size_t)(end - at - 1), &part_size);
        if (end && !part)
            die(expansion->path, "a part in braces is not defined");
        if (expansion->size + 2 > expansion->room)
            die(expansion->path, "the parts grow too large");
        if (part) {
            expand(expansion, part, part_size, depth + 1);
            at = end;
        } else {
            expansion->out[expansion->size++] = *at;
        }
    }
}

static char *read_statements(const char *path)
{
    char *text = read_file(path);
    struct expansion expansion = {.path = path, .text = text, .room = strlen(text) * 8 + 4096};

    expansion.out = malloc(expansion.room);
    if (!expansion.out)
        die(path, "out of memory");
    expand(&expansion, text, strlen(text), 0);
    expansion.out[expansion.size] = '\0';
    free(text);
    return expansion.out;
}

static void put_char(char c)
{
    if (c == '\n')
        fputs("\\n\"\n    \"", stdout);
    else if (c == '"' || c == '\\')
        printf("\\%c", c);
    else
        putchar(c);
}

static void put_literal(const char *text)
{
    putchar('"');
    for (; *text; text++)
        put_char(*text);
    putchar('"');
}

static int param_number(const char *file, struct statement *statement, const char *name,
                        size_t size)
{
    if (size >= NAME_MAX_SIZE)
        die(file, "a parameter's name is too long");
    for (int i = 0; i < statement->param_count; i++)
        if (strncmp(statement->params[i], name, size) == 0 && !statement->params[i][size])
            return i + 1;
    if (statement->param_count == PARAMS_MAX)
        die(file, "too many parameters");
    memcpy(statement->params[statement->param_count], name, size);
    statement->params[statement->param_count][size] = '\0';
    return ++statement->param_count;
}

/* Where the comment that begins at `at` ends. */
static const char *comment_end(const char *at)
{
    const char *end = at[1] == '*' ? strstr(at, "*/") : strchr(at, '\n');

    return end ? end + (at[1] == '*' ? 2 : 0) : at + strlen(at);
}

static bool is_word(char c)
{
    return islower((unsigned char)c) || isdigit((unsigned char)c) || c == '_';
}

/* Prints one statement for one engine, and notes its parameters. */
static void put_statement(const char *file, const char *from, const char *until, const char *engine,
                          char sigil, struct statement *statement)
{
    size_t engine_size = strlen(engine);
    bool is_unwrapped = false;

    putchar('"');
    for (const char *at = from; at < until; at++) {
        if (at[0] == '/' && at[1] == '*' && strncmp(at + 2, engine, engine_size) == 0 &&
            at[2 + engine_size] == ' ') {
            at += 2 + engine_size;
            is_unwrapped = true;
        } else if (is_unwrapped && at[0] == '*' && at[1] == '/') {
            at++;
            is_unwrapped = false;
        } else if ((at[0] == '/' && at[1] == '*') || (at[0] == '-' && at[1] == '-')) {
            at = comment_end(at) - 1;
        } else if (at[0] == '\'') {
            do
                put_char(*at++);
            while (at < until && *at != '\'');
            put_char('\'');
        } else if (at[0] == ':' && is_word(at[1]) && at[-1] != ':') {
            const char *end = at + 1;

            while (is_word(*end))
                end++;
            printf("%c%d", sigil, param_number(file, statement, at + 1, (size_t)(end - at - 1)));
            at = end - 1;
        } else {
            put_char(isspace((unsigned char)*at) ? ' ' : *at);
        }
    }
    putchar('"');
}

/* The end of a statement's text: the next name or the end of the file, without `;` and spaces. */
static const char *text_end(const char *from)
{
    const char *end = strstr(from, "\n-- name: "), *part = strstr(from, "\n-- part: ");

    end = end ? end : from + strlen(from);
    end = part && part < end ? part : end;
    while (end > from && (isspace((unsigned char)end[-1]) || end[-1] == ';'))
        end--;
    return end;
}

static const char *next_statement(const char *file, const char *at, struct statement *statement)
{
    static const char mark[] = "-- name: ";
    const char *name = strstr(at, mark);
    size_t size = 0;

    if (!name)
        return NULL;
    memset(statement, 0, sizeof *statement);
    for (name += strlen(mark); is_word(*name); name++)
        if (size < NAME_MAX_SIZE - 1)
            statement->name[size++] = *name;
    if (!size || !strchr(name, '\n'))
        die(file, "a statement without name or text");
    return strchr(name, '\n') + 1;
}

static void put_source(const char *file, const char *text, const char *name, int number)
{
    struct statement statement;

    memset(&statement, 0, sizeof statement);
    printf("const struct sql sql_%s = {\n    .name = \"%s\", .number = %d,\n    .sqlite = ", name,
           name, number);
    put_statement(file, text, text_end(text), "sqlite", '?', &statement);
    printf(",\n    .pg = ");
    put_statement(file, text, text_end(text), "pg", '$', &statement);
    printf(",\n    .param_count = %d, .params = (const char *const[]){", statement.param_count);
    for (int i = 0; i < statement.param_count; i++)
        printf("\"%s\", ", statement.params[i]);
    printf("NULL},\n};\n\n");
}

static void put_statements(int count, char **files, bool is_source)
{
    int number = 0;

    puts(is_source ? "#include \"sql.h\"\n"
                   : "#ifndef SQL_H\n#define SQL_H\n\n"
                     "#include \"platform/db/db.h\"\n");
    for (int i = 0; i < count; i++) {
        char *text = read_statements(files[i]);
        struct statement statement;

        for (const char *at = text; (at = next_statement(files[i], at, &statement)); number++) {
            if (is_source)
                put_source(files[i], at, statement.name, number);
            else
                printf("extern const struct sql sql_%s;\n", statement.name);
        }
        free(text);
    }
    if (!is_source) {
        puts("\n/* Every statement of the program; its number is its place. */\n"
             "extern const struct sql *const sql_all[];\nextern const int sql_count;\n\n#endif");
        return;
    }
    puts("const struct sql *const sql_all[] = {");
    for (int i = 0; i < count; i++) {
        char *text = read_statements(files[i]);
        struct statement statement;

        for (const char *at = text; (at = next_statement(files[i], at, &statement));)
            printf("    &sql_%s,\n", statement.name);
        free(text);
    }
    printf("};\nconst int sql_count = %d;\n", number);
}

static void put_migrations(int count, char **files)
{
    puts("#include \"platform/db/migrate.h\"\n\nconst struct migration migrations[] = {");
    for (int i = 0; i < count; i++) {
        const char *base = strrchr(files[i], '/') ? strrchr(files[i], '/') + 1 : files[i];
        char *text = read_file(files[i]);

        printf("    {.number = %d, .name = \"%s\", .text =\n    ", atoi(base), base);
        put_literal(text);
        puts("},");
        free(text);
    }
    printf("};\nconst int migration_count = %d;\n", count);
}

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "";

    if (strcmp(what, "header") == 0 || strcmp(what, "source") == 0)
        put_statements(argc - 2, argv + 2, strcmp(what, "source") == 0);
    else if (strcmp(what, "migrations") == 0)
        put_migrations(argc - 2, argv + 2);
    else
        die("usage", "sqlgen header|source|migrations FILE...");
    return 0;
}
