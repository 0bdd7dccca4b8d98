/* Reading the two files of words; between reference_words.c and reference.c alone. What is not a
 * word of the form is prose; tests/test_reference.py finds what went astray. */
#ifndef APP_REFERENCE_REFERENCE_WORDS_H
#define APP_REFERENCE_REFERENCE_WORDS_H

#include "app/reference/reference.h"

void reference_read_operations(struct arena *arena, const char *text, struct reference *out);
void reference_read_fields(struct arena *arena, const char *text, struct reference *out);

#endif
