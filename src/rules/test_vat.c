#include "rules/vat.h"

#include <string.h>

#include "unit/cases.h"

static const struct vat_rates no_rates = {NULL, 0};
static const struct vat_mentions no_mentions = {NULL, 0};

/* rates -------------------------------------------------------------------------------------------
 */

static void rates_hold_from_a_day_until_another(void **state)
{
    static const struct vat_rate own_rates[] = {
        {"FR", RATE_STANDARD, 2100, "2027-01-01", "2027-07-01"},
        {"GB", RATE_STANDARD, 2000, "2011-01-04", NULL        },
        {"ES", RATE_STANDARD, 2200, "2020-01-01", NULL        },
        {"ES", RATE_STANDARD, 2300, "2027-01-01", NULL        },
    };
    static const struct vat_rates own = {own_rates, COUNT_OF(own_rates)};
    static const struct {
        const char *when, *territory;
        enum kind_rate kind;
        const char *day;
        int64_t rate;
    } cases[] = {
        {"France today",                      "FR",    RATE_STANDARD,      "2026-11-22", 2000},
        {"France, the merchant's own",        "FR",    RATE_STANDARD,      "2027-01-01", 2100},
        {"the last day of it",                "FR",    RATE_STANDARD,      "2027-06-30", 2100},
        {"then the program's again",          "FR",    RATE_STANDARD,      "2027-07-01", 2000},
        {"France before 2014",                "FR",    RATE_STANDARD,      "2013-12-31", 1960},
        {"the intermediate rate",             "FR",    RATE_INTERMEDIATE,  "2026-11-22", 1000},
        {"the reduced rate",                  "FR",    RATE_REDUCED,       "2026-11-22", 550 },
        {"the smallest",                      "FR",    RATE_SUPER_REDUCED, "2026-11-22", 210 },
        {"a department overseas",             "RE",    RATE_STANDARD,      "2026-11-22", 850 },
        {"it has no intermediate one",        "RE",    RATE_INTERMEDIATE,  "2026-11-22", 850 },
        {"half a per cent",                   "FI",    RATE_STANDARD,      "2026-11-22", 2550},
        {"the day before",                    "FI",    RATE_STANDARD,      "2024-08-31", 2400},
        {"Estonia before",                    "EE",    RATE_STANDARD,      "2025-06-30", 2200},
        {"Estonia since",                     "EE",    RATE_STANDARD,      "2025-07-01", 2400},
        {"Romania before",                    "RO",    RATE_STANDARD,      "2025-07-31", 1900},
        {"Romania since",                     "RO",    RATE_STANDARD,      "2025-08-01", 2100},
        {"Slovakia since",                    "SK",    RATE_STANDARD,      "2025-01-01", 2300},
        {"Germany's half year",               "DE",    RATE_STANDARD,      "2020-12-31", 1600},
        {"Germany after it",                  "DE",    RATE_STANDARD,      "2021-01-01", 1900},
        {"Luxembourg's year",                 "LU",    RATE_STANDARD,      "2023-06-01", 1600},
        {"the Azores",                        "PT-20", RATE_STANDARD,      "2026-11-22", 1600},
        {"Denmark has one rate",              "DK",    RATE_REDUCED,       "2026-11-22", 2500},
        {"nothing is nothing everywhere",     "DE",    RATE_ZERO,          "2026-11-22", 0   },
        {"a country that the merchant added", "GB",    RATE_STANDARD,      "2026-11-22", 2000},
        {"the one that began last",           "ES",    RATE_STANDARD,      "2027-02-01", 2300},
        {"a country that nobody knows",       "CH",    RATE_STANDARD,      "2026-11-22", NONE},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->rate,
                       vat_rate_on(&own, one->territory, one->kind, one->day));
}

static void every_member_state_has_rates_without_overlap(void **state)
{
    (void)state;
    for (size_t i = 0; i < vat_rate_count; i++) {
        const struct vat_rate *rate = &vat_rates[i];

        EXPECT_TRUE(rate->territory, rate->rate_tax > 0 && rate->rate_tax <= 2700);
        for (size_t j = 0; j < i; j++) {
            const struct vat_rate *other = &vat_rates[j];

            if (strcmp(rate->territory, other->territory) != 0 ||
                rate->kind_rate != other->kind_rate)
                continue;
            EXPECT_TRUE(rate->territory,
                        other->date_until && strcmp(other->date_until, rate->date_from) <= 0);
        }
    }
}

