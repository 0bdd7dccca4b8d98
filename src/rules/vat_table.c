/* What the rules of VAT know of the world: rates, places and mentions, with the days from which and
 * until which they hold. A merchant adds to them what changes between two versions of the program.
 */
#include <string.h>

#include "base/count.h"
#include "rules/vat.h"

/* rates -------------------------------------------------------------------------------------------
 * Two reduced rates are Intermediate and Reduced, the higher and the lower.
 */

#define EVER "1971-01-01"

/* clang-format off */
const struct vat_rate vat_rates[] = {
    {"AT", RATE_STANDARD,      2000, EVER,         NULL},
    {"AT", RATE_INTERMEDIATE,  1300, "2016-01-01", NULL},
    {"AT", RATE_REDUCED,       1000, EVER,         NULL},
    {"AT-19", RATE_STANDARD,   1900, EVER,         NULL}, /* Jungholz and Mittelberg */
    {"BE", RATE_STANDARD,      2100, EVER,         NULL},
    {"BE", RATE_INTERMEDIATE,  1200, EVER,         NULL},
    {"BE", RATE_REDUCED,        600, EVER,         NULL},
    {"BG", RATE_STANDARD,      2000, EVER,         NULL},
    {"BG", RATE_REDUCED,        900, EVER,         NULL},
    {"CY", RATE_STANDARD,      1900, EVER,         NULL},
    {"CY", RATE_INTERMEDIATE,   900, EVER,         NULL},
    {"CY", RATE_REDUCED,        500, EVER,         NULL},
    {"CZ", RATE_STANDARD,      2100, EVER,         NULL},
    {"CZ", RATE_INTERMEDIATE,  1500, EVER,         "2024-01-01"},
    {"CZ", RATE_REDUCED,       1000, EVER,         "2024-01-01"},
    {"CZ", RATE_REDUCED,       1200, "2024-01-01", NULL},
    {"DE", RATE_STANDARD,      1900, EVER,         "2020-07-01"},
    {"DE", RATE_STANDARD,      1600, "2020-07-01", "2021-01-01"},
    {"DE", RATE_STANDARD,      1900, "2021-01-01", NULL},
    {"DE", RATE_REDUCED,        700, EVER,         "2020-07-01"},
    {"DE", RATE_REDUCED,        500, "2020-07-01", "2021-01-01"},
    {"DE", RATE_REDUCED,        700, "2021-01-01", NULL},
    {"DK", RATE_STANDARD,      2500, EVER,         NULL},
    {"EE", RATE_STANDARD,      2000, EVER,         "2024-01-01"},
    {"EE", RATE_STANDARD,      2200, "2024-01-01", "2025-07-01"},
    {"EE", RATE_STANDARD,      2400, "2025-07-01", NULL},
    {"EE", RATE_REDUCED,        900, EVER,         NULL},
    {"EE", RATE_INTERMEDIATE,  1300, "2025-01-01", NULL},
    {"ES", RATE_STANDARD,      2100, EVER,         NULL},
    {"ES", RATE_REDUCED,       1000, EVER,         NULL},
    {"ES", RATE_SUPER_REDUCED,  400, EVER,         NULL},
    {"FI", RATE_STANDARD,      2400, EVER,         "2024-09-01"},
    {"FI", RATE_STANDARD,      2550, "2024-09-01", NULL},
    {"FI", RATE_INTERMEDIATE,  1400, EVER,         NULL},
    {"FI", RATE_REDUCED,       1000, EVER,         NULL},
    {"FR", RATE_STANDARD,      1960, EVER,         "2014-01-01"},
    {"FR", RATE_STANDARD,      2000, "2014-01-01", NULL},
    {"FR", RATE_INTERMEDIATE,   700, "2012-01-01", "2014-01-01"},
    {"FR", RATE_INTERMEDIATE,  1000, "2014-01-01", NULL},
    {"FR", RATE_REDUCED,        550, EVER,         NULL},
    {"FR", RATE_SUPER_REDUCED,  210, EVER,         NULL},
    {"GP", RATE_STANDARD,       850, EVER,         NULL},
    {"GP", RATE_REDUCED,        210, EVER,         NULL},
    {"GP", RATE_SUPER_REDUCED,  105, EVER,         NULL},
    {"MQ", RATE_STANDARD,       850, EVER,         NULL},
    {"MQ", RATE_REDUCED,        210, EVER,         NULL},
    {"MQ", RATE_SUPER_REDUCED,  105, EVER,         NULL},
    {"RE", RATE_STANDARD,       850, EVER,         NULL},
    {"RE", RATE_REDUCED,        210, EVER,         NULL},
    {"RE", RATE_SUPER_REDUCED,  105, EVER,         NULL},
    {"GR", RATE_STANDARD,      2300, EVER,         "2016-06-01"},
    {"GR", RATE_STANDARD,      2400, "2016-06-01", NULL},
    {"GR", RATE_INTERMEDIATE,  1300, EVER,         NULL},
    {"GR", RATE_REDUCED,        600, EVER,         NULL},
    {"HR", RATE_STANDARD,      2500, EVER,         NULL},
    {"HR", RATE_INTERMEDIATE,  1300, EVER,         NULL},
    {"HR", RATE_REDUCED,        500, EVER,         NULL},
    {"HU", RATE_STANDARD,      2700, EVER,         NULL},
    {"HU", RATE_INTERMEDIATE,  1800, EVER,         NULL},
    {"HU", RATE_REDUCED,        500, EVER,         NULL},
    {"IE", RATE_STANDARD,      2300, EVER,         "2020-09-01"},
    {"IE", RATE_STANDARD,      2100, "2020-09-01", "2021-03-01"},
    {"IE", RATE_STANDARD,      2300, "2021-03-01", NULL},
    {"IE", RATE_INTERMEDIATE,  1350, EVER,         NULL},
    {"IE", RATE_REDUCED,        900, EVER,         NULL},
    {"IE", RATE_SUPER_REDUCED,  480, EVER,         NULL},
    {"IT", RATE_STANDARD,      2200, EVER,         NULL},
    {"IT", RATE_INTERMEDIATE,  1000, EVER,         NULL},
    {"IT", RATE_REDUCED,        500, EVER,         NULL},
    {"IT", RATE_SUPER_REDUCED,  400, EVER,         NULL},
    {"LT", RATE_STANDARD,      2100, EVER,         NULL},
    {"LT", RATE_INTERMEDIATE,   900, EVER,         NULL},
    {"LT", RATE_REDUCED,        500, EVER,         NULL},
    {"LU", RATE_STANDARD,      1700, EVER,         "2023-01-01"},
    {"LU", RATE_STANDARD,      1600, "2023-01-01", "2024-01-01"},
    {"LU", RATE_STANDARD,      1700, "2024-01-01", NULL},
    {"LU", RATE_REDUCED,        800, EVER,         "2023-01-01"},
    {"LU", RATE_REDUCED,        700, "2023-01-01", "2024-01-01"},
    {"LU", RATE_REDUCED,        800, "2024-01-01", NULL},
    {"LU", RATE_SUPER_REDUCED,  300, EVER,         NULL},
    {"LU", RATE_PARKING,       1400, "2024-01-01", NULL},
    {"LV", RATE_STANDARD,      2100, EVER,         NULL},
    {"LV", RATE_INTERMEDIATE,  1200, EVER,         NULL},
    {"LV", RATE_REDUCED,        500, EVER,         NULL},
    {"MT", RATE_STANDARD,      1800, EVER,         NULL},
    {"MT", RATE_INTERMEDIATE,   700, EVER,         NULL},
    {"MT", RATE_REDUCED,        500, EVER,         NULL},
    {"NL", RATE_STANDARD,      2100, EVER,         NULL},
    {"NL", RATE_REDUCED,        600, EVER,         "2019-01-01"},
    {"NL", RATE_REDUCED,        900, "2019-01-01", NULL},
    {"PL", RATE_STANDARD,      2300, EVER,         NULL},
    {"PL", RATE_INTERMEDIATE,   800, EVER,         NULL},
    {"PL", RATE_REDUCED,        500, EVER,         NULL},
    {"PT", RATE_STANDARD,      2300, EVER,         NULL},
    {"PT", RATE_INTERMEDIATE,  1300, EVER,         NULL},
    {"PT", RATE_REDUCED,        600, EVER,         NULL},
    {"PT-20", RATE_STANDARD,   1800, EVER,         "2021-07-01"}, /* the Azores */
    {"PT-20", RATE_STANDARD,   1600, "2021-07-01", NULL},
    {"PT-30", RATE_STANDARD,   2200, EVER,         NULL},         /* Madeira */
    {"RO", RATE_STANDARD,      1900, "2017-01-01", "2025-08-01"},
    {"RO", RATE_STANDARD,      2100, "2025-08-01", NULL},
    {"RO", RATE_INTERMEDIATE,   900, EVER,         "2025-08-01"},
    {"RO", RATE_REDUCED,        500, EVER,         "2025-08-01"},
    {"RO", RATE_REDUCED,       1100, "2025-08-01", NULL},
    {"SE", RATE_STANDARD,      2500, EVER,         NULL},
    {"SE", RATE_INTERMEDIATE,  1200, EVER,         NULL},
    {"SE", RATE_REDUCED,        600, EVER,         NULL},
    {"SI", RATE_STANDARD,      2200, EVER,         NULL},
    {"SI", RATE_INTERMEDIATE,   950, EVER,         NULL},
    {"SI", RATE_REDUCED,        500, EVER,         NULL},
    {"SK", RATE_STANDARD,      2000, EVER,         "2025-01-01"},
    {"SK", RATE_STANDARD,      2300, "2025-01-01", NULL},
    {"SK", RATE_REDUCED,       1000, EVER,         "2025-01-01"},
    {"SK", RATE_INTERMEDIATE,  1900, "2025-01-01", NULL},
    {"SK", RATE_REDUCED,        500, "2025-01-01", NULL},
};
const size_t vat_rate_count = COUNT_OF(vat_rates);
/* clang-format on */

