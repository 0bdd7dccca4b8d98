/* The HTML that a merchant may put around our pages: a part of HTML that cannot reach beyond its
 * place. What is not in it is refused, never taken out in silence.
 *
 * Elements are those of texts, lists, tables and pictures (look_html.c has the list); each is
 * closed, in the order in which they were opened. Attributes stand in quotes. There is no script,
 * no style, no form and no comment; links lead to https:, mailto: and tel:, and a picture is one
 * that this server serves, so that a page asks nobody else for anything. */
#ifndef DOMAIN_LOOK_LOOK_HTML_H
#define DOMAIN_LOOK_LOOK_HTML_H

#include "base/arena.h"

/* What is wrong, in a sentence with its line, its column and how to mend it; NULL: nothing. */
const char *look_html_objection(struct arena *arena, const char *html);

#endif
