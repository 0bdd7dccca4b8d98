#include "base/money.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int64_t divide_rounded(int128 numerator, int128 denominator, enum rounding how)
{
    int128 quotient = numerator / denominator;
    int128 rest = numerator % denominator;
    int128 magnitude = rest < 0 ? -rest : rest;

    if (how == ROUND_HALF_UP && magnitude * 2 >= denominator)
        quotient += numerator < 0 ? -1 : 1;
    return (int64_t)quotient;
}

bool integer_parse(const char *text, int64_t max, int64_t *out)
{
    bool is_negative = *text == '-';
    int64_t value = 0;

    text += is_negative;
    if (!*text)
        return false;
    for (; *text; text++) {
        int digit = *text - '0';

        if (!isdigit((unsigned char)*text) || digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = is_negative ? -value : value;
    return true;
}

bool decimal_parse(const char *text, struct decimal *out)
{
    bool is_negative = *text == '-';
    int64_t units = 0, micros = 0, place = MICROS_PER_UNIT;

    text += is_negative;
    if (!isdigit((unsigned char)*text))
        return false;
    for (; isdigit((unsigned char)*text); text++) {
        units = units * 10 + (*text - '0');
        if (units > UNITS_MAX)
            return false;
    }
    if (*text == '.') {
        text++;
        if (!isdigit((unsigned char)*text))
            return false;
        for (; isdigit((unsigned char)*text); text++) {
            place /= 10;
            if (!place)
                return false;
            micros += place * (*text - '0');
        }
    }
    if (*text)
        return false;
    micros += units * MICROS_PER_UNIT;
    if (micros > UNITS_MAX * MICROS_PER_UNIT)
        return false;
    out->micros = is_negative ? -micros : micros;
    return true;
}

void decimal_format(struct decimal decimal, char *out)
{
    int64_t micros = decimal.micros < 0 ? -decimal.micros : decimal.micros;
    int length =
        snprintf(out, DECIMAL_TEXT_SIZE, "%s%" PRId64 ".%06" PRId64, decimal.micros < 0 ? "-" : "",
                 micros / MICROS_PER_UNIT, micros % MICROS_PER_UNIT);

    while (out[length - 1] == '0')
        length--;
    if (out[length - 1] == '.')
        length--;
    out[length] = '\0';
}

int currency_exponent(const char *code)
{
    /* ISO 4217, by number of decimals; funds and metals are left out, since nobody bills in them.
     */
    static const struct {
        int exponent;
        const char *codes;
    } known[] = {
        {2, "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN "
            "BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
            "GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK "
            "LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO "
            "NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE "
            "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES "
            "WST XCD YER ZAR ZMW ZWG"                             },
        {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"},
        {3, "BHD IQD JOD KWD LYD OMR TND"                                    },
        {4, "CLF UYW"                                                        },
    };

    if (strlen(code) != 3)
        return -1;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (const char *at = known[i].codes; *at; at += at[3] ? 4 : 3)
            if (memcmp(at, code, 3) == 0)
                return known[i].exponent;
    return -1;
}

/* Digits between two signs of a long number. */
enum { THOUSANDS = 3 };

int64_t amount_read(const char *text, const char *currency)
{
    int exponent = currency_exponent(currency), decimals = 0;
    bool has_sign = false;
    int64_t amount = 0;

    if (exponent < 0)
        exponent = 2;
    for (; text && *text && amount < AMOUNT_MAX; text++) {
        if (isdigit((unsigned char)*text)) {
            amount = 10 * amount + (*text - '0');
            decimals += has_sign;
        } else if (*text == ',' || *text == '.') {
            has_sign = true;
            decimals = 0;
        } else if (isalpha((unsigned char)*text) || *text == '-') {
            return NONE;
        }
    }
    if (has_sign && decimals == THOUSANDS && exponent < THOUSANDS)
        decimals = 0;
    if (decimals > exponent)
        return NONE;
    for (; decimals < exponent && amount < AMOUNT_MAX; decimals++)
        amount *= 10;
    return amount && amount < AMOUNT_MAX ? amount : NONE;
}
