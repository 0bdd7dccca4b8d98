/* tacite setting: what a merchant may decide. */
#include "domain/accounts/setting.h"

#include "app/command.h"
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
    int64_t value;
};

static const struct field shown_fields[] = {
    FIELD(shown, key),
    FIELD(shown, value),
    FIELD(shown, help),
    FIELDS_END,
};

static enum err load_settings(struct ctx *ctx, void *data)
{
    return settings_load(ctx, data);
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
            .value = setting_number(&settings, (enum setting)i, 0),
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
