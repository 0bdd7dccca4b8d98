#include "domain/mails/mail_text.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/check.h"
#include "domain/mails/mail_write.h"
#include "platform/db/db.h"
#include "platform/view/embedded.h"
#include "platform/view/template.h"
#include "sql.h"

const char *const mail_part_names[] = {
    NULL, "subject", "title", "body", "figure", "caption", "button", "help", "facts", "foot", NULL,
};
const char *const mail_form_names[] = {NULL, "Html", "Text", NULL};

const struct field mail_text_fields[] = {
    FIELD(mail_text, type_mail),
    FIELD(mail_text, language),
    FIELD_CHOICE_OF(mail_text, part, mail_part_names),
    FIELD_LIMITED(mail_text, content, MAIL_TEXT_MAX),
    FIELD(mail_text, is_own),
    FIELD(mail_text, warning),
    FIELDS_END,
};

const struct field mail_template_fields[] = {
    FIELD(mail_template, type_mail),
    FIELD_CHOICE_OF(mail_template, form, mail_form_names),
    FIELD_LIMITED(mail_template, content, MAIL_TEMPLATE_MAX),
    FIELD(mail_template, is_own),
    FIELD(mail_template, warning),
    FIELDS_END,
};

/* ours --------------------------------------------------------------------------------------------
 */

/* The text of `Type.part` in a file of texts, to the end of its line; NULL if it has none. */
static const char *embedded_line(struct arena *arena, const char *file, const char *type,
                                 enum mail_part part)
{
    const char *key = arena_printf(arena, "\n%s.%s = ", type, mail_part_names[part]);
    const char *at = strstr(file, key);

    return at ? arena_copy_bytes(arena, at + strlen(key), strcspn(at + strlen(key), "\n")) : NULL;
}

/* English where there is no file of the language. */
static const char *file_of(struct arena *arena, const char *language)
{
    const char *file = embedded_text(arena_printf(arena, "mails.%.2s", language));

    return file ? file : embedded_text("mails.en");
}

static const char *embedded_template(enum mail_form form)
{
    return embedded_text(form == MAIL_HTML ? "mail.html" : "mail.txt");
}

/* the wording of a kind ---------------------------------------------------------------------------
 */

/* `fr` of `fr-FR`. */
static const char *short_language(struct arena *arena, const char *language)
{
    return arena_printf(arena, "%.2s", language);
}

enum err mail_wording_load(struct ctx *ctx, enum mail_type type, const char *language,
                           struct mail_wording *out)
{
    const char *type_mail = type ? mail_type_names[type] : MAIL_EVERY;

    out->type = type;
    out->language = short_language(ctx->arena, language);
    TRY(db_list(ctx, &sql_mail_text_list, ARGS(ARG(type_mail), ARG_AS(language, out->language)),
                mail_text_fields, sizeof(struct mail_text), &out->texts));
    return db_list(ctx, &sql_mail_template_list, ARGS(ARG(type_mail)), mail_template_fields,
                   sizeof(struct mail_template), &out->templates);
}

static const char *own_text(const struct mail_wording *wording, const char *type,
                            enum mail_part part)
{
    for (size_t i = 0; i < wording->texts.count; i++) {
        const struct mail_text *text = LIST_AT(wording->texts, struct mail_text, i);

        if (text->part == (int)part && strcmp(text->type_mail, type) == 0)
            return text->content ? text->content : "";
    }
    return NULL;
}

/* As it counts; `is_own`: the merchant's. */
static const char *find_text(struct arena *arena, const struct mail_wording *wording,
                             enum mail_part part, bool *is_own)
{
    const char *file = file_of(arena, wording->language);
    const char *types[] = {wording->type ? mail_type_names[wording->type] : MAIL_EVERY, MAIL_EVERY};

    for (size_t i = 0; i < COUNT_OF(types); i++) {
        const char *text = own_text(wording, types[i], part);

        *is_own = text != NULL;
        if (!text)
            text = embedded_line(arena, file, types[i], part);
        if (text)
            return text;
    }
    *is_own = false;
    return "";
}

const char *mail_wording_text(struct arena *arena, const struct mail_wording *wording,
                              enum mail_part part)
{
    bool is_own;

