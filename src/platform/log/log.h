/* The log: one line per fact on standard error, `time level request message`, in UTC by the
 * machine's clock. No secret, no personal data: write ids and codes, never names, e-mails or
 * bodies. */
#ifndef PLATFORM_LOG_LOG_H
#define PLATFORM_LOG_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_NOTHING };

/* Lines below the level are not written. The default is LOG_WARNING. */
void log_set_level(enum log_level level);
bool log_is_on(enum log_level level);

/* `request_id` may be NULL. Control characters of the message become spaces, so that no input can
 * forge a line. */
void log_write(enum log_level level, const char *request_id, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