/* places ------------------------------------------------------------------------------------------
 */

static const char *const member_states[] = {
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
    "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
};

/* A part of a country, known by how its postal codes begin, by its region, or by a country code of
 * its own; the first row that fits counts. */
struct territory {
    const char *country, *zip_code, *region;
    struct vat_place place;
};

/* clang-format off */
static const struct territory territories[] = {
    /* Saint Barthélemy and Saint Martin have postal codes of Guadeloupe, and no VAT of the union */
    {"FR", "97133", "FR-BL",  {"BL", NULL, false}},
    {"FR", "97150", "FR-MF",  {"MF", NULL, false}},
    {"FR", "971",   "FR-971", {"FR", "GP", false}},
    {"FR", "972",   "FR-972", {"FR", "MQ", false}},
    {"FR", "973",   "FR-973", {"FR", NULL, false}},
    {"FR", "974",   "FR-974", {"FR", "RE", false}},
    {"FR", "976",   "FR-976", {"FR", NULL, false}},
    {"FR", NULL,    "FR-GP",  {"FR", "GP", false}},
    {"FR", NULL,    "FR-MQ",  {"FR", "MQ", false}},
    {"FR", NULL,    "FR-GF",  {"FR", NULL, false}},
    {"FR", NULL,    "FR-RE",  {"FR", "RE", false}},
    {"FR", NULL,    "FR-YT",  {"FR", NULL, false}},
    {"FR", "975",   "FR-PM",  {"PM", NULL, false}},
    {"FR", "986",   "FR-WF",  {"WF", NULL, false}},
    {"FR", "987",   "FR-PF",  {"PF", NULL, false}},
    {"FR", "988",   "FR-NC",  {"NC", NULL, false}},
    {"FR", "984",   "FR-TF",  {"TF", NULL, false}},
    {"GP", NULL,    NULL,     {"FR", "GP", false}},
    {"MQ", NULL,    NULL,     {"FR", "MQ", false}},
    {"GF", NULL,    NULL,     {"FR", NULL, false}},
    {"RE", NULL,    NULL,     {"FR", "RE", false}},
    {"YT", NULL,    NULL,     {"FR", NULL, false}},
    {"MC", NULL,    NULL,     {"FR", "FR", true}},
    {"AT", "6691",  NULL,     {"AT", "AT-19", true}},
    {"AT", "6991",  NULL,     {"AT", "AT-19", true}},
    {"AT", "6992",  NULL,     {"AT", "AT-19", true}},
    {"AT", "6993",  NULL,     {"AT", "AT-19", true}},
    {"DE", "78266", NULL,     {"DE", NULL, false}}, /* Büsingen */
    {"DE", "27498", NULL,     {"DE", NULL, false}}, /* Heligoland */
    {"DK", "39",    "DK-GL",  {"GL", NULL, false}},
    {"ES", "35",    "ES-GC",  {"ES", NULL, false}}, /* the Canary Islands */
    {"ES", "38",    "ES-TF",  {"ES", NULL, false}},
    {"ES", NULL,    "ES-CN",  {"ES", NULL, false}},
    {"ES", "51",    "ES-CE",  {"ES", NULL, false}},
    {"ES", "52",    "ES-ML",  {"ES", NULL, false}},
    {"FI", "22",    "FI-01",  {"FI", NULL, false}}, /* Åland */
    {"AX", NULL,    NULL,     {"FI", NULL, false}},
    {"GR", "63086", "GR-69",  {"GR", NULL, false}}, /* Mount Athos */
    {"IT", "22061", NULL,     {"IT", NULL, false}}, /* Campione d'Italia */
    {"IT", "23041", NULL,     {"IT", NULL, false}}, /* Livigno */
    {"PT", "95",    "PT-20",  {"PT", "PT-20", true}},
    {"PT", "96",    NULL,     {"PT", "PT-20", true}},
    {"PT", "97",    NULL,     {"PT", "PT-20", true}},
    {"PT", "98",    NULL,     {"PT", "PT-20", true}},
    {"PT", "99",    NULL,     {"PT", "PT-20", true}},
    {"PT", "90",    "PT-30",  {"PT", "PT-30", true}},
    {"PT", "91",    NULL,     {"PT", "PT-30", true}},
    {"PT", "92",    NULL,     {"PT", "PT-30", true}},
    {"PT", "93",    NULL,     {"PT", "PT-30", true}},
    {"PT", "94",    NULL,     {"PT", "PT-30", true}},
    /* for services Northern Ireland is British: the protocol is about goods */
    {"XI", NULL,    NULL,     {"GB", "GB", false}},
};
/* clang-format on */

