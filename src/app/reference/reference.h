/* The API's reference as data: what the route and field tables say, joined with the words that they
 * cannot hold. /openapi.json and /docs are two ways to write it down.
 *
 * The words stand in two files. reference_operations.txt has a block per operation, in the order in
 * which a reader meets them; its first lines tell its form. reference_fields.txt has a line per
 * field, `DateTerm: ...` for whatever has a field of that name and `Subscription.DateTerm: ...` or
 * `postSubscription.DateTerm: ...` where an object or an operation means something else by it.
 *
 * A route without a block is part of the reference all the same, without words; a block without a
 * route is not. tests/test_reference.py finds both. */
#ifndef APP_REFERENCE_REFERENCE_H
#define APP_REFERENCE_REFERENCE_H

#include "base/arena.h"
#include "platform/http/route.h"

/* What a success looks like: its status, and what stands around the object. */
enum reference_shape {
    GIVES_ONE,         /* 200 with the object */
    GIVES_ONE_OR_NONE, /* the same, or 204 if there is none */
    GIVES_NEW,         /* 201 with the object, since it was made */
    GIVES_NEW_OR_OLD,  /* the same, or 200 if it was there */
    GIVES_PAGE,        /* 200 with a page of objects, 204 if there are none */
    GIVES_ANY_PAGE,    /* 200 with a page of objects, an empty one too */
    GIVES_ARRAY,       /* 200 with a bare array, and takes one */
    GIVES_FILE,        /* 200 with a file, which is no JSON */
};

struct reference_field {
    const char *name;        /* ReferenceCustomer, Features[].Id */
    const char *type;        /* in words, with its choices */
    const char *description; /* NULL: nobody wrote one */
    bool is_needed;
};

struct reference_refusal {
    int64_t status;
    const char *code, *reason;
};

struct reference_paragraph {
    const char *text;
};

/* An older name of an operation. */
struct reference_alias {
    const char *method, *path;
};

struct reference_operation {
    const char *method, *path;
    const char *id; /* postSubscriptionByIdStart: never changes while the path does not */
    const struct route *route;
    const char *summary, *permission;
    struct list paragraphs; /* of struct reference_paragraph */
    const struct field
        *whose;             /* what it takes beside the route's table: whom it is about; or NULL */
    struct list needs;      /* of const char *: the parameters that must be given */
    struct list queries;    /* of const char *: of a POST, what its clients put into the query
                               beside its flags */
    struct list parameters; /* of struct reference_field */
    struct list refusals;   /* of struct reference_refusal */
    struct list aliases;    /* of struct reference_alias */
    const char *gives;      /* the name of the object, or NULL */
    const char *file;       /* GIVES_FILE: its content type */
    enum reference_shape shape;
    const char *outcome; /* a success in words */
    /* The example: what is sent, as it is and for a shell, and what came of it. */
    const char *sent_method, *sent_target, *sent_body, *curl;
    int64_t status;
    const char *answer; /* JSON, or NULL for an empty one */
};

struct reference_group {
    const char *name, *id;
    struct list paragraphs; /* of struct reference_paragraph */
    struct list operations; /* of struct reference_operation * */
};

/* What operations give, by a name of its own. */
struct reference_object {
    const char *name;
    const struct field *table;
    struct list fields; /* of struct reference_field */
};

/* A route with its operation, which it shares with its older names. */
struct reference_row {
    const struct route *route;
    struct reference_operation *operation;
    bool is_alias;
};

struct reference {
    struct list groups;   /* of struct reference_group; only those with operations */
    struct list rows;     /* of struct reference_row, in the order of the tables */
    struct list objects;  /* of struct reference_object, in the order in which they are met */
    struct list refusals; /* of struct reference_refusal: what any operation may say */
    struct list words;    /* of struct pair: field and description */
};

/* Where the routes and the words are. */
struct reference_source {
    const struct face *const *faces;
    size_t face_count;
    const char *operations, *fields;
};

/* Reads and joins; all of it lives in the arena. */
struct reference *reference_new(struct arena *arena, const struct reference_source *source);
/* Adds an object that no route gives as a whole. */
void reference_add_object(struct arena *arena, struct reference *reference, const char *name,
                          const struct field *table);

/* The object of that table, or NULL. */
const struct reference_object *reference_object_of(const struct reference *reference,
                                                   const struct field *table);
/* What a field means in `scope`, the name of an object or the id of an operation; NULL if nobody
 * wrote it. `name` may have points: `Features.Id`. */
const char *reference_describe(const struct reference *reference, const char *scope,
                               const char *name);
/* `postSubscriptionByIdStart`: `post` or another verb and the parts of the path but its version. Of
 * an older name `post_Pricing_Usage`, so that it can be no other's. */
const char *reference_operation_id(struct arena *arena, const struct route *route, bool is_alias);
/* `reference_offer` -> `ReferenceOffer`. */
const char *reference_name(struct arena *arena, const char *name);
/* Is it among these? */
bool reference_has(const struct list *names, const char *name);

/* Appends an element of `size` bytes, zeroed; lists grow in their arena. */
void *list_add(struct arena *arena, struct list *list, size_t size);

#define LIST_ADD(arena, list, type) ((type *)list_add((arena), (list), sizeof(type)))

#endif
