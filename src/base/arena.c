#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16 * 1024, ALIGNMENT = 16 };

struct block {
    struct block *next;
    size_t size, used;
    _Alignas(ALIGNMENT) char bytes[];
};

struct arena {
    struct block *newest;
};

static struct block *block_new(size_t size, struct block *next)
{
    struct block *block = malloc(sizeof *block + size);

    if (!block) {
        fputs("tacite: out of memory\n", stderr);
        abort();
    }
    *block = (struct block){.next = next, .size = size};
    return block;
}

struct arena *arena_new(void)
{
    struct arena *arena = malloc(sizeof *arena);

    if (!arena)
        abort();
    arena->newest = block_new(BLOCK_SIZE, NULL);
    return arena;
}

void arena_reset(struct arena *arena)
{
    struct block *block = arena->newest;

    /* The first block was made with the arena and is always the last of the list. */
    while (block->next) {
        struct block *next = block->next;

        free(block);
        block = next;
    }
    block->used = 0;
    arena->newest = block;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    arena_reset(arena);
    free(arena->newest);
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    struct block *block = arena->newest;
    size_t padded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *at;

    if (block->size - block->used < padded) {
        block = block_new(padded > BLOCK_SIZE ? padded : BLOCK_SIZE, block);
        arena->newest = block;
    }
    at = block->bytes + block->used;
    block->used += padded;
    return memset(at, 0, size);
}

char *arena_copy_bytes(struct arena *arena, const void *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);

    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_copy(struct arena *arena, const char *text)
{
    return arena_copy_bytes(arena, text, strlen(text));
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
{
    char most[256]; /* what nearly every text fits into, so that it is formatted once */
    va_list again;
    int length;
    char *text;

    va_copy(again, arguments);
    length = vsnprintf(most, sizeof most, format, arguments);
    if (length < 0)
        abort(); /* only a wrong format string can cause it */
    text = arena_alloc(arena, (size_t)length + 1);
    if ((size_t)length < sizeof most)
        memcpy(text, most, (size_t)length);
    else
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}