    return find_text(arena, wording, part, &is_own);
}

static const char *own_template(const struct mail_wording *wording, enum mail_form form,
                                const char *type)
{
    for (size_t i = 0; i < wording->templates.count; i++) {
        const struct mail_template *one = LIST_AT(wording->templates, struct mail_template, i);

        if (one->form == (int)form && strcmp(one->type_mail, type) == 0)
            return one->content;
    }
    return NULL;
}

static const char *find_template(const struct mail_wording *wording, enum mail_form form,
                                 bool *is_own)
{
    const char *content =
        wording->type ? own_template(wording, form, mail_type_names[wording->type]) : NULL;

    if (!content)
        content = own_template(wording, form, MAIL_EVERY);
    *is_own = content != NULL;
    return content ? content : embedded_template(form);
}

struct template mail_wording_template(const struct mail_wording *wording, enum mail_form form)
{
    bool is_own;

    return (struct template){form == MAIL_HTML ? "mail.html" : "mail.txt",
                             find_template(wording, form, &is_own), false};
}

/* checking ----------------------------------------------------------------------------------------
 */

/* The tables that names are looked for in, from the innermost outwards. */
struct place {
    const struct field *fields;
    const struct place *outer;
};

struct check {
    struct ctx *ctx;
    const struct template *from;
    struct text warnings;
};

static const struct field *field_at_name(struct arena *arena, const struct place *place,
                                         const char *name)
{
    const struct field *field = NULL;
    size_t size = strcspn(name, ".");
    const char *part = arena_copy_bytes(arena, name, size);

    for (; place && !field; place = place->outer)
        field = field_named(place->fields, part);
    while (field && name[size]) {
        name += size + 1;
        size = strcspn(name, ".");
        part = arena_copy_bytes(arena, name, size);
        field = field->kind == FIELD_RECORD ? field_named(field->element, part) : NULL;
    }
    return field;
}

static void warn(struct check *check, const struct view_node *node)
{
    int line = 1;

    for (const char *at = check->from->text; at < node->at; at++)
        line += *at == '\n';
    text_appendf(&check->warnings, "%sline %d: nothing is called \"%.60s\"",
                 check->warnings.size ? "; " : "", line, node->name);
}

static void check_names(struct check *check, const struct view_node *nodes,
                        const struct place *place)
{
    for (const struct view_node *node = nodes; node; node = node->next) {
        const struct field *field;
        struct place inner;

        if (node->kind == NODE_TEXT || strcmp(node->name, ".") == 0)
            continue;
        field = field_at_name(check->ctx->arena, place, node->name);
        if (!field)
            warn(check, node);
        inner = (struct place){field ? field->element : NULL, place};
        check_names(check, node->inside, inner.fields ? &inner : place);
    }
}

/* `warning`: names that nothing stands for; they stay empty in a mail. */
static enum err check_template(struct ctx *ctx, const struct template *from,
                               const struct field *fields, const char **warning)
{
    const struct place facts = {mail_facts_fields, NULL};
    const struct place inside = {fields, &facts};
    struct check check = {.ctx = ctx, .from = from, .warnings = {.arena = ctx->arena}};
    struct view_node *nodes;

    TRY(template_read(ctx, from, &nodes));
    check_names(&check, nodes, fields ? &inside : &facts);
    *warning = check.warnings.size ? text_done(&check.warnings) : NULL;
    return OK;
}

static enum err check_text_content(struct ctx *ctx, const char *type_mail, enum mail_part part,
                                   const char *content, const char **warning)
{
    const struct template from = {
        arena_printf(ctx->arena, "%s.%s", type_mail, mail_part_names[part]), content, false};

    return check_template(ctx, &from, NULL, warning);
}

static enum err check_template_content(struct ctx *ctx, const char *type_mail, enum mail_form form,
                                       const char *content, const char **warning)
{
    const struct template from = {
        arena_printf(ctx->arena, "%s.%s", type_mail, mail_form_names[form]), content, false};

    return check_template(ctx, &from, mail_page_fields, warning);
}

