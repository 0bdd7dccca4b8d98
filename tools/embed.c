/* Makes C of text files, so that the program needs none of them beside it.
 *
 *   embed FILE... > files.c     an array of their names and texts, see platform/view/embedded.h
 *
 * A file texts.xx is a language: of it comes a table of its texts, sorted by their keys. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_char(int c)
{
    if (c == '\n')
        fputs("\\n\"\n    \"", stdout);
    else if (c == '"' || c == '\\' || c == '?')
        printf("\\%c", c);
    else
        putchar(c);
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

static void put_file(const char *path)
{
    FILE *file = open_file(path);
    int c;

    printf("    {.name = \"%s\", .text =\n    \"", base_name(path));
    while ((c = getc(file)) != EOF)
        put_char(c);
    fputs("\"},\n", stdout);
    fclose(file);
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

static void put_text(const char *text)
{
    for (; *text; text++)
        put_char(*text);
}

/* The texts of one language; returns how many. */
static size_t put_words(const char *path)
{
    static struct word words[WORDS_MAX];
    size_t count = read_words(path, words);

    printf("static const struct embedded_word words_%s[] = {\n", language_of(path));
    for (size_t i = 0; i < count; i++) {
        printf("    {\"%s\", \"", words[i].key);
        put_text(words[i].text);
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
        if (!language_of(argv[i])) {
            put_file(argv[i]);
            count++;
        }
    printf("};\nconst int embedded_count = %d;\n\n", count);
    put_languages(argc - 1, argv + 1);
    return 0;
}