/* places ------------------------------------------------------------------------------------------
 */

static void parts_of_countries_are_places_of_their_own(void **state)
{
    static const struct {
        const char *when;
        struct vat_address address;
        const char *country, *territory;
        bool is_in_union;
    } cases[] = {
        {"France",                  {"FR", "75001", NULL},       "FR", "FR",    true },
        {"Corsica",                 {"FR", "20000", "FR-2A"},    "FR", "FR",    true },
        {"Guadeloupe",              {"FR", "97110", NULL},       "FR", "GP",    false},
        {"Martinique",              {"FR", "972 00", NULL},      "FR", "MQ",    false},
        {"Guiana",                  {"FR", "97300", NULL},       "FR", NULL,    false},
        {"Réunion",                {"FR", "97400", NULL},       "FR", "RE",    false},
        {"Réunion, by its code",   {"RE", "97400", NULL},       "FR", "RE",    false},
        {"Réunion, by its region", {"FR", NULL, "FR-974"},      "FR", "RE",    false},
        {"Mayotte",                 {"YT", NULL, NULL},          "FR", NULL,    false},
        {"Saint Martin",            {"FR", "97150", NULL},       "MF", NULL,    false},
        {"Saint Barthélemy",       {"FR", "97133", NULL},       "BL", NULL,    false},
        {"New Caledonia",           {"FR", "98800", NULL},       "NC", NULL,    false},
        {"New Caledonia, by code",  {"NC", "98800", NULL},       "NC", "NC",    false},
        {"Monaco",                  {"MC", "98000", NULL},       "FR", "FR",    true },
        {"the Canary Islands",      {"ES", "35001", NULL},       "ES", NULL,    false},
        {"Ceuta",                   {"ES", "51001", NULL},       "ES", NULL,    false},
        {"Madrid",                  {"ES", "28001", NULL},       "ES", "ES",    true },
        {"Madeira",                 {"PT", "9000-012", NULL},    "PT", "PT-30", true },
        {"the Azores",              {"PT", "9500-100", NULL},    "PT", "PT-20", true },
        {"Åland",                  {"FI", "22100", NULL},       "FI", NULL,    false},
        {"Åland, by its code",     {"AX", NULL, NULL},          "FI", NULL,    false},
        {"Helsinki",                {"FI", "00100", NULL},       "FI", "FI",    true },
        {"Heligoland",              {"DE", "27498", NULL},       "DE", NULL,    false},
        {"Büsingen",               {"DE", "78266", NULL},       "DE", NULL,    false},
        {"Jungholz",                {"AT", "6691", NULL},        "AT", "AT-19", true },
        {"Livigno",                 {"IT", "23041", NULL},       "IT", NULL,    false},
        {"Mount Athos",             {"GR", "63086", NULL},       "GR", NULL,    false},
        {"Greenland",               {"DK", "3900", NULL},        "GL", NULL,    false},
        {"Northern Ireland",        {"GB", "BT1 1AA", "GB-NIR"}, "GB", "GB",    false},
        {"the same, for VIES",      {"XI", NULL, NULL},          "GB", "GB",    false},
        {"Switzerland",             {"CH", "8000", NULL},        "CH", "CH",    false},
        {"nowhere",                 {NULL, "75001", NULL},       NULL, NULL,    false},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct vat_place place = vat_place_of(&one->address);

        EXPECT_TEXT(one->when, one->country, place.country);
        EXPECT_TEXT(one->when, one->territory, place.territory);
        EXPECT_INTEGER(one->when, one->is_in_union, place.is_in_union);
    }
}

/* what a sale bears -------------------------------------------------------------------------------
 */

#define FR_SELLER                                                                                  \
    {                                                                                              \
        .address = {"FR", "75001", NULL}, .regime = REGIME_STANDARD, .oss = OSS_AUTO               \
    }
#define OSS_SELLER                                                                                 \
    {                                                                                              \
        .address = {"FR", "75001", NULL}, .regime = REGIME_STANDARD, .oss = OSS_ALWAYS             \
    }
#define OVER_SELLER                                                                                \
    {                                                                                              \
        .address = {"FR", NULL, NULL}, .regime = REGIME_STANDARD, .oss = OSS_AUTO,                 \
        .is_over_threshold = true                                                                  \
    }
