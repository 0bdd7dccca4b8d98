/* A table from texts to numbers, for whoever must find again what he has read. It grows in its
 * arena and does not copy the texts. */
#ifndef BASE_LOOKUP_H
#define BASE_LOOKUP_H

#include "base/arena.h"

/* Starts as `(struct lookup){.arena = arena}`. */
struct lookup {
    struct arena *arena;
    struct lookup_entry *entries;
    size_t count, room;
};

#define LOOKUP_NONE ((size_t)-1)

/* The number of the text, or LOOKUP_NONE. */
size_t lookup_find(const struct lookup *lookup, const char *text);
/* Adds it unless it is there; the number that it has from now on. */
size_t lookup_add(struct lookup *lookup, const char *text, size_t number);

#endif
