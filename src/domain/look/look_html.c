#include "domain/look/look_html.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/look/look_place.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS  "0123456789"
#define SPACES  " \t\r\n"

enum { OPEN_MAX = 64 };

struct element {
    const char *name;
    bool is_void;           /* has no end: <br> */
    const char *attributes; /* that it may have beside the general ones, with spaces around each */
};

static const struct element elements[] = {
    {"a",          false, " href target rel "      },
    {"abbr",       false, NULL                     },
    {"address",    false, NULL                     },
    {"b",          false, NULL                     },
    {"blockquote", false, NULL                     },
    {"br",         true,  NULL                     },
    {"caption",    false, NULL                     },
    {"cite",       false, NULL                     },
    {"code",       false, NULL                     },
    {"dd",         false, NULL                     },
    {"div",        false, NULL                     },
    {"dl",         false, NULL                     },
    {"dt",         false, NULL                     },
    {"em",         false, NULL                     },
    {"figcaption", false, NULL                     },
    {"figure",     false, NULL                     },
    {"h2",         false, NULL                     },
    {"h3",         false, NULL                     },
    {"h4",         false, NULL                     },
    {"hr",         true,  NULL                     },
    {"i",          false, NULL                     },
    {"img",        true,  " src alt width height " },
    {"li",         false, NULL                     },
    {"nav",        false, NULL                     },
    {"ol",         false, " start "                },
    {"p",          false, NULL                     },
    {"q",          false, NULL                     },
    {"s",          false, NULL                     },
    {"section",    false, NULL                     },
    {"small",      false, NULL                     },
    {"span",       false, NULL                     },
    {"strong",     false, NULL                     },
    {"sub",        false, NULL                     },
    {"sup",        false, NULL                     },
    {"table",      false, NULL                     },
    {"tbody",      false, NULL                     },
    {"td",         false, " colspan rowspan "      },
    {"tfoot",      false, NULL                     },
    {"th",         false, " colspan rowspan scope "},
    {"thead",      false, NULL                     },
    {"time",       false, " datetime "             },
    {"tr",         false, NULL                     },
    {"u",          false, NULL                     },
    {"ul",         false, NULL                     },
};

/* Of every element. */
static const char general_attributes[] = " class title lang dir aria-label aria-hidden ";

struct open_element {
    const struct element *element;
    const char *at; /* its < */
};

struct page_part {
    struct arena *arena;
    const char *start, *at;
    struct open_element open[OPEN_MAX];
    int depth;
    const char *objection;
};

/* Notes the first mistake; its place is in the part. */
static void object(struct page_part *part, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void object(struct page_part *part, const char *at, const char *format, ...)
{
    va_list arguments;

    if (part->objection)
        return;
    va_start(arguments, format);
    part->objection = place_in_words(part->arena, part->start, at, format, arguments);
    va_end(arguments);
}

/* values ------------------------------------------------------------------------------------------
 */

static bool begins_with(const char *value, const char *with)
{
    return strncmp(value, with, strlen(with)) == 0;
}

static bool has_only(const char *value, const char *characters)
{
    return !value[strspn(value, characters)];
}

static bool is_one_of(const char *value, const char *words)
{
    size_t size = strcspn(value, " ");

    for (const char *at = words; size && !value[size] && (at = strstr(at, value)); at++)
        if (at[-1] == ' ' && at[size] == ' ')
            return true;
    return false;
}

/* A scheme that stands there in letters cannot mean another one, whatever entities follow. */
static const char *object_to_link(const char *value)
{
    if (begins_with(value, "https://") || begins_with(value, "mailto:") ||
        begins_with(value, "tel:"))
        return strpbrk(value, SPACES "\\") ? "has a space or a backslash inside; write %20" : NULL;
    return "leads elsewhere than to https://, mailto: or tel:";
}

static const char *object_to_picture(const char *value)
{
    static const char own[] = "/portal/logo/";

    if (begins_with(value, own) && has_only(value + strlen(own), LETTERS DIGITS "."))
        return NULL;
    return "is no picture of this server; use the path of your logo, which /Organization/Logo "
           "tells";
}

/* NULL, or the end of a sentence. */
static const char *object_to_value(const char *name, const char *value)
{
    if (strcmp(name, "href") == 0)
        return object_to_link(value);
    if (strcmp(name, "src") == 0)
        return object_to_picture(value);
    if (strcmp(name, "class") == 0)
        return has_only(value, LETTERS DIGITS "-_ ") ? NULL : "is no list of names of classes";
    if (strcmp(name, "target") == 0)
        return is_one_of(value, " _blank _top _parent ") ? NULL : "is not _blank, _top or _parent";
    if (strcmp(name, "rel") == 0)
        return has_only(value, LETTERS "- ") ? NULL : "is no list of words such as noopener";
    if (strcmp(name, "lang") == 0)
        return has_only(value, LETTERS DIGITS "-") ? NULL : "is no language such as fr";
    if (strcmp(name, "dir") == 0)
        return is_one_of(value, " ltr rtl auto ") ? NULL : "is not ltr, rtl or auto";
    if (strcmp(name, "aria-hidden") == 0)
        return is_one_of(value, " true false ") ? NULL : "is neither true nor false";
    if (strcmp(name, "scope") == 0)
        return is_one_of(value, " col row colgroup rowgroup ") ? NULL : "is neither col nor row";
    if (is_one_of(name, " width height colspan rowspan start "))
        return *value && strlen(value) <= 4 && has_only(value, DIGITS)
                   ? NULL
                   : "is no number of at most four digits";
    return NULL;
}

/* attributes --------------------------------------------------------------------------------------
 */

static size_t name_size(const char *at)
{
    return strspn(at, LETTERS DIGITS "-_:.");
}

/* In small letters, and short enough to be said. */
static const char *name_at(struct page_part *part, const char *at)
{
    size_t size = name_size(at);
    char *name = arena_copy_bytes(part->arena, at, size < 40 ? size : 40);

    for (char *c = name; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c - 'A' + 'a');
    return name;
}

static void refuse_attribute(struct page_part *part, const char *at, const char *name,
                             const struct element *element)
{
    if (begins_with(name, "on"))
        object(part, at, "%s would run a script, which has no place here; take it out.", name);
    else if (strcmp(name, "style") == 0)
        object(part, at,
               "style may not be used; give the element a class and write the style into "
               "Css.");
    else
        object(part, at, "<%s> may not have \"%s\"; take it out. There are:%s%s.", element->name,
               name, element->attributes ? element->attributes : "", general_attributes);
}

/* `name="value"` */
static void read_attribute(struct page_part *part, const struct element *element)
{
    const char *at = part->at, *name = name_at(part, at), *value, *end, *objection;

    part->at += name_size(at);
    if (!is_one_of(name, general_attributes) &&
        !(element->attributes && is_one_of(name, element->attributes))) {
        refuse_attribute(part, at, name, element);
        return;
    }
    if (part->at[0] != '=' || !part->at[1] || !strchr("\"'", part->at[1])) {
        object(part, at, "%s has no value in quotes; write %s=\"...\".", name, name);
        return;
    }
    end = strchr(part->at + 2, part->at[1]);
    if (!end) {
        object(part, at, "the quotes of %s are not closed; add a %c.", name, part->at[1]);
        return;
    }
    value = arena_copy_bytes(part->arena, part->at + 2, (size_t)(end - part->at - 2));
    if (strpbrk(value, "<>"))
        object(part, at, "the value of %s has < or > inside; write &lt; or &gt;.", name);
    objection = object_to_value(name, value);
    if (objection)
        object(part, at, "%s=\"%.60s\" %s.", name, value, objection);
    part->at = end + 1;
}

/* elements ----------------------------------------------------------------------------------------
 */

static const struct element *element_named(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(elements); i++)
        if (strcmp(elements[i].name, name) == 0)
            return &elements[i];
    return NULL;
}