#define AT_HOME                                                                                    \
    {                                                                                              \
        .address = {"FR", NULL, NULL}, .regime = REGIME_STANDARD, .oss = OSS_NEVER,                \
        .is_over_threshold = true                                                                  \
    }
#define SMALL                                                                                      \
    {                                                                                              \
        .address = {"FR", NULL, NULL}, .regime = REGIME_FRANCHISE, .oss = OSS_AUTO                 \
    }
#define SMALL_DE                                                                                   \
    {                                                                                              \
        .address = {"DE", NULL, NULL}, .regime = REGIME_FRANCHISE, .oss = OSS_AUTO                 \
    }
#define DE_SELLER                                                                                  \
    {                                                                                              \
        .address = {"DE", "10115", NULL}, .regime = REGIME_STANDARD, .oss = OSS_AUTO               \
    }
#define ES_SELLER                                                                                  \
    {                                                                                              \
        .address = {"ES", "28001", NULL}, .regime = REGIME_STANDARD, .oss = OSS_AUTO               \
    }
#define RE_SELLER                                                                                  \
    {                                                                                              \
        .address = {"FR", "97400", NULL}, .regime = REGIME_STANDARD, .oss = OSS_AUTO               \
    }
#define CH_SELLER                                                                                  \
    {                                                                                              \
        .address = {"CH", "8000", NULL}, .regime = REGIME_STANDARD, .oss = OSS_AUTO                \
    }
#define CH_OSS                                                                                     \
    {                                                                                              \
        .address = {"CH", "8000", NULL}, .regime = REGIME_STANDARD, .oss = OSS_ALWAYS              \
    }
#define FR_SCOPE                                                                                   \
    {                                                                                              \
        .address = {"FR", NULL, NULL}, .regime = REGIME_STANDARD, .oss = OSS_AUTO,                 \
        .is_outside_scope = true                                                                   \
    }
#define NO_SELLER                                                                                  \
    {                                                                                              \
        .regime = REGIME_STANDARD, .oss = OSS_AUTO                                                 \
    }

/* An address of a country, perhaps with a postal code and a region. */
#define ADDRESS_1(land)           {.country = (land)}
#define ADDRESS_2(land, zip)      {.country = (land), .zip_code = (zip)}
#define ADDRESS_3(land, zip, part) {.country = (land), .zip_code = (zip), .region = (part)}
#define ADDRESS_OF(one, two, three, chosen, ...) chosen
#define ADDRESS(...) ADDRESS_OF(__VA_ARGS__, ADDRESS_3, ADDRESS_2, ADDRESS_1, )(__VA_ARGS__)

#define CONSUMER(...)                                                                              \
    {                                                                                              \
        .address = ADDRESS(__VA_ARGS__)                                                                 \
    }
#define COMPANY(...)                                                                               \
    {                                                                                              \
        .address = ADDRESS(__VA_ARGS__), .is_company = true                                               \
    }
#define NUMBERED(number, what, ...)                                                                \
    {                                                                                              \
        .address = ADDRESS(__VA_ARGS__), .vat_number = (number), .state_vat = (what), .is_company = true  \
    }
#define TRUSTED(number, ...)                                                                       \
    {                                                                                              \
        .address = ADDRESS(__VA_ARGS__), .vat_number = (number), .state_vat = VAT_UNKNOWN,                \
        .is_company = true, .is_unknown_trusted = true                                             \
    }
#define EXEMPTED(...)                                                                              \
    {                                                                                              \
        .address = ADDRESS(__VA_ARGS__), .is_exempt = true, .vatex = "VATEX-EU-151", .mention = "Embassy" \
    }

#define SOFTWARE                                                                                   \
    {                                                                                              \
        NATURE_ELECTRONIC, RATE_STANDARD, NULL, NULL                                               \
    }
#define TRAINING                                                                                   \
    {                                                                                              \
        NATURE_SERVICE, RATE_STANDARD, NULL, NULL                                                  \
    }
#define BOOKS                                                                                      \
    {                                                                                              \
        NATURE_ELECTRONIC, RATE_REDUCED, NULL, NULL                                                \
    }
#define FREE                                                                                       \
    {                                                                                              \
        NATURE_ELECTRONIC, RATE_ZERO, NULL, NULL                                                   \
    }
#define TEACHING                                                                                   \
    {                                                                                              \
        NATURE_EXEMPT, RATE_NONE, "VATEX-FR-CGI261-4", "Exonération, art. 261-4 du CGI"           \
    }
