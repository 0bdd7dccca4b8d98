#include "domain/links/link_writer.h"

#include <string.h>

#include "base/json.h"
#include "domain/invoices/invoice_paper.h"
#include "domain/look/look_url.h"
#include "platform/db/db.h"
#include "platform/http/uri.h"
#include "sql.h"

static const struct field link_owner_fields[] = {
    FIELD(link_owner, id),
    FIELD(link_owner, id_segment),
    FIELD(link_owner, link_epoch),
    FIELD_CHOICE_OF(link_owner, status, status_customer_names),
    FIELDS_END,
};

struct link_owner link_owner_of(const struct customer *customer)
{
    return (struct link_owner){customer->id, customer->id_segment, customer->link_epoch,
                               customer->status};
}

static enum err load_owners(struct ctx *ctx, const int64_t *ids, size_t count, struct list *out)
{
    struct text json = {.arena = ctx->arena};

    *out = (struct list){0};
    if (!count)
        return OK;
    json_write_ids(&json, ids, count);
    return db_list(ctx, &sql_link_owners, ARGS(ARG_AS(ids, text_done(&json))), link_owner_fields,
                   sizeof(struct link_owner), out);
}

enum err link_writer_begin(struct ctx *ctx, const int64_t *ids, size_t count,
                           struct link_writer *out)
{
    TRY(settings_load(ctx, &out->settings));
    TRY(segment_list(ctx, &out->segments));
    return load_owners(ctx, ids, count, &out->owners);
}

const struct link_owner *link_writer_owner(const struct link_writer *writer, int64_t id)
{
    return list_find(&writer->owners, sizeof(struct link_owner), id);
}

static const struct segment *segment_of(const struct link_writer *writer, int64_t id)
{
    for (size_t i = 0; i < writer->segments.count; i++)
        if (LIST_AT(writer->segments, struct segment, i)->id == id)
            return LIST_AT(writer->segments, struct segment, i);
    return NULL;
}

const char *link_hosted(struct ctx *ctx, const char *public_url, const char *reference_segment)
{
    struct text path = {.arena = ctx->arena};
    size_t size = public_url ? strlen(public_url) : 0;

    while (size && public_url[size - 1] == '/')
        size--;
    text_append_bytes(&path, public_url ? public_url : "", size);
    text_append(&path, "/portal/open/");
    uri_encode(&path, reference_segment);
    text_append_char(&path, '/');
    return text_done(&path);
}

void link_list_begin(struct ctx *ctx, const struct link_writer *writer,
                     const struct link_owner *owner, int64_t id_segment, struct link_list *out)
{
    const struct segment *segment;

    *out = (struct link_list){.json = {.arena = ctx->arena}, .later = {.arena = ctx->arena}};
    if (owner) {
        out->is_closed = owner->status == CUSTOMER_SUSPENDED;
        out->link.id_customer = owner->id;
        out->link.link_epoch = owner->link_epoch;
        id_segment = owner->id_segment;
    }
    segment = segment_of(writer, id_segment);
    out->link.id_segment = id_segment;
    out->link.date_expiry = link_expiry(ctx, &writer->settings, id_segment);
    out->install_url = segment->install_url;
    out->hosted = link_hosted(ctx, setting_text(&writer->settings, SETTING_PUBLIC_URL, id_segment),
                              segment->reference_segment);
}

/* adding ------------------------------------------------------------------------------------------
 */

static void add_member(struct text *out, const char *name, const char *value)
{
    text_append(out, name);
    json_write_string(out, value);
}

/* One link; `query` and `type` may be NULL. */
static void add(struct text *out, const char *rel, const char *href, const char *query,
                const char *type)
{
    if (out->size)
        text_append_char(out, ',');
    add_member(out, "{\"rel\":", rel);
    add_member(out, ",\"href\":", href);
    if (query)
        add_member(out, ",\"query\":", query);
    if (type)
        add_member(out, ",\"type\":", type);
    text_append_char(out, '}');
}

static const char *seal_page(struct ctx *ctx, struct link_list *list, enum link_page page,
                             int64_t id_object)
{
    list->link.page = page;
    list->link.id_object = id_object;
    return link_seal(ctx, &list->link);
}

void link_list_add(struct ctx *ctx, struct link_list *list, enum link_page page, int64_t id_object)
{
    const char *rel = link_relation(page), *query;

    if (list->is_closed)
        return;
    query = seal_page(ctx, list, page, id_object);
    if (list->install_url)
        add(&list->json, arena_printf(ctx->arena, "insite-%s", rel),
            arena_printf(ctx->arena, "%s%cpa_query=%s", list->install_url,
                         strchr(list->install_url, '?') ? '&' : '?', query),
            query, NULL);
    add(&list->later, arena_printf(ctx->arena, "hosted-%s", rel),
        arena_printf(ctx->arena, "%s%s", list->hosted, query), query, NULL);
}

void link_list_add_document(struct ctx *ctx, struct link_list *list, int64_t id_invoice)
{
    const char *query, *href;

    if (list->is_closed)
        return;
    query = seal_page(ctx, list, LINK_RELATED_INVOICE, id_invoice);
    href = arena_printf(ctx->arena, "%s%s", list->hosted, query);
    if (list->install_url)
        add(&list->json, "insite-related-invoice", href, query, INVOICE_PAPER_TYPE);
    add(&list->later, "related-invoice", href, query, INVOICE_PAPER_TYPE);
    add(&list->later, "hosted-related-invoice", href, query, INVOICE_PAPER_TYPE);
}

void link_list_add_plain(struct link_list *list, const char *rel, const char *href)
{
    add(&list->json, rel, href, NULL, NULL);
}

const char *link_list_done(struct link_list *list)
{
    return arena_printf(list->json.arena, "[%s%s%s]", text_done(&list->json),
                        list->json.size && list->later.size ? "," : "", text_done(&list->later));
}

/* around them -------------------------------------------------------------------------------------
 */

/* Is that a page on which something is done from beginning to end? */
static bool is_workflow(enum link_page page)
{
    return page == LINK_REGISTER || page == LINK_SUBSCRIBE || page == LINK_START ||
           page == LINK_COLLECTION_UPGRADE || page == LINK_UPGRADE || page == LINK_UPGRADE_TO ||
           page == LINK_RESTART || page == LINK_CHARGE;
}

const char *link_around(struct ctx *ctx, const struct settings *settings, int64_t id_segment,
                        enum link_page page, const char *url)
{
    enum setting setting = is_workflow(page) ? SETTING_FORM_URL : SETTING_PORTAL_URL;
    const char *around = setting_text(settings, setting, id_segment);

    return around ? look_url_with(ctx->arena, around, "crylk", url) : url;
}