bool is_member_state(const char *country)
{
    for (size_t i = 0; country && i < COUNT_OF(member_states); i++)
        if (strcmp(member_states[i], country) == 0)
            return true;
    return false;
}

/* Does the code begin so, whatever spaces are in it? */
static bool zip_begins(const char *zip_code, const char *beginning)
{
    for (; *beginning; zip_code++) {
        if (*zip_code == ' ')
            continue;
        if (*zip_code != *beginning)
            return false;
        beginning++;
    }
    return true;
}

static bool is_part(const struct vat_address *address, const struct territory *territory)
{
    if (strcmp(address->country, territory->country) != 0)
        return false;
    if (!territory->zip_code && !territory->region)
        return true;
    if (territory->region && address->region && strcmp(address->region, territory->region) == 0)
        return true;
    return territory->zip_code && address->zip_code &&
           zip_begins(address->zip_code, territory->zip_code);
}

struct vat_place vat_place_of(const struct vat_address *address)
{
    if (!address->country)
        return (struct vat_place){0};
    for (size_t i = 0; i < COUNT_OF(territories); i++)
        if (is_part(address, &territories[i]))
            return territories[i].place;
    return (struct vat_place){
        .country = address->country,
        .territory = address->country,
        .is_in_union = is_member_state(address->country),
    };
}

