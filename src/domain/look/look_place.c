#include "domain/look/look_place.h"

#include <stdbool.h>

const char *place_in_words(struct arena *arena, const char *start, const char *at,
                           const char *format, va_list arguments)
{
    int line = 1, column = 1;

    for (; start < at; start++) {
        bool is_inside = ((unsigned char)*start & 0xc0) == 0x80; /* of a character */

        if (*start == '\n') {
            line++;
            column = 1;
        } else if (!is_inside) {
            column++;
        }
    }
    return arena_printf(arena, "line %d, column %d: %s", line, column,
                        arena_vprintf(arena, format, arguments));
}