#define CARE                                                                                       \
    {                                                                                              \
        NATURE_EXEMPT, RATE_NONE, NULL, NULL                                                       \
    }
#define DAMAGES                                                                                    \
    {                                                                                              \
        NATURE_OUT_OF_SCOPE, RATE_NONE, NULL, NULL                                                 \
    }
#define UNSAID                                                                                     \
    {                                                                                              \
        0, 0, NULL, NULL                                                                           \
    }

#define AE "VATEX-EU-AE"
#define XG "VATEX-EU-G"
#define XO "VATEX-EU-O"
#define XF "VATEX-FR-FRANCHISE"

/* clang-format off */
static const struct {
    const char *when;
    struct vat_seller seller;
    struct vat_buyer buyer;
    struct vat_nature nature;
    struct vat_treatment is;
} sales[] = {
    /* at home */
    {"a consumer at home", FR_SELLER, CONSUMER("FR", "69001"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"what nobody said of the line is software", FR_SELLER, CONSUMER("FR"), UNSAID, {"S", "FR", 2000, NULL, NULL, false}},
    {"a company at home", FR_SELLER, COMPANY("FR"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"a company at home with its number", FR_SELLER, NUMBERED("FR40303265045", VAT_VALID, "FR"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"a buyer without an address is at home", FR_SELLER, CONSUMER(NULL), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"Corsica", FR_SELLER, CONSUMER("FR", "20090"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"Monaco", FR_SELLER, CONSUMER("MC", "98000"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"Monaco, a company", FR_SELLER, NUMBERED("FR41000004601", VAT_VALID, "MC"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"a reduced rate", FR_SELLER, CONSUMER("FR"), BOOKS, {"S", "FR", 550, NULL, NULL, false}},
    {"a zero rate", FR_SELLER, CONSUMER("FR"), FREE, {"Z", "FR", 0, NULL, NULL, false}},
    {"Germany at home", DE_SELLER, CONSUMER("DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, false}},

    /* the departments overseas */
    {"Guadeloupe", FR_SELLER, CONSUMER("FR", "97100"), SOFTWARE, {"S", "FR", 850, NULL, NULL, false}},
    {"Martinique", FR_SELLER, COMPANY("MQ", "97200"), SOFTWARE, {"S", "FR", 850, NULL, NULL, false}},
    {"Réunion, with its number", FR_SELLER, NUMBERED("FR40303265045", VAT_VALID, "FR", "97400"), SOFTWARE, {"S", "FR", 850, NULL, NULL, false}},
    {"a book in Réunion", FR_SELLER, CONSUMER("RE"), BOOKS, {"S", "FR", 210, NULL, NULL, false}},
    {"Guiana has no VAT", FR_SELLER, CONSUMER("FR", "97300"), SOFTWARE, {"E", "FR", 0, NULL, "NoVatHere", false}},
    {"Mayotte has none", FR_SELLER, COMPANY("YT"), SOFTWARE, {"E", "FR", 0, NULL, "NoVatHere", false}},
    {"training of a person in Réunion is given at home", FR_SELLER, CONSUMER("RE"), TRAINING, {"S", "FR", 2000, NULL, NULL, false}},
    {"training of a company in Réunion", FR_SELLER, COMPANY("RE"), TRAINING, {"S", "FR", 850, NULL, NULL, false}},
    {"from Réunion to Paris", RE_SELLER, CONSUMER("FR", "75001"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"from Réunion to Réunion", RE_SELLER, CONSUMER("FR", "97400"), SOFTWARE, {"S", "FR", 850, NULL, NULL, false}},
    {"from Réunion to a German company", RE_SELLER, NUMBERED("DE136695976", VAT_VALID, "DE"), SOFTWARE, {"AE", "DE", 0, AE, "ReverseCharge", false}},
    {"from Germany to Réunion", DE_SELLER, CONSUMER("RE"), SOFTWARE, {"G", "DE", 0, XG, "Outside", false}},
    {"Polynesia", FR_SELLER, CONSUMER("PF"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"Polynesia, by its postal code", FR_SELLER, CONSUMER("FR", "98714"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"Saint Martin", FR_SELLER, CONSUMER("FR", "97150"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},

    /* businesses of the union */
    {"a business in Germany", FR_SELLER, NUMBERED("DE136695976", VAT_VALID, "DE"), SOFTWARE, {"AE", "DE", 0, AE, "ReverseCharge", false}},
    {"training of it", FR_SELLER, NUMBERED("DE136695976", VAT_VALID, "DE"), TRAINING, {"AE", "DE", 0, AE, "ReverseCharge", false}},
    {"a book for it", FR_SELLER, NUMBERED("DE136695976", VAT_VALID, "DE"), BOOKS, {"AE", "DE", 0, AE, "ReverseCharge", false}},
    {"a business in Greece", FR_SELLER, NUMBERED("EL094259216", VAT_VALID, "GR"), SOFTWARE, {"AE", "GR", 0, AE, "ReverseCharge", false}},
    {"a French business from Germany", DE_SELLER, NUMBERED("FR40303265045", VAT_VALID, "FR"), SOFTWARE, {"AE", "FR", 0, AE, "ReverseCharge", false}},
    {"a business of Monaco from Germany", DE_SELLER, NUMBERED("FR41000004601", VAT_VALID, "MC"), SOFTWARE, {"AE", "FR", 0, AE, "ReverseCharge", false}},
    {"VIES did not say yet: it counts", FR_SELLER, TRUSTED("DE136695976", "DE"), SOFTWARE, {"AE", "DE", 0, AE, "ReverseCharge", false}},
    {"or it does not, as the merchant likes", FR_SELLER, NUMBERED("DE136695976", VAT_UNKNOWN, "DE"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, true}},
    {"VIES says that there is no such number", OSS_SELLER, NUMBERED("DE136695976", VAT_INVALID, "DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, true}},
    {"invalid, below the threshold", FR_SELLER, NUMBERED("DE136695976", VAT_INVALID, "DE"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, true}},
    {"a number that can be none", OSS_SELLER, NUMBERED(NULL, VAT_MALFORMED, "DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, true}},
    {"a company without a number is a consumer", OSS_SELLER, COMPANY("DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, true}},
    {"a number of another country than the buyer's", OSS_SELLER, NUMBERED("AT" "U13585627", VAT_VALID, "DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, true}},
    {"a number of the seller's country, abroad", OSS_SELLER, NUMBERED("FR40303265045", VAT_VALID, "DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, true}},

    /* consumers of the union */
    {"a consumer in Germany, below the threshold", FR_SELLER, CONSUMER("DE"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, true}},
    {"above it", OVER_SELLER, CONSUMER("DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, true}},
    {"always there", OSS_SELLER, CONSUMER("DE"), SOFTWARE, {"S", "DE", 1900, NULL, NULL, true}},
    {"never there", AT_HOME, CONSUMER("DE"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, true}},
    {"Finland has half per cents", OSS_SELLER, CONSUMER("FI"), SOFTWARE, {"S", "FI", 2550, NULL, NULL, true}},
    {"Hungary is dear", OSS_SELLER, CONSUMER("HU"), SOFTWARE, {"S", "HU", 2700, NULL, NULL, true}},
    {"Madeira", OSS_SELLER, CONSUMER("PT", "9000-012"), SOFTWARE, {"S", "PT", 2200, NULL, NULL, true}},
    {"the Azores", OSS_SELLER, CONSUMER("PT", "9500-100"), SOFTWARE, {"S", "PT", 1600, NULL, NULL, true}},
    {"Jungholz", OSS_SELLER, CONSUMER("AT", "6691"), SOFTWARE, {"S", "AT", 1900, NULL, NULL, true}},
    {"a book in Italy", OSS_SELLER, CONSUMER("IT"), BOOKS, {"S", "IT", 500, NULL, NULL, true}},
    {"a book in Denmark, which has one rate", OSS_SELLER, CONSUMER("DK"), BOOKS, {"S", "DK", 2500, NULL, NULL, true}},
    {"Monaco from Germany", {.address = ADDRESS("DE"), .regime = REGIME_STANDARD, .oss = OSS_ALWAYS}, CONSUMER("MC"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, true}},
    {"training is no electronic service", OSS_SELLER, CONSUMER("DE"), TRAINING, {"S", "FR", 2000, NULL, NULL, false}},

    /* parts of the union without its VAT */
    {"the Canary Islands", FR_SELLER, CONSUMER("ES", "35001"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"a company there, whatever its number", FR_SELLER, NUMBERED("ESB58378431", VAT_VALID, "ES", "38001"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"the Canary Islands from Spain", ES_SELLER, CONSUMER("ES", "35001"), SOFTWARE, {"E", "ES", 0, NULL, "NoVatHere", false}},
    {"Åland", OSS_SELLER, CONSUMER("AX"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"Büsingen", OSS_SELLER, CONSUMER("DE", "78266"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"Livigno", OSS_SELLER, CONSUMER("IT", "23041"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},

    /* outside the union */
    {"a company in Switzerland", FR_SELLER, COMPANY("CH"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"a consumer in Switzerland", FR_SELLER, CONSUMER("CH"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"a consumer in Great Britain", OSS_SELLER, CONSUMER("GB"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"Northern Ireland, for services", FR_SELLER, NUMBERED("XI980780684", VAT_VALID, "GB", "BT1 1AA", "GB-NIR"), SOFTWARE, {"G", "FR", 0, XG, "Outside", false}},
    {"out of scope, if the accountant says so", FR_SCOPE, COMPANY("US"), SOFTWARE, {"O", "FR", 0, XO, "Outside", false}},
    {"training of a company in America", FR_SELLER, COMPANY("US"), TRAINING, {"G", "FR", 0, XG, "Outside", false}},
    {"training of a person there is given at home", FR_SELLER, CONSUMER("US"), TRAINING, {"S", "FR", 2000, NULL, NULL, false}},

    /* franchise */
    {"a small seller at home", SMALL, CONSUMER("FR"), SOFTWARE, {"E", "FR", 0, XF, "Franchise", false}},
    {"and to a business abroad", SMALL, NUMBERED("DE136695976", VAT_VALID, "DE"), SOFTWARE, {"E", "FR", 0, XF, "Franchise", false}},
    {"and to the world", SMALL, CONSUMER("US"), SOFTWARE, {"E", "FR", 0, XF, "Franchise", false}},
    {"a small German seller", SMALL_DE, CONSUMER("DE"), SOFTWARE, {"E", "DE", 0, NULL, "Franchise", false}},

    /* exemptions */
    {"an exempt nature", FR_SELLER, CONSUMER("FR"), TEACHING, {"E", "FR", 0, "VATEX-FR-CGI261-4", "Exonération, art. 261-4 du CGI", false}},
    {"exempt, without a reason", FR_SELLER, CONSUMER("FR"), CARE, {"E", "FR", 0, NULL, "Exempt", false}},
    {"exempt abroad, too", OSS_SELLER, CONSUMER("DE"), CARE, {"E", "FR", 0, NULL, "Exempt", false}},
    {"an exempt customer", FR_SELLER, EXEMPTED("FR"), SOFTWARE, {"E", "FR", 0, "VATEX-EU-151", "Embassy", false}},
    {"an exempt customer abroad", OSS_SELLER, EXEMPTED("DE"), SOFTWARE, {"E", "FR", 0, "VATEX-EU-151", "Embassy", false}},
    {"damages are paid for nothing", FR_SELLER, CONSUMER("FR"), DAMAGES, {"O", "FR", 0, XO, "OutOfScope", false}},
    {"damages, from a small seller", SMALL, CONSUMER("FR"), DAMAGES, {"O", "FR", 0, XO, "OutOfScope", false}},

    /* sellers outside the union */
    {"Switzerland at home, whose rate nobody told", CH_SELLER, CONSUMER("CH"), SOFTWARE, {"S", "CH", NONE, NULL, NULL, false}},
    {"from Switzerland to a French business", CH_SELLER, NUMBERED("FR40303265045", VAT_VALID, "FR"), SOFTWARE, {"O", "CH", 0, XO, "Outside", false}},
    {"from Switzerland to a French consumer", CH_SELLER, CONSUMER("FR"), SOFTWARE, {"O", "CH", 0, XO, "Outside", false}},
    {"the same, registered for it", CH_OSS, CONSUMER("FR"), SOFTWARE, {"S", "FR", 2000, NULL, NULL, false}},
    {"from Switzerland to America", CH_SELLER, CONSUMER("US"), SOFTWARE, {"O", "CH", 0, XO, "Outside", false}},
    {"a seller without an address", NO_SELLER, CONSUMER(NULL), SOFTWARE, {"S", NULL, NONE, NULL, NULL, false}},
};
/* clang-format on */

static void sales_bear_the_tax_of_their_place(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, sales) {
        struct vat_treatment is =
            vat_treat(&one->seller, &one->buyer, &one->nature, &no_rates, "2026-11-22");

        EXPECT_TEXT(one->when, one->is.category_tax, is.category_tax);
        EXPECT_TEXT(one->when, one->is.country_tax, is.country_tax);
        EXPECT_INTEGER(one->when, one->is.rate_tax, is.rate_tax);
        EXPECT_TEXT(one->when, one->is.vatex_tax, is.vatex_tax);
        EXPECT_TEXT(one->when, one->is.mention_tax, is.mention_tax);
        EXPECT_INTEGER(one->when, one->is.is_distance, is.is_distance);
    }
}

/* What is untaxed says why, and what is taxed has a rate: whoever sells what to whom. */
static void every_treatment_is_whole(void **state)
{
    (void)state;
    FOR_EACH_CASE(a, sales) {
        FOR_EACH_CASE(b, sales) {
            struct vat_treatment is =
                vat_treat(&a->seller, &b->buyer, &b->nature, &no_rates, "2026-11-22");
            bool is_taxed = strcmp(is.category_tax, "S") == 0;

            EXPECT_TRUE(b->when, is_taxed == (is.rate_tax != 0));
            EXPECT_TRUE(b->when,
                        is_taxed || strcmp(is.category_tax, "Z") == 0 || is.mention_tax != NULL);
            EXPECT_TRUE(b->when, !is_taxed || (!is.mention_tax && !is.vatex_tax));
        }
    }
}

/* mentions ----------------------------------------------------------------------------------------
 */

static void mentions_follow_the_law_and_the_merchant(void **state)
{
    static const struct vat_mention own_mentions[] = {
        {"ReverseCharge", NULL, "fr", "Autoliquidation", "2027-01-01", NULL        },
        {"Embassy",       NULL, "en", "For an embassy",  NULL,         NULL        },
        {"Franchise",     "FR", "fr", "Petite maison",   NULL,         "2026-01-01"},
    };
    static const struct vat_mentions own = {own_mentions, COUNT_OF(own_mentions)};
    static const struct {
        const char *when, *key, *country, *language, *day, *text;
    } cases[] = {
        {"franchise, until the articles are gone", "Franchise",        "FR", "fr",    "2027-12-31",
         "TVA non applicable, art. 293 B du CGI"                                                                         },
        {"and from then on",                       "Franchise",        "FR", "fr",    "2028-01-01",
         "TVA non applicable, art. L. 223-3 du CIBS"                                                                     },
        {"in English",                             "Franchise",        "FR", "en",    "2026-11-22",
         "VAT not applicable, art. 293 B of the French tax code (CGI)"                                                   },
        {"a seller elsewhere",                     "Franchise",        "DE", "en",    "2026-11-22",
         "VAT exempt – small enterprise"                                                                               },
        {"a region of the language",               "Exempt",           "FR", "fr-BE", "2026-11-22", "Exonération de TVA"},
        {"a language that has none",               "Exempt",           "FR", "de",    "2026-11-22", "Exempt from VAT"    },
        {"no language",                            "Exempt",           "FR", NULL,    "2026-11-22", "Exempt from VAT"    },
        {"the merchant's own, not yet",            "ReverseCharge",    "FR", "fr",    "2026-12-31",
         "Autoliquidation : TVA due par le preneur (art. 196 de la directive 2006/112/CE)"                               },
        {"the merchant's own",                     "ReverseCharge",    "FR", "fr",    "2027-01-01", "Autoliquidation"    },
        {"a key of the merchant's",                "Embassy",          "FR", "en",    "2026-11-22", "For an embassy"     },
        {"in the other language",                  "Embassy",          "FR", "fr",    "2026-11-22", "For an embassy"     },
        {"what is no key",                         "Exempt, art. 151", "FR", "en",    "2026-11-22", "Exempt, art. 151"   },
        {"nothing",                                NULL,               "FR", "en",    "2026-11-22", NULL                 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->text,
                    vat_mention_on(&own, one->key, one->country, one->language, one->day));
    FOR_EACH_CASE(one, sales)
        if (one->is.mention_tax)
            EXPECT_TRUE(one->when, vat_mention_on(&no_mentions, one->is.mention_tax, "FR", "fr",
                                                  "2026-11-22") != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_hold_from_a_day_until_another),
        cmocka_unit_test(every_member_state_has_rates_without_overlap),
        cmocka_unit_test(parts_of_countries_are_places_of_their_own),
        cmocka_unit_test(sales_bear_the_tax_of_their_place),
        cmocka_unit_test(every_treatment_is_whole),
        cmocka_unit_test(mentions_follow_the_law_and_the_merchant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
