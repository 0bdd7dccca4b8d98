#include "domain/look/look_live.h"

#include <string.h>

#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/accounts/setting_words.h"
#include "domain/customers/customer.h"
#include "domain/live.h"
#include "domain/look/look.h"
#include "domain/look/look_logo.h"
#include "domain/look/look_part.h"
#include "domain/look/portal_hash.h"
#include "platform/crypto/crypto.h"

/* All of a list on one page. */
static enum err respond_all(struct ctx *ctx, const struct request *request,
                            struct response *response, const struct field *fields, size_t size,
                            const struct list *items)
{
    const struct live_list list = {
        .page = {1, SIZE_PAGE_MAX},
        .total = (int64_t)items->count,
        .items = *items,
        .fields = fields,
        .size = size,
        .is_always_there = true,
    };

    return live_respond_list(ctx, request, response, &list);
}

/* The id of the segment, 0 for none. */
static enum err choose_segment(struct ctx *ctx, const char *reference_segment, int64_t *id_segment)
{
    struct segment segment;

    *id_segment = 0;
    if (!reference_segment)
        return OK;
    TRY(segment_choose(ctx, reference_segment, &segment));
    *id_segment = segment.id;
    return OK;
}

/* parts -------------------------------------------------------------------------------------------
 */

enum err look_live_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct list parts;

    TRY(look_part_list(ctx, &parts));
    return respond_all(ctx, request, response, look_part_fields, sizeof(struct look_part), &parts);
}

enum err look_live_post(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct look_part part;

    TRY(request_read(ctx, request, look_part_fields, &part));
    TRY(look_part_write(ctx, &part));
    return respond_json(ctx, response, 200, look_part_fields, &part);
}

/* texts -------------------------------------------------------------------------------------------
 */

struct texts_query {
    const char *reference_segment;
    int64_t is_own;
    struct page page;
};

const struct field look_live_texts_query_fields[] = {
    FIELD(texts_query, reference_segment),
    FIELD_FLAG_OF(texts_query, is_own),
    PAGE_FIELDS(texts_query),
    FIELDS_END,
};

/* Leaves those that are own, or are not. */
static void keep_own(struct list *texts, bool is_own)
{
    size_t count = 0;

    for (size_t i = 0; i < texts->count; i++) {
        const struct look_words one = *LIST_AT(*texts, struct look_words, i);

        if (one.is_own == is_own)
            *LIST_AT(*texts, struct look_words, count++) = one;
    }
    texts->count = count;
}

