/* The forms of those texts that some settings have, and how they are read. Each objection is the
 * end of a sentence that begins with the text, NULL if nothing is wrong with it. */
#ifndef DOMAIN_ACCOUNTS_SETTING_WORDS_H
#define DOMAIN_ACCOUNTS_SETTING_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `#2c4a9e` */
const char *color_objection(const char *value);

/* `https://www.example.com https://shop.example.com:8443`: whose pages may show ours inside, each
 * as a browser writes it, with a space between two. */
const char *origins_objection(const char *value);
/* Is it one of such a list? */
bool origins_have(const char *origins, const char *origin);

/* The sections of the portal, as FIELD_CHOICE has them: `Estimates` of look/look.h. */
extern const char *const module_names[];
/* `Estimates,Credits` */
const char *modules_objection(const char *value);
/* Bits 1 << index; NULL: none. */
uint32_t modules_read(const char *value);

/* What a button does: `Default`, `Hide`, or the URL to which it leads. */
const char *behaviour_objection(const char *value);

#endif
