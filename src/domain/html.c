#include "domain/html.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/count.h"
#include "domain/accounts/business.h"
#include "platform/view/embedded.h"

#define HTML_TYPE "text/html; charset=utf-8"

/* Which language somebody has chosen. */
#define LANGUAGE_COOKIE "__Host-language"

/* language ----------------------------------------------------------------------------------------
 */

/* How much the browser likes what begins at `at`: `;q=0.8` in thousandths, else 1000. */
static int liking(const char *at)
{
    size_t size = strcspn(at, ",");
    const char *q = memchr(at, ';', size);
    int value = 0, unit = 1000;

    q = q ? strstr(q, "q=") : NULL;
    if (!q || q > at + size)
        return 1000;
    for (q += 2; (*q >= '0' && *q <= '9') || *q == '.'; q++) {
        if (*q != '.') {
            value += (*q - '0') * unit;
            unit /= 10;
        }
    }
    return value;
}

/* The language of a tag `fr-FR` that begins there, if it is one of ours. */
static const char *spoken_at(const char *tag)
{
    const struct embedded_language *language = embedded_language(tag, strcspn(tag, "-_,; \t"));

    return language ? language->code : NULL;
}

/* The best of `fr-FR, fr;q=0.8, en;q=0.5` that we speak. */
static const char *accepted(const char *header)
{
    const char *best = HTML_LANGUAGE;
    int most = 0;

    for (const char *at = header; *at; at += strcspn(at, ","), at += *at == ',') {
        const char *language;

        at += strspn(at, " \t");
        language = spoken_at(at);
        if (language && liking(at) > most) {
            most = liking(at);
            best = language;
        }
    }
    return best;
}

/* `lang`, if it is one of ours. */
static const char *asked_language(const struct request *request)
{
    const char *asked = query_value(request, "lang");

    return asked && !strpbrk(asked, "-_,; \t") ? spoken_at(asked) : NULL;
}

const char *html_spoken(const char *tag)
{
    const char *language = tag ? spoken_at(tag) : NULL;

    return language ? language : HTML_LANGUAGE;
}

const char *html_language(const struct request *request)
{
    const char *asked = asked_language(request);
    const char *header = header_value(request, "Accept-Language");

    return asked ? asked : accepted(header ? header : "");
}

/* The value that the cookie has, if it is one of ours. */
static const char *kept_language(const struct request *request)
{
    const char *cookies = header_value(request, "Cookie");
    const char *at = cookies ? strstr(cookies, LANGUAGE_COOKIE "=") : NULL;

    return at ? spoken_at(at + strlen(LANGUAGE_COOKIE "=")) : NULL;
}

const char *html_language_for(const struct request *request, const char *own)
{
    const char *language = asked_language(request);

    if (!language)
        language = kept_language(request);
    if (!language && own)
        language = spoken_at(own);
    return language ? language : html_language(request);
}

void html_keep_language(struct ctx *ctx, const struct request *request, struct response *response)
{
    const char *asked = asked_language(request), *where = header_value(request, "Sec-Fetch-Dest");
    /* Inside a page of somebody else's a cookie comes back only if it says so. */
    bool is_framed = where && strcmp(where, "iframe") == 0;

    if (asked)
        respond_header(ctx, response, "Set-Cookie",
                       arena_printf(ctx->arena, LANGUAGE_COOKIE "=%s; Path=/; Secure; SameSite=%s",
                                    asked, is_framed ? "None; Partitioned" : "Lax"));
}

/* states ------------------------------------------------------------------------------------------
 */

const char *html_tone(const char *state)
{
    static const struct {
        const char *state, *tone;
    } tones[] = {
        {"DueOffline",               "info"      },
        {"DueToProcess",             "info"      },
        {"DueAuto",                  "info half" },
        {"DuePending",               "wait half" },
        {"Paid",                     "ok done"   },
        {"ProblemAuto",              "late cross"},
        {"ProblemOverdue",           "late alert"},
        {"ProblemDisputed",          "late gem"  },
        {"Draft",                    "dots"      },
        {"Pending",                  "wait half" },
        {"Received",                 "ok done"   },
        {"Failed",                   "late cross"},
        {"Returned",                 "late cross"},
        {"Disputed",                 "late gem"  },
        {"CreditWaiting",            "ok done"   },
        {"CreditPartlyUsed",         "info half" },
        {"Sent",                     "wait"      },
        {"Approved",                 "ok done"   },
        {"Converted",                "ok done"   },
        {"Declined",                 "late cross"},
        {"RecurringPending",         "info"      },
        {"RecurringActive",          "ok done"   },
        {"DraftCharging",            "dots"      },
        {"DraftCustomer",            "dots"      },
        {"DraftAgent",               "dots"      },
        {"DraftDelayedStart",        "info"      },
        {"DraftDelayedUpgrade",      "info"      },
        {"ActiveRunning",            "ok done"   },
        {"ActiveDelayedUpgrade",     "ok done"   },
        {"ActiveDelayedTermination", "wait half" },
        {"ActiveDelayedSuspension",  "wait half" },
        {"SuspendedAgent",           "late dash" },
        {"SuspendedNoPaymentInfo",   "late dash" },
        {"SuspendedPaymentDue",      "late dash" },
    };

    for (size_t i = 0; i < COUNT_OF(tones); i++)
        if (strcmp(tones[i].state, state) == 0)
            return tones[i].tone;
    return "dash"; /* ended, void, refunded */
}

