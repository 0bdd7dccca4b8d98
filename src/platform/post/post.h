/* Sends requests to other people's servers, many at once, and never trusts them: a redirect is not
 * followed, an answer is read only up to a limit and not waited for longer than POST_SECONDS,
 * the environment's proxies are ignored, and the address that is really connected to is looked at,
 * whatever a name stood for before. A letter (letter.h) goes the same way to a mail server, on a
 * thread of its own.
 *
 * A poster belongs to one thread; only `poster_wake` may be called by others. */
#ifndef PLATFORM_POST_POST_H
#define PLATFORM_POST_POST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/field.h"

/* How many at once, and how long each may take; how much of an answer is kept. */
enum { POSTS_MAX = 256, POST_SECONDS = 20, ANSWER_MAX = 1000, ANSWER_WHOLE_MAX = 64 * 1024 };

struct letter;

struct post {
    const char *verb; /* NULL: POST */
    const char *url;
    const char *content_type; /* of the body; NULL: JSON */
    struct list headers;      /* of struct post_header, beside Content-Type */
    const char *body;         /* NULL: there is none */
    bool may_be_private;      /* may it go to this machine and its networks? */
    bool is_answer_wanted;    /* up to ANSWER_WHOLE_MAX of it; else ANSWER_MAX, to show a person */
    const struct letter *letter; /* by SMTP; then of all above only the url counts, and
                                    may_be_private is true */
    /* What came of it. */
    int status;         /* of the answer; 0: there was none. Of a letter that was not taken: why */
    const char *error;  /* why there was none, in a sentence; of a letter why it was not taken; else
                           NULL */
    const char *answer; /* its beginning, as valid text; of a mail server why it refused */
    void *data;         /* the sender's own */
};

struct post_header {
    const char *name, *value;
};

/* Why this cannot be a target, as the end of a sentence; NULL if it can. It asks no name server:
 * what a name stands for is looked at when it is called. */
const char *post_url_objection(struct arena *arena, const char *url, bool may_be_private);

/* NULL if there is no memory. */
struct poster *poster_new(void);
/* Those under way are broken off. */
void poster_free(struct poster *poster);

/* Begins; the post and all it points to stay until it comes back. No more than POSTS_MAX may be
 * under way. */
void poster_send(struct poster *poster, struct post *post);
int poster_under_way(const struct poster *poster);
/* One that is over, or NULL; `error` and `answer` are then in the arena. */
struct post *poster_take(struct poster *poster, struct arena *arena);
/* Breaks one off, whichever, and gives it back without an outcome; NULL: there is none. */
struct post *poster_break_off(struct poster *poster);

/* Works until one is over, but no longer than `patience` milliseconds; then goes on for `gather`
 * milliseconds as long as others are under way. With none under way it only waits. */
void poster_run(struct poster *poster, int patience, int gather);
/* From any thread. */
void poster_wake(struct poster *poster);

#endif
