/* Values as people read them, in the way of their language. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/html.h"
#include "platform/view/embedded.h"
#include "platform/zone/zone.h"

#define NO_BREAK      "\xc2\xa0"
#define MINUS         "\xe2\x88\x92"
#define MICROS_DIGITS 6

/* texts -------------------------------------------------------------------------------------------
 */

static int compare_own(const void *key, const void *own)
{
    return strcmp(key, ((const struct html_own *)own)->key);
}

static const char *text_of(const char *language, const char *key)
{
    const struct embedded_language *spoken = embedded_language(language, strlen(language));

    return spoken ? embedded_word(spoken, key) : NULL;
}

const char *html_own_text(const char *language, const struct list *own, const char *key)
{
    const struct html_own *written =
        own && own->count
            ? bsearch(key, own->items, own->count, sizeof(struct html_own), compare_own)
            : NULL;
    const char *text = written ? written->text : text_of(language, key);

    return text ? text : text_of(HTML_LANGUAGE, key);
}

const char *html_text(struct arena *arena, const char *language, const char *key)
{
    (void)arena;
    return html_own_text(language, NULL, key);
}

/* `at` of these values is the language, `type` what a merchant wrote, `part` a text. */
static const struct view_source texts, root;

static bool find_texts(const struct view_value *value, const char *name, struct view_value *out)
{
    *out = (struct view_value){.source = &texts, .type = value->type, .at = value->at};
    return strcmp(name, "t") == 0;
}

static bool find_text(const struct view_value *value, const char *name, struct view_value *out)
{
    *out = *value;
    out->part = value->part ? NULL : html_own_text(value->at, value->type, name);
    return out->part != NULL;
}

static size_t count_one(const struct view_value *value)
{
    (void)value;
    return 1;
}

static struct view_value itself(const struct view_value *value, size_t index)
{
    (void)index;
    return *value;
}

static void write_text(const struct view_value *value, const struct view_style *style,
                       const struct view_scope *scope, struct text *out)
{
    (void)style;
    (void)scope;
    if (value->part)
        text_append(out, value->part);
}

static const struct view_source texts = {find_text, count_one, itself, write_text};
static const struct view_source root = {find_texts, count_one, itself, write_text};

struct view_value html_texts(const char *language)
{
    return html_own_texts(language, NULL);
}

struct view_value html_own_texts(const char *language, const struct list *own)
{
    return (struct view_value){.source = &root, .type = own, .at = language};
}

/* The text `every.month` or `every.months`, with the number in the place of its `#`. */
static const char *counted(struct arena *arena, const char *language, const struct list *own,
                           const char *what, int64_t count, int unit)
{
    static const char *const units[] = {"", "day", "week", "month", "year"};
    const char *key = arena_printf(arena, "%s.%s%s", what, units[unit], count == 1 ? "" : "s");
    const char *text = html_own_text(language, own, key);
    const char *place = text ? strchr(text, '#') : NULL;

    if (!place)
        return text;
    return arena_printf(arena, "%.*s%lld%s", (int)(place - text), text, (long long)count,
                        place + 1);
}

const char *html_own_rhythm(struct arena *arena, const char *language, const struct list *own,
                            int64_t duration, int unit)
{
    return counted(arena, language, own, "every", duration, unit);
}

const char *html_own_duration(struct arena *arena, const char *language, const struct list *own,
                              int64_t duration, int unit)
{
    return counted(arena, language, own, "lasting", duration, unit);
}

const char *html_own_frequency(struct arena *arena, const char *language, const struct list *own,
                               int64_t duration, int unit)
{
    return counted(arena, language, own, "frequency", duration, unit);
}

const char *html_rhythm(struct arena *arena, const char *language, int64_t duration, int unit)
{
    return html_own_rhythm(arena, language, NULL, duration, unit);
}

const char *html_duration(struct arena *arena, const char *language, int64_t duration, int unit)
{
    return html_own_duration(arena, language, NULL, duration, unit);
}

/* numbers -----------------------------------------------------------------------------------------
 */

/* How the language writes something; every language has or falls back to one. */
static const char *format_of(const char *language, const char *key)
{
    const char *format = html_own_text(language, NULL, key);

    return format ? format : "";
}

