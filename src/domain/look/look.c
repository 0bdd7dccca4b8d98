#include "domain/look/look.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "domain/accounts/setting_words.h"
#include "domain/look/look_cache.h"
#include "domain/look/look_logo.h"
#include "domain/look/look_part.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

static const char *const color_scheme_names[] = {NULL, "Auto", "Light", NULL};

static const struct field footer_line_fields[] = {
    FIELD(footer_line, line),
    FIELDS_END,
};

const struct field look_fields[] = {
    FIELD(look, language),
    FIELD(look, header),
    FIELD(look, top),
    FIELD(look, bottom),
    FIELD(look, footer),
    FIELD(look, contact),
    FIELD_LIST_OF(look, contact_lines, footer_line_fields, footer_line),
    FIELD_LIST_OF(look, footer_lines, footer_line_fields, footer_line),
    FIELD(look, logo_path),
    FIELD(look, logo_width),
    FIELD(look, logo_height),
    FIELD(look, logo_digest),
    FIELD(look, brand),
    FIELD_CHOICE_OF(look, color_scheme, color_scheme_names),
    FIELD(look, theme_path),
    FIELD(look, terms_url),
    FIELD(look, privacy_url),
    FIELD(look, website_url),
    FIELD(look, registration_url),
    FIELD(look, login_url),
    FIELD(look, after_workflow_url),
    FIELD(look, after_method_deletion_url),
    FIELD(look, form_url),
    FIELD(look, portal_url),
    FIELD(look, frame_origins),
    FIELD(look, is_open),
    FIELD(look, may_register),
    FIELD(look, may_subscribe_anonymously),
    FIELD(look, always_asks_method),
    FIELD(look, estimate_proof_amount),
    FIELDS_END,
};

const char *const button_names[] = {NULL,
                                    "Terminate",
                                    "ChangePlan",
                                    "ChangeOptions",
                                    "ChooseOffer",
                                    "Restart",
                                    "AddMethod",
                                    "ChangeMethod",
                                    "RemoveMethod",
                                    "Pay",
                                    "ChooseAnonymous",
                                    "ChooseKnown",
                                    "ChooseUpgrade",
                                    "OpenPricing",
                                    "ApproveEstimate",
                                    "DeclineEstimate",
                                    NULL};

/* rows --------------------------------------------------------------------------------------------
 */

struct look_row {
    int kind_look;
    const char *key, *value;
};

static const struct field look_row_fields[] = {
    FIELD_CHOICE_OF(look_row, kind_look, kind_look_names),
    FIELD(look_row, key),
    FIELD(look_row, value),
    FIELDS_END,
};

/* What a look is put together from. */
struct sources {
    int64_t id_segment;
    struct settings settings;
    struct list rows; /* of struct look_row, the nearest last */
};

static enum err load_sources(struct ctx *ctx, int64_t id_segment, const char *language,
                             struct sources *out)
{
    out->id_segment = id_segment;
    TRY(settings_load(ctx, &out->settings));
    return db_list(ctx, &sql_look_rows, ARGS(ARG(id_segment), ARG(language)), look_row_fields,
                   sizeof(struct look_row), &out->rows);
}

/* The nearest, or NULL. */
static const char *part_of(const struct sources *sources, const char *key)
{
    for (size_t i = sources->rows.count; i > 0; i--) {
        const struct look_row *row = LIST_AT(sources->rows, struct look_row, i - 1);

        if (row->kind_look == KIND_PART && strcmp(row->key, key) == 0)
            return row->value;
    }
    return NULL;
}

static struct list lines_of(struct ctx *ctx, const char *text)
{
    struct list lines = {0};
    size_t count = 1;

    if (!text)
        return lines;
    for (const char *at = text; *at; at++)
        count += *at == '\n';
    lines.items = ARENA_ARRAY(ctx->arena, struct footer_line, count);
    for (;; text++) {
        size_t size = strcspn(text, "\n");
        size_t shown = size && text[size - 1] == '\r' ? size - 1 : size;

        LIST_AT(lines, struct footer_line, lines.count++)->line =
            arena_copy_bytes(ctx->arena, text, shown);
        text += size;
        if (!*text)
            return lines;
    }
}

static void put_parts(struct ctx *ctx, const struct sources *sources, struct look *look)
{
    struct list lines = {ARENA_ARRAY(ctx->arena, struct footer_line, FOOTER_LINES), 0};

    look->header = part_of(sources, "Page.Header");
    look->top = part_of(sources, "Page.Top");
    look->bottom = part_of(sources, "Page.Bottom");
    look->footer = part_of(sources, "Page.Footer");
    look->contact = part_of(sources, "Contact");
    look->contact_lines = lines_of(ctx, look->contact);
    for (int i = 1; i <= FOOTER_LINES; i++) {
        const char *line = part_of(sources, arena_printf(ctx->arena, "Document.Footer.%d", i));

        if (line)
            LIST_AT(lines, struct footer_line, lines.count++)->line = line;
    }
    look->footer_lines = lines;
}

