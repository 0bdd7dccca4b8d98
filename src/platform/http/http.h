/* Requests and answers as a handler sees them. A handler never learns of sockets, threads or
 * transactions; see platform/http/server.h for those. */
#ifndef PLATFORM_HTTP_HTTP_H
#define PLATFORM_HTTP_HTTP_H

#include "base/ctx.h"
#include "base/field.h"

enum method { GET, POST, PUT, DELETE };

/* A name and its value, decoded. */
struct pair {
    const char *name, *value;
};

struct json;
struct sockaddr;

struct request {
    enum method method;          /* HEAD is a GET whose body stays here */
    const char *path;            /* as it was sent, without the query */
    struct list query;           /* of struct pair, in the order sent */
    struct list path_parts;      /* of struct pair: what `{name}` of the route stands for */
    struct list headers;         /* of struct pair, names as they were sent */
    const char *authorization;   /* of the header, or NULL */
    const struct sockaddr *peer; /* who is connected (client_address), or NULL */
    const char *body;            /* of a POST or PUT, NUL-terminated; else NULL */
    size_t body_size;
    const struct json *json; /* the body read as JSON, or NULL if there is none */
    struct list form;        /* the body read as a form, of struct pair, in the order sent */
};

struct response {
    int status; /* 0 until a handler answered */
    const char *content_type;
    const char *body; /* in the arena of the ctx */
    size_t size;
    struct list headers; /* of struct pair, beside Content-Type and Content-Length */
};

/* What `{name}` of the route's path stands for, as a positive number; ERR_NOT_FOUND if it is none,
 * noted with `code`. */
MUST_CHECK enum err path_id(struct ctx *ctx, const struct request *request, const char *name,
                            const char *code, int64_t *out);

/* The first query parameter of that name whatever the case of its letters, or NULL. */
const char *query_value(const struct request *request, const char *name);
/* The same of the headers. */
const char *header_value(const struct request *request, const char *name);

/* The client's address as text: who is connected, or, if that is a proxy on this machine, whom it
 * names last in X-Forwarded-For. NULL if nobody knows. */
const char *client_address(struct arena *arena, const struct request *request);

/* The first value of that name in a form, or NULL. */
const char *form_value(const struct request *request, const char *name);
/* All of them, as of boxes that were ticked: of const char *. */
struct list form_values(struct arena *arena, const struct request *request, const char *name);
/* What `{name}` of the route's path stands for; "" if it has none. */
const char *path_text(const struct request *request, const char *name);

/* Clears `into`, then reads the fields of the table: from the query if it is there, else from the
 * JSON body (contract section 1.2: every flag may arrive in either, and the query wins) or the
 * form, which has the same names. Absent, null and empty are "not given". ERR_INVALID with every
 * mistake noted.
 *
 * The query is decoded once; only a moment of it is decoded a second time, since one client of the
 * contract encodes twice, and only in a moment a `%` cannot be meant. */
MUST_CHECK enum err request_read(struct ctx *ctx, const struct request *request,
                                 const struct field *fields, void *into);
/* The same from the query alone: for a GET, whose body is ignored. */
MUST_CHECK enum err request_read_query(struct ctx *ctx, const struct request *request,
                                       const struct field *fields, void *into);

/* Answers with one object. `Links`-like members that a table has go out as the table says. */
MUST_CHECK enum err respond_json(struct ctx *ctx, struct response *response, int status,
                                 const struct field *fields, const void *value);
/* Answers with text that is already JSON, HTML or plain. The text stays in the arena. */
MUST_CHECK enum err respond_text(struct response *response, int status, const char *content_type,
                                 const char *text, size_t size);
/* 204, no body at all. */
MUST_CHECK enum err respond_nothing(struct response *response);
void respond_header(struct ctx *ctx, struct response *response, const char *name,
                    const char *value);

#endif
