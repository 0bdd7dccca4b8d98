/* The `Links` of API Live (contract section 6): for each object and state, the pages that can be
 * opened about it, twice: `insite-*` inside the merchant's page, if his segment has an install URL,
 * and `hosted-*` on this server. Each has a `query`, the sealed link (link.h), and an `href` that
 * contains it. The address of this server is the setting `public_url`; without it an href is a path
 * alone, since what a request says of its host is not to be believed. */
#ifndef DOMAIN_LINKS_LINK_WRITER_H
#define DOMAIN_LINKS_LINK_WRITER_H

#include "base/text.h"
#include "domain/links/link.h"

/* Whose links they are. */
struct link_owner {
    int64_t id, id_segment, link_epoch;
    int status; /* enum status_customer */
};
struct link_owner link_owner_of(const struct customer *customer);

/* What all links of an answer have in common. */
struct link_writer {
    struct settings settings;
    struct list segments; /* of struct segment */
    struct list owners;   /* of struct link_owner, by id */
};
/* `ids`: the customers that the objects belong to, where the caller has not read them himself. */
MUST_CHECK enum err link_writer_begin(struct ctx *ctx, const int64_t *ids, size_t count,
                                      struct link_writer *out);
/* One of those; NULL if there is no such customer. */
const struct link_owner *link_writer_owner(const struct link_writer *writer, int64_t id);

/* The links of one object, while they are put together. */
struct link_list {
    struct link link;        /* as they all begin */
    const char *hosted;      /* `https://billing.example.com/portal/open/default/` */
    const char *install_url; /* or NULL */
    bool is_closed;          /* to whom is suspended */
    struct text json, later;
};
/* `owner` NULL: for anybody, in that segment. */
void link_list_begin(struct ctx *ctx, const struct link_writer *writer,
                     const struct link_owner *owner, int64_t id_segment, struct link_list *out);
/* A page about an object, or 0. */
void link_list_add(struct ctx *ctx, struct link_list *list, enum link_page page, int64_t id_object);
/* The document of an invoice: twice more than others, since clients look for it under both. */
void link_list_add_document(struct ctx *ctx, struct link_list *list, int64_t id_invoice);
/* One of the API itself, without a seal. */
void link_list_add_plain(struct link_list *list, const char *rel, const char *href);
/* A JSON array, with what is hosted at its end. */
const char *link_list_done(struct link_list *list);

/* `/portal/open/default/`, behind the address of the server, which may be NULL: what stands before a
 * sealed link. */
const char *link_hosted(struct ctx *ctx, const char *public_url, const char *reference_segment);

/* The address of a page of ours, as mails have it: of the merchant's page that shows it inside
 * (settings form_url and portal_url), with ours as `crylk`; ours itself where he has none. */
const char *link_around(struct ctx *ctx, const struct settings *settings, int64_t id_segment,
                        enum link_page page, const char *url);

#endif
