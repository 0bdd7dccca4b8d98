#include "rules/iban.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"

/* n: digits, a: capitals, c: either. */
struct structure {
    const char *country, *rest; /* what follows the four first characters */
    bool is_sepa;
};

/* Pairs and triples of them read best in columns of their own. */
/* clang-format off */
static const struct structure structures[] = {
    {"AD", "8n12c", true},     {"AE", "19n", false},      {"AL", "8n16c", true},
    {"AT", "16n", true},       {"AZ", "4a20c", false},    {"BA", "16n", false},
    {"BE", "12n", true},       {"BG", "4a6n8c", true},    {"BH", "4a14c", false},
    {"BI", "23n", false},      {"BR", "23n1a1c", false},  {"BY", "4c4n16c", false},
    {"CH", "5n12c", true},     {"CR", "18n", false},      {"CY", "8n16c", true},
    {"CZ", "20n", true},       {"DE", "18n", true},       {"DJ", "23n", false},
    {"DK", "14n", true},       {"DO", "4c20n", false},    {"EE", "16n", true},
    {"EG", "25n", false},      {"ES", "20n", true},       {"FI", "14n", true},
    {"FK", "2a12n", false},    {"FO", "14n", false},      {"FR", "10n11c2n", true},
    {"GB", "4a14n", true},     {"GE", "2a16n", false},    {"GI", "4a15c", true},
    {"GL", "14n", false},      {"GR", "7n16c", true},     {"GT", "24c", false},
    {"HN", "4a20n", false},    {"HR", "17n", true},       {"HU", "24n", true},
    {"IE", "4a14n", true},     {"IL", "19n", false},      {"IQ", "4a15n", false},
    {"IS", "22n", true},       {"IT", "1a10n12c", true},  {"JO", "4a4n18c", false},
    {"KW", "4a22c", false},    {"KZ", "3n13c", false},    {"LB", "4n20c", false},
    {"LC", "4a24c", false},    {"LI", "5n12c", true},     {"LT", "16n", true},
    {"LU", "3n13c", true},     {"LV", "4a13c", true},     {"LY", "21n", false},
    {"MC", "10n11c2n", true},  {"MD", "20c", true},       {"ME", "18n", true},
    {"MK", "3n10c2n", true},   {"MN", "16n", false},      {"MR", "23n", false},
    {"MT", "4a5n18c", true},   {"MU", "4a19n3a", false},  {"NI", "4a20n", false},
    {"NL", "4a10n", true},     {"NO", "11n", true},       {"OM", "3n16c", false},
    {"PK", "4a16c", false},    {"PL", "24n", true},       {"PS", "4a21c", false},
    {"PT", "21n", true},       {"QA", "4a21c", false},    {"RO", "4a16c", true},
    {"RS", "18n", true},       {"RU", "14n15c", false},   {"SA", "2n18c", false},
    {"SC", "4a20n3a", false},  {"SD", "14n", false},      {"SE", "20n", true},
    {"SI", "15n", true},       {"SK", "20n", true},       {"SM", "1a10n12c", true},
    {"SO", "19n", false},      {"ST", "21n", false},      {"SV", "4a20n", false},
    {"TL", "19n", false},      {"TN", "20n", false},      {"TR", "6n16c", false},
    {"UA", "6n19c", false},    {"VA", "18n", true},       {"VG", "4a16n", false},
    {"XK", "16n", false},      {"YE", "4a4n18c", false},
};
/* clang-format on */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool fits(char c, char kind)
{
    return (kind != 'a' && is_digit(c)) || (kind != 'n' && is_capital(c));
}

/* Do the characters fit, one group after the other? Their number is right. */
static bool fits_structure(const char *at, const char *rest)
{
    while (*rest) {
        char *kind;

        for (long left = strtol(rest, &kind, 10); left > 0; left--)
            if (!fits(*at++, *kind))
                return false;
        rest = kind + 1;
    }
    return true;
}

static size_t length_of(const char *rest)
{
    size_t length = 4;

    while (*rest) {
        char *kind;

        length += (size_t)strtol(rest, &kind, 10);
        rest = kind + 1;
    }
    return length;
}

static const struct structure *structure_of(const char *iban)
{
    for (size_t i = 0; i < COUNT_OF(structures); i++)
        if (strncmp(structures[i].country, iban, 2) == 0)
            return &structures[i];
    return NULL;
}

