#include "base/csv.h"

#include <string.h>

static bool is_formula(const char *value)
{
    if (!*value || !strchr("=+-@\t\r\n", *value))
        return false;
    return *value != '-' || strspn(value + 1, "0123456789.,") != strlen(value + 1);
}

void csv_append_cell(struct text *out, const char *value)
{
    bool is_computed = is_formula(value);

    if (!is_computed && !strpbrk(value, ",\"\r\n;")) {
        text_append(out, value);
        return;
    }
    text_append_char(out, '"');
    if (is_computed)
        text_append_char(out, '\'');
    for (; *value; value++) {
        if (*value == '"')
            text_append_char(out, '"');
        text_append_char(out, *value);
    }
    text_append_char(out, '"');
}