/* A number of which the last `decimals` digits stand behind the point; zeros at its end are left
 * out down to `least` decimals. */
static void append_number(struct text *out, const char *language, int64_t value, int decimals,
                          int least)
{
    const char *thousands = format_of(language, "format.thousands");
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    char digits[32];
    int size = 0;

    while (magnitude || size <= decimals) { /* backwards */
        digits[size++] = (char)('0' + magnitude % 10);
        magnitude /= 10;
    }
    text_append(out, value < 0 ? MINUS : "");
    for (int i = size - 1; i >= decimals; i--) {
        text_append_char(out, digits[i]);
        if (i > decimals && (i - decimals) % 3 == 0)
            text_append(out, thousands);
    }
    for (int i = 0; decimals - i > least && digits[i] == '0';)
        memmove(digits, digits + 1, (size_t)decimals--);
    for (int i = decimals - 1; i >= 0; i--) {
        if (i == decimals - 1)
            text_append(out, format_of(language, "format.point"));
        text_append_char(out, digits[i]);
    }
}

static const char *symbol_of(const char *currency)
{
    static const char *const symbols[][2] = {
        {"EUR", "€"},
        {"USD", "$"  },
        {"GBP", "£" },
        {"JPY", "¥" }
    };

    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (strcmp(symbols[i][0], currency) == 0)
            return symbols[i][1];
    return NULL;
}

/* `more` decimals beyond those of the currency, for a unit price. */
static void append_amount(struct text *out, const char *language, const char *currency,
                          int64_t amount, int more)
{
    int exponent = currency_exponent(currency);
    int decimals = exponent > 0 ? exponent : 0;
    const char *symbol = symbol_of(currency);

    if (!symbol || strcmp(format_of(language, "format.symbol"), "before") != 0) {
        append_number(out, language, amount, decimals + more, decimals);
        text_append(out, NO_BREAK);
        text_append(out, symbol ? symbol : currency);
        return;
    }
    text_append(out, amount < 0 ? MINUS : "");
    text_append(out, symbol);
    append_number(out, language, amount < 0 ? -amount : amount, decimals + more, decimals);
}

/* The currency of the struct that the amount is in, else of one around it. */
static const char *currency_of(const struct view_value *value, const struct view_scope *scope,
                               struct arena *arena)
{
    const struct view_scope own = {.value = view_of(value->type, value->at), .outer = scope};
    const struct view_style plain = {0};
    struct text text = {.arena = arena};
    struct view_value currency;

    if (view_find(arena, &own, "currency", &currency))
        currency.source->write(&currency, &plain, scope, &text);
    return text_done(&text);
}

/* moments -----------------------------------------------------------------------------------------
 */

/* The word of that number, from 1, in a text of words. */
static void append_word(struct text *out, const char *words, int number)
{
    for (; number > 1 && *words; number--) {
        words += strcspn(words, " ");
        words += *words == ' ';
    }
    text_append_bytes(out, words, strcspn(words, " "));
}

static void append_day(struct text *out, const struct html_style *style, struct instant at)
{
    const char *language = style->language;
    const struct civil civil = civil_from_instant(at);

    if (civil.day == 1)
        text_append(out, format_of(language, "format.first_day"));
    else
        text_append_integer(out, civil.day);
    text_append(out, NO_BREAK);
    append_word(out,
                format_of(language, style->is_prose ? "format.months_in_full" : "format.months"),
                civil.month);
    text_appendf(out, NO_BREAK "%lld", (long long)civil.year);
}

/* `, H:MM` */
static void append_time(struct text *out, const char *language, struct instant at)
{
    int minutes = (int)(civil_from_instant(at).micros / MINUTES(1));

    for (const char *at_format = format_of(language, "format.time"); *at_format; at_format++) {
        if (strncmp(at_format, "MM", 2) == 0) {
            text_appendf(out, "%02d", minutes % 60);
            at_format++;
        } else if (*at_format == 'H') {
            text_append_integer(out, minutes / 60);
        } else {
            text_append_char(out, *at_format);
        }
    }
}

/* The time of day decides nothing about a period's days: from the 15th to the 15th of the next
 * month are the 15th to the 14th. */
struct instant html_last_day(struct instant start, struct instant end)
{
    struct instant last = instant_plus(end, -DAYS(1));

