/* Reading the two files of words; between reference_words.c and reference.c alone. */
#ifndef APP_REFERENCE_REFERENCE_WORDS_H
#define APP_REFERENCE_REFERENCE_WORDS_H

#include "app/reference/reference.h"

/* A block of operations.txt. */
void reference_read_operations(struct arena *arena, const char *text, struct reference *out);
void reference_read_fields(struct arena *arena, const char *text, struct reference *out);
/* The verb as it is written in a request. */
const char *method_name(enum method method);

#endif
