/* The reference as OpenAPI 3.1, for programs. */
#ifndef APP_REFERENCE_OPENAPI_H
#define APP_REFERENCE_OPENAPI_H

#include "app/reference/reference.h"
#include "base/text.h"

/* What a FIELD_JSON of that name holds, as a JSON schema. */
struct openapi_form {
    const char *name, *schema;
};

struct openapi_options {
    const char *title, *version, *description;
    const struct field *error, *page; /* the tables of an error and of a list's envelope */
    const struct openapi_form *forms;
    size_t form_count;
};

/* Appends the whole document. */
void openapi_write(struct text *out, const struct reference *reference,
                   const struct openapi_options *options);

#endif
