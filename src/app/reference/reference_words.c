#include "app/reference/reference_words.h"

#include <ctype.h>
#include <string.h>

#include "base/count.h"
#include "base/text.h"

enum { REFERENCE_MAX = 50 };

/* The block that is being read. A paragraph, a body and an answer may have several lines. */
struct reader {
    struct arena *arena;
    struct reference *reference;
    struct reference_group *group;
    struct reference_operation *operation; /* NULL: the group's own words, or those of all */
    bool is_general;                       /* in the block of what holds for every operation */
    struct reference_paragraph *paragraph; /* that the next line goes on with, or NULL */
};

static const char *skip_spaces(const char *text)
{
    while (*text == ' ')
        text++;
    return text;
}

/* The word at the beginning of `*text`, which is moved behind it. */
static const char *take_word(struct arena *arena, const char **text)
{
    size_t size = strcspn(*text, " ");
    const char *word = arena_copy_bytes(arena, *text, size);

    *text = skip_spaces(*text + size);
    return word;
}

static struct list words_of(struct arena *arena, const char *text)
{
    struct list words = {0};

    while (*text)
        *LIST_ADD(arena, &words, const char *) = take_word(arena, &text);
    return words;
}

static const char *joined(struct arena *arena, const char *before, const char *between,
                          const char *line)
{
    return before ? arena_printf(arena, "%s%s%s", before, between, line) : line;
}

static void begin_group(struct reader *reader, const char *name)
{
    struct text id = {.arena = reader->arena};

    for (const char *c = name; *c; c++)
        text_append_char(&id, isalnum((unsigned char)*c) ? (char)tolower(*c) : '-');
    reader->group = LIST_ADD(reader->arena, &reader->reference->groups, struct reference_group);
    reader->group->name = name;
    reader->group->id = text_done(&id);
    reader->operation = NULL;
    reader->is_general = false;
}

static void begin_operation(struct reader *reader, const char *name)
{
    struct reference_operation **operation;

    reader->is_general = text_equal(name, "every operation");
    reader->operation = NULL;
    if (reader->is_general || !reader->group)
        return;
    operation = LIST_ADD(reader->arena, &reader->group->operations, struct reference_operation *);
    *operation = ARENA_NEW(reader->arena, struct reference_operation);
    (*operation)->method = take_word(reader->arena, &name);
    (*operation)->path = name;
    reader->operation = *operation;
}

static void read_refusal(struct reader *reader, const char *line)
{
    struct list *refusals =
        reader->is_general ? &reader->reference->refusals : &reader->operation->refusals;
    struct reference_refusal *refusal = LIST_ADD(reader->arena, refusals, struct reference_refusal);

    if (!integer_parse(take_word(reader->arena, &line), INT64_C(999), &refusal->status))
        refusal->status = 0;
    refusal->code = take_word(reader->arena, &line);
    refusal->reason = line;
}

static void read_sent(struct reader *reader, const char *line)
{
    struct reference_operation *operation = reader->operation;

    if (!operation->sent_method) {
        operation->sent_method = take_word(reader->arena, &line);
        operation->sent_target = line;
        return;
    }
    operation->sent_body = joined(reader->arena, operation->sent_body, "\n", line);
}

static void read_answer(struct reader *reader, const char *line)
{
    struct reference_operation *operation = reader->operation;

    if (!operation->status && integer_parse(line, INT64_C(999), &operation->status))
        return;
    operation->answer = joined(reader->arena, operation->answer, "\n", line);
}

static bool is_refusal(const char *line)
{
    return strspn(line, "0123456789") == 3 && line[3] == ' ';
}

/* What follows the word if the line begins with it, else NULL. */
static const char *after(const char *line, const char *word)
{
    size_t size = strlen(word);

    return strncmp(line, word, size) == 0 ? line + size : NULL;
}

/* `Usage`, `page of Usage`, `new Customer`..., `file text/csv`. */
static void read_gives(struct reference_operation *operation, const char *line)
{
    static const struct {
        const char *words;
        enum reference_shape shape;
    } shapes[] = {
        {"new or old ",  GIVES_NEW_OR_OLD },
        {"new ",         GIVES_NEW        },
        {"page of ",     GIVES_PAGE       },
        {"any page of ", GIVES_ANY_PAGE   },
        {"array of ",    GIVES_ARRAY      },
        {"perhaps ",     GIVES_ONE_OR_NONE},
        {"",             GIVES_ONE        },
    };

    operation->file = after(line, "file ");
    if (operation->file) {
        operation->shape = GIVES_FILE;
        return;
    }
    for (size_t i = 0; i < COUNT_OF(shapes) && !operation->gives; i++) {
        operation->gives = after(line, shapes[i].words);
        operation->shape = shapes[i].shape;
    }
}

