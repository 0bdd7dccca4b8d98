#include "domain/look/look_css.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/look/look_place.h"

enum { BRACKETS_MAX = 64 };

struct sheet {
    struct arena *arena;
    const char *start, *at;
    const char *open[BRACKETS_MAX]; /* where each bracket that is open stands */
    int depth;
    const char *objection;
};

/* Notes the first mistake; its place is in the sheet. */
static void object(struct sheet *sheet, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void object(struct sheet *sheet, const char *at, const char *format, ...)
{
    va_list arguments;

    if (sheet->objection)
        return;
    va_start(arguments, format);
    sheet->objection = place_in_words(sheet->arena, sheet->start, at, format, arguments);
    va_end(arguments);
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || (unsigned char)c >= 128;
}

static size_t name_size(const char *at)
{
    size_t size = 0;

    while (is_name_char(at[size]))
        size++;
    return size;
}

static bool is_word(const char *at, size_t size, const char *word)
{
    return strlen(word) == size && strncasecmp(at, word, size) == 0;
}

/* Behind the quote that ends the text which begins here. */
static const char *after_text(struct sheet *sheet, const char *at)
{
    const char *end = at + 1;

    while (*end && *end != *at && *end != '\n')
        end += *end == '\\' && end[1] ? 2 : 1;
    if (*end == *at)
        return end + 1;
    object(sheet, at, "a text begins with %c and does not end on its line; close it with %c.", *at,
           *at);
    return end;
}

static void read_comment(struct sheet *sheet)
{
    const char *end = strstr(sheet->at + 2, "*/");

    if (!end)
        object(sheet, sheet->at, "a comment begins here and never ends; close it with */.");
    else
        sheet->at = end + 2;
}

/* What stands in `url( )`, without its quotes. */
static void read_url(struct sheet *sheet, const char *name)
{
    const char *at = sheet->at + strspn(sheet->at, " \t\r\n");
    const char *target = at + (*at == '"' || *at == '\'');
    bool is_own = target[0] == '/' && target[1] != '/' && target[1] != '\\';

    if (!is_own)
        object(sheet, name,
               "url() may only lead to a path of this server, such as /portal/logo/..., so that "
               "pages ask nobody else for anything; take it out.");
    for (; *target && !strchr(")\"'\n", *target); target++)
        if (*target == '\\')
            object(sheet, target,
                   "a backslash may not stand in url(); write the character itself.");
    sheet->at = *at == '"' || *at == '\'' ? after_text(sheet, at) : target;
    sheet->at += strspn(sheet->at, " \t\r\n");
    if (*sheet->at != ')')
        object(sheet, name, "url( is not closed; add a ).");
    else
        sheet->at++;
}

static void open_bracket(struct sheet *sheet)
{
    if (sheet->depth == BRACKETS_MAX)
        object(sheet, sheet->at, "brackets are more than %d deep; take some out.", BRACKETS_MAX);
    else
        sheet->open[sheet->depth++] = sheet->at++;
}

static void close_bracket(struct sheet *sheet)
{
    static const char opening[] = "{([", closing[] = "})]";
    char expected = opening[strchr(closing, *sheet->at) - closing];

    if (!sheet->depth || *sheet->open[sheet->depth - 1] != expected) {
        object(sheet, sheet->at, "%c closes no %c; take it out or add what it closes.", *sheet->at,
               expected);
        return;
    }
    sheet->depth--;
    sheet->at++;
}

static void read_rule(struct sheet *sheet)
{
    static const char *const rules[] = {"media",     "supports",      "container",         "layer",
                                        "keyframes", "page",          "-webkit-keyframes", "scope",
                                        "property",  "starting-style"};
    const char *name = sheet->at + 1;
    size_t size = name_size(name);

    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (is_word(name, size, rules[i])) {
            sheet->at = name + size;
            return;
        }
    object(sheet, sheet->at,
           "@%.*s may not be used: a sheet is complete in itself; of such rules there are @media, "
           "@supports, @container, @layer, @keyframes and @page.",
           (int)(size < 30 ? size : 30), name);
}

/* A name, or a function with its bracket. */
static void read_name(struct sheet *sheet)
{
    static const char *const forbidden[] = {
        "image-set", "-webkit-image-set",  "image",      "src",         "cross-fade", "paint",
        "element",   "-webkit-cross-fade", "expression", "-moz-element"};
    const char *name = sheet->at;
    size_t size = name_size(name);

    sheet->at += size;
    if (*sheet->at != '(')
        return;
    if (is_word(name, size, "url")) {
        sheet->at++;
        read_url(sheet, name);
        return;
    }
    for (size_t i = 0; i < COUNT_OF(forbidden); i++)
        if (is_word(name, size, forbidden[i]))
            object(sheet, name, "%s() may not be used: it could load from elsewhere; take it out.",
                   forbidden[i]);
}

static void read_one(struct sheet *sheet)
{
    const char *at = sheet->at;

    if (at[0] == '/' && at[1] == '*')
        read_comment(sheet);
    else if (*at == '"' || *at == '\'')
        sheet->at = after_text(sheet, at);
    else if (strchr("{([", *at))
        open_bracket(sheet);
    else if (strchr("})]", *at))
        close_bracket(sheet);
    else if (*at == '@')
        read_rule(sheet);
    else if (is_name_char(*at))
        read_name(sheet);
    else if (*at == '\\')
        object(sheet, at,
               "a backslash may only stand inside of a text; write the character itself.");
    else if (*at == '<' && (at[1] == '/' || at[1] == '!' || is_name_char(at[1])))
        object(sheet, at, "< begins HTML, which has no place in a style; take it out.");
    else if ((unsigned char)*at < 32 && !strchr("\t\r\n", *at))
        object(sheet, at, "a control character stands here; take it out.");
    else
        sheet->at++;
}

const char *look_css_objection(struct arena *arena, const char *css)
{
    struct sheet sheet = {.arena = arena, .start = css, .at = css};

    while (!sheet.objection && *sheet.at)
        read_one(&sheet);
    if (sheet.depth)
        object(&sheet, sheet.open[sheet.depth - 1], "%c is never closed; add what closes it.",
               *sheet.open[sheet.depth - 1]);
    return sheet.objection;
}
