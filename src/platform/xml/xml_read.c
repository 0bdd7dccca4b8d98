#include "platform/xml/xml.h"

#include <expat.h>
#include <string.h>

/* Separates a namespace from a name; no name has it. */
#define SEPARATOR '|'

struct element {
    struct xml xml;
    struct element *parent;
    struct xml *last; /* child */
    struct text text;
};

struct reading {
    struct ctx *ctx;
    XML_Parser parser;
    struct element *root, *now;
    int depth, count;
    const char *code, *why; /* NULL: nothing of our own is wrong */
};

static void stop(struct reading *reading, const char *code, const char *why)
{
    reading->code = code;
    reading->why = why;
    XML_StopParser(reading->parser, XML_FALSE);
}

static void on_doctype(void *data, const char *name, const char *system, const char *public,
                       int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    stop(data, "Error.Xml.Doctype",
         "it has a DOCTYPE, which no file of a bank has, and which is refused");
}

static const char *const *copy_attributes(struct arena *arena, const char **attributes)
{
    size_t count = 0;
    const char **copy;

    while (attributes[count])
        count++;
    copy = ARENA_ARRAY(arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        copy[i] = arena_copy(arena, attributes[i]);
    return copy;
}

static void name_element(struct arena *arena, struct xml *xml, const char *full)
{
    const char *name = strrchr(full, SEPARATOR);

    xml->name = arena_copy(arena, name ? name + 1 : full);
    if (name)
        xml->namespace_uri = arena_copy_bytes(arena, full, (size_t)(name - full));
}

static void on_start(void *data, const char *name, const char **attributes)
{
    struct reading *reading = data;
    struct arena *arena = reading->ctx->arena;
    struct element *element;

    if (++reading->count > XML_ELEMENTS_MAX || ++reading->depth > XML_DEPTH_MAX) {
        stop(reading, "Error.Xml.TooLarge", "it has too many elements, or too many inside others");
        return;
    }
    element = ARENA_NEW(arena, struct element);
    element->parent = reading->now;
    element->text.arena = arena;
    name_element(arena, &element->xml, name);
    element->xml.attributes = copy_attributes(arena, attributes);
    if (!reading->now)
        reading->root = element;
    else if (reading->now->last)
        reading->now->last->next = &element->xml;
    else
        reading->now->xml.first = &element->xml;
    if (reading->now)
        reading->now->last = &element->xml;
    reading->now = element;
}

static void on_text(void *data, const char *bytes, int size)
{
    struct reading *reading = data;

    if (reading->now)
        text_append_bytes(&reading->now->text, bytes, (size_t)size);
}

static const char *trimmed(struct text *text)
{
    char *at = text->at;
    size_t size = text->size;

    while (size && strchr(" \t\r\n", at[size - 1]))
        size--;
    while (size && strchr(" \t\r\n", *at)) {
        at++;
        size--;
    }
    if (!size)
        return "";
    at[size] = '\0';
    return at;
}

static void on_end(void *data, const char *name)
{
    struct reading *reading = data;

    (void)name;
    reading->now->xml.text = trimmed(&reading->now->text);
    reading->now = reading->now->parent;
    reading->depth--;
}

static enum err refuse(struct ctx *ctx, const struct reading *reading)
{
    unsigned long line = XML_GetCurrentLineNumber(reading->parser);

    if (reading->why)
        return fail(ctx, ERR_INVALID, reading->code, "File",
                    "The file cannot be read, line %lu: %s.", line, reading->why);
    return fail(ctx, ERR_INVALID, "Error.Xml.Malformed", "File",
                "The file cannot be read, line %lu: it is not XML (%s).", line,
                XML_ErrorString(XML_GetErrorCode(reading->parser)));
}

static enum err parse(struct ctx *ctx, struct reading *reading, const char *bytes, size_t size)
{
    XML_SetUserData(reading->parser, reading);
    XML_SetStartDoctypeDeclHandler(reading->parser, on_doctype);
    XML_SetElementHandler(reading->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reading->parser, on_text);
    if (XML_Parse(reading->parser, bytes, (int)size, XML_TRUE) != XML_STATUS_OK)
        return refuse(ctx, reading);
    return OK;
}

enum err xml_read(struct ctx *ctx, const char *bytes, size_t size, const struct xml **out)
{
    struct reading reading = {.ctx = ctx};
    enum err err;

    if (size > XML_SIZE_MAX)
        return fail(ctx, ERR_INVALID, "Error.Xml.TooLarge", "File",
                    "The file is larger than the %d mebibytes that are read.", XML_SIZE_MAX >> 20);
    reading.parser = XML_ParserCreateNS(NULL, SEPARATOR);
    if (!reading.parser)
        return fail(ctx, ERR_FAILED, "Error.Api.Internal", NULL, "There is no memory left.");
    err = parse(ctx, &reading, bytes, size);
    XML_ParserFree(reading.parser);
    *out = reading.root ? &reading.root->xml : NULL;
    return err;
}

/* looking up --------------------------------------------------------------------------------------
 */

static const struct xml *named(const struct xml *from, const char *name, size_t size)
{
    for (; from; from = from->next)
        if (strlen(from->name) == size && memcmp(from->name, name, size) == 0)
            return from;
    return NULL;
}

const struct xml *xml_at(const struct xml *xml, const char *path)
{
    while (xml && *path) {
        size_t size = strcspn(path, "/");

        xml = named(xml->first, path, size);
        path += size + (path[size] == '/');
    }
    return xml;
}

const char *xml_text(const struct xml *xml, const char *path)
{
    const struct xml *at = xml_at(xml, path);

    return at && *at->text ? at->text : NULL;
}

const struct xml *xml_first(const struct xml *xml, const char *name)
{
    return xml ? named(xml->first, name, strlen(name)) : NULL;
}

const struct xml *xml_next(const struct xml *xml)
{
    return named(xml->next, xml->name, strlen(xml->name));
}

const char *xml_attribute(const struct xml *xml, const char *name)
{
    for (size_t i = 0; xml && xml->attributes[i]; i += 2)
        if (strcmp(xml->attributes[i], name) == 0)
            return xml->attributes[i + 1];
    return NULL;
}
