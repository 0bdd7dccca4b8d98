#include "domain/portal/portal.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/mails/mail.h"
#include "platform/db/db.h"
#include "platform/http/uri.h"
#include "platform/view/embedded.h"
#include "sql.h"

/* NULL: there is none. */
const char *portal_text(const struct ctx *ctx, const char *key)
{
    return look_text(&ctx->visitor->look, key);
}

/* the menu ----------------------------------------------------------------------------------------
 */

/* What there is for this customer: the menu leads nowhere else. */
struct holdings {
    bool has_payments, has_credits, has_estimates, has_recurring;
    bool is_behind; /* was a payment of his refused, or is it late? */
};

static const struct field holdings_fields[] = {
    FIELD(holdings, has_payments),  FIELD(holdings, has_credits), FIELD(holdings, has_estimates),
    FIELD(holdings, has_recurring), FIELD(holdings, is_behind),   FIELDS_END,
};

/* Always there, unless it is something of the holdings. */
struct menu_row {
    const char *path, *label;
    size_t holding; /* offset, or EVERYBODY */
};

#define EVERYBODY     SIZE_MAX
#define HOLDING(name) offsetof(struct holdings, name)

static const struct menu_row menu_rows[] = {
    {"/portal",               "home",          EVERYBODY             },
    {"/portal/subscriptions", "subscriptions", EVERYBODY             },
    {"/portal/invoices",      "invoices",      EVERYBODY             },
    {"/portal/recurring",     "recurring",     HOLDING(has_recurring)},
    {"/portal/estimates",     "estimates",     HOLDING(has_estimates)},
    {"/portal/payments",      "payments",      HOLDING(has_payments) },
    {"/portal/credits",       "credits",       HOLDING(has_credits)  },
    {"/portal/statement",     "statement",     EVERYBODY             },
    {"/portal/methods",       "methods",       EVERYBODY             },
    {"/portal/billing",       "billing",       EVERYBODY             },
    {"/portal/account",       "account",       EVERYBODY             },
};

/* The files of what is drawn beside their names. */
static const char *const menu_icons[][2] = {
    {"/portal",               "icon_home.html"        },
    {"/portal/subscriptions", "icon_subscription.html"},
    {"/portal/offers",        "icon_offer.html"       },
    {"/portal/invoices",      "icon_invoice.html"     },
    {"/portal/recurring",     "icon_recurring.html"   },
    {"/portal/estimates",     "icon_estimate.html"    },
    {"/portal/payments",      "icon_pay.html"         },
    {"/portal/credits",       "icon_credit.html"      },
    {"/portal/statement",     "icon_statement.html"   },
    {"/portal/methods",       "icon_card.html"        },
    {"/portal/billing",       "icon_address.html"     },
    {"/portal/account",       "icon_account.html"     },
};

static const char *icon_of(const char *path)
{
    for (size_t i = 0; i < COUNT_OF(menu_icons); i++)
        if (strcmp(menu_icons[i][0], path) == 0)
            return embedded_text(menu_icons[i][1]);
    return NULL;
}

struct menu_item {
    const char *href, *label, *icon;
    bool is_current;
};

static const struct field menu_item_fields[] = {
    FIELD(menu_item, href),
    FIELD(menu_item, label),
    FIELD(menu_item, icon),
    FIELD(menu_item, is_current),
    FIELDS_END,
};

/* The longest of the menu's paths that the page's begins with. */
static bool is_current(const char *path, const char *page)
{
    size_t size = strlen(path);

    return strcmp(path, "/portal") == 0
               ? strcmp(page, path) == 0
               : strncmp(page, path, size) == 0 && (!page[size] || page[size] == '/');
}

