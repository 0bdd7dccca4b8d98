/* Text: NUL-terminated, immutable `const char *` in UTF-8, living in an arena; and `struct text`,
 * in which it is built. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* A text that grows. Starts as `(struct text){.arena = arena}`; `at` is NUL-terminated once
 * anything was appended. */
struct text {
    struct arena *arena;
    char *at;
    size_t size, room;
};

void text_append_bytes(struct text *text, const char *bytes, size_t size);
void text_append(struct text *text, const char *more);
void text_append_char(struct text *text, char c);
void text_append_integer(struct text *text, int64_t value);
void text_appendf(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What was built, or "" if nothing was. */
const char *text_done(const struct text *text);

/* Is it valid UTF-8 (no overlong form, no surrogate) without a NUL inside? */
bool utf8_is_valid(const char *bytes, size_t size);
/* Characters, not bytes, of valid UTF-8. */
size_t utf8_length(const char *text);

bool text_equal(const char *a, const char *b); /* NULL equals only NULL */
bool text_is_blank(const char *text);          /* NULL, or nothing but spaces */
/* ASCII letters only, as names of fields and paths are. */
bool text_equal_fold(const char *a, const char *b);

#endif
