/* Makes C of text files, so that the program needs none of them beside it.
 *
 *   embed FILE... > files.c     an array of their names and texts, see platform/view/embedded.h
 *
 * A style sheet loses its comments and the white space that means nothing. Beside NAME.css stands
 * then the partial NAME_path.html, the address under which browsers may keep it for ever: it
 * changes with the text. */
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

static void put(const char *name, const char *ending, const char *text)
{
    printf("    {.name = \"%s%s\", .text =\n    \"", name, ending);
    while (*text)
        put_char(*text++);
    fputs("\"},\n", stdout);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t size = 0, read;

    do {
        text = realloc(text, size + 4097);
        read = file && text ? fread(text + size, 1, 4096, file) : 0;
        size += read;
    } while (read);
    if (!file || !text || ferror(file)) {
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
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
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

int main(int argc, char **argv)
{
    int count = argc - 1;

    puts("#include \"platform/view/embedded.h\"\n\nconst struct embedded embedded_files[] = {");
    for (int i = 1; i < argc; i++)
        count += put_file(argv[i]);
    printf("};\nconst int embedded_count = %d;\n", count);
    return 0;
}
