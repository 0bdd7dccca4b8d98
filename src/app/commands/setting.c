/* tacite setting: what a merchant may decide. */
#include "domain/accounts/setting.h"

#include "app/command.h"
#include "base/json.h"
#include "platform/work/work.h"

struct change {
    const char *key, *value, *reference_segment;
};

static enum err write_setting(struct ctx *ctx, void *data)
{
    const struct change *change = data;

    return setting_write(ctx, change->key, change->reference_segment, change->value);
}

struct shown {
    const char *key, *help;
    const char *value; /* JSON: a number or a text; NULL: none */
};

static const struct field shown_fields[] = {
    FIELD(shown, key),
    FIELD_JSON_OF(shown, value),
    FIELD(shown, help),
    FIELDS_END,
};

static enum err load_settings(struct ctx *ctx, void *data)
{
    return settings_load(ctx, data);
}

static const char *value_of(const struct job *job, const struct settings *settings,
                            enum setting setting)
{
    const struct setting_description *description = &setting_descriptions[setting];
    struct text json = {.arena = job->console->arena};
    const char *text = description->kind == A_WORD
                           ? description->words[setting_word(settings, setting, 0)]
                           : setting_text(settings, setting, 0);

    if (description->kind == A_NUMBER)
        text_append_integer(&json, setting_number(settings, setting, 0));
    else if (text)
        json_write_string(&json, text);
    return json.at;
}

static int show(struct job *job)
{
    struct shown shown[SETTING_COUNT];
    struct settings settings;
    enum err err = app_read(job->app, &job->ctx, load_settings, &settings);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    for (int i = 0; i < SETTING_COUNT; i++)
        shown[i] = (struct shown){
            .key = setting_descriptions[i].key,
            .help = setting_descriptions[i].help,
            .value = value_of(job, &settings, (enum setting)i),
        };
    console_list(job->console, shown_fields, sizeof *shown, &(struct list){shown, SETTING_COUNT});
    return EXIT_FINE;
}

int command_setting(struct job *job)
{
    struct change change = {
        .key = console_argument(job->console, 0),
        .value = console_argument(job->console, 1),
        .reference_segment = job->console->options.segment,
    };

    if (!change.key)
        return show(job);
    if (!change.value) {
        console_error(job->console, "tacite: name a value: tacite setting KEY VALUE\n");
        return EXIT_USAGE;
    }
    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, write_setting, &change));
}