static enum err load_menu(struct ctx *ctx, const struct request *request, struct list *out,
                          bool *is_behind)
{
    const struct visitor *visitor = ctx->visitor;
    struct holdings holdings;

    *out = (struct list){ARENA_ARRAY(ctx->arena, struct menu_item, COUNT_OF(menu_rows)), 0};
    if (!visitor->is_known)
        return OK;
    TRY(db_get(ctx, &sql_portal_holdings, ARGS(ARG_AS(id_customer, visitor->customer.id)),
               holdings_fields, &holdings));
    *is_behind = holdings.is_behind;
    for (size_t i = 0; i < COUNT_OF(menu_rows); i++) {
        const struct menu_row *row = &menu_rows[i];

        if (visitor_may_see(visitor, row->path) &&
            (row->holding == EVERYBODY || *(const bool *)((const char *)&holdings + row->holding)))
            *LIST_AT(*out, struct menu_item, out->count++) = (struct menu_item){
                .href = row->path,
                .label = portal_text(ctx, row->label),
                .icon = icon_of(row->path),
                .is_current = is_current(row->path, request->path),
            };
    }
    return OK;
}

/* the frame ---------------------------------------------------------------------------------------
 */

struct notice {
    const char *text;
};

static const struct field notice_fields[] = {
    FIELD(notice, text),
    FIELDS_END,
};

struct language_choice {
    const char *code, *name;
};

static const struct field language_choice_fields[] = {
    FIELD(language_choice, code),
    FIELD(language_choice, name),
    FIELDS_END,
};

/* All that pages speak, each under its own name. */
static struct list languages_of(struct ctx *ctx)
{
    struct list languages = {0};

    languages.items =
        ARENA_ARRAY(ctx->arena, struct language_choice, (size_t)embedded_language_count);
    for (int i = 0; i < embedded_language_count; i++) {
        const char *code = embedded_languages[i].code;

        *LIST_AT(languages, struct language_choice, languages.count++) =
            (struct language_choice){code, html_text(ctx->arena, code, "language.name")};
    }
    return languages;
}

struct layout {
    const char *language, *title, *subject, *form_token;
    const char *language_path; /* this page's, up to the language's code */
    const char *merchant, *person;
    const char *scheme;    /* "light"; NULL: as the reader's device has it */
    struct list languages; /* of struct language_choice */
    struct look look;
    bool is_known, is_framed, is_staff, is_proven, is_refused;
    bool is_behind, may_pay; /* something must be paid: he is told on every page but these */
    const char *done;        /* what has just been done */
    struct list refusals;    /* of struct notice: why it was not */
    struct list menu;        /* of struct menu_item */
    const char *content;
};

static const struct field layout_fields[] = {
    FIELD(layout, language),
    FIELD(layout, title),
    FIELD(layout, subject),
    FIELD(layout, language_path),
    FIELD(layout, form_token),
    FIELD(layout, merchant),
    FIELD(layout, person),
    FIELD(layout, scheme),
    FIELD_LIST_OF(layout, languages, language_choice_fields, language_choice),
    FIELD_RECORD_OF(layout, look, look_fields),
    FIELD(layout, is_known),
    FIELD(layout, is_framed),
    FIELD(layout, is_staff),
    FIELD(layout, is_proven),
    FIELD(layout, is_refused),
    FIELD(layout, is_behind),
    FIELD(layout, may_pay),
    FIELD(layout, done),
    FIELD_LIST_OF(layout, refusals, notice_fields, notice),
    FIELD_LIST_OF(layout, menu, menu_item_fields, menu_item),
    FIELD(layout, content),
    FIELDS_END,
};

const struct html_page portal_layout_page = {"portal_layout.html", NULL, layout_fields};

static const char *text_of(struct ctx *ctx, const char *kind, const char *word)
{
    return portal_text(ctx, arena_printf(ctx->arena, "%s.%.60s", kind, word));
}

/* Each reason once, in the visitor's words. */
static struct list refusals_of(struct ctx *ctx)
{
    struct list refusals = {0};
    size_t count = 0;

