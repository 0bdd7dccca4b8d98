/* Names and remarks in the characters that every SEPA bank passes on: letters and digits of ASCII,
 * `/ - ? : ( ) . , ' +` and spaces. Pure.
 *
 * Latin, Greek and Cyrillic letters are written as the EPC recommends (EPC217-08), `&` becomes `+`,
 * a euro sign `E`; anything else is a full stop. */
#ifndef RULES_SEPA_TEXT_H
#define RULES_SEPA_TEXT_H

#include "base/arena.h"

enum { SEPA_NAME_MAX = 70, SEPA_REMARK_MAX = 140 };

/* At most `most` characters, without spaces at its ends or two in a row; NULL for NULL and for what
 * has nothing to write. */
const char *sepa_text(struct arena *arena, const char *text, size_t most);

#endif
