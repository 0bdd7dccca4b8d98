#include "domain/gateways/method_portal.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/accounts/setting.h"
#include "domain/gateways/pay.h"
#include "domain/look/look_url.h"
#include "domain/portal/portal.h"
#include "platform/db/db.h"
#include "platform/http/uri.h"
#include "sql.h"

/* How many subscriptions are named. */
enum { SUBSCRIPTIONS_MAX = 20 };

/* How many seconds a page waits before it looks again, or goes to the provider's. */
#define LOOK_AGAIN "3"
#define GO_ON      "1"

static const char *path_of(struct ctx *ctx, int64_t id, const char *deed)
{
    return arena_printf(ctx->arena, "/portal/methods/%" PRId64 "%s", id, deed);
}

/* the visitor's, or nothing -----------------------------------------------------------------------
 */

static enum err load_any(struct ctx *ctx, const struct request *request,
                         struct gateway_permission *out)
{
    int64_t id;
    enum err err = path_id(ctx, request, "id", "Error.Portal.NotFound", &id);

    if (err != OK)
        return err;
    err = permission_get(ctx, id, out);
    if (err == ERR_NOT_FOUND || (err == OK && out->id_customer != ctx->visitor->customer.id)) {
        ctx->failures = NULL;
        return portal_refuse(ctx);
    }
    return err;
}

static enum err load(struct ctx *ctx, const struct request *request, struct gateway_permission *out)
{
    TRY(load_any(ctx, request, out));
    return out->state_permission == PERMISSION_DELETED ? portal_refuse(ctx) : OK;
}

/* May the visitor change anything? Then a button that the merchant leaves to us is shown. */
static bool may_manage(const struct ctx *ctx)
{
    return ctx->actor.permissions & MAY_MANAGE;
}

/* Where a button leads: NULL, to nowhere. */
static const char *button_path(struct ctx *ctx, enum button button, const char *path)
{
    const struct look_return back = {.from = FROM_PORTAL, .id_customer = ctx->visitor->customer.id};
    struct button_look look = button_of(&ctx->visitor->look, button);

    if (!may_manage(ctx) || look.behaviour == BEHAVIOUR_HIDE)
        return NULL;
    return look.behaviour == BEHAVIOUR_REDIRECT ? look_return_url(ctx->arena, look.url, &back)
                                                : path;
}

static bool is_ours(struct ctx *ctx, enum button button)
{
    return button_of(&ctx->visitor->look, button).behaviour == BEHAVIOUR_DEFAULT;
}

/* the list ----------------------------------------------------------------------------------------
 */

struct subscription_row {
    const char *title;
};

static const struct field subscription_row_fields[] = {
    FIELD(subscription_row, title),
    FIELDS_END,
};

static enum err load_subscriptions(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_pay_subscriptions,
                   ARGS(ARG_AS(id_customer, ctx->visitor->customer.id),
                        ARG_AS(most, (int64_t)SUBSCRIPTIONS_MAX)),
                   subscription_row_fields, sizeof(struct subscription_row), out);
}

struct method_row {
    struct pay_method method;
    const char *tone, *path_default, *path_remove;
    bool is_expiring, is_defective;
};

static const struct field method_row_fields[] = {
    FIELD_RECORD_OF(method_row, method, pay_method_fields),
    FIELD(method_row, tone),
    FIELD(method_row, path_default),
    FIELD(method_row, path_remove),
    FIELD(method_row, is_expiring),
    FIELD(method_row, is_defective),
    FIELDS_END,
};

struct list_view {
    struct list methods; /* of struct method_row */
    struct list subscriptions;
    const char *path_add, *path_change;
    bool has_methods, can_keep, is_offline, has_expiring;
};

static const struct field list_view_fields[] = {
    FIELD_LIST_OF(list_view, methods, method_row_fields, method_row),
    FIELD_LIST_OF(list_view, subscriptions, subscription_row_fields, subscription_row),
    FIELD(list_view, path_add),
    FIELD(list_view, path_change),
    FIELD(list_view, has_methods),
    FIELD(list_view, can_keep),
    FIELD(list_view, is_offline),
    FIELD(list_view, has_expiring),
    FIELDS_END,
};

const struct html_page method_portal_list_page = {"method_portal_list.html", "methods",
                                                  list_view_fields};

