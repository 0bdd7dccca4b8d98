#include "domain/look/look_url.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "platform/http/uri.h"

static bool is_named(const char *pair, size_t size, const char *name)
{
    size_t length = strlen(name);

    return size >= length && strncmp(pair, name, length) == 0 &&
           (size == length || pair[length] == '=');
}

/* The query without the parameters of that name. */
static void append_others(struct text *out, const char *query, const char *name)
{
    const char *between = "?";

    while (*query && *query != '#') {
        size_t size = strcspn(query, "&#");

        if (size && !is_named(query, size, name)) {
            text_append(out, between);
            text_append_bytes(out, query, size);
            between = "&";
        }
        query += size;
        query += *query == '&';
    }
}

const char *look_url_with(struct arena *arena, const char *url, const char *name, const char *value)
{
    struct text out = {.arena = arena};
    size_t path = strcspn(url, "?#");
    size_t start;

    text_append_bytes(&out, url, path);
    start = out.size;
    if (url[path] == '?')
        append_others(&out, url + path + 1, name);
    text_append(&out, out.size == start ? "?" : "&");
    text_append(&out, name);
    text_append_char(&out, '=');
    uri_encode(&out, value);
    text_append(&out, url + strcspn(url, "#"));
    return text_done(&out);
}

static const char *with_id(struct arena *arena, const char *url, const char *name, int64_t id)
{
    return id ? look_url_with(arena, url, name, arena_printf(arena, "%lld", (long long)id)) : url;
}

const char *look_return_url(struct arena *arena, const char *url, const struct look_return *back)
{
    static const char *const froms[] = {
        [FROM_SUBSCRIBE] = "subscribe", [FROM_UPGRADE] = "upgrade",
        [FROM_RESTART] = "restart",     [FROM_OPTIONS] = "options",
        [FROM_TERMINATE] = "terminate", [FROM_PERMISSION] = "permission",
        [FROM_INVOICE] = "invoice",     [FROM_PORTAL] = "portal",
    };
    static const char *const outcomes[] = {
        [OUTCOME_NO_CHARGE] = "nocharge",    [OUTCOME_PAID] = "paid", [OUTCOME_PENDING] = "pending",
        [OUTCOME_REGISTERED] = "registered", [OUTCOME_DUE] = "due",
    };

    url = look_url_with(arena, url, "from", froms[back->from]);
    if (back->outcome)
        url = look_url_with(arena, url, "outcome", outcomes[back->outcome]);
    url = with_id(arena, url, "idc", back->id_customer);
    if (back->reference_offer)
        url = look_url_with(arena, url, "refo", back->reference_offer);
    return with_id(arena, url, "idsub", back->id_subscription);
}