bool html_cut(struct list *list, size_t most)
{
    if (list->count <= most)
        return false;
    list->count = most;
    return true;
}

/* the frame ---------------------------------------------------------------------------------------
 */

struct menu_item {
    const char *href, *label;
    bool is_current;
};

static const struct field menu_item_fields[] = {
    FIELD(menu_item, href),
    FIELD(menu_item, label),
    FIELD(menu_item, is_current),
    FIELDS_END,
};

/* What is around a page. */
struct frame {
    const char *language, *keep, *and_keep, *lang;
    const char *title, *subject, *path;
    const char *business; /* NULL outside of the office */
    const char *merchant; /* NULL outside of the portal */
    bool is_live;
    struct list menu; /* of struct menu_item */
    const char *content;
};

static const struct field frame_fields[] = {
    FIELD(frame, language),
    FIELD(frame, keep),
    FIELD(frame, and_keep),
    FIELD(frame, lang),
    FIELD(frame, title),
    FIELD(frame, subject),
    FIELD(frame, path),
    FIELD(frame, business),
    FIELD(frame, merchant),
    FIELD(frame, is_live),
    FIELD_LIST_OF(frame, menu, menu_item_fields, menu_item),
    FIELD(frame, content),
    FIELDS_END,
};

const struct html_page html_layout_page = {"layout.html", NULL, frame_fields};

static struct list menu_for(struct ctx *ctx, const struct frame *frame)
{
    static const char *const items[][2] = {
        {"/office",           "overview" },
        {"/office/customers", "customers"},
        {"/office/invoices",  "invoices" },
        {"/office/offers",    "offers"   },
    };
    struct list menu = {ARENA_ARRAY(ctx->arena, struct menu_item, COUNT_OF(items)),
                        COUNT_OF(items)};
    size_t office = strlen(items[0][0]);

    for (size_t i = 0; i < COUNT_OF(items); i++) {
        struct menu_item *item = LIST_AT(menu, struct menu_item, i);
        size_t size = strlen(items[i][0]);

        item->href = items[i][0];
        item->label = html_text(ctx->arena, frame->language, items[i][1]);
        item->is_current = size == office ? strcasecmp(frame->path, item->href) == 0
                                          : strncasecmp(frame->path, item->href, size) == 0;
    }
    return menu;
}

static enum err frame_for(struct ctx *ctx, const struct request *request, const char *title,
                          bool is_portal, const char *subject, struct frame *frame,
                          const char **zone)
{
    const char *asked = asked_language(request);
    struct business business;

    *frame = (struct frame){
        .language = html_language(request),
        .lang = asked,
        .keep = asked ? arena_printf(ctx->arena, "?lang=%s", asked) : NULL,
        .and_keep = asked ? arena_printf(ctx->arena, "&lang=%s", asked) : NULL,
        .subject = subject,
        .path = request->path,
    };
    frame->title = html_text(ctx->arena, frame->language, title);
    *zone = NULL;
    if (!ctx->id_business)
        return OK;
    TRY(business_get(ctx, &business));
    *zone = business.time_zone;
    if (is_portal) {
        frame->merchant = business.name;
        return OK;
    }
    frame->business = business.name;
    frame->is_live = business.is_live;
    frame->menu = menu_for(ctx, frame);
    return OK;
}

static enum err render_file(struct ctx *ctx, const char *file, bool may_be_raw,
                            const struct html_style *style, const struct view_scope *scope,
                            struct text *out)
{
    const struct template from = {file, embedded_text(file), may_be_raw};

    return view_render(ctx, &from, &style->style, scope, out);
}

/* What an answer of HTML says of itself: no script, no other server. The address of a portal's page
 * is a secret of its customer's. */