/* mentions ----------------------------------------------------------------------------------------
 * Until the end of 2027 an invoice may name the articles of the French tax code that the code of
 * taxes on goods and services replaced on 2026-09-01.
 */

#define LAST_OF_CGI "2028-01-01"

/* clang-format off */
const struct vat_mention vat_mentions[] = {
    {"ReverseCharge", NULL, "fr",
     "Autoliquidation : TVA due par le preneur (art. 196 de la directive 2006/112/CE)", NULL, NULL},
    {"ReverseCharge", NULL, "en",
     "Reverse charge: VAT is due by the customer (art. 196 of Directive 2006/112/EC)", NULL, NULL},
    {"Outside", NULL, "fr", "TVA non applicable – preneur établi hors UE", NULL, NULL},
    {"Outside", NULL, "en", "Not subject to VAT – customer established outside the EU", NULL, NULL},
    {"Franchise", "FR", "fr", "TVA non applicable, art. 293 B du CGI", NULL, LAST_OF_CGI},
    {"Franchise", "FR", "fr", "TVA non applicable, art. L. 223-3 du CIBS", LAST_OF_CGI, NULL},
    {"Franchise", "FR", "en", "VAT not applicable, art. 293 B of the French tax code (CGI)",
     NULL, LAST_OF_CGI},
    {"Franchise", "FR", "en", "VAT not applicable, art. L. 223-3 of the French code CIBS",
     LAST_OF_CGI, NULL},
    {"Franchise", NULL, "fr", "TVA non applicable – franchise des petites entreprises", NULL, NULL},
    {"Franchise", NULL, "en", "VAT exempt – small enterprise", NULL, NULL},
    {"NoVatHere", "FR", "fr", "TVA non applicable, art. 294-1 du CGI", NULL, LAST_OF_CGI},
    {"NoVatHere", "FR", "fr", "TVA non applicable en Guyane et à Mayotte", LAST_OF_CGI, NULL},
    {"NoVatHere", NULL, "fr", "TVA non applicable au lieu du preneur", NULL, NULL},
    {"NoVatHere", NULL, "en", "VAT does not apply at the customer's place", NULL, NULL},
    {"Exempt", NULL, "fr", "Exonération de TVA", NULL, NULL},
    {"Exempt", NULL, "en", "Exempt from VAT", NULL, NULL},
    {"OutOfScope", NULL, "fr", "Hors champ d'application de la TVA", NULL, NULL},
    {"OutOfScope", NULL, "en", "Outside the scope of VAT", NULL, NULL},
};
const size_t vat_mention_count = COUNT_OF(vat_mentions);
/* clang-format on */