    for (const struct failure *one = ctx->failures; one; one = one->next)
        count++;
    refusals.items = ARENA_ARRAY(ctx->arena, struct notice, count + 1);
    for (const struct failure *one = ctx->failures; one; one = one->next) {
        const char *text = text_of(ctx, "refused", one->code);
        bool is_said = false;

        if (!text)
            text = portal_text(ctx, "refused");
        for (size_t i = 0; i < refusals.count; i++)
            is_said = is_said || text_equal(LIST_AT(refusals, struct notice, i)->text, text);
        if (!is_said)
            *LIST_AT(refusals, struct notice, refusals.count++) = (struct notice){text};
    }
    return refusals;
}

/* The merchant's name: the seller's, who is on the invoices, or the business's. */
static enum err merchant_name(struct ctx *ctx, const char **out)
{
    struct business business;

    TRY(business_get(ctx, &business));
    *out = business.name;
    return OK;
}

/* The same page with what it was asked for, but for what has just been done. */
static const char *language_path(struct ctx *ctx, const struct request *request)
{
    struct text path = {.arena = ctx->arena};

    text_append(&path, request->path);
    text_append_char(&path, '?');
    for (size_t i = 0; i < request->query.count; i++) {
        const struct pair *pair = LIST_AT(request->query, struct pair, i);

        if (text_equal(pair->name, "lang") || text_equal(pair->name, "done"))
            continue;
        uri_encode(&path, pair->name);
        text_append_char(&path, '=');
        uri_encode(&path, pair->value);
        text_append_char(&path, '&');
    }
    text_append(&path, "lang=");
    return text_done(&path);
}

/* The home page says what is to be done first, and who pays does it. */
static bool is_about_paying(const char *path)
{
    return strcmp(path, "/portal") == 0 || strcmp(path, "/portal/pay") == 0 ||
           strncmp(path, "/portal/pay/", strlen("/portal/pay/")) == 0;
}

static enum err load_layout(struct ctx *ctx, const struct request *request, const char *title,
                            const char *subject, struct layout *out)
{
    const struct visitor *visitor = ctx->visitor;
    const char *done = query_value(request, "done");

    *out = (struct layout){
        .language = visitor->language,
        .title = portal_text(ctx, title),
        .subject = subject,
        .language_path = language_path(ctx, request),
        .form_token = visitor->form_token,
        .person = visitor->name,
        .scheme = visitor->look.color_scheme == SCHEME_LIGHT ? "light" : NULL,
        .languages = languages_of(ctx),
        .look = visitor->look,
        .is_known = visitor->is_known,
        .is_framed = visitor->session.is_framed,
        .is_staff = visitor->session.id_agent != 0,
        .is_proven = visitor->is_proven,
        .done = done && !ctx->failures ? text_of(ctx, "done", done) : NULL,
        .is_refused = ctx->failures != NULL,
        .may_pay = (ctx->actor.permissions & MAY_PAY) &&
                   button_of(&visitor->look, BUTTON_PAY).behaviour == BEHAVIOUR_DEFAULT,
        .refusals = refusals_of(ctx),
    };
    TRY(merchant_name(ctx, &out->merchant));
    TRY(load_menu(ctx, request, &out->menu, &out->is_behind));
    out->is_behind = out->is_behind && !is_about_paying(request->path);
    return OK;
}

/* ` https://shop.example` of one of his pages. */
static void append_origin(struct text *text, const char *url)
{
    const char *host = url ? strstr(url, "://") : NULL;

    if (host)
        text_appendf(text, " %.*s", (int)(host + 3 - url + (ptrdiff_t)strcspn(host + 3, "/?#")),
                     url);
}

/* Where a form may lead in the end: a browser that keeps to the rule would not go on to a page of
 * the merchant's. */
static const char *form_origins(struct ctx *ctx)
{
    const struct look *look = &ctx->visitor->look;
    struct text text = {.arena = ctx->arena};

    append_origin(&text, look->after_workflow_url);
    append_origin(&text, look->after_method_deletion_url);
    return text_done(&text);
}