static struct method_row method_row(struct ctx *ctx, const struct pay_method *method,
                                    bool has_several)
{
    struct method_row row = {
        .method = *method,
        .is_defective = !method->is_usable,
        .is_expiring = method->is_usable && instant_is_set(method->date_expiration) &&
                       method->date_expiration.micros < ctx->now.micros + DAYS(45),
        .path_remove = button_path(ctx, BUTTON_REMOVE_METHOD, path_of(ctx, method->id, "/remove")),
    };

    row.tone = row.is_defective ? "late" : row.is_expiring ? "wait" : "";
    if (has_several && method->is_usable && !method->is_default && may_manage(ctx))
        row.path_default = path_of(ctx, method->id, "/default");
    return row;
}

static size_t count_usable(const struct list *methods)
{
    size_t count = 0;

    for (size_t i = 0; i < methods->count; i++)
        count += LIST_AT(*methods, struct pay_method, i)->is_usable;
    return count;
}

static enum err load_list(struct ctx *ctx, struct list_view *view)
{
    const struct visitor *visitor = ctx->visitor;
    struct list methods, gateways;

    *view = (struct list_view){0};
    TRY(pay_methods(ctx, visitor->customer.id, &methods));
    TRY(pay_gateways(ctx, visitor->segment.id, &gateways));
    TRY(load_subscriptions(ctx, &view->subscriptions));
    view->methods.items = ARENA_ARRAY(ctx->arena, struct method_row, methods.count + 1);
    for (size_t i = 0; i < methods.count; i++) {
        struct method_row row =
            method_row(ctx, LIST_AT(methods, struct pay_method, i), count_usable(&methods) > 1);

        view->has_expiring = view->has_expiring || row.is_expiring || row.is_defective;
        *LIST_AT(view->methods, struct method_row, view->methods.count++) = row;
    }
    view->has_methods = methods.count > 0;
    view->can_keep = gateways.count > 0;
    view->is_offline = visitor->customer.type_payment < PAYMENT_CARD;
    if (view->can_keep)
        view->path_add = button_path(ctx, BUTTON_ADD_METHOD, "/portal/methods/new");
    if (view->can_keep && view->has_methods)
        view->path_change = button_path(ctx, BUTTON_CHANGE_METHOD, "/portal/methods/new");
    return OK;
}

enum err method_portal_list(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct list_view view;

    TRY(load_list(ctx, &view));
    return portal_respond(ctx, request, response, &method_portal_list_page, NULL, &view);
}

/* a new one ---------------------------------------------------------------------------------------
 */

struct gateway_row {
    int64_t id;
    int type_payment;
    bool is_chosen;
};

static const struct field gateway_row_fields[] = {
    FIELD(gateway_row, id),
    FIELD_CHOICE_OF(gateway_row, type_payment, type_payment_names),
    FIELD(gateway_row, is_chosen),
    FIELDS_END,
};

struct new_view {
    struct list gateways; /* of struct gateway_row */
    bool has_other;       /* another method, which is charged until then */
};

static const struct field new_view_fields[] = {
    FIELD_LIST_OF(new_view, gateways, gateway_row_fields, gateway_row),
    FIELD(new_view, has_other),
    FIELDS_END,
};

const struct html_page method_portal_new_page = {"method_portal_new.html", "method_new",
                                                 new_view_fields};

/* Is there any way to add one here? Else the page is not there. */
static enum err load_new(struct ctx *ctx, struct new_view *view)
{
    struct list gateways, methods;

    TRY(pay_gateways(ctx, ctx->visitor->segment.id, &gateways));
    TRY(pay_methods(ctx, ctx->visitor->customer.id, &methods));
    if (!gateways.count || !is_ours(ctx, methods.count ? BUTTON_CHANGE_METHOD : BUTTON_ADD_METHOD))
        return portal_refuse(ctx);
    *view = (struct new_view){
        .gateways = {ARENA_ARRAY(ctx->arena, struct gateway_row, gateways.count), gateways.count},
        .has_other = count_usable(&methods) > 0,
    };
    for (size_t i = 0; i < gateways.count; i++) {
        const struct gateway *one = LIST_AT(gateways, struct gateway, i);

        *LIST_AT(view->gateways, struct gateway_row, i) =
            (struct gateway_row){one->id, one->type_payment, i == 0};
    }
    return OK;
}

static enum err respond_new(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct new_view view;

    TRY(load_new(ctx, &view));
    return portal_respond(ctx, request, response, &method_portal_new_page, NULL, &view);
}

enum err method_portal_new(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    return respond_new(ctx, request, response);
}

struct adding {
    int64_t id_gateway;
    const char *path;
};

static const struct field adding_fields[] = {
    FIELD(adding, id_gateway),
    FIELDS_END,
};

