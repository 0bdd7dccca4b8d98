#include "base/lookup.h"

#include <stdint.h>
#include <string.h>

struct lookup_entry {
    const char *text; /* NULL: free */
    size_t number;
};

/* FNV-1a. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return hash;
}

/* Where the text is, or the free place where it belongs. */
static struct lookup_entry *place_of(const struct lookup *lookup, const char *text)
{
    size_t mask = lookup->room - 1, at = hash_of(text) & mask;

    while (lookup->entries[at].text && strcmp(lookup->entries[at].text, text) != 0)
        at = (at + 1) & mask;
    return &lookup->entries[at];
}

/* At most half full; the room is a power of two. */
static void make_room(struct lookup *lookup)
{
    struct lookup before = *lookup;

    if (lookup->count * 2 < lookup->room)
        return;
    lookup->room = before.room ? before.room * 2 : 16;
    lookup->entries = ARENA_ARRAY(lookup->arena, struct lookup_entry, lookup->room);
    for (size_t i = 0; i < before.room; i++)
        if (before.entries[i].text)
            *place_of(lookup, before.entries[i].text) = before.entries[i];
}

size_t lookup_find(const struct lookup *lookup, const char *text)
{
    const struct lookup_entry *entry = lookup->room ? place_of(lookup, text) : NULL;

    return entry && entry->text ? entry->number : LOOKUP_NONE;
}

size_t lookup_add(struct lookup *lookup, const char *text, size_t number)
{
    struct lookup_entry *entry;

    make_room(lookup);
    entry = place_of(lookup, text);
    if (!entry->text) {
        *entry = (struct lookup_entry){text, number};
        lookup->count++;
    }
    return entry->number;
}
