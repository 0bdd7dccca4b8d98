#include "platform/http/uri.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "platform/http/http.h"

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Decodes in place, since the result is never longer. False if it is not text. */
static bool decode(char *text, bool plus_is_space)
{
    char *end = text;

    for (const char *at = text; *at; at++) {
        int high = *at == '%' ? digit_value(at[1]) : -1;
        int low = high >= 0 ? digit_value(at[2]) : -1;

        if (low >= 0) {
            *end++ = (char)(high * 16 + low);
            at += 2;
        } else {
            *end++ = *at == '+' && plus_is_space ? ' ' : *at;
        }
    }
    *end = '\0';
    return utf8_is_valid(text, (size_t)(end - text));
}

/* Cuts at the slashes before anything is decoded. */
static bool cut_path(char *path, struct uri *out)
{
    char *part, *rest = path;

    while ((part = strsep(&rest, "/"))) {
        if (!*part && !rest)
            break;
        if (!decode(part, false))
            return false;
        if (out->part_count < PATH_PARTS_MAX)
            out->parts[out->part_count] = part;
        if (out->part_count <= PATH_PARTS_MAX)
            out->part_count++;
    }
    return true;
}

static size_t count_pairs(const char *query)
{
    size_t count = 1;

    for (; *query; query++)
        count += *query == '&';
    return count;
}

bool uri_read_pairs(struct arena *arena, const char *text, struct list *out)
{
    struct pair *pairs = ARENA_ARRAY(arena, struct pair, count_pairs(text));
    char *name, *rest = arena_copy(arena, text);

    *out = (struct list){pairs, 0};
    while ((name = strsep(&rest, "&"))) {
        char *value = name;

        strsep(&value, "=");
        if (!decode(name, true) || (value && !decode(value, true)))
            return false;
        if (*name)
            pairs[out->count++] = (struct pair){name, value ? value : ""};
    }
    return true;
}

/* A request for a proxy names the host first: `http://host/path`. */
static const char *path_of(const char *target)
{
    const char *path = target;

    if (strncasecmp(target, "http://", 7) == 0)
        path = target + 7 + strcspn(target + 7, "/?");
    return *path == '/' ? path : NULL;
}

bool uri_read(struct arena *arena, const char *target, struct uri *out)
{
    const char *path = path_of(target);
    size_t size = path ? strcspn(path, "?") : 0;

    *out = (struct uri){.path = ""};
    if (!path)
        return false;
    out->path = arena_copy_bytes(arena, path, size);
    if (!cut_path(arena_copy_bytes(arena, path + 1, size - 1), out))
        return false;
    return !path[size] || uri_read_pairs(arena, path + size + 1, &out->query);
}

const char *uri_decode_again(struct arena *arena, const char *text)
{
    char *copy = strchr(text, '%') ? arena_copy(arena, text) : NULL;

    return copy && decode(copy, false) ? copy : text;
}

void uri_encode(struct text *out, const char *value)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    for (; *value; value++) {
        if (strchr(plain, *value))
            text_append_char(out, *value);
        else
            text_appendf(out, "%%%02X", (unsigned char)*value);
    }
}