static enum err add_deed(struct ctx *ctx, void *data)
{
    struct adding *adding = data;

    return pay_begin_method(ctx, &ctx->visitor->customer, adding->id_gateway, NULL, &adding->path);
}

enum err method_portal_add(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct adding adding;
    struct new_view view;
    bool is_refused;

    TRY(load_new(ctx, &view));
    TRY(request_read(ctx, request, adding_fields, &adding));
    TRY(portal_try(ctx, add_deed, &adding, &is_refused));
    return is_refused ? respond_new(ctx, request, response) : portal_go(ctx, response, adding.path);
}

/* the provider's page -----------------------------------------------------------------------------
 */

struct wait_view {
    const char *page_url, *retry_path;
    bool is_refused;
};

static const struct field wait_view_fields[] = {
    FIELD(wait_view, page_url),
    FIELD(wait_view, retry_path),
    FIELD(wait_view, is_refused),
    FIELDS_END,
};

const struct html_page method_portal_wait_page = {"method_portal_wait.html", "method_new",
                                                  wait_view_fields};

static const char *next_of(const struct request *request)
{
    const char *next = query_value(request, "next");

    return portal_path(next, NULL);
}

/* He goes on by himself after a moment, or by the button: a form may lead nowhere else. */
enum err method_portal_page(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct gateway_permission permission;
    struct wait_view view = {0};

    TRY(load(ctx, request, &permission));
    if (permission.state_permission != PERMISSION_PENDING)
        return portal_go(ctx, response,
                         arena_printf(ctx->arena, "%s%s", path_of(ctx, permission.id, "/back"),
                                      pay_next_query(ctx, next_of(request))));
    view.page_url = permission.page_url;
    respond_header(ctx, response, "Refresh",
                   view.page_url ? arena_printf(ctx->arena, GO_ON "; url=%s", view.page_url)
                                 : LOOK_AGAIN);
    return portal_respond(ctx, request, response, &method_portal_wait_page, NULL, &view);
}

/* It is registered: on to what it is for, or to the merchant. */
static enum err go_on(struct ctx *ctx, const struct request *request, struct response *response,
                      const struct gateway_permission *permission)
{
    const struct look_return back = {.from = FROM_PERMISSION,
                                     .outcome = OUTCOME_REGISTERED,
                                     .id_customer = ctx->visitor->customer.id};
    const char *next = next_of(request), *url = ctx->visitor->look.after_workflow_url;

    if (next)
        return portal_go(ctx, response,
                         arena_printf(ctx->arena, "%s%sMethod=%" PRId64, next,
                                      strchr(next, '?') ? "&" : "?", permission->id));
    return portal_go(ctx, response,
                     url ? look_return_url(ctx->arena, url, &back)
                         : "/portal/methods?done=method_added");
}

enum err method_portal_back(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct gateway_permission permission;
    const char *next = next_of(request);
    struct wait_view view = {0};

    TRY(load(ctx, request, &permission));
    TRY(permission_confirm(ctx, permission.id, &permission));
    if (permission.state_permission == PERMISSION_OK)
        return go_on(ctx, request, response, &permission);
    view.is_refused = permission.state_permission != PERMISSION_PENDING;
    view.retry_path = next ? next : "/portal/methods/new";
    view.page_url = permission.page_url;
    if (!view.is_refused)
        respond_header(ctx, response, "Refresh", LOOK_AGAIN);
    return portal_respond(ctx, request, response, &method_portal_wait_page, NULL, &view);
}

/* the default -------------------------------------------------------------------------------------
 */

static enum err default_deed(struct ctx *ctx, void *data)
{
    struct gateway_permission *permission = data;

    if (permission->is_default)
        return OK;
    return permission_set_default(ctx, permission->id, permission);
}

enum err method_portal_set_default(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    struct gateway_permission permission;
    struct list_view view;
    bool is_refused;

    TRY(load(ctx, request, &permission));
    TRY(portal_try(ctx, default_deed, &permission, &is_refused));
    if (!is_refused)
        return portal_go(ctx, response, "/portal/methods?done=method_default");
    TRY(load_list(ctx, &view));
    return portal_respond(ctx, request, response, &method_portal_list_page, NULL, &view);
}

/* removing ----------------------------------------------------------------------------------------
 */

struct remove_view {
    const char *path, *name_last, *brand, *mandate;
    const char *next_name, *next_brand; /* what is charged then */
    int type_payment;
    bool is_last, is_default, is_refused;
    struct list subscriptions; /* that are charged with it */
};

