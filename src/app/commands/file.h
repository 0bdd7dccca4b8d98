/* Files that commands read whole. */
#ifndef APP_COMMANDS_FILE_H
#define APP_COMMANDS_FILE_H

#include "app/console.h"

/* The bytes of a file of at most `most`, NUL-terminated; NULL after telling why not. */
char *file_read(struct console *console, const char *path, size_t most, size_t *size);

#endif
