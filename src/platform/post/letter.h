/* A letter: an e-mail as a server takes it, with a text, the same as HTML, and files. The poster
 * (post.h) hands it over by SMTP.
 *
 * Whatever stands in it, nothing of it becomes a header that was not meant: control characters are
 * blanks in a header, and what is not plain ASCII is encoded (RFC 2047). */
#ifndef PLATFORM_POST_LETTER_H
#define PLATFORM_POST_LETTER_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/field.h"
#include "base/instant.h"

enum letter_protection {
    LETTER_STARTTLS, /* or nothing is sent */
    LETTER_TLS,      /* from the first byte */
    LETTER_UNPROTECTED,
};

struct letter_file {
    const char *name, *type;
    struct bytes content;
};

struct letter {
    /* To whom it is handed over. */
    const char *host;
    int port;
    enum letter_protection protection;
    const char *user, *password; /* NULL: the server asks nobody */
    const char *authority;       /* a file with certificates; NULL: those of the system */
    /* What stands on it. */
    const char *from, *from_name; /* the name may be NULL */
    const char *to;
    const char *reply_to; /* or NULL */
    const char *subject, *message_id, *language;
    struct instant date;
    bool is_automatic; /* no person wrote it: nobody is to answer with another automatic one */
    /* What is in it. */
    const char *text, *html; /* the latter may be NULL */
    struct list files;       /* of struct letter_file */
    struct arena *arena;     /* of what the poster makes of it */
};

/* `smtp://host:587`: for the post that carries the letter. */
const char *letter_url(struct arena *arena, const struct letter *letter);

/* Why a letter cannot be handed over as it is, in a sentence; NULL if it can. */
const char *letter_objection(struct arena *arena, const struct letter *letter);

/* The address with its domain in ASCII, as all servers take it; NULL if it has none: a letter
 * before the @ that is not ASCII, or a domain that is none. */
const char *letter_address(struct arena *arena, const char *address);

/* The value of a header: one line of at most 900 characters, folded, in ASCII. */
const char *letter_encode(struct arena *arena, const char *text);
/* `"Ada, and others" <ada@example.com>`; the name may be NULL. */
const char *letter_mailbox(struct arena *arena, const char *name, const char *address);
/* `Sun, 22 Nov 2026 09:15:00 +0000`. */
const char *letter_date(struct arena *arena, struct instant at);

/* For the poster: makes the handle send it. The letter and all it points to stay until then, and
 * the parts are freed after that. */
struct letter_parts {
    curl_mime *mime;
    struct curl_slist *headers, *recipients;
};
struct letter_parts letter_set(CURL *curl, const struct letter *letter);
void letter_parts_free(struct letter_parts *parts);

/* Does this answer of a server mean that it will never take the letter? One that wants another
 * sign-in or protection may be set right. */
bool letter_is_refused(int status);

#endif
