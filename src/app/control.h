/* The socket beside an SQLite database, for its owner only: through it a command works in the
 * process that has the file open.
 *
 * The client sends one frame of JSON (options, folder, standard input); the server runs the command
 * on a thread and sends back frames of output, and last the exit code. A frame is a kind (one
 * byte), a length (four, big-endian) and that many bytes. */
#ifndef APP_CONTROL_H
#define APP_CONTROL_H

#include "app/command.h"

struct control;

/* `FILE.sock`. */
const char *control_path(struct arena *arena, const char *database);

/* NULL and a sentence in `why` if it cannot listen. */
struct control *control_start(struct app *app, const char *path, struct arena *arena,
                              const char **why);
/* Takes no new command and waits for those under way. */
void control_stop(struct control *control);

/* Runs the command in the process that listens there; false if nobody does. */
bool control_ask(const struct command *command, struct console *console, const char *path,
                 int *exit_code);

#endif
