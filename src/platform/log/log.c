#include "platform/log/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/instant.h"

static enum log_level lowest = LOG_WARNING;

void log_set_level(enum log_level level)
{
    lowest = level;
}

bool log_is_on(enum log_level level)
{
    return level >= lowest;
}

void log_write(enum log_level level, const char *request_id, const char *format, ...)
{
    static const char *const names[] = {"debug", "info", "warning", "error", ""};
    char line[2048], time[INSTANT_TEXT_SIZE];
    va_list arguments;
    int size, room = (int)sizeof line - 1;

    if (!log_is_on(level))
        return;
    instant_format(machine_now(), time);
    size =
        snprintf(line, sizeof line, "%s %s %s ", time, names[level], request_id ? request_id : "-");
    va_start(arguments, format);
    size += vsnprintf(line + size, sizeof line - (size_t)size, format, arguments);
    va_end(arguments);
    size = size < room ? size : room;
    for (int i = 0; i < size; i++)
        if ((unsigned char)line[i] < ' ')
            line[i] = ' ';
    line[size] = '\n';
    (void)!write(STDERR_FILENO, line, (size_t)size + 1); /* one call: lines of threads do not mix */
}
