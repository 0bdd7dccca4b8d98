/* Tests as tables: each row says when, and a failure names it. Includes what cmocka needs.
 *
 *     FOR_EACH_CASE(one, cases)
 *         EXPECT_INTEGER(one->when, one->cents, amount_round(one->exact));
 */
#ifndef UNIT_CASES_H
#define UNIT_CASES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/count.h"

/* base/ctx.h has a function of that name. */
#undef fail
#undef fail_msg
#define FAIL_BECAUSE(...)                                                                          \
    do {                                                                                           \
        print_error(__VA_ARGS__);                                                                  \
        _fail(__FILE__, __LINE__);                                                                 \
    } while (0)

#define FOR_EACH_CASE(one, cases)                                                                  \
    for (const __typeof__((cases)[0]) *one = (cases); one < (cases) + COUNT_OF(cases); one++)

#define EXPECT_INTEGER(when, expected, actual)                                                     \
    expect_integer((when), (expected), (actual), __FILE__, __LINE__)
#define EXPECT_TEXT(when, expected, actual)                                                        \
    expect_text((when), (expected), (actual), __FILE__, __LINE__)
#define EXPECT_TRUE(when, statement)                                                               \
    expect_true((when), (statement), #statement, __FILE__, __LINE__)

void expect_integer(const char *when, int64_t expected, int64_t actual, const char *file, int line);
/* NULL equals only NULL. */
void expect_text(const char *when, const char *expected, const char *actual, const char *file,
                 int line);
void expect_true(const char *when, bool is_true, const char *statement, const char *file, int line);

#endif
