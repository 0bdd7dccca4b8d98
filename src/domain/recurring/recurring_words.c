#include "domain/recurring/recurring_words.h"

#include <string.h>

#include "base/text.h"
#include "domain/html.h"

enum word {
    WORD_NONE,
    WORD_DATE,
    WORD_DAY,
    WORD_MONTH,
    WORD_QUARTER,
    WORD_YEAR,
    WORD_PERIOD,
    WORD_CYCLE,
    WORD_CYCLES
};
static const char *const words[] = {NULL,   "DATE",   "DAY",   "MONTH",  "QUARTER",
                                    "YEAR", "PERIOD", "CYCLE", "CYCLES", NULL};

/* finding them ------------------------------------------------------------------------------------
 */

/* `{MONTH-1}` in a text: where it begins and ends, braces included. */
struct placeholder {
    const char *start, *end;
    enum word word; /* WORD_NONE: it is none of ours */
    int64_t offset;
};

static enum word word_named(const char *name, size_t size)
{
    for (int i = 1; words[i]; i++)
        if (strlen(words[i]) == size && strncmp(words[i], name, size) == 0)
            return (enum word)i;
    return WORD_NONE;
}

/* `+12` or nothing; NULL if it is neither. */
static const char *read_offset(const char *at, int64_t *out)
{
    char sign = *at;
    int digits = 0;

    *out = 0;
    if (sign != '+' && sign != '-')
        return at;
    for (at++; *at >= '0' && *at <= '9' && digits < 3; at++, digits++)
        *out = *out * 10 + (*at - '0');
    if (sign == '-')
        *out = -*out;
    return digits ? at : NULL;
}

