#include "rules/vat_number.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/count.h"

const char *const vat_flaw_names[] = {NULL, "Missing", "Prefix", "Form", "Key", NULL};

/* arithmetic --------------------------------------------------------------------------------------
 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool are_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_digit(text[i]))
            return false;
    return true;
}

static int digit(const char *text, size_t at)
{
    return text[at] - '0';
}

/* Of the first digits, each by its weight. */
static int weighed(const char *text, const int *weights, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += digit(text, i) * weights[i];
    return sum;
}

#define WEIGHED(text, ...)                                                                         \
    weighed((text), (const int[]){__VA_ARGS__}, sizeof((const int[]){__VA_ARGS__}) / sizeof(int))

static int64_t number_of(const char *text, size_t count)
{
    int64_t number = 0;

    for (size_t i = 0; i < count; i++)
        number = number * 10 + digit(text, i);
    return number;
}

/* Every second digit from the right doubled, and of those above 9 the digits added. */
static bool is_luhn(const char *text, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++) {
        int value = digit(text, count - 1 - i) * (i % 2 ? 2 : 1);

        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

/* ISO 7064 with the moduli 11 and 10: Germany and Croatia. */
static bool is_iso_11_10(const char *text, size_t count)
{
    int product = 10;

    for (size_t i = 0; i + 1 < count; i++) {
        int sum = (digit(text, i) + product) % 10;

        product = (sum ? sum : 10) * 2 % 11;
    }
    return (11 - product) % 10 == digit(text, count - 1);
}

/* the member states -------------------------------------------------------------------------------
 * Each looks at a number of a length that its state has, without the prefix.
 */

static enum vat_flaw key_if(bool is_good)
{
    return is_good ? VAT_FLAW_NONE : VAT_FLAW_KEY;
}

static enum vat_flaw austria(const char *n, size_t size)
{
    int sum = 4;

    (void)size;
    if (n[0] != 'U' || !are_digits(n + 1, 8))
        return VAT_FLAW_FORM;
    for (size_t i = 1; i < 8; i++) {
        int value = digit(n, i) * (i % 2 ? 1 : 2);

        sum += value / 10 + value % 10;
    }
    return key_if((10 - sum % 10) % 10 == digit(n, 8));
}

static enum vat_flaw belgium(const char *n, size_t size)
{
    char padded[11] = "0";

    memcpy(padded + (size == 9), n, size);
    if (!are_digits(padded, 10) || padded[0] > '1')
        return VAT_FLAW_FORM;
    return key_if(97 - number_of(padded, 8) % 97 == number_of(padded + 8, 2));
}

/* Companies have nine digits; persons, foreigners and others have ten, by three formulas. */
static enum vat_flaw bulgaria(const char *n, size_t size)
{
    int other;

    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    if (size == 9) {
        int sum = WEIGHED(n, 1, 2, 3, 4, 5, 6, 7, 8) % 11;

        if (sum == 10)
            sum = WEIGHED(n, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10;
        return key_if(sum == digit(n, 8));
    }
    other = (11 - WEIGHED(n, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11) % 11;
    return key_if(WEIGHED(n, 2, 4, 8, 5, 10, 9, 7, 3, 6) % 11 % 10 == digit(n, 9) ||
                  WEIGHED(n, 21, 19, 17, 13, 11, 9, 7, 3, 1) % 10 == digit(n, 9) ||
                  other == digit(n, 9));
}

static enum vat_flaw cyprus(const char *n, size_t size)
{
    static const int odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21};
    int sum = 0;

    (void)size;
    if (!are_digits(n, 8) || !is_letter(n[8]) || memcmp(n, "12", 2) == 0)
        return VAT_FLAW_FORM;
    for (size_t i = 0; i < 8; i++)
        sum += i % 2 ? digit(n, i) : odd[digit(n, i)];
    return key_if('A' + sum % 26 == n[8]);
}

/* Companies, two kinds of persons; of those born before 1954 nine digits have no key. */
static enum vat_flaw czechia(const char *n, size_t size)
{
    int check;

    if (!are_digits(n, size) || (size == 8 && n[0] == '9'))
        return VAT_FLAW_FORM;
    if (size == 8) {
        check = (11 - WEIGHED(n, 8, 7, 6, 5, 4, 3, 2) % 11) % 11;
        return key_if((check ? check : 1) % 10 == digit(n, 7));
    }
    if (size == 9 && n[0] == '6') {
        check = WEIGHED(n + 1, 8, 7, 6, 5, 4, 3, 2) % 11;
        return key_if(8 - (21 - check) % 11 == digit(n, 8));
    }
    if (size == 9)
        return VAT_FLAW_NONE;
    return key_if(number_of(n, 9) % 11 % 10 == digit(n, 9));
}

static enum vat_flaw germany(const char *n, size_t size)
{
    if (!are_digits(n, size) || n[0] == '0')
        return VAT_FLAW_FORM;
    return key_if(is_iso_11_10(n, size));
}

static enum vat_flaw denmark(const char *n, size_t size)
{
    if (!are_digits(n, size) || n[0] == '0')
        return VAT_FLAW_FORM;
    return key_if(WEIGHED(n, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0);
}

static enum vat_flaw estonia(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    return key_if(WEIGHED(n, 3, 7, 1, 3, 7, 1, 3, 7, 1) % 10 == 0);
}

static enum vat_flaw greece(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    return key_if(WEIGHED(n, 256, 128, 64, 32, 16, 8, 4, 2) % 11 % 10 == digit(n, 8));
}

static char spanish_letter(int64_t number)
{
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23];
}

/* The control of a company is a digit for some kinds, a letter for others, either for the rest. */
static enum vat_flaw spanish_company(const char *n)
{
    int sum = 0, check;
    bool is_digit_right, is_letter_right;

    /* From the left the first of the seven is doubled. */
    for (size_t i = 1; i < 8; i++) {
        int value = digit(n, i) * (i % 2 ? 2 : 1);

        sum += value > 9 ? value - 9 : value;
    }
    check = (10 - sum % 10) % 10;
    is_digit_right = n[8] == '0' + check;
    is_letter_right = n[8] == "JABCDEFGHI"[check];
    if (strchr("PQRSNW", n[0]))
        return key_if(is_letter_right);
    if (strchr("ABEH", n[0]))
        return key_if(is_digit_right);
    return key_if(is_digit_right || is_letter_right);
}

static enum vat_flaw spain(const char *n, size_t size)
{
    (void)size;
    if (are_digits(n, 8) && is_letter(n[8]))
        return key_if(spanish_letter(number_of(n, 8)) == n[8]);
    if (!are_digits(n + 1, 7) || !is_letter(n[0]))
        return VAT_FLAW_FORM;
    if (strchr("XYZ", n[0]) && is_letter(n[8]))
        return key_if(spanish_letter((n[0] - 'X') * INT64_C(10000000) + number_of(n + 1, 7)) ==
                      n[8]);
    if (strchr("KLM", n[0]) && is_letter(n[8]))
        return key_if(spanish_letter(number_of(n + 1, 7)) == n[8]);
    if (!strchr("ABCDEFGHJNPQRSUVW", n[0]))
        return VAT_FLAW_FORM;
    return spanish_company(n);
}

static enum vat_flaw finland(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    return key_if(WEIGHED(n, 7, 9, 10, 5, 8, 4, 2, 1) % 11 == 0);
}

/* The place of a digit or a letter among those of French keys, which know neither I nor O. */
static int french_place(char c)
{
    const char *found = strchr("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", c);

    return found ? (int)(found - "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ") : -1;
}

static bool french_key_is_good(const char *n)
{
    int first = french_place(n[0]), second = french_place(n[1]);
    int64_t siren = number_of(n + 2, 9), check;

    if (are_digits(n, 2))
        return number_of(n, 2) == (12 + 3 * (siren % 97)) % 97;
    check = is_digit(n[0]) ? first * 24 + second - 10 : first * 34 + second - 100;
    return (siren + 1 + check / 11) % 11 == check % 11;
}

/* The numbers of Monaco have no SIREN: they begin with three zeros. */
static enum vat_flaw france(const char *n, size_t size)
{
    (void)size;
    if (french_place(n[0]) < 0 || french_place(n[1]) < 0 || !are_digits(n + 2, 9))
        return VAT_FLAW_FORM;
    if (memcmp(n + 2, "000", 3) != 0 && !is_luhn(n + 2, 9))
        return VAT_FLAW_KEY;
    return key_if(french_key_is_good(n));
}

static enum vat_flaw croatia(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    return key_if(is_iso_11_10(n, size));
}

static enum vat_flaw hungary(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    return key_if(WEIGHED(n, 9, 7, 3, 1, 9, 7, 3, 1) % 10 == 0);
}

static char irish_letter(int sum)
{
    return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23];
}

/* Seven digits, a key and perhaps a letter; old ones have a letter or a sign as the second, and
 * their first digit is the last to be counted. */
static enum vat_flaw ireland(const char *n, size_t size)
{
    char digits[] = "0000000";
    int more = 0;

    if (!is_digit(n[0]) || !are_digits(n + 2, 5) || !is_letter(n[7]))
        return VAT_FLAW_FORM;
    if (is_digit(n[1])) {
        memcpy(digits, n, 7);
    } else {
        if ((!is_letter(n[1]) && n[1] != '+' && n[1] != '*') || size == 9)
            return VAT_FLAW_FORM;
        memcpy(digits + 1, n + 2, 5);
        digits[6] = n[0];
    }
    if (size == 9) {
        if (n[8] != 'W' && (n[8] < 'A' || n[8] > 'I'))
            return VAT_FLAW_FORM;
        more = n[8] == 'W' ? 0 : (n[8] - 'A' + 1) * 9;
    }
    return key_if(irish_letter(WEIGHED(digits, 8, 7, 6, 5, 4, 3, 2) + more) == n[7]);
}

/* The office that gave it stands before the key. */
static enum vat_flaw italy(const char *n, size_t size)
{
    int64_t office;

    if (!are_digits(n, size) || number_of(n, 7) == 0)
        return VAT_FLAW_FORM;
    office = number_of(n + 7, 3);
    if (!(office >= 1 && office <= 100) && office != 120 && office != 121 && office != 888 &&
        office != 999)
        return VAT_FLAW_FORM;
    return key_if(is_luhn(n, size));
}

static enum vat_flaw lithuania(const char *n, size_t size)
{
    int sum = 0, again = 0;

    if (!are_digits(n, size) || n[size - 2] != '1')
        return VAT_FLAW_FORM;
    for (int i = 0; i < (int)size - 1; i++) {
        sum += (1 + i % 9) * digit(n, (size_t)i);
        again += (1 + (i + 2) % 9) * digit(n, (size_t)i);
    }
    return key_if((sum % 11 == 10 ? again % 11 % 10 : sum % 11) == digit(n, size - 1));
}

static enum vat_flaw luxembourg(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    return key_if(number_of(n, 6) % 89 == number_of(n + 6, 2));
}

/* Those of persons begin with a day of birth; newer ones, with 32, have no key. */
static enum vat_flaw latvia(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    if (n[0] > '3')
        return key_if(WEIGHED(n, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1) % 11 == 3);
    if (memcmp(n, "32", 2) == 0)
        return VAT_FLAW_NONE;
    return key_if((1 + WEIGHED(n, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9)) % 11 % 10 == digit(n, 10));
}

static enum vat_flaw malta(const char *n, size_t size)
{
    if (!are_digits(n, size) || n[0] == '0')
        return VAT_FLAW_FORM;
    return key_if(WEIGHED(n, 3, 4, 6, 7, 8, 9, 10, 1) % 37 == 0);
}

/* Older ones have the key of their nine digits; newer ones that of the whole, letters counting from
 * ten: `NL` and the B in it. */
static bool dutch_whole_is_good(const char *n)
{
    const int64_t prefix = 2321; /* N and L */
    int64_t rest = prefix % 97;

    for (size_t i = 0; i < 12; i++)
        rest = is_digit(n[i]) ? (rest * 10 + digit(n, i)) % 97 : (rest * 100 + 11) % 97;
    return rest == 1;
}

static enum vat_flaw netherlands(const char *n, size_t size)
{
    int sum;

    (void)size;
    if (!are_digits(n, 9) || n[9] != 'B' || !are_digits(n + 10, 2) || number_of(n, 9) == 0 ||
        number_of(n + 10, 2) == 0)
        return VAT_FLAW_FORM;
    sum = WEIGHED(n, 9, 8, 7, 6, 5, 4, 3, 2) - digit(n, 8);
    return key_if(sum % 11 == 0 || dutch_whole_is_good(n));
}

static enum vat_flaw poland(const char *n, size_t size)
{
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    return key_if(WEIGHED(n, 6, 5, 7, 2, 3, 4, 5, 6, 7) % 11 == digit(n, 9));
}

static enum vat_flaw portugal(const char *n, size_t size)
{
    if (!are_digits(n, size) || n[0] == '0')
        return VAT_FLAW_FORM;
    return key_if((11 - WEIGHED(n, 9, 8, 7, 6, 5, 4, 3, 2) % 11) % 11 % 10 == digit(n, 8));
}

/* From two to ten digits, counted from the right. */
static enum vat_flaw romania(const char *n, size_t size)
{
    char padded[] = "0000000000";

    if (!are_digits(n, size) || n[0] == '0')
        return VAT_FLAW_FORM;
    memcpy(padded + 10 - size, n, size);
    return key_if(WEIGHED(padded, 7, 5, 3, 2, 1, 7, 5, 3, 2) * 10 % 11 % 10 == digit(padded, 9));
}

/* The last two count the branches of a company. */
static enum vat_flaw sweden(const char *n, size_t size)
{
    if (!are_digits(n, size) || number_of(n + 10, 2) < 1 || number_of(n + 10, 2) > 94)
        return VAT_FLAW_FORM;
    return key_if(is_luhn(n, 10));
}

static enum vat_flaw slovenia(const char *n, size_t size)
{
    int check;

    if (!are_digits(n, size) || n[0] == '0')
        return VAT_FLAW_FORM;
    check = 11 - WEIGHED(n, 8, 7, 6, 5, 4, 3, 2) % 11;
    return key_if(check == 10 ? n[7] == '0' : check == digit(n, 7));
}

static enum vat_flaw slovakia(const char *n, size_t size)
{
    if (!are_digits(n, size) || n[0] == '0' || !strchr("234789", n[2]))
        return VAT_FLAW_FORM;
    return key_if(number_of(n, size) % 11 == 0);
}

/* As in Great Britain: nine digits, twelve with a branch, GD for offices and HA for hospitals. */
static enum vat_flaw northern_ireland(const char *n, size_t size)
{
    int64_t sum;

    if (size == 5) {
        bool is_office = memcmp(n, "GD", 2) == 0, is_hospital = memcmp(n, "HA", 2) == 0;

        if ((!is_office && !is_hospital) || !are_digits(n + 2, 3))
            return VAT_FLAW_FORM;
        return number_of(n + 2, 3) < 500 ? (is_office ? VAT_FLAW_NONE : VAT_FLAW_FORM)
                                         : (is_hospital ? VAT_FLAW_NONE : VAT_FLAW_FORM);
    }
    if (!are_digits(n, size))
        return VAT_FLAW_FORM;
    sum = WEIGHED(n, 8, 7, 6, 5, 4, 3, 2) + number_of(n + 7, 2);
    return key_if(sum % 97 == 0 || (sum + 55) % 97 == 0);
}

/* `sizes`: the lengths, a bit for each. */
struct member_state {
    const char *prefix;
    uint32_t sizes;
    enum vat_flaw (*check)(const char *number, size_t size);
};

#define DIGITS(n) (1U << (n))

/* clang-format off */
static const struct member_state member_states[] = {
    {"AT", DIGITS(9), austria},        {"BE", DIGITS(9) | DIGITS(10), belgium},
    {"BG", DIGITS(9) | DIGITS(10), bulgaria},
    {"CY", DIGITS(9), cyprus},         {"CZ", DIGITS(8) | DIGITS(9) | DIGITS(10), czechia},
    {"DE", DIGITS(9), germany},        {"DK", DIGITS(8), denmark},
    {"EE", DIGITS(9), estonia},        {"EL", DIGITS(9), greece},
    {"ES", DIGITS(9), spain},          {"FI", DIGITS(8), finland},
    {"FR", DIGITS(11), france},        {"HR", DIGITS(11), croatia},
    {"HU", DIGITS(8), hungary},        {"IE", DIGITS(8) | DIGITS(9), ireland},
    {"IT", DIGITS(11), italy},         {"LT", DIGITS(9) | DIGITS(12), lithuania},
    {"LU", DIGITS(8), luxembourg},     {"LV", DIGITS(11), latvia},
    {"MT", DIGITS(8), malta},          {"NL", DIGITS(12), netherlands},
    {"PL", DIGITS(10), poland},        {"PT", DIGITS(9), portugal},
    {"RO", 0x7fc /* 2 to 10 */, romania},
    {"SE", DIGITS(12), sweden},        {"SI", DIGITS(8), slovenia},
    {"SK", DIGITS(10), slovakia},
    {"XI", DIGITS(5) | DIGITS(9) | DIGITS(12), northern_ireland},
};
/* clang-format on */

static const struct member_state *state_of(const char *prefix)
{
    for (size_t i = 0; prefix && i < COUNT_OF(member_states); i++)
        if (strncmp(member_states[i].prefix, prefix, 2) == 0)
            return &member_states[i];
    return NULL;
}

const char *vat_prefix(const char *country)
{
    const struct member_state *state;

    if (!country)
        return NULL;
    if (strcmp(country, "GR") == 0)
        country = "EL";
    else if (strcmp(country, "MC") == 0)
        country = "FR";
    state = state_of(country);
    return state ? state->prefix : NULL;
}

/* What matters of a text, in capitals; false if it is too long to be a number. */
static bool condense(const char *text, char out[VAT_NUMBER_SIZE])
{
    size_t size = 0;

    for (; *text; text++) {
        char c = *text >= 'a' && *text <= 'z' ? (char)(*text - 'a' + 'A') : *text;

        if (strchr(" .-/_", c))
            continue;
        if (size + 1 == VAT_NUMBER_SIZE)
            return false;
        out[size++] = c;
    }
    out[size] = '\0';
    return true;
}

static enum vat_flaw check_at(const struct member_state *state, const char *number)
{
    size_t size = strlen(number);

    if (size >= 32 || !(state->sizes & DIGITS(size)))
        return VAT_FLAW_FORM;
    return state->check(number, size);
}

/* The nine digits of older Belgian numbers have a zero in front today. */
static void keep(const struct member_state *state, const char *number, char out[VAT_NUMBER_SIZE])
{
    size_t at = 2;

    memcpy(out, state->prefix, 2);
    if (state->check == belgium && strlen(number) == 9)
        out[at++] = '0';
    memcpy(out + at, number, strlen(number) + 1);
}

enum vat_flaw vat_number_read(const char *text, const char *country, char out[VAT_NUMBER_SIZE])
{
    char condensed[VAT_NUMBER_SIZE];
    const char *number = condensed;
    const struct member_state *state, *own = state_of(vat_prefix(country));
    enum vat_flaw flaw;

    out[0] = '\0';
    if (!text || !text[strspn(text, " ")])
        return VAT_FLAW_MISSING;
    if (!condense(text, condensed))
        return VAT_FLAW_FORM;
    state = strncmp(condensed, "GR", 2) == 0 ? state_of("EL") : state_of(condensed);
    flaw = own ? check_at(own, condensed) : VAT_FLAW_FORM;
    if (state && flaw != VAT_FLAW_NONE) {
        number += 2;
        flaw = check_at(state, number);
    } else if (own) {
        state = own;
    } else {
        return VAT_FLAW_PREFIX;
    }
    if (flaw == VAT_FLAW_NONE)
        keep(state, number, out);
    return flaw;
}

bool siren_is_good(const char *siren)
{
    return siren && strlen(siren) == 9 && are_digits(siren, 9) && is_luhn(siren, 9);
}

static bool siret_is_good(const char *siret)
{
    int sum = 0;

    if (strlen(siret) != 14 || !are_digits(siret, 14))
        return false;
    if (strncmp(siret, "356000000", 9) != 0)
        return is_luhn(siret, 14) && is_luhn(siret, 9);
    for (size_t i = 0; i < 14; i++)
        sum += digit(siret, i);
    return is_luhn(siret, 14) || sum % 5 == 0;
}

bool is_french_company(const char *text)
{
    char condensed[VAT_NUMBER_SIZE];

    return text && condense(text, condensed) &&
           (siren_is_good(condensed) || siret_is_good(condensed));
}
