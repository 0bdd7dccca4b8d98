#include "rules/numbering.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const series_scope_names[] = {NULL, "Segment", "Seller", "Customer", NULL};
const char *const series_kind_names[] = {"Invoice", "CreditNote", "Estimate", NULL};

/* What a prefix, whose id is not known yet, and a number may need. */
enum { PREFIX_ROOM = 12, NUMBER_ROOM = 8, DIGITS_MAX = 12, CHARACTERS_MAX = FULL_NUMBER_SIZE - 1 };

enum token {
    TOKEN_END,
    TOKEN_TEXT,
    TOKEN_PREFIX,
    TOKEN_YEAR,
    TOKEN_MONTH,
    TOKEN_NUMBER,
    TOKEN_BAD
};

struct piece {
    enum token token;
    char letter; /* of a text, which is taken letter by letter */
    int digits;  /* of a number */
};

static bool skips(const char **at, const char *word)
{
    size_t length = strlen(word);

    if (strncmp(*at, word, length) != 0)
        return false;
    *at += length;
    return true;
}

/* `{NUMBER}` and `{NUMBER:8}`, behind the word. */
static struct piece read_number(const char **at)
{
    struct piece piece = {.token = TOKEN_NUMBER, .digits = 1};

    if (skips(at, ":")) {
        piece.digits = 0;
        while (isdigit((unsigned char)**at) && piece.digits <= DIGITS_MAX)
            piece.digits = piece.digits * 10 + *(*at)++ - '0';
    }
    if (!skips(at, "}") || piece.digits < 1 || piece.digits > DIGITS_MAX)
        piece.token = TOKEN_BAD;
    return piece;
}

static struct piece read_piece(const char **at)
{
    if (!**at)
        return (struct piece){.token = TOKEN_END};
    if (skips(at, "{PREFIX}"))
        return (struct piece){.token = TOKEN_PREFIX};
    if (skips(at, "{YEAR}"))
        return (struct piece){.token = TOKEN_YEAR};
    if (skips(at, "{MONTH}"))
        return (struct piece){.token = TOKEN_MONTH};
    if (skips(at, "{NUMBER"))
        return read_number(at);
    return (struct piece){.token = TOKEN_TEXT, .letter = *(*at)++};
}

static bool is_allowed(char letter)
{
    return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (letter >= '0' && letter <= '9') || (letter && strchr("+-_/", letter));
}

/* Would it stand beside a number so that nobody could tell where that begins or ends? */
static bool begins_with_digit(const struct piece *piece)
{
    return piece->token == TOKEN_YEAR || piece->token == TOKEN_MONTH ||
           piece->token == TOKEN_NUMBER ||
           (piece->token == TOKEN_TEXT && isdigit((unsigned char)piece->letter));
}

static bool ends_with_digit(const struct piece *piece)
{
    return begins_with_digit(piece) || piece->token == TOKEN_PREFIX;
}

static bool runs_together(const struct piece *left, const struct piece *right)
{
    bool is_counted =
        left->token == TOKEN_NUMBER || right->token == TOKEN_NUMBER || left->token == TOKEN_PREFIX;

    return is_counted && ends_with_digit(left) && begins_with_digit(right);
}

/* What a format has. */
struct shape {
    int prefixes, years, months, numbers, room;
    bool runs_together, has_bad_letter, has_bad_token;
};

static void note_piece(struct shape *shape, const struct piece *piece)
{
    static const int room[] = {[TOKEN_TEXT] = 1,  [TOKEN_PREFIX] = PREFIX_ROOM, [TOKEN_YEAR] = 4,
                               [TOKEN_MONTH] = 2, [TOKEN_NUMBER] = NUMBER_ROOM, [TOKEN_BAD] = 0};

    shape->prefixes += piece->token == TOKEN_PREFIX;
    shape->years += piece->token == TOKEN_YEAR;
    shape->months += piece->token == TOKEN_MONTH;
    shape->numbers += piece->token == TOKEN_NUMBER;
    shape->has_bad_token |= piece->token == TOKEN_BAD;
    shape->has_bad_letter |= piece->token == TOKEN_TEXT && !is_allowed(piece->letter);
    shape->room += piece->digits > NUMBER_ROOM ? piece->digits : room[piece->token];
}

