#include "domain/look/look_part.h"

#include <string.h>

#include "base/count.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/accounts/caller.h"
#include "domain/check.h"
#include "domain/customers/customer_privacy.h"
#include "domain/look/look.h"
#include "domain/look/look_css.h"
#include "domain/look/look_html.h"
#include "platform/db/db.h"
#include "platform/view/embedded.h"
#include "sql.h"

const char *const kind_look_names[] = {NULL, "Part", "Text", NULL};

const struct field look_part_fields[] = {
    FIELD(look_part, key),
    FIELD_LIMITED(look_part, value, STYLE_SIZE_MAX),
    FIELD(look_part, language),
    FIELD(look_part, reference_segment),
    FIELDS_END,
};

const struct field look_words_fields[] = {
    FIELD(look_words, key),
    FIELD_LIMITED(look_words, text, TEXT_LENGTH_MAX),
    FIELD_LIMITED(look_words, text_default, TEXT_LENGTH_MAX),
    FIELD(look_words, is_own),
    FIELDS_END,
};

/* what may be written -----------------------------------------------------------------------------
 */

enum { CONTACT_LENGTH_MAX = 1000, LINE_LENGTH_MAX = 200 };

/* The first control character that is none of `but`, or NULL. */
static const char *control_in(const char *value, const char *but)
{
    for (; *value; value++)
        if (((unsigned char)*value < 32 && !strchr(but, *value)) || *value == 127)
            return value;
    return NULL;
}

static const char *object_to_length(struct arena *arena, const char *value, size_t most)
{
    if (utf8_length(value) <= most)
        return NULL;
    return arena_printf(arena, "has %zu characters, %zu are the most; shorten it.",
                        utf8_length(value), most);
}

static const char *object_to_contact(struct arena *arena, const char *contact)
{
    if (control_in(contact, "\r\n\t"))
        return "has a control character inside; take it out.";
    return object_to_length(arena, contact, CONTACT_LENGTH_MAX);
}

static const char *object_to_line(struct arena *arena, const char *line)
{
    if (control_in(line, ""))
        return "has a line break or a control character inside; write one line.";
    return object_to_length(arena, line, LINE_LENGTH_MAX);
}

static const struct {
    const char *key;
    const char *(*objection)(struct arena *arena, const char *value);
    size_t size; /* in bytes, at most */
} parts[] = {
    {"Page.Header",       look_html_objection, PART_SIZE_MAX },
    {"Page.Top",          look_html_objection, PART_SIZE_MAX },
    {"Page.Bottom",       look_html_objection, PART_SIZE_MAX },
    {"Page.Footer",       look_html_objection, PART_SIZE_MAX },
    {"Css",               look_css_objection,  STYLE_SIZE_MAX},
    {"Contact",           object_to_contact,   PART_SIZE_MAX },
    {"Document.Footer.1", object_to_line,      PART_SIZE_MAX },
    {"Document.Footer.2", object_to_line,      PART_SIZE_MAX },
    {"Document.Footer.3", object_to_line,      PART_SIZE_MAX },
    {"Document.Footer.4", object_to_line,      PART_SIZE_MAX },
    {"Document.Footer.5", object_to_line,      PART_SIZE_MAX },
};

static void check_part(struct ctx *ctx, const struct look_part *part)
{
    size_t i = 0;
    const char *objection;

    while (i < COUNT_OF(parts) && !text_equal(part->key, parts[i].key))
        i++;
    if (i == COUNT_OF(parts)) {
        complain(ctx, NULL, "Key",
                 "Key: there is no part \"%.40s\"; there are Page.Header, Page.Top, Page.Bottom, "
                 "Page.Footer, Css, Contact and Document.Footer.1 to .5.",
                 part->key ? part->key : "");
        return;
    }
    if (!part->value)
        return;
    if (strlen(part->value) > parts[i].size)
        objection =
            arena_printf(ctx->arena, "is larger than %zu bytes; shorten it.", parts[i].size);
    else
        objection = parts[i].objection(ctx->arena, part->value);
    if (objection)
        complain(ctx, NULL, part->key, "%s: %s", part->key, objection);
}

/* Numbers stand in a text where it has a #. */
static int places_in(const char *text)
{
    int count = 0;

    for (; *text; text++)
        count += *text == '#';
    return count;
}

static bool is_text_key(const char *key)
{
    return strncmp(key, "format.", 7) != 0 && strncmp(key, "language.", 9) != 0;
}

static void check_text(struct ctx *ctx, const struct look_part *part)
{
    const char *ours = part->key && is_text_key(part->key)
                           ? html_text(ctx->arena, HTML_LANGUAGE, part->key)
                           : NULL;

    if (!ours)
        complain(ctx, NULL, "Key",
                 "Key: there is no text \"%.60s\"; GET /Organization/Texts lists "
                 "all of them.",
                 part->key ? part->key : "");
    else if (part->value && control_in(part->value, ""))
        complain(ctx, NULL, part->key,
                 "%s: has a line break or a control character inside; write one line.", part->key);
    else if (part->value && utf8_length(part->value) > TEXT_LENGTH_MAX)
        complain(ctx, NULL, part->key, "%s: is longer than %d characters; shorten it.", part->key,
                 TEXT_LENGTH_MAX);
    else if (part->value && places_in(part->value) != places_in(ours))
        complain(ctx, NULL, part->key,
                 "%s: a # stands for a number, and ours (\"%.80s\") has %d of them; write as many.",
                 part->key, ours, places_in(ours));
}

