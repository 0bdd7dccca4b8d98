/* XML in and out, for files that are exchanged with banks.
 *
 * Reading makes a tree of elements, their namespaces left out, in which text is looked up by path.
 * What is read comes from outside: a DOCTYPE is refused before anything in it counts, so there are
 * no entities to expand and nothing is fetched; bytes, elements and depth are limited. */
#ifndef PLATFORM_XML_XML_H
#define PLATFORM_XML_XML_H

#include "base/ctx.h"
#include "base/text.h"

/* What is read at most. */
enum { XML_SIZE_MAX = 32 << 20, XML_ELEMENTS_MAX = 1000000, XML_DEPTH_MAX = 50 };

struct xml {
    const char *name;               /* without the prefix */
    const char *namespace_uri;      /* or NULL */
    const char *text;               /* without the spaces around it; "" if there is none */
    const char *const *attributes;  /* name, value, name, value ... NULL */
    const struct xml *first, *next; /* its first child, its next sibling */
};

/* The root element. ERR_INVALID with code and target, noted with the line of the mistake: no XML,
 * an unknown encoding, a DOCTYPE (`Error.Xml.Doctype`), too large or too deep. */
MUST_CHECK enum err xml_read(struct ctx *ctx, const char *bytes, size_t size,
                             const struct xml **out);

/* The first element at a path of names below it, `GrpHdr/MsgId`, or NULL. In none there is nothing.
 */
const struct xml *xml_at(const struct xml *xml, const char *path);
/* Its text, or NULL if it is not there or empty. */
const char *xml_text(const struct xml *xml, const char *path);
/* The first child of that name, then the next sibling of the same name; or NULL. */
const struct xml *xml_first(const struct xml *xml, const char *name);
const struct xml *xml_next(const struct xml *xml);
/* Of the element itself, or NULL. */
const char *xml_attribute(const struct xml *xml, const char *name);

/* Writing: elements on lines of their own, indented by two spaces for each that is open. */
struct xml_writer {
    struct text text;
    int depth;
};

/* The declaration, and the root element with its namespace. */
void xml_begin(struct xml_writer *writer, const char *root, const char *namespace_uri);
void xml_open(struct xml_writer *writer, const char *name);
void xml_close(struct xml_writer *writer, const char *name);
/* `<name>value</name>`; nothing at all for a value that is NULL. */
void xml_put(struct xml_writer *writer, const char *name, const char *value);
/* The same with one attribute. */
void xml_put_with(struct xml_writer *writer, const char *name, const char *attribute,
                  const char *its_value, const char *value);
/* The same inside of others: `Id/Othr/Id`. */
void xml_put_at(struct xml_writer *writer, const char *path, const char *value);

#endif
