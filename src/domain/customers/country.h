/* Countries to choose from, by their names in a reader's language: texts `country.FR`. */
#ifndef DOMAIN_CUSTOMERS_COUNTRY_H
#define DOMAIN_CUSTOMERS_COUNTRY_H

#include "base/ctx.h"
#include "base/field.h"

struct country_option {
    const char *code, *name;
    bool is_chosen;
};
extern const struct field country_option_fields[];

/* All of ISO 3166-1, by name: of struct country_option. `own` is of `struct html_own`, or NULL; so
 * may `chosen` be. Shown by country_options.html. */
struct list country_options(struct arena *arena, const char *language, const struct list *own,
                            const char *chosen);

#endif