static const struct field remove_view_fields[] = {
    FIELD(remove_view, path),
    FIELD(remove_view, name_last),
    FIELD(remove_view, brand),
    FIELD(remove_view, mandate),
    FIELD(remove_view, next_name),
    FIELD(remove_view, next_brand),
    FIELD_CHOICE_OF(remove_view, type_payment, type_payment_names),
    FIELD(remove_view, is_last),
    FIELD(remove_view, is_default),
    FIELD(remove_view, is_refused),
    FIELD_LIST_OF(remove_view, subscriptions, subscription_row_fields, subscription_row),
    FIELDS_END,
};

const struct html_page method_portal_remove_page = {"method_portal_remove.html", "method_remove",
                                                    remove_view_fields};

/* What of his is charged next, when this one is gone; the one that was registered last. */
static const struct pay_method *successor(const struct list *methods, int64_t id)
{
    for (size_t i = 0; i < methods->count; i++) {
        const struct pay_method *one = LIST_AT(*methods, struct pay_method, i);

        if (one->id != id && one->is_usable)
            return one;
    }
    return NULL;
}

static enum err load_remove(struct ctx *ctx, const struct gateway_permission *permission,
                            struct remove_view *view)
{
    const struct pay_method *next;
    struct settings settings;
    struct list methods;

    *view = (struct remove_view){.path = path_of(ctx, permission->id, "/remove"),
                                 .brand = permission->brand,
                                 .mandate = permission->mandate,
                                 .type_payment = permission->type_payment,
                                 .is_default = permission->is_default};
    TRY(pay_methods(ctx, ctx->visitor->customer.id, &methods));
    for (size_t i = 0; i < methods.count; i++)
        if (LIST_AT(methods, struct pay_method, i)->id == permission->id)
            view->name_last = LIST_AT(methods, struct pay_method, i)->name_last;
    if (!permission->is_default)
        return OK;
    TRY(load_subscriptions(ctx, &view->subscriptions));
    next = successor(&methods, permission->id);
    view->is_last = !next;
    if (next) {
        view->next_name = next->name_last;
        view->next_brand = next->brand;
    }
    TRY(settings_load(ctx, &settings));
    view->is_refused = view->is_last && view->subscriptions.count &&
                       setting_word(&settings, SETTING_PORTAL_LAST_METHOD,
                                    ctx->visitor->segment.id) == LAST_METHOD_REFUSE;
    return OK;
}

/* The page is there where the merchant leaves the button to us. */
static enum err load_removable(struct ctx *ctx, const struct request *request,
                               struct gateway_permission *out)
{
    return is_ours(ctx, BUTTON_REMOVE_METHOD) ? load_any(ctx, request, out) : portal_refuse(ctx);
}

enum err method_portal_remove(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct gateway_permission permission;
    struct remove_view view;

    TRY(load_removable(ctx, request, &permission));
    if (permission.state_permission == PERMISSION_DELETED)
        return portal_go(ctx, response, "/portal/methods");
    TRY(load_remove(ctx, &permission, &view));
    return portal_respond(ctx, request, response, &method_portal_remove_page, NULL, &view);
}

struct removal {
    struct gateway_permission *permission;
    const struct remove_view *view;
};

static enum err remove_deed(struct ctx *ctx, void *data)
{
    struct removal *removal = data;

    if (removal->view->is_refused)
        return fail(ctx, ERR_CONFLICT, "Error.Portal.LastMethod", NULL,
                    "Subscriptions are charged with it: another one must be added first.");
    return permission_forget(ctx, removal->permission->id, removal->permission);
}

enum err method_portal_confirm(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    const struct look_return back = {.from = FROM_PERMISSION,
                                     .id_customer = ctx->visitor->customer.id};
    const char *url = ctx->visitor->look.after_method_deletion_url;
    struct gateway_permission permission;
    struct remove_view view;
    struct removal removal = {&permission, &view};
    bool is_refused;

    TRY(load_removable(ctx, request, &permission));
    if (permission.state_permission == PERMISSION_DELETED)
        return portal_go(ctx, response, "/portal/methods");
    TRY(load_remove(ctx, &permission, &view));
    TRY(portal_try(ctx, remove_deed, &removal, &is_refused));
    if (is_refused)
        return portal_respond(ctx, request, response, &method_portal_remove_page, NULL, &view);
    return portal_go(ctx, response,
                     url ? look_return_url(ctx->arena, url, &back)
                         : "/portal/methods?done=method_removed");
}