/* writing -----------------------------------------------------------------------------------------
 */

/* Where it is written. */
struct shelf {
    enum kind_look kind;
    int64_t id_segment;
    const char *language; /* "" for every one */
};

static enum err find_shelf(struct ctx *ctx, enum kind_look kind, const char *language,
                           const char *reference_segment, struct shelf *out)
{
    struct segment segment;

    *out = (struct shelf){kind, 0, ""};
    if (language) {
        const struct embedded_language *spoken = embedded_language(language, strlen(language));

        if (!spoken)
            return fail(
                ctx, ERR_INVALID, "Error.Api.Validation", "Language",
                "Language: pages do not speak \"%.20s\"; a file of texts for it is missing.",
                language);
        out->language = spoken->code;
    }
    if (reference_segment) {
        TRY(segment_choose(ctx, reference_segment, &segment));
        out->id_segment = segment.id;
    }
    return OK;
}

static const char *audit_value(struct ctx *ctx, const struct shelf *shelf,
                               const struct look_part *part)
{
    const struct look_part written = {part->key, part->value,
                                      *shelf->language ? shelf->language : NULL, NULL};
    struct text text = {.arena = ctx->arena};

    json_write(&text, look_part_fields, &written);
    return text_done(&text);
}

static enum err write_one(struct ctx *ctx, const struct shelf *shelf, const struct look_part *part)
{
    const char *kind_look = kind_look_names[shelf->kind], *language = shelf->language;
    const char *key = part->key;
    int64_t id_segment = shelf->id_segment;

    TRY(audit_record(ctx, shelf->kind == KIND_TEXT ? "Text.Write" : "Look.Write", "looks",
                     id_segment ? id_segment : ctx->id_business, NULL,
                     audit_value(ctx, shelf, part)));
    if (!part->value)
        return db_run(ctx, &sql_look_delete,
                      ARGS(ARG(kind_look), ARG(id_segment), ARG(language), ARG(key)));
    return db_run(ctx, &sql_look_save,
                  ARGS(ARG(kind_look), ARG(id_segment), ARG(language), ARG(key),
                       ARG_AS(value, part->value), ARG_AS(id_user_update, ctx->actor.id)));
}

enum err look_part_write(struct ctx *ctx, const struct look_part *part)
{
    struct shelf shelf;

    TRY(find_shelf(ctx, KIND_PART, part->language, part->reference_segment, &shelf));
    check_part(ctx, part);
    TRY(complaints(ctx));
    TRY(write_one(ctx, &shelf, part));
    return callers_changed(ctx);
}

enum err look_part_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_look_part_list, NO_ARGS, look_part_fields, sizeof(struct look_part),
                   out);
}

enum err look_texts_write(struct ctx *ctx, const struct look_translation *translation)
{
    const struct list *texts = &translation->texts;
    struct shelf shelf;

    TRY(find_shelf(ctx, KIND_TEXT, translation->language, translation->reference_segment, &shelf));
    for (size_t i = 0; i < texts->count; i++)
        check_text(ctx, LIST_AT(*texts, struct look_part, i));
    TRY(complaints(ctx));
    for (size_t i = 0; i < texts->count; i++)
        TRY(write_one(ctx, &shelf, LIST_AT(*texts, struct look_part, i)));
    return callers_changed(ctx);
}

enum err look_texts_list(struct ctx *ctx, const char *language, const char *reference_segment,
                         struct list *out)
{
    const struct embedded_language *english = embedded_language(HTML_LANGUAGE, 2);
    struct shelf shelf;
    struct look look;

    TRY(find_shelf(ctx, KIND_TEXT, language, reference_segment, &shelf));
    TRY(look_load(ctx, shelf.id_segment, shelf.language, &look));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct look_words, (size_t)english->count), 0};
    for (int i = 0; i < english->count; i++) {
        const char *key = english->words[i].key;
        const char *ours = html_text(ctx->arena, shelf.language, key),
                   *text = look_text(&look, key);

        if (is_text_key(key))
            *LIST_AT(*out, struct look_words, out->count++) =
                (struct look_words){key, text, ours, text != ours};
    }
    return OK;
}

/* who may enter -----------------------------------------------------------------------------------
 */

enum err portal_block(struct ctx *ctx, int64_t id_customer, bool is_blocked)
{
    struct customer customer;
    int64_t changed;
    enum err err = customer_get(ctx, id_customer, &customer);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Customer.NotFound", NULL, "There is no such customer.");
    TRY(err);
    if (is_blocked)
        TRY(db_change(ctx, &sql_portal_block,
                      ARGS(ARG(id_customer), ARG_AS(id_user_creation, ctx->actor.id)), &changed));
    else
        TRY(db_change(ctx, &sql_portal_unblock, ARGS(ARG(id_customer)), &changed));
    if (!changed)
        return OK;
    TRY(audit_record(ctx, is_blocked ? "Portal.Block" : "Portal.Unblock", "customers", id_customer,
                     NULL, NULL));
    return is_blocked ? customer_revoke_links(ctx, &customer) : OK;
}

enum err portal_is_blocked(struct ctx *ctx, int64_t id_customer, bool *out)
{
    int64_t count;

    TRY(db_number(ctx, &sql_portal_blocked, ARGS(ARG(id_customer)), &count));
    *out = count > 0;
    return OK;
}