/* Does a word in capitals stand in the braces that begin here? Then it is ours, or a mistake. */
static bool read_placeholder(const char *at, struct placeholder *out)
{
    size_t size = strspn(at + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
    const char *end = at + 1 + size;

    if (!size || !strchr("+-}", *end) || !*end)
        return false;
    *out = (struct placeholder){.start = at, .word = word_named(at + 1, size)};
    at = read_offset(end, &out->offset);
    if (!at || *at != '}')
        out->word = WORD_NONE;
    if (out->offset && (out->word == WORD_CYCLE || out->word == WORD_CYCLES))
        out->word = WORD_NONE;
    out->end = strchr(end, '}');
    if (out->end)
        out->end++;
    return out->end != NULL;
}

static bool next_placeholder(const char *text, struct placeholder *out)
{
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{'))
        if (read_placeholder(at, out))
            return true;
    return false;
}

void recurring_words_check(struct ctx *ctx, const char *target, const char *text)
{
    struct placeholder found;

    for (const char *at = text; at && next_placeholder(at, &found); at = found.end)
        if (found.word == WORD_NONE)
            complain(ctx, NULL, target,
                     "%s: %.*s is none of {DATE}, {DAY}, {MONTH}, {QUARTER}, {YEAR}, {PERIOD}, "
                     "{CYCLE} and {CYCLES}; all but the cycles may be moved, as in {MONTH-1}.",
                     target, (int)(found.end - found.start), found.start);
}

/* filling them in ---------------------------------------------------------------------------------
 */

static const char *text_of(struct ctx *ctx, const struct recurring_moment *moment, const char *key)
{
    return html_text(ctx->arena, moment->language, key);
}

/* The name of a month is one of twelve words. */
static void append_month(struct ctx *ctx, struct text *out, const struct recurring_moment *moment,
                         int month)
{
    const char *name = text_of(ctx, moment, "keyword.months");

    for (int i = 1; i < month; i++)
        name += strcspn(name, " ") + 1;
    text_append_bytes(out, name, strcspn(name, " "));
}

static void append_date(struct ctx *ctx, struct text *out, const struct recurring_moment *moment,
                        struct instant local)
{
    const struct civil civil = civil_from_instant(local);

    if (civil.day == 1)
        text_append(out, text_of(ctx, moment, "keyword.first"));
    else
        text_append_integer(out, civil.day);
    text_append_char(out, ' ');
    append_month(ctx, out, moment, civil.month);
    text_append_char(out, ' ');
    text_append_integer(out, civil.year);
}

/* The text of the key up to its next `#`, from where the last call stopped. */
static void append_until_mark(struct text *out, const char **rest)
{
    size_t size = strcspn(*rest, "#");

    text_append_bytes(out, *rest, size);
    *rest += (*rest)[size] ? size + 1 : size;
}

static struct instant local_date(const struct recurring_moment *moment, int64_t count)
{
    return clocks_local(&moment->schedule->clocks, schedule_date(moment->schedule, count));
}

static void append_period(struct ctx *ctx, struct text *out, const struct recurring_moment *moment,
                          int64_t offset)
{
    struct instant start = local_date(moment, moment->count + offset);
    struct instant end = local_date(moment, moment->count + offset + 1);
    const char *rest = text_of(ctx, moment, "keyword.period");

    append_until_mark(out, &rest);
    append_date(ctx, out, moment, start);
    append_until_mark(out, &rest);
    append_date(ctx, out, moment, html_last_day(start, end));
    append_until_mark(out, &rest);
}

static void append_quarter(struct ctx *ctx, struct text *out, const struct recurring_moment *moment,
                           int month)
{
    const char *rest = text_of(ctx, moment, "keyword.quarter");

    append_until_mark(out, &rest);
    text_append_integer(out, (month + 2) / 3);
    append_until_mark(out, &rest);
}

/* The date of the invoice, moved by so many days, months, quarters or years. */
static struct instant moved(const struct recurring_moment *moment, enum word word, int64_t offset)
{
    static const struct rhythm rhythms[] = {
        [WORD_DATE] = {1, UNIT_DAY  },
          [WORD_DAY] = {1, UNIT_DAY  },
        [WORD_MONTH] = {1, UNIT_MONTH},
          [WORD_QUARTER] = {3, UNIT_MONTH},
        [WORD_YEAR] = {1, UNIT_YEAR },
    };

    return period_boundary(local_date(moment, moment->count), rhythms[word], offset);
}

static void append_of_date(struct ctx *ctx, struct text *out, const struct recurring_moment *moment,
                           const struct placeholder *found)
{
    struct instant local = moved(moment, found->word, found->offset);
    const struct civil civil = civil_from_instant(local);

    if (found->word == WORD_DATE)
        append_date(ctx, out, moment, local);
    else if (found->word == WORD_DAY)
        text_append_integer(out, civil.day);
    else if (found->word == WORD_MONTH)
        append_month(ctx, out, moment, civil.month);
    else if (found->word == WORD_QUARTER)
        append_quarter(ctx, out, moment, civil.month);
    else
        text_append_integer(out, civil.year);
}

static void append_word(struct ctx *ctx, struct text *out, const struct recurring_moment *moment,
                        const struct placeholder *found)
{
    if (found->word == WORD_NONE)
        text_append_bytes(out, found->start, (size_t)(found->end - found->start));
    else if (found->word == WORD_PERIOD)
        append_period(ctx, out, moment, found->offset);
    else if (found->word == WORD_CYCLE)
        text_append_integer(out, moment->cycle);
    else if (found->word != WORD_CYCLES)
        append_of_date(ctx, out, moment, found);
    else if (moment->cycles != NONE)
        text_append_integer(out, moment->cycles);
}

const char *recurring_words_fill(struct ctx *ctx, const struct recurring_moment *moment,
                                 const char *text)
{
    struct text out = {.arena = ctx->arena};
    struct placeholder found;

    if (!text)
        return NULL;
    for (; next_placeholder(text, &found); text = found.end) {
        text_append_bytes(&out, text, (size_t)(found.start - text));
        append_word(ctx, &out, moment, &found);
    }
    text_append(&out, text);
    return text_done(&out);
}
