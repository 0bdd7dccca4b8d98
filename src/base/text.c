#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static void grow(struct text *text, size_t more)
{
    size_t room = text->room ? text->room : 256;
    char *bigger;

    while (room < text->size + more + 1)
        room *= 2;
    bigger = arena_alloc(text->arena, room);
    if (text->size)
        memcpy(bigger, text->at, text->size);
    text->at = bigger;
    text->room = room;
}

static inline void make_room(struct text *text, size_t more)
{
    if (text->size + more + 1 > text->room)
        grow(text, more);
}

void text_append_bytes(struct text *text, const char *bytes, size_t size)
{
    make_room(text, size);
    memcpy(text->at + text->size, bytes, size);
    text->size += size;
    text->at[text->size] = '\0';
}

void text_append(struct text *text, const char *more)
{
    text_append_bytes(text, more, strlen(more));
}

void text_append_char(struct text *text, char c)
{
    make_room(text, 1);
    text->at[text->size++] = c;
    text->at[text->size] = '\0';
}

void text_append_integer(struct text *text, int64_t value)
{
    char digits[24];
    char *at = digits + sizeof digits;
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        *--at = (char)('0' + magnitude % 10);
        magnitude /= 10;
    } while (magnitude);
    if (value < 0)
        *--at = '-';
    text_append_bytes(text, at, (size_t)(digits + sizeof digits - at));
}

void text_appendf(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    make_room(text, (size_t)length);
    vsnprintf(text->at + text->size, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->size += (size_t)length;
}

const char *text_done(const struct text *text)
{
    return text->at ? text->at : "";
}

/* The length of the sequence that begins at `at`, or 0 if it is not a valid one. */
static size_t sequence_length(const unsigned char *at, size_t size)
{
    /* By lead byte: how many bytes, and what the second one may be. */
    static const struct {
        unsigned char from, to, second_from, second_to;
        size_t length;
    } forms[] = {
        {0x01, 0x7f, 0x00, 0x00, 1},
        {0xc2, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (*at < forms[i].from || *at > forms[i].to)
            continue;
        if (forms[i].length > size)
            return 0;
        if (forms[i].length > 1 && (at[1] < forms[i].second_from || at[1] > forms[i].second_to))
            return 0;
        for (size_t j = 2; j < forms[i].length; j++)
            if ((at[j] & 0xc0) != 0x80)
                return 0;
        return forms[i].length;
    }
    return 0;
}

bool utf8_is_valid(const char *bytes, size_t size)
{
    const unsigned char *at = (const unsigned char *)bytes;

    while (size) {
        size_t length = sequence_length(at, size);

        if (!length)
            return false;
        at += length;
        size -= length;
    }
    return true;
}

size_t utf8_length(const char *text)
{
    size_t length = 0;

    for (; *text; text++)
        length += (*text & 0xc0) != 0x80;
    return length;
}

bool text_equal(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

bool text_equal_fold(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

bool text_is_blank(const char *text)
{
    for (; text && *text; text++)
        if (!isspace((unsigned char)*text))
            return false;
    return true;
}
