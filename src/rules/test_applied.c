#include "rules/applied.h"

#include "base/money.h"
#include "unit/cases.h"

static const struct {
    const char *name;
    struct applied parts[3];
    struct {
        int64_t id_charge, amount;
    } back[3];
    int64_t returned[3];
} cases[] = {
    {"nothing went back",          {{NONE, 100, 0}},               {{NONE, 0}},   {0}     },
    {"a part of one",              {{NONE, 100, 0}},               {{NONE, 40}},  {40}    },
    {"more than there was",        {{NONE, 100, 0}},               {{NONE, 140}}, {100}   },
    {"the latest first",           {{NONE, 60, 0}, {NONE, 40, 0}}, {{NONE, 50}},  {10, 40}},
    {"its own charge first",       {{7, 60, 0}, {NONE, 40, 0}},    {{7, 50}},     {50, 0} },
    {"then the others",            {{7, 60, 0}, {NONE, 40, 0}},    {{7, 80}},     {60, 20}},
    {"a charge that is not there", {{7, 60, 0}, {NONE, 40, 0}},    {{8, 30}},     {0, 30} },
    {"one after the other",
     {{7, 60, 0}, {NONE, 20, 0}, {9, 20, 0}},
     {{9, 20}, {NONE, 30}, {7, 10}},
     {20, 20, 20}                                                                         },
};

static void each_part_goes_back_once(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct applied parts[] = {one->parts[0], one->parts[1], one->parts[2]};

        for (size_t i = 0; i < COUNT_OF(one->back); i++)
            applied_return(parts, COUNT_OF(parts), one->back[i].id_charge, one->back[i].amount);
        for (size_t i = 0; i < COUNT_OF(parts); i++)
            EXPECT_INTEGER(one->name, one->returned[i], parts[i].returned);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_goes_back_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
