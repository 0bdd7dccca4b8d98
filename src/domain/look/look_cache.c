#include "domain/look/look_cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* More segments and languages than that at once are forgotten in turn. */
enum { KEPT_MAX = 256 };

struct kept {
    struct arena *arena; /* of all below; NULL: nothing is kept here */
    struct look_key key;
    struct look look;
};

struct looks {
    pthread_mutex_t mutex; /* for all below, and held while one is copied */
    struct kept at[KEPT_MAX];
    size_t next; /* to be forgotten */
};

struct looks *looks_new(void)
{
    struct looks *looks = calloc(1, sizeof *looks);

    if (!looks)
        abort();
    pthread_mutex_init(&looks->mutex, NULL);
    return looks;
}

static void forget(struct kept *kept)
{
    if (kept->arena)
        arena_free(kept->arena);
    *kept = (struct kept){0};
}

void looks_free(struct looks *looks)
{
    if (!looks)
        return;
    for (size_t i = 0; i < KEPT_MAX; i++)
        forget(&looks->at[i]);
    pthread_mutex_destroy(&looks->mutex);
    free(looks);
}

/* copies ------------------------------------------------------------------------------------------
 */

static const char *copy_text(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text) : NULL;
}

static struct list copy_lines(struct arena *arena, const struct list *lines)
{
    struct list copy = {ARENA_ARRAY(arena, struct footer_line, lines->count), lines->count};

    for (size_t i = 0; i < lines->count; i++)
        LIST_AT(copy, struct footer_line, i)->line =
            copy_text(arena, LIST_AT(*lines, struct footer_line, i)->line);
    return copy;
}

static struct list copy_own(struct arena *arena, const struct list *own)
{
    struct list copy = {ARENA_ARRAY(arena, struct html_own, own->count), own->count};

    for (size_t i = 0; i < own->count; i++) {
        const struct html_own *from = LIST_AT(*own, struct html_own, i);

        *LIST_AT(copy, struct html_own, i) =
            (struct html_own){copy_text(arena, from->key), copy_text(arena, from->text)};
    }
    return copy;
}

static struct look copy_look(struct arena *arena, const struct look *from)
{
    const char *language = from->language; /* of the program, as all codes of languages */
    struct look copy = *from;

    for (const struct field *field = look_fields; field->kind != FIELD_END; field++)
        if (field->kind == FIELD_TEXT)
            *(const char **)field_at(field, &copy) =
                copy_text(arena, *(const char *const *)field_in(field, from));
    copy.language = language;
    for (size_t i = 0; i < BUTTON_COUNT; i++)
        copy.buttons[i].url = copy_text(arena, from->buttons[i].url);
    copy.contact_lines = copy_lines(arena, &from->contact_lines);
    copy.footer_lines = copy_lines(arena, &from->footer_lines);
    copy.own = copy_own(arena, &from->own);
    return copy;
}

/* keeping -----------------------------------------------------------------------------------------
 */

/* The mutex must be held. Of any epoch. */
static struct kept *kept_of(struct looks *looks, const struct look_key *key)
{
    for (size_t i = 0; i < KEPT_MAX && looks->at[i].arena; i++) {
        const struct look_key *one = &looks->at[i].key;

        if (one->id_business == key->id_business && one->id_segment == key->id_segment &&
            strcmp(one->language, key->language) == 0)
            return &looks->at[i];
    }
    return NULL;
}

bool looks_find(struct looks *looks, const struct look_key *key, struct arena *arena,
                struct look *out)
{
    const struct kept *kept;
    bool is_known;

    pthread_mutex_lock(&looks->mutex);
    kept = kept_of(looks, key);
    is_known = kept && kept->key.epoch == key->epoch;
    if (is_known)
        *out = copy_look(arena, &kept->look);
    pthread_mutex_unlock(&looks->mutex);
    return is_known;
}

void looks_keep(struct looks *looks, const struct look_key *key, const struct look *look)
{
    struct kept *kept;

    pthread_mutex_lock(&looks->mutex);
    kept = kept_of(looks, key);
    if (!kept) {
        kept = &looks->at[looks->next];
        looks->next = (looks->next + 1) % KEPT_MAX;
    }
    forget(kept);
    kept->arena = arena_new();
    kept->key = *key;
    kept->look = copy_look(kept->arena, look);
    pthread_mutex_unlock(&looks->mutex);
}
