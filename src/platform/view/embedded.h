/* Files that are part of the program: templates, the style sheet, and a file of texts for each
 * language that it speaks. tools/embed.c makes them C; adding one edits nothing. `{{> style_path}}`
 * writes the address of style.css, which changes with its text, so that browsers may keep it; icons
 * are partials too: `{{> icon_invoice}}`. */
#ifndef PLATFORM_VIEW_EMBEDDED_H
#define PLATFORM_VIEW_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *name; /* the file's, without its folder */
    const char *text;
};
extern const struct embedded embedded_files[];
extern const int embedded_count;

/* The text of the file, or NULL. */
const char *embedded_text(const char *name);

/* A file texts.xx: lines `key = text`, here sorted by their keys. */
struct embedded_word {
    const char *key, *text;
};
struct embedded_language {
    const char *code; /* "fr" */
    const struct embedded_word *words;
    int count;
};
extern const struct embedded_language embedded_languages[];
extern const int embedded_language_count;

/* The language of that code, `size` characters long; NULL if the program does not speak it. */
const struct embedded_language *embedded_language(const char *code, size_t size);
/* The text of that key, or NULL. */
const char *embedded_word(const struct embedded_language *language, const char *key);

#endif
