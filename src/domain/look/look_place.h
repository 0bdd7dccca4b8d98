/* Where in a text something is, for whoever has to mend it. */
#ifndef DOMAIN_LOOK_LOOK_PLACE_H
#define DOMAIN_LOOK_LOOK_PLACE_H

#include <stdarg.h>

#include "base/arena.h"

/* `line 2, column 14: ` and a sentence. */
const char *place_in_words(struct arena *arena, const char *start, const char *at,
                           const char *format, va_list arguments)
    __attribute__((format(printf, 4, 0)));

#endif