static void add_headers(struct ctx *ctx, struct response *response, bool is_portal,
                        const char *ancestors)
{
    respond_header(ctx, response, "Content-Security-Policy",
                   arena_printf(ctx->arena,
                                "default-src 'none'; style-src 'self'; form-action 'self'; "
                                "frame-ancestors %s",
                                ancestors));
    respond_header(ctx, response, "Referrer-Policy", is_portal ? "no-referrer" : "same-origin");
    if (is_portal)
        respond_header(ctx, response, "Cache-Control", "no-store");
}

/* What is around a page, and how it writes values. */
struct surrounding {
    struct frame frame;
    struct html_style style;
    struct view_scope texts, scope;
    bool is_portal; /* around it is the merchant's name, not his office */
};

static enum err surround(struct ctx *ctx, const struct request *request, const char *title,
                         bool is_portal, const char *subject, struct surrounding *out)
{
    const char *zone;

    out->is_portal = is_portal;
    TRY(frame_for(ctx, request, title, is_portal, subject, &out->frame, &zone));
    out->style = html_style_for(out->frame.language, zone);
    out->texts = (struct view_scope){html_texts(out->frame.language), NULL};
    out->scope = (struct view_scope){view_of(frame_fields, &out->frame), &out->texts};
    return OK;
}

static enum err respond_framed(struct ctx *ctx, struct response *response,
                               struct surrounding *around, const char *content)
{
    struct text whole = {.arena = ctx->arena};

    around->frame.content = content;
    TRY(render_file(ctx, html_layout_page.template, true, &around->style, &around->scope, &whole));
    add_headers(ctx, response, around->is_portal, "'none'");
    return respond_text(response, 200, HTML_TYPE, text_done(&whole), whole.size);
}

static enum err respond_page(struct ctx *ctx, const struct request *request,
                             struct response *response, const struct html_page *page,
                             bool is_portal, const char *subject, const char *zone,
                             const void *view)
{
    struct text content = {.arena = ctx->arena};
    struct surrounding around;
    struct view_scope inside;

    TRY(surround(ctx, request, page->title, is_portal, subject, &around));
    if (zone)
        around.style.zone = zone;
    inside = (struct view_scope){view_of(page->fields, view), &around.scope};
    TRY(render_file(ctx, page->template, false, &around.style, &inside, &content));
    return respond_framed(ctx, response, &around, text_done(&content));
}

enum err html_respond_inside(struct ctx *ctx, struct response *response, int status,
                             const struct html_frame *frame, const struct html_page *page,
                             const void *view)
{
    const struct view_scope texts = {html_own_texts(frame->style.language, frame->style.own), NULL};
    const struct view_scope around = {view_of(frame->around->fields, frame->view), &texts};
    const struct view_scope inside = {view_of(page->fields, view), &around};
    struct text content = {.arena = ctx->arena}, whole = {.arena = ctx->arena};

    TRY(render_file(ctx, page->template, false, &frame->style, &inside, &content));
    *frame->content = text_done(&content);
    TRY(render_file(ctx, frame->around->template, true, &frame->style, &around, &whole));
    return respond_text(response, status, HTML_TYPE, text_done(&whole), whole.size);
}

enum err html_respond(struct ctx *ctx, const struct request *request, struct response *response,
                      const struct html_page *page, const char *subject, const void *view)
{
    return respond_page(ctx, request, response, page, false, subject, NULL, view);
}

enum err html_respond_portal(struct ctx *ctx, const struct request *request,
                             struct response *response, const struct html_page *page,
                             const char *subject, const char *zone, const void *view)
{
    return respond_page(ctx, request, response, page, true, subject, zone, view);
}

enum err html_respond_rendered(struct ctx *ctx, const struct request *request,
                               struct response *response, const char *title, const char *subject,
                               const char *content)
{
    struct surrounding around;

    TRY(surround(ctx, request, title, false, subject, &around));
    return respond_framed(ctx, response, &around, content);
}

/* Letters, digits and points alone: what every system takes for the name of a file. */
static const char *file_name(struct arena *arena, const char *name)
{
    struct text plain = {.arena = arena};

    for (; *name; name++)
        text_append_char(&plain, isalnum((unsigned char)*name) || *name == '.' ? *name : '-');
    return text_done(&plain);
}

