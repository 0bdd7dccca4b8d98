#include "rules/numbering.h"

#include <inttypes.h>
#include <stdio.h>

void series_prefix(bool is_live, bool is_credit, int64_t segment_number, char *out)
{
    snprintf(out, FULL_NUMBER_SIZE, "%s%s%" PRId64, is_live ? "F" : "S", is_credit ? "A" : "",
             segment_number);
}

void full_number(const char *prefix, int64_t number, char *out)
{
    snprintf(out, FULL_NUMBER_SIZE, "%.20s-%08" PRId64, prefix, number);
}