enum err look_live_texts(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {.fields = look_words_fields, .size = sizeof(struct look_words)};
    struct texts_query query = {0};

    TRY(request_read_query(ctx, request, look_live_texts_query_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(look_texts_list(ctx, path_text(request, "language"), query.reference_segment, &list.items));
    if (query.is_own != NONE)
        keep_own(&list.items, query.is_own);
    list.total = (int64_t)list.items.count;
    list.page = query.page;
    list.is_always_there = true;
    page_cut(&query.page, &list.items, list.size);
    return live_respond_list(ctx, request, response, &list);
}

static const struct field text_input_fields[] = {
    FIELD(look_part, key),
    FIELD_LIMITED(look_part, value, TEXT_LENGTH_MAX),
    FIELDS_END,
};

const struct field look_live_texts_input_fields[] = {
    FIELD(look_translation, reference_segment),
    FIELD_LIST_OF(look_translation, texts, text_input_fields, look_part),
    FIELDS_END,
};

struct texts_written {
    const char *language, *reference_segment;
    int64_t count;
};

const struct field look_live_texts_fields[] = {
    FIELD(texts_written, language),
    FIELD(texts_written, reference_segment),
    FIELD(texts_written, count),
    FIELDS_END,
};

enum err look_live_post_texts(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct look_translation translation;
    struct texts_written written;

    TRY(request_read(ctx, request, look_live_texts_input_fields, &translation));
    translation.language = path_text(request, "language");
    TRY(look_texts_write(ctx, &translation));
    written =
        (struct texts_written){html_spoken(translation.language), translation.reference_segment,
                               (int64_t)translation.texts.count};
    return respond_json(ctx, response, 200, look_live_texts_fields, &written);
}

/* the logo ----------------------------------------------------------------------------------------
 */

struct segment_query {
    const char *reference_segment, *language;
};

const struct field look_live_segment_fields[] = {
    FIELD(segment_query, reference_segment),
    FIELDS_END,
};

const struct field look_live_query_fields[] = {
    FIELD(segment_query, reference_segment),
    FIELD(segment_query, language),
    FIELDS_END,
};

struct logo_input {
    const char *reference_segment, *content;
};

const struct field look_live_logo_input_fields[] = {
    FIELD(logo_input, reference_segment),
    FIELD_LIMITED(logo_input, content, LOGO_SIZE_MAX * 2),
    FIELDS_END,
};

struct logo_view {
    const char *path, *content_type;
    int64_t width, height;
};

const struct field look_live_logo_fields[] = {
    FIELD(logo_view, path),
    FIELD(logo_view, content_type),
    FIELD(logo_view, width),
    FIELD(logo_view, height),
    FIELDS_END,
};

static enum err respond_logo(struct ctx *ctx, struct response *response,
                             const char *reference_segment)
{
    int64_t id_segment;
    struct logo logo;
    struct logo_view view;
    enum err err;

    TRY(choose_segment(ctx, reference_segment, &id_segment));
    err = logo_find(ctx, id_segment, &logo);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.NotFound", NULL, "There is no logo.");
    TRY(err);
    view = (struct logo_view){logo_path(ctx->arena, logo.digest, logo.content_type),
                              logo.content_type, logo.width, logo.height};
    return respond_json(ctx, response, 200, look_live_logo_fields, &view);
}

enum err look_live_logo(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct segment_query query = {0};

    TRY(request_read_query(ctx, request, look_live_segment_fields, &query));
    return respond_logo(ctx, response, query.reference_segment);
}

enum err look_live_post_logo(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct logo_input input;
    struct bytes content;

    TRY(request_read(ctx, request, look_live_logo_input_fields, &input));
    if (!input.content || !base64_bytes(ctx->arena, input.content, &content))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Content",
                    "Content: the picture's bytes are expected in base64.");
    TRY(logo_write(ctx, input.reference_segment, content));
    return respond_logo(ctx, response, input.reference_segment);
}

struct deleted {
    bool is_deleted;
};

const struct field look_live_deleted_fields[] = {
    FIELD(deleted, is_deleted),
    FIELDS_END,
};

enum err look_live_delete_logo(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct segment_query query = {0};

    TRY(request_read_query(ctx, request, look_live_segment_fields, &query));
    TRY(logo_delete(ctx, query.reference_segment));
    return respond_json(ctx, response, 200, look_live_deleted_fields, &(struct deleted){true});
}

/* buttons -----------------------------------------------------------------------------------------
 */

static const char *const behaviour_names[] = {NULL, "Default", "Hide", "Redirect", NULL};

struct button_view {
    int button, behaviour; /* of button_names and behaviour_names */
    const char *url, *reference_segment;
};

const struct field look_live_button_fields[] = {
    FIELD_CHOICE_OF(button_view, button, button_names),
    FIELD_CHOICE_OF(button_view, behaviour, behaviour_names),
    FIELD(button_view, url),
    FIELDS_END,
};

const struct field look_live_button_input_fields[] = {
    FIELD_CHOICE_OF(button_view, button, button_names),
    FIELD_CHOICE_OF(button_view, behaviour, behaviour_names),
    FIELD(button_view, url),
    FIELD(button_view, reference_segment),
    FIELDS_END,
};

static struct button_view button_view_of(const struct look *look, int button)
{
    const struct button_look one = button_of(look, (enum button)(button - 1));

    return (struct button_view){button, (int)one.behaviour + 1, one.url, NULL};
}

enum err look_live_buttons(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct button_view views[BUTTON_COUNT];
    struct segment_query query = {0};
    struct look look;
    int64_t id_segment;

    TRY(request_read_query(ctx, request, look_live_segment_fields, &query));
    TRY(choose_segment(ctx, query.reference_segment, &id_segment));
    TRY(look_load(ctx, id_segment, NULL, &look));
    for (int i = 0; i < BUTTON_COUNT; i++)
        views[i] = button_view_of(&look, i + 1);
    return respond_all(ctx, request, response, look_live_button_fields, sizeof *views,
                       &(struct list){views, BUTTON_COUNT});
}

static enum err check_button(struct ctx *ctx, const struct button_view *input)
{
    bool is_redirect = input->behaviour == BEHAVIOUR_REDIRECT + 1;

    if (!input->button)
        complain(ctx, NULL, "Button",
                 "Button: is missing; GET /Organization/Buttons lists all of them.");
    if (!input->behaviour)
        complain(ctx, NULL, "Behaviour", "Behaviour: Default, Hide or Redirect is expected.");
    if (is_redirect && !input->url)
        complain(ctx, NULL, "Url", "Url: says where to, with the behaviour Redirect.");
    else if (is_redirect && behaviour_objection(input->url))
        complain(ctx, NULL, "Url", "Url: \"%.60s\" is not a URL like https://www.example.com/page.",
                 input->url);
    if (!is_redirect && input->url)
        complain(ctx, NULL, "Url", "Url: only the behaviour Redirect has one; take it out.");
    return complaints(ctx);
}

enum err look_live_post_button(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct button_view input = {0}, view;
    struct look look;
    int64_t id_segment;
    const char *key;

    TRY(request_read(ctx, request, look_live_button_input_fields, &input));
    TRY(check_button(ctx, &input));
    TRY(choose_segment(ctx, input.reference_segment, &id_segment));
    key = setting_descriptions[SETTING_BUTTON_FIRST + input.button - 1].key;
    TRY(setting_write(ctx, key, input.reference_segment,
                      input.url ? input.url : behaviour_names[input.behaviour]));
    TRY(look_load(ctx, id_segment, NULL, &look));
    view = button_view_of(&look, input.button);
    return respond_json(ctx, response, 200, look_live_button_fields, &view);
}

/* all of it ---------------------------------------------------------------------------------------
 */

enum err look_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct segment_query query;
    struct look look;
    int64_t id_segment;

    TRY(request_read_query(ctx, request, look_live_query_fields, &query));
    TRY(choose_segment(ctx, query.reference_segment, &id_segment));
    TRY(look_load(ctx, id_segment, query.language, &look));
    return respond_json(ctx, response, 200, look_fields, &look);
}

