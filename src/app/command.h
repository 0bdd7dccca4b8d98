/* The command line: one table of commands (commands.c), one function each in commands/. A command
 * runs in this process if nobody has the database open, else in the server, through the socket
 * beside the database; it cannot tell which. */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include "app/app.h"
#include "app/console.h"

enum command_needs {
    NEEDS_NOTHING,  /* runs before anything is opened */
    NEEDS_DATABASE, /* app */
    NEEDS_BUSINESS, /* app and ctx, the business that --business names or the only one */
};

/* What a command works with. */
struct job {
    struct console *console;
    struct app *app;
    struct business business;
    struct ctx ctx; /* for work_do and app_read */
};

struct command {
    const char *name;
    const char *arguments; /* as --help shows them */
    const char *summary;   /* one line */
    const char *help;      /* more, with examples */
    const char *options;   /* the long names that it takes, beside --database and --json */
    enum command_needs needs;
    int (*run)(struct job *job); /* the exit code */
    bool reads_input;            /* wants its standard input */
};

extern const struct command commands[];
extern const size_t command_count;
const struct command *command_named(const char *name);

/* Runs a command with an app that is open. */
int command_run(const struct command *command, struct console *console, struct app *app);

/* The functions of commands/. */
int command_init(struct job *job);
int command_demo(struct job *job);
int command_serve(struct job *job);
int command_catalogue(struct job *job);
int command_import(struct job *job);
int command_clock(struct job *job);
int command_bill(struct job *job);
int command_export(struct job *job);
int command_verify(struct job *job);
int command_backup(struct job *job);
int command_key(struct job *job);
int command_customer(struct job *job);
int command_contact(struct job *job);
int command_mandate(struct job *job);
int command_sepa(struct job *job);
int command_invoice(struct job *job);
int command_estimate(struct job *job);
int command_explain(struct job *job);
int command_payment(struct job *job);
int command_statement(struct job *job);
int command_subscription(struct job *job);
int command_offer(struct job *job);
int command_payment_link(struct job *job);
int command_promotion(struct job *job);
int command_recurring(struct job *job);
int command_usage(struct job *job);
int command_seller(struct job *job);
int command_tax(struct job *job);
int command_gateway(struct job *job);
int command_method(struct job *job);
int command_segment(struct job *job);
int command_setting(struct job *job);
int command_look(struct job *job);
int command_texts(struct job *job);
int command_button(struct job *job);
int command_webhook(struct job *job);
int command_mail(struct job *job);
int command_empty(struct job *job);
int command_migrate(struct job *job);

#endif
