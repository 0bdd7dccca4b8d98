/* The command line: reads what was typed, finds who has the database open, and runs the command
 * there or here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/command.h"
#include "app/control.h"
#include "app/version.h"
#include "base/json.h"
#include "platform/crypto/crypto.h"
#include "platform/db/database.h"

enum { INPUT_MAX = 64 * 1024 };

static const char common_options[] = "database business json key-file";

static void print_help(void)
{
    printf("tacite %s: subscription billing that a company runs itself\n\n"
           "usage: tacite COMMAND [OPTIONS]\n\n",
           TACITE_VERSION);
    for (size_t i = 0; i < command_count; i++)
        printf("  %-10s %s\n", commands[i].name, commands[i].summary);
    puts("\nEvery command takes\n"
         "  --database TARGET   a file or a PostgreSQL target; default $TACITE_DATABASE or "
         "tacite.db\n"
         "  --business ID       which business, if the database holds several\n"
         "  --key-file FILE     the sealing keys; default $TACITE_KEY_FILE or TARGET.key\n"
         "  --json              for scripts\n\n"
         "Exit codes: 0 fine, 1 the work found problems, 2 wrong usage, 3 the database cannot be\n"
         "used. `tacite COMMAND --help` tells more.");
}

static void print_command_help(const struct command *command)
{
    printf("usage: tacite %s %s\n\n%s\n\n%s", command->name,
           command->arguments ? command->arguments : "", command->summary,
           command->help ? command->help : "");
    if (*command->options)
        printf("\nOptions:");
    for (const char *at = command->options; *at;) {
        size_t size = strcspn(at, " ");

        printf(" --%.*s", (int)size, at);
        at += size + (at[size] == ' ');
    }
    puts("");
}

static bool has_word(const char *words, const char *word, size_t size)
{
    for (const char *at = words; *at;) {
        size_t length = strcspn(at, " ");

        if (length == size && memcmp(at, word, size) == 0)
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

/* `--dry-run` is the field `dry_run`; `--template` would be a keyword of C++ and is template_file.
 */
static const struct field *option_field(struct arena *arena, const char *name, size_t size)
{
    char *field = arena_copy_bytes(arena, name, size);

    for (char *at = field; *at; at++)
        if (*at == '-')
            *at = '_';
    return field_named(options_fields, strcmp(field, "template") == 0 ? "template_file" : field);
}

/* One `--name value`, `--name=value` or `--name`; how many words it took, 0 for a mistake. */
static int read_option(struct ctx *ctx, const struct command *command, char **words, int count,
                       struct options *options)
{
    const char *name = words[0] + 2, *equals = strchr(name, '=');
    size_t size = equals ? (size_t)(equals - name) : strlen(name);
    const struct field *field = option_field(ctx->arena, name, size);
    bool takes_value;

    if (!field ||
        (!has_word(common_options, name, size) && !has_word(command->options, name, size))) {
        fprintf(stderr, "tacite: `tacite %s` has no option --%.*s\n", command->name, (int)size,
                name);
        return 0;
    }
    takes_value = field->kind != FIELD_BOOLEAN && !equals;
    if (takes_value && count < 2) {
        fprintf(stderr, "tacite: --%s needs a value\n", name);
        return 0;
    }
    if (field_read_text(ctx, field,
                        equals        ? equals + 1
                        : takes_value ? words[1]
                                      : "true",
                        options) != OK) {
        fprintf(stderr, "tacite: --%.*s: %s\n", (int)size, name, ctx->failures->message);
        return 0;
    }
    return takes_value ? 2 : 1;
}

/* False after a mistake, which was told. */
static bool read_words(struct ctx *ctx, const struct command *command, char **words, int count,
                       struct options *options)
{
    options->arguments.items = ARENA_ARRAY(ctx->arena, struct argument, (size_t)count);
    while (count > 0) {
        int taken = 1;

        if (strncmp(words[0], "--", 2) == 0 && words[0][2])
            taken = read_option(ctx, command, words, count, options);
        else
            LIST_AT(options->arguments, struct argument, options->arguments.count++)->value =
                words[0];
        if (!taken)
            return false;
        words += taken;
        count -= taken;
    }
    return true;
}

static bool asks_for_help(char **words, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    return false;
}

static const char *read_input(struct arena *arena)
{
    char *text = arena_alloc(arena, INPUT_MAX);
    size_t size = isatty(STDIN_FILENO) ? 0 : fread(text, 1, INPUT_MAX - 1, stdin);

    while (size && (text[size - 1] == '\n' || text[size - 1] == '\r'))
        size--;
    text[size] = '\0';
    return text;
}

static int run_here(const struct command *command, struct console *console)
{
    bool is_new = strcmp(command->name, "init") == 0 || strcmp(command->name, "demo") == 0;
    struct app_options options = {
        .database = console->options.database,
        .key_file = console->options.key_file,
        .must_exist = !is_new,
        .may_migrate = is_new,
    };
    const char *why = NULL;
    struct app *app = app_open(&options, console->arena, &why);
    int code;

    if (!app) {
        fprintf(stderr, "tacite: %s\n", why);
        return EXIT_DATABASE;
    }
    code = command_run(command, console, app);
    app_close(app);
    return code;
}

static int run(const struct command *command, struct console *console)
{
    const char *database = console->options.database;
    int code;

    if (command->needs == NEEDS_NOTHING)
        return command->run(&(struct job){.console = console});
    if (!target_is_postgres(database) &&
        control_ask(command, console, control_path(console->arena, database), &code))
        return code;
    return run_here(command, console);
}

static void fill_defaults(struct options *options)
{
    if (!options->database)
        options->database = getenv("TACITE_DATABASE");
    if (!options->database)
        options->database = "tacite.db";
    if (!options->key_file)
        options->key_file = getenv("TACITE_KEY_FILE");
}

static int start(struct arena *arena, int argc, char **argv)
{
    const struct command *command = argc > 1 ? command_named(argv[1]) : NULL;
    struct ctx ctx = {.arena = arena};
    struct console console = {.arena = arena, .write = console_write_here};

    if (argc > 1 && strcmp(argv[1], "--version") == 0)
        return puts("tacite " TACITE_VERSION) < 0;
    if (!command) {
        if (argc > 1 && !asks_for_help(argv + 1, 1) && strcmp(argv[1], "help") != 0) {
            fprintf(stderr, "tacite: there is no command \"%s\"; `tacite --help` lists them\n",
                    argv[1]);
            return EXIT_USAGE;
        }
        print_help();
        return argc > 1 ? EXIT_FINE : EXIT_USAGE;
    }
    if (asks_for_help(argv + 2, argc - 2)) {
        print_command_help(command);
        return EXIT_FINE;
    }
    fields_clear(options_fields, &console.options);
    if (!read_words(&ctx, command, argv + 2, argc - 2, &console.options))
        return EXIT_USAGE;
    fill_defaults(&console.options);
    console.folder = getcwd(arena_alloc(arena, 4096), 4096);
    if (command->reads_input)
        console.input = read_input(arena);
    return run(command, &console);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    int code;

    crypto_start();
    code = start(arena, argc, argv);
    arena_free(arena);
    return code;
}