static int compare_own(const void *a, const void *b)
{
    return strcmp(((const struct html_own *)a)->key, ((const struct html_own *)b)->key);
}

/* The nearest of each, by their keys. */
static struct list own_texts(struct ctx *ctx, const struct sources *sources)
{
    struct list own = {ARENA_ARRAY(ctx->arena, struct html_own, sources->rows.count), 0};

    for (size_t i = sources->rows.count; i > 0; i--) {
        const struct look_row *row = LIST_AT(sources->rows, struct look_row, i - 1);
        const struct html_own text = {row->key, row->value};

        if (row->kind_look != KIND_TEXT ||
            (own.count && lfind(&text, own.items, &own.count, sizeof text, compare_own)))
            continue;
        *LIST_AT(own, struct html_own, own.count++) = text;
    }
    if (own.count)
        qsort(own.items, own.count, sizeof(struct html_own), compare_own);
    return own;
}

/* settings ----------------------------------------------------------------------------------------
 */

static const char *text_of(const struct sources *sources, enum setting setting)
{
    return setting_text(&sources->settings, setting, sources->id_segment);
}

static int64_t number_of(const struct sources *sources, enum setting setting)
{
    return setting_number(&sources->settings, setting, sources->id_segment);
}

static void put_urls(const struct sources *sources, struct look *look)
{
    look->terms_url = text_of(sources, SETTING_TERMS_URL);
    look->privacy_url = text_of(sources, SETTING_PRIVACY_URL);
    look->website_url = text_of(sources, SETTING_WEBSITE_URL);
    look->registration_url = text_of(sources, SETTING_REGISTRATION_URL);
    look->login_url = text_of(sources, SETTING_LOGIN_URL);
    look->after_workflow_url = text_of(sources, SETTING_AFTER_WORKFLOW_URL);
    look->after_method_deletion_url = text_of(sources, SETTING_AFTER_METHOD_DELETION_URL);
    look->form_url = text_of(sources, SETTING_FORM_URL);
    look->portal_url = text_of(sources, SETTING_PORTAL_URL);
    look->frame_origins = text_of(sources, SETTING_FRAME_ORIGINS);
}

static void put_switches(const struct sources *sources, struct look *look)
{
    look->is_open = number_of(sources, SETTING_PORTAL);
    look->api_links_prove = number_of(sources, SETTING_API_LINKS_PROVE);
    look->may_register = number_of(sources, SETTING_SELF_REGISTRATION);
    look->may_subscribe_anonymously = number_of(sources, SETTING_ANONYMOUS_SUBSCRIPTION);
    look->always_asks_method = number_of(sources, SETTING_ALWAYS_ASK_METHOD);
    look->estimate_proof_amount = number_of(sources, SETTING_ESTIMATE_PROOF_AMOUNT);
    look->hidden_modules = modules_read(text_of(sources, SETTING_PORTAL_HIDDEN));
    look->brand = text_of(sources, SETTING_BRAND);
    look->color_scheme =
        setting_word(&sources->settings, SETTING_COLOR_SCHEME, sources->id_segment);
}

static struct button_look read_button(const char *value)
{
    if (!value || strcmp(value, "Default") == 0)
        return (struct button_look){BEHAVIOUR_DEFAULT, NULL};
    if (strcmp(value, "Hide") == 0)
        return (struct button_look){BEHAVIOUR_HIDE, NULL};
    return (struct button_look){BEHAVIOUR_REDIRECT, value};
}

static void put_buttons(const struct sources *sources, struct look *look)
{
    for (int i = 0; i < BUTTON_COUNT; i++)
        look->buttons[i] = read_button(text_of(sources, (enum setting)(SETTING_BUTTON_FIRST + i)));
}

/* the style ---------------------------------------------------------------------------------------
 */

