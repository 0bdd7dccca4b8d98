/* Where a command writes, and what it was asked: the same whether it runs in the process that was
 * typed or, through the socket, in the server that has the database open. */
#ifndef APP_CONSOLE_H
#define APP_CONSOLE_H

#include "base/ctx.h"
#include "base/field.h"

/* Every option of the command line; a command says which of them it takes. */
struct options {
    const char *database, *key_file;
    int64_t business;
    bool json, dry_run, keep_going, live, yes, keep_content, ask, prepaid;
    bool now, at_term, preview, waive, ignore_engagement, csv, pdf;
    const char *name, *language, *currency, *time_zone, *segment, *tax_rate;
    const char *to, *customer, *note, *template_file, *permissions, *expires, *heads, *of;
    const char *address, *log;
    const char *amount, *type, *label, *date, *reference, *reason, *quarter, *unused;
    const char *payer, *mode, *next_billing;
    const char *iban, *bic, *scheme, *state, *output;
    const char *discount, *offer, *from, *until, *feature, *missed;
    struct quantity add, set;
    bool first, withdrawn;
    int64_t port, uses, uses_per_customer, gateway;
    struct list arguments; /* of struct argument: what is no option */
};

struct argument {
    const char *value;
};

/* For the way through the socket. */
extern const struct field options_fields[];

/* Kinds of output. */
enum { CONSOLE_OUT = 'o', CONSOLE_ERROR = 'e', CONSOLE_PROGRESS = 'p', CONSOLE_EXIT = 'x' };

struct console {
    struct options options;
    const char *folder; /* where the command was typed: relative paths count from here */
    const char *input;  /* what was on its standard input, if the command reads it */
    struct arena *arena;
    void (*write)(struct console *console, char kind, const char *bytes, size_t size);
    int handle; /* of whoever writes */
};

/* Writes to this process's standard output and error, and draws progress if that is a terminal. */
void console_write_here(struct console *console, char kind, const char *bytes, size_t size);

void console_print(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void console_error(struct console *console, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* One line that replaces the last: `Importing  1200 of 7043`. `total` 0: not known. */
void console_progress(struct console *console, const char *what, int64_t done, int64_t total);

/* One struct: a JSON object, or `name: value` lines. */
void console_object(struct console *console, const struct field *fields, const void *row);
/* Many: a JSON array, or a table with a heading. */
void console_list(struct console *console, const struct field *fields, size_t size,
                  const struct list *list);

/* The failures of a ctx, one line each, and the exit code that fits the error. */
int console_failures(struct console *console, const struct ctx *ctx, enum err err);

/* A path as this process must open it. */
const char *console_path(const struct console *console, const char *path);
/* The argument of that index, or NULL. */
const char *console_argument(const struct console *console, size_t index);

/* What exit codes mean. */
enum { EXIT_FINE = 0, EXIT_PROBLEMS = 1, EXIT_USAGE = 2, EXIT_DATABASE = 3 };

#endif