struct secret_view {
    const char *reference_segment, *secret;
};

const struct field look_live_secret_fields[] = {
    FIELD(secret_view, reference_segment),
    FIELD(secret_view, secret),
    FIELDS_END,
};

enum err look_live_post_secret(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct segment_query query = {0};
    struct segment segment;
    struct secret_view view = {0};

    TRY(request_read(ctx, request, look_live_segment_fields, &query));
    TRY(segment_choose(ctx, query.reference_segment, &segment));
    view.reference_segment = segment.reference_segment;
    TRY(portal_secret_rotate(ctx, segment.id, &view.secret));
    return respond_json(ctx, response, 200, look_live_secret_fields, &view);
}

struct hash_view {
    const char *reference_segment, *reference_customer, *hash;
    int64_t is_right; /* NONE: nobody asked */
};

const struct field look_live_hash_input_fields[] = {
    FIELD(hash_view, reference_segment),
    FIELD(hash_view, reference_customer),
    FIELD(hash_view, hash),
    FIELDS_END,
};

const struct field look_live_hash_fields[] = {
    FIELD(hash_view, reference_segment),
    FIELD(hash_view, reference_customer),
    FIELD(hash_view, hash),
    FIELD_FLAG_OF(hash_view, is_right),
    FIELDS_END,
};

enum err look_live_hash(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct segment segment;
    struct hash_view view = {0};
    bool is_right;

    TRY(request_read_query(ctx, request, look_live_hash_input_fields, &view));
    if (!view.reference_customer)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceCustomer",
                    "ReferenceCustomer: says whose hash it is.");
    TRY(segment_choose(ctx, view.reference_segment, &segment));
    TRY(portal_hash_check(ctx, segment.id, view.reference_customer, view.hash, &is_right));
    view.is_right = view.hash ? is_right : NONE;
    view.reference_segment = segment.reference_segment;
    TRY(portal_hash(ctx, segment.id, view.reference_customer, &view.hash));
    return respond_json(ctx, response, 200, look_live_hash_fields, &view);
}