/* The first of its kind counts. */
static struct list with_first(struct arena *arena, const struct list *list, size_t size,
                              const void *first)
{
    char *items = arena_alloc(arena, (list->count + 1) * size);

    memcpy(items, first, size);
    if (list->count)
        memcpy(items + size, list->items, list->count * size);
    return (struct list){items, list->count + 1};
}

enum err mail_wording_try_text(struct ctx *ctx, struct mail_wording *wording, enum mail_part part,
                               const char *content, const char **warning)
{
    const char *type_mail = wording->type ? mail_type_names[wording->type] : MAIL_EVERY;
    const struct mail_text first = {.type_mail = type_mail, .part = (int)part, .content = content};

    TRY(check_text_content(ctx, type_mail, part, content, warning));
    wording->texts = with_first(ctx->arena, &wording->texts, sizeof(struct mail_text), &first);
    return OK;
}

enum err mail_wording_try_template(struct ctx *ctx, struct mail_wording *wording,
                                   enum mail_form form, const char *content, const char **warning)
{
    const char *type_mail = wording->type ? mail_type_names[wording->type] : MAIL_EVERY;
    const struct mail_template first = {
        .type_mail = type_mail, .form = (int)form, .content = content};

    TRY(check_template_content(ctx, type_mail, form, content, warning));
    wording->templates =
        with_first(ctx->arena, &wording->templates, sizeof(struct mail_template), &first);
    return OK;
}

/* for people --------------------------------------------------------------------------------------
 */

enum err mail_type_choose(struct ctx *ctx, const char *name, enum mail_type *out)
{
    *out = MAIL_NONE;
    if (!name || strcmp(name, MAIL_EVERY) == 0)
        return OK;
    *out = (enum mail_type)choice_named(mail_type_names, name);
    if (*out)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "TypeMail",
                "TypeMail: there is no kind of mail \"%.60s\".", name);
}

static const char *name_of_type(enum mail_type type)
{
    return type ? mail_type_names[type] : MAIL_EVERY;
}

static void list_parts(struct ctx *ctx, const struct mail_wording *wording, struct list *out)
{
    struct mail_text *texts = ARENA_ARRAY(ctx->arena, struct mail_text, MAIL_PART_COUNT);

    *out = (struct list){texts, MAIL_PART_COUNT - 1};
    for (int part = MAIL_SUBJECT; part < MAIL_PART_COUNT; part++) {
        struct mail_text *text = &texts[part - 1];

        text->type_mail = name_of_type(wording->type);
        text->language = wording->language;
        text->part = part;
        text->content = find_text(ctx->arena, wording, (enum mail_part)part, &text->is_own);
    }
}

enum err mail_text_list(struct ctx *ctx, const char *type_mail, const char *language,
                        struct list *out)
{
    struct mail_wording wording;
    enum mail_type type;

    TRY(mail_type_choose(ctx, type_mail, &type));
    check_language(ctx, "Language", language);
    TRY(complaints(ctx));
    TRY(mail_wording_load(ctx, type, language ? language : "en", &wording));
    list_parts(ctx, &wording, out);
    return OK;
}

static enum err audit_wording(struct ctx *ctx, const char *action, const char *type_mail,
                              const char *which)
{
    return audit_record(
        ctx, action, "mails", ctx->id_business, NULL,
        arena_printf(ctx->arena, "{\"TypeMail\":\"%s\",\"Which\":\"%s\"}", type_mail, which));
}

static enum err check_text(struct ctx *ctx, const struct mail_text *text, enum mail_type *type)
{
    TRY(mail_type_choose(ctx, text->type_mail, type));
    if (!text->part)
        complain(ctx, NULL, "Part", "Part: is missing.");
    if (!text->language)
        complain(ctx, NULL, "Language", "Language: is missing.");
    check_language(ctx, "Language", text->language);
    return complaints(ctx);
}

enum err mail_text_write(struct ctx *ctx, const struct mail_text *text, struct mail_text *out)
{
    const char *language, *part, *type_mail, *warning = NULL;
    enum mail_type type;
    struct list all;