/* Names as a table of references. */
static const struct field *table_of(struct arena *arena, const char *line)
{
    struct list names = words_of(arena, line), table = {0};

    for (size_t i = 0; i < names.count; i++)
        *LIST_ADD(arena, &table, struct field) = (struct field){
            .name = *LIST_AT(names, const char *, i), .kind = FIELD_TEXT, .size = REFERENCE_MAX};
    LIST_ADD(arena, &table, struct field)->kind = FIELD_END;
    return table.items;
}

/* A line of facts; false if it is prose. */
static bool read_fact(struct reader *reader, const char *line)
{
    struct reference_operation *operation = reader->operation;
    struct reference_alias *alias;
    const char *rest;

    if ((rest = after(line, "gives "))) {
        read_gives(operation, rest);
    } else if ((rest = after(line, "whose "))) {
        operation->whose = table_of(reader->arena, rest);
    } else if ((rest = after(line, "needs "))) {
        operation->needs = words_of(reader->arena, rest);
    } else if ((rest = after(line, "query "))) {
        operation->queries = words_of(reader->arena, rest);
    } else if ((rest = after(line, "also "))) {
        alias = LIST_ADD(reader->arena, &operation->aliases, struct reference_alias);
        alias->method = take_word(reader->arena, &rest);
        alias->path = rest;
    } else if ((rest = after(line, "> "))) {
        read_sent(reader, rest);
    } else if ((rest = after(line, "< "))) {
        read_answer(reader, rest);
    } else {
        return after(line, ". ") != NULL;
    }
    return true;
}

static void read_prose(struct reader *reader, const char *line)
{
    struct list *paragraphs =
        reader->operation ? &reader->operation->paragraphs : &reader->group->paragraphs;

    if (!reader->paragraph)
        reader->paragraph = LIST_ADD(reader->arena, paragraphs, struct reference_paragraph);
    reader->paragraph->text = joined(reader->arena, reader->paragraph->text, " ", line);
}

static void read_line(struct reader *reader, const char *line)
{
    const char *rest;
    bool is_prose = false;

    if ((rest = after(line, "== ")))
        begin_operation(reader, rest);
    else if ((rest = after(line, "= ")))
        begin_group(reader, rest);
    else if ((reader->operation || reader->is_general) && is_refusal(line))
        read_refusal(reader, line);
    else if (*line && *line != '#' && !(reader->operation && read_fact(reader, line)))
        is_prose = reader->group && !reader->is_general;
    if (is_prose)
        read_prose(reader, line);
    else
        reader->paragraph = NULL;
}

/* Calls `read` with each line, copied. */
static void for_each_line(struct reader *reader, const char *text,
                          void (*read)(struct reader *reader, const char *line))
{
    while (*text) {
        size_t size = strcspn(text, "\n");

        read(reader, arena_copy_bytes(reader->arena, text, size));
        text += size + (text[size] == '\n');
    }
}

void reference_read_operations(struct arena *arena, const char *text, struct reference *out)
{
    struct reader reader = {.arena = arena, .reference = out};

    for_each_line(&reader, text, read_line);
}

/* `Name: what it means`; a line that begins with a space goes on with the one before it. */
static void read_field(struct reader *reader, const char *line)
{
    struct list *words = &reader->reference->words;
    const char *colon = strchr(line, ':');
    struct pair *pair;

    if (*line == ' ' && words->count) {
        pair = LIST_AT(*words, struct pair, words->count - 1);
        pair->value = joined(reader->arena, pair->value, " ", skip_spaces(line));
    } else if (*line != '#' && colon) {
        pair = LIST_ADD(reader->arena, words, struct pair);
        pair->name = arena_copy_bytes(reader->arena, line, (size_t)(colon - line));
        pair->value = skip_spaces(colon + 1);
    }
}

void reference_read_fields(struct arena *arena, const char *text, struct reference *out)
{
    struct reader reader = {.arena = arena, .reference = out};

    for_each_line(&reader, text, read_field);
}
