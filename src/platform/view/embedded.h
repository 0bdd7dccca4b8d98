/* Files that are part of the program: templates, texts, the style sheet. tools/embed.c makes them
 * C; adding one edits nothing. `{{> style_path}}` writes the address of style.css, which changes
 * with its text, so that browsers may keep it; icons are partials too: `{{> icon_invoice}}`. */
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

#endif
