#include "rules/discount.h"

#include "unit/cases.h"

/* January: 744 hours. */
static const struct period january = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}};

static struct charge charge_of(enum type_line type, int64_t amount, int64_t id_feature)
{
    return (struct charge){
        .type = type,
        .id_feature = id_feature,
        .amount = amount,
        .period = january,
        .part = {.units = 1, .of_units = 1},
        .amount_whole = amount,
    };
}

static struct discount_terms off(enum type_off type, int64_t value, enum target_fee target)
{
    return (struct discount_terms){.type = type,
                                   .value_off = value,
                                   .target = target,
                                   .period_from = 1,
                                   .count_periods = NONE,
                                   .name = "Off"};
}

static void a_discount_takes_off_what_it_aims_at(void **state)
{
    static const struct {
        const char *what;
        enum type_off type;
        int64_t value;
        enum target_fee target;
        size_t count;
        enum type_line types[3];
        int64_t amounts[3];
    } cases[] = {
        {"a fifth of the recurring fee",
         OFF_PER_TEN_THOUSAND,                            2000,
         TARGET_FLAT_FEE,                                                    1,
         {LINE_DISCOUNT_RECURRENCE_PERCENT},
         {-2000}                                                                                      },
        {"twenty off a fee of a hundred",
         OFF_FLAT,                                        2000,
         TARGET_FLAT_FEE,                                                    1,
         {LINE_DISCOUNT_RECURRENCE_FLAT},
         {-2000}                                                                                      },
        {"more than the fee: the rest is lost",
         OFF_FLAT,                                        15000,
         TARGET_FLAT_FEE,                                                    1,
         {LINE_DISCOUNT_RECURRENCE_FLAT},
         {-10000}                                                                                     },
        {"of each feature",
         OFF_PER_TEN_THOUSAND,                            5000,
         TARGET_FEATURE_FEE,                                                 1,
         {LINE_DISCOUNT_FEATURE_PERCENT},
         {-500}                                                                                       },
        {"of the start",
         OFF_FLAT,                                        100,
         TARGET_UP_FRONT_FEE,                                                1,
         {LINE_DISCOUNT_UP_FRONT_FLAT},
         {-100}                                                                                       },
        {"of all that recurs",
         OFF_PER_TEN_THOUSAND,                            1000,
         TARGET_ALL_RECURRING,                                               2,
         {LINE_DISCOUNT_RECURRENCE_PERCENT, LINE_DISCOUNT_FEATURE_PERCENT},
         {-1000, -100}                                                                                },
        {"of everything, each fee by itself",
         OFF_FLAT,                                        1000,
         TARGET_ALL,                                                         3,
         {LINE_DISCOUNT_UP_FRONT_FLAT, LINE_DISCOUNT_RECURRENCE_FLAT, LINE_DISCOUNT_FEATURE_FLAT},
         {-1000, -1000, -1000}                                                                        },
        {"half a cent counts",
         OFF_PER_TEN_THOUSAND,                            5,
         TARGET_FEATURE_FEE,                                                 1,
         {LINE_DISCOUNT_FEATURE_PERCENT},
         {-1}                                                                                         },
        {"nothing makes no line",               OFF_FLAT, 0,     TARGET_ALL, 0, {LINE_NONE},       {0}},
    };
    const struct charge charges[] = {
        charge_of(LINE_UP_FRONT, 5000, 0),
        charge_of(LINE_RECURRENCE, 10000, 0),
        charge_of(LINE_FEATURE_PRORATABLE, 1000, 7),
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct discount_terms discount = off(one->type, one->value, one->target);
        struct charge out[3];
        size_t count = charges_of_discounts(&discount, 1, 1, charges, 3, out);

        EXPECT_INTEGER(one->what, (int64_t)one->count, (int64_t)count);
        for (size_t i = 0; i < count; i++) {
            EXPECT_INTEGER(one->what, one->types[i], out[i].type);
            EXPECT_INTEGER(one->what, one->amounts[i], out[i].amount);
        }
    }
}

