#include "domain/accounts/setting_words.h"

#include <string.h>

enum { ORIGINS_MAX = 20, URL_SIZE_MAX = 500 };

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

const char *color_objection(const char *value)
{
    bool is_color =
        value[0] == '#' && strlen(value) == 7 && strspn(value + 1, DIGITS "abcdefABCDEF") == 6;

    return is_color ? NULL : "is no colour such as #2c4a9e";
}

/* lists -------------------------------------------------------------------------------------------
 */

/* The size of the element that begins at `at`, where the next one does. */
static size_t next_element(const char **at, const char *separators)
{
    size_t size;

    *at += strspn(*at, separators);
    size = strcspn(*at, separators);
    return size;
}

/* A port after the host, or nothing. */
static bool is_port(const char *at, size_t size)
{
    return !size || (at[0] == ':' && size > 1 && size <= 6 && strspn(at + 1, DIGITS) >= size - 1);
}

static bool is_origin(const char *at, size_t size)
{
    size_t scheme = strncmp(at, "https://", 8) == 0 ? 8 : strncmp(at, "http://", 7) == 0 ? 7 : 0;
    size_t host = strspn(at + scheme, LOWER DIGITS "-.");

    if (!scheme || size <= scheme || !host || host > size - scheme)
        return false;
    return is_port(at + scheme + host, size - scheme - host);
}

const char *origins_objection(const char *value)
{
    int count = 0;

    for (const char *at = value; *at;) {
        size_t size = next_element(&at, " ");

        if (!size)
            break;
        if (!is_origin(at, size) || ++count > ORIGINS_MAX)
            return "is no list of at most 20 origins such as https://www.example.com "
                   "https://shop.example.com, in small letters and without a path";
        at += size;
    }
    return count ? NULL : "names no origin such as https://www.example.com";
}

bool origins_have(const char *origins, const char *origin)
{
    for (const char *at = origins ? origins : ""; *at;) {
        size_t size = next_element(&at, " ");

        if (size && strlen(origin) == size && strncmp(at, origin, size) == 0)
            return true;
        at += size;
    }
    return false;
}

const char *const module_names[] = {NULL,        "Subscriptions", "Invoices", "Payments",
                                    "Recurring", "Estimates",     "Credits",  "Methods",
                                    "Statement", "Billing",       "Account",  NULL};

static int module_at(const char *at, size_t size)
{
    for (int i = 1; module_names[i]; i++)
        if (strlen(module_names[i]) == size && strncmp(at, module_names[i], size) == 0)
            return i;
    return 0;
}

const char *modules_objection(const char *value)
{
    for (const char *at = value; *at;) {
        size_t size = next_element(&at, ", ");

        if (size && !module_at(at, size))
            return "is no list of Subscriptions, Invoices, Payments, Recurring, Estimates, "
                   "Credits, "
                   "Methods, Statement, Billing, Account";
        at += size;
    }
    return NULL;
}

uint32_t modules_read(const char *value)
{
    uint32_t modules = 0;

    for (const char *at = value ? value : ""; *at;) {
        size_t size = next_element(&at, ", ");

        if (size)
            modules |= UINT32_C(1) << module_at(at, size);
        at += size;
    }
    return modules;
}

/* behaviours --------------------------------------------------------------------------------------
 */

static bool is_url(const char *value)
{
    const char *host = strstr(value, "://");
    bool is_http = strncmp(value, "https://", 8) == 0 || strncmp(value, "http://", 7) == 0;

    return is_http && strcspn(host + 3, "/?#:@") > 0 && strlen(value) <= URL_SIZE_MAX &&
           !memchr(host + 3, '@', strcspn(host + 3, "/?#")) &&
           !value[strspn(value, LOWER DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZ-._~:/?#[]@!$&'()*+,;=%")];
}

const char *behaviour_objection(const char *value)
{
    if (strcmp(value, "Default") == 0 || strcmp(value, "Hide") == 0 || is_url(value))
        return NULL;
    return "is neither Default nor Hide nor a URL like https://www.example.com/page";
}
