#include "platform/view/embedded.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *embedded_text(const char *name)
{
    for (int i = 0; i < embedded_count; i++)
        if (strcmp(embedded_files[i].name, name) == 0)
            return embedded_files[i].text;
    return NULL;
}

const struct embedded_language *embedded_language(const char *code, size_t size)
{
    for (int i = 0; i < embedded_language_count; i++)
        if (strlen(embedded_languages[i].code) == size &&
            strncasecmp(embedded_languages[i].code, code, size) == 0)
            return &embedded_languages[i];
    return NULL;
}

static int compare_key(const void *key, const void *word)
{
    return strcmp(key, ((const struct embedded_word *)word)->key);
}

const char *embedded_word(const struct embedded_language *language, const char *key)
{
    const struct embedded_word *word = bsearch(key, language->words, (size_t)language->count,
                                               sizeof *language->words, compare_key);

    return word ? word->text : NULL;
}