static void what_it_aims_at_must_be_there(void **state)
{
    static const struct {
        const char *when;
        enum target_fee target;
        int64_t id_feature;
        bool has_up_front, has_feature, is_lacking;
    } cases[] = {
        {"a feature that is there",             TARGET_FEATURE_FEE,   7, false, true,  false},
        {"a feature that is not",               TARGET_FEATURE_FEE,   7, true,  false, true },
        {"each feature, whichever there are",   TARGET_FEATURE_FEE,   0, false, false, false},
        {"all that recurs of such a feature",   TARGET_ALL_RECURRING, 7, true,  false, true },
        {"the start",                           TARGET_UP_FRONT_FEE,  0, true,  false, false},
        {"a start that costs nothing",          TARGET_UP_FRONT_FEE,  0, false, true,  true },
        {"everything",                          TARGET_ALL,           0, false, false, false},
        {"the flat fee, which is always there", TARGET_FLAT_FEE,      7, false, false, false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct discount_terms discount = off(OFF_FLAT, 100, one->target);

        discount.id_feature = one->id_feature;
        EXPECT_INTEGER(one->when, one->is_lacking,
                       discount_lacks_fee(&discount, one->has_up_front, one->has_feature));
    }
}

/* 1.00 off a consumption that is charged in three pieces, and a third of it. */
static void pieces_have_the_discount_of_the_whole(void **state)
{
    static const struct {
        const char *when;
        enum type_off type;
        int64_t value, pieces[3], offs[3];
    } cases[] = {
        {"an amount, once",      OFF_FLAT,             100,  {40, 50, 60},   {-40, -50, -10}},
        {"a part, rounded once", OFF_PER_TEN_THOUSAND, 3333, {1, 1, 1},      {0, -1, 0}     },
        {"what is taken back",   OFF_PER_TEN_THOUSAND, 5000, {100, 50, -50}, {-50, -25, 25} },
        {"an amount taken back", OFF_FLAT,             100,  {90, 90, -130}, {-90, -10, 50} },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct discount_terms discount = off(one->type, one->value, TARGET_ALL);
        int64_t before = 0;

        for (size_t i = 0; i < 3; i++) {
            struct charge piece = charge_of(LINE_FEATURE_NOT_PRORATABLE, one->pieces[i], 7);
            struct charge out[1] = {{0}};

            piece.amount_before = before;
            before += one->pieces[i];
            charges_of_discounts(&discount, 1, 1, &piece, 1, out);
            EXPECT_INTEGER(one->when, one->offs[i], out[0].amount);
        }
    }
}

static void it_acts_for_its_periods_only(void **state)
{
    static const struct {
        const char *when;
        int64_t period_no, count_periods;
        bool acts;
    } cases[] = {
        {"in a trial",          0,  NONE, false},
        {"in the first period", 2,  3,    true },
        {"before its first",    1,  3,    false},
        {"in its last",         4,  3,    true },
        {"after it",            5,  3,    false},
        {"for ever",            99, NONE, true },
    };
    const struct charge fee = charge_of(LINE_RECURRENCE, 10000, 0);

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct discount_terms discount = off(OFF_FLAT, 100, TARGET_FLAT_FEE);
        struct charge out;

        discount.period_from = one->period_no == 0 ? 1 : 2;
        discount.count_periods = one->count_periods;
        EXPECT_INTEGER(one->when, one->acts,
                       (int64_t)charges_of_discounts(&discount, 1, one->period_no, &fee, 1, &out));
    }
}

static void what_comes_back_comes_back_less_its_discount(void **state)
{
    struct discount_terms discount = off(OFF_FLAT, 2000, TARGET_ALL_RECURRING);
    struct charge refund = charge_of(LINE_RECURRENCE_PRORATA, -5000, 0), change, out;

    (void)state;
    refund.is_refund = true;
    refund.part = (struct part){.units = 372, .of_units = 744};
    EXPECT_INTEGER("one", 1, (int64_t)charges_of_discounts(&discount, 1, 1, &refund, 1, &out));
    EXPECT_INTEGER("half of the amount", 1000, out.amount);
    change = charge_of(LINE_FEATURE_PRORATA, 500, 7);
    EXPECT_INTEGER("a change in mid-period", 0,
                   (int64_t)charges_of_discounts(&discount, 1, 1, &change, 1, &out));
}

static void a_fee_has_one_discount_at_most(void **state)
{
    static const struct {
        const char *what;
        enum target_fee a, b;
        int64_t feature_a, feature_b;
        int conflict;
    } cases[] = {
        {"flat and flat",               TARGET_FLAT_FEE,      TARGET_FLAT_FEE,     0, 0, 1 },
        {"all and flat",                TARGET_ALL,           TARGET_FLAT_FEE,     0, 0, 1 },
        {"all recurring and up-front",  TARGET_ALL_RECURRING, TARGET_UP_FRONT_FEE, 0, 0, -1},
        {"two features",                TARGET_FEATURE_FEE,   TARGET_FEATURE_FEE,  1, 2, -1},
        {"the same feature",            TARGET_FEATURE_FEE,   TARGET_FEATURE_FEE,  1, 1, 1 },
        {"one feature and each",        TARGET_FEATURE_FEE,   TARGET_FEATURE_FEE,  1, 0, 1 },
        {"all recurring and a feature", TARGET_ALL_RECURRING, TARGET_FEATURE_FEE,  0, 2, 1 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct discount_terms discounts[] = {off(OFF_FLAT, 1, one->a), off(OFF_FLAT, 1, one->b)};

        discounts[0].id_feature = one->feature_a;
        discounts[1].id_feature = one->feature_b;
        EXPECT_INTEGER(one->what, one->conflict, discounts_conflict(discounts, 2));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_discount_takes_off_what_it_aims_at),
        cmocka_unit_test(what_it_aims_at_must_be_there),
        cmocka_unit_test(pieces_have_the_discount_of_the_whole),
        cmocka_unit_test(it_acts_for_its_periods_only),
        cmocka_unit_test(what_comes_back_comes_back_less_its_discount),
        cmocka_unit_test(a_fee_has_one_discount_at_most),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
