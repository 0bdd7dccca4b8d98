/* Makes C of text files, so that the program needs none of them beside it.
 *
 *   embed FILE... > files.c     an array of their names and texts, see platform/view/embedded.h */
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

static void put_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    FILE *file = fopen(path, "rb");
    int c;

    if (!file) {
        fprintf(stderr, "embed: %s cannot be read\n", path);
        exit(1);
    }
    printf("    {.name = \"%s\", .text =\n    \"", slash ? slash + 1 : path);
    while ((c = getc(file)) != EOF)
        put_char(c);
    fputs("\"},\n", stdout);
    fclose(file);
}

int main(int argc, char **argv)
{
    puts("#include \"platform/view/embedded.h\"\n\nconst struct embedded embedded_files[] = {");
    for (int i = 1; i < argc; i++)
        put_file(argv[i]);
    printf("};\nconst int embedded_count = %d;\n", argc - 1);
    return 0;
}
