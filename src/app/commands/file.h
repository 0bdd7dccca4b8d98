/* Files that commands read whole. */
#ifndef APP_COMMANDS_FILE_H
#define APP_COMMANDS_FILE_H

#include "app/console.h"

/* The bytes of a file of at most `most`, NUL-terminated; NULL after telling why not. */
char *file_read(struct console *console, const char *path, size_t most, size_t *size);

/* Writes what a command made where --output says, else to the standard output; the exit code, after
 * telling why not. */
int file_give(struct console *console, const struct bytes *content);

/* Writes a file that its owner alone may read; false, with errno, if that failed. */
bool file_write(const char *path, const char *bytes, size_t size);

#endif