/* The element of the name at `at`, which is noted as a mistake if there is none. */
static const struct element *element_at(struct page_part *part, const char *tag, const char *at)
{
    const char *name = name_at(part, at);
    const struct element *element = element_named(name);

    if (!*name)
        object(part, tag, "< begins an element; for the sign itself write &lt;.");
    else if (!element)
        object(part, tag,
               "<%s> may not be used; take it out. There are div, p, span, a, strong, em, small, "
               "h2 to h4, ul, ol, li, table, img, br and some more for texts.",
               name);
    return element;
}

static void read_end(struct page_part *part)
{
    const char *tag = part->at;
    const struct element *element = element_at(part, tag, tag + 2);
    const struct open_element *last = part->depth ? &part->open[part->depth - 1] : NULL;

    if (!element)
        return;
    part->at = tag + 2 + name_size(tag + 2);
    part->at += strspn(part->at, SPACES);
    if (*part->at != '>')
        object(part, tag, "</%s is not closed; add a >.", element->name);
    else if (!last)
        object(part, tag, "</%s> closes nothing that was opened here; take it out.", element->name);
    else if (last->element != element)
        object(part, tag, "</%s> stands where </%s> must come first; put them in order.",
               element->name, last->element->name);
    if (part->objection)
        return;
    part->at++;
    part->depth--;
}

/* Behind the attributes; false: it was no tag. */
static void read_attributes(struct page_part *part, const struct element *element)
{
    for (;;) {
        size_t spaces = strspn(part->at, SPACES);

        part->at += spaces;
        if (part->objection || !name_size(part->at))
            return;
        if (!spaces) {
            object(part, part->at, "a space is missing between two attributes of <%s>.",
                   element->name);
            return;
        }
        read_attribute(part, element);
    }
}

static void read_start(struct page_part *part)
{
    const char *tag = part->at;
    const struct element *element = element_at(part, tag, tag + 1);

    if (!element)
        return;
    part->at = tag + 1 + name_size(tag + 1);
    read_attributes(part, element);
    if (*part->at == '/' && element->is_void)
        part->at++;
    if (*part->at != '>')
        object(part, part->at, "<%s is not written as <%s name=\"value\">; mend it.", element->name,
               element->name);
    if (part->objection)
        return;
    part->at++;
    if (element->is_void)
        return;
    if (part->depth == OPEN_MAX)
        object(part, tag, "elements stand more than %d deep in each other; take some out.",
               OPEN_MAX);
    else
        part->open[part->depth++] = (struct open_element){element, tag};
}

static void read_one(struct page_part *part)
{
    const char *at = part->at;

    if (begins_with(at, "<!") || begins_with(at, "<?"))
        object(part, at, "a comment or an instruction begins here; take it out.");
    else if (begins_with(at, "</"))
        read_end(part);
    else if (*at == '<')
        read_start(part);
    else if ((unsigned char)*at < 32 && !strchr(SPACES, *at))
        object(part, at, "a control character stands here; take it out.");
    else
        part->at++;
}

const char *look_html_objection(struct arena *arena, const char *html)
{
    struct page_part part = {.arena = arena, .start = html, .at = html};

    while (!part.objection && *part.at)
        read_one(&part);
    if (part.depth > 0)
        object(&part, part.open[part.depth - 1].at, "<%s> is never closed; add </%s>.",
               part.open[part.depth - 1].element->name, part.open[part.depth - 1].element->name);
    return part.objection;
}
