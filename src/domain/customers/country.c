#include "domain/customers/country.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "domain/check.h"
#include "domain/html.h"

const struct field country_option_fields[] = {
    FIELD(country_option, code),
    FIELD(country_option, name),
    FIELD(country_option, is_chosen),
    FIELDS_END,
};

/* The letter that a name goes on with, without its accent, and how many bytes it has. */
static int plain_letter(const char *at, size_t *size)
{
    static const struct {
        const char *letter;
        char plain;
    } accents[] = {
        {"À", 'a'},
        {"Å", 'a'},
        {"ã", 'a'},
        {"å", 'a'},
        {"ç", 'c'},
        {"É", 'e'},
        {"é", 'e'},
        {"è", 'e'},
        {"ë", 'e'},
        {"Î", 'i'},
        {"î", 'i'},
        {"ï", 'i'},
        {"í", 'i'},
        {"ñ", 'n'},
        {"ô", 'o'},
        {"ó", 'o'},
        {"ü", 'u'},
    };

    for (size_t i = 0; i < sizeof accents / sizeof accents[0]; i++)
        if (strncmp(at, accents[i].letter, strlen(accents[i].letter)) == 0) {
            *size = strlen(accents[i].letter);
            return accents[i].plain;
        }
    *size = 1;
    return tolower((unsigned char)*at);
}

static int by_name(const void *a, const void *b)
{
    const char *one = ((const struct country_option *)a)->name;
    const char *other = ((const struct country_option *)b)->name;
    size_t size_one, size_other;

    while (*one && *other) {
        int difference = plain_letter(one, &size_one) - plain_letter(other, &size_other);

        if (difference)
            return difference;
        one += size_one;
        other += size_other;
    }
    return (unsigned char)*one - (unsigned char)*other;
}

struct list country_options(struct arena *arena, const char *language, const struct list *own,
                            const char *chosen)
{
    size_t most = strlen(country_codes) / 3 + 1;
    struct list options = {ARENA_ARRAY(arena, struct country_option, most), 0};

    for (const char *at = country_codes; *at; at += at[2] ? 3 : 2) {
        const char *code = arena_printf(arena, "%.2s", at);
        const char *name = html_own_text(language, own, arena_printf(arena, "country.%s", code));

        *LIST_AT(options, struct country_option, options.count++) =
            (struct country_option){code, name ? name : code, text_equal(code, chosen)};
    }
    qsort(options.items, options.count, sizeof(struct country_option), by_name);
    return options;
}
