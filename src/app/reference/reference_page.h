/* The reference where everybody may read it: /openapi.json for programs and /docs for people. Both
 * are made at the first request that asks for one, and kept until the process ends. */
#ifndef APP_REFERENCE_REFERENCE_PAGE_H
#define APP_REFERENCE_REFERENCE_PAGE_H

#include "app/reference/reference.h"
#include "domain/html.h"

extern const struct html_page reference_page;

/* Of the faces that applications call, with the words that belong to the program. */
struct reference *reference_of_program(struct arena *arena);

handler docs_show, openapi_show;

#endif
