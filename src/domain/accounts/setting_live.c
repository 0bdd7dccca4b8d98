#include "domain/accounts/setting_live.h"

#include <inttypes.h>
#include <string.h>

#include "domain/accounts/business.h"
#include "domain/accounts/setting.h"
#include "domain/live.h"

struct setting_view {
    const char *key, *value, *help;
};

const struct field setting_live_fields[] = {
    FIELD(setting_view, key),
    FIELD_LIMITED(setting_view, value, 2000),
    FIELD(setting_view, help),
    FIELDS_END,
};

struct setting_query {
    const char *reference_segment;
};

const struct field setting_live_query_fields[] = {
    FIELD(setting_query, reference_segment),
    FIELDS_END,
};

struct setting_input {
    const char *key, *value, *reference_segment;
};

const struct field setting_live_input_fields[] = {
    FIELD(setting_input, key),
    FIELD_LIMITED(setting_input, value, 2000),
    FIELD(setting_input, reference_segment),
    FIELDS_END,
};

static struct setting_view view_of(struct ctx *ctx, const struct settings *settings,
                                   enum setting setting, int64_t id_segment)
{
    const struct setting_description *description = &setting_descriptions[setting];
    struct setting_view view = {.key = description->key, .help = description->help};

    if (description->kind == A_NUMBER)
        view.value =
            arena_printf(ctx->arena, "%" PRId64, setting_number(settings, setting, id_segment));
    else if (description->kind == A_WORD)
        view.value = description->words[setting_word(settings, setting, id_segment)];
    else
        view.value = setting_text(settings, setting, id_segment);
    return view;
}

/* Of the business if no segment is named. */
static enum err load(struct ctx *ctx, const char *reference_segment, struct settings *settings,
                     int64_t *id_segment)
{
    struct segment segment;

    *id_segment = 0;
    if (reference_segment) {
        TRY(segment_choose(ctx, reference_segment, &segment));
        *id_segment = segment.id;
    }
    return settings_load(ctx, settings);
}

enum err setting_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct setting_view views[SETTING_COUNT];
    struct live_list list = {
        .page = {1,     SETTING_COUNT},
        .total = SETTING_COUNT,
        .items = {views, SETTING_COUNT},
        .fields = setting_live_fields,
        .size = sizeof(struct setting_view),
    };
    struct setting_query query;
    struct settings settings;
    int64_t id_segment;

    TRY(request_read_query(ctx, request, setting_live_query_fields, &query));
    TRY(load(ctx, query.reference_segment, &settings, &id_segment));
    for (int i = 0; i < SETTING_COUNT; i++)
        views[i] = view_of(ctx, &settings, (enum setting)i, id_segment);
    return live_respond_list(ctx, request, response, &list);
}

enum err setting_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct setting_input input;
    struct settings settings;
    struct setting_view view;
    int64_t id_segment;

    TRY(request_read(ctx, request, setting_live_input_fields, &input));
    if (!input.key)
        complain(ctx, NULL, "Key", "Key: is missing.");
    if (!input.value)
        complain(ctx, NULL, "Value", "Value: is missing.");
    TRY(complaints(ctx));
    TRY(setting_write(ctx, input.key, input.reference_segment, input.value));
    TRY(load(ctx, input.reference_segment, &settings, &id_segment));
    for (int i = 0; i < SETTING_COUNT; i++) {
        view = view_of(ctx, &settings, (enum setting)i, id_segment);
        if (strcmp(view.key, input.key) == 0)
            return respond_json(ctx, response, 200, setting_live_fields, &view);
    }
    return ERR_FAILED; /* it was written, so there is one */
}
