/* tacite look, text and button: what a merchant decides about the pages of his customers. */
#include "domain/look/look.h"

#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"
#include "base/text.h"
#include "domain/look/look_logo.h"
#include "domain/look/look_part.h"
#include "platform/work/work.h"

/* parts and the logo ------------------------------------------------------------------------------
 */

struct logo_change {
    const char *reference_segment;
    struct bytes content; /* of no size: none */
};

static enum err list_parts(struct ctx *ctx, void *data)
{
    return look_part_list(ctx, data);
}

static enum err write_part(struct ctx *ctx, void *data)
{
    return look_part_write(ctx, data);
}

static enum err write_logo(struct ctx *ctx, void *data)
{
    const struct logo_change *change = data;

    return change->content.size ? logo_write(ctx, change->reference_segment, change->content)
                                : logo_delete(ctx, change->reference_segment);
}

static int show_parts(struct job *job)
{
    struct list parts;
    enum err err = app_read(job->app, &job->ctx, list_parts, &parts);

    if (err == OK)
        console_list(job->console, look_part_fields, sizeof(struct look_part), &parts);
    return console_failures(job->console, &job->ctx, err);
}

static int change_logo(struct job *job, const char *path)
{
    struct logo_change change = {.reference_segment = job->console->options.segment};

    if (strcmp(path, "none") != 0) {
        change.content.at =
            file_read(job->console, path, (size_t)LOGO_SIZE_MAX + 1, &change.content.size);
        if (!change.content.at)
            return EXIT_PROBLEMS;
    }
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, write_logo, &change));
}

static int change_part(struct job *job, const char *key, const char *path)
{
    struct look_part part = {
        .key = key,
        .language = job->console->options.language,
        .reference_segment = job->console->options.segment,
    };
    size_t size;

    if (strcmp(path, "none") != 0) {
        part.value = file_read(job->console, path, (size_t)STYLE_SIZE_MAX + 1, &size);
        if (!part.value)
            return EXIT_PROBLEMS;
    }
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, write_part, &part));
}

int command_look(struct job *job)
{
    const char *key = console_argument(job->console, 0), *path = console_argument(job->console, 1);

    if (!key)
        return show_parts(job);
    if (!path) {
        console_error(job->console, "tacite: name a file: tacite look %s FILE|none\n", key);
        return EXIT_USAGE;
    }
    return strcmp(key, "Logo") == 0 ? change_logo(job, path) : change_part(job, key, path);
}

/* texts -------------------------------------------------------------------------------------------
 */

enum { TEXTS_SIZE_MAX = 1024 * 1024 };

struct text_listing {
    const char *language, *reference_segment;
    struct list texts;
};

static enum err list_texts(struct ctx *ctx, void *data)
{
    struct text_listing *listing = data;

    return look_texts_list(ctx, listing->language, listing->reference_segment, &listing->texts);
}

static enum err write_texts(struct ctx *ctx, void *data)
{
    return look_texts_write(ctx, data);
}

static int show_texts(struct job *job, const char *language)
{
    struct text_listing listing = {language, job->console->options.segment, {0}};
    enum err err = app_read(job->app, &job->ctx, list_texts, &listing);

    if (err == OK)
        console_list(job->console, look_words_fields, sizeof(struct look_words), &listing.texts);
    return console_failures(job->console, &job->ctx, err);
}

/* The lines `key = text` of a file, as the program's own texts have them; false for a line that is
 * none, which is told. */
static bool read_lines(struct console *console, char *text, struct list *out)
{
    size_t count = 1;

    for (const char *at = text; *at; at++)
        count += *at == '\n';
    *out = (struct list){ARENA_ARRAY(console->arena, struct look_part, count), 0};
    for (char *rest, *line = strtok_r(text, "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        char *equals = strstr(line, " = ");

        line[strcspn(line, "\r")] = '\0';
        if (!*line || *line == '#')
            continue;
        if (!equals) {
            console_error(console, "tacite: a line of the file is no `key = text`: %.60s\n", line);
            return false;
        }
        *equals = '\0';
        *LIST_AT(*out, struct look_part, out->count++) =
            (struct look_part){.key = line, .value = equals + 3};
    }
    return true;
}

static int import_texts(struct job *job, struct look_translation *translation, const char *path)
{
    size_t size;
    char *text = file_read(job->console, path, TEXTS_SIZE_MAX, &size);

    if (!text || !read_lines(job->console, text, &translation->texts))
        return EXIT_PROBLEMS;
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, write_texts, translation));
}

int command_texts(struct job *job)
{
    const char *language = console_argument(job->console, 0);
    const char *key = console_argument(job->console, 1), *text = console_argument(job->console, 2);
    struct look_part one = {.key = key, .value = text};
    struct look_translation translation = {
        language, job->console->options.segment, {&one, 1}
    };

    if (!language) {
        console_error(job->console, "tacite: name a language: tacite text fr\n");
        return EXIT_USAGE;
    }
    if (!key)
        return show_texts(job, language);
    if (!text) {
        console_error(job->console, "tacite: say what: tacite text %s KEY TEXT|none\n", language);
        return EXIT_USAGE;
    }
    if (strcmp(key, "import") == 0)
        return import_texts(job, &translation, text);
    if (strcmp(text, "none") == 0)
        one.value = NULL;
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, write_texts, &translation));
}

/* buttons -----------------------------------------------------------------------------------------
 */

struct button_row {
    const char *button, *behaviour;
};

static const struct field button_row_fields[] = {
    FIELD(button_row, button),
    FIELD(button_row, behaviour),
    FIELDS_END,
};

struct button_change {
    const char *key, *value, *reference_segment;
};

static enum err load_settings(struct ctx *ctx, void *data)
{
    return settings_load(ctx, data);
}

static enum err write_button(struct ctx *ctx, void *data)
{
    const struct button_change *change = data;

    return setting_write(ctx, change->key, change->reference_segment, change->value);
}

static int show_buttons(struct job *job)
{
    struct button_row rows[BUTTON_COUNT];
    struct settings settings;
    enum err err = app_read(job->app, &job->ctx, load_settings, &settings);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    for (int i = 0; i < BUTTON_COUNT; i++)
        rows[i] = (struct button_row){
            button_names[i + 1],
            setting_text(&settings, (enum setting)(SETTING_BUTTON_FIRST + i), 0)};
    console_list(job->console, button_row_fields, sizeof *rows, &(struct list){rows, BUTTON_COUNT});
    return EXIT_FINE;
}

int command_button(struct job *job)
{
    const char *name = console_argument(job->console, 0);
    const char *value = console_argument(job->console, 1);
    int button = name ? choice_named(button_names, name) : 0;
    struct button_change change = {.value = value,
                                   .reference_segment = job->console->options.segment};

    if (!name)
        return show_buttons(job);
    if (!button || !value) {
        console_error(job->console, "tacite: say which and what: tacite button Terminate "
                                    "Default|Hide|URL; `tacite button` lists all of them\n");
        return EXIT_USAGE;
    }
    change.key = setting_descriptions[SETTING_BUTTON_FIRST + button - 1].key;
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, write_button, &change));
}
