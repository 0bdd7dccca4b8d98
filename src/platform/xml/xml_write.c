#include "platform/xml/xml.h"

#include <string.h>

static void escape(struct text *text, const char *value)
{
    for (; *value; value++)
        switch (*value) {
        case '&':
            text_append(text, "&amp;");
            break;
        case '<':
            text_append(text, "&lt;");
            break;
        case '>':
            text_append(text, "&gt;");
            break;
        case '"':
            text_append(text, "&quot;");
            break;
        default:
            text_append_char(text, *value);
        }
}

static void indent(struct xml_writer *writer)
{
    for (int i = 0; i < writer->depth; i++)
        text_append(&writer->text, "  ");
}

void xml_begin(struct xml_writer *writer, const char *root, const char *namespace_uri)
{
    text_append(&writer->text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text_appendf(&writer->text, "<%s xmlns=\"", root);
    escape(&writer->text, namespace_uri);
    text_append(&writer->text, "\">\n");
    writer->depth++;
}

void xml_open(struct xml_writer *writer, const char *name)
{
    indent(writer);
    text_appendf(&writer->text, "<%s>\n", name);
    writer->depth++;
}

void xml_close(struct xml_writer *writer, const char *name)
{
    writer->depth--;
    indent(writer);
    text_appendf(&writer->text, "</%s>\n", name);
}

void xml_put(struct xml_writer *writer, const char *name, const char *value)
{
    if (!value)
        return;
    indent(writer);
    text_appendf(&writer->text, "<%s>", name);
    escape(&writer->text, value);
    text_appendf(&writer->text, "</%s>\n", name);
}

void xml_put_with(struct xml_writer *writer, const char *name, const char *attribute,
                  const char *its_value, const char *value)
{
    indent(writer);
    text_appendf(&writer->text, "<%s %s=\"", name, attribute);
    escape(&writer->text, its_value);
    text_append(&writer->text, "\">");
    escape(&writer->text, value);
    text_appendf(&writer->text, "</%s>\n", name);
}

void xml_put_at(struct xml_writer *writer, const char *path, const char *value)
{
    const char *slash = strchr(path, '/');
    const char *name;

    if (!value)
        return;
    if (!slash) {
        xml_put(writer, path, value);
        return;
    }
    name = arena_copy_bytes(writer->text.arena, path, (size_t)(slash - path));
    xml_open(writer, name);
    xml_put_at(writer, slash + 1, value);
    xml_close(writer, name);
}
