#include "domain/check.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "platform/crypto/crypto.h"

enum {
    REFERENCE_MAX = 50,
    EMAIL_MAX = 254,
    METADATA_PAIRS_MAX = 5,
    METADATA_VALUE_MAX = 450,
    URL_MAX = 500
};

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            return true;
    return false;
}

void check_reference(struct ctx *ctx, const char *target, const char *reference)
{
    if (!reference)
        return;
    if (text_is_blank(reference))
        complain(ctx, NULL, target, "%s: a reference cannot be blank.", target);
    else if (utf8_length(reference) > REFERENCE_MAX)
        complain(ctx, NULL, target, "%s: longer than %d characters.", target, REFERENCE_MAX);
    else if (strpbrk(reference, "<>;\"=?&") || has_control(reference))
        complain(ctx, NULL, target, "%s: \"%s\" has one of < > ; \" = ? & or a control character.",
                 target, reference);
}

bool email_is_address(const char *email)
{
    const char *at = strchr(email, '@');

    return at && at != email && strchr(at, '.') && !strchr(at + 1, '@') &&
           strlen(email) <= EMAIL_MAX && !strpbrk(email, " \t<>,;\"\\") && !has_control(email) &&
           email[strlen(email) - 1] != '.';
}

void check_email(struct ctx *ctx, const char *target, const char *email)
{
    if (email && !email_is_address(email))
        complain(ctx, NULL, target, "%s: \"%.60s\" is not an e-mail address.", target, email);
}

static bool is_language(const char *text)
{
    if (!islower((unsigned char)text[0]) || !islower((unsigned char)text[1]))
        return false;
    if (!text[2])
        return true;
    return (text[2] == '-' || text[2] == '_') && isupper((unsigned char)text[3]) &&
           isupper((unsigned char)text[4]) && !text[5];
}

void check_language(struct ctx *ctx, const char *target, const char *language)
{
    if (language && !is_language(language))
        complain(ctx, NULL, target, "%s: \"%.20s\" is not a language like fr or fr-FR.", target,
                 language);
}

const char *const country_codes =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ "
    "BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM "
    "DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS "
    "GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN "
    "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
    "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM "
    "PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV "
    "SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI "
    "VN VU WF WS YE YT ZA ZM ZW";

/* Is `code` one of the two-letter codes of ISO 3166-1? */
static bool is_country(const char *code)
{
    if (strlen(code) != 2)
        return false;
    for (const char *at = country_codes; *at; at += at[2] ? 3 : 2)
        if (memcmp(at, code, 2) == 0)
            return true;
    return false;
}

void check_country(struct ctx *ctx, const char *target, const char *country)
{
    if (country && !is_country(country))
        complain(ctx, NULL, target, "%s: \"%.20s\" is not a country code like FR.", target,
                 country);
}

void check_region(struct ctx *ctx, const char *target, const char *region, const char *country)
{
    size_t size = region ? strlen(region) : 0;
    bool is_region = size >= 4 && size <= 6 && region[2] == '-';

    if (!region)
        return;
    for (size_t i = 0; i < size && is_region; i++)
        is_region = i == 2 || isupper((unsigned char)region[i]) ||
                    (i > 2 && isdigit((unsigned char)region[i]));
    if (!is_region || (country && strncmp(region, country, 2) != 0))
        complain(ctx, NULL, target, "%s: \"%.20s\" is not a region of %s, like %s-75.", target,
                 region, country ? country : "its country", country ? country : "FR");
}

void check_http_url(struct ctx *ctx, const char *target, const char *url)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "-._~:/?[]@!$&'()*+,;=%";
    const char *host = url ? strstr(url, "://") : NULL;
    bool is_http = host && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);

    if (!url)
        return;
    host = is_http ? host + 3 : "";
    if (!strcspn(host, "/?:@") || host[strspn(host, plain)] || strlen(url) > URL_MAX ||
        memchr(host, '@', strcspn(host, "/?")))
        complain(ctx, NULL, target, "%s: \"%.60s\" is not a URL like https://www.example.com.",
                 target, url);
}

void check_metadata(struct ctx *ctx, const char *target, const char *metadata)
{
    struct ctx inner = {.arena = ctx->arena};
    const struct json *json;

    if (!metadata)
        return;
    if (json_parse(&inner, metadata, strlen(metadata), &json) != OK ||
        !json_is_plain_object(json, METADATA_PAIRS_MAX, METADATA_VALUE_MAX))
        complain(ctx, NULL, target,
                 "%s: an object of at most %d values is expected, each at most %d characters.",
                 target, METADATA_PAIRS_MAX, METADATA_VALUE_MAX);
}

void check_range(struct ctx *ctx, const char *target, int64_t value, int64_t least, int64_t most)
{
    if (value == NONE || (value >= least && value <= most))
        return;
    complain(ctx, NULL, target, "%s: %" PRId64 " is not between %" PRId64 " and %" PRId64 ".",
             target, value, least, most);
}

const char *new_reference(struct ctx *ctx)
{
    return random_hex(ctx->arena, 16);
}
