/* Makes C of text files, so that the program needs none of them beside it.
 *
 *   embed FILE... > files.c     an array of their names and texts, see platform/view/embedded.h
 *
 * A style sheet loses its comments and the white space that means nothing. Beside NAME.css stands
 * then the partial NAME_path.html, the address under which browsers may keep it for ever: it
 * changes with the text.
 *
 * A file texts.xx is a language: of it comes a table of its texts, sorted by their keys. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_char(char c)
{
    if (c == '\n')
        fputs("\\n\"\n    \"", stdout);
    else if (c == '"' || c == '\\' || c == '?')
        printf("\\%c", c);
    else
        putchar(c);
}

static void put_string(const char *text)
{
    while (*text)
        put_char(*text++);
}

static void put(const char *name, const char *ending, const char *text)
{
    printf("    {.name = \"%s%s\", .text =\n    \"", name, ending);
    put_string(text);
    fputs("\"},\n", stdout);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static FILE *open_file(const char *path)
{
    FILE *file = fopen(path, "rb");

    if (!file) {
        fprintf(stderr, "embed: %s cannot be read\n", path);
        exit(1);
    }
    return file;
}

static char *read_file(const char *path)
{
    FILE *file = open_file(path);
    char *text = NULL;
    size_t size = 0, read;

    do {
        text = realloc(text, size + 4097);
        read = text ? fread(text + size, 1, 4096, file) : 0;
        size += read;
    } while (read);
    if (!text || ferror(file)) {
        fprintf(stderr, "embed: %s cannot be read\n", path);
        exit(1);
    }
    text[size] = 0;
    fclose(file);
    return text;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

/* Where what means nothing ends: spaces and comments. */
static const char *past_nothing(const char *at)
{
    while (is_space(*at) || strncmp(at, "/*", 2) == 0)
        at = is_space(*at) ? at + 1 : strstr(at + 2, "*/") + 2;
    return at;
}

/* A space stays between words, and before a colon: `a :hover` is not `a:hover`. */
static bool needs_space(char before, char after)
{
    return before && !strchr("{};,:", before) && !strchr("{};,", after);
}

/* A sheet without what means nothing, in its own place. */
static void squeeze(char *sheet)
{
    const char *from = past_nothing(sheet);
    char *to = sheet, quote = 0;

    while (*from) {
        const char *next = quote ? from : past_nothing(from);

        if (next != from && needs_space(to[-1], *next))
            *to++ = ' ';
        from = next;
        if (*from == '}' && to[-1] == ';')
            to--;
        if (quote ? *from == quote : *from == '"')
            quote = quote ? 0 : *from;
        if (*from)
            *to++ = *from++;
    }
    *to = 0;
}

/* FNV-1a. */
static uint64_t digest(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325U;

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
    return hash;
}

static bool put_file(const char *path)
{
    const char *name = base_name(path);
    const char *ending = strstr(name, ".css");
    char *text = read_file(path), stem[64], address[128];

    if (ending) {
        squeeze(text);
        snprintf(stem, sizeof stem, "%.*s", (int)(ending - name), name);
        snprintf(address, sizeof address, "/%s?v=%016llx", name, (unsigned long long)digest(text));
        put(stem, "_path.html", address);
    }
    put(name, "", text);
    free(text);
    return ending != NULL;
}

/* languages ---------------------------------------------------------------------------------------
 */

enum { WORDS_MAX = 5000, LINE_SIZE = 4096 };

struct word {
    char *key;
    const char *text; /* behind the key, in its memory */
};

/* The code of the language if the file is one, or NULL. */
static const char *language_of(const char *path)
{
    const char *name = base_name(path);

    return strncmp(name, "texts.", 6) == 0 ? name + 6 : NULL;
}

static void refuse(const char *path, int line, const char *why)
{
    fprintf(stderr, "embed: %s:%d: %s\n", path, line, why);
    exit(1);
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(((const struct word *)a)->key, ((const struct word *)b)->key);
}

static size_t read_words(const char *path, struct word *words)
{
    FILE *file = open_file(path);
    char line[LINE_SIZE];
    size_t count = 0;

    for (int number = 1; fgets(line, sizeof line, file); number++) {
        char *equals = strstr(line, " = ");

        line[strcspn(line, "\n")] = '\0';
        if (!*line || *line == '#')
            continue;
        if (!equals || !equals[3])
            refuse(path, number, "is no `key = text`");
        if (count == WORDS_MAX)
            refuse(path, number, "is one text too many");
        words[count].key = strdup(line);
        words[count].text = words[count].key + (equals - line) + 3;
        words[count++].key[equals - line] = '\0';
    }
    fclose(file);
    qsort(words, count, sizeof *words, compare_keys);
    for (size_t i = 1; i < count; i++)
        if (strcmp(words[i - 1].key, words[i].key) == 0)
            refuse(path, 0, words[i].key);
    return count;
}

/* The texts of one language; returns how many. */
static size_t put_words(const char *path)
{
    static struct word words[WORDS_MAX];
    size_t count = read_words(path, words);

    printf("static const struct embedded_word words_%s[] = {\n", language_of(path));
    for (size_t i = 0; i < count; i++) {
        printf("    {\"%s\", \"", words[i].key);
        put_string(words[i].text);
        fputs("\"},\n", stdout);
        free(words[i].key);
    }
    puts("};");
    return count;
}

static void put_languages(int count, char **paths)
{
    size_t sizes[WORDS_MAX];
    int languages = 0;

    for (int i = 0; i < count && i < WORDS_MAX; i++)
        if (language_of(paths[i]))
            sizes[i] = put_words(paths[i]);
    puts("const struct embedded_language embedded_languages[] = {");
    for (int i = 0; i < count && i < WORDS_MAX; i++)
        if (language_of(paths[i])) {
            printf("    {\"%s\", words_%s, %zu},\n", language_of(paths[i]), language_of(paths[i]),
                   sizes[i]);
            languages++;
        }
    printf("};\nconst int embedded_language_count = %d;\n", languages);
}

int main(int argc, char **argv)
{
    int count = 0;

    puts("#include \"platform/view/embedded.h\"\n\nconst struct embedded embedded_files[] = {");
    for (int i = 1; i < argc; i++)
        if (!language_of(argv[i]))
            count += 1 + put_file(argv[i]);
    printf("};\nconst int embedded_count = %d;\n\n", count);
    put_languages(argc - 1, argv + 1);
    return 0;
}