/* No other server; kept by nobody. A page inside one of the merchant's has a script, which tells
 * how high it is; no other page has any. */
static void add_headers(struct ctx *ctx, struct response *response)
{
    const struct visitor *visitor = ctx->visitor;
    const char *origins = visitor->look.frame_origins;

    respond_header(ctx, response, "Content-Security-Policy",
                   arena_printf(ctx->arena,
                                "default-src 'none'; style-src 'self'; img-src 'self'; "
                                "form-action 'self'%s; base-uri 'none'; %sframe-ancestors %s",
                                form_origins(ctx),
                                visitor->session.is_framed ? "script-src 'self'; " : "",
                                origins ? origins : "'none'"));
    respond_header(ctx, response, "Referrer-Policy", "no-referrer");
    respond_header(ctx, response, "Cache-Control", "no-store");
}

enum err portal_respond(struct ctx *ctx, const struct request *request, struct response *response,
                        const struct html_page *page, const char *subject, const void *view)
{
    const struct visitor *visitor = ctx->visitor;
    struct layout layout;
    struct html_frame frame = {
        .around = &portal_layout_page,
        .view = &layout,
        .content = &layout.content,
        .style = html_style_for(visitor->language, visitor->zone),
    };

    frame.style.own = &visitor->look.own;
    TRY(load_layout(ctx, request, page->title, subject, &layout));
    add_headers(ctx, response);
    html_keep_language(ctx, request, response);
    return html_respond_inside(ctx, response, ctx->failures ? 422 : 200, &frame, page, view);
}

enum err portal_respond_file(struct ctx *ctx, struct response *response, const char *content_type,
                             const char *name, const struct bytes *file)
{
    return html_respond_file(ctx, response, true, content_type, name, file);
}

/* away --------------------------------------------------------------------------------------------
 */

struct leaving {
    const char *url;
};

static const struct field leaving_fields[] = {
    FIELD(leaving, url),
    FIELDS_END,
};

const struct html_page portal_leaving_page = {"portal_leaving.html", "portal_leaving",
                                              leaving_fields};

/* A page of the merchant's inside of our frame would be his page within his page: ours has the way
 * out, which the script around it takes at once. */
static enum err respond_leaving(struct ctx *ctx, struct response *response, const char *url)
{
    const struct request none = {.path = "/portal"};
    const struct leaving leaving = {url};

    return portal_respond(ctx, &none, response, &portal_leaving_page, NULL, &leaving);
}

enum err portal_go(struct ctx *ctx, struct response *response, const char *path)
{
    if (path[0] != '/' && ctx->visitor && ctx->visitor->session.is_framed)
        return respond_leaving(ctx, response, path);
    respond_header(ctx, response, "Location", path);
    respond_header(ctx, response, "Referrer-Policy", "no-referrer");
    respond_header(ctx, response, "Cache-Control", "no-store");
    return respond_text(response, 303, "text/plain; charset=utf-8", "", 0);
}

/* refusals ----------------------------------------------------------------------------------------
 */

enum err portal_refuse(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Portal.NotFound", NULL, "There is nothing here.");
}

enum err portal_tell(struct ctx *ctx, const char *done)
{
    const struct visitor *visitor = ctx->visitor;
    const struct mail_about about = {
        .id_customer = visitor->customer.id,
        .message = portal_text(ctx, arena_printf(ctx->arena, "done.%.40s", done)),
    };

    return visitor->session.id_agent ? mail_offer(ctx, MAIL_STAFF_ACTED, &about) : OK;
}

static bool portal_may_tell(enum err err)
{
    return err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_FORBIDDEN || err == ERR_TOO_MANY;
}

struct failure *portal_set_aside(struct ctx *ctx)
{
    struct failure *noted = ctx->failures;