    TRY(check_text(ctx, text, &type));
    language = short_language(ctx->arena, text->language);
    part = mail_part_names[text->part];
    type_mail = name_of_type(type);
    if (text->content) {
        TRY(check_text_content(ctx, type_mail, (enum mail_part)text->part, text->content,
                               &warning));
        TRY(db_run(ctx, &sql_mail_text_save,
                   ARGS(ARG(type_mail), ARG(language), ARG(part), ARG_AS(content, text->content),
                        ARG_AS(id_user_update, ctx->actor.id))));
    } else {
        TRY(db_run(ctx, &sql_mail_text_delete, ARGS(ARG(type_mail), ARG(language), ARG(part))));
    }
    TRY(audit_wording(ctx, "MailText.Write", type_mail, part));
    TRY(mail_text_list(ctx, type_mail, language, &all));
    *out = *LIST_AT(all, struct mail_text, text->part - 1);
    out->warning = warning;
    return OK;
}

const struct field mail_preview_fields[] = {
    FIELD(mail_preview, type_mail),
    FIELD(mail_preview, language),
    FIELD(mail_preview, subject),
    FIELD_LIMITED(mail_preview, content_text, MAIL_TEMPLATE_MAX),
    FIELD_LIMITED(mail_preview, content_html, MAIL_TEMPLATE_MAX),
    FIELD(mail_preview, warning),
    FIELDS_END,
};

enum err mail_preview(struct ctx *ctx, struct mail_preview *preview)
{
    struct mail_draft draft = {preview->part, preview->form, preview->content, NULL};
    struct written_mail written;
    struct list segments;
    enum mail_type type;

    TRY(mail_type_choose(ctx, preview->type_mail, &type));
    check_language(ctx, "Language", preview->language);
    TRY(complaints(ctx));
    if (!type)
        type = MAIL_INVOICE;
    TRY(segment_list(ctx, &segments));
    if (!preview->language)
        preview->language = LIST_AT(segments, struct segment, 0)->language;
    TRY(mail_write_sample(ctx, type, preview->language, &draft, &written));
    preview->type_mail = mail_type_names[type];
    preview->subject = written.subject;
    preview->content_text = written.content_text;
    preview->content_html = written.content_html;
    preview->warning = draft.warning;
    return OK;
}

static struct mail_template template_now(const struct mail_wording *wording, enum mail_form form)
{
    struct mail_template now = {.type_mail = name_of_type(wording->type), .form = (int)form};

    now.content = find_template(wording, form, &now.is_own);
    return now;
}

enum err mail_template_list(struct ctx *ctx, const char *type_mail, struct list *out)
{
    struct mail_wording wording;
    enum mail_type type;

    TRY(mail_type_choose(ctx, type_mail, &type));
    TRY(mail_wording_load(ctx, type, "en", &wording));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct mail_template, 2), 2};
    *LIST_AT(*out, struct mail_template, 0) = template_now(&wording, MAIL_HTML);
    *LIST_AT(*out, struct mail_template, 1) = template_now(&wording, MAIL_TEXT);
    return OK;
}

enum err mail_template_write(struct ctx *ctx, const struct mail_template *from,
                             struct mail_template *out)
{
    const char *form, *type_mail, *warning = NULL;
    enum mail_type type;
    struct list all;

    TRY(mail_type_choose(ctx, from->type_mail, &type));
    if (!from->form)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Form", "Form: is missing.");
    type_mail = name_of_type(type);
    form = mail_form_names[from->form];
    if (from->content) {
        TRY(check_template_content(ctx, type_mail, (enum mail_form)from->form, from->content,
                                   &warning));
        TRY(db_run(ctx, &sql_mail_template_save,
                   ARGS(ARG(type_mail), ARG(form), ARG_AS(content, from->content),
                        ARG_AS(id_user_update, ctx->actor.id))));
    } else {
        TRY(db_run(ctx, &sql_mail_template_delete, ARGS(ARG(type_mail), ARG(form))));
    }
    TRY(audit_wording(ctx, "MailTemplate.Write", type_mail, form));
    TRY(mail_template_list(ctx, type_mail, &all));
    *out = *LIST_AT(all, struct mail_template, from->form - 1);
    out->warning = warning;
    return OK;
}
