#include "rules/sepa_text.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"

/* clang-format off */
/* U+00C0 to U+017F. */
static const char *const latin[] = {
    "A", "A", "A", "A", "A", "A", "AE", "C", "E", "E", "E", "E", "I", "I", "I", "I",
    "D", "N", "O", "O", "O", "O", "O", "x", "O", "U", "U", "U", "U", "Y", "TH", "ss",
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
    "d", "n", "o", "o", "o", "o", "o", ":", "o", "u", "u", "u", "u", "y", "th", "y",
    "A", "a", "A", "a", "A", "a", "C", "c", "C", "c", "C", "c", "C", "c", "D", "d",
    "D", "d", "E", "e", "E", "e", "E", "e", "E", "e", "E", "e", "G", "g", "G", "g",
    "G", "g", "G", "g", "H", "h", "H", "h", "I", "i", "I", "i", "I", "i", "I", "i",
    "I", "i", "IJ", "ij", "J", "j", "K", "k", "k", "L", "l", "L", "l", "L", "l", "L",
    "l", "L", "l", "N", "n", "N", "n", "N", "n", "n", "N", "n", "O", "o", "O", "o",
    "O", "o", "OE", "oe", "R", "r", "R", "r", "R", "r", "S", "s", "S", "s", "S", "s",
    "S", "s", "T", "t", "T", "t", "T", "t", "U", "u", "U", "u", "U", "u", "U", "u",
    "U", "u", "U", "u", "W", "w", "Y", "y", "Y", "Z", "z", "Z", "z", "Z", "z", "s",
};

/* U+0386 to U+03CE. */
static const char *const greek[] = {
    "A", NULL, "E", "I", "I", NULL, "O", NULL, "Y", "O", "i", "A", "V", "G", "D", "E",
    "Z", "I", "TH", "I", "K", "L", "M", "N", "X", "O", "P", "R", NULL, "S", "T", "Y",
    "F", "CH", "PS", "O", "I", "Y", "a", "e", "i", "i", "y", "a", "v", "g", "d", "e",
    "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y",
    "f", "ch", "ps", "o", "i", "y", "o", "y", "o",
};

/* U+0410 to U+044F. */
static const char *const cyrillic[] = {
    "A", "B", "V", "G", "D", "E", "ZH", "Z", "I", "Y", "K", "L", "M", "N", "O", "P",
    "R", "S", "T", "U", "F", "H", "TS", "CH", "SH", "SHT", "A", "Y", "Y", "E", "YU", "YA",
    "a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p",
    "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sht", "a", "y", "y", "e", "yu", "ya",
};

static const struct {
    uint32_t first;
    const char *const *letters;
    size_t count;
} alphabets[] = {
    {0x00c0, latin, COUNT_OF(latin)},
    {0x0386, greek, COUNT_OF(greek)},
    {0x0410, cyrillic, COUNT_OF(cyrillic)},
};

/* What has a better likeness than a full stop. */
static const struct {
    uint32_t character;
    const char *likeness;
} signs[] = {
    {'&', "+"}, {'_', "-"}, {'"', "'"}, {'`', "'"}, {'[', "("}, {']', ")"}, {'{', "("}, {'}', ")"},
    {'\\', "/"}, {';', ","}, {'\t', " "}, {'\n', " "}, {'\r', " "},
    {0x00a0, " "}, {0x00ab, "'"}, {0x00bb, "'"}, {0x00b4, "'"}, {0x00ba, "o"}, {0x00aa, "a"},
    {0x0218, "S"}, {0x0219, "s"}, {0x021a, "T"}, {0x021b, "t"}, {0x1e9e, "SS"},
    {0x2009, " "}, {0x2010, "-"}, {0x2011, "-"}, {0x2012, "-"}, {0x2013, "-"}, {0x2014, "-"},
    {0x2018, "'"}, {0x2019, "'"}, {0x201c, "'"}, {0x201d, "'"}, {0x201e, "'"}, {0x202f, " "},
    {0x20ac, "E"},
};
/* clang-format on */

/* The next character of valid UTF-8, which `at` then stands behind. */
static uint32_t next_character(const char **at)
{
    const unsigned char *bytes = (const unsigned char *)*at;
    int more = bytes[0] < 0x80 ? 0 : bytes[0] < 0xe0 ? 1 : bytes[0] < 0xf0 ? 2 : 3;
    uint32_t character = more ? bytes[0] & (0x3fU >> more) : bytes[0];

    for (int i = 1; i <= more; i++)
        character = character << 6 | (bytes[i] & 0x3fU);
    *at += more + 1;
    return character;
}

static const char *likeness_of(uint32_t character)
{
    for (size_t i = 0; i < COUNT_OF(signs); i++)
        if (signs[i].character == character)
            return signs[i].likeness;
    for (size_t i = 0; i < COUNT_OF(alphabets); i++)
        if (character >= alphabets[i].first &&
            character - alphabets[i].first < alphabets[i].count) {
            const char *letter = alphabets[i].letters[character - alphabets[i].first];

            return letter ? letter : ".";
        }
    /* An accent that stands alone belongs to the letter before it. */
    return character >= 0x0300 && character <= 0x036f ? "" : ".";
}

static bool is_allowed(uint32_t character)
{
    return character < 0x80 && character &&
           (isalnum((int)character) || strchr("/-?:().,'+ ", (int)character));
}

static void append_likeness(struct text *text, uint32_t character)
{
    const char *likeness;

    if (is_allowed(character)) {
        text_append_char(text, (char)character);
        return;
    }
    likeness = likeness_of(character);
    text_append(text, likeness);
}

/* One space for several, none at the ends, and no more than `most` characters. */
static const char *squeezed(struct arena *arena, const char *text, size_t most)
{
    char *copy = arena_alloc(arena, strlen(text) + 1);
    size_t size = 0;

    for (; *text && size < most; text++)
        if (*text != ' ' || (size && copy[size - 1] != ' '))
            copy[size++] = *text;
    while (size && copy[size - 1] == ' ')
        size--;
    copy[size] = '\0';
    return size ? copy : NULL;
}

const char *sepa_text(struct arena *arena, const char *text, size_t most)
{
    struct text likeness = {.arena = arena};

    if (!text)
        return NULL;
    while (*text)
        append_likeness(&likeness, next_character(&text));
    return squeezed(arena, text_done(&likeness), most);
}
