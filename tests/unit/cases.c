#include "unit/cases.h"

#include <inttypes.h>

#include "base/text.h"

void expect_integer(const char *when, int64_t expected, int64_t actual, const char *file, int line)
{
    if (expected == actual)
        return;
    print_error("when: %s\nexpected: %" PRId64 "\ncame:     %" PRId64 "\n", when, expected, actual);
    _fail(file, line);
}

void expect_text(const char *when, const char *expected, const char *actual, const char *file,
                 int line)
{
    if (text_equal(expected, actual))
        return;
    print_error("when: %s\nexpected: %s\ncame:     %s\n", when, expected ? expected : "(nothing)",
                actual ? actual : "(nothing)");
    _fail(file, line);
}

void expect_true(const char *when, bool is_true, const char *statement, const char *file, int line)
{
    if (is_true)
        return;
    print_error("when: %s\nnot true: %s\n", when, statement);
    _fail(file, line);
}