/* `--brand:#2c4a9e;` for what is not as ours. */
static void append_tokens(struct text *out, const struct sources *sources)
{
    const char *brand = text_of(sources, SETTING_BRAND);
    int64_t size = number_of(sources, SETTING_FONT_SIZE);
    int64_t radius = number_of(sources, SETTING_RADIUS);
    int64_t height = number_of(sources, SETTING_LOGO_HEIGHT);
    int font = setting_word(&sources->settings, SETTING_FONT, sources->id_segment);

    if (brand)
        text_appendf(out, "--brand:%s;", brand);
    if (font == FONT_SERIF)
        text_append(out, "--font:Georgia,\"Times New Roman\",\"Liberation Serif\",serif;"
                         "--head:Georgia,\"Times New Roman\",\"Liberation Serif\",serif;");
    if (size != setting_descriptions[SETTING_FONT_SIZE].otherwise)
        text_appendf(out, "--size:%lld%%;", (long long)size);
    if (radius != setting_descriptions[SETTING_RADIUS].otherwise)
        text_appendf(out, "--radius:%lldpx;", (long long)radius);
    if (height != setting_descriptions[SETTING_LOGO_HEIGHT].otherwise)
        text_appendf(out, "--logo:%lldpx;", (long long)height);
}

static const char *style_of(struct ctx *ctx, const struct sources *sources)
{
    struct text tokens = {.arena = ctx->arena};
    const char *style = part_of(sources, "Css");

    append_tokens(&tokens, sources);
    return arena_printf(ctx->arena, "%s%s%s%s%s", tokens.size ? ":root{" : "", text_done(&tokens),
                        tokens.size ? "}\n" : "", style ? style : "", style ? "\n" : "");
}

/* Sixteen digits are enough to tell two of a merchant's apart. */
static struct theme theme_of(struct ctx *ctx, const struct sources *sources, const char *language)
{
    struct theme theme = {.style = style_of(ctx, sources)};
    uint8_t hash[SHA256_SIZE];

    if (!*theme.style)
        return theme;
    sha256(theme.style, strlen(theme.style), hash);
    theme.path =
        arena_printf(ctx->arena, "/portal/theme/%lld-%lld-%s-%s.css", (long long)ctx->id_business,
                     (long long)sources->id_segment, language, hex(ctx->arena, hash, 8));
    return theme;
}

enum err look_theme(struct ctx *ctx, int64_t id_segment, const char *language, struct theme *out)
{
    struct sources sources;

    language = html_spoken(language);
    TRY(load_sources(ctx, id_segment, language, &sources));
    *out = theme_of(ctx, &sources, language);
    return OK;
}

/* all of it ---------------------------------------------------------------------------------------
 */

static enum err put_logo(struct ctx *ctx, int64_t id_segment, struct look *look)
{
    struct logo logo;
    enum err err = logo_find(ctx, id_segment, &logo);

    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    look->logo_digest = logo.digest;
    look->logo_width = logo.width;
    look->logo_height = logo.height;
    look->logo_path = logo_path(ctx->arena, logo.digest, logo.content_type);
    return OK;
}

static enum err load_afresh(struct ctx *ctx, int64_t id_segment, const char *language,
                            struct look *out)
{
    struct sources sources;

    TRY(load_sources(ctx, id_segment, language, &sources));
    *out = (struct look){.language = language};
    put_parts(ctx, &sources, out);
    put_urls(&sources, out);
    put_switches(&sources, out);
    put_buttons(&sources, out);
    out->own = own_texts(ctx, &sources);
    out->theme_path = theme_of(ctx, &sources, language).path;
    return put_logo(ctx, id_segment, out);
}

enum err look_load(struct ctx *ctx, int64_t id_segment, const char *language, struct look *out)
{
    struct look_key key = {ctx->id_business, id_segment, NONE, html_spoken(language)};

    if (!ctx->looks)
        return load_afresh(ctx, id_segment, key.language, out);
    TRY(db_number(ctx, &sql_look_epoch, NO_ARGS, &key.epoch));
    if (looks_find(ctx->looks, &key, ctx->arena, out))
        return OK;
    TRY(load_afresh(ctx, id_segment, key.language, out));
    if (db_only_reads(ctx->db))
        looks_keep(ctx->looks, &key, out);
    return OK;
}

const char *look_text(const struct look *look, const char *key)
{
    return html_own_text(look->language, &look->own, key);
}

const char *look_frequency(struct arena *arena, const struct look *look, int64_t duration, int unit)
{
    return html_own_frequency(arena, look->language, &look->own, duration, unit);
}

const char *look_rhythm(struct arena *arena, const struct look *look, int64_t duration, int unit)
{
    return html_own_rhythm(arena, look->language, &look->own, duration, unit);
}

const char *look_duration(struct arena *arena, const struct look *look, int64_t duration, int unit)
{
    return html_own_duration(arena, look->language, &look->own, duration, unit);
}

struct button_look button_of(const struct look *look, enum button button)
{
    return look->buttons[button];
}

bool look_shows(const struct look *look, enum module module)
{
    return !(look->hidden_modules & (UINT32_C(1) << module));
}
