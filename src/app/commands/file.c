#include "app/commands/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *file_read(struct console *console, const char *path, size_t most, size_t *size)
{
    const char *full = console_path(console, path);
    FILE *file = fopen(full, "rb");
    struct stat status;
    char *bytes;

    if (!file || fstat(fileno(file), &status) != 0 || !S_ISREG(status.st_mode)) {
        console_error(console, "tacite: %s cannot be read: %s\n", path,
                      file ? "it is not a file" : strerror(errno));
        if (file)
            fclose(file);
        return NULL;
    }
    if ((size_t)status.st_size > most) {
        console_error(console, "tacite: %s is larger than %zu bytes\n", path, most);
        fclose(file);
        return NULL;
    }
    bytes = arena_alloc(console->arena, (size_t)status.st_size + 1);
    *size = fread(bytes, 1, (size_t)status.st_size, file);
    fclose(file);
    return bytes;
}

bool file_write(const char *path, const char *bytes, size_t size)
{
    int handle = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool is_written = handle >= 0;

    while (is_written && size) {
        ssize_t done = write(handle, bytes, size);

        is_written = done > 0;
        if (is_written) {
            bytes += done;
            size -= (size_t)done;
        }
    }
    if (handle >= 0 && close(handle) != 0)
        is_written = false;
    return is_written;
}

int file_give(struct console *console, const struct bytes *content)
{
    const char *output = console->options.output;

    if (!output) {
        console->write(console, CONSOLE_OUT, content->at, content->size);
        return EXIT_FINE;
    }
    if (file_write(console_path(console, output), content->at, content->size))
        return EXIT_FINE;
    console_error(console, "tacite: %s cannot be written: %s\n", output, strerror(errno));
    return EXIT_PROBLEMS;
}