enum err html_respond_file(struct ctx *ctx, struct response *response, bool is_portal,
                           const char *content_type, const char *name, const struct bytes *file)
{
    respond_header(
        ctx, response, "Content-Disposition",
        arena_printf(ctx->arena, "inline; filename=\"%s\"", file_name(ctx->arena, name)));
    respond_header(ctx, response, "Referrer-Policy", is_portal ? "no-referrer" : "same-origin");
    if (is_portal)
        respond_header(ctx, response, "Cache-Control", "no-store");
    return respond_text(response, 200, content_type, file->at, file->size);
}

enum err html_render(struct ctx *ctx, const char *language, const struct html_page *page,
                     const void *view, struct text *out)
{
    const struct html_style style = html_style_for(language, NULL);
    const struct view_scope texts = {html_texts(language), NULL};
    const struct view_scope inside = {view_of(page->fields, view), &texts};

    return render_file(ctx, page->template, false, &style, &inside, out);
}

/* errors ------------------------------------------------------------------------------------------
 */

struct problem {
    const char *english, *english_help, *french, *french_help;
    bool is_office;
    struct list messages; /* of struct failure: what was noted */
};

static const struct field message_fields[] = {
    FIELD(failure, message),
    FIELDS_END,
};

static const struct field problem_fields[] = {
    FIELD(problem, english),
    FIELD(problem, english_help),
    FIELD(problem, french),
    FIELD(problem, french_help),
    FIELD(problem, is_office),
    FIELD_LIST_OF(problem, messages, message_fields, failure),
    FIELDS_END,
};

const struct html_page html_error_page = {"html_error.html", NULL, problem_fields};

static int status_of(enum err err)
{
    static const int statuses[] = {
        [ERR_MALFORMED] = 400, [ERR_UNAUTHENTICATED] = 401, [ERR_FORBIDDEN] = 403,
        [ERR_NOT_FOUND] = 404, [ERR_WRONG_VERB] = 405,      [ERR_CONFLICT] = 409,
        [ERR_TOO_LARGE] = 413, [ERR_INVALID] = 422,         [ERR_TOO_MANY] = 429,
        [ERR_RETRY] = 503,     [ERR_UNAVAILABLE] = 503,     [ERR_FULL] = 507,
        [ERR_FAILED] = 500,
    };

    return statuses[err];
}

/* `portal.error.404`, else `error.404`, else `error`, each with `what` at its end. */
static const char *error_text(struct ctx *ctx, const char *language, bool is_portal, int status,
                              const char *what)
{
    const char *key = arena_printf(ctx->arena, "portal.error.%d%s", status, what);
    const char *text = is_portal ? html_text(ctx->arena, language, key) : NULL;

    if (!text)
        text = html_text(ctx->arena, language, key + strlen("portal."));
    return text ? text : html_text(ctx->arena, language, arena_printf(ctx->arena, "error%s", what));
}

static struct list messages_of(struct ctx *ctx)
{
    struct list messages = {0};
    size_t count = 0;

    for (const struct failure *one = ctx->failures; one; one = one->next)
        count++;
    messages.items = ARENA_ARRAY(ctx->arena, struct failure, count + 1);
    for (const struct failure *one = ctx->failures; one; one = one->next)
        *LIST_AT(messages, struct failure, messages.count++) = *one;
    return messages;
}

static void respond_problem(struct ctx *ctx, enum err err, bool is_portal,
                            struct response *response)
{
    int status = status_of(err);
    const struct problem problem = {
        .english = error_text(ctx, "en", is_portal, status, ""),
        .english_help = error_text(ctx, "en", is_portal, status, ".help"),
        .french = error_text(ctx, "fr", is_portal, status, ""),
        .french_help = error_text(ctx, "fr", is_portal, status, ".help"),
        .is_office = !is_portal,
        .messages = is_portal || err == ERR_FAILED ? (struct list){0} : messages_of(ctx),
    };
    const struct html_style style = html_style_for("en", NULL);
    const struct view_scope scope = {.value = view_of(problem_fields, &problem)};
    struct text text = {.arena = ctx->arena};

    if (render_file(ctx, html_error_page.template, false, &style, &scope, &text) != OK)
        text_append(&text, problem.english);
    /* An error has nothing to click on, and may be read inside whichever page. */
    add_headers(ctx, response, is_portal, is_portal ? "*" : "'none'");
    response->status = status;
    response->content_type = HTML_TYPE;
    response->body = text_done(&text);
    response->size = text.size;
}

void html_face_error(struct ctx *ctx, const struct request *request, enum err err,
                     struct response *response)
{
    (void)request;
    respond_problem(ctx, err, false, response);
}

void html_portal_error(struct ctx *ctx, const struct request *request, enum err err,
                       struct response *response)
{
    (void)request;
    respond_problem(ctx, err, true, response);
}