static struct shape shape_of(const char *format)
{
    struct shape shape = {0};
    struct piece last = {.token = TOKEN_END};

    for (;;) {
        struct piece piece = read_piece(&format);

        if (piece.token == TOKEN_END)
            return shape;
        note_piece(&shape, &piece);
        shape.runs_together |= runs_together(&last, &piece);
        last = piece;
        if (piece.token == TOKEN_BAD)
            return shape;
    }
}

const char *number_format_objection(const char *format)
{
    struct shape shape = shape_of(format);

    if (shape.has_bad_token)
        return "has a {NUMBER} whose digits are not 1 to 12";
    if (shape.has_bad_letter)
        return "may have letters, digits, + - _ / and {PREFIX}, {YEAR}, {MONTH}, {NUMBER:8}";
    if (shape.numbers != 1)
        return "must have {NUMBER} once";
    if (shape.prefixes != 1)
        return "must have {PREFIX} once, which tells series apart";
    if (shape.months && !shape.years)
        return "must have {YEAR} beside {MONTH}, or numbers would come again";
    if (shape.runs_together)
        return "must have something other than a digit beside {NUMBER} and behind {PREFIX}";
    if (shape.room > CHARACTERS_MAX)
        return "may become longer than 35 characters";
    return NULL;
}

static int prefix_of(const struct series_of *series, char *out, size_t size)
{
    static const char *const letters[] = {
        [SCOPE_NONE] = "", [SCOPE_SEGMENT] = "", [SCOPE_SELLER] = "V", [SCOPE_CUSTOMER] = "C"};
    static const char *const kinds[] = {
        [SERIES_INVOICES] = "", [SERIES_CREDIT_NOTES] = "A", [SERIES_ESTIMATES] = "D"};

    return snprintf(out, size, "%s%s%s%" PRId64, series->is_live ? "F" : "S",
                    kinds[series->kind], letters[series->scope], series->id);
}

static int write_piece(const struct piece *piece, const struct series_of *series, const char *day,
                       char *out, size_t size)
{
    switch (piece->token) {
    case TOKEN_PREFIX:
        return prefix_of(series, out, size);
    case TOKEN_YEAR:
        return snprintf(out, size, "%.4s", day);
    case TOKEN_MONTH:
        return snprintf(out, size, "%.2s", day + 5);
    case TOKEN_NUMBER:
        return snprintf(out, size, "#");
    default:
        return snprintf(out, size, "%c", piece->letter);
    }
}

bool number_stem(const char *format, const struct series_of *series, const char *day, char *out)
{
    size_t room = FULL_NUMBER_SIZE, length = 0;
    char number[FULL_NUMBER_SIZE];
    int digits = number_digits(format);

    for (;;) {
        struct piece piece = read_piece(&format);
        int more;

        if (piece.token == TOKEN_END)
            return full_number(out, digits, 1, number);
        more = write_piece(&piece, series, day, out + length, room - length);
        if (more < 0 || (size_t)more >= room - length)
            return false;
        length += (size_t)more;
    }
}

int number_digits(const char *format)
{
    for (;;) {
        struct piece piece = read_piece(&format);

        if (piece.token == TOKEN_NUMBER)
            return piece.digits;
        if (piece.token == TOKEN_END)
            return 1;
    }
}

bool full_number(const char *stem, int digits, int64_t number, char *out)
{
    int before = (int)strcspn(stem, "#");
    const char *after = stem[before] ? stem + before + 1 : "";
    int length =
        snprintf(out, FULL_NUMBER_SIZE, "%.*s%0*" PRId64 "%s", before, stem, digits, number, after);

    return length > 0 && length < FULL_NUMBER_SIZE;
}

bool full_number_fits(const char *stem, int64_t number, const char *full_number)
{
    size_t before = strcspn(stem, "#"), length = strlen(full_number);
    const char *after = stem[before] ? stem + before + 1 : "";
    size_t behind = strlen(after);
    char *end;

    if (length <= before + behind || strncmp(full_number, stem, before) != 0 ||
        strcmp(full_number + length - behind, after) != 0 ||
        !isdigit((unsigned char)full_number[before]))
        return false;
    return strtoll(full_number + before, &end, 10) == number &&
           end == full_number + length - behind;
}