/* who may enter -----------------------------------------------------------------------------------
 */

struct access_view {
    int64_t id_customer;
    bool is_blocked;
};

const struct field look_live_access_fields[] = {
    FIELD(access_view, id_customer),
    FIELD(access_view, is_blocked),
    FIELDS_END,
};

static enum err respond_access(struct ctx *ctx, struct response *response, int64_t id_customer)
{
    struct access_view view = {.id_customer = id_customer};
    struct customer customer;

    TRY(customer_get(ctx, id_customer, &customer));
    TRY(portal_is_blocked(ctx, id_customer, &view.is_blocked));
    return respond_json(ctx, response, 200, look_live_access_fields, &view);
}

static enum err customer_of(struct ctx *ctx, const struct request *request, int64_t *id_customer)
{
    return path_id(ctx, request, "id", "Error.Api.Customer.NotFound", id_customer);
}

enum err look_live_access(struct ctx *ctx, const struct request *request, struct response *response)
{
    int64_t id_customer;

    TRY(customer_of(ctx, request, &id_customer));
    return respond_access(ctx, response, id_customer);
}

static enum err change_access(struct ctx *ctx, const struct request *request,
                              struct response *response, bool is_blocked)
{
    int64_t id_customer;

    TRY(customer_of(ctx, request, &id_customer));
    TRY(portal_block(ctx, id_customer, is_blocked));
    return respond_access(ctx, response, id_customer);
}

enum err look_live_block(struct ctx *ctx, const struct request *request, struct response *response)
{
    return change_access(ctx, request, response, true);
}

enum err look_live_unblock(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    return change_access(ctx, request, response, false);
}

/* for everybody -----------------------------------------------------------------------------------
 */

static enum err refuse(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Portal.NotFound", NULL, "There is nothing here.");
}

enum err logo_show(struct ctx *ctx, const struct request *request, struct response *response)
{
    const char *file = path_text(request, "file");
    const char *digest = arena_copy_bytes(ctx->arena, file, strcspn(file, "."));
    struct logo logo;
    enum err err = logo_get(ctx, digest, &logo);

    if (err == ERR_NOT_FOUND ||
        (err == OK &&
         !text_equal(strrchr(logo_path(ctx->arena, digest, logo.content_type), '/') + 1, file)))
        return refuse(ctx);
    TRY(err);
    respond_header(ctx, response, "Cache-Control", "public, max-age=31536000, immutable");
    respond_header(ctx, response, "Content-Security-Policy", "default-src 'none'");
    return respond_text(response, 200, logo.content_type, logo.content.at, logo.content.size);
}

/* `BUSINESS-SEGMENT-LANGUAGE-DIGEST.css`: numbers, a code and hexadecimal digits. */
static bool read_theme_name(struct arena *arena, const char *file, int64_t *id_business,
                            int64_t *id_segment, const char **language)
{
    const char *rest = strchr(file, '-'), *code = rest ? strchr(rest + 1, '-') : NULL;

    if (!code ||
        !integer_parse(arena_copy_bytes(arena, file, (size_t)(rest - file)), INT64_MAX,
                       id_business) ||
        !integer_parse(arena_copy_bytes(arena, rest + 1, (size_t)(code - rest - 1)), INT64_MAX,
                       id_segment))
        return false;
    *language = arena_copy_bytes(arena, code + 1, strcspn(code + 1, "-"));
    return strcmp(html_spoken(*language), *language) == 0;
}

enum err theme_show(struct ctx *ctx, const struct request *request, struct response *response)
{
    const char *file = path_text(request, "file"), *language;
    struct theme theme;
    int64_t id_segment;

    if (!read_theme_name(ctx->arena, file, &ctx->id_business, &id_segment, &language))
        return refuse(ctx);
    TRY(look_theme(ctx, id_segment, language, &theme));
    if (!theme.path)
        return refuse(ctx);
    /* Of one that was changed meanwhile comes what there is now, and is not kept. */
    respond_header(ctx, response, "Cache-Control",
                   text_equal(strrchr(theme.path, '/') + 1, file)
                       ? "public, max-age=31536000, immutable"
                       : "no-cache");
    return respond_text(response, 200, "text/css; charset=utf-8", theme.style, strlen(theme.style));
}