/* The remainder by 97, a letter counting as two digits from A = 10. */
static unsigned mod97(unsigned remainder, const char *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        remainder = is_digit(at[i]) ? (remainder * 10 + (unsigned)(at[i] - '0')) % 97
                                    : (remainder * 100 + (unsigned)(at[i] - 'A') + 10) % 97;
    return remainder;
}

/* The key of a RIB makes the whole a multiple of 97, the letters of the account counting from 1 to
 * 9, again from 1 at J, and from 2 at S. */
static bool is_rib(const char *rib)
{
    unsigned remainder = 0;

    for (; *rib; rib++) {
        unsigned digit = is_digit(*rib)  ? (unsigned)(*rib - '0')
                         : (*rib >= 'S') ? (unsigned)(*rib - 'S') + 2
                                         : (unsigned)(*rib - 'A') % 9 + 1;

        remainder = (remainder * 10 + digit) % 97;
    }
    return remainder == 0;
}

const char *iban_compact(struct arena *arena, const char *typed)
{
    struct text text = {.arena = arena};

    for (; *typed; typed++)
        if (!isspace((unsigned char)*typed))
            text_append_char(&text, (char)toupper((unsigned char)*typed));
    return text_done(&text);
}

const char *iban_objection(struct arena *arena, const char *iban)
{
    const struct structure *structure;
    size_t size = strlen(iban), length;

    if (size < 5)
        return "is too short for an IBAN";
    structure = structure_of(iban);
    if (!structure)
        return "does not begin with a country that has IBANs";
    length = length_of(structure->rest);
    if (size != length)
        return arena_printf(arena, "is too %s for %s: %zu characters instead of %zu",
                            size < length ? "short" : "long", structure->country, size, length);
    if (!is_digit(iban[2]) || !is_digit(iban[3]) || !fits_structure(iban + 4, structure->rest))
        return arena_printf(arena, "has a letter, a digit or a sign where %s has none",
                            structure->country);
    if (mod97(mod97(0, iban + 4, size - 4), iban, 4) != 1)
        return "has a mistake in it: its check digits do not fit";
    if (strcmp(structure->rest, "10n11c2n") == 0 && !is_rib(iban + 4))
        return "has a mistake in it: the key of the RIB does not fit";
    return NULL;
}

bool iban_is_sepa(const char *iban)
{
    const struct structure *structure = structure_of(iban);

    return structure && structure->is_sepa;
}

const char *iban_masked(struct arena *arena, const char *iban)
{
    size_t size = strlen(iban);

    return size < 8 ? "****" : arena_printf(arena, "%.4s **** %s", iban, iban + size - 4);
}

const char *bic_objection(const char *bic)
{
    size_t size = strlen(bic);

    if (size != 8 && size != 11)
        return "has neither 8 nor 11 characters";
    for (size_t i = 0; i < size; i++)
        if (!fits(bic[i], i >= 4 && i < 6 ? 'a' : 'c'))
            return "is no BIC: capitals and digits, the fifth and sixth a country";
    return NULL;
}

const char *ics_objection(struct arena *arena, const char *ics)
{
    size_t size = strlen(ics);

    if (size < 8 || size > ICS_SIZE_MAX)
        return "has not the length of a creditor identifier";
    for (size_t i = 0; i < size; i++)
        if (!fits(ics[i], i < 2 ? 'a' : i < 4 ? 'n' : 'c'))
            return "is no creditor identifier: a country, two digits, then capitals and digits";
    if (strncmp(ics, "FR", 2) == 0 && size != 13)
        return arena_printf(arena, "has %zu characters; a French one has 13", size);
    if (mod97(mod97(0, ics + 7, size - 7), ics, 4) != 1)
        return "has a mistake in it: its check digits do not fit";
    return NULL;
}

const char *rum_objection(struct arena *arena, const char *rum)
{
    size_t size = strlen(rum);

    if (size == 0 || size > RUM_SIZE_MAX)
        return "has not 1 to 35 characters";
    for (size_t i = 0; i < size; i++)
        if (!isascii((unsigned char)rum[i]) ||
            (!isalnum((unsigned char)rum[i]) && !strchr("+?/-:().,' ", rum[i])))
            return arena_printf(arena, "has a character, the %zuth, that banks do not pass on",
                                i + 1);
    if (rum[0] == ' ' || rum[size - 1] == ' ')
        return "begins or ends with a space";
    if (rum[0] == '/' || rum[size - 1] == '/' || strstr(rum, "//"))
        return "begins or ends with a slash, or has two in a row";
    return NULL;
}
