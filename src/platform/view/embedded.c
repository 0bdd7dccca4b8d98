#include "platform/view/embedded.h"

#include <string.h>

const char *embedded_text(const char *name)
{
    for (int i = 0; i < embedded_count; i++)
        if (strcmp(embedded_files[i].name, name) == 0)
            return embedded_files[i].text;
    return NULL;
}