    ctx->failures = NULL;
    return noted;
}

enum err portal_put_back(struct ctx *ctx, struct failure *noted, enum err err)
{
    struct failure **end = &noted;

    while (*end)
        end = &(*end)->next;
    *end = ctx->failures;
    ctx->failures = noted;
    return portal_may_tell(err) ? OK : err;
}

enum err portal_try(struct ctx *ctx, portal_deed *deed, void *data, bool *is_refused)
{
    enum err err;

    TRY(db_savepoint(ctx));
    err = deed(ctx, data);
    *is_refused = portal_may_tell(err);
    if (err == OK)
        return db_savepoint_release(ctx);
    if (!*is_refused)
        return err;
    return db_savepoint_undo(ctx);
}

const char *portal_path(const char *given, const char *otherwise)
{
    /* A backslash is a slash for some browsers, and `//host` another server for all. */
    if (!given || given[0] != '/' || given[1] == '/' || strpbrk(given, "\\\r\n\t"))
        return otherwise;
    return given;
}

const char *portal_path_of(struct ctx *ctx, const struct link *link)
{
    static const struct {
        const char *path;
        bool has_object;
    } paths[LINK_PAGE_COUNT] = {
        [LINK_HOME] = {"/portal",                                   false},
        [LINK_COLLECTION_OFFERS] = {"/portal/offers",                            false},
        [LINK_REGISTER] = {"/portal/methods",                           false},
        [LINK_SUBSCRIBE] = {"/portal/subscribe/%" PRId64,                true },
        [LINK_START] = {"/portal/subscriptions/%" PRId64 "/start",   true },
        [LINK_COLLECTION_UPGRADE] = {"/portal/offers?upgrade=1",                  false},
        [LINK_UPGRADE] = {"/portal/subscriptions/%" PRId64 "/change",  true },
        [LINK_UPGRADE_TO] = {"/portal/subscribe/%" PRId64 "?upgrade=1",   true },
        [LINK_RESTART] = {"/portal/subscriptions/%" PRId64 "/restart", true },
        [LINK_RELATED_SUBSCRIPTION] = {"/portal/subscriptions/%" PRId64,            true },
        [LINK_CHARGE] = {"/portal/pay?invoice=%" PRId64,              true },
        [LINK_COLLECTION_INVOICE] = {"/portal/invoices",                          false},
        [LINK_RELATED_INVOICE] = {"/portal/invoices/%" PRId64,                 true },
        [LINK_ESTIMATE] = {"/portal/estimates/%" PRId64,                true },
        [LINK_PAYMENTS] = {"/portal/payments",                          false},
    };
    const char *path = paths[link->page].path;
    const char *found;

    /* Nobody in particular has no home but what is on offer. */
    if (!link->id_customer && link->page == LINK_HOME)
        return "/portal/offers";
    if (!paths[link->page].has_object)
        return path;
    found = strstr(path, "%" PRId64);
    return arena_printf(ctx->arena, "%.*s%" PRId64 "%s", (int)(found - path), path, link->id_object,
                        found + strlen("%" PRId64));
}

/* Where a page is that asks for a proof; what was posted is not done after it. */
static const char *proving_path(struct ctx *ctx, const struct request *request)
{
    struct text path = {.arena = ctx->arena};

    text_append(&path, "/portal/proof?next=");
    uri_encode(&path, request->path);
    return text_done(&path);
}

void portal_face_error(struct ctx *ctx, const struct request *request, enum err err,
                       struct response *response)
{
    const struct visitor *visitor = ctx->visitor;

    if (err == ERR_FORBIDDEN && visitor && visitor->is_known && !visitor->is_proven &&
        portal_go(ctx, response, proving_path(ctx, request)) == OK)
        return;
    /* 401 would let the browser ask for a name and a password. */
    html_portal_error(ctx, request, err == ERR_UNAUTHENTICATED ? ERR_FORBIDDEN : err, response);
}