    return last.micros > start.micros ? last : start;
}

/* fields ------------------------------------------------------------------------------------------
 */

static bool begins_with(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

static bool ends_with(const char *name, const char *with)
{
    return strlen(name) > strlen(with) && strcmp(strchr(name, '\0') - strlen(with), with) == 0;
}

static bool write_integer(const struct html_style *style, const struct view_value *value,
                          const struct view_scope *scope, struct text *out)
{
    const struct field *field = value->part;
    int64_t number = *(const int64_t *)field_in(field, value->at);

    if (strcmp(field->name, "id") == 0 || begins_with(field->name, "id_"))
        return false;
    if (begins_with(field->name, "amount")) {
        append_amount(out, style->language, currency_of(value, scope, out->arena), number, 0);
        return true;
    }
    append_number(out, style->language, number, begins_with(field->name, "rate_") ? 2 : 0, 0);
    if (begins_with(field->name, "rate_"))
        text_append(out, format_of(style->language, "format.percent"));
    return true;
}

/* A unit price is in millionths of a minor unit. */
static bool write_decimal(const struct html_style *style, const struct view_value *value,
                          const struct view_scope *scope, struct text *out)
{
    const struct field *field = value->part;
    int64_t micros = *(const int64_t *)field_in(field, value->at);

    if (begins_with(field->name, "amount"))
        append_amount(out, style->language, currency_of(value, scope, out->arena), micros,
                      MICROS_DIGITS);
    else
        append_number(out, style->language, micros, MICROS_DIGITS, 0);
    return true;
}

static bool write_instant(const struct html_style *style, const struct view_value *value,
                          struct text *out)
{
    const struct field *field = value->part;
    struct instant at = *(const struct instant *)field_in(field, value->at);

    if (style->zone)
        at = zone_local(style->zone, at);
    append_day(out, style, at);
    if (ends_with(field->name, "_at"))
        append_time(out, style->language, at);
    return true;
}

static bool write_day(const struct html_style *style, const struct view_value *value,
                      struct text *out)
{
    const struct field *field = value->part;
    struct instant day;

    if (!ends_with(field->name, "_on") ||
        !instant_parse(*(const char *const *)field_in(field, value->at), &day))
        return false;
    append_day(out, style, day);
    return true;
}

static bool write_word(const struct html_style *style, const char *name, struct text *out)
{
    const char *word =
        html_own_text(style->language, style->own, arena_printf(out->arena, "word.%s", name));

    text_append(out, word ? word : name);
    return true;
}

static bool write_field(const struct view_style *view_style, const struct view_value *value,
                        const struct view_scope *scope, struct text *out)
{
    const struct html_style *style = (const struct html_style *)view_style;
    const struct field *field = value->part;
    const void *at = field_in(field, value->at);

    switch (field->kind) {
    case FIELD_INTEGER:
        return write_integer(style, value, scope, out);
    case FIELD_DECIMAL:
    case FIELD_QUANTITY:
        return write_decimal(style, value, scope, out);
    case FIELD_INSTANT:
        return write_instant(style, value, out);
    case FIELD_TEXT:
        return write_day(style, value, out);
    case FIELD_BOOLEAN:
        return write_word(style, *(const bool *)at ? "true" : "false", out);
    case FIELD_FLAG:
        return write_word(style, *(const int64_t *)at ? "true" : "false", out);
    case FIELD_CHOICE:
        return write_word(style, field->choices[*(const int *)at], out);
    default:
        return false;
    }
}

const char *html_shown(struct arena *arena, const struct html_style *style,
                       const struct view_scope *scope, const char *name)
{
    struct text shown = {.arena = arena};
    struct view_value value;

    if (!view_find(arena, scope, name, &value) || !value.source->count(&value))
        return NULL;
    value.source->write(&value, &style->style, scope, &shown);
    return text_done(&shown);
}

/* A partial `pager` is the file pager.html. */
static const char *partial_named(const struct view_style *style, const char *name)
{
    char file[64];

    (void)style;
    snprintf(file, sizeof file, "%s.html", name);
    return embedded_text(file);
}

struct html_style html_style_for(const char *language, const char *zone)
{
    return (struct html_style){
        .style = {.write = write_field, .partial = partial_named},
        .language = language,
        .zone = zone,
    };
}
